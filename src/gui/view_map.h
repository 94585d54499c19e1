/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_MAP_H
#define LUME_GUI_VIEW_MAP_H

/*
 * Numbers with a sign as a picture of 28 x 28 squares: blue above 0, orange below.
 */

#include "gui/view.h"

#include <lume/image.h>

/* The largest side below this one with the same number of whole pixels for all squares; a side that
 * is less than one each stays. */
float view_map_side(float side);

/* Paint a map with a thin line around it. Colours go from the ground at 0 to full at the largest
 * value; by the square root, since one strong weight would leave the others in the dark. */
void view_map_paint(const struct view *view, const float values[LUME_IMAGE_SIZE],
                    const struct paint_rect *rect, struct paint *paint);

#endif
