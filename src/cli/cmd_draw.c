/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/draw_options.h"
#include "cli/paths.h"
#include "cli/set.h"
#include "cli/signals.h"
#include "cli/text.h"
#include "data/strokes.h"
#include "gui/app.h"
#include "gui/pitfall.h"
#include "gui/platform.h"
#include "gui/play.h"

#include <lume/image.h>
#include <lume/ink_image.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MAX_LABELS = 256, LAST_PATIENCE = 1000 };

/* One run of the command. */
struct drawing {
    const struct draw_options *options;
    struct lume_model model, beside; /* until the app has them */
    int layer, unit;                 /* the neuron that is looked into; layer -1: none */
    struct lume_ink_set set;
    struct lume_strokes ink;       /* on the paper */
    struct lume_ink_point *points; /* of it */
    int label;
    struct script script;
    char *data;
    struct settings settings, kept;
    struct settings_file settings_file;
    struct lume_error notice; /* what is wrong with it */
    struct app *app;
    int patience; /* with who reads standard output, milliseconds; negative: any */
    bool untold;  /* something is not read yet */
};

static void drawing_finish(struct drawing *drawing)
{
    app_destroy(drawing->app);
    settings_finish(&drawing->settings_file);
    memory_free(drawing->data);
    script_finish(&drawing->script);
    memory_free(drawing->points);
    lume_ink_set_finish(&drawing->set);
    lume_model_finish(&drawing->model);
    lume_model_finish(&drawing->beside);
}

/* --- what is read first --- */

/* Put the drawing onto the paper as large as the network gets it. */
static enum lume_status place_ink(struct drawing *drawing, const struct lume_strokes *strokes,
                                  struct lume_error *error)
{
    const size_t n = lume_strokes_count_points(strokes);
    drawing->points = memory_allocate(n, sizeof *drawing->points);
    if (!drawing->points) {
        return memory_exhausted(error, drawing->options->ink);
    }
    if (n > 0) {
        const double pen = 2 * (double)LUME_INK_NIB;
        const struct strokes_frame frame = strokes_measure(strokes);
        double scale = (LUME_IMAGE_BOX - pen) / LUME_IMAGE_SIDE / frame.side;
        scale = isfinite(scale) ? scale : 0; /* a dot */
        for (size_t i = 0; i < n; i++) {
            drawing->points[i].x = 0.5 + scale * (strokes->points[i].x - frame.x);
            drawing->points[i].y = 0.5 + scale * (strokes->points[i].y - frame.y);
        }
    }
    drawing->ink = (struct lume_strokes){drawing->points, strokes->ends, strokes->n_strokes};
    return LUME_OK;
}

/* Labels are not looked at: they may be those of letters. */
static enum lume_status load_ink(struct drawing *drawing, struct lume_error *error)
{
    const char *path = drawing->options->ink;
    const uint64_t index = drawing->options->index;
    drawing->label = LUME_INK_NO_LABEL;
    if (!path) {
        return LUME_OK;
    }
    enum lume_status status = set_load_ink(path, MAX_LABELS, &drawing->set, error);
    if (status == LUME_OK && index >= drawing->set.n) {
        status =
            lume_error_set(error, LUME_ERROR_USAGE, path, "has no drawing %llu, expected 0 to %zu",
                           (unsigned long long)index, drawing->set.n - 1);
    }
    if (status == LUME_OK) {
        const bool told = options_given(&command_draw, drawing->options, "label");
        drawing->label = told ? (int)drawing->options->label : drawing->set.items[index].label;
        status = place_ink(drawing, &drawing->set.items[index].strokes, error);
    }
    return status;
}

/* What somebody says that it is. */
static enum lume_status check_label(const struct drawing *drawing, struct lume_error *error)
{
    const size_t n = drawing->model.network->n_outputs;
    const uint64_t label = drawing->options->label;
    if (options_given(&command_draw, drawing->options, "label") && label >= n) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--label",
                              "is no output of this model, expected 0 to %zu, got %llu", n - 1,
                              (unsigned long long)label);
    }
    return LUME_OK;
}

static enum lume_status load_inputs(struct drawing *drawing, struct lume_error *error)
{
    const struct draw_options *options = drawing->options;
    enum lume_status status = paths_load_model(options->model, &drawing->model, error);
    if (status == LUME_OK) {
        status = check_label(drawing, error);
    }
    if (status == LUME_OK && options->beside) {
        status = lume_model_load(options->beside, &drawing->beside, error);
    }
    if (status == LUME_OK) {
        status = draw_options_select(&options->select, drawing->model.network, &drawing->layer,
                                     &drawing->unit, error);
    }
    if (status == LUME_OK) {
        status = load_ink(drawing, error);
    }
    if (status == LUME_OK && options->script) {
        status = script_load(options->script, &drawing->script, error);
    }
    if (status == LUME_OK) {
        status = paths_data(options->data, &drawing->data, error);
        if (status == LUME_ERROR_IO) { /* no home: no MNIST */
            error->message[0] = 0;
            status = LUME_OK;
        }
    }
    return status;
}

/* --- the app --- */

/* What is not said is as it was in the window last, and for pictures always the same. */
static void choose_settings(struct drawing *drawing)
{
    const struct draw_options *options = drawing->options;
    struct settings *settings = &drawing->settings;
    if (options->screenshot) {
        settings_defaults(settings);
    } else {
        settings_load(&drawing->settings_file, NULL, settings, &drawing->notice);
    }
    drawing->kept = *settings;
    settings->language = options->language    ? options->language
                         : settings->language ? settings->language
                                              : text_language_of_system();
    settings->theme = options->theme ? options->theme : settings->theme;
    settings->projector = settings->projector || options->projector;
    if (options_given(&command_draw, options, "scale")) {
        settings->scale = options->scale;
    }
    if (options_given(&command_draw, options, "size")) {
        settings->width = (uint32_t)options->size.width;
        settings->height = (uint32_t)options->size.height;
    }
}

static size_t tell(void *context, const char *lines, size_t size)
{
    struct drawing *drawing = context;
    const size_t sent = text_send(lines, size, drawing->patience);
    drawing->untold = sent < size;
    return sent <= size ? sent : APP_TELL_NO_MORE;
}

static enum lume_status train(struct drawing *drawing, struct lume_error *error)
{
    const struct draw_options *options = drawing->options;
    const struct pitfall *pitfall = options->pitfall;
    const struct app_training training = {
        .epochs = (size_t)options->epochs,
        .pitfall = pitfall ? pitfall->name : NULL,
        .has_seed = options_given(&command_draw, options, "seed"),
        .seed = options->seed,
    };
    return app_train(drawing->app, &training, error);
}

/* In the scene that has it. */
static enum lume_status open_cell(struct drawing *drawing, struct lume_error *error)
{
    static const char scene[] = "mistakes";
    const struct draw_options *options = drawing->options;
    if (options->scene && strcmp(options->scene, scene) != 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--cell", "needs --scene %s", scene);
    }
    app_show(drawing->app, scene);
    return app_open_cell(drawing->app, (int)options->cell.truth, (int)options->cell.answer, error);
}

/* Make it, with what is on the paper. */
static enum lume_status make_app(struct drawing *drawing, const struct platform_size *size,
                                 struct platform *platform, struct lume_error *error)
{
    const struct draw_options *options = drawing->options;
    const bool repeats = options->screenshot || options_given(&command_draw, options, "seed");
    const struct app_config config = {
        .model = &drawing->model,
        .model_path = options->model,
        .beside = options->beside ? &drawing->beside : NULL,
        .beside_path = options->beside,
        .data = drawing->data,
        .train_in_caller = options->screenshot != NULL,
        .settings = drawing->settings,
        .kept = drawing->kept,
        .settings_file = &drawing->settings_file,
        .notice = drawing->notice.message,
        .seed = repeats ? options->seed : (uint64_t)(1e9 * clock_seconds()),
        .width = size->width,
        .height = size->height,
        .density = size->density,
        .fullscreen = options->fullscreen,
        .tell = options->describe ? tell : NULL,
        .tell_context = drawing,
        .wake = platform ? platform_wake : NULL,
        .wake_context = platform,
    };
    enum lume_status status = app_create(&config, &drawing->app, error);
    if (status == LUME_OK) {
        status = app_draw_ink(drawing->app, &drawing->ink, drawing->label, error);
    }
    if (status == LUME_OK) {
        status = app_select(drawing->app, drawing->layer, drawing->unit, error);
    }
    if (status == LUME_OK && options->weights) {
        app_do(drawing->app, "lines", 1);
    }
    if (status == LUME_OK && options->scene) {
        app_show(drawing->app, options->scene);
    }
    if (status == LUME_OK && options->step) {
        status = app_teach(drawing->app, options->step, error);
    }
    if (status == LUME_OK && options->cell.given) {
        status = open_cell(drawing, error);
    }
    if (status == LUME_OK && (options->pitfall || options->epochs > 0)) {
        status = train(drawing, error);
    }
    if (status == LUME_OK && options->no_controls) {
        app_do(drawing->app, "controls", 0);
    }
    return status;
}

/* --- a picture --- */

/* Play the script in a time of its own. Whatever is under way has arrived before the next step, so
 * that the picture is the same each time. */
static void play(struct drawing *drawing)
{
    const double frame_seconds = 1.0 / 60;
    const struct input unseen = {.kind = INPUT_SHOWN, .visible = false};
    struct play played = {.script = &drawing->script};
    struct app_frame frame;
    double now = 0, next = 0;
    app_input(drawing->app, &unseen);
    while (isfinite(next) && !app_wishes(drawing->app).close) {
        now += next;
        next = play_due(&played, drawing->app, now, now, 1);
        app_settle(drawing->app);
        app_frame(drawing->app, now, &frame);
        next = fmax(frame_seconds, fmin(next, frame.wait));
    }
}

static enum lume_status check_screenshot(const struct draw_options *options,
                                         struct lume_error *error)
{
    const struct {
        const char *name, *path;
    } inputs[] = {{"ink", options->ink},
                  {"model", options->model},
                  {"beside", options->beside},
                  {"script", options->script}};
    const char *out = options->screenshot;
    for (size_t i = 0; out && i < sizeof inputs / sizeof *inputs; i++) {
        const char *path = inputs[i].path;
        if (path && (strcmp(path, out) == 0 || file_same(path, out))) {
            return lume_error_set(error, LUME_ERROR_USAGE, "--screenshot",
                                  "is the same file as --%s", inputs[i].name);
        }
    }
    return out ? app_check_picture(out, error) : LUME_OK;
}

static enum lume_status make_picture(struct drawing *drawing, struct lume_error *error)
{
    const struct platform_size size = {drawing->settings.width, drawing->settings.height, 1};
    enum lume_status status = make_app(drawing, &size, NULL, error);
    if (status == LUME_OK) {
        play(drawing);
        status = app_save_picture(drawing->app, drawing->options->screenshot, error);
    }
    if (status == LUME_OK && drawing->options->save_model) {
        status = app_save_model(drawing->app, drawing->options->save_model, error);
    }
    if (status == LUME_OK && drawing->options->save_curves) {
        status = app_save_curves(drawing->app, drawing->options->save_curves, error);
    }
    return status;
}

/* --- the window --- */

static bool is_stopped(void)
{
    return signals_caught() != 0;
}

/* The window is there before any thread, and after the last one. */
static enum lume_status show_window(struct drawing *drawing, struct lume_error *error)
{
    const struct platform_config config = {
        .title = "lume",
        .width = drawing->settings.width,
        .height = drawing->settings.height,
        .fullscreen = drawing->options->fullscreen,
    };
    struct platform *platform = NULL;
    enum lume_status status = platform_open(&config, &platform, error);
    if (status != LUME_OK) {
        return status;
    }
    const struct platform_size size = platform_size(platform);
    status = make_app(drawing, &size, platform, error);
    if (status == LUME_OK) {
        signals_catch();
        drawing->patience = 0; /* the window goes on */
        status = platform_run(platform, drawing->app, &drawing->script, is_stopped, error);
        drawing->patience = LAST_PATIENCE;
    }
    app_destroy(drawing->app);
    drawing->app = NULL;
    platform_close(platform);
    if (status == LUME_OK && drawing->untold) {
        status = lume_error_set(error, LUME_ERROR_IO, "standard output", "nobody reads it");
    }
    return status;
}

static enum lume_status run(void *values, char **operands, size_t n_operands,
                            struct lume_error *error)
{
    (void)operands, (void)n_operands;
    struct drawing drawing = {.options = values, .patience = -1};
    enum lume_status status = check_screenshot(drawing.options, error);
    if (status == LUME_OK) {
        status = load_inputs(&drawing, error);
    }
    if (status == LUME_OK) {
        choose_settings(&drawing);
        status = drawing.options->screenshot ? make_picture(&drawing, error)
                                             : show_window(&drawing, error);
    }
    drawing_finish(&drawing);
    return status;
}

const struct command command_draw = {
    .name = "draw",
    .operands = "",
    .summary = "Draw a digit, and watch the network light up.",
    .details = "Opens a window: the paper, the 28 x 28 pixels that the network sees, its neurons "
               "with all lines between them, and the answer. Press ? there for all that it does; "
               "files may be dropped on it. With --screenshot it is a picture instead: equal "
               "options give equal pictures, to the pixel.",
    .options = draw_options_table,
    .rules = draw_options_rules,
    .values_size = sizeof(struct draw_options),
    .prepare = draw_options_prepare,
    .run = run,
};
