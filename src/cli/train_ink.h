/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_TRAIN_INK_H
#define LUME_CLI_TRAIN_INK_H

/*
 * The drawings of `lume train --ink`, and what each of them is for.
 *
 * A drawing with all its copies is on one side: nothing is measured on what was trained on.
 */

#include "cli/train_options.h"

#include <lume/ink_image.h>

/* What a drawing is for. */
enum train_role {
    TRAIN_LEARN,
    TRAIN_VALIDATE,
    TRAIN_HOLD_OUT, /* its writer is named by --hold-out */
};

struct train_ink {
    size_t n; /* files */
    struct train_ink_file {
        const char *path; /* borrowed */
        struct lume_ink_set set;
        uint8_t *roles; /* [set.n], enum train_role */
    } files[TRAIN_MAX_INK];
};

/* Load the files of --ink, found at `paths`, and hold writers out. train_ink_finish releases, also
 * after a failure. As lume_ink_set_load; LUME_ERROR_USAGE (--hold-out names nobody). */
LUME_MUST_USE enum lume_status train_ink_load(const struct train_options *options, size_t n_classes,
                                              char *const *paths, struct train_ink *ink,
                                              struct lume_error *error);

/* Count the drawings of all files that have a role. */
size_t train_ink_count(const struct train_ink *ink, enum train_role role);

/* Turn n of those to learn from, at random, into some to validate by; n is no more than there are.
 */
void train_ink_set_apart(struct train_ink *ink, size_t n, struct lume_rng *rng);

/* Render those drawings of a file that have a role; out->n is 0 where there are none. As
 * lume_dataset_from_ink. */
LUME_MUST_USE enum lume_status train_ink_render(const struct train_ink_file *file,
                                                enum train_role role, size_t n_classes,
                                                const struct lume_ink_augment *augment,
                                                size_t copies, uint64_t seed,
                                                struct lume_pool *pool, struct lume_dataset *out,
                                                struct lume_error *error);

void train_ink_finish(struct train_ink *ink);

#endif
