/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_SET_H
#define LUME_CLI_SET_H

/*
 * The data sets that options name.
 */

#include <lume/dataset.h>
#include <lume/ink_set.h>

/* Either a folder (NULL: the default one, see paths.h), or where `images` is set two files. */
struct set_source {
    const char *data, *images, *labels;
};

/* The files of a set. */
struct set_files {
    char *images, *labels; /* owned; NULL: there is no such set */
};

/* Find them; `part` is that of the folder. As lume_dataset_load_part; set_files_finish releases. */
LUME_MUST_USE enum lume_status set_find(const struct set_source *source, enum lume_part part,
                                        struct set_files *out, struct lume_error *error);

/* Load a set; what is odd about it, though not wrong, is a warning. As lume_dataset_load. */
LUME_MUST_USE enum lume_status set_load(const struct set_files *files, size_t n_classes,
                                        struct lume_dataset *out, struct lume_error *error);

/* Load an ink file likewise. As lume_ink_set_load. */
LUME_MUST_USE enum lume_status set_load_ink(const char *path, size_t n_classes,
                                            struct lume_ink_set *out, struct lume_error *error);

void set_files_finish(struct set_files *files);

#endif
