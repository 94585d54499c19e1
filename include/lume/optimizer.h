/* SPDX-License-Identifier: MIT */
#ifndef LUME_OPTIMIZER_H
#define LUME_OPTIMIZER_H

#include "real.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Numbers of one update. Field terms of PyTorch's optimisers. */
struct lume_update {
    lume_real learning_rate;
    lume_real momentum;       /**< momentum, nesterov; 0 to below 1 */
    lume_real beta1, beta2;   /**< adam, adamw: decay of both moments; rmsprop: beta2 alone */
    lume_real epsilon;        /**< adam, adamw, rmsprop: added to the root */
    lume_real correction1;    /**< 1 / (1 - beta1^step) */
    lume_real correction2;    /**< 1 / sqrt(1 - beta2^step) */
    lume_real gradient_scale; /**< below 1 where the norm was clipped */
    lume_real l1, l2;         /**< penalty's gradient: l1 sign(w) + l2 w; adamw: l2 is its decay */
};

/**
 * How parameters follow their gradient, or a learning rule of the time before gradients: an entry
 * of the registry.
 */
struct lume_optimizer {
    const char *name;
    const char *doc;   /**< formula in one line */
    size_t n_states;   /**< blocks of memory as large as the parameters: 0 to 2 */
    bool has_momentum; /**< reads the momentum (momentum, nesterov); others ignore it */

    /** Rule for one layer (perceptron, adaline): output delta from z, a and the 0/1 targets,
     *  in place of the loss; NULL where gradients are followed. */
    lume_real (*delta)(lume_real z, lume_real a, lume_real target);
    const char *rule_activation; /**< the activation such a rule is made for, else NULL */

    double beta1, beta2;         /**< see struct lume_update; 0 where not used */
    float default_learning_rate; /**< at batch size 64 */
};

/** List them: sgd, momentum, nesterov, rmsprop, adam, adamw, perceptron, adaline; NULL after. */
LUME_API const struct lume_optimizer *lume_optimizer_at(size_t index);

/** Find one by name; NULL when there is none. */
LUME_API const struct lume_optimizer *lume_optimizer_find(const char *name);

/** How the learning rate moves over training: an entry of the registry. */
struct lume_schedule {
    const char *name;
    const char *doc; /**< formula in one line */

    /** Factor of the learning rate at `progress`, 0 at the first batch to 1 after the last. */
    double (*factor)(double progress);
};

/** List them: constant, step, cosine, one-cycle; NULL after the last. */
LUME_API const struct lume_schedule *lume_schedule_at(size_t index);

/** Find one by name; NULL when there is none. */
LUME_API const struct lume_schedule *lume_schedule_find(const char *name);

#ifdef __cplusplus
}
#endif
#endif
