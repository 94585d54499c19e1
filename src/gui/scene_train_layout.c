/* SPDX-License-Identifier: MIT */
#include "gui/scene_train_parts.h"
#include "gui/view_weights.h"

#include <math.h>

static float whole(float x)
{
    return (float)(int)(x + 0.5f);
}

/* Take a row from the upper end of what is left, with a gap below it. */
static struct paint_rect take_row(struct paint_rect *rest, float height, float gap)
{
    const struct paint_rect row = {rest->x, rest->y, rest->width, height};
    rest->y += height + gap;
    rest->height -= height + gap;
    return row;
}

/* Take a column from the left end. */
static struct paint_rect take_column(struct paint_rect *rest, float width, float gap)
{
    const struct paint_rect column = {rest->x, rest->y, width, rest->height};
    rest->x += width + gap;
    rest->width -= width + gap;
    return column;
}

/* --- what training does: beside the tabs --- */

static void lay_status(const struct view *view, const struct scene_train *scene, float width,
                       float height, struct paint_rect *rest, struct scene_train_layout *out)
{
    const struct paint_rect tabs = scene_tabs_rect(view, &scene->tabs, width, height);
    const float grid = view->sizes->grid, line = view_line_height(view->sizes->heading);
    const float left = tabs.x + tabs.width + 3 * grid, right = rest->x + rest->width;
    if (tabs.width > 0 && right - left > 0.45f * width) {
        out->status = (struct paint_rect){left, tabs.y, right - left, tabs.height};
    } else {
        out->status = take_row(rest, whole(line), grid);
    }
}

/* --- maps and gauges: the right column, where there is room for one --- */

static struct paint_rect take_inside(const struct view *view, const struct scene_train *scene,
                                     struct paint_rect *rest)
{
    const struct lume_network *network = scene->snapshot->model->network;
    const float grid = view->sizes->grid, gap = 3 * grid;
    const float least = 22 * view->sizes->small, centre = 34 * view->sizes->body;
    const float maps = view_weights_width(view, network, 0.46f * rest->height);
    const float width = whole(fmaxf(fminf(maps, 0.36f * rest->width), least));
    if (rest->width - width - gap < centre || rest->height < 26 * view->sizes->body) {
        return (struct paint_rect){0};
    }
    rest->width -= width + gap;
    return (struct paint_rect){rest->x + rest->width + gap, rest->y, width, rest->height};
}

/* Gauges beside the curves, maps beside the network. */
static void lay_inside(const struct paint_rect *inside, struct scene_train_layout *out)
{
    const float top = out->paper.y, above = out->loss.y + out->loss.height;
    if (inside->height > 0) {
        out->health = (struct paint_rect){inside->x, inside->y, inside->width, above - inside->y};
        out->weights =
            (struct paint_rect){inside->x, top, inside->width, inside->y + inside->height - top};
    }
}

/* --- curves --- */

static void lay_curves(const struct view *view, const struct scene_train *scene,
                       struct paint_rect *rest, struct scene_train_layout *out)
{
    const float grid = view->sizes->grid, gap = 2.5f * grid, least = 14 * view->sizes->small;
    if (scene->pitfall) {
        const struct paint_text_style style = view_style(view->sizes->body, 0, PAINT_LEFT);
        const float height = view_paragraph(view, NULL, rest, &style,
                                            text_get(view->language, scene->pitfall->caption));
        out->caption = take_row(rest, height, grid);
    }
    const float legend = view_chart_legend(view, &scene->chart, rest, NULL);
    out->legend = take_row(rest, whole(legend), 0.5f * grid);
    struct paint_rect row = take_row(rest, whole(0.5f * rest->height), 1.5f * grid);
    if (row.width < 2 * least + gap) {
        out->loss = row;
        return;
    }
    out->loss = take_column(&row, whole(0.5f * (row.width - gap)), gap);
    out->accuracy = row;
}

/* --- the network with what is drawn --- */

static void lay_network(const struct view *view, const struct scene_train *scene,
                        struct paint_rect *rest, struct scene_train_layout *out)
{
    const struct view_network network = scene_train_network(scene);
    const float grid = view->sizes->grid, gap = 2 * grid;
    const float side = whole(fminf(0.21f * rest->width, 0.5f * rest->height));
    struct paint_rect column = take_column(rest, side, gap);
    out->paper = take_row(&column, side, grid);
    if (column.height >= 5 * view->sizes->body) {
        out->answer = column;
    }
    const float bars = view_answer_bars_width(view);
    if (rest->width - bars > 20 * view->sizes->body) {
        rest->width -= bars + grid;
        out->bars = (struct paint_rect){rest->x + rest->width + grid, rest->y, bars, rest->height};
    }
    out->network = *rest;
    const float captions = view_network_captions(view, &network, &out->network);
    if (out->bars.height > 0) {
        out->bars.y += captions;
        out->bars.height -= captions;
    }
}

/* --- all of it --- */

/* Over the axes of time, which show and choose the moment. */
static void add_track(const struct view *view, const struct scene_train *scene,
                      const struct paint_rect *rect, int argument, struct ui *ui)
{
    struct paint_rect plot = view_chart_plot(view, rect);
    plot.height = rect->y + rect->height - plot.y;
    if (rect->height > 0 && plot.width > 0 && scene->chart.n > 0) {
        struct ui_item *item = ui_add(ui, UI_TRACK, "train-moment", plot, "");
        item->argument = argument;
    }
}

void scene_train_layout(const struct view *view, const struct scene_train *scene, float width,
                        float height, struct scene_train_layout *out)
{
    const struct theme_sizes sizes = scene_sizes(view->sizes, width, height);
    struct view fitted = *view;
    fitted.sizes = &sizes;
    *out = (struct scene_train_layout){0};
    struct paint_rect rest = scene_tabs_layout(&fitted, &scene->tabs, width, height, &out->ui);
    lay_status(&fitted, scene, width, height, &rest, out);
    struct paint_rect column = {0};
    if (!scene->hide_controls) {
        const float panel = fminf(scene_train_panel_width(&fitted), 0.4f * rest.width);
        column = take_column(&rest, panel, 3 * sizes.grid);
    }
    const struct paint_rect inside = take_inside(&fitted, scene, &rest);
    if (!scene->hide_controls) {
        scene_train_panel(&fitted, scene, &column, inside.height <= 0, out);
    }
    lay_curves(&fitted, scene, &rest, out);
    lay_network(&fitted, scene, &rest, out);
    lay_inside(&inside, out);
    add_track(&fitted, scene, &out->loss, SCENE_TRAIN_FIRST, &out->ui);
    add_track(&fitted, scene, &out->accuracy, SCENE_TRAIN_FIRST + 1, &out->ui);
}
