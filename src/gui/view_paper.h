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
    const uint8_t *sample;   /* [28][28] that lies on it instead of ink; or NULL */
    const char *sample_text; /* where it comes from; or NULL */
    bool erasing;            /* the eraser is in the hand */
};

/* Paint the paper into a square: the ink as smooth lines, or the sample with its text along the
 * lower edge, or the upper one where less ink is there; where there is neither, what to do. What is
 * drawn with is told while it is the eraser. */
void view_paper_paint(const struct view *view, const struct view_paper *paper,
                      const struct paint_rect *rect, struct paint *paint);

#endif
