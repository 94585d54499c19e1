/* SPDX-License-Identifier: MIT */

/* Training runs against PyTorch's (tests/golden/make_golden.py). */

#include "check.h"

#include "golden/golden.inc"

#include <lume/trainer.h>

static struct lume_error error;

static struct lume_network *make_network(const struct golden *run)
{
    struct lume_layer_config layers[N_LAYERS];
    for (size_t l = 0; l < N_LAYERS; l++) {
        const char *name = l + 1 < N_LAYERS ? run->hidden : run->output;
        layers[l] = (struct lume_layer_config){widths[l], lume_activation_find(name)};
        assert_non_null(layers[l].activation);
    }
    struct lume_network *network;
    CHECK_OK(lume_network_create(N_IN, layers, N_LAYERS, &network, &error), error);
    const double *next = first;
    for (size_t l = 0; l < N_LAYERS; l++) {
        const struct lume_layer *layer = &network->layers[l];
        for (size_t k = 0; k < layer->n_out * layer->n_in; k++) {
            size_t row = k % layer->n_in, column = k / layer->n_in;
            network->parameters[layer->weights + row * layer->stride + column] = (float)*next++;
        }
        for (size_t j = 0; j < layer->n_out; j++) {
            network->parameters[layer->biases + j] = (float)*next++;
        }
    }
    return network;
}

static void train(const struct golden *run, struct lume_network *network)
{
    struct lume_trainer_config config;
    lume_trainer_defaults(&config);
    config.loss = lume_loss_find(run->loss);
    config.optimizer = lume_optimizer_find(run->optimizer);
    config.schedule = lume_schedule_find("constant");
    config.learning_rate = (float)run->learning_rate;
    config.momentum = 0.9f;
    config.batch_size = BATCH;
    config.epochs = EPOCHS;
    config.l2 = (float)run->l2;
    config.clip_norm = (float)run->clip_norm;
    config.shuffle = false;
    uint8_t pixels[sizeof images], truth[sizeof labels];
    memcpy(pixels, images, sizeof images);
    memcpy(truth, labels, sizeof labels);
    const struct lume_dataset set = {.n = N_IMAGES,
                                     .rows = 1,
                                     .columns = N_IN,
                                     .n_classes = 3,
                                     .pixels = pixels,
                                     .labels = truth};
    struct lume_trainer *trainer;
    CHECK_OK(lume_trainer_create(&config, network, &set, NULL, &trainer, &error), error);
    for (size_t epoch = 0; epoch < EPOCHS; epoch++) {
        struct lume_trainer_progress progress;
        CHECK_OK(lume_trainer_step(trainer, SIZE_MAX, &error), error);
        lume_trainer_progress(trainer, &progress);
        CHECK_NEAR(progress.train_loss, run->losses[epoch], 1e-5);
        CHECK_OK(lume_trainer_end_epoch(trainer, &error), error);
    }
    lume_trainer_destroy(trainer);
}

/* Relative for what is larger than 1. */
static void check_close(double ours, double theirs)
{
    CHECK_NEAR(ours, theirs, 1e-5 * (fabs(theirs) > 1 ? fabs(theirs) : 1));
}

static void test_steps_are_pytorchs(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof golden / sizeof golden[0]; r++) {
        const struct golden *run = &golden[r];
        print_message("# %s, %s, %s, %s\n", run->optimizer, run->hidden, run->output, run->loss);
        struct lume_network *network = make_network(run);
        train(run, network);
        const double *next = run->last;
        for (size_t l = 0; l < N_LAYERS; l++) {
            const struct lume_layer *layer = &network->layers[l];
            for (size_t k = 0; k < layer->n_out * layer->n_in; k++) {
                size_t row = k % layer->n_in, column = k / layer->n_in;
                size_t at = layer->weights + row * layer->stride + column;
                check_close((double)network->parameters[at], *next++);
            }
            for (size_t j = 0; j < layer->n_out; j++) {
                check_close((double)network->parameters[layer->biases + j], *next++);
            }
            if (layer->activation->has_slope) {
                check_close((double)network->parameters[layer->slope], *next++);
            }
        }
        lume_network_destroy(network);
    }
}

/* The runs name every optimiser that follows gradients and every hidden activation. */
static void test_all_are_covered(void **state)
{
    (void)state;
    const struct lume_optimizer *optimizer;
    for (size_t i = 0; (optimizer = lume_optimizer_at(i)); i++) {
        bool found = optimizer->delta;
        for (size_t r = 0; r < sizeof golden / sizeof golden[0]; r++) {
            found = found || strcmp(golden[r].optimizer, optimizer->name) == 0;
        }
        assert_true(found);
    }
    const struct lume_activation *activation;
    for (size_t i = 0; (activation = lume_activation_at(i)); i++) {
        bool found = !activation->has_gradient || activation->joins_outputs;
        for (size_t r = 0; r < sizeof golden / sizeof golden[0]; r++) {
            found = found || strcmp(golden[r].hidden, activation->name) == 0;
        }
        assert_true(found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps_are_pytorchs),
        cmocka_unit_test(test_all_are_covered),
    };
    return cmocka_run_group_tests_name("golden", tests, NULL, NULL);
}
