/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_WINDOW_PARTS_H
#define LUME_TESTS_WINDOW_PARTS_H

/* What is under the window, where there is one. */

#ifdef HAVE_GUI

#include "check.h"

#include "gui/experiment.h"
#include "gui/jobs.h"
#include "gui/mistakes.h"
#include "gui/samples.h"

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

/* Files that cannot be loaded are made up for, which stands for the failure. */
static inline enum lume_status window_parts_load(struct lume_error *error)
{
    struct samples samples;
    struct lume_error why;
    enum lume_status status = samples_load(".", &samples, &why, error);
    if (status == LUME_OK) {
        assert_int_equal(samples.generated, why.message[0] != 0);
        assert_int_equal(samples.set.n, samples.generated ? SAMPLES_GENERATED : 3);
        if (samples.generated) {
            status = lume_error_set(error, LUME_ERROR_MEMORY, NULL, "%s", why.message);
        }
        samples_finish(&samples);
    }
    return status;
}

/* One image of three has a label that the network cannot answer. Missing labels stand for the
 * failure. */
static inline enum lume_status window_parts_count(struct lume_error *error)
{
    const struct lume_layer_config layer = {2, lume_activation_find("softmax")};
    struct samples samples;
    struct lume_network *network;
    struct mistakes mistakes = {0};
    enum lume_status status = samples_open("t10k-images-idx3-ubyte", &samples, error);
    if (status != LUME_OK) {
        return status;
    }
    const bool labelled = samples.labelled;
    status = samples_prepare(&samples, lume_normalizer_find("moments"), error);
    assert_int_equal(samples.ready.n, status == LUME_OK ? 3 : 0);
    if (status == LUME_OK && labelled) {
        status = lume_network_create(784, &layer, 1, &network, error);
        if (status == LUME_OK) {
            status = mistakes_count(&samples.ready, network, NULL, &mistakes, error);
            lume_network_destroy(network);
        }
        assert_int_equal(mistakes.metrics.n, status == LUME_OK ? 3 : 0);
        mistakes_finish(&mistakes);
    }
    samples_finish(&samples);
    return labelled ? status : lume_error_set(error, LUME_ERROR_MEMORY, NULL, "no labels");
}

#endif
#endif
