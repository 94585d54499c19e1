/* SPDX-License-Identifier: MIT */
#include "gui/view_map.h"

#include "gui/color.h"

#include <math.h>

float view_map_side(float side)
{
    return side < LUME_IMAGE_SIDE ? side : LUME_IMAGE_SIDE * (float)(int)(side / LUME_IMAGE_SIDE);
}

static void color_map(const struct theme *theme, const float values[LUME_IMAGE_SIZE],
                      uint32_t colors[LUME_IMAGE_SIZE])
{
    float largest = 0;
    for (size_t i = 0; i < LUME_IMAGE_SIZE; i++) {
        largest = isfinite(values[i]) ? fmaxf(largest, fabsf(values[i])) : largest;
    }
    for (size_t i = 0; i < LUME_IMAGE_SIZE; i++) {
        const float part = largest > 0 ? fabsf(values[i]) / largest : 0;
        const float share = part >= 0 ? sqrtf(fminf(part, 1)) : 0;
        colors[i] = color_mix(theme->paper, values[i] < 0 ? theme->negative : theme->positive,
                              (uint32_t)(255 * share + 0.5f));
    }
}

void view_map_paint(const struct view *view, const float values[LUME_IMAGE_SIZE],
                    const struct paint_rect *rect, struct paint *paint)
{
    const float line = view->sizes->line;
    uint32_t colors[LUME_IMAGE_SIZE];
    color_map(view->theme, values, colors);
    const struct paint_image image = {
        .width = LUME_IMAGE_SIDE, .height = LUME_IMAGE_SIDE, .colors = colors};
    paint_image(paint, *rect, &image);
    paint_outline(paint,
                  (struct paint_rect){rect->x - line, rect->y - line, rect->width + 2 * line,
                                      rect->height + 2 * line},
                  0, line, view->theme->line);
}
