/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_REGISTRY_H
#define LUME_CLI_REGISTRY_H

/*
 * The lists of named variants as the command line sees them: one way to look a name up, to suggest
 * one, and to print all of them with what they do.
 */

#include <lume/status.h>

#include <stdbool.h>
#include <stddef.h>

struct registry {
    const char *topic;    /* "activations": `lume help activations` prints the list */
    const char *singular; /* "activation" */
    const void *(*at)(size_t index);
    const char *(*name)(const void *entry);
    const char *(*doc)(const void *entry); /* one line */
    /* What else belongs to an entry, NULL after the last; NULL: nothing. */
    const char *const *(*more)(const void *entry);
};

extern const struct registry registry_activations, registry_losses, registry_initializers,
    registry_optimizers, registry_schedules, registry_scalings, registry_normalizers,
    registry_kernels, registry_presets, registry_formats, registry_styles;

/* All of them; NULL after the last. */
const struct registry *registry_at(size_t index);

/* Find an entry by `length` characters of a name; NULL when there is none. */
const void *registry_find(const struct registry *registry, const char *name, size_t length);

/* Write the names as "a, b or c"; where they are many, how many and what lists them. */
void registry_names(const struct registry *registry, char *out, size_t size);

/* Complain about an unknown name under `what` (such as "--loss"): suggests the nearest, or lists
 * all. Returns LUME_ERROR_USAGE. */
enum lume_status registry_unknown(const struct registry *registry, const char *what,
                                  const char *name, size_t length, struct lume_error *error);

#endif
