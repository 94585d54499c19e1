/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_NETWORK_H
#define LUME_GUI_VIEW_NETWORK_H

/*
 * The network: the picture it sees, its neurons, all lines between them.
 */

#include "gui/snapshot.h"
#include "gui/view.h"

enum { VIEW_MAX_UNITS = 64 }; /* of a layer that are drawn: its first */

struct view_network {
    const struct snapshot *snapshot;
    const struct snapshot *eased; /* what neurons and lines show; NULL: the same */
    const uint8_t *picture;       /* [28][28] to show instead of what the network sees; or NULL */
    size_t concealed;             /* so many layers, from the last one, are not revealed yet */
    bool hide_answer;             /* outputs do not tell either */
    bool show_weights;            /* lines are weights, and not what comes through them */
    struct view_neuron selected;  /* ringed; lines that do not lead to it step back */
};

/* How high the captions above the neurons are, in a picture of this width. */
float view_network_captions(const struct view *view, const struct view_network *network,
                            float width);

/*
 * Paint the network, with its captions from the top of `rect` on. Unit i of n that are drawn is at
 * (i + 1/2) / n of the height below the captions.
 *
 * A line is blue and full where it makes the next neuron fire, orange and dashed where it holds it
 * back; width and opacity tell how strong it is, against the largest weight between the two layers.
 * Strong lines lie above weak ones. Neurons of an empty page are dark. Of layers that are not
 * revealed only faint rings are seen, and no lines into them.
 */
void view_network_paint(const struct view *view, const struct view_network *network,
                        const struct paint_rect *rect, struct paint *paint);

/* Which neuron is at a place, of those that are drawn and revealed; layer -1: none. Half of the way
 * to its neighbours belongs to a neuron, but at most sizes->target around its middle. */
struct view_neuron view_network_at(const struct view *view, const struct view_network *network,
                                   const struct paint_rect *rect, float x, float y);

#endif
