/* SPDX-License-Identifier: MIT */
#include "gui/app_state.h"

#include <math.h>
#include <string.h>

static const float scale_step = 1.1f, nib_step = 1.15f;

/* A setting that is multiplied, in hundredths so that the way back ends where it began. */
static float multiplied(float value, float factor, float least, float most)
{
    const float next = roundf(100 * value * factor) / 100;
    return fmaxf(least, fminf(most, next));
}

/* --- what they do, where no other file does it --- */

void app_step_nib(struct app *app, int steps)
{
    const float factor = steps > 0 ? nib_step : 1 / nib_step;
    for (int i = 0; i < (steps > 0 ? steps : -steps); i++) {
        app->settings.nib = multiplied(app->settings.nib, factor, 0.5f, 4);
    }
    app_spoil(app, APP_STALE_ALL);
}

/* 0: the next one; 1: the one before. */
static void step_scene(struct app *app, int argument)
{
    app_scene_step(app, argument == 1 ? -1 : 1);
}

static void change_projector(struct app *app)
{
    app->settings.projector = !app->settings.projector;
    app_notify(app, app->settings.projector ? N_("projector on") : N_("projector off"), NULL);
}

static void change_scale(struct app *app, int steps)
{
    const float factor = steps > 0 ? scale_step : 1 / scale_step;
    app->settings.scale = multiplied(app->settings.scale, factor, 0.5f, 4);
}

static void change_theme(struct app *app)
{
    size_t i = 0;
    while (theme_at(i) != app->settings.theme) {
        i++;
    }
    app->settings.theme = theme_at(i + 1) ? theme_at(i + 1) : theme_at(0);
    const bool dark = strcmp(app->settings.theme->name, "dark") == 0;
    app_notify(app, dark ? N_("dark theme") : N_("light theme"), NULL);
}

static void change_language(struct app *app)
{
    app->settings.language = text_language_next(app->settings.language);
    app_notify(app, "language: {1}", app->settings.language->native_name);
}

static void switch_model(struct app *app)
{
    const bool other = app_network_shown(app) == APP_SLOT_OTHER;
    const enum app_slot to = other ? APP_SLOT_OPENED : APP_SLOT_OTHER;
    if (app_network_is_there(app, to)) {
        app_network_show(app, to);
        app_notify(app, "model: {1}", app_network_title(app, to));
    } else {
        app_notify(app, "there is no other model yet", NULL);
    }
}

static void save_png(struct app *app)
{
    app_picture_save(app, ".png");
}

static void save_svg(struct app *app)
{
    app_picture_save(app, ".svg");
}

static void help(struct app *app)
{
    app_release(app);
    app->help = !app->help;
}

/* Out of the help page, else of what the scene has open, else of full screen. */
static void back(struct app *app)
{
    if (app->help) {
        app->help = false;
    } else if (!app->shown->back || !app->shown->back(app)) {
        app->fullscreen = false;
    }
}

/* Of what the pointer alone does. */
static void tell_how(struct app *app, const struct action *action)
{
    const char *const texts[] = {action_shown(action)[0], action->help, NULL};
    text_join(app->settings.language, texts, ": ", app->notice, sizeof app->notice);
    app_show_notice(app);
}

/* --- the table --- */

#define FLAG(field) .flag = offsetof(struct app, field)

static const struct app_action actions[] = {
    {"clear", .run = app_paper_clear},
    {"undo", .run = app_paper_undo, .repeats = true},
    {"redo", .run = app_paper_redo, .repeats = true},
    {"eraser", FLAG(erasing)},
    {"erase", .run = NULL},
    {"thinner", .run_with = app_step_nib, .argument = -1, .repeats = true},
    {"thicker", .run_with = app_step_nib, .argument = 1, .repeats = true},
    {"sample", .run_with = app_samples_show, .argument = SAMPLES_NO_LABEL, .repeats = true},
    {"sample-of", .run_with = app_samples_show, .repeats = true},
    {"scene", .run_with = app_scene_choose},
    {"scene-beside", .run_with = step_scene, .repeats = true},
    {"projector", .run = change_projector},
    {"controls", FLAG(hide_controls)},
    {"fullscreen", FLAG(fullscreen)},
    {"larger", .run_with = change_scale, .argument = 1, .repeats = true},
    {"smaller", .run_with = change_scale, .argument = -1, .repeats = true},
    {"theme", .run = change_theme},
    {"language", .run = change_language},
    {"save", .run = save_png},
    {"save-svg", .run = save_svg},
    {"model", .run = switch_model},
    {"open", .run = NULL},
    {"help", .run = help},
    {"back", .run = back},
    {.name = NULL},
};

static const struct app_action *find_in(const struct app_action *table, const char *name)
{
    for (; table && table->name; table++) {
        if (strcmp(table->name, name) == 0) {
            return table;
        }
    }
    return NULL;
}

const struct app_action *app_action_find(const char *name)
{
    const struct app_action *found = find_in(actions, name);
    const struct app_scene *scene;
    for (size_t i = 0; !found && (scene = app_scene_at(i)) != NULL; i++) {
        found = find_in(scene->actions, name);
    }
    return found;
}

void app_do(struct app *app, const char *name, int argument)
{
    const struct app_action *action = app_action_find(name);
    const struct action *known = action_find(name);
    if (!action || !action_counts(known, app->shown->name)) {
        return;
    }
    const bool pointed = !known->keys[0]; /* it needs a widget, or a place */
    if (app->started) {                   /* what is said at the start is not seen yet */
        app_dismiss(app);
    }
    app_draw_end_centring(app);
    app_spoil(app, APP_STALE_ALL);
    if (pointed && argument == ACTION_NO_ARGUMENT) {
        tell_how(app, known);
    } else if (action->run) {
        action->run(app);
    } else if (action->run_with) {
        action->run_with(app, action->argument != 0 ? action->argument : argument);
    } else if (action->flag > 0) {
        bool *flag = (bool *)((char *)app + action->flag);
        *flag = !*flag;
    } else {
        tell_how(app, known);
    }
}
