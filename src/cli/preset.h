/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_PRESET_H
#define LUME_CLI_PRESET_H

/*
 * Recipes of `lume train --preset`: each is a list of the options that it stands for, read by the
 * same code as the user's, which come before it.
 */

#include <stddef.h>

struct preset {
    const char *name;
    const char *doc;            /* one line */
    const char *const *options; /* "--name" or "--name=value"; NULL after the last */
};

/* List them; NULL after the last. */
const struct preset *preset_at(size_t index);

#endif
