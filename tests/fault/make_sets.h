/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_MAKE_SETS_H
#define LUME_TESTS_MAKE_SETS_H

/* Each way to make a data set that is in no file. When memory fails, the output must be as before.
 */

#include "check.h"

#include <lume/ink_image.h>

enum { MAKE_SETS_UNTOUCHED = 42 };

static inline enum lume_status make_sets_check(enum lume_status status, struct lume_dataset *made)
{
    if (status == LUME_OK) {
        lume_dataset_finish(made);
    } else {
        assert_int_equal(made->n, MAKE_SETS_UNTOUCHED);
    }
    return status;
}

static inline enum lume_status make_sets_load(struct lume_error *error)
{
    struct lume_dataset made = {.n = MAKE_SETS_UNTOUCHED};
    return make_sets_check(
        lume_dataset_load("images.gz", "train-labels-idx1-ubyte.gz", 10, &made, error), &made);
}

static inline enum lume_status make_sets_load_images(struct lume_error *error)
{
    struct lume_dataset made = {.n = MAKE_SETS_UNTOUCHED};
    return make_sets_check(lume_dataset_load_images("images.gz", &made, error), &made);
}

static inline enum lume_status make_sets_load_part(struct lume_error *error)
{
    struct lume_dataset made = {.n = MAKE_SETS_UNTOUCHED};
    return make_sets_check(lume_dataset_load_part(".", LUME_TRAIN, 10, &made, error), &made);
}

static inline enum lume_status make_sets_join(struct lume_error *error)
{
    static uint8_t bytes[12];
    const struct lume_dataset set = {
        .n = 3, .rows = 2, .columns = 2, .n_classes = 1, .pixels = bytes, .labels = bytes};
    struct lume_dataset made = {.n = MAKE_SETS_UNTOUCHED};
    return make_sets_check(
        lume_dataset_join((const struct lume_dataset *[]){&set, &set}, 2, &made, error), &made);
}

static inline enum lume_status make_sets_from_ink(struct lume_error *error)
{
    static const struct lume_ink_point dot = {0, 0, 0};
    static const uint32_t end = 1;
    const struct lume_ink_item item = {.label = 1, .line = 1, .strokes = {&dot, &end, 1}};
    const struct lume_ink_set ink = {.n = 1, .items = &item};
    struct lume_dataset made = {.n = MAKE_SETS_UNTOUCHED};
    return make_sets_check(lume_dataset_from_ink(&ink, "ink", 10, NULL, 3, 1, NULL, &made, error),
                           &made);
}

static inline enum lume_status make_sets_digits(struct lume_error *error)
{
    struct lume_dataset made = {.n = MAKE_SETS_UNTOUCHED};
    return make_sets_check(lume_dataset_synthesize(3, NULL, 1, NULL, &made, error), &made);
}

static inline enum lume_status make_sets_others(struct lume_error *error)
{
    struct lume_dataset made = {.n = MAKE_SETS_UNTOUCHED};
    return make_sets_check(lume_dataset_synthesize_others(3, NULL, 1, NULL, &made, error), &made);
}

#endif
