/* SPDX-License-Identifier: MIT */
#include "gui/view_answer.h"

#include "gui/color.h"
#include "gui/view_network.h"

#include <math.h>

static const double close_second = 0.05; /* a guess that is worth telling */

static const struct snapshot_layer *outputs_of(const struct snapshot *snapshot)
{
    return &snapshot->layers[snapshot->n_layers - 1];
}

static float numbers_width(const struct view *view, float size)
{
    const struct paint_text_style style = view_bold(size, view->theme->text, PAINT_RIGHT);
    char text[TEXT_NUMBER_SIZE];
    return view_measure(view, &style, text_percent(view->language, 1, 1, text));
}

float view_answer_bars_width(const struct view *view)
{
    const float body = view->sizes->body;
    return numbers_width(view, body) + view->sizes->grid + 2.5f * body;
}

/* What is filled of a bar. */
static void paint_bar(const struct view *view, const struct paint_rect *full, float share,
                      bool winner, struct paint *paint)
{
    const struct theme *theme = view->theme;
    struct paint_rect bar = *full;
    bar.width *= share > 0 ? share < 1 ? share : 1 : 0;
    paint_push_clip(paint, bar);
    paint_fill(paint, *full, 0.5f * full->height, winner ? theme->winner : theme->quiet);
    paint_pop_clip(paint);
}

void view_answer_bars(const struct view *view, const struct view_answer *shown,
                      const struct paint_rect *rect, struct paint *paint)
{
    const struct theme *theme = view->theme;
    const struct lume_answer *answer = &shown->snapshot->answer;
    const struct snapshot_layer *outputs = outputs_of(shown->snapshot),
                                *eased = outputs_of(shown->eased ? shown->eased : shown->snapshot);
    const size_t n = outputs->n < VIEW_MAX_UNITS ? outputs->n : VIEW_MAX_UNITS;
    const float row = rect->height / (float)n, grid = view->sizes->grid;
    const float size = fmaxf(fminf(view->sizes->body, 0.9f * row), 1);
    const float track = rect->width - numbers_width(view, size) - grid;
    struct paint_text_style style = view_style(size, theme->text, PAINT_RIGHT);
    char text[TEXT_NUMBER_SIZE];
    const float thickness = fminf(0.4f * row, 2 * grid);
    paint_begin_group(paint, "bars");
    for (size_t i = 0; i < n; i++) {
        const float y = rect->y + ((float)i + 0.5f) * row;
        const bool winner = answer->verdict == LUME_VERDICT_DIGIT && answer->digit == (int)i;
        const struct paint_rect full = {rect->x, y - 0.5f * thickness, track, thickness};
        paint_fill(paint, full, 0.5f * thickness, color_fade(theme->line, 0.6f));
        if (answer->verdict == LUME_VERDICT_EMPTY || shown->hidden) {
            continue;
        }
        paint_bar(view, &full, eased->a[i], winner, paint);
        style.color = winner ? theme->text : theme->quiet;
        style.font.weight = winner ? FONT_BOLD : FONT_REGULAR;
        view_label(view, paint, rect->x + rect->width, y, &style,
                   text_percent(view->language, (double)outputs->a[i], 1, text));
    }
    paint_end_group(paint);
}

/* --- in words --- */

enum { MAX_LINES = 6, LINE = 160 };

/* What is written under each other, about the middle of a rectangle. */
struct words {
    const struct view *view;
    float heading;                /* size of the first line */
    char digit[TEXT_NUMBER_SIZE]; /* large, above the lines; "": none */
    uint32_t digit_color;
    size_t n;
    struct {
        struct paint_text_style style;
        char text[LINE];
    } lines[MAX_LINES];
};

/* Add a line: a translated text with arguments in its places. */
static void add(struct words *words, float size, uint32_t color, const char *text,
                const char *first, const char *second)
{
    const char *const arguments[] = {first, second, NULL};
    words->lines[words->n].style = view_style(size, color, PAINT_MIDDLE);
    text_fill(words->view->language, text, arguments, words->lines[words->n].text, LINE);
    words->n++;
}

static void name_digit(struct words *words, int digit, uint32_t color)
{
    text_count(words->view->language, (uint64_t)digit, words->digit);
    words->digit_color = color;
}

static void add_sure(struct words *words, const struct snapshot *snapshot)
{
    const struct view *view = words->view;
    const struct lume_answer *answer = &snapshot->answer;
    char percent[TEXT_NUMBER_SIZE], digit[TEXT_NUMBER_SIZE];
    name_digit(words, answer->digit, view->theme->winner);
    add(words, words->heading, view->theme->text, "{1}",
        text_percent(view->language, answer->probability, 1, percent), NULL);
    const double second = answer->probability - answer->margin;
    if (answer->second >= 0 && second >= close_second) {
        add(words, view->sizes->body, view->theme->quiet, N_("second guess: {1}, {2}"),
            text_count(view->language, (uint64_t)answer->second, digit),
            text_percent(view->language, second, 1, percent));
    }
}

static void add_unsure(struct words *words, const struct snapshot *snapshot)
{
    const struct view *view = words->view;
    const struct lume_answer *answer = &snapshot->answer;
    char digit[TEXT_NUMBER_SIZE], second[TEXT_NUMBER_SIZE];
    name_digit(words, answer->digit, view->theme->text);
    add(words, words->heading, view->theme->text, N_("not sure"), NULL, NULL);
    if (answer->second >= 0) {
        add(words, words->heading, view->theme->quiet, N_("{1} or {2}?"),
            text_count(view->language, (uint64_t)answer->digit, digit),
            text_count(view->language, (uint64_t)answer->second, second));
    }
}

static void add_label(struct words *words, const struct snapshot *snapshot, int true_label)
{
    const struct view *view = words->view;
    const struct lume_answer *answer = &snapshot->answer;
    char label[TEXT_NUMBER_SIZE];
    text_count(view->language, (uint64_t)true_label, label);
    if (answer->verdict == LUME_VERDICT_EMPTY) {
        return;
    }
    add(words, view->sizes->small, view->theme->quiet, N_("true label: {1}"), label, NULL);
    if (answer->verdict == LUME_VERDICT_DIGIT) {
        const bool right = answer->digit == true_label;
        add(words, view->sizes->small,
            right ? view->theme->text : theme_small(view->theme, view->theme->negative),
            right ? N_("right") : N_("wrong"), NULL, NULL);
    }
}

static void choose_words(struct words *words, const struct snapshot *snapshot)
{
    const struct view *view = words->view;
    switch (snapshot->answer.verdict) {
    case LUME_VERDICT_EMPTY:
        add(words, words->heading, view->theme->quiet, N_("draw a digit"), NULL, NULL);
        break;
    case LUME_VERDICT_DIGIT:
        add_sure(words, snapshot);
        break;
    case LUME_VERDICT_UNSURE:
        add_unsure(words, snapshot);
        break;
    case LUME_VERDICT_NOT_A_DIGIT:
        words->digit[0] = '?';
        words->digit_color = view->theme->quiet;
        add(words, words->heading, view->theme->text, N_("this does not look like a digit"), NULL,
            NULL);
        break;
    }
}

static void ask(struct words *words)
{
    words->digit[0] = '?';
    words->digit_color = words->view->theme->text;
    add(words, words->heading, words->view->theme->text, N_("which digit is it?"), NULL, NULL);
}

/* How high the lines are. */
static float measure_lines(const struct words *words, const struct paint_rect *rect)
{
    float height = 0;
    for (size_t i = 0; i < words->n; i++) {
        height +=
            view_paragraph(words->view, NULL, rect, &words->lines[i].style, words->lines[i].text);
    }
    return height;
}

/* The height of the digit with the gap below it. */
static float measure_digit(const struct words *words, const struct paint_text_style *style)
{
    const float capital = font_heights(words->view->font, &style->font).capital;
    return words->digit[0] ? capital + fminf(3 * words->view->sizes->grid, 0.4f * capital) : 0;
}

/* Shrink until all of it fits, down to a half; then leave lines out. */
static void fit(struct words *words, struct paint_text_style *digit, const struct paint_rect *rect)
{
    const float step = 0.93f;
    for (int i = 0; i < 10; i++) {
        if (measure_digit(words, digit) + measure_lines(words, rect) <= rect->height) {
            return;
        }
        digit->font.size *= step;
        for (size_t k = 0; k < words->n; k++) {
            words->lines[k].style.font.size *= step;
        }
    }
    while (words->n > 1 &&
           measure_digit(words, digit) + measure_lines(words, rect) > rect->height) {
        words->n--;
    }
}

void view_answer_paint(const struct view *view, const struct view_answer *answer,
                       const struct paint_rect *rect, struct paint *paint)
{
    struct words words = {
        .view = view,
        .heading = fmaxf(fminf(view->sizes->heading, 0.23f * rect->width), 1),
    };
    const float most = fminf(rect->width, 0.6f * rect->height);
    const float size = fmaxf(fminf(view->sizes->digit, most), 1);
    struct paint_text_style digit = view_bold(size, 0, PAINT_MIDDLE);
    struct paint_rect at = *rect;
    if (answer->hidden && answer->snapshot->answer.verdict != LUME_VERDICT_EMPTY) {
        ask(&words);
    } else {
        choose_words(&words, answer->snapshot);
        if (answer->true_label != VIEW_NO_LABEL) {
            add_label(&words, answer->snapshot, answer->true_label);
        }
    }
    fit(&words, &digit, rect);
    const float above = measure_digit(&words, &digit);
    digit.color = words.digit_color;
    at.y += 0.5f * (rect->height - above - measure_lines(&words, rect));
    paint_begin_group(paint, "answer");
    if (words.digit[0]) {
        const float capital = font_heights(view->font, &digit.font).capital;
        view_label(view, paint, at.x + 0.5f * at.width, at.y + 0.5f * capital, &digit, words.digit);
        at.y += above;
    }
    for (size_t i = 0; i < words.n; i++) {
        at.y += view_paragraph(view, paint, &at, &words.lines[i].style, words.lines[i].text);
    }
    paint_end_group(paint);
}
