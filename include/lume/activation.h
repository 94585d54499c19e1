/* SPDX-License-Identifier: MIT */
#ifndef LUME_ACTIVATION_H
#define LUME_ACTIVATION_H

#include "real.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One activation function, a = f(z): an entry of the registry. */
struct lume_activation {
    const char *name;
    const char *doc;    /**< formula, range and use in one line */
    bool has_gradient;  /**< false: only a learning rule can train it (step) */
    bool has_slope;     /**< true: one learned parameter a layer, `slope` below (prelu) */
    bool joins_outputs; /**< true: each output depends on the whole layer (softmax) */

    /** a = f(z). NULL where joins_outputs. `slope` is ignored unless has_slope. */
    lume_real (*value)(lume_real z, lume_real slope);

    /** da/dz, given z and a = value(z). NULL where joins_outputs. */
    lume_real (*derivative)(lume_real z, lume_real a, lume_real slope);

    /** da/dslope; NULL unless has_slope. */
    lume_real (*slope_derivative)(lume_real z);
};

/** List the activations: identity, step, sigmoid, tanh, arctan, relu, leaky-relu, prelu, elu,
 *  softplus, gelu, silu, softmax; NULL after the last. */
LUME_API const struct lume_activation *lume_activation_at(size_t index);

/** Find one by name; NULL when there is none. */
LUME_API const struct lume_activation *lume_activation_find(const char *name);

#ifdef __cplusplus
}
#endif
#endif
