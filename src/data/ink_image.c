/* SPDX-License-Identifier: MIT */
#include "data/ink_image.h"

#include "data/strokes.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* MNIST's centres of mass are at this pixel to half a pixel, both ways, since it moved whole
 * pixels. */
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

/* Find the centre of mass; false where there is no ink. */
static bool find_centre(const uint8_t *image, double *x, double *y)
{
    uint32_t ink = 0, x_sum = 0, y_sum = 0; /* at most 255 * 28^3 */
    for (uint32_t row = 0; row < LUME_IMAGE_SIDE; row++) {
        uint32_t row_ink = 0;
        for (uint32_t column = 0; column < LUME_IMAGE_SIDE; column++) {
            uint32_t value = image[row * LUME_IMAGE_SIDE + column];
            row_ink += value;
            x_sum += value * column;
        }
        ink += row_ink;
        y_sum += row_ink * row;
    }
    *x = ink > 0 ? (double)x_sum / ink : 0;
    *y = ink > 0 ? (double)y_sum / ink : 0;
    return ink > 0;
}

/* Move an image by whole pixels, right and down; what leaves the frame is lost. */
static void shift(uint8_t *image, int right, int down)
{
    uint8_t moved[LUME_IMAGE_SIZE] = {0};
    const int side = LUME_IMAGE_SIDE;
    const int from = right < 0 ? -right : 0, to = right > 0 ? right : 0;
    for (int row = 0; row < side; row++) {
        if (row + down >= 0 && row + down < side) {
            memcpy(moved + (row + down) * side + to, image + row * side + from,
                   (size_t)(side - from - to));
        }
    }
    memcpy(image, moved, sizeof moved);
}

bool ink_image_make(const struct lume_strokes *strokes, float radius, struct lume_affine *map,
                    uint8_t *out)
{
    assert(radius > 0 && radius <= 4);
    memset(out, 0, LUME_IMAGE_SIZE);
    if (lume_strokes_count_points(strokes) == 0) {
        return false;
    }
    const struct lume_canvas canvas = {LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, out};
    struct strokes_frame frame = strokes_measure(strokes);
    struct lume_affine fitted = fit(&frame, (double)radius);
    double x, y;
    lume_ink_paint(strokes, &fitted, radius, &canvas);
    if (!find_centre(out, &x, &y)) {
        return false; /* a nib too thin to be seen */
    }
    const double right = floor(middle - x + 0.5), down = floor(middle - y + 0.5);
    shift(out, (int)right, (int)down);
    fitted.x0 += right;
    fitted.y0 += down;
    *map = fitted;
    return true;
}

bool lume_image_from_ink(const struct lume_strokes *strokes, float radius, uint8_t *out)
{
    struct lume_affine map;
    return ink_image_make(strokes, radius, &map, out);
}
