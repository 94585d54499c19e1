/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_TRAIN_LOOP_H
#define LUME_TESTS_TRAIN_LOOP_H

/* The loop that `lume train` is, to compare other drivers with. */

#include "check.h"

#include "course/course.h"
#include "course/course_sets.h"

/* Train as `lume train` does, to the end. */
static inline struct course *train_in_loop(const struct recipe *ordered, size_t n_generated)
{
    struct recipe recipe = *ordered;
    struct course_sources sources = {0};
    struct course_sets *sets;
    struct course *course;
    struct lume_trainer_progress progress;
    struct lume_error failure;
    recipe.n_generated = n_generated;
    assert_int_equal(recipe_resolve(&recipe, NULL), RECIPE_SOUND);
    CHECK_OK(course_sets_make(&sources, &recipe, NULL, &sets, &failure), failure);
    CHECK_OK(course_create(&recipe, sets, NULL, NULL, &course, &failure), failure);
    course_sets_drop(sets);
    do {
        CHECK_OK(lume_trainer_step(course->trainer, SIZE_MAX, &failure), failure);
        CHECK_OK(lume_trainer_end_epoch(course->trainer, &failure), failure);
        lume_trainer_progress(course->trainer, &progress);
    } while (progress.state == LUME_TRAINING);
    course_keep_best(course);
    return course;
}

#endif
