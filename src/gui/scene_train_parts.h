/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SCENE_TRAIN_PARTS_H
#define LUME_GUI_SCENE_TRAIN_PARTS_H

/*
 * What the Train scene's layout and its painting share.
 */

#include "gui/scene_train.h"
#include "gui/view_answer.h"
#include "gui/view_health.h"
#include "gui/view_network.h"

/* The network as the scene shows it. */
struct view_network scene_train_network(const struct scene_train *scene);

/* Lay the controls out in a column; `view` with fitted sizes. gauges: they have no place of their
 * own, and are below the controls where there is room for them. */
void scene_train_panel(const struct view *view, const struct scene_train *scene,
                       const struct paint_rect *rect, bool gauges, struct scene_train_layout *out);

/* How wide that column wants to be. */
float scene_train_panel_width(const struct view *view);

/* What training does, in words: "epoch 3 of 30, batch 120 of 430". Two lines; the second one is
 * quieter. Returns whether the first tells of something that is wrong. */
bool scene_train_status(const struct view *view, const struct scene_train *scene,
                        char first[SCENE_TRAIN_TEXT], char second[SCENE_TRAIN_TEXT]);

#endif
