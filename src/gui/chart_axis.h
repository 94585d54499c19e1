/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_CHART_AXIS_H
#define LUME_GUI_CHART_AXIS_H

/*
 * The scale of a plot: a range with a few round numbers in it, evenly spaced or by their logarithm.
 */

#include <stdbool.h>
#include <stddef.h>

enum { CHART_MAX_TICKS = 8 };

struct chart_axis {
    double low, high; /* low < high; where it is logarithmic both are above 0 */
    bool log;
    size_t n;
    struct {
        double value;
        int digits; /* decimals that it needs */
    } ticks[CHART_MAX_TICKS];
};

/* From `low` on, at least to `high`, which is rounded up: to a tick where `whole`. At most
 * `most` ticks (2 to CHART_MAX_TICKS). A range without extent becomes one. */
struct chart_axis chart_axis_linear(double low, double high, size_t most, bool whole);

/* The same by logarithms; both above 0. Ticks are powers of ten, with 2 and 5 between where these
 * are few. */
struct chart_axis chart_axis_log(double low, double high, size_t most);

/* Where a value is: 0 at `low`, 1 at `high`, beyond them outside; NaN stays, and what has no
 * logarithm is far below. */
float chart_axis_share(const struct chart_axis *axis, double value);

/* The other way, of an axis that is not logarithmic. */
double chart_axis_value(const struct chart_axis *axis, float share);

#endif
