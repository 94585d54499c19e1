/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_HEALTH_H
#define LUME_GUI_VIEW_HEALTH_H

/*
 * How training fares, layer by layer: gauges of the gradient, of the steps and of units that are
 * saturated or dead, with the range that is usual; and what is wrong, in words.
 */

#include "gui/view.h"
#include "nn/health.h"

struct view_health {
    size_t n; /* layers; 0: nothing is known yet */
    const struct health_layer *layers;
    bool brief; /* a line a layer: its gradient, and in words what is wrong with it */
};

/* What is wrong, the worst first. */
enum view_ailment {
    VIEW_HEALTHY,
    VIEW_EXPLODING, /* steps that throw the weights about */
    VIEW_VANISHING, /* the gradient hardly arrives at a layer */
    VIEW_DEAD,      /* units that never answer and never learn */
    VIEW_SATURATED, /* units whose slope is next to nothing */
};

/* Find what is wrong with a layer, and the worst of all with the first layer that has it. */
enum view_ailment view_health_of(const struct view_health *health, size_t layer);
enum view_ailment view_health_worst(const struct view_health *health, size_t *layer);

/* Name it: "vanishing gradient"; for VIEW_HEALTHY "healthy". */
const char *view_health_name(const struct text_language *language, enum view_ailment ailment);

/* How high a brief one of so many layers wants to be. */
float view_health_brief_height(const struct view *view, size_t n);

/* Paint it from the top of `rect` on: its rows are the lower the more there are. */
void view_health_paint(const struct view *view, const struct view_health *health,
                       const struct paint_rect *rect, struct paint *paint);

#endif
