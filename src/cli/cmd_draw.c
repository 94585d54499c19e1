/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/number.h"
#include "cli/command.h"
#include "cli/paths.h"
#include "cli/set.h"
#include "data/strokes.h"
#include "gui/paint_raster.h"
#include "gui/paint_svg.h"
#include "gui/scene_draw.h"
#include "png/png_write.h"

#include <lume/ink_image.h>
#include <lume/recognizer.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MAX_LABELS = 256, MAX_SIDE = PAINT_RASTER_MAX_SIDE, MIN_WIDTH = 320, MIN_HEIGHT = 200 };

struct picture_size {
    size_t width, height;
};

/* A neuron as --select names it. */
struct selection {
    const char *text;
    uint64_t layer; /* from 1 on; 0: the outputs */
    uint64_t unit;
};

struct draw_options {
    struct options_given given;
    const char *screenshot, *ink, *model;
    uint64_t index;
    struct selection select; /* text NULL: none */
    bool weights, projector;
    const void *language, *theme;
    struct picture_size size;
    float scale;
};

/* --- values that options take --- */

/* "h1:3", "out:4" */
static enum lume_status set_selection(const struct command_option *option, const char *what,
                                      const char *value, void *field, struct lume_error *error)
{
    struct selection selection = {.text = value};
    const char *colon = strchr(value, ':');
    const size_t n = colon ? (size_t)(colon - value) : 0;
    char layer[NUMBER_SIZE] = "0";
    const bool of_outputs = n == 3 && memcmp(value, "out", n) == 0;
    if (n > 1 && n < sizeof layer && value[0] == 'h') {
        memcpy(layer, value + 1, n - 1);
        layer[n - 1] = 0;
    }
    if (!colon || !number_parse_uint64(layer, &selection.layer) ||
        of_outputs != (selection.layer == 0) || !number_parse_uint64(colon + 1, &selection.unit)) {
        return lume_error_set(error, LUME_ERROR_USAGE, what,
                              "no neuron, expected %s such as h1:3 or out:4, got \"%.256s\"",
                              option->metavar, value);
    }
    *(struct selection *)field = selection;
    return LUME_OK;
}

static void show_selection(const struct command_option *option, const void *field, char *out,
                           size_t size)
{
    (void)option;
    const struct selection *selection = field;
    snprintf(out, size, "%s", selection->text ? selection->text : "");
}

/* "1280x720" */
static enum lume_status set_size(const struct command_option *option, const char *what,
                                 const char *value, void *field, struct lume_error *error)
{
    const char *x = strchr(value, 'x');
    const size_t n = x ? (size_t)(x - value) : NUMBER_SIZE;
    char width[NUMBER_SIZE] = "";
    uint64_t w = 0, h = 0;
    if (n < sizeof width) {
        memcpy(width, value, n);
        width[n] = 0;
    }
    if (!x || !number_parse_uint64(width, &w) || !number_parse_uint64(x + 1, &h) || w < MIN_WIDTH ||
        w > MAX_SIDE || h < MIN_HEIGHT || h > MAX_SIDE) {
        return lume_error_set(error, LUME_ERROR_USAGE, what,
                              "no size, expected %s from %dx%d to %dx%d, got \"%.256s\"",
                              option->metavar, MIN_WIDTH, MIN_HEIGHT, MAX_SIDE, MAX_SIDE, value);
    }
    *(struct picture_size *)field = (struct picture_size){(size_t)w, (size_t)h};
    return LUME_OK;
}

static void show_size(const struct command_option *option, const void *field, char *out,
                      size_t size)
{
    (void)option;
    const struct picture_size *picture = field;
    snprintf(out, size, "%zux%zu", picture->width, picture->height);
}

static const struct option_kind kind_selection = {set_selection, show_selection},
                                kind_size = {set_size, show_size};

static const void *languages_at(size_t index)
{
    return text_language_at(index);
}

static const char *language_name(const void *entry)
{
    return ((const struct text_language *)entry)->name;
}

static const char *language_doc(const void *entry)
{
    return ((const struct text_language *)entry)->native_name;
}

static const void *themes_at(size_t index)
{
    return theme_at(index);
}

static const char *theme_name(const void *entry)
{
    return ((const struct theme *)entry)->name;
}

static const struct registry languages = {"languages",   "language",   languages_at,
                                          language_name, language_doc, NULL},
                             themes = {"themes", "theme", themes_at, theme_name, theme_name, NULL};

#define FIELD(field) .offset = offsetof(struct draw_options, field)

static const struct command_option table[] = {
    {"screenshot", .metavar = "OUT", .kind = &option_text, FIELD(screenshot),
     .help = "where the picture goes, a PNG or an SVG file by its name"},
    {"ink", .metavar = "FILE", .kind = &option_text, FIELD(ink), .initial = "an empty page",
     .help = "ink file with the drawing that is shown"},
    {"index", .metavar = "N", .kind = &option_count, .most = UINT32_MAX, FIELD(index),
     .help = "which drawing of the ink file"},
    {"model", .metavar = "FILE", .kind = &option_text, FIELD(model),
     .initial = "the one that is built in", .help = "the model that is shown"},
    {"select", .metavar = "NEURON", .kind = &kind_selection, FIELD(select),
     .help = "show the inside of a neuron: h1:3 in the first hidden layer, out:4 of an output; "
             "numbers of neurons begin with 0"},
    {"weights", .kind = &option_flag, FIELD(weights),
     .help = "lines are weights, instead of activation x weight"},
    {"lang", .metavar = "NAME", .kind = &option_choice, .choices = &languages, FIELD(language),
     .initial = "the system's", .help = "language of all texts"},
    {"theme", .metavar = "NAME", .kind = &option_choice, .choices = &themes, FIELD(theme),
     .help = "colours, for dark or for bright rooms"},
    {"projector", .kind = &option_flag, FIELD(projector),
     .help = "thick lines and large text, for the last row"},
    {"size", .metavar = "WxH", .kind = &kind_size, FIELD(size), .help = "size in pixels"},
    {"scale", .metavar = "X", .kind = &option_number, .range = {0.5, 8, false, false}, FIELD(scale),
     .help = "size of everything in it"},
    {.name = NULL},
};

static const struct option_rule rules[] = {
    {"index", RULE_NEEDS, "ink"},
    {NULL, RULE_NEEDS, NULL},
};

static void prepare(void *values)
{
    struct draw_options *options = values;
    options->theme = theme_at(0);
    options->size = (struct picture_size){1280, 720};
    options->scale = 1;
}

/* --- what is shown --- */

struct drawing {
    const struct draw_options *options;
    struct lume_model model;
    struct lume_ink_set set;
    struct lume_ink_point *points; /* of the ink, on the paper */
    struct snapshot *snapshot;
    struct font *font;
    struct view view;
    struct scene_draw scene;
    float width, height; /* in logical pixels */
};

static void drawing_finish(struct drawing *drawing)
{
    font_destroy(drawing->font);
    snapshot_destroy(drawing->snapshot);
    memory_free(drawing->points);
    lume_ink_set_finish(&drawing->set);
    lume_model_finish(&drawing->model);
}

static enum lume_status load_model(struct drawing *drawing, struct lume_error *error)
{
    const char *path = drawing->options->model;
    enum lume_status status = paths_load_model(path, &drawing->model, error);
    const struct lume_model *model = &drawing->model;
    if (status == LUME_OK &&
        (model->rows != LUME_IMAGE_SIDE || model->columns != LUME_IMAGE_SIDE)) {
        status = lume_error_set(error, LUME_ERROR_DATA, path,
                                "cannot be drawn for, expected a model for %dx%d pixels, got "
                                "%zux%zu",
                                LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, model->rows, model->columns);
    }
    return status;
}

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
    drawing->scene.ink = (struct lume_strokes){drawing->points, strokes->ends, strokes->n_strokes};
    return LUME_OK;
}

/* Labels are not looked at: they may be those of letters. */
static enum lume_status load_ink(struct drawing *drawing, struct lume_strokes *strokes,
                                 struct lume_error *error)
{
    const char *path = drawing->options->ink;
    const uint64_t index = drawing->options->index;
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
        *strokes = drawing->set.items[index].strokes;
        drawing->scene.true_label = drawing->set.items[index].label;
        status = place_ink(drawing, strokes, error);
    }
    return status;
}

static enum lume_status recognize(struct drawing *drawing, const struct lume_strokes *strokes,
                                  struct lume_error *error)
{
    struct lume_recognizer *recognizer = NULL;
    enum lume_status status = snapshot_create(&drawing->model, &drawing->snapshot, error);
    if (status == LUME_OK) {
        status = lume_recognizer_create(&drawing->model, &recognizer, error);
    }
    if (status == LUME_OK) {
        struct lume_answer answer;
        lume_recognize_ink(recognizer, strokes, &answer);
        snapshot_take(drawing->snapshot, recognizer, &answer);
        drawing->scene.snapshot = drawing->snapshot;
    }
    lume_recognizer_destroy(recognizer);
    return status;
}

static enum lume_status select_neuron(struct drawing *drawing, struct lume_error *error)
{
    const struct selection *selection = &drawing->options->select;
    const struct snapshot *snapshot = drawing->snapshot;
    if (!selection->text) {
        return LUME_OK;
    }
    const size_t n = snapshot->n_layers;
    const uint64_t layer = selection->layer == 0 ? n : selection->layer;
    if (layer > n || (layer == n && selection->layer != 0)) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--select",
                              "the model has %zu hidden layers, got \"%.256s\"", n - 1,
                              selection->text);
    }
    if (selection->unit >= snapshot->layers[layer - 1].n) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--select",
                              "no such neuron, expected 0 to %zu in this layer, got \"%.256s\"",
                              snapshot->layers[layer - 1].n - 1, selection->text);
    }
    drawing->scene.selected = (struct view_neuron){(int)layer - 1, (int)selection->unit};
    return LUME_OK;
}

static enum lume_status drawing_make(struct drawing *drawing, struct lume_error *error)
{
    const struct draw_options *options = drawing->options;
    struct lume_strokes strokes = {0};
    drawing->scene = (struct scene_draw){
        .nib = LUME_INK_NIB,
        .true_label = LUME_INK_NO_LABEL,
        .show_weights = options->weights,
        .selected = {.layer = -1},
    };
    enum lume_status status = load_model(drawing, error);
    if (status == LUME_OK) {
        status = load_ink(drawing, &strokes, error);
    }
    if (status == LUME_OK) {
        status = recognize(drawing, &strokes, error);
    }
    if (status == LUME_OK) {
        status = select_neuron(drawing, error);
    }
    if (status == LUME_OK) {
        status = font_create(&drawing->font, error);
    }
    drawing->width = (float)options->size.width / options->scale;
    drawing->height = (float)options->size.height / options->scale;
    drawing->view = (struct view){
        .theme = options->theme,
        .sizes = theme_sizes_find(options->projector ? "projector" : "normal"),
        .language = options->language ? options->language : text_language_of_system(),
        .font = drawing->font,
    };
    return status;
}

/* --- the picture --- */

static enum lume_status make_png(const struct drawing *drawing, struct buffer *out,
                                 struct lume_error *error)
{
    const struct draw_options *options = drawing->options;
    struct paint_raster *raster = NULL;
    enum lume_status status = paint_raster_create(options->size.width, options->size.height,
                                                  options->scale, drawing->font, &raster, error);
    if (status == LUME_OK) {
        paint_raster_begin(raster, NULL, drawing->view.theme->stage);
        scene_draw_paint(&drawing->view, &drawing->scene, drawing->width, drawing->height, NULL,
                         paint_raster_paint(raster));
        const struct paint_pixels pixels = paint_raster_pixels(raster);
        status = png_encode(pixels.pixels, pixels.width, pixels.height, pixels.stride, out, error);
    }
    paint_raster_destroy(raster);
    return status;
}

static enum lume_status make_svg(const struct drawing *drawing, struct buffer *out,
                                 struct lume_error *error)
{
    const struct view *view = &drawing->view;
    struct paint_svg *svg = NULL;
    char description[SCENE_DRAW_TEXT];
    enum lume_status status =
        paint_svg_create(drawing->width, drawing->height, "lume",
                         scene_draw_describe(view, &drawing->scene, description),
                         view->language->name, drawing->font, &svg, error);
    if (status == LUME_OK) {
        struct paint *paint = paint_svg_paint(svg);
        paint_fill(paint, (struct paint_rect){0, 0, drawing->width, drawing->height}, 0,
                   view->theme->stage);
        scene_draw_paint(view, &drawing->scene, drawing->width, drawing->height, NULL, paint);
        status = paint_svg_finish(svg, out, error);
    }
    paint_svg_destroy(svg);
    return status;
}

/* What a name tells about the format. */
static const struct ending {
    const char *text;
    enum lume_status (*make)(const struct drawing *drawing, struct buffer *out,
                             struct lume_error *error);
} endings[] = {{".png", make_png}, {".svg", make_svg}};

static enum lume_status find_ending(const char *path, const struct ending **out,
                                    struct lume_error *error)
{
    const size_t length = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t n = strlen(endings[i].text);
        if (length > n && strcmp(path + length - n, endings[i].text) == 0) {
            *out = &endings[i];
            return LUME_OK;
        }
    }
    return lume_error_set(error, LUME_ERROR_USAGE, path,
                          "its name tells no format, expected one that ends in .png or .svg");
}

static enum lume_status check(const struct draw_options *options, struct lume_error *error)
{
    if (!options->screenshot) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "missing option, expected \"lume draw --screenshot OUT\"");
    }
    const char *const inputs[] = {options->ink, options->model};
    for (int i = 0; i < 2; i++) {
        if (inputs[i] && (strcmp(inputs[i], options->screenshot) == 0 ||
                          file_same(inputs[i], options->screenshot))) {
            return lume_error_set(error, LUME_ERROR_USAGE, "--screenshot",
                                  "is the same file as --%s", i == 0 ? "ink" : "model");
        }
    }
    return file_check_writable(options->screenshot, error);
}

static enum lume_status run(void *values, char **operands, size_t n_operands,
                            struct lume_error *error)
{
    (void)operands, (void)n_operands;
    struct drawing drawing = {.options = values};
    const char *path = drawing.options->screenshot;
    const struct ending *ending = NULL;
    struct buffer picture = {0};
    enum lume_status status = check(drawing.options, error);
    if (status == LUME_OK) {
        status = find_ending(path, &ending, error);
    }
    if (status == LUME_OK) {
        status = drawing_make(&drawing, error);
    }
    if (status == LUME_OK) {
        status = ending->make(&drawing, &picture, error);
    }
    if (status == LUME_OK) {
        status = file_replace(path, picture.bytes, picture.size, error);
    }
    buffer_finish(&picture);
    drawing_finish(&drawing);
    return status;
}

const struct command command_draw = {
    .name = "draw",
    .operands = "",
    .summary = "Show a drawing and the network that recognises it, as a picture.",
    .details = "The paper, the 28 x 28 pixels that the network sees, its neurons with all lines "
               "between them, and the answer. Equal options give equal pictures, to the pixel.",
    .options = table,
    .rules = rules,
    .values_size = sizeof(struct draw_options),
    .prepare = prepare,
    .run = run,
};
