/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_PAINT_RASTER_H
#define LUME_GUI_PAINT_RASTER_H

/*
 * Paint into pixels: an anti-aliased coverage rasteriser of our own, with the same bytes from every
 * compiler and processor.
 *
 * Places and lengths are rounded to 1/256 device pixel first and everything is computed from their
 * differences. So a scene shifted by whole pixels, mirrored or transposed (text and dashes aside),
 * a line drawn from its other end, and the part of a scene that a clip shows, give the same bytes
 * exactly.
 *
 * A pixel's coverage by a line, disc or round corner is clamp(1/2 + inside, 0, 1), where `inside`
 * is how far its middle lies inside of the outline: the area covered to within 6 % of a pixel, and
 * exact for rectangles.
 */

#include "gui/paint.h"

#include <lume/status.h>

enum { PAINT_RASTER_MAX_SIDE = 16384 };

struct paint_raster;

/* Make a picture of width x height device pixels (1 to PAINT_RASTER_MAX_SIDE), black.
 *
 * scale  device pixels a logical pixel, above 0
 * font   borrowed
 * Memory: 5 bytes a pixel. LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status paint_raster_create(size_t width, size_t height, float scale,
                                                   struct font *font, struct paint_raster **out,
                                                   struct lume_error *error);

void paint_raster_destroy(struct paint_raster *raster);

/* The interface to paint with; the raster's own. */
struct paint *paint_raster_paint(struct paint_raster *raster);

/* The picture: 0xffRRGGBB, [height][stride], stride >= width. */
struct paint_pixels {
    size_t width, height, stride;
    const uint32_t *pixels;
};

/* Look at the picture as it is; it stays where it is. */
struct paint_pixels paint_raster_pixels(const struct paint_raster *raster);

/* Begin a picture: fill it with a colour.
 *
 * dirty  only this part is filled, and painted until the next beginning (edges rounded outwards to
 *        device pixels): paint the whole scene again, and the bytes are those of a whole picture.
 *        NULL: everything */
void paint_raster_begin(struct paint_raster *raster, const struct paint_rect *dirty,
                        uint32_t background);

#endif
