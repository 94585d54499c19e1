/* SPDX-License-Identifier: MIT */
#include "gui/scene.h"

#include <math.h>

static const float usual_width = 1280, usual_height = 720;

/* Sizes grow in quarters, so that it looks the same on a wall; in a picture that is smaller than
 * usual a preset shrinks, down to the first, which no size is below. */
struct theme_sizes scene_sizes(const struct theme_sizes *preset, float width, float height)
{
    const struct theme_sizes *least = theme_sizes_at(0);
    const float share =
        width / usual_width < height / usual_height ? width / usual_width : height / usual_height;
    const float factor = (float)(int)(4 * share) / 4;
    struct theme_sizes fitted = *preset;
    const struct {
        float *size;
        float least;
    } fields[] = {
        {&fitted.small, least->small},
        {&fitted.body, least->body},
        {&fitted.heading, least->heading},
        {&fitted.digit, least->digit},
        {&fitted.grid, least->grid},
        {&fitted.radius, least->radius},
        {&fitted.line, least->line},
        {&fitted.wire_thinnest, least->wire_thinnest},
        {&fitted.wire_thickest, least->wire_thickest},
        {&fitted.dash_on, least->dash_on},
        {&fitted.dash_off, least->dash_off},
        {&fitted.target, least->target},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const float size = factor * *fields[i].size;
        *fields[i].size = size > fields[i].least ? size : fields[i].least;
    }
    return fitted;
}

float scene_margin(const struct view *view, float width)
{
    return (width < 0.8f * usual_width ? 2 : 3) * view->sizes->grid;
}

/* --- tabs --- */

static float tabs_gap(const struct view *view)
{
    return 0.25f * view->sizes->grid;
}

/* What one needs at least, with less beside its caption than other buttons have. */
static float tab_width(const struct view *view, const struct scene_tabs *tabs, size_t i)
{
    const float width = ui_button_width(view, text_get(view->language, tabs->titles[i]));
    return width - 1.5f * view->sizes->grid;
}

static float tabs_width(const struct view *view, const struct scene_tabs *tabs)
{
    float width = (float)(tabs->n - 1) * tabs_gap(view);
    for (size_t i = 0; i < tabs->n; i++) {
        width += tab_width(view, tabs, i);
    }
    return width;
}

/* As wide as the paper is in a picture of the usual shape, or as its captions need. */
struct paint_rect scene_tabs_rect(const struct view *view, const struct scene_tabs *tabs,
                                  float width, float height)
{
    const float margin = scene_margin(view, width), shape = usual_width / usual_height;
    const float usual = 0.32f * (fminf(width, shape * height) - 2 * margin);
    if (tabs->n < 2) {
        return (struct paint_rect){margin, margin, 0, 0};
    }
    const float wanted = floorf(fmaxf(usual, tabs_width(view, tabs)));
    return (struct paint_rect){margin, margin, fminf(wanted, width - 2 * margin),
                               ui_button_height(view)};
}

/* What is more than they need is shared out equally. */
struct paint_rect scene_tabs_layout(const struct view *view, const struct scene_tabs *tabs,
                                    float width, float height, struct ui *ui)
{
    const struct paint_rect rect = scene_tabs_rect(view, tabs, width, height);
    const float margin = rect.x, gap = tabs_gap(view), n = (float)tabs->n;
    const float top = rect.width > 0 ? rect.y + rect.height + 1.5f * view->sizes->grid : margin;
    float x = rect.x;
    for (size_t i = 0; rect.width > 0 && i < tabs->n; i++) {
        const float more = (rect.width - tabs_width(view, tabs)) / n;
        const float right = x + tab_width(view, tabs, i) + more;
        const struct paint_rect tab = {roundf(x), rect.y, roundf(right) - roundf(x), rect.height};
        struct ui_item *item =
            ui_add(ui, UI_TOGGLE, "scene", tab, text_get(view->language, tabs->titles[i]));
        item->argument = (int)i;
        item->on = i == tabs->current;
        x = right + gap;
    }
    return (struct paint_rect){margin, top, width - 2 * margin, height - margin - top};
}
