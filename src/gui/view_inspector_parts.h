/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_INSPECTOR_PARTS_H
#define LUME_GUI_VIEW_INSPECTOR_PARTS_H

/*
 * What the inspector is put together from.
 */

#include "gui/snapshot.h"
#include "gui/view.h"

/* What they all need to know. */
struct inspector {
    const struct view *view;
    const struct snapshot *snapshot;
    const struct lume_layer *layer;
    size_t index, unit; /* of the layer, and in it */
    double z, a, bias;
};

/* z and its parts as they are printed: terms + bias = z to the last digit. */
struct inspector_sum {
    double terms, bias, z;
};
struct inspector_sum view_inspector_add_up(const struct inspector *inspector);

/* Write what a part shows; the part is painted in the rectangle that is left below. */
struct paint_rect view_inspector_heading(const struct inspector *inspector,
                                         const struct paint_rect *rect, const char *text,
                                         struct paint *paint);

/* Two maps beside each other: weights, and weights x pixels. */
void view_inspector_maps(const struct inspector *inspector, const struct paint_rect *rect,
                         struct paint *paint);

/* How wide they want to be in this height. */
float view_inspector_maps_width(const struct inspector *inspector, float height);

/* A bar for each contribution of the layer before, as many as there is room for; the bias. */
void view_inspector_terms(const struct inspector *inspector, const struct paint_rect *rect,
                          struct paint *paint);

/* The activation function, or the z of all outputs. */
void view_inspector_curve(const struct inspector *inspector, const struct paint_rect *rect,
                          struct paint *paint);

#endif
