/* SPDX-License-Identifier: MIT */
#include "gui/view_inspector_parts.h"
#include "gui/view_map.h"

#include <lume/image.h>

#include <assert.h>

static float caption_height(const struct view *view)
{
    return view_line_height(view->sizes->small) + 0.5f * view->sizes->grid;
}

static float side_of(const struct view *view, float height)
{
    return view_map_side(height - caption_height(view));
}

static float legend_width(const struct view *view)
{
    return 2.2f * view->sizes->body;
}

/* How much room a map takes: itself, or its caption. */
static float column_width(const struct view *view, float side)
{
    const struct paint_text_style style = view_style(view->sizes->small, 0, PAINT_LEFT);
    const float first = view_measure(view, &style, text_get(view->language, "weight map"));
    const float second = view_measure(view, &style, text_get(view->language, "weights × pixels"));
    const float text = first > second ? first : second;
    return side > text ? side : text;
}

float view_inspector_maps_width(const struct inspector *inspector, float height)
{
    const struct view *view = inspector->view;
    const float column = column_width(view, side_of(view, height));
    return 2 * column + 3 * view->sizes->grid + legend_width(view);
}

static void paint_legend(const struct inspector *inspector, const struct paint_rect *rect,
                         struct paint *paint)
{
    static const char *const signs[] = {"+", "−"};
    const struct view *view = inspector->view;
    const float square = view->sizes->body;
    const struct paint_text_style style =
        view_bold(view->sizes->body, view->theme->text, PAINT_LEFT);
    for (int i = 0; i < 2; i++) {
        const struct paint_rect at = {rect->x, rect->y + 1.6f * square * (float)i, square, square};
        paint_fill(paint, at, 0, i == 0 ? view->theme->positive : view->theme->negative);
        view_label(view, paint, at.x + 1.35f * square, at.y + 0.5f * square, &style, signs[i]);
    }
}

void view_inspector_maps(const struct inspector *inspector, const struct paint_rect *rect,
                         struct paint *paint)
{
    const struct view *view = inspector->view;
    const struct lume_network *network = inspector->snapshot->model->network;
    const float *weights = network->parameters + inspector->layer->weights + inspector->unit;
    const float side = side_of(view, rect->height);
    const float step = column_width(view, side) + 1.5f * view->sizes->grid;
    float values[LUME_IMAGE_SIZE];
    assert(network->n_inputs == LUME_IMAGE_SIZE);
    for (int second = 0; second < 2; second++) {
        for (size_t i = 0; i < LUME_IMAGE_SIZE; i++) {
            const float x =
                network->input_scale * (float)inspector->snapshot->image[i] + network->input_offset;
            values[i] = weights[i * inspector->layer->stride] * (second ? x : 1);
        }
        const struct paint_rect column = {rect->x + step * (float)second, rect->y, step,
                                          rect->height};
        struct paint_rect at =
            view_inspector_heading(inspector, &column,
                                   second ? text_get(view->language, "weights × pixels")
                                          : text_get(view->language, "weight map"),
                                   paint);
        at.width = at.height = side;
        view_map_paint(view, values, &at, paint);
    }
    paint_legend(inspector,
                 &(struct paint_rect){rect->x + 2 * step, rect->y + caption_height(view),
                                      legend_width(view), side},
                 paint);
}
