/* SPDX-License-Identifier: MIT */
#include "gui/app_scene.h"

#include "gui/app_state.h"

#include <string.h>

/* In the order of the tabs. */
static const struct app_scene *const scenes[] = {
    &app_scene_draw,
    &app_scene_train,
    &app_scene_teach,
    &app_scene_mistakes,
};
#define N_SCENES (sizeof scenes / sizeof *scenes)

const struct app_scene *app_scene_at(size_t index)
{
    return index < N_SCENES ? scenes[index] : NULL;
}

const char *app_scene_name(size_t index)
{
    return index < N_SCENES ? scenes[index]->name : NULL;
}

static size_t shown_number(const struct app *app)
{
    size_t i = 0;
    while (scenes[i] != app->shown) {
        i++;
    }
    return i;
}

struct scene_tabs app_tabs(const struct app *app)
{
    struct scene_tabs tabs = {.n = app->hide_controls ? 0 : N_SCENES, .current = shown_number(app)};
    _Static_assert(N_SCENES <= SCENE_MAX_TABS, "all scenes have tabs");
    for (size_t i = 0; i < tabs.n; i++) {
        tabs.titles[i] = scenes[i]->title;
    }
    return tabs;
}

static void show(struct app *app, const struct app_scene *scene)
{
    if (scene == app->shown) {
        return;
    }
    app_release(app);
    if (app->shown->leave) {
        app->shown->leave(app);
    }
    app->shown = scene;
    if (scene->enter) {
        scene->enter(app);
    }
    app_spoil(app, APP_STALE_ALL);
}

void app_scene_choose(struct app *app, int number)
{
    if (number >= 0 && number < (int)N_SCENES) {
        show(app, scenes[number]);
    }
}

void app_scene_step(struct app *app, int steps)
{
    const int n = (int)N_SCENES;
    show(app, scenes[(((int)shown_number(app) + steps) % n + n) % n]);
}

void app_show(struct app *app, const char *name)
{
    for (size_t i = 0; i < N_SCENES; i++) {
        if (strcmp(scenes[i]->name, name) == 0) {
            show(app, scenes[i]);
        }
    }
}

/* --- all of them --- */

enum lume_status app_scenes_create(struct app *app, struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    for (size_t i = 0; i < N_SCENES && status == LUME_OK; i++) {
        status = scenes[i]->create ? scenes[i]->create(app, error) : LUME_OK;
    }
    return status;
}

void app_scenes_stop(struct app *app)
{
    for (size_t i = 0; i < N_SCENES; i++) {
        if (scenes[i]->stop) {
            scenes[i]->stop(app);
        }
    }
}

void app_scenes_finish(struct app *app)
{
    for (size_t i = 0; i < N_SCENES; i++) {
        if (scenes[i]->finish) {
            scenes[i]->finish(app);
        }
    }
}

void app_scenes_update(struct app *app)
{
    for (size_t i = 0; i < N_SCENES; i++) {
        if (scenes[i]->update) {
            scenes[i]->update(app);
        }
    }
}

void app_scenes_settle(struct app *app)
{
    for (size_t i = 0; i < N_SCENES; i++) {
        if (scenes[i]->settle) {
            scenes[i]->settle(app);
        }
    }
}

void app_wake(struct app *app)
{
    if (app->wake) {
        app->wake(app->wake_context);
    }
}
