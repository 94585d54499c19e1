/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_NOTICE_H
#define LUME_GUI_VIEW_NOTICE_H

/*
 * A notice: one line, or as few as it needs, over the scene near its lower edge.
 */

#include "gui/view.h"

/* Where it is in a picture of this size. */
struct paint_rect view_notice_rect(const struct view *view, const char *text, float width,
                                   float height);

void view_notice_paint(const struct view *view, const char *text, float width, float height,
                       struct paint *paint);

#endif
