/* SPDX-License-Identifier: MIT */
#include "gui/view_gallery.h"

#include "gui/color.h"

#include <lume/image.h>

#include <math.h>

enum { LARGEST = 8, ENOUGH = 6, CAPTION = 192 };

/* The two lines below a picture. */
static const char *write_answer(const struct view *view, const struct lume_outcome *outcome,
                                char out[CAPTION])
{
    char digit[TEXT_NUMBER_SIZE], percent[TEXT_NUMBER_SIZE];
    const char *const arguments[] = {
        text_count(view->language, outcome->answer, digit),
        text_percent(view->language, (double)outcome->confidence, 1, percent), NULL};
    return text_fill(view->language, "answered {1}, {2}", arguments, out, CAPTION);
}

static const char *write_truth(const struct view *view, uint8_t label, char out[CAPTION])
{
    char digit[TEXT_NUMBER_SIZE];
    const char *const arguments[] = {text_count(view->language, label, digit), NULL};
    return text_fill(view->language, "true {1}", arguments, out, CAPTION);
}

static float caption_width(const struct view *view)
{
    const struct paint_text_style style = view_bold(view->sizes->body, 0, PAINT_MIDDLE);
    const struct lume_outcome widest = {1, 0, 0};
    char text[CAPTION];
    return view_measure(view, &style, write_answer(view, &widest, text));
}

/* Between a cell's edge and what is in it. */
static float inset_of(const struct view *view)
{
    return 0.5f * view->sizes->grid;
}

static float captions_height(const struct view *view)
{
    return 2 * view_line_height(view->sizes->body) + inset_of(view);
}

/* Pictures are whole multiples of 28, so that their squares are alike. Few large ones are better
 * than some small ones: their sides together count. */
struct view_gallery_grid view_gallery_grid(const struct view *view, const struct paint_rect *rect)
{
    const float gap = view->sizes->grid, inset = inset_of(view);
    const float below = captions_height(view) + 2 * inset;
    const float caption = caption_width(view), unit = fmaxf(floorf(view->sizes->body / 14), 1);
    struct view_gallery_grid best = {.columns = 1, .rows = 1, .gap = gap};
    float most = 0;
    best.side = fmaxf(fminf(rect->width - 2 * inset, rect->height - below), 1);
    for (int scale = LARGEST; scale >= 2; scale--) {
        const float side = unit * (float)scale * LUME_IMAGE_SIDE;
        const float width = fmaxf(side, caption) + 2 * inset, height = side + below;
        const size_t columns = (size_t)fmaxf((rect->width + gap) / (width + gap), 0);
        const size_t rows = (size_t)fmaxf((rect->height + gap) / (height + gap), 0);
        const size_t n = columns * rows < ENOUGH ? columns * rows : ENOUGH;
        if ((float)n * side > most && columns * rows <= VIEW_GALLERY_PAGE) {
            most = (float)n * side;
            best.columns = columns;
            best.rows = rows;
            best.side = side;
        }
    }
    best.width = (rect->width + gap) / (float)best.columns - gap;
    best.height = best.side + below;
    return best;
}

struct paint_rect view_gallery_cell(const struct view_gallery_grid *grid,
                                    const struct paint_rect *rect, size_t place)
{
    const float column = (float)(place % grid->columns), row = (float)(place / grid->columns);
    return (struct paint_rect){floorf(rect->x + column * (grid->width + grid->gap)),
                               floorf(rect->y + row * (grid->height + grid->gap)),
                               floorf(grid->width), grid->height};
}

static void paint_picture(const struct view *view, const struct view_gallery *gallery,
                          uint32_t image, const struct paint_rect *cell, float side,
                          struct paint *paint)
{
    const struct theme *theme = view->theme;
    const struct lume_outcome *outcome = &gallery->mistakes->outcomes[image];
    const uint8_t label = gallery->mistakes->labels[image];
    const float body = view->sizes->body, x = cell->x + 0.5f * cell->width;
    const struct paint_rect at = {floorf(x - 0.5f * side), cell->y + inset_of(view), side, side};
    const struct paint_image picture = {
        LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, gallery->pixels + (size_t)image * LUME_IMAGE_SIZE,
        theme->paper,    theme->ink,      NULL};
    const uint32_t color = outcome->answer == label ? theme->positive : theme->negative;
    struct paint_text_style style = view_bold(body, theme_small(theme, color), PAINT_MIDDLE);
    const float line = view_line_height(body);
    float y = at.y + side + inset_of(view) + 0.5f * line;
    char text[CAPTION];
    paint_image(paint, at, &picture);
    paint_outline(paint, at, 0, view->sizes->line, theme->line);
    style.max_width = cell->width;
    view_label(view, paint, x, y, &style, write_answer(view, outcome, text));
    y += line;
    style = view_style(body, theme->text, PAINT_MIDDLE);
    style.max_width = cell->width;
    view_label(view, paint, x, y, &style, write_truth(view, label, text));
}

void view_gallery_paint(const struct view *view, const struct view_gallery *gallery,
                        const struct paint_rect *rect, struct paint *paint)
{
    const struct view_gallery_grid grid = view_gallery_grid(view, rect);
    const size_t page = grid.columns * grid.rows, left = gallery->n - gallery->first;
    paint_begin_group(paint, "gallery");
    for (size_t i = 0; i < page && i < left; i++) {
        const struct paint_rect cell = view_gallery_cell(&grid, rect, i);
        paint_picture(view, gallery, gallery->images[gallery->first + i], &cell, grid.side, paint);
    }
    paint_end_group(paint);
}
