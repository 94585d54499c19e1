/* SPDX-License-Identifier: MIT */
#ifndef LUME_COURSE_INK_H
#define LUME_COURSE_INK_H

/*
 * The drawings of a training, and what each of them is for.
 *
 * A drawing with all its copies is on one side: nothing is measured on what was trained on.
 */

#include <lume/dataset.h>
#include <lume/ink_image.h>
#include <lume/ink_set.h>
#include <lume/pool.h>

#include <stdbool.h>

enum { COURSE_MAX_INK = 16 };

/* What a drawing is for. */
enum course_role {
    COURSE_LEARN,
    COURSE_VALIDATE,
    COURSE_HOLD_OUT, /* its writer is held out: to measure by */
    COURSE_LEAVE_OUT,
};

struct course_ink {
    size_t n; /* files */
    struct course_ink_file {
        const char *name; /* what messages call it; borrowed */
        struct lume_ink_set set;
        size_t weight;  /* how often each drawing is rendered to learn from */
        uint8_t *roles; /* [set.n], enum course_role */
    } files[COURSE_MAX_INK];
};

/* Add the drawings of a file, all to learn from; there is room for COURSE_MAX_INK. The set is
 * taken over, also after a failure: LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status course_ink_add(struct course_ink *ink, struct lume_ink_set *set,
                                              const char *name, size_t weight,
                                              struct lume_error *error);

/* Hold out what a writer drew, whose name has `length` bytes; false where nobody is called so. */
bool course_ink_hold_out(struct course_ink *ink, const char *name, size_t length);

/* Count the drawings of all files that have a role. */
size_t course_ink_count(const struct course_ink *ink, enum course_role role);

/* Give another role to n of those to learn from, at random; n is no more than there are. With the
 * same numbers those of a smaller n are among those of a larger one. */
void course_ink_set_apart(struct course_ink *ink, size_t n, enum course_role role,
                          struct lume_rng *rng);

/* Render those drawings of a file that have a role; out->n is 0 where there are none. As
 * lume_dataset_from_ink. */
LUME_MUST_USE enum lume_status course_ink_render(const struct course_ink_file *file,
                                                 enum course_role role, size_t n_classes,
                                                 const struct lume_ink_augment *augment,
                                                 size_t copies, uint64_t seed,
                                                 struct lume_pool *pool, struct lume_dataset *out,
                                                 struct lume_error *error);

void course_ink_finish(struct course_ink *ink);

#endif
