/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_STROKES_H
#define LUME_DATA_STROKES_H

/*
 * Where the strokes of a drawing are.
 */

#include <lume/ink.h>

/* The middle of the smallest box around all points, and its longer side. */
struct strokes_frame {
    double x, y, side;
};

/* Measure a drawing of at least one point. */
struct strokes_frame strokes_measure(const struct lume_strokes *strokes);

#endif
