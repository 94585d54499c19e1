/* SPDX-License-Identifier: MIT */
#include "cli/paths.h"

#include "base/path.h"

enum lume_status paths_data(const char *option, char **out, struct lume_error *error)
{
    const char *given = option ? option : path_variable("LUME_DATA");
    return given ? path_join("", given, out, error) : path_user(&path_data, "mnist", out, error);
}

enum lume_status paths_load_model(const char *path, struct lume_model *out,
                                  struct lume_error *error)
{
    return path ? lume_model_load(path, out, error) : lume_model_load_default(out, error);
}
