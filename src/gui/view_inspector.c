/* SPDX-License-Identifier: MIT */
#include "gui/view_inspector.h"

#include "gui/sums.h"
#include "gui/view_inspector_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 256, A_DIGITS = 3 };

/* How an activation is written in formulas. */
static const char *symbol_of(const struct lume_activation *activation)
{
    return strcmp(activation->name, "sigmoid") == 0 ? "σ" : activation->name;
}

static void name_neuron(const struct inspector *inspector, char out[TEXT])
{
    const struct text_language *language = inspector->view->language;
    char unit[TEXT_NUMBER_SIZE], layer[TEXT_NUMBER_SIZE], where[TEXT];
    text_count(language, inspector->unit, unit);
    text_count(language, inspector->index + 1, layer);
    const char *const of_output[] = {unit, NULL}, *const of_layer[] = {layer, NULL};
    if (inspector->index + 1 == inspector->snapshot->n_layers) {
        text_fill(language, "output {1}", of_output, out, TEXT);
        return;
    }
    text_fill(language, "hidden layer {1}", of_layer, where, sizeof where);
    const char *const names[] = {where, unit, NULL};
    text_fill(language, "{1}, neuron {2}", names, out, TEXT);
}

struct inspector_sum view_inspector_add_up(const struct inspector *inspector)
{
    const double terms[] = {inspector->z - inspector->bias, inspector->bias};
    double rounded[2];
    const double z = sums_round(terms, 2, inspector->z, rounded);
    return (struct inspector_sum){.terms = rounded[0], .bias = rounded[1], .z = z};
}

/* "z = Σ wᵢaᵢ + b", "= 4.21 − 10.00", "= −5.79" */
static void write_sum(const struct inspector *inspector, char out[3][TEXT])
{
    const struct text_language *language = inspector->view->language;
    const struct inspector_sum sum = view_inspector_add_up(inspector);
    char terms[TEXT_NUMBER_SIZE], bias[TEXT_NUMBER_SIZE], z[TEXT_NUMBER_SIZE];
    text_number(language, sum.terms, SUMS_DIGITS, terms);
    text_number(language, fabs(sum.bias), SUMS_DIGITS, bias);
    text_number(language, sum.z, SUMS_DIGITS, z);
    snprintf(out[0], TEXT, "z = Σ wᵢ%s + b", inspector->index == 0 ? "xᵢ" : "aᵢ");
    snprintf(out[1], TEXT, "= %s %s %s", terms, sum.bias < 0 ? "−" : "+", bias);
    snprintf(out[2], TEXT, "= %s", z);
}

/* The sum in one line where there is room, large if there is much, else in three; below it the
 * activation. */
static void paint_sum(const struct inspector *inspector, const struct paint_rect *rect,
                      struct paint *paint)
{
    const struct view *view = inspector->view;
    struct paint_text_style style = view_style(view->sizes->heading, view->theme->text, PAINT_LEFT);
    char parts[3][TEXT], line[3 * TEXT + 2], number[TEXT_NUMBER_SIZE];
    write_sum(inspector, parts);
    snprintf(line, sizeof line, "%s %s %s", parts[0], parts[1], parts[2]);
    struct paint_rect at =
        view_inspector_heading(inspector, rect, text_get(view->language, "weighted sum"), paint);
    if (view_measure(view, &style, line) > at.width) {
        style.font.size = view->sizes->body;
    }
    if (view_measure(view, &style, line) <= at.width) {
        at.y += view_paragraph(view, paint, &at, &style, line);
    } else {
        for (int i = 0; i < 3; i++) {
            at.y += view_paragraph(view, paint, &at, &style, parts[i]);
        }
    }
    at.y += 0.5f * view->sizes->grid;
    at = view_inspector_heading(inspector, &at, text_get(view->language, "activation"), paint);
    snprintf(line, sizeof line, "a = %s(z) = %s", symbol_of(inspector->layer->activation),
             text_number(view->language, inspector->a, A_DIGITS, number));
    view_paragraph(view, paint, &at, &style, line);
}

struct paint_rect view_inspector_heading(const struct inspector *inspector,
                                         const struct paint_rect *rect, const char *text,
                                         struct paint *paint)
{
    const struct view *view = inspector->view;
    const struct paint_text_style style =
        view_style(view->sizes->small, view->theme->quiet, PAINT_LEFT);
    const float height = view_paragraph(view, paint, rect, &style, text) + 0.5f * view->sizes->grid;
    return (struct paint_rect){rect->x, rect->y + height, rect->width, rect->height - height};
}

void view_inspector_paint(const struct view *view, const struct view_inspector *inspected,
                          const struct paint_rect *rect, struct paint *paint)
{
    const struct snapshot *snapshot = inspected->snapshot;
    const struct view_neuron neuron = inspected->neuron;
    const struct lume_network *network = snapshot->model->network;
    const size_t l = (size_t)neuron.layer, unit = (size_t)neuron.unit;
    const struct lume_layer *layer = &network->layers[l];
    const struct inspector inspector = {
        .view = view,
        .snapshot = snapshot,
        .layer = layer,
        .index = l,
        .unit = unit,
        .z = (double)snapshot->layers[l].z[unit],
        .a = (double)snapshot->layers[l].a[unit],
        .bias = (double)network->parameters[layer->biases + unit],
    };
    const float padding = 2 * view->sizes->grid, gap = 4 * view->sizes->grid;
    const struct paint_text_style title =
        view_bold(view->sizes->body + 2, view->theme->text, PAINT_LEFT);
    struct paint_rect at = {rect->x + padding, rect->y + padding, rect->width - 2 * padding,
                            rect->height - 2 * padding};
    char name[TEXT];
    name_neuron(&inspector, name);
    paint_begin_group(paint, "inspector");
    paint_fill(paint, *rect, view->sizes->radius, view->theme->panel);
    paint_outline(paint, *rect, view->sizes->radius, view->sizes->line, view->theme->line);
    paint_push_clip(paint, *rect);
    const float used = view_paragraph(view, paint, &at, &title, name) + 0.5f * view->sizes->grid;
    at.y += used;
    at.height -= used;
    struct paint_rect source = at, sum = at, curve = at;
    source.width = l == 0 ? view_inspector_maps_width(&inspector, at.height) : 0.42f * at.width;
    sum.x += source.width + gap;
    sum.width = 0.6f * (at.width - source.width - 2 * gap);
    curve.x = sum.x + sum.width + gap;
    curve.width = at.x + at.width - curve.x;
    (l == 0 ? view_inspector_maps : view_inspector_terms)(&inspector, &source, paint);
    paint_sum(&inspector, &sum, paint);
    view_inspector_curve(&inspector, &curve, paint);
    paint_pop_clip(paint);
    paint_end_group(paint);
}
