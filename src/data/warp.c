/* SPDX-License-Identifier: MIT */
#include "data/warp.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Positions are 1/65536 pixel, added up in 64 bits, and their integers and upper eight fractional
 * bits used: whatever path an image takes, the same bytes come out. */
struct steps {
    int64_t ux, uy, u0;
    int64_t vx, vy, v0;
};

static int64_t fixed(double x)
{
    return (int64_t)floor(x * 65536 + 0.5);
}

static uint8_t clipped(uint32_t sum)
{
    return (uint8_t)((sum + 32768) >> 16);
}

/*
 * Images up to SMALL a side, such as MNIST's. What is inked is copied with a border of two blank
 * pixels, each with its right neighbour in the upper half of a word, so that two loads read the
 * four pixels around a position, and nothing needs to be checked: for each row of the output the
 * part that can see ink is found beforehand.
 */
enum { SMALL = 64, BORDER = 2, SMALL_PAIRS = (SMALL + 2 * BORDER) * (SMALL + 2 * BORDER) };

struct box {
    size_t left, top, width, height;
};

/* Find the smallest box around the ink; false when there is none. */
static bool find_ink(const uint8_t *in, size_t rows, size_t columns, struct box *box)
{
    uint8_t used[SMALL] = {0};
    size_t top = rows, bottom = 0;
    for (size_t y = 0; y < rows; y++, in += columns) {
        unsigned any = 0;
        for (size_t x = 0; x < columns; x++) {
            used[x] |= in[x];
            any |= in[x];
        }
        if (any) {
            top = top < y ? top : y;
            bottom = y + 1;
        }
    }
    if (bottom == 0) {
        return false;
    }
    size_t left = 0, right = columns;
    while (!used[left]) {
        left++;
    }
    while (!used[right - 1]) {
        right--;
    }
    *box = (struct box){left, top, right - left, bottom - top};
    return true;
}

static void make_pairs(const uint8_t *in, size_t columns, const struct box *box, uint32_t *pairs)
{
    size_t stride = box->width + 2 * BORDER;
    memset(pairs, 0, BORDER * stride * sizeof *pairs);
    pairs += BORDER * stride;
    in += box->top * columns + box->left;
    for (size_t y = 0; y < box->height; y++, in += columns, pairs += stride) {
        pairs[0] = 0;
        pairs[1] = (uint32_t)in[0] << 16;
        for (size_t x = 0; x + 1 < box->width; x++) {
            pairs[BORDER + x] = in[x] | (uint32_t)in[x + 1] << 16;
        }
        pairs[box->width + 1] = in[box->width - 1];
        pairs[box->width + 2] = 0;
        pairs[box->width + 3] = 0;
    }
    memset(pairs, 0, BORDER * stride * sizeof *pairs);
}

/* The x for which low <= start + x step < high, a little more at either end; at most 0 to n. The
 * blank border makes up for rounding here. */
struct span {
    double first, last;
};

static struct span where_inside(int64_t start, double inverse_step, size_t inside)
{
    double low = (double)((BORDER - 1) * 65536 - start) * inverse_step;
    double high = (double)((int64_t)(BORDER + inside) * 65536 - start) * inverse_step;
    return low < high ? (struct span){low, high} : (struct span){high, low};
}

static void warp_small(const struct steps *s, const uint8_t *in, size_t rows, size_t columns,
                       uint8_t *out)
{
    struct box box;
    memset(out, 0, rows * columns);
    if (!find_ink(in, rows, columns, &box)) {
        return;
    }
    uint32_t pairs[SMALL_PAIRS];
    make_pairs(in, columns, &box, pairs);
    size_t stride = box.width + 2 * BORDER;
    int64_t u_row = s->u0 - ((int64_t)box.left - BORDER) * 65536;
    int64_t v_row = s->v0 - ((int64_t)box.top - BORDER) * 65536;
    uint32_t step_u = (uint32_t)s->ux, step_v = (uint32_t)s->vx;
    double inverse_ux = s->ux ? 1 / (double)s->ux : 1e30;
    double inverse_vx = s->vx ? 1 / (double)s->vx : 1e30;
    for (size_t y = 0; y < rows; y++, out += columns, u_row += s->uy, v_row += s->vy) {
        struct span across = where_inside(u_row, inverse_ux, box.width);
        struct span down = where_inside(v_row, inverse_vx, box.height);
        double first = across.first > down.first ? across.first : down.first;
        double last = across.last < down.last ? across.last : down.last;
        first = first > 0 ? first : 0;
        last = last < (double)columns - 1 ? last : (double)columns - 1;
        if (!(first <= last)) {
            continue;
        }
        size_t x = (size_t)first, end = (size_t)last + 1;
        x += (double)x < first;
        uint32_t u = (uint32_t)(u_row + s->ux * (int64_t)x);
        uint32_t v = (uint32_t)(v_row + s->vx * (int64_t)x);
        for (; x < end; x++, u += step_u, v += step_v) {
            const uint32_t *pair = pairs + (v >> 16) * stride + (u >> 16);
            uint32_t right = (u >> 8) & 255, low = (v >> 8) & 255;
            uint32_t mixed = (pair[0] << 8) + low * (pair[stride] - pair[0]);
            uint32_t left = mixed & 0xffff;
            out[x] = clipped((left << 8) + right * ((mixed >> 16) - left));
        }
    }
}

/* Larger images: each pixel is checked. */
static uint32_t pixel(const uint8_t *in, size_t rows, size_t columns, int64_t x, int64_t y)
{
    if (x < 0 || y < 0 || x >= (int64_t)columns || y >= (int64_t)rows) {
        return 0;
    }
    return in[(size_t)y * columns + (size_t)x];
}

static void warp_large(const struct steps *s, const uint8_t *in, size_t rows, size_t columns,
                       uint8_t *out)
{
    for (size_t i = 0; i < rows; i++) {
        int64_t u = s->u0 + s->uy * (int64_t)i, v = s->v0 + s->vy * (int64_t)i;
        for (size_t j = 0; j < columns; j++, u += s->ux, v += s->vx) {
            int64_t x = u >> 16, y = v >> 16;
            uint32_t right = (uint32_t)(u >> 8) & 255, low = (uint32_t)(v >> 8) & 255;
            uint32_t near = pixel(in, rows, columns, x, y) * (256 - low) +
                            pixel(in, rows, columns, x, y + 1) * low;
            uint32_t far = pixel(in, rows, columns, x + 1, y) * (256 - low) +
                           pixel(in, rows, columns, x + 1, y + 1) * low;
            *out++ = clipped(near * (256 - right) + far * right);
        }
    }
}

void warp_affine(const struct lume_affine *map, const uint8_t *in, size_t rows, size_t columns,
                 uint8_t *out)
{
    assert(rows > 0 && columns > 0 && rows <= INT32_MAX && columns <= INT32_MAX);
    /* 128: half of the smallest weight, so that positions are rounded and not cut. */
    struct steps steps = {
        .ux = fixed(map->xx),
        .uy = fixed(map->xy),
        .u0 = fixed(map->x0) + 128,
        .vx = fixed(map->yx),
        .vy = fixed(map->yy),
        .v0 = fixed(map->y0) + 128,
    };
    if (rows <= SMALL && columns <= SMALL) {
        warp_small(&steps, in, rows, columns, out);
    } else {
        warp_large(&steps, in, rows, columns, out);
    }
}
