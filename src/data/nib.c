/* SPDX-License-Identifier: MIT */
#include <lume/ink.h>

#include <assert.h>
#include <math.h>
#include <string.h>

/*
 * Places are whole numbers of 1/UNIT pixel, and everything else is computed from their differences:
 * the same drawing some pixels further, mirrored or transposed gives the same bytes, and so does
 * the part of it that a smaller canvas shows.
 */
enum { UNIT = 256, BLOCK = 8 };

struct place {
    int64_t x, y;
};

struct nib {
    float reach; /* where the darkness ends, from the middle line */
    float full;  /* the darkness of the middle line */
    int64_t margin;
    double longest; /* piece of a line, in units: about as long as the nib is wide, or a block */
};

static struct nib nib_of(float radius)
{
    const float largest = 0x1p24f;
    radius = radius < largest ? radius : largest;
    struct nib nib = {.reach = 1, .full = 510 * radius};
    if (radius >= 0.5f) {
        nib.reach = radius + 0.5f;
        nib.full = 255;
    }
    nib.margin = (int64_t)ceilf(nib.reach * UNIT);
    nib.longest = UNIT * (double)BLOCK + 4 * (double)nib.margin;
    return nib;
}

/* Round to units, halves to even, by way of a number so large that it has no room for more. */
static int64_t in_units(double pixels)
{
    const double farthest = 0x1p40, round = 0x1.8p52;
    pixels = pixels > -farthest ? pixels : -farthest;
    pixels = pixels < farthest ? pixels : farthest;
    return (int64_t)((pixels * UNIT + round) - round);
}

static struct place mapped(const struct lume_affine *map, const struct lume_ink_point *point)
{
    return (struct place){in_units(map->xx * point->x + map->xy * point->y + map->x0),
                          in_units(map->yx * point->x + map->yy * point->y + map->y0)};
}

/* The pixels whose middles are from a - margin to b + margin, or b to a. */
struct span {
    size_t first, end;
};

static struct span covered(int64_t a, int64_t b, int64_t margin, size_t size)
{
    int64_t low = (a < b ? a : b) - margin + (UNIT - 1), high = (a < b ? b : a) + margin;
    size_t first = low > 0 ? (size_t)low / UNIT : 0;
    size_t end = high >= 0 ? (size_t)high / UNIT + 1 : 0;
    return (struct span){first, end < size ? end : size};
}

/* A piece of a line from its middle, along it and across: half of its length, and its direction. */
struct bar {
    float half, ux, uy;
};

static struct bar bar_of(struct place a, struct place b)
{
    float x = (float)(b.x - a.x) * (1.0f / UNIT), y = (float)(b.y - a.y) * (1.0f / UNIT);
    float square = x * x + y * y;
    if (square == 0) {
        return (struct bar){0, 1, 0};
    }
    float length = sqrtf(square);
    return (struct bar){0.5f * length, x / length, y / length};
}

/* Paint BLOCK pixels of a row, the first of which is (x, y) from the middle of the bar. Called from
 * two places, so compilers do not inline it: where GCC 12 does, it is no vector code any more and
 * takes twice the time. */
static void paint_block(const struct nib *nib, const struct bar *bar, float x, float y,
                        uint8_t *out)
{
    const float ux = bar->ux, uy = bar->uy, half = bar->half, reach = nib->reach, full = nib->full;
    const float y_along = y * uy, y_across = y * ux;
    int32_t ink[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
        float x_i = x + (float)i;
        float across = x_i * uy - y_across;
        float beyond = fabsf(x_i * ux + y_along) - half;
        beyond = beyond > 0 ? beyond : 0;
        float share = reach - sqrtf(across * across + beyond * beyond);
        share = share > 0 ? share : 0;
        share = share < 1 ? share : 1;
        ink[i] = (int32_t)(full * share + 0.5f);
    }
    for (int i = 0; i < BLOCK; i++) {
        uint8_t new = (uint8_t)ink[i];
        out[i] = out[i] > new ? out[i] : new;
    }
}

/* From the middle of a bar to a pixel; `ends` is the sum of the bar's ends. */
static float offset(size_t pixel, int64_t ends)
{
    return (float)(2 * UNIT * (int64_t)pixel - ends) * (0.5f / UNIT);
}

static void paint_row(const struct nib *nib, const struct bar *bar, struct span columns,
                      size_t width, int64_t ends, float y, uint8_t *row)
{
    if (width < BLOCK) {
        uint8_t block[BLOCK] = {0};
        memcpy(block, row, width);
        paint_block(nib, bar, offset(0, ends), y, block);
        memcpy(row, block, width);
        return;
    }
    for (size_t i = columns.first; i < columns.end; i += BLOCK) {
        size_t first = i < width - BLOCK ? i : width - BLOCK;
        paint_block(nib, bar, offset(first, ends), y, row + first);
    }
}

static void paint_piece(const struct nib *nib, struct place a, struct place b,
                        const struct lume_canvas *canvas)
{
    struct span columns = covered(a.x, b.x, nib->margin, canvas->width);
    struct span rows = covered(a.y, b.y, nib->margin, canvas->height);
    if (columns.first >= columns.end) {
        return;
    }
    struct bar bar = bar_of(a, b);
    for (size_t i = rows.first; i < rows.end; i++) {
        paint_row(nib, &bar, columns, canvas->width, a.x + b.x, offset(i, a.y + b.y),
                  canvas->pixels + i * canvas->stride);
    }
}

/* Narrow *from and *to, shares of the way from a to b, to where the way is within the margin of
 * pixels 0 to size - 1. */
static void narrow(int64_t a, int64_t b, int64_t margin, size_t size, double *from, double *to)
{
    double low = (double)-margin, high = (double)margin + UNIT * ((double)size - 1);
    if (a == b) {
        *to = (double)a < low || (double)a > high ? -1 : *to;
        return;
    }
    double enter = ((a < b ? low : high) - (double)a) / (double)(b - a);
    double leave = ((a < b ? high : low) - (double)a) / (double)(b - a);
    *from = enter > *from ? enter : *from;
    *to = leave < *to ? leave : *to;
}

/* The end of piece i of n between a and b; the same from b to a. */
static int64_t cut(int64_t a, int64_t b, double i, double n)
{
    return in_units(((n - i) * (double)a + i * (double)b) / n * (1.0 / UNIT));
}

/* Long lines go piece by piece, where they are near the canvas. */
static void paint_long_line(const struct nib *nib, struct place a, struct place b, double length,
                            const struct lume_canvas *canvas)
{
    double n = floor(length / nib->longest) + 1, from = 0, to = 1;
    narrow(a.x, b.x, nib->margin, canvas->width, &from, &to);
    narrow(a.y, b.y, nib->margin, canvas->height, &from, &to);
    if (from > to) {
        return;
    }
    double i = floor(from * n) - 1, end = floor(to * n) + 2;
    i = i > 0 ? i : 0;
    end = end < n ? end : n;
    struct place near = {cut(a.x, b.x, i, n), cut(a.y, b.y, i, n)};
    for (; i < end; i++) {
        struct place far = {cut(a.x, b.x, i + 1, n), cut(a.y, b.y, i + 1, n)};
        paint_piece(nib, near, far, canvas);
        near = far;
    }
}

static void paint_line(const struct nib *nib, struct place a, struct place b,
                       const struct lume_canvas *canvas)
{
    double x = (double)(b.x - a.x), y = (double)(b.y - a.y), square = x * x + y * y;
    if (square <= nib->longest * nib->longest) {
        paint_piece(nib, a, b, canvas);
    } else {
        paint_long_line(nib, a, b, sqrt(square), canvas);
    }
}

void lume_ink_paint(const struct lume_strokes *strokes, const struct lume_affine *map, float radius,
                    const struct lume_canvas *canvas)
{
    assert(radius > 0);
    struct nib nib = nib_of(radius);
    size_t i = 0;
    for (size_t stroke = 0; stroke < strokes->n_strokes; stroke++) {
        size_t first = i, end = strokes->ends[stroke];
        struct place last = {0, 0};
        bool dot = true;
        for (; i < end; i++) {
            struct place next = mapped(map, &strokes->points[i]);
            if (i > first && (next.x != last.x || next.y != last.y)) {
                paint_line(&nib, last, next, canvas);
                dot = false;
            }
            last = next;
        }
        if (end > first && dot) {
            paint_piece(&nib, last, last, canvas);
        }
    }
}
