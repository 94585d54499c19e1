/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_H
#define LUME_GUI_VIEW_H

/*
 * What all views share: how things look, what a neuron is called, text.
 *
 * A view is a function that paints into a rectangle what it is given, keeps nothing and changes
 * nothing. It allocates nothing either.
 */

#include "gui/paint.h"
#include "gui/text.h"
#include "gui/theme.h"

struct view {
    const struct theme *theme;
    const struct theme_sizes *sizes;
    const struct text_language *language;
    struct font *font; /* for measuring */
};

/* A neuron: layer 0 is the first hidden one. */
struct view_neuron {
    int layer; /* -1: none */
    int unit;
};

/* The usual style of a text: regular, tabular digits, of any width. */
struct paint_text_style view_style(float size, uint32_t color, enum paint_anchor anchor);

/* The same in bold. */
struct paint_text_style view_bold(float size, uint32_t color, enum paint_anchor anchor);

/* How far apart the baselines of a text of this size are. */
float view_line_height(float size);

/* How wide a text is. */
float view_measure(const struct view *view, const struct paint_text_style *style, const char *text);

/* Make a style's size such that a text is at most this wide; not below 1. */
void view_shrink(const struct view *view, struct paint_text_style *style, const char *text,
                 float width);

/* The least width in which view_paragraph cuts no word. */
float view_widest_word(const struct view *view, const struct paint_text_style *style,
                       const char *text);

/* Write one line so that its capitals and digits are centred on y. */
void view_label(const struct view *view, struct paint *paint, float x, float y,
                const struct paint_text_style *style, const char *text);

/* Write text in lines as wide as `rect`, broken between words, from its top on (its height does not
 * matter); a word that is too wide is cut. Lines that are centred are about equally long. paint
 * NULL: measure only. Returns the height. */
float view_paragraph(const struct view *view, struct paint *paint, const struct paint_rect *rect,
                     const struct paint_text_style *style, const char *text);

#endif
