/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_TRAIN_FILES_H
#define LUME_CLI_TRAIN_FILES_H

/*
 * The files that `lume train` learns from, and is measured by: where they are, and what they hold.
 */

#include "cli/set.h"
#include "cli/train_options.h"
#include "course/course_sets.h"

struct train_files {
    struct set_files train, test;
    char *ink[COURSE_MAX_INK]; /* paths; as many as options->n_ink, once they are found */
};

/* Find them; train_files_finish releases, also after a failure. As set_find. */
LUME_MUST_USE enum lume_status train_files_find(const struct train_options *options,
                                                struct train_files *files,
                                                struct lume_error *error);

/* Tell whether a path is one of them. */
bool train_files_include(const struct train_files *files, const char *path);

/* Load them, hold writers out, and see whether the recipe goes with what they hold.
 *
 * @param start  the model of --start; NULL without one
 * @param out  zeroed; course_sources_finish releases, also after a failure. It borrows the paths
 * @return as set_load, set_load_ink; LUME_ERROR_USAGE, LUME_ERROR_DATA where it does not go */
LUME_MUST_USE enum lume_status train_files_load(const struct train_files *files,
                                                const struct train_options *options,
                                                const struct recipe *recipe,
                                                const struct lume_model *start,
                                                struct course_sources *out,
                                                struct lume_error *error);

void train_files_finish(struct train_files *files);

#endif
