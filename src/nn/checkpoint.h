/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_CHECKPOINT_H
#define LUME_NN_CHECKPOINT_H

/*
 * All that a training has become at some moment, to go back to: parameters, the optimiser's memory,
 * the best parameters so far, where it stands in the epoch, and the learning rate. From there it
 * goes on with the same bits. The order of the images and all that is random follow from the seed
 * and the epoch, so they are not kept.
 */

#include <lume/trainer.h>

struct checkpoint;

/* How much memory one takes for trainers like this. */
size_t checkpoint_bytes(const struct lume_trainer *trainer);

/* Make room for what trainers like this one have: the same network and optimiser.
 * LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status checkpoint_create(const struct lume_trainer *trainer,
                                                 struct checkpoint **out, struct lume_error *error);
void checkpoint_destroy(struct checkpoint *checkpoint);

/* Keep the moment between two steps, or behind the end of an epoch. */
void checkpoint_take(struct checkpoint *checkpoint, const struct lume_trainer *trainer);

/* Go back to it. The gradient of its last batch is not there: lume_trainer_gradient gives zeros
 * until the next step. */
void checkpoint_restore(const struct checkpoint *checkpoint, struct lume_trainer *trainer);

/* The network's, in its layout. */
const lume_real *checkpoint_parameters(const struct checkpoint *checkpoint);

/* The learning rate that a trainer has now, before its schedule. */
float checkpoint_learning_rate(const struct lume_trainer *trainer);

#endif
