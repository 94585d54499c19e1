/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "gui/app_state.h"
#include "nn/model_parts.h"
#include "png/png_read.h"

#include <lume/idx.h>

#include <string.h>

/* --- in the worker: the content decides what a file is --- */

static void open_picture(struct app_open_job *open, const uint8_t *bytes, size_t size)
{
    struct png_grey grey;
    if (png_read(bytes, size, open->path, &grey, &open->error) == LUME_OK) {
        const struct lume_picture picture = {grey.width, grey.height, grey.width, grey.pixels};
        lume_image_prepare(&picture, open->image);
        png_grey_finish(&grey);
        open->what = APP_OPENED_PICTURE;
    }
}

static void open_model(struct app_open_job *open, const uint8_t *bytes, size_t size)
{
    if (lume_model_parse(bytes, size, open->path, &open->model, &open->error) == LUME_OK) {
        open->what = APP_OPENED_MODEL;
    }
}

static void open_samples(struct app_open_job *open)
{
    if (samples_open(open->path, &open->samples, &open->error) == LUME_OK) {
        open->what = APP_OPENED_SAMPLES;
    }
}

static void run_open(struct job *job)
{
    struct app_open_job *open = (struct app_open_job *)job;
    uint8_t *bytes;
    size_t size;
    open->what = APP_OPENED_NOTHING;
    if (file_read(open->path, LUME_IDX_MAX_SIZE, &bytes, &size, &open->error) != LUME_OK) {
        return;
    }
    const bool picture = png_recognise(bytes, size) != 0;
    const bool model = model_recognise(bytes, size);
    if (picture) {
        open_picture(open, bytes, size);
    } else if (model) {
        open_model(open, bytes, size);
    }
    memory_free(bytes);
    if (!picture && !model) {
        open_samples(open);
    }
}

/* --- in the window --- */

static void open_done(struct job *job)
{
    struct app_open_job *open = (struct app_open_job *)job;
    open->ready = true;
    app_count_interrupt(open->app);
}

static void start(struct app *app, char *path)
{
    struct app_open_job *open = &app->open;
    open->job = (struct job){.run = run_open, .done = open_done};
    open->app = app;
    open->path = path;
    open->busy = true;
    app_count_interrupt(app);
    jobs_submit(app->jobs, &open->job);
}

void app_open_drop(struct app *app, const char *path)
{
    struct app_open_job *open = &app->open;
    if (!path) {
        open->dropping = false;
        return;
    }
    if (open->dropping) {
        app_notify(app, "one file at a time, please", NULL);
        return;
    }
    open->dropping = true;
    char *copy;
    if (path_join("", strcmp(path, "-") == 0 ? "./-" : path, &copy, NULL) != LUME_OK) {
        app_notify(app, "out of memory", NULL);
    } else if (open->busy) {
        memory_free(open->next);
        open->next = copy;
    } else {
        start(app, copy);
    }
}

static void adopt_picture(struct app *app)
{
    struct app_sample sample = {
        .label = SAMPLES_NO_LABEL,
        .source = "file",
        .name = app_copy(app_base_name(app->open.path)),
    };
    memcpy(sample.image, app->open.image, sizeof sample.image);
    app_paper_lay(app, &sample);
}

static void adopt_samples(struct app *app)
{
    app_samples_replace(app, &app->open.samples, "file", app_copy(app_base_name(app->open.path)));
    app_samples_lay(app, 0);
}

static void adopt_model(struct app *app)
{
    struct app_open_job *open = &app->open;
    char side[TEXT_NUMBER_SIZE];
    switch (app_network_put(app, APP_SLOT_OPENED, &open->model, open->path, NULL)) {
    case LUME_OK:
        break;
    case LUME_ERROR_DATA:
        app_notify(app, "the window takes models for {1} × {1} pixels",
                   text_count(app->settings.language, APP_SIDE, side));
        return;
    default:
        app_notify(app, "out of memory", NULL);
        return;
    }
    app_network_show(app, APP_SLOT_OPENED);
    app_notify(app, "model opened: {1}", app_base_name(open->path));
}

/* What is left of a file once it was adopted. */
static void discard(struct app_open_job *open)
{
    memory_free(open->path);
    open->path = NULL;
    samples_finish(&open->samples);
    lume_model_finish(&open->model);
    open->what = APP_OPENED_NOTHING;
    open->ready = open->busy = false;
}

void app_open_adopt(struct app *app)
{
    struct app_open_job *open = &app->open;
    if (!open->ready || app->count.busy) {
        return;
    }
    switch (open->what) {
    case APP_OPENED_NOTHING:
        app_notify(app, "this file cannot be opened: {1}", open->error.message);
        break;
    case APP_OPENED_PICTURE:
        adopt_picture(app);
        break;
    case APP_OPENED_SAMPLES:
        adopt_samples(app);
        break;
    case APP_OPENED_MODEL:
        adopt_model(app);
        break;
    }
    discard(open);
    app_count_resume(app);
    if (open->next) {
        char *path = open->next;
        open->next = NULL;
        start(app, path);
    }
}

void app_open_finish(struct app *app)
{
    discard(&app->open);
    memory_free(app->open.next);
    app->open.next = NULL;
}
