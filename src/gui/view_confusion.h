/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_CONFUSION_H
#define LUME_GUI_VIEW_CONFUSION_H

/*
 * The confusion matrix: a row for each true digit, a column for each answer; at the end of a row
 * how many there are and how many of these are found (recall), below a column how many were
 * answered so and how many of these rightly (precision).
 */

#include "gui/mistakes.h"
#include "gui/view.h"

enum { VIEW_CONFUSION_CLASSES = 12 }; /* a matrix of more is not shown */

struct view_confusion {
    const struct mistakes *mistakes; /* of no images: the matrix is empty */
    size_t n_classes;                /* 1 to VIEW_CONFUSION_CLASSES; those of the mistakes */
};

/* Where a cell is. */
struct paint_rect view_confusion_cell(const struct view_confusion *confusion,
                                      const struct paint_rect *rect, size_t truth, size_t answer);

/*
 * Paint it.
 *
 * Counts of 0 are left out. Cells of mistakes are orange, the more so the larger their share of
 * their row is, against the largest one; what is right is blue and pale, so that mistakes stand
 * out. All numbers are whole, so that rows and columns add up; shares are percentages.
 */
void view_confusion_paint(const struct view *view, const struct view_confusion *confusion,
                          const struct paint_rect *rect, struct paint *paint);

#endif
