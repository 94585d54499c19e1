/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_TRAIN_SETS_H
#define LUME_CLI_TRAIN_SETS_H

/*
 * What `lume train` learns from, and what it is measured by.
 *
 * The base is MNIST or files like it; without (--data none) what the generator writes; without that
 * the ink files. Validation is taken from the base: whole images, or whole drawings, as they are.
 * The rest of the base, all other drawings with their changed copies, and generated digits beside
 * MNIST are what is trained on.
 */

#include "cli/set.h"
#include "cli/train_options.h"

#include <lume/dataset.h>
#include <lume/model.h>
#include <lume/pool.h>

struct train_sets {
    struct set_files train_files, test_files;
    char *ink[TRAIN_MAX_INK]; /* paths; as many as options->n_ink, once they are found */

    struct lume_dataset base;              /* n 0: nothing is a view of it */
    struct lume_dataset train, validation; /* views of base, or sets of their own */
    struct lume_dataset test, ink_test;    /* n 0: none; ink_test: of writers held out */
    uint32_t checksum;                     /* of all that was trained on or validated by */
};

/* Find the files; train_sets_finish releases, also after a failure. As set_find. */
LUME_MUST_USE enum lume_status train_sets_find(const struct train_options *options,
                                               struct train_sets *sets, struct lume_error *error);

/* Tell whether a path is one of the files. */
bool train_sets_include(const struct train_sets *sets, const char *path);

/* Load and make all sets; warped images come as they are, all others normalised.
 *
 * @param start  the model of --start; NULL without one
 * @return as lume_dataset_load, lume_ink_set_load, lume_dataset_from_ink; LUME_ERROR_USAGE where
 *         nothing is left to train on */
LUME_MUST_USE enum lume_status train_sets_load(const struct train_options *options,
                                               const struct recipe *recipe,
                                               const struct lume_model *start,
                                               struct lume_pool *pool, struct train_sets *sets,
                                               struct lume_error *error);

void train_sets_finish(struct train_sets *sets);

#endif
