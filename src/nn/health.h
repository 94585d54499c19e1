/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_HEALTH_H
#define LUME_NN_HEALTH_H

/*
 * How a network fares while it is trained, layer by layer: whether gradients vanish or explode,
 * units saturate or die, steps are too small or too large.
 */

#include <lume/dataset.h>
#include <lume/network.h>

/* Norms are Euclidean, of a layer's weights and biases together. */
struct health_layer {
    double gradient_norm;
    double weight_norm;
    double update_ratio; /* norm of the last update / weight_norm; 1e-3 is usual; 0 where the
                          * weights are 0 */
    /* Shares of (unit, image) pairs and of units, 0 to 1. Saturated: |f'(z)| below a twentieth of
     * the activation's largest. Dead: f'(z) is 0 for every image. NaN where there is no f'(z):
     * softmax joins its outputs, step has no gradient. */
    double saturated, dead;
};

/* Room for networks of one shape, and the images to look at them with: some of those that are
 * trained on, at least one, as the network wants them; they are read while this function runs.
 * LUME_ERROR_MEMORY. */
struct health;
LUME_MUST_USE enum lume_status health_create(const struct lume_network *network,
                                             const struct lume_dataset *images, struct health **out,
                                             struct lume_error *error);
void health_destroy(struct health *health);

/* Look at a network.
 *
 * before    parameters before the last step, as `network->parameters`
 * gradient  of that step, in the same layout: lume_trainer_gradient's
 * out       [n_layers]
 * Cost: a forward pass an image; 50 microseconds for 256 and 784-16-16-10. No allocation. */
void health_measure(struct health *health, const struct lume_network *network,
                    const lume_real *before, const lume_real *gradient, struct health_layer *out);

#endif
