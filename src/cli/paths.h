/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_PATHS_H
#define LUME_CLI_PATHS_H

/*
 * Where data and models are, unless options or LUME_DATA say otherwise.
 */

#include <lume/model.h>
#include <lume/status.h>

/* The folder of MNIST: `option` (--data) if there is one, else $LUME_DATA, else the folder "mnist"
 * of the user's data. As path_user. */
LUME_MUST_USE enum lume_status paths_data(const char *option, char **out, struct lume_error *error);

/* Read a model, or with path NULL the one that is built in; as lume_model_load. */
LUME_MUST_USE enum lume_status paths_load_model(const char *path, struct lume_model *out,
                                                struct lume_error *error);

#endif
