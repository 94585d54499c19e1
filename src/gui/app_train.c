/* SPDX-License-Identifier: MIT */
#include "gui/app_train.h"

#include "base/json.h"
#include "base/number.h"
#include "gui/app_state.h"

#include <math.h>
#include <string.h>

static const double frame_seconds = 1.0 / 30; /* between pictures while it trains */
static const double poll_seconds = 0.01; /* that training may take of a frame without a thread */

enum { USUAL_GENERATED = 12000 };

/* --- what the worker tells --- */

bool app_train_is_current(const struct app *app)
{
    return app->train.report && !app->train.awaiting;
}

bool app_train_is_running(const struct app *app)
{
    const struct app_train *train = &app->train;
    return train->report && train->report->state == RUNNER_RUNNING;
}

void app_train_ask(struct app *app, enum runner_ask ask)
{
    const struct runner_order order = {.ask = ask};
    if (app->train.worker) {
        worker_order(app->train.worker, &order);
    }
}

/* The network follows; the first step of a run makes it the one that is shown everywhere. */
static void take_model(struct app *app)
{
    struct app_train *train = &app->train;
    const struct runner_report *report = train->report;
    struct lume_error error;
    if (!report->model) {
        return;
    }
    if (!train->has_model || report->changes != train->changes || report->run != train->model) {
        if (app_network_take(app, report->model, &error) != LUME_OK) {
            app_notify(app, N_("{1}"), error.message);
            return;
        }
        train->has_begun = train->has_begun && report->run == train->model;
        train->changes = report->changes;
        train->model = report->run;
        train->has_model = true;
    }
    const bool begun = report->state == RUNNER_RUNNING || report->progress.n_images > 0;
    if (begun && !train->has_begun) {
        train->has_begun = true;
        app_network_show(app, APP_SLOT_OTHER);
    }
}

static void tell_source(struct app *app)
{
    struct app_train *train = &app->train;
    if (train->report->model && !train->told_source) {
        train->told_source = true;
        if (train->report->why.message[0]) {
            app_notify(app, "generated digits instead of MNIST: {1}", train->report->why.message);
        }
    }
}

/* What changed without a control of ours: the seed, and the learning rate of a moment. */
static void take_recipe(struct app *app)
{
    struct app_train *train = &app->train;
    if (app_train_is_current(app) && app->hold.grip == APP_GRIP_NONE) {
        train->recipe.training.seed = train->report->recipe.training.seed;
        train->recipe.training.learning_rate = train->report->recipe.training.learning_rate;
    }
}

static void take_report(struct app *app, const struct runner_report *report)
{
    struct app_train *train = &app->train;
    train->report = report;
    train->taken = app->clock;
    train->awaiting = train->awaiting && report->run == train->run_before;
    take_recipe(app);
    take_model(app);
    tell_source(app);
    app_train_follow_pitfall(app);
    if (app->shown == &app_scene_train) {
        app_spoil(app, APP_STALE_ALL);
    }
}

/* Pictures come no faster than they are looked at: what painting takes is training's. */
static void update(struct app *app)
{
    struct app_train *train = &app->train;
    if (!train->worker) {
        return;
    }
    if (app->clock > train->polled) {
        train->polls = worker_poll(train->worker, poll_seconds);
        train->polled = app->clock;
    }
    train->held_back = app_train_is_running(app) && app->clock < train->taken + frame_seconds;
    if (train->held_back) {
        return;
    }
    const struct runner_report *report = worker_report(train->worker);
    if (report && report != train->report) {
        take_report(app, report);
    }
}

double app_train_wait(const struct app *app)
{
    const struct app_train *train = &app->train;
    if (train->polls) {
        return 0;
    }
    return train->held_back ? fmax(train->taken + frame_seconds - app->clock, 0) : (double)INFINITY;
}

/* All runs of a pitfall, as fast as it goes. Beside the window training goes on while pictures are
 * taken of it. */
static void settle(struct app *app)
{
    struct app_train *train = &app->train;
    if (!train->worker || !train->in_caller) {
        return;
    }
    worker_set_speed(train->worker, (double)INFINITY);
    for (bool more = true; more;) {
        worker_settle(train->worker);
        const struct runner_report *report = worker_report(train->worker);
        more = report && report != train->report;
        if (more) {
            take_report(app, report);
        }
    }
    worker_set_speed(train->worker, scene_train_speeds[train->speed]);
}

/* --- the scene --- */

static enum lume_status create(struct app *app, struct lume_error *error)
{
    struct app_train *train = &app->train;
    (void)error;
    recipe_defaults(&train->recipe);
    (void)recipe_resolve(&train->recipe, NULL);
    train->speed = SCENE_TRAIN_SPEEDS - 1;
    train->polled = -1;
    for (size_t i = 0; hyper_at(i); i++) {
        train->chosen = strcmp(hyper_at(i)->name, "learning-rate") == 0 ? i : train->chosen;
    }
    return LUME_OK;
}

static void enter(struct app *app)
{
    struct app_train *train = &app->train;
    struct lume_error error;
    if (train->worker) {
        return;
    }
    const struct worker_config config = {
        .folder = app->data,
        .n_generated = train->n_generated > 0 ? train->n_generated : USUAL_GENERATED,
        .in_caller = train->in_caller,
        .wake = app->wake,
        .wake_context = app->wake_context,
    };
    if (worker_create(&config, &train->worker, &error) != LUME_OK) {
        app_notify(app, N_("{1}"), error.message);
        return;
    }
    app_train_begin(app, RUNNER_SET_UP, false);
}

static void leave(struct app *app)
{
    if (app_train_is_running(app)) {
        app_notify(app, "training goes on; F2 leads back to it", NULL);
    }
}

static void finish(struct app *app)
{
    worker_destroy(app->train.worker);
    app->train.worker = NULL;
    app->train.report = NULL;
}

/* The network that is trained; until there is one the one that is shown elsewhere. */
static const struct app_network *network_of(const struct app *app)
{
    const struct app_network *other = &app->slots[APP_SLOT_OTHER];
    return app->train.has_model && other->experiment ? other : app->network;
}

static void refresh(const struct app *app, struct scene_train *out)
{
    const struct app_network *network = network_of(app);
    out->snapshot = network->snapshot;
    out->eased = network->eased;
    out->true_label = app->sample.shown ? app->sample.label : app->ink_label;
    out->paper = (struct view_paper){
        .ink = lume_ink_strokes(app->ink),
        .nib = app->settings.nib / LUME_IMAGE_SIDE,
        .sample = app->sample.shown ? app->sample.image : NULL,
        .erasing = app->erasing,
    };
}

static void lay_out(struct app *app)
{
    struct app_train *train = &app->train;
    const struct view view = app_view(app);
    const struct hyper *rate = hyper_find("learning-rate");
    train->scene = (struct scene_train){
        .report = train->report,
        .chart = app_train_chart(app),
        .show_pitfalls = train->show_pitfalls,
        .chosen = train->chosen,
        .rate = rate->position(&train->recipe),
        .speed = train->speed,
        .keeping = train->keeping,
        .pitfall = train->pitfall,
        .hide_controls = app->hide_controls,
        .tabs = app_tabs(app),
    };
    for (size_t i = 0; i < SCENE_TRAIN_MAX_HYPERS && hyper_at(i); i++) {
        hyper_at(i)->print(&train->recipe, view.language, train->scene.values[i],
                           SCENE_TRAIN_VALUE);
    }
    refresh(app, &train->scene);
    scene_train_layout(&view, &train->scene, app_width(app), app_height(app), &train->layout);
    app->ui = train->layout.ui;
    app->paper = train->layout.paper;
}

/* The network, right of the paper, the answer below that, and the weights, wherever they are. */
static size_t outcome(const struct app *app, struct paint_rect out[APP_MAX_PARTS])
{
    const struct paint_rect *paper = &app->paper;
    const float right = paper->x + paper->width + 1, below = paper->y + paper->height + 1;
    const float width = app_width(app), height = app_height(app);
    out[0] = (struct paint_rect){right, paper->y - 1, width - right, height - paper->y + 1};
    out[1] = (struct paint_rect){paper->x - 1, below, right - paper->x + 1, height - below};
    out[2] = app->train.layout.weights;
    return out[2].height > 0 ? 3 : 2;
}

static void paint_scene(const struct app *app, const struct view *view, bool still,
                        const struct ui_pointer *pointer, struct paint *paint)
{
    struct scene_train scene = app->train.scene;
    refresh(app, &scene);
    if (still) {
        scene.eased = NULL;
    }
    scene_train_paint(view, &scene, app_width(app), app_height(app), pointer, paint);
}

static const char *describe(const struct app *app, const struct view *view, char out[APP_SENTENCE])
{
    _Static_assert((int)APP_SENTENCE >= (int)SCENE_TRAIN_TEXT, "its sentence fits");
    return scene_train_describe(view, &app->train.scene, out);
}

/* --- what is told --- */

static void tell_number(struct buffer *out, const char *name, double value)
{
    char text[NUMBER_SIZE];
    buffer_format(out, ",\"%s\":%s", name,
                  isfinite(value) ? number_float((float)value, text) : "null");
}

static void tell(const struct app *app, struct buffer *out)
{
    static const char *const states[] = {
        [RUNNER_LOADING] = "loading", [RUNNER_PAUSED] = "paused",     [RUNNER_RUNNING] = "running",
        [RUNNER_ENDED] = "ended",     [RUNNER_DIVERGED] = "diverged", [RUNNER_FAILED] = "failed",
    };
    const struct app_train *train = &app->train;
    const struct runner_report *report = train->report;
    if (!report) {
        buffer_text(out, ",\"training\":null");
        return;
    }
    const struct lume_trainer_progress *progress = &report->progress;
    buffer_format(out, ",\"training\":\"%s\",\"run\":%d,\"epoch\":%zu,\"batch\":%zu",
                  states[report->state], (int)report->run, progress->epoch, progress->batch);
    tell_number(out, "train_loss", progress->train_loss);
    tell_number(out, "train_accuracy", progress->train_accuracy);
    tell_number(out, "validation_loss", progress->validation_loss);
    tell_number(out, "validation_accuracy", progress->validation_accuracy);
    tell_number(out, "learning_rate", (double)train->recipe.training.learning_rate);
    buffer_format(out, ",\"best_epoch\":%zu,\"source\":\"%s\",\"moment\":%d,\"pitfall\":",
                  progress->best_epoch, report->source == RUNNER_MNIST ? "mnist" : "generated",
                  report->shown);
    if (train->pitfall) {
        json_append_string(out, train->pitfall->name);
    } else {
        buffer_text(out, "null");
    }
    buffer_format(out, ",\"kept\":%zu", train->n_kept);
}

const struct app_scene app_scene_train = {
    .name = "train",
    .title = N_("Train"),
    .actions = app_train_actions,
    .create = create,
    .finish = finish,
    .enter = enter,
    .leave = leave,
    .update = update,
    .settle = settle,
    .lay_out = lay_out,
    .outcome = outcome,
    .paint = paint_scene,
    .describe = describe,
    .tell = tell,
};
