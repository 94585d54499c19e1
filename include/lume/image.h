/* SPDX-License-Identifier: MIT */
#ifndef LUME_IMAGE_H
#define LUME_IMAGE_H

#include "rng.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** MNIST's frame: a digit scaled into a box of 20 x 20, its centre of mass in the middle of 28
 * x 28. */
enum {
    LUME_IMAGE_SIDE = 28,
    LUME_IMAGE_SIZE = LUME_IMAGE_SIDE * LUME_IMAGE_SIDE,
    LUME_IMAGE_BOX = 20,
};

/** A grey picture of any size, borrowed. `pixels` is [height][stride], 0 black to 255 white. */
struct lume_picture {
    size_t width, height, stride;
    const uint8_t *pixels;
};

/**
 * Turn a picture of one digit into what MNIST would have made of it.
 *
 * Dark ink on light paper and the reverse are both taken: the paper is what most of the border
 * shows. Then contrast is stretched, the digit is cropped, scaled with area averaging so that its
 * longer side fills the 20 x 20 box, and shifted so that its centre of mass is at the middle of the
 * 28 x 28 frame: at 14 to half a pixel, as in MNIST. A picture that already is such a frame is
 * taken as it is, so that MNIST's own images, or their negatives, come back to the byte. Grey
 * paper, moderate noise, uneven light and specks of dust are removed.
 *
 * @param picture  at least 1 x 1
 * @param out  [28][28], 0 paper to 255 ink; all 0 when the picture is blank
 * @return whether there is any ink
 */
LUME_API bool lume_image_prepare(const struct lume_picture *picture, uint8_t *out);

/** How far training images are warped, each number a uniform range of plus or minus. All 0: not. */
struct lume_augment {
    float shift;  /**< pixels, each axis; 0 to 8 */
    float rotate; /**< degrees; 0 to 45 */
    float scale;  /**< share of the size, each axis; 0 to 0.5 */
    float shear;  /**< x by share of y; 0 to 0.5 */
};

/** Tell whether any range is not 0. */
LUME_API bool lume_augment_enabled(const struct lume_augment *augment);

/**
 * Warp an image by one random affine map about its middle, bilinear, paper outside.
 *
 * @param in,out  [rows][columns]; not the same memory
 * Cost: about 1 microsecond for 28 x 28.
 */
LUME_API void lume_augment_image(const struct lume_augment *augment, struct lume_rng *rng,
                                 const uint8_t *in, size_t rows, size_t columns, uint8_t *out);

#ifdef __cplusplus
}
#endif
#endif
