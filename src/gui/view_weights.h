/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_WEIGHTS_H
#define LUME_GUI_VIEW_WEIGHTS_H

/*
 * What the neurons of the first layer look for: the weights of each as a map of 28 x 28.
 */

#include "gui/view.h"

#include <lume/network.h>

enum { VIEW_WEIGHTS_MAX = 64 }; /* maps: of the first neurons */

/* How wide a grid of maps wants to be in this height, with the title above them; their squares are
 * whole pixels where there is room for that. */
float view_weights_width(const struct view *view, const struct lume_network *network, float height);

/* Paint the maps into `rect`, as large as they fit, under a title. */
void view_weights_paint(const struct view *view, const struct lume_network *network,
                        const struct paint_rect *rect, struct paint *paint);

#endif
