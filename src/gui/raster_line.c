/* SPDX-License-Identifier: MIT */
#include "gui/raster.h"

#include <math.h>
#include <string.h>

enum ends { STRAIGHT, ROUND };
enum dashes { SOLID, STRAIGHT_DASHES, ROUND_DASHES };

/* A straight piece of a line, from its middle: along it and across. Lengths in pixels. */
struct bar {
    int x, y;             /* its middle, in units */
    float ux, uy;         /* its direction */
    float half;           /* of its length */
    float reach;          /* half of the width, and half a pixel of edge */
    float darkness;       /* alpha of the middle line, 0 to 255 */
    float extent;         /* how far from the middle it reaches along its direction */
    enum ends ends;       /* STRAIGHT: both are */
    float round0, round1; /* how far from the middle round ends begin; far away if straight */
    float cut0, cut1;     /* where straight ends cut; far away if round */
    enum dashes dashes;
    float period, per_period, half_dash, dash_shift;
};

static const float far_away = 1e6f;

/* The nearest whole number, halves to even; |v| < 2^22. */
static inline float nearest(float v)
{
    const float round = 0x1.8p23f;
    return (v + round) - round;
}

/* Alpha of n pixels from `x` on: one loop for each kind of line, `ends` and `dashes` being
 * constants where this is called. */
static inline void cover_as(uint32_t *alpha, const struct bar *b, int x, int n, float across0,
                            float along0, enum ends ends, enum dashes dashes)
{
    const int bx = b->x, padded = raster_padded(n);
    const float ux = b->ux, uy = b->uy, cut0 = b->cut0, cut1 = b->cut1, reach = b->reach;
    const float round0 = b->round0, round1 = b->round1, darkness = b->darkness;
    const float shift = b->dash_shift, period = b->period, per_period = b->per_period;
    const float half_dash = b->half_dash;
    RASTER_LOOP
    for (int i = 0; i < padded; i++) {
        const float dx = raster_from(x + i, bx), along = along0 + ux * dx;
        float distance = fabsf(across0 - uy * dx);
        float end = cut1 - along, gap = 0, dash = 1;
        end = cut0 + along < end ? cut0 + along : end;
        if (dashes != SOLID) {
            const float from = along + shift;
            gap = fabsf(from - period * nearest(from * per_period)) - half_dash;
            dash = dashes == STRAIGHT_DASHES ? raster_clamp(0.5f - gap) : 1;
        }
        if (ends == ROUND || dashes == ROUND_DASHES) {
            float beyond = along - round1;
            beyond = -along - round0 > beyond ? -along - round0 : beyond;
            beyond = dashes == ROUND_DASHES && gap > beyond ? gap : beyond;
            beyond = beyond > 0 ? beyond : 0;
            distance = sqrtf(distance * distance + beyond * beyond);
        }
        const float most = raster_clamp(end) * darkness * dash;
        alpha[i] = raster_alpha(raster_clamp(reach - distance) * most, i < n);
    }
}

static void cover(uint32_t *alpha, const struct bar *bar, int x, int y, int n)
{
    const float dy = raster_from(y, bar->y), across0 = bar->ux * dy, along0 = bar->uy * dy;
    if (bar->dashes == SOLID && bar->ends == STRAIGHT) {
        cover_as(alpha, bar, x, n, across0, along0, STRAIGHT, SOLID);
    } else if (bar->dashes == SOLID) {
        cover_as(alpha, bar, x, n, across0, along0, ROUND, SOLID);
    } else if (bar->dashes == ROUND_DASHES) {
        cover_as(alpha, bar, x, n, across0, along0, ROUND, ROUND_DASHES);
    } else if (bar->ends == STRAIGHT) {
        cover_as(alpha, bar, x, n, across0, along0, STRAIGHT, STRAIGHT_DASHES);
    } else {
        cover_as(alpha, bar, x, n, across0, along0, ROUND, STRAIGHT_DASHES);
    }
}

/* Pixels of a row: from `first` to before `end`. */
struct range {
    int first, end;
};

/* Keep of low..high where |offset + slope x| < limit. */
static inline void narrow(float *low, float *high, float offset, float slope, float limit)
{
    const float size = slope < 0 ? -slope : slope;
    if (size > 1e-4f) {
        const float inverse = 1 / slope, middle = -offset * inverse;
        const float half = limit * (inverse < 0 ? -inverse : inverse);
        *low = middle - half > *low ? middle - half : *low;
        *high = middle + half < *high ? middle + half : *high;
    }
}

static struct range touched(const struct bar *bar, int y, const struct raster_box *clip)
{
    const float dy = raster_from(y, bar->y);
    float low = -2 * RASTER_FARTHEST, high = 2 * RASTER_FARTHEST;
    narrow(&low, &high, bar->ux * dy, -bar->uy, bar->reach);
    narrow(&low, &high, bar->uy * dy, bar->ux, bar->extent);
    if (!(low <= high)) {
        return (struct range){0, 0};
    }
    enum { SLACK = 8, HALF = RASTER_UNIT / 2 };
    int first = raster_ceil(bar->x + (int)(low * RASTER_UNIT) - SLACK - HALF);
    int end = raster_floor(bar->x + (int)(high * RASTER_UNIT) + SLACK - HALF) + 1;
    return (struct range){first > clip->x0 ? first : clip->x0, end < clip->x1 ? end : clip->x1};
}

/* None where it lies beside the clip. */
static struct range rows_of(const struct bar *bar, const struct raster_box *clip)
{
    const float uy = bar->uy < 0 ? -bar->uy : bar->uy, ux = bar->ux < 0 ? -bar->ux : bar->ux;
    const int high = (int)((uy * bar->extent + ux * bar->reach) * RASTER_UNIT) + RASTER_UNIT;
    const int wide = (int)((ux * bar->extent + uy * bar->reach) * RASTER_UNIT) + RASTER_UNIT;
    if (raster_ceil(bar->x + wide) <= clip->x0 || raster_floor(bar->x - wide) >= clip->x1) {
        return (struct range){0, 0};
    }
    int first = raster_floor(bar->y - high), end = raster_ceil(bar->y + high);
    return (struct range){first > clip->y0 ? first : clip->y0, end < clip->y1 ? end : clip->y1};
}

static void draw(struct paint_raster *raster, const struct bar *bar, uint32_t color)
{
    const struct raster_box clip = raster_clip(raster);
    const struct range rows = rows_of(bar, &clip);
    for (int y = rows.first; y < rows.end; y++) {
        const struct range xs = touched(bar, y, &clip);
        const int n = xs.end - xs.first;
        if (n > 0) {
            cover(raster->row, bar, xs.first, y, n);
            raster_blend(raster->pixels + (size_t)y * raster->stride + (size_t)xs.first,
                         raster->row, n, color);
        }
    }
}

/* Whether this many pixels of the mask are covered wholly. */
enum { BLOCK = 8 };
static inline bool is_full(const uint8_t *mask)
{
    uint64_t pixels;
    memcpy(&pixels, mask, BLOCK);
    return pixels == UINT64_MAX;
}

/* From `first` on, the next pixels that a piece may add to: not those in blocks that are full. */
static struct range next_open(const uint8_t *mask, int first, int end)
{
    while (end - first >= BLOCK && is_full(mask + first)) {
        first += BLOCK;
    }
    int open = first;
    while (end - open >= BLOCK && !is_full(mask + open)) {
        open += BLOCK;
    }
    return (struct range){first, end - open < BLOCK ? end : open};
}

/* Make the mask's coverage at least that of a piece. Most of a piece lies on those before it. */
static void draw_mask(struct paint_raster *raster, const struct bar *bar)
{
    const struct raster_box clip = raster_clip(raster);
    const struct range rows = rows_of(bar, &clip);
    for (int y = rows.first; y < rows.end; y++) {
        uint8_t *mask = raster->mask + (size_t)y * raster->stride;
        const struct range xs = touched(bar, y, &clip);
        struct range open = {xs.first, xs.first};
        while (open.end < xs.end) {
            open = next_open(mask, open.end, xs.end);
            cover(raster->row, bar, open.first, y, open.end - open.first);
            for (int x = open.first; x < open.end; x++) {
                const uint8_t covered = (uint8_t)raster->row[x - open.first];
                mask[x] = mask[x] > covered ? mask[x] : covered;
            }
        }
        int *span = raster->spans + 2 * y;
        const bool used = span[1] > span[0];
        if (xs.first < xs.end) {
            span[0] = used && span[0] < xs.first ? span[0] : xs.first;
            span[1] = used && span[1] > xs.end ? span[1] : xs.end;
        }
    }
}

/* Blend what the mask covers, and clear it. */
static void blend_mask(struct paint_raster *raster, uint32_t color)
{
    const struct raster_box clip = raster_clip(raster);
    const uint32_t alpha = color_alpha(color);
    for (int y = clip.y0; y < clip.y1; y++) {
        int *span = raster->spans + 2 * y;
        const int n = span[1] - span[0], padded = raster_padded(n);
        const size_t at = (size_t)y * raster->stride + (size_t)span[0];
        uint8_t *mask = raster->mask + at;
        for (int i = 0; i < padded; i++) {
            raster->row[i] = i < n ? 0x01010101u * color_divide(mask[i] * alpha) : 0;
        }
        if (n > 0) {
            raster_blend(raster->pixels + at, raster->row, n, color);
            memset(mask, 0, (size_t)n);
        }
        span[0] = span[1] = 0;
    }
}

/* A piece from a to b, of a width in pixels, with straight or round ends. */
static struct bar bar_of(struct raster_place a, struct raster_place b, float width, bool straight0,
                         bool straight1)
{
    const float x = (float)(b.x - a.x) * (1.0f / RASTER_UNIT);
    const float y = (float)(b.y - a.y) * (1.0f / RASTER_UNIT);
    const float length = sqrtf(x * x + y * y);
    struct bar bar = {.x = (a.x + b.x) / 2, .y = (a.y + b.y) / 2, .ux = 1, .half = 0.5f * length};
    if (length > 0) {
        bar.ux = x / length;
        bar.uy = y / length;
    }
    width = width < RASTER_FARTHEST ? width : RASTER_FARTHEST;
    bar.reach = width >= 1 ? 0.5f * width + 0.5f : 1;
    bar.darkness = width >= 1 ? 255 : 255 * width;
    bar.round0 = straight0 ? far_away : bar.half;
    bar.round1 = straight1 ? far_away : bar.half;
    bar.cut0 = straight0 ? bar.half + 0.5f : far_away;
    bar.cut1 = straight1 ? bar.half + 0.5f : far_away;
    bar.ends = straight0 && straight1 ? STRAIGHT : ROUND;
    if (bar.ends == STRAIGHT && length < 1) { /* as thin lines: paler instead */
        bar.cut0 = bar.cut1 = 1;
        bar.darkness *= length;
    }
    bar.extent = bar.half + (bar.ends == STRAIGHT ? 1 : bar.reach);
    return bar;
}

/* start: how much of the pattern lies before the piece, in pixels. */
static void add_dashes(struct bar *bar, const struct paint_stroke *stroke, float scale, float start)
{
    const float on = stroke->dash_on * scale, off = stroke->dash_off * scale;
    if (!(on > 0) || !(off > 0)) {
        return;
    }
    bar->dashes = stroke->round ? ROUND_DASHES : STRAIGHT_DASHES;
    bar->period = on + off;
    bar->per_period = 1 / bar->period;
    bar->half_dash = 0.5f * on;
    bar->dash_shift = bar->half + start - bar->half_dash;
}

static void draw_line(struct paint_raster *raster, struct raster_place a, struct raster_place b,
                      const struct paint_stroke *stroke)
{
    struct bar bar = bar_of(a, b, stroke->width * raster->scale, !stroke->round, !stroke->round);
    if (bar.half == 0 && !stroke->round) {
        return;
    }
    add_dashes(&bar, stroke, raster->scale, stroke->dash_start * raster->scale);
    bar.darkness *= (float)color_alpha(stroke->color) * (1.0f / 255);
    draw(raster, &bar, stroke->color);
}

/* Whether b lies so near to a that a solid line with round ends looks the same without it. */
static bool is_near(struct raster_place a, struct raster_place b)
{
    enum { NEAR = RASTER_UNIT / 2 };
    const int x = b.x - a.x, y = b.y - a.y;
    return -NEAR < x && x < NEAR && -NEAR < y && y < NEAR && x * x + y * y < NEAR * NEAR;
}

void raster_polyline(struct paint *paint, const struct paint_point *points, size_t n,
                     const struct paint_stroke *stroke)
{
    struct paint_raster *raster = (struct paint_raster *)paint;
    struct raster_place a = raster_place(raster, points[0]);
    if (n <= 2) {
        draw_line(raster, a, raster_place(raster, points[n - 1]), stroke);
        return;
    }
    float start = stroke->dash_start * raster->scale;
    for (size_t i = 1; i < n; i++) {
        const struct raster_place b = raster_place(raster, points[i]);
        if (stroke->round && !(stroke->dash_on > 0) && i + 1 < n && is_near(a, b)) {
            continue;
        }
        const bool ends0 = i == 1 && !stroke->round, ends1 = i + 1 == n && !stroke->round;
        struct bar bar = bar_of(a, b, stroke->width * raster->scale, ends0, ends1);
        add_dashes(&bar, stroke, raster->scale, start);
        draw_mask(raster, &bar);
        start += 2 * bar.half;
        a = b;
    }
    blend_mask(raster, stroke->color);
}
