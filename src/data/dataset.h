/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_DATASET_H
#define LUME_DATA_DATASET_H

#include <lume/dataset.h>

/* Find the two files of one part in a folder, as lume_dataset_load_part does. Both paths are
 * released with memory_free. LUME_ERROR_IO, LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status dataset_find_part(const char *directory, enum lume_part part,
                                                 char **images_path, char **labels_path,
                                                 struct lume_error *error);

/* Make a set of blank images, all of label 0, with one class. LUME_ERROR_MEMORY (also: more pixels
 * than LUME_IDX_MAX_SIZE). */
LUME_MUST_USE enum lume_status dataset_create(size_t n, size_t rows, size_t columns,
                                              struct lume_dataset *out, struct lume_error *error);

/* Make a set of its own with the same content, checksum included. LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status dataset_copy(const struct lume_dataset *set,
                                            struct lume_dataset *out, struct lume_error *error);

/* Put n random images of a set first and forget the others, which stay behind them: with the same
 * numbers a smaller choice is the beginning of a larger one. n is at most set->n. */
void dataset_choose(struct lume_dataset *set, size_t n, struct lume_rng *rng);

/* Set the checksum to that of the pixels and labels there are now. */
void dataset_sum(struct lume_dataset *set);

#endif
