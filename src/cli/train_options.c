/* SPDX-License-Identifier: MIT */
#include "cli/train_options.h"

#include "cli/command.h"
#include "cli/epoch_log.h"
#include "cli/preset.h"

#include <lume/optimizer.h>

#include <string.h>

static bool given(const struct train_options *options, const char *name)
{
    return options_given(&command_train, options, name);
}

void train_options_prepare(void *values)
{
    struct train_options *options = values;
    struct recipe recipe;
    recipe_defaults(&recipe);
    const struct lume_trainer_config *config = &recipe.training;
    options->classes = recipe.n_classes;
    for (size_t i = 0; i < recipe.n_hidden; i++) {
        options->hidden[i] = recipe.hidden[i];
    }
    options->n_hidden = recipe.n_hidden;
    options->validation = recipe.validation;
    options->initializer = recipe.initializer;
    options->scaling = recipe.scaling;
    options->loss = config->loss;
    options->optimizer = config->optimizer;
    options->schedule = config->schedule;
    options->learning_rate = config->learning_rate;
    options->momentum = config->momentum;
    options->batch_size = config->batch_size;
    options->epochs = config->epochs;
    options->l1 = config->l1;
    options->l2 = config->l2;
    options->dropout = config->dropout;
    options->clip_norm = config->clip_norm;
    options->augment_shift = config->augment.shift;
    options->augment_rotate = config->augment.rotate;
    options->augment_scale = config->augment.scale;
    options->augment_shear = config->augment.shear;
    options->normalizer = config->normalizer;
    options->patience = config->patience;
    options->min_loss = config->min_loss;
    options->no_shuffle = !config->shuffle;
    options->seed = config->seed;
}

static bool is_synthetic(const struct train_options *options)
{
    return options->data && strcmp(options->data, "synthetic") == 0;
}

bool train_options_without_files(const struct train_options *options)
{
    return is_synthetic(options) || (options->data && strcmp(options->data, "none") == 0);
}

/* The generator's digits, which --data synthetic puts in the place of MNIST's. */
static enum lume_status resolve_data(struct train_options *options, struct lume_error *error)
{
    enum { N_TRAIN = 60000, N_TEST = 10000 };
    if (is_synthetic(options)) {
        options->n_generated = options->n_generated > 0 ? options->n_generated : N_TRAIN;
        options->n_generated_test = N_TEST;
    }
    if (train_options_without_files(options) && options->n_generated == 0 && options->n_ink == 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--data",
                              "none leaves nothing to train on, expected --ink or --synthetic "
                              "beside it");
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
        {"augment-shift", &options->augment_shift, recipe_usual_augment.shift},
        {"augment-rotate", &options->augment_rotate, recipe_usual_augment.rotate},
        {"augment-scale", &options->augment_scale, recipe_usual_augment.scale},
        {"augment-shear", &options->augment_shear, recipe_usual_augment.shear},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (options->no_augment) {
            *ranges[i].range = 0;
        } else if (options->augment && *ranges[i].range == 0 && !given(options, ranges[i].name)) {
            *ranges[i].range = ranges[i].usual;
        }
    }
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

/* What was given on the command line, as a recipe knows it. */
static unsigned given_bits(const struct train_options *options)
{
    static const struct {
        const char *name;
        unsigned bit;
    } bits[] = {
        {"hidden", RECIPE_HIDDEN},       {"loss", RECIPE_LOSS},
        {"optimizer", RECIPE_OPTIMIZER}, {"learning-rate", RECIPE_LEARNING_RATE},
        {"momentum", RECIPE_MOMENTUM},   {"dropout", RECIPE_DROPOUT},
        {"patience", RECIPE_PATIENCE},   {"preset", RECIPE_METHOD},
    };
    unsigned all = 0;
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
        all |= given(options, bits[i].name) ? bits[i].bit : 0;
    }
    return all;
}

static void make_recipe(const struct train_options *options, struct recipe *out)
{
    *out = (struct recipe){
        .n_generated = (size_t)options->n_generated,
        .n_generated_test = (size_t)options->n_generated_test,
        .validation = options->validation,
        .train_size = options->train_size,
        .n_classes = (size_t)options->classes,
        .n_hidden = options->n_hidden,
        .n_activations = options->n_activations,
        .initializer = options->initializer,
        .scaling = options->scaling,
        .training =
            {
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
            },
        .given = given_bits(options),
    };
    for (size_t i = 0; i < options->n_hidden; i++) {
        out->hidden[i] = (size_t)options->hidden[i];
    }
    memcpy(out->activations, options->activations, sizeof out->activations);
}

/* Say which options a recipe is at fault with. */
static enum lume_status complain(const struct train_options *options, const struct recipe *recipe,
                                 enum recipe_fault fault, struct lume_error *error)
{
    const struct lume_optimizer *optimizer = recipe->training.optimizer;
    const size_t n = recipe->n_hidden;
    switch (fault) {
    case RECIPE_SOUND:
        return LUME_OK;
    case RECIPE_FEW_CLASSES:
        return lume_error_set(
            error, LUME_ERROR_USAGE, is_synthetic(options) ? "--data" : "--synthetic",
            "gives digits from 0 to 9, expected 10 classes or more, got %zu", recipe->n_classes);
    case RECIPE_RULE_HIDDEN:
        return lume_error_set(error, LUME_ERROR_USAGE, "--hidden",
                              "conflicts with --optimizer %s, which trains one layer",
                              optimizer->name);
    case RECIPE_RULE_ACTIVATION:
        return lume_error_set(error, LUME_ERROR_USAGE, "--activation",
                              "conflicts with --optimizer %s, which is made for %s",
                              optimizer->name, optimizer->rule_activation);
    case RECIPE_NO_MOMENTUM:
        return lume_error_set(error, LUME_ERROR_USAGE, "--momentum",
                              "conflicts with --optimizer %s, which has none", optimizer->name);
    case RECIPE_NO_HIDDEN:
        return lume_error_set(error, LUME_ERROR_USAGE, "--dropout",
                              "silences hidden units, and there are none");
    case RECIPE_NO_VALIDATION:
        return lume_error_set(error, LUME_ERROR_USAGE, "--patience",
                              "conflicts with --validation 0: nothing to watch");
    case RECIPE_MANY_ACTIVATIONS:
        break;
    }
    return lume_error_set(error, LUME_ERROR_USAGE, "--activation",
                          "expected 1 name, or one for each of the %zu hidden layers, or for all "
                          "%zu layers, got %zu",
                          n, n + 1, recipe->n_activations);
}

enum lume_status train_options_resolve(struct train_options *options,
                                       const struct lume_model *start, struct recipe *out,
                                       struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    if (options->preset) {
        const struct preset *preset = options->preset;
        status = options_preset(&command_train, preset->options, options, error);
    }
    resolve_augment(options);
    if (status == LUME_OK) {
        status = resolve_data(options, error);
    }
    if (status == LUME_OK) {
        make_recipe(options, out);
        status = complain(options, out, recipe_resolve(out, start), error);
    }
    if (status == LUME_OK) {
        status = check_inputs(options, error);
    }
    if (status == LUME_OK && options->log) {
        const struct epoch_log_format *format;
        status = epoch_log_choose(options->log, &format, error);
    }
    return status;
}
