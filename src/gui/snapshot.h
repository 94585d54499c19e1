/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SNAPSHOT_H
#define LUME_GUI_SNAPSHOT_H

/*
 * One recognition, kept to be shown: the image as the network saw it, each layer's weighted sums
 * and activations, the answer. A copy, so that the model may go on (or be replaced) in another
 * thread.
 */

#include <lume/recognizer.h>

#include <stdbool.h>

struct snapshot_layer {
    size_t n;
    float *z, *a;  /* [n] */
    bool *changed; /* [n] by hand: it is clamped, or its bias is not the one that was learned */
};

struct snapshot {
    const struct lume_model *model; /* borrowed: for the weights */
    uint8_t *image;                 /* [n_inputs], normalised */
    size_t n_layers;
    struct snapshot_layer *layers;
    float *reals; /* what the layers point into, and */
    bool *flags;
    struct lume_answer answer;
};

/* Make room for a model's recognitions; until one is taken all is 0 and the page empty.
 * LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status snapshot_create(const struct lume_model *model,
                                               struct snapshot **out, struct lume_error *error);
void snapshot_destroy(struct snapshot *snapshot);

/* Copy what a recogniser of the same model found last. */
void snapshot_take(struct snapshot *snapshot, const struct lume_recognizer *recognizer,
                   const struct lume_answer *answer);

#endif
