/* SPDX-License-Identifier: MIT */
#include "gui/app.h"

#include "base/memory.h"
#include "gui/app_state.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* --- texts --- */

char *app_copy(const char *text)
{
    const size_t size = text ? strlen(text) + 1 : 0;
    char *copy = text ? memory_allocate(size, 1) : NULL;
    return copy ? memcpy(copy, text, size) : NULL;
}

const char *app_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

/* --- notices --- */

void app_spoil(struct app *app, enum app_stale stale)
{
    app->stale = app->stale > stale ? app->stale : stale;
    app->laid_out = app->laid_out && stale != APP_STALE_ALL;
}

void app_show_notice(struct app *app)
{
    app->notice_ends = (struct app_timer){.set = true};
    app_spoil(app, APP_STALE_ALL);
}

void app_notify(struct app *app, const char *id, const char *argument)
{
    const char *const arguments[] = {argument, NULL};
    text_fill(app->settings.language, id, arguments, app->notice, sizeof app->notice);
    app_show_notice(app);
}

void app_dismiss(struct app *app)
{
    if (app->notice[0]) {
        app->notice[0] = 0;
        app->notice_ends = (struct app_timer){0};
        app_spoil(app, APP_STALE_ALL);
    }
}

/* --- the beginning and the end --- */

/* What is simply kept. */
static void take_config(struct app *app, const struct app_config *config)
{
    app->settings = app->followed = config->settings;
    app->kept = config->kept;
    app->settings_file = config->settings_file;
    app->tell = config->tell;
    app->tell_context = config->tell_context;
    app->wake = config->wake;
    app->wake_context = config->wake_context;
    app->shown = app_scene_at(0);
    app->train.in_caller = config->train_in_caller;
    app->train.n_generated = config->n_generated;
    app->network = &app->slots[APP_SLOT_OPENED];
    app->rng = lume_rng_make(config->seed, 0);
    app->fullscreen = config->fullscreen;
    app->wanted_width = config->width;
    app->wanted_height = config->height;
    app->wanted_density = config->density;
    app->ink_label = SAMPLES_NO_LABEL;
    app->sample.label = SAMPLES_NO_LABEL;
    app->mouse_x = app->mouse_y = NAN;
    app->pointer = (struct ui_pointer){UI_NOTHING, UI_NOTHING, NAN, NAN};
    app->visible = app->recognize = true;
    app->stale = APP_STALE_ALL;
}

static enum lume_status make_parts(struct app *app, const struct app_config *config,
                                   struct lume_error *error)
{
    enum lume_status status = font_create(&app->font, error);
    app->data = app_copy(config->data);
    app->pictures = app_copy(config->pictures);
    if (status == LUME_OK &&
        ((config->data && !app->data) || (config->pictures && !app->pictures))) {
        status = memory_exhausted(error, NULL);
    }
    if (status == LUME_OK) {
        status = lume_ink_create(&app->ink, error);
    }
    if (status == LUME_OK) {
        status = describe_create(&app->describe, error);
    }
    if (status == LUME_OK) {
        status = jobs_create(config->wake, config->wake_context, &app->jobs, error);
    }
    return status;
}

enum lume_status app_create(const struct app_config *config, struct app **out,
                            struct lume_error *error)
{
    assert(config->settings.language && config->width > 0 && config->height > 0);
    struct app *app = memory_allocate(1, sizeof *app);
    if (!app) {
        return memory_exhausted(error, NULL);
    }
    take_config(app, config);
    enum lume_status status = make_parts(app, config, error);
    if (status == LUME_OK) {
        status = app_scenes_create(app, error);
    }
    if (status == LUME_OK && config->beside) {
        status = app_network_put(app, APP_SLOT_OTHER, config->beside, config->beside_path, error);
    }
    if (status == LUME_OK) {
        status = app_network_put(app, APP_SLOT_OPENED, config->model, config->model_path, error);
    }
    if (status != LUME_OK) {
        app->settings_file = NULL;
        app_destroy(app);
        return status;
    }
    app_samples_start(app);
    if (config->notice && config->notice[0]) {
        app_notify(app, "the settings are not as expected: {1}", config->notice);
    }
    app_update(app);
    *out = app;
    return LUME_OK;
}

void app_destroy(struct app *app)
{
    if (!app) {
        return;
    }
    app_tell_finish(app);
    app_count_interrupt(app);
    app_scenes_stop(app);
    jobs_destroy(app->jobs);
    app_save_complete(app);
    app_keep_finish(app);
    app_open_finish(app);
    app_save_finish(app);
    app_scenes_finish(app);
    samples_finish(&app->load.samples);
    samples_finish(&app->samples);
    memory_free(app->samples_name);
    memory_free(app->sample.name);
    lume_network_destroy(app->count.counted);
    mistakes_finish(&app->count.mistakes);
    for (size_t i = 0; i < APP_SLOTS; i++) {
        app_network_finish(&app->slots[i]);
    }
    lume_ink_destroy(app->ink);
    describe_destroy(app->describe);
    buffer_finish(&app->told);
    buffer_finish(&app->members);
    paint_raster_destroy(app->raster);
    font_destroy(app->font);
    memory_free(app->data);
    memory_free(app->pictures);
    memory_free(app);
}

/* --- what the window and the command line ask for --- */

enum lume_status app_select(struct app *app, int layer, int unit, struct lume_error *error)
{
    const struct snapshot *snapshot = app_snapshot(app);
    const int n_layers = (int)snapshot->n_layers;
    if (layer >= n_layers) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "no such layer, expected 0 to %d, got %d", n_layers - 1, layer);
    }
    if (layer >= 0 && (unit < 0 || (size_t)unit >= snapshot->layers[layer].n)) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "no such neuron, expected 0 to %zu, got %d",
                              snapshot->layers[layer].n - 1, unit);
    }
    app_look(app, (struct view_neuron){layer, unit});
    return LUME_OK;
}

struct app_wishes app_wishes(const struct app *app)
{
    struct app_wishes wishes = {.close = app->close, .fullscreen = app->fullscreen};
    const struct paint_rect *paper = &app->paper;
    const float x = app->mouse_x / app->size.scale, y = app->mouse_y / app->size.scale;
    const bool over = x >= paper->x && x < paper->x + paper->width && y >= paper->y &&
                      y < paper->y + paper->height;
    const bool held = app->hold.grip == APP_GRIP_PEN || app->hold.grip == APP_GRIP_ERASER;
    wishes.drawing = held || (over && !app->help && app->hold.grip == APP_GRIP_NONE);
    return wishes;
}

void app_settle(struct app *app)
{
    do {
        app_scenes_settle(app);
        jobs_settle(app->jobs);
        app_open_adopt(app);
    } while (jobs_busy(app->jobs));
    app_scenes_update(app);
    app_update(app);
    app->animating = app->easing = false;
    while (app_ease(app, 0.1)) {
    }
    app_spoil(app, APP_STALE_ALL);
}
