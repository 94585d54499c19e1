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
 */

#include "gui/snapshot.h"
#include "gui/view.h"

/* neuron  one that the snapshot's model has */
void view_inspector_paint(const struct view *view, const struct snapshot *snapshot,
                          struct view_neuron neuron, const struct paint_rect *rect,
                          struct paint *paint);

#endif
