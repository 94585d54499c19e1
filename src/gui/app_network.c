/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "gui/app_state.h"
#include "gui/ease.h"

#include <math.h>
#include <string.h>

/* --- one --- */

void app_network_finish(struct app_network *network)
{
    snapshot_destroy(network->snapshot);
    snapshot_destroy(network->eased);
    lume_network_destroy(network->counted);
    experiment_destroy(network->experiment);
    mistakes_finish(&network->mistakes);
    memory_free(network->path);
    *network = (struct app_network){0};
}

static enum lume_status create(struct lume_model *model, const char *path, struct app_network *out,
                               struct lume_error *error)
{
    struct app_network network = {.path = app_copy(path),
                                  .stale = true,
                                  .learned_stale = true,
                                  .learned = NAN,
                                  .current = NAN};
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

/* --- slots --- */

bool app_network_is_there(const struct app *app, enum app_slot slot)
{
    return app->slots[slot].experiment;
}

enum app_slot app_network_shown(const struct app *app)
{
    return (enum app_slot)(app->network - app->slots);
}

const struct snapshot *app_snapshot(const struct app *app)
{
    return app->network->snapshot;
}

/* One that is shown is another one now. */
static void follow(struct app *app)
{
    app->recognize = app->easing = true;
    app_draw_follow(app);
    app_count_due(app);
    app_spoil(app, APP_STALE_ALL);
}

enum lume_status app_network_put(struct app *app, enum app_slot slot, struct lume_model *model,
                                 const char *path, struct lume_error *error)
{
    struct app_network network;
    const enum lume_status status = create(model, path, &network, error);
    if (status != LUME_OK) {
        return status;
    }
    network.serial = ++app->n_networks;
    app_network_finish(&app->slots[slot]);
    app->slots[slot] = network;
    app->recognize = true;
    app_spoil(app, APP_STALE_ALL); /* what is laid out may show it beside the other one */
    if (app->network == &app->slots[slot]) {
        app->draw.selected.layer = -1;
        follow(app);
    } else {
        app_count_due(app); /* it may be shown beside the other one */
    }
    return LUME_OK;
}

void app_network_show(struct app *app, enum app_slot slot)
{
    if (app_network_is_there(app, slot) && app->network != &app->slots[slot]) {
        app->network = &app->slots[slot];
        follow(app);
    }
}

const char *app_network_title(const struct app *app, enum app_slot slot)
{
    const struct text_language *language = app->settings.language;
    if (app->slots[slot].path) {
        return app_base_name(app->slots[slot].path);
    }
    return text_get(language, slot == APP_SLOT_OPENED ? N_("built-in") : N_("trained here"));
}

/* --- one that is trained --- */

static bool same_shape(const struct lume_model *a, const struct lume_model *b)
{
    const struct lume_network *one = a->network, *other = b->network;
    bool same = one->n_inputs == other->n_inputs && one->n_layers == other->n_layers &&
                one->input_scale == other->input_scale &&
                one->input_offset == other->input_offset && a->normalizer == b->normalizer &&
                !a->unlike && !b->unlike;
    for (size_t l = 0; same && l < one->n_layers; l++) {
        same = one->layers[l].n_out == other->layers[l].n_out &&
               one->layers[l].activation == other->layers[l].activation;
    }
    return same;
}

static enum lume_status put_copy(struct app *app, const struct lume_model *model,
                                 struct lume_error *error)
{
    struct lume_model copy = *model;
    copy.network = copy.unlike = NULL;
    enum lume_status status = lume_network_copy(model->network, &copy.network, error);
    if (status == LUME_OK && model->unlike) {
        status = lume_network_copy(model->unlike, &copy.unlike, error);
    }
    if (status == LUME_OK) {
        status = app_network_put(app, APP_SLOT_OTHER, &copy, NULL, error);
    }
    lume_model_finish(&copy);
    return status;
}

enum lume_status app_network_take(struct app *app, const struct lume_model *model,
                                  struct lume_error *error)
{
    struct app_network *network = &app->slots[APP_SLOT_OTHER];
    if (!network->experiment || network->path ||
        !same_shape(experiment_model(network->experiment), model)) {
        return put_copy(app, model, error);
    }
    experiment_update(network->experiment, model->network->parameters);
    app_count_live(app, network);
    app->recognize = true;
    if (app->network == network || app_mistakes_compares(app)) {
        app_spoil(app, APP_STALE_ALL);
    }
    return LUME_OK;
}

/* --- what they say --- */

void app_recognize(struct app *app)
{
    const struct lume_strokes ink = lume_ink_strokes(app->ink);
    for (size_t i = 0; i < APP_SLOTS; i++) {
        struct app_network *network = &app->slots[i];
        if (network->experiment && app->sample.shown) {
            experiment_recognize(network->experiment, app->sample.image, network->snapshot);
        } else if (network->experiment) {
            experiment_recognize_ink(network->experiment, &ink, network->snapshot);
        }
    }
}

static bool same_snapshot(const struct snapshot *a, const struct snapshot *b)
{
    bool same = memcmp(a->image, b->image, LUME_IMAGE_SIZE) == 0 &&
                a->answer.verdict == b->answer.verdict && a->answer.digit == b->answer.digit &&
                a->answer.second == b->answer.second &&
                a->answer.probability == b->answer.probability;
    for (size_t l = 0; same && l < a->n_layers; l++) {
        const size_t size = a->layers[l].n * sizeof(float);
        same = memcmp(a->layers[l].z, b->layers[l].z, size) == 0 &&
               memcmp(a->layers[l].a, b->layers[l].a, size) == 0;
    }
    return same;
}

bool app_must_ease(const struct app *app)
{
    for (size_t i = 0; i < APP_SLOTS; i++) {
        const struct app_network *network = &app->slots[i];
        if (network->experiment && !same_snapshot(network->snapshot, network->eased)) {
            return true;
        }
    }
    return false;
}

bool app_ease(struct app *app, double seconds)
{
    bool more = false;
    for (size_t i = 0; i < APP_SLOTS; i++) {
        struct app_network *network = &app->slots[i];
        if (network->experiment) {
            more = ease_snapshot(network->snapshot, seconds, network->eased) || more;
        }
    }
    return more;
}
