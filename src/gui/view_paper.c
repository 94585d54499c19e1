/* SPDX-License-Identifier: MIT */
#include "gui/view_paper.h"

#include "gui/color.h"

#include <lume/image.h>

#include <math.h>

/* A line under way: painted when its room is full, and at its end. All of it has one opaque colour,
 * so where parts overlap nothing is seen of it. */
struct pen {
    struct paint *paint;
    struct paint_stroke stroke;
    size_t n;
    struct paint_point points[256];
};

static void pen_flush(struct pen *pen)
{
    paint_polyline(pen->paint, pen->points, pen->n, &pen->stroke);
}

static void pen_move(struct pen *pen, struct paint_point to)
{
    const size_t room = sizeof pen->points / sizeof *pen->points;
    if (pen->n == room) {
        pen_flush(pen);
        pen->points[0] = pen->points[room - 1];
        pen->n = 1;
    }
    pen->points[pen->n++] = to;
}

static struct paint_point between(struct paint_point a, struct paint_point b, float share)
{
    return (struct paint_point){a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
}

static float distance(struct paint_point a, struct paint_point b)
{
    return sqrtf((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
}

/* A parabola from where the pen is, which leaves towards `corner`. */
static void pen_bend(struct pen *pen, struct paint_point from, struct paint_point corner,
                     struct paint_point to)
{
    const float spacing = 3;
    const float length = distance(from, corner) + distance(corner, to);
    const int n = length < 32 * spacing ? 1 + (int)(length / spacing) : 32;
    for (int i = 1; i <= n; i++) {
        const float t = (float)i / (float)n;
        pen_move(pen, between(between(from, corner, t), between(corner, to, t), t));
    }
}

static struct paint_point place(const struct paint_rect *rect, const struct lume_ink_point *point)
{
    return (struct paint_point){rect->x + rect->width * (float)point->x,
                                rect->y + rect->height * (float)point->y};
}

/* Parabolas between the middles of a stroke's pieces, with the points as corners: smooth, and never
 * beside where the hand went. */
static void paint_stroke(struct pen *pen, const struct paint_rect *rect,
                         const struct lume_ink_point *points, size_t n)
{
    struct paint_point last = place(rect, &points[0]), middle = last;
    pen->n = 0;
    pen_move(pen, last);
    for (size_t i = 1; i < n; i++) {
        const struct paint_point next = place(rect, &points[i]);
        const struct paint_point to = between(last, next, 0.5f);
        pen_bend(pen, middle, last, to);
        last = next;
        middle = to;
    }
    pen_move(pen, last);
    pen_flush(pen);
}

static void paint_ink(const struct view *view, const struct view_paper *paper,
                      const struct paint_rect *rect, struct paint *paint)
{
    const struct lume_strokes *ink = &paper->ink;
    struct pen pen = {
        .paint = paint,
        .stroke = {.color = view->theme->ink, .width = 2 * paper->nib * rect->width, .round = true},
    };
    for (size_t s = 0; s < ink->n_strokes; s++) {
        const size_t from = s > 0 ? ink->ends[s - 1] : 0;
        if (ink->ends[s] > from) {
            paint_stroke(&pen, rect, ink->points + from, ink->ends[s] - from);
        }
    }
}

/* Over the whole paper, with the text in the edge of 4 pixels that digits keep free. */
enum { TEXT_ROWS = 4 }; /* of the sample, that its text is written over */

/* Whether there is less ink at the upper edge than at the lower one. */
static bool is_emptier_above(const uint8_t *sample)
{
    const size_t n = TEXT_ROWS * LUME_IMAGE_SIDE;
    size_t above = 0, below = 0;
    for (size_t i = 0; i < n; i++) {
        above += sample[i];
        below += sample[LUME_IMAGE_SIZE - n + i];
    }
    return above < below;
}

static void paint_sample(const struct view *view, const struct view_paper *paper,
                         const struct paint_rect *rect, struct paint *paint)
{
    const struct theme *theme = view->theme;
    const struct paint_image image = {LUME_IMAGE_SIDE,           LUME_IMAGE_SIDE, paper->sample,
                                      color_fade(theme->ink, 0), theme->ink,      NULL};
    const float edge = rect->height * TEXT_ROWS / LUME_IMAGE_SIDE;
    paint_image(paint, *rect, &image);
    if (paper->sample_text) {
        struct paint_text_style style = view_style(view->sizes->small, theme->quiet, PAINT_MIDDLE);
        const float width = view_measure(view, &style, paper->sample_text);
        const float room = rect->width - 2 * view->sizes->grid;
        const float by_width = width > room ? room / width : 1;
        const float by_height = 0.8f * edge / style.font.size;
        style.font.size = fmaxf(style.font.size * fminf(by_width, by_height), 1);
        const bool above = !paper->erasing && is_emptier_above(paper->sample);
        view_label(view, paint, rect->x + 0.5f * rect->width,
                   rect->y + (above ? 0.5f * edge : rect->height - 0.5f * edge), &style,
                   paper->sample_text);
    }
}

static void paint_eraser(const struct view *view, const struct paint_rect *rect,
                         struct paint *paint)
{
    const struct theme *theme = view->theme;
    const float grid = view->sizes->grid, height = view_line_height(view->sizes->small) + grid;
    const struct paint_text_style style =
        view_bold(view->sizes->small, theme_on(theme, theme->text), PAINT_MIDDLE);
    const char *const text = text_get(view->language, "Eraser");
    const float width = view_measure(view, &style, text) + 2 * grid;
    const struct paint_rect sign = {rect->x + grid, rect->y + grid, width, height};
    paint_fill(paint, sign, 0.5f * height, theme->text);
    view_label(view, paint, sign.x + 0.5f * width, sign.y + 0.5f * height, &style, text);
    paint_outline(paint, *rect, view->sizes->radius, 2 * view->sizes->line, theme->text);
}

void view_paper_paint(const struct view *view, const struct view_paper *paper,
                      const struct paint_rect *rect, struct paint *paint)
{
    const struct theme *theme = view->theme;
    paint_begin_group(paint, "paper");
    paint_fill(paint, *rect, view->sizes->radius, theme->paper);
    paint_push_clip(paint, *rect);
    if (paper->sample) {
        paint_sample(view, paper, rect, paint);
    } else {
        paint_ink(view, paper, rect, paint);
    }
    paint_pop_clip(paint);
    paint_outline(paint, *rect, view->sizes->radius, view->sizes->line, theme->line);
    if (!paper->sample && lume_strokes_count_points(&paper->ink) == 0) {
        const char *text = text_get(view->language, "draw here");
        struct paint_text_style style =
            view_style(view->sizes->heading, theme->quiet, PAINT_MIDDLE);
        view_shrink(view, &style, text, 0.9f * rect->width);
        view_label(view, paint, rect->x + 0.5f * rect->width, rect->y + 0.5f * rect->height, &style,
                   text);
    }
    if (paper->erasing) {
        paint_eraser(view, rect, paint);
    }
    paint_end_group(paint);
}
