/* SPDX-License-Identifier: MIT */
#include <lume/image.h>

#include "base/elementary.h"
#include "data/warp.h"

#include <assert.h>

bool lume_augment_enabled(const struct lume_augment *augment)
{
    return augment->shift != 0 || augment->rotate != 0 || augment->scale != 0 ||
           augment->shear != 0;
}

/* A point goes out = middle + shift + R K S (in - middle), R the rotation, K = [1 k; 0 1] the
 * shear, S the scales; the map is the inverse, S^-1 K^-1 R^-1. Always six draws. */
void lume_augment_image(const struct lume_augment *augment, struct lume_rng *rng, const uint8_t *in,
                        size_t rows, size_t columns, uint8_t *out)
{
    assert(augment->rotate >= 0 && augment->rotate <= 45);
    assert(augment->scale >= 0 && augment->scale <= 0.5f);
    float angle = lume_rng_range(rng, -augment->rotate, augment->rotate) * 0.0174532925f;
    double scale_x = 1 + (double)lume_rng_range(rng, -augment->scale, augment->scale);
    double scale_y = 1 + (double)lume_rng_range(rng, -augment->scale, augment->scale);
    double shear = (double)lume_rng_range(rng, -augment->shear, augment->shear);
    double shift_x = (double)lume_rng_range(rng, -augment->shift, augment->shift);
    double shift_y = (double)lume_rng_range(rng, -augment->shift, augment->shift);

    double c = (double)float_cos(angle), s = (double)float_sin(angle);
    struct lume_affine map = {
        .xx = (c + shear * s) / scale_x,
        .xy = (s - shear * c) / scale_x,
        .yx = -s / scale_y,
        .yy = c / scale_y,
    };
    double middle_x = ((double)columns - 1) / 2, middle_y = ((double)rows - 1) / 2;
    double from_x = middle_x + shift_x, from_y = middle_y + shift_y;
    map.x0 = middle_x - (map.xx * from_x + map.xy * from_y);
    map.y0 = middle_y - (map.yx * from_x + map.yy * from_y);
    warp_affine(&map, in, rows, columns, out);
}
