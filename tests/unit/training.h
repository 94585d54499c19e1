/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_TRAINING_H
#define LUME_TESTS_TRAINING_H

/* What tests of the trainer begin with: a small network and a way through all epochs. */

#include "blobs.h"
#include "check.h"
#include "draw.h"

#include "nn/trainer.h"

/* Hidden layers of the given widths (0 ends them), weights drawn from a fixed seed. */
static inline struct lume_network *training_network(const struct lume_dataset *set,
                                                    const size_t *hidden_widths, const char *hidden,
                                                    const char *output)
{
    struct lume_layer_config layers[LUME_MAX_LAYERS];
    size_t n = 0;
    for (; hidden_widths[n]; n++) {
        layers[n] = (struct lume_layer_config){hidden_widths[n], lume_activation_find(hidden)};
    }
    layers[n++] = (struct lume_layer_config){set->n_classes, lume_activation_find(output)};
    struct lume_network *network;
    struct lume_error error;
    CHECK_OK(lume_network_create(set->rows * set->columns, layers, n, &network, &error), error);
    struct lume_rng rng = lume_rng_make(11, 0);
    lume_network_initialize(network, lume_initializer_find("lecun"), &rng);
    return network;
}

static const size_t training_hidden[] = {16, 0}, training_none[] = {0};

/* An optimiser at its usual rate, the same throughout, without penalty: ten epochs of batches
 * of 16.
 */
static inline struct lume_trainer_config training_config(const char *optimizer)
{
    struct lume_trainer_config config;
    lume_trainer_defaults(&config);
    config.optimizer = lume_optimizer_find(optimizer);
    config.learning_rate = config.optimizer->default_learning_rate;
    config.schedule = lume_schedule_find("constant");
    config.l2 = 0;
    config.batch_size = 16;
    config.epochs = 10;
    return config;
}

/* Rules are for one layer of the activation they were made for, judged by the square. */
static inline struct lume_network *training_network_for(struct lume_trainer_config *config,
                                                        const struct lume_dataset *set)
{
    const char *activation = config->optimizer->rule_activation;
    config->loss = lume_loss_find(activation ? "mse" : "cross-entropy");
    return activation ? training_network(set, training_none, NULL, activation)
                      : training_network(set, training_hidden, "sigmoid", "softmax");
}

static inline struct lume_trainer *training_begin(const struct lume_trainer_config *config,
                                                  struct lume_network *network,
                                                  const struct lume_dataset *train,
                                                  const struct lume_dataset *validation)
{
    struct lume_trainer *trainer;
    struct lume_error error;
    CHECK_OK(lume_trainer_create(config, network, train, validation, &trainer, &error), error);
    return trainer;
}

/* One epoch, `slice` batches a step. */
static inline enum lume_status training_epoch(struct lume_trainer *trainer, size_t slice,
                                              struct lume_error *error)
{
    struct lume_trainer_progress progress;
    do {
        const enum lume_status status = lume_trainer_step(trainer, slice, error);
        if (status != LUME_OK) {
            return status;
        }
        lume_trainer_progress(trainer, &progress);
    } while (progress.batch < progress.n_batches);
    return lume_trainer_end_epoch(trainer, error);
}

/* Until it is over; how it stands then. */
static inline struct lume_trainer_progress training_run(struct lume_trainer *trainer)
{
    struct lume_trainer_progress progress;
    struct lume_error error;
    do {
        CHECK_OK(training_epoch(trainer, SIZE_MAX, &error), error);
        lume_trainer_progress(trainer, &progress);
    } while (progress.state == LUME_TRAINING);
    return progress;
}

/* All of it: begin, run, end. */
static inline struct lume_trainer_progress training_do(const struct lume_trainer_config *config,
                                                       struct lume_network *network,
                                                       const struct lume_dataset *train,
                                                       const struct lume_dataset *validation)
{
    struct lume_trainer *trainer = training_begin(config, network, train, validation);
    const struct lume_trainer_progress progress = training_run(trainer);
    lume_trainer_destroy(trainer);
    return progress;
}

#endif
