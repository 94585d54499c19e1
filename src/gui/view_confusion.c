/* SPDX-License-Identifier: MIT */
#include "gui/view_confusion.h"

#include "gui/color.h"

#include <math.h>

/* In columns of the matrix: what stands beside and above it. */
static const float names_width = 1.25f, totals_width = 1.25f, shares_width = 1.6f;
static const float axis_height = 0.62f, names_height = 0.75f, feet_height = 0.8f;

/* Where its parts are; each column and row of the matrix is `width` by `height`. */
struct grid {
    float x, y, width, height; /* y: of the first row */
    float totals, shares;      /* x of these columns' middles */
    float below, below_shares; /* y of these rows' middles */
};

static struct grid grid_of(const struct view_confusion *confusion, const struct paint_rect *rect)
{
    const float n = (float)confusion->n_classes;
    struct grid grid = {
        .width = rect->width / (n + names_width + totals_width + shares_width),
        .height = rect->height / (n + axis_height + names_height + 2 * feet_height),
    };
    grid.x = rect->x + names_width * grid.width;
    grid.y = rect->y + (axis_height + names_height) * grid.height;
    grid.totals = grid.x + (n + 0.5f * totals_width) * grid.width;
    grid.shares = grid.x + (n + totals_width + 0.5f * shares_width) * grid.width;
    grid.below = grid.y + (n + 0.5f * feet_height) * grid.height;
    grid.below_shares = grid.below + feet_height * grid.height;
    return grid;
}

struct paint_rect view_confusion_cell(const struct view_confusion *confusion,
                                      const struct paint_rect *rect, size_t truth, size_t answer)
{
    const struct grid grid = grid_of(confusion, rect);
    const float gap = fminf(0.04f * grid.width, 0.04f * grid.height);
    return (struct paint_rect){grid.x + (float)answer * grid.width + gap,
                               grid.y + (float)truth * grid.height + gap, grid.width - 2 * gap,
                               grid.height - 2 * gap};
}

/* --- text --- */

/* A name about a point; smaller where it is wider than that. */
static void put(const struct view *view, float x, float y, float width,
                const struct paint_text_style *style, const char *text, struct paint *paint)
{
    struct paint_text_style fitted = *style;
    const float needed = view_measure(view, style, text);
    fitted.font.size = fmaxf(style->font.size * (needed > width ? width / needed : 1), 1);
    view_label(view, paint, x, y, &fitted, text);
}

/* How large numbers like this one are, so that all of a kind are alike. */
static float size_for(const struct view *view, const struct grid *grid, const char *widest)
{
    const struct paint_text_style style = view_bold(100, 0, PAINT_MIDDLE);
    const float wide = view_measure(view, &style, widest) / 100;
    return fmaxf(fminf(0.46f * grid->height, 0.93f * grid->width / wide), 1);
}

/* A count in the plainest form, as there is little room. */
static const char *count_text(const struct view *view, size_t n, char out[TEXT_NUMBER_SIZE])
{
    return text_number(view->language, (double)n, 0, out);
}

/* In percent, which the caption says. */
static const char *share_text(const struct view *view, double share, size_t of,
                              char out[TEXT_NUMBER_SIZE])
{
    return of > 0 ? text_number(view->language, 100 * share, 1, out) : "—";
}

/* --- cells --- */

/* The largest share of its row that a mistake has; one of an image in a hundred at least, so that a
 * few mistakes do not look like many. */
static double worst_share(const struct mistakes *mistakes)
{
    const struct lume_metrics *metrics = &mistakes->metrics;
    double worst = 0.01;
    for (size_t t = 0; t < metrics->n_classes; t++) {
        const size_t of = mistakes_row(mistakes, t);
        for (size_t a = 0; of > 0 && a < metrics->n_classes; a++) {
            const double n = metrics->confusion[t * metrics->n_classes + a];
            worst = a != t ? fmax(worst, n / (double)of) : worst;
        }
    }
    return worst;
}

/* What a cell is filled with. */
static uint32_t cell_color(const struct theme *theme, bool right, double share, double worst)
{
    if (right) {
        return color_mix(theme->stage, theme->positive, 76);
    }
    const double strength = share > 0 ? 0.1 + 0.9 * share / worst : 0;
    const uint32_t ground = color_mix(theme->stage, theme->line, 96);
    return color_mix(ground, theme->negative, (uint32_t)(255 * fmin(strength, 1) + 0.5));
}

static void paint_cells(const struct view *view, const struct view_confusion *confusion,
                        const struct paint_rect *rect, const struct grid *grid, struct paint *paint)
{
    const struct mistakes *mistakes = confusion->mistakes;
    const struct theme *theme = view->theme;
    const float large = size_for(view, grid, "000"), small = size_for(view, grid, "0000");
    const double worst = mistakes->metrics.n > 0 ? worst_share(mistakes) : 1;
    char text[TEXT_NUMBER_SIZE];
    for (size_t i = 0; i < confusion->n_classes * confusion->n_classes; i++) {
        const size_t truth = i / confusion->n_classes, answer = i % confusion->n_classes;
        const struct paint_rect cell = view_confusion_cell(confusion, rect, truth, answer);
        const size_t n = mistakes->metrics.n > 0 ? mistakes->metrics.confusion[i] : 0;
        const double share = n > 0 ? (double)n / (double)mistakes_row(mistakes, truth) : 0;
        const uint32_t ground = cell_color(theme, truth == answer, share, worst);
        paint_fill(paint, cell, 0.25f * view->sizes->radius, ground);
        if (n > 0) {
            const uint32_t color = theme_on(theme, ground);
            const struct paint_text_style style = truth == answer
                                                      ? view_style(small, color, PAINT_MIDDLE)
                                                      : view_bold(large, color, PAINT_MIDDLE);
            put(view, cell.x + 0.5f * cell.width, cell.y + 0.5f * cell.height, 0.94f * cell.width,
                &style, count_text(view, n, text), paint);
        }
    }
}

/* --- what stands around them --- */

static void paint_names(const struct view *view, const struct view_confusion *confusion,
                        const struct paint_rect *rect, const struct grid *grid, struct paint *paint)
{
    const struct text_language *language = view->language;
    const float n = (float)confusion->n_classes, size = size_for(view, grid, "000");
    const float top = rect->y + 0.5f * axis_height * grid->height;
    const float names = rect->y + (axis_height + 0.5f * names_height) * grid->height;
    const struct paint_text_style name = view_bold(size, view->theme->text, PAINT_MIDDLE);
    const struct paint_text_style axis =
        view_style(fminf(view->sizes->body, 0.9f * axis_height * grid->height), view->theme->quiet,
                   PAINT_MIDDLE);
    char text[TEXT_NUMBER_SIZE];
    for (size_t c = 0; c < confusion->n_classes; c++) {
        text_count(language, c, text);
        view_label(view, paint, grid->x + ((float)c + 0.5f) * grid->width, names, &name, text);
        view_label(view, paint, grid->x - 0.35f * grid->width,
                   grid->y + ((float)c + 0.5f) * grid->height, &name, text);
    }
    const struct {
        float x, y, columns; /* columns: how wide it may be */
        const char *text;
    } captions[] = {
        {grid->x + 0.5f * n * grid->width, top, n, text_get(language, "answered →")},
        {rect->x + 0.5f * names_width * grid->width, names, names_width,
         text_get(language, "true ↓")},
        {grid->totals, names, totals_width, text_get(language, "total")},
        {grid->shares, names, shares_width, "%"},
        {rect->x + 0.5f * names_width * grid->width, grid->below, names_width,
         text_get(language, "total")},
        {grid->x + (n + 0.5f * (totals_width + shares_width)) * grid->width, grid->below_shares,
         totals_width + shares_width, text_get(language, "precision, %")},
    };
    for (size_t i = 0; i < sizeof captions / sizeof *captions; i++) {
        put(view, captions[i].x, captions[i].y, (captions[i].columns - 0.1f) * grid->width, &axis,
            captions[i].text, paint);
    }
    const char *const recall = text_get(language, "recall"); /* longer than its column is wide */
    const float half = 0.5f * view_measure(view, &axis, recall);
    view_label(view, paint, fminf(grid->shares, rect->x + rect->width - half), top, &axis, recall);
}

/* How large all shares are: some are of 100 %. */
static float shares_size(const struct view *view, const struct grid *grid,
                         const struct lume_metrics *metrics)
{
    bool whole = false;
    for (size_t c = 0; c < metrics->n_classes; c++) {
        whole = whole || lume_metrics_precision(metrics, c) >= 0.9995;
    }
    return size_for(view, grid, whole ? "100.0" : "00.0");
}

static void paint_sums(const struct view *view, const struct view_confusion *confusion,
                       const struct grid *grid, struct paint *paint)
{
    const struct mistakes *mistakes = confusion->mistakes;
    const struct lume_metrics *metrics = &mistakes->metrics;
    const float size = size_for(view, grid, "0000"),
                of_shares = fminf(size, shares_size(view, grid, metrics));
    const struct paint_text_style quiet = view_style(size, view->theme->quiet, PAINT_MIDDLE);
    const struct paint_text_style style = view_style(of_shares, view->theme->text, PAINT_MIDDLE);
    const float wide = 0.94f * shares_width * grid->width;
    char text[TEXT_NUMBER_SIZE];
    for (size_t c = 0; c < confusion->n_classes; c++) {
        const float x = grid->x + ((float)c + 0.5f) * grid->width;
        const float y = grid->y + ((float)c + 0.5f) * grid->height;
        const size_t row = mistakes_row(mistakes, c), column = mistakes_column(mistakes, c);
        put(view, grid->totals, y, totals_width * grid->width, &quiet, count_text(view, row, text),
            paint);
        put(view, grid->shares, y, wide, &style,
            share_text(view, lume_metrics_recall(metrics, c), row, text), paint);
        put(view, x, grid->below, 0.94f * grid->width, &quiet, count_text(view, column, text),
            paint);
        put(view, x, grid->below_shares, 0.94f * grid->width, &style,
            share_text(view, lume_metrics_precision(metrics, c), column, text), paint);
    }
    put(view, grid->totals, grid->below, totals_width * grid->width, &quiet,
        count_text(view, metrics->n, text), paint);
}

void view_confusion_paint(const struct view *view, const struct view_confusion *confusion,
                          const struct paint_rect *rect, struct paint *paint)
{
    const struct grid grid = grid_of(confusion, rect);
    paint_begin_group(paint, "confusion");
    paint_names(view, confusion, rect, &grid, paint);
    paint_cells(view, confusion, rect, &grid, paint);
    if (confusion->mistakes->metrics.n > 0) {
        paint_sums(view, confusion, &grid, paint);
    }
    paint_end_group(paint);
}
