/* SPDX-License-Identifier: MIT */
#include "gui/color.h"
#include "gui/view_chart_parts.h"

#include <math.h>

/* --- how runs look --- */

/* Lengths in line widths. */
static const struct look {
    float dash_on, dash_off;
} looks[VIEW_CHART_RUNS] = {{0, 0}, {9, 5}, {3, 4}, {14, 4}};

static uint32_t color_of(const struct theme *theme, int look)
{
    const uint32_t colors[VIEW_CHART_RUNS] = {theme->positive, theme->negative, theme->winner,
                                              theme->text};
    return colors[look % VIEW_CHART_RUNS];
}

struct paint_stroke view_chart_stroke(const struct view *view, const struct view_chart *chart,
                                      int look, bool validation)
{
    const float line = view->sizes->line;
    const struct look *of = &looks[look % VIEW_CHART_RUNS];
    struct paint_stroke stroke = {
        .color = color_of(view->theme, look),
        .width = 2.75f * line,
        .dash_on = of->dash_on * line,
        .dash_off = of->dash_off * line,
    };
    if (!validation && chart->n <= 1) {
        stroke = (struct paint_stroke){.color = view->theme->text, .width = 1.75f * line};
    } else if (!validation) {
        stroke.color = color_fade(stroke.color, 0.7f);
        stroke.width = 1.25f * line;
    }
    return stroke;
}

void view_chart_marker(const struct view *view, int look, struct paint_point at, float radius,
                       struct paint *paint)
{
    const uint32_t color = color_of(view->theme, look), stage = view->theme->stage;
    const float line = 1.5f * view->sizes->line, side = 1.8f * radius;
    const struct paint_rect square = {at.x - 0.5f * side, at.y - 0.5f * side, side, side};
    switch (look % VIEW_CHART_RUNS) {
    case 0:
        paint_disc(paint, at, radius, color);
        break;
    case 1:
        paint_fill(paint, square, 0, color);
        break;
    case 2:
        paint_disc(paint, at, radius, stage);
        paint_ring(paint, at, radius - 0.5f * line, line, color);
        break;
    default:
        paint_fill(paint, square, 0, stage);
        paint_outline(paint, square, 0, line, color);
        break;
    }
}

/* --- lines --- */

/* Which points of a curve make a line. */
enum course { BATCHES, TRAINING, VALIDATION };

static bool belongs(const struct curve_point *point, enum course course)
{
    return course == BATCHES ? !point->ends || point->batches == 0 : point->ends;
}

static double value_of(const struct plot *plot, const struct curve_point *point, enum course course)
{
    return belongs(point, course) ? view_chart_value(point, plot->measure, course == VALIDATION)
                                  : NAN;
}

/* A line through all that is finite; points of other lines between them do not break it. */
static void paint_course(const struct plot *plot, const struct curve *curve, enum course course,
                         const struct paint_stroke *stroke, struct paint *paint)
{
    struct paint_point points[CURVE_MAX_POINTS];
    size_t n = 0;
    for (size_t i = 0; i < curve->n; i++) {
        const struct curve_point *point = &curve->points[i];
        const double value = value_of(plot, point, course);
        if (isfinite(value)) {
            points[n++] = view_chart_place(plot, point->epoch, value);
        } else if (belongs(point, course)) { /* it was not measured: a gap */
            paint_polyline(paint, points, n, stroke);
            n = 0;
        }
    }
    paint_polyline(paint, points, n, stroke);
}

/* --- the gap --- */

struct ends {
    size_t n;
    struct paint_point train[CURVE_MAX_POINTS], validation[CURVE_MAX_POINTS];
};

static void find_ends(const struct plot *plot, const struct curve *curve, struct ends *out)
{
    out->n = 0;
    for (size_t i = 0; i < curve->n; i++) {
        const struct curve_point *point = &curve->points[i];
        const double train = value_of(plot, point, TRAINING);
        const double validation = value_of(plot, point, VALIDATION);
        if (isfinite(train) && isfinite(validation)) {
            out->train[out->n] = view_chart_place(plot, point->epoch, train);
            out->validation[out->n++] = view_chart_place(plot, point->epoch, validation);
        }
    }
}

static float between(struct paint_point from, struct paint_point to, float x)
{
    return from.y + (to.y - from.y) * (x - from.x) / (to.x - from.x);
}

/* Thin upright lines from training to validation. */
static void paint_gap(const struct plot *plot, const struct curve *curve, struct paint *paint)
{
    const float line = plot->view->sizes->line, step = 4 * line;
    const struct paint_stroke stroke = {
        .color = color_fade(plot->view->theme->quiet, 0.5f),
        .width = line,
    };
    struct ends ends;
    find_ends(plot, curve, &ends);
    float x = plot->rect.x + 0.5f * line;
    for (size_t i = 0; i + 1 < ends.n; i++) {
        for (; x < ends.train[i + 1].x; x += step) {
            if (x >= ends.train[i].x) {
                const float train = between(ends.train[i], ends.train[i + 1], x);
                const float other = between(ends.validation[i], ends.validation[i + 1], x);
                paint_line(paint, (struct paint_point){x, train}, (struct paint_point){x, other},
                           &stroke);
            }
        }
    }
}

/* --- all of them --- */

static void paint_markers(const struct plot *plot, const struct view_chart_run *run,
                          struct paint *paint)
{
    const float line = plot->view->sizes->line, radius = 3.5f * line, apart = 5 * radius;
    float free = -INFINITY;
    for (size_t i = 0; i < run->curve->n; i++) {
        const struct curve_point *point = &run->curve->points[i];
        const double value = value_of(plot, point, VALIDATION);
        const struct paint_point at = view_chart_place(plot, point->epoch, value);
        if (isfinite(value) && at.x >= free) {
            view_chart_marker(plot->view, run->look, at, radius, paint);
            free = at.x + apart;
        }
    }
}

static void paint_run(const struct plot *plot, const struct view_chart_run *run, bool current,
                      struct paint *paint)
{
    const struct view *view = plot->view;
    struct paint_stroke train = view_chart_stroke(view, plot->chart, run->look, false);
    struct paint_stroke validation = view_chart_stroke(view, plot->chart, run->look, true);
    const struct paint_stroke batches = {
        .color = color_fade(train.color, 0.5f),
        .width = view->sizes->line,
    };
    if (!current) {
        train.color = color_fade(train.color, 0.6f);
        validation.color = color_fade(validation.color, 0.8f);
    }
    if (current) {
        paint_course(plot, run->curve, BATCHES, &batches, paint);
    }
    paint_course(plot, run->curve, TRAINING, &train, paint);
    paint_course(plot, run->curve, VALIDATION, &validation, paint);
    paint_markers(plot, run, paint);
}

void view_chart_lines(const struct plot *plot, struct paint *paint)
{
    const struct view_chart *chart = plot->chart;
    const float around = 4 * plot->view->sizes->line;
    const struct paint_rect clip = {plot->rect.x - around, plot->rect.y - around,
                                    plot->rect.width + 2 * around, plot->rect.height + 2 * around};
    paint_push_clip(paint, clip);
    if (chart->n == 1) {
        paint_gap(plot, chart->runs[0].curve, paint);
    }
    for (size_t r = 0; r < chart->n; r++) {
        paint_run(plot, &chart->runs[r], r + 1 == chart->n, paint);
    }
    paint_pop_clip(paint);
}
