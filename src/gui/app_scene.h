/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_APP_SCENE_H
#define LUME_GUI_APP_SCENE_H

/*
 * The scenes of the app, one of which is shown.
 *
 * How a scene is added, here one called "train":
 *   1. scene_train.[ch]: a function from what is shown to a layout (its `ui` begins with
 *      scene_tabs_layout) and to paint, as scene_draw.h; tested without the app.
 *   2. app_train.h: struct app_train, its state, a member of struct app (app_state.h); and
 *      `extern const struct app_scene app_scene_train;`.
 *   3. app_train.c: that entry, whose functions hand the state on, and its table of actions.
 *   4. A line in the list of app_scene.c, in the order of the tabs, which F keys follow, and its
 *      name where names of scenes are told: git grep -e --scene.
 *   5. Its actions' names, keys and help in action.c, each with .scenes = {"train"}; those of the
 *      paper have "train" in their list where a drawing is shown. Texts go into pt_BR.po.
 */

#include "base/buffer.h"
#include "gui/scene.h"

#include <lume/status.h>

struct app;
struct app_action;

enum { APP_SENTENCE = 512, APP_MAX_PARTS = 4 };

/* All of it is called in the app's thread. `name`, `title`, `lay_out`, `paint` and `describe` are
 * needed; others may be NULL: there is nothing to do. */
struct app_scene {
    const char *name;  /* "train": for --scene, actions, and what is told */
    const char *title; /* of its tab, to translate */

    const struct app_action *actions; /* what only it knows to do, ended by a name NULL; or NULL */

    /* Make its state (zeroed before) when the app begins, whether it is shown or not; `create` may
     * fail, `finish` then is called, too, as at the end. `stop` comes before that, while threads
     * and jobs still run: have them end soon, without waiting. */
    enum lume_status (*create)(struct app *app, struct lume_error *error);
    void (*stop)(struct app *app);
    void (*finish)(struct app *app);

    /* It is shown from now on; it no longer is. */
    void (*enter)(struct app *app);
    void (*leave)(struct app *app);

    /* Before each frame, shown or not: take in what its workers left (they call app_wake), and
     * spoil what therefore looks different. */
    void (*update)(struct app *app);

    /* While it is shown: let time go by (seconds since the last frame, 0.1 at most) and spoil what
     * moves. Returns whether that goes on, so that the next frame follows at once. */
    bool (*animate)(struct app *app, double seconds);

    /* Shown or not: wait for its workers, and end what moves, so that a picture shows what it will
     * show. What has no end by itself is left alone. */
    void (*settle)(struct app *app);

    /* Fill in app->ui (all that can be clicked, tabs too) and app->paper (height 0, as it comes:
     * there is none). */
    void (*lay_out)(struct app *app);

    /* Something that is neither paper nor a widget was pressed, in logical pixels. */
    void (*press)(struct app *app, float x, float y);

    /* "back" was asked for: close what lies over it. Returns whether there was anything. */
    bool (*back)(struct app *app);

    /* What a recognition changes in the picture beside the ink, in parts, each of which is painted
     * for itself; returns how many. NULL: perhaps all of it. */
    size_t (*outcome)(const struct app *app, struct paint_rect out[APP_MAX_PARTS]);

    /* Paint it over a ground of the theme's stage, app_width by app_height logical pixels.
     *
     * view     with a preset's sizes
     * still    without animations: what is on its way has arrived
     * pointer  NULL: it is elsewhere */
    void (*paint)(const struct app *app, const struct view *view, bool still,
                  const struct ui_pointer *pointer, struct paint *paint);

    /* Tell in a sentence what it shows, for those who do not see it. Returns out. */
    const char *(*describe)(const struct app *app, const struct view *view, char out[APP_SENTENCE]);

    /* Write the members of its JSON line {"event":"state","scene":"train",…}, each with a comma
     * before it; the line is told whenever they differ. */
    void (*tell)(const struct app *app, struct buffer *out);
};

/* List them in the order of the tabs; NULL after the last. */
const struct app_scene *app_scene_at(size_t index);

/* What the tabs show now; none while controls are hidden. */
struct scene_tabs app_tabs(const struct app *app);

/* Show another one: by its number (others than there are: nothing happens), or the one so many
 * tabs further, around. */
void app_scene_choose(struct app *app, int number);
void app_scene_step(struct app *app, int steps);

/* What all of them do, as above. */
LUME_MUST_USE enum lume_status app_scenes_create(struct app *app, struct lume_error *error);
void app_scenes_stop(struct app *app);
void app_scenes_finish(struct app *app);
void app_scenes_update(struct app *app);
void app_scenes_settle(struct app *app);

/* For workers: have app_frame called soon. */
void app_wake(struct app *app);

#endif
