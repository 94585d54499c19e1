/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_CHART_PARTS_H
#define LUME_GUI_VIEW_CHART_PARTS_H

/*
 * What a plot is put together from.
 */

#include "gui/view_chart.h"

/* A plot and its axes. */
struct plot {
    const struct view *view;
    const struct view_chart *chart;
    enum view_chart_measure measure;
    struct paint_rect rect; /* of the lines */
    struct chart_axis time, values;
};

/* What a point says of the measure; NaN: not measured there. */
double view_chart_value(const struct curve_point *point, enum view_chart_measure measure,
                        bool validation);

/* The best accuracy of a run so far; NaN: none. */
double view_chart_best(const struct curve *curve);

struct paint_point view_chart_place(const struct plot *plot, double epoch, double value);

/* A loss or accuracy with the digits that are worth showing. */
const char *view_chart_print(const struct text_language *language, enum view_chart_measure measure,
                             double value, char out[TEXT_NUMBER_SIZE]);

/* How far below the axis of time the middles of its labels are. */
float view_chart_below(const struct view *view);

/* Paint ticks, their labels and thin lines. */
void view_chart_axes(const struct plot *plot, struct paint *paint);

/* How the lines of a run look, and its marker at a place. Where there is one run alone training is
 * of the text's colour, which is seen from farther. */
struct paint_stroke view_chart_stroke(const struct view *view, const struct view_chart *chart,
                                      int look, bool validation);
void view_chart_marker(const struct view *view, int look, struct paint_point at, float radius,
                       struct paint *paint);

/* Paint the lines of all runs. */
void view_chart_lines(const struct plot *plot, struct paint *paint);

#endif
