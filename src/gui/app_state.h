/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_APP_STATE_H
#define LUME_GUI_APP_STATE_H

/*
 * What the parts of the app share; nobody else includes this, but for the tests.
 *
 *   app.c          how it begins and ends, what it tells its window, notices
 *   app_input.c    pointers, wheel, keys, the size
 *   app_actions.c  what each action of the registry does
 *   app_paper.c    pen, eraser, and the sample that lies on the paper
 *   app_network.c  the models
 *   app_samples.c  test digits, and the accuracy on them
 *   app_open.c     files that are dropped
 *   app_scene.c    the scenes there are, and which is shown
 *   app_draw.c     the Draw scene
 *   app_mistakes.c the Mistakes scene
 *   app_teach.c    the Teach scene
 *   app_frame.c    recognise, animate, paint
 *   app_picture.c  the scene as PNG and SVG
 *   app_save.c     files beside the window
 *   app_train.c    the Train scene
 *   app_tell.c     what is shown, told as text
 *   app_keep.c     the settings' file
 */

#include "gui/action.h"
#include "gui/app.h"
#include "gui/app_draw.h"
#include "gui/app_mistakes.h"
#include "gui/app_teach.h"
#include "gui/app_train.h"
#include "gui/describe.h"
#include "gui/experiment.h"
#include "gui/jobs.h"
#include "gui/mistakes.h"
#include "gui/samples.h"

#include <lume/image.h>

enum { APP_NOTICE_SIZE = LUME_ERROR_SIZE + 256, APP_SIDE = LUME_IMAGE_SIDE };

/* A model and what belongs to it: made and replaced together. Zeroed: there is none. */
struct app_network {
    struct experiment *experiment;
    struct snapshot *snapshot, *eased; /* what was found last, and what is shown of it */
    char *path;                        /* NULL: no file */
    uint64_t serial;                   /* of all there were */
    struct lume_network *counted;      /* a copy to count on; NULL while the worker has it */
    bool stale, learned_stale;         /* has to be counted, or once more */
    bool live;                         /* it has been trained on since that was asked for */
    double learned, current;           /* accuracies; NaN: not counted */
    struct mistakes mistakes;          /* what the current one came from; of no images: nothing */
};

/* Where models are: what was opened (the built-in one, a file), and another one beside it (what is
 * trained in the window, a file). */
enum app_slot { APP_SLOT_OPENED, APP_SLOT_OTHER, APP_SLOTS };

/* An image that lies on the paper instead of ink. */
struct app_sample {
    bool shown;
    bool cleared; /* the ink had to go for it */
    uint8_t image[LUME_IMAGE_SIZE];
    int label;          /* -1: unknown */
    const char *source; /* "mnist", "generated", "file" */
    size_t index, n;    /* of the set; n 0: a picture */
    char *name;         /* of its file, without the folder; owned; NULL: none */
};

/* What a pointer that is down does, until it is up. */
enum app_grip { APP_GRIP_NONE, APP_GRIP_PEN, APP_GRIP_ERASER, APP_GRIP_WIDGET, APP_GRIP_OUTSIDE };
struct app_hold {
    enum app_grip grip;
    uint64_t pointer;
    enum input_button button;
    double heard;                /* when it was last heard of */
    float x, y;                  /* where it was then; of a widget */
    const struct action *action; /* of the widget */
    int argument;
};

/* Of the picture. */
struct app_size {
    uint32_t width, height; /* device pixels */
    float density;          /* of these to a unit of the window's coordinates */
    float scale;            /* of these to a logical pixel */
};

/* How much of the picture is not as it should be, each with all before it. */
enum app_stale { APP_FRESH, APP_STALE_INK, APP_STALE_OUTCOME, APP_STALE_ALL };

/* A moment that is set when the next frame comes: until then nobody knows how late it is. */
struct app_timer {
    bool set, running;
    double at; /* on app->clock */
};

/* --- the worker's --- */

struct app_load_job { /* the test digits */
    struct job job;
    struct app *app;
    struct samples samples; /* what came of it */
    struct lume_error why;  /* what is wrong with MNIST's files; "": nothing, or there are none */
    bool loaded, busy;
    int wanted; /* a digit of this class is to be shown, or of any; APP_NONE_WANTED */
};
enum { APP_NONE_WANTED = -2 };

struct app_count_job { /* accuracy and mistakes */
    struct job job;
    struct app *app;
    const struct lume_normalizer *normalizer;
    const struct lume_normalizer *prepared; /* of the samples; the worker's */
    atomic_bool unwanted;                   /* what is counted on is about to go */
    bool busy, of_learned;
    uint64_t serial;              /* of the network */
    struct lume_network *counted; /* its copy */
    struct mistakes mistakes;     /* what came of it; of no images: nothing */
};

enum app_opened { APP_OPENED_NOTHING, APP_OPENED_PICTURE, APP_OPENED_SAMPLES, APP_OPENED_MODEL };
struct app_open_job { /* a file that was dropped */
    struct job job;
    struct app *app;
    bool busy, ready; /* ready: to be adopted as soon as nothing is counted */
    bool dropping;    /* more files of the same drop may come */
    char *path, *next;
    enum app_opened what;
    uint8_t image[LUME_IMAGE_SIZE];
    struct samples samples;
    struct lume_model model;
    struct lume_error error;
};

struct app_save_job { /* a file beside the window */
    struct job job;
    struct app *app;
    bool busy;
    bool begun;                  /* the worker's */
    const char *ending;          /* of its name */
    const char *saved, *failed;  /* notices to translate, of what came of it */
    struct paint_raster *raster; /* PNG */
    struct buffer bytes;         /* PNG once it is encoded; else what is saved */
    struct lume_model model;     /* a copy; its network NULL: no model is saved */
    char *path;                  /* what was free */
    enum lume_status status;
    struct lume_error error;
};

struct app_keep_job { /* settings */
    struct job job;
    struct app *app;
    bool busy;
    bool failed; /* somebody was told */
    struct settings settings;
    enum lume_status status;
    struct lume_error error;
};

struct app {
    struct settings settings;       /* as they are */
    struct settings kept, followed; /* what the file is to hold; as they were when that was made */
    struct settings_file *settings_file;
    char *data, *pictures;
    size_t (*tell)(void *context, const char *lines, size_t size);
    void *tell_context;
    void (*wake)(void *context);
    void *wake_context;
    struct describe *describe;
    struct buffer told;    /* and not taken yet */
    struct buffer members; /* of the scene's state, while it is told */
    struct lume_rng rng;

    struct app_network slots[APP_SLOTS];
    struct app_network *network; /* of these, the one that is shown */
    uint64_t n_networks;         /* so many were made */
    struct lume_ink *ink;
    int ink_label;
    struct app_sample sample;
    struct samples samples;
    const char *samples_source;
    char *samples_name;
    bool generated_told;

    const struct app_scene *shown;
    struct app_draw draw;
    struct app_mistakes mistakes;
    struct app_teach teach;
    struct app_train train;

    bool erasing, hide_controls, help, fullscreen, close;

    struct app_hold hold;
    float mouse_x, mouse_y; /* device pixels; NaN: nowhere */
    float wheel;            /* notches that make no step yet */
    char notice[APP_NOTICE_SIZE];
    struct app_timer notice_ends, keep_due, count_due;

    struct font *font;
    struct paint_raster *raster;
    struct app_size size, refused; /* that is painted; that there was no memory for */
    uint32_t wanted_width, wanted_height;
    float wanted_density;
    struct ui ui, help_ui;   /* of the scene, and of the help page */
    struct paint_rect paper; /* of the scene, in logical pixels; height 0: there is none */
    struct ui_pointer pointer;
    char sample_text[APP_NOTICE_SIZE]; /* in the language shown; "": none */
    bool laid_out;

    enum app_stale stale;
    struct paint_rect stale_ink; /* of the paper, 0 to 1; width below 0: none */
    bool exposed, visible;
    bool recognize; /* what is on the paper, or the network, has changed */
    bool easing;    /* neurons are on their way */
    bool animating; /* so is something of the scene */
    bool started;
    double now, clock; /* as told; without steps back */
    double unmoved;    /* seconds since what moves has moved */

    struct jobs *jobs;
    struct app_load_job load;
    struct app_count_job count;
    struct app_open_job open;
    struct app_save_job save;
    struct app_keep_job keep;
};

/* --- app.c --- */

void app_spoil(struct app *app, enum app_stale stale);

/* Show a text to translate as a notice, with an argument for its {1} (NULL: none). */
void app_notify(struct app *app, const char *id, const char *argument);
void app_dismiss(struct app *app);

/* The same for a text that stands in app->notice already. */
void app_show_notice(struct app *app);

/* A copy of a string, or NULL: no memory, or none was given. */
char *app_copy(const char *text);

/* What follows the last slash. */
const char *app_base_name(const char *path);

/* --- app_input.c --- */

/* Let go of what is held, without doing anything more with it. */
void app_release(struct app *app);

/* Which widgets are under the pointer, and pressed. */
struct ui_pointer app_pointer(const struct app *app);

/* --- app_actions.c --- */

/* What an action of the registry does: one of these; none: it tells how the pointer does it. */
struct app_action {
    const char *name;
    void (*run)(struct app *app);
    void (*run_with)(struct app *app, int argument);
    int argument; /* 0: the one that comes with it */
    size_t flag;  /* offset of a bool in struct app that is turned over */
    bool repeats; /* while its key is held */
    /* Of widgets, with their argument: a slider or a track is dragged to a value of 0 to 1; the
     * wheel is turned over it, steps away from the person are positive. */
    void (*slide)(struct app *app, int argument, float value);
    void (*wheel)(struct app *app, int argument, int steps);
};
const struct app_action *app_action_find(const char *name);

extern const struct app_action app_train_actions[];

void app_step_nib(struct app *app, int steps);

/* --- app_paper.c --- */

/* In the paper's coordinates. */
void app_paper_draw(struct app *app, double x, double y, double time);
void app_paper_erase(struct app *app, double x, double y);
void app_paper_end(struct app *app);

void app_paper_clear(struct app *app);
void app_paper_undo(struct app *app);
void app_paper_redo(struct app *app);
bool app_paper_can_undo(const struct app *app);

/* Lay a sample onto the paper. Takes over its name. */
void app_paper_lay(struct app *app, const struct app_sample *sample);

/* --- app_network.c --- */

/* Take over a model (zeroed then) into a slot, in place of what is there. It is shown if that was;
 * nothing else about it is told. LUME_ERROR_DATA (images of another size), LUME_ERROR_MEMORY: all
 * is as it was. */
LUME_MUST_USE enum lume_status app_network_put(struct app *app, enum app_slot slot,
                                               struct lume_model *model, const char *path,
                                               struct lume_error *error);

/* Copy a model that goes on being trained into the other slot, and recognise the drawing with it;
 * cheap enough to be called for every frame. Where the model there has the same shape nothing is
 * allocated, clamped neurons stay clamped, and no more than 4 accuracies are counted a second.
 * Errors as app_network_put. */
LUME_MUST_USE enum lume_status app_network_take(struct app *app, const struct lume_model *model,
                                                struct lume_error *error);

/* Whether there is one in a slot; show it (where there is none: nothing happens). */
bool app_network_is_there(const struct app *app, enum app_slot slot);
void app_network_show(struct app *app, enum app_slot slot);
enum app_slot app_network_shown(const struct app *app);

/* What it is called, in the language shown: a file's name, "built-in", "trained here". */
const char *app_network_title(const struct app *app, enum app_slot slot);

void app_network_finish(struct app_network *network);

/* Of the network that is shown. */
const struct snapshot *app_snapshot(const struct app *app);

/* Recognise what is on the paper with all networks. */
void app_recognize(struct app *app);

/* Whether what is shown of the networks differs from what they found; move it on its way there.
 * Both return whether there is more of it. */
bool app_must_ease(const struct app *app);
bool app_ease(struct app *app, double seconds);

/* --- app_samples.c --- */

void app_samples_start(struct app *app);

/* Show one of a class, or SAMPLES_NO_LABEL: of any; as soon as they are there. */
void app_samples_show(struct app *app, int label);

/* Take over other samples. Not while they are counted on. */
void app_samples_replace(struct app *app, struct samples *samples, const char *source, char *name);

/* Count anew: the network has changed; `learned`: not by hand alone. */
void app_count_again(struct app *app, struct app_network *network, bool learned);

/* The same for one that goes on changing: not so often. */
void app_count_live(struct app *app, struct app_network *network);

/* Now, what was put off. */
void app_count_due(struct app *app);

/* Have the worker end what it counts soon, and count no more until app_count_resume. */
void app_count_interrupt(struct app *app);
void app_count_resume(struct app *app);

/* Lay one onto the paper, if it is there. */
void app_samples_lay(struct app *app, size_t index);

/* Where the sample comes from, in the language shown; NULL: there is nothing to tell. */
const char *app_sample_text(const struct app *app, char *out, size_t size);

/* --- app_open.c --- */

void app_open_drop(struct app *app, const char *path);

/* Take over what was opened, if it can be done now. */
void app_open_adopt(struct app *app);
void app_open_finish(struct app *app);

/* --- app_frame.c --- */

struct view app_view(const struct app *app);

/* Sizes and view for what is painted over the scene. */
struct view app_view_over(const struct app *app, struct theme_sizes *sizes);
float app_width(const struct app *app);
float app_height(const struct app *app);

/* Make scene, layout and help page what they are now. */
void app_lay_out(struct app *app);

/* Take over the size that is wanted, and recognise. */
void app_update(struct app *app);

/* --- app_picture.c --- */

/* Save what is shown under the next name that is free, as ".png" or ".svg". */
void app_picture_save(struct app *app, const char *ending);
LUME_MUST_USE enum lume_status app_picture_encode(const struct paint_raster *raster,
                                                  struct buffer *out, struct lume_error *error);

/* --- app_save.c --- */

/* Begin to save something as lume-N with an ending, N being the next that is free; NULL: another
 * file is being saved, and somebody was told. Then put into it what is saved, and submit it, or
 * what went wrong with that (`error` is in it). */
struct app_save_job *app_save_begin(struct app *app, const char *ending, const char *saved,
                                    const char *failed);
void app_save_submit(struct app *app, enum lume_status status);

/* Save now what the worker did not come to. */
void app_save_complete(struct app *app);
void app_save_finish(struct app *app);

/* --- app_tell.c --- */

/* Tell what has changed, as far as it is taken. */
void app_tell(struct app *app);

/* Seconds until it is to be tried again. */
double app_tell_wait(const struct app *app);

/* Tell what is left. */
void app_tell_finish(struct app *app);

/* --- app_keep.c --- */

/* See whether settings have changed. */
void app_keep_follow(struct app *app);
void app_keep_start(struct app *app);
/* Save them now, in the caller. */
void app_keep_finish(struct app *app);

#endif
