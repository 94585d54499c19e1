/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SCENE_MISTAKES_H
#define LUME_GUI_SCENE_MISTAKES_H

/*
 * The Mistakes scene: the confusion matrix of a model, pictures of what it gets wrong, how far its
 * word can be trusted; or two models on one drawing. A function from what is to be shown to paint;
 * it keeps nothing, knows no events and changes nothing.
 */

#include "gui/mistakes.h"
#include "gui/scene.h"
#include "gui/view_versus.h"

struct scene_mistakes {
    struct scene_tabs tabs;
    const struct mistakes *mistakes; /* of no images: not counted yet */
    bool labelled;                   /* else there is nothing to count */
    const char *source;              /* "10,000 test digits of MNIST", in the language shown */
    const uint8_t *pixels;           /* [n][28][28] of the samples */
    const char *model;               /* its name, in the language shown */
    int truth, answer; /* the cell that is open; -1: none, but the worst mistakes of all */
    int row, column;   /* the cell that the keyboard is on; -1: none */
    size_t chosen;     /* picture, of those that are listed; it is on the page that is shown */
    bool among;        /* the keyboard is among pictures */
    bool calibration;  /* instead of pictures */
    bool beside;       /* two models */
    struct view_versus versus;
    bool hide_controls;
};

/* Where everything is, in logical pixels; height 0: not shown. */
struct scene_mistakes_layout {
    struct paint_rect heading, matrix, ranks, title, pager, gallery, calibration, versus;
    size_t columns, page; /* pictures beside each other, and on a page */
    struct ui ui;
};

/* The pictures that are listed, the most confident first. */
size_t scene_mistakes_list(const struct scene_mistakes *scene, const uint32_t **images);

/* How many rows and columns the matrix has; 0: there is none, as there are too many classes. */
size_t scene_mistakes_classes(const struct scene_mistakes *scene);

/* Lay the scene out; from 640 x 400 upwards everything fits. The sizes of the view are those of a
 * preset. */
void scene_mistakes_layout(const struct view *view, const struct scene_mistakes *scene, float width,
                           float height, struct scene_mistakes_layout *out);

/* Paint it over a ground of the theme's stage. `pointer` NULL: it is elsewhere. */
void scene_mistakes_paint(const struct view *view, const struct scene_mistakes *scene, float width,
                          float height, const struct ui_pointer *pointer, struct paint *paint);

enum { SCENE_MISTAKES_TEXT = 512 };

/* Tell in a sentence what the picture shows, for those who do not see it. Returns out. */
const char *scene_mistakes_describe(const struct view *view, const struct scene_mistakes *scene,
                                    char out[SCENE_MISTAKES_TEXT]);

#endif
