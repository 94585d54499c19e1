/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SCENE_TEACH_H
#define LUME_GUI_SCENE_TEACH_H

/*
 * The Teach scene: a lesson (teach.h) with the example, the network as the step shows it, all
 * outputs, and the page of the step. A function from what is to be shown to paint.
 */

#include "gui/scene.h"
#include "gui/snapshot.h"
#include "gui/teach.h"
#include "gui/view_network.h"

/* The argument of the action "teach-go" is this and the step's number. */
enum { SCENE_TEACH_FIRST_STEP = 2 };

/* Why there is no lesson. */
enum scene_teach_state {
    SCENE_TEACH_GOES_ON,
    SCENE_TEACH_EMPTY, /* nothing is drawn */
    SCENE_TEACH_NO_MEMORY,
    SCENE_TEACH_CANNOT /* this network cannot be followed */
};

struct scene_teach {
    enum scene_teach_state state;
    const struct teach *teach;       /* NULL unless it goes on */
    const struct snapshot *snapshot; /* with the update, where it is made */
    const struct snapshot *eased;    /* what neurons and lines show; NULL: the same */
    struct lume_strokes ink;
    const uint8_t *sample; /* as scene_draw.h has them, to `erasing` */
    const char *sample_text;
    float nib;
    bool erasing;
    bool hide_controls, can_undo; /* can_undo: an update, or a stroke */
    struct scene_tabs tabs;
};

struct scene_teach_layout {
    struct paint_rect rail, paper, label, network, outputs, page;
    struct paint_rect rate; /* between the buttons that change it; height 0: hidden */
    struct ui ui;           /* tabs, buttons; spots on the rail and on the outputs */
    char next[64];          /* what the button for the next step says */
};

/* From 640 x 400 upwards everything fits. view: with a preset's sizes. */
void scene_teach_layout(const struct view *view, const struct scene_teach *scene, float width,
                        float height, struct scene_teach_layout *out);

/* What is at a place; any number is harmless. */
struct scene_teach_hit {
    struct view_neuron neuron;  /* layer -1: none, but perhaps */
    bool has_weight;            /* a line, or a pixel */
    struct trace_weight weight; /* it stands for */
};
struct scene_teach_hit scene_teach_at(const struct view *view, const struct scene_teach *scene,
                                      float width, float height,
                                      const struct scene_teach_layout *layout, float x, float y);

/* Paint it over a ground of the theme's stage. `pointer` NULL: it is elsewhere. */
void scene_teach_paint(const struct view *view, const struct scene_teach *scene, float width,
                       float height, const struct ui_pointer *pointer, struct paint *paint);

enum { SCENE_TEACH_TEXT = 512 };

/* Tell what the picture shows, with the results of the step. Returns out. */
const char *scene_teach_describe(const struct view *view, const struct scene_teach *scene,
                                 char out[SCENE_TEACH_TEXT]);

#endif
