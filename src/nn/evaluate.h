/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_EVALUATE_H
#define LUME_NN_EVALUATE_H

/* Running a network over many images; what lume_evaluate and the trainer's validation share.
 */

#include "nn/pass.h"

#include <lume/metrics.h>
#include <lume/pool.h>

/* Check that images and labels fit the network; LUME_ERROR_USAGE. */
LUME_MUST_USE enum lume_status metrics_check_set(const struct lume_network *network,
                                                 const struct lume_dataset *set,
                                                 struct lume_error *error);

/* Room that a set of n images needs; made once, used often. */
struct evaluation {
    size_t n_images, n_workers;
    uint32_t *order;               /* 0, 1, 2 … */
    struct lume_outcome *outcomes; /* of each image, as is the loss */
    lume_real *losses;
    struct pass *passes;      /* [n_workers] */
    lume_real **first_biases; /* [n_workers] */
    struct sparse_set *rooms; /* [n_workers], for images that are not packed; else NULL */
};

/* The images of a run: packed, or pixels that are packed while they pass through the cache. */
struct evaluation_images {
    const struct sparse_set *packed; /* NULL: pixels */
    const uint8_t *pixels;           /* [n_images][n_inputs] */
    const uint8_t *labels;
};

/* @param packed  whether the images will be */
LUME_MUST_USE enum lume_status evaluation_init(struct evaluation *evaluation,
                                               const struct lume_network *network,
                                               const struct lume_kernels *kernels, size_t n_images,
                                               bool packed, size_t n_workers,
                                               struct lume_error *error);
void evaluation_finish(struct evaluation *evaluation);

/* Fill outcomes and losses. No allocation. `pool` has at most n_workers threads. */
void evaluation_run(struct evaluation *evaluation, const struct lume_network *network,
                    const struct evaluation_images *images, const struct lume_loss *loss,
                    struct lume_pool *pool);

/* Mean loss and share of right answers of the last run, summed in order. */
void evaluation_means(const struct evaluation *evaluation, const uint8_t *labels, double *loss,
                      double *accuracy);

#endif
