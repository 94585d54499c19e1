/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SCENE_TEACH_PARTS_H
#define LUME_GUI_SCENE_TEACH_PARTS_H

/*
 * What the Teach scene's layout and its painting share.
 */

#include "gui/scene_teach.h"

/* The network as a step shows it. `back` is room for what it refers to. */
struct view_network scene_teach_network(const struct scene_teach *scene, struct view_back *back);

#endif
