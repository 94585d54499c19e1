/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_LEGEND_H
#define LUME_GUI_VIEW_LEGEND_H

/*
 * What the network's lines and colours mean.
 */

#include "gui/view.h"

/* Paint the legend from the top of `rect` on, in as many rows as it takes. paint NULL: measure
 * only. Returns the height.
 *
 * show_weights  lines are weights, and not what comes through them */
float view_legend(const struct view *view, bool show_weights, const struct paint_rect *rect,
                  struct paint *paint);

#endif
