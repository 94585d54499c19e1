/* SPDX-License-Identifier: MIT */
#include "gui/chart_axis.h"

#include "base/elementary.h"

#include <math.h>

/* 10^exponent, exactly the nearest double for what is shown. */
static double power_of_ten(int exponent)
{
    double power = 1;
    for (int i = exponent < 0 ? -exponent : exponent; i > 0; i--) {
        power *= 10;
    }
    return exponent < 0 ? 1 / power : power;
}

/* The largest power of ten that is no larger than x; x above 0. */
static int magnitude_of(double x)
{
    int exponent = 0;
    while (exponent < 300 && power_of_ten(exponent + 1) <= x) {
        exponent++;
    }
    while (exponent > -300 && power_of_ten(exponent) > x) {
        exponent--;
    }
    return exponent;
}

static void add_tick(struct chart_axis *axis, double value, int exponent)
{
    if (axis->n < CHART_MAX_TICKS) {
        axis->ticks[axis->n].value = value;
        axis->ticks[axis->n].digits = exponent < 0 ? -exponent : 0;
        axis->n++;
    }
}

/* --- evenly --- */

static const int steps[] = {1, 2, 5};

enum { N_STEPS = sizeof steps / sizeof *steps };

/* How many steps it is from low to high, which a rounding error does not make one more. */
static double count_steps(double low, double high, double step)
{
    return ceil((high - low) / step - 1e-6);
}

struct chart_axis chart_axis_linear(double low, double high, size_t most, bool whole)
{
    struct chart_axis axis = {.low = low, .high = high > low ? high : low + 1};
    int exponent = magnitude_of(axis.high - low) - 2, k = 0;
    const double gaps = (double)most - 1;
    double step = power_of_ten(exponent);
    while (count_steps(low, axis.high, step) > gaps) {
        k = (k + 1) % N_STEPS;
        exponent += k == 0;
        step = steps[k] * power_of_ten(exponent);
    }
    const double n =
        whole ? count_steps(low, axis.high, step) : floor((axis.high - low) / step + 1e-6);
    for (int i = 0; i <= (int)n; i++) {
        add_tick(&axis, low + i * step, exponent);
    }
    axis.high = whole ? low + n * step : axis.high;
    return axis;
}

/* --- by logarithms --- */

/* Every power of ten, or some of them; with what lies between if there is room for that. */
static void add_powers(struct chart_axis *axis, int every, int n_between, bool count, size_t *n)
{
    const int first = magnitude_of(axis->low), last = magnitude_of(axis->high);
    for (int exponent = first; exponent <= last; exponent += every) {
        for (int k = 0; k < n_between; k++) {
            const double value = steps[k] * power_of_ten(exponent);
            if (value >= axis->low * (1 - 1e-6) && value <= axis->high * (1 + 1e-6)) {
                ++*n;
                if (!count) {
                    add_tick(axis, value, exponent);
                }
            }
        }
    }
}

struct chart_axis chart_axis_log(double low, double high, size_t most)
{
    struct chart_axis axis = {.log = true, .low = low, .high = high > low ? high : 10 * low};
    size_t n = 0;
    int n_between = N_STEPS, every = 1;
    add_powers(&axis, every, n_between, true, &n);
    while (n > most) {
        every += n_between == 1;
        n_between = 1;
        n = 0;
        add_powers(&axis, every, n_between, true, &n);
    }
    add_powers(&axis, every, n_between, false, &n);
    return axis;
}

/* --- places --- */

/* The same bits everywhere; doubles beyond floats are their limits. */
static float logarithm(double x)
{
    return x > 1e-37 ? float_log((float)(x < 1e37 ? x : 1e37)) : -1e3f;
}

float chart_axis_share(const struct chart_axis *axis, double value)
{
    if (isnan(value)) {
        return NAN;
    }
    if (axis->log) {
        const float low = logarithm(axis->low);
        return (logarithm(value) - low) / (logarithm(axis->high) - low);
    }
    return (float)((value - axis->low) / (axis->high - axis->low));
}

double chart_axis_value(const struct chart_axis *axis, float share)
{
    return axis->low + (double)share * (axis->high - axis->low);
}
