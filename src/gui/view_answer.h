/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_ANSWER_H
#define LUME_GUI_VIEW_ANSWER_H

/*
 * What the network answers: a bar for each output, and in words.
 */

#include "gui/snapshot.h"
#include "gui/view.h"

enum { VIEW_NO_LABEL = -1 };

struct view_answer {
    const struct snapshot *snapshot;
    const struct snapshot *eased; /* what bars show; NULL: the same. Numbers are the true ones */
    int true_label; /* of a sample, told with whether the answer is right; or VIEW_NO_LABEL */
    bool hidden;    /* bars are empty, and words ask the room */
};

/* The least width of the bars with their numbers. */
float view_answer_bars_width(const struct view *view);

/* Paint a bar with its percentage for each output that view_network draws, at the same heights when
 * `rect` is as high as its neurons. None for an empty page. */
void view_answer_bars(const struct view *view, const struct view_answer *answer,
                      const struct paint_rect *rect, struct paint *paint);

/* Paint the answer, large, about the middle of `rect`: the digit where it is sure; where it is not
 * both that come into question; a question mark for what looks like none; for an empty page what to
 * do. It shrinks to the room there is; lines that then do not fit either are left out, from the
 * last one on. */
void view_answer_paint(const struct view *view, const struct view_answer *answer,
                       const struct paint_rect *rect, struct paint *paint);

#endif
