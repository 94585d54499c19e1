/* SPDX-License-Identifier: MIT */
#ifndef LUME_NORMALIZER_H
#define LUME_NORMALIZER_H

#include "affine.h"
#include "status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What normalisers look at: ink as mass. Means and (co)variances in pixels. */
struct lume_moments {
    double ink; /**< sum of all bytes, above 0 */
    double mean_x, mean_y;
    double variance_x, variance_y, covariance;
};

/**
 * A way to bring digits into one form before a network sees them: an entry of the registry.
 *
 * People write upright and slanted, wide and narrow, large and small. What is taken out here a
 * network needs no weights for. All but "none" are one affine map, found from the moments of the
 * ink, that also moves its centre of mass to the middle of the frame. Training and recognition
 * apply the same one; a model's file names it.
 */
struct lume_normalizer {
    const char *name;
    const char *doc;
    /** Find for each pixel of the result where in the image it comes from; NULL: images are taken
     * as they are. */
    void (*find_map)(const struct lume_moments *moments, size_t rows, size_t columns,
                     struct lume_affine *map);
};

/**
 * List them; NULL after the last.
 *
 * - none: as it is.
 * - deskew: shear the rows so that the covariance of x and y is 0. Source: Y. LeCun et al.,
 *   "Gradient-based learning applied to document recognition", 1998, which calls it deslanting.
 * - moments: deskew, then scale so that the ink's standard deviation is the same in all images:
 *   0.164 of the frame's height down and 0.128 of its width across, the smaller one of both times
 *   sqrt(sin(pi r / 2)), where r is their ratio in the image. A stroke that sticks out then no
 *   longer shrinks the rest. Nothing is scaled by more than 2 or less than 1/2. Source: C.-L. Liu
 * et al., "Handwritten digit recognition: investigation of normalization and feature extraction
 *   techniques", Pattern Recognition 37, 2004.
 */
LUME_API const struct lume_normalizer *lume_normalizer_at(size_t index);

/** Find one by name; NULL when there is none. */
LUME_API const struct lume_normalizer *lume_normalizer_find(const char *name);

/**
 * Normalise an image: bilinear, paper outside. Blank images stay blank.
 *
 * @param normalizer  NULL: none
 * @param in,out  [rows][columns]; not the same memory
 * Cost: about 1.2 microseconds for 28 x 28.
 */
LUME_API void lume_normalize(const struct lume_normalizer *normalizer, const uint8_t *in,
                             size_t rows, size_t columns, uint8_t *out);

#ifdef __cplusplus
}
#endif
#endif
