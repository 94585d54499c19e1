/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SCENE_DRAW_H
#define LUME_GUI_SCENE_DRAW_H

/*
 * The Draw scene: paper, the network with what it sees, the answer, the inspector, and the buttons
 * that go with them. A function from what is to be shown to paint; it keeps nothing, knows no
 * events and changes nothing.
 */

#include "gui/scene.h"
#include "gui/snapshot.h"
#include "gui/view.h"
#include "gui/view_inspector.h"

/* What the person has drawn and chosen. */
struct scene_draw {
    const struct snapshot *snapshot;
    const struct snapshot *eased; /* what neurons, lines and bars show; NULL: the same */
    struct lume_strokes ink;      /* the paper is 0 to 1 both ways */
    const uint8_t *sample;        /* [28][28] that lies on the paper instead of ink; or NULL */
    const char *sample_text;      /* where it comes from, in the language shown; or NULL */
    int true_label;               /* of a sample; -1: unknown */
    const uint8_t *picture;       /* [28][28], the drawing on its way to the network; or NULL */
    float nib;                    /* radius, in pixels of 28 x 28 */
    bool erasing;                 /* the eraser is chosen */
    bool show_weights;            /* lines are weights, and not what comes through them */
    struct view_neuron selected;  /* layer -1: none, and the inspector is closed */
    size_t concealed;             /* so many layers, from the last one, are not revealed yet; with
                                   * one or more the answer is not shown either */
    bool hide_answer;             /* while the room votes: nothing tells the outputs */
    bool hide_controls;
    bool can_undo;
    struct view_experiment experiment;
    struct scene_tabs tabs;
};

/* Where everything is, in logical pixels. The bars are as high as the network's neurons. */
struct scene_draw_layout {
    struct paint_rect paper, network, bars, answer;
    struct paint_rect legend, inspector; /* height 0: not shown */
    struct paint_rect nib;               /* between the buttons that change it */
    struct ui ui;                        /* all buttons; none while controls are hidden */
};

/* Lay the scene out; from 640 x 400 upwards everything fits. view: with a preset's sizes, as all
 * functions here take it; they make scene_sizes of it. */
void scene_draw_layout(const struct view *view, const struct scene_draw *scene, float width,
                       float height, struct scene_draw_layout *out);

/* What is at a place; any number is harmless. */
enum scene_place { SCENE_NOTHING, SCENE_PAPER, SCENE_NEURON, SCENE_WIDGET };
struct scene_hit {
    enum scene_place place;
    struct view_neuron neuron;
    int widget; /* in layout->ui */
};
struct scene_hit scene_draw_hit(const struct view *view, const struct scene_draw *scene,
                                float width, float height, const struct scene_draw_layout *layout,
                                float x, float y);

/* Paint it over a ground of the theme's stage. `pointer` NULL: it is elsewhere. */
void scene_draw_paint(const struct view *view, const struct scene_draw *scene, float width,
                      float height, const struct ui_pointer *pointer, struct paint *paint);

enum { SCENE_DRAW_TEXT = 512 };

/* Tell in a sentence what the picture shows, for those who do not see it. Returns out. */
const char *scene_draw_describe(const struct view *view, const struct scene_draw *scene,
                                char out[SCENE_DRAW_TEXT]);

#endif
