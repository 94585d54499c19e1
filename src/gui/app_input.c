/* SPDX-License-Identifier: MIT */
#include "gui/app_state.h"

#include <math.h>
#include <string.h>

/* A finger whose lifting got lost keeps others away for so long: seconds without news of it. */
static const double lost = 1;

/* --- where --- */

struct place {
    double x, y; /* logical pixels */
};

static struct place place_of(const struct app *app, float x, float y)
{
    const double scale = (double)app->size.scale;
    return (struct place){(double)x / scale, (double)y / scale};
}

static bool is_somewhere(struct place place)
{
    return isfinite(place.x) && isfinite(place.y);
}

static const struct ui *shown_ui(const struct app *app)
{
    return app->help ? &app->help_ui : &app->ui;
}

static bool is_paper(const struct app *app, struct place place)
{
    const struct paint_rect *paper = &app->paper;
    const float x = (float)place.x, y = (float)place.y;
    return !app->help && paper->height > 0 && x >= paper->x && x < paper->x + paper->width &&
           y >= paper->y && y < paper->y + paper->height;
}

/* The widget that is there, of the help page or of the scene, or UI_NOTHING. */
static int widget_at(const struct app *app, struct place place)
{
    struct theme_sizes sizes;
    const struct view over = app_view_over(app, &sizes);
    if (!is_somewhere(place) || is_paper(app, place)) {
        return UI_NOTHING;
    }
    return ui_at(&over, shown_ui(app), (float)place.x, (float)place.y);
}

/* --- what is held --- */

static void mark(struct app *app, const struct input *input)
{
    const struct paint_rect *paper = &app->paper;
    const struct place place = place_of(app, input->x, input->y);
    const double x = (place.x - (double)paper->x) / (double)paper->width;
    const double y = (place.y - (double)paper->y) / (double)paper->height;
    if (!isfinite(x) || !isfinite(y)) {
        return;
    }
    if (app->hold.grip == APP_GRIP_PEN) {
        app_paper_draw(app, x, y, input->time);
    } else {
        app_paper_erase(app, x, y);
    }
}

/* The widget that is held, where it is now, or UI_NOTHING. */
static int held_widget(const struct app *app)
{
    const struct ui *ui = shown_ui(app);
    for (size_t i = 0; app->hold.grip == APP_GRIP_WIDGET && i < ui->n; i++) {
        const struct ui_item *item = &ui->items[i];
        if (item->action == app->hold.action && item->argument == app->hold.argument) {
            return (int)i;
        }
    }
    return UI_NOTHING;
}

struct ui_pointer app_pointer(const struct app *app)
{
    const struct app_hold *hold = &app->hold;
    const bool held = hold->grip == APP_GRIP_WIDGET;
    const struct place place =
        held ? place_of(app, hold->x, hold->y) : place_of(app, app->mouse_x, app->mouse_y);
    const bool may = held || hold->grip == APP_GRIP_NONE;
    return (struct ui_pointer){
        .hovered = may ? widget_at(app, place) : UI_NOTHING,
        .pressed = held_widget(app),
        .x = is_somewhere(place) ? (float)place.x : NAN,
        .y = is_somewhere(place) ? (float)place.y : NAN,
    };
}

static void slide(struct app *app, const struct input *input)
{
    const int widget = held_widget(app);
    const struct ui_item *item = widget >= 0 ? &shown_ui(app)->items[widget] : NULL;
    const struct place place = place_of(app, input->x, input->y);
    struct theme_sizes sizes;
    const struct view view = app_view_over(app, &sizes);
    app->hold.x = input->x;
    app->hold.y = input->y;
    if (!item || !ui_slides(item) || !is_somewhere(place)) {
        return;
    }
    const struct app_action *action = app_action_find(item->action->name);
    if (action->slide) {
        action->slide(app, item->argument, ui_slider_value(&view, item, (float)place.x));
    }
}

void app_release(struct app *app)
{
    if (app->hold.grip == APP_GRIP_PEN || app->hold.grip == APP_GRIP_ERASER) {
        app_paper_end(app);
    }
    if (app->hold.grip != APP_GRIP_NONE) {
        app->hold = (struct app_hold){.grip = APP_GRIP_NONE};
        app_spoil(app, APP_STALE_ALL);
    }
}

/* --- down --- */

static void press_paper(struct app *app, const struct input *input)
{
    const bool erases = app->erasing || input->button == INPUT_ERASER;
    app->hold.grip = erases ? APP_GRIP_ERASER : APP_GRIP_PEN;
    if (erases) {
        lume_ink_begin_erasing(app->ink);
    } else {
        lume_ink_begin_stroke(app->ink);
    }
    mark(app, input);
}

static void press_widget(struct app *app, const struct input *input, int widget)
{
    const struct ui_item *item = &shown_ui(app)->items[widget];
    app->hold.grip = APP_GRIP_WIDGET;
    app->hold.action = item->action;
    app->hold.argument = item->argument;
    app_spoil(app, APP_STALE_ALL);
    slide(app, input);
}

static void press(struct app *app, const struct input *input)
{
    const bool pen = input->button == INPUT_PEN;
    app_lay_out(app);
    const struct place place = place_of(app, input->x, input->y);
    if (!is_somewhere(place)) {
        return;
    }
    const int widget = widget_at(app, place);
    app_dismiss(app);
    app->hold.pointer = input->pointer;
    app->hold.button = input->button;
    app->hold.heard = input->time;
    if (is_paper(app, place)) {
        press_paper(app, input);
    } else if (pen && widget != UI_NOTHING) {
        press_widget(app, input, widget);
    } else if (pen && app->help) {
        app->hold.grip = APP_GRIP_OUTSIDE;
    } else if (pen && app->shown->press) {
        app->shown->press(app, (float)place.x, (float)place.y);
    }
}

/* One pointer at a time. The one that is down goes down again when its lifting got lost. */
static void down(struct app *app, const struct input *input)
{
    const struct app_hold *hold = &app->hold;
    if (hold->grip != APP_GRIP_NONE) {
        const bool same = input->pointer == hold->pointer;
        const bool silent = !(input->time - hold->heard < lost);
        if (same ? input->button != hold->button : !silent) {
            return;
        }
        app_release(app);
    }
    press(app, input);
}

/* --- move, up, away --- */

static void move(struct app *app, const struct input *input)
{
    if (app->hold.grip == APP_GRIP_NONE || input->pointer != app->hold.pointer) {
        return;
    }
    app->hold.heard = input->time;
    switch (app->hold.grip) {
    case APP_GRIP_PEN:
    case APP_GRIP_ERASER:
        app_lay_out(app);
        mark(app, input);
        break;
    case APP_GRIP_WIDGET:
        app_lay_out(app);
        slide(app, input);
        break;
    case APP_GRIP_OUTSIDE:
    case APP_GRIP_NONE:
        break;
    }
}

/* A button acts when it is let go over it. */
static void let_go(struct app *app, const struct input *input)
{
    const struct app_hold hold = app->hold;
    app_lay_out(app);
    const int widget = held_widget(app);
    const bool over =
        widget != UI_NOTHING && widget_at(app, place_of(app, input->x, input->y)) == widget;
    const bool acts = over && !ui_slides(&shown_ui(app)->items[widget]);
    app_release(app);
    if (acts) {
        app->help = app->help && hold.action == action_find("help"); /* which closes it itself */
        app_do(app, hold.action->name, hold.argument);
    }
}

static void up(struct app *app, const struct input *input)
{
    const struct app_hold *hold = &app->hold;
    if (hold->grip == APP_GRIP_NONE || input->pointer != hold->pointer ||
        input->button != hold->button) {
        return;
    }
    move(app, input);
    if (hold->grip == APP_GRIP_WIDGET) {
        let_go(app, input);
        return;
    }
    if (hold->grip == APP_GRIP_OUTSIDE) {
        app->help = false;
    }
    app_release(app);
}

static void cancel(struct app *app, const struct input *input)
{
    if (input->pointer == INPUT_ALL || input->pointer == app->hold.pointer) {
        app_release(app);
    }
}

/* --- the rest --- */

static void turn_wheel(struct app *app, const struct input *input)
{
    const float most = 50;
    if (!isfinite(input->y) || app->help) {
        return;
    }
    app->wheel = fmaxf(-most, fminf(most, app->wheel + input->y));
    const int steps = (int)app->wheel;
    app->wheel -= (float)steps;
    if (steps == 0) {
        return;
    }
    app_lay_out(app);
    const struct place place = place_of(app, app->mouse_x, app->mouse_y);
    const int widget = widget_at(app, place);
    if (is_paper(app, place)) {
        app_step_nib(app, steps);
    } else if (widget != UI_NOTHING) {
        const struct ui_item *item = &app->ui.items[widget];
        const struct app_action *action = app_action_find(item->action->name);
        if (action->wheel) {
            action->wheel(app, item->argument, steps);
        }
    }
}

static void strike(struct app *app, const struct input *input)
{
    char key[INPUT_KEY_SIZE];
    memcpy(key, input->key, sizeof key);
    key[sizeof key - 1] = 0;
    const struct action *action = action_for_key(key, app->shown->name);
    if (action && (!input->repeat || app_action_find(action->name)->repeats)) {
        app_do(app, action->name, action_argument(action, key));
    }
}

static uint32_t side_of(uint32_t side)
{
    side = side > 1 ? side : 1;
    return side < PAINT_RASTER_MAX_SIDE ? side : PAINT_RASTER_MAX_SIDE;
}

/* What the window is like without full screen is remembered. */
static void resize(struct app *app, const struct input *input)
{
    const float density = input->density;
    app->wanted_width = side_of(input->width);
    app->wanted_height = side_of(input->height);
    app->wanted_density = density >= 0.1f && density <= 16 ? density : app->wanted_density;
    if (!app->fullscreen) {
        app->settings.width = (uint32_t)((float)app->wanted_width / app->wanted_density + 0.5f);
        app->settings.height = (uint32_t)((float)app->wanted_height / app->wanted_density + 0.5f);
    }
}

static void follow_mouse(struct app *app, const struct input *input)
{
    const bool placed =
        input->kind == INPUT_DOWN || input->kind == INPUT_MOVE || input->kind == INPUT_UP;
    if (placed && input->pointer == INPUT_MOUSE) {
        app->mouse_x = input->x;
        app->mouse_y = input->y;
    }
}

void app_input(struct app *app, const struct input *input)
{
    follow_mouse(app, input);
    if (input->kind != INPUT_MOVE && input->kind != INPUT_UP && input->kind != INPUT_EXPOSE) {
        app_draw_end_centring(app);
    }
    switch (input->kind) {
    case INPUT_DOWN:
        down(app, input);
        break;
    case INPUT_MOVE:
        move(app, input);
        break;
    case INPUT_UP:
        up(app, input);
        break;
    case INPUT_CANCEL:
        cancel(app, input);
        break;
    case INPUT_WHEEL:
        turn_wheel(app, input);
        break;
    case INPUT_KEY:
        strike(app, input);
        break;
    case INPUT_RESIZE:
        resize(app, input);
        break;
    case INPUT_EXPOSE:
        app->exposed = true;
        break;
    case INPUT_SHOWN:
        app->visible = input->visible;
        break;
    case INPUT_DROP:
        app_open_drop(app, input->path);
        break;
    case INPUT_CLOSE:
        app->close = true;
        break;
    }
}
