/* SPDX-License-Identifier: MIT */
#include "gui/view_notice.h"

#include "gui/color.h"

#include <stdbool.h>
#include <string.h>

enum { MAX_LINES = 3, TEXT = 1024 };

/* A notice under way: a copy of its text, where words that are too wide are shortened, broken into
 * lines. */
struct notice {
    const struct view *view;
    struct paint_text_style style;
    float width; /* of a line at most */
    size_t size;
    char text[TEXT]; /* a 0 byte after each line */
    size_t n_lines;
    const char *lines[MAX_LINES];
    float widest;
};

static float measure(const struct notice *notice, const char *text, size_t size)
{
    return font_measure(notice->view->font, &notice->style.font, text, size);
}

/* The beginning of the character that a byte belongs to. */
static size_t whole(const char *text, size_t at)
{
    while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80) {
        at--;
    }
    return at;
}

static void append(struct notice *notice, const char *text, size_t size)
{
    const size_t room = sizeof notice->text - 1 - notice->size;
    size = size <= room ? size : whole(text, room);
    memcpy(notice->text + notice->size, text, size);
    notice->size += size;
    notice->text[notice->size] = 0;
}

/* Where the longest end of a word begins that is not wider than `width`. */
static size_t find_end(const struct notice *notice, const char *word, size_t size, float width)
{
    size_t low = 0, high = size;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (measure(notice, word + middle, size - middle) <= width) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    while (low < size && whole(word, low) != low) {
        low++;
    }
    return low;
}

/* Append a word; of one that is too wide the middle is left out, as of a path: what it begins with
 * and the file's name matter most. Folders stay whole where that is possible. */
static void append_word(struct notice *notice, const char *word, size_t size)
{
    if (measure(notice, word, size) <= notice->width) {
        append(notice, word, size);
        return;
    }
    bool ellipsis;
    float used;
    size_t head = font_fit(notice->view->font, &notice->style.font, word, size,
                           0.35f * notice->width, &ellipsis, &used);
    for (size_t i = head; i > 0; i--) {
        if (word[i - 1] == '/') {
            head = i;
            break;
        }
    }
    const float left = notice->width - measure(notice, word, head) -
                       measure(notice, font_ellipsis, strlen(font_ellipsis));
    size_t tail = head + find_end(notice, word + head, size - head, left);
    const char *slash = memchr(word + tail, '/', size - tail);
    tail = slash ? (size_t)(slash - word) : tail;
    append(notice, word, head);
    append(notice, font_ellipsis, strlen(font_ellipsis));
    append(notice, word + tail, size - tail);
}

/* Break the copy between words; what is more than the last line is left there, to be cut. */
static void break_lines(struct notice *notice)
{
    char *line = notice->text;
    while (*line && notice->n_lines < MAX_LINES) {
        size_t fitting = strcspn(line, " ");
        while (line[fitting]) {
            const size_t next = fitting + 1 + strcspn(line + fitting + 1, " ");
            if (measure(notice, line, next) > notice->width && notice->n_lines + 1 < MAX_LINES) {
                break;
            }
            fitting = next;
        }
        const float width = measure(notice, line, fitting);
        notice->widest = width > notice->widest ? width : notice->widest;
        notice->lines[notice->n_lines++] = line;
        const bool more = line[fitting] != 0;
        line[fitting] = 0;
        line += fitting + more;
    }
    notice->widest = notice->widest < notice->width ? notice->widest : notice->width;
}

static struct paint_rect lay_out(const struct view *view, const char *text, float width,
                                 float height, struct notice *notice)
{
    const struct theme_sizes *sizes = view->sizes;
    const float grid = sizes->grid, margin = 3 * grid;
    const float beside = 2 * grid, above = 1.25f * grid;
    const float most = 52 * sizes->body, room = width - 2 * margin - 2 * beside;
    *notice = (struct notice){
        .view = view,
        .style = view_style(sizes->body, view->theme->text, PAINT_LEFT),
        .width = room < most ? room : most,
    };
    while (*text && notice->size + 1 < sizeof notice->text) {
        const size_t n = strcspn(text, " ");
        append_word(notice, text, n);
        append(notice, " ", text[n] == ' ');
        text += n + (text[n] == ' ');
    }
    break_lines(notice);
    struct paint_rect rect = {
        .width = notice->widest + 2 * beside,
        .height = (float)notice->n_lines * view_line_height(sizes->body) + 2 * above,
    };
    rect.x = 0.5f * (width - rect.width);
    rect.y = height - margin - rect.height;
    return rect;
}

struct paint_rect view_notice_rect(const struct view *view, const char *text, float width,
                                   float height)
{
    struct notice notice;
    return lay_out(view, text, width, height, &notice);
}

void view_notice_paint(const struct view *view, const char *text, float width, float height,
                       struct paint *paint)
{
    const struct theme *theme = view->theme;
    const float line = view->sizes->line, step = view_line_height(view->sizes->body);
    struct notice notice;
    const struct paint_rect rect = lay_out(view, text, width, height, &notice);
    const float radius = 2.5f * view->sizes->radius;
    const struct paint_rect halo = {rect.x - 3 * line, rect.y - 3 * line, rect.width + 6 * line,
                                    rect.height + 6 * line};
    paint_begin_group(paint, "notice");
    paint_fill(paint, halo, radius + 3 * line, color_fade(theme->stage, 0.7f));
    paint_fill(paint, rect, radius, theme->line);
    paint_outline(paint, rect, radius, line, theme->quiet);
    notice.style.max_width = notice.width;
    const float top = rect.y + 0.5f * (rect.height - (float)notice.n_lines * step);
    for (size_t i = 0; i < notice.n_lines; i++) {
        view_label(view, paint, rect.x + 0.5f * (rect.width - notice.widest),
                   top + ((float)i + 0.5f) * step, &notice.style, notice.lines[i]);
    }
    paint_end_group(paint);
}
