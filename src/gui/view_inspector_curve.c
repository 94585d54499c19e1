/* SPDX-License-Identifier: MIT */
#include "gui/view_inspector_parts.h"
#include "gui/view_network.h"

#include <string.h>

enum { N_POINTS = 97 };

/* Activations whose name is translated. */
static const char *name_of(const struct text_language *language,
                           const struct lume_activation *activation)
{
    static const struct {
        const char *name, *text;
    } names[] = {{"sigmoid", N_("sigmoid")}, {"step", N_("step")}, {"identity", N_("identity")}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i].name, activation->name) == 0) {
            return text_get(language, names[i].text);
        }
    }
    return activation->name;
}

/* A window onto a function. */
struct chart {
    struct paint_rect rect;
    float x0, x1, y0, y1;
};

static struct paint_point place(const struct chart *chart, float x, float y)
{
    return (struct paint_point){
        chart->rect.x + chart->rect.width * ((x - chart->x0) / (chart->x1 - chart->x0)),
        chart->rect.y + chart->rect.height * ((chart->y1 - y) / (chart->y1 - chart->y0))};
}

static float larger(float a, float b)
{
    return a > b ? a : b;
}

/* Sample the function over a range that z lies in. */
static struct chart sample(const struct inspector *inspector, float y[N_POINTS])
{
    const struct lume_layer *layer = inspector->layer;
    const struct lume_network *network = inspector->snapshot->model->network;
    const float slope = layer->activation->has_slope ? (float)network->parameters[layer->slope] : 0;
    const float z = (float)inspector->z;
    const float range = larger(6, 1.15f * (z < 0 ? -z : z));
    struct chart chart = {.x0 = -range, .x1 = range, .y0 = 0, .y1 = 1};
    if (inspector->experiment->clamped) {
        chart.y1 = larger(chart.y1, (float)inspector->a);
        chart.y0 = -larger(-chart.y0, -(float)inspector->a);
    }
    for (int i = 0; i < N_POINTS; i++) {
        const float x = chart.x0 + 2 * range * (float)i / (N_POINTS - 1);
        y[i] = layer->activation->value(x, slope);
        chart.y1 = larger(chart.y1, y[i]);
        chart.y0 = -larger(-chart.y0, -y[i]);
    }
    return chart;
}

static void paint_axes(const struct inspector *inspector, const struct chart *chart,
                       struct paint *paint)
{
    const struct view *view = inspector->view;
    const struct paint_stroke axis = {.color = view->theme->quiet, .width = view->sizes->line};
    const struct paint_stroke grid = {.color = view->theme->line, .width = view->sizes->line};
    struct paint_text_style style = view_style(view->sizes->small, view->theme->quiet, PAINT_RIGHT);
    const float left = chart->rect.x - 0.5f * view->sizes->grid;
    char text[TEXT_NUMBER_SIZE];
    paint_line(paint, place(chart, chart->x0, chart->y1), place(chart, chart->x1, chart->y1),
               &grid);
    paint_line(paint, place(chart, 0, chart->y0), place(chart, 0, chart->y1), &grid);
    paint_line(paint, place(chart, chart->x0, 0), place(chart, chart->x1, 0), &axis);
    view_label(view, paint, left, place(chart, 0, chart->y1).y, &style,
               text_number(view->language, (double)chart->y1, 0, text));
    view_label(view, paint, left, place(chart, 0, 0).y, &style, "0");
    style.anchor = PAINT_MIDDLE;
    const float below = chart->rect.y + chart->rect.height + 0.8f * view->sizes->small;
    view_label(view, paint, place(chart, 0, 0).x, below, &style, "0");
    style.anchor = PAINT_RIGHT;
    view_label(view, paint, chart->rect.x + chart->rect.width, below, &style, "z");
}

/* Where the neuron is: on the curve; one that is clamped is held away from it, at the end of a
 * dashed line. */
static void paint_dot(const struct inspector *inspector, const struct chart *chart,
                      struct paint *paint)
{
    const struct view *view = inspector->view;
    const float line = view->sizes->line, radius = 5 * line;
    const bool clamped = inspector->experiment->clamped;
    const struct paint_point dot = place(chart, (float)inspector->z, (float)inspector->a);
    const struct paint_point on = place(chart, (float)inspector->z, (float)inspector->free);
    const struct paint_stroke stroke = {
        .color = view->theme->winner,
        .width = 1.5f * line,
        .dash_on = clamped ? 3 * line : 0,
        .dash_off = clamped ? 3 * line : 0,
    };
    paint_line(paint, clamped ? on : (struct paint_point){dot.x, place(chart, 0, 0).y}, dot,
               &stroke);
    if (clamped) {
        paint_disc(paint, on, radius, view->theme->panel);
        paint_ring(paint, on, radius - line, 1.5f * line, view->theme->quiet);
    }
    paint_disc(paint, dot, radius, view->theme->winner);
    paint_ring(paint, dot, radius, 1.5f * line, view->theme->panel);
}

static void paint_function(const struct inspector *inspector, struct paint_rect rect,
                           struct paint *paint)
{
    const struct view *view = inspector->view;
    const float small = view->sizes->small, line = view->sizes->line;
    float y[N_POINTS];
    struct chart chart = sample(inspector, y);
    struct paint_point points[N_POINTS];
    chart.rect = (struct paint_rect){rect.x + 1.6f * small, rect.y + 0.5f * small,
                                     rect.width - 2 * small, rect.height - 2 * small};
    for (int i = 0; i < N_POINTS; i++) {
        const float x = chart.x0 + (chart.x1 - chart.x0) * (float)i / (N_POINTS - 1);
        points[i] = place(&chart, x, y[i]);
    }
    paint_axes(inspector, &chart, paint);
    paint_polyline(paint, points, N_POINTS,
                   &(struct paint_stroke){.color = view->theme->text, .width = 2 * line});
    paint_dot(inspector, &chart, paint);
}

/* The z of all outputs, as columns up and down from 0. */
static void paint_outputs(const struct inspector *inspector, struct paint_rect rect,
                          struct paint *paint)
{
    const struct view *view = inspector->view;
    const struct snapshot_layer *outputs = &inspector->snapshot->layers[inspector->index];
    const size_t n = outputs->n < VIEW_MAX_UNITS ? outputs->n : VIEW_MAX_UNITS;
    const struct paint_text_style style =
        view_style(view->sizes->small, view->theme->quiet, PAINT_MIDDLE);
    struct chart chart = {.x1 = (float)n};
    chart.rect = rect;
    chart.rect.height -= 1.6f * view->sizes->small;
    for (size_t i = 0; i < n; i++) {
        chart.y1 = larger(chart.y1, outputs->z[i]);
        chart.y0 = -larger(-chart.y0, -outputs->z[i]);
    }
    chart.y1 = larger(chart.y1, chart.y0 + 1);
    for (size_t i = 0; i < n; i++) {
        const bool negative = outputs->z[i] < 0, own = i == inspector->unit;
        const struct paint_point from = place(&chart, (float)i + 0.2f, 0),
                                 to = place(&chart, (float)i + 0.8f, outputs->z[i]);
        const struct paint_rect bar = {from.x, negative ? from.y : to.y, to.x - from.x,
                                       negative ? to.y - from.y : from.y - to.y};
        const uint32_t color = negative ? view->theme->negative : view->theme->positive;
        struct paint_text_style label = style;
        label.color = own ? view->theme->text : view->theme->quiet;
        label.font.weight = own ? FONT_BOLD : FONT_REGULAR;
        char text[TEXT_NUMBER_SIZE];
        paint_fill(paint, bar, 0, own ? view->theme->winner : color);
        if (n <= 10) {
            view_label(view, paint, 0.5f * (from.x + to.x),
                       rect.y + rect.height - 0.6f * view->sizes->small, &label,
                       text_count(view->language, i, text));
        }
    }
    paint_line(paint, place(&chart, 0, 0), place(&chart, chart.x1, 0),
               &(struct paint_stroke){.color = view->theme->quiet, .width = view->sizes->line});
}

void view_inspector_curve(const struct inspector *inspector, const struct paint_rect *rect,
                          struct paint *paint)
{
    const struct text_language *language = inspector->view->language;
    const struct lume_activation *activation = inspector->layer->activation;
    const bool joined = activation->joins_outputs;
    const char *heading = name_of(language, activation);
    if (joined) {
        const struct paint_text_style style =
            view_style(inspector->view->sizes->small, 0, PAINT_LEFT);
        const char *more = text_get(language, "softmax compares z with the z of all outputs");
        const bool fits =
            view_paragraph(inspector->view, NULL, rect, &style, more) <= 0.25f * rect->height;
        heading = fits ? more : heading;
    }
    const struct paint_rect rest = view_inspector_heading(inspector, rect, heading, paint);
    (joined ? paint_outputs : paint_function)(inspector, rest, paint);
}
