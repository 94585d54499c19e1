/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "course/runner_state.h"
#include "course/streams.h"

#include <assert.h>

static const enum stream streams[2] = {STREAM_GENERATED, STREAM_TEST};

static size_t n_to_write(const struct runner *r, enum lume_part part)
{
    return part == LUME_TRAIN ? r->config.n_generated : (r->config.n_generated + 5) / 6;
}

static void close_files(struct runner *r)
{
    dataset_loader_destroy(r->loader);
    r->loader = NULL;
    for (size_t i = 0; i < 2; i++) {
        memory_free(r->files[i].images);
        memory_free(r->files[i].labels);
        r->files[i] = (struct runner_files){0};
    }
}

static void drop_sets(struct runner *r)
{
    for (size_t i = 0; i < 2; i++) {
        lume_dataset_finish(&r->data[i]);
        r->n_written[i] = 0;
    }
}

void runner_drop_data(struct runner *r)
{
    close_files(r);
    drop_sets(r);
}

static void decide(struct runner *r, enum runner_source source)
{
    close_files(r);
    r->source = source;
    r->has_source = true;
}

/* Find both parts. That MNIST is not there at all needs no words. */
static enum lume_status find_files(struct runner *r)
{
    enum lume_status status = LUME_ERROR_IO;
    r->why.message[0] = '\0';
    for (int i = LUME_TRAIN; i <= LUME_TEST && r->config.folder; i++) {
        struct runner_files *files = &r->files[i];
        status = dataset_find_part(r->config.folder, (enum lume_part)i, &files->images,
                                   &files->labels, &r->why);
        if (status != LUME_OK) {
            break;
        }
    }
    if (status == LUME_ERROR_IO && !r->files[LUME_TRAIN].images) {
        r->why.message[0] = '\0';
    }
    return status;
}

/* Open the next part, or read some of it; after the last one MNIST is there. */
static enum lume_status read_files(struct runner *r)
{
    const enum lume_part part = r->data[LUME_TRAIN].n == 0 ? LUME_TRAIN : LUME_TEST;
    const struct runner_files *files = &r->files[part];
    bool whole = false;
    if (!r->loader) {
        return dataset_loader_create(files->images, files->labels, r->recipe.n_classes, &r->loader,
                                     &r->why);
    }
    enum lume_status status = dataset_loader_read(r->loader, RUNNER_INFLATE, &whole, &r->why);
    if (status == LUME_OK && whole) {
        status = dataset_loader_take(r->loader, &r->data[part], &r->why);
        dataset_loader_destroy(r->loader);
        r->loader = NULL;
    }
    if (r->data[LUME_TEST].n > 0) {
        decide(r, RUNNER_MNIST);
    }
    return status;
}

static enum lume_status read_mnist(struct runner *r)
{
    enum lume_status status = r->files[LUME_TEST].images ? read_files(r) : find_files(r);
    if (status == LUME_ERROR_MEMORY) {
        r->error = r->why;
        runner_drop_data(r);
    } else if (status != LUME_OK) {
        drop_sets(r);
        decide(r, RUNNER_GENERATED);
        status = LUME_OK;
    }
    return status;
}

/* Write some more of a part. */
static enum lume_status write_some(struct runner *r, enum lume_part part)
{
    const size_t n = n_to_write(r, part), left = n - r->n_written[part];
    const size_t some = left < RUNNER_WRITE ? left : RUNNER_WRITE;
    const uint64_t seed = stream_seed(r->seed, streams[part]);
    struct lume_ink_augment augment;
    lume_ink_augment_defaults(&augment);
    if (r->data[part].n == 0) {
        return dataset_synthesize_begin(n, seed, &r->data[part], &r->error);
    }
    enum lume_status status = dataset_synthesize_some(&r->data[part], r->n_written[part], some,
                                                      &augment, seed, r->config.pool, &r->error);
    r->n_written[part] += status == LUME_OK ? some : 0;
    return status;
}

static bool is_written(const struct runner *r, enum lume_part part)
{
    return r->n_written[part] == n_to_write(r, part);
}

/* Each seed has its own digits. */
static enum lume_status write_digits(struct runner *r, bool *end)
{
    enum lume_status status = LUME_OK;
    r->recipe.n_generated = n_to_write(r, LUME_TRAIN);
    r->recipe.n_generated_test = n_to_write(r, LUME_TEST);
    if (r->seed != r->recipe.training.seed) {
        drop_sets(r);
        r->seed = r->recipe.training.seed;
    }
    if (!is_written(r, LUME_TRAIN)) {
        status = write_some(r, LUME_TRAIN);
    } else if (!is_written(r, LUME_TEST)) {
        status = write_some(r, LUME_TEST);
    } else {
        *end = true;
    }
    return status;
}

enum lume_status runner_read(struct runner *r, bool *end)
{
    if (!r->has_source) {
        return read_mnist(r);
    }
    if (r->source == RUNNER_GENERATED) {
        return write_digits(r, end);
    }
    r->recipe.n_generated = r->recipe.n_generated_test = 0;
    *end = true;
    return LUME_OK;
}

double runner_share_read(const struct runner *r)
{
    const double train = 6.0 / 7, test = 1.0 / 7;
    if (!r->has_source) {
        const double share = r->loader ? dataset_loader_share(r->loader) : 0;
        return r->data[LUME_TRAIN].n > 0 ? train + test * share : train * share;
    }
    return r->source == RUNNER_MNIST
               ? 1
               : (double)(r->n_written[LUME_TRAIN] + r->n_written[LUME_TEST]) /
                     (double)(n_to_write(r, LUME_TRAIN) + n_to_write(r, LUME_TEST));
}
