/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_APP_MISTAKES_H
#define LUME_GUI_APP_MISTAKES_H

/*
 * The app's Mistakes scene: which cell is open, where the keyboard is, what is beside the matrix.
 * The counting is app_samples.c's.
 */

#include "gui/app_scene.h"
#include "gui/scene_mistakes.h"

extern const struct app_scene app_scene_mistakes;

struct app_mistakes {
    int truth, answer; /* the cell that is open; -1: none */
    int row, column;   /* the one that the keyboard is on; -1: none */
    size_t chosen;     /* picture of those listed */
    bool among;        /* the keyboard is among them */
    bool calibration, beside;

    struct scene_mistakes scene;
    struct scene_mistakes_layout layout; /* while it is shown */
    char source[APP_SENTENCE];           /* what was counted on, in the language shown */
};

/* Whether two models are shown, so that both have to be counted. */
bool app_mistakes_compares(const struct app *app);

#endif
