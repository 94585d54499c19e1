/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_GALLERY_H
#define LUME_GUI_VIEW_GALLERY_H

/*
 * Pictures with what came of them, a page at a time.
 */

#include "gui/mistakes.h"
#include "gui/view.h"

struct view_gallery {
    const struct mistakes *mistakes;
    const uint8_t *pixels;  /* [n][28][28] of the samples, as in the files */
    const uint32_t *images; /* [n] which of them, in this order */
    size_t n, first;        /* first: the one that this page begins with */
};

/* How many a page shows, beside and below each other. */
struct view_gallery_grid {
    size_t columns, rows;
    float width, height; /* of a cell: a picture with its caption */
    float gap;           /* between cells */
    float side;          /* of a picture, at the top of its cell */
};

enum { VIEW_GALLERY_PAGE = 24 }; /* no page shows more */

/* As large as pictures can be while a page shows some of them. */
struct view_gallery_grid view_gallery_grid(const struct view *view, const struct paint_rect *rect);

/* Where a picture and its caption are, from 0 on for the first of the page. */
struct paint_rect view_gallery_cell(const struct view_gallery_grid *grid,
                                    const struct paint_rect *rect, size_t place);

void view_gallery_paint(const struct view *view, const struct view_gallery *gallery,
                        const struct paint_rect *rect, struct paint *paint);

#endif
