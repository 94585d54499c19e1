/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_ANSWER_H
#define LUME_GUI_VIEW_ANSWER_H

/*
 * What the network answers: a bar for each output, and in words.
 */

#include "gui/snapshot.h"
#include "gui/view.h"

enum { VIEW_NO_LABEL = -1 };

/* Paint a bar with its percentage for each output that view_network draws, at the same heights when
 * `rect` is as high as its neurons. None for an empty page. */
void view_answer_bars(const struct view *view, const struct snapshot *snapshot,
                      const struct paint_rect *rect, struct paint *paint);

/* Paint the answer, large, about the middle of `rect`: the digit where it is sure; where it is not
 * both that come into question; a question mark for what looks like none; for an empty page what to
 * do. Lines that there is no room for are left out.
 *
 * true_label  of a sample, which is told with whether the answer is right; or VIEW_NO_LABEL */
void view_answer_paint(const struct view *view, const struct snapshot *snapshot, int true_label,
                       const struct paint_rect *rect, struct paint *paint);

#endif
