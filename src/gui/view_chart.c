/* SPDX-License-Identifier: MIT */
#include "gui/view_chart.h"

#include "gui/color.h"
#include "gui/view_chart_parts.h"

#include <math.h>
#include <stdio.h>

enum { TEXT = 192 };

/* --- points --- */

/* The nearest one; `ends`: of those where an epoch ends. */
static const struct curve_point *nearest(const struct curve *curve, double epoch, bool ends)
{
    const struct curve_point *found = NULL;
    for (size_t i = 0; i < curve->n; i++) {
        const struct curve_point *point = &curve->points[i];
        if ((!ends || point->ends) &&
            (!found || fabs(point->epoch - epoch) <= fabs(found->epoch - epoch))) {
            found = point;
        }
    }
    return found;
}

const struct curve_point *view_chart_point(const struct curve *curve, double epoch, double reach)
{
    const struct curve_point *end = nearest(curve, epoch, true);
    return end && fabs(end->epoch - epoch) <= reach ? end : nearest(curve, epoch, false);
}

static struct plot make_plot(const struct view *view, const struct view_chart *chart,
                             enum view_chart_measure measure, const struct paint_rect *rect)
{
    return (struct plot){
        .view = view,
        .chart = chart,
        .measure = measure,
        .rect = view_chart_plot(view, rect),
        .time = view_chart_time(chart),
        .values = view_chart_values(chart, measure),
    };
}

/* The point of a run that its values are told of: the one under the pointer, at the moment that is
 * shown, or the last one. */
static const struct curve_point *told_point(const struct plot *plot, const struct curve *curve)
{
    const struct view_chart *chart = plot->chart;
    const double epoch = isnan(chart->pointed) ? chart->shown : chart->pointed;
    const double reach = 8 * (plot->time.high - plot->time.low) /
                         (double)(plot->rect.width > 1 ? plot->rect.width : 1);
    if (curve->n == 0) {
        return NULL;
    }
    return isnan(epoch) ? &curve->points[curve->n - 1] : view_chart_point(curve, epoch, reach);
}

/* --- the title, and values --- */

static float sample_width(const struct view *view)
{
    return 1.75f * view->sizes->small;
}

/* A piece of a line, as it is in the plot. */
static void paint_sample(const struct view *view, const struct view_chart *chart, int look,
                         bool validation, float x, float y, struct paint *paint)
{
    const float line = view->sizes->line, width = sample_width(view);
    const struct paint_stroke stroke = view_chart_stroke(view, chart, look, validation);
    paint_line(paint, (struct paint_point){x, y}, (struct paint_point){x + width, y}, &stroke);
    if (validation) {
        view_chart_marker(view, look, (struct paint_point){x + 0.5f * width, y}, 4 * line, paint);
    }
}

/* Values of a point beside the title, right-aligned: training, then validation; each with its
 * sample where there is room for that. */
struct values {
    int n;
    struct {
        bool validation;
        char number[TEXT_NUMBER_SIZE];
        float width;
    } items[2];
    float width; /* of all numbers with gaps */
};

static void add_value(const struct plot *plot, const struct curve_point *point, bool validation,
                      struct values *out)
{
    const struct view *view = plot->view;
    const struct paint_text_style style = view_bold(view->sizes->small, 0, PAINT_RIGHT);
    const double value = view_chart_value(point, plot->measure, validation);
    if (!isnan(value)) {
        const int i = out->n++;
        out->items[i].validation = validation;
        view_chart_print(view->language, plot->measure, value, out->items[i].number);
        out->items[i].width = view_measure(view, &style, out->items[i].number);
        out->width += out->items[i].width + 1.5f * view->sizes->grid;
    }
}

static void paint_values(const struct plot *plot, const struct view_chart_run *run,
                         const struct curve_point *point, float room, float y, struct paint *paint)
{
    const struct view *view = plot->view;
    const float gap = 0.5f * view->sizes->grid, sample = sample_width(view) + gap;
    struct paint_text_style style = view_bold(view->sizes->small, 0, PAINT_RIGHT);
    struct values values = {0};
    add_value(plot, point, true, &values);
    add_value(plot, point, false, &values);
    const bool sampled = values.width + (float)values.n * sample <= room;
    float x = plot->rect.x + plot->rect.width;
    for (int i = 0; i < values.n; i++) {
        const bool validation = values.items[i].validation;
        if (x - values.items[i].width < plot->rect.x + plot->rect.width - room) {
            return;
        }
        style.color = validation ? view->theme->text : view->theme->quiet;
        view_label(view, paint, x, y, &style, values.items[i].number);
        x -= values.items[i].width;
        if (sampled) {
            paint_sample(view, plot->chart, run->look, validation, x - sample, y, paint);
            x -= sample;
        }
        x -= 1.5f * view->sizes->grid;
    }
}

/* What is plotted, and on the right the values of the current run. */
static void paint_title(const struct plot *plot, const struct paint_rect *rect, struct paint *paint)
{
    const struct view *view = plot->view;
    const struct view_chart *chart = plot->chart;
    const struct view_chart_run *run = chart->n > 0 ? &chart->runs[chart->n - 1] : NULL;
    const struct curve_point *point = run ? told_point(plot, run->curve) : NULL;
    const struct paint_text_style style =
        view_bold(view->sizes->body, view->theme->text, PAINT_LEFT);
    const char *title = text_get(view->language, "accuracy");
    if (plot->measure == VIEW_CHART_LOSS) {
        title = chart->log_loss ? text_get(view->language, "loss (log)")
                                : text_get(view->language, "loss");
    }
    const float y = rect->y + 0.5f * view_line_height(view->sizes->body);
    const float taken = view_measure(view, &style, title) + view->sizes->grid;
    view_label(view, paint, plot->rect.x, y, &style, title);
    if (point) {
        paint_values(plot, run, point, plot->rect.width - taken, y, paint);
    }
}

/* --- marks --- */

static const struct curve_point *best_point(const struct curve *curve)
{
    for (size_t i = 0; curve->best_epoch > 0 && i < curve->n; i++) {
        const struct curve_point *point = &curve->points[i];
        if (point->ends && (size_t)(point->epoch + 0.5) == curve->best_epoch) {
            return point;
        }
    }
    return NULL;
}

/* Where validation was best: as far as is worth going. */
static void paint_best(const struct plot *plot, struct paint *paint)
{
    const struct view *view = plot->view;
    const struct view_chart_run *run = &plot->chart->runs[plot->chart->n - 1];
    const struct curve_point *best = best_point(run->curve);
    const float line = view->sizes->line, bottom = plot->rect.y + plot->rect.height;
    const double value = best ? view_chart_value(best, plot->measure, true) : NAN;
    if (isnan(value)) {
        return;
    }
    const struct paint_point at = view_chart_place(plot, best->epoch, value);
    if (at.y < plot->rect.y || at.y > bottom) {
        return;
    }
    const bool down = plot->measure == VIEW_CHART_ACCURACY;
    const struct paint_stroke stroke = {view->theme->text, line, 2 * line, 3 * line, 0, false};
    paint_line(paint, at, (struct paint_point){at.x, bottom}, &stroke);
    paint_ring(paint, at, 7 * line, 2 * line, view->theme->text);
    char number[TEXT_NUMBER_SIZE], text[TEXT];
    text_count(view->language, run->curve->best_epoch, number);
    text_fill(view->language, "best: epoch {1}", (const char *const[]){number, NULL}, text, TEXT);
    struct paint_text_style style = view_style(view->sizes->small, view->theme->text, PAINT_MIDDLE);
    const float half = 0.5f * view_measure(view, &style, text);
    const float away = 8 * line + view->sizes->small;
    const float x = fmaxf(plot->rect.x + half, fminf(at.x, plot->rect.x + plot->rect.width - half));
    const float y = fmaxf(plot->rect.y + view->sizes->small,
                          fminf(down ? at.y + away : at.y - away, bottom - view->sizes->small));
    const struct paint_rect ground = {x - half - 3, y - 0.7f * style.font.size, 2 * half + 6,
                                      1.4f * style.font.size};
    paint_fill(paint, ground, 0.5f * view->sizes->radius, color_fade(view->theme->stage, 0.8f));
    view_label(view, paint, x, y, &style, text);
}

/* The epoch below an upright line, over the labels of the axis. */
static void paint_epoch(const struct plot *plot, double epoch, float x, struct paint *paint)
{
    const struct view *view = plot->view;
    const float grid = view->sizes->grid, height = view_line_height(view->sizes->small);
    const struct paint_text_style style =
        view_bold(view->sizes->small, theme_on(view->theme, view->theme->text), PAINT_MIDDLE);
    char number[TEXT_NUMBER_SIZE];
    text_number(view->language, epoch, epoch == floor(epoch) ? 0 : 2, number);
    const float width = view_measure(view, &style, number) + grid;
    const float right = plot->rect.x + plot->rect.width;
    const float left = fmaxf(plot->rect.x, fminf(x - 0.5f * width, right - width));
    const float middle = plot->rect.y + plot->rect.height + view_chart_below(view);
    const struct paint_rect sign = {left, middle - 0.5f * height, width, height};
    const struct paint_rect clear = {sign.x - grid, sign.y, sign.width + 2 * grid, height};
    paint_fill(paint, clear, 0, view->theme->stage); /* of labels that would look out */
    paint_fill(paint, sign, 0.5f * view->sizes->radius, view->theme->text);
    view_label(view, paint, left + 0.5f * width, sign.y + 0.5f * height, &style, number);
}

/* The moment that is shown: a knob on the axis, and a line once it is not the last one. */
static void paint_shown(const struct plot *plot, struct paint *paint)
{
    const struct view *view = plot->view;
    const struct view_chart *chart = plot->chart;
    const float line = view->sizes->line, bottom = plot->rect.y + plot->rect.height;
    const struct curve *curve = chart->runs[chart->n - 1].curve;
    const double last = curve->n > 0 ? curve->points[curve->n - 1].epoch : NAN;
    const double epoch = isnan(chart->shown) ? last : chart->shown;
    if (isnan(epoch)) {
        return;
    }
    const float x = view_chart_place(plot, epoch, plot->values.low).x;
    if (!isnan(chart->shown)) {
        paint_line(paint, (struct paint_point){x, plot->rect.y}, (struct paint_point){x, bottom},
                   &(struct paint_stroke){.color = view->theme->text, .width = 2 * line});
        if (isnan(chart->pointed)) {
            paint_epoch(plot, epoch, x, paint);
        }
    }
    paint_disc(paint, (struct paint_point){x, bottom}, 6 * line, view->theme->text);
}

static void paint_pointed(const struct plot *plot, struct paint *paint)
{
    const struct view *view = plot->view;
    const struct view_chart *chart = plot->chart;
    const float line = view->sizes->line, bottom = plot->rect.y + plot->rect.height;
    const struct curve_point *point = told_point(plot, chart->runs[chart->n - 1].curve);
    if (isnan(chart->pointed) || !point) {
        return;
    }
    const float x = view_chart_place(plot, point->epoch, plot->values.low).x;
    paint_line(paint, (struct paint_point){x, plot->rect.y}, (struct paint_point){x, bottom},
               &(struct paint_stroke){.color = view->theme->quiet, .width = line});
    paint_push_clip(paint, plot->rect);
    for (int validation = 0; validation < 2; validation++) {
        const double value = view_chart_value(point, plot->measure, validation == 1);
        if (isfinite(value)) {
            const struct paint_point at = view_chart_place(plot, point->epoch, value);
            paint_ring(paint, at, 5 * line, 2 * line, view->theme->text);
        }
    }
    paint_pop_clip(paint);
    paint_epoch(plot, point->epoch, x, paint);
}

void view_chart_paint(const struct view *view, const struct view_chart *chart,
                      enum view_chart_measure measure, const struct paint_rect *rect,
                      struct paint *paint)
{
    const struct plot plot = make_plot(view, chart, measure, rect);
    paint_begin_group(paint, measure == VIEW_CHART_LOSS ? "loss" : "accuracy");
    view_chart_axes(&plot, paint);
    paint_title(&plot, rect, paint);
    if (chart->n > 0) {
        view_chart_lines(&plot, paint);
        paint_best(&plot, paint);
        paint_shown(&plot, paint);
        paint_pointed(&plot, paint);
    }
    paint_end_group(paint);
}

/* --- the legend --- */

/* Items from left to right, in rows. */
struct row {
    const struct view *view;
    const struct view_chart *chart;
    const struct paint_rect *rect;
    struct paint *paint;
    float x, y; /* of the next item; y is the middle of its row */
};

static float row_height(const struct view *view)
{
    return 1.5f * view->sizes->small;
}

static void add_item(struct row *row, int look, bool validation, const char *name,
                     const char *value)
{
    const struct view *view = row->view;
    const float grid = view->sizes->grid, gap = 0.75f * grid;
    struct paint_text_style plain = view_style(view->sizes->small, view->theme->text, PAINT_LEFT);
    const struct paint_text_style bold =
        view_bold(view->sizes->small, view->theme->text, PAINT_LEFT);
    const float sample = sample_width(view) + gap;
    const float value_width = value ? view_measure(view, &bold, value) + gap : 0;
    float width = view_measure(view, &plain, name);
    if (row->x > 0 && row->x + sample + width + value_width > row->rect->width) {
        row->x = 0;
        row->y += row_height(view);
    }
    const float room = row->rect->width - sample - value_width;
    if (width > room) {
        width = fmaxf(room, 1);
        plain.max_width = width;
    }
    if (row->paint) {
        const float x = row->rect->x + row->x, y = row->rect->y + row->y;
        paint_sample(view, row->chart, look, validation, x, y, row->paint);
        view_label(view, row->paint, x + sample, y, &plain, name);
        if (value) {
            view_label(view, row->paint, x + sample + width + gap, y, &bold, value);
        }
    }
    row->x += sample + width + value_width + 3 * grid;
}

float view_chart_legend(const struct view *view, const struct view_chart *chart,
                        const struct paint_rect *rect, struct paint *paint)
{
    struct row row = {view, chart, rect, paint, 0, 0.5f * row_height(view)};
    const struct text_language *language = view->language;
    const int look = chart->n > 0 ? chart->runs[chart->n - 1].look : 0;
    if (chart->n <= 1) {
        add_item(&row, look, false, text_get(language, "training"), NULL);
        add_item(&row, look, true, text_get(language, "validation"), NULL);
    }
    for (size_t r = 0; chart->n > 1 && r < chart->n; r++) {
        const struct view_chart_run *run = &chart->runs[r];
        const double best = view_chart_best(run->curve);
        char number[TEXT_NUMBER_SIZE];
        const char *value = run->diverged ? text_get(language, "diverged") : NULL;
        if (!value && !isnan(best)) {
            value = text_percent(language, best, 1, number);
        }
        add_item(&row, run->look, true, run->name ? run->name : "", value);
    }
    return row.y + 0.5f * row_height(view);
}
