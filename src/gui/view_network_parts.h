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

/* Paint the deltas of a layer into its neurons; the weight that is followed. */
void view_network_deltas(const struct plan *plan, size_t l, float radius, struct paint *paint);
void view_network_weight(const struct plan *plan, struct paint *paint);

/* What comes back through the line from unit i into unit j of layer l, 1 or above; whether lines
 * into this layer show that, and not the signal; and how much of a line is seen. */
double view_network_backwards(const struct view_back *back, const struct lume_network *network,
                              size_t l, size_t i, size_t j);
bool view_network_goes_back(const struct view_back *back, size_t l);
float view_network_back_presence(const struct view_back *back, size_t l, size_t i, size_t j);

/* Whether the page is empty, and neurons and lines are dark. */
static inline bool view_network_sleeps(const struct snapshot *snapshot)
{
    return snapshot->answer.verdict == LUME_VERDICT_EMPTY;
}

#endif
