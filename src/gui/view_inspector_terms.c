/* SPDX-License-Identifier: MIT */
#include "gui/color.h"
#include "gui/sums.h"
#include "gui/view_inspector_parts.h"

enum { TEXT = 128, MAX_SHOWN = SUMS_MAX_TERMS - 1 };

/* Contributions of the layer before, the largest first. */
struct terms {
    size_t n; /* of the layer before */
    size_t n_shown;
    size_t units[MAX_SHOWN];
    double values[SUMS_MAX_TERMS]; /* of those that are shown, then the others together */
    double rounded[SUMS_MAX_TERMS];
};

static double size_of(double x)
{
    return x < 0 ? -x : x;
}

static double value_of(const struct inspector *inspector, size_t i)
{
    const struct lume_network *network = inspector->snapshot->model->network;
    const size_t at = inspector->layer->weights + i * inspector->layer->stride + inspector->unit;
    return (double)network->parameters[at] *
           (double)inspector->snapshot->layers[inspector->index - 1].a[i];
}

/* Put a contribution in its place among the largest so far; the first of equals comes first. */
static void insert(struct terms *terms, size_t *n, size_t unit, double value)
{
    size_t at = *n;
    while (at > 0 && size_of(terms->values[at - 1]) < size_of(value)) {
        at--;
    }
    if (at >= terms->n_shown) {
        return;
    }
    *n += *n < terms->n_shown;
    for (size_t i = *n - 1; i > at; i--) {
        terms->units[i] = terms->units[i - 1];
        terms->values[i] = terms->values[i - 1];
    }
    terms->units[at] = unit;
    terms->values[at] = value;
}

/* What fits into `capacity` places: all, or the largest and the others together. */
static void find_terms(const struct inspector *inspector, size_t capacity, struct terms *terms)
{
    capacity = capacity < MAX_SHOWN ? capacity : MAX_SHOWN;
    terms->n = inspector->layer->n_in;
    terms->n_shown = terms->n <= capacity ? terms->n : capacity - 1;
    size_t found = 0;
    double total = 0, shown = 0;
    for (size_t i = 0; i < terms->n; i++) {
        const double value = value_of(inspector, i);
        total += value;
        insert(terms, &found, i, value);
    }
    for (size_t i = 0; i < terms->n_shown; i++) {
        shown += terms->values[i];
    }
    const size_t others = terms->n > terms->n_shown;
    terms->values[terms->n_shown] = total - shown;
    sums_round(terms->values, terms->n_shown + others, view_inspector_add_up(inspector).terms,
               terms->rounded);
}

/* --- rows --- */

struct rows {
    const struct inspector *inspector;
    struct paint *paint;
    struct paint_rect rect;
    size_t n, columns; /* rows of a column */
    float height, gap;
    float numbers; /* width of the values */
};

/* The place of a row; they go down the first column, then the second. */
static struct paint_rect row_at(const struct rows *rows, size_t k)
{
    const float width =
        (rows->rect.width - rows->gap * (float)(rows->columns - 1)) / (float)rows->columns;
    return (struct paint_rect){
        rows->rect.x + (width + rows->gap) * (float)(k / rows->n),
        rows->rect.y + rows->height * (float)(k % rows->n),
        width,
        rows->height,
    };
}

static void paint_value(const struct rows *rows, const struct paint_rect *row, double value)
{
    const struct view *view = rows->inspector->view;
    const struct paint_text_style style =
        view_style(view->sizes->small, view->theme->text, PAINT_RIGHT);
    char text[TEXT_NUMBER_SIZE];
    view_label(view, rows->paint, row->x + row->width, row->y + 0.5f * row->height, &style,
               text_number(view->language, value, SUMS_DIGITS, text));
}

/* A row of words. */
static void paint_words(const struct rows *rows, size_t k, const char *text, double value)
{
    const struct view *view = rows->inspector->view;
    const struct paint_rect row = row_at(rows, k);
    struct paint_text_style style = view_style(view->sizes->small, view->theme->quiet, PAINT_LEFT);
    style.max_width = row.width - rows->numbers;
    view_label(view, rows->paint, row.x, row.y + 0.5f * row.height, &style, text);
    paint_value(rows, &row, value);
}

/* A neuron of the layer before: its light, its number, a bar to the right for what makes this one
 * fire, to the left for what holds it back. */
static void paint_term(const struct rows *rows, size_t k, const struct terms *terms)
{
    const struct view *view = rows->inspector->view;
    const struct theme *theme = view->theme;
    const size_t unit = terms->units[k];
    const struct paint_rect row = row_at(rows, k);
    const float y = row.y + 0.5f * row.height, radius = 0.3f * rows->height;
    const float a = rows->inspector->snapshot->layers[rows->inspector->index - 1].a[unit];
    const struct paint_text_style style = view_style(view->sizes->small, theme->quiet, PAINT_LEFT);
    char text[TEXT_NUMBER_SIZE];
    const float label = 2 * radius + 0.5f * view->sizes->grid;
    const float left = row.x + label + 2.2f * view->sizes->small;
    const float half = 0.5f * (row.x + row.width - rows->numbers - left);
    const float share =
        terms->values[0] != 0 ? (float)(size_of(terms->values[k]) / size_of(terms->values[0])) : 0;
    const bool negative = terms->values[k] < 0;
    const float length = half * share, middle = left + half;
    paint_disc(rows->paint, (struct paint_point){row.x + radius, y}, radius,
               theme_neuron(theme, a < 0 ? -a : a));
    paint_ring(rows->paint, (struct paint_point){row.x + radius, y}, radius, view->sizes->line,
               theme->quiet);
    view_label(view, rows->paint, row.x + label, y, &style, text_count(view->language, unit, text));
    paint_fill(rows->paint,
               (struct paint_rect){negative ? middle - length : middle, row.y + 0.2f * rows->height,
                                   length, 0.6f * rows->height},
               0, negative ? theme->negative : theme->positive);
    paint_line(rows->paint, (struct paint_point){middle, row.y},
               (struct paint_point){middle, row.y + rows->height},
               &(struct paint_stroke){.color = theme->quiet, .width = view->sizes->line});
    paint_value(rows, &row, terms->rounded[k]);
}

void view_inspector_terms(const struct inspector *inspector, const struct paint_rect *rect,
                          struct paint *paint)
{
    const struct view *view = inspector->view;
    const struct paint_text_style style = view_style(view->sizes->small, 0, PAINT_LEFT);
    struct rows rows = {.inspector = inspector, .paint = paint, .gap = 3 * view->sizes->grid};
    rows.rect = view_inspector_heading(
        inspector, rect, text_get(view->language, "contributions of the layer before"), paint);
    rows.columns = rows.rect.width > 22 * view->sizes->small ? 2 : 1;
    const float fitting = rows.rect.height / (1.3f * view->sizes->small);
    rows.n = fitting > 3 ? (size_t)fitting : 3;
    rows.height = rows.rect.height / (float)rows.n;
    char text[TEXT];
    rows.numbers =
        view_measure(view, &style, text_number(view->language, -100, 2, text)) + view->sizes->grid;
    struct terms terms = {0};
    const size_t places = rows.n * rows.columns - 1;
    find_terms(inspector, places, &terms);
    for (size_t k = 0; k < terms.n_shown; k++) {
        paint_term(&rows, k, &terms);
    }
    size_t k = terms.n_shown;
    if (terms.n > terms.n_shown) {
        char count[TEXT_NUMBER_SIZE];
        const char *const arguments[] = {text_count(view->language, terms.n - terms.n_shown, count),
                                         NULL};
        text_fill(view->language, "the other {1}", arguments, text, sizeof text);
        paint_words(&rows, k, text, terms.rounded[k]);
        k++;
    }
    paint_words(&rows, k, text_get(view->language, "bias"), view_inspector_add_up(inspector).bias);
}
