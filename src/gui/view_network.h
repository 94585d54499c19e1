/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_NETWORK_H
#define LUME_GUI_VIEW_NETWORK_H

/*
 * The network: the picture it sees, its neurons, all lines between them.
 */

#include "gui/snapshot.h"
#include "gui/view.h"
#include "gui/view_back.h"

enum { VIEW_MAX_UNITS = 64 }; /* of a layer that are drawn: its first */

struct view_network {
    const struct snapshot *snapshot;
    const struct snapshot *eased; /* what neurons and lines show; NULL: the same */
    const uint8_t *picture;       /* [28][28] to show instead of what the network sees; or NULL */
    bool centred;                 /* the picture is made of ink, which its caption tells */
    size_t concealed;             /* so many layers, from the last one, are not revealed yet */
    bool hide_answer;             /* at least the outputs are concealed */
    bool show_weights;            /* lines are weights, and not what comes through them */
    const struct view_back *back; /* deltas, and what flows back; NULL: the way forward */
    struct view_neuron selected;  /* ringed; lines that do not lead to it step back */
};

/* How many layers, from the first one, are revealed. */
size_t view_network_revealed(const struct view_network *network);

/* How a line of this strength, -1 to 1, looks: blue and full, or orange and dashed; width and
 * opacity grow with its power of 3/4, so that weak ones are seen across a room and strong ones
 * still stand out. */
struct paint_stroke view_network_line(const struct view *view, float strength);

/* How high the captions above the neurons are in a picture of this size; 0: there are none. */
float view_network_captions(const struct view *view, const struct view_network *network,
                            const struct paint_rect *rect);

/*
 * Paint the network, with its captions from the top of `rect` on. Unit i of n that are drawn is at
 * (i + 1/2) / n of the height below the captions.
 *
 * A line is blue and full where it makes the next neuron fire, orange and dashed where it holds it
 * back; width and opacity tell how strong it is, against the largest weight between the two layers.
 * Strong lines lie above weak ones. Where neurons are close together weights are thinner, weak
 * ones paler. Neurons that were changed by hand have a knob. Neurons of an empty page are dark. Of
 * layers that are not revealed only faint rings are seen, and no lines into them. Otherwise the
 * output that is the answer has a ring in the winner's colour.
 */
void view_network_paint(const struct view *view, const struct view_network *network,
                        const struct paint_rect *rect, struct paint *paint);

/* Which neuron is at a place, of those that are drawn and revealed; layer -1: none. Half of the way
 * to its neighbours belongs to a neuron, but at most sizes->target around its middle. Any number is
 * harmless. */
struct view_neuron view_network_at(const struct view *view, const struct view_network *network,
                                   const struct paint_rect *rect, float x, float y);

/* Which weight is at a place, beside all neurons: that of the nearest line within a few pixels, or
 * of a pixel of the picture into neuron `to` of the first layer. False: none. */
bool view_network_weight_at(const struct view *view, const struct view_network *network,
                            const struct paint_rect *rect, size_t to, float x, float y,
                            struct trace_weight *out);

#endif
