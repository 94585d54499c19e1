/* SPDX-License-Identifier: MIT */

/*
 * The losses: compiled into the registry, and in double into exact.c. To add one: value and
 * gradient, a line in the list at the end.
 */

#include "base/elementary.h"

#include <lume/loss.h>

/* An activation is kept this far from 0 and 1 where its logarithm is taken. */
static const lume_real margin = (lume_real)1e-7;

static lume_real target_of(size_t j, size_t label)
{
    return j == label ? (lume_real)1 : (lume_real)0;
}

/* a within (0, 1), where both ln a and ln(1 - a) are finite. */
static lume_real inside(lume_real a)
{
    a = a < margin ? margin : a;
    return a > 1 - margin ? 1 - margin : a;
}

static lume_real mse_value(bool fused, const lume_real *z, const lume_real *a, size_t n,
                           size_t label)
{
    (void)fused, (void)z;
    lume_real sum = 0;
    for (size_t j = 0; j < n; j++) {
        lume_real error = a[j] - target_of(j, label);
        sum += error * error;
    }
    return sum / (lume_real)n;
}

static void mse_gradient(bool fused, const lume_real *z, const lume_real *a, size_t n, size_t label,
                         lume_real *gradient)
{
    (void)fused, (void)z;
    for (size_t j = 0; j < n; j++) {
        gradient[j] = 2 * (a[j] - target_of(j, label)) / (lume_real)n;
    }
}

static lume_real bce_value(bool fused, const lume_real *z, const lume_real *a, size_t n,
                           size_t label)
{
    lume_real sum = 0;
    for (size_t j = 0; j < n; j++) {
        lume_real target = target_of(j, label);
        if (fused) { /* ln(1 + e^z) - t z, with the larger power taken out */
            lume_real magnitude = z[j] < 0 ? -z[j] : z[j];
            sum += (z[j] > 0 ? z[j] : 0) - target * z[j] + real_log(1 + real_exp(-magnitude));
        } else {
            lume_real p = inside(a[j]);
            sum -= j == label ? real_log(p) : real_log(1 - p);
        }
    }
    return sum / (lume_real)n;
}

static void bce_gradient(bool fused, const lume_real *z, const lume_real *a, size_t n, size_t label,
                         lume_real *gradient)
{
    (void)z;
    for (size_t j = 0; j < n; j++) {
        lume_real target = target_of(j, label), p = inside(a[j]);
        if (fused) {
            gradient[j] = (a[j] - target) / (lume_real)n;
        } else {
            gradient[j] = p == a[j] ? (p - target) / (p * (1 - p)) / (lume_real)n : 0;
        }
    }
}

/* -ln a_label. With softmax it is ln(sum e^z) - z_label, and the sum, less its largest power, is
 * 1 / (largest share): exact even where a_label has been rounded to 0. */
static lume_real cross_entropy_value(bool fused, const lume_real *z, const lume_real *a, size_t n,
                                     size_t label)
{
    if (!fused) {
        return -real_log(inside(a[label]));
    }
    size_t top = 0;
    for (size_t j = 1; j < n; j++) {
        top = z[j] > z[top] ? j : top;
    }
    lume_real loss = z[top] - z[label] - real_log(a[top]);
    return loss < 0 ? (lume_real)0 : loss;
}

static void cross_entropy_gradient(bool fused, const lume_real *z, const lume_real *a, size_t n,
                                   size_t label, lume_real *gradient)
{
    (void)z;
    for (size_t j = 0; j < n; j++) {
        if (fused) {
            gradient[j] = a[j] - target_of(j, label);
        } else {
            gradient[j] = j == label && inside(a[j]) == a[j] ? -1 / a[j] : 0;
        }
    }
}

static const struct lume_loss losses[] = {
    {"mse", "mean over outputs of (a - t)^2", NULL, mse_value, mse_gradient},
    {"binary-cross-entropy", "mean over outputs of -t ln a - (1 - t) ln(1 - a)", "sigmoid",
     bce_value, bce_gradient},
    {"cross-entropy", "-ln a of the label", "softmax", cross_entropy_value, cross_entropy_gradient},
};

enum { N_LOSSES = sizeof losses / sizeof losses[0] };
