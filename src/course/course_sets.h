/* SPDX-License-Identifier: MIT */
#ifndef LUME_COURSE_SETS_H
#define LUME_COURSE_SETS_H

/*
 * What a training learns from, and what it is measured by.
 *
 * The base is MNIST or files like it; without what the generator writes; without that drawings.
 * Validation is taken from the base: whole images, or whole drawings, as they are. The rest of the
 * base (or as many of it as the recipe's train_size says, at random), all other drawings with their
 * changed copies, and generated digits beside loaded images are what is trained on.
 */

#include "course/course_ink.h"
#include "course/recipe.h"

#include <lume/dataset.h>
#include <lume/pool.h>

/* What was loaded, by whoever knows where it is. */
struct course_sources {
    struct lume_dataset base, test; /* n 0: none */
    struct course_ink ink;
};

/* Why a recipe does not go with what was loaded; each driver says it in its own words. */
enum course_misfit {
    COURSE_FITS,
    COURSE_SIZE_BESIDE,   /* drawings and generated digits are 28 x 28, the base is not */
    COURSE_SIZE_START,    /* the model to start from takes images of another size */
    COURSE_SIZE_TEST,     /* test images have another size */
    COURSE_NOTHING,       /* is left to train on: no images, and every drawing is held out */
    COURSE_ALL_VALIDATE,  /* validation takes all there is */
    COURSE_NONE_VALIDATE, /* so few images that there are none for patience to watch */
    COURSE_FEW_LEFT,      /* fewer than train_size, once validation is set apart */
};

/* Measures of what goes into the sets. */
struct course_measures {
    size_t n;             /* images or drawings that validation is taken from */
    uint64_t n_validate;  /* taken, or wanted */
    uint64_t n_left;      /* of n, to train on; where validation leaves any */
    size_t rows, columns; /* of each image */
};

/* Measure it, and tell whether a recipe goes with it, and a model to start from (NULL: none). */
enum course_misfit course_sources_check(const struct course_sources *sources,
                                        const struct recipe *recipe, const struct lume_model *start,
                                        struct course_measures *out);

void course_sources_finish(struct course_sources *sources);

/* Once made they are const, so that several courses share them. */
struct course_sets {
    struct lume_dataset base;              /* n 0: nothing is a view of it */
    struct lume_dataset train, validation; /* views of base, or sets of their own */
    struct lume_dataset test, ink_test;    /* n 0: none; ink_test: of writers held out */
    uint32_t checksum;                     /* of all that was trained on or validated by */
    struct recipe recipe;                  /* what they were made for */
    size_t n_users;
};

/* Make all sets for a recipe that goes with the sources; warped images come as they are, all others
 * normalised. Some recipes can share them: course_sets_suits.
 *
 * @param sources  what is needed of them is taken over, also after a failure
 * @param out  for one user; course_sets_drop releases
 * @return as lume_dataset_from_ink, lume_dataset_join, lume_dataset_synthesize */
LUME_MUST_USE enum lume_status course_sets_make(struct course_sources *sources,
                                                const struct recipe *recipe, struct lume_pool *pool,
                                                struct course_sets **out, struct lume_error *error);

/* Tell whether the same sources would give the same sets for another recipe: those that differ in
 * nothing but network, scaling and what lume_trainer_config says beside seed, normaliser and
 * whether images are warped. */
bool course_sets_suits(const struct course_sets *sets, const struct recipe *recipe);

/* Use them once more. Users come and go in one thread at a time. */
struct course_sets *course_sets_share(struct course_sets *sets);

/* The last user's releases them; NULL is harmless. */
void course_sets_drop(struct course_sets *sets);

#endif
