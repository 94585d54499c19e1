/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_APP_DRAW_H
#define LUME_GUI_APP_DRAW_H

/*
 * The app's Draw scene: what the room may see of the network, the neuron that is looked into, and
 * what is changed by hand.
 */

#include "gui/app_scene.h"
#include "gui/scene_draw.h"

#include <lume/image.h>

extern const struct app_scene app_scene_draw;

struct app_draw {
    bool show_weights, hide_answer;
    size_t concealed;
    struct view_neuron selected;

    bool centring; /* the drawing is on its way to the network */
    bool centring_set;
    double centred; /* seconds of it */
    uint8_t picture[LUME_IMAGE_SIZE];

    struct scene_draw scene;
    struct scene_draw_layout layout; /* while it is shown */
};

/* Make app->draw.scene what it is now; what is told needs it whichever scene is shown. */
void app_draw_refresh(struct app *app);

/* The drawing is complete: show its way to the network; or end that at once. */
void app_draw_centre(struct app *app);
void app_draw_end_centring(struct app *app);

/* Another network is shown, or the same one has other layers. */
void app_draw_follow(struct app *app);

/* Look at a neuron, if it may be seen; layer -1: at none. */
void app_look(struct app *app, struct view_neuron neuron);

/* Undo all that was changed by hand. */
void app_restore(struct app *app);
struct view_experiment app_experiment(const struct app *app);

#endif
