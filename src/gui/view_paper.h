/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_PAPER_H
#define LUME_GUI_VIEW_PAPER_H

/*
 * The paper that is drawn on.
 */

#include "gui/view.h"

#include <lume/ink.h>

struct view_paper {
    struct lume_strokes ink; /* the paper is 0 to 1 both ways */
    float nib;               /* radius, as a share of the paper */
};

/* Paint the paper into a square; the ink as smooth lines, and where there is none what to do. */
void view_paper_paint(const struct view *view, const struct view_paper *paper,
                      const struct paint_rect *rect, struct paint *paint);

#endif
