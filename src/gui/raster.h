/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_RASTER_H
#define LUME_GUI_RASTER_H

/*
 * What the parts of the raster share.
 *
 * Places are whole numbers of 1/RASTER_UNIT device pixels; their differences from the middle of a
 * pixel are small enough for a float to hold exactly, so what is computed of them does not depend
 * on where the clip begins.
 *
 * A row of pixels is worked on in two loops over whole steps of RASTER_STEP, which compilers make
 * vector code of: one computes alpha, the other blends. Alpha stands four times in the 32 bits of
 * its pixel; that of pixels which fill the last step up is 0, and they are written as they were.
 */

#include "gui/paint_raster.h"

enum { RASTER_UNIT = 512, RASTER_STEP = 4, RASTER_FARTHEST = 30000 };

/* Pixels: from x0, y0 to before x1, y1. */
struct raster_box {
    int x0, y0, x1, y1;
};

struct raster_place {
    int x, y;
};

struct paint_raster {
    struct paint paint;
    int width, height;
    size_t stride; /* a multiple of RASTER_STEP, and that much longer than a row */
    float scale;
    uint32_t *pixels;
    uint8_t *mask; /* [height][stride]: coverage of a polyline while it is drawn; else 0 */
    uint32_t *row; /* [stride]: alpha of the pixels of a row */
    int *spans;    /* [height][2]: what of the mask is used */
    struct raster_box clips[PAINT_MAX_DEPTH + 1];
    int n_clips;
};

static inline struct raster_box raster_clip(const struct paint_raster *raster)
{
    return raster->clips[raster->n_clips - 1];
}

/* The nearest place, of an even number of units (1/256 pixel, which halves exactly); halves to
 * even. */
int raster_units(const struct paint_raster *raster, float logical);
struct raster_place raster_place(const struct paint_raster *raster, struct paint_point point);

/* Round down and up to whole pixels; |units| < 2^30. */
static inline int raster_floor(int units)
{
    return (int)(((unsigned)units + (1u << 30)) / RASTER_UNIT) - (1 << 30) / RASTER_UNIT;
}
static inline int raster_ceil(int units)
{
    return -raster_floor(-units);
}

/* How far the middle of pixel i lies from a place, in pixels; exact within 2^15. */
static inline float raster_from(int i, int units)
{
    return (float)(i * RASTER_UNIT + RASTER_UNIT / 2 - units) * (1.0f / RASTER_UNIT);
}

static inline float raster_clamp(float v)
{
    v = v > 0 ? v : 0;
    return v < 1 ? v : 1;
}

static inline int raster_padded(int n)
{
    return (n + RASTER_STEP - 1) / RASTER_STEP * RASTER_STEP;
}

/* Alpha of 0 to 255, rounded, four times; 0 where it does not count. */
static inline uint32_t raster_alpha(float alpha, bool counts)
{
    uint32_t a = (uint32_t)(int)(alpha + 0.5f);
    a |= a << 8;
    a |= a << 16;
    return counts ? a : 0;
}

/* clang would take steps so long that most rows have none. */
#ifdef __clang__
#define RASTER_LOOP _Pragma("clang loop vectorize_width(4) interleave(disable)")
#else
#define RASTER_LOOP
#endif

/* Blend a colour over n pixels with alpha[i] in place of its own; alpha is [raster_padded(n)]. */
void raster_blend(uint32_t *pixels, const uint32_t *alpha, int n, uint32_t color);

/* The same with one alpha for all. */
void raster_fill(uint32_t *pixels, int n, uint32_t color, uint32_t alpha);

void raster_polyline(struct paint *paint, const struct paint_point *points, size_t n,
                     const struct paint_stroke *stroke);
void raster_disc(struct paint *paint, struct paint_point middle, float radius, uint32_t color);
void raster_ring(struct paint *paint, struct paint_point middle, float radius, float width,
                 uint32_t color);
void raster_fill_rect(struct paint *paint, const struct paint_rect *rect, float radius,
                      uint32_t color);
void raster_outline(struct paint *paint, const struct paint_rect *rect, float radius, float width,
                    uint32_t color);

#endif
