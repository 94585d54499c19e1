/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_INSPECTOR_PARTS_H
#define LUME_GUI_VIEW_INSPECTOR_PARTS_H

/*
 * What the inspector is put together from.
 */

#include "gui/view_inspector.h"

/* What they all need to know. */
struct inspector {
    const struct view *view;
    const struct snapshot *snapshot;
    const struct view_experiment *experiment;
    bool controls;
    const struct lume_layer *layer;
    size_t index, unit; /* of the layer, and in it */
    double z, a, bias, learned;
    double free; /* what a would be if the neuron were not clamped */
};

/* Rows of the column with the sum, downwards. */
enum inspector_row {
    ROW_SUM_HEADING,
    ROW_SUM,
    ROW_ACTIVATION_HEADING,
    ROW_ACTIVATION,
    ROW_BIAS,  /* the slider */
    ROW_CLAMP, /* the toggles, where they have no room beside the activation */
    INSPECTOR_N_ROWS
};

enum { INSPECTOR_N_CLAMPS = 2 };

/* Where everything is. What has no room, or does not belong there, has no height. It depends on
 * the numbers only where they are unusually long, so nothing jumps while they change. */
struct inspector_layout {
    struct paint_rect title, source, curve;
    struct paint_rect rows[INSPECTOR_N_ROWS];
    float text; /* size of the formulas */
    int lines;  /* of the sum: 1 to 3 */
    struct paint_rect slider, caption, clamps[INSPECTOR_N_CLAMPS], restore;
    struct paint_rect accuracy; /* in the title's row, what is left of it */
};
void view_inspector_lay_out(const struct inspector *inspector, const struct paint_rect *rect,
                            struct inspector_layout *out);

/* z and its parts as they are printed: terms + bias = z to the last digit. */
struct inspector_sum {
    double terms, bias, z;
};
struct inspector_sum view_inspector_add_up(const struct inspector *inspector);

/* How wide the longest of the sum's lines is in a text of this size, broken into so many. */
float view_inspector_sum_width(const struct inspector *inspector, float size, int lines);

/* How wide the activation may become, clamped or not. */
float view_inspector_activation_width(const struct inspector *inspector, float size);

/* How wide what stands beside the slider is: "as learned: −2.33", or whichever of this and the hint
 * to drag it is wider. */
float view_inspector_caption_width(const struct inspector *inspector, bool hint);

/* Paint the sum, the activation, and what is told of the slider. */
void view_inspector_sum(const struct inspector *inspector, const struct inspector_layout *layout,
                        struct paint *paint);

/* How many of the test digits are recognised. */
void view_inspector_accuracy(const struct inspector *inspector, const struct paint_rect *rect,
                             struct paint *paint);

/* What is written on a button that clamps to 0 or 1. */
const char *view_inspector_clamp_caption(const struct text_language *language, int value);

/* Write what a part shows; the part is painted in the rectangle that is left below. */
struct paint_rect view_inspector_heading(const struct inspector *inspector,
                                         const struct paint_rect *rect, const char *text,
                                         struct paint *paint);

/* The name of the neuron, "hidden layer 1, neuron 3". */
enum { INSPECTOR_TEXT = 256 };
void view_inspector_name(const struct inspector *inspector, char out[INSPECTOR_TEXT]);
struct paint_text_style view_inspector_title(const struct view *view);

/* Two maps beside each other: weights, and weights x pixels. */
void view_inspector_maps(const struct inspector *inspector, const struct paint_rect *rect,
                         struct paint *paint);

/* How wide they want to be in this height. */
float view_inspector_maps_width(const struct inspector *inspector, float height);

/* A bar for each contribution of the layer before, as many as there is room for; the bias. */
void view_inspector_terms(const struct inspector *inspector, const struct paint_rect *rect,
                          struct paint *paint);

/* The activation function, or the z of all outputs. */
void view_inspector_curve(const struct inspector *inspector, const struct paint_rect *rect,
                          struct paint *paint);

#endif
