/* SPDX-License-Identifier: MIT */
#include "cli/draw_options.h"

#include "base/number.h"
#include "cli/registry.h"
#include "gui/app.h"
#include "gui/paint_raster.h"
#include "gui/pitfall.h"
#include "gui/text.h"
#include "gui/theme.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { LABEL_MAX = 255, MAX_SIDE = PAINT_RASTER_MAX_SIDE, MIN_WIDTH = 320, MIN_HEIGHT = 200 };

/* --- values --- */

/* "h1:3", "out:4" */
static enum lume_status set_selection(const struct command_option *option, const char *what,
                                      const char *value, void *field, struct lume_error *error)
{
    struct draw_selection selection = {.text = value};
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
    *(struct draw_selection *)field = selection;
    return LUME_OK;
}

static void show_selection(const struct command_option *option, const void *field, char *out,
                           size_t size)
{
    (void)option;
    const struct draw_selection *selection = field;
    snprintf(out, size, "%s", selection->text ? selection->text : "");
}

/* Two numbers, with this between them. */
static bool parse_pair(const char *value, char between, uint64_t *first, uint64_t *second)
{
    const char *place = strchr(value, between);
    const size_t n = place ? (size_t)(place - value) : NUMBER_SIZE;
    char text[NUMBER_SIZE] = "";
    if (n < sizeof text) {
        memcpy(text, value, n);
        text[n] = 0;
    }
    return place && number_parse_uint64(text, first) && number_parse_uint64(place + 1, second);
}

/* "9,4" */
static enum lume_status set_cell(const struct command_option *option, const char *what,
                                 const char *value, void *field, struct lume_error *error)
{
    struct draw_cell cell = {.given = true};
    if (!parse_pair(value, ',', &cell.truth, &cell.answer) || cell.truth > INT_MAX ||
        cell.answer > INT_MAX) {
        return lume_error_set(error, LUME_ERROR_USAGE, what,
                              "no cell, expected %s such as 9,4, got \"%.256s\"", option->metavar,
                              value);
    }
    *(struct draw_cell *)field = cell;
    return LUME_OK;
}

static void show_cell(const struct command_option *option, const void *field, char *out,
                      size_t size)
{
    (void)option;
    const struct draw_cell *cell = field;
    if (cell->given) {
        snprintf(out, size, "%d,%d", (int)cell->truth, (int)cell->answer);
    } else {
        snprintf(out, size, "none");
    }
}

/* "1280x720" */
static enum lume_status set_size(const struct command_option *option, const char *what,
                                 const char *value, void *field, struct lume_error *error)
{
    uint64_t w = 0, h = 0;
    if (!parse_pair(value, 'x', &w, &h) || w < MIN_WIDTH || w > MAX_SIDE || h < MIN_HEIGHT ||
        h > MAX_SIDE) {
        return lume_error_set(error, LUME_ERROR_USAGE, what,
                              "no size, expected %s from %dx%d to %dx%d, got \"%.256s\"",
                              option->metavar, MIN_WIDTH, MIN_HEIGHT, MAX_SIDE, MAX_SIDE, value);
    }
    *(struct draw_size *)field = (struct draw_size){(size_t)w, (size_t)h};
    return LUME_OK;
}

static void show_size(const struct command_option *option, const void *field, char *out,
                      size_t size)
{
    (void)option;
    const struct draw_size *picture = field;
    snprintf(out, size, "%zux%zu", picture->width, picture->height);
}

static const struct option_kind kind_selection = {set_selection, show_selection},
                                kind_cell = {set_cell, show_cell},
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

static const void *scenes_at(size_t index)
{
    return app_scene_name(index);
}

static const char *scene_name(const void *entry)
{
    return entry;
}

static const struct registry scenes = {"scenes", "scene", scenes_at, scene_name, scene_name, NULL};

static const void *pitfalls_at(size_t index)
{
    return pitfall_at(index);
}

static const char *pitfall_name(const void *entry)
{
    return ((const struct pitfall *)entry)->name;
}

static const char *pitfall_title(const void *entry)
{
    return ((const struct pitfall *)entry)->title;
}

static const struct registry pitfalls = {"pitfalls",   "pitfall",     pitfalls_at,
                                         pitfall_name, pitfall_title, NULL};

#define FIELD(field) .offset = offsetof(struct draw_options, field)

const struct command_option draw_options_table[] = {
    {"ink", .metavar = "FILE", .kind = &option_text, FIELD(ink), .initial = "an empty page",
     .help = "ink file with the drawing that is shown"},
    {"index", .metavar = "N", .kind = &option_count, .most = UINT32_MAX, FIELD(index),
     .help = "which drawing of the ink file"},
    {"label", .metavar = "N", .kind = &option_count, .most = LABEL_MAX, FIELD(label),
     .initial = "what the ink file says", .help = "which digit the drawing is"},
    {"model", .metavar = "FILE", .kind = &option_text, FIELD(model),
     .initial = "the one that is built in", .help = "the model that is shown"},
    {"beside", .metavar = "FILE", .kind = &option_text, FIELD(beside),
     .help = "another model, to switch to and to compare with"},
    {"data", .metavar = "DIR", .kind = &option_text, FIELD(data),
     .initial = "$LUME_DATA, else mnist in the user's data",
     .help = "folder of MNIST, for test digits and the accuracy; without it they are generated"},
    {"select", .metavar = "NEURON", .kind = &kind_selection, FIELD(select),
     .help = "show the inside of a neuron: h1:3 in the first hidden layer, out:4 of an output; "
             "numbers of neurons begin with 0"},
    {"scene", .metavar = "NAME", .kind = &option_choice, .choices = &scenes, FIELD(scene),
     .initial = "draw", .help = "which tab is shown first"},
    {"epochs", .metavar = "N", .kind = &option_count, .least = 1, .most = 1000000, FIELD(epochs),
     .initial = "train when asked to",
     .help = "begin to train, so many times through the training set"},
    {"pitfall", .metavar = "NAME", .kind = &option_choice, .choices = &pitfalls, FIELD(pitfall),
     .help = "show what goes wrong with training, run after run"},
    {"step", .metavar = "NAME", .kind = &option_text, FIELD(step), .initial = "picture",
     .help = "step of the lesson that teach begins with: picture, forward-1, answer, loss, "
             "output-deltas, hidden-deltas-1, gradient, update, new-answer"},
    {"cell", .metavar = "TRUE,ANSWERED", .kind = &kind_cell, FIELD(cell),
     .help =
         "show the mistakes, with the pictures of a cell: 9,4 for those of 9 that are taken for "
         "4"},
    {"weights", .kind = &option_flag, FIELD(weights),
     .help = "lines are weights, instead of activation x weight"},
    {"lang", .metavar = "NAME", .kind = &option_choice, .choices = &languages, FIELD(language),
     .initial = "what was chosen last, else the system's", .help = "language of all texts"},
    {"theme", .metavar = "NAME", .kind = &option_choice, .choices = &themes, FIELD(theme),
     .initial = "what was chosen last, else dark", .help = "colours, for dark or for bright rooms"},
    {"projector", .kind = &option_flag, FIELD(projector),
     .help = "thick lines and large text, for the last row"},
    {"size", .metavar = "WxH", .kind = &kind_size, FIELD(size),
     .initial = "the window's last, a picture's 1280x720", .help = "size in pixels"},
    {"scale", .metavar = "X", .kind = &option_number, .range = {0.5, 4, false, false}, FIELD(scale),
     .initial = "what was chosen last, else 1", .help = "size of everything in it"},
    {"fullscreen", .kind = &option_flag, FIELD(fullscreen), .help = "fill the screen"},
    {"no-controls", .kind = &option_flag, FIELD(no_controls),
     .help = "without buttons, for slides"},
    {"seed", .metavar = "N", .kind = &option_count, .most = UINT64_MAX, FIELD(seed),
     .initial = "another one each time, 0 for pictures",
     .help = "of the order in which test digits come, and of training"},
    {"describe", .kind = &option_flag, FIELD(describe),
     .help = "print a JSON object a line for all that changes in the window"},
    {"script", .metavar = "FILE", .kind = &option_text, FIELD(script),
     .help = "play pointer, keys and actions from a file of JSON lines"},
    {"screenshot", .metavar = "OUT", .kind = &option_text, FIELD(screenshot),
     .help = "open no window, but write a picture, PNG or SVG by its name; after the script"},
    {"save-model", .metavar = "FILE", .kind = &option_text, FIELD(save_model),
     .help = "write the model that was trained for the picture"},
    {"save-curves", .metavar = "FILE", .kind = &option_text, FIELD(save_curves),
     .help = "write how that went, as CSV"},
    {.name = NULL},
};

const struct option_rule draw_options_rules[] = {
    {"index", RULE_NEEDS, "ink"},
    {"label", RULE_NEEDS, "ink"},
    {"step", RULE_NEEDS, "scene"},
    {"screenshot", RULE_EXCLUDES, "fullscreen"},
    {"pitfall", RULE_EXCLUDES, "epochs"},
    {"save-model", RULE_NEEDS, "screenshot"},
    {"save-curves", RULE_NEEDS, "screenshot"},
    {NULL, RULE_NEEDS, NULL},
};

void draw_options_prepare(void *values)
{
    struct draw_options *options = values;
    options->size = (struct draw_size){1280, 720};
    options->scale = 1;
}

enum lume_status draw_options_select(const struct draw_selection *selection,
                                     const struct lume_network *network, int *layer, int *unit,
                                     struct lume_error *error)
{
    const size_t n = network->n_layers;
    const uint64_t chosen = selection->layer == 0 ? n : selection->layer;
    if (!selection->text) {
        *layer = -1;
        *unit = 0;
        return LUME_OK;
    }
    if (chosen > n || (chosen == n && selection->layer != 0)) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--select",
                              "the model has %zu hidden layers, got \"%.256s\"", n - 1,
                              selection->text);
    }
    if (selection->unit >= network->layers[chosen - 1].n_out) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--select",
                              "no such neuron, expected 0 to %zu in this layer, got \"%.256s\"",
                              network->layers[chosen - 1].n_out - 1, selection->text);
    }
    *layer = (int)chosen - 1;
    *unit = (int)selection->unit;
    return LUME_OK;
}
