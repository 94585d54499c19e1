/* SPDX-License-Identifier: MIT */
#include <lume/ink_image.h>

#include "data/strokes.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* MNIST's centres of mass are at this pixel to half a pixel, both ways. */
static const double middle = LUME_IMAGE_SIDE / 2;

/* The drawing, less the nib's width, to the box in the middle of the frame. */
static struct lume_affine fit(const struct strokes_frame *frame, double radius)
{
    double scale = (LUME_IMAGE_BOX - 2 * radius) / frame->side;
    if (!isfinite(scale)) { /* a dot: any scale will do */
        scale = 0;
    }
    return (struct lume_affine){
        .xx = scale, .x0 = middle - scale * frame->x, .yy = scale, .y0 = middle - scale * frame->y};
}

/* Add to the map what brings the centre of mass to the middle. */
static void centre(const uint8_t *image, struct lume_affine *map)
{
    uint32_t ink = 0, x_sum = 0, y_sum = 0; /* at most 255 * 28^3 */
    for (uint32_t y = 0; y < LUME_IMAGE_SIDE; y++) {
        for (uint32_t x = 0; x < LUME_IMAGE_SIDE; x++) {
            uint32_t value = *image++;
            ink += value;
            x_sum += value * x;
            y_sum += value * y;
        }
    }
    if (ink > 0) {
        map->x0 += middle - (double)x_sum / ink;
        map->y0 += middle - (double)y_sum / ink;
    }
}

bool lume_image_from_ink(const struct lume_strokes *strokes, float radius, uint8_t *out)
{
    assert(radius > 0 && radius <= 4);
    memset(out, 0, LUME_IMAGE_SIZE);
    if (lume_strokes_count_points(strokes) == 0) {
        return false;
    }
    const struct lume_canvas canvas = {LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, out};
    struct strokes_frame frame = strokes_measure(strokes);
    struct lume_affine map = fit(&frame, (double)radius);
    lume_ink_paint(strokes, &map, radius, &canvas);
    centre(out, &map);
    memset(out, 0, LUME_IMAGE_SIZE);
    lume_ink_paint(strokes, &map, radius, &canvas);
    return true;
}
