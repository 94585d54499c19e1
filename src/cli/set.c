/* SPDX-License-Identifier: MIT */
#include "cli/set.h"

#include "base/memory.h"
#include "base/path.h"
#include "cli/paths.h"
#include "cli/text.h"
#include "data/dataset.h"

#include <stdbool.h>

enum lume_status set_find(const struct set_source *source, enum lume_part part,
                          struct set_files *out, struct lume_error *error)
{
    struct set_files files = {NULL, NULL};
    enum lume_status status;
    if (source->images) {
        status = path_join("", source->images, &files.images, error);
        if (status == LUME_OK) {
            status = path_join("", source->labels, &files.labels, error);
        }
    } else {
        char *directory;
        status = paths_data(source->data, &directory, error);
        if (status == LUME_OK) {
            status = dataset_find_part(directory, part, &files.images, &files.labels, error);
            memory_free(directory);
        }
    }
    if (status != LUME_OK) {
        set_files_finish(&files);
        return status;
    }
    *out = files;
    return LUME_OK;
}

static void warn_of_padding(bool padded, const char *path)
{
    struct lume_error warning;
    if (padded) {
        lume_error_set(&warning, LUME_OK, path, "the gzip file ends in zeros, which are ignored");
        text_warn(warning.message);
    }
}

enum lume_status set_load(const struct set_files *files, size_t n_classes, struct lume_dataset *out,
                          struct lume_error *error)
{
    enum lume_status status =
        lume_dataset_load(files->images, files->labels, n_classes, out, error);
    if (status == LUME_OK) {
        warn_of_padding(out->trailing_zeros & LUME_DATASET_IMAGES, files->images);
        warn_of_padding(out->trailing_zeros & LUME_DATASET_LABELS, files->labels);
    }
    return status;
}

enum lume_status set_load_ink(const char *path, size_t n_classes, struct lume_ink_set *out,
                              struct lume_error *error)
{
    enum lume_status status = lume_ink_set_load(path, n_classes, out, error);
    if (status == LUME_OK) {
        warn_of_padding(out->trailing_zeros, path);
    }
    return status;
}

void set_files_finish(struct set_files *files)
{
    memory_free(files->images);
    memory_free(files->labels);
    *files = (struct set_files){NULL, NULL};
}
