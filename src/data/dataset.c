/* SPDX-License-Identifier: MIT */
#include "data/dataset.h"

#include <lume/image.h>

#include "base/memory.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <zlib.h>

/* What a set owns. */
struct arrays {
    struct lume_idx images, labels;
};

static void arrays_finish(struct arrays *arrays)
{
    lume_idx_finish(&arrays->images);
    lume_idx_finish(&arrays->labels);
}

static uint32_t checksum_of(const struct lume_dataset *set)
{
    uLong sum = crc32_z(0, set->pixels, set->n * set->rows * set->columns);
    return (uint32_t)crc32_z(sum, set->labels, set->n);
}

enum lume_status dataset_take(struct lume_idx *images, struct lume_idx *labels, size_t n_classes,
                              uint32_t checksum, struct lume_dataset *out, struct lume_error *error)
{
    struct arrays *owned = memory_allocate(1, sizeof *owned);
    if (!owned) {
        return memory_exhausted(error, NULL);
    }
    *owned = (struct arrays){*images, *labels};
    *out = (struct lume_dataset){
        .n = images->dims[0],
        .rows = images->dims[1],
        .columns = images->dims[2],
        .n_classes = n_classes,
        .pixels = images->bytes,
        .labels = labels->bytes,
        .checksum = checksum,
        .trailing_zeros = (images->trailing_zeros ? LUME_DATASET_IMAGES : 0u) |
                          (labels->trailing_zeros ? LUME_DATASET_LABELS : 0u),
        .owned = owned,
    };
    *images = *labels = (struct lume_idx){0};
    return LUME_OK;
}

enum lume_status dataset_create(size_t n, size_t rows, size_t columns, struct lume_dataset *out,
                                struct lume_error *error)
{
    size_t size;
    if (!memory_multiply(n, rows * columns, &size) || size > LUME_IDX_MAX_SIZE) {
        return lume_error_set(error, LUME_ERROR_MEMORY, NULL,
                              "%zu images of %zux%zu, expected at most %zu", n, rows, columns,
                              LUME_IDX_MAX_SIZE / (rows * columns));
    }
    struct arrays *owned = memory_allocate(1, sizeof *owned);
    if (!owned) {
        return memory_exhausted(error, NULL);
    }
    owned->images.bytes = memory_allocate(size, 1);
    owned->labels.bytes = memory_allocate(n, 1);
    if (!owned->images.bytes || !owned->labels.bytes) {
        arrays_finish(owned);
        memory_free(owned);
        return memory_exhausted(error, NULL);
    }
    *out = (struct lume_dataset){
        .n = n,
        .rows = rows,
        .columns = columns,
        .n_classes = 1,
        .pixels = owned->images.bytes,
        .labels = owned->labels.bytes,
        .owned = owned,
    };
    return LUME_OK;
}

void dataset_sum(struct lume_dataset *set)
{
    set->checksum = checksum_of(set);
}

/* Find "STEM-KIND" or "STEM.KIND", without or with ".gz", in a folder. *path is released with
 * memory_free. What cannot be looked at counts as there: loading it says why. */
static enum lume_status find_file(const char *directory, const char *stem, const char *kind,
                                  char **path, struct lume_error *error)
{
    const size_t size = strlen(directory) + strlen(stem) + strlen(kind) + sizeof "/-.gz";
    char *candidate = memory_allocate(size, 1);
    if (!candidate) {
        return memory_exhausted(error, directory);
    }
    for (int i = 0; i < 4; i++) {
        struct stat info;
        snprintf(candidate, size, "%s/%s%c%s%s", directory, stem, i % 2 ? '.' : '-', kind,
                 i < 2 ? "" : ".gz");
        if (stat(candidate, &info) == 0 || (errno != ENOENT && errno != ENOTDIR)) {
            *path = candidate;
            return LUME_OK;
        }
    }
    memory_free(candidate);
    struct stat folder;
    if (stat(directory, &folder) != 0 || !S_ISDIR(folder.st_mode)) {
        return lume_error_set(error, LUME_ERROR_IO, directory,
                              "no such folder: scripts/fetch-mnist gets MNIST");
    }
    return lume_error_set(error, LUME_ERROR_IO, directory,
                          "no %s-%s or %s-%s.gz in this folder: scripts/fetch-mnist gets them",
                          stem, kind, stem, kind);
}

enum lume_status dataset_find_part(const char *directory, enum lume_part part, char **images_path,
                                   char **labels_path, struct lume_error *error)
{
    const bool train = part == LUME_TRAIN;
    char *images = NULL, *labels = NULL;
    enum lume_status status =
        find_file(directory, train ? "train-images" : "t10k-images", "idx3-ubyte", &images, error);
    if (status == LUME_OK) {
        status = find_file(directory, train ? "train-labels" : "t10k-labels", "idx1-ubyte", &labels,
                           error);
    }
    if (status != LUME_OK) {
        memory_free(images);
        return status;
    }
    *images_path = images;
    *labels_path = labels;
    return LUME_OK;
}

enum lume_status lume_dataset_load_part(const char *directory, enum lume_part part,
                                        size_t n_classes, struct lume_dataset *out,
                                        struct lume_error *error)
{
    char *images, *labels;
    enum lume_status status = dataset_find_part(directory, part, &images, &labels, error);
    if (status == LUME_OK) {
        status = lume_dataset_load(images, labels, n_classes, out, error);
        memory_free(images);
        memory_free(labels);
    }
    return status;
}

static void swap_bytes(uint8_t *a, uint8_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t swapped = a[i];
        a[i] = b[i];
        b[i] = swapped;
    }
}

static void swap_images(struct lume_dataset *set, size_t a, size_t b)
{
    const size_t size = set->rows * set->columns;
    if (a != b) {
        swap_bytes(set->pixels + a * size, set->pixels + b * size, size);
        swap_bytes(set->labels + a, set->labels + b, 1);
    }
}

static struct lume_dataset view(const struct lume_dataset *set, size_t first, size_t n)
{
    struct lume_dataset view = *set;
    view.n = n;
    view.pixels += first * set->rows * set->columns;
    view.labels += first;
    view.owned = NULL;
    return view;
}

void lume_dataset_split(struct lume_dataset *set, size_t n_held_out, struct lume_rng *rng,
                        struct lume_dataset *rest, struct lume_dataset *held_out)
{
    assert(n_held_out < set->n && set->n <= UINT32_MAX);
    const size_t n_rest = set->n - n_held_out;
    for (size_t last = set->n - 1; last >= n_rest; last--) {
        swap_images(set, lume_rng_below(rng, (uint32_t)(last + 1)), last);
    }
    *rest = view(set, 0, n_rest);
    *held_out = view(set, n_rest, n_held_out);
}

void dataset_choose(struct lume_dataset *set, size_t n, struct lume_rng *rng)
{
    assert(n <= set->n && set->n <= UINT32_MAX);
    for (size_t i = 0; i < n; i++) {
        swap_images(set, i, i + lume_rng_below(rng, (uint32_t)(set->n - i)));
    }
    set->n = n;
}

enum lume_status dataset_copy(const struct lume_dataset *set, struct lume_dataset *out,
                              struct lume_error *error)
{
    struct lume_dataset copy;
    enum lume_status status = dataset_create(set->n, set->rows, set->columns, &copy, error);
    if (status == LUME_OK) {
        memcpy(copy.pixels, set->pixels, set->n * set->rows * set->columns);
        memcpy(copy.labels, set->labels, set->n);
        copy.n_classes = set->n_classes;
        copy.checksum = set->checksum;
        copy.trailing_zeros = set->trailing_zeros;
        *out = copy;
    }
    return status;
}

/* Numbers as four bytes, lowest first: the same sum on every machine. */
static uint32_t sum_checksums(uLong sum, uint32_t checksum)
{
    const uint8_t bytes[] = {(uint8_t)checksum, (uint8_t)(checksum >> 8), (uint8_t)(checksum >> 16),
                             (uint8_t)(checksum >> 24)};
    return (uint32_t)crc32_z(sum, bytes, sizeof bytes);
}

enum lume_status lume_dataset_join(const struct lume_dataset *const *sets, size_t n_sets,
                                   struct lume_dataset *out, struct lume_error *error)
{
    assert(n_sets > 0);
    const size_t rows = sets[0]->rows, columns = sets[0]->columns;
    size_t n = 0;
    for (size_t i = 0; i < n_sets; i++) {
        if (sets[i]->rows != rows || sets[i]->columns != columns) {
            return lume_error_set(error, LUME_ERROR_DATA, NULL,
                                  "images to join differ in size, expected %zux%zu, got %zux%zu",
                                  rows, columns, sets[i]->rows, sets[i]->columns);
        }
        n += sets[i]->n;
    }
    struct lume_dataset joined;
    enum lume_status status = dataset_create(n, rows, columns, &joined, error);
    if (status != LUME_OK) {
        return status;
    }
    size_t at = 0;
    for (size_t i = 0; i < n_sets; i++) {
        const struct lume_dataset *set = sets[i];
        memcpy(joined.pixels + at * rows * columns, set->pixels, set->n * rows * columns);
        memcpy(joined.labels + at, set->labels, set->n);
        joined.n_classes = set->n_classes > joined.n_classes ? set->n_classes : joined.n_classes;
        joined.checksum = sum_checksums(joined.checksum, set->checksum);
        joined.trailing_zeros |= set->trailing_zeros;
        at += set->n;
    }
    *out = joined;
    return LUME_OK;
}

const uint8_t *lume_dataset_image(const struct lume_dataset *set, size_t index)
{
    assert(index < set->n);
    return set->pixels + index * set->rows * set->columns;
}

enum lume_status lume_dataset_normalize(struct lume_dataset *set,
                                        const struct lume_normalizer *normalizer,
                                        struct lume_error *error)
{
    const size_t size = set->rows * set->columns;
    if (!normalizer || !normalizer->find_map) {
        return LUME_OK;
    }
    uint8_t *image = memory_allocate(size, 1);
    if (!image) {
        return memory_exhausted(error, NULL);
    }
    for (size_t i = 0; i < set->n; i++) {
        lume_normalize(normalizer, set->pixels + i * size, set->rows, set->columns, image);
        memcpy(set->pixels + i * size, image, size);
    }
    memory_free(image);
    return LUME_OK;
}

void lume_dataset_finish(struct lume_dataset *set)
{
    if (!set) {
        return;
    }
    if (set->owned) {
        arrays_finish(set->owned);
        memory_free(set->owned);
    }
    *set = (struct lume_dataset){0};
}
