/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_NETWORK_PARTS_H
#define LUME_GUI_VIEW_NETWORK_PARTS_H

/*
 * What the picture of the network is put together from.
 */

#include "gui/view_network.h"

/* Where everything is. */
struct plan {
    const struct view *view;
    const struct view_network *network;
    const struct snapshot *shown;     /* what neurons and lines show */
    size_t revealed;                  /* layers */
    struct view_neuron selected;      /* of these */
    struct paint_rect image, neurons; /* neurons: the height that they share */
    float step;                       /* between layers */
    float captions;
};

/* How many units of a layer are drawn. */
size_t view_network_shown(const struct snapshot_layer *layer);

/* Where a neuron's middle is. */
struct paint_point view_network_place(const struct plan *plan, size_t l, size_t unit);

/* Paint the lines into layer l, 1 or above. */
void view_network_wires(const struct plan *plan, size_t l, struct paint *paint);

/* Paint those out of the picture. Every pixel leads to every neuron of the first layer: too many
 * lines to draw, so one stands for all of a neuron's. */
void view_network_inlets(const struct plan *plan, struct paint *paint);

/* Whether the page is empty, and neurons and lines are dark. */
static inline bool view_network_sleeps(const struct snapshot *snapshot)
{
    return snapshot->answer.verdict == LUME_VERDICT_EMPTY;
}

#endif
