/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SCENE_H
#define LUME_GUI_SCENE_H

/*
 * What all scenes share: how large things are, the margin, and the tabs that lead from one to
 * another.
 */

#include "gui/ui.h"

/* Sizes of a preset as a scene uses them for a picture of this size: those of 1280 x 720, and they
 * grow with the picture; "projector" shrinks too, but not below "normal". */
struct theme_sizes scene_sizes(const struct theme_sizes *preset, float width, float height);

/* How far everything stays from the picture's edges. view: with these sizes. */
float scene_margin(const struct view *view, float width);

enum { SCENE_MAX_TABS = 9 };

/* The scenes there are. */
struct scene_tabs {
    size_t n;                           /* fewer than 2: there are no tabs */
    const char *titles[SCENE_MAX_TABS]; /* to translate; valid for ever */
    size_t current;
};

/*
 * Add the tabs, in the top left corner: toggles of the action "scene" with their number. Place and
 * size depend on the picture's size, the sizes and the language alone, so they are the same in
 * every scene.
 *
 * view  with the sizes of scene_sizes
 * Returns what is left below them within the margins; without tabs all of it.
 */
struct paint_rect scene_tabs_layout(const struct view *view, const struct scene_tabs *tabs,
                                    float width, float height, struct ui *ui);

/* What scene_tabs_layout covers, without the gap below; width 0: there are none. */
struct paint_rect scene_tabs_rect(const struct view *view, const struct scene_tabs *tabs,
                                  float width, float height);

#endif
