/* SPDX-License-Identifier: MIT */
#include "cli/paths.h"

#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum lume_status paths_join(const char *directory, const char *name, char **out,
                            struct lume_error *error)
{
    size_t n = strlen(directory), n_name = strlen(name);
    char *path = memory_allocate(n + n_name + 2, 1);
    if (!path) {
        return memory_exhausted(error, directory);
    }
    memcpy(path, directory, n);
    if (n > 0 && path[n - 1] != '/') {
        path[n++] = '/';
    }
    memcpy(path + n, name, n_name + 1);
    *out = path;
    return LUME_OK;
}

/* A variable that is set and not empty, else NULL. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && value[0] ? value : NULL;
}

enum lume_status paths_user_data(const char *name, char **out, struct lume_error *error)
{
    const char *base = variable("XDG_DATA_HOME");
    char *root, *folder;
    enum lume_status status;
    if (base && base[0] == '/') {
        status = paths_join(base, "lume", &folder, error);
    } else {
        const char *home = variable("HOME");
        if (!home) {
            return lume_error_set(
                error, LUME_ERROR_IO, NULL,
                "cannot tell where your files are: neither HOME nor XDG_DATA_HOME "
                "is set");
        }
        status = paths_join(home, ".local/share", &root, error);
        if (status == LUME_OK) {
            status = paths_join(root, "lume", &folder, error);
            memory_free(root);
        }
    }
    if (status == LUME_OK) {
        status = paths_join(folder, name, out, error);
        memory_free(folder);
    }
    return status;
}

enum lume_status paths_data(const char *option, char **out, struct lume_error *error)
{
    const char *given = option ? option : variable("LUME_DATA");
    return given ? paths_join("", given, out, error) : paths_user_data("mnist", out, error);
}

enum lume_status paths_load_model(const char *path, struct lume_model *out,
                                  struct lume_error *error)
{
    return path ? lume_model_load(path, out, error) : lume_model_load_default(out, error);
}

enum lume_status paths_make_parents(const char *path, struct lume_error *error)
{
    char *copy;
    enum lume_status status = paths_join("", path, &copy, error);
    if (status != LUME_OK) {
        return status;
    }
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(copy, 0700) != 0 && errno != EEXIST && errno != EISDIR) {
            struct stat found;
            int reason = errno;
            if (stat(copy, &found) != 0) { /* a read-only parent of an existing folder is fine */
                status = lume_error_set(error, LUME_ERROR_IO, copy, "cannot make this folder: %s",
                                        strerror(reason));
                break;
            }
        }
        *slash = '/';
    }
    memory_free(copy);
    return status;
}
