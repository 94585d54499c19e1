/* SPDX-License-Identifier: MIT */
#include "cli/train_options.h"

#include "base/number.h"
#include "cli/command.h"
#include "cli/epoch_log.h"
#include "cli/preset.h"

#include <lume/loss.h>
#include <lume/optimizer.h>
#include <lume/pool.h>

#include <stdio.h>
#include <string.h>

static bool given(const struct train_options *options, const char *name)
{
    return options_given(&command_train, options, name);
}

void train_options_prepare(void *values)
{
    struct train_options *options = values;
    struct lume_trainer_config config;
    lume_trainer_defaults(&config);
    options->classes = 10;
    options->hidden[0] = options->hidden[1] = 16;
    options->n_hidden = 2;
    options->validation = TRAIN_VALIDATION_SHARE;
    options->initializer = lume_initializer_find("glorot");
    options->scaling = scaling_at(0);
    options->loss = config.loss;
    options->optimizer = config.optimizer;
    options->schedule = config.schedule;
    options->learning_rate = config.learning_rate;
    options->momentum = config.momentum;
    options->batch_size = config.batch_size;
    options->epochs = config.epochs;
    options->l1 = config.l1;
    options->l2 = config.l2;
    options->dropout = config.dropout;
    options->clip_norm = config.clip_norm;
    options->augment_shift = config.augment.shift;
    options->augment_rotate = config.augment.rotate;
    options->augment_scale = config.augment.scale;
    options->augment_shear = config.augment.shear;
    options->normalizer = config.normalizer;
    options->patience = config.patience;
    options->min_loss = config.min_loss;
    options->no_shuffle = !config.shuffle;
    options->seed = config.seed;
}

bool train_options_without_files(const struct train_options *options)
{
    return options->data &&
           (strcmp(options->data, "none") == 0 || strcmp(options->data, "synthetic") == 0);
}

/* The generator's digits, which --data synthetic puts in the place of MNIST's. */
static enum lume_status resolve_data(struct train_options *options, struct lume_error *error)
{
    enum { N_DIGITS = 10, N_TRAIN = 60000, N_TEST = 10000 };
    const bool synthetic = options->data && strcmp(options->data, "synthetic") == 0;
    if (synthetic) {
        options->n_generated = options->n_generated > 0 ? options->n_generated : N_TRAIN;
        options->n_generated_test = N_TEST;
    }
    if (train_options_without_files(options) && options->n_generated == 0 && options->n_ink == 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--data",
                              "none leaves nothing to train on, expected --ink or --synthetic "
                              "beside it");
    }
    if (options->n_generated > 0 && options->classes < N_DIGITS) {
        return lume_error_set(error, LUME_ERROR_USAGE, synthetic ? "--data" : "--synthetic",
                              "gives digits from 0 to 9, expected %d classes or more, got %zu",
                              N_DIGITS, (size_t)options->classes);
    }
    return LUME_OK;
}

/* --augment alone; each range can be told otherwise. */
static void resolve_augment(struct train_options *options)
{
    const struct {
        const char *name;
        float *range;
        float usual;
    } ranges[] = {
        {"augment-shift", &options->augment_shift, 0.7f},
        {"augment-rotate", &options->augment_rotate, 10},
        {"augment-scale", &options->augment_scale, 0.1f},
        {"augment-shear", &options->augment_shear, 0.1f},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (options->no_augment) {
            *ranges[i].range = 0;
        } else if (options->augment && *ranges[i].range == 0 && !given(options, ranges[i].name)) {
            *ranges[i].range = ranges[i].usual;
        }
    }
}

/* A learning rule trains one layer with the activation it was made for. */
static enum lume_status resolve_rule(struct train_options *options, struct lume_error *error)
{
    const struct lume_optimizer *rule = options->optimizer;
    if (!rule->delta) {
        return LUME_OK;
    }
    if (given(options, "hidden") && options->n_hidden > 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--hidden",
                              "conflicts with --optimizer %s, which trains one layer", rule->name);
    }
    options->n_hidden = 0;
    const struct lume_activation *activation = lume_activation_find(rule->rule_activation);
    if (options->n_activations > 0 && options->activations[0] != activation) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--activation",
                              "conflicts with --optimizer %s, which is made for %s", rule->name,
                              rule->rule_activation);
    }
    options->activations[0] = activation;
    options->n_activations = options->n_activations > 0 ? options->n_activations : 1;
    if (!given(options, "loss")) {
        options->loss = lume_loss_find("mse");
    }
    return LUME_OK;
}

enum lume_status train_options_layers(const struct train_options *options,
                                      struct lume_layer_config *out, size_t *n_layers,
                                      struct lume_error *error)
{
    const struct lume_loss *loss = options->loss;
    size_t n = options->n_hidden, n_given = options->n_activations;
    if (n_given > 1 && n_given != n && n_given != n + 1) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--activation",
                              "expected 1 name, or one for each of the %zu hidden layers, or for "
                              "all %zu layers, got %zu",
                              n, n + 1, n_given);
    }
    for (size_t i = 0; i < n; i++) {
        out[i].width = (size_t)options->hidden[i];
        out[i].activation = n_given == 0   ? lume_activation_find("sigmoid")
                            : n_given == 1 ? options->activations[0]
                                           : options->activations[i];
    }
    out[n].width = (size_t)options->classes;
    out[n].activation = n_given == n + 1
                            ? options->activations[n]
                            : lume_activation_find(loss->fused ? loss->fused : "sigmoid");
    *n_layers = n + 1;
    return LUME_OK;
}

/* Standard input can be read once. */
static enum lume_status check_inputs(const struct train_options *options, struct lume_error *error)
{
    const char *const inputs[] = {options->images, options->labels, options->test_images,
                                  options->test_labels, options->start};
    size_t n = 0;
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        n += inputs[i] && strcmp(inputs[i], "-") == 0;
    }
    for (size_t i = 0; i < options->n_ink; i++) {
        n += options->ink[i].length == 1 && options->ink[i].path[0] == '-';
    }
    if (n > 1) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "only one file can come from standard input, got \"-\" %zu times", n);
    }
    return LUME_OK;
}

static enum lume_status check_use(const struct train_options *options, struct lume_error *error)
{
    const struct lume_optimizer *optimizer = options->optimizer;
    if (given(options, "momentum") && !optimizer->has_momentum) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--momentum",
                              "conflicts with --optimizer %s, which has none", optimizer->name);
    }
    if (given(options, "dropout") && options->dropout > 0 && options->n_hidden == 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--dropout",
                              "silences hidden units, and there are none");
    }
    if (given(options, "patience") && options->patience > 0 && options->validation == 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--patience",
                              "conflicts with --validation 0: nothing to watch");
    }
    enum lume_status status = check_inputs(options, error);
    if (status == LUME_OK && options->log) {
        const struct epoch_log_format *format;
        status = epoch_log_choose(options->log, &format, error);
    }
    if (status == LUME_OK && !options->start) {
        struct lume_layer_config layers[LUME_MAX_LAYERS];
        size_t n_layers;
        status = train_options_layers(options, layers, &n_layers, error);
    }
    return status;
}

/* Go on as the model was trained, where nothing else is said. */
static void adopt(struct train_options *options, const struct lume_model *start)
{
    options->normalizer = start->normalizer;
    options->classes = start->network->n_outputs;
    options->n_hidden = start->network->n_layers - 1;
    const struct lume_loss *loss = lume_loss_find(start->loss);
    const struct lume_optimizer *optimizer = lume_optimizer_find(start->optimizer);
    if (loss && !given(options, "loss") && !options->preset) {
        options->loss = loss;
    }
    if (optimizer && !given(options, "optimizer") && !options->preset) {
        options->optimizer = optimizer;
    }
}

enum lume_status train_options_resolve(struct train_options *options,
                                       const struct lume_model *start, struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    const void *usual = options->optimizer;
    if (options->preset) {
        const struct preset *preset = options->preset;
        status = options_preset(&command_train, preset->options, options, error);
        usual = options->optimizer;
    }
    if (given(options, "optimizer")) {
        usual = NULL;
    }
    if (start) {
        adopt(options, start);
    }
    const struct lume_optimizer *optimizer = options->optimizer;
    if (optimizer != usual && !given(options, "learning-rate")) {
        options->learning_rate = optimizer->default_learning_rate;
    }
    resolve_augment(options);
    if (status == LUME_OK) {
        status = resolve_data(options, error);
    }
    if (status == LUME_OK) {
        status = start ? LUME_OK : resolve_rule(options, error);
    }
    return status == LUME_OK ? check_use(options, error) : status;
}

void train_options_config(const struct train_options *options, struct lume_trainer_config *out)
{
    *out = (struct lume_trainer_config){
        .loss = options->loss,
        .optimizer = options->optimizer,
        .schedule = options->schedule,
        .learning_rate = options->learning_rate,
        .momentum = options->momentum,
        .batch_size = (size_t)options->batch_size,
        .epochs = (size_t)options->epochs,
        .l1 = options->l1,
        .l2 = options->l2,
        .dropout = options->dropout,
        .clip_norm = options->clip_norm,
        .augment = {options->augment_shift, options->augment_rotate, options->augment_scale,
                    options->augment_shear},
        .normalizer = options->normalizer,
        .patience = (size_t)options->patience,
        .min_loss = options->min_loss,
        .shuffle = !options->no_shuffle,
        .seed = options->seed,
        .kernels = options->kernels,
    };
}
