/* SPDX-License-Identifier: MIT */
#ifndef LUME_INK_H
#define LUME_INK_H

#include "affine.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where a pen was. x grows to the right, y downwards, in any unit. */
struct lume_ink_point {
    double x, y;
    double time; /**< seconds since any moment; NaN: unknown */
};

/** Limits of one drawing: more is refused, wherever it comes from. */
#define LUME_INK_MAX_COORDINATE 1e9 /**< largest absolute value of x and y */
enum {
    LUME_INK_MAX_POINTS = 100000,
    LUME_INK_MAX_STROKES = 10000,
};

/**
 * The strokes of a drawing, borrowed: stroke s goes through points[ends[s - 1]] to
 * points[ends[s] - 1], where ends[-1] stands for 0. A stroke of one point is a dot; one without
 * points is nothing.
 */
struct lume_strokes {
    const struct lume_ink_point *points; /**< [ends[n_strokes - 1]] */
    const uint32_t *ends;                /**< [n_strokes], ascending */
    size_t n_strokes;
};

/** Tell how many points there are. */
LUME_API size_t lume_strokes_count_points(const struct lume_strokes *strokes);

/**
 * Room for strokes that a function writes: the caller's memory, so that nothing is allocated where
 * a million drawings are made. What does not fit is left out.
 */
struct lume_strokes_room {
    struct lume_ink_point *points; /**< [max_points] */
    uint32_t *ends;                /**< [max_strokes] */
    size_t max_points, max_strokes;
    size_t n_points, n_strokes; /**< used */
};

/** Look at what a room holds; valid until it is written again. */
LUME_API struct lume_strokes lume_strokes_room_view(const struct lume_strokes_room *room);

/* --- drawing: what a person does with a pen --- */

/**
 * A drawing that can be changed, and every change undone.
 *
 * An edit is a stroke, a pass of the eraser or a clearing. It counts once it has changed something;
 * then what was undone is forgotten. Each piece of ink knows with which edit it came and with which
 * it went, so that undo and redo move a counter. The record is bounded: when ink that is there and
 * ink that was there pass four times the limits above together, the oldest edits can no longer be
 * undone and their erased ink is forgotten, until half of the record is free. The last edit can
 * always be undone.
 *
 * Where something fails the drawing, and what can be undone and redone, stay as they were.
 */
struct lume_ink;

/** Make an empty drawing. LUME_ERROR_MEMORY. */
LUME_API LUME_MUST_USE enum lume_status lume_ink_create(struct lume_ink **out,
                                                        struct lume_error *error);

LUME_API void lume_ink_destroy(struct lume_ink *ink);

/** Put the pen down for a new stroke, which counts as soon as it has a point. A stroke or eraser
 *  pass that is still going on ends. */
LUME_API void lume_ink_begin_stroke(struct lume_ink *ink);

/**
 * Move the pen. Without a stroke one is begun. A point at the same place as the one before is left
 * out, unless it is the stroke's first.
 * @return LUME_ERROR_DATA (a coordinate that is not finite or beyond LUME_INK_MAX_COORDINATE: the
 *         stroke goes on), LUME_ERROR_MEMORY (also: the drawing is full)
 */
LUME_API LUME_MUST_USE enum lume_status lume_ink_add_point(struct lume_ink *ink,
                                                           const struct lume_ink_point *point,
                                                           struct lume_error *error);

/** Put the eraser down for a new pass, which counts once it has removed something. A stroke or
 *  eraser pass that is still going on ends. */
LUME_API void lume_ink_begin_erasing(struct lume_ink *ink);

/**
 * Rub along the line from the eraser's last place (or at a spot, for the first) with a round rubber
 * of `radius`: ink whose middle line it touches goes. Strokes are cut where its outline cuts them,
 * not at the nearest point; what is left takes their place in the order of strokes. Without a pass
 * one is begun.
 *
 * @param radius  above 0 to LUME_INK_MAX_COORDINATE
 * @return LUME_ERROR_DATA (a number that is not finite or out of range), LUME_ERROR_MEMORY (also:
 *         the cut would leave more strokes or points than a drawing may have)
 * Cost: O(points).
 */
LUME_API LUME_MUST_USE enum lume_status lume_ink_erase(struct lume_ink *ink, double x, double y,
                                                       double radius, struct lume_error *error);

/** Take pen or eraser up. Harmless when neither is down. */
LUME_API void lume_ink_end(struct lume_ink *ink);

/** Remove all ink, as one edit. A stroke or eraser pass that is still going on ends. Nothing else
 *  happens on an empty drawing. */
LUME_API void lume_ink_clear(struct lume_ink *ink);

/** Take the last edit back; ends what is going on. Cost: O(points). @return whether there was one
 */
LUME_API bool lume_ink_undo(struct lume_ink *ink);

/** Do an edit again that was just undone; ends what is going on. Cost: O(points).
 *  @return whether there was one */
LUME_API bool lume_ink_redo(struct lume_ink *ink);

/** Tell whether there is an edit that can be taken back. */
LUME_API bool lume_ink_can_undo(const struct lume_ink *ink);

/** Look at the ink there is now, the stroke that is going on included; valid until the next change.
 *  Cost: nothing. */
LUME_API struct lume_strokes lume_ink_strokes(const struct lume_ink *ink);

/* --- rasterising --- */

/** A grey picture to paint into, the caller's memory. `pixels` is [height][stride]. */
struct lume_canvas {
    size_t width, height, stride;
    uint8_t *pixels;
};

/**
 * Paint strokes with a round nib: each pixel becomes the larger of what it was and
 * 255 clamp(radius + 1/2 - d, 0, 1), where d is its distance to the nearest stroke in pixels.
 *
 * That is the area a wide line covers of a pixel, to within 5 % of the pixel (10 % at the line's
 * ends), and 3 % in all. A nib thinner than a pixel (radius below 1/2) has the darkness of its
 * width: 255 (2 radius) clamp(1 - d, 0, 1).
 *
 * Places are rounded to 1/256 pixel first, so that the same drawing at another scale or place gives
 * the same bytes. A drawing shifted by whole pixels, mirrored, transposed, its strokes in another
 * order or direction, and what a part of the canvas shows, give the same bytes exactly; so do all
 * processors and compilers. Places further than 2^40 pixels away are taken to be there, and any
 * number is harmless.
 *
 * @param map  numbers may be anything; those of a useful one are finite
 * @param map  from the drawing's coordinates to pixels
 * @param radius  in pixels, above 0
 * @param canvas  may be 0 x 0
 * Cost: for each pixel of length some (4 radius + 6) pixels, whatever is outside costs next to
 * nothing; a digit of 40 points in 28 x 28 about 2 microseconds; no allocation.
 */
LUME_API void lume_ink_paint(const struct lume_strokes *strokes, const struct lume_affine *map,
                             float radius, const struct lume_canvas *canvas);

#ifdef __cplusplus
}
#endif
#endif
