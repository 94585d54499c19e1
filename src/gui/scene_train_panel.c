/* SPDX-License-Identifier: MIT */
#include "gui/scene_train_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const double scene_train_speeds[SCENE_TRAIN_SPEEDS] = {1, 10, 100, 1000, (double)INFINITY};

static const char *const speed_captions[SCENE_TRAIN_SPEEDS] = {"1/s", "10/s", "100/s", "1000/s",
                                                               N_("max")};

/* --- rows from the top on --- */

struct column {
    const struct view *view;
    const struct scene_train *scene;
    struct paint_rect rest;
    bool gauges; /* are to be below the controls */
    struct ui *ui;
};

static struct paint_rect take(struct column *column, float height, float gap)
{
    const struct paint_rect row = {column->rest.x, column->rest.y, column->rest.width, height};
    column->rest.y += height + gap;
    column->rest.height -= height + gap;
    return row;
}

/* The part `index` of n of a row. */
static struct paint_rect part_of(const struct paint_rect *row, int index, int n, float gap)
{
    const float step = (row->width + gap) / (float)n;
    const float left = roundf((float)index * step), right = roundf((float)(index + 1) * step);
    return (struct paint_rect){row->x + left, row->y, right - left - gap, row->height};
}

/* --- transport --- */

static bool is_state(const struct scene_train *scene, enum runner_state state)
{
    return scene->report && scene->report->state == state;
}

static bool can_train(const struct scene_train *scene)
{
    return scene->report && scene->report->model && !is_state(scene, RUNNER_LOADING) &&
           !is_state(scene, RUNNER_FAILED);
}

static void add_buttons(struct column *column, const struct paint_rect *row,
                        const char *const *actions, int n)
{
    for (int i = 0; i < n; i++) {
        const struct action *action = action_find(actions[i]);
        struct ui_item *item = ui_add(column->ui, UI_BUTTON, actions[i],
                                      part_of(row, i, n, 0.5f * column->view->sizes->grid),
                                      text_get(column->view->language, action->caption));
        item->disabled = !can_train(column->scene);
    }
}

static void add_transport(struct column *column)
{
    static const char *const steps[] = {"train-batch", "train-epoch", "train-stop"};
    static const char *const starts[] = {"train-reset", "train-seed", "train-keep"};
    const struct view *view = column->view;
    const float grid = view->sizes->grid, height = ui_button_height(view);
    struct paint_rect row = take(column, roundf(1.2f * height), 0.75f * grid);
    const bool running = is_state(column->scene, RUNNER_RUNNING);
    struct ui_item *play =
        ui_add(column->ui, UI_TOGGLE, "train-play", row,
               running ? text_get(view->language, "Pause") : text_get(view->language, "Train"));
    play->on = !running;
    play->disabled = is_state(column->scene, RUNNER_FAILED);
    row = take(column, height, 0.5f * grid);
    add_buttons(column, &row, steps, 3);
    row = take(column, height, 0.75f * grid);
    add_buttons(column, &row, starts, 3);
    column->ui->items[column->ui->n - 1].kind = UI_TOGGLE;
    column->ui->items[column->ui->n - 1].on = column->scene->keeping;
}

static void add_speeds(struct column *column)
{
    const struct view *view = column->view;
    const struct paint_rect row = take(column, ui_button_height(view), 1.5f * view->sizes->grid);
    for (int i = 0; i < SCENE_TRAIN_SPEEDS; i++) {
        struct ui_item *item =
            ui_add(column->ui, UI_TOGGLE, "train-speed",
                   part_of(&row, i, SCENE_TRAIN_SPEEDS, 0.25f * view->sizes->grid),
                   text_get(view->language, speed_captions[i]));
        item->argument = i + SCENE_TRAIN_FIRST;
        item->on = i == column->scene->speed;
    }
}

/* --- settings --- */

static size_t count_hypers(void)
{
    size_t n = 0;
    while (n < SCENE_TRAIN_MAX_HYPERS && hyper_at(n)) {
        n++;
    }
    return n;
}

static float row_height(const struct view *view)
{
    return roundf(fmaxf(1.7f * view->sizes->body, 0.75f * view->sizes->target));
}

/* How settings are divided where there is no room for all of them. */
struct pages {
    size_t n, each; /* pages, and settings of each but the last */
    float below;    /* the height of what chooses one, with the gap above it; 0: there is none */
    bool slider;    /* there is room for that of the learning rate */
};

static struct pages divide_settings(const struct column *column)
{
    const struct view *view = column->view;
    const float height = row_height(view), slider = ui_button_height(view);
    const float below = ui_button_height(view) + 0.5f * view->sizes->grid;
    const size_t n = count_hypers();
    struct pages pages = {.each = (size_t)fmaxf(column->rest.height / height, 0)};
    if (pages.each < n && column->rest.height >= height + below) {
        pages.below = below;
        pages.each = (size_t)((column->rest.height - below) / height);
    }
    if (pages.each > 0) {
        pages.n = (n + pages.each - 1) / pages.each;
        pages.each = (n + pages.n - 1) / pages.n;
    }
    pages.slider = (float)pages.each * height + slider + pages.below <= column->rest.height;
    return pages;
}

static void add_setting(struct column *column, size_t index, bool has_slider)
{
    const struct view *view = column->view;
    const struct scene_train *scene = column->scene;
    const struct hyper *hyper = hyper_at(index);
    const struct ui_stepper stepper = {
        .choose = "train-setting",
        .step = "train-setting",
        .argument = (int)index + SCENE_TRAIN_SETTING,
        .caption = text_get(view->language, hyper->caption),
        .text = scene->values[index],
        .share = 0.46f,
        .on = index == scene->chosen,
    };
    ui_add_stepper(view, column->ui, &stepper, take(column, row_height(view), 0));
    if (has_slider && hyper->position) {
        struct ui_item *item =
            ui_add(column->ui, UI_SLIDER, "train-setting", take(column, ui_button_height(view), 0),
                   text_get(view->language, hyper->caption));
        item->argument = SCENE_TRAIN_RATE;
        item->value = scene->rate;
    }
}

static void add_pager(struct column *column, const struct pages *pages, size_t shown)
{
    static const char *const captions[SCENE_TRAIN_MAX_HYPERS] = {
        "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9",  "10",
        "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"};
    const float gap = 0.5f * column->view->sizes->grid;
    take(column, 0, gap);
    const struct paint_rect row = take(column, pages->below - gap, 0);
    for (size_t i = 0; i < pages->n; i++) {
        struct ui_item *item =
            ui_add(column->ui, UI_TOGGLE, "train-setting",
                   part_of(&row, (int)i, (int)pages->n, 0.5f * gap), captions[i]);
        item->argument = (int)(i * pages->each) + SCENE_TRAIN_PAGE;
        item->on = i == shown;
    }
}

/* The page of the chosen one. What chooses a page stays where it is on all of them. */
static void add_settings(struct column *column)
{
    const struct pages pages = divide_settings(column);
    const size_t n = count_hypers();
    if (pages.n == 0) {
        return;
    }
    const size_t shown = column->scene->chosen / pages.each, first = shown * pages.each;
    const struct view *view = column->view;
    const float used =
        (float)pages.each * row_height(view) + (pages.slider ? ui_button_height(view) : 0);
    const float bottom = column->rest.y + used;
    for (size_t i = first; i < first + pages.each && i < n; i++) {
        add_setting(column, i, pages.slider);
    }
    take(column, 0, bottom - column->rest.y);
    if (pages.below > 0) {
        add_pager(column, &pages, shown);
    }
}

/* --- pitfalls --- */

enum { GAUGED = 6 }; /* layers of the deepest network of a pitfall */

static size_t count_pitfalls(void)
{
    size_t n = 0;
    while (pitfall_at(n)) {
        n++;
    }
    return n;
}

/* Two in a row where there is no room for one below the other, or for gauges below them. */
static void add_pitfalls(struct column *column)
{
    const struct view *view = column->view;
    const float height = ui_button_height(view), gap = 0.5f * view->sizes->grid;
    const float below = column->gauges ? view_health_brief_height(view, GAUGED) + 3 * gap : 0;
    const size_t n = count_pitfalls();
    const int across = (float)n * (height + gap) - gap + below > column->rest.height ? 2 : 1;
    struct paint_rect row = {0};
    for (int i = 0; (size_t)i < n; i++) {
        const struct pitfall *pitfall = pitfall_at((size_t)i);
        if (i % across == 0) {
            if (column->rest.height < height) {
                return;
            }
            row = take(column, height, gap);
        }
        struct ui_item *item =
            ui_add(column->ui, UI_TOGGLE, "train-pitfall", part_of(&row, i % across, across, gap),
                   text_get(view->language, pitfall->title));
        item->argument = i;
        item->on = pitfall == column->scene->pitfall;
    }
}

static void add_choice(struct column *column)
{
    static const char *const captions[] = {N_("settings"), N_("pitfalls")};
    const struct view *view = column->view;
    const struct paint_rect row = take(column, ui_button_height(view), 0.75f * view->sizes->grid);
    for (int i = 0; i < 2; i++) {
        struct ui_item *item = ui_add(column->ui, UI_TOGGLE, "train-panel",
                                      part_of(&row, i, 2, 0.25f * view->sizes->grid),
                                      text_get(view->language, captions[i]));
        item->argument = i;
        item->on = column->scene->show_pitfalls == (i == 1);
    }
}

/* --- the column --- */

float scene_train_panel_width(const struct view *view)
{
    const struct paint_text_style style = view_style(view->sizes->body, 0, PAINT_LEFT);
    float caption = 0;
    for (size_t i = 0; i < count_hypers(); i++) {
        caption = fmaxf(caption,
                        view_measure(view, &style, text_get(view->language, hyper_at(i)->caption)));
    }
    const float wanted = caption + 6 * view->sizes->body + 2 * view->sizes->target;
    return roundf(fmaxf(wanted, 8 * view->sizes->target));
}

/* Gauges, and the maps where room is left. */
static void lay_gauges(struct column *column, struct scene_train_layout *out)
{
    const struct view *view = column->view;
    const struct lume_network *network = column->scene->snapshot->model->network;
    const float gap = view->sizes->grid, least = 5 * view->sizes->body;
    const float height = view_health_brief_height(view, network->n_layers);
    if (column->gauges && column->rest.height >= height + gap) {
        take(column, 0, gap);
        out->health = take(column, height, gap);
        out->brief = true;
        if (column->rest.height >= least) {
            out->weights = column->rest;
        }
    }
}

void scene_train_panel(const struct view *view, const struct scene_train *scene,
                       const struct paint_rect *rect, bool gauges, struct scene_train_layout *out)
{
    struct column column = {view, scene, *rect, gauges, &out->ui};
    add_transport(&column);
    add_speeds(&column);
    add_choice(&column);
    (scene->show_pitfalls ? add_pitfalls : add_settings)(&column);
    lay_gauges(&column, out);
}
