/* SPDX-License-Identifier: MIT */
#include "gui/paint.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static bool usable(const struct paint_rect *rect)
{
    return rect->width > 0 && rect->height > 0 && isfinite(rect->x) && isfinite(rect->y) &&
           isfinite(rect->width) && isfinite(rect->height);
}

static bool is_point(struct paint_point p)
{
    return isfinite(p.x) && isfinite(p.y);
}

static void open_level(struct paint *paint)
{
    assert(paint->depth < PAINT_MAX_DEPTH);
    paint->depth++;
}

static void close_level(struct paint *paint)
{
    assert(paint->depth > 0);
    paint->depth--;
}

void paint_begin_group(struct paint *paint, const char *name)
{
    open_level(paint);
    paint->backend->begin_group(paint, name);
}

void paint_end_group(struct paint *paint)
{
    close_level(paint);
    paint->backend->end_group(paint);
}

void paint_push_clip(struct paint *paint, struct paint_rect rect)
{
    open_level(paint);
    rect = usable(&rect) ? rect : (struct paint_rect){0, 0, 0, 0};
    paint->backend->push_clip(paint, &rect);
}

void paint_pop_clip(struct paint *paint)
{
    close_level(paint);
    paint->backend->pop_clip(paint);
}

void paint_line(struct paint *paint, struct paint_point from, struct paint_point to,
                const struct paint_stroke *stroke)
{
    paint_polyline(paint, (const struct paint_point[]){from, to}, 2, stroke);
}

void paint_polyline(struct paint *paint, const struct paint_point *points, size_t n,
                    const struct paint_stroke *stroke)
{
    bool good = n > 0 && stroke->width > 0 && isfinite(stroke->width) &&
                isfinite(stroke->dash_on) && isfinite(stroke->dash_off) &&
                isfinite(stroke->dash_start);
    for (size_t i = 0; good && i < n; i++) {
        good = is_point(points[i]);
    }
    if (good && color_alpha(stroke->color) > 0) {
        paint->backend->polyline(paint, points, n, stroke);
    }
}

void paint_disc(struct paint *paint, struct paint_point middle, float radius, uint32_t color)
{
    if (is_point(middle) && radius > 0 && isfinite(radius) && color_alpha(color) > 0) {
        paint->backend->disc(paint, middle, radius, color);
    }
}

void paint_ring(struct paint *paint, struct paint_point middle, float radius, float width,
                uint32_t color)
{
    if (is_point(middle) && radius > 0 && isfinite(radius) && width > 0 && isfinite(width) &&
        color_alpha(color) > 0) {
        paint->backend->ring(paint, middle, radius, width, color);
    }
}

static float corner(const struct paint_rect *rect, float radius)
{
    const float most = 0.5f * (rect->width < rect->height ? rect->width : rect->height);
    radius = radius > 0 ? radius : 0;
    return radius < most ? radius : most;
}

void paint_fill(struct paint *paint, struct paint_rect rect, float radius, uint32_t color)
{
    if (usable(&rect) && color_alpha(color) > 0) {
        paint->backend->fill(paint, &rect, corner(&rect, radius), color);
    }
}

void paint_outline(struct paint *paint, struct paint_rect rect, float radius, float width,
                   uint32_t color)
{
    if (!usable(&rect) || !(width > 0) || color_alpha(color) == 0) {
        return;
    }
    if (2 * width >= rect.width || 2 * width >= rect.height) {
        paint->backend->fill(paint, &rect, corner(&rect, radius), color);
    } else {
        paint->backend->outline(paint, &rect, corner(&rect, radius), width, color);
    }
}

void paint_image(struct paint *paint, struct paint_rect rect, const struct paint_image *image)
{
    if (usable(&rect) && image->width > 0 && image->height > 0) {
        paint->backend->image(paint, &rect, image);
    }
}

float paint_text(struct paint *paint, struct paint_point at, const struct paint_text_style *style,
                 const char *text)
{
    struct paint_run run = {.text = text, .size = strlen(text), .x = at.x, .y = at.y};
    if (!is_point(at) || !(style->font.size > 0) || !isfinite(style->font.size)) {
        return 0;
    }
    if (style->max_width > 0) {
        run.size = font_fit(paint->font, &style->font, text, run.size, style->max_width,
                            &run.ellipsis, &run.width);
    } else {
        run.width = font_measure(paint->font, &style->font, text, run.size);
    }
    if (style->anchor != PAINT_LEFT) {
        run.x -= style->anchor == PAINT_MIDDLE ? 0.5f * run.width : run.width;
    }
    if (run.width > 0 && color_alpha(style->color) > 0) {
        paint->backend->text(paint, &run, style);
    }
    return run.width;
}
