/* SPDX-License-Identifier: MIT */
#include "cli/train_sets.h"

#include "base/file.h"
#include "base/memory.h"
#include "cli/paths.h"
#include "cli/train_ink.h"
#include "course/streams.h"

#include <string.h>

/* Sets that become one. */
struct parts {
    struct lume_dataset sets[TRAIN_MAX_INK + 2];
    size_t n;
};

/* What lasts while sets are made. */
struct maker {
    const struct train_options *options;
    const struct recipe *recipe;
    struct lume_pool *pool;
    struct lume_ink_augment augment;
    struct train_ink ink;
    struct parts learn, validate, held_out;
    struct lume_error *error;
};

enum lume_status train_sets_find(const struct train_options *options, struct train_sets *sets,
                                 struct lume_error *error)
{
    const struct set_source train = {options->data, options->images, options->labels};
    const struct set_source test = {options->data, options->test_images, options->test_labels};
    enum lume_status status = LUME_OK;
    if (!train_options_without_files(options)) {
        status = set_find(&train, LUME_TRAIN, &sets->train_files, error);
        if (status == LUME_OK && (options->test_images || !options->images)) {
            status = set_find(&test, LUME_TEST, &sets->test_files, error);
        }
    }
    for (size_t i = 0; i < options->n_ink && status == LUME_OK; i++) {
        const struct train_ink_option *ink = &options->ink[i];
        sets->ink[i] = memory_allocate(ink->length + 1, 1);
        if (!sets->ink[i]) {
            return memory_exhausted(error, NULL);
        }
        memcpy(sets->ink[i], ink->path, ink->length);
    }
    return status;
}

bool train_sets_include(const struct train_sets *sets, const char *path)
{
    const char *const files[] = {sets->train_files.images, sets->train_files.labels,
                                 sets->test_files.images, sets->test_files.labels};
    bool found = false;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        found |= files[i] && file_same(path, files[i]);
    }
    for (size_t i = 0; i < TRAIN_MAX_INK && sets->ink[i]; i++) {
        found |= file_same(path, sets->ink[i]) != 0;
    }
    return found;
}

static enum lume_status generate(const struct maker *m, size_t n, uint64_t stream,
                                 struct lume_dataset *out)
{
    return lume_dataset_synthesize(n, &m->augment, stream_seed(m->recipe->training.seed, stream),
                                   m->pool, out, m->error);
}

static enum lume_status load_files(struct maker *m, struct train_sets *sets)
{
    const struct train_options *options = m->options;
    size_t n_classes = m->recipe->n_classes;
    enum lume_status status = LUME_OK;
    if (sets->train_files.images) {
        status = set_load(&sets->train_files, n_classes, &sets->base, m->error);
        if (status == LUME_OK && sets->test_files.images) {
            status = set_load(&sets->test_files, n_classes, &sets->test, m->error);
        }
    }
    return status == LUME_OK ? train_ink_load(options, n_classes, sets->ink, &m->ink, m->error)
                             : status;
}

/* Compare loaded images with the model that training goes on from, and with what is made. */
static enum lume_status check_sizes(const struct maker *m, const struct lume_model *start,
                                    const struct train_sets *sets)
{
    const struct train_options *options = m->options;
    const struct lume_dataset *base = &sets->base, *test = &sets->test;
    const bool made = options->n_ink > 0 || m->recipe->n_generated > 0;
    const size_t rows = base->n > 0 ? base->rows : LUME_IMAGE_SIDE;
    const size_t columns = base->n > 0 ? base->columns : LUME_IMAGE_SIDE;
    if (made && (rows != LUME_IMAGE_SIDE || columns != LUME_IMAGE_SIDE)) {
        return lume_error_set(m->error, LUME_ERROR_DATA, sets->train_files.images,
                              "images beside drawings, expected %dx%d, got %zux%zu",
                              LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, rows, columns);
    }
    if (start && (rows != start->rows || columns != start->columns)) {
        return lume_error_set(m->error, LUME_ERROR_DATA, options->start,
                              "takes other images, expected %zux%zu, got %zux%zu", rows, columns,
                              start->rows, start->columns);
    }
    if (test->n > 0 && (rows != test->rows || columns != test->columns)) {
        return lume_error_set(m->error, LUME_ERROR_DATA, NULL,
                              "test images differ in size, expected %zux%zu, got %zux%zu", rows,
                              columns, test->rows, test->columns);
    }
    return LUME_OK;
}

/* Generated digits are the base where no files are. */
static enum lume_status generate_sets(struct maker *m, struct train_sets *sets)
{
    enum lume_status status = LUME_OK;
    if (m->recipe->n_generated > 0 && sets->base.n > 0) {
        struct lume_dataset *beside = &m->learn.sets[m->learn.n];
        status = generate(m, m->recipe->n_generated, STREAM_GENERATED, beside);
        m->learn.n += status == LUME_OK;
    } else if (m->recipe->n_generated > 0) {
        status = generate(m, m->recipe->n_generated, STREAM_GENERATED, &sets->base);
    }
    if (status == LUME_OK && m->recipe->n_generated_test > 0) {
        status = generate(m, m->recipe->n_generated_test, STREAM_TEST, &sets->test);
    }
    return status;
}

/* Set images, or where there are none drawings, apart to validate by. */
static enum lume_status split(struct maker *m, struct train_sets *sets)
{
    const bool drawings = sets->base.n == 0;
    const size_t n_all = drawings ? train_ink_count(&m->ink, TRAIN_LEARN) : sets->base.n;
    const uint64_t n =
        m->recipe->validation == RECIPE_VALIDATION_SHARE ? n_all / 12 : m->recipe->validation;
    if (n_all == 0) {
        return lume_error_set(m->error, LUME_ERROR_USAGE, "--hold-out",
                              "leaves nothing to train on, got every drawing held out");
    }
    if (n >= n_all) {
        return lume_error_set(m->error, LUME_ERROR_USAGE, "--validation",
                              "leaves nothing to train on, expected less than %zu, got %llu", n_all,
                              (unsigned long long)n);
    }
    if (n == 0 && m->recipe->given & RECIPE_PATIENCE && m->recipe->training.patience > 0) {
        return lume_error_set(m->error, LUME_ERROR_USAGE, "--patience",
                              "needs validation images to watch, and %zu images give none", n_all);
    }
    struct lume_rng rng = lume_rng_make(m->recipe->training.seed, STREAM_SPLIT);
    if (drawings) {
        train_ink_set_apart(&m->ink, (size_t)n, &rng);
        return LUME_OK;
    }
    sets->train = sets->base;
    sets->train.owned = NULL;
    if (n > 0) {
        lume_dataset_split(&sets->base, (size_t)n, &rng, &sets->train, &sets->validation);
    }
    return LUME_OK;
}

/* Render the drawings of one role; those that are measured by come once and as they are. */
static enum lume_status render(struct maker *m, enum train_role role, struct parts *out)
{
    const struct train_options *options = m->options;
    const bool learn = role == TRAIN_LEARN;
    enum lume_status status = LUME_OK;
    for (size_t k = 0; k < m->ink.n && status == LUME_OK; k++) {
        struct lume_dataset *made = &out->sets[out->n];
        status = train_ink_render(
            &m->ink.files[k], role, m->recipe->n_classes, learn ? &m->augment : NULL,
            learn ? (size_t)options->ink[k].weight : 1,
            stream_seed(m->recipe->training.seed, STREAM_INK + 4 * k), m->pool, made, m->error);
        out->n += status == LUME_OK && made->n > 0;
    }
    return status;
}

/* Make one set of them: a set of its own, or n 0 where there are no parts. */
static enum lume_status join(struct parts *parts, struct lume_dataset *out,
                             struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    if (parts->n == 1 && parts->sets[0].owned) {
        *out = parts->sets[0];
        parts->n = 0;
    } else if (parts->n > 0) {
        const struct lume_dataset *sets[TRAIN_MAX_INK + 2];
        for (size_t i = 0; i < parts->n; i++) {
            sets[i] = &parts->sets[i];
        }
        status = lume_dataset_join(sets, parts->n, out, error);
    }
    return status;
}

static void parts_finish(struct parts *parts)
{
    while (parts->n > 0) {
        lume_dataset_finish(&parts->sets[--parts->n]);
    }
}

/* Put all together; where the base is all there is, train and validation stay views of it. */
static enum lume_status assemble(struct maker *m, struct train_sets *sets)
{
    enum lume_status status = render(m, TRAIN_HOLD_OUT, &m->held_out);
    if (status == LUME_OK) {
        status = join(&m->held_out, &sets->ink_test, m->error);
    }
    if (status == LUME_OK) {
        status = render(m, TRAIN_LEARN, &m->learn);
    }
    if (status == LUME_OK) {
        status = render(m, TRAIN_VALIDATE, &m->validate);
    }
    train_ink_finish(&m->ink);
    if (status != LUME_OK) {
        return status;
    }
    if (m->learn.n == 0) {
        sets->checksum = sets->base.checksum;
        return LUME_OK;
    }
    if (sets->base.n > 0) {
        memmove(m->learn.sets + 1, m->learn.sets, m->learn.n++ * sizeof *m->learn.sets);
        m->learn.sets[0] = sets->train;
        m->validate.sets[m->validate.n] = sets->validation;
        m->validate.n += sets->validation.n > 0;
        sets->train = sets->validation = (struct lume_dataset){0};
    }
    status = join(&m->learn, &sets->train, m->error);
    parts_finish(&m->learn);
    if (status == LUME_OK) {
        status = join(&m->validate, &sets->validation, m->error);
    }
    sets->checksum = sets->train.checksum;
    lume_dataset_finish(&sets->base);
    return status;
}

/* Normalise once what is seen as it is; images that will be warped are normalised then. */
static enum lume_status normalize(const struct recipe *recipe, struct train_sets *sets,
                                  struct lume_error *error)
{
    struct lume_dataset *const all[] = {&sets->train, &sets->validation, &sets->test,
                                        &sets->ink_test};
    enum lume_status status = LUME_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all && status == LUME_OK; i++) {
        all[i]->n_classes = recipe->n_classes;
        if (all[i]->n > 0 && !(i == 0 && lume_augment_enabled(&recipe->training.augment))) {
            status = lume_dataset_normalize(all[i], recipe->training.normalizer, error);
        }
    }
    return status;
}

enum lume_status train_sets_load(const struct train_options *options, const struct recipe *recipe,
                                 const struct lume_model *start, struct lume_pool *pool,
                                 struct train_sets *sets, struct lume_error *error)
{
    struct maker m = {.options = options, .recipe = recipe, .pool = pool, .error = error};
    lume_ink_augment_defaults(&m.augment);
    enum lume_status status = load_files(&m, sets);
    if (status == LUME_OK) {
        status = check_sizes(&m, start, sets);
    }
    if (status == LUME_OK) {
        status = generate_sets(&m, sets);
    }
    if (status == LUME_OK) {
        status = split(&m, sets);
    }
    if (status == LUME_OK) {
        status = assemble(&m, sets);
    }
    parts_finish(&m.learn);
    parts_finish(&m.validate);
    parts_finish(&m.held_out);
    train_ink_finish(&m.ink);
    return status == LUME_OK ? normalize(recipe, sets, error) : status;
}

void train_sets_finish(struct train_sets *sets)
{
    lume_dataset_finish(&sets->train);
    lume_dataset_finish(&sets->validation);
    lume_dataset_finish(&sets->test);
    lume_dataset_finish(&sets->ink_test);
    lume_dataset_finish(&sets->base);
    set_files_finish(&sets->train_files);
    set_files_finish(&sets->test_files);
    for (size_t i = 0; i < TRAIN_MAX_INK; i++) {
        memory_free(sets->ink[i]);
    }
}
