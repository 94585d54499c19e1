/* SPDX-License-Identifier: MIT */
#include "course/course_ink.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

enum lume_status course_ink_add(struct course_ink *ink, struct lume_ink_set *set, const char *name,
                                size_t weight, struct lume_error *error)
{
    assert(ink->n < COURSE_MAX_INK && weight > 0);
    struct course_ink_file *file = &ink->files[ink->n++];
    *file = (struct course_ink_file){name, *set, weight, memory_allocate(set->n, 1)};
    *set = (struct lume_ink_set){0};
    return file->roles ? LUME_OK : memory_exhausted(error, name);
}

static bool hold_out_of(struct course_ink_file *file, const char *name, size_t length)
{
    const struct lume_ink_set *set = &file->set;
    size_t writer = 0;
    while (writer < set->n_writers && (strncmp(set->writers[writer], name, length) != 0 ||
                                       set->writers[writer][length] != 0)) {
        writer++;
    }
    for (size_t i = 0; i < set->n && writer < set->n_writers; i++) {
        if (set->items[i].writer == (int)writer) {
            file->roles[i] = COURSE_HOLD_OUT;
        }
    }
    return writer < set->n_writers;
}

bool course_ink_hold_out(struct course_ink *ink, const char *name, size_t length)
{
    bool known = false;
    for (size_t k = 0; k < ink->n; k++) {
        known |= hold_out_of(&ink->files[k], name, length);
    }
    return known;
}

size_t course_ink_count(const struct course_ink *ink, enum course_role role)
{
    size_t n = 0;
    for (size_t k = 0; k < ink->n; k++) {
        for (size_t i = 0; i < ink->files[k].set.n; i++) {
            n += ink->files[k].roles[i] == role;
        }
    }
    return n;
}

/* Of those that are left each is as likely to be among the next n. */
void course_ink_set_apart(struct course_ink *ink, size_t n, enum course_role role,
                          struct lume_rng *rng)
{
    size_t left = course_ink_count(ink, COURSE_LEARN);
    assert(n <= left);
    for (size_t k = 0; k < ink->n; k++) {
        for (size_t i = 0; i < ink->files[k].set.n; i++) {
            uint8_t *its = &ink->files[k].roles[i];
            if (*its == COURSE_LEARN && lume_rng_below(rng, (uint32_t)left--) < n) {
                *its = (uint8_t)role;
                n--;
            }
        }
    }
}

enum lume_status course_ink_render(const struct course_ink_file *file, enum course_role role,
                                   size_t n_classes, const struct lume_ink_augment *augment,
                                   size_t copies, uint64_t seed, struct lume_pool *pool,
                                   struct lume_dataset *out, struct lume_error *error)
{
    struct lume_ink_set part = file->set;
    struct lume_ink_item *items = memory_allocate(part.n, sizeof *items);
    if (!items) {
        return memory_exhausted(error, file->name);
    }
    part.items = items;
    part.n = 0;
    for (size_t i = 0; i < file->set.n; i++) {
        if (file->roles[i] == role) {
            items[part.n++] = file->set.items[i];
        }
    }
    enum lume_status status = LUME_OK;
    if (part.n > 0) {
        status = lume_dataset_from_ink(&part, file->name, n_classes, augment, copies, seed, pool,
                                       out, error);
    } else {
        *out = (struct lume_dataset){0};
    }
    memory_free(items);
    return status;
}

void course_ink_finish(struct course_ink *ink)
{
    for (size_t k = 0; k < ink->n; k++) {
        lume_ink_set_finish(&ink->files[k].set);
        memory_free(ink->files[k].roles);
    }
    *ink = (struct course_ink){0};
}
