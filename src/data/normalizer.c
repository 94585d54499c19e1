/* SPDX-License-Identifier: MIT */
#include "data/normalizer.h"

#include "base/elementary.h"
#include "data/warp.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Sums over all pixels of ink times 1, x, y, xx, xy, yy: whole numbers, exact below 2^53. */
struct sums {
    double ink, x, y, xx, xy, yy;
};

/* Add a row, in pieces short enough for 32 bits. */
static void add_row(struct sums *sums, const uint8_t *in, size_t columns, size_t y)
{
    enum { PIECE = 256 };
    double row = (double)y;
    for (size_t begin = 0; begin < columns; begin += PIECE) {
        size_t n = columns - begin < PIECE ? columns - begin : PIECE;
        uint32_t ink_sum = 0, x_sum = 0, xx_sum = 0;
        for (size_t i = 0; i < n; i++) {
            uint32_t x = (uint32_t)(uint8_t)i, ink = in[begin + i];
            ink_sum += ink;
            x_sum += ink * x;
            xx_sum += ink * x * x; /* at most 255 * 255 * 255 * 256 / 3 */
        }
        double ink = (double)ink_sum, start = (double)begin;
        double ink_x = (double)x_sum + ink * start;
        sums->ink += ink;
        sums->x += ink_x;
        sums->y += ink * row;
        sums->xx += (double)xx_sum + start * ((double)x_sum + ink_x);
        sums->xy += ink_x * row;
        sums->yy += ink * row * row;
    }
}

struct lume_moments normalizer_measure(const uint8_t *in, size_t rows, size_t columns)
{
    struct sums s = {0, 0, 0, 0, 0, 0};
    for (size_t y = 0; y < rows; y++) {
        add_row(&s, in + y * columns, columns, y);
    }
    double n = s.ink > 0 ? s.ink : 1, square = n * n;
    return (struct lume_moments){
        .ink = s.ink,
        .mean_x = s.x / n,
        .mean_y = s.y / n,
        .variance_x = (s.xx * n - s.x * s.x) / square,
        .variance_y = (s.yy * n - s.y * s.y) / square,
        .covariance = (s.xy * n - s.x * s.y) / square,
    };
}

/* Shear by `slope`, then scale: a pixel of the result is scale_x wide and scale_y high in the
 * image. The centre of mass goes to the middle. */
static void compose(const struct lume_moments *m, size_t rows, size_t columns, double slope,
                    double scale_x, double scale_y, struct lume_affine *map)
{
    double middle_x = ((double)columns - 1) / 2, middle_y = ((double)rows - 1) / 2;
    *map = (struct lume_affine){
        .xx = scale_x,
        .xy = slope * scale_y,
        .x0 = m->mean_x - scale_x * middle_x - slope * scale_y * middle_y,
        .yx = 0,
        .yy = scale_y,
        .y0 = m->mean_y - scale_y * middle_y,
    };
}

/* At most a frame's width a row, as it is without rounding. */
static double find_slope(const struct lume_moments *m, size_t columns)
{
    double most = (double)columns;
    double slope = m->variance_y > 0 ? m->covariance / m->variance_y : 0;
    return slope > most ? most : slope < -most ? -most : slope;
}

static void find_deskew(const struct lume_moments *m, size_t rows, size_t columns,
                        struct lume_affine *map)
{
    compose(m, rows, columns, find_slope(m, columns), 1, 1, map);
}

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static void find_moments(const struct lume_moments *m, size_t rows, size_t columns,
                         struct lume_affine *map)
{
    const double spread_x = 0.128, spread_y = 0.164; /* deviations, of the frame */
    const double pixel = 0.05;                       /* least variance: that within a pixel */
    const float quarter_pi = 0.785398163f;
    double slope = find_slope(m, columns);
    double variance_x = m->variance_x - slope * m->covariance; /* once it is deskewed */
    double x = sqrt(variance_x > pixel ? variance_x : pixel);
    double y = sqrt(m->variance_y > pixel ? m->variance_y : pixel);
    bool tall = x < y;
    float angle = quarter_pi * (float)(tall ? x / y : y / x);
    double sine = (double)(2 * float_sin(angle) * float_cos(angle)); /* of twice the angle */
    double narrow = sqrt(sine);
    double scale_x = x / (spread_x * (double)columns * (tall ? narrow : 1));
    double scale_y = y / (spread_y * (double)rows * (tall ? 1 : narrow));
    scale_x = clamp(scale_x, 0.5, 2);
    scale_y = clamp(scale_y, 0.5, 2);
    compose(m, rows, columns, slope, scale_x, scale_y, map);
}

static const struct lume_normalizer normalizers[] = {
    {"none", "as it is", NULL},
    {"deskew", "upright: covariance of x and y 0", find_deskew},
    {"moments", "upright, and the ink's spread the same in every image", find_moments},
};

const struct lume_normalizer *lume_normalizer_at(size_t index)
{
    return index < sizeof normalizers / sizeof *normalizers ? &normalizers[index] : NULL;
}

const struct lume_normalizer *lume_normalizer_find(const char *name)
{
    const struct lume_normalizer *entry;
    for (size_t i = 0; (entry = lume_normalizer_at(i)) && strcmp(entry->name, name) != 0; i++) {
    }
    return entry;
}

void lume_normalize(const struct lume_normalizer *normalizer, const uint8_t *in, size_t rows,
                    size_t columns, uint8_t *out)
{
    if (!normalizer || !normalizer->find_map) {
        memcpy(out, in, rows * columns);
        return;
    }
    struct lume_moments moments = normalizer_measure(in, rows, columns);
    if (moments.ink == 0) {
        memset(out, 0, rows * columns);
        return;
    }
    struct lume_affine map;
    normalizer->find_map(&moments, rows, columns, &map);
    warp_affine(&map, in, rows, columns, out);
}
