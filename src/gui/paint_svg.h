/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_PAINT_SVG_H
#define LUME_GUI_PAINT_SVG_H

/*
 * Paint into an SVG 1.1 file: text stays text, groups keep their names, pictures become squares.
 *
 * Text is written with its measured width (textLength), so that a viewer that has another font
 * keeps the layout. Numbers have at most two decimals; the same calls give the same bytes.
 */

#include "gui/paint.h"

#include "base/buffer.h"

#include <lume/status.h>

struct paint_svg;

/* Begin a picture of width x height logical pixels.
 *
 * title, description  what screen readers read; the description may be NULL
 * language            of all texts: "en", "pt-BR"
 * font                borrowed; for measuring
 * LUME_ERROR_MEMORY */
LUME_MUST_USE enum lume_status paint_svg_create(float width, float height, const char *title,
                                                const char *description, const char *language,
                                                struct font *font, struct paint_svg **out,
                                                struct lume_error *error);

void paint_svg_destroy(struct paint_svg *svg);

struct paint *paint_svg_paint(struct paint_svg *svg);

/* End the picture, and move its text to `out` (a zeroed buffer), which the caller finishes.
 * Painting is over then. LUME_ERROR_MEMORY: here, or earlier while painting. */
LUME_MUST_USE enum lume_status paint_svg_finish(struct paint_svg *svg, struct buffer *out,
                                                struct lume_error *error);

#endif
