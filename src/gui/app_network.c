/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "gui/app_state.h"
#include "gui/ease.h"

/* --- the model --- */

void app_network_finish(struct app_network *network)
{
    snapshot_destroy(network->snapshot);
    snapshot_destroy(network->eased);
    lume_network_destroy(network->counted);
    experiment_destroy(network->experiment);
    memory_free(network->path);
    *network = (struct app_network){0};
}

enum lume_status app_network_create(struct lume_model *model, const char *path,
                                    struct app_network *out, struct lume_error *error)
{
    struct app_network network = {.path = app_copy(path)};
    if (model->rows != APP_SIDE || model->columns != APP_SIDE) {
        memory_free(network.path);
        return lume_error_set(error, LUME_ERROR_DATA, path,
                              "cannot be drawn for, expected a model for %dx%d pixels, got "
                              "%zux%zu",
                              APP_SIDE, APP_SIDE, model->rows, model->columns);
    }
    enum lume_status status = path && !network.path ? memory_exhausted(error, path) : LUME_OK;
    if (status == LUME_OK) {
        status = lume_network_copy(model->network, &network.counted, error);
    }
    if (status == LUME_OK) {
        status = experiment_create(model, &network.experiment, error);
    }
    if (status == LUME_OK) {
        const struct lume_model *shown = experiment_model(network.experiment);
        status = snapshot_create(shown, &network.snapshot, error);
        if (status == LUME_OK) {
            status = snapshot_create(shown, &network.eased, error);
        }
    }
    if (status != LUME_OK) {
        app_network_finish(&network);
        return status;
    }
    *out = network;
    return LUME_OK;
}

const struct snapshot *app_snapshot(const struct app *app)
{
    return app->network->snapshot;
}

void app_recognize(struct app *app)
{
    if (app->sample.shown) {
        experiment_recognize(app->network->experiment, app->sample.image, app->network->snapshot);
    } else {
        const struct lume_strokes ink = lume_ink_strokes(app->ink);
        experiment_recognize_ink(app->network->experiment, &ink, app->network->snapshot);
    }
}

bool app_ease(struct app *app, double seconds)
{
    return ease_snapshot(app->network->snapshot, seconds, app->network->eased);
}
