/* SPDX-License-Identifier: MIT */
#include "cli/train_unlike.h"

#include "base/clock.h"
#include "base/memory.h"
#include "cli/signals.h"
#include "course/streams.h"

#include <lume/ink_image.h>
#include <lume/recognizer.h>

#include <string.h>

enum {
    HIDDEN = 32,
    MOST_IMAGES = 100000, /* digits, and as many other drawings */
    MOST_EPOCHS = 40,
    N_MEASURED = 2000,
};

/* How many digits it may take for something else. */
static const double share_flagged = 0.025;

/* Classes of its images. */
enum { A_DIGIT, NO_DIGIT, N_KINDS };

enum lume_status train_unlike_check(const struct course_sets *sets, struct lume_error *error)
{
    const struct lume_dataset *train = &sets->train;
    if (train->rows != LUME_IMAGE_SIDE || train->columns != LUME_IMAGE_SIDE) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--unlike",
                              "needs images as the generator draws them, expected %dx%d, got "
                              "%zux%zu",
                              LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, train->rows, train->columns);
    }
    if (sets->validation.n == 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--unlike",
                              "needs validation images to set its limit by, and there are none");
    }
    return LUME_OK;
}

static void label(struct lume_dataset *set, uint8_t kind)
{
    memset(set->labels, kind, set->n);
    set->n_classes = N_KINDS;
}

static enum lume_status generate(const struct training *training, size_t n, uint64_t stream,
                                 struct lume_dataset *out, struct lume_error *error)
{
    const struct lume_trainer_config *config = &training->course->recipe.training;
    struct lume_ink_augment augment;
    lume_ink_augment_defaults(&augment);
    enum lume_status status = lume_dataset_synthesize_others(
        n, &augment, stream_seed(config->seed, stream), training->pool, out, error);
    if (status == LUME_OK) {
        label(out, NO_DIGIT);
    }
    return status;
}

/* Images of both kinds. */
static enum lume_status make_set(struct training *training, struct lume_dataset *out,
                                 struct lume_error *error)
{
    const struct lume_trainer_config *config = &training->course->recipe.training;
    struct lume_dataset *train = &training->course->sets->train;
    struct lume_dataset digits = *train, others, rest;
    if (digits.n > MOST_IMAGES) {
        struct lume_rng rng = lume_rng_make(config->seed, STREAM_UNLIKE_DIGITS);
        lume_dataset_split(train, MOST_IMAGES, &rng, &rest, &digits);
    }
    label(&digits, A_DIGIT);
    enum lume_status status = generate(training, digits.n, STREAM_UNLIKE_OTHERS, &others, error);
    if (status != LUME_OK) {
        return status;
    }
    if (!lume_augment_enabled(&config->augment)) { /* else it is done batch by batch */
        status = lume_dataset_normalize(&others, config->normalizer, error);
    }
    if (status == LUME_OK) {
        const struct lume_dataset *const both[] = {&digits, &others};
        status = lume_dataset_join(both, 2, out, error);
    }
    lume_dataset_finish(&others);
    return status;
}

static enum lume_status make_network(const struct training *training, struct lume_network **out,
                                     struct lume_error *error)
{
    const struct recipe *recipe = &training->course->recipe;
    const struct lume_network *first = training->course->model.network;
    const struct lume_layer_config layers[] = {{HIDDEN, lume_activation_find("sigmoid")},
                                               {N_KINDS, lume_activation_find("softmax")}};
    enum lume_status status = lume_network_create(first->n_inputs, layers, 2, out, error);
    if (status == LUME_OK) {
        struct lume_rng rng = lume_rng_make(recipe->training.seed, STREAM_UNLIKE_WEIGHTS);
        lume_network_initialize(*out, recipe->initializer, &rng);
        (*out)->input_scale = first->input_scale;
        (*out)->input_offset = first->input_offset;
    }
    return status;
}

/* To the end, or until a signal comes. */
static enum lume_status run(struct training *training, struct lume_network *network,
                            const struct lume_dataset *set, struct lume_error *error)
{
    struct lume_trainer_config config = training->course->recipe.training;
    config.loss = lume_loss_find("cross-entropy");
    config.epochs = config.epochs < MOST_EPOCHS ? config.epochs : MOST_EPOCHS;
    config.patience = 0;
    config.min_loss = 0;
    config.seed = stream_seed(config.seed, STREAM_UNLIKE_TRAINING);
    struct lume_trainer *trainer;
    enum lume_status status = lume_trainer_create(&config, network, set, NULL, &trainer, error);
    if (status != LUME_OK) {
        return status;
    }
    struct lume_trainer_progress now;
    double begun = clock_seconds();
    lume_trainer_progress(trainer, &now);
    while (status == LUME_OK && now.state == LUME_TRAINING && !signals_caught()) {
        status = lume_trainer_step(trainer, training->slice, error);
        if (status == LUME_OK) {
            status = lume_trainer_end_epoch(trainer, error);
        }
        lume_trainer_progress(trainer, &now);
        report_live(training, &now, config.epochs, begun);
    }
    lume_trainer_destroy(trainer);
    return status;
}

/* The share of a set that is beyond the limit. */
static enum lume_status measure(const struct training *training, const struct lume_network *network,
                                const struct lume_dataset *set, uint8_t kind, double *flagged,
                                struct lume_error *error)
{
    const struct lume_trainer_config *config = &training->course->recipe.training;
    struct lume_dataset copy = *set;
    struct lume_metrics metrics;
    copy.n_classes = N_KINDS;
    copy.labels = memory_allocate(set->n, 1);
    if (!copy.labels) {
        return memory_exhausted(error, NULL);
    }
    memset(copy.labels, kind, set->n);
    enum lume_status status = lume_evaluate(network, &copy, lume_loss_find("cross-entropy"),
                                            config->kernels, training->pool, &metrics, error);
    memory_free(copy.labels);
    if (status == LUME_OK) {
        *flagged = kind == NO_DIGIT ? metrics.accuracy : 1 - metrics.accuracy;
        lume_metrics_finish(&metrics);
    }
    return status;
}

/* Set its limit by digits that it has not seen, and see what it does with new drawings. */
static enum lume_status judge(struct training *training, struct lume_network *network,
                              struct lume_error *error)
{
    const struct course_sets *sets = training->course->sets;
    const struct lume_dataset *unseen = &sets->validation;
    enum lume_status status = lume_unlike_calibrate(network, unseen, share_flagged, error);
    if (status == LUME_OK && sets->test.n > 0) {
        status = measure(training, network, &sets->test, A_DIGIT, &training->digits_flagged, error);
    }
    struct lume_dataset others;
    if (status == LUME_OK) {
        status = generate(training, N_MEASURED, STREAM_UNLIKE_TEST, &others, error);
    }
    if (status != LUME_OK) {
        return status;
    }
    status = lume_dataset_normalize(&others, training->course->recipe.training.normalizer, error);
    if (status == LUME_OK) {
        status = measure(training, network, &others, NO_DIGIT, &training->others_flagged, error);
    }
    lume_dataset_finish(&others);
    return status;
}

enum lume_status train_unlike(struct training *training, struct lume_error *error)
{
    struct lume_dataset set;
    struct lume_network *network;
    enum lume_status status = make_network(training, &network, error);
    if (status != LUME_OK) {
        return status;
    }
    status = make_set(training, &set, error);
    if (status == LUME_OK) {
        status = run(training, network, &set, error);
        lume_dataset_finish(&set);
    }
    if (status == LUME_OK && !signals_caught()) {
        status = judge(training, network, error);
    }
    if (status != LUME_OK || signals_caught()) {
        lume_network_destroy(network);
        return status;
    }
    lume_network_destroy(training->course->model.unlike); /* of a model to start from */
    training->course->model.unlike = network;
    return LUME_OK;
}
