/* SPDX-License-Identifier: MIT */
#include "gui/view_versus.h"

#include "gui/color.h"
#include "gui/view_answer.h"

#include <lume/image.h>

#include <math.h>
#include <stdio.h>

enum { SENTENCE = 256, MAX_OUTPUTS = 64 };

static const double notable = 0.1; /* a difference that is marked */

static const struct snapshot_layer *outputs_of(const struct view_versus_side *side)
{
    return &side->snapshot->layers[side->snapshot->n_layers - 1];
}

static bool is_empty(const struct view_versus_side *side)
{
    return side->snapshot->answer.verdict == LUME_VERDICT_EMPTY;
}

/* An output that a model lacks is never its answer. */
static double probability(const struct view_versus_side *side, size_t output)
{
    const struct snapshot_layer *outputs = outputs_of(side);
    return output < outputs->n ? (double)outputs->a[output] : 0;
}

/* Where its parts are. */
struct parts {
    struct paint_rect picture, names[2], answers[2], bars, counts;
};

static struct parts lay_out(const struct view *view, const struct paint_rect *rect)
{
    const struct theme_sizes *sizes = view->sizes;
    const float grid = sizes->grid, gap = 2 * grid, heading = view_line_height(sizes->heading);
    const float names = heading + view_line_height(sizes->body) + grid;
    const float foot =
        view_line_height(sizes->body) + heading + 1.2f * sizes->heading + 0.5f * grid + gap;
    const float high = fmaxf(rect->height - names - foot - gap, 1);
    const float side = floorf(fmaxf(fminf(0.22f * rect->width, 0.7f * high), 1));
    const float answer = 0.15f * rect->width, top = rect->y + names;
    const float right = rect->x + rect->width, left = rect->x + side + 1.5f * gap;
    const float middle = right - left - 2 * answer - 2 * gap;
    struct parts parts = {
        .picture = {rect->x, floorf(top + 0.5f * (high - side)), side, side},
        .bars = {left + answer + gap, top, middle, high},
        .counts = {rect->x, rect->y + rect->height - foot + gap, rect->width, foot - gap},
    };
    parts.answers[0] = (struct paint_rect){left, top, answer, high};
    parts.answers[1] = (struct paint_rect){right - answer, top, answer, high};
    const float half = 0.5f * (right - left) - grid;
    parts.names[0] = (struct paint_rect){left, rect->y, half, names};
    parts.names[1] = (struct paint_rect){right - half, rect->y, half, names};
    return parts;
}

/* --- each side --- */

static void paint_name(const struct view *view, const struct view_versus_side *side, int which,
                       const struct paint_rect *rect, struct paint *paint)
{
    static const char *const letters[] = {"A", "B"};
    const struct theme_sizes *sizes = view->sizes;
    const float line = view_line_height(sizes->heading);
    const enum paint_anchor anchor = which == 0 ? PAINT_LEFT : PAINT_RIGHT;
    const float x = which == 0 ? rect->x : rect->x + rect->width;
    char text[SENTENCE], percent[TEXT_NUMBER_SIZE];
    struct paint_text_style style = view_bold(sizes->heading, view->theme->text, anchor);
    style.max_width = rect->width;
    snprintf(text, sizeof text, "%s: %s", letters[which], side->name);
    view_label(view, paint, x, rect->y + 0.5f * line, &style, text);
    if (!isnan(side->accuracy)) {
        const char *const right[] = {text_percent(view->language, side->accuracy, 2, percent),
                                     NULL};
        style = view_style(sizes->body, view->theme->quiet, anchor);
        text_fill(view->language, "{1} right", right, text, sizeof text);
        view_label(view, paint, x, rect->y + line + 0.5f * view_line_height(sizes->body), &style,
                   text);
    }
}

/* --- bars of both, from the digits in the middle outwards --- */

/* One bar with its percentage beyond its track, or a dash for an output that a model lacks. */
static void paint_bar(const struct view *view, const struct view_versus_side *side, size_t output,
                      int which, const struct paint_rect *track, float size, struct paint *paint)
{
    const struct theme *theme = view->theme;
    const struct lume_answer *answer = &side->snapshot->answer;
    const double p = probability(side, output);
    const float share = p > 0 ? p < 1 ? (float)p : 1 : 0;
    const bool winner = answer->verdict != LUME_VERDICT_NOT_A_DIGIT && answer->digit == (int)output;
    const float radius = fminf(0.5f * track->height, 0.5f * view->sizes->radius);
    struct paint_rect bar = *track;
    char text[TEXT_NUMBER_SIZE];
    if (output < outputs_of(side)->n) {
        paint_fill(paint, *track, radius, color_fade(theme->line, 0.6f));
        text_percent(view->language, p, 1, text);
    } else {
        snprintf(text, sizeof text, "—");
    }
    bar.width *= share;
    bar.x = which == 0 ? track->x + track->width - bar.width : track->x;
    paint_push_clip(paint, bar);
    paint_fill(paint, *track, radius, winner ? theme->winner : theme->quiet);
    paint_pop_clip(paint);
    const uint32_t color = winner ? theme->text : theme->quiet;
    const enum paint_anchor anchor = which == 0 ? PAINT_RIGHT : PAINT_LEFT;
    const struct paint_text_style style =
        winner ? view_bold(size, color, anchor) : view_style(size, color, anchor);
    const float beyond = view->sizes->grid;
    view_label(view, paint, which == 0 ? track->x - beyond : track->x + track->width + beyond,
               track->y + 0.5f * track->height, &style, text);
}

static void paint_bars(const struct view *view, const struct view_versus *versus,
                       const struct paint_rect *rect, struct paint *paint)
{
    const struct theme *theme = view->theme;
    const size_t a = outputs_of(&versus->sides[0])->n, b = outputs_of(&versus->sides[1])->n;
    const size_t most = a > b ? a : b, n = most < MAX_OUTPUTS ? most : MAX_OUTPUTS;
    const float row = rect->height / (float)n, grid = view->sizes->grid;
    const float size = fmaxf(fminf(view->sizes->body * 1.15f, 0.7f * row), 1);
    const struct paint_text_style measured = view_bold(size, 0, PAINT_LEFT);
    char text[TEXT_NUMBER_SIZE];
    const float numbers =
        view_measure(view, &measured, text_percent(view->language, 1, 1, text)) + 2 * grid;
    const float middle = 3 * size, thick = fminf(0.5f * row, 3 * grid);
    const float track = fmaxf(0.5f * (rect->width - middle) - numbers, 1);
    for (size_t i = 0; i < n; i++) {
        const float y = rect->y + ((float)i + 0.5f) * row, x = rect->x + 0.5f * rect->width;
        const double between =
            probability(&versus->sides[0], i) - probability(&versus->sides[1], i);
        const bool differs = fabs(between) >= notable;
        const struct paint_rect left = {x - 0.5f * middle - track, y - 0.5f * thick, track, thick};
        const struct paint_rect right = {x + 0.5f * middle, y - 0.5f * thick, track, thick};
        if (differs) {
            const struct paint_rect mark = {rect->x, y - 0.48f * row, rect->width, 0.96f * row};
            paint_fill(paint, mark, view->sizes->radius, color_fade(theme->line, 0.55f));
            paint_outline(paint, mark, view->sizes->radius, 1.5f * view->sizes->line, theme->quiet);
        }
        text_count(view->language, i, text);
        const struct paint_text_style digit =
            differs ? view_bold(1.15f * size, theme->text, PAINT_MIDDLE)
                    : view_style(size, theme->quiet, PAINT_MIDDLE);
        view_label(view, paint, x, y, &digit, text);
        paint_bar(view, &versus->sides[0], i, 0, &left, size, paint);
        paint_bar(view, &versus->sides[1], i, 1, &right, size, paint);
    }
}

/* --- on all test digits --- */

enum { PIECES = 4 };

struct piece {
    size_t n;
    uint32_t color;
    char text[SENTENCE];
};

static void list_pieces(const struct view *view, const struct mistakes_pair *pair,
                        struct piece pieces[PIECES])
{
    const struct theme *theme = view->theme;
    const struct {
        size_t n;
        const char *text;
        uint32_t color;
    } of[] = {
        {pair->both, N_("both right: {1}"), theme->positive},
        {pair->first, N_("only A: {1}"), theme->winner},
        {pair->second, N_("only B: {1}"), theme->text},
        {pair->neither, N_("neither: {1}"), theme->negative},
    };
    for (size_t i = 0; i < PIECES; i++) {
        char count[TEXT_NUMBER_SIZE];
        const char *const arguments[] = {text_count(view->language, of[i].n, count), NULL};
        pieces[i].n = of[i].n;
        pieces[i].color = of[i].color;
        text_fill(view->language, of[i].text, arguments, pieces[i].text, SENTENCE);
    }
}

/* A bar of four pieces, and what each of them is below it. */
static void paint_counts(const struct view *view, const struct view_versus *versus,
                         const struct paint_rect *rect, struct paint *paint)
{
    const struct theme *theme = view->theme;
    const float size = view->sizes->heading, line = view_line_height(view->sizes->body);
    const float column = rect->width / PIECES, swatch = 0.7f * size;
    const float gap = swatch + view->sizes->grid, room = column - 1.5f * gap;
    const float top = rect->y + line, y = top + 1.2f * size + 0.5f * view_line_height(size);
    const struct paint_text_style quiet = view_style(view->sizes->body, theme->quiet, PAINT_LEFT);
    struct paint_text_style style = view_bold(size, theme->text, PAINT_LEFT);
    struct piece pieces[PIECES];
    float x = rect->x, widest = 1;
    list_pieces(view, &versus->pair, pieces);
    for (size_t i = 0; i < PIECES; i++) {
        widest = fmaxf(widest, view_measure(view, &style, pieces[i].text));
    }
    style.font.size = fmaxf(size * fminf(room / widest, 1), 1);
    view_label(view, paint, rect->x, rect->y + 0.5f * line, &quiet, versus->source);
    for (size_t i = 0; i < PIECES; i++) {
        const float width = (float)pieces[i].n / (float)versus->n * rect->width;
        const float left = rect->x + (float)i * column;
        paint_fill(paint, (struct paint_rect){x, top, width, 0.9f * size}, 0, pieces[i].color);
        paint_fill(paint, (struct paint_rect){left, y - 0.5f * swatch, swatch, swatch}, 2,
                   pieces[i].color);
        view_label(view, paint, left + gap, y, &style, pieces[i].text);
        x += width;
    }
}

static void paint_picture(const struct view *view, const struct view_versus *versus,
                          const struct paint_rect *rect, struct paint *paint)
{
    const struct theme *theme = view->theme;
    const struct paint_image image = {
        LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, versus->sides[0].snapshot->image,
        theme->paper,    theme->ink,      NULL};
    paint_image(paint, *rect, &image);
    paint_outline(paint, *rect, 0, view->sizes->line, theme->line);
}

/* What is missing, and how to get it. */
static void paint_hint(const struct view *view, const struct paint_rect *rect, const char *missing,
                       const char *hint, struct paint *paint)
{
    const struct paint_text_style title = view_bold(view->sizes->heading, view->theme->text,
                                                    PAINT_MIDDLE),
                                  style = view_style(view->sizes->heading, view->theme->quiet,
                                                     PAINT_MIDDLE);
    const float inset = 0.15f * rect->width;
    struct paint_rect at = {rect->x + inset, rect->y + 0.35f * rect->height,
                            rect->width - 2 * inset, 0};
    at.y += view_paragraph(view, paint, &at, &title, text_get(view->language, missing));
    at.y += view->sizes->grid;
    view_paragraph(view, paint, &at, &style, text_get(view->language, hint));
}

void view_versus_paint(const struct view *view, const struct view_versus *versus,
                       const struct paint_rect *rect, struct paint *paint)
{
    const struct parts parts = lay_out(view, rect);
    paint_begin_group(paint, "versus");
    if (!versus->sides[1].snapshot) {
        paint_hint(view, rect, N_("there is one model only"),
                   N_("Train another one, drop a model file on the window, or start with "
                      "--beside FILE."),
                   paint);
        paint_end_group(paint);
        return;
    }
    const bool empty = is_empty(&versus->sides[0]);
    paint_picture(view, versus, &parts.picture, paint);
    for (int i = 0; i < 2; i++) {
        const struct view_answer answer = {.snapshot = versus->sides[i].snapshot,
                                           .true_label = versus->true_label};
        paint_name(view, &versus->sides[i], i, &parts.names[i], paint);
        if (!empty) {
            view_answer_paint(view, &answer, &parts.answers[i], paint);
        }
    }
    if (empty) {
        paint_hint(view, &parts.bars, N_("there is no drawing"),
                   N_("Press N for a test digit, or draw one in the first tab."), paint);
    } else {
        paint_bars(view, versus, &parts.bars, paint);
    }
    if (versus->n > 0) {
        paint_counts(view, versus, &parts.counts, paint);
    }
    paint_end_group(paint);
}
