/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_PITFALL_H
#define LUME_GUI_PITFALL_H

/*
 * What goes wrong with training, ready to be shown: each is two to four runs that differ in one
 * thing, whose curves lie over each other; the last one stays on the screen. An entry of the
 * registry; texts are to be translated.
 */

#include "course/recipe.h"

enum { PITFALL_MAX_RUNS = 4 };

struct pitfall {
    const char *name;    /* "learning-rate": of `lume draw --pitfall` */
    const char *title;   /* N_("Learning rate") */
    const char *caption; /* one or two sentences: what to look at, and why it happens */
    struct {
        const char *name;                     /* N_("too small"); names of registries stay */
        void (*apply)(struct recipe *recipe); /* on recipe_defaults */
    } runs[PITFALL_MAX_RUNS + 1];             /* ended by a NULL name */
};

/* List them: learning-rate, vanishing, exploding, overfitting, zeros, batch-size; NULL after. */
const struct pitfall *pitfall_at(size_t index);
const struct pitfall *pitfall_find(const char *name);

#endif
