/* SPDX-License-Identifier: MIT */
#include "gui/app_draw.h"

#include "gui/app_state.h"
#include "gui/ease.h"

#include <math.h>

static const float bias_step = 0.1f;
static const double centring_seconds = 0.25;

/* --- the neuron that is looked at --- */

/* Whether that neuron is one that the room may look into now. */
static bool may_look(const struct app *app, struct view_neuron neuron)
{
    const struct snapshot *snapshot = app_snapshot(app);
    const int n_layers = (int)snapshot->n_layers, shown = n_layers - (int)app->draw.concealed;
    return neuron.layer < shown && !(app->draw.hide_answer && neuron.layer == n_layers - 1);
}

void app_look(struct app *app, struct view_neuron neuron)
{
    if (may_look(app, neuron)) {
        app->draw.selected = neuron;
        app_spoil(app, APP_STALE_ALL);
    }
}

/* Left, right, up, down; neurons of the next layer at about the same height. */
static void look_beside(struct app *app, int direction)
{
    static const struct {
        int layers, units;
    } steps[] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
    const struct snapshot *snapshot = app_snapshot(app);
    struct view_neuron to = app->draw.selected;
    if (direction < 0 || direction >= (int)(sizeof steps / sizeof *steps)) {
        return;
    }
    if (to.layer < 0) { /* begin somewhere */
        app_look(app, (struct view_neuron){0, 0});
        return;
    }
    const int n = (int)snapshot->layers[to.layer].n;
    to.layer += steps[direction].layers;
    to.unit += steps[direction].units;
    if (to.layer < 0 || to.layer >= (int)snapshot->n_layers) {
        return;
    }
    if (steps[direction].layers != 0) {
        to.unit =
            (int)((2 * (int64_t)to.unit + 1) * (int64_t)snapshot->layers[to.layer].n / (2 * n));
    }
    if (to.unit >= 0 && to.unit < (int)snapshot->layers[to.layer].n) {
        app_look(app, to);
    }
}

/* --- what is changed by hand --- */

static void change_network(struct app *app)
{
    app->recognize = true;
    app_count_again(app, app->network, false);
    app_spoil(app, APP_STALE_ALL);
}

static void set_bias(struct app *app, float bias)
{
    struct experiment *experiment = app->network->experiment;
    if (app->draw.selected.layer >= 0) {
        const float learned = experiment_learned_bias(experiment, app->draw.selected);
        bias = fminf(bias, learned + VIEW_BIAS_RANGE);
        bias = fmaxf(bias, learned - VIEW_BIAS_RANGE);
        experiment_set_bias(experiment, app->draw.selected, bias);
        change_network(app);
    }
}

static void step_bias(struct app *app, int steps)
{
    if (app->draw.selected.layer >= 0) {
        const float bias = experiment_bias(app->network->experiment, app->draw.selected);
        set_bias(app, bias + (float)steps * bias_step);
    }
}

static void slide_bias(struct app *app, int argument, float value)
{
    (void)argument;
    if (app->draw.selected.layer >= 0) {
        const struct experiment *experiment = app->network->experiment;
        const float learned = experiment_learned_bias(experiment, app->draw.selected);
        set_bias(app, learned + (2 * value - 1) * VIEW_BIAS_RANGE);
    }
}

static void turn_bias(struct app *app, int argument, int steps)
{
    (void)argument;
    step_bias(app, steps);
}

/* A value that it is clamped to already releases it. */
static void set_clamp(struct app *app, int argument)
{
    struct experiment *experiment = app->network->experiment;
    if (app->draw.selected.layer < 0 || !experiment_can_clamp(experiment, app->draw.selected)) {
        return;
    }
    const float clamp = experiment_clamp(experiment, app->draw.selected);
    float next = isnan(clamp) ? 0 : clamp < 1 ? 1 : NAN;
    if (argument != ACTION_NO_ARGUMENT) {
        next = (float)argument == clamp ? NAN : (float)(argument > 0);
    }
    experiment_set_clamp(experiment, app->draw.selected, next);
    change_network(app);
}

void app_restore(struct app *app)
{
    experiment_restore(app->network->experiment);
    change_network(app);
}

struct view_experiment app_experiment(const struct app *app)
{
    const struct experiment *experiment = app->network->experiment;
    const struct app_network *network = app->network;
    struct view_experiment shown = {
        .changed = experiment_changed(experiment),
        .n = app->samples.labelled ? app->samples.set.n : 0,
        .generated = app->samples.generated,
        .counting = network->stale || network->live || !network->counted,
        .accuracy = network->current,
        .learned = network->learned,
    };
    if (app->draw.selected.layer >= 0) {
        const float clamp = experiment_clamp(experiment, app->draw.selected);
        shown.learned_bias = experiment_learned_bias(experiment, app->draw.selected);
        shown.can_clamp = experiment_can_clamp(experiment, app->draw.selected);
        shown.clamped = !isnan(clamp);
        shown.clamp = shown.clamped ? clamp : 0;
    }
    return shown;
}

/* --- what the room sees --- */

/* 0: the signal; 1: weights; else the other ones. */
static void show_lines(struct app *app, int argument)
{
    app->draw.show_weights = argument < 0 ? !app->draw.show_weights : argument == 1;
}

/* What can no longer be seen is not looked into. */
static void hide_selected(struct app *app)
{
    if (!may_look(app, app->draw.selected)) {
        app->draw.selected.layer = -1;
    }
}

/* After the outputs it starts over. */
static void reveal(struct app *app)
{
    app->draw.concealed =
        app->draw.concealed > 0 ? app->draw.concealed - 1 : app_snapshot(app)->n_layers;
    hide_selected(app);
}

static void conceal(struct app *app)
{
    app->draw.concealed += app->draw.concealed < app_snapshot(app)->n_layers;
    hide_selected(app);
}

static void vote(struct app *app)
{
    app->draw.hide_answer = !app->draw.hide_answer;
    hide_selected(app);
}

/* --- the drawing on its way to the network --- */

/* Slow at both ends. */
static float smooth(double share)
{
    return (float)(share * share * (3 - 2 * share));
}

void app_draw_centre(struct app *app)
{
    app->draw.centring_set = app->shown == &app_scene_draw;
}

void app_draw_end_centring(struct app *app)
{
    if (app->draw.centring || app->draw.centring_set) {
        app->draw.centring = app->draw.centring_set = false;
        app_spoil(app, APP_STALE_OUTCOME);
    }
}

static bool animate(struct app *app, double seconds)
{
    const struct lume_strokes ink = lume_ink_strokes(app->ink);
    const uint8_t *seen = app_snapshot(app)->image;
    struct app_draw *draw = &app->draw;
    if (draw->centring_set) {
        draw->centring_set = false;
        draw->centred = seconds = 0;
        draw->centring = true;
    }
    if (draw->centring) {
        draw->centred += seconds;
        const float share = smooth(fmin(draw->centred / centring_seconds, 1));
        draw->centring =
            ease_image(&ink, app->settings.nib, seen, share, draw->picture) && share < 1;
        app_spoil(app, APP_STALE_OUTCOME);
    }
    return draw->centring;
}

/* --- the scene --- */

static enum lume_status create(struct app *app, struct lume_error *error)
{
    (void)error;
    app->draw.selected.layer = -1;
    return LUME_OK;
}

void app_draw_refresh(struct app *app)
{
    const struct app_draw *draw = &app->draw;
    app->draw.scene = (struct scene_draw){
        .snapshot = app->network->snapshot,
        .eased = app->network->eased,
        .ink = lume_ink_strokes(app->ink),
        .sample = app->sample.shown ? app->sample.image : NULL,
        .sample_text = app->sample_text[0] ? app->sample_text : NULL,
        .true_label = app->sample.shown ? app->sample.label : app->ink_label,
        .picture = draw->centring ? draw->picture : NULL,
        .nib = app->settings.nib,
        .erasing = app->erasing,
        .show_weights = draw->show_weights,
        .selected = draw->selected,
        .concealed = draw->concealed,
        .hide_answer = draw->hide_answer,
        .hide_controls = app->hide_controls,
        .can_undo = app_paper_can_undo(app),
        .experiment = app_experiment(app),
        .tabs = app_tabs(app),
    };
}

/* What nobody saw stays so. */
void app_draw_follow(struct app *app)
{
    const struct snapshot *snapshot = app_snapshot(app);
    struct app_draw *draw = &app->draw;
    const struct view_neuron *selected = &draw->selected;
    const size_t n = snapshot->n_layers;
    draw->concealed = draw->concealed < n ? draw->concealed : n;
    if (selected->layer >= (int)n ||
        (selected->layer >= 0 && selected->unit >= (int)snapshot->layers[selected->layer].n)) {
        draw->selected.layer = -1;
    }
}

static void leave(struct app *app)
{
    app->draw.centring = app->draw.centring_set = false;
}

static void lay_out(struct app *app)
{
    const struct view view = app_view(app);
    struct app_draw *draw = &app->draw;
    scene_draw_layout(&view, &draw->scene, app_width(app), app_height(app), &draw->layout);
    app->ui = draw->layout.ui;
    app->paper = draw->layout.paper;
}

static void press(struct app *app, float x, float y)
{
    const struct view view = app_view(app);
    const struct app_draw *draw = &app->draw;
    app_draw_refresh(app); /* there may be more ink */
    const struct scene_hit hit =
        scene_draw_hit(&view, &draw->scene, app_width(app), app_height(app), &draw->layout, x, y);
    if (hit.place == SCENE_NEURON) {
        const bool again =
            draw->selected.layer == hit.neuron.layer && draw->selected.unit == hit.neuron.unit;
        app_look(app, again ? (struct view_neuron){.layer = -1} : hit.neuron);
    }
}

static bool back(struct app *app)
{
    const bool open = app->draw.selected.layer >= 0;
    app->draw.selected.layer = -1;
    return open;
}

/* It lies right of the paper, and in the inspector below. */
static size_t outcome(const struct app *app, struct paint_rect out[APP_MAX_PARTS])
{
    const float left = app->paper.x + app->paper.width + 1;
    const float width = app_width(app), height = app_height(app);
    const struct paint_rect *inspector = &app->draw.layout.inspector;
    const float top = inspector->height > 0 ? inspector->y - 1 : height;
    out[0] = (struct paint_rect){left, 0, width - left, top};
    out[1] = (struct paint_rect){0, top, width, height - top};
    return inspector->height > 0 ? 2 : 1;
}

static void paint_scene(const struct app *app, const struct view *view, bool still,
                        const struct ui_pointer *pointer, struct paint *paint)
{
    struct scene_draw scene = app->draw.scene;
    if (still) {
        scene.eased = NULL;
        scene.picture = NULL;
    }
    scene_draw_paint(view, &scene, app_width(app), app_height(app), pointer, paint);
}

static const char *describe(const struct app *app, const struct view *view, char out[APP_SENTENCE])
{
    _Static_assert((int)APP_SENTENCE >= (int)SCENE_DRAW_TEXT, "its sentence fits");
    return scene_draw_describe(view, &app->draw.scene, out);
}

static const struct app_action actions[] = {
    {"select", .run = NULL},
    {"lines", .run_with = show_lines},
    {"neighbour", .run_with = look_beside, .repeats = true},
    {"bias", .slide = slide_bias, .wheel = turn_bias},
    {"bias-lower", .run_with = step_bias, .argument = -1, .repeats = true},
    {"bias-higher", .run_with = step_bias, .argument = 1, .repeats = true},
    {"clamp", .run_with = set_clamp},
    {"restore", .run = app_restore},
    {"reveal", .run = reveal},
    {"conceal", .run = conceal},
    {"vote", .run = vote},
    {.name = NULL},
};

const struct app_scene app_scene_draw = {
    .name = "draw",
    .title = N_("Draw"),
    .actions = actions,
    .create = create,
    .leave = leave,
    .animate = animate,
    .lay_out = lay_out,
    .press = press,
    .back = back,
    .outcome = outcome,
    .paint = paint_scene,
    .describe = describe,
};
