/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_TRAINER_H
#define LUME_NN_TRAINER_H

/*
 * The trainer's inside. trainer.c makes it and ends epochs; trainer_step.c does the steps.
 *
 * A step has three phases. Threads share the pixels: each makes the first layer's weighted sums
 * over its half of them. Then they share the images: the rest of the way forward, and backward.
 * Then they share the parameters: each sums the gradient of its blocks over all images, in order,
 * and updates them; the first layer's are those it used in the first phase, so they stay in its
 * cache. Warping is a phase before these, and with clipping the update is one behind, since the
 * norm must be known. No sum depends on who makes it. Large batches are done in parts, and have the
 * update behind as well, so that they can be dropped until it begins.
 */

#include "nn/evaluate.h"

#include <lume/trainer.h>

#include <stdatomic.h>

struct lume_trainer {
    struct lume_trainer_config config;
    struct lume_network *network; /* borrowed */
    const struct lume_kernels *kernels;
    const struct optimizer_kernel *optimizer;

    /* The training set: packed once, or warped into `packed` batch by batch. */
    bool warped;
    const struct lume_dataset *train; /* borrowed; read again only where warped */
    size_t n_images, batch_size;
    struct sparse_set packed;
    uint8_t *labels;  /* of packed: [n_images], or where warped [batch_size] */
    uint32_t *order;  /* [n_images]; an epoch's is drawn when its first batch comes */
    uint32_t *places; /* 0, 1, 2 … [batch_size]; where warped */
    uint8_t *scratch; /* [workers][2][pixels]; where warped */

    struct pass pass;
    lume_real *first_biases; /* [workers][stride of the first layer] */
    lume_real *losses;       /* [batch_size] */
    uint8_t *correct;        /* [batch_size] */

    lume_real *gradient, *states[2]; /* in the layout of the parameters */
    bool gradient_is_shown;          /* else it is 0 between steps */
    double beta1_power, beta2_power;
    size_t first_image; /* of the current batch, in the epoch's order */
    size_t batch_images;
    struct lume_update update; /* of the current step */
    double squares[PASS_BLOCKS];

    bool has_validation;
    struct sparse_set validation;
    uint8_t *validation_labels;
    struct evaluation evaluation;
    lume_real *best; /* parameters */
    size_t epochs_since_best;

    struct lume_trainer_progress progress;
    double loss_sum;
    size_t n_correct, n_seen; /* of the current epoch */

    /* Of one that is watched. */
    const atomic_bool *unwanted; /* borrowed; NULL: nobody watches */
    lume_real *kept;             /* the last gradient, where has_kept */
    bool keeps, has_kept;
};

/* From now on somebody watches: a step of one batch keeps its gradient, so that nobody needs to
 * find it again, and one that takes long is dropped soon after *unwanted is set, as if it had not
 * begun; LUME_OK then. LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status trainer_watch(struct lume_trainer *trainer,
                                             const atomic_bool *unwanted, struct lume_error *error);

/* Do up to n batches; stops behind the epoch's last, or where the loss is no longer finite: then
 * false. */
bool trainer_run_batches(struct lume_trainer *trainer, size_t n_batches);

/* End training that has left the numbers it could come back from: the best parameters are put back.
 * Returns LUME_ERROR_DIVERGED. */
enum lume_status trainer_diverge(struct lume_trainer *trainer, struct lume_error *error);

/* Training goes on from somewhere else: what the last batch left is no longer of it. */
void trainer_forget_batch(struct lume_trainer *trainer);

#endif
