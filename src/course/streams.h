/* SPDX-License-Identifier: MIT */
#ifndef LUME_COURSE_STREAMS_H
#define LUME_COURSE_STREAMS_H

/*
 * What the seed of a training is used for: each purpose has its own stream of random numbers, so
 * that one thing more or less leaves all others as they are.
 */

#include <lume/rng.h>

/* Multiples of 4; the trainer's own streams are none. */
enum stream {
    STREAM_WEIGHTS = 0,
    STREAM_SPLIT = 4,
    STREAM_GENERATED = 8,
    STREAM_TEST = 12,
    STREAM_INK = 16, /* and 4 more for each file */
    STREAM_CHOICE = 996,
    STREAM_UNLIKE_WEIGHTS = 1000,
    STREAM_UNLIKE_DIGITS = 1004,
    STREAM_UNLIKE_OTHERS = 1008,
    STREAM_UNLIKE_TRAINING = 1012,
    STREAM_UNLIKE_TEST = 1016,
};

/* A seed for something that has streams of its own. */
static inline uint64_t stream_seed(uint64_t seed, uint64_t stream)
{
    struct lume_rng rng = lume_rng_make(seed, stream);
    const uint64_t high = lume_rng_uint32(&rng);
    return high << 32 | lume_rng_uint32(&rng);
}

#endif
