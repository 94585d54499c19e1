/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATASET_H
#define LUME_DATASET_H

#include "normalizer.h"
#include "rng.h"
#include "status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Grey images with one label each, all of one size: MNIST, Fashion-MNIST, KMNIST, EMNIST …
 *
 * Pixels are 0 (paper) to 255 (ink). `pixels` is [n][rows][columns], `labels` is [n], each below
 * n_classes. `owned` is NULL in a view (lume_dataset_split): then another set owns the memory, and
 * the checksum is that of the whole set.
 */
struct lume_dataset {
    size_t n, rows, columns, n_classes;
    uint8_t *pixels;
    uint8_t *labels;
    uint32_t checksum; /**< CRC-32 of the pixels, continued over the labels, as loaded; of sets
                        *   that are made, as their maker says */
    unsigned trailing_zeros; /**< LUME_DATASET_IMAGES | LUME_DATASET_LABELS: these gzip files ended
                              *   in padding, worth a warning; usually 0 */
    void *owned;
};

/** The two files of a set, as bits. */
enum { LUME_DATASET_IMAGES = 1, LUME_DATASET_LABELS = 2 };

/** The two halves of MNIST and of the sets that copy its file names. */
enum lume_part { LUME_TRAIN, LUME_TEST };

/**
 * Load images and their labels from two IDX files, either plain or gzip; one of them may be "-".
 *
 * @param n_classes  1 to 256: a label not below it is an error that names its index
 * @return LUME_ERROR_DATA (also when the counts differ), LUME_ERROR_IO, LUME_ERROR_MEMORY,
 *         LUME_ERROR_USAGE (both paths are "-")
 */
LUME_API LUME_MUST_USE enum lume_status lume_dataset_load(const char *images_path,
                                                          const char *labels_path, size_t n_classes,
                                                          struct lume_dataset *out,
                                                          struct lume_error *error);

/** Load images alone; every label is 0 and n_classes is 1. */
LUME_API LUME_MUST_USE enum lume_status lume_dataset_load_images(const char *images_path,
                                                                 struct lume_dataset *out,
                                                                 struct lume_error *error);

/**
 * Load one part of MNIST from a folder that holds the four files under their original names
 * (`train-images-idx3-ubyte`, …, or `train-images.idx3-ubyte`, … as some copies have it), each with
 * or without `.gz`; with both, the one without wins. A missing file is LUME_ERROR_IO.
 */
LUME_API LUME_MUST_USE enum lume_status lume_dataset_load_part(const char *directory,
                                                               enum lume_part part,
                                                               size_t n_classes,
                                                               struct lume_dataset *out,
                                                               struct lume_error *error);

/**
 * Set `n_held_out` random images apart: reorders `set` in place and makes two views of it.
 *
 * @param n_held_out  below set->n
 * @param rest,held_out  views that live as long as `set`; finish is not needed, and harmless
 * Cost: O(n_held_out) image swaps.
 */
LUME_API void lume_dataset_split(struct lume_dataset *set, size_t n_held_out, struct lume_rng *rng,
                                 struct lume_dataset *rest, struct lume_dataset *held_out);

/**
 * Put copies of the images of several sets behind one another.
 *
 * n_classes is the largest of theirs, the checksum goes over theirs (CRC-32 of each as four bytes,
 * lowest first), and whatever ended in zeros did so in the whole.
 *
 * @param sets  [n_sets], 1 or more, which may be the same one twice; stay as they are
 * @return LUME_ERROR_DATA (images differ in size), LUME_ERROR_MEMORY (also: more pixels than
 *         LUME_IDX_MAX_SIZE)
 */
LUME_API LUME_MUST_USE enum lume_status lume_dataset_join(const struct lume_dataset *const *sets,
                                                          size_t n_sets, struct lume_dataset *out,
                                                          struct lume_error *error);

/** Point at the pixels of one image, [rows][columns]. */
LUME_API const uint8_t *lume_dataset_image(const struct lume_dataset *set, size_t index);

/** Normalise every image in place, as a model with this normaliser expects it. The checksum stays
 *  that of the files. LUME_ERROR_MEMORY leaves the set untouched. */
LUME_API LUME_MUST_USE enum lume_status lume_dataset_normalize(
    struct lume_dataset *set, const struct lume_normalizer *normalizer, struct lume_error *error);

/** Release what the set owns and zero it. */
LUME_API void lume_dataset_finish(struct lume_dataset *set);

#ifdef __cplusplus
}
#endif
#endif
