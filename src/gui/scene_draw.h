/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SCENE_DRAW_H
#define LUME_GUI_SCENE_DRAW_H

/*
 * The Draw scene: paper, the network with what it sees, the answer, the inspector. A function from
 * what is to be shown to paint; it keeps nothing, knows no events and changes nothing.
 */

#include "gui/snapshot.h"
#include "gui/view.h"

/* What the person has drawn and chosen. */
struct scene_draw {
    const struct snapshot *snapshot;
    struct lume_strokes ink;     /* the paper is 0 to 1 both ways */
    float nib;                   /* radius, in pixels of 28 x 28 */
    int true_label;              /* of a sample; -1: unknown */
    bool show_weights;           /* lines are weights, and not what comes through them */
    struct view_neuron selected; /* layer -1: none, and the inspector is closed */
};

/* Where everything is, in logical pixels. The bars are as high as the network's neurons. */
struct scene_draw_layout {
    struct paint_rect paper, network, bars, answer, legend;
    struct paint_rect inspector; /* height 0: not shown */
};

/* Lay the scene out; from 640 x 400 upwards everything fits. The sizes of the view are those of
 * 1280 x 720 and grow with the picture; "projector" shrinks too, but not below "normal". */
void scene_draw_layout(const struct view *view, const struct scene_draw *scene, float width,
                       float height, struct scene_draw_layout *out);

/* Paint it over a ground of the theme's stage. */
void scene_draw_paint(const struct view *view, const struct scene_draw *scene, float width,
                      float height, struct paint *paint);

enum { SCENE_DRAW_TEXT = 512 };

/* Tell in a sentence what the picture shows, for those who do not see it. Returns out. */
const char *scene_draw_describe(const struct view *view, const struct scene_draw *scene,
                                char out[SCENE_DRAW_TEXT]);

#endif
