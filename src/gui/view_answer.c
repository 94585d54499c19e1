/* SPDX-License-Identifier: MIT */
#include "gui/view_answer.h"

#include "gui/color.h"
#include "gui/view_network.h"

static const double close_second = 0.05; /* a guess that is worth telling */

static const struct snapshot_layer *outputs_of(const struct snapshot *snapshot)
{
    return &snapshot->layers[snapshot->n_layers - 1];
}

void view_answer_bars(const struct view *view, const struct snapshot *snapshot,
                      const struct paint_rect *rect, struct paint *paint)
{
    const struct theme *theme = view->theme;
    const struct lume_answer *answer = &snapshot->answer;
    const struct snapshot_layer *outputs = outputs_of(snapshot);
    const size_t n = outputs->n < VIEW_MAX_UNITS ? outputs->n : VIEW_MAX_UNITS;
    const float row = rect->height / (float)n, grid = view->sizes->grid;
    struct paint_text_style style = view_style(view->sizes->body, theme->text, PAINT_RIGHT);
    style.font.size = style.font.size < 0.9f * row ? style.font.size : 0.9f * row;
    char text[TEXT_NUMBER_SIZE];
    style.font.weight = FONT_BOLD;
    const float numbers = view_measure(view, &style, text_percent(view->language, 1, 1, text));
    const float track = rect->width - numbers - grid;
    const float thickness = 0.4f * row < 2 * grid ? 0.4f * row : 2 * grid;
    paint_begin_group(paint, "bars");
    for (size_t i = 0; i < n; i++) {
        const float y = rect->y + ((float)i + 0.5f) * row;
        const bool winner = answer->verdict == LUME_VERDICT_DIGIT && answer->digit == (int)i;
        const struct paint_rect full = {rect->x, y - 0.5f * thickness, track, thickness};
        struct paint_rect bar = full;
        paint_fill(paint, full, 0.5f * thickness, color_fade(theme->line, 0.6f));
        if (answer->verdict == LUME_VERDICT_EMPTY) {
            continue;
        }
        const float a = outputs->a[i] > 0 ? outputs->a[i] : 0;
        bar.width = track * (a < 1 ? a : 1);
        paint_push_clip(paint, bar);
        paint_fill(paint, full, 0.5f * thickness, winner ? theme->winner : theme->quiet);
        paint_pop_clip(paint);
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

static float smallest(float a, float b)
{
    return a < b ? a : b;
}

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
        add(words, view->sizes->small, right ? view->theme->text : view->theme->negative,
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

void view_answer_paint(const struct view *view, const struct snapshot *snapshot, int true_label,
                       const struct paint_rect *rect, struct paint *paint)
{
    struct words words = {
        .view = view,
        .heading = smallest(view->sizes->heading, 0.23f * rect->width),
    };
    const float size = smallest(view->sizes->digit, smallest(rect->width, 0.6f * rect->height));
    const struct paint_text_style digit = view_bold(size, 0, PAINT_MIDDLE);
    const float capital = font_heights(view->font, &digit.font).capital;
    const float above = capital + 3 * view->sizes->grid;
    struct paint_rect at = *rect;
    float height = 0;
    choose_words(&words, snapshot);
    if (true_label != VIEW_NO_LABEL) {
        add_label(&words, snapshot, true_label);
    }
    for (size_t i = 0; i < words.n; i++) {
        const float more =
            view_paragraph(view, NULL, &at, &words.lines[i].style, words.lines[i].text);
        if (i > 0 && height + more > rect->height - above) {
            words.n = i; /* there is no room for the rest */
        } else {
            height += more;
        }
    }
    height += words.digit[0] ? above : 0;
    at.y += 0.5f * (rect->height - height);
    paint_begin_group(paint, "answer");
    if (words.digit[0]) {
        struct paint_text_style style = digit;
        style.color = words.digit_color;
        view_label(view, paint, at.x + 0.5f * at.width, at.y + 0.5f * capital, &style, words.digit);
        at.y += above;
    }
    for (size_t i = 0; i < words.n; i++) {
        at.y += view_paragraph(view, paint, &at, &words.lines[i].style, words.lines[i].text);
    }
    paint_end_group(paint);
}
