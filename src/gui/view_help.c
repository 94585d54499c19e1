/* SPDX-License-Identifier: MIT */
#include "gui/view_help.h"

#include <string.h>

enum { MAX_GROUPS = 8, MAX_ROWS = 64 };

/* In heights of a row. */
static const float heading_height = 1.4f, group_gap = 0.6f;
/* In sizes of the text: heights of rows, what lies beside and between texts and columns. */
static const float least_pitch = 1.4f, usual_pitch = 1.9f, inset = 0.5f, row_gap = 1.5f,
                   column_gap = 2, widest_column = 46;

/* Actions under one heading. */
struct group {
    size_t first, n;
    struct paint_rect heading;
};

/* The page: measured first, in text of size 1, then laid out. */
struct page {
    const struct view *view;
    size_t n_rows, n_groups;
    struct group groups[MAX_GROUPS + 1];    /* one more than count */
    const struct action *actions[MAX_ROWS]; /* of the rows */
    float widths[MAX_ROWS];
    float size; /* of the text */
    struct paint_rect rect;
    struct paint_rect rows[MAX_ROWS];
    struct paint_rect title, back;
};

static float smaller(float a, float b)
{
    return a < b ? a : b;
}

static float larger(float a, float b)
{
    return a > b ? a : b;
}

/* --- what shows a key --- */

/* A cap, in text of size 1; what only the pointer does has none. */
struct cap {
    float text, padding, least, gap; /* of the letters; beside them; of the cap; to the next one */
};
static const struct cap caps[] = {{0.95f, 0.5f, 1.7f, 0.35f}, {0.95f, 0.3f, 1.3f, 0.12f}};
static const struct cap no_cap = {0.95f, 0, 0, 0};

/* The keys of numbered actions stand together. */
static const struct cap *cap_of(const struct action *action)
{
    return action->keys[0] ? &caps[action->numbered] : &no_cap;
}

static float cap_width(const struct view *view, const struct action *action, size_t k, float size)
{
    const struct cap *cap = cap_of(action);
    const struct paint_text_style style = view_style(cap->text * size, 0, PAINT_LEFT);
    const char *text = text_get(view->language, action_shown(action)[k]);
    return larger(view_measure(view, &style, text) + 2 * cap->padding * size, cap->least * size);
}

/* From the first cap on, with the gaps between them. */
static float caps_width(const struct view *view, const struct action *action, size_t from,
                        float size)
{
    float width = 0;
    for (size_t k = from; action_shown(action)[k]; k++) {
        width += cap_width(view, action, k, size) + (k > from ? cap_of(action)->gap * size : 0);
    }
    return width;
}

/* Caps end at the right end of their row. */
static struct paint_rect cap_rect(const struct page *page, size_t row, size_t k)
{
    const struct action *action = page->actions[row];
    const struct paint_rect *at = &page->rows[row];
    const float height = smaller(1.5f * page->size, 0.9f * at->height);
    const float right = at->x + at->width - inset * page->size;
    return (struct paint_rect){right - caps_width(page->view, action, k, page->size),
                               at->y + 0.5f * (at->height - height),
                               cap_width(page->view, action, k, page->size), height};
}

/* --- measuring --- */

static bool is_at_home(const struct action *action, const char *scene)
{
    return action->scenes[0] && strcmp(action->scenes[0], scene) == 0;
}

/* List what counts in a scene: groups that begin with something at home there come first. */
static void list_actions(struct page *page, const char *scene)
{
    for (int own = 1; own >= 0; own--) {
        const struct action *action, *first = NULL;
        bool listed = false;
        for (size_t i = 0; (action = action_at(i)) != NULL && page->n_rows < MAX_ROWS; i++) {
            if (!action_counts(action, scene)) {
                continue;
            }
            if (!first || strcmp(first->group, action->group) != 0) {
                first = action;
                listed = own == is_at_home(first, scene) && page->n_groups < MAX_GROUPS;
                page->groups[page->n_groups].first = page->n_rows;
                page->n_groups += listed;
            }
            if (listed) {
                page->actions[page->n_rows++] = action;
                page->groups[page->n_groups - 1].n++;
            }
        }
    }
}

static void measure(struct page *page)
{
    const struct view *view = page->view;
    const float size = view->sizes->body;
    const struct paint_text_style style = view_style(size, 0, PAINT_LEFT);
    for (size_t i = 0; i < page->n_rows; i++) {
        const struct action *action = page->actions[i];
        page->widths[i] = (view_measure(view, &style, text_get(view->language, action->help)) +
                           caps_width(view, action, 0, size)) /
                              size +
                          row_gap + 2 * inset;
    }
}

/* Which groups begin a column, and what that makes. */
struct split {
    unsigned begins; /* a bit a group; the first group begins one anyway */
    size_t n_columns;
    float height;             /* of the highest column, in rows */
    float widths[MAX_GROUPS]; /* of the columns, for text of size 1 */
    float size;               /* of the text that fits */
};

static bool begins_column(const struct split *split, size_t g)
{
    return g == 0 || (split->begins >> g & 1) != 0;
}

static void measure_split(const struct page *page, struct split *split)
{
    float height = 0, width = 0;
    for (size_t g = 0; g < page->n_groups; g++) {
        const struct group *group = &page->groups[g];
        split->n_columns += begins_column(split, g);
        height = begins_column(split, g) ? 0 : height + group_gap;
        height += heading_height + (float)group->n;
        split->height = larger(split->height, height);
        float *column = &split->widths[split->n_columns - 1];
        for (size_t i = group->first; i < group->first + group->n; i++) {
            *column = larger(*column, page->widths[i]);
        }
    }
    for (size_t c = 0; c < split->n_columns; c++) {
        width += split->widths[c] + (c > 0 ? column_gap : 0);
    }
    const float most = 1.15f * page->view->sizes->body;
    split->size = smaller(
        most, smaller(page->rect.height / (split->height * least_pitch), page->rect.width / width));
}

static bool is_better(const struct split *a, const struct split *b)
{
    return a->size != b->size             ? a->size > b->size
           : a->n_columns != b->n_columns ? a->n_columns < b->n_columns
                                          : a->height < b->height;
}

/* The split with the largest text; of several the one with fewest columns, then the lowest. */
static struct split choose_split(const struct page *page)
{
    struct split best = {0};
    for (unsigned bits = 0; bits < 1u << page->n_groups; bits += 2) {
        struct split split = {.begins = bits};
        measure_split(page, &split);
        best = is_better(&split, &best) ? split : best;
    }
    return best;
}

/* --- placing --- */

/* Columns are equally wide if that is enough for each. */
static void place_columns(const struct page *page, const struct split *split,
                          struct paint_rect out[MAX_GROUPS])
{
    const float gap = column_gap * page->size, n = (float)split->n_columns;
    const float room = page->rect.width - gap * (n - 1), equal = room / n;
    float natural = 0, widest = 0, x = page->rect.x;
    for (size_t c = 0; c < split->n_columns; c++) {
        natural += split->widths[c] * page->size;
        widest = larger(widest, split->widths[c] * page->size);
    }
    for (size_t c = 0; c < split->n_columns; c++) {
        const float own = split->widths[c] * page->size + (room - natural) / n;
        out[c] = page->rect;
        out[c].x = x;
        out[c].width = widest <= equal ? equal : own;
        x += out[c].width + gap;
    }
}

static void place_rows(struct page *page, const struct split *split)
{
    const float pitch = smaller(page->rect.height / split->height, usual_pitch * page->size);
    struct paint_rect columns[MAX_GROUPS];
    place_columns(page, split, columns);
    size_t column = 0;
    float y = page->rect.y;
    for (size_t g = 0; g < page->n_groups; g++) {
        struct group *group = &page->groups[g];
        const bool begins = begins_column(split, g);
        column += g > 0 && begins;
        y = begins ? page->rect.y : y + group_gap * pitch;
        const struct paint_rect *at = &columns[column];
        group->heading = (struct paint_rect){at->x, y, at->width, heading_height * pitch};
        y += group->heading.height;
        for (size_t i = group->first; i < group->first + group->n; i++) {
            page->rows[i] = (struct paint_rect){at->x, y, at->width, pitch};
            y += pitch;
        }
    }
}

static void lay_out(const struct view *view, const char *scene, float width, float height,
                    struct page *page)
{
    const struct theme_sizes *sizes = view->sizes;
    const float margin = width < 60 * sizes->body ? 2 * sizes->grid : 4 * sizes->grid;
    const float edge = larger(2 * sizes->grid, 0.75f * margin), gap = sizes->grid;
    const char *back = text_get(view->language, action_find("back")->caption);
    *page = (struct page){.view = view};
    page->title = (struct paint_rect){margin, edge, width - 2 * margin, ui_button_height(view)};
    const float top = page->title.y + page->title.height + gap;
    page->rect = (struct paint_rect){margin, top, width - 2 * margin, height - edge - top};
    list_actions(page, scene);
    measure(page);
    const struct split split = choose_split(page);
    page->size = split.size;
    const float n = (float)split.n_columns;
    const float most = (n * widest_column + (n - 1) * column_gap) * page->size;
    page->rect.width = smaller(page->rect.width, most);
    page->rect.x = 0.5f * (width - page->rect.width);
    page->title.x = page->rect.x;
    page->title.width = page->rect.width;
    page->back = page->title;
    page->back.width = ui_button_width(view, back);
    page->back.x += page->title.width - page->back.width;
    place_rows(page, &split);
}

static void add_items(const struct page *page, struct ui *ui)
{
    const struct text_language *language = page->view->language;
    for (size_t i = 0; i < page->n_rows; i++) {
        const struct action *action = page->actions[i];
        const char *caption = text_get(language, action->help);
        for (int k = 0; k == 0 || (action->numbered && action->keys[k]); k++) {
            struct ui_item *item =
                ui_add(ui, UI_ROW, action->name,
                       action->numbered ? cap_rect(page, i, (size_t)k) : page->rows[i], caption);
            item->argument = action->numbered ? k : ACTION_NO_ARGUMENT;
            item->disabled = !action->keys[0];
        }
    }
    const struct action *back = action_find("back");
    ui_add(ui, UI_BUTTON, back->name, page->back, text_get(language, back->caption))->argument =
        ACTION_NO_ARGUMENT;
}

void view_help_layout(const struct view *view, const char *scene, float width, float height,
                      struct ui *ui)
{
    struct page page;
    lay_out(view, scene, width, height, &page);
    add_items(&page, ui);
}

/* --- painting --- */

static void paint_title(const struct page *page, struct paint *paint)
{
    const struct view *view = page->view;
    const struct paint_rect *at = &page->title;
    const struct paint_text_style name =
        view_bold(1.3f * view->sizes->heading, view->theme->winner, PAINT_LEFT);
    struct paint_text_style more = view_style(view->sizes->body, view->theme->quiet, PAINT_LEFT);
    const float y = at->y + 0.5f * at->height, left = at->x + inset * page->size;
    const float x = left + view_measure(view, &name, "lume") + 2 * view->sizes->grid;
    more.max_width = page->back.x - view->sizes->grid - x;
    view_label(view, paint, left, y, &name, "lume");
    view_label(view, paint, x, y, &more,
               text_get(view->language, "draw a digit and watch the network light up"));
}

/* What letters of keys stand on. Numbered ones are buttons of their own, and painted before these;
 * others are painted on the row that is a button. */
static void paint_caps(const struct page *page, bool numbered, struct paint *paint)
{
    const struct view *view = page->view;
    const float radius = 0.5f * view->sizes->radius;
    for (size_t i = 0; i < page->n_rows; i++) {
        const struct action *action = page->actions[i];
        for (size_t k = 0; action->keys[k] && action->numbered == numbered; k++) {
            const struct paint_rect at = cap_rect(page, i, k);
            paint_fill(paint, at, radius, view->theme->panel);
            paint_outline(paint, at, radius, view->sizes->line, view->theme->line);
        }
    }
}

static void paint_texts(const struct page *page, struct paint *paint)
{
    const struct view *view = page->view;
    const struct paint_text_style help = view_style(page->size, view->theme->text, PAINT_LEFT);
    for (size_t i = 0; i < page->n_rows; i++) {
        const struct action *action = page->actions[i];
        const struct paint_rect *row = &page->rows[i];
        const struct paint_text_style letters =
            view_style(cap_of(action)->text * page->size,
                       action->keys[0] ? view->theme->text : view->theme->quiet, PAINT_MIDDLE);
        const float y = row->y + 0.5f * row->height;
        view_label(view, paint, row->x + inset * page->size, y, &help,
                   text_get(view->language, action->help));
        for (size_t k = 0; action_shown(action)[k]; k++) {
            const struct paint_rect at = cap_rect(page, i, k);
            view_label(view, paint, at.x + 0.5f * at.width, y, &letters,
                       text_get(view->language, action_shown(action)[k]));
        }
    }
}

/* Headings, and hairlines that lead the eye from what is done to its keys. */
static void paint_groups(const struct page *page, struct paint *paint)
{
    const struct view *view = page->view;
    const float line = view->sizes->line;
    const struct paint_text_style style = view_bold(page->size, view->theme->quiet, PAINT_LEFT);
    for (size_t g = 0; g < page->n_groups; g++) {
        const struct group *group = &page->groups[g];
        const struct paint_rect *at = &group->heading;
        view_label(view, paint, at->x + inset * page->size, at->y + 0.5f * at->height, &style,
                   text_get(view->language, page->actions[group->first]->group));
        for (size_t i = group->first; i < group->first + group->n; i++) {
            const struct paint_rect *row = &page->rows[i];
            paint_fill(paint, (struct paint_rect){row->x, row->y - 0.5f * line, row->width, line},
                       0, color_fade(view->theme->line, 0.6f));
        }
    }
}

void view_help_paint(const struct view *view, const char *scene, float width, float height,
                     const struct ui_pointer *pointer, struct paint *paint)
{
    struct page page;
    struct ui ui = {0};
    lay_out(view, scene, width, height, &page);
    add_items(&page, &ui);
    paint_begin_group(paint, "help");
    paint_fill(paint, (struct paint_rect){0, 0, width, height}, 0, view->theme->stage);
    paint_groups(&page, paint);
    paint_caps(&page, true, paint);
    ui_paint(view, &ui, pointer, paint);
    paint_caps(&page, false, paint);
    paint_title(&page, paint);
    paint_texts(&page, paint);
    paint_end_group(paint);
}
