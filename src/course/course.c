/* SPDX-License-Identifier: MIT */
#include "course/course.h"

#include "base/memory.h"
#include "course/streams.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

static enum lume_status make_network(struct course *course, struct lume_error *error)
{
    const struct recipe *recipe = &course->recipe;
    const struct lume_dataset *set = &course->sets->train;
    struct lume_network **network = &course->model.network;
    struct lume_layer_config layers[LUME_MAX_LAYERS];
    size_t n_layers;
    enum recipe_fault fault = recipe_layers(recipe, layers, &n_layers);
    assert(fault == RECIPE_SOUND);
    (void)fault;
    enum lume_status status =
        lume_network_create(set->rows * set->columns, layers, n_layers, network, error);
    if (status == LUME_OK) {
        struct lume_rng rng = lume_rng_make(recipe->training.seed, STREAM_WEIGHTS);
        lume_network_initialize(*network, recipe->initializer, &rng);
        recipe->scaling->apply(set, *network);
    }
    return status;
}

static enum lume_status copy_networks(const struct lume_model *start, struct lume_model *out,
                                      struct lume_error *error)
{
    enum lume_status status = lume_network_copy(start->network, &out->network, error);
    if (status == LUME_OK && start->unlike) {
        status = lume_network_copy(start->unlike, &out->unlike, error);
    }
    return status;
}

/* Say in the model where it comes from. */
static void describe_model(struct course *course)
{
    const struct lume_trainer_config *config = &course->recipe.training;
    struct lume_model *model = &course->model;
    model->rows = course->sets->train.rows;
    model->columns = course->sets->train.columns;
    model->normalizer = config->normalizer;
    model->seed = config->seed;
    model->data_checksum = course->sets->checksum;
    snprintf(model->loss, sizeof model->loss, "%s", config->loss->name);
    snprintf(model->optimizer, sizeof model->optimizer, "%s", config->optimizer->name);
    model->validation_accuracy = model->test_accuracy = (double)NAN;
}

enum lume_status course_create(const struct recipe *recipe, struct course_sets *sets,
                               const struct lume_model *start, struct lume_pool *pool,
                               struct course **out, struct lume_error *error)
{
    struct course *course = memory_allocate(1, sizeof *course);
    if (!course) {
        return memory_exhausted(error, NULL);
    }
    course->recipe = *recipe;
    course->recipe.training.pool = pool;
    course->sets = course_sets_share(sets);
    enum lume_status status =
        start ? copy_networks(start, &course->model, error) : make_network(course, error);
    if (status == LUME_OK) {
        describe_model(course);
        status = lume_trainer_create(&course->recipe.training, course->model.network, &sets->train,
                                     sets->validation.n > 0 ? &sets->validation : NULL,
                                     &course->trainer, error);
    }
    if (status != LUME_OK) {
        course_destroy(course);
        return status;
    }
    *out = course;
    return LUME_OK;
}

void course_keep_best(struct course *course)
{
    struct lume_trainer_progress progress;
    lume_trainer_restore_best(course->trainer);
    lume_trainer_progress(course->trainer, &progress);
    course->model.epochs = progress.best_epoch;
    course->model.validation_accuracy = progress.best_validation_accuracy;
}

enum lume_status course_test(struct course *course, struct lume_metrics *out,
                             struct lume_error *error)
{
    const struct lume_trainer_config *config = &course->recipe.training;
    enum lume_status status =
        lume_evaluate(course->model.network, &course->sets->test, config->loss, config->kernels,
                      config->pool, out, error);
    if (status == LUME_OK) {
        course->model.test_accuracy = out->accuracy;
    }
    return status;
}

void course_destroy(struct course *course)
{
    if (!course) {
        return;
    }
    lume_trainer_destroy(course->trainer);
    lume_model_finish(&course->model);
    course_sets_drop(course->sets);
    memory_free(course);
}
