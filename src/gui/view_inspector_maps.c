/* SPDX-License-Identifier: MIT */
#include "gui/color.h"
#include "gui/view_inspector_parts.h"

#include <lume/image.h>

#include <assert.h>
#include <math.h>

/* A map and what it is told by. */
struct map {
    float values[LUME_IMAGE_SIZE];
    uint32_t colors[LUME_IMAGE_SIZE];
};

static float caption_height(const struct view *view)
{
    return view_line_height(view->sizes->small) + 0.5f * view->sizes->grid;
}

/* Whole pixels a square, so that all are alike. */
static float side_of(const struct view *view, float height)
{
    const float side = height - caption_height(view);
    return side < LUME_IMAGE_SIDE ? side : LUME_IMAGE_SIDE * (float)(int)(side / LUME_IMAGE_SIDE);
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

static float size_of(float x)
{
    return x < 0 ? -x : x;
}

/* Colours from the ground at 0 to full at the largest value; by the square root, since one strong
 * weight would leave the others in the dark. */
static void color_map(const struct theme *theme, struct map *map)
{
    float largest = 0;
    for (size_t i = 0; i < LUME_IMAGE_SIZE; i++) {
        largest = size_of(map->values[i]) > largest ? size_of(map->values[i]) : largest;
    }
    for (size_t i = 0; i < LUME_IMAGE_SIZE; i++) {
        const float share = largest > 0 ? sqrtf(size_of(map->values[i]) / largest) : 0;
        map->colors[i] =
            color_mix(theme->paper, map->values[i] < 0 ? theme->negative : theme->positive,
                      (uint32_t)(255 * share + 0.5f));
    }
}

static void paint_map(const struct inspector *inspector, struct map *map,
                      const struct paint_rect *rect, struct paint *paint)
{
    const struct view *view = inspector->view;
    const float line = view->sizes->line;
    color_map(view->theme, map);
    const struct paint_image image = {
        .width = LUME_IMAGE_SIDE, .height = LUME_IMAGE_SIDE, .colors = map->colors};
    paint_image(paint, *rect, &image);
    paint_outline(paint,
                  (struct paint_rect){rect->x - line, rect->y - line, rect->width + 2 * line,
                                      rect->height + 2 * line},
                  0, line, view->theme->line);
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
    struct map map;
    assert(network->n_inputs == LUME_IMAGE_SIZE);
    for (int second = 0; second < 2; second++) {
        for (size_t i = 0; i < LUME_IMAGE_SIZE; i++) {
            const float x =
                network->input_scale * (float)inspector->snapshot->image[i] + network->input_offset;
            map.values[i] = weights[i * inspector->layer->stride] * (second ? x : 1);
        }
        const struct paint_rect column = {rect->x + step * (float)second, rect->y, step,
                                          rect->height};
        struct paint_rect at =
            view_inspector_heading(inspector, &column,
                                   second ? text_get(view->language, "weights × pixels")
                                          : text_get(view->language, "weight map"),
                                   paint);
        at.width = at.height = side;
        paint_map(inspector, &map, &at, paint);
    }
    paint_legend(inspector,
                 &(struct paint_rect){rect->x + 2 * step, rect->y + caption_height(view),
                                      legend_width(view), side},
                 paint);
}
