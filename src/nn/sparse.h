/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_SPARSE_H
#define LUME_NN_SPARSE_H

/*
 * Images as rows of inked pixels. 81 % of MNIST's pixels are 0 and add nothing to a weighted sum,
 * so an image is a list of (gap, value) byte pairs: skip `gap` pixels, there stands `value`. The
 * first layer is then one row of weights a pair, and an image is 300 bytes instead of 784.
 *
 * A list starts at its image's first ink. A gap above 255 is bridged by pairs of value 0. The
 * pixels are two halves, for which weighted sums are made apart; the pairs of each are filled up
 * with pairs of value 0 to a multiple of SPARSE_GROUP, so that loops need no remainder.
 *
 * The pixels are cut into SPARSE_BLOCKS ranges of about equal work, and each image knows where in
 * its list each range begins: threads share the gradient by ranges of pixels, so each sum is made
 * by one thread, over the images in order, and the bits do not depend on the number of threads.
 */

#include <lume/status.h>

#include <stddef.h>
#include <stdint.h>

enum { SPARSE_BLOCKS = 8, SPARSE_HALVES = 2, SPARSE_GROUP = 4 };

/* Where a block begins in an image's list: its first pair that stands for ink, the pixel of the
 * pair before that, and how many pairs right before it are a filled end and a bridge. Those belong
 * to no block: their pixels may be another thread's. */
struct sparse_cut {
    uint32_t pair;
    uint16_t pixel;
    uint16_t bridge;
};

/* One image. The last cut stands behind the ink, before the filled end. */
struct sparse_image {
    struct sparse_cut cuts[SPARSE_BLOCKS + 1];
    uint8_t pairs[]; /* [][2] */
};

enum { SPARSE_UNIT = 8 }; /* images start at multiples of so many bytes */

struct sparse_set {
    size_t n_pixels; /* of an image; at most 65536 */
    size_t n_images;
    size_t bounds[SPARSE_BLOCKS + 1]; /* block b: pixels bounds[b] to bounds[b + 1] - 1 */
    uint32_t *offsets;                /* [n_images + 1], in units: image i is in between */
    uint8_t *bytes;
};

static inline const struct sparse_image *sparse_image(const struct sparse_set *set, size_t index)
{
    return (const void *)(set->bytes + (size_t)set->offsets[index] * SPARSE_UNIT);
}

/* Ask for some halves of an image that will be needed soon: images come in random order, and memory
 * is slow. Where one half ends is taken to be the middle. */
static inline void sparse_prefetch(const struct sparse_set *set, size_t index, size_t first_half,
                                   size_t last_half)
{
#ifdef __GNUC__
    enum { CACHE_LINE = 64 };
    const uint8_t *byte = set->bytes + (size_t)set->offsets[index] * SPARSE_UNIT;
    size_t size = (size_t)(set->offsets[index + 1] - set->offsets[index]) * SPARSE_UNIT;
    __builtin_prefetch(byte, 0, 2); /* the cuts */
    for (size_t k = size * first_half / 2; k < size * last_half / 2; k += CACHE_LINE) {
        __builtin_prefetch(byte + CACHE_LINE + k, 0, 2);
    }
#else
    (void)set, (void)index, (void)first_half, (void)last_half;
#endif
}

/* Pack n images of n_pixels bytes each. LUME_ERROR_MEMORY; sparse_finish releases. */
LUME_MUST_USE enum lume_status sparse_pack(const uint8_t *pixels, size_t n_images, size_t n_pixels,
                                           struct sparse_set *out, struct lume_error *error);

/* Make room for n images that sparse_put will fill; blocks as in `like`, or of equal size (NULL).
 */
LUME_MUST_USE enum lume_status sparse_room(size_t n_images, size_t n_pixels,
                                           const struct sparse_set *like, struct sparse_set *out,
                                           struct lume_error *error);

/* Pack one image into its room. Different images may be put by different threads. */
void sparse_put(struct sparse_set *set, size_t index, const uint8_t *image);

void sparse_finish(struct sparse_set *set);

#endif
