/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_HYPER_H
#define LUME_GUI_HYPER_H

/*
 * What can be chosen about a training in the window: hyperparameters by the field's names, each an
 * entry of a registry. A control steps through the values that are usual; the recipe may hold
 * others (from a model or a pitfall), from which a step goes to the next usual one.
 */

#include "course/recipe.h"
#include "gui/text.h"

struct hyper {
    const char *name;    /* the option of `lume train`: "learning-rate" */
    const char *caption; /* N_("learning rate") */
    bool live;           /* takes effect at the next batch; others begin a new run */
    /* Go on by so many values, up or down; stops at the ends. Returns whether anything changed. */
    bool (*step)(struct recipe *recipe, int steps);
    /* In the language shown: "0.01", "16-16", "5 × 16", "sigmoid", "all"; "—" where there is no
     * such thing now, which no step changes. Names of registries are the same in all languages. */
    void (*print)(const struct recipe *recipe, const struct text_language *language, char *out,
                  size_t size);
    /* Put it to what another recipe has. */
    void (*copy)(const struct recipe *from, struct recipe *to);
    /* Of the log slider: 0 to 1 and back; NULL: it has none. */
    float (*position)(const struct recipe *recipe);
    void (*place)(struct recipe *recipe, float position);
};

/* List them in the order of the controls: hidden, activation, init, optimizer, learning-rate,
 * batch-size, momentum, schedule, epochs, l1, l2, dropout, clip-norm, augment, patience,
 * train-size; NULL after the last. */
const struct hyper *hyper_at(size_t index);
const struct hyper *hyper_find(const char *name);

/* Write what differs between two recipes, as a name for the second: "learning rate 0.01 → 1,
 * L2 0 → 0.001"; "the same again" where nothing does, with the seed where that differs. */
const char *hyper_difference(const struct recipe *from, const struct recipe *to,
                             const struct text_language *language, char *out, size_t size);

#endif
