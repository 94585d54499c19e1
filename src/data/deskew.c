/* SPDX-License-Identifier: MIT */
#include <lume/image.h>

#include "data/warp.h"

#include <string.h>

/* Sums over all pixels of ink times 1, x, y, xy, yy: whole numbers, exact below 2^53. */
struct moments {
    double ink, x, y, xy, yy;
};

static struct moments measure(const uint8_t *in, size_t rows, size_t columns)
{
    struct moments sum = {0, 0, 0, 0, 0};
    for (size_t y = 0; y < rows; y++, in += columns) {
        uint64_t ink = 0, ink_x = 0;
        for (size_t x = 0; x < columns; x++) {
            ink += in[x];
            ink_x += in[x] * (uint64_t)x;
        }
        double row_ink = (double)ink, row_x = (double)ink_x, row = (double)y;
        sum.ink += row_ink;
        sum.x += row_x;
        sum.y += row_ink * row;
        sum.xy += row_x * row;
        sum.yy += row_ink * row * row;
    }
    return sum;
}

void lume_image_deskew(const uint8_t *in, size_t rows, size_t columns, uint8_t *out)
{
    struct moments sum = measure(in, rows, columns);
    if (sum.ink == 0) {
        memset(out, 0, rows * columns);
        return;
    }
    double mean_x = sum.x / sum.ink, mean_y = sum.y / sum.ink;
    double variance = sum.yy * sum.ink - sum.y * sum.y;
    double covariance = sum.xy * sum.ink - sum.x * sum.y;
    double slope = variance > 0 ? covariance / variance : 0;
    double middle_x = ((double)columns - 1) / 2, middle_y = ((double)rows - 1) / 2;
    struct warp_map map = {
        .xx = 1,
        .xy = slope,
        .x0 = mean_x - middle_x - slope * middle_y,
        .yx = 0,
        .yy = 1,
        .y0 = mean_y - middle_y,
    };
    warp_affine(&map, in, rows, columns, out);
}
