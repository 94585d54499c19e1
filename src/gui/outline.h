/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_OUTLINE_H
#define LUME_GUI_OUTLINE_H

/*
 * How much of each pixel lies inside of a glyph's outline: the exact area, by summing what each
 * piece of the outline covers to its right.
 */

#include <stddef.h>
#include <stdint.h>

struct outline {
    size_t width, height;
    float *sums; /* [height][width + 2], zeroed by the caller */
};

struct outline_point {
    float x, y; /* pixels, y downwards, from the corner of the first pixel */
};

/* Add a straight piece, a parabola or a cubic curve; points outside are taken to be on the edge. */
void outline_line(struct outline *outline, struct outline_point a, struct outline_point b);
void outline_quadratic(struct outline *outline, struct outline_point a, struct outline_point b,
                       struct outline_point c);
void outline_cubic(struct outline *outline, struct outline_point a, struct outline_point b,
                   struct outline_point c, struct outline_point d);

/* Write the coverage, [height][width]: 255 is all. Contours must be closed. */
void outline_coverage(const struct outline *outline, uint8_t *coverage);

#endif
