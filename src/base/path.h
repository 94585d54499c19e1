/* SPDX-License-Identifier: MIT */
#ifndef LUME_BASE_PATH_H
#define LUME_BASE_PATH_H

/*
 * Paths, and the user's folders as the XDG Base Directory Specification has them. Results are
 * released with memory_free.
 */

#include <lume/status.h>

/* A kind of the user's files. */
struct path_base {
    const char *variable; /* of the environment: the folder of all programs */
    const char *usual;    /* below $HOME, where that is unset, empty or relative */
};

extern const struct path_base path_data, /* XDG_DATA_HOME: what is made or fetched */
    path_config;                         /* XDG_CONFIG_HOME: what was chosen */

/* "$XDG_..._HOME/lume/NAME", or the same below $HOME/USUAL.
 * LUME_ERROR_IO where HOME is needed and unset, LUME_ERROR_MEMORY */
LUME_MUST_USE enum lume_status path_user(const struct path_base *base, const char *name, char **out,
                                         struct lume_error *error);

/* "DIRECTORY/NAME"; LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status path_join(const char *directory, const char *name, char **out,
                                         struct lume_error *error);

/* Make the folders above `path` that are missing, for the user alone (mode 0700, as XDG wants).
 * LUME_ERROR_IO, LUME_ERROR_MEMORY */
LUME_MUST_USE enum lume_status path_make_parents(const char *path, struct lume_error *error);

/* A variable of the environment that is set and not empty, else NULL. */
const char *path_variable(const char *name);

#endif
