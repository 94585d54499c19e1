/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_APP_TRAIN_H
#define LUME_GUI_APP_TRAIN_H

/*
 * The app's Train scene: the worker that trains, the curves of earlier runs, and pitfalls whose
 * runs follow each other. Training goes on while other scenes are shown.
 *
 *   app_train.c        the scene, and what the worker tells
 *   app_train_runs.c   runs: how one begins, what is kept of it, pitfalls
 *   app_train_steer.c  what the actions do
 *   app_train_save.c   models and curves as files
 */

#include "gui/app_scene.h"
#include "gui/scene_train.h"
#include "gui/worker.h"

extern const struct app_scene app_scene_train;

enum { APP_TRAIN_KEPT = VIEW_CHART_RUNS - 1, APP_TRAIN_NAME = 192 };

/* A run whose curve is shown under the current one's. */
struct app_train_run {
    struct curve curve;
    struct recipe recipe;
    char name[APP_TRAIN_NAME]; /* in the language of the time; "": `title` */
    const char *title;         /* to translate; NULL: the name is it */
    int look;
    bool diverged;
};

struct app_train {
    struct worker *worker;              /* NULL: the scene was never entered */
    const struct runner_report *report; /* the newest one; NULL: none yet */
    double taken;                       /* when, on app->clock */
    double polled;                      /* when it was let train in our thread */
    bool held_back;                     /* a newer one waits */
    bool polls;                         /* it trains in our thread, and there is more to do */
    bool in_caller;
    size_t n_generated;

    struct recipe recipe; /* as the controls have it: of the run, or of the one that is asked for */
    uint64_t run_before;  /* until a report is of another run, */
    bool awaiting;        /* and not of the one that was asked for */
    uint64_t changes, model; /* of the model that was taken over, and of which run it is */
    bool has_model, has_begun;

    bool keeping;
    size_t n_kept;
    struct app_train_run kept[APP_TRAIN_KEPT];
    char name[APP_TRAIN_NAME]; /* of the current run; "": none, or that of the pitfall */
    int look;
    const struct pitfall *pitfall; /* NULL: none */
    int pitfall_run;

    bool log_loss, show_pitfalls, told_source;
    size_t chosen;
    int speed;

    struct scene_train scene;
    struct scene_train_layout layout; /* while it is shown */
};

/* --- app_train.c --- */

/* Ask something of the worker. */
void app_train_ask(struct app *app, enum runner_ask ask);

/* Whether a report is there, and it is of the run that was asked for last. */
bool app_train_is_current(const struct app *app);
bool app_train_is_running(const struct app *app);

/* Seconds until a report that waits is to be shown. */
double app_train_wait(const struct app *app);

/* --- app_train_runs.c --- */

/* Begin a run with app->train.recipe, or by RUNNER_RESET or RUNNER_NEW_SEED; it plays at once
 * where `play`. */
void app_train_begin(struct app *app, enum runner_ask ask, bool play);

/* Begin the first run of a pitfall; the others follow. */
void app_train_show_pitfall(struct app *app, const struct pitfall *pitfall);

/* Go on with the next run of a pitfall where one has ended. */
void app_train_follow_pitfall(struct app *app);

/* What the plot shows; the names are valid until the language changes. */
struct view_chart app_train_chart(const struct app *app);

/* --- app_train_save.c --- */

void app_train_save_model(struct app *app);
void app_train_save_curves(struct app *app);

#endif
