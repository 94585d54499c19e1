/* SPDX-License-Identifier: MIT */
#include "gui/app_state.h"

#include <math.h>
#include <string.h>

static const double retry_seconds = 0.05;

/* Append what differs from what was told last. */
static void describe(struct app *app)
{
    const float density = app->size.density;
    app->members.size = 0;
    app->members.failed = false;
    if (app->shown->tell) {
        app->shown->tell(app, &app->members);
    }
    const struct describe_state state = {
        .scene = &app->draw.scene,
        .shown = app->shown->name,
        .ui = &app->ui,
        .paper = &app->paper,
        .layout = app->shown == &app_scene_draw ? &app->draw.layout : NULL,
        .members = &app->members,
        .scale = app->size.scale / density,
        .width = (float)app->size.width / density,
        .height = (float)app->size.height / density,
        .settings = &app->settings,
        .fullscreen = app->fullscreen,
        .help = app->help,
        .sample_index = app->sample.index,
        .sample_source = app->sample.shown ? app->sample.source : NULL,
        .model = app->network->path,
        .slot = app_network_shown(app) == APP_SLOT_OPENED ? "opened" : "other",
        .notice = app->notice,
    };
    describe_changes(app->describe, &state, &app->told);
    if (app->told.failed) {
        buffer_finish(&app->told);
        app->told = (struct buffer){0};
    }
}

/* As far as it is taken. */
static void send(struct app *app)
{
    struct buffer *told = &app->told;
    if (told->size == 0) {
        return;
    }
    const size_t taken = app->tell(app->tell_context, (const char *)told->bytes, told->size);
    if (taken == APP_TELL_NO_MORE) {
        app->tell = NULL;
        told->size = 0;
    } else {
        told->size -= taken;
        memmove(told->bytes, told->bytes + taken, told->size);
    }
}

void app_tell(struct app *app)
{
    if (app->tell) {
        send(app);
    }
    if (app->tell && app->told.size == 0) {
        describe(app);
        send(app);
    }
}

double app_tell_wait(const struct app *app)
{
    return app->told.size > 0 ? retry_seconds : INFINITY;
}

void app_tell_finish(struct app *app)
{
    if (app->told.size > 0) {
        app_tell(app);
    }
}
