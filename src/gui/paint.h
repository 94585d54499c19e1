/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_PAINT_H
#define LUME_GUI_PAINT_H

/*
 * What views draw with: lines, discs, rectangles, pictures and text. Two backends: pixels
 * (paint_raster.h) and SVG (paint_svg.h). Neither knows of windows or events.
 *
 * Rules, stated once:
 * - Lengths are logical pixels, x to the right, y downwards, and (0, 0) is the corner of the top
 * left pixel, not its middle. A backend multiplies by its scale (HiDPI); text metrics do not depend
 * on it, so a layout is the same at every scale and in both backends.
 * - What is painted later lies above. Colours are blended as they are stored (sRGB bytes), each to
 *   the nearest of 256 steps.
 * - Nothing is kept: points, text and pictures are the caller's and only read during the call.
 * - Nothing fails: what lies outside of the clip costs next to nothing, a shape with a NaN or
 *   without extent is left out, coordinates beyond +-30,000 device pixels are taken to be there.
 * - Painting allocates nothing in the raster, except what stb_truetype needs for the outline of a
 *   glyph that is not in the cache.
 */

#include "gui/color.h"
#include "gui/font.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct paint_point {
    float x, y;
};

struct paint_rect {
    float x, y, width, height;
};

/* How lines are drawn. */
struct paint_stroke {
    uint32_t color;
    float width; /* above 0; a line thinner than a device pixel is as much paler */
    /* Dashes along the line: `dash_on` long with gaps of `dash_off`; 0: none. The first dash begins
     * `dash_start` before the line does (as SVG's stroke-dashoffset), which lets dashes wander. */
    float dash_on, dash_off, dash_start;
    bool round; /* ends of lines and dashes reach half of the width further, as a half disc */
};

/* A picture of squares, drawn without smoothing: what the network sees, maps of weights. */
struct paint_image {
    size_t width, height;
    const uint8_t *grey; /* [height][width]: 0 is `zero`, 255 is `one`, mixed between; or NULL */
    uint32_t zero, one;
    const uint32_t *colors; /* [height][width], where grey is NULL */
};

enum paint_anchor { PAINT_LEFT, PAINT_MIDDLE, PAINT_RIGHT };

struct paint_text_style {
    uint32_t color;
    struct font_style font;
    enum paint_anchor anchor; /* what of the text stands at the given x */
    float max_width;          /* longer text is cut and ends with "…"; 0: any */
};

/* A text as backends get it: in one line, cut to fit. */
struct paint_run {
    const char *text; /* not ended by a 0 byte; UTF-8, perhaps broken */
    size_t size;
    bool ellipsis; /* "…" follows */
    float x, y;    /* where its left end and its baseline are */
    float width;   /* with the ellipsis */
};

struct paint;

/* What a backend does. Called through the functions below only. */
struct paint_backend {
    void (*begin_group)(struct paint *paint, const char *name);
    void (*end_group)(struct paint *paint);
    void (*push_clip)(struct paint *paint, const struct paint_rect *rect);
    void (*pop_clip)(struct paint *paint);
    void (*polyline)(struct paint *paint, const struct paint_point *points, size_t n,
                     const struct paint_stroke *stroke);
    void (*disc)(struct paint *paint, struct paint_point middle, float radius, uint32_t color);
    void (*ring)(struct paint *paint, struct paint_point middle, float radius, float width,
                 uint32_t color);
    void (*fill)(struct paint *paint, const struct paint_rect *rect, float radius, uint32_t color);
    void (*outline)(struct paint *paint, const struct paint_rect *rect, float radius, float width,
                    uint32_t color);
    void (*image)(struct paint *paint, const struct paint_rect *rect,
                  const struct paint_image *image);
    void (*text)(struct paint *paint, const struct paint_run *run,
                 const struct paint_text_style *style);
};

/* The first member of every backend's own struct. */
struct paint {
    const struct paint_backend *backend;
    struct font *font; /* borrowed */
    int depth;         /* groups and clips that are open */
};

enum { PAINT_MAX_DEPTH = 32 };

/* Open a group: in SVG an element <g> with this id (letters, digits, '-', '_', '.'; unique in the
 * picture); nothing in the raster. Groups and clips nest; each is closed by its own function. */
void paint_begin_group(struct paint *paint, const char *name);
void paint_end_group(struct paint *paint);

/* Paint inside of a rectangle only, and of those pushed before. In the raster its edges are rounded
 * to device pixels. At most PAINT_MAX_DEPTH groups and clips may be open. */
void paint_push_clip(struct paint *paint, struct paint_rect rect);
void paint_pop_clip(struct paint *paint);

/* A straight line. One of no length is a dot if `round`, else nothing. */
void paint_line(struct paint *paint, struct paint_point from, struct paint_point to,
                const struct paint_stroke *stroke);

/* A line through points, with round joins (and ends, if `round`). It is painted at once, so where
 * it crosses itself a transparent colour does not become darker. Dashes go on around corners.
 * Raster: memory for the coverage belongs to it. */
void paint_polyline(struct paint *paint, const struct paint_point *points, size_t n,
                    const struct paint_stroke *stroke);

void paint_disc(struct paint *paint, struct paint_point middle, float radius, uint32_t color);

/* The line around a disc; half of its width lies outside of `radius`. */
void paint_ring(struct paint *paint, struct paint_point middle, float radius, float width,
                uint32_t color);

/* radius: of the corners; at most half of the shorter side is used. */
void paint_fill(struct paint *paint, struct paint_rect rect, float radius, uint32_t color);

/* The line around a rectangle, all of its width inside, so that neighbours do not overlap. */
void paint_outline(struct paint *paint, struct paint_rect rect, float radius, float width,
                   uint32_t color);

/* Stretch a picture over a rectangle, whose edges are rounded to device pixels in the raster. The
 * squares are alike where the rectangle has whole multiples of the picture's size. */
void paint_image(struct paint *paint, struct paint_rect rect, const struct paint_image *image);

/* Write one line of text with its baseline at `at.y`. Broken UTF-8 and control bytes show as the
 * replacement character. Returns the width used. */
float paint_text(struct paint *paint, struct paint_point at, const struct paint_text_style *style,
                 const char *text);

#endif
