/* SPDX-License-Identifier: MIT */
#include "nn/checkpoint.h"

#include "base/memory.h"
#include "nn/trainer.h"

#include <assert.h>
#include <string.h>

struct checkpoint {
    struct lume_trainer_progress progress;
    float learning_rate;
    double beta1_power, beta2_power;
    double loss_sum;
    size_t n_correct, n_seen;
    size_t epochs_since_best;
    size_t n_reals, n_states;
    lume_real *reals; /* parameters, best parameters, states: [n_reals] each */
};

static size_t count_blocks(const struct lume_trainer *trainer)
{
    return 2 + trainer->config.optimizer->n_states;
}

size_t checkpoint_bytes(const struct lume_trainer *trainer)
{
    return sizeof(struct checkpoint) +
           count_blocks(trainer) * trainer->network->n_reals * sizeof(lume_real);
}

enum lume_status checkpoint_create(const struct lume_trainer *trainer, struct checkpoint **out,
                                   struct lume_error *error)
{
    struct checkpoint *checkpoint = memory_allocate(1, sizeof *checkpoint);
    if (!checkpoint) {
        return memory_exhausted(error, NULL);
    }
    checkpoint->n_reals = trainer->network->n_reals;
    checkpoint->n_states = trainer->config.optimizer->n_states;
    checkpoint->reals =
        memory_allocate(count_blocks(trainer), checkpoint->n_reals * sizeof *checkpoint->reals);
    if (!checkpoint->reals) {
        checkpoint_destroy(checkpoint);
        return memory_exhausted(error, NULL);
    }
    *out = checkpoint;
    return LUME_OK;
}

void checkpoint_destroy(struct checkpoint *checkpoint)
{
    if (checkpoint) {
        memory_free(checkpoint->reals);
        memory_free(checkpoint);
    }
}

static void check_likeness(const struct checkpoint *checkpoint, const struct lume_trainer *trainer)
{
    assert(checkpoint->n_reals == trainer->network->n_reals);
    assert(checkpoint->n_states == trainer->config.optimizer->n_states);
    (void)checkpoint, (void)trainer;
}

void checkpoint_take(struct checkpoint *checkpoint, const struct lume_trainer *trainer)
{
    check_likeness(checkpoint, trainer);
    const size_t n = checkpoint->n_reals, size = n * sizeof *checkpoint->reals;
    checkpoint->progress = trainer->progress;
    checkpoint->learning_rate = trainer->config.learning_rate;
    checkpoint->beta1_power = trainer->beta1_power;
    checkpoint->beta2_power = trainer->beta2_power;
    checkpoint->loss_sum = trainer->loss_sum;
    checkpoint->n_correct = trainer->n_correct;
    checkpoint->n_seen = trainer->n_seen;
    checkpoint->epochs_since_best = trainer->epochs_since_best;
    memcpy(checkpoint->reals, trainer->network->parameters, size);
    memcpy(checkpoint->reals + n, trainer->best, size);
    for (size_t s = 0; s < checkpoint->n_states; s++) {
        memcpy(checkpoint->reals + (2 + s) * n, trainer->states[s], size);
    }
}

void checkpoint_restore(const struct checkpoint *checkpoint, struct lume_trainer *trainer)
{
    check_likeness(checkpoint, trainer);
    const size_t n = checkpoint->n_reals, size = n * sizeof *checkpoint->reals;
    trainer->progress = checkpoint->progress;
    trainer->config.learning_rate = checkpoint->learning_rate;
    trainer->beta1_power = checkpoint->beta1_power;
    trainer->beta2_power = checkpoint->beta2_power;
    trainer->loss_sum = checkpoint->loss_sum;
    trainer->n_correct = checkpoint->n_correct;
    trainer->n_seen = checkpoint->n_seen;
    trainer->epochs_since_best = checkpoint->epochs_since_best;
    memcpy(trainer->network->parameters, checkpoint->reals, size);
    memcpy(trainer->best, checkpoint->reals + n, size);
    for (size_t s = 0; s < checkpoint->n_states; s++) {
        memcpy(trainer->states[s], checkpoint->reals + (2 + s) * n, size);
    }
    trainer_forget_batch(trainer);
}

const lume_real *checkpoint_parameters(const struct checkpoint *checkpoint)
{
    return checkpoint->reals;
}

float checkpoint_learning_rate(const struct lume_trainer *trainer)
{
    return trainer->config.learning_rate;
}
