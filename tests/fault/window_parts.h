/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_WINDOW_PARTS_H
#define LUME_TESTS_WINDOW_PARTS_H

/* What is under the window, where there is one. */

#ifdef HAVE_GUI

#include "check.h"

#include "gui/experiment.h"
#include "gui/jobs.h"

static inline enum lume_status window_parts_jobs(struct lume_error *error)
{
    struct jobs *jobs;
    enum lume_status status = jobs_create(NULL, NULL, &jobs, error);
    if (status == LUME_OK) {
        jobs_destroy(jobs);
    }
    return status;
}

/* The model must stay where it was. */
static inline enum lume_status window_parts_experiment(struct lume_error *error)
{
    struct lume_model model = {0};
    struct experiment *experiment;
    enum lume_status status = lume_model_load_default(&model, error);
    if (status != LUME_OK) {
        return status;
    }
    status = experiment_create(&model, &experiment, error);
    assert_true((model.network != NULL) == (status != LUME_OK));
    if (status == LUME_OK) {
        experiment_destroy(experiment);
    }
    lume_model_finish(&model);
    return status;
}

#endif
#endif
