/* SPDX-License-Identifier: MIT */
#include "gui/view.h"

#include <string.h>

struct paint_text_style view_style(float size, uint32_t color, enum paint_anchor anchor)
{
    return (struct paint_text_style){
        .color = color, .font = {size, FONT_REGULAR, true}, .anchor = anchor};
}

struct paint_text_style view_bold(float size, uint32_t color, enum paint_anchor anchor)
{
    return (struct paint_text_style){
        .color = color, .font = {size, FONT_BOLD, true}, .anchor = anchor};
}

float view_line_height(float size)
{
    return 1.35f * size;
}

float view_measure(const struct view *view, const struct paint_text_style *style, const char *text)
{
    return font_measure(view->font, &style->font, text, strlen(text));
}

void view_shrink(const struct view *view, struct paint_text_style *style, const char *text,
                 float width)
{
    const float needed = view_measure(view, style, text);
    const float size = style->font.size * (needed > width ? width / needed : 1);
    style->font.size = size > 1 ? size : 1;
}

void view_label(const struct view *view, struct paint *paint, float x, float y,
                const struct paint_text_style *style, const char *text)
{
    const struct font_heights heights = font_heights(view->font, &style->font);
    paint_text(paint, (struct paint_point){x, y + 0.5f * heights.capital}, style, text);
}

float view_widest_word(const struct view *view, const struct paint_text_style *style,
                       const char *text)
{
    float widest = 0;
    while (*text) {
        const size_t n = strcspn(text, " ");
        const float width = font_measure(view->font, &style->font, text, n);
        widest = width > widest ? width : widest;
        text += n + (text[n] == ' ');
    }
    return widest;
}

/* How many bytes of words fit in a line: at least one word. */
static size_t fit_words(const struct view *view, const struct paint_text_style *style,
                        const char *text, float width)
{
    size_t fitting = strcspn(text, " ");
    while (text[fitting]) {
        const size_t next = fitting + 1 + strcspn(text + fitting + 1, " ");
        if (font_measure(view->font, &style->font, text, next) > width) {
            break;
        }
        fitting = next;
    }
    return fitting;
}

static int count_lines(const struct view *view, const struct paint_text_style *style,
                       const char *text, float width)
{
    int n = 0;
    for (; *text; n++) {
        text += fit_words(view, style, text, width);
        text += *text == ' ';
    }
    return n;
}

/* The least width, to within a hundredth, that needs no more lines. */
static float balance(const struct view *view, const struct paint_text_style *style,
                     const char *text, float width)
{
    const int n = count_lines(view, style, text, width);
    float low = 0, high = width;
    while (n > 1 && high - low > 0.01f * width) {
        const float middle = 0.5f * (low + high);
        *(count_lines(view, style, text, middle) > n ? &low : &high) = middle;
    }
    return high;
}

float view_paragraph(const struct view *view, struct paint *paint, const struct paint_rect *rect,
                     const struct paint_text_style *style, const char *text)
{
    enum { MAX_LINE = 256 };
    const float share = style->anchor == PAINT_LEFT ? 0 : style->anchor == PAINT_MIDDLE ? 0.5f : 1;
    const float step = view_line_height(style->font.size);
    const float width = style->anchor == PAINT_MIDDLE && paint
                            ? balance(view, style, text, rect->width)
                            : rect->width;
    struct paint_text_style cut = *style;
    cut.max_width = rect->width;
    float height = 0;
    while (*text) {
        size_t n = fit_words(view, style, text, width);
        n = n < MAX_LINE ? n : MAX_LINE - 1;
        if (paint) {
            char line[MAX_LINE];
            memcpy(line, text, n);
            line[n] = 0;
            view_label(view, paint, rect->x + share * rect->width, rect->y + height + 0.5f * step,
                       &cut, line);
        }
        height += step;
        text += n + (text[n] == ' ');
    }
    return height;
}
