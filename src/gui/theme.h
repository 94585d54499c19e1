/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_THEME_H
#define LUME_GUI_THEME_H

/*
 * Colours and sizes by their role. Blue and orange, never red and green, so that those who tell few
 * colours apart see the same; what has a sign shows it without colour too.
 */

#include <stddef.h>
#include <stdint.h>

/* An entry of the registry. All colours are opaque. */
struct theme {
    const char *name;
    uint32_t stage, panel, line; /* the ground, what lies on it, and thin lines */
    uint32_t text, quiet;        /* quiet: captions, what is not in use */
    uint32_t positive, negative; /* of weights and contributions */
    uint32_t inactive, active;   /* a neuron at 0 and at 1; mixed between */
    uint32_t winner;
    uint32_t focus; /* where the keyboard is */
    uint32_t paper, ink;
};

/* "dark" is the first, then "light"; NULL after the last. */
const struct theme *theme_at(size_t index);

/* NULL where there is none. */
const struct theme *theme_find(const char *name);

/* What is written or drawn on a neuron of activation 0 to 1 (clamped; NaN is 0): the fill, and
 * whichever of the theme's text and stage stands out more from it. */
uint32_t theme_neuron(const struct theme *theme, float activation);
uint32_t theme_on(const struct theme *theme, uint32_t ground);

/* How much the lightness of two colours differs: 1 (not at all) to 21 (black and white), as WCAG
 * 2.1 defines the contrast ratio. Alpha is left out. */
float theme_contrast(uint32_t a, uint32_t b);

/* The colour for small text: this one, or that of text where it does not stand out enough from the
 * stage (4.5 to 1, as WCAG asks). */
uint32_t theme_small(const struct theme *theme, uint32_t color);

/* Sizes in logical pixels. An entry of a registry, too. */
struct theme_sizes {
    const char *name;
    float small, body, heading, digit;  /* text: captions, most of it, titles, the answer */
    float grid;                         /* distances are multiples of it */
    float radius;                       /* of corners */
    float line;                         /* of outlines */
    float wire_thinnest, wire_thickest; /* of the network's lines */
    float dash_on, dash_off;            /* of negative ones */
    float target;                       /* the least that can be hit with a finger */
};

/* "normal" is the first, then "projector"; NULL after the last. */
const struct theme_sizes *theme_sizes_at(size_t index);
const struct theme_sizes *theme_sizes_find(const char *name);

#endif
