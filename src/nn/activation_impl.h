/* SPDX-License-Identifier: MIT */

/*
 * The activation functions: compiled into the kernels of each instruction set, where the compiler
 * makes vector code of the loops. To add one: value and derivative, ELEMENTWISE, a line in the list
 * at the end. Plain arithmetic and base/elementary.h only, so that all kernels give the same bits.
 */

#include "nn/kernels.h"

#include "base/elementary.h"

static inline lume_real identity_value(lume_real z, lume_real slope)
{
    (void)slope;
    return z;
}

static inline lume_real identity_derivative(lume_real z, lume_real a, lume_real slope)
{
    (void)z, (void)a, (void)slope;
    return 1;
}

static inline lume_real step_value(lume_real z, lume_real slope)
{
    (void)slope;
    return z >= 0 ? (lume_real)1 : (lume_real)0;
}

static inline lume_real step_derivative(lume_real z, lume_real a, lume_real slope)
{
    (void)z, (void)a, (void)slope;
    return 0;
}

static inline lume_real sigmoid_value(lume_real z, lume_real slope)
{
    (void)slope;
    return real_sigmoid(z);
}

static inline lume_real sigmoid_derivative(lume_real z, lume_real a, lume_real slope)
{
    (void)z, (void)slope;
    return a * (1 - a);
}

static inline lume_real tanh_value(lume_real z, lume_real slope)
{
    (void)slope;
    return real_tanh(z);
}

static inline lume_real tanh_derivative(lume_real z, lume_real a, lume_real slope)
{
    (void)z, (void)slope;
    return 1 - a * a;
}

static inline lume_real arctan_value(lume_real z, lume_real slope)
{
    (void)slope;
    return real_atan(z);
}

static inline lume_real arctan_derivative(lume_real z, lume_real a, lume_real slope)
{
    (void)a, (void)slope;
    return 1 / (1 + z * z);
}

static inline lume_real relu_value(lume_real z, lume_real slope)
{
    (void)slope;
    return z < 0 ? (lume_real)0 : z;
}

static inline lume_real relu_derivative(lume_real z, lume_real a, lume_real slope)
{
    (void)a, (void)slope;
    return z > 0 ? (lume_real)1 : (lume_real)0;
}

static const lume_real leak = (lume_real)0.01;

static inline lume_real leaky_relu_value(lume_real z, lume_real slope)
{
    (void)slope;
    return z < 0 ? leak * z : z;
}

static inline lume_real leaky_relu_derivative(lume_real z, lume_real a, lume_real slope)
{
    (void)a, (void)slope;
    return z > 0 ? (lume_real)1 : leak;
}

static inline lume_real prelu_value(lume_real z, lume_real slope)
{
    return z < 0 ? slope * z : z;
}

static inline lume_real prelu_derivative(lume_real z, lume_real a, lume_real slope)
{
    (void)a;
    return z > 0 ? (lume_real)1 : slope;
}

static lume_real prelu_slope_derivative(lume_real z)
{
    return z < 0 ? z : (lume_real)0;
}

static inline lume_real elu_value(lume_real z, lume_real slope)
{
    (void)slope;
    lume_real below = real_exp(z < 0 ? z : (lume_real)0) - 1;
    return z < 0 ? below : z;
}

static inline lume_real elu_derivative(lume_real z, lume_real a, lume_real slope)
{
    (void)slope;
    return z > 0 ? (lume_real)1 : a + 1;
}

static inline lume_real softplus_value(lume_real z, lume_real slope)
{
    (void)slope;
    lume_real magnitude = z < 0 ? -z : z;
    return (z < 0 ? (lume_real)0 : z) + real_log(1 + real_exp(-magnitude));
}

static inline lume_real softplus_derivative(lume_real z, lume_real a, lume_real slope)
{
    (void)a, (void)slope;
    return real_sigmoid(z);
}

/* The normal distribution up to z. */
static inline lume_real normal_share(lume_real z)
{
    return (lume_real)0.5 * (1 + real_erf(z * (lume_real)0.70710678118654752));
}

static inline lume_real gelu_value(lume_real z, lume_real slope)
{
    (void)slope;
    return z * normal_share(z);
}

static inline lume_real gelu_derivative(lume_real z, lume_real a, lume_real slope)
{
    (void)a, (void)slope;
    lume_real near = z < -9 ? (lume_real)-9 : z;
    near = near > 9 ? (lume_real)9 : near; /* beyond, the density is 0 */
    lume_real density = real_exp((lume_real)-0.5 * near * near) * (lume_real)0.39894228040143268;
    return normal_share(z) + near * density;
}

static inline lume_real silu_value(lume_real z, lume_real slope)
{
    (void)slope;
    return z * real_sigmoid(z);
}

static inline lume_real silu_derivative(lume_real z, lume_real a, lume_real slope)
{
    (void)slope;
    return real_sigmoid(z) + a * (1 - real_sigmoid(z));
}

/* a_j = e^(z_j - max) / sum; the largest z is taken off first, so that nothing overflows. What is
 * far below the smallest share that could matter becomes 0: subnormal numbers are slow. */
static void softmax_forward(const lume_real *restrict z, lume_real *restrict a, size_t n,
                            size_t n_out, size_t stride, lume_real slope)
{
    (void)slope;
    for (size_t i = 0; i < n; i++) {
        const lume_real *row = z + i * stride;
        lume_real top = row[0];
        for (size_t j = 1; j < n_out; j++) {
            top = row[j] > top ? row[j] : top;
        }
        for (size_t j = 0; j < stride; j++) {
            a[i * stride + j] = row[j] - top;
        }
    }
    for (size_t k = 0; k < n * stride; k++) {
        a[k] = real_exp(a[k]);
    }
    for (size_t i = 0; i < n; i++) {
        lume_real *row = a + i * stride;
        lume_real sum = row[0];
        for (size_t j = 1; j < n_out; j++) {
            sum += row[j];
        }
        for (size_t j = 0; j < stride; j++) {
            lume_real share = row[j] / sum;
            row[j] = share < (lume_real)1e-30 ? (lume_real)0 : share;
        }
    }
}

/* dL/dz_j = a_j (g_j - sum over k of g_k a_k), g = dL/da. */
static void softmax_backward(const lume_real *restrict z, const lume_real *restrict a,
                             lume_real *restrict delta, size_t n, size_t n_out, size_t stride,
                             lume_real slope)
{
    (void)z, (void)slope;
    for (size_t i = 0; i < n; i++) {
        const lume_real *share = a + i * stride;
        lume_real *row = delta + i * stride;
        lume_real mean = 0;
        for (size_t j = 0; j < n_out; j++) {
            mean += row[j] * share[j];
        }
        for (size_t j = 0; j < n_out; j++) {
            row[j] = share[j] * (row[j] - mean);
        }
    }
}

/* The two batch loops of a function that takes each number alone. */
#define ELEMENTWISE(name)                                                                         \
    static void name##_forward(const lume_real *restrict z, lume_real *restrict a, size_t n,      \
                               size_t n_out, size_t stride, lume_real slope)                      \
    {                                                                                             \
        (void)n_out;                                                                              \
        for (size_t i = 0; i < n * stride; i++) {                                                 \
            a[i] = name##_value(z[i], slope);                                                     \
        }                                                                                         \
    }                                                                                             \
    static void name##_backward(const lume_real *restrict z, const lume_real *restrict a,         \
                                lume_real *restrict delta, size_t n, size_t n_out, size_t stride, \
                                lume_real slope)                                                  \
    {                                                                                             \
        (void)n_out;                                                                              \
        for (size_t i = 0; i < n * stride; i++) {                                                 \
            delta[i] *= name##_derivative(z[i], a[i], slope);                                     \
        }                                                                                         \
    }

ELEMENTWISE(identity)
ELEMENTWISE(step)
ELEMENTWISE(sigmoid)
ELEMENTWISE(tanh)
ELEMENTWISE(arctan)
ELEMENTWISE(relu)
ELEMENTWISE(leaky_relu)
ELEMENTWISE(prelu)
ELEMENTWISE(elu)
ELEMENTWISE(softplus)
ELEMENTWISE(gelu)
ELEMENTWISE(silu)

static const struct lume_activation identity_activation = {
    .name = "identity",
    .doc = "z; any number: linear outputs, Adaline",
    .has_gradient = true,
    .value = identity_value,
    .derivative = identity_derivative,
};
static const struct lume_activation step_activation = {
    .name = "step",
    .doc = "1 where z >= 0, else 0; no gradient: for the perceptron rule",
    .has_gradient = false,
    .value = step_value,
    .derivative = step_derivative,
};
static const struct lume_activation sigmoid_activation = {
    .name = "sigmoid",
    .doc = "1 / (1 + e^-z); 0 to 1",
    .has_gradient = true,
    .value = sigmoid_value,
    .derivative = sigmoid_derivative,
};
static const struct lume_activation tanh_activation = {
    .name = "tanh",
    .doc = "(e^z - e^-z) / (e^z + e^-z); -1 to 1",
    .has_gradient = true,
    .value = tanh_value,
    .derivative = tanh_derivative,
};
static const struct lume_activation arctan_activation = {
    .name = "arctan",
    .doc = "arctan z; -pi/2 to pi/2, slower to saturate than tanh",
    .has_gradient = true,
    .value = arctan_value,
    .derivative = arctan_derivative,
};
static const struct lume_activation relu_activation = {
    .name = "relu",
    .doc = "max(0, z); 0 or more, its gradient never fades",
    .has_gradient = true,
    .value = relu_value,
    .derivative = relu_derivative,
};
static const struct lume_activation leaky_relu_activation = {
    .name = "leaky-relu",
    .doc = "z where z > 0, else 0.01 z: no unit dies for good",
    .has_gradient = true,
    .value = leaky_relu_value,
    .derivative = leaky_relu_derivative,
};
static const struct lume_activation prelu_activation = {
    .name = "prelu",
    .doc = "z where z > 0, else s z with a slope s that is learned, one a layer",
    .has_gradient = true,
    .value = prelu_value,
    .derivative = prelu_derivative,
    .has_slope = true,
    .slope_derivative = prelu_slope_derivative,
};
static const struct lume_activation elu_activation = {
    .name = "elu",
    .doc = "z where z > 0, else e^z - 1; above -1, smooth",
    .has_gradient = true,
    .value = elu_value,
    .derivative = elu_derivative,
};
static const struct lume_activation softplus_activation = {
    .name = "softplus",
    .doc = "ln(1 + e^z); above 0, a smooth relu",
    .has_gradient = true,
    .value = softplus_value,
    .derivative = softplus_derivative,
};
static const struct lume_activation gelu_activation = {
    .name = "gelu",
    .doc = "z P(N <= z) for a normal N: z (1 + erf(z / sqrt 2)) / 2",
    .has_gradient = true,
    .value = gelu_value,
    .derivative = gelu_derivative,
};
static const struct lume_activation silu_activation = {
    .name = "silu",
    .doc = "z / (1 + e^-z), also called swish",
    .has_gradient = true,
    .value = silu_value,
    .derivative = silu_derivative,
};
static const struct lume_activation softmax_activation = {
    .name = "softmax",
    .doc = "e^z_j / sum over k of e^z_k; shares of 1: probabilities, outputs only",
    .has_gradient = true,
    .joins_outputs = true,
};

static const struct activation_kernel activation_kernels[] = {
    {&identity_activation, identity_forward, identity_backward},
    {&step_activation, step_forward, step_backward},
    {&sigmoid_activation, sigmoid_forward, sigmoid_backward},
    {&tanh_activation, tanh_forward, tanh_backward},
    {&arctan_activation, arctan_forward, arctan_backward},
    {&relu_activation, relu_forward, relu_backward},
    {&leaky_relu_activation, leaky_relu_forward, leaky_relu_backward},
    {&prelu_activation, prelu_forward, prelu_backward},
    {&elu_activation, elu_forward, elu_backward},
    {&softplus_activation, softplus_forward, softplus_backward},
    {&gelu_activation, gelu_forward, gelu_backward},
    {&silu_activation, silu_forward, silu_backward},
    {&softmax_activation, softmax_forward, softmax_backward},
    {NULL, NULL, NULL},
};
