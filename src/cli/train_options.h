/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_TRAIN_OPTIONS_H
#define LUME_CLI_TRAIN_OPTIONS_H

/*
 * What `lume train` can be told, and what it makes of it.
 */

#include "cli/options.h"
#include "course/course_ink.h"
#include "course/recipe.h"

#include <lume/model.h>

enum { TRAIN_INK_WEIGHT = 8, TRAIN_INK_MAX_WEIGHT = 1000 };

/* An ink file, and how often each of its drawings is rendered. */
struct train_ink_option {
    const char *path; /* `length` bytes of it */
    size_t length;
    uint64_t weight;
};

struct train_options {
    struct options_given given;

    const char *data, *images, *labels, *test_images, *test_labels;
    struct train_ink_option ink[COURSE_MAX_INK];
    size_t n_ink;
    const char *hold_out;                   /* names with commas between, or NULL */
    uint64_t n_generated, n_generated_test; /* digits of the generator */
    uint64_t classes;
    uint64_t validation; /* images; RECIPE_VALIDATION_SHARE: a twelfth of the set */
    uint64_t train_size; /* of those that are left; 0: all */

    uint64_t hidden[LUME_MAX_LAYERS];
    size_t n_hidden;
    const struct lume_activation *activations[LUME_MAX_LAYERS];
    size_t n_activations;
    const void *initializer;
    const void *scaling;
    const void *normalizer;
    const char *start;

    const void *loss, *optimizer, *schedule;
    float learning_rate, momentum;
    uint64_t batch_size; /* 0: the full set */
    uint64_t epochs;
    float l1, l2, dropout, clip_norm;
    bool no_shuffle;
    bool augment, no_augment;
    float augment_shift, augment_rotate, augment_scale, augment_shear;
    bool unlike;
    uint64_t patience;
    float min_loss;
    uint64_t seed;
    const void *preset;

    uint64_t threads; /* 0: automatic */
    const void *kernels;

    const char *output, *log;
    bool quiet, json;
};

extern const struct command_option train_option_table[];
extern const struct option_rule train_option_rules[];

/* command.prepare: what training does when it is told nothing. */
void train_options_prepare(void *values);

/* Bring the options together, preset included, as a resolved recipe. The options keep what is no
 * part of it; the preset may change that, too.
 *
 * @param start  the model of --start; NULL without one
 * @return LUME_ERROR_USAGE where they contradict each other */
LUME_MUST_USE enum lume_status train_options_resolve(struct train_options *options,
                                                     const struct lume_model *start,
                                                     struct recipe *out, struct lume_error *error);

/* Tell whether --data asks for no files at all: it is none or synthetic. */
bool train_options_without_files(const struct train_options *options);

#endif
