/* SPDX-License-Identifier: MIT */
#include "gui/app_state.h"

#include <math.h>
#include <string.h>

static const float bias_step = 0.1f, scale_step = 1.1f, nib_step = 1.15f;

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

void app_step_bias(struct app *app, int steps)
{
    if (app->selected.layer >= 0) {
        const float bias = experiment_bias(app->network.experiment, app->selected);
        app_set_bias(app, bias + (float)steps * bias_step);
    }
}

/* 0: the signal; 1: weights; else the other ones. */
static void show_lines(struct app *app, int argument)
{
    app->show_weights = argument < 0 ? !app->show_weights : argument == 1;
}

/* What can no longer be seen is not looked into. */
static void hide_selected(struct app *app)
{
    if (!app_may_look(app, app->selected)) {
        app->selected.layer = -1;
    }
}

/* After the outputs it starts over. */
static void reveal(struct app *app)
{
    app->concealed = app->concealed > 0 ? app->concealed - 1 : app_snapshot(app)->n_layers;
    hide_selected(app);
}

static void conceal(struct app *app)
{
    app->concealed += app->concealed < app_snapshot(app)->n_layers;
    hide_selected(app);
}

static void vote(struct app *app)
{
    app->hide_answer = !app->hide_answer;
    hide_selected(app);
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

/* Out of the help page, else of the inspector, else of full screen. */
static void back(struct app *app)
{
    if (app->help) {
        app->help = false;
    } else if (app->selected.layer >= 0) {
        app->selected.layer = -1;
    } else {
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
    {"select", .run = NULL},
    {"lines", .run_with = show_lines},
    {"neighbour", .run_with = app_look_beside, .repeats = true},
    {"bias", .run = NULL},
    {"bias-lower", .run_with = app_step_bias, .argument = -1, .repeats = true},
    {"bias-higher", .run_with = app_step_bias, .argument = 1, .repeats = true},
    {"clamp", .run_with = app_set_clamp},
    {"restore", .run = app_restore},
    {"reveal", .run = reveal},
    {"conceal", .run = conceal},
    {"vote", .run = vote},
    {"projector", .run = change_projector},
    {"controls", FLAG(hide_controls)},
    {"fullscreen", FLAG(fullscreen)},
    {"larger", .run_with = change_scale, .argument = 1, .repeats = true},
    {"smaller", .run_with = change_scale, .argument = -1, .repeats = true},
    {"theme", .run = change_theme},
    {"language", .run = change_language},
    {"save", .run = save_png},
    {"save-svg", .run = save_svg},
    {"open", .run = NULL},
    {"help", .run = help},
    {"back", .run = back},
};

const struct app_action *app_action_find(const char *name)
{
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(actions[i].name, name) == 0) {
            return &actions[i];
        }
    }
    return NULL;
}

void app_do(struct app *app, const char *name, int argument)
{
    const struct app_action *action = app_action_find(name);
    if (!action) {
        return;
    }
    if (app->started) { /* what is said at the start is not seen yet */
        app_dismiss(app);
    }
    app->centring = app->centring_set = false;
    app_spoil(app, APP_STALE_ALL);
    if (action->run) {
        action->run(app);
    } else if (action->run_with) {
        action->run_with(app, action->argument != 0 ? action->argument : argument);
    } else if (action->flag > 0) {
        bool *flag = (bool *)((char *)app + action->flag);
        *flag = !*flag;
    } else {
        tell_how(app, action_find(name));
    }
}

void app_slide(struct app *app, const struct action *action, float value)
{
    if (strcmp(action->name, "bias") == 0 && app->selected.layer >= 0) {
        const float learned = experiment_learned_bias(app->network.experiment, app->selected);
        app_set_bias(app, learned + (2 * value - 1) * VIEW_BIAS_RANGE);
    }
}
