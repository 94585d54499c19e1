/* SPDX-License-Identifier: MIT */
#include "gui/app_teach.h"

#include "base/number.h"
#include "gui/app_state.h"

#include <math.h>
#include <string.h>

/* --- the lesson follows what is on the paper --- */

static const struct lume_network *network_of(const struct app *app)
{
    return experiment_model(app->network->experiment)->network;
}

/* What the paper says, if the network has an output for it. */
static int label_of(const struct app *app)
{
    const int label = app->sample.shown ? app->sample.label : app->ink_label;
    return label >= 0 && label < (int)network_of(app)->n_outputs ? label : TEACH_NO_LABEL;
}

static bool same_bits(const struct lume_network *a, const struct lume_network *b)
{
    return a->n_reals == b->n_reals &&
           memcmp(a->parameters, b->parameters, a->n_reals * sizeof *a->parameters) == 0;
}

/* Make a lesson for the network that is shown. */
static void make_lesson(struct app *app)
{
    struct app_teach *lesson = &app->teach;
    teach_destroy(lesson->teach);
    lesson->teach = NULL;
    lesson->serial = app->network->serial;
    if (teach_can_follow(network_of(app)) &&
        teach_create(network_of(app), &lesson->teach, NULL) != LUME_OK) {
        app_notify(app, "out of memory", NULL);
    }
}

/* Bring it up to date with network, drawing and label; `insists`: even where there was no memory
 * for it before. Returns it, or NULL: there is none. */
static struct teach *follow(struct app *app, bool insists)
{
    struct app_teach *lesson = &app->teach;
    const struct snapshot *snapshot = app_snapshot(app);
    const bool other = lesson->serial != app->network->serial;
    if (other || (insists && !lesson->teach)) {
        make_lesson(app);
    }
    const bool goes_on = lesson->teach && snapshot->answer.verdict != LUME_VERDICT_EMPTY;
    if (goes_on != (lesson->scene.teach != NULL)) { /* what is shown is another page */
        app_spoil(app, APP_STALE_ALL);
    }
    if (!goes_on) {
        return NULL;
    }
    const int label = label_of(app);
    if (other || !same_bits(network_of(app), teach_network(lesson->teach)) ||
        memcmp(snapshot->image, teach_image(lesson->teach), LUME_IMAGE_SIZE) != 0) {
        teach_begin(lesson->teach, network_of(app), snapshot->image, label);
        app_spoil(app, APP_STALE_ALL);
    } else if (label != lesson->paper_label) {
        teach_set_label(lesson->teach, label);
        app_spoil(app, APP_STALE_ALL);
    }
    lesson->paper_label = label;
    return lesson->teach;
}

/* The same when something is to be done with it: what is on the paper is recognised first. */
static struct teach *current(struct app *app)
{
    app_update(app);
    return follow(app, true);
}

/* Give the app what the lesson has made of the network. */
static void hand_over(struct app *app)
{
    const struct lume_network *taught = teach_network(app->teach.teach);
    if (!same_bits(network_of(app), taught)) {
        experiment_update(app->network->experiment, taught->parameters);
        app_count_again(app, app->network, true);
        app->recognize = true;
    }
}

/* --- what the actions do --- */

/* Ink is from now on what somebody said it is. */
static void say_label(struct app *app, int label)
{
    struct teach *teach = current(app);
    if (!teach || label < 0 || label >= (int)network_of(app)->n_outputs) {
        return;
    }
    if (!app->sample.shown) {
        app->ink_label = label;
        app->teach.paper_label = label;
    }
    teach_set_label(teach, label);
    hand_over(app);
}

/* Where the label is asked for the network's own answer is taken. */
static void step_on(struct app *app)
{
    struct teach *teach = current(app);
    if (!teach) {
        return;
    }
    if (teach_label(teach) == TEACH_NO_LABEL && teach_index(teach) + 1 == teach_count_open(teach)) {
        say_label(app, (int)teach_target(teach));
    }
    if (!teach_next(teach) && teach_is_sound(teach)) {
        app_notify(app, "out of memory", NULL);
    }
    hand_over(app);
}

static void step_back(struct app *app)
{
    struct teach *teach = current(app);
    if (teach) {
        teach_back(teach);
        hand_over(app);
    }
}

/* 0: the first; 1: the last; then by number. */
static void go_to(struct app *app, int argument)
{
    struct teach *teach = current(app);
    if (teach && argument >= 0) {
        teach_go(teach, argument == 0   ? 0
                        : argument == 1 ? SIZE_MAX
                                        : (size_t)argument - SCENE_TEACH_FIRST_STEP);
        hand_over(app);
    }
}

static void undo(struct app *app)
{
    struct teach *teach = current(app);
    if (teach && teach_undo(teach)) {
        hand_over(app);
    } else {
        app_paper_undo(app);
    }
}

static void step_rate(struct app *app, int steps)
{
    struct teach *teach = current(app);
    if (teach) {
        teach_step_rate(teach, steps);
        hand_over(app);
    }
}

/* Even ones are smaller, odd ones larger. */
static void change_rate(struct app *app, int argument)
{
    if (argument >= 0) {
        step_rate(app, argument % 2 == 1 ? 1 : -1);
    }
}

static void turn_rate(struct app *app, int argument, int steps)
{
    (void)argument;
    step_rate(app, steps);
}

enum lume_status app_teach(struct app *app, const char *name, struct lume_error *error)
{
    struct teach *teach = current(app);
    size_t index;
    if (app->shown != &app_scene_teach) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--step", "needs --scene teach");
    }
    if (!teach) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--step",
                              "there is no lesson: no drawing, or a network that cannot be "
                              "followed");
    }
    if (!teach_find_step(teach, name, &index)) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--step",
                              "no step, expected one such as loss or forward-2, got \"%.256s\"",
                              name);
    }
    if (index >= teach_count_open(teach)) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--step",
                              "%.256s needs to know the true label, expected --label", name);
    }
    teach_go(teach, index);
    hand_over(app);
    app_spoil(app, APP_STALE_ALL);
    return LUME_OK;
}

/* Up and down among where it comes from (the bias is the last), passing inputs without ink; left
 * and right along the way through the network. */
static void change_from(struct app *app, int direction)
{
    struct teach *teach = current(app);
    if (!teach || direction < 0) {
        return;
    }
    const struct trace *trace = teach_trace(teach);
    struct trace_weight weight = teach_weight(teach);
    const size_t n = trace->layers[weight.layer].n_in;
    if (direction == 2 && weight.layer > 0) {
        teach_choose_into(teach, weight.layer - 1, teach_focus(teach, weight.layer - 1));
    } else if (direction == 3 && weight.layer + 1 < trace->n_layers) {
        teach_choose_from(teach, weight.layer + 1, weight.to);
    } else if (direction < 2) {
        do {
            if (weight.from == (direction == 0 ? 0 : n)) {
                return;
            }
            weight.from += direction == 0 ? (size_t)-1 : 1;
        } while (weight.layer == 0 && trace_input_of(trace, weight) == 0);
        teach_choose(teach, weight);
    }
}

static void change_to(struct app *app, int direction)
{
    struct teach *teach = current(app);
    if (teach && direction >= 0) {
        struct trace_weight weight = teach_weight(teach);
        const size_t n = teach_trace(teach)->layers[weight.layer].n_out;
        if (weight.to != (direction == 0 ? 0 : n - 1)) {
            weight.to += direction == 0 ? (size_t)-1 : 1;
            teach_choose(teach, weight);
        }
    }
}

/* A line or a pixel is a weight; a neuron before the weight's layer is where it comes from, any
 * other one where it leads to. */
static void press(struct app *app, float x, float y)
{
    const struct view view = app_view(app);
    struct teach *teach = current(app);
    const struct scene_teach_hit hit = scene_teach_at(&view, &app->teach.scene, app_width(app),
                                                      app_height(app), &app->teach.layout, x, y);
    if (!teach || (hit.neuron.layer < 0 && !hit.has_weight)) {
        return;
    }
    const int layer = (int)teach_weight(teach).layer;
    const size_t unit = (size_t)hit.neuron.unit;
    if (hit.has_weight) {
        teach_choose(teach, hit.weight);
    } else if (hit.neuron.layer + 1 == layer) {
        teach_choose_from(teach, (size_t)layer, unit);
    } else {
        teach_choose_into(teach, (size_t)hit.neuron.layer, unit);
    }
    app_spoil(app, APP_STALE_ALL);
}

/* --- the scene --- */

/* What is clamped has no slope: it is released. */
static bool release_clamped(struct app *app)
{
    struct experiment *experiment = app->network->experiment;
    const struct lume_network *network = network_of(app);
    bool released = false;
    for (size_t l = 0; l + 1 < network->n_layers; l++) {
        for (size_t i = 0; i < network->layers[l].n_out; i++) {
            const struct view_neuron neuron = {(int)l, (int)i};
            if (!isnan(experiment_clamp(experiment, neuron))) {
                experiment_set_clamp(experiment, neuron, NAN);
                released = true;
            }
        }
    }
    if (released) {
        app->recognize = true;
        app_count_again(app, app->network, false);
    }
    return released;
}

/* A lesson needs a network that stays as it is, and that is told. */
static void enter(struct app *app)
{
    const bool running = app_train_is_running(app);
    if (running) {
        app_train_ask(app, RUNNER_PAUSE);
    }
    if (release_clamped(app)) {
        app_notify(app, "clamped neurons are released", NULL);
    } else if (running) {
        app_notify(app, "training is paused", NULL);
    }
}

/* A drawing that grows is another example. */
static bool animate(struct app *app, double seconds)
{
    (void)seconds;
    follow(app, false);
    return false;
}

static void finish(struct app *app)
{
    teach_destroy(app->teach.teach);
    app->teach.teach = NULL;
}

static enum scene_teach_state state_of(const struct app *app, const struct teach *teach)
{
    return teach                                ? SCENE_TEACH_GOES_ON
           : !teach_can_follow(network_of(app)) ? SCENE_TEACH_CANNOT
           : app->teach.teach                   ? SCENE_TEACH_EMPTY
                                                : SCENE_TEACH_NO_MEMORY;
}

static void lay_out(struct app *app)
{
    const struct view view = app_view(app);
    struct app_teach *lesson = &app->teach;
    const struct teach *teach = follow(app, false);
    lesson->scene = (struct scene_teach){
        .state = state_of(app, teach),
        .teach = teach,
        .snapshot = app->network->snapshot,
        .eased = app->network->eased,
        .ink = lume_ink_strokes(app->ink),
        .sample = app->sample.shown ? app->sample.image : NULL,
        .sample_text = app->sample_text[0] ? app->sample_text : NULL,
        .nib = app->settings.nib,
        .erasing = app->erasing,
        .hide_controls = app->hide_controls,
        .can_undo = (lesson->teach && teach_can_undo(lesson->teach)) || app_paper_can_undo(app),
        .tabs = app_tabs(app),
    };
    scene_teach_layout(&view, &lesson->scene, app_width(app), app_height(app), &lesson->layout);
    app->ui = lesson->layout.ui;
    app->paper = lesson->layout.paper;
}

static void paint_scene(const struct app *app, const struct view *view, bool still,
                        const struct ui_pointer *pointer, struct paint *paint)
{
    struct scene_teach scene = app->teach.scene;
    scene.ink = lume_ink_strokes(app->ink); /* there may be more of it */
    if (still) {
        scene.eased = NULL;
    }
    scene_teach_paint(view, &scene, app_width(app), app_height(app), pointer, paint);
}

static const char *describe(const struct app *app, const struct view *view, char out[APP_SENTENCE])
{
    _Static_assert((int)APP_SENTENCE >= (int)SCENE_TEACH_TEXT, "its sentence fits");
    return scene_teach_describe(view, &app->teach.scene, out);
}

static void tell_number(struct buffer *out, const char *name, double value)
{
    char text[NUMBER_SIZE];
    buffer_format(out, ",\"%s\":%s", name, number_double(value, text));
}

static void tell(const struct app *app, struct buffer *out)
{
    const struct teach *teach = app->teach.scene.teach;
    if (!teach) {
        buffer_text(out, ",\"step\":null");
        return;
    }
    const struct teach_step step = teach_step(teach);
    const struct trace_weight weight = teach_weight(teach);
    const bool learned = step.kind == TEACH_OUTCOME;
    const struct trace *trace = learned ? teach_after(teach) : teach_trace(teach);
    buffer_format(out, ",\"step\":\"%s\",\"layer\":%zu,\"index\":%zu,\"steps\":%zu",
                  teach_kind_name(step.kind), step.layer, teach_index(teach),
                  teach_count_steps(teach));
    if (teach_label(teach) == TEACH_NO_LABEL) {
        buffer_text(out, ",\"label\":null,\"loss\":null");
    } else {
        buffer_format(out, ",\"label\":%d", teach_label(teach));
        tell_number(out, "loss", trace->loss);
    }
    tell_number(out, "probability", trace->layers[trace->n_layers - 1].a[teach_target(teach)]);
    tell_number(out, "rate", teach_rate(teach));
    buffer_format(out, ",\"weight\":[%zu,%zu,%zu],\"updates\":%zu", weight.layer, weight.from,
                  weight.to, teach_count_updates(teach));
}

static const struct app_action actions[] = {
    {"teach-next", .run = step_on},
    {"teach-back", .run = step_back, .repeats = true},
    {"teach-go", .run_with = go_to},
    {"teach-label", .run_with = say_label},
    {"teach-from", .run_with = change_from, .repeats = true},
    {"teach-to", .run_with = change_to, .repeats = true},
    {"teach-select", .run = NULL},
    {"teach-rate", .run_with = change_rate, .wheel = turn_rate, .repeats = true},
    {"teach-undo", .run = undo},
    {.name = NULL},
};

const struct app_scene app_scene_teach = {
    .name = "teach",
    .title = N_("Teach"),
    .actions = actions,
    .enter = enter,
    .finish = finish,
    .animate = animate,
    .lay_out = lay_out,
    .press = press,
    .paint = paint_scene,
    .describe = describe,
    .tell = tell,
};
