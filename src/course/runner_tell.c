/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "course/runner_state.h"

#include <string.h>

enum lume_status runner_report_create(struct runner_report **out, struct lume_error *error)
{
    struct runner_report *report = memory_allocate(1, sizeof *report);
    if (!report) {
        return memory_exhausted(error, NULL);
    }
    report->state = RUNNER_PAUSED;
    report->shown = RUNNER_LIVE;
    recipe_defaults(&report->recipe);
    *out = report;
    return LUME_OK;
}

static void destroy_model(struct lume_model *model)
{
    if (model) {
        lume_model_finish(model);
        memory_free(model);
    }
}

void runner_report_destroy(struct runner_report *report)
{
    if (report) {
        destroy_model(report->model);
        memory_free(report);
    }
}

static bool alike(const struct lume_network *a, const struct lume_network *b)
{
    bool alike = a->n_inputs == b->n_inputs && a->n_layers == b->n_layers;
    for (size_t l = 0; alike && l < a->n_layers; l++) {
        alike = a->layers[l].n_out == b->layers[l].n_out &&
                a->layers[l].activation == b->layers[l].activation;
    }
    return alike;
}

/* A copy of the model, in the report's room where that is large enough. */
static enum lume_status copy_model(const struct lume_model *model, struct lume_model **room,
                                   struct lume_error *error)
{
    const struct lume_network *network = model->network;
    if (!*room || !alike(network, (*room)->network)) {
        struct lume_model *made = memory_allocate(1, sizeof *made);
        enum lume_status status = made ? lume_network_copy(network, &made->network, error)
                                       : memory_exhausted(error, NULL);
        if (status != LUME_OK) {
            memory_free(made);
            return status;
        }
        destroy_model(*room);
        *room = made;
    }
    struct lume_network *copy = (*room)->network;
    memcpy(copy->parameters, network->parameters, network->n_reals * sizeof *copy->parameters);
    copy->input_scale = network->input_scale;
    copy->input_offset = network->input_offset;
    **room = *model;
    (*room)->network = copy;
    return LUME_OK;
}

/* How far loading is where each stage begins, by how long they take with MNIST. */
static double share_loaded(const struct runner *r)
{
    static const double begin[] = {
        [RUNNER_READ] = 0,      [RUNNER_COPY] = 0.65,   [RUNNER_SETS] = 0.7,
        [RUNNER_COURSE] = 0.75, [RUNNER_MEASURE] = 0.9, [RUNNER_READY] = 1};
    return r->stage == RUNNER_READ ? begin[RUNNER_COPY] * runner_share_read(r) : begin[r->stage];
}

/* What belongs to a run that is ready. */
static void tell_run(struct runner *r, struct runner_report *report)
{
    runner_measure_health(r);
    runner_progress(r, &report->progress);
    report->recipe.training.learning_rate = checkpoint_learning_rate(r->course->trainer);
    report->curve = r->curve;
    memcpy(report->health, r->layers, sizeof report->health);
    report->has_health = r->has_health;
    report->n_moments = r->history.n;
    for (size_t i = 0; i < r->history.n; i++) {
        report->moments[i] = r->history.moments[i].when;
    }
    if (!(r->ended && r->shown == RUNNER_LIVE)) {
        report->model->epochs = report->progress.epoch;
        report->model->validation_accuracy = report->progress.validation_accuracy;
    }
}

enum lume_status runner_tell(struct runner *r, struct runner_report *report,
                             struct lume_error *error)
{
    const bool ready = r->course && r->stage == RUNNER_READY;
    enum lume_status status =
        ready ? copy_model(&r->course->model, &report->model, error) : LUME_OK;
    if (status != LUME_OK) {
        return status;
    }
    struct lume_model *model = report->model;
    *report = (struct runner_report){
        .state = r->state,
        .run = r->run,
        .recipe = r->recipe,
        .source = r->source,
        .why = r->why,
        .loaded = share_loaded(r),
        .model = model,
        .changes = r->changes,
        .shown = r->shown,
    };
    if (r->state == RUNNER_FAILED || r->state == RUNNER_DIVERGED) {
        report->error = r->error;
    }
    if (r->sets) {
        report->n_train = r->sets->train.n;
        report->n_validation = r->sets->validation.n;
        report->n_test = r->sets->test.n;
    }
    if (ready) {
        tell_run(r, report);
    }
    return LUME_OK;
}
