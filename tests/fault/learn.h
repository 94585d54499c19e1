/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_LEARN_H
#define LUME_TESTS_LEARN_H

/* Each thing that a network needs memory for: to be made, to answer, to be trained, to be followed.
 * What is needed beside it is made before allocations fail. */

#include "training.h"
#include "wrap_memory.h"

#include "nn/health.h"
#include "nn/trace.h"

#include <lume/recognizer.h>

static struct {
    struct lume_model model;
    struct lume_dataset set;
    struct lume_network *network;
} learn;

static inline enum lume_status learn_finish(enum lume_status status, struct lume_network **made)
{
    if (status == LUME_OK) {
        lume_network_destroy(*made);
    }
    return status;
}

static inline enum lume_status learn_create_network(struct lume_error *error)
{
    const struct lume_layer_config layers[] = {{20, lume_activation_find("prelu")},
                                               {3, lume_activation_find("softmax")}};
    struct lume_network *made;
    return learn_finish(lume_network_create(9, layers, 2, &made, error), &made);
}

static inline enum lume_status learn_copy_network(struct lume_error *error)
{
    struct lume_network *made;
    return learn_finish(lume_network_copy(learn.network, &made, error), &made);
}

static inline enum lume_status learn_create_workspace(struct lume_error *error)
{
    struct lume_workspace *workspace;
    enum lume_status status = lume_workspace_create(learn.network, NULL, &workspace, error);
    if (status == LUME_OK) {
        lume_network_forward(learn.network, workspace, learn.set.pixels);
        lume_workspace_destroy(workspace);
    }
    return status;
}

static inline enum lume_status learn_create_recognizer(struct lume_error *error)
{
    struct lume_recognizer *recognizer;
    enum lume_status status = lume_recognizer_create(&learn.model, &recognizer, error);
    if (status == LUME_OK) {
        struct lume_answer answer;
        const size_t n_calls = memory.n_calls;
        lume_recognize(recognizer, (const uint8_t[4]){1, 2, 3, 4}, &answer);
        assert_int_equal(memory.n_calls, n_calls);
        lume_recognizer_destroy(recognizer);
    }
    return status;
}

static inline enum lume_status learn_evaluate(struct lume_error *error)
{
    struct lume_metrics metrics;
    enum lume_status status = lume_evaluate(learn.network, &learn.set, lume_loss_find("mse"), NULL,
                                            NULL, &metrics, error);
    if (status == LUME_OK) {
        lume_metrics_finish(&metrics);
    }
    return status;
}

static inline enum lume_status learn_normalize(struct lume_error *error)
{
    return lume_dataset_normalize(&learn.set, lume_normalizer_find("moments"), error);
}

/* Creates a trainer, and trains: that needs nothing more. */
static inline enum lume_status learn_train(const struct lume_trainer_config *config,
                                           const struct lume_dataset *validation,
                                           struct lume_error *error)
{
    struct lume_trainer *trainer;
    enum lume_status status =
        lume_trainer_create(config, learn.network, &learn.set, validation, &trainer, error);
    if (status == LUME_OK) {
        const size_t n_calls = memory.n_calls;
        status = training_epoch(trainer, 1, error);
        lume_trainer_gradient(trainer);
        assert_int_equal(memory.n_calls, n_calls);
        lume_trainer_destroy(trainer);
    }
    return status;
}

static inline enum lume_status learn_plainly(struct lume_error *error)
{
    const struct lume_trainer_config config = training_config("sgd");
    return learn_train(&config, NULL, error);
}

static inline enum lume_status learn_with_all(struct lume_error *error)
{
    struct lume_trainer_config config = training_config("adam");
    config.dropout = 0.1f;
    config.augment.shift = 1;
    config.normalizer = lume_normalizer_find("moments");
    config.clip_norm = 1;
    return learn_train(&config, &learn.set, error);
}

static inline enum lume_status learn_follow(struct lume_error *error)
{
    struct trace *trace;
    enum lume_status status = trace_create(learn.network, &trace, error);
    if (status == LUME_OK) {
        const size_t n_calls = memory.n_calls;
        trace_run(trace, learn.network, learn.set.pixels, 0, lume_loss_find("mse"));
        assert_int_equal(memory.n_calls, n_calls);
        trace_destroy(trace);
    }
    return status;
}

static inline enum lume_status learn_health(struct lume_error *error)
{
    struct health *health;
    struct health_layer layers[LUME_MAX_LAYERS];
    enum lume_status status = health_create(learn.network, &learn.set, &health, error);
    if (status == LUME_OK) {
        const size_t n_calls = memory.n_calls;
        health_measure(health, learn.network, learn.network->parameters, learn.network->parameters,
                       layers);
        assert_int_equal(memory.n_calls, n_calls);
        health_destroy(health);
    }
    return status;
}

#endif
