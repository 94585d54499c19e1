/* SPDX-License-Identifier: MIT */
#include "gui/scene_teach_parts.h"
#include "gui/view_lesson.h"

#include <math.h>
#include <stdio.h>

/* --- rows --- */

/* Take a row from the lower end of what is left, with a gap above it. */
static struct paint_rect take_row(struct paint_rect *rest, float height, float gap)
{
    rest->height -= height + gap;
    return (struct paint_rect){rest->x, rest->y + rest->height + gap, rest->width, height};
}

/* Beside the tabs, or below them where these leave too little. */
static void lay_rail(const struct view *view, const struct scene_teach *scene, float width,
                     float height, struct paint_rect *rest, struct scene_teach_layout *out)
{
    const float rail = view_lesson_rail_height(view), gap = 3 * view->sizes->grid;
    const struct paint_rect tabs = scene_tabs_rect(view, &scene->tabs, width, height);
    const float beside = rest->width - tabs.width - gap;
    if (tabs.width > 0 && beside > 0.45f * rest->width) {
        const float high = fmaxf(tabs.height, rail);
        out->rail = (struct paint_rect){tabs.x + tabs.width + gap, tabs.y, beside, high};
        const float lower = tabs.y + high + 1.5f * view->sizes->grid;
        rest->height -= fmaxf(lower - rest->y, 0);
        rest->y = fmaxf(lower, rest->y);
        return;
    }
    out->rail = (struct paint_rect){rest->x, rest->y, rest->width, rail};
    rest->y += rail + 1.5f * view->sizes->grid;
    rest->height -= rail + 1.5f * view->sizes->grid;
}

/* --- controls --- */

static struct paint_rect place(struct paint_rect *row, float width, float gap)
{
    const struct paint_rect rect = {row->x, row->y, width, row->height};
    row->x += width + gap;
    row->width -= width + gap;
    return rect;
}

static const char *caption_of(const struct view *view, const char *action)
{
    return text_get(view->language, action_find(action)->caption);
}

/* The step back, the step on: where no label is known yet the network's answer is offered. */
static void add_steps(const struct view *view, const struct scene_teach *scene,
                      struct paint_rect *row, struct scene_teach_layout *out)
{
    const struct teach *teach = scene->teach;
    const float gap = view->sizes->grid;
    char digit[TEXT_NUMBER_SIZE];
    const char *const offered[] = {
        text_count(view->language, teach ? teach_target(teach) : 0, digit), NULL};
    const bool asks = teach && teach_label(teach) == TEACH_NO_LABEL &&
                      teach_index(teach) + 1 == teach_count_open(teach);
    const bool again = teach && teach_index(teach) + 1 == teach_count_steps(teach);
    if (asks) {
        text_fill(view->language, "It is {1}", offered, out->next, sizeof out->next);
    } else {
        snprintf(out->next, sizeof out->next, "%s",
                 again ? text_get(view->language, "Again") : caption_of(view, "teach-next"));
    }
    const char *const back = caption_of(view, "teach-back");
    struct ui_item *item = ui_add(&out->ui, UI_BUTTON, "teach-back",
                                  place(row, ui_button_width(view, back), gap), back);
    item->disabled = !teach || teach_index(teach) == 0;
    const float width = fmaxf(ui_button_width(view, caption_of(view, "teach-next")),
                              ui_button_width(view, out->next));
    item = ui_add(&out->ui, UI_BUTTON, "teach-next", place(row, width, 3 * gap), out->next);
    item->disabled = !teach;
}

static void add_rate(const struct view *view, const struct scene_teach *scene,
                     struct paint_rect *row, struct scene_teach_layout *out)
{
    const float side = ui_button_width(view, "+");
    const struct paint_text_style style = view_bold(view->sizes->body, 0, PAINT_MIDDLE);
    const float width = view_measure(view, &style, "η = 0.01") + 2 * view->sizes->grid;
    struct ui_item *item = ui_add(&out->ui, UI_BUTTON, "teach-rate", place(row, side, 0), "−");
    item->argument = 0;
    item->disabled = teach_rate_is_least(scene->teach);
    out->rate = place(row, width, 0);
    item = ui_add(&out->ui, UI_BUTTON, "teach-rate", place(row, side, 3 * view->sizes->grid), "+");
    item->argument = 1;
    item->disabled = teach_rate_is_most(scene->teach);
}

static void add_controls(const struct view *view, const struct scene_teach *scene,
                         const struct paint_rect *rect, struct scene_teach_layout *out)
{
    static const char *const tools[] = {"teach-undo", "sample", "clear", "help"};
    enum { N_TOOLS = sizeof tools / sizeof *tools };
    const float gap = view->sizes->grid;
    struct paint_rect row = *rect;
    add_steps(view, scene, &row, out);
    if (scene->teach) {
        add_rate(view, scene, &row, out);
    }
    float widths[N_TOOLS], all = -gap;
    for (int i = 0; i < N_TOOLS; i++) {
        widths[i] = i + 1 < N_TOOLS ? ui_button_width(view, caption_of(view, tools[i]))
                                    : view->sizes->target;
        all += widths[i] + gap;
    }
    const float share = fminf(1, row.width / all);
    row.x += row.width - all * share;
    for (int i = 0; i < N_TOOLS; i++) {
        const char *caption = i + 1 < N_TOOLS ? caption_of(view, tools[i]) : "?";
        struct ui_item *item = ui_add(&out->ui, UI_BUTTON, tools[i],
                                      place(&row, widths[i] * share, gap * share), caption);
        item->disabled = i == 0 && !scene->can_undo;
    }
}

/* Where a click leads to a step, or says the true label. */
static void add_spots(const struct view *view, const struct scene_teach *scene,
                      struct scene_teach_layout *out)
{
    const struct teach *teach = scene->teach;
    if (!teach || scene->hide_controls) {
        return;
    }
    for (size_t i = 0; i < teach_count_steps(teach); i++) {
        const struct paint_rect piece = view_lesson_piece(view, teach, &out->rail, i);
        struct ui_item *item = ui_add(&out->ui, UI_SPOT, "teach-go", piece, "");
        item->argument = SCENE_TEACH_FIRST_STEP + (int)i;
        item->disabled = i >= teach_count_open(teach);
    }
    for (size_t j = 0; j < teach_network(teach)->n_outputs; j++) {
        struct ui_item *item = ui_add(&out->ui, UI_SPOT, "teach-label",
                                      view_lesson_output(teach, &out->outputs, j), "");
        item->argument = (int)j;
    }
}

/* --- all of it --- */

static void lay_columns(const struct view *view, const struct scene_teach *scene,
                        const struct paint_rect *rest, struct scene_teach_layout *out)
{
    const float gap = 3 * view->sizes->grid, label = view_line_height(view->sizes->heading);
    const float least = 1.3f * view_line_height(view->sizes->body); /* of the table's headings */
    const float side = floorf(fmaxf(fminf(0.21f * rest->width, rest->height - label), 1));
    out->paper = (struct paint_rect){rest->x, rest->y, side, side};
    out->paper.y += floorf(0.5f * (rest->height - side - label));
    out->label = (struct paint_rect){rest->x, out->paper.y + side, side, label};
    const float outputs = floorf(fminf(view_lesson_outputs_width(view), 0.3f * rest->width));
    out->network = *rest;
    out->network.x += side + gap;
    out->network.width -= side + outputs + 2 * gap;
    struct view_back back;
    const struct view_network network = scene_teach_network(scene, &back);
    float captions = view_network_captions(view, &network, &out->network);
    if (captions < least) {
        out->network.y += least;
        out->network.height -= least;
        captions = view_network_captions(view, &network, &out->network);
    }
    out->outputs = (struct paint_rect){rest->x + rest->width - outputs, out->network.y + captions,
                                       outputs, out->network.height - captions};
}

void scene_teach_layout(const struct view *view, const struct scene_teach *scene, float width,
                        float height, struct scene_teach_layout *out)
{
    const struct theme_sizes sizes = scene_sizes(view->sizes, width, height);
    struct view fitted = *view;
    fitted.sizes = &sizes;
    *out = (struct scene_teach_layout){0};
    struct paint_rect rest = scene_tabs_layout(&fitted, &scene->tabs, width, height, &out->ui);
    lay_rail(&fitted, scene, width, height, &rest, out);
    if (!scene->hide_controls) {
        const struct paint_rect row = take_row(&rest, ui_button_height(&fitted), sizes.grid);
        add_controls(&fitted, scene, &row, out);
    }
    out->page = take_row(&rest, floorf(0.41f * rest.height), 1.5f * sizes.grid);
    lay_columns(&fitted, scene, &rest, out);
    add_spots(&fitted, scene, out);
}

struct scene_teach_hit scene_teach_at(const struct view *view, const struct scene_teach *scene,
                                      float width, float height,
                                      const struct scene_teach_layout *layout, float x, float y)
{
    const struct theme_sizes sizes = scene_sizes(view->sizes, width, height);
    struct view fitted = *view;
    struct view_back back;
    struct scene_teach_hit hit = {.neuron = {-1, 0}};
    const struct view_network network = scene_teach_network(scene, &back);
    fitted.sizes = &sizes;
    if (!scene->teach) {
        return hit;
    }
    hit.neuron = view_network_at(&fitted, &network, &layout->network, x, y);
    hit.has_weight = hit.neuron.layer < 0 &&
                     view_network_weight_at(&fitted, &network, &layout->network,
                                            teach_focus(scene->teach, 0), x, y, &hit.weight);
    return hit;
}
