/* SPDX-License-Identifier: MIT */
#include <lume/rng.h>

#include "base/elementary.h"

#include <assert.h>

#define MULTIPLIER 6364136223846793005u /* of the underlying linear congruence: PCG's */

/* Spread neighbouring numbers over all 64 bits: the finaliser of SplitMix64 (Steele, Lea, Flood:
 * "Fast splittable pseudorandom number generators", 2014). */
static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

struct lume_rng lume_rng_make(uint64_t seed, uint64_t stream)
{
    struct lume_rng rng = {.increment = mix(stream) | 1};
    rng.state = mix(seed ^ mix(stream + 1)) + rng.increment;
    lume_rng_uint32(&rng);
    return rng;
}

uint32_t lume_rng_uint32(struct lume_rng *rng)
{
    uint64_t old = rng->state;
    rng->state = old * MULTIPLIER + rng->increment;
    uint32_t shifted = (uint32_t)(((old >> 18) ^ old) >> 27);
    uint32_t rotation = (uint32_t)(old >> 59);
    return (shifted >> rotation) | (shifted << ((32 - rotation) & 31));
}

/* Multiply and keep the high half; redraw the few values that would favour small results (Lemire:
 * "Fast random integer generation in an interval", 2019). */
uint32_t lume_rng_below(struct lume_rng *rng, uint32_t below)
{
    assert(below > 0);
    uint64_t product = (uint64_t)lume_rng_uint32(rng) * below;
    if ((uint32_t)product < below) {
        uint32_t uneven = (0u - below) % below;
        while ((uint32_t)product < uneven) {
            product = (uint64_t)lume_rng_uint32(rng) * below;
        }
    }
    return (uint32_t)(product >> 32);
}

float lume_rng_float(struct lume_rng *rng)
{
    return (float)(lume_rng_uint32(rng) >> 8) * 0x1p-24f;
}

float lume_rng_range(struct lume_rng *rng, float low, float high)
{
    return low + (high - low) * lume_rng_float(rng);
}

float lume_rng_normal(struct lume_rng *rng)
{
    float u, v, s;
    do {
        u = lume_rng_range(rng, -1, 1);
        v = lume_rng_range(rng, -1, 1);
        s = u * u + v * v;
    } while (s >= 1 || s < 1e-30f);
    return u * sqrtf(-2 * float_log(s) / s);
}

void lume_rng_shuffle(struct lume_rng *rng, uint32_t *indices, size_t n)
{
    assert(n <= UINT32_MAX);
    for (size_t i = n; i > 1; i--) {
        uint32_t j = lume_rng_below(rng, (uint32_t)i);
        uint32_t swapped = indices[i - 1];
        indices[i - 1] = indices[j];
        indices[j] = swapped;
    }
}
