/* SPDX-License-Identifier: MIT */

/*
 * The optimisers' steps: compiled into the kernels of each instruction set, as activation_impl.h.
 * To add one: a step for one parameter, UPDATE, an entry, a line in the list at the end.
 *
 * States follow PyTorch's, so that its numbers can be compared. What has decayed below 1e-30 counts
 * as 0: pixels that are never inked would otherwise drag subnormal numbers along, which are slow.
 */

#include "nn/kernels.h"

#include "base/elementary.h"

static inline lume_real without_dust(lume_real x)
{
    lume_real magnitude = x < 0 ? -x : x;
    return magnitude < (lume_real)1e-30 ? (lume_real)0 : x;
}

/* The gradient, clipped, with the penalty's added. */
static inline lume_real full_gradient(const struct lume_update *u, lume_real p, lume_real g)
{
    lume_real sign = p > 0 ? (lume_real)1 : (lume_real)0;
    sign = p < 0 ? (lume_real)-1 : sign;
    return g * u->gradient_scale + u->l2 * p + u->l1 * sign;
}

static inline void sgd_step(const struct lume_update *u, lume_real *p, lume_real g, lume_real *s1,
                            lume_real *s2)
{
    (void)s1, (void)s2;
    *p -= u->learning_rate * full_gradient(u, *p, g);
}

static inline void momentum_step(const struct lume_update *u, lume_real *p, lume_real g,
                                 lume_real *s1, lume_real *s2)
{
    (void)s2;
    *s1 = without_dust(u->momentum * *s1 + full_gradient(u, *p, g));
    *p -= u->learning_rate * *s1;
}

static inline void nesterov_step(const struct lume_update *u, lume_real *p, lume_real g,
                                 lume_real *s1, lume_real *s2)
{
    (void)s2;
    lume_real full = full_gradient(u, *p, g);
    *s1 = without_dust(u->momentum * *s1 + full);
    *p -= u->learning_rate * (full + u->momentum * *s1);
}

static inline void rmsprop_step(const struct lume_update *u, lume_real *p, lume_real g,
                                lume_real *s1, lume_real *s2)
{
    (void)s2;
    lume_real full = full_gradient(u, *p, g);
    *s1 = without_dust(u->beta2 * *s1 + (1 - u->beta2) * full * full);
    *p -= u->learning_rate * full / (real_sqrt(*s1) + u->epsilon);
}

/* The common part of adam and adamw, g with the penalty in it or not. */
static inline void follow_moments(const struct lume_update *u, lume_real *p, lume_real g,
                                  lume_real *s1, lume_real *s2)
{
    *s1 = without_dust(u->beta1 * *s1 + (1 - u->beta1) * g);
    *s2 = without_dust(u->beta2 * *s2 + (1 - u->beta2) * g * g);
    lume_real root = real_sqrt(*s2) * u->correction2 + u->epsilon;
    *p -= u->learning_rate * (*s1 * u->correction1) / root;
}

static inline void adam_step(const struct lume_update *u, lume_real *p, lume_real g, lume_real *s1,
                             lume_real *s2)
{
    follow_moments(u, p, full_gradient(u, *p, g), s1, s2);
}

static inline void adamw_step(const struct lume_update *u, lume_real *p, lume_real g, lume_real *s1,
                              lume_real *s2)
{
    lume_real sign = *p > 0 ? (lume_real)1 : (lume_real)0;
    sign = *p < 0 ? (lume_real)-1 : sign;
    *p -= u->learning_rate * u->l2 * *p;
    follow_moments(u, p, g * u->gradient_scale + u->l1 * sign, s1, s2);
}

/* Rosenblatt's rule: the error of the decision, whatever the slope of the activation. */
static lume_real perceptron_delta(lume_real z, lume_real a, lume_real target)
{
    (void)z;
    return a - target;
}

/* Widrow and Hoff's rule: the error of the sum, before any decision. */
static lume_real adaline_delta(lume_real z, lume_real a, lume_real target)
{
    (void)a;
    return z - target;
}

/* The loop over a block; s1 and s2 say how the step finds its states. */
#define UPDATE(name, state1, state2)                                                        \
    static void name##_update(const struct lume_update *u, size_t n, lume_real *restrict p, \
                              lume_real *restrict g, lume_real *restrict s1,                \
                              lume_real *restrict s2)                                       \
    {                                                                                       \
        (void)s1, (void)s2;                                                                 \
        const struct lume_update fixed = *u;                                                \
        for (size_t i = 0; i < n; i++) {                                                    \
            name##_step(&fixed, &p[i], g[i], state1, state2);                               \
            g[i] = 0;                                                                       \
        }                                                                                   \
    }

UPDATE(sgd, NULL, NULL)
UPDATE(momentum, &s1[i], NULL)
UPDATE(nesterov, &s1[i], NULL)
UPDATE(rmsprop, &s1[i], NULL)
UPDATE(adam, &s1[i], &s2[i])
UPDATE(adamw, &s1[i], &s2[i])

static const struct lume_optimizer sgd_optimizer = {
    .name = "sgd",
    .doc = "w -= rate g",
    .n_states = 0,
    .default_learning_rate = 0.5f,
};
static const struct lume_optimizer momentum_optimizer = {
    .name = "momentum",
    .has_momentum = true,
    .doc = "v = m v + g; w -= rate v (heavy ball)",
    .n_states = 1,
    .default_learning_rate = 0.1f,
};
static const struct lume_optimizer nesterov_optimizer = {
    .name = "nesterov",
    .has_momentum = true,
    .doc = "v = m v + g; w -= rate (g + m v) (looks ahead)",
    .n_states = 1,
    .default_learning_rate = 0.1f,
};
static const struct lume_optimizer rmsprop_optimizer = {
    .name = "rmsprop",
    .doc = "s = 0.99 s + 0.01 g^2; w -= rate g / (sqrt s + 1e-8)",
    .n_states = 1,
    .default_learning_rate = 0.001f,
    .beta2 = 0.99,
};
static const struct lume_optimizer adam_optimizer = {
    .name = "adam",
    .doc = "means m of g, v of g^2; w -= rate m / (sqrt v + 1e-8), both corrected",
    .n_states = 2,
    .default_learning_rate = 0.01f,
    .beta1 = 0.9,
    .beta2 = 0.999,
};
static const struct lume_optimizer adamw_optimizer = {
    .name = "adamw",
    .doc = "adam, with l2 as decay of w apart from the gradient",
    .n_states = 2,
    .default_learning_rate = 0.01f,
    .beta1 = 0.9,
    .beta2 = 0.999,
};
static const struct lume_optimizer perceptron_optimizer = {
    .name = "perceptron",
    .doc = "w -= rate (a - t) x, one layer of step units (Rosenblatt 1958)",
    .n_states = 0,
    .default_learning_rate = 0.1f,
    .delta = perceptron_delta,
    .rule_activation = "step",
};
static const struct lume_optimizer adaline_optimizer = {
    .name = "adaline",
    .doc = "w -= rate (z - t) x, one linear layer (delta rule, Widrow and Hoff 1960)",
    .n_states = 0,
    .default_learning_rate = 0.01f,
    .delta = adaline_delta,
    .rule_activation = "identity",
};

static const struct optimizer_kernel optimizer_kernels[] = {
    {&sgd_optimizer, sgd_update},
    {&momentum_optimizer, momentum_update},
    {&nesterov_optimizer, nesterov_update},
    {&rmsprop_optimizer, rmsprop_update},
    {&adam_optimizer, adam_update},
    {&adamw_optimizer, adamw_update},
    {&perceptron_optimizer, sgd_update},
    {&adaline_optimizer, sgd_update},
    {NULL, NULL},
};
