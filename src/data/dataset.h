/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_DATASET_H
#define LUME_DATA_DATASET_H

#include <lume/dataset.h>
#include <lume/idx.h>
#include <lume/ink_image.h>

#include <stdbool.h>

/* Find the two files of one part in a folder, as lume_dataset_load_part does. Both paths are
 * released with memory_free. LUME_ERROR_IO, LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status dataset_find_part(const char *directory, enum lume_part part,
                                                 char **images_path, char **labels_path,
                                                 struct lume_error *error);

/*
 * A set that is read from its files piece by piece: lume_dataset_load in pieces. The paths are
 * borrowed until it is destroyed.
 */
struct dataset_loader;

/* LUME_ERROR_MEMORY. Nothing is read yet. */
LUME_MUST_USE enum lume_status dataset_loader_create(const char *images_path,
                                                     const char *labels_path, size_t n_classes,
                                                     struct dataset_loader **out,
                                                     struct lume_error *error);

/* Open the next file, or go on with n bytes of it; *end: all is read and in order. As
 * lume_dataset_load. */
LUME_MUST_USE enum lume_status dataset_loader_read(struct dataset_loader *loader, size_t n,
                                                   bool *end, struct lume_error *error);

/* How much of the images is read: 0 to 1. */
double dataset_loader_share(const struct dataset_loader *loader);

/* Take the set over, after the end. LUME_ERROR_MEMORY: it is still the loader's. */
LUME_MUST_USE enum lume_status dataset_loader_take(struct dataset_loader *loader,
                                                   struct lume_dataset *out,
                                                   struct lume_error *error);

/* NULL is harmless. */
void dataset_loader_destroy(struct dataset_loader *loader);

/* Make a set of two arrays, which it takes over. LUME_ERROR_MEMORY: they stay where they are. */
LUME_MUST_USE enum lume_status dataset_take(struct lume_idx *images, struct lume_idx *labels,
                                            size_t n_classes, uint32_t checksum,
                                            struct lume_dataset *out, struct lume_error *error);

/* Make a set of blank images, all of label 0, with one class. LUME_ERROR_MEMORY (also: more pixels
 * than LUME_IDX_MAX_SIZE). */
LUME_MUST_USE enum lume_status dataset_create(size_t n, size_t rows, size_t columns,
                                              struct lume_dataset *out, struct lume_error *error);

/* lume_dataset_synthesize in pieces: make the set with its labels, then write its digits, some at a
 * time and in order; after the last the checksum is right. Number, augment and seed as there.
 * LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status dataset_synthesize_begin(size_t n, uint64_t seed,
                                                        struct lume_dataset *out,
                                                        struct lume_error *error);
LUME_MUST_USE enum lume_status dataset_synthesize_some(struct lume_dataset *set, size_t first,
                                                       size_t n,
                                                       const struct lume_ink_augment *augment,
                                                       uint64_t seed, struct lume_pool *pool,
                                                       struct lume_error *error);

/* Make a set of its own with the same content, checksum included. LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status dataset_copy(const struct lume_dataset *set,
                                            struct lume_dataset *out, struct lume_error *error);

/* Put n random images of a set first and forget the others, which stay behind them: with the same
 * numbers a smaller choice is the beginning of a larger one. n is at most set->n. */
void dataset_choose(struct lume_dataset *set, size_t n, struct lume_rng *rng);

/* Set the checksum to that of the pixels and labels there are now. */
void dataset_sum(struct lume_dataset *set);

#endif
