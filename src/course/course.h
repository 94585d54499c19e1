/* SPDX-License-Identifier: MIT */
#ifndef LUME_COURSE_COURSE_H
#define LUME_COURSE_COURSE_H

/*
 * A training from its first weights to the model: what its drivers share, so that all get the same
 * numbers. A driver calls lume_trainer_step and lume_trainer_end_epoch on `trainer` as it likes: in
 * a loop, in slices, with pauses, in a thread of its own. A course is used by one thread at a time;
 * several that share their sets may run at once.
 */

#include "course/course_sets.h"
#include "course/recipe.h"

#include <lume/metrics.h>
#include <lume/model.h>
#include <lume/pool.h>
#include <lume/trainer.h>

struct course {
    struct recipe recipe; /* with the pool in its training */
    struct course_sets *sets;
    struct lume_model model; /* its network is what the trainer changes */
    struct lume_trainer *trainer;
};

/* Prepare everything up to the first batch.
 *
 * @param recipe  resolved
 * @param sets  made for it; shared
 * @param start  a model to go on from, which is copied; NULL: weights from the recipe's seed
 * @param pool  borrowed; NULL: the caller alone
 * @return as lume_trainer_create */
LUME_MUST_USE enum lume_status course_create(const struct recipe *recipe, struct course_sets *sets,
                                             const struct lume_model *start, struct lume_pool *pool,
                                             struct course **out, struct lume_error *error);

/* Put the best epoch into the model, and say in it which that is. Training can go on after it only
 * from these parameters. */
void course_keep_best(struct course *course);

/* Measure the model on test images (sets->test.n is not 0), and say in it how accurate it is. As
 * lume_evaluate; the caller finishes `out`. */
LUME_MUST_USE enum lume_status course_test(struct course *course, struct lume_metrics *out,
                                           struct lume_error *error);

/* NULL is harmless. */
void course_destroy(struct course *course);

#endif
