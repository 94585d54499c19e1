/* SPDX-License-Identifier: MIT */
#include "gui/scene_mistakes_parts.h"
#include "gui/view_calibration.h"
#include "gui/view_gallery.h"

#include <math.h>

enum { SENTENCE = SCENE_MISTAKES_TEXT };

/* One line from the left, smaller where it is too wide. */
static void write_line(const struct view *view, const struct paint_rect *rect,
                       struct paint_text_style style, const char *text, struct paint *paint)
{
    const float width = view_measure(view, &style, text);
    style.font.size *= width > rect->width ? rect->width / width : 1;
    if (style.font.size < 1) {
        return;
    }
    view_label(view, paint, rect->x, rect->y + 0.5f * rect->height, &style, text);
}

/* --- the heading --- */

/* The model, how good it is, and on what. */
static void paint_heading(const struct view *view, const struct scene_mistakes *scene,
                          const struct paint_rect *rect, struct paint *paint)
{
    const struct theme *theme = view->theme;
    const float heading = view->sizes->heading, gap = 2 * view->sizes->grid;
    char text[SENTENCE], percent[TEXT_NUMBER_SIZE];
    struct paint_rect at = *rect;
    struct paint_text_style style = view_bold(heading, theme->text, PAINT_LEFT);
    const bool counted = scene->mistakes->metrics.n > 0;
    paint_begin_group(paint, "heading");
    style.max_width = counted ? 0.35f * rect->width : rect->width;
    at.x += paint_text(paint,
                       (struct paint_point){
                           at.x, at.y + 0.5f * at.height +
                                     0.5f * font_heights(view->font, &style.font).capital},
                       &style, scene->model) +
            gap;
    if (counted) {
        style = view_bold(heading, theme_small(theme, theme->winner), PAINT_LEFT);
        text_percent(view->language, scene->mistakes->metrics.accuracy, 2, percent);
        view_label(view, paint, at.x, at.y + 0.5f * at.height, &style, percent);
        at.x += view_measure(view, &style, percent) + gap;
        const char *const of[] = {scene->source, NULL};
        text_fill(view->language, "right on {1}", of, text, sizeof text);
    } else {
        text_fill(view->language,
                  scene->labelled ? N_("working…") : N_("images without labels: nothing to count"),
                  NULL, text, sizeof text);
    }
    at.width = rect->x + rect->width - at.x;
    write_line(view, &at, view_style(heading, theme->quiet, PAINT_LEFT), text, paint);
    paint_end_group(paint);
}

/* --- beside the matrix --- */

static void paint_ranks(const struct view *view, const struct scene_mistakes *scene,
                        const struct paint_rect *rect, struct paint *paint)
{
    const struct text_language *language = view->language;
    const struct theme *theme = view->theme;
    struct mistakes_cell cells[SCENE_MISTAKES_RANKS];
    const size_t n = mistakes_rank(scene->mistakes, cells, SCENE_MISTAKES_RANKS);
    const struct paint_rect title = {rect->x, rect->y, rect->width,
                                     view_line_height(view->sizes->body)};
    paint_begin_group(paint, "ranks");
    if (n > 0) {
        write_line(view, &title, view_style(view->sizes->body, theme->quiet, PAINT_LEFT),
                   text_get(language, "most often:"), paint);
    }
    for (size_t i = 0; i < n; i++) {
        char truth[TEXT_NUMBER_SIZE], answer[TEXT_NUMBER_SIZE], count[TEXT_NUMBER_SIZE];
        const char *const arguments[] = {text_count(language, cells[i].truth, truth),
                                         text_count(language, cells[i].answer, answer),
                                         text_count(language, cells[i].n, count), NULL};
        char text[SENTENCE];
        struct paint_rect line = scene_mistakes_rank(view, rect, i);
        const float size = 0.94f * line.height / view_line_height(1);
        line.width -= rect->x - line.x;
        line.x = rect->x;
        text_fill(language,
                  cells[i].n == 1 ? N_("{1} taken for {2}, once")
                                  : N_("{1} taken for {2}, {3} times"),
                  arguments, text, sizeof text);
        write_line(view, &line, view_bold(fmaxf(size, 1), theme->text, PAINT_LEFT), text, paint);
    }
    paint_end_group(paint);
}

/* What is listed, in as many words as there is room for. */
static void write_title(const struct view *view, const struct scene_mistakes *scene, size_t n,
                        float room, const struct paint_text_style *style, char out[SENTENCE])
{
    const struct text_language *language = view->language;
    char truth[TEXT_NUMBER_SIZE], answer[TEXT_NUMBER_SIZE], count[TEXT_NUMBER_SIZE];
    const char *const of_all[] = {text_count(language, n, count), NULL};
    const char *const of_cell[] = {
        text_count(language, scene->truth < 0 ? 0 : (uint64_t)scene->truth, truth),
        text_count(language, scene->answer < 0 ? 0 : (uint64_t)scene->answer, answer), count, NULL};
    if (scene->truth >= 0) {
        text_fill(language, "true {1}, answered {2}: {3}", of_cell, out, SENTENCE);
        return;
    }
    text_fill(language,
              n == 0   ? N_("no mistakes")
              : n == 1 ? N_("one mistake")
                       : N_("{1} mistakes, the most confident first"),
              of_all, out, SENTENCE);
    if (n > 1 && view_measure(view, style, out) > room) {
        text_fill(language, "{1} mistakes", of_all, out, SENTENCE);
    }
}

/* With the part of them that this page is. */
static void paint_title(const struct view *view, const struct scene_mistakes *scene,
                        const struct scene_mistakes_layout *layout, struct paint *paint)
{
    const struct paint_rect *pager = &layout->pager;
    const struct paint_text_style style =
        view_bold(view->sizes->body, view->theme->text, PAINT_LEFT);
    const struct paint_text_style part =
        view_style(view->sizes->small, view->theme->quiet, PAINT_MIDDLE);
    const uint32_t *images;
    const size_t n = scene_mistakes_list(scene, &images);
    const size_t first = scene->chosen / layout->page * layout->page;
    const size_t end = first + layout->page < n ? first + layout->page : n;
    const float room = pager->width - (scene->hide_controls ? 0 : 2 * ui_button_height(view));
    char text[SCENE_MISTAKES_TEXT];
    paint_begin_group(paint, "title");
    write_title(view, scene, n, layout->title.width, &style, text);
    write_line(view, &layout->title, style, text, paint);
    scene_mistakes_part(view, first, end, text);
    if (view_measure(view, &part, text) <= room) {
        view_label(view, paint, pager->x + 0.5f * pager->width, pager->y + 0.5f * pager->height,
                   &part, text);
    }
    paint_end_group(paint);
}

static void paint_gallery(const struct view *view, const struct scene_mistakes *scene,
                          const struct scene_mistakes_layout *layout, struct paint *paint)
{
    struct view_gallery gallery = {
        .mistakes = scene->mistakes,
        .pixels = scene->pixels,
        .first = scene->chosen / layout->page * layout->page,
    };
    gallery.n = scene_mistakes_list(scene, &gallery.images);
    paint_title(view, scene, layout, paint);
    view_gallery_paint(view, &gallery, &layout->gallery, paint);
}

/* --- all of it --- */

void scene_mistakes_paint(const struct view *view, const struct scene_mistakes *scene, float width,
                          float height, const struct ui_pointer *pointer, struct paint *paint)
{
    const struct theme_sizes sizes = scene_sizes(view->sizes, width, height);
    struct scene_mistakes_layout layout;
    struct view fitted = *view;
    scene_mistakes_layout(view, scene, width, height, &layout);
    fitted.sizes = &sizes;
    if (scene->beside) {
        view_versus_paint(&fitted, &scene->versus, &layout.versus, paint);
    } else {
        const struct view_confusion confusion = scene_mistakes_confusion(scene);
        paint_heading(&fitted, scene, &layout.heading, paint);
        if (layout.matrix.height > 0) {
            view_confusion_paint(&fitted, &confusion, &layout.matrix, paint);
        }
        if (layout.calibration.height > 0) {
            view_calibration_paint(&fitted, scene->mistakes, &layout.calibration, paint);
        }
        if (layout.ranks.height > 0) {
            paint_ranks(&fitted, scene, &layout.ranks, paint);
            paint_gallery(&fitted, scene, &layout, paint);
        }
    }
    paint_begin_group(paint, "controls");
    ui_paint(&fitted, &layout.ui, pointer, paint);
    paint_end_group(paint);
}

/* --- in words --- */

const char *scene_mistakes_describe(const struct view *view, const struct scene_mistakes *scene,
                                    char out[SCENE_MISTAKES_TEXT])
{
    const struct text_language *language = view->language;
    struct mistakes_cell worst;
    char percent[TEXT_NUMBER_SIZE], truth[TEXT_NUMBER_SIZE], answer[TEXT_NUMBER_SIZE];
    if (scene->mistakes->metrics.n == 0) {
        return text_fill(language, "the mistakes are not counted yet", NULL, out,
                         SCENE_MISTAKES_TEXT);
    }
    const size_t n = mistakes_rank(scene->mistakes, &worst, 1);
    text_percent(language, scene->mistakes->metrics.accuracy, 2, percent);
    const char *const arguments[] = {scene->model, percent,
                                     text_count(language, n > 0 ? worst.truth : 0, truth),
                                     text_count(language, n > 0 ? worst.answer : 0, answer), NULL};
    return text_fill(language,
                     n > 0 ? N_("{1} is right on {2}; most often it takes {3} for {4}")
                           : N_("{1} is right on {2}"),
                     arguments, out, SCENE_MISTAKES_TEXT);
}
