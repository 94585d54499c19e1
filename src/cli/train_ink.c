/* SPDX-License-Identifier: MIT */
#include "cli/train_ink.h"

#include "base/memory.h"
#include "cli/set.h"
#include "cli/suggest.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

enum { SHOWN = 256 };

/* Hold out what a writer drew in a file; false where nobody has that name. */
static bool hold_out_of(struct train_ink_file *file, const char *name, size_t length)
{
    const struct lume_ink_set *set = &file->set;
    size_t writer = 0;
    while (writer < set->n_writers && (strncmp(set->writers[writer], name, length) != 0 ||
                                       set->writers[writer][length] != 0)) {
        writer++;
    }
    for (size_t i = 0; i < set->n && writer < set->n_writers; i++) {
        if (set->items[i].writer == (int)writer) {
            file->roles[i] = TRAIN_HOLD_OUT;
        }
    }
    return writer < set->n_writers;
}

static enum lume_status unknown_writer(const struct train_ink *ink, const char *name, size_t length,
                                       struct lume_error *error)
{
    struct suggestion near = suggest_start(name, length);
    for (size_t k = 0; k < ink->n; k++) {
        const struct lume_ink_set *set = &ink->files[k].set;
        for (size_t i = 0; i < set->n_writers; i++) {
            suggest_offer(&near, set->writers[i]);
        }
    }
    const int shown = length < SHOWN ? (int)length : SHOWN;
    if (near.name) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--hold-out",
                              "unknown writer \"%.*s\" (did you mean \"%s\"?)", shown, name,
                              near.name);
    }
    return lume_error_set(error, LUME_ERROR_USAGE, "--hold-out",
                          "unknown writer, expected one of the ink files, got \"%.*s\"", shown,
                          name);
}

static enum lume_status hold_out(struct train_ink *ink, const char *names, struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    for (const char *name = names, *rest; name && status == LUME_OK; name = rest) {
        const size_t length = options_next_item(name, &rest);
        bool known = false;
        for (size_t k = 0; k < ink->n; k++) {
            known |= hold_out_of(&ink->files[k], name, length);
        }
        if (!known) {
            status = unknown_writer(ink, name, length, error);
        }
    }
    return status;
}

enum lume_status train_ink_load(const struct train_options *options, size_t n_classes,
                                char *const *paths, struct train_ink *ink, struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    for (size_t k = 0; k < options->n_ink && status == LUME_OK; k++) {
        struct train_ink_file *file = &ink->files[k];
        file->path = paths[k];
        status = set_load_ink(paths[k], n_classes, &file->set, error);
        if (status == LUME_OK) {
            ink->n++;
            file->roles = memory_allocate(file->set.n, 1);
            status = file->roles ? LUME_OK : memory_exhausted(error, paths[k]);
        }
    }
    return status == LUME_OK ? hold_out(ink, options->hold_out, error) : status;
}

size_t train_ink_count(const struct train_ink *ink, enum train_role role)
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
void train_ink_set_apart(struct train_ink *ink, size_t n, struct lume_rng *rng)
{
    size_t left = train_ink_count(ink, TRAIN_LEARN);
    assert(n <= left);
    for (size_t k = 0; k < ink->n; k++) {
        for (size_t i = 0; i < ink->files[k].set.n; i++) {
            uint8_t *role = &ink->files[k].roles[i];
            if (*role == TRAIN_LEARN && lume_rng_below(rng, (uint32_t)left--) < n) {
                *role = TRAIN_VALIDATE;
                n--;
            }
        }
    }
}

enum lume_status train_ink_render(const struct train_ink_file *file, enum train_role role,
                                  size_t n_classes, const struct lume_ink_augment *augment,
                                  size_t copies, uint64_t seed, struct lume_pool *pool,
                                  struct lume_dataset *out, struct lume_error *error)
{
    struct lume_ink_set part = file->set;
    struct lume_ink_item *items = memory_allocate(part.n, sizeof *items);
    if (!items) {
        return memory_exhausted(error, file->path);
    }
    part.items = items;
    part.n = 0;
    for (size_t i = 0; i < file->set.n; i++) {
        if (file->roles[i] == role) {
            items[part.n++] = file->set.items[i];
        }
    }
    const char *name = strcmp(file->path, "-") == 0 ? "standard input" : file->path;
    enum lume_status status = LUME_OK;
    if (part.n > 0) {
        status =
            lume_dataset_from_ink(&part, name, n_classes, augment, copies, seed, pool, out, error);
    } else {
        *out = (struct lume_dataset){0};
    }
    memory_free(items);
    return status;
}

void train_ink_finish(struct train_ink *ink)
{
    for (size_t k = 0; k < ink->n; k++) {
        lume_ink_set_finish(&ink->files[k].set);
        memory_free(ink->files[k].roles);
    }
    *ink = (struct train_ink){0};
}
