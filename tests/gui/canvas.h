/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_CANVAS_H
#define LUME_TESTS_CANVAS_H

/* A raster to try things on. */

#include "check.h"

#include "gui/paint_raster.h"

struct canvas {
    struct font *font;
    struct paint_raster *raster;
    struct paint *paint;
};

static inline struct canvas canvas_create(size_t width, size_t height, float scale)
{
    struct lume_error error;
    struct canvas canvas;
    CHECK_OK(font_create(&canvas.font, &error), error);
    CHECK_OK(paint_raster_create(width, height, scale, canvas.font, &canvas.raster, &error), error);
    canvas.paint = paint_raster_paint(canvas.raster);
    return canvas;
}

static inline void canvas_destroy(struct canvas *canvas)
{
    paint_raster_destroy(canvas->raster);
    font_destroy(canvas->font);
}

static inline uint32_t canvas_at(const struct canvas *canvas, size_t x, size_t y)
{
    struct paint_pixels pixels = paint_raster_pixels(canvas->raster);
    assert_true(x < pixels.width && y < pixels.height);
    return pixels.pixels[y * pixels.stride + x];
}

/* Fail at the first pixel that differs between [0, width) x [0, height) of a, moved by (dx, dy),
 * and b. */
static inline void canvas_compare(const struct canvas *a, const struct canvas *b, size_t width,
                                  size_t height, size_t dx, size_t dy)
{
    for (size_t y = 0; y < height; y++) {
        for (size_t x = 0; x < width; x++) {
            uint32_t of_a = canvas_at(a, x + dx, y + dy), of_b = canvas_at(b, x, y);
            if (of_a != of_b) {
                fail_msg("pixel %zu, %zu: %08x and %08x", x, y, (unsigned)of_a, (unsigned)of_b);
            }
        }
    }
}

#endif
