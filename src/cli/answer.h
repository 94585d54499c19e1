/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_ANSWER_H
#define LUME_CLI_ANSWER_H

/*
 * What is said of one image that was recognised.
 */

#include <lume/ink_set.h>
#include <lume/recognizer.h>

#include <stdbool.h>
#include <stddef.h>

/* How much is said. */
struct answer_style {
    bool json;        /* an object instead of text */
    bool show;        /* draw the image, in text */
    bool outputs;     /* list all outputs, in text */
    bool activations; /* list what every neuron did */
};

/* What was recognised, and where it comes from. */
struct answer_subject {
    const char *path;
    size_t index;
    bool of_several;                  /* the index tells something */
    const struct lume_ink_item *item; /* NULL: not a drawing */
    const char *writer;               /* of the drawing; NULL: unknown */
};

/* Print the answer to standard output; more about it is taken from the recogniser, which has just
 * given it. */
void answer_print(const struct answer_style *style, const struct lume_model *model,
                  const struct lume_recognizer *recognizer, const struct answer_subject *subject,
                  const struct lume_answer *answer);

#endif
