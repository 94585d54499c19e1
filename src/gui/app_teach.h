/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_APP_TEACH_H
#define LUME_GUI_APP_TEACH_H

/*
 * The app's Teach scene: a lesson about what is on the paper. Its updates are made to the model
 * that is shown, so other scenes show what was learned, too; undoing one gives back the bits.
 */

#include "gui/app_scene.h"
#include "gui/scene_teach.h"

extern const struct app_scene app_scene_teach;

struct app_teach {
    struct teach *teach; /* NULL: there was none yet, or the network cannot be followed */
    uint64_t serial;     /* of the network that it is about */
    int paper_label;     /* as it was when the lesson was told */
    struct scene_teach scene;
    struct scene_teach_layout layout; /* while it is shown */
};

#endif
