/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "gui/app_state.h"

#include <math.h>
#include <string.h>

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
    return app->network.snapshot;
}

void app_recognize(struct app *app)
{
    if (app->sample.shown) {
        experiment_recognize(app->network.experiment, app->sample.image, app->network.snapshot);
    } else {
        const struct lume_strokes ink = lume_ink_strokes(app->ink);
        experiment_recognize_ink(app->network.experiment, &ink, app->network.snapshot);
    }
}

/* --- the neuron that is looked at --- */

bool app_may_look(const struct app *app, struct view_neuron neuron)
{
    const struct snapshot *snapshot = app_snapshot(app);
    const int n_layers = (int)snapshot->n_layers, shown = n_layers - (int)app->concealed;
    return neuron.layer < shown && !(app->hide_answer && neuron.layer == n_layers - 1);
}

void app_look(struct app *app, struct view_neuron neuron)
{
    if (app_may_look(app, neuron)) {
        app->selected = neuron;
        app_spoil(app, APP_STALE_ALL);
    }
}

/* Left, right, up, down; neurons of the next layer at about the same height. */
void app_look_beside(struct app *app, int direction)
{
    static const struct {
        int layers, units;
    } steps[] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
    const struct snapshot *snapshot = app_snapshot(app);
    struct view_neuron to = app->selected;
    if (direction < 0 || direction >= (int)(sizeof steps / sizeof *steps)) {
        return;
    }
    if (to.layer < 0) { /* begin somewhere */
        app_look(app, (struct view_neuron){0, 0});
        return;
    }
    const int n = (int)snapshot->layers[to.layer].n;
    to.layer += steps[direction].layers;
    to.unit += steps[direction].units;
    if (to.layer < 0 || to.layer >= (int)snapshot->n_layers) {
        return;
    }
    if (steps[direction].layers != 0) {
        to.unit =
            (int)((2 * (int64_t)to.unit + 1) * (int64_t)snapshot->layers[to.layer].n / (2 * n));
    }
    if (to.unit >= 0 && to.unit < (int)snapshot->layers[to.layer].n) {
        app_look(app, to);
    }
}

/* --- what is changed by hand --- */

static void change_network(struct app *app)
{
    app->recognize = true;
    app_count_again(app, false);
    app_spoil(app, APP_STALE_ALL);
}

void app_set_bias(struct app *app, float bias)
{
    struct experiment *experiment = app->network.experiment;
    if (app->selected.layer >= 0) {
        const float learned = experiment_learned_bias(experiment, app->selected);
        bias = fminf(bias, learned + VIEW_BIAS_RANGE);
        bias = fmaxf(bias, learned - VIEW_BIAS_RANGE);
        experiment_set_bias(experiment, app->selected, bias);
        change_network(app);
    }
}

/* A value that it is clamped to already releases it. */
void app_set_clamp(struct app *app, int argument)
{
    struct experiment *experiment = app->network.experiment;
    if (app->selected.layer < 0 || !experiment_can_clamp(experiment, app->selected)) {
        return;
    }
    const float clamp = experiment_clamp(experiment, app->selected);
    float next = isnan(clamp) ? 0 : clamp < 1 ? 1 : NAN;
    if (argument != ACTION_NO_ARGUMENT) {
        next = (float)argument == clamp ? NAN : (float)(argument > 0);
    }
    experiment_set_clamp(experiment, app->selected, next);
    change_network(app);
}

void app_restore(struct app *app)
{
    experiment_restore(app->network.experiment);
    change_network(app);
}

struct view_experiment app_experiment(const struct app *app)
{
    const struct experiment *experiment = app->network.experiment;
    const struct app_count_job *count = &app->count;
    struct view_experiment shown = {
        .changed = experiment_changed(experiment),
        .n = app->samples.labelled ? app->samples.set.n : 0,
        .generated = app->samples.generated,
        .counting = count->stale || count->busy,
        .accuracy = count->current,
        .learned = count->learned,
    };
    if (app->selected.layer >= 0) {
        const float clamp = experiment_clamp(experiment, app->selected);
        shown.learned_bias = experiment_learned_bias(experiment, app->selected);
        shown.can_clamp = experiment_can_clamp(experiment, app->selected);
        shown.clamped = !isnan(clamp);
        shown.clamp = shown.clamped ? clamp : 0;
    }
    return shown;
}
