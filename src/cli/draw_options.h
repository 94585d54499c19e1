/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_DRAW_OPTIONS_H
#define LUME_CLI_DRAW_OPTIONS_H

/*
 * What `lume draw` is told.
 */

#include "cli/options.h"

#include <lume/network.h>

/* Of the window, or of a picture. */
struct draw_size {
    size_t width, height;
};

/* A neuron as --select names it. */
struct draw_selection {
    const char *text; /* NULL: none */
    uint64_t layer;   /* from 1 on; 0: the outputs */
    uint64_t unit;
};

/* A cell of the confusion matrix. */
struct draw_cell {
    bool given;
    uint64_t truth, answer;
};

struct draw_options {
    struct options_given given;
    const char *screenshot, *script, *step, *ink, *model, *beside, *data, *save_model, *save_curves;
    uint64_t index, label, seed, epochs;
    struct draw_selection select;
    struct draw_cell cell;
    bool weights, projector, fullscreen, describe, no_controls;
    const void *language, *theme, *scene, *pitfall;
    struct draw_size size;
    float scale;
};

extern const struct command_option draw_options_table[];
extern const struct option_rule draw_options_rules[];

void draw_options_prepare(void *values);

/* Find out which neuron is meant: hidden layers from 0 on, then the outputs; layer -1 for none.
 * LUME_ERROR_USAGE: there is no such one. */
LUME_MUST_USE enum lume_status draw_options_select(const struct draw_selection *selection,
                                                   const struct lume_network *network, int *layer,
                                                   int *unit, struct lume_error *error);

#endif
