/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_VERSUS_H
#define LUME_GUI_VIEW_VERSUS_H

/*
 * Two models on one drawing: what each answers, output by output, and how often each is right.
 */

#include "gui/mistakes.h"
#include "gui/snapshot.h"
#include "gui/view.h"

/* One of the two. */
struct view_versus_side {
    const char *name;
    const struct snapshot *snapshot; /* of the drawing; NULL: there is no such model */
    double accuracy;                 /* NaN: not counted */
};

struct view_versus {
    struct view_versus_side sides[2]; /* the first one is there */
    int true_label;                   /* of the drawing; or VIEW_NO_LABEL */
    struct mistakes_pair pair;
    const char *source; /* "10,000 test digits of MNIST", in the language shown */
    size_t n;           /* images that the pair counts; 0: not counted */
};

/* Paint it; where there is one model only, how to get another. Outputs whose probabilities differ
 * by 10 points or more are marked. */
void view_versus_paint(const struct view *view, const struct view_versus *versus,
                       const struct paint_rect *rect, struct paint *paint);

#endif
