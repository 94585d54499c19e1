/* SPDX-License-Identifier: MIT */
#ifndef LUME_INK_IMAGE_H
#define LUME_INK_IMAGE_H

#include "dataset.h"
#include "image.h"
#include "ink.h"
#include "ink_set.h"
#include "pool.h"
#include "rng.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Radius of the nib that MNIST's digits seem to be written with, in pixels of 28 x 28. */
#define LUME_INK_NIB 1.1f

/**
 * Draw strokes as MNIST has its digits: the strokes are scaled so that their ink fills a box of 20
 * x 20 on its longer side, painted with a round nib, and moved by whole pixels so that the centre
 * of mass is at (14, 14) to half a pixel. The pen keeps its width however large somebody wrote,
 * since it is strokes that are scaled and not a picture.
 *
 * Where and how large the drawing is makes no difference: places are rounded to 1/256 pixel after
 * they were scaled. A dot, or strokes without extent, are one dot of the nib.
 *
 * @param radius  of the nib in pixels, above 0 to 4
 * @param out  [28][28], 0 paper to 255 ink; all 0 when there is no point
 * @return whether there is any ink
 * Cost: about 3 microseconds for 40 points; no allocation.
 */
LUME_API bool lume_image_from_ink(const struct lume_strokes *strokes, float radius, uint8_t *out);

/**
 * How far training strokes are changed: what another hand, another pen or another moment would have
 * made of them. Lengths are shares of the drawing's longer side. All 0, with both nibs equal: not
 * at all, and every drawing looks as lume_image_from_ink makes it.
 */
struct lume_ink_augment {
    float rotate;  /**< degrees, plus or minus; 0 to 45 */
    float shear;   /**< x by share of y, plus or minus; 0 to 1 */
    float stretch; /**< share of the size, plus or minus, each axis; 0 to 0.5 */
    float bend;    /**< amplitude of two smooth waves that bend the whole drawing; 0 to 0.2 */
    float ends;    /**< share of a stroke that may be missing at either end, or be overshot;
                    *   0 to 0.4 */
    float gaps;  /**< how far strokes move against each other, plus or minus, each axis; 0 to 0.3 */
    float joins; /**< chance that the pen is not lifted between two strokes that end and begin
                  *   near each other, or that it is lifted where it was not; 0 to 1 */
    float speed; /**< chance of a fast hand, which cuts corners and gives few points; 0 to 1 */
    float nib_least, nib_most; /**< radius of the nib in pixels; above 0 to 4 */
};

/** Fill in what `lume train --ink` uses. */
LUME_API void lume_ink_augment_defaults(struct lume_ink_augment *augment);

/**
 * Change a drawing at random. The result lies in a box of about 1.
 *
 * @param out  room; drawings of more points than it holds are thinned first, so that nothing is cut
 *             off. LUME_SYNTH_MAX_POINTS and LUME_SYNTH_MAX_STROKES suffice for digits
 * Cost: about 2 microseconds for 40 points; no allocation.
 */
LUME_API void lume_ink_augment_strokes(const struct lume_ink_augment *augment,
                                       const struct lume_strokes *in, struct lume_rng *rng,
                                       struct lume_strokes_room *out);

/**
 * Make images of a file's drawings, `copies` of each, every one changed in another way.
 *
 * Images i, i + set->n, i + 2 set->n … are of drawing i. Each has its own stream of random numbers:
 * the result depends on `seed` alone. The checksum is the file's.
 *
 * @param name  what messages call the file
 * @param augment  NULL: as they are
 * @param copies  1 or more
 * @param pool  NULL: the caller alone
 * @return LUME_ERROR_DATA (a drawing without label or without ink, or with a label not below
 *         n_classes; the message begins with `name`:LINE), LUME_ERROR_MEMORY (also: more pixels
 *         than LUME_IDX_MAX_SIZE)
 */
LUME_API LUME_MUST_USE enum lume_status lume_dataset_from_ink(
    const struct lume_ink_set *set, const char *name, size_t n_classes,
    const struct lume_ink_augment *augment, size_t copies, uint64_t seed, struct lume_pool *pool,
    struct lume_dataset *out, struct lume_error *error);

/**
 * Make images of digits that the generator writes (synth.h): n of them, as many of each digit, in
 * random order, changed as `augment` says (NULL: not). The result depends on n, seed and augment
 * alone; the checksum goes over pixels and labels.
 *
 * @param n  1 or more
 * @return LUME_ERROR_MEMORY (also: more pixels than LUME_IDX_MAX_SIZE)
 */
LUME_API LUME_MUST_USE enum lume_status lume_dataset_synthesize(
    size_t n, const struct lume_ink_augment *augment, uint64_t seed, struct lume_pool *pool,
    struct lume_dataset *out, struct lume_error *error);

/** The same of what is no digit: letters, symbols, scribbles. All labels are 0, and
 *  n_classes is 1. */
LUME_API LUME_MUST_USE enum lume_status lume_dataset_synthesize_others(
    size_t n, const struct lume_ink_augment *augment, uint64_t seed, struct lume_pool *pool,
    struct lume_dataset *out, struct lume_error *error);

#ifdef __cplusplus
}
#endif
#endif
