/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SAMPLES_H
#define LUME_GUI_SAMPLES_H

/*
 * Digits with their true labels that N and 0 to 9 bring, and that mistakes are counted on: MNIST's
 * test set where it is, else as many from the built-in generator; or images that were dropped.
 */

#include <lume/dataset.h>
#include <lume/model.h>
#include <lume/rng.h>

#include <stdbool.h>

enum { SAMPLES_GENERATED = 10000, SAMPLES_NO_LABEL = -1 };

struct samples {
    struct lume_dataset set;   /* 28 x 28, as in the files */
    struct lume_dataset ready; /* the same as a model's normaliser wants them; n 0: not made */
    bool generated;
    bool labelled; /* else all labels are 0 and mean nothing */
};

/* Load MNIST's test set from a folder (NULL: there is none); where that fails, generate. `why` (may
 * be NULL): what is wrong with its files; "" where nothing is, or they are not there.
 * LUME_ERROR_MEMORY. Cost: about 30 ms, or 80 to generate. */
LUME_MUST_USE enum lume_status samples_load(const char *folder, struct samples *out,
                                            struct lume_error *why, struct lume_error *error);

/* Load an IDX file of images, 28 x 28. Labels come from the file beside it whose name has "labels"
 * and "idx1" for "images" and "idx3", where there is one that fits (and memory for it); else the
 * set is not labelled. Labels may be any byte.
 * LUME_ERROR_DATA, LUME_ERROR_IO, LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status samples_open(const char *path, struct samples *out,
                                            struct lume_error *error);

/* Make `ready` for a model; LUME_ERROR_MEMORY. Cost: about 30 ms for 10,000 and "moments". */
LUME_MUST_USE enum lume_status samples_prepare(struct samples *samples,
                                               const struct lume_normalizer *normalizer,
                                               struct lume_error *error);

void samples_finish(struct samples *samples);

/* Choose one at random, of a class (SAMPLES_NO_LABEL: of any). False: there is none. */
bool samples_choose(const struct samples *samples, int label, struct lume_rng *rng, size_t *out);

/* Its label, or SAMPLES_NO_LABEL. */
int samples_label(const struct samples *samples, size_t index);

#endif
