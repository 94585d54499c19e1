/* SPDX-License-Identifier: MIT */
#include <lume/image.h>

#include "data/warp.h"

#include <string.h>

/* Sums over all pixels of ink times 1, x, y, xy, yy: whole numbers, exact below 2^53. */
struct moments {
    double ink, x, y, xy, yy;
};

/* Add a row, in pieces short enough for 32 bits. */
static void add_row(struct moments *sum, const uint8_t *in, size_t columns, size_t y)
{
    enum { PIECE = 256 };
    double row = (double)y;
    for (size_t begin = 0; begin < columns; begin += PIECE) {
        size_t n = columns - begin < PIECE ? columns - begin : PIECE;
        uint32_t piece_ink = 0, piece_x = 0;
        for (size_t i = 0; i < n; i++) {
            piece_ink += in[begin + i];
            piece_x += in[begin + i] * (uint32_t)(uint8_t)i;
        }
        double ink = (double)piece_ink;
        double ink_x = (double)piece_x + ink * (double)begin;
        sum->ink += ink;
        sum->x += ink_x;
        sum->y += ink * row;
        sum->xy += ink_x * row;
        sum->yy += ink * row * row;
    }
}

void lume_image_deskew(const uint8_t *in, size_t rows, size_t columns, uint8_t *out)
{
    struct moments sum = {0, 0, 0, 0, 0};
    for (size_t y = 0; y < rows; y++) {
        add_row(&sum, in + y * columns, columns, y);
    }
    if (sum.ink == 0) {
        memset(out, 0, rows * columns);
        return;
    }
    double mean_x = sum.x / sum.ink, mean_y = sum.y / sum.ink;
    double variance = sum.yy * sum.ink - sum.y * sum.y;
    double covariance = sum.xy * sum.ink - sum.x * sum.y;
    /* At most a frame's width a row, as it is without rounding. */
    double most = (double)columns, slope = variance > 0 ? covariance / variance : 0;
    slope = slope > most ? most : slope < -most ? -most : slope;
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
