/* SPDX-License-Identifier: MIT */
#include "gui/color.h"
#include "gui/figures.h"
#include "gui/view_lesson.h"

#include <math.h>

enum { N_COLUMNS = 3 };

/* The table under way. */
struct table {
    const struct view *view;
    const struct teach *teach;
    const struct paint_rect *rect;
    enum teach_kind kind;
    bool labelled;
    int decimals;
    size_t target;
    double before[TEACH_MAX_OUTPUTS], after[TEACH_MAX_OUTPUTS];
    float size; /* of the text */
    float columns[N_COLUMNS + 1];
};

float view_lesson_outputs_width(const struct view *view)
{
    return 21 * view->sizes->body;
}

struct paint_rect view_lesson_output(const struct teach *teach, const struct paint_rect *rect,
                                     size_t index)
{
    const struct trace *trace = teach_trace(teach);
    const float row = rect->height / (float)trace->layers[trace->n_layers - 1].n_out;
    return (struct paint_rect){rect->x, rect->y + row * (float)index, rect->width, row};
}

static void write_cell(const struct table *table, float y, int column, uint32_t color, bool strong,
                       const char *text, struct paint *paint)
{
    struct paint_text_style style = strong ? view_bold(table->size, color, PAINT_RIGHT)
                                           : view_style(table->size, color, PAINT_RIGHT);
    const float room = table->columns[column + 1] - table->columns[column];
    const float wanted = view_measure(table->view, &style, text);
    style.font.size *= fminf(1, room / fmaxf(wanted, 1));
    view_label(table->view, paint, table->columns[column + 1], y, &style, text);
}

/* How probable it is, behind the number. */
static void paint_share(const struct table *table, const struct paint_rect *row, int column,
                        double share, struct paint *paint)
{
    const float gap = table->view->sizes->grid;
    const float left = table->columns[column] + gap,
                right = table->columns[column + 1] + 0.5f * gap;
    const struct paint_rect bar = {left, row->y + 0.14f * row->height,
                                   (float)(share * (double)(right - left)), 0.72f * row->height};
    paint_fill(paint, bar, 0.3f * table->view->sizes->radius,
               color_fade(table->view->theme->winner, 0.3f));
}

/* "+0.8123": the sign is the lesson. */
static void write_delta(const struct table *table, float y, double delta, bool strong,
                        struct paint *paint)
{
    const struct theme *theme = table->view->theme;
    const struct figure figure = figures_fixed(delta, table->decimals);
    char text[TEXT_NUMBER_SIZE + 1] = "+", number[TEXT_NUMBER_SIZE];
    figures_write(table->view->language, figure, number);
    size_t used = figure.value > 0;
    for (size_t i = 0; number[i] && used < TEXT_NUMBER_SIZE; i++) {
        text[used++] = number[i];
    }
    text[used] = 0;
    const uint32_t color = figure.value > 0   ? theme->positive
                           : figure.value < 0 ? theme->negative
                                              : theme->quiet;
    write_cell(table, y, 2, theme_small(theme, color), strong, text, paint);
}

static void paint_row(const struct table *table, size_t j, struct paint *paint)
{
    const struct view *view = table->view;
    const struct theme *theme = view->theme;
    const struct paint_rect row = view_lesson_output(table->teach, table->rect, j);
    const float y = row.y + 0.5f * row.height;
    const bool is_true = table->labelled && j == table->target;
    const uint32_t color = is_true ? theme->text : theme->quiet;
    const struct figure p = {table->before[j], table->decimals};
    const struct figure now = {table->after[j], table->decimals};
    char text[TEXT_NUMBER_SIZE];
    if (is_true) {
        paint_fill(paint, row, 0.5f * view->sizes->radius, theme->panel);
        paint_outline(paint, row, 0.5f * view->sizes->radius, view->sizes->line, theme->winner);
    }
    if (table->kind >= TEACH_ANSWER) {
        paint_share(table, &row, 0, table->before[j], paint);
        write_cell(table, y, 0, color, is_true, figures_write(view->language, p, text), paint);
    }
    if (table->kind == TEACH_OUTCOME) {
        paint_share(table, &row, 1, table->after[j], paint);
        write_cell(table, y, 1, theme->text, is_true, figures_write(view->language, now, text),
                   paint);
        return;
    }
    if (table->labelled) {
        write_cell(table, y, 1, color, is_true, is_true ? "1" : "0", paint);
    }
    if (table->kind >= TEACH_OUTPUT_DELTAS) {
        write_delta(table, y, table->before[j] - is_true, is_true, paint);
    }
}

static void place_columns(struct table *table)
{
    static const float usual[N_COLUMNS] = {0.42f, 0.16f, 0.42f},
                       outcome[N_COLUMNS] = {0.5f, 0.5f, 0};
    const float *shares = table->kind == TEACH_OUTCOME ? outcome : usual;
    const float grid = table->view->sizes->grid;
    table->columns[0] = table->rect->x;
    for (int i = 0; i < N_COLUMNS; i++) {
        table->columns[i + 1] = table->columns[i] + shares[i] * (table->rect->width - grid);
    }
}

void view_lesson_outputs(const struct view *view, const struct teach *teach,
                         const struct paint_rect *rect, struct paint *paint)
{
    const size_t n = teach_network(teach)->n_outputs;
    const float row = rect->height / (float)n;
    struct table table = {.view = view,
                          .teach = teach,
                          .rect = rect,
                          .kind = teach_step(teach).kind,
                          .labelled = teach_label(teach) != TEACH_NO_LABEL,
                          .target = teach_target(teach),
                          .size = fmaxf(fminf(1.25f * view->sizes->body, 0.8f * row), 1)};
    table.decimals = teach_page_outputs(teach, false, table.before);
    if (table.kind == TEACH_OUTCOME) {
        teach_page_outputs(teach, true, table.after);
    }
    place_columns(&table);
    const bool outcome = table.kind == TEACH_OUTCOME;
    const char *const headings[N_COLUMNS] = {outcome ? text_get(view->language, "p before") : "p",
                                             outcome ? text_get(view->language, "p now") : "y",
                                             outcome ? "" : "p − y"};
    const float size = table.size;
    paint_begin_group(paint, "outputs");
    table.size = view->sizes->body;
    for (int i = 0; i < N_COLUMNS; i++) {
        write_cell(&table, rect->y - 0.6f * view_line_height(table.size), i, view->theme->quiet,
                   false, headings[i], paint);
    }
    table.size = size;
    for (size_t j = 0; j < n; j++) {
        paint_row(&table, j, paint);
    }
    paint_end_group(paint);
}
