/* SPDX-License-Identifier: MIT */
#include "data/dataset.h"

#include "base/memory.h"
#include "data/idx.h"

#include <assert.h>
#include <string.h>

#include <zlib.h>

/* Images first, then labels. */
struct dataset_loader {
    const char *paths[2];
    size_t n_classes;
    struct idx_reader *reader; /* of the file that is being read */
    size_t at;                 /* which that is */
    struct lume_idx arrays[2]; /* those that are read */
    size_t n_summed;           /* bytes of it that are in the checksum */
    uint32_t checksum;
};

static const char *name_of(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

static enum lume_status check_labels(const struct lume_idx *labels, size_t n_classes,
                                     const char *path, struct lume_error *error)
{
    for (size_t i = 0; i < labels->size; i++) {
        if (labels->bytes[i] >= n_classes) {
            return lume_error_set(error, LUME_ERROR_DATA, path,
                                  "label at index %zu, expected 0 to %zu, got %u", i, n_classes - 1,
                                  labels->bytes[i]);
        }
    }
    return LUME_OK;
}

enum lume_status dataset_loader_create(const char *images_path, const char *labels_path,
                                       size_t n_classes, struct dataset_loader **out,
                                       struct lume_error *error)
{
    struct dataset_loader *loader = memory_allocate(1, sizeof *loader);
    if (!loader) {
        return memory_exhausted(error, NULL);
    }
    loader->paths[0] = images_path;
    loader->paths[1] = labels_path;
    loader->n_classes = n_classes;
    *out = loader;
    return LUME_OK;
}

void dataset_loader_destroy(struct dataset_loader *loader)
{
    if (loader) {
        idx_reader_close(loader->reader);
        lume_idx_finish(&loader->arrays[0]);
        lume_idx_finish(&loader->arrays[1]);
        memory_free(loader);
    }
}

/* Whether both go together. */
static enum lume_status check(const struct dataset_loader *loader, struct lume_error *error)
{
    const struct lume_idx *images = &loader->arrays[0], *labels = &loader->arrays[1];
    const char *path = name_of(loader->paths[1]);
    if (labels->dims[0] != images->dims[0]) {
        return lume_error_set(error, LUME_ERROR_DATA, path,
                              "number of labels, expected %zu (the images in %s), got %zu",
                              images->dims[0], name_of(loader->paths[0]), labels->dims[0]);
    }
    return check_labels(labels, loader->n_classes, path, error);
}

static void sum(struct dataset_loader *loader)
{
    size_t n;
    const struct lume_idx *array = idx_reader_array(loader->reader, &n);
    loader->checksum =
        (uint32_t)crc32_z(loader->checksum, array->bytes + loader->n_summed, n - loader->n_summed);
    loader->n_summed = n;
}

static enum lume_status end_file(struct dataset_loader *loader, bool *end, struct lume_error *error)
{
    idx_reader_take(loader->reader, &loader->arrays[loader->at]);
    idx_reader_close(loader->reader);
    loader->reader = NULL;
    loader->n_summed = 0;
    loader->at++;
    *end = loader->at == 2;
    return *end ? check(loader, error) : LUME_OK;
}

enum lume_status dataset_loader_read(struct dataset_loader *loader, size_t n, bool *end,
                                     struct lume_error *error)
{
    assert(loader->at < 2);
    *end = false;
    if (!loader->reader) {
        return idx_reader_open(loader->paths[loader->at], loader->at == 0 ? 3 : 1, &loader->reader,
                               error);
    }
    bool whole;
    enum lume_status status = idx_reader_read(loader->reader, n, &whole, error);
    if (status == LUME_OK) {
        sum(loader);
    }
    return status == LUME_OK && whole ? end_file(loader, end, error) : status;
}

double dataset_loader_share(const struct dataset_loader *loader)
{
    size_t n;
    if (loader->at > 0 || !loader->reader) {
        return loader->at > 0 ? 1 : 0;
    }
    const struct lume_idx *images = idx_reader_array(loader->reader, &n);
    return (double)n / (double)images->size;
}

enum lume_status dataset_loader_take(struct dataset_loader *loader, struct lume_dataset *out,
                                     struct lume_error *error)
{
    assert(loader->at == 2);
    return dataset_take(&loader->arrays[0], &loader->arrays[1], loader->n_classes, loader->checksum,
                        out, error);
}

enum lume_status lume_dataset_load(const char *images_path, const char *labels_path,
                                   size_t n_classes, struct lume_dataset *out,
                                   struct lume_error *error)
{
    assert(n_classes >= 1 && n_classes <= 256);
    struct dataset_loader *loader = NULL;
    if (strcmp(images_path, "-") == 0 && strcmp(labels_path, "-") == 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "images and labels cannot both come from standard input");
    }
    enum lume_status status =
        dataset_loader_create(images_path, labels_path, n_classes, &loader, error);
    if (status != LUME_OK) {
        return status;
    }
    for (bool end = false; status == LUME_OK && !end;) {
        status = dataset_loader_read(loader, SIZE_MAX, &end, error);
    }
    if (status == LUME_OK) {
        status = dataset_loader_take(loader, out, error);
    }
    dataset_loader_destroy(loader);
    return status;
}

enum lume_status lume_dataset_load_images(const char *images_path, struct lume_dataset *out,
                                          struct lume_error *error)
{
    struct lume_idx images, labels = {.n_dims = 1};
    enum lume_status status = lume_idx_load(images_path, 3, &images, error);
    if (status != LUME_OK) {
        return status;
    }
    labels.size = images.dims[0];
    labels.bytes = memory_allocate(labels.size, 1);
    if (labels.bytes) {
        uint32_t sum = (uint32_t)crc32_z(0, images.bytes, images.size);
        sum = (uint32_t)crc32_z(sum, labels.bytes, labels.size);
        status = dataset_take(&images, &labels, 1, sum, out, error);
    } else {
        status = memory_exhausted(error, name_of(images_path));
    }
    if (status != LUME_OK) {
        lume_idx_finish(&images);
        lume_idx_finish(&labels);
    }
    return status;
}
