/* SPDX-License-Identifier: MIT */
#include "gui/scene_draw_parts.h"
#include "gui/view_answer.h"
#include "gui/view_legend.h"

#include <math.h>
#include <string.h>

static float whole(float x)
{
    return (float)(int)(x + 0.5f);
}

/* --- the paper's tools --- */

/* In the order in which they are seen, in a grid of equal cells. */
static const struct tool {
    enum ui_kind kind;
    const char *action; /* NULL: the nib, with a button on either side */
    int cells;
} tools[] = {
    {UI_BUTTON, "clear", 1},  {UI_BUTTON, "undo", 1}, {UI_BUTTON, "sample", 1},
    {UI_TOGGLE, "eraser", 1}, {UI_BUTTON, NULL, 2},
};

static const float widest_cell = 15; /* of a row, in sizes->grid */

enum { N_TOOLS = sizeof tools / sizeof *tools, N_CELLS = 6, MOST_COLUMNS = 3, LEAST_COLUMNS = 2 };

static const char *tool_caption(const struct view *view, const struct tool *tool)
{
    return text_get(view->language, action_find(tool->action)->caption);
}

/* How many columns of them fit below a paper of this width. */
static int count_columns(const struct view *view, float width)
{
    float widest = 0;
    for (size_t i = 0; i < N_TOOLS; i++) {
        if (tools[i].action) {
            widest = fmaxf(widest, ui_button_width(view, tool_caption(view, &tools[i])));
        }
    }
    const float padding = 2 * view->sizes->grid; /* that may be given up */
    const float cell = (width + view->sizes->grid) / MOST_COLUMNS - view->sizes->grid;
    return widest - padding <= cell ? MOST_COLUMNS : LEAST_COLUMNS;
}

static float tools_height(const struct view *view, int columns)
{
    const int rows = N_CELLS / columns;
    return (float)rows * (ui_button_height(view) + view->sizes->grid) - view->sizes->grid;
}

static void add_nib(const struct view *view, const struct paint_rect *rect,
                    struct scene_draw_layout *out)
{
    const float side = fminf(ui_button_width(view, "+"), 0.4f * rect->width);
    struct paint_rect thinner = *rect, thicker = *rect;
    thinner.width = thicker.width = side;
    thicker.x += rect->width - side;
    ui_add(&out->ui, UI_BUTTON, "thinner", thinner, "−");
    ui_add(&out->ui, UI_BUTTON, "thicker", thicker, "+");
    out->nib = (struct paint_rect){rect->x + side, rect->y, rect->width - 2 * side, rect->height};
}

/* Into a rectangle of this width, from its top on. */
static void add_tools(const struct view *view, const struct scene_draw *scene,
                      const struct paint_rect *rect, int columns, struct scene_draw_layout *out)
{
    const float grid = view->sizes->grid, height = ui_button_height(view);
    const float cell = (rect->width + grid) / (float)columns; /* with the gap after it */
    int at = 0;
    for (size_t i = 0; i < N_TOOLS; i++) {
        const float x = rect->x + cell * (float)(at % columns);
        const struct paint_rect place = {
            whole(x), rect->y + (float)(at / columns) * (height + grid),
            whole(x + cell * (float)tools[i].cells - grid) - whole(x), height};
        at += tools[i].cells;
        if (!tools[i].action) {
            add_nib(view, &place, out);
            continue;
        }
        struct ui_item *item =
            ui_add(&out->ui, tools[i].kind, tools[i].action, place, tool_caption(view, &tools[i]));
        item->on = tools[i].kind == UI_TOGGLE && scene->erasing;
        item->disabled = strcmp(tools[i].action, "undo") == 0 && !scene->can_undo;
    }
}

/* --- what lines show, and help --- */

static const char *const modes[] = {N_("signal"), N_("weights")};

static float modes_gap(const struct view *view)
{
    return 0.25f * view->sizes->grid;
}

static float modes_width(const struct view *view)
{
    float width = view->sizes->target + view->sizes->grid + modes_gap(view);
    for (int i = 0; i < 2; i++) {
        width += ui_button_width(view, text_get(view->language, modes[i]));
    }
    return whole(width);
}

/* At the right end of a row. */
static void add_modes(const struct view *view, const struct scene_draw *scene,
                      const struct paint_rect *row, struct scene_draw_layout *out)
{
    const float right = row->x + row->width, target = view->sizes->target;
    struct paint_rect place = {right - modes_width(view), row->y, 0, ui_button_height(view)};
    for (int i = 0; i < 2; i++) {
        const char *const caption = text_get(view->language, modes[i]);
        place.width = ui_button_width(view, caption);
        struct ui_item *item = ui_add(&out->ui, UI_TOGGLE, "lines", place, caption);
        item->on = scene->show_weights == (i == 1);
        item->argument = i;
        place.x += place.width + modes_gap(view);
    }
    place = (struct paint_rect){right - target, row->y, target, place.height};
    ui_add(&out->ui, UI_BUTTON, "help", place, "?");
}

/* --- all of it --- */

/* Where controls are. */
enum arrangement {
    HIDDEN,
    STACKED, /* tools below the paper, modes beside the legend */
    IN_A_ROW /* all of them, across the picture, where it is low */
};

/* Take a row from the lower end of what is left, with a gap above it. */
static struct paint_rect take_row(struct paint_rect *rest, float height, float gap)
{
    rest->height -= height + gap;
    return (struct paint_rect){rest->x, rest->y + rest->height + gap, rest->width, height};
}

static void lay_inspector(const struct view *view, const struct scene_draw *scene,
                          struct paint_rect *rest, struct scene_draw_layout *out)
{
    const struct view_network network = scene_draw_network(scene);
    const float grid = view->sizes->grid;
    if (scene->selected.layer >= 0 &&
        (size_t)scene->selected.layer < view_network_revealed(&network)) {
        const float least = 10 * view->sizes->small + 6 * grid;
        const float usual = fminf(0.345f * rest->height, 0.2f * rest->width); /* maps are square */
        out->inspector = take_row(rest, whole(fmaxf(usual, least)), 2 * grid);
    }
}

/* The legend, with the modes beside it, or all controls above it. It is left out where the network
 * is too low to be read beside it. */
static void lay_foot(const struct view *view, const struct scene_draw *scene,
                     enum arrangement arrangement, struct paint_rect *rest,
                     struct scene_draw_layout *out)
{
    const float grid = view->sizes->grid, buttons = ui_button_height(view);
    const float beside = arrangement == STACKED ? modes_width(view) + 2 * grid : 0;
    const float above = arrangement == IN_A_ROW ? buttons + grid : 0;
    struct paint_rect legend = *rest, row = *rest;
    legend.width -= beside;
    legend.height = view_legend(view, scene->show_weights, &legend, NULL);
    if (rest->height - legend.height - grid - above < 4 * view->sizes->target) {
        legend.height = 0;
    }
    const float high = arrangement == STACKED ? fmaxf(legend.height, buttons) : legend.height;
    if (high > 0) {
        row = take_row(rest, high, grid);
        legend.y = row.y + 0.5f * (high - legend.height);
        row.y += 0.5f * (high - buttons);
    }
    out->legend = legend;
    if (arrangement == IN_A_ROW) {
        row = take_row(rest, buttons, grid);
        struct paint_rect of_tools = row;
        of_tools.width =
            fminf(row.width - modes_width(view) - 2 * grid, widest_cell * N_CELLS * grid);
        add_tools(view, scene, &of_tools, N_CELLS, out);
    }
    if (arrangement != HIDDEN) {
        add_modes(view, scene, &row, out);
    }
}

/* What the paper may have of the width; it gets less where it is higher than wide. */
static float paper_width(const struct paint_rect *rest)
{
    return 0.32f * rest->width;
}

/* How much of the height is the tools'. */
static float below_paper(const struct view *view, enum arrangement arrangement,
                         const struct paint_rect *rest)
{
    const int columns = count_columns(view, paper_width(rest));
    return arrangement == STACKED ? tools_height(view, columns) + 1.5f * view->sizes->grid : 0;
}

/* Columns of network, bars and answer share what the first one leaves of the width; bars and answer
 * are as high as the neurons. */
static void lay_columns(const struct view *view, const struct scene_draw *scene,
                        const struct paint_rect *rest, float first, float gap,
                        struct scene_draw_layout *out)
{
    struct paint_rect *const columns[] = {&out->network, &out->bars, &out->answer};
    float width = rest->width - first - 3 * gap;
    const float bars = fmaxf(0.215f * width, view_answer_bars_width(view));
    width -= bars;
    const float widths[] = {0.79f * width, bars, 0.21f * width};
    float x = rest->x + first + gap;
    for (int i = 0; i < 3; i++) {
        *columns[i] = (struct paint_rect){whole(x), rest->y, whole(widths[i]), rest->height};
        x += widths[i] + gap;
    }
    const struct view_network network = scene_draw_network(scene);
    const float captions = view_network_captions(view, &network, &out->network);
    out->bars.x -= 0.5f * gap; /* they belong to the outputs */
    out->bars.y += captions;
    out->bars.height -= captions;
    out->answer.y = out->bars.y;
    out->answer.height = out->bars.height;
}

/* The paper at the height of the neurons' middle, as far as tabs and tools leave room. */
static void lay_paper(const struct view *view, const struct scene_draw *scene,
                      enum arrangement arrangement, const struct paint_rect *rest, float highest,
                      struct scene_draw_layout *out)
{
    const float side = out->paper.width, below = below_paper(view, arrangement, rest);
    const float middle = out->bars.y + 0.5f * out->bars.height;
    const float lowest = rest->y + rest->height - below - side;
    out->paper.y = fmaxf(highest, fminf(whole(middle - 0.5f * side), lowest));
    if (arrangement == STACKED) {
        const float top = out->paper.y + side + 1.5f * view->sizes->grid;
        const struct paint_rect of_tools = {rest->x, top, side, 0};
        add_tools(view, scene, &of_tools, count_columns(view, paper_width(rest)), out);
    }
}

/* beside: the tabs are above the paper alone, and the network is beside both. */
static void lay_out_in(const struct view *view, const struct scene_draw *scene, float width,
                       float height, enum arrangement arrangement, bool beside,
                       struct scene_draw_layout *out)
{
    const struct paint_rect tabs = scene_tabs_rect(view, &scene->tabs, width, height);
    const float margin = scene_margin(view, width);
    *out = (struct scene_draw_layout){0};
    struct paint_rect rest = scene_tabs_layout(view, &scene->tabs, width, height, &out->ui);
    const float highest = rest.y;
    if (beside) {
        rest = (struct paint_rect){margin, margin, width - 2 * margin, height - 2 * margin};
    }
    lay_inspector(view, scene, &rest, out);
    lay_foot(view, scene, arrangement, &rest, out);
    const float high = rest.y + rest.height - highest - below_paper(view, arrangement, &rest);
    const float side = whole(fmaxf(fminf(paper_width(&rest), high) - 0.5f, 0));
    out->paper = (struct paint_rect){rest.x, rest.y, side, side};
    lay_columns(view, scene, &rest, beside ? fmaxf(side, tabs.width) : side, margin, out);
    lay_paper(view, scene, arrangement, &rest, highest, out);
    if (out->inspector.height > 0) {
        const struct view_inspector inspector = scene_draw_inspector(scene);
        view_inspector_layout(view, &inspector, &out->inspector, &out->ui);
    }
}

static void lay_out_as(const struct view *view, const struct scene_draw *scene, float width,
                       float height, enum arrangement arrangement, struct scene_draw_layout *out)
{
    const float least = 1.4f; /* of the network's width to its height, where tabs take some */
    lay_out_in(view, scene, width, height, arrangement, true, out);
    const bool narrower = out->network.x > out->paper.x + out->paper.width + 4 * view->sizes->grid;
    if (narrower && out->network.width < least * out->network.height) {
        lay_out_in(view, scene, width, height, arrangement, false, out);
    }
}

void scene_draw_layout(const struct view *view, const struct scene_draw *scene, float width,
                       float height, struct scene_draw_layout *out)
{
    const struct theme_sizes sizes = scene_sizes(view->sizes, width, height);
    struct view fitted = *view;
    fitted.sizes = &sizes;
    if (scene->hide_controls) {
        lay_out_as(&fitted, scene, width, height, HIDDEN, out);
        return;
    }
    lay_out_as(&fitted, scene, width, height, IN_A_ROW, out);
    const float possible = out->paper.width;
    lay_out_as(&fitted, scene, width, height, STACKED, out);
    if (out->paper.width < 0.9f * possible) {
        lay_out_as(&fitted, scene, width, height, IN_A_ROW, out);
    }
}

struct scene_hit scene_draw_hit(const struct view *view, const struct scene_draw *scene,
                                float width, float height, const struct scene_draw_layout *layout,
                                float x, float y)
{
    const struct theme_sizes sizes = scene_sizes(view->sizes, width, height);
    const struct view_network network = scene_draw_network(scene);
    const struct paint_rect *paper = &layout->paper;
    struct view fitted = *view;
    fitted.sizes = &sizes;
    struct scene_hit hit = {.neuron = {-1, 0}, .widget = UI_NOTHING};
    if (x >= paper->x && x < paper->x + paper->width && y >= paper->y &&
        y < paper->y + paper->height) {
        hit.place = SCENE_PAPER;
        return hit;
    }
    hit.widget = ui_at(&fitted, &layout->ui, x, y);
    if (hit.widget != UI_NOTHING) {
        hit.place = SCENE_WIDGET;
        return hit;
    }
    hit.neuron = view_network_at(&fitted, &network, &layout->network, x, y);
    hit.place = hit.neuron.layer >= 0 ? SCENE_NEURON : SCENE_NOTHING;
    return hit;
}
