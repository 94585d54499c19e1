/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_UI_H
#define LUME_GUI_UI_H

/*
 * Buttons, toggles, sliders, settings and places that can be clicked. A scene lists them anew for
 * each picture; the same list is painted and asked what the pointer hits, so that what is seen is
 * what is hit. What one does is an action of the registry: a widget never does anything itself.
 */

#include "gui/action.h"
#include "gui/view.h"

enum ui_kind {
    UI_BUTTON, /* acts when it is released over it */
    UI_TOGGLE, /* a button that is on or off */
    UI_SLIDER, /* acts whenever its value changes; its caption is not painted */
    UI_ROW,    /* a line of the help page: a button without a ground of its own */
    UI_SPOT,   /* a button that paints nothing but a thin outline while the pointer is over it, and
                * a stronger one while it is on: a cell of a matrix, a picture, a point */
    UI_TRACK,  /* a slider over its whole width that paints nothing; a new frame is painted whenever
                * the pointer moves over it: a curve's time axis */
    UI_STEPPER, /* the line of a setting (ui_add_stepper): its caption and its value; a button */
};

struct ui_item {
    enum ui_kind kind;
    struct paint_rect rect;      /* what is seen; what is hit is at least sizes->target each way */
    const struct action *action; /* never NULL */
    int argument; /* given on with the action: a digit, a value to clamp to; no two widgets have
                   * the same of both */
    const char *caption; /* translated; valid as long as the language's texts */
    bool on, disabled;   /* disabled ones are painted quietly and hit nothing */
    float value;         /* of a slider or a track, 0 to 1 */
    float mark;          /* where a slider has a mark, 0 to 1; below 0: nowhere */
    const char *text;    /* of a stepper: its value, valid as long as the caption */
};

enum { UI_MAX_ITEMS = 320, UI_NOTHING = -1 };

struct ui {
    size_t n;
    struct ui_item items[UI_MAX_ITEMS];
};

/* What the pointer does to them. */
struct ui_pointer {
    int hovered, pressed; /* index, or UI_NOTHING */
    float x, y; /* logical pixels; NaN: nowhere. What is not over a track is painted the same
                 * wherever it is */
};

/* Add one and return it for the caller to fill in what is not given; asserts that there is room. */
struct ui_item *ui_add(struct ui *ui, enum ui_kind kind, const char *action, struct paint_rect rect,
                       const char *caption);

/* A setting with buttons that make it less and more. */
struct ui_stepper {
    const char *choose; /* action of a click on the line, with `argument`: the keyboard changes this
                         * setting now. The wheel over it is this action's, too */
    const char *step;   /* action of "−", with 2 * argument, and of "+", with 2 * argument + 1 */
    int argument;       /* which setting it is */
    const char *caption, *text; /* its name, and its value */
    float share;                /* of the width that is the caption's; 0: half */
    bool on;                    /* the keyboard changes it */
    bool disabled, least, most; /* all of it; "−"; "+" */
};

/* Add it to a line: the caption on the left, the value between "−" and "+" on the right. */
void ui_add_stepper(const struct view *view, struct ui *ui, const struct ui_stepper *stepper,
                    struct paint_rect rect);

/* Which one is at a place, or UI_NOTHING: of several the nearest, of those that lie over each other
 * the last. Any number is harmless. */
int ui_at(const struct view *view, const struct ui *ui, float x, float y);

/* The value of a slider or track that is dragged to x, 0 to 1; NaN: what it is. */
float ui_slider_value(const struct view *view, const struct ui_item *item, float x);

/* Whether dragging changes its value, and its release does nothing. */
bool ui_slides(const struct ui_item *item);

/* How wide a button with this caption is, and how high all of them are. */
float ui_button_width(const struct view *view, const char *caption);
float ui_button_height(const struct view *view);

/* Paint all of them; a caption that is too wide for its button is smaller. pointer NULL: it is
 * elsewhere. */
void ui_paint(const struct view *view, const struct ui *ui, const struct ui_pointer *pointer,
              struct paint *paint);

#endif
