/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "gui/app_state.h"

#include <stdio.h>
#include <unistd.h>

enum { MAX_FILES = 10000, NAME_SIZE = 48 };

/* Find a name that is free. */
static enum lume_status choose_path(struct app_save_job *save)
{
    const char *folder = save->app->pictures ? save->app->pictures : "";
    for (int i = 1; i <= MAX_FILES; i++) {
        char name[NAME_SIZE];
        snprintf(name, sizeof name, "lume-%d%s", i, save->ending);
        memory_free(save->path);
        save->path = NULL;
        enum lume_status status = path_join(folder, name, &save->path, &save->error);
        if (status != LUME_OK || access(save->path, F_OK) != 0) {
            return status;
        }
    }
    return lume_error_set(&save->error, LUME_ERROR_MEMORY, save->path,
                          "no free name, expected at most %d files", MAX_FILES);
}

static void run_save(struct job *job)
{
    struct app_save_job *save = (struct app_save_job *)job;
    save->begun = true;
    save->status = choose_path(save);
    if (save->status == LUME_OK && save->raster) {
        save->status = app_picture_encode(save->raster, &save->bytes, &save->error);
    }
    if (save->status == LUME_OK && save->model.network) {
        save->status = lume_model_save(&save->model, save->path, &save->error);
    } else if (save->status == LUME_OK) {
        save->status = file_replace(save->path, save->bytes.bytes, save->bytes.size, &save->error);
    }
}

static void save_done(struct job *job)
{
    struct app_save_job *save = (struct app_save_job *)job;
    const bool saved = save->status == LUME_OK;
    app_notify(save->app, saved ? save->saved : save->failed,
               saved ? save->path : save->error.message);
    app_save_finish(save->app);
    app_count_resume(save->app);
}

struct app_save_job *app_save_begin(struct app *app, const char *ending, const char *saved,
                                    const char *failed)
{
    struct app_save_job *save = &app->save;
    if (save->busy) {
        app_notify(app, "working…", NULL);
        return NULL;
    }
    *save = (struct app_save_job){
        .job = {.run = run_save, .done = save_done},
        .app = app,
        .busy = true,
        .ending = ending,
        .saved = saved,
        .failed = failed,
    };
    return save;
}

void app_save_submit(struct app *app, enum lume_status status)
{
    app->save.status = status;
    if (status == LUME_OK) {
        app_count_interrupt(app);
        jobs_submit(app->jobs, &app->save.job);
    } else {
        save_done(&app->save.job);
    }
}

void app_save_complete(struct app *app)
{
    if (app->save.busy && !app->save.begun) {
        run_save(&app->save.job);
    }
}

void app_save_finish(struct app *app)
{
    struct app_save_job *save = &app->save;
    paint_raster_destroy(save->raster);
    buffer_finish(&save->bytes);
    lume_model_finish(&save->model);
    memory_free(save->path);
    save->raster = NULL;
    save->path = NULL;
    save->busy = false;
}
