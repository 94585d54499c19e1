/* SPDX-License-Identifier: MIT */
#include "gui/paint_raster.h"

#include "base/memory.h"
#include "gui/raster.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* --- places --- */

/* Device pixels times `per_pixel`, rounded (halves to even) by way of a number so large that it has
 * no room for more. */
static int rounded(const struct paint_raster *raster, float logical, int per_pixel)
{
    const double round = 0x1.8p52, most = RASTER_FARTHEST;
    double pixels = (double)logical * (double)raster->scale;
    pixels = pixels > -most ? pixels : -most;
    pixels = pixels < most ? pixels : most;
    return (int)((pixels * per_pixel + round) - round);
}

int raster_units(const struct paint_raster *raster, float logical)
{
    return 2 * rounded(raster, logical, RASTER_UNIT / 2);
}

struct raster_place raster_place(const struct paint_raster *raster, struct paint_point point)
{
    return (struct raster_place){raster_units(raster, point.x), raster_units(raster, point.y)};
}

static struct raster_box intersection(struct raster_box a, struct raster_box b)
{
    a.x0 = a.x0 > b.x0 ? a.x0 : b.x0;
    a.y0 = a.y0 > b.y0 ? a.y0 : b.y0;
    a.x1 = a.x1 < b.x1 ? a.x1 : b.x1;
    a.y1 = a.y1 < b.y1 ? a.y1 : b.y1;
    a.x1 = a.x1 > a.x0 ? a.x1 : a.x0;
    a.y1 = a.y1 > a.y0 ? a.y1 : a.y0;
    return a;
}

/* With its edges rounded to pixels. */
static struct raster_box box_of(const struct paint_raster *raster, const struct paint_rect *rect)
{
    return (struct raster_box){rounded(raster, rect->x, 1), rounded(raster, rect->y, 1),
                               rounded(raster, rect->x + rect->width, 1),
                               rounded(raster, rect->y + rect->height, 1)};
}

/* --- groups and clips --- */

static void begin_group(struct paint *paint, const char *name)
{
    (void)paint;
    (void)name;
}

static void end_group(struct paint *paint)
{
    (void)paint;
}

static void push_clip(struct paint *paint, const struct paint_rect *rect)
{
    struct paint_raster *raster = (struct paint_raster *)paint;
    const struct raster_box clip = intersection(raster_clip(raster), box_of(raster, rect));
    raster->clips[raster->n_clips++] = clip;
}

static void pop_clip(struct paint *paint)
{
    struct paint_raster *raster = (struct paint_raster *)paint;
    assert(raster->n_clips > 1);
    raster->n_clips--;
}

/* --- pictures --- */

static uint32_t color_at(const struct paint_image *image, size_t at)
{
    return image->grey ? color_mix(image->zero, image->one, image->grey[at]) : image->colors[at];
}

/* Blend one row of the picture into a row of pixels: a run for each of its squares. */
static void draw_image_row(const struct paint_image *image, size_t row, uint32_t *pixels,
                           const struct raster_box *box, const struct raster_box *part)
{
    const int64_t width = (int64_t)image->width, wide = box->x1 - box->x0;
    int x = part->x0;
    while (x < part->x1) {
        /* the middle of pixel x lies in this square, whose last pixel is before `next` */
        const int64_t column = ((2 * (int64_t)(x - box->x0) + 1) * width) / (2 * wide);
        const int64_t edge = (2 * (column + 1) * wide - width + 2 * width - 1) / (2 * width);
        const int next = box->x0 + (int)edge < part->x1 ? box->x0 + (int)edge : part->x1;
        const uint32_t color = color_at(image, row * image->width + (size_t)column);
        if (color_alpha(color) > 0) {
            raster_fill(pixels + x, next - x, color, color_alpha(color));
        }
        x = next;
    }
}

static void draw_image(struct paint *paint, const struct paint_rect *rect,
                       const struct paint_image *image)
{
    struct paint_raster *raster = (struct paint_raster *)paint;
    const struct raster_box box = box_of(raster, rect);
    const struct raster_box part = intersection(box, raster_clip(raster));
    const int64_t height = (int64_t)image->height, high = box.y1 - box.y0;
    for (int y = part.y0; y < part.y1; y++) {
        const int64_t row = ((2 * (int64_t)(y - box.y0) + 1) * height) / (2 * high);
        draw_image_row(image, (size_t)row, raster->pixels + (size_t)y * raster->stride, &box,
                       &part);
    }
}

/* --- text --- */

/* Light text on a dark ground looks thinner than dark text on a light one where bytes are blended
 * as they are: its coverage c becomes c + k c (1 - c), with k of 0 for black to 0.5 for white. */
static void make_contrast(uint32_t alphas[256], uint32_t color)
{
    const uint32_t light =
        (54 * (color >> 16 & 255) + 183 * (color >> 8 & 255) + 19 * (color & 255)) >> 8;
    for (uint32_t c = 0; c < 256; c++) {
        const uint32_t more = c + (light * c * (255 - c) + 65025) / (2 * 65025);
        alphas[c] = 0x01010101u * color_divide(more * color_alpha(color));
    }
}

struct pen {
    uint32_t color;
    uint32_t alpha[256]; /* of a coverage, four times as the raster's rows have it */
    float x;             /* device pixels */
    int y;
    float size; /* device pixels */
};

static void draw_glyph(struct paint_raster *raster, const struct font_glyph *glyph, int x, int y,
                       const struct pen *pen)
{
    const struct raster_box box = {x + glyph->left, y + glyph->top, x + glyph->left + glyph->width,
                                   y + glyph->top + glyph->height};
    const struct raster_box part = intersection(box, raster_clip(raster));
    for (int row = part.y0; row < part.y1; row++) {
        const uint8_t *coverage = glyph->coverage + (size_t)(row - box.y0) * (size_t)glyph->width +
                                  (size_t)(part.x0 - box.x0);
        const int n = part.x1 - part.x0;
        for (int i = 0; i < raster_padded(n); i++) {
            raster->row[i] = i < n ? pen->alpha[coverage[i]] : 0;
        }
        raster_blend(raster->pixels + (size_t)row * raster->stride + (size_t)part.x0, raster->row,
                     n, pen->color);
    }
}

static void draw_glyphs(struct paint_raster *raster, const struct font_style *style,
                        const struct pen *pen, const char *text, size_t size)
{
    struct font *font = raster->paint.font;
    const struct raster_box clip = raster_clip(raster);
    struct font_walk walk = {.text = text, .end = text + size};
    while (font_next(font, style, &walk)) {
        const float at = (pen->x + walk.glyph_x * raster->scale) * FONT_SUBPIXELS;
        if (!(at > FONT_SUBPIXELS * ((float)clip.x0 - 2 * pen->size))) {
            continue;
        }
        if (!(at < FONT_SUBPIXELS * ((float)clip.x1 + pen->size))) {
            break;
        }
        const int place = (int)floorf(at + 0.5f);
        const int subpixel = (int)((unsigned)place % FONT_SUBPIXELS);
        struct font_glyph glyph;
        if (font_glyph(font, style->weight, walk.glyph, pen->size, subpixel, &glyph)) {
            draw_glyph(raster, &glyph, (place - subpixel) / FONT_SUBPIXELS, pen->y, pen);
        }
    }
}

static void draw_text(struct paint *paint, const struct paint_run *run,
                      const struct paint_text_style *style)
{
    struct paint_raster *raster = (struct paint_raster *)paint;
    const struct raster_box clip = raster_clip(raster);
    struct pen pen = {.color = style->color, .size = style->font.size * raster->scale};
    pen.x = (float)raster_units(raster, run->x) * (1.0f / RASTER_UNIT);
    pen.y = rounded(raster, run->y, 1);
    if ((float)pen.y < (float)clip.y0 - 2 * pen.size ||
        (float)pen.y > (float)clip.y1 + 2 * pen.size) {
        return;
    }
    make_contrast(pen.alpha, style->color);
    draw_glyphs(raster, &style->font, &pen, run->text, run->size);
    if (run->ellipsis) {
        const size_t size = sizeof font_ellipsis - 1;
        pen.x += (run->width - font_measure(paint->font, &style->font, font_ellipsis, size)) *
                 raster->scale;
        draw_glyphs(raster, &style->font, &pen, font_ellipsis, size);
    }
}

/* --- the raster itself --- */

static const struct paint_backend backend = {
    .begin_group = begin_group,
    .end_group = end_group,
    .push_clip = push_clip,
    .pop_clip = pop_clip,
    .polyline = raster_polyline,
    .disc = raster_disc,
    .ring = raster_ring,
    .fill = raster_fill_rect,
    .outline = raster_outline,
    .image = draw_image,
    .text = draw_text,
};

enum lume_status paint_raster_create(size_t width, size_t height, float scale, struct font *font,
                                     struct paint_raster **out, struct lume_error *error)
{
    assert(width > 0 && width <= PAINT_RASTER_MAX_SIDE && height > 0 &&
           height <= PAINT_RASTER_MAX_SIDE && scale > 0);
    struct paint_raster *raster = memory_allocate(1, sizeof *raster);
    if (!raster) {
        return memory_exhausted(error, "picture");
    }
    const size_t stride = width / RASTER_STEP * RASTER_STEP + 2 * (size_t)RASTER_STEP;
    *raster = (struct paint_raster){
        .paint = {&backend, font, 0},
        .width = (int)width,
        .height = (int)height,
        .stride = stride,
        .scale = scale,
        .pixels = memory_allocate(height, stride * sizeof(uint32_t)),
        .mask = memory_allocate(height, stride),
        .row = memory_allocate(stride, sizeof(uint32_t)),
        .spans = memory_allocate(height, 2 * sizeof(int)),
    };
    if (!raster->pixels || !raster->mask || !raster->row || !raster->spans) {
        paint_raster_destroy(raster);
        return memory_exhausted(error, "picture");
    }
    paint_raster_begin(raster, NULL, 0);
    *out = raster;
    return LUME_OK;
}

void paint_raster_destroy(struct paint_raster *raster)
{
    if (raster) {
        memory_free(raster->pixels);
        memory_free(raster->mask);
        memory_free(raster->row);
        memory_free(raster->spans);
        memory_free(raster);
    }
}

struct paint *paint_raster_paint(struct paint_raster *raster)
{
    return &raster->paint;
}

struct paint_pixels paint_raster_pixels(const struct paint_raster *raster)
{
    return (struct paint_pixels){(size_t)raster->width, (size_t)raster->height, raster->stride,
                                 raster->pixels};
}

void paint_raster_begin(struct paint_raster *raster, const struct paint_rect *dirty,
                        uint32_t background)
{
    struct raster_box clip = {0, 0, raster->width, raster->height};
    assert(raster->paint.depth == 0);
    if (dirty) {
        const struct raster_place a =
            raster_place(raster, (struct paint_point){dirty->x, dirty->y});
        const struct raster_place b = raster_place(
            raster, (struct paint_point){dirty->x + dirty->width, dirty->y + dirty->height});
        clip = intersection(clip, (struct raster_box){raster_floor(a.x), raster_floor(a.y),
                                                      raster_ceil(b.x), raster_ceil(b.y)});
    }
    raster->n_clips = 1;
    raster->clips[0] = clip;
    for (int y = clip.y0; y < clip.y1; y++) {
        raster_fill(raster->pixels + (size_t)y * raster->stride + (size_t)clip.x0,
                    clip.x1 - clip.x0, background, 255);
    }
}
