/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_CHART_H
#define LUME_GUI_VIEW_CHART_H

/*
 * How training went: loss or accuracy over the epochs, of one run or several over each other. Runs
 * differ by colour, dash and marker. A thick line with a marker at each end of an epoch is
 * validation, a thin one training; the gap between them is shaded for the last run, and a faint
 * line behind it tells the batches.
 */

#include "course/curve.h"
#include "gui/chart_axis.h"
#include "gui/view.h"

enum { VIEW_CHART_RUNS = 4 };

enum view_chart_measure { VIEW_CHART_LOSS, VIEW_CHART_ACCURACY };

struct view_chart {
    size_t n;
    struct view_chart_run {
        const struct curve *curve;
        const char *name; /* in the legend; NULL: none */
        int look;         /* 0 to VIEW_CHART_RUNS - 1: which colour, dash and marker */
        bool diverged;
    } runs[VIEW_CHART_RUNS]; /* the last one is the current one */
    bool log_loss;
    double shown;   /* the epoch of the moment that is shown; NaN: none */
    double pointed; /* the epoch under the pointer; NaN: it is elsewhere */
};

/* The axes of a plot. */
struct chart_axis view_chart_time(const struct view_chart *chart);
struct chart_axis view_chart_values(const struct view_chart *chart,
                                    enum view_chart_measure measure);

/* Where the lines are in a plot that is painted into `rect`. */
struct paint_rect view_chart_plot(const struct view *view, const struct paint_rect *rect);

/* The point of a curve that the pointer means at an epoch: the nearest, but an end of an epoch
 * where one is as near as `reach`. NULL: there is none. */
const struct curve_point *view_chart_point(const struct curve *curve, double epoch, double reach);

/* Paint one plot with its title, the values of the current run (or those under the pointer), axes
 * and lines. */
void view_chart_paint(const struct view *view, const struct view_chart *chart,
                      enum view_chart_measure measure, const struct paint_rect *rect,
                      struct paint *paint);

/* Paint what the lines are, from the top of `rect` on: which is training and which validation, or
 * the runs with the best accuracy of each. paint NULL: measure only. Returns the height. */
float view_chart_legend(const struct view *view, const struct view_chart *chart,
                        const struct paint_rect *rect, struct paint *paint);

#endif
