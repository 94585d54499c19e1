/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "base/memory.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/paths.h"
#include "cli/set.h"
#include "cli/signals.h"
#include "cli/training.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Streams of random numbers; the trainer's own are no multiples of 4. */
enum { STREAM_WEIGHTS = 0, STREAM_SPLIT = 4 };

/* A slice of training lasts about so long: the live line moves and signals are seen. */
static const double slice_seconds = 0.04;

static enum lume_status find_sets(struct training *training, struct lume_error *error)
{
    const struct train_options *options = training->options;
    const struct set_source train = {options->data, options->images, options->labels};
    const struct set_source test = {options->data, options->test_images, options->test_labels};
    enum lume_status status = set_find(&train, LUME_TRAIN, &training->train_files, error);
    if (status == LUME_OK && (options->test_images || !options->images)) {
        status = set_find(&test, LUME_TEST, &training->test_files, error);
    }
    return status;
}

static enum lume_status load_sets(struct training *training, struct lume_error *error)
{
    size_t n_classes = (size_t)training->options->classes;
    enum lume_status status = set_load(&training->train_files, n_classes, &training->set, error);
    if (status == LUME_OK && training->test_files.images) {
        status = set_load(&training->test_files, n_classes, &training->test, error);
    }
    return status;
}

/* Set the validation images apart. */
static enum lume_status split_set(struct training *training, struct lume_error *error)
{
    const struct train_options *options = training->options;
    struct lume_dataset *set = &training->set;
    uint64_t n = options->validation == TRAIN_VALIDATION_SHARE ? set->n / 12 : options->validation;
    if (n >= set->n) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--validation",
                              "leaves nothing to train on, expected less than %zu, got %llu",
                              set->n, (unsigned long long)n);
    }
    if (n == 0 && options_given(&command_train, options, "patience") && options->patience > 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--patience",
                              "needs validation images to watch, and %zu images give none", set->n);
    }
    training->train = *set;
    training->train.owned = NULL;
    if (n > 0) {
        struct lume_rng rng = lume_rng_make(options->seed, STREAM_SPLIT);
        lume_dataset_split(set, (size_t)n, &rng, &training->train, &training->validation);
    }
    return LUME_OK;
}

static enum lume_status make_network(struct training *training, struct lume_error *error)
{
    const struct train_options *options = training->options;
    const struct lume_dataset *set = &training->train;
    struct lume_layer_config layers[LUME_MAX_LAYERS];
    size_t n_layers;
    enum lume_status status = train_options_layers(options, layers, &n_layers, error);
    if (status == LUME_OK) {
        status = lume_network_create(set->rows * set->columns, layers, n_layers,
                                     &training->model.network, error);
    }
    if (status == LUME_OK) {
        struct lume_rng rng = lume_rng_make(options->seed, STREAM_WEIGHTS);
        lume_network_initialize(training->model.network, options->initializer, &rng);
        const struct scaling *scaling = options->scaling;
        scaling->apply(set, training->model.network);
    }
    return status;
}

/* Say in the model where it comes from. */
static void describe_model(struct training *training)
{
    const struct train_options *options = training->options;
    struct lume_model *model = &training->model;
    model->rows = training->set.rows;
    model->columns = training->set.columns;
    model->normalizer = options->normalizer;
    model->seed = options->seed;
    model->data_checksum = training->set.checksum;
    snprintf(model->loss, sizeof model->loss, "%s", training->config.loss->name);
    snprintf(model->optimizer, sizeof model->optimizer, "%s", training->config.optimizer->name);
    model->validation_accuracy = model->test_accuracy = (double)NAN;
}

/* Compare images with the model that training goes on from. */
static enum lume_status check_sizes(const struct training *training, struct lume_error *error)
{
    const struct lume_dataset *set = &training->set, *test = &training->test;
    const struct lume_model *model = &training->model;
    if (training->options->start && (set->rows != model->rows || set->columns != model->columns)) {
        return lume_error_set(error, LUME_ERROR_DATA, training->options->start,
                              "takes other images, expected %zux%zu, got %zux%zu", set->rows,
                              set->columns, model->rows, model->columns);
    }
    if (test->n > 0 && (set->rows != test->rows || set->columns != test->columns)) {
        return lume_error_set(error, LUME_ERROR_DATA, NULL,
                              "test images differ in size, expected %zux%zu, got %zux%zu",
                              set->rows, set->columns, test->rows, test->columns);
    }
    return LUME_OK;
}

/* Normalise once what is seen as it is; images that will be warped are normalised then. */
static enum lume_status normalize_sets(struct training *training, struct lume_error *error)
{
    struct lume_dataset *const sets[] = {&training->train, &training->validation, &training->test};
    enum lume_status status = LUME_OK;
    for (size_t i = 0; i < sizeof sets / sizeof *sets && status == LUME_OK; i++) {
        if (sets[i]->n > 0 && !(i == 0 && lume_augment_enabled(&training->config.augment))) {
            status = lume_dataset_normalize(sets[i], training->options->normalizer, error);
        }
    }
    return status;
}

/* Everything up to the first batch; nothing is written. */
static enum lume_status prepare(struct training *training, struct lume_error *error)
{
    const struct train_options *options = training->options;
    enum lume_status status = load_sets(training, error);
    if (status == LUME_OK) {
        status = check_sizes(training, error);
    }
    if (status == LUME_OK) {
        status = split_set(training, error);
    }
    train_options_config(options, &training->config);
    if (status == LUME_OK && !options->start) {
        status = make_network(training, error);
    }
    if (status == LUME_OK) {
        status = normalize_sets(training, error);
    }
    if (status == LUME_OK) {
        status = lume_pool_create((size_t)options->threads, &training->pool, error);
    }
    if (status != LUME_OK) {
        return status;
    }
    training->config.pool = training->pool;
    describe_model(training);
    const struct lume_dataset *validation =
        training->validation.n > 0 ? &training->validation : NULL;
    return lume_trainer_create(&training->config, training->model.network, &training->train,
                               validation, &training->trainer, error);
}

/* An output that is an input as well would be gone. The log must be neither. */
static enum lume_status check_paths(const struct training *training, struct lume_error *error)
{
    const struct train_options *options = training->options;
    const struct set_files *train = &training->train_files, *test = &training->test_files;
    const char *const inputs[] = {train->images, train->labels, test->images, test->labels,
                                  options->start};
    const char *const outputs[] = {training->output, options->log};
    const char *const names[] = {"--output", "--log"};
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < sizeof inputs / sizeof *inputs; j++) {
            if (outputs[i] && inputs[j] && file_same(outputs[i], inputs[j])) {
                return lume_error_set(error, LUME_ERROR_USAGE, names[i],
                                      "would overwrite an input, got \"%.512s\"", outputs[i]);
            }
        }
    }
    if (options->log && (strcmp(options->log, training->output) == 0 ||
                         file_same(options->log, training->output))) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--log", "is the same file as --output");
    }
    return LUME_OK;
}

static enum lume_status choose_output(struct training *training, struct lume_error *error)
{
    const char *output = training->options->output;
    enum lume_status status = output
                                  ? paths_join("", output, &training->output, error)
                                  : paths_user_data("digits.safetensors", &training->output, error);
    return status == LUME_OK ? check_paths(training, error) : status;
}

/* Make sure before the work that its result can be kept. */
static enum lume_status open_outputs(struct training *training, struct lume_error *error)
{
    const struct train_options *options = training->options;
    enum lume_status status = LUME_OK;
    if (!options->output) {
        status = paths_make_parents(training->output, error);
    }
    if (status == LUME_OK) {
        status = file_check_writable(training->output, error);
    }
    if (status == LUME_OK && options->log) {
        status = epoch_log_open(&training->log, options->log, error);
    }
    return status;
}

/* Train to the end of the epoch, or until a signal comes. */
static enum lume_status run_epoch(struct training *training, struct lume_error *error)
{
    training->epoch_seconds = 0;
    enum lume_status status = LUME_OK;
    do {
        size_t before = training->progress.batch;
        double begun = clock_seconds();
        status = lume_trainer_step(training->trainer, training->slice, error);
        double seconds = clock_seconds() - begun;
        training->epoch_seconds += seconds;
        training->train_seconds += seconds;
        lume_trainer_progress(training->trainer, &training->progress);
        double done = (double)(training->progress.batch - before);
        double batches = done * slice_seconds / fmax(seconds, 1e-6);
        training->slice = (size_t)fmin(fmax(batches, 1), 4 * (double)training->slice);
        report_live(training);
    } while (status == LUME_OK && !signals_caught() &&
             training->progress.batch < training->progress.n_batches);
    return status;
}

static enum lume_status run_epochs(struct training *training, struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    while (status == LUME_OK && training->progress.state == LUME_TRAINING && !signals_caught()) {
        status = run_epoch(training, error);
        if (status != LUME_OK || training->progress.batch < training->progress.n_batches) {
            break;
        }
        status = lume_trainer_end_epoch(training->trainer, error);
        lume_trainer_progress(training->trainer, &training->progress);
        if (status == LUME_OK) {
            epoch_log_write(&training->log, &training->progress, training->epoch_seconds);
            report_epoch(training);
        }
    }
    epoch_log_close(&training->log);
    return status;
}

/* Measure the test set, unless somebody waits for the end and it would take a while. */
static enum lume_status measure_test(struct training *training, struct lume_error *error)
{
    double images = (double)training->test.n;
    if (training->test.n == 0 || (signals_caught() && images > training_speed(training) / 2)) {
        return LUME_OK;
    }
    enum lume_status status =
        lume_evaluate(training->model.network, &training->test, training->config.loss,
                      training->config.kernels, training->pool, &training->test_metrics, error);
    if (status == LUME_OK) {
        training->model.test_accuracy = training->test_metrics.accuracy;
    }
    return status;
}

/* Keep the best epoch, measure it and save it. */
static enum lume_status finish(struct training *training, struct lume_error *error)
{
    struct lume_model *model = &training->model;
    lume_trainer_restore_best(training->trainer);
    lume_trainer_progress(training->trainer, &training->progress);
    model->epochs = training->progress.best_epoch;
    model->validation_accuracy = training->progress.best_validation_accuracy;
    struct lume_error untested, unsaved;
    enum lume_status tested = measure_test(training, &untested);
    enum lume_status saved = lume_model_save(model, training->output, &unsaved);
    progress_clear(&training->live);
    if (saved != LUME_OK) {
        return lume_error_set(error, saved, NULL, "%s; the trained model is not saved",
                              unsaved.message);
    }
    if (tested != LUME_OK) {
        return lume_error_set(error, tested, NULL, "%s; the model is saved without being tested",
                              untested.message);
    }
    return LUME_OK;
}

/* Training left the finite numbers: keep the best epoch before, if there was one, and say so. */
static enum lume_status finish_diverged(struct training *training, const struct lume_error *reason,
                                        struct lume_error *error)
{
    size_t best = training->progress.best_epoch;
    progress_clear(&training->live);
    if (best == 0) {
        return lume_error_set(error, LUME_ERROR_DIVERGED, NULL, "%s; nothing is saved",
                              reason->message);
    }
    enum lume_status status = finish(training, error);
    if (status != LUME_OK) {
        return status;
    }
    report_end(training);
    return lume_error_set(error, LUME_ERROR_DIVERGED, NULL, "%s; epoch %zu is saved",
                          reason->message, best);
}

static enum lume_status train(struct training *training, struct lume_error *error)
{
    struct train_options *options = training->options;
    struct lume_model *start = options->start ? &training->model : NULL;
    enum lume_status status = start ? lume_model_load(options->start, start, error) : LUME_OK;
    if (status == LUME_OK) {
        status = train_options_resolve(options, start, error);
    }
    if (status == LUME_OK) {
        status = find_sets(training, error);
    }
    if (status == LUME_OK) {
        status = choose_output(training, error);
    }
    if (status == LUME_OK) {
        status = prepare(training, error);
    }
    if (status == LUME_OK) {
        status = open_outputs(training, error);
    }
    if (status == LUME_OK) {
        status = report_start(training, error);
    }
    if (status != LUME_OK) {
        return status;
    }
    training->live = progress_start(!options->quiet);
    signals_catch();
    struct lume_error reason;
    status = run_epochs(training, &reason);
    if (status != LUME_OK) {
        return finish_diverged(training, &reason, error);
    }
    status = finish(training, error);
    if (status == LUME_OK) {
        report_end(training);
    }
    return status;
}

static enum lume_status run(void *values, char **operands, size_t n_operands,
                            struct lume_error *error)
{
    (void)operands, (void)n_operands;
    struct training training = {.options = values, .slice = 1, .started = clock_seconds()};
    enum lume_status status = train(&training, error);
    lume_metrics_finish(&training.test_metrics);
    epoch_log_close(&training.log);
    lume_trainer_destroy(training.trainer);
    lume_pool_destroy(training.pool);
    lume_model_finish(&training.model);
    set_files_finish(&training.train_files);
    set_files_finish(&training.test_files);
    lume_dataset_finish(&training.test);
    lume_dataset_finish(&training.set);
    memory_free(training.output);
    return status;
}

const struct command command_train = {
    .name = "train",
    .operands = "",
    .summary = "Train a network on labelled images, and save it.",
    .details = "Without options: 784-16-16-10 on MNIST. Ctrl-C saves the best so far.",
    .options = train_option_table,
    .rules = train_option_rules,
    .values_size = sizeof(struct train_options),
    .prepare = train_options_prepare,
    .run = run,
};
