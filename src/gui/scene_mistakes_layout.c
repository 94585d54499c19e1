/* SPDX-License-Identifier: MIT */
#include "gui/scene_mistakes_parts.h"
#include "gui/view_gallery.h"

#include <math.h>

static float whole(float x)
{
    return (float)(int)(x + 0.5f);
}

size_t scene_mistakes_classes(const struct scene_mistakes *scene)
{
    enum { DIGITS = 10 };
    const size_t n = scene->mistakes->metrics.n > 0 ? scene->mistakes->metrics.n_classes : DIGITS;
    return n <= VIEW_CONFUSION_CLASSES ? n : 0;
}

struct view_confusion scene_mistakes_confusion(const struct scene_mistakes *scene)
{
    return (struct view_confusion){scene->mistakes, scene_mistakes_classes(scene)};
}

size_t scene_mistakes_list(const struct scene_mistakes *scene, const uint32_t **images)
{
    if (scene->mistakes->metrics.n > 0 && scene->truth >= 0) {
        return mistakes_of_cell(scene->mistakes, (size_t)scene->truth, (size_t)scene->answer,
                                images);
    }
    *images = scene->mistakes->wrong;
    return scene->mistakes->n_wrong;
}

/* --- what is said of the worst --- */

/* A line that is read from the last row, unless there is little room for all of them. */
static float rank_height(const struct view *view, float room)
{
    const float usual = view_line_height(1.25f * view->sizes->heading) + 0.25f * view->sizes->grid;
    return whole(fmaxf(fminf(usual, 0.09f * room), 1));
}

struct paint_rect scene_mistakes_rank(const struct view *view, const struct paint_rect *ranks,
                                      size_t place)
{
    const float title = view_line_height(view->sizes->body), inset = 0.75f * view->sizes->grid;
    const float height = (ranks->height - title) / SCENE_MISTAKES_RANKS;
    return (struct paint_rect){ranks->x - inset, ranks->y + title + (float)place * height,
                               ranks->width + inset, height};
}

const char *scene_mistakes_part(const struct view *view, size_t first, size_t end,
                                char out[SCENE_MISTAKES_TEXT])
{
    char from[TEXT_NUMBER_SIZE], to[TEXT_NUMBER_SIZE];
    const char *const arguments[] = {text_count(view->language, first + 1, from),
                                     text_count(view->language, end, to), NULL};
    return end == first + 1
               ? text_count(view->language, end, out)
               : text_fill(view->language, "{1}–{2}", arguments, out, SCENE_MISTAKES_TEXT);
}

/* --- widgets --- */

/* In the line of the tabs, from the right. */
static void add_modes(const struct view *view, const struct scene_mistakes *scene, float width,
                      struct ui *ui)
{
    const struct {
        const char *action, *caption;
        bool on;
    } modes[] = {
        {"help", "?", false},
        {"versus", "A/B", scene->beside},
        {"calibration", N_("Calibration"), scene->calibration && !scene->beside},
    };
    const float margin = scene_margin(view, width), gap = 0.5f * view->sizes->grid;
    float right = width - margin;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        const char *const caption = text_get(view->language, modes[i].caption);
        const float wide = i == 0 ? view->sizes->target : ui_button_width(view, caption);
        const struct paint_rect rect = {right - wide, margin, wide, ui_button_height(view)};
        ui_add(ui, i == 0 ? UI_BUTTON : UI_TOGGLE, modes[i].action, rect, caption)->on =
            modes[i].on;
        right -= wide + gap;
    }
}

static void add_cells(const struct scene_mistakes *scene, const struct paint_rect *matrix,
                      struct ui *ui)
{
    const struct view_confusion confusion = scene_mistakes_confusion(scene);
    const size_t n = confusion.n_classes;
    for (size_t i = 0; scene->mistakes->metrics.n > 0 && i < n * n; i++) {
        const struct paint_rect cell = view_confusion_cell(&confusion, matrix, i / n, i % n);
        struct ui_item *item = ui_add(ui, UI_SPOT, "cell", cell, NULL);
        item->argument = (int)i;
        item->on = (int)(i / n) == scene->row && (int)(i % n) == scene->column && !scene->among;
    }
}

static void add_ranks(const struct view *view, const struct scene_mistakes *scene,
                      const struct paint_rect *ranks, struct ui *ui)
{
    struct mistakes_cell cells[SCENE_MISTAKES_RANKS];
    const size_t n = mistakes_rank(scene->mistakes, cells, SCENE_MISTAKES_RANKS);
    for (size_t i = 0; scene_mistakes_classes(scene) > 0 && i < n; i++) {
        const struct paint_rect rect = scene_mistakes_rank(view, ranks, i);
        ui_add(ui, UI_SPOT, "worst", rect, NULL)->argument = (int)i;
    }
}

/* At the right end of the title: which part of n pictures it is, between two buttons. */
static void add_pager(const struct view *view, const struct scene_mistakes *scene, size_t first,
                      size_t n, struct scene_mistakes_layout *out)
{
    const float side = scene->hide_controls ? 0 : ui_button_height(view);
    const float right = out->title.x + out->title.width;
    const struct paint_text_style style = view_style(view->sizes->small, 0, PAINT_MIDDLE);
    char text[SCENE_MISTAKES_TEXT];
    const float wide = /* of two numbers that are as long as the last one */
        view_measure(view, &style, scene_mistakes_part(view, n - 1, n + 1, text));
    out->pager = out->title;
    out->pager.width = 2 * side + ceilf(wide) + view->sizes->grid;
    if (out->pager.width > 0.55f * out->title.width) {
        out->pager.width = 2 * side + 0.5f * view->sizes->grid;
    }
    out->pager.x = right - out->pager.width;
    out->title.width -= out->pager.width + view->sizes->grid;
    if (!scene->hide_controls) {
        struct paint_rect rect = {out->pager.x, out->title.y, side, side};
        ui_add(&out->ui, UI_BUTTON, "previous-page", rect, "←")->disabled = first == 0;
        rect.x = right - side;
        ui_add(&out->ui, UI_BUTTON, "next-page", rect, "→")->disabled = first + out->page >= n;
    }
}

/* The page's pictures, and how to come to others. */
static void add_pictures(const struct view *view, const struct scene_mistakes *scene,
                         struct scene_mistakes_layout *out)
{
    const struct view_gallery_grid grid = view_gallery_grid(view, &out->gallery);
    const uint32_t *images;
    const size_t n = scene_mistakes_list(scene, &images);
    out->columns = grid.columns;
    out->page = grid.columns * grid.rows;
    const size_t first = scene->chosen / out->page * out->page;
    for (size_t i = first; i < n && i < first + out->page; i++) {
        const struct paint_rect cell = view_gallery_cell(&grid, &out->gallery, i - first);
        struct ui_item *item = ui_add(&out->ui, UI_SPOT, "picture", cell, NULL);
        item->argument = (int)images[i];
        item->on = scene->among && i == scene->chosen;
    }
    if (n > out->page) {
        add_pager(view, scene, first, n, out);
    }
}

/* --- all of it --- */

/* Take a row from the upper end of what is left, with a gap below it. */
static struct paint_rect take_row(struct paint_rect *rest, float height, float gap)
{
    const struct paint_rect row = {rest->x, rest->y, rest->width, height};
    rest->y += height + gap;
    rest->height -= height + gap;
    return row;
}

/* The matrix on the left, or above where it is higher than wide; then what is beside it. */
static struct paint_rect take_matrix(const struct view *view, const struct scene_mistakes *scene,
                                     struct paint_rect *rest)
{
    const float gap = 3 * view->sizes->grid;
    struct paint_rect matrix = *rest;
    if (scene_mistakes_classes(scene) == 0) {
        return (struct paint_rect){0};
    }
    if (rest->height > rest->width) {
        return take_row(rest, whole(fminf(0.9f * rest->width, 0.55f * rest->height)), gap);
    }
    const float most = 1.35f * rest->height; /* cells are not much wider than high */
    matrix.width = whole(fminf(0.57f * rest->width, most));
    rest->x += matrix.width + gap;
    rest->width -= matrix.width + gap;
    return matrix;
}

static void lay_beside(const struct view *view, const struct scene_mistakes *scene,
                       struct paint_rect rest, struct scene_mistakes_layout *out)
{
    const float grid = view->sizes->grid;
    if (scene->calibration) {
        out->calibration = rest;
        return;
    }
    if (scene->mistakes->metrics.n == 0) {
        return;
    }
    const float ranks = SCENE_MISTAKES_RANKS * rank_height(view, rest.height);
    out->ranks = take_row(&rest, view_line_height(view->sizes->body) + ranks, grid);
    out->title = take_row(&rest, ui_button_height(view), 0.5f * grid);
    out->gallery = rest;
    add_ranks(view, scene, &out->ranks, &out->ui);
    add_pictures(view, scene, out);
}

void scene_mistakes_layout(const struct view *view, const struct scene_mistakes *scene, float width,
                           float height, struct scene_mistakes_layout *out)
{
    const struct theme_sizes sizes = scene_sizes(view->sizes, width, height);
    struct view fitted = *view;
    fitted.sizes = &sizes;
    *out = (struct scene_mistakes_layout){0};
    struct paint_rect rest = scene_tabs_layout(&fitted, &scene->tabs, width, height, &out->ui);
    if (!scene->hide_controls) {
        add_modes(&fitted, scene, width, &out->ui);
    }
    if (scene->beside) {
        out->versus = rest;
        return;
    }
    out->heading = take_row(&rest, view_line_height(sizes.heading), 0.5f * sizes.grid);
    out->matrix = take_matrix(&fitted, scene, &rest);
    add_cells(scene, &out->matrix, &out->ui);
    lay_beside(&fitted, scene, rest, out);
}
