/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_DATASET_H
#define LUME_DATA_DATASET_H

#include <lume/dataset.h>

/* Find the two files of one part in a folder, as lume_dataset_load_part does. Both paths are
 * released with memory_free. LUME_ERROR_IO, LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status dataset_find_part(const char *directory, enum lume_part part,
                                                 char **images_path, char **labels_path,
                                                 struct lume_error *error);

#endif
