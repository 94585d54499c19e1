/* SPDX-License-Identifier: MIT */
#include "gui/view_lesson.h"

#include "gui/color.h"

#include <math.h>

/* --- where it is --- */

static float title_size(const struct view *view)
{
    return 1.15f * view->sizes->heading;
}

static float bar_height(const struct view *view)
{
    return 0.75f * view->sizes->grid;
}

float view_lesson_rail_height(const struct view *view)
{
    return ceilf(view_line_height(title_size(view)) + bar_height(view));
}

struct paint_rect view_lesson_piece(const struct view *view, const struct teach *teach,
                                    const struct paint_rect *rect, size_t index)
{
    const float gap = 0.5f * view->sizes->grid, n = (float)teach_count_steps(teach);
    const float step = (rect->width + gap) / n, height = bar_height(view);
    return (struct paint_rect){rect->x + step * (float)index, rect->y + rect->height - height,
                               fmaxf(step - gap, 1), height};
}

void view_lesson_rail(const struct view *view, const struct teach *teach, const char *title,
                      const struct paint_rect *rect, struct paint *paint)
{
    const struct theme *theme = view->theme;
    const size_t n = teach_count_steps(teach), now = teach_index(teach);
    const float middle = rect->y + 0.5f * (rect->height - bar_height(view)) - 1;
    char index[TEXT_NUMBER_SIZE], count[TEXT_NUMBER_SIZE], place[TEACH_TEXT];
    const char *const of[] = {text_count(view->language, now + 1, index),
                              text_count(view->language, n, count), NULL};
    text_fill(view->language, "step {1} of {2}", of, place, sizeof place);
    struct paint_text_style strong = view_bold(title_size(view), theme->text, PAINT_LEFT);
    const struct paint_text_style quiet = view_style(view->sizes->body, theme->quiet, PAINT_RIGHT);
    const float width = view_measure(view, &quiet, place) + 2 * view->sizes->grid;
    const float wanted = view_measure(view, &strong, title);
    strong.font.size *= fminf(1, (rect->width - width) / wanted);
    paint_begin_group(paint, "rail");
    view_label(view, paint, rect->x, middle, &strong, title);
    view_label(view, paint, rect->x + rect->width, middle, &quiet, place);
    for (size_t i = 0; i < n; i++) {
        const struct paint_rect piece = view_lesson_piece(view, teach, rect, i);
        paint_fill(paint, piece, 0.5f * piece.height,
                   i == now  ? theme->winner
                   : i < now ? theme->quiet
                             : theme->line);
    }
    paint_end_group(paint);
}

/* --- the page --- */

/* How large the parts of a page are. */
static const float gap_before_right = 0.35f; /* between the two parts of a line, in its size */

static struct paint_text_style style_of(const struct view *view, enum teach_look look, float size)
{
    const struct theme *theme = view->theme;
    switch (look) {
    case TEACH_PLAIN:
        return view_style(size, theme->text, PAINT_LEFT);
    case TEACH_RESULT:
        return view_bold(size, theme->text, PAINT_LEFT);
    case TEACH_QUIET:
        break;
    }
    return view_style(0.8f * size, theme->quiet, PAINT_LEFT);
}

/* How wide the left parts of all lines are, and the whole, in a text of this size. */
static float measure_lines(const struct view *view, const struct teach_page *page, float size,
                           float *left)
{
    float right = 0, words = 0;
    *left = 0;
    for (size_t i = 0; i < page->n_lines; i++) {
        const struct teach_line *line = &page->lines[i];
        const struct paint_text_style style = style_of(view, line->look, size);
        const float width = view_measure(view, &style, line->right);
        *left = fmaxf(*left, view_measure(view, &style, line->left));
        if (line->look == TEACH_QUIET) {
            words = fmaxf(words, width);
        } else {
            right = fmaxf(right, width);
        }
    }
    *left += gap_before_right * size * (*left > 0);
    return fmaxf(*left + right, words);
}

static float line_step(const struct teach_line *line, float size)
{
    return view_line_height(line->look == TEACH_QUIET ? 0.8f * size : size);
}

static void paint_lines(const struct view *view, const struct teach_page *page,
                        const struct paint_rect *rect, float most, struct paint *paint)
{
    float left, size = most, height = 0;
    const float width = measure_lines(view, page, size, &left);
    for (size_t i = 0; i < page->n_lines; i++) {
        height += line_step(&page->lines[i], size);
    }
    size *= fminf(1, fminf(rect->width / width, rect->height / height));
    measure_lines(view, page, size, &left);
    float y = rect->y + 0.5f * (rect->height - height * size / most);
    for (size_t i = 0; i < page->n_lines; i++) {
        const struct teach_line *line = &page->lines[i];
        const float step = line_step(line, size);
        struct paint_text_style style = style_of(view, line->look, size);
        const float x = rect->x + (line->look == TEACH_QUIET ? 0 : left);
        view_label(view, paint, x, y + 0.5f * step, &style, line->right);
        style.anchor = PAINT_RIGHT;
        view_label(view, paint, x - gap_before_right * size, y + 0.5f * step, &style, line->left);
        y += step;
    }
}

/* What stands on the left, in one size: the idea, the formulas, the note. */
static float lay_left(const struct view *view, const struct teach_page *page,
                      const struct paint_rect *rect, float size, struct paint *paint)
{
    const struct theme *theme = view->theme;
    const struct paint_text_style idea = view_style(0.72f * size, theme->text, PAINT_LEFT);
    const struct paint_text_style note = view_style(0.6f * size, theme->quiet, PAINT_LEFT);
    struct paint_text_style formula = view_bold(size, theme->winner, PAINT_LEFT);
    struct paint_rect at = *rect;
    at.y += view_paragraph(view, paint, &at, &idea, page->idea) + 0.4f * size;
    for (size_t i = 0; i < page->n_formulas; i++) {
        const float wanted = view_measure(view, &formula, page->formulas[i]);
        struct paint_text_style fitted = formula;
        fitted.font.size *= fminf(1, rect->width / wanted);
        if (paint) {
            view_label(view, paint, at.x, at.y + 0.5f * view_line_height(size), &fitted,
                       page->formulas[i]);
        }
        at.y += view_line_height(size);
    }
    if (page->note[0]) {
        at.y += 0.4f * size;
        at.y += view_paragraph(view, paint, &at, &note, page->note);
    }
    return at.y - rect->y;
}

/* A page that has but its idea. */
static void paint_idea(const struct view *view, const struct teach_page *page,
                       const struct paint_rect *rect, struct paint *paint)
{
    const struct paint_text_style style =
        view_style(1.3f * view->sizes->heading, view->theme->text, PAINT_MIDDLE);
    struct paint_rect at = *rect;
    at.y += 0.5f * (at.height - view_paragraph(view, NULL, rect, &style, page->idea));
    view_paragraph(view, paint, &at, &style, page->idea);
}

void view_lesson_page(const struct view *view, const struct teach_page *page,
                      const struct paint_rect *rect, struct paint *paint)
{
    const float padding = 2 * view->sizes->grid, gap = 3 * view->sizes->grid;
    const struct paint_rect inner = {rect->x + padding, rect->y + padding,
                                     rect->width - 2 * padding, rect->height - 2 * padding};
    struct paint_rect left = inner, right = inner;
    const float most = 1.6f * view->sizes->heading;
    left.width = 0.4f * (inner.width - gap);
    right.x += left.width + gap;
    right.width -= left.width + gap;
    float size = 1.3f * view->sizes->heading;
    while (size > 1 && lay_left(view, page, &left, size, NULL) > left.height) {
        size *= 0.96f;
    }
    left.y += fmaxf(0, 0.5f * (left.height - lay_left(view, page, &left, size, NULL)));
    paint_begin_group(paint, "page");
    paint_fill(paint, *rect, view->sizes->radius, view->theme->panel);
    paint_outline(paint, *rect, view->sizes->radius, view->sizes->line, view->theme->line);
    if (page->n_lines > 0) {
        lay_left(view, page, &left, size, paint);
        paint_lines(view, page, &right, most, paint);
    } else {
        paint_idea(view, page, &inner, paint);
    }
    paint_end_group(paint);
}
