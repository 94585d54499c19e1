/* SPDX-License-Identifier: MIT */
#include "gui/app_state.h"
#include "gui/app_train.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- curves of earlier runs --- */

static bool is_taken(const struct app_train *train, int look)
{
    for (size_t i = 0; i < train->n_kept; i++) {
        if (train->kept[i].look == look) {
            return true;
        }
    }
    return false;
}

/* The current run gets a look that no kept one has. */
static void choose_look(struct app_train *train)
{
    train->look = 0;
    while (is_taken(train, train->look)) {
        train->look++;
    }
}

/* Keep the current run's curve; where there is no room the oldest goes. */
static void keep_run(struct app *app)
{
    struct app_train *train = &app->train;
    const struct runner_report *report = train->report;
    if (!app_train_is_current(app) || (report->curve.n < 2 && report->state != RUNNER_DIVERGED)) {
        return;
    }
    if (train->n_kept == APP_TRAIN_KEPT) {
        train->n_kept--;
        memmove(&train->kept[0], &train->kept[1], train->n_kept * sizeof *train->kept);
    }
    struct app_train_run *run = &train->kept[train->n_kept++];
    *run = (struct app_train_run){
        .curve = report->curve,
        .recipe = report->recipe,
        .title = train->pitfall   ? train->pitfall->runs[train->pitfall_run].name
                 : train->name[0] ? NULL
                                  : N_("kept run"),
        .look = train->look,
        .diverged = report->state == RUNNER_DIVERGED,
    };
    memcpy(run->name, train->name, sizeof run->name);
}

static void forget_runs(struct app_train *train)
{
    train->n_kept = 0;
    train->name[0] = 0;
    train->pitfall = NULL;
}

/* What is different from the first one that was kept. */
static void name_run(struct app *app, enum runner_ask ask, uint64_t seed)
{
    struct app_train *train = &app->train;
    train->name[0] = 0;
    if (train->n_kept > 0 && !train->pitfall) {
        struct recipe recipe = train->recipe;
        recipe.training.seed = ask == RUNNER_NEW_SEED ? seed : recipe.training.seed;
        hyper_difference(&train->kept[0].recipe, &recipe, app->settings.language, train->name,
                         sizeof train->name);
    }
}

/* --- how a run begins --- */

static void order_run(struct app *app, enum runner_ask ask, bool play)
{
    struct app_train *train = &app->train;
    struct runner_order order = {.ask = ask, .recipe = train->recipe};
    order.seed = train->recipe.training.seed + (ask == RUNNER_NEW_SEED);
    name_run(app, ask, order.seed);
    choose_look(train);
    train->run_before = train->report ? train->report->run : 0;
    train->awaiting = true;
    if (train->worker) {
        worker_order(train->worker, &order);
    }
    if (play) {
        app_train_ask(app, RUNNER_PLAY);
    }
    app_spoil(app, APP_STALE_ALL);
}

void app_train_begin(struct app *app, enum runner_ask ask, bool play)
{
    struct app_train *train = &app->train;
    if (train->keeping) {
        keep_run(app);
        train->pitfall = NULL;
    } else {
        forget_runs(train);
    }
    order_run(app, ask, play);
}

/* --- pitfalls --- */

static void play_pitfall(struct app *app, int run)
{
    struct app_train *train = &app->train;
    const uint64_t seed = train->recipe.training.seed;
    train->pitfall_run = run;
    recipe_defaults(&train->recipe);
    train->recipe.training.seed = seed;
    train->pitfall->runs[run].apply(&train->recipe);
    (void)recipe_resolve(&train->recipe, NULL);
    order_run(app, RUNNER_SET_UP, true);
}

void app_train_show_pitfall(struct app *app, const struct pitfall *pitfall)
{
    struct app_train *train = &app->train;
    forget_runs(train);
    train->keeping = false;
    train->pitfall = pitfall;
    train->show_pitfalls = true;
    play_pitfall(app, 0);
}

void app_train_follow_pitfall(struct app *app)
{
    struct app_train *train = &app->train;
    const struct runner_report *report = train->report;
    if (!train->pitfall || !app_train_is_current(app)) {
        return;
    }
    const bool ended = report->state == RUNNER_ENDED && report->progress.state != LUME_TRAINING;
    if ((ended || report->state == RUNNER_DIVERGED) && report->shown == RUNNER_LIVE &&
        train->pitfall->runs[train->pitfall_run + 1].name) {
        keep_run(app);
        play_pitfall(app, train->pitfall_run + 1);
    }
}

enum lume_status app_train(struct app *app, const struct app_training *training,
                           struct lume_error *error)
{
    const struct pitfall *pitfall = training->pitfall ? pitfall_find(training->pitfall) : NULL;
    struct lume_trainer_config *config = &app->train.recipe.training;
    if (training->pitfall && !pitfall) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL, "no such pitfall, got \"%.256s\"",
                              training->pitfall);
    }
    config->seed = training->has_seed ? training->seed : config->seed;
    config->epochs = training->epochs > 0 ? training->epochs : config->epochs;
    app_show(app, app_scene_train.name);
    if (pitfall) {
        app_train_show_pitfall(app, pitfall);
    } else {
        app_train_begin(app, RUNNER_SET_UP, true);
    }
    return LUME_OK;
}

/* --- what the plot shows --- */

static const char *title_of(const struct app *app, const char *title, const char *name)
{
    return title ? text_get(app->settings.language, title) : name;
}

/* A run that was asked for but is not there yet has no curve. */
struct view_chart app_train_chart(const struct app *app)
{
    static const struct curve none;
    const struct app_train *train = &app->train;
    const struct runner_report *report = train->report;
    const bool current = app_train_is_current(app);
    struct view_chart chart = {
        .log_loss = train->log_loss, .shown = (double)NAN, .pointed = (double)NAN};
    for (size_t i = 0; i < train->n_kept; i++) {
        const struct app_train_run *run = &train->kept[i];
        chart.runs[chart.n++] = (struct view_chart_run){
            .curve = &run->curve,
            .name = title_of(app, run->title, run->name),
            .look = run->look,
            .diverged = run->diverged,
        };
    }
    const char *title = train->pitfall ? train->pitfall->runs[train->pitfall_run].name : NULL;
    chart.runs[chart.n++] = (struct view_chart_run){
        .curve = current ? &report->curve : &none,
        .name = title_of(app, title, train->name),
        .look = train->look,
        .diverged = current && report->state == RUNNER_DIVERGED,
    };
    if (current && report->shown != RUNNER_LIVE) {
        chart.shown = report->moments[report->shown].epoch;
    }
    return chart;
}
