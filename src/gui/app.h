/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_APP_H
#define LUME_GUI_APP_H

/*
 * The window's contents: what a person does goes in, pictures and a description come out. It knows
 * no display and reads no clock, so tests and scripts drive it as the window does.
 *
 * Failures after app_create become notices in the picture. One thread, but for the worker that
 * opens files and counts accuracies (jobs.h).
 */

#include "gui/input.h"
#include "gui/paint_raster.h"
#include "gui/settings.h"

#include <lume/ink.h>
#include <lume/model.h>

struct app;

#define APP_TELL_NO_MORE SIZE_MAX

struct app_config {
    struct lume_model *model;  /* taken over, zeroed here; images of 28 x 28 */
    const char *model_path;    /* NULL: the built-in one */
    struct lume_model *beside; /* another one, taken over as well; NULL: there is none */
    const char *beside_path;
    const char *data;         /* folder of MNIST; NULL: none */
    bool train_in_caller;     /* the Train scene has no thread, and app_settle does all its work */
    size_t n_generated;       /* digits it trains on without MNIST; 0: as many as is usual */
    struct settings settings; /* language not NULL */
    struct settings kept; /* what the file holds, where options say something else; what is changed
                           * in the window is kept there */
    struct settings_file *settings_file; /* borrowed; NULL: changes are kept nowhere */
    const char *notice;                  /* what is wrong with the file; NULL: nothing */
    const char *pictures;                /* folder for Ctrl+S; NULL: the working directory */
    uint64_t seed;                       /* of the order in which samples come */
    uint32_t width, height;              /* of the picture in device pixels, 1 or more */
    float density;                       /* as struct input has it */
    bool fullscreen;
    /* Gets lines of JSON (describe.h); NULL: nobody. Returns how many bytes it takes, or
     * APP_TELL_NO_MORE. The rest comes again later; until it is taken changes are not told one by
     * one, but as what came of them. Never to wait long. */
    size_t (*tell)(void *context, const char *lines, size_t size);
    void *tell_context;
    void (*wake)(void *context); /* called in the worker: app_frame has something to do */
    void *wake_context;
};

/* All strings are copied. On failure the models are still there, or finished and zeroed.
 * LUME_ERROR_MEMORY, LUME_ERROR_DATA (a model for other images). */
LUME_MUST_USE enum lume_status app_create(const struct app_config *config, struct app **out,
                                          struct lume_error *error);

/* Also saves settings that have changed. */
void app_destroy(struct app *app);

/* Take an input in. Cheap: what follows from it is done by the next app_frame. */
void app_input(struct app *app, const struct input *input);

/* Do an action of the registry, as its key would; unknown ones do nothing.
 *
 * argument  the digit of "sample-of", the value of "clamp", the direction of "neighbour", 0 or 1
 *           for the signal or the weights as "lines"; others ignore it. ACTION_NO_ARGUMENT where a
 *           key gives none (action_argument). */
void app_do(struct app *app, const char *action, int argument);

/* The scenes, by name, in the order of their tabs; NULL after the last. The first is shown until
 * another one is asked for. */
const char *app_scene_name(size_t index);
void app_show(struct app *app, const char *scene);

/* Put strokes onto the paper, in its coordinates (0 to 1), and what they are (-1: unknown). */
LUME_MUST_USE enum lume_status app_draw_ink(struct app *app, const struct lume_strokes *ink,
                                            int label, struct lume_error *error);

/* Open the inspector; layer -1 closes it. LUME_ERROR_USAGE: no such neuron. */
LUME_MUST_USE enum lume_status app_select(struct app *app, int layer, int unit,
                                          struct lume_error *error);

/* Go to a step of the lesson about what is on the paper, by its name (teach.h). LUME_ERROR_USAGE:
 * there is none, it needs a label, or another scene is shown. */
LUME_MUST_USE enum lume_status app_teach(struct app *app, const char *step,
                                         struct lume_error *error);

/* Open a cell of the confusion matrix, in the scene "mistakes". LUME_ERROR_USAGE: there is no such
 * one. */
LUME_MUST_USE enum lume_status app_open_cell(struct app *app, int truth, int answer,
                                             struct lume_error *error);

/* What is to be presented. */
struct app_frame {
    struct paint_pixels pixels; /* valid until the next call; width 0: there is no picture, as the
                                 * window is hidden or memory has run out */
    size_t x, y, width, height; /* the part that has changed; width 0: nothing */
    double wait; /* seconds until the next call is due; infinite: not before an input or a wake */
};

/* Bring everything up to date (recognise, animate, paint) and tell what has changed.
 *
 * now  seconds of a clock that nobody sets; steps back count as none, long pauses as 0.1 */
void app_frame(struct app *app, double now, struct app_frame *out);

/* What the app wants of its window. */
struct app_wishes {
    bool close, fullscreen;
    bool drawing; /* the pointer is to be a pen, and held while it is down */
};
struct app_wishes app_wishes(const struct app *app);

/* Wait for the worker and end all animations, so that the picture shows what it will show. */
void app_settle(struct app *app);

/* What is trained from the start on. */
struct app_training {
    size_t epochs;       /* 0: as many as is usual */
    const char *pitfall; /* its name, instead of one run; NULL: none */
    bool has_seed;
    uint64_t seed;
};

/* Show the Train scene, and begin to train. LUME_ERROR_USAGE: no such pitfall. */
LUME_MUST_USE enum lume_status app_train(struct app *app, const struct app_training *training,
                                         struct lume_error *error);

/* Write the model that is trained, and the curves that are shown as CSV. LUME_ERROR_USAGE (there is
 * none), or as lume_model_save. */
LUME_MUST_USE enum lume_status app_save_model(struct app *app, const char *path,
                                              struct lume_error *error);
LUME_MUST_USE enum lume_status app_save_curves(struct app *app, const char *path,
                                               struct lume_error *error);

/* Write the picture as PNG or SVG, by the name's ending; without notice, pointer and animations.
 * LUME_ERROR_USAGE (another ending), LUME_ERROR_IO, LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status app_save_picture(struct app *app, const char *path,
                                                struct lume_error *error);

/* The same checks as app_save_picture makes before it paints. */
LUME_MUST_USE enum lume_status app_check_picture(const char *path, struct lume_error *error);

#endif
