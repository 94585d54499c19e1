/* SPDX-License-Identifier: MIT */
#include "base/path.h"

#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const struct path_base path_data = {"XDG_DATA_HOME", ".local/share"};
const struct path_base path_config = {"XDG_CONFIG_HOME", ".config"};

enum lume_status path_join(const char *directory, const char *name, char **out,
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

const char *path_variable(const char *name)
{
    const char *value = getenv(name);
    return value && value[0] ? value : NULL;
}

enum lume_status path_user(const struct path_base *base, const char *name, char **out,
                           struct lume_error *error)
{
    const char *given = path_variable(base->variable);
    char *root, *folder;
    enum lume_status status;
    if (given && given[0] == '/') {
        status = path_join(given, "lume", &folder, error);
    } else {
        const char *home = path_variable("HOME");
        if (!home) {
            return lume_error_set(error, LUME_ERROR_IO, NULL,
                                  "cannot tell where your files are: neither HOME nor %s is set",
                                  base->variable);
        }
        status = path_join(home, base->usual, &root, error);
        if (status == LUME_OK) {
            status = path_join(root, "lume", &folder, error);
            memory_free(root);
        }
    }
    if (status == LUME_OK) {
        status = path_join(folder, name, out, error);
        memory_free(folder);
    }
    return status;
}

enum lume_status path_make_parents(const char *path, struct lume_error *error)
{
    char *copy;
    enum lume_status status = path_join("", path, &copy, error);
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
