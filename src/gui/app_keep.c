/* SPDX-License-Identifier: MIT */
#include "gui/app_state.h"

#include <string.h>

/* What was chosen in the window is remembered; what options or the system said is not. */
void app_keep_follow(struct app *app)
{
    const struct settings now = app->settings, *before = &app->followed;
    struct settings *kept = &app->kept;
    bool changed = false;
    if (now.language != before->language) {
        kept->language = now.language;
        changed = true;
    }
    if (now.theme != before->theme) {
        kept->theme = now.theme;
        changed = true;
    }
    if (now.projector != before->projector) {
        kept->projector = now.projector;
        changed = true;
    }
    if (now.scale != before->scale) {
        kept->scale = now.scale;
        changed = true;
    }
    if (now.nib != before->nib) {
        kept->nib = now.nib;
        changed = true;
    }
    if (now.width != before->width || now.height != before->height) {
        kept->width = now.width;
        kept->height = now.height;
        changed = true;
    }
    app->followed = now;
    app->keep_due.set = app->keep_due.set || (changed && app->settings_file);
}

static void run_keep(struct job *job)
{
    struct app_keep_job *keep = (struct app_keep_job *)job;
    keep->status = settings_save(keep->app->settings_file, &keep->settings, &keep->error);
}

/* A disk that goes on failing is told of once. */
static void keep_done(struct job *job)
{
    struct app_keep_job *keep = (struct app_keep_job *)job;
    keep->busy = false;
    if (keep->status != LUME_OK && !keep->failed) {
        app_notify(keep->app, "the settings are not saved: {1}", keep->error.message);
    }
    keep->failed = keep->status != LUME_OK;
}

void app_keep_start(struct app *app)
{
    struct app_keep_job *keep = &app->keep;
    if (keep->busy) {
        app->keep_due.set = true; /* once more, later */
        return;
    }
    keep->job = (struct job){.run = run_keep, .done = keep_done};
    keep->app = app;
    keep->settings = app->kept;
    keep->busy = true;
    jobs_submit(app->jobs, &keep->job);
}

void app_keep_finish(struct app *app)
{
    app_keep_follow(app);
    if (app->settings_file && !app->keep.failed) {
        (void)!settings_save(app->settings_file, &app->kept, NULL);
    }
}
