/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_HELP_H
#define LUME_GUI_VIEW_HELP_H

/*
 * The help page: all actions of the registry that count in a scene with their keys, in groups,
 * those first that are of the scene. Each line is a button
 * (ui.h), so that whoever has no keyboard reaches everything from here; of a numbered action each
 * key is one. What only the pointer does is told, and its line disabled.
 */

#include "gui/ui.h"

/* Lay the page out over a picture of this size: lines as UI_ROW items, which give on what their key
 * does (action_argument), and a button that goes back. All of it fits from 640 x 400 on: in as many
 * columns as allow the largest text. */
void view_help_layout(const struct view *view, const char *scene, float width, float height,
                      struct ui *ui);

/* Paint it over everything: a ground that covers the scene, headings, lines, and at the top what
 * the program is. */
void view_help_paint(const struct view *view, const char *scene, float width, float height,
                     const struct ui_pointer *pointer, struct paint *paint);

#endif
