/* SPDX-License-Identifier: MIT */
#include "gui/app_state.h"
#include "gui/app_train.h"

#include <string.h>

/* --- go, and stop --- */

static void play(struct app *app)
{
    app_train_ask(app, app_train_is_running(app) ? RUNNER_PAUSE : RUNNER_PLAY);
}

static void step_batch(struct app *app)
{
    app_train_ask(app, RUNNER_BATCH);
}

static void step_epoch(struct app *app)
{
    app_train_ask(app, RUNNER_EPOCH);
}

static void stop(struct app *app)
{
    app_train_ask(app, RUNNER_STOP);
}

static void reset(struct app *app)
{
    app_train_begin(app, RUNNER_RESET, false);
}

static void new_seed(struct app *app)
{
    app_train_begin(app, RUNNER_NEW_SEED, false);
}

static void keep(struct app *app)
{
    struct app_train *train = &app->train;
    train->keeping = !train->keeping;
    app_notify(app,
               train->keeping ? N_("the curve stays under those of the next runs")
                              : N_("the next run begins with an empty plot"),
               NULL);
}

/* Of a widget, by its argument; keys give 0 and 1. */
static void choose_speed(struct app *app, int argument)
{
    struct app_train *train = &app->train;
    const int first = SCENE_TRAIN_FIRST;
    const int speed = argument >= first ? argument - first
                      : argument >= 0   ? train->speed + 2 * argument - 1
                                        : -1;
    if (speed >= 0 && speed < SCENE_TRAIN_SPEEDS) {
        train->speed = speed;
        if (train->worker) {
            worker_set_speed(train->worker, scene_train_speeds[speed]);
        }
    }
}

/* --- moments --- */

static void look_at(struct app *app, int moment)
{
    struct app_train *train = &app->train;
    const struct runner_order order = {.ask = RUNNER_LOOK, .moment = moment};
    if (train->worker && app_train_is_current(app) && moment != train->report->shown) {
        worker_order(train->worker, &order);
    }
}

static void slide_moment(struct app *app, int argument, float value)
{
    (void)argument;
    look_at(app, scene_train_moment(&app->train.scene, value));
}

/* First, back, on, last. */
static void step_moment(struct app *app, int direction)
{
    const struct runner_report *report = app->train.report;
    if (!app_train_is_current(app) || report->n_moments == 0) {
        return;
    }
    const int n = (int)report->n_moments;
    const int at = report->shown == RUNNER_LIVE ? n : report->shown;
    const int to[] = {0, at > 0 ? at - 1 : 0, at + 1, n};
    if (direction >= 0 && direction < (int)(sizeof to / sizeof *to)) {
        look_at(app, to[direction] < n ? to[direction] : RUNNER_LIVE);
    }
}

/* --- settings --- */

static size_t count_hypers(void)
{
    size_t n = 0;
    while (n < SCENE_TRAIN_MAX_HYPERS && hyper_at(n)) {
        n++;
    }
    return n;
}

/* What takes effect at once is ordered, the rest begins a run. */
static void apply(struct app *app, const struct hyper *hyper, const struct recipe *before)
{
    struct app_train *train = &app->train;
    if (!train->worker) {
        return;
    }
    if (hyper->live) {
        const struct runner_order order = {
            .ask = RUNNER_LEARNING_RATE,
            .number = train->recipe.training.learning_rate,
        };
        worker_order(train->worker, &order);
        return;
    }
    char text[APP_NOTICE_SIZE];
    hyper_difference(before, &train->recipe, app->settings.language, text, sizeof text);
    app_train_begin(app, RUNNER_SET_UP, app_train_is_running(app));
    app_notify(app, "a new run: {1}", text);
}

static void step_hyper(struct app *app, size_t index, int steps)
{
    struct app_train *train = &app->train;
    const struct hyper *hyper = hyper_at(index);
    const struct recipe before = train->recipe;
    if (hyper && hyper->step(&train->recipe, steps)) {
        apply(app, hyper, &before);
    }
}

static void choose_beside(struct app *app, int steps)
{
    struct app_train *train = &app->train;
    const int n = (int)count_hypers();
    train->chosen = (size_t)(((int)train->chosen + steps + n) % n);
    train->show_pitfalls = false;
}

/* Of a widget, by its argument; keys choose the one above or below, or make it less or more. */
static void set(struct app *app, int argument)
{
    static const int steps[] = {-1, 1};
    struct app_train *train = &app->train;
    const int first = SCENE_TRAIN_SETTING;
    if (argument >= 2 * first) {
        train->chosen = (size_t)(argument / 2 - first);
        step_hyper(app, train->chosen, steps[argument % 2]);
    } else if (argument >= first) {
        train->chosen = (size_t)(argument - first);
    } else if (argument >= SCENE_TRAIN_PAGE) {
        train->chosen = (size_t)(argument - SCENE_TRAIN_PAGE);
    } else if (argument == 0 || argument == 1) {
        choose_beside(app, steps[argument]);
    } else if (argument == 2 || argument == 3) {
        step_hyper(app, train->chosen, steps[argument - 2]);
    }
}

static void slide_rate(struct app *app, int argument, float value)
{
    const struct hyper *hyper = hyper_find("learning-rate");
    const struct recipe before = app->train.recipe;
    if (argument == SCENE_TRAIN_RATE) {
        hyper->place(&app->train.recipe, value);
        apply(app, hyper, &before);
        app_spoil(app, APP_STALE_ALL);
    }
}

/* Over a line, or over the slider. */
static void turn(struct app *app, int argument, int steps)
{
    const int first = SCENE_TRAIN_SETTING;
    for (size_t i = 0; hyper_at(i); i++) {
        if (argument == first + (int)i || argument / 2 == first + (int)i ||
            (argument == SCENE_TRAIN_RATE && hyper_at(i)->place)) {
            step_hyper(app, i, steps);
        }
    }
}

/* --- pitfalls --- */

/* Enter goes on to the next one. */
static void show_pitfall(struct app *app, int index)
{
    struct app_train *train = &app->train;
    if (index < 0) {
        index = 0;
        while (train->pitfall && pitfall_at((size_t)index) != train->pitfall) {
            index++;
        }
        index += train->pitfall != NULL;
        index = pitfall_at((size_t)index) ? index : 0;
    }
    const struct pitfall *pitfall = pitfall_at((size_t)index);
    if (pitfall) {
        app_train_show_pitfall(app, pitfall);
    }
}

static void show_panel(struct app *app, int panel)
{
    app->train.show_pitfalls = panel < 0 ? !app->train.show_pitfalls : panel == 1;
}

const struct app_action app_train_actions[] = {
    {"train-play", .run = play},
    {"train-batch", .run = step_batch, .repeats = true},
    {"train-epoch", .run = step_epoch, .repeats = true},
    {"train-stop", .run = stop},
    {"train-reset", .run = reset},
    {"train-seed", .run = new_seed},
    {"train-keep", .run = keep},
    {"train-speed", .run_with = choose_speed},
    {"train-moment", .run_with = step_moment, .slide = slide_moment, .repeats = true},
    {"train-log", .flag = offsetof(struct app, train.log_loss)},
    {"train-panel", .run_with = show_panel},
    {"train-setting", .run_with = set, .slide = slide_rate, .wheel = turn, .repeats = true},
    {"train-pitfall", .run_with = show_pitfall},
    {"save-model", .run = app_train_save_model},
    {"save-curves", .run = app_train_save_curves},
    {.name = NULL},
};
