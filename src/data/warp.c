/* SPDX-License-Identifier: MIT */
#include "data/warp.h"

#include <assert.h>
#include <math.h>

/* 1/65536 pixel. */
static int64_t fixed(double x)
{
    return (int64_t)floor(x * 65536 + 0.5);
}

static uint32_t pixel(const uint8_t *in, size_t rows, size_t columns, int64_t x, int64_t y)
{
    if (x < 0 || y < 0 || x >= (int64_t)columns || y >= (int64_t)rows) {
        return 0;
    }
    return in[(size_t)y * columns + (size_t)x];
}

static uint8_t sample(const uint8_t *in, size_t rows, size_t columns, int64_t u, int64_t v)
{
    int64_t x = u >> 16, y = v >> 16;
    uint32_t right = (uint32_t)(u >> 8) & 255, low = (uint32_t)(v >> 8) & 255;
    uint32_t left_mix =
        pixel(in, rows, columns, x, y) * (256 - low) + pixel(in, rows, columns, x, y + 1) * low;
    uint32_t right_mix = pixel(in, rows, columns, x + 1, y) * (256 - low) +
                         pixel(in, rows, columns, x + 1, y + 1) * low;
    return (uint8_t)((left_mix * (256 - right) + right_mix * right + 32768) >> 16);
}

void warp_affine(const struct warp_map *map, const uint8_t *in, size_t rows, size_t columns,
                 uint8_t *out)
{
    assert(columns == 0 || rows <= WARP_MAX_SIZE / columns);
    /* 128: half of the smallest weight, so that positions are rounded and not cut. */
    int64_t u0 = fixed(map->x0) + 128, v0 = fixed(map->y0) + 128;
    int64_t ux = fixed(map->xx), uy = fixed(map->xy), vx = fixed(map->yx), vy = fixed(map->yy);
    for (size_t y = 0; y < rows; y++) {
        int64_t u = u0 + uy * (int64_t)y, v = v0 + vy * (int64_t)y;
        for (size_t x = 0; x < columns; x++, u += ux, v += vx) {
            *out++ = sample(in, rows, columns, u, v);
        }
    }
}
