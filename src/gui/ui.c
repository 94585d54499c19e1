/* SPDX-License-Identifier: MIT */
#include "gui/ui.h"

#include "gui/color.h"

#include <assert.h>
#include <math.h>

struct ui_item *ui_add(struct ui *ui, enum ui_kind kind, const char *action, struct paint_rect rect,
                       const char *caption)
{
    assert(ui->n < UI_MAX_ITEMS);
    struct ui_item *item = &ui->items[ui->n++];
    *item = (struct ui_item){
        .kind = kind,
        .rect = rect,
        .action = action_find(action),
        .caption = caption,
        .mark = -1,
    };
    assert(item->action);
    return item;
}

/* How wide "−" and "+" are, in what the caption leaves of a line. */
static float stepper_button(const struct view *view, const struct paint_rect *rect, float room)
{
    return fminf(fmaxf(rect->height, 0.8f * view->sizes->target), 0.35f * room);
}

void ui_add_stepper(const struct view *view, struct ui *ui, const struct ui_stepper *stepper,
                    struct paint_rect rect)
{
    const float share = stepper->share > 0 ? stepper->share : 0.5f;
    const float right = rect.x + rect.width, room = (1 - share) * rect.width;
    const float side = stepper_button(view, &rect, room);
    struct paint_rect button = {right - room, rect.y, side, rect.height};
    struct ui_item *item = ui_add(ui, UI_STEPPER, stepper->choose, rect, stepper->caption);
    item->argument = stepper->argument;
    item->text = stepper->text;
    item->value = share;
    item->on = stepper->on;
    item->disabled = stepper->disabled;
    item = ui_add(ui, UI_BUTTON, stepper->step, button, "−");
    item->argument = 2 * stepper->argument;
    item->disabled = stepper->disabled || stepper->least;
    button.x = right - side;
    item = ui_add(ui, UI_BUTTON, stepper->step, button, "+");
    item->argument = 2 * stepper->argument + 1;
    item->disabled = stepper->disabled || stepper->most;
}

/* --- what the pointer hits --- */

/* How far x is from a piece of a line, which grows about its middle to `least`; below 0: inside. */
static float outside(float x, float from, float length, float least)
{
    const float half = 0.5f * (length > least ? length : least);
    return fabsf(x - (from + 0.5f * length)) - half;
}

static float away(float x, float from, float length)
{
    const float distance = outside(x, from, length, 0);
    return distance > 0 ? distance : 0;
}

int ui_at(const struct view *view, const struct ui *ui, float x, float y)
{
    const float target = view->sizes->target;
    float least = INFINITY;
    int nearest = UI_NOTHING;
    for (size_t i = 0; i < ui->n; i++) {
        const struct paint_rect *rect = &ui->items[i].rect;
        const bool hit = outside(x, rect->x, rect->width, target) <= 0 &&
                         outside(y, rect->y, rect->height, target) <= 0;
        const float dx = away(x, rect->x, rect->width), dy = away(y, rect->y, rect->height);
        if (hit && dx * dx + dy * dy <= least) {
            least = dx * dx + dy * dy;
            nearest = (int)i;
        }
    }
    return nearest == UI_NOTHING || ui->items[nearest].disabled ? UI_NOTHING : nearest;
}

/* --- sliders --- */

static float knob_radius(const struct view *view, const struct ui_item *item)
{
    const float radius = 0.3f * view->sizes->target;
    return radius < 0.5f * item->rect.height ? radius : 0.5f * item->rect.height;
}

/* From where to where the knob's middle goes. */
static struct paint_rect track_of(const struct view *view, const struct ui_item *item)
{
    const float radius = knob_radius(view, item);
    return (struct paint_rect){item->rect.x + radius, item->rect.y + 0.5f * item->rect.height,
                               item->rect.width - 2 * radius, 0};
}

static float share_of(float x)
{
    return x > 0 ? x < 1 ? x : 1 : 0;
}

bool ui_slides(const struct ui_item *item)
{
    return item->kind == UI_SLIDER || item->kind == UI_TRACK;
}

float ui_slider_value(const struct view *view, const struct ui_item *item, float x)
{
    const struct paint_rect track = item->kind == UI_TRACK ? item->rect : track_of(view, item);
    return track.width > 0 && !isnan(x) ? share_of((x - track.x) / track.width) : item->value;
}

/* --- sizes --- */

static struct paint_text_style style_of(const struct view *view, uint32_t color, bool strong)
{
    const float size = view->sizes->body;
    return strong ? view_bold(size, color, PAINT_MIDDLE) : view_style(size, color, PAINT_MIDDLE);
}

/* For the bold one, so that a toggle is as wide when it is on. */
float ui_button_width(const struct view *view, const char *caption)
{
    const struct paint_text_style style = style_of(view, 0, true);
    const float width = ceilf(view_measure(view, &style, caption)) + 3 * view->sizes->grid;
    return width > view->sizes->target ? width : view->sizes->target;
}

float ui_button_height(const struct view *view)
{
    const float least = view_line_height(view->sizes->body) + view->sizes->grid;
    return ceilf(view->sizes->target > least ? view->sizes->target : least);
}

/* --- painting --- */

/* What the pointer does to one of them; held and elsewhere it looks as if it were not there. */
enum touch { TOUCH_NONE, TOUCH_OVER, TOUCH_DOWN };

static enum touch touch_of(const struct ui_item *item, const struct ui_pointer *pointer, int index)
{
    if (!pointer || item->disabled) {
        return TOUCH_NONE;
    }
    if (pointer->pressed == index) {
        return pointer->hovered == index || ui_slides(item) ? TOUCH_DOWN : TOUCH_NONE;
    }
    return pointer->hovered == index && pointer->pressed == UI_NOTHING ? TOUCH_OVER : TOUCH_NONE;
}

/* A colour on the way to that of text. */
static uint32_t touched(const struct view *view, uint32_t color, enum touch touch)
{
    static const uint32_t parts[] = {[TOUCH_NONE] = 0, [TOUCH_OVER] = 36, [TOUCH_DOWN] = 84};
    return color_mix(color, view->theme->text, parts[touch]);
}

/* The caption in the middle, smaller where it is too wide. */
static void paint_caption(const struct view *view, const struct ui_item *item, uint32_t color,
                          struct paint *paint)
{
    const struct paint_rect *rect = &item->rect;
    struct paint_text_style style = style_of(view, color, item->on);
    view_shrink(view, &style, item->caption, rect->width - view->sizes->grid);
    view_label(view, paint, rect->x + 0.5f * rect->width, rect->y + 0.5f * rect->height, &style,
               item->caption);
}

/* What is on is the other way round: light on dark where the others are dark on light. */
static void paint_button(const struct view *view, const struct ui_item *item, enum touch touch,
                         struct paint *paint)
{
    const struct theme *theme = view->theme;
    uint32_t ground = touched(view, item->on ? theme->quiet : theme->line, touch);
    uint32_t color = theme_on(theme, ground);
    if (item->disabled) {
        ground = color_fade(ground, 0.4f);
        color = color_fade(theme->quiet, 0.6f);
    }
    paint_fill(paint, item->rect, view->sizes->radius, ground);
    paint_caption(view, item, color, paint);
}

static void paint_slider(const struct view *view, const struct ui_item *item, enum touch touch,
                         struct paint *paint)
{
    const struct theme *theme = view->theme;
    const float share = item->disabled ? 0.4f : 1, line = view->sizes->line;
    const float radius = knob_radius(view, item), thickness = 4 * line;
    const struct paint_rect track = track_of(view, item);
    const struct paint_rect seen = {item->rect.x, track.y - 0.5f * thickness, item->rect.width,
                                    thickness};
    const struct paint_point knob = {track.x + share_of(item->value) * track.width, track.y};
    paint_fill(paint, seen, 0.5f * thickness, color_fade(touched(view, theme->line, touch), share));
    if (item->mark >= 0) {
        const float x = track.x + share_of(item->mark) * track.width;
        const struct paint_rect mark = {x - line, track.y - radius, 2 * line, 2 * radius};
        paint_fill(paint, mark, line, color_fade(theme->quiet, share));
    }
    paint_disc(paint, knob, radius,
               color_mix(theme->stage, theme->text, item->disabled ? 102 : 255));
    if (touch != TOUCH_NONE) {
        paint_ring(paint, knob, radius - 1.5f * line, 3 * line, touched(view, theme->quiet, touch));
    }
}

static void paint_row(const struct view *view, const struct ui_item *item, enum touch touch,
                      struct paint *paint)
{
    if (touch != TOUCH_NONE) {
        const uint32_t ground =
            touch == TOUCH_OVER ? view->theme->line : touched(view, view->theme->line, TOUCH_OVER);
        paint_fill(paint, item->rect, 0.5f * view->sizes->radius, ground);
    }
}

/* Around what it lies on: wider where it is on, so that this is seen without colour, too. */
static void paint_spot(const struct view *view, const struct ui_item *item, enum touch touch,
                       struct paint *paint)
{
    const struct theme *theme = view->theme;
    const bool strong = item->on || touch == TOUCH_DOWN;
    const float line = (strong ? 2.5f : 1.5f) * view->sizes->line;
    if (item->on || touch != TOUCH_NONE) {
        paint_outline(paint, item->rect, 0.25f * view->sizes->radius, line,
                      touch == TOUCH_NONE ? theme->focus : theme->text);
    }
}

static void paint_track(const struct view *view, const struct ui_item *item, enum touch touch,
                        struct paint *paint)
{
    (void)view, (void)item, (void)touch, (void)paint;
}

/* Text in a part of a line, smaller where it is too wide. */
static void paint_part(const struct view *view, const struct paint_rect *rect,
                       struct paint_text_style style, const char *text, struct paint *paint)
{
    const float share = style.anchor == PAINT_LEFT ? 0 : 0.5f;
    view_shrink(view, &style, text, rect->width);
    view_label(view, paint, rect->x + share * rect->width, rect->y + 0.5f * rect->height, &style,
               text);
}

static void paint_stepper(const struct view *view, const struct ui_item *item, enum touch touch,
                          struct paint *paint)
{
    const struct theme *theme = view->theme;
    const struct theme_sizes *sizes = view->sizes;
    const float inset = 0.75f * sizes->grid, split = item->value * item->rect.width;
    const float button = stepper_button(view, &item->rect, item->rect.width - split);
    const struct paint_rect name = {item->rect.x + inset, item->rect.y, split - 2 * inset,
                                    item->rect.height};
    const struct paint_rect value = {item->rect.x + split + button + 0.5f * inset, item->rect.y,
                                     item->rect.width - split - 2 * button - inset,
                                     item->rect.height};
    const uint32_t color = color_fade(theme->text, item->disabled ? 0.4f : 1);
    const uint32_t quiet = color_fade(theme->quiet, item->disabled ? 0.4f : 1);
    if (item->on || touch != TOUCH_NONE) {
        paint_fill(paint, item->rect, sizes->radius,
                   color_fade(theme->line, touch == TOUCH_NONE ? 0.55f : 0.8f));
    }
    if (item->on) {
        paint_outline(paint, item->rect, sizes->radius, 1.5f * sizes->line, theme->focus);
    }
    paint_part(view, &name,
               item->on ? view_bold(sizes->body, color, PAINT_LEFT)
                        : view_style(sizes->body, quiet, PAINT_LEFT),
               item->caption, paint);
    paint_part(view, &value, view_bold(sizes->body, color, PAINT_MIDDLE), item->text, paint);
}

void ui_paint(const struct view *view, const struct ui *ui, const struct ui_pointer *pointer,
              struct paint *paint)
{
    static void (*const painters[])(const struct view *, const struct ui_item *, enum touch,
                                    struct paint *) = {
        [UI_BUTTON] = paint_button,   [UI_TOGGLE] = paint_button, [UI_SLIDER] = paint_slider,
        [UI_ROW] = paint_row,         [UI_SPOT] = paint_spot,     [UI_TRACK] = paint_track,
        [UI_STEPPER] = paint_stepper,
    };
    for (size_t i = 0; i < ui->n; i++) {
        const struct ui_item *item = &ui->items[i];
        painters[item->kind](view, item, touch_of(item, pointer, (int)i), paint);
    }
}
