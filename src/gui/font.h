/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_FONT_H
#define LUME_GUI_FONT_H

/*
 * The font that is built in (Inter, or DejaVu Sans), in two weights: metrics for layouts and glyphs
 * as coverage. Metrics are those of the unscaled outlines, in logical pixels: the same for every
 * backend and scale. Not for two threads at once (measuring too).
 *
 * Text is UTF-8 in one line, left to right, one glyph a code point, with kerning. Each byte that is
 * not part of good UTF-8, and each control character, counts as U+FFFD. What the font does not have
 * shows as U+FFFD or '?'.
 */

#include <lume/status.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum font_weight { FONT_REGULAR, FONT_BOLD, FONT_N_WEIGHTS };

struct font_style {
    float size; /* of the em square, in logical pixels; above 0 */
    enum font_weight weight;
    bool tabular; /* digits are all as wide as the widest, so that numbers do not jump */
};

struct font;

/* Open the built-in font. It needs about 1.5 MB, most of it room for glyphs, which never grows.
 * LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status font_create(struct font **out, struct lume_error *error);

void font_destroy(struct font *font);

/* The family's name: "Inter". */
const char *font_family(void);

/* Measure `size` bytes of text. Cost: about 0.1 microseconds a glyph. */
float font_measure(const struct font *font, const struct font_style *style, const char *text,
                   size_t size);

/* How far capitals, small letters without ascenders, and the lowest letters reach from the baseline
 * (all of them positive): what centres a text in a button. */
struct font_heights {
    float capital, small, below;
};
struct font_heights font_heights(const struct font *font, const struct font_style *style);

/* Tell how many bytes, in whole code points without blanks at the end, fit beside an ellipsis in
 * `max_width`; all of them, and *ellipsis false, where none is needed. *width: what is used. Where
 * not even the ellipsis fits nothing does: 0, false, 0. */
size_t font_fit(const struct font *font, const struct font_style *style, const char *text,
                size_t size, float max_width, bool *ellipsis, float *width);

/* --- glyph by glyph, for backends --- */

/* Read the code point at *text, and step over it; *text < end. */
uint32_t font_decode(const char **text, const char *end);

/* A walk over the glyphs of a text. Begin with {.text = , .end = }. */
struct font_walk {
    const char *text, *end;
    float x;       /* where the pen is after the last glyph, from the text's left end */
    float glyph_x; /* where the last glyph's origin is */
    int glyph;     /* the last one; 0 before the first */
    bool fixed;    /* it is a tabular digit: no kerning */
    bool blank;    /* it is a space */
    int32_t units; /* x in the font's own units */
};

/* The UTF-8 of "…". */
extern const char font_ellipsis[4];

/* Step to the next glyph; false at the end. */
bool font_next(const struct font *font, const struct font_style *style, struct font_walk *walk);

enum { FONT_SUBPIXELS = 4 }; /* places of a glyph in a pixel that are told apart, in x */

/* Coverage of the pixels at `left`, `top` (down from the baseline; mostly negative) and on. */
struct font_glyph {
    int left, top, width, height;
    const uint8_t *coverage; /* [height][width] */
};

/*
 * Rasterise a glyph, or find it in the cache.
 *
 * Coverage is the area of the pixel inside of the outline, to the nearest of 256 steps. Up to
 * FONT_HINTED device pixels the outline is stretched a little in y, so that the tops of small
 * letters and of capitals and digits lie on pixel edges as the baseline does: crisp where a screen
 * has few pixels. Widths never change.
 *
 * size      of the em square, in device pixels
 * subpixel  0 to FONT_SUBPIXELS - 1: how far right, in 1/FONT_SUBPIXELS pixels
 * Returns false for what has no ink, and where memory is exhausted. *out is valid until the next
 * call. Cost: about 20 nanoseconds when cached, else about 10 microseconds at 16 pixels.
 */
bool font_glyph(struct font *font, enum font_weight weight, int glyph, float size, int subpixel,
                struct font_glyph *out);

enum { FONT_HINTED = 48, FONT_MAX_SIZE = 2048 };

#endif
