/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "cli/command.h"
#include "cli/paths.h"
#include "cli/signals.h"
#include "cli/train_unlike.h"
#include "cli/training.h"

#include <math.h>
#include <string.h>

/* A slice of training lasts about so long: the live line moves and signals are seen. */
static const double slice_seconds = 0.04;

static enum lume_status make_sets(const struct training *training, const struct recipe *recipe,
                                  const struct lume_model *start, struct course_sets **out,
                                  struct lume_error *error)
{
    struct course_sources sources = {0};
    enum lume_status status =
        train_files_load(&training->files, training->options, recipe, start, &sources, error);
    if (status == LUME_OK) {
        status = course_sets_make(&sources, recipe, training->pool, out, error);
    }
    course_sources_finish(&sources);
    return status;
}

/* Everything up to the first batch; nothing is written. */
static enum lume_status prepare(struct training *training, const struct recipe *recipe,
                                const struct lume_model *start, struct lume_error *error)
{
    const struct train_options *options = training->options;
    struct course_sets *sets = NULL;
    enum lume_status status = lume_pool_create((size_t)options->threads, &training->pool, error);
    if (status == LUME_OK) {
        status = make_sets(training, recipe, start, &sets, error);
    }
    if (status == LUME_OK && options->unlike) {
        status = train_unlike_check(sets, error);
    }
    if (status == LUME_OK) {
        status = course_create(recipe, sets, start, training->pool, &training->course, error);
    }
    course_sets_drop(sets);
    return status;
}

/* An output that is an input as well would be gone. The log must be neither. */
static enum lume_status check_paths(const struct training *training, struct lume_error *error)
{
    const struct train_options *options = training->options;
    const char *const outputs[] = {training->output, options->log};
    const char *const names[] = {"--output", "--log"};
    for (size_t i = 0; i < 2; i++) {
        const char *path = outputs[i];
        if (path && (train_files_include(&training->files, path) ||
                     (options->start && file_same(path, options->start)))) {
            return lume_error_set(error, LUME_ERROR_USAGE, names[i],
                                  "would overwrite an input, got \"%.512s\"", path);
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
    enum lume_status status =
        output ? path_join("", output, &training->output, error)
               : path_user(&path_data, "digits.safetensors", &training->output, error);
    return status == LUME_OK ? check_paths(training, error) : status;
}

/* Make sure before the work that its result can be kept. */
static enum lume_status open_outputs(struct training *training, struct lume_error *error)
{
    const struct train_options *options = training->options;
    enum lume_status status = LUME_OK;
    if (!options->output) {
        status = path_make_parents(training->output, error);
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
        status = lume_trainer_step(training->course->trainer, training->slice, error);
        double seconds = clock_seconds() - begun;
        training->epoch_seconds += seconds;
        training->train_seconds += seconds;
        lume_trainer_progress(training->course->trainer, &training->progress);
        double done = (double)(training->progress.batch - before);
        double batches = done * slice_seconds / fmax(seconds, 1e-6);
        training->slice = (size_t)fmin(fmax(batches, 1), 4 * (double)training->slice);
        report_live(training, &training->progress, training->course->recipe.training.epochs,
                    training->begun);
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
        status = lume_trainer_end_epoch(training->course->trainer, error);
        lume_trainer_progress(training->course->trainer, &training->progress);
        if (status == LUME_OK) {
            epoch_log_write(&training->log, &training->progress, training->epoch_seconds);
            report_epoch(training);
        }
    }
    epoch_log_close(&training->log);
    return status;
}

/* There is such a set, and nobody waits for the end while it would take a while. */
static bool worth_measuring(const struct training *training, const struct lume_dataset *set)
{
    return set->n > 0 && !(signals_caught() && (double)set->n > training_speed(training) / 2);
}

static enum lume_status measure_all(struct training *training, struct lume_error *error)
{
    struct course *course = training->course;
    const struct lume_trainer_config *config = &course->recipe.training;
    enum lume_status status = LUME_OK;
    if (worth_measuring(training, &course->sets->ink_test)) {
        status = lume_evaluate(course->model.network, &course->sets->ink_test, config->loss,
                               config->kernels, config->pool, &training->ink_metrics, error);
    }
    if (status == LUME_OK && worth_measuring(training, &course->sets->test)) {
        status = course_test(course, &training->test_metrics, error);
    }
    return status;
}

/* Keep the best epoch, train what goes with it, measure it and save it. */
static enum lume_status finish(struct training *training, bool diverged, struct lume_error *error)
{
    course_keep_best(training->course);
    lume_trainer_progress(training->course->trainer, &training->progress);
    struct lume_error untold, untested, unsaved;
    bool wanted = training->options->unlike && !diverged && !signals_caught();
    enum lume_status told = wanted ? train_unlike(training, &untold) : LUME_OK;
    enum lume_status tested = measure_all(training, &untested);
    enum lume_status saved = lume_model_save(&training->course->model, training->output, &unsaved);
    progress_clear(&training->live);
    if (saved != LUME_OK) {
        return lume_error_set(error, saved, NULL, "%s; the trained model is not saved",
                              unsaved.message);
    }
    if (told != LUME_OK) {
        return lume_error_set(error, told, NULL,
                              "%s; the model is saved without telling what is no digit",
                              untold.message);
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
    enum lume_status status = finish(training, true, error);
    if (status != LUME_OK) {
        return status;
    }
    report_end(training);
    return lume_error_set(error, LUME_ERROR_DIVERGED, NULL, "%s; epoch %zu is saved",
                          reason->message, best);
}

/* All that can fail before the work. */
static enum lume_status begin(struct training *training, struct lume_error *error)
{
    struct train_options *options = training->options;
    struct lume_model model = {0};
    const struct lume_model *start = options->start ? &model : NULL;
    struct recipe recipe;
    enum lume_status status = start ? lume_model_load(options->start, &model, error) : LUME_OK;
    if (status == LUME_OK) {
        status = train_options_resolve(options, start, &recipe, error);
    }
    if (status == LUME_OK) {
        status = train_files_find(options, &training->files, error);
    }
    if (status == LUME_OK) {
        status = choose_output(training, error);
    }
    if (status == LUME_OK) {
        status = prepare(training, &recipe, start, error);
    }
    lume_model_finish(&model);
    if (status == LUME_OK) {
        status = open_outputs(training, error);
    }
    return status == LUME_OK ? report_start(training, error) : status;
}

static enum lume_status train(struct training *training, struct lume_error *error)
{
    enum lume_status status = begin(training, error);
    if (status != LUME_OK) {
        return status;
    }
    training->live = progress_start(!training->options->quiet);
    training->begun = clock_seconds();
    signals_catch();
    struct lume_error reason;
    status = run_epochs(training, &reason);
    if (status != LUME_OK) {
        return finish_diverged(training, &reason, error);
    }
    status = finish(training, false, error);
    if (status == LUME_OK) {
        report_end(training);
    }
    return status;
}

static enum lume_status run(void *values, char **operands, size_t n_operands,
                            struct lume_error *error)
{
    (void)operands, (void)n_operands;
    struct training training = {.options = values,
                                .slice = 1,
                                .started = clock_seconds(),
                                .digits_flagged = (double)NAN,
                                .others_flagged = (double)NAN};
    enum lume_status status = train(&training, error);
    lume_metrics_finish(&training.test_metrics);
    lume_metrics_finish(&training.ink_metrics);
    epoch_log_close(&training.log);
    course_destroy(training.course);
    lume_pool_destroy(training.pool);
    train_files_finish(&training.files);
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
