/* SPDX-License-Identifier: MIT */
#ifndef LUME_TRAINER_H
#define LUME_TRAINER_H

#include "dataset.h"
#include "image.h"
#include "kernels.h"
#include "loss.h"
#include "network.h"
#include "normalizer.h"
#include "optimizer.h"
#include "pool.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Everything that training can be told. lume_trainer_defaults fills it in. */
struct lume_trainer_config {
    const struct lume_loss *loss;
    const struct lume_optimizer *optimizer;
    const struct lume_schedule *schedule;
    float learning_rate; /**< above 0; the schedule multiplies it */
    float momentum;      /**< 0 to below 1 */
    size_t batch_size;   /**< 1: stochastic; 0: the full set in each step */
    size_t epochs;       /**< 1 to 10^6; the schedule ends there */
    float l1, l2;        /**< 0 or more; weights only, never biases */
    float dropout;       /**< 0 to below 1: share of hidden units silenced, the others scaled up */
    float clip_norm;     /**< above 0: longest gradient; 0: any */
    struct lume_augment augment;
    /** Of each image after it was warped. Sets that are not warped must come normalised
     *  (lume_dataset_normalize), validation always. */
    const struct lume_normalizer *normalizer;
    size_t patience; /**< stop after so many epochs without a better validation; 0: never */
    float
        min_loss;  /**< stop once an epoch's loss is below (validation if there is any); 0: never */
    bool shuffle;  /**< a new order each epoch */
    uint64_t seed; /**< of order, dropout and augmentation */
    const struct lume_kernels *kernels; /**< NULL: the best */
    struct lume_pool *pool;             /**< borrowed; NULL: the caller alone */
};

/** Fill in what `lume train` uses when it is told nothing. */
LUME_API void lume_trainer_defaults(struct lume_trainer_config *config);

/** Why training has ended, if it has. */
enum lume_trainer_state {
    LUME_TRAINING,      /**< more to do */
    LUME_DONE_EPOCHS,   /**< the number of epochs is reached */
    LUME_DONE_PATIENCE, /**< validation has not improved for `patience` epochs */
    LUME_DONE_MIN_LOSS, /**< the loss is low enough */
    LUME_DIVERGED,      /**< parameters or loss left the finite numbers */
};

/** Where training stands. Losses are means an image, accuracies shares from 0 to 1. */
struct lume_trainer_progress {
    enum lume_trainer_state state;
    size_t epoch;      /**< finished ones */
    size_t batch;      /**< finished ones of the current epoch; n_batches: the epoch can be ended */
    size_t n_batches;  /**< of an epoch */
    uint64_t n_images; /**< seen so far */
    float learning_rate; /**< of the last batch */
    /** Of the current epoch so far, or of the last one until the next begins; each image counted
     *  as the network answered it when it came by, before the step it took part in. */
    double train_loss, train_accuracy;
    double validation_loss, validation_accuracy; /**< after the last epoch; NaN without a set */
    size_t
        best_epoch; /**< of the best validation, or of the last epoch without a set; 0: none yet */
    double best_validation_loss, best_validation_accuracy; /**< NaN without a set */
};

/**
 * Training as a step function: no thread, clock, file or output of its own.
 *
 * The same numbers come out whether it runs in a loop, in a worker thread or in slices.
 */
struct lume_trainer;

/**
 * Prepare to train `network` in place.
 *
 * @param network  borrowed; must not be used elsewhere while a step runs
 * @param train,validation  borrowed; validation may be NULL. They are read while this function
 *                          runs; `train` also later where config->augment is used
 * @return LUME_ERROR_USAGE (numbers out of range, sizes that differ, an activation without
 *         gradient, a rule on more than one layer), LUME_ERROR_MEMORY
 */
LUME_API LUME_MUST_USE enum lume_status lume_trainer_create(
    const struct lume_trainer_config *config, struct lume_network *network,
    const struct lume_dataset *train, const struct lume_dataset *validation,
    struct lume_trainer **out, struct lume_error *error);

LUME_API void lume_trainer_destroy(struct lume_trainer *trainer);

/**
 * Train on up to `n_batches` more batches of the current epoch; stops where the epoch does.
 *
 * Does nothing when training has ended. No allocation.
 * @return LUME_OK, or LUME_ERROR_DIVERGED when the loss is no longer a finite number; the network
 *         then holds the best parameters so far, or those it started with
 */
LUME_API LUME_MUST_USE enum lume_status lume_trainer_step(struct lume_trainer *trainer,
                                                          size_t n_batches,
                                                          struct lume_error *error);

/**
 * End an epoch whose batches are all done: measure the validation set, keep the parameters if they
 * are the best so far, decide whether training goes on.
 *
 * Call it when progress.batch == progress.n_batches; steps do nothing until then.
 * @return as lume_trainer_step
 */
LUME_API LUME_MUST_USE enum lume_status lume_trainer_end_epoch(struct lume_trainer *trainer,
                                                               struct lume_error *error);

/** Tell where training stands. */
LUME_API void lume_trainer_progress(const struct lume_trainer *trainer,
                                    struct lume_trainer_progress *out);

/** Put the best parameters so far into the network: of the epoch with the highest validation
 *  accuracy (the lower loss where equal). Without a validation set, or before the first epoch
 *  ended, the network stays as it is. */
LUME_API void lume_trainer_restore_best(struct lume_trainer *trainer);

/**
 * Change the learning rate from the next batch on; the schedule goes on multiplying it. What was
 * learned and the optimiser's memory stay.
 *
 * @return LUME_ERROR_USAGE (not above 0, or not finite): the rate is then as before
 */
LUME_API LUME_MUST_USE enum lume_status lume_trainer_set_learning_rate(struct lume_trainer *trainer,
                                                                       float learning_rate,
                                                                       struct lume_error *error);

/**
 * Find the gradient of the last batch once more, in the layout of the network's parameters; zeros
 * before the first batch.
 *
 * It is that of the mean loss of the batch's images (or what a learning rule takes for it), warped
 * as they were and with the units that dropout left: to the bit the one that the step began with.
 * What the step did to it is not in it: penalties, clipping, momentum and the like.
 * @return [n_reals], the trainer's; valid until the next step
 * Cost: a quarter of a step, in the caller's thread alone. No allocation. Training is not slowed.
 */
LUME_API const lume_real *lume_trainer_gradient(struct lume_trainer *trainer);

#ifdef __cplusplus
}
#endif
#endif
