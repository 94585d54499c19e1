/* SPDX-License-Identifier: MIT */
#include "gui/view_chart_parts.h"

#include <math.h>
#include <stdio.h>

double view_chart_value(const struct curve_point *point, enum view_chart_measure measure,
                        bool validation)
{
    if (measure == VIEW_CHART_LOSS) {
        return (double)(validation ? point->validation_loss : point->train_loss);
    }
    return (double)(validation ? point->validation_accuracy : point->train_accuracy);
}

/* --- ranges --- */

enum { MOST_TIMES = 6, MOST_VALUES = 6 };

struct chart_axis view_chart_time(const struct view_chart *chart)
{
    double last = 0;
    for (size_t r = 0; r < chart->n; r++) {
        const struct curve *curve = chart->runs[r].curve;
        last = curve->n > 0 ? fmax(last, curve->points[curve->n - 1].epoch) : last;
    }
    return chart_axis_linear(0, last, MOST_TIMES, true);
}

/* The least and largest finite value of all runs, above 0. */
struct range {
    double low, high;
};

static void stretch(struct range *range, double value)
{
    if (isfinite(value) && value > 0) {
        range->low = fmin(range->low, value);
        range->high = fmax(range->high, value);
    }
}

/* What leaps far above where runs began is cut, or nothing else could be seen: even where a run
 * begins so, unless there is room for that by logarithms. */
static struct range range_of_losses(const struct view_chart *chart)
{
    const double leap = 1.5;
    struct range all = {INFINITY, 0}, first = {INFINITY, 0};
    for (size_t r = 0; r < chart->n; r++) {
        const struct curve *curve = chart->runs[r].curve;
        for (size_t i = 0; i < curve->n; i++) {
            const struct curve_point *point = &curve->points[i];
            stretch(&all, view_chart_value(point, VIEW_CHART_LOSS, false));
            stretch(&all, view_chart_value(point, VIEW_CHART_LOSS, true));
            if (i == 0) {
                stretch(&first, view_chart_value(point, VIEW_CHART_LOSS, false));
            }
        }
    }
    if (all.high == 0) {
        return (struct range){0.1, 1};
    }
    const double began = chart->log_loss ? first.high : first.low;
    const double most = first.high > 0 ? leap * began : all.high;
    all.high = fmin(all.high, most);
    all.low = fmin(all.low, 0.5 * all.high);
    return all;
}

/* The best accuracy of validation so far, or of training where there is none. */
double view_chart_best(const struct curve *curve)
{
    double best = NAN;
    for (size_t i = 0; i < curve->n; i++) {
        const struct curve_point *point = &curve->points[i];
        const float value =
            isnan(point->validation_accuracy) ? point->train_accuracy : point->validation_accuracy;
        if (point->ends) {
            best = fmax(best, (double)value);
        }
    }
    return best;
}

/* So that there is room for differences near the top, while the worst run is still seen. */
static double lowest_accuracy(const struct view_chart *chart)
{
    static const double lows[] = {0.95, 0.9, 0.8, 0.5};
    const double room = 0.35;
    double worst = chart->n > 0 ? 1 : 0;
    for (size_t r = 0; r < chart->n; r++) {
        const double best = view_chart_best(chart->runs[r].curve);
        worst = best < worst ? best : isnan(best) ? 0 : worst;
    }
    for (size_t i = 0; i < sizeof lows / sizeof *lows; i++) {
        if (worst >= lows[i] + room * (1 - lows[i])) {
            return lows[i];
        }
    }
    return 0;
}

struct chart_axis view_chart_values(const struct view_chart *chart, enum view_chart_measure measure)
{
    if (measure == VIEW_CHART_ACCURACY) {
        return chart_axis_linear(lowest_accuracy(chart), 1, MOST_VALUES, true);
    }
    const struct range range = range_of_losses(chart);
    return chart->log_loss ? chart_axis_log(0.9 * range.low, 1.1 * range.high, MOST_VALUES)
                           : chart_axis_linear(0, range.high, MOST_VALUES, true);
}

/* --- the frame of a plot --- */

/* Between an axis and its labels: the knob of the moment covers none of them. */
static float label_gap(const struct view *view)
{
    return fmaxf(0.75f * view->sizes->grid, 7 * view->sizes->line);
}

float view_chart_below(const struct view *view)
{
    const float line = view_line_height(view->sizes->small), digit = 0.37f * view->sizes->small;
    return fmaxf(0.5f * (view->sizes->grid + line), label_gap(view) + digit);
}

static float label_width(const struct view *view)
{
    const struct paint_text_style style = view_style(view->sizes->small, 0, PAINT_RIGHT);
    char text[TEXT_NUMBER_SIZE];
    return view_measure(view, &style, text_percent(view->language, 1, 0, text)) + label_gap(view) +
           0.25f * view->sizes->grid;
}

static float title_height(const struct view *view)
{
    return view_line_height(view->sizes->body) + 0.5f * view->sizes->grid;
}

struct paint_rect view_chart_plot(const struct view *view, const struct paint_rect *rect)
{
    const float left = label_width(view), top = title_height(view) + 2;
    const float below = view_chart_below(view) + 0.5f * view_line_height(view->sizes->small);
    return (struct paint_rect){rect->x + left, rect->y + top, rect->width - left - 4,
                               rect->height - top - below};
}

struct paint_point view_chart_place(const struct plot *plot, double epoch, double value)
{
    return (struct paint_point){
        plot->rect.x + plot->rect.width * chart_axis_share(&plot->time, epoch),
        plot->rect.y + plot->rect.height * (1 - chart_axis_share(&plot->values, value))};
}

const char *view_chart_print(const struct text_language *language, enum view_chart_measure measure,
                             double value, char out[TEXT_NUMBER_SIZE])
{
    const double most = 1000;
    if (measure == VIEW_CHART_ACCURACY) {
        return text_percent(language, value, 1, out);
    }
    if (value > most) {
        char number[TEXT_NUMBER_SIZE];
        snprintf(out, TEXT_NUMBER_SIZE, ">\u00a0%.80s",
                 text_count(language, (uint64_t)most, number));
        return out;
    }
    return text_number(language, value, value < 10 ? 3 : 1, out);
}

static void paint_value_axis(const struct plot *plot, struct paint *paint)
{
    const struct view *view = plot->view;
    const struct paint_stroke grid = {.color = view->theme->line, .width = view->sizes->line};
    const struct paint_text_style style =
        view_style(view->sizes->small, view->theme->quiet, PAINT_RIGHT);
    char text[TEXT_NUMBER_SIZE];
    for (size_t i = 0; i < plot->values.n; i++) {
        const double value = plot->values.ticks[i].value;
        const int digits = plot->values.ticks[i].digits;
        const float y = view_chart_place(plot, 0, value).y;
        paint_line(paint, (struct paint_point){plot->rect.x, y},
                   (struct paint_point){plot->rect.x + plot->rect.width, y}, &grid);
        view_label(view, paint, plot->rect.x - label_gap(view), y, &style,
                   plot->measure == VIEW_CHART_ACCURACY
                       ? text_percent(view->language, value, digits > 2 ? digits - 2 : 0, text)
                       : text_number(view->language, value, digits, text));
    }
}

/* The last tick says what it is that is counted. */
static void paint_time_axis(const struct plot *plot, struct paint *paint)
{
    const struct view *view = plot->view;
    const float bottom = plot->rect.y + plot->rect.height;
    const float below = bottom + view_chart_below(view);
    struct paint_text_style style =
        view_style(view->sizes->small, view->theme->quiet, PAINT_MIDDLE);
    const size_t last = plot->time.n - 1;
    char number[TEXT_NUMBER_SIZE], text[TEXT_NUMBER_SIZE + 32];
    text_number(view->language, plot->time.ticks[last].value, plot->time.ticks[last].digits,
                number);
    text_fill(view->language, "epoch {1}", (const char *const[]){number, NULL}, text, sizeof text);
    style.anchor = PAINT_RIGHT;
    const float right = plot->rect.x + plot->rect.width;
    const float taken = right - view_measure(view, &style, text) - view->sizes->grid;
    view_label(view, paint, right, below, &style, text);
    style.anchor = PAINT_MIDDLE;
    for (size_t i = 0; i < last; i++) {
        const double value = plot->time.ticks[i].value;
        const float x = view_chart_place(plot, value, plot->values.low).x;
        text_number(view->language, value, plot->time.ticks[i].digits, number);
        if (x + 0.5f * view_measure(view, &style, number) < taken) {
            view_label(view, paint, x, below, &style, number);
        }
    }
    paint_line(paint, (struct paint_point){plot->rect.x, bottom},
               (struct paint_point){right, bottom},
               &(struct paint_stroke){.color = view->theme->quiet, .width = view->sizes->line});
}

void view_chart_axes(const struct plot *plot, struct paint *paint)
{
    paint_value_axis(plot, paint);
    paint_time_axis(plot, paint);
}
