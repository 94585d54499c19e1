/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_ERASER_H
#define LUME_DATA_ERASER_H

/*
 * What is left of a stroke when a round rubber has gone over it along a line.
 *
 * Ink is cut where the rubber's outline crosses its middle line. The ends that are left are on the
 * outline but for rounding, so ink that is touched less deep than some 1e-9 of the radius stays:
 * rubbing twice is rubbing once.
 */

#include <lume/ink.h>

#include <stdbool.h>
#include <stddef.h>

/* A rubber that goes from a to b; all finite, 0 < radius. */
struct eraser {
    double ax, ay, bx, by;
    double radius;
};

/* Tell whether it removes something of the stroke through points[n], n > 0. */
bool eraser_touches(const struct eraser *eraser, const struct lume_ink_point *points, size_t n);

/* Room that suffices for what is left of a stroke of n points. */
static inline size_t eraser_max_points(size_t n)
{
    return 3 * n;
}

static inline size_t eraser_max_strokes(size_t n)
{
    return n;
}

/* Append what is left of the stroke to `left`. Cut ends have the time between their neighbours'. */
void eraser_cut(const struct eraser *eraser, const struct lume_ink_point *points, size_t n,
                struct lume_strokes_room *left);

#endif
