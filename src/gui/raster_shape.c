/* SPDX-License-Identifier: MIT */
#include "gui/raster.h"

#include <math.h>

static int at_least(int a, int b)
{
    return a > b ? a : b;
}

static int at_most(int a, int b)
{
    return a < b ? a : b;
}

static uint32_t *pixels_at(struct paint_raster *raster, int x, int y)
{
    return raster->pixels + (size_t)y * raster->stride + (size_t)x;
}

/* The pixels inside of the clip that lie less than `reach` from a place, and some more. */
static struct raster_box around(const struct paint_raster *raster, struct raster_place middle,
                                float reach_x, float reach_y)
{
    const struct raster_box clip = raster_clip(raster);
    const float most = RASTER_FARTHEST;
    const int rx = (int)((reach_x < most ? reach_x : most) * RASTER_UNIT) + RASTER_UNIT;
    const int ry = (int)((reach_y < most ? reach_y : most) * RASTER_UNIT) + RASTER_UNIT;
    return (struct raster_box){at_least(raster_floor(middle.x - rx), clip.x0),
                               at_least(raster_floor(middle.y - ry), clip.y0),
                               at_most(raster_ceil(middle.x + rx), clip.x1),
                               at_most(raster_ceil(middle.y + ry), clip.y1)};
}

/* --- discs and rings --- */

/* The pixels whose distance from the middle differs from `radius` by less than `reach`. */
struct circle {
    struct raster_place middle;
    float radius, reach;
    float alpha; /* 0 to 255 */
};

static void draw_arc(struct paint_raster *raster, const struct circle *circle, int x0, int x1,
                     int y, uint32_t color)
{
    const int n = x1 - x0, padded = raster_padded(n), middle = circle->middle.x;
    const float dy = raster_from(y, circle->middle.y);
    const float radius = circle->radius, reach = circle->reach, alpha = circle->alpha;
    uint32_t *restrict row = raster->row;
    if (n <= 0) {
        return;
    }
    RASTER_LOOP
    for (int i = 0; i < padded; i++) {
        const float dx = raster_from(x0 + i, middle);
        const float from = fabsf(sqrtf(dx * dx + dy * dy) - radius);
        row[i] = raster_alpha(raster_clamp(reach - from) * alpha, i < n);
    }
    raster_blend(pixels_at(raster, x0, y), row, n, color);
}

static void draw_circle(struct paint_raster *raster, struct paint_point at, float radius,
                        float width, uint32_t color)
{
    const struct raster_place middle = raster_place(raster, at);
    const float reach = width >= 1 ? 0.5f * width + 0.5f : 1;
    const struct circle circle = {middle, radius, reach,
                                  (float)color_alpha(color) * (width >= 1 ? 1 : width)};
    const float outside = radius + reach, inside = radius - reach - 1;
    const struct raster_box box = around(raster, middle, outside, outside);
    for (int y = box.y0; y < box.y1; y++) {
        const float dy = raster_from(y, middle.y), square = outside * outside - dy * dy;
        if (square <= 0) {
            continue;
        }
        const struct raster_box row = around(raster, middle, sqrtf(square), 0);
        const float hole = inside * inside - dy * dy;
        if (inside > 0 && hole > 0) {
            const float across = sqrtf(hole), most = RASTER_FARTHEST;
            const int half = (int)((across < most ? across : most) * RASTER_UNIT);
            const int x0 = at_least(raster_ceil(middle.x - half), row.x0);
            const int x1 = at_most(raster_floor(middle.x + half), row.x1);
            draw_arc(raster, &circle, row.x0, at_most(x0, row.x1), y, color);
            draw_arc(raster, &circle, at_least(x1, at_least(x0, row.x0)), row.x1, y, color);
        } else {
            draw_arc(raster, &circle, row.x0, row.x1, y, color);
        }
    }
}

void raster_disc(struct paint *paint, struct paint_point middle, float radius, uint32_t color)
{
    struct paint_raster *raster = (struct paint_raster *)paint;
    draw_circle(raster, middle, 0, 2 * radius * raster->scale, color);
}

void raster_ring(struct paint *paint, struct paint_point middle, float radius, float width,
                 uint32_t color)
{
    struct paint_raster *raster = (struct paint_raster *)paint;
    draw_circle(raster, middle, radius * raster->scale, width * raster->scale, color);
}

/* --- rectangles --- */

/* From its middle, in pixels. */
struct box {
    struct raster_place middle;
    float half_x, half_y;
    float corner; /* radius */
    float line;   /* half of an outline's width; 0: filled */
};

static struct box box_of(const struct paint_raster *raster, const struct paint_rect *rect,
                         float radius)
{
    const int x0 = raster_units(raster, rect->x), x1 = raster_units(raster, rect->x + rect->width);
    const int y0 = raster_units(raster, rect->y);
    const int y1 = raster_units(raster, rect->y + rect->height);
    const float half = 0.5f / RASTER_UNIT;
    return (struct box){.middle = {(x0 + x1) / 2, (y0 + y1) / 2},
                        .half_x = (float)(x1 - x0) * half,
                        .half_y = (float)(y1 - y0) * half,
                        .corner = radius * raster->scale};
}

/* How much of a pixel lies within `half` of a middle that is `from` away. */
static inline float overlap(float from, float half)
{
    const float edge = raster_clamp(half + 0.5f - (from < 0 ? -from : from));
    return edge < 2 * half ? edge : 2 * half;
}

/* Of a pixel, by its middle's distance from the outline of a rectangle with round corners. */
static inline float round_share(const struct box *box, float dx, float dy)
{
    const float qx = (dx < 0 ? -dx : dx) - (box->half_x - box->corner);
    const float qy = (dy < 0 ? -dy : dy) - (box->half_y - box->corner);
    const float px = qx > 0 ? qx : 0, py = qy > 0 ? qy : 0, q = qx > qy ? qx : qy;
    float outside = sqrtf(px * px + py * py) + (q < 0 ? q : 0) - box->corner;
    if (box->line > 0) {
        const float from = outside + box->line;
        outside = (from < 0 ? -from : from) - (box->line > 0.5f ? box->line : 0.5f);
    }
    return raster_clamp(0.5f - outside);
}

/* The same for sharp corners: the area. */
static inline float square_share(const struct box *box, float dx, float dy)
{
    const float all = overlap(dx, box->half_x) * overlap(dy, box->half_y);
    if (box->line > 0) {
        const float line = 2 * box->line;
        return all - overlap(dx, box->half_x - line) * overlap(dy, box->half_y - line);
    }
    return all;
}

static float share_of(const struct box *box, float dx, float dy)
{
    return box->corner > 0 ? round_share(box, dx, dy) : square_share(box, dx, dy);
}

/* Blend the pixels from x0 to before x1 of a row, each by its own share. */
static void draw_part(struct paint_raster *raster, const struct box *box, int x0, int x1, int y,
                      float alpha, uint32_t color)
{
    const float dy = raster_from(y, box->middle.y);
    const int n = x1 - x0, padded = raster_padded(n);
    for (int i = 0; i < padded; i++) {
        const float dx = raster_from(x0 + i, box->middle.x);
        raster->row[i] = raster_alpha(share_of(box, dx, dy) * alpha, i < n);
    }
    if (n > 0) {
        raster_blend(pixels_at(raster, x0, y), raster->row, n, color);
    }
}

static void draw_box(struct paint_raster *raster, const struct box *box, uint32_t color)
{
    const bool thin = box->corner > 0 && box->line > 0 && box->line < 0.5f;
    const float alpha = (float)color_alpha(color) * (thin ? 2 * box->line : 1);
    const struct raster_box all = around(raster, box->middle, box->half_x, box->half_y);
    /* between these columns all pixels of a row are alike */
    const float edge = box->corner + 2 * box->line + 2;
    const int half = (int)((box->half_x > edge ? box->half_x - edge : 0) * RASTER_UNIT);
    int x0 = at_least(raster_ceil(box->middle.x - half), all.x0);
    int x1 = at_most(raster_floor(box->middle.x + half), all.x1);
    x0 = at_most(x0, all.x1);
    x1 = at_least(x1, x0);
    for (int y = all.y0; y < all.y1; y++) {
        const float dy = raster_from(y, box->middle.y);
        draw_part(raster, box, all.x0, x0, y, alpha, color);
        if (x1 > x0) {
            const float share = share_of(box, 0, dy);
            const uint32_t one = (uint32_t)(int)(share * alpha + 0.5f);
            if (one > 0) {
                raster_fill(pixels_at(raster, x0, y), x1 - x0, color, one);
            }
        }
        draw_part(raster, box, x1, all.x1, y, alpha, color);
    }
}

void raster_fill_rect(struct paint *paint, const struct paint_rect *rect, float radius,
                      uint32_t color)
{
    struct paint_raster *raster = (struct paint_raster *)paint;
    const struct box box = box_of(raster, rect, radius);
    draw_box(raster, &box, color);
}

void raster_outline(struct paint *paint, const struct paint_rect *rect, float radius, float width,
                    uint32_t color)
{
    struct paint_raster *raster = (struct paint_raster *)paint;
    struct box box = box_of(raster, rect, radius);
    box.line = 0.5f * width * raster->scale;
    draw_box(raster, &box, color);
}
