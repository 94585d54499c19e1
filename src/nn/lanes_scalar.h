/* SPDX-License-Identifier: MIT */

/* Sixteen numbers in plain C: what every processor can, and what the others are compared with. */

#include <lume/real.h>

typedef struct {
    lume_real v[16];
} lanes;

static inline lanes lanes_load(const lume_real *p)
{
    lanes r;
    for (int i = 0; i < 16; i++) {
        r.v[i] = p[i];
    }
    return r;
}

static inline void lanes_store(lume_real *p, lanes a)
{
    for (int i = 0; i < 16; i++) {
        p[i] = a.v[i];
    }
}

static inline lanes lanes_splat(lume_real x)
{
    lanes r;
    for (int i = 0; i < 16; i++) {
        r.v[i] = x;
    }
    return r;
}

static inline lanes lanes_add(lanes a, lanes b)
{
    for (int i = 0; i < 16; i++) {
        a.v[i] += b.v[i];
    }
    return a;
}

static inline lanes lanes_mul(lanes a, lanes b)
{
    for (int i = 0; i < 16; i++) {
        a.v[i] *= b.v[i];
    }
    return a;
}
