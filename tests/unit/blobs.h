/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_BLOBS_H
#define LUME_TESTS_BLOBS_H

/* A small set that is learned quickly: the images of a class have a blob of ink at its own place
 * on a circle, moved a little at random, and some specks. */

#include "check.h"

#include <lume/dataset.h>
#include <lume/rng.h>

static inline void blobs_draw(struct lume_rng *rng, const struct lume_dataset *set, size_t label,
                              uint8_t *image)
{
    const double turn = 6.283185 * (double)label / (double)set->n_classes;
    const double height = (double)set->rows, width = (double)set->columns;
    const double y0 = height * (0.5 + 0.32 * sin(turn)) + (double)lume_rng_range(rng, -1, 1);
    const double x0 = width * (0.5 + 0.32 * cos(turn)) + (double)lume_rng_range(rng, -1, 1);
    for (size_t k = 0; k < set->rows * set->columns; k++) {
        const double y = (double)(k / set->columns) + 0.5 - y0;
        const double x = (double)(k % set->columns) + 0.5 - x0;
        const bool inside = y * y + x * x < 0.012 * height * width + 1;
        const bool speck = lume_rng_below(rng, 20) == 0;
        image[k] = inside || speck ? (uint8_t)(100 + lume_rng_below(rng, 156)) : 0;
    }
}

/* Classes take turns. blobs_finish releases. */
static inline struct lume_dataset blobs_make(size_t n, size_t side, size_t n_classes, uint64_t seed)
{
    struct lume_dataset set = {.n = n, .rows = side, .columns = side, .n_classes = n_classes};
    struct lume_rng rng = lume_rng_make(seed, 0);
    set.pixels = malloc(n * side * side);
    set.labels = malloc(n);
    assert_true(set.pixels && set.labels);
    for (size_t i = 0; i < n; i++) {
        set.labels[i] = (uint8_t)(i * 7 % n_classes);
        blobs_draw(&rng, &set, set.labels[i], set.pixels + i * side * side);
    }
    return set;
}

static inline void blobs_finish(struct lume_dataset *set)
{
    free(set->pixels);
    free(set->labels);
}

#endif
