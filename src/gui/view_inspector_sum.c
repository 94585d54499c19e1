/* SPDX-License-Identifier: MIT */
#include "gui/sums.h"
#include "gui/view_inspector_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { A_DIGITS = 3, N_PARTS = 3, LINE = N_PARTS * INSPECTOR_TEXT };

static float larger(float a, float b)
{
    return a > b ? a : b;
}

/* --- the sum --- */

static double round_alone(double x)
{
    double rounded;
    return sums_round(&x, 1, x, &rounded);
}

/* The bias is the same for every drawing, so it is rounded alone, and what rounding leaves over
 * goes to the terms. */
struct inspector_sum view_inspector_add_up(const struct inspector *inspector)
{
    const double z = round_alone(inspector->z), bias = round_alone(inspector->bias);
    return (struct inspector_sum){.terms = round_alone(z - bias), .bias = bias, .z = z};
}

/* "z = Σ wᵢaᵢ + b", "= 4.21 − 10.00", "= −5.79" */
static void write_parts(const struct inspector *inspector, const struct inspector_sum *sum,
                        char out[N_PARTS][INSPECTOR_TEXT])
{
    const struct text_language *language = inspector->view->language;
    char terms[TEXT_NUMBER_SIZE], bias[TEXT_NUMBER_SIZE], z[TEXT_NUMBER_SIZE];
    text_number(language, sum->terms, SUMS_DIGITS, terms);
    text_number(language, fabs(sum->bias), SUMS_DIGITS, bias);
    text_number(language, sum->z, SUMS_DIGITS, z);
    snprintf(out[0], INSPECTOR_TEXT, "z = Σ wᵢ%s + b", inspector->index == 0 ? "xᵢ" : "aᵢ");
    snprintf(out[1], INSPECTOR_TEXT, "= %s %s %s", terms, sum->bias < 0 ? "−" : "+", bias);
    snprintf(out[2], INSPECTOR_TEXT, "= %s", z);
}

/* Write one of the lines that the parts are joined to: all in one; in two the last two together. */
static const char *write_line(char parts[N_PARTS][INSPECTOR_TEXT], int lines, int line,
                              char out[LINE])
{
    const int last = lines == 1 || line > 0 ? line + N_PARTS - lines : line;
    int used = 0;
    for (int i = line; i <= last; i++) {
        used += snprintf(out + used, LINE - (size_t)used, "%s%s", i > line ? " " : "", parts[i]);
    }
    return out;
}

float view_inspector_sum_width(const struct inspector *inspector, float size, int lines)
{
    static const struct inspector_sum usual = {-88.88, -88.88, -88.88};
    const struct inspector_sum sum = view_inspector_add_up(inspector);
    const struct inspector_sum *const sums[] = {&usual, &sum};
    const struct paint_text_style style = view_style(size, 0, PAINT_LEFT);
    char parts[N_PARTS][INSPECTOR_TEXT], line[LINE];
    float width = 0;
    for (int s = 0; s < 2; s++) {
        write_parts(inspector, sums[s], parts);
        for (int i = 0; i < lines; i++) {
            width = larger(
                width, view_measure(inspector->view, &style, write_line(parts, lines, i, line)));
        }
    }
    return width;
}

static void paint_sum(const struct inspector *inspector, const struct inspector_layout *layout,
                      struct paint *paint)
{
    const struct view *view = inspector->view;
    const struct inspector_sum sum = view_inspector_add_up(inspector);
    const struct paint_rect *row = &layout->rows[ROW_SUM];
    const float step = row->height / (float)layout->lines;
    struct paint_text_style style = view_style(layout->text, view->theme->text, PAINT_LEFT);
    char parts[N_PARTS][INSPECTOR_TEXT], line[LINE];
    style.max_width = row->width;
    write_parts(inspector, &sum, parts);
    for (int i = 0; i < layout->lines; i++) {
        view_label(view, paint, row->x, row->y + ((float)i + 0.5f) * step, &style,
                   write_line(parts, layout->lines, i, line));
    }
}

/* --- the activation --- */

/* "σ(z) = 0.948", as formulas name the function */
static void write_function(const struct inspector *inspector, double value, char out[LINE])
{
    const char *name = inspector->layer->activation->name;
    char number[TEXT_NUMBER_SIZE];
    text_number(inspector->view->language, value, A_DIGITS, number);
    snprintf(out, LINE, "%s(z) = %s", strcmp(name, "sigmoid") == 0 ? "σ" : name, number);
}

/* What is told of a clamped neuron: what it is, why, and what it would be, struck out. */
struct clamped {
    char a[LINE], why[INSPECTOR_TEXT], free[LINE];
    struct paint_text_style quiet;
    float a_width, why_width, free_width;
};

static void tell_clamped(const struct inspector *inspector, const struct paint_text_style *style,
                         struct clamped *out)
{
    const struct view *view = inspector->view;
    const double value = inspector->experiment->clamped ? (double)inspector->experiment->clamp : 1;
    const int digits = value == floor(value) ? 0 : SUMS_DIGITS;
    char number[TEXT_NUMBER_SIZE];
    const char *const to[] = {text_number(view->language, value, digits, number), NULL};
    text_fill(view->language, "clamped to {1}", to, out->why, sizeof out->why);
    text_number(view->language, inspector->a, A_DIGITS, number);
    snprintf(out->a, LINE, "a = %s", number);
    write_function(inspector, inspector->free, out->free);
    out->quiet = view_style(view->sizes->small, view->theme->quiet, PAINT_LEFT);
    out->a_width = view_measure(view, style, out->a);
    out->why_width = view_measure(view, &out->quiet, out->why);
    out->free_width = view_measure(view, &out->quiet, out->free);
}

float view_inspector_activation_width(const struct inspector *inspector, float size)
{
    const struct view *view = inspector->view;
    const struct paint_text_style style = view_style(size, 0, PAINT_LEFT);
    struct clamped clamped;
    char line[LINE];
    tell_clamped(inspector, &style, &clamped);
    write_function(inspector, inspector->free, line);
    const float free = view_measure(view, &style, "a = ") + view_measure(view, &style, line);
    const float held = clamped.a_width + clamped.why_width + clamped.free_width;
    return inspector->experiment->can_clamp ? larger(free, held + 3 * view->sizes->grid) : free;
}

static void paint_clamped(const struct inspector *inspector, const struct paint_rect *row,
                          const struct paint_text_style *style, struct paint *paint)
{
    const struct view *view = inspector->view;
    const float gap = 1.5f * view->sizes->grid, y = row->y + 0.5f * row->height;
    const struct paint_stroke strike = {.color = view->theme->quiet, .width = view->sizes->line};
    struct clamped clamped;
    tell_clamped(inspector, style, &clamped);
    struct paint_text_style why = clamped.quiet;
    why.color = view->theme->text;
    float x = row->x;
    view_label(view, paint, x, y, style, clamped.a);
    x += clamped.a_width + gap;
    view_label(view, paint, x, y, &why, clamped.why);
    x += clamped.why_width + gap;
    if (x + clamped.free_width <= row->x + row->width) {
        view_label(view, paint, x, y, &clamped.quiet, clamped.free);
        paint_line(paint, (struct paint_point){x, y},
                   (struct paint_point){x + clamped.free_width, y}, &strike);
    }
}

static void paint_activation(const struct inspector *inspector,
                             const struct inspector_layout *layout, struct paint *paint)
{
    const struct view *view = inspector->view;
    struct paint_rect row = layout->rows[ROW_ACTIVATION];
    struct paint_text_style style = view_style(layout->text, view->theme->text, PAINT_LEFT);
    if (layout->clamps[0].height > 0 && layout->rows[ROW_CLAMP].height <= 0) {
        row.width = layout->clamps[0].x - row.x;
    }
    if (inspector->experiment->clamped) {
        paint_clamped(inspector, &row, &style, paint);
        return;
    }
    char function[LINE], line[LINE + 4];
    write_function(inspector, inspector->a, function);
    snprintf(line, sizeof line, "a = %s", function);
    style.max_width = row.width;
    view_label(view, paint, row.x, row.y + 0.5f * row.height, &style, line);
}

/* --- what stands beside the slider --- */

static float write_learned(const struct inspector *inspector, double bias, char out[INSPECTOR_TEXT])
{
    const struct view *view = inspector->view;
    const struct paint_text_style style = view_style(view->sizes->small, 0, PAINT_LEFT);
    char number[TEXT_NUMBER_SIZE];
    const char *const arguments[] = {text_number(view->language, bias, SUMS_DIGITS, number), NULL};
    text_fill(view->language, "as learned: {1}", arguments, out, INSPECTOR_TEXT);
    return view_measure(view, &style, out);
}

float view_inspector_caption_width(const struct inspector *inspector, bool hint)
{
    const struct view *view = inspector->view;
    const struct paint_text_style style = view_style(view->sizes->small, 0, PAINT_LEFT);
    char learned[INSPECTOR_TEXT];
    const float usual = write_learned(inspector, -88.88, learned);
    const float width = larger(usual, write_learned(inspector, inspector->learned, learned));
    const char *drag = text_get(view->language, "drag to change the bias");
    return hint ? larger(width, view_measure(view, &style, drag)) : width;
}

static void paint_captions(const struct inspector *inspector, const struct inspector_layout *layout,
                           struct paint *paint)
{
    const struct view *view = inspector->view;
    const struct paint_rect *row = &layout->rows[ROW_BIAS], *at = &layout->caption;
    const struct paint_text_style style =
        view_style(view->sizes->small, view->theme->quiet, PAINT_LEFT);
    char learned[INSPECTOR_TEXT];
    write_learned(inspector, inspector->learned, learned);
    const char *text = inspector->bias != inspector->learned
                           ? learned
                           : text_get(view->language, "drag to change the bias");
    const float y = row->y + 0.5f * row->height;
    view_label(view, paint, row->x, y, &style, text_get(view->language, "bias"));
    if (view_measure(view, &style, text) <= at->width) {
        view_label(view, paint, at->x, y, &style, text);
    }
}

void view_inspector_sum(const struct inspector *inspector, const struct inspector_layout *layout,
                        struct paint *paint)
{
    const struct text_language *language = inspector->view->language;
    const struct paint_rect *rows = layout->rows;
    if (rows[ROW_SUM_HEADING].height > 0) {
        view_inspector_heading(inspector, &rows[ROW_SUM_HEADING],
                               text_get(language, "weighted sum"), paint);
    }
    paint_sum(inspector, layout, paint);
    if (rows[ROW_ACTIVATION_HEADING].height > 0) {
        view_inspector_heading(inspector, &rows[ROW_ACTIVATION_HEADING],
                               text_get(language, "activation"), paint);
    }
    paint_activation(inspector, layout, paint);
    if (rows[ROW_BIAS].height > 0) {
        paint_captions(inspector, layout, paint);
    }
}
