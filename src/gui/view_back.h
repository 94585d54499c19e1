/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_BACK_H
#define LUME_GUI_VIEW_BACK_H

/*
 * What the picture of the network shows on the way back: deltas in its neurons, blue with + where
 * the weighted sum is too high and orange with − where it is too low; what flows through its lines;
 * the weight that is followed.
 */

#include "nn/trace.h"

#include <stdbool.h>

struct view_back {
    const struct trace *trace;
    size_t first;   /* neurons of this layer and of later ones show their deltas */
    size_t focus;   /* of that layer: lines that do not lead to it step back */
    bool blame;     /* lines out of that layer show what comes back through them */
    bool gradients; /* those into the weight's layer show gradients */
    bool weighs;    /* there is a weight to be marked */
    struct trace_weight weight;
};

#endif
