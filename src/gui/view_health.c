/* SPDX-License-Identifier: MIT */
#include "gui/view_health.h"

#include "base/elementary.h"
#include "gui/color.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- what is wrong --- */

static const double largest_gradient = 100, largest_ratio = 0.1;
static const double least_share = 0.02; /* of the gradient of a later layer, */
static const double least_gradient = 1e-2;
static const double most_dead = 0.25, most_saturated = 0.8;

/* The longest gradient of the layers behind one. */
static double gradient_behind(const struct view_health *health, size_t layer)
{
    double longest = 0;
    for (size_t l = layer + 1; l < health->n; l++) {
        longest = fmax(longest, health->layers[l].gradient_norm);
    }
    return longest;
}

enum view_ailment view_health_of(const struct view_health *health, size_t layer)
{
    const struct health_layer *of = &health->layers[layer];
    if (!(of->gradient_norm <= largest_gradient) || !(of->update_ratio <= largest_ratio)) {
        return VIEW_EXPLODING;
    }
    if (of->gradient_norm < least_gradient &&
        of->gradient_norm < least_share * gradient_behind(health, layer)) {
        return VIEW_VANISHING;
    }
    if (of->dead >= most_dead) {
        return VIEW_DEAD;
    }
    return of->saturated >= most_saturated ? VIEW_SATURATED : VIEW_HEALTHY;
}

enum view_ailment view_health_worst(const struct view_health *health, size_t *layer)
{
    enum view_ailment worst = VIEW_HEALTHY;
    *layer = 0;
    for (size_t l = 0; l < health->n; l++) {
        const enum view_ailment ailment = view_health_of(health, l);
        if (ailment != VIEW_HEALTHY && (worst == VIEW_HEALTHY || ailment < worst)) {
            worst = ailment;
            *layer = l;
        }
    }
    return worst;
}

const char *view_health_name(const struct text_language *language, enum view_ailment ailment)
{
    static const char *const names[] = {
        [VIEW_HEALTHY] = N_("healthy"),     [VIEW_EXPLODING] = N_("exploding"),
        [VIEW_VANISHING] = N_("vanishing"), [VIEW_DEAD] = N_("dead units"),
        [VIEW_SATURATED] = N_("saturated"),
    };
    return text_get(language, names[ailment]);
}

/* --- numbers --- */

/* "0.03", "2·10⁻⁴": what matters is how large it is. */
static const char *print_size(const struct text_language *language, double value,
                              char out[TEXT_NUMBER_SIZE])
{
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    int exponent = 0;
    if (!(value > 0) || !isfinite(value) || (value >= 0.0095 && value < 999.5)) {
        const int digits = value == 0 || value >= 9.95 ? 0 : value >= 0.995 ? 1 : 2;
        return text_number(language, value, digits, out);
    }
    while (value < 0.95 && exponent > -99) {
        value *= 10;
        exponent--;
    }
    while (value >= 9.5 && exponent < 99) {
        value /= 10;
        exponent++;
    }
    char mantissa[TEXT_NUMBER_SIZE];
    const int size = exponent < 0 ? -exponent : exponent;
    snprintf(out, TEXT_NUMBER_SIZE, "%.8s·10%s%s%s", text_number(language, value, 0, mantissa),
             exponent < 0 ? "⁻" : "", size >= 10 ? raised[size / 10] : "", raised[size % 10]);
    return out;
}

/* --- gauges --- */

/* What a column measures. */
static const struct gauge {
    const char *title;
    float low, high;             /* exponents of ten; both 0: a share of 0 to 1 */
    float usual_low, usual_high; /* the same; equal: none is marked */
} gauges[] = {
    {N_("gradient"), -8, 2, -3, 1},
    {N_("step size"), -6, 0, -3.5f, -2.5f},
    {N_("saturated"), 0, 0, 0, 0},
};

enum { N_GAUGES = sizeof gauges / sizeof *gauges, LABEL = 96 };

static double value_of(const struct health_layer *layer, size_t gauge)
{
    const double values[N_GAUGES] = {layer->gradient_norm, layer->update_ratio, layer->saturated};
    return values[gauge];
}

/* Where a value is on its gauge, 0 to 1. */
static float share_of(const struct gauge *gauge, double value)
{
    float share = (float)value;
    if (gauge->low < gauge->high) {
        const float power = value > 1e-30 ? 0.4342945f * float_log((float)fmin(value, 1e30)) : -30;
        share = (power - gauge->low) / (gauge->high - gauge->low);
    }
    return share > 0 ? share < 1 ? share : 1 : 0;
}

/* Where everything is. */
struct table {
    const struct view *view;
    const struct view_health *health;
    struct paint_rect rect;
    float label, column, gap; /* widths */
    float top, row;           /* of the first row, and how far rows are apart */
    bool numbers;             /* there is room for them above the gauges */
};

static float column_x(const struct table *table, size_t gauge)
{
    return table->rect.x + table->label + (float)gauge * (table->column + table->gap);
}

static void paint_gauge(const struct table *table, size_t column, size_t layer, float y,
                        struct paint *paint)
{
    const struct view *view = table->view;
    const struct theme *theme = view->theme;
    const struct gauge *gauge = &gauges[column];
    const struct health_layer *of = &table->health->layers[layer];
    const double value = value_of(of, column);
    const enum view_ailment ailment = view_health_of(table->health, layer);
    const float height = fminf(0.75f * view->sizes->grid, 0.5f * table->row);
    struct paint_rect track = {column_x(table, column), y - 0.5f * height, table->column, height};
    paint_fill(paint, track, 0, color_fade(theme->line, 0.6f));
    if (isnan(value)) {
        return;
    }
    if (gauge->usual_low < gauge->usual_high) {
        const float from = (gauge->usual_low - gauge->low) / (gauge->high - gauge->low);
        const float to = (gauge->usual_high - gauge->low) / (gauge->high - gauge->low);
        const struct paint_rect usual = {track.x + from * track.width,
                                         track.y + height + view->sizes->line,
                                         (to - from) * track.width, 2 * view->sizes->line};
        paint_fill(paint, usual, 0, theme->quiet);
    }
    const bool bad = (column < 2 && (ailment == VIEW_EXPLODING || ailment == VIEW_VANISHING)) ||
                     (column == 2 && (ailment == VIEW_DEAD || ailment == VIEW_SATURATED));
    struct paint_rect bar = track;
    bar.width *= share_of(gauge, value);
    paint_fill(paint, bar, 0, bad ? theme->negative : theme->positive);
    if (column == 2 && of->dead > 0) {
        bar.width = track.width * share_of(gauge, of->dead);
        paint_fill(paint, bar, 0, theme->negative);
    }
}

static void paint_number(const struct table *table, size_t column, size_t layer, float y,
                         struct paint *paint)
{
    const struct view *view = table->view;
    const struct health_layer *of = &table->health->layers[layer];
    const double value = value_of(of, column);
    struct paint_text_style style = view_style(view->sizes->small, view->theme->text, PAINT_LEFT);
    char number[TEXT_NUMBER_SIZE], text[LABEL];
    if (isnan(value)) {
        return;
    }
    if (column == 2 && of->dead > 0) {
        text_percent(view->language, of->dead, 0, number);
        text_fill(view->language, "{1} dead", (const char *const[]){number, NULL}, text, LABEL);
    } else if (column == 2) {
        snprintf(text, LABEL, "%s", text_percent(view->language, value, 0, number));
    } else {
        snprintf(text, LABEL, "%s", print_size(view->language, value, number));
    }
    view_shrink(view, &style, text, table->column);
    view_label(view, paint, column_x(table, column), y, &style, text);
}

static void name_layer(const struct table *table, size_t layer, char out[LABEL])
{
    const struct text_language *language = table->view->language;
    char number[TEXT_NUMBER_SIZE];
    text_count(language, layer + 1, number);
    if (layer + 1 == table->health->n) {
        snprintf(out, LABEL, "%s", text_get(language, "outputs"));
    } else {
        text_fill(language, "layer {1}", (const char *const[]){number, NULL}, out, LABEL);
    }
}

static void paint_row(const struct table *table, size_t layer, float y, struct paint *paint)
{
    const struct view *view = table->view;
    const float line = view_line_height(view->sizes->small);
    const enum view_ailment ailment = view_health_of(table->health, layer);
    struct paint_text_style style = view_style(view->sizes->small, view->theme->text, PAINT_LEFT);
    char label[LABEL];
    name_layer(table, layer, label);
    style.max_width = table->label - 0.5f * view->sizes->grid;
    const float upper = table->numbers ? y + 0.5f * line : y + 0.5f * table->row;
    const float lower = table->numbers ? y + 1.5f * line : upper;
    if (!table->numbers && ailment != VIEW_HEALTHY) {
        style.color = theme_small(view->theme, view->theme->negative);
        style.font.weight = FONT_BOLD;
    }
    style.font.size = fminf(style.font.size, table->row);
    view_label(view, paint, table->rect.x, upper, &style, label);
    if (table->numbers && ailment != VIEW_HEALTHY) {
        style.color = theme_small(view->theme, view->theme->negative);
        style.font.weight = FONT_BOLD;
        view_label(view, paint, table->rect.x, lower, &style,
                   view_health_name(view->language, ailment));
    }
    for (size_t column = 0; column < N_GAUGES; column++) {
        paint_gauge(table, column, layer, lower, paint);
        if (table->numbers) {
            paint_number(table, column, layer, upper, paint);
        }
    }
}

/* Its name, the gauge of its gradient, and how large that is or what is wrong. */
static void paint_brief_row(const struct table *table, size_t layer, float y, struct paint *paint)
{
    const struct view *view = table->view;
    const enum view_ailment ailment = view_health_of(table->health, layer);
    const float middle = y + 0.5f * table->row, gap = 0.5f * view->sizes->grid;
    struct paint_text_style style = view_style(view->sizes->small, view->theme->text, PAINT_LEFT);
    char text[LABEL];
    style.font.size = fminf(style.font.size, table->row);
    name_layer(table, layer, text);
    view_shrink(view, &style, text, table->label - gap);
    view_label(view, paint, table->rect.x, middle, &style, text);
    paint_gauge(table, 0, layer, middle, paint);
    style = view_style(fminf(view->sizes->small, table->row), view->theme->text, PAINT_RIGHT);
    if (ailment != VIEW_HEALTHY) {
        style.color = theme_small(view->theme, view->theme->negative);
        style.font.weight = FONT_BOLD;
        snprintf(text, LABEL, "%s", view_health_name(view->language, ailment));
    } else {
        char number[TEXT_NUMBER_SIZE];
        snprintf(text, LABEL, "%s",
                 print_size(view->language, value_of(&table->health->layers[layer], 0), number));
    }
    const float right = table->rect.x + table->rect.width;
    view_shrink(view, &style, text, right - column_x(table, 0) - table->column - gap);
    view_label(view, paint, right, middle, &style, text);
}

/* As wide as the widest of names and ailments. */
static float label_width(const struct view *view)
{
    const struct paint_text_style style = view_bold(view->sizes->small, 0, PAINT_LEFT);
    float width = 0;
    for (int i = VIEW_EXPLODING; i <= VIEW_SATURATED; i++) {
        const char *name = view_health_name(view->language, (enum view_ailment)i);
        width = fmaxf(width, view_measure(view, &style, name));
    }
    return width + view->sizes->grid;
}

static struct table make_table(const struct view *view, const struct view_health *health,
                               const struct paint_rect *rect)
{
    const float line = view_line_height(view->sizes->small), grid = view->sizes->grid;
    struct table table = {.view = view, .health = health, .rect = *rect, .gap = 1.25f * grid};
    table.label = fminf(label_width(view), 0.4f * rect->width);
    table.column = (rect->width - table.label - (N_GAUGES - 1) * table.gap) / N_GAUGES;
    table.top = rect->y + view_line_height(view->sizes->body) + line + 0.5f * grid;
    const float room = rect->y + rect->height - table.top;
    const float usual = 2 * line + 0.75f * grid;
    table.row = health->n > 0 ? fminf(usual, room / (float)health->n) : usual;
    table.numbers = table.row >= 2 * line;
    return table;
}

static struct table make_brief_table(const struct view *view, const struct view_health *health,
                                     const struct paint_rect *rect)
{
    const struct paint_text_style style = view_style(view->sizes->small, 0, PAINT_LEFT);
    const float line = view_line_height(view->sizes->small);
    struct table table = {.view = view, .health = health, .rect = *rect};
    char name[LABEL];
    for (size_t l = 0; l < health->n; l++) {
        name_layer(&table, l, name);
        table.label = fmaxf(table.label, view_measure(view, &style, name) + view->sizes->grid);
    }
    table.label = fminf(table.label, 0.3f * rect->width);
    table.column = rect->width - table.label - fminf(label_width(view), 0.4f * rect->width);
    table.top = rect->y + view_line_height(view->sizes->body);
    table.row = fminf(line, (rect->y + rect->height - table.top) / fmaxf((float)health->n, 1));
    return table;
}

float view_health_brief_height(const struct view *view, size_t n)
{
    return view_line_height(view->sizes->body) + (float)n * view_line_height(view->sizes->small);
}

static void paint_titles(const struct table *table, struct paint *paint)
{
    const struct view *view = table->view;
    const float line = view_line_height(view->sizes->small);
    for (size_t column = 0; column < N_GAUGES; column++) {
        struct paint_text_style style =
            view_style(view->sizes->small, view->theme->quiet, PAINT_LEFT);
        const char *title = text_get(view->language, gauges[column].title);
        view_shrink(view, &style, title, table->column);
        view_label(view, paint, column_x(table, column), table->top - 0.75f * line, &style, title);
    }
}

void view_health_paint(const struct view *view, const struct view_health *health,
                       const struct paint_rect *rect, struct paint *paint)
{
    const struct table table = (health->brief ? make_brief_table : make_table)(view, health, rect);
    struct paint_text_style style = view_bold(view->sizes->body, view->theme->text, PAINT_LEFT);
    const float y = rect->y + 0.5f * view_line_height(view->sizes->body);
    size_t layer;
    paint_begin_group(paint, "health");
    view_label(view, paint, rect->x, y, &style,
               text_get(view->language, health->brief ? gauges[0].title : "health"));
    const enum view_ailment worst = view_health_worst(health, &layer);
    style.anchor = PAINT_RIGHT;
    style.color = worst == VIEW_HEALTHY ? view->theme->quiet
                                        : theme_small(view->theme, view->theme->negative);
    if (health->n > 0) {
        view_label(view, paint, rect->x + rect->width, y, &style,
                   view_health_name(view->language, worst));
        if (!health->brief) {
            paint_titles(&table, paint);
        }
    } else {
        style = view_style(view->sizes->small, view->theme->quiet, PAINT_LEFT);
        view_paragraph(view, paint, &(struct paint_rect){rect->x, table.top, rect->width, 0},
                       &style, text_get(view->language, "seen after the first batch"));
    }
    for (size_t l = 0; l < health->n; l++) {
        (health->brief ? paint_brief_row : paint_row)(&table, l, table.top + (float)l * table.row,
                                                      paint);
    }
    paint_end_group(paint);
}
