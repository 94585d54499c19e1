/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_INSPECTOR_H
#define LUME_GUI_VIEW_INSPECTOR_H

/*
 * The inside of a neuron: where its weighted sum comes from, and what it makes of it.
 *
 * First hidden layer: its weights as a picture, and weights x pixels of this drawing. Other layers:
 * what each neuron before it contributes, the largest first, the rest summed. Then the sum in
 * numbers, which add up to z exactly as they are printed (sums.h), and the activation function with
 * a dot where the neuron is; softmax, which is no function of one z, shows the z of all outputs.
 *
 * Below the sum the bias can be dragged and the neuron clamped; how many of the test digits the
 * network then still gets right stands beside it.
 */

#include "gui/snapshot.h"
#include "gui/ui.h"

/* What was changed by hand, of the neuron that is looked at and of all. Zeroed: nothing. */
struct view_experiment {
    bool changed;       /* anything */
    float learned_bias; /* where something is changed; else it is the one that is shown */
    bool can_clamp;
    bool clamped;
    float clamp; /* to this value */
    /* The accuracy on `n` digits; n 0: there is none to tell. */
    size_t n;
    bool generated;  /* these digits are not MNIST's */
    bool counting;   /* `accuracy` is that of a moment ago */
    double accuracy; /* 0 to 1; NaN: not counted yet */
    double learned;  /* before anything was changed; NaN: not counted yet */
};

struct view_inspector {
    const struct snapshot *snapshot;
    struct view_neuron neuron; /* one that the snapshot's model has */
    bool hide_controls;
    struct view_experiment experiment;
};

/* A bias can be dragged this far from what was learned, either way. */
#define VIEW_BIAS_RANGE 10.0f

/* Add the widgets: the actions "bias" (a slider: 0 is learned - range, 1 learned + range, its mark
 * is the learned bias), "clamp" (toggles, their argument is the value), "restore". */
void view_inspector_layout(const struct view *view, const struct view_inspector *inspector,
                           const struct paint_rect *rect, struct ui *ui);

/* Paint all but the widgets. */
void view_inspector_paint(const struct view *view, const struct view_inspector *inspector,
                          const struct paint_rect *rect, struct paint *paint);

#endif
