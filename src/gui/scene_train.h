/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SCENE_TRAIN_H
#define LUME_GUI_SCENE_TRAIN_H

/*
 * The Train scene: the curves, the network with its weights, how training fares, and what steers
 * it. A function from what is to be shown to paint; it keeps nothing, knows no events and changes
 * nothing.
 */

#include "course/runner.h"
#include "gui/hyper.h"
#include "gui/pitfall.h"
#include "gui/scene.h"
#include "gui/snapshot.h"
#include "gui/view.h"
#include "gui/view_chart.h"
#include "gui/view_paper.h"

enum { SCENE_TRAIN_MAX_HYPERS = 20, SCENE_TRAIN_VALUE = 64, SCENE_TRAIN_SPEEDS = 5 };

/* Arguments of widgets: below these they are of keys. */
enum {
    SCENE_TRAIN_FIRST = 10,    /* speed, panel or plot, from it on */
    SCENE_TRAIN_RATE = 50,     /* the slider */
    SCENE_TRAIN_PAGE = 60,     /* of settings: which one is its first, from it on */
    SCENE_TRAIN_SETTING = 100, /* which setting, from it on; from twice it on: less, more */
};

/* Batches a second at most, slow ones first; the last is infinite. */
extern const double scene_train_speeds[SCENE_TRAIN_SPEEDS];

struct scene_train {
    const struct runner_report *report; /* NULL: nothing is known yet */
    struct view_chart chart;            /* its `pointed` is found when it is painted */
    const struct snapshot *snapshot;    /* of the network that is trained */
    const struct snapshot *eased;       /* what neurons, lines and bars show; NULL: the same */
    struct view_paper paper;
    int true_label; /* of what is on the paper; -1: unknown */

    bool show_pitfalls; /* in the panel, instead of settings */
    /* Of hyper_at, in the language shown; valid as long as the layout. */
    char values[SCENE_TRAIN_MAX_HYPERS][SCENE_TRAIN_VALUE];
    size_t chosen;                 /* setting that the keyboard changes */
    float rate;                    /* where the learning rate's slider is, 0 to 1 */
    int speed;                     /* of scene_train_speeds */
    bool keeping;                  /* the next run leaves this one's curve where it is */
    const struct pitfall *pitfall; /* whose runs are shown; NULL: none */
    bool hide_controls;
    struct scene_tabs tabs;
};

/* Where everything is, in logical pixels. What has no height is not shown. */
struct scene_train_layout {
    struct paint_rect status;  /* what training does, right of the tabs or below them */
    struct paint_rect caption; /* of a pitfall */
    struct paint_rect legend, loss, accuracy;
    struct paint_rect paper, answer, network, bars;
    struct paint_rect weights, health;
    bool brief; /* the latter is */
    struct ui ui;
};

/* Lay the scene out; from 640 x 400 upwards everything fits. `view` with a preset's sizes, which
 * grow as scene_sizes has them. */
void scene_train_layout(const struct view *view, const struct scene_train *scene, float width,
                        float height, struct scene_train_layout *out);

/* Paint it over a ground of the theme's stage. `pointer` NULL: it is elsewhere. */
void scene_train_paint(const struct view *view, const struct scene_train *scene, float width,
                       float height, const struct ui_pointer *pointer, struct paint *paint);

/* The moment of the report's that a value of the track over the plots (0 to 1) means;
 * RUNNER_LIVE: the end of the curve. */
int scene_train_moment(const struct scene_train *scene, float value);

enum { SCENE_TRAIN_TEXT = 512 };

/* Tell in a sentence what the picture shows, for those who do not see it. Returns out. */
const char *scene_train_describe(const struct view *view, const struct scene_train *scene,
                                 char out[SCENE_TRAIN_TEXT]);

#endif
