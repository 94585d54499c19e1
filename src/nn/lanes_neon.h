/* SPDX-License-Identifier: MIT */

/* Sixteen floats in four NEON registers. */

#include <arm_neon.h>

typedef struct {
    float32x4_t v[4];
} lanes;

static inline lanes lanes_load(const float *p)
{
    return (lanes){{vld1q_f32(p), vld1q_f32(p + 4), vld1q_f32(p + 8), vld1q_f32(p + 12)}};
}

static inline void lanes_store(float *p, lanes a)
{
    for (int i = 0; i < 4; i++) {
        vst1q_f32(p + 4 * i, a.v[i]);
    }
}

static inline lanes lanes_splat(float x)
{
    float32x4_t r = vdupq_n_f32(x);
    return (lanes){{r, r, r, r}};
}

static inline lanes lanes_add(lanes a, lanes b)
{
    for (int i = 0; i < 4; i++) {
        a.v[i] = vaddq_f32(a.v[i], b.v[i]);
    }
    return a;
}

static inline lanes lanes_mul(lanes a, lanes b)
{
    for (int i = 0; i < 4; i++) {
        a.v[i] = vmulq_f32(a.v[i], b.v[i]);
    }
    return a;
}
