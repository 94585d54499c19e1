/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_UI_H
#define LUME_GUI_UI_H

/*
 * Buttons, toggles and sliders. A scene lists them anew for each picture; the same list is painted
 * and asked what the pointer hits, so that what is seen is what is hit. What one does is an action
 * of the registry: a widget never does anything itself.
 */

#include "gui/action.h"
#include "gui/view.h"

enum ui_kind {
    UI_BUTTON, /* acts when it is released over it */
    UI_TOGGLE, /* a button that is on or off */
    UI_SLIDER, /* acts whenever its value changes; its caption is not painted */
    UI_ROW,    /* a line of the help page: a button without a ground of its own */
};

struct ui_item {
    enum ui_kind kind;
    struct paint_rect rect;      /* what is seen; what is hit is at least sizes->target each way */
    const struct action *action; /* never NULL */
    int argument;                /* given on with the action: a digit, a value to clamp to */
    const char *caption;         /* translated; valid as long as the language's texts */
    bool on, disabled;           /* disabled ones are painted quietly and hit nothing */
    float value;                 /* of a slider, 0 to 1 */
    float mark;                  /* where a slider has a mark, 0 to 1; below 0: nowhere */
};

enum { UI_MAX_ITEMS = 96, UI_NOTHING = -1 };

struct ui {
    size_t n;
    struct ui_item items[UI_MAX_ITEMS];
};

/* What the pointer does to them. */
struct ui_pointer {
    int hovered, pressed; /* index, or UI_NOTHING */
};

/* Add one and return it for the caller to fill in what is not given; asserts that there is room. */
struct ui_item *ui_add(struct ui *ui, enum ui_kind kind, const char *action, struct paint_rect rect,
                       const char *caption);

/* Which one is at a place (the nearest of several), or UI_NOTHING. Any number is harmless. */
int ui_at(const struct view *view, const struct ui *ui, float x, float y);

/* The value of a slider whose knob is dragged to x, 0 to 1; NaN: what it is. */
float ui_slider_value(const struct view *view, const struct ui_item *item, float x);

/* How wide a button with this caption is, and how high all of them are. */
float ui_button_width(const struct view *view, const char *caption);
float ui_button_height(const struct view *view);

/* Paint all of them; a caption that is too wide for its button is smaller. pointer NULL: it is
 * elsewhere. */
void ui_paint(const struct view *view, const struct ui *ui, const struct ui_pointer *pointer,
              struct paint *paint);

#endif
