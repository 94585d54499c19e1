/* SPDX-License-Identifier: MIT */
#include "course/runner_state.h"

#include "nn/trainer.h"

#include "base/memory.h"

#include <string.h>

void runner_fail(struct runner *r)
{
    runner_drop_run(r);
    r->goal = RUNNER_HOLD;
    r->state = RUNNER_FAILED;
}

void runner_drop_run(struct runner *r)
{
    history_finish(&r->history);
    history_finish_room(&r->live);
    health_destroy(r->health);
    memory_free(r->before);
    course_destroy(r->course);
    r->health = NULL;
    r->before = NULL;
    r->course = NULL;
    r->curve.n = r->curve.best_epoch = 0;
    r->aside = r->ended = r->has_step = r->has_health = false;
    r->shown = RUNNER_LIVE;
    memset(r->layers, 0, sizeof r->layers);
    course_sources_finish(&r->sources);
}

/* Say what a recipe does not go with. */
static enum lume_status check_fit(const struct course_sources *sources, const struct recipe *recipe,
                                  struct lume_error *error)
{
    struct course_measures got;
    switch (course_sources_check(sources, recipe, NULL, &got)) {
    case COURSE_FITS:
        return LUME_OK;
    case COURSE_FEW_LEFT:
        return lume_error_set(
            error, LUME_ERROR_USAGE, NULL, "training images, only %llu are left, got %llu",
            (unsigned long long)got.n_left, (unsigned long long)recipe->train_size);
    case COURSE_NONE_VALIDATE:
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "patience needs validation images to watch, got none of %zu", got.n);
    case COURSE_SIZE_BESIDE:
    case COURSE_SIZE_START:
    case COURSE_SIZE_TEST:
        return lume_error_set(error, LUME_ERROR_DATA, NULL, "test images differ in size");
    case COURSE_NOTHING:
    case COURSE_ALL_VALIDATE:
        break;
    }
    return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                          "validation leaves nothing to train on, expected less than %zu, got %llu",
                          got.n, (unsigned long long)got.n_validate);
}

/* What is generated comes as if it had been loaded. */
static struct recipe recipe_of_sets(const struct runner *r)
{
    struct recipe recipe = r->recipe;
    recipe.n_generated = recipe.n_generated_test = 0;
    return recipe;
}

static enum lume_status copy_data(struct runner *r)
{
    const struct recipe recipe = recipe_of_sets(r);
    if (r->sets && course_sets_suits(r->sets, &recipe)) {
        return LUME_OK;
    }
    course_sets_drop(r->sets);
    r->sets = NULL;
    const struct course_sources loaded = {.base = r->data[LUME_TRAIN], .test = r->data[LUME_TEST]};
    enum lume_status status = check_fit(&loaded, &recipe, &r->error);
    if (status == LUME_OK) {
        status = dataset_copy(&loaded.base, &r->sources.base, &r->error);
    }
    if (status == LUME_OK) {
        status = dataset_copy(&loaded.test, &r->sources.test, &r->error);
    }
    return status;
}

static enum lume_status make_sets(struct runner *r)
{
    const struct recipe recipe = recipe_of_sets(r);
    return r->sets ? LUME_OK
                   : course_sets_make(&r->sources, &recipe, r->config.pool, &r->sets, &r->error);
}

/* Whether training images come as they are, to be normalised when they are used. */
static bool is_raw(const struct runner *r)
{
    return lume_augment_enabled(&r->recipe.training.augment);
}

/* Part of a set as the network wants it: a view, or a copy that is normalised. */
static enum lume_status take_part(struct runner *r, const struct lume_dataset *set, size_t first,
                                  size_t n, struct lume_dataset *out)
{
    struct lume_dataset part = *set;
    const bool raw = set == &r->sets->train && is_raw(r);
    part.n = n;
    part.pixels += first * set->rows * set->columns;
    part.labels += first;
    part.owned = NULL;
    *out = part;
    enum lume_status status = raw ? dataset_copy(&part, out, &r->error) : LUME_OK;
    if (status == LUME_OK && raw) {
        status = lume_dataset_normalize(out, r->recipe.training.normalizer, &r->error);
    }
    return status;
}

/* Health is measured by some of the training images. */
static enum lume_status make_health(struct runner *r)
{
    const struct lume_dataset *train = &r->sets->train;
    struct lume_dataset probe;
    enum lume_status status =
        take_part(r, train, 0, train->n < RUNNER_PROBE ? train->n : RUNNER_PROBE, &probe);
    if (status == LUME_OK) {
        status = health_create(r->course->model.network, &probe, &r->health, &r->error);
    }
    lume_dataset_finish(&probe);
    return status;
}

static enum lume_status make_course(struct runner *r)
{
    enum lume_status status =
        course_create(&r->recipe, r->sets, NULL, r->config.pool, &r->course, &r->error);
    if (status != LUME_OK) {
        return status;
    }
    status = trainer_watch(r->course->trainer, r->config.unwanted, &r->error);
    if (status != LUME_OK) {
        return status;
    }
    const struct lume_network *network = r->course->model.network;
    r->n_layers = network->n_layers;
    r->before = memory_allocate(network->n_reals, sizeof *r->before);
    status = r->before ? LUME_OK : memory_exhausted(&r->error, NULL);
    if (status == LUME_OK) {
        status = make_health(r);
    }
    if (status == LUME_OK) {
        status = history_make_room(r->course->trainer, r->n_layers, &r->live, &r->error);
    }
    r->n_measured = 0;
    memset(r->first_loss, 0, sizeof r->first_loss);
    memset(r->first_correct, 0, sizeof r->first_correct);
    return status;
}

static size_t n_first(const struct runner *r)
{
    const size_t n = r->sets->train.n;
    return n < RUNNER_FIRST ? n : RUNNER_FIRST;
}

/* Measure some more images with the first weights. */
static enum lume_status measure(struct runner *r)
{
    const size_t n_train = n_first(r), k = r->n_measured < n_train ? 0 : 1;
    const struct lume_dataset *set = k == 0 ? &r->sets->train : &r->sets->validation;
    const size_t first = k == 0 ? r->n_measured : r->n_measured - n_train;
    const size_t left = (k == 0 ? n_train : set->n) - first;
    struct lume_dataset part;
    struct lume_metrics metrics;
    enum lume_status status =
        take_part(r, set, first, left < RUNNER_PIECE ? left : RUNNER_PIECE, &part);
    if (status == LUME_OK) {
        status = lume_evaluate(r->course->model.network, &part, r->recipe.training.loss,
                               r->recipe.training.kernels, r->config.pool, &metrics, &r->error);
    }
    if (status == LUME_OK) {
        r->first_loss[k] += metrics.loss * (double)part.n;
        r->first_correct[k] += metrics.accuracy * (double)part.n;
        r->n_measured += part.n;
        lume_metrics_finish(&metrics);
    }
    lume_dataset_finish(&part);
    return status;
}

/* The first point and the first moment. */
static enum lume_status begin_run(struct runner *r)
{
    const double n_train = (double)n_first(r), n_validation = (double)r->sets->validation.n;
    const size_t bytes = checkpoint_bytes(r->course->trainer); /* of `live` */
    curve_add(&r->curve, &(struct curve_point){
                             .train_loss = (float)(r->first_loss[0] / n_train),
                             .train_accuracy = (float)(r->first_correct[0] / n_train),
                             .validation_loss = (float)(r->first_loss[1] / n_validation),
                             .validation_accuracy = (float)(r->first_correct[1] / n_validation),
                             .ends = true,
                         });
    r->sums = (struct history_sums){0};
    history_begin(&r->history, r->course->trainer, r->n_layers,
                  r->config.history_bytes > bytes ? r->config.history_bytes - bytes : 0);
    r->changes++;
    return runner_keep_moment(r) ? LUME_OK : memory_exhausted(&r->error, NULL);
}

static void become_ready(struct runner *r)
{
    r->stage = RUNNER_READY;
    r->state = r->goal == RUNNER_HOLD ? RUNNER_PAUSED : RUNNER_RUNNING;
}

void runner_load(struct runner *r)
{
    enum lume_status status = LUME_OK;
    bool end = false;
    switch (r->stage) {
    case RUNNER_READ:
        status = runner_read(r, &end);
        r->stage = end ? RUNNER_COPY : RUNNER_READ;
        break;
    case RUNNER_COPY:
        status = copy_data(r);
        r->stage = RUNNER_SETS;
        break;
    case RUNNER_SETS:
        status = make_sets(r);
        r->stage = RUNNER_COURSE;
        break;
    case RUNNER_COURSE:
        status = make_course(r);
        r->stage = RUNNER_MEASURE;
        break;
    case RUNNER_MEASURE:
        if (r->n_measured < n_first(r) + r->sets->validation.n) {
            status = measure(r);
            break;
        }
        status = begin_run(r);
        become_ready(r);
        break;
    case RUNNER_READY:
        break;
    }
    if (status != LUME_OK) {
        runner_fail(r);
    }
}
