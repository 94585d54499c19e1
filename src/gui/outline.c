/* SPDX-License-Identifier: MIT */
#include "gui/outline.h"

#include <math.h>

/* Add what a piece inside of one row covers: from x = a to b, `height` of the row (its sign is the
 * direction). A cell's own share is what lies right of the piece; all of the height goes to the
 * cells after it, by way of the sum that outline_coverage makes. */
static void add_to_row(float *row, float a, float b, float height)
{
    float low = a < b ? a : b, high = a < b ? b : a;
    const size_t first = (size_t)low, last = (size_t)high;
    if (first == last) {
        float left = 0.5f * (low + high) - (float)first;
        row[first] += height * (1 - left);
        row[first + 1] += height * left;
        return;
    }
    const float slope = height / (high - low);
    for (size_t i = first; i <= last; i++) {
        float from = i == first ? low : (float)i;
        float to = i == last ? high : (float)(i + 1);
        float share = slope * (to - from), left = 0.5f * (from + to) - (float)i;
        row[i] += share * (1 - left);
        row[i + 1] += share * left;
    }
}

static float clamped(float v, float high)
{
    v = v > 0 ? v : 0;
    return v < high ? v : high;
}

void outline_line(struct outline *outline, struct outline_point a, struct outline_point b)
{
    const float width = (float)outline->width, height = (float)outline->height;
    a = (struct outline_point){clamped(a.x, width), clamped(a.y, height)};
    b = (struct outline_point){clamped(b.x, width), clamped(b.y, height)};
    float sign = 1;
    if (a.y > b.y) {
        struct outline_point swap = a;
        a = b;
        b = swap;
        sign = -1;
    }
    if (a.y == b.y) {
        return;
    }
    const float slope = (b.x - a.x) / (b.y - a.y);
    float x = a.x, y = a.y;
    for (size_t row = (size_t)a.y; y < b.y; row++) {
        float next = (float)(row + 1) < b.y ? (float)(row + 1) : b.y;
        float to = next < b.y ? clamped(a.x + slope * (next - a.y), width) : b.x;
        add_to_row(outline->sums + row * (outline->width + 2), x, to, sign * (next - y));
        x = to;
        y = next;
    }
}

/* Into how many straight pieces a curve is cut whose second derivative is at most (x, y) long: so
 * many that none is further than 1/32 pixel from it (64 pieces reach that beyond 1,000 pixels). */
static int pieces(float x, float y)
{
    const float n = 2 * sqrtf(sqrtf(x * x + y * y));
    return n < 63 ? (int)n + 1 : 64;
}

void outline_quadratic(struct outline *outline, struct outline_point a, struct outline_point b,
                       struct outline_point c)
{
    const int n = pieces(2 * (a.x - 2 * b.x + c.x), 2 * (a.y - 2 * b.y + c.y));
    struct outline_point last = a;
    for (int i = 1; i <= n; i++) {
        float t = (float)i / (float)n, s = 1 - t;
        struct outline_point next = {s * s * a.x + 2 * s * t * b.x + t * t * c.x,
                                     s * s * a.y + 2 * s * t * b.y + t * t * c.y};
        next = i == n ? c : next;
        outline_line(outline, last, next);
        last = next;
    }
}

void outline_cubic(struct outline *outline, struct outline_point a, struct outline_point b,
                   struct outline_point c, struct outline_point d)
{
    const float x1 = fabsf(a.x - 2 * b.x + c.x), x2 = fabsf(b.x - 2 * c.x + d.x);
    const float y1 = fabsf(a.y - 2 * b.y + c.y), y2 = fabsf(b.y - 2 * c.y + d.y);
    const int n = pieces(6 * (x1 > x2 ? x1 : x2), 6 * (y1 > y2 ? y1 : y2));
    struct outline_point last = a;
    for (int i = 1; i <= n; i++) {
        float t = (float)i / (float)n, s = 1 - t;
        float fa = s * s * s, fb = 3 * s * s * t, fc = 3 * s * t * t, fd = t * t * t;
        struct outline_point next = {fa * a.x + fb * b.x + fc * c.x + fd * d.x,
                                     fa * a.y + fb * b.y + fc * c.y + fd * d.y};
        next = i == n ? d : next;
        outline_line(outline, last, next);
        last = next;
    }
}

void outline_coverage(const struct outline *outline, uint8_t *coverage)
{
    for (size_t y = 0; y < outline->height; y++) {
        const float *row = outline->sums + y * (outline->width + 2);
        float sum = 0;
        for (size_t x = 0; x < outline->width; x++) {
            sum += row[x];
            float area = sum < 0 ? -sum : sum;
            area = area < 1 ? area : 1;
            *coverage++ = (uint8_t)(area * 255 + 0.5f);
        }
    }
}
