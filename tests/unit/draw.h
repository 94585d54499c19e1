/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_DRAW_H
#define LUME_TESTS_DRAW_H

/* Random numbers and images for tests, the same in each run, and how numbers are compared. Blocks
 * are from malloc and of the exact size, so that a sanitizer sees one number too far; free releases
 * them. */

#include "check.h"

#include <lume/real.h>
#include <lume/rng.h>

static inline lume_real *draw_reals(struct lume_rng *rng, size_t n, double low, double high)
{
    lume_real *reals = malloc(n ? n * sizeof *reals : 1);
    assert_non_null(reals);
    for (size_t i = 0; i < n; i++) {
        reals[i] = (lume_real)(low + (high - low) * (double)lume_rng_float(rng));
    }
    return reals;
}

/* What `from` holds, in a block of its own. */
static inline lume_real *draw_copy(const lume_real *from, size_t n)
{
    lume_real *reals = malloc(n ? n * sizeof *reals : 1);
    assert_non_null(reals);
    memcpy(reals, from, n * sizeof *reals);
    return reals;
}

/* An image of one of DRAW_KINDS kinds: empty, full, ink at either end alone, a stroke in the
 * middle, ink so rare that gaps pass 255, and as much ink as digits have (the last kinds). */
enum { DRAW_KINDS = 10 };

static inline void draw_image(struct lume_rng *rng, size_t kind, uint8_t *image, size_t n)
{
    static const double shares[DRAW_KINDS] = {0, 1, 0, 0, 0.5, 0.004, 0.002, 0.19, 0.19, 0.19};
    kind %= DRAW_KINDS;
    size_t margin = kind == 4 ? n / 3 : 0;
    memset(image, 0, n);
    for (size_t i = margin; i < n - margin; i++) {
        if ((double)lume_rng_float(rng) < shares[kind]) {
            image[i] = (uint8_t)(1 + lume_rng_below(rng, 255));
        }
    }
    image[0] = kind == 2 ? 200 : image[0];
    image[n - 1] = kind == 3 ? 200 : image[n - 1];
}

/* Fail unless got[n] and expected[n] are the same bits; `what` of `whom` is for the message. */
static inline void check_bits(const lume_real *got, const lume_real *expected, size_t n,
                              const char *what, const char *whom)
{
    for (size_t i = 0; i < n; i++) {
        if (memcmp(&got[i], &expected[i], sizeof got[i]) != 0) {
            fail_msg("%s of %s: number %zu of %zu is %.9g, expected %.9g", what, whom, i, n,
                     (double)got[i], (double)expected[i]);
        }
    }
}

#endif
