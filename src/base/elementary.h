/* SPDX-License-Identifier: MIT */
#ifndef LUME_BASE_ELEMENTARY_H
#define LUME_BASE_ELEMENTARY_H

/*
 * Elementary functions with the same bits everywhere: additions, multiplications, divisions and bit
 * operations only, in a fixed order and without branches, so that a compiler makes vector code of a
 * loop over them and every instruction set agrees. libm's differ between versions and processors.
 *
 * Coefficients: weighted minimax fits made for this file; the worst errors, checked by
 * tests/unit/elementary.c, stand beside each function (ulp: of the float result).
 *
 * Where the library is compiled for double (gradient checks), real_* are libm's.
 */

#include <lume/real.h>

#include <math.h>
#include <stdint.h>
#include <string.h>

#ifdef __FAST_MATH__
#error "fast-math reorders sums: results would depend on the compiler"
#endif

static inline float float_from_bits(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint32_t float_to_bits(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* e^x for x from -87 to 88, clamped to that range (so never 0, subnormal or infinite); NaN stays.
 * At most 1.5 ulp. */
static inline float float_exp(float x)
{
    const float round = 12582912.0f; /* 1.5 * 2^23: adding it rounds to an integer */
    x = x < -87.0f ? -87.0f : x;
    x = x > 88.0f ? 88.0f : x;
    float k = x * 1.44269504f + round;
    uint32_t shift = float_to_bits(k) << 23;
    k -= round;
    float r = (x - k * 0.693359375f) + k * 2.12194440e-4f; /* ln 2 in two parts */
    float p = 0.00139517174f;
    p = p * r + 0.00836959854f;
    p = p * r + 0.0416661873f;
    p = p * r + 0.166665122f;
    p = p * r + 0.5f;
    p = (p * r) * r + r + 1.0f;
    return float_from_bits(float_to_bits(p) + shift);
}

/* ln x for normal x > 0. At most 1 ulp. */
static inline float float_log(float x)
{
    uint32_t bits = float_to_bits(x);
    uint32_t above = bits - 0x3f3504f3u; /* sqrt(1/2): the mantissa goes to [0.707, 1.414) */
    float k = (float)((int32_t)above >> 23);
    float f = float_from_bits((above & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
    float p = 0.0691557825f;
    p = p * f - 0.117887996f;
    p = p * f + 0.118723094f;
    p = p * f - 0.123844944f;
    p = p * f + 0.142187804f;
    p = p * f - 0.166692451f;
    p = p * f + 0.200022191f;
    p = p * f - 0.249999866f;
    p = p * f + 0.333333105f;
    float f2 = f * f;
    float r = p * f2 * f - k * 2.12194440e-4f;
    r = r - 0.5f * f2;
    return (f + r) + k * 0.693359375f;
}

/* 1 / (1 + e^-x), 0 < result <= 1. At most 2.5 ulp. */
static inline float float_sigmoid(float x)
{
    return 1.0f / (1.0f + float_exp(-x));
}

/* At most 2 ulp. */
static inline float float_tanh(float x)
{
    float magnitude = x < 0.0f ? -x : x;
    float u = x * x;
    float p = -0.00572163006f;
    p = p * u + 0.0206552185f;
    p = p * u - 0.0537451431f;
    p = p * u + 0.133315146f;
    p = p * u - 0.333332837f;
    float near = x + x * u * p;
    float far = 1.0f - 2.0f / (1.0f + float_exp(2.0f * magnitude));
    far = x < 0.0f ? -far : far;
    return magnitude < 0.625f ? near : far;
}

/* At most 3 ulp. */
static inline float float_atan(float x)
{
    float m = x < 0.0f ? -x : x;
    float base = m > 2.41421356f ? 1.57079633f : (m > 0.414213562f ? 0.785398163f : 0.0f);
    float top = m > 2.41421356f ? -1.0f : (m > 0.414213562f ? m - 1.0f : m);
    float bottom = m > 2.41421356f ? m : (m > 0.414213562f ? m + 1.0f : 1.0f);
    float t = top / bottom;
    float u = t * t;
    float p = -0.0609358028f;
    p = p * u + 0.106004909f;
    p = p * u - 0.14244549f;
    p = p * u + 0.19998534f;
    p = p * u - 0.333333164f;
    float r = base + (t + t * u * p);
    return x < 0.0f ? -r : r;
}

/* The error function. At most 3 ulp. */
static inline float float_erf(float x)
{
    float m = x < 0.0f ? -x : x;
    float u = m * m;
    float p = 7.8891193e-05f;
    p = p * u - 0.000802084105f;
    p = p * u + 0.00518953521f;
    p = p * u - 0.0268544443f;
    p = p * u + 0.112836003f;
    p = p * u - 0.37612626f;
    p = p * u + 1.12837911f;
    float t = 1.0f / (1.0f + 0.5f * m);
    float q = 0.118703648f;
    q = q * t - 0.468975902f;
    q = q * t + 0.559998631f;
    q = q * t - 0.100952238f;
    q = q * t + 0.346510172f;
    q = q * t + 0.260063231f;
    q = q * t + 0.284852117f;
    q = q * t - 0.000150038119f;
    float r = m < 1.0f ? m * p : 1.0f - q * float_exp(-u);
    return x < 0.0f ? -r : r;
}

/* The sine, for x from -pi/4 to pi/4. At most 1 ulp. */
static inline float float_sin(float x)
{
    float u = x * x;
    float p = -0.000195149565f;
    p = p * u + 0.00833215844f;
    p = p * u - 0.166666552f;
    return x + x * u * p;
}

/* The cosine, for x from -pi/4 to pi/4. At most 1 ulp. */
static inline float float_cos(float x)
{
    float u = x * x;
    float p = 2.44327839e-05f;
    p = p * u - 0.0013887313f;
    p = p * u + 0.0416666456f;
    return 1.0f - (0.5f * u - u * u * p);
}

#ifdef LUME_REAL
#define real_exp exp
#define real_log log
#define real_sqrt sqrt
#define real_tanh tanh
#define real_atan atan
#define real_erf erf
static inline lume_real real_sigmoid(lume_real x)
{
    return 1 / (1 + exp(-x));
}
#else
#define real_exp float_exp
#define real_log float_log
#define real_sqrt sqrtf
#define real_tanh float_tanh
#define real_atan float_atan
#define real_erf float_erf
#define real_sigmoid float_sigmoid
#endif

#endif
