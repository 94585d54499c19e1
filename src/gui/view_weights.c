/* SPDX-License-Identifier: MIT */
#include "gui/view_weights.h"

#include "gui/view_map.h"

#include <math.h>

static size_t count_maps(const struct lume_network *network)
{
    const size_t n = network->layers[0].n_out;
    return n < VIEW_WEIGHTS_MAX ? n : VIEW_WEIGHTS_MAX;
}

static float title_height(const struct view *view)
{
    return view_line_height(view->sizes->body) + 0.5f * view->sizes->grid;
}

static float gap_of(const struct view *view)
{
    return 0.75f * view->sizes->grid;
}

/* Columns, and the side of a map, for the largest maps in this room. */
struct grid {
    size_t columns, rows;
    float side;
};

static struct grid fit(const struct view *view, size_t n, float width, float height)
{
    const float gap = gap_of(view);
    struct grid best = {1, n, 0};
    for (size_t columns = 1; columns <= n; columns++) {
        const size_t rows = (n + columns - 1) / columns;
        const float across = (width + gap) / (float)columns - gap;
        const float down = (height + gap) / (float)rows - gap;
        const float side = view_map_side(fminf(across, down));
        if (side > best.side) {
            best = (struct grid){columns, rows, side};
        }
    }
    return best;
}

float view_weights_width(const struct view *view, const struct lume_network *network, float height)
{
    const float gap = gap_of(view), room = height - title_height(view);
    const struct grid grid = fit(view, count_maps(network), room, room);
    return (float)grid.columns * (grid.side + gap) - gap;
}

void view_weights_paint(const struct view *view, const struct lume_network *network,
                        const struct paint_rect *rect, struct paint *paint)
{
    const struct lume_layer *layer = &network->layers[0];
    const struct paint_text_style style =
        view_bold(view->sizes->body, view->theme->text, PAINT_LEFT);
    const size_t n = count_maps(network);
    const float top = title_height(view), gap = gap_of(view);
    const struct grid grid = fit(view, n, rect->width, rect->height - top);
    if (network->n_inputs != LUME_IMAGE_SIZE || grid.side <= 0) {
        return;
    }
    struct paint_text_style title = style;
    title.max_width = rect->width;
    paint_begin_group(paint, "weights");
    view_label(view, paint, rect->x, rect->y + 0.5f * view_line_height(view->sizes->body), &title,
               text_get(view->language, "weights of the first layer"));
    for (size_t unit = 0; unit < n; unit++) {
        const float *weights = network->parameters + layer->weights + unit;
        const struct paint_rect at = {
            rect->x + (float)(unit % grid.columns) * (grid.side + gap),
            rect->y + top + (float)(unit / grid.columns) * (grid.side + gap), grid.side, grid.side};
        float values[LUME_IMAGE_SIZE];
        for (size_t i = 0; i < LUME_IMAGE_SIZE; i++) {
            values[i] = weights[i * layer->stride];
        }
        view_map_paint(view, values, &at, paint);
    }
    paint_end_group(paint);
}
