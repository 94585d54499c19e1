/* SPDX-License-Identifier: MIT */
#include "gui/paint_svg.h"

#include "base/memory.h"
#include "base/number.h"

#include <assert.h>
#include <string.h>

struct paint_svg {
    struct paint paint;
    struct buffer text;
    int n_clips; /* so far */
};

static struct buffer *text_of(struct paint *paint)
{
    return &((struct paint_svg *)paint)->text;
}

/* --- parts of a file --- */

/* A number with at most two decimals. */
static void add_number(struct buffer *out, float value)
{
    char text[NUMBER_SIZE];
    number_fixed((double)value, 2, text);
    size_t n = strlen(text);
    if (strchr(text, '.')) {
        while (text[n - 1] == '0') {
            n--;
        }
        n -= text[n - 1] == '.';
    }
    buffer_append(out, text, n);
}

static void add_attribute(struct buffer *out, const char *name, float value)
{
    buffer_format(out, " %s=\"", name);
    add_number(out, value);
    buffer_text(out, "\"");
}

/* A colour as the attributes NAME and NAME-opacity. */
static void add_color(struct buffer *out, const char *name, uint32_t color)
{
    buffer_format(out, " %s=\"#%06x\"", name, (unsigned)(color & 0xffffff));
    if (color_alpha(color) < 255) {
        buffer_format(out, " %s-opacity=\"", name);
        char text[NUMBER_SIZE];
        buffer_text(out, number_fixed((double)color_alpha(color) / 255, 3, text));
        buffer_text(out, "\"");
    }
}

/* Text as XML holds it: what XML cannot is replaced as the raster does. */
static void add_text(struct buffer *out, const char *text, size_t size)
{
    const char *end = text + size;
    while (text < end) {
        const char *from = text;
        switch (font_decode(&text, end)) {
        case '<':
            buffer_text(out, "&lt;");
            break;
        case '>':
            buffer_text(out, "&gt;");
            break;
        case '&':
            buffer_text(out, "&amp;");
            break;
        case '"':
            buffer_text(out, "&quot;");
            break;
        case 0xfffd:
            buffer_text(out, "\xef\xbf\xbd");
            break;
        default:
            buffer_append(out, from, (size_t)(text - from));
        }
    }
}

static void add_element(struct buffer *out, const char *name, const char *text)
{
    buffer_format(out, "<%s>", name);
    add_text(out, text, strlen(text));
    buffer_format(out, "</%s>\n", name);
}

static void add_rect(struct buffer *out, const struct paint_rect *rect)
{
    buffer_text(out, "<rect");
    add_attribute(out, "x", rect->x);
    add_attribute(out, "y", rect->y);
    add_attribute(out, "width", rect->width);
    add_attribute(out, "height", rect->height);
}

/* --- groups and clips --- */

static void begin_group(struct paint *paint, const char *name)
{
    struct buffer *out = text_of(paint);
    buffer_text(out, "<g id=\"");
    add_text(out, name, strlen(name));
    buffer_text(out, "\">\n");
}

static void end_group(struct paint *paint)
{
    buffer_text(text_of(paint), "</g>\n");
}

static void push_clip(struct paint *paint, const struct paint_rect *rect)
{
    struct buffer *out = text_of(paint);
    const int n = ++((struct paint_svg *)paint)->n_clips;
    buffer_format(out, "<clipPath id=\"clip-%d\">", n);
    add_rect(out, rect);
    buffer_format(out, "/></clipPath>\n<g clip-path=\"url(#clip-%d)\">\n", n);
}

/* --- shapes --- */

static void add_stroke(struct buffer *out, const struct paint_stroke *stroke)
{
    add_color(out, "stroke", stroke->color);
    add_attribute(out, "stroke-width", stroke->width);
    if (stroke->dash_on > 0 && stroke->dash_off > 0) {
        buffer_text(out, " stroke-dasharray=\"");
        add_number(out, stroke->dash_on);
        buffer_text(out, " ");
        add_number(out, stroke->dash_off);
        buffer_text(out, "\"");
        if (stroke->dash_start != 0) {
            add_attribute(out, "stroke-dashoffset", stroke->dash_start);
        }
    }
    if (stroke->round) {
        buffer_text(out, " stroke-linecap=\"round\"");
    }
}

static void draw_polyline(struct paint *paint, const struct paint_point *points, size_t n,
                          const struct paint_stroke *stroke)
{
    struct buffer *out = text_of(paint);
    if (n <= 2) {
        buffer_text(out, "<line");
        add_attribute(out, "x1", points[0].x);
        add_attribute(out, "y1", points[0].y);
        add_attribute(out, "x2", points[n - 1].x);
        add_attribute(out, "y2", points[n - 1].y);
        add_stroke(out, stroke);
        buffer_text(out, "/>\n");
        return;
    }
    buffer_text(out, "<polyline points=\"");
    for (size_t i = 0; i < n; i++) {
        buffer_text(out, i == 0 ? "" : " ");
        add_number(out, points[i].x);
        buffer_text(out, ",");
        add_number(out, points[i].y);
    }
    buffer_text(out, "\" fill=\"none\" stroke-linejoin=\"round\"");
    add_stroke(out, stroke);
    buffer_text(out, "/>\n");
}

static void add_circle(struct buffer *out, struct paint_point middle, float radius)
{
    buffer_text(out, "<circle");
    add_attribute(out, "cx", middle.x);
    add_attribute(out, "cy", middle.y);
    add_attribute(out, "r", radius);
}

static void draw_disc(struct paint *paint, struct paint_point middle, float radius, uint32_t color)
{
    struct buffer *out = text_of(paint);
    add_circle(out, middle, radius);
    add_color(out, "fill", color);
    buffer_text(out, "/>\n");
}

static void draw_ring(struct paint *paint, struct paint_point middle, float radius, float width,
                      uint32_t color)
{
    struct buffer *out = text_of(paint);
    add_circle(out, middle, radius);
    buffer_text(out, " fill=\"none\"");
    add_color(out, "stroke", color);
    add_attribute(out, "stroke-width", width);
    buffer_text(out, "/>\n");
}

static void add_corner(struct buffer *out, float radius)
{
    if (radius > 0) {
        add_attribute(out, "rx", radius);
    }
}

static void draw_fill(struct paint *paint, const struct paint_rect *rect, float radius,
                      uint32_t color)
{
    struct buffer *out = text_of(paint);
    add_rect(out, rect);
    add_corner(out, radius);
    add_color(out, "fill", color);
    buffer_text(out, "/>\n");
}

static void draw_outline(struct paint *paint, const struct paint_rect *rect, float radius,
                         float width, uint32_t color)
{
    struct buffer *out = text_of(paint);
    const struct paint_rect middle = {rect->x + 0.5f * width, rect->y + 0.5f * width,
                                      rect->width - width, rect->height - width};
    add_rect(out, &middle);
    add_corner(out, radius - 0.5f * width);
    buffer_text(out, " fill=\"none\"");
    add_color(out, "stroke", color);
    add_attribute(out, "stroke-width", width);
    buffer_text(out, "/>\n");
}

/* --- pictures: for each colour one path, of a rectangle for each run in a row --- */

static uint32_t color_at(const struct paint_image *image, size_t at)
{
    return image->grey ? color_mix(image->zero, image->one, image->grey[at]) : image->colors[at];
}

static bool seen_before(const struct paint_image *image, size_t at, uint32_t color)
{
    for (size_t i = 0; i < at; i++) {
        if (color_at(image, i) == color) {
            return true;
        }
    }
    return false;
}

static void add_squares(struct buffer *out, const struct paint_image *image, size_t from,
                        uint32_t color)
{
    const size_t n = image->width * image->height;
    buffer_text(out, "<path");
    add_color(out, "fill", color);
    buffer_text(out, " d=\"");
    for (size_t at = from, run; at < n; at += run) {
        const size_t column = at % image->width;
        run = 1;
        if (color_at(image, at) != color) {
            continue;
        }
        while (column + run < image->width && color_at(image, at + run) == color) {
            run++;
        }
        buffer_format(out, "M%zu %zuh%zuv1h-%zuz", column, at / image->width, run, run);
    }
    buffer_text(out, "\"/>\n");
}

static void draw_image(struct paint *paint, const struct paint_rect *rect,
                       const struct paint_image *image)
{
    struct buffer *out = text_of(paint);
    char text[NUMBER_SIZE];
    buffer_text(out, "<g shape-rendering=\"crispEdges\" transform=\"translate(");
    add_number(out, rect->x);
    buffer_text(out, " ");
    add_number(out, rect->y);
    buffer_text(out, ") scale(");
    buffer_text(out, number_float(rect->width / (float)image->width, text));
    buffer_text(out, " ");
    buffer_text(out, number_float(rect->height / (float)image->height, text));
    buffer_text(out, ")\">\n");
    for (size_t at = 0; at < image->width * image->height; at++) {
        const uint32_t color = color_at(image, at);
        if (color_alpha(color) > 0 && !seen_before(image, at, color)) {
            add_squares(out, image, at, color);
        }
    }
    buffer_text(out, "</g>\n");
}

/* --- text --- */

static void draw_text(struct paint *paint, const struct paint_run *run,
                      const struct paint_text_style *style)
{
    static const struct {
        const char *name;
        float share; /* of the width that lies left of x */
    } anchors[] = {[PAINT_LEFT] = {"", 0},
                   [PAINT_MIDDLE] = {" text-anchor=\"middle\"", 0.5f},
                   [PAINT_RIGHT] = {" text-anchor=\"end\"", 1}};
    struct buffer *out = text_of(paint);
    buffer_text(out, "<text");
    add_attribute(out, "x", run->x + anchors[style->anchor].share * run->width);
    add_attribute(out, "y", run->y);
    add_attribute(out, "font-size", style->font.size);
    add_attribute(out, "textLength", run->width);
    buffer_text(out, anchors[style->anchor].name);
    if (style->font.weight == FONT_BOLD) {
        buffer_text(out, " font-weight=\"bold\"");
    }
    if (style->font.tabular) {
        buffer_text(out, " style=\"font-variant-numeric:tabular-nums\"");
    }
    add_color(out, "fill", style->color);
    buffer_text(out, ">");
    add_text(out, run->text, run->size);
    buffer_text(out, run->ellipsis ? font_ellipsis : "");
    buffer_text(out, "</text>\n");
}

/* --- the file itself --- */

static const struct paint_backend backend = {
    .begin_group = begin_group,
    .end_group = end_group,
    .push_clip = push_clip,
    .pop_clip = end_group,
    .polyline = draw_polyline,
    .disc = draw_disc,
    .ring = draw_ring,
    .fill = draw_fill,
    .outline = draw_outline,
    .image = draw_image,
    .text = draw_text,
};

enum lume_status paint_svg_create(float width, float height, const char *title,
                                  const char *description, const char *language, struct font *font,
                                  struct paint_svg **out, struct lume_error *error)
{
    struct paint_svg *svg = memory_allocate(1, sizeof *svg);
    if (!svg) {
        return memory_exhausted(error, "picture");
    }
    svg->paint = (struct paint){&backend, font, 0};
    struct buffer *text = &svg->text;
    buffer_text(text, "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\"");
    add_attribute(text, "width", width);
    add_attribute(text, "height", height);
    buffer_text(text, " viewBox=\"0 0 ");
    add_number(text, width);
    buffer_text(text, " ");
    add_number(text, height);
    buffer_format(text, "\" font-family=\"%s, sans-serif\" xml:lang=\"", font_family());
    add_text(text, language, strlen(language));
    buffer_text(text, "\" xml:space=\"preserve\" role=\"img\">\n");
    add_element(text, "title", title);
    if (description) {
        add_element(text, "desc", description);
    }
    *out = svg;
    return LUME_OK;
}

void paint_svg_destroy(struct paint_svg *svg)
{
    if (svg) {
        buffer_finish(&svg->text);
        memory_free(svg);
    }
}

struct paint *paint_svg_paint(struct paint_svg *svg)
{
    return &svg->paint;
}

enum lume_status paint_svg_finish(struct paint_svg *svg, struct buffer *out,
                                  struct lume_error *error)
{
    assert(svg->paint.depth == 0);
    buffer_text(&svg->text, "</svg>\n");
    if (svg->text.failed) {
        return memory_exhausted(error, "picture");
    }
    *out = svg->text;
    svg->text = (struct buffer){0};
    return LUME_OK;
}
