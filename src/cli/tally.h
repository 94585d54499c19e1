/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_TALLY_H
#define LUME_CLI_TALLY_H

/*
 * How a model answers the images of a set, one by one: which verdicts it gives, and how well it
 * does for each writer.
 */

#include <lume/dataset.h>
#include <lume/ink_set.h>
#include <lume/pool.h>
#include <lume/recognizer.h>

#include <stddef.h>

struct tally_writer {
    const char *name; /* of the ink set; NULL: of drawings that name nobody */
    size_t n, n_right;
};

struct tally {
    size_t n;                         /* images, or drawings: blank ones, too */
    size_t verdicts[LUME_N_VERDICTS]; /* how often each */
    size_t n_writers;
    struct tally_writer *writers; /* owned; by name, those without at the end */
};

/**
 * Recognise all images.
 * @param set  images as they are before a model normalises them
 * @param ink  the drawings that `set` shows, but for the blank ones; NULL: images of another kind
 * @param out  tally_finish releases it
 * @return LUME_ERROR_MEMORY
 */
LUME_MUST_USE enum lume_status tally_count(const struct lume_model *model,
                                           const struct lume_dataset *set,
                                           const struct lume_ink_set *ink, struct lume_pool *pool,
                                           struct tally *out, struct lume_error *error);

void tally_finish(struct tally *tally);

#endif
