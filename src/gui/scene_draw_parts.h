/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SCENE_DRAW_PARTS_H
#define LUME_GUI_SCENE_DRAW_PARTS_H

/*
 * What the Draw scene's layout and its painting share.
 */

#include "gui/scene_draw.h"
#include "gui/view_network.h"

/* The views as the scene shows them. */
struct view_network scene_draw_network(const struct scene_draw *scene);
struct view_inspector scene_draw_inspector(const struct scene_draw *scene);

#endif
