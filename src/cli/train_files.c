/* SPDX-License-Identifier: MIT */
#include "cli/train_files.h"

#include "base/file.h"
#include "base/memory.h"
#include "cli/suggest.h"

#include <string.h>

enum { SHOWN = 256 };

enum lume_status train_files_find(const struct train_options *options, struct train_files *files,
                                  struct lume_error *error)
{
    const struct set_source train = {options->data, options->images, options->labels};
    const struct set_source test = {options->data, options->test_images, options->test_labels};
    enum lume_status status = LUME_OK;
    if (!train_options_without_files(options)) {
        status = set_find(&train, LUME_TRAIN, &files->train, error);
        if (status == LUME_OK && (options->test_images || !options->images)) {
            status = set_find(&test, LUME_TEST, &files->test, error);
        }
    }
    for (size_t i = 0; i < options->n_ink && status == LUME_OK; i++) {
        const struct train_ink_option *ink = &options->ink[i];
        files->ink[i] = memory_allocate(ink->length + 1, 1);
        if (!files->ink[i]) {
            return memory_exhausted(error, NULL);
        }
        memcpy(files->ink[i], ink->path, ink->length);
    }
    return status;
}

bool train_files_include(const struct train_files *files, const char *path)
{
    const char *const sets[] = {files->train.images, files->train.labels, files->test.images,
                                files->test.labels};
    bool found = false;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        found |= sets[i] && file_same(path, sets[i]);
    }
    for (size_t i = 0; i < COURSE_MAX_INK && files->ink[i]; i++) {
        found |= file_same(path, files->ink[i]) != 0;
    }
    return found;
}

static enum lume_status load_ink(const struct train_files *files,
                                 const struct train_options *options, size_t n_classes,
                                 struct course_ink *out, struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    for (size_t i = 0; i < options->n_ink && status == LUME_OK; i++) {
        const char *path = files->ink[i];
        struct lume_ink_set set;
        status = set_load_ink(path, n_classes, &set, error);
        if (status == LUME_OK) {
            status = course_ink_add(out, &set, strcmp(path, "-") == 0 ? "standard input" : path,
                                    (size_t)options->ink[i].weight, error);
        }
    }
    return status;
}

static enum lume_status unknown_writer(const struct course_ink *ink, const char *name,
                                       size_t length, struct lume_error *error)
{
    struct suggestion near = suggest_start(name, length);
    for (size_t k = 0; k < ink->n; k++) {
        const struct lume_ink_set *set = &ink->files[k].set;
        for (size_t i = 0; i < set->n_writers; i++) {
            suggest_offer(&near, set->writers[i]);
        }
    }
    const int shown = length < SHOWN ? (int)length : SHOWN;
    if (near.name) {
        return lume_error_set(error, LUME_ERROR_USAGE, "--hold-out",
                              "unknown writer \"%.*s\" (did you mean \"%s\"?)", shown, name,
                              near.name);
    }
    return lume_error_set(error, LUME_ERROR_USAGE, "--hold-out",
                          "unknown writer, expected one of the ink files, got \"%.*s\"", shown,
                          name);
}

static enum lume_status hold_out(struct course_ink *ink, const char *names,
                                 struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    for (const char *name = names, *rest; name && status == LUME_OK; name = rest) {
        const size_t length = options_next_item(name, &rest);
        if (!course_ink_hold_out(ink, name, length)) {
            status = unknown_writer(ink, name, length, error);
        }
    }
    return status;
}

/* Say what a recipe does not go with. */
static enum lume_status complain(const struct train_files *files,
                                 const struct train_options *options, const struct recipe *recipe,
                                 const struct course_sources *sources,
                                 const struct lume_model *start, enum course_misfit misfit,
                                 const struct course_measures *got, struct lume_error *error)
{
    switch (misfit) {
    case COURSE_FITS:
        return LUME_OK;
    case COURSE_SIZE_BESIDE:
        return lume_error_set(error, LUME_ERROR_DATA, files->train.images,
                              "images beside drawings, expected %dx%d, got %zux%zu",
                              LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, got->rows, got->columns);
    case COURSE_SIZE_START:
        return lume_error_set(error, LUME_ERROR_DATA, options->start,
                              "takes other images, expected %zux%zu, got %zux%zu", got->rows,
                              got->columns, start->rows, start->columns);
    case COURSE_SIZE_TEST:
        return lume_error_set(error, LUME_ERROR_DATA, NULL,
                              "test images differ in size, expected %zux%zu, got %zux%zu",
                              got->rows, got->columns, sources->test.rows, sources->test.columns);
    case COURSE_NOTHING:
        return lume_error_set(error, LUME_ERROR_USAGE, "--hold-out",
                              "leaves nothing to train on, got every drawing held out");
    case COURSE_ALL_VALIDATE:
        return lume_error_set(error, LUME_ERROR_USAGE, "--validation",
                              "leaves nothing to train on, expected less than %zu, got %llu",
                              got->n, (unsigned long long)got->n_validate);
    case COURSE_FEW_LEFT:
        return lume_error_set(
            error, LUME_ERROR_USAGE, "--train-size", "only %llu are left to train on, got %llu",
            (unsigned long long)got->n_left, (unsigned long long)recipe->train_size);
    case COURSE_NONE_VALIDATE:
        break;
    }
    return lume_error_set(error, LUME_ERROR_USAGE, "--patience",
                          "needs validation images to watch, and %zu images give none", got->n);
}

enum lume_status train_files_load(const struct train_files *files,
                                  const struct train_options *options, const struct recipe *recipe,
                                  const struct lume_model *start, struct course_sources *out,
                                  struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    if (files->train.images) {
        status = set_load(&files->train, recipe->n_classes, &out->base, error);
    }
    if (status == LUME_OK && files->test.images) {
        status = set_load(&files->test, recipe->n_classes, &out->test, error);
    }
    if (status == LUME_OK) {
        status = load_ink(files, options, recipe->n_classes, &out->ink, error);
    }
    if (status == LUME_OK) {
        status = hold_out(&out->ink, options->hold_out, error);
    }
    if (status != LUME_OK) {
        return status;
    }
    struct course_measures measures;
    enum course_misfit misfit = course_sources_check(out, recipe, start, &measures);
    return complain(files, options, recipe, out, start, misfit, &measures, error);
}

void train_files_finish(struct train_files *files)
{
    set_files_finish(&files->train);
    set_files_finish(&files->test);
    for (size_t i = 0; i < COURSE_MAX_INK; i++) {
        memory_free(files->ink[i]);
    }
}
