/* SPDX-License-Identifier: MIT */
#include "gui/samples.h"

#include "base/memory.h"
#include "base/path.h"
#include "data/dataset.h"

#include <lume/idx.h>
#include <lume/image.h>
#include <lume/ink_image.h>

#include <assert.h>
#include <math.h>
#include <string.h>

enum { N_DIGITS = 10, GENERATED_SEED = 28 };

/* --- where they come from --- */

static enum lume_status check_size(const struct lume_dataset *set, const char *path,
                                   struct lume_error *error)
{
    if (set->rows != LUME_IMAGE_SIDE || set->columns != LUME_IMAGE_SIDE) {
        return lume_error_set(error, LUME_ERROR_DATA, path, "images, expected %dx%d, got %zux%zu",
                              LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, set->rows, set->columns);
    }
    return LUME_OK;
}

/* Load MNIST's test set. Returns whether it is there and good; `why`: what is wrong with it. */
static bool load_mnist(const char *folder, struct lume_dataset *out, struct lume_error *why)
{
    char *images, *labels;
    struct lume_dataset set = {0};
    if (!folder) {
        return false;
    }
    enum lume_status status = dataset_find_part(folder, LUME_TEST, &images, &labels, why);
    if (status != LUME_OK) {
        why->message[0] = status == LUME_ERROR_IO ? 0 : why->message[0]; /* not there */
        return false;
    }
    status = lume_dataset_load(images, labels, N_DIGITS, &set, why);
    if (status == LUME_OK) {
        status = check_size(&set, images, why);
    }
    memory_free(images);
    memory_free(labels);
    if (status != LUME_OK) {
        lume_dataset_finish(&set);
        return false;
    }
    *out = set;
    return true;
}

enum lume_status samples_load(const char *folder, struct samples *out, struct lume_error *why,
                              struct lume_error *error)
{
    struct lume_error unused;
    struct samples samples = {.labelled = true};
    why = why ? why : &unused;
    why->message[0] = 0;
    if (!load_mnist(folder, &samples.set, why)) {
        samples.generated = true;
        enum lume_status status = lume_dataset_synthesize(SAMPLES_GENERATED, NULL, GENERATED_SEED,
                                                          NULL, &samples.set, error);
        if (status != LUME_OK) {
            return status;
        }
    }
    *out = samples;
    return LUME_OK;
}

/* Put `to` in the place of `from`, which is as long. Returns whether it was there. */
static bool replace(char *text, const char *from, const char *to)
{
    char *place = strstr(text, from);
    if (place) {
        memcpy(place, to, strlen(to));
    }
    return place;
}

/* The name of the file that would have the labels; NULL: there is none, or no memory for it.
 * Released with memory_free. */
static char *labels_path_of(const char *images_path)
{
    char *path;
    if (path_join("", images_path, &path, NULL) != LUME_OK) {
        return NULL;
    }
    char *slash = strrchr(path, '/');
    char *name = slash ? slash + 1 : path;
    if (!replace(name, "images", "labels")) {
        memory_free(path);
        return NULL;
    }
    replace(name, "idx3", "idx1");
    return path;
}

/* Find the labels of a set. Returns whether there are any. */
static bool add_labels(const char *images_path, struct lume_dataset *set)
{
    char *path = labels_path_of(images_path);
    struct lume_idx labels = {0};
    const bool fit =
        path && lume_idx_load(path, 1, &labels, NULL) == LUME_OK && labels.dims[0] == set->n;
    if (fit) {
        for (size_t i = 0; i < set->n; i++) {
            set->labels[i] = labels.bytes[i];
            set->n_classes =
                set->labels[i] >= set->n_classes ? set->labels[i] + 1u : set->n_classes;
        }
        dataset_sum(set);
    }
    lume_idx_finish(&labels);
    memory_free(path);
    return fit;
}

enum lume_status samples_open(const char *path, struct samples *out, struct lume_error *error)
{
    struct samples samples = {0};
    enum lume_status status = lume_dataset_load_images(path, &samples.set, error);
    if (status == LUME_OK) {
        status = check_size(&samples.set, path, error);
    }
    if (status != LUME_OK) {
        lume_dataset_finish(&samples.set);
        return status;
    }
    samples.labelled = add_labels(path, &samples.set);
    *out = samples;
    return LUME_OK;
}

/* --- what a model sees of them --- */

enum lume_status samples_prepare(struct samples *samples, const struct lume_normalizer *normalizer,
                                 struct lume_error *error)
{
    const struct lume_dataset *set = &samples->set;
    struct lume_dataset ready;
    enum lume_status status = dataset_create(set->n, set->rows, set->columns, &ready, error);
    if (status != LUME_OK) {
        return status;
    }
    ready.n_classes = set->n_classes;
    ready.checksum = set->checksum;
    memcpy(ready.pixels, set->pixels, set->n * LUME_IMAGE_SIZE);
    memcpy(ready.labels, set->labels, set->n);
    status = lume_dataset_normalize(&ready, normalizer, error);
    if (status != LUME_OK) {
        lume_dataset_finish(&ready);
        return status;
    }
    lume_dataset_finish(&samples->ready);
    samples->ready = ready;
    return LUME_OK;
}

void samples_finish(struct samples *samples)
{
    if (samples) {
        lume_dataset_finish(&samples->set);
        lume_dataset_finish(&samples->ready);
        *samples = (struct samples){0};
    }
}

/* --- one of them --- */

static bool is_of(const struct samples *samples, size_t index, int label)
{
    return label == SAMPLES_NO_LABEL || samples_label(samples, index) == label;
}

bool samples_choose(const struct samples *samples, int label, struct lume_rng *rng, size_t *out)
{
    size_t n = 0;
    for (size_t i = 0; i < samples->set.n; i++) {
        n += is_of(samples, i, label);
    }
    if (n == 0) {
        return false;
    }
    size_t before = lume_rng_below(rng, (uint32_t)n), i = 0;
    while (before > 0 || !is_of(samples, i, label)) {
        before -= is_of(samples, i++, label);
    }
    *out = i;
    return true;
}

int samples_label(const struct samples *samples, size_t index)
{
    assert(index < samples->set.n);
    return samples->labelled ? samples->set.labels[index] : SAMPLES_NO_LABEL;
}
