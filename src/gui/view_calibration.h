/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_CALIBRATION_H
#define LUME_GUI_VIEW_CALIBRATION_H

/*
 * How far a network's word can be trusted: of the images that it was about as sure of, which share
 * is right. A bar for each bin; where it ends on the diagonal the network knows how good it is.
 */

#include "gui/mistakes.h"
#include "gui/view.h"

/* Paint the diagram with what it says in words above it. Bins of no image have no bar. What a bar
 * lacks to the bin's mean confidence is orange (too sure); what it exceeds it by is pale (not sure
 * enough); bars of few images are pale, too. Mistakes of no images: the axes alone. */
void view_calibration_paint(const struct view *view, const struct mistakes *mistakes,
                            const struct paint_rect *rect, struct paint *paint);

#endif
