/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_PATHS_H
#define LUME_CLI_PATHS_H

/*
 * Where data and models live: the folder `lume` of the user's data (XDG Base Directory
 * Specification), unless options or LUME_DATA say otherwise. Results are released with memory_free.
 */

#include <lume/model.h>
#include <lume/status.h>

/* "$XDG_DATA_HOME/lume/NAME", or below $HOME/.local/share where that is unset, empty or relative.
 * @return LUME_ERROR_IO where HOME is needed and unset, LUME_ERROR_MEMORY */
LUME_MUST_USE enum lume_status paths_user_data(const char *name, char **out,
                                               struct lume_error *error);

/* The folder of MNIST: `option` (--data) if there is one, else $LUME_DATA, else the folder "mnist"
 * of the user's data. As paths_user_data. */
LUME_MUST_USE enum lume_status paths_data(const char *option, char **out, struct lume_error *error);

/* Read a model, or with path NULL the one that is built in; as lume_model_load. */
LUME_MUST_USE enum lume_status paths_load_model(const char *path, struct lume_model *out,
                                                struct lume_error *error);

/* "DIRECTORY/NAME"; LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status paths_join(const char *directory, const char *name, char **out,
                                          struct lume_error *error);

/* Make the folders above `path` that are missing, for the user alone (mode 0700, as XDG wants).
 * @return LUME_ERROR_IO, LUME_ERROR_MEMORY */
LUME_MUST_USE enum lume_status paths_make_parents(const char *path, struct lume_error *error);

#endif
