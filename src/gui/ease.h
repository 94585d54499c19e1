/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_EASE_H
#define LUME_GUI_EASE_H

/*
 * Activations that go to new values in about 80 ms instead of jumping, and the drawing's way from
 * the paper to where the network sees it. Time is given; nothing here reads a clock.
 */

#include "gui/snapshot.h"

#include <lume/image.h>
#include <lume/ink.h>

/* Move z and a of `eased` (a snapshot of the same model) towards `target`: what is left of the way
 * shrinks to a fiftieth in 80 ms, however many calls they are. Image and answer are copied at once.
 * What is nearer than a thousandth (of the value, where that is above 1) is there, as is what has
 * no way to go: to or from a number that is not finite.
 *
 * seconds  since the last call, 0 or more; longer pauses than 0.1 count as that
 * Returns whether anything is still on its way. */
bool ease_snapshot(const struct snapshot *target, double seconds, struct snapshot *eased);

enum { EASE_IMAGE = LUME_IMAGE_SIZE };

/* Paint the drawing somewhere between how it lies on the paper (share 0: the paper, 0 to 1 both
 * ways, fills the 28 x 28 pixels) and `seen` (share 1: these bytes exactly). The strokes move, grow
 * and are straightened, gently at both ends, to where `seen` has them at share 0.8; what little is
 * then left between that picture and `seen` fades.
 *
 * nib    radius in pixels of 28 x 28, above 0 to 4
 * share  grows evenly with time
 * Returns whether there is any way to go: false where the drawing's box lies where it will, to a
 * pixel, and where there is no ink. Cost: about 25 microseconds for 140 points. */
bool ease_image(const struct lume_strokes *ink, float nib, const uint8_t *seen, float share,
                uint8_t out[EASE_IMAGE]);

#endif
