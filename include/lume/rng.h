/* SPDX-License-Identifier: MIT */
#ifndef LUME_RNG_H
#define LUME_RNG_H

#include "status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A small seeded generator of random numbers: PCG-XSH-RR 64/32.
 *
 * Not for cryptography. Equal (seed, stream) give equal numbers on every machine; different streams
 * of one seed are independent, so that each image of each epoch can have its own and the order in
 * which threads work does not matter. 16 bytes, a value type: copying it copies its future.
 *
 * Source: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good
 * Algorithms for Random Number Generation", HMC-CS-2014-0905, 2014.
 */
struct lume_rng {
    uint64_t state;
    uint64_t increment; /**< odd */
};

/** Make the generator of one seed and stream. Any values are good ones. */
LUME_API struct lume_rng lume_rng_make(uint64_t seed, uint64_t stream);

/** Draw 32 uniform bits. */
LUME_API uint32_t lume_rng_uint32(struct lume_rng *rng);

/** Draw an integer from 0 to below - 1, all equally likely. 0 < below. */
LUME_API uint32_t lume_rng_below(struct lume_rng *rng, uint32_t below);

/** Draw a number from [0, 1): a multiple of 2^-24. */
LUME_API float lume_rng_float(struct lume_rng *rng);

/** Draw a number from [low, high). */
LUME_API float lume_rng_range(struct lume_rng *rng, float low, float high);

/** Draw from the normal distribution of mean 0 and variance 1: Marsaglia's polar method, with the
 *  library's own logarithm. */
LUME_API float lume_rng_normal(struct lume_rng *rng);

/** Put `n` indices into random order (Fisher-Yates). n < 2^32. */
LUME_API void lume_rng_shuffle(struct lume_rng *rng, uint32_t *indices, size_t n);

#ifdef __cplusplus
}
#endif
#endif
