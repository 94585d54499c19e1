/* SPDX-License-Identifier: MIT */
#include "gui/view_calibration.h"

#include "gui/color.h"

#include <math.h>

enum { SENTENCE = 256, FEW = 20 }; /* FEW: images say little about a bin */

/* --- in words --- */

static float paint_words(const struct view *view, const struct mistakes *mistakes,
                         const struct paint_rect *rect, struct paint *paint)
{
    const struct text_language *language = view->language;
    const struct theme *theme = view->theme;
    const double accuracy = mistakes->metrics.accuracy, gap = mistakes->confidence - accuracy;
    char error[TEXT_NUMBER_SIZE], sure[TEXT_NUMBER_SIZE], right[TEXT_NUMBER_SIZE];
    char text[SENTENCE];
    const char *const of_error[] = {
        text_percent(language, mistakes->metrics.calibration_error, 1, error), NULL};
    const char *const of_both[] = {text_percent(language, mistakes->confidence, 1, sure),
                                   text_percent(language, accuracy, 1, right), NULL};
    struct paint_text_style style = view_bold(view->sizes->heading, theme->text, PAINT_LEFT);
    struct paint_rect at = *rect;
    text_fill(language, "calibration error {1}", of_error, text, sizeof text);
    at.y += view_paragraph(view, paint, &at, &style, text);
    style = view_style(view->sizes->body, theme->text, PAINT_LEFT);
    text_fill(language,
              gap > 0 ? N_("it is {1} sure on average, and {2} right: too sure")
                      : N_("it is {1} sure on average, and {2} right: not sure enough"),
              of_both, text, sizeof text);
    at.y += view_paragraph(view, paint, &at, &style, text);
    return at.y - rect->y;
}

/* --- the diagram --- */

/* From 0 to 1 both ways. */
static struct paint_rect plot_of(const struct view *view, const struct paint_rect *rect)
{
    const struct paint_text_style style = view_style(view->sizes->small, 0, PAINT_RIGHT);
    const float line = view_line_height(view->sizes->small), grid = view->sizes->grid;
    const float left = view_measure(view, &style, "100 %") + grid;
    const struct paint_rect plot = {rect->x + left, rect->y + line + grid,
                                    rect->width - 1.5f * left,
                                    rect->height - 5 * line - 1.5f * grid};
    return plot;
}

static void paint_axes(const struct view *view, const struct paint_rect *plot,
                       const struct paint_rect *rect, struct paint *paint)
{
    enum { STEPS = 5 };
    const struct theme *theme = view->theme;
    const float small = view->sizes->small, line = view_line_height(small);
    const struct paint_stroke stroke = {.color = theme->line, .width = view->sizes->line};
    const struct paint_text_style below = view_style(small, theme->quiet, PAINT_MIDDLE),
                                  beside = view_style(small, theme->quiet, PAINT_RIGHT),
                                  title = view_style(small, theme->quiet, PAINT_LEFT);
    const float bottom = plot->y + plot->height;
    char text[TEXT_NUMBER_SIZE];
    for (int i = 0; i <= STEPS; i++) {
        const float share = (float)i / STEPS;
        const float x = plot->x + share * plot->width, y = bottom - share * plot->height;
        text_percent(view->language, (double)share, 0, text);
        paint_line(paint, (struct paint_point){plot->x, y},
                   (struct paint_point){plot->x + plot->width, y}, &stroke);
        view_label(view, paint, plot->x - view->sizes->grid, y, &beside, text);
        view_label(view, paint, x, bottom + 0.75f * line, &below, text);
    }
    view_label(view, paint, rect->x, rect->y + 0.5f * line, &title,
               text_get(view->language, "share that is right"));
    view_label(view, paint, plot->x + 0.5f * plot->width, bottom + 1.75f * line, &below,
               text_get(view->language, "confidence: what it says of its answer"));
}

/* A piece of a bar, between two shares. */
static void fill_piece(const struct paint_rect *plot, float x, float width, double from, double to,
                       uint32_t color, struct paint *paint)
{
    const float low = (float)fmin(fmax(from, 0), 1), high = (float)fmin(fmax(to, 0), 1);
    paint_fill(paint,
               (struct paint_rect){x, plot->y + (1 - high) * plot->height, width,
                                   (high - low) * plot->height},
               0, color);
}

static void paint_bars(const struct view *view, const struct mistakes *mistakes,
                       const struct paint_rect *plot, struct paint *paint)
{
    const struct theme *theme = view->theme;
    const float step = plot->width / MISTAKES_BINS, gap = 0.06f * step;
    for (size_t b = 0; b < MISTAKES_BINS; b++) {
        const struct lume_calibration_bin *bin = &mistakes->bins[b];
        const float x = plot->x + (float)b * step + gap, width = step - 2 * gap;
        if (bin->n > 0) {
            const double right = (double)bin->n_right / (double)bin->n;
            const double sure = bin->confidence / (double)bin->n;
            const float weight = bin->n < FEW ? 0.4f : 1;
            const uint32_t blue = color_fade(theme->positive, weight);
            fill_piece(plot, x, width, 0, fmin(right, sure), blue, paint);
            fill_piece(plot, x, width, sure, right, color_fade(blue, 0.5f), paint);
            fill_piece(plot, x, width, right, sure, color_fade(theme->negative, weight), paint);
        }
    }
}

/* How many images each bin has, in two rows where they need it. */
static void paint_counts(const struct view *view, const struct mistakes *mistakes,
                         const struct paint_rect *plot, float x, float y, struct paint *paint)
{
    const float small = view->sizes->small, line = view_line_height(small);
    const float step = plot->width / MISTAKES_BINS;
    const struct paint_text_style style = view_style(small, view->theme->text, PAINT_MIDDLE);
    char text[TEXT_NUMBER_SIZE];
    float widest = 0;
    for (size_t b = 0; b < MISTAKES_BINS; b++) {
        text_count(view->language, mistakes->bins[b].n, text);
        widest = fmaxf(widest, view_measure(view, &style, text));
    }
    const struct paint_text_style caption = view_style(small, view->theme->quiet, PAINT_LEFT);
    view_label(view, paint, x, y, &caption, text_get(view->language, "images"));
    const bool staggered = widest > 0.95f * step;
    for (size_t b = 0; b < MISTAKES_BINS; b++) {
        text_count(view->language, mistakes->bins[b].n, text);
        view_label(view, paint, plot->x + ((float)b + 0.5f) * step,
                   y + (staggered && b % 2 == 0 ? line : 0), &style, text);
    }
}

void view_calibration_paint(const struct view *view, const struct mistakes *mistakes,
                            const struct paint_rect *rect, struct paint *paint)
{
    struct paint_rect diagram = *rect;
    paint_begin_group(paint, "calibration");
    const float words = mistakes->metrics.n > 0 ? paint_words(view, mistakes, rect, paint) : 0;
    diagram.y += words + view->sizes->grid;
    diagram.height -= words + view->sizes->grid;
    const struct paint_rect plot = plot_of(view, &diagram);
    const struct paint_stroke diagonal = {
        .color = view->theme->text, .width = 1.5f * view->sizes->line, .dash_on = 6, .dash_off = 5};
    paint_axes(view, &plot, &diagram, paint);
    if (mistakes->metrics.n > 0) {
        paint_bars(view, mistakes, &plot, paint);
        paint_counts(view, mistakes, &plot, diagram.x,
                     plot.y + plot.height + 2.75f * view_line_height(view->sizes->small), paint);
    }
    paint_line(paint, (struct paint_point){plot.x, plot.y + plot.height},
               (struct paint_point){plot.x + plot.width, plot.y}, &diagonal);
    paint_end_group(paint);
}
