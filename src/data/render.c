/* SPDX-License-Identifier: MIT */
#include <lume/ink_image.h>

#include <lume/synth.h>

#include "base/memory.h"
#include "data/dataset.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { N_DIGITS = 10 };

struct sketch {
    struct lume_ink_point points[LUME_SYNTH_MAX_POINTS];
    uint32_t ends[LUME_SYNTH_MAX_STROKES];
};

/* Room that one worker needs. */
struct easel {
    struct sketch drawn, changed;
};

/* What is to be rendered into the images of `set`. */
struct job {
    struct lume_dataset *set;
    /* Give the strokes of an image, drawn into `room` where they are not there already. */
    struct lume_strokes (*draw)(const struct job *job, size_t image, struct lume_rng *rng,
                                struct lume_strokes_room *room);
    const struct lume_ink_set *ink; /* for draw_item */
    const struct lume_ink_augment *augment;
    uint64_t seed;
    size_t first_image, n_images; /* which of the set's */
    size_t n_pieces;
    struct easel *easels; /* one a worker */
};

static struct lume_strokes_room room_of(struct sketch *sketch)
{
    return (struct lume_strokes_room){.points = sketch->points,
                                      .ends = sketch->ends,
                                      .max_points = LUME_SYNTH_MAX_POINTS,
                                      .max_strokes = LUME_SYNTH_MAX_STROKES};
}

static struct lume_strokes draw_item(const struct job *job, size_t image, struct lume_rng *rng,
                                     struct lume_strokes_room *room)
{
    (void)rng, (void)room;
    return job->ink->items[image % job->ink->n].strokes;
}

static struct lume_strokes draw_style(const struct lume_synth_style *style, struct lume_rng *rng,
                                      struct lume_strokes_room *room)
{
    style->draw(style, rng, room);
    return lume_strokes_room_view(room);
}

static struct lume_strokes draw_digit(const struct job *job, size_t image, struct lume_rng *rng,
                                      struct lume_strokes_room *room)
{
    return draw_style(lume_synth_choose_digit(job->set->labels[image], rng), rng, room);
}

static struct lume_strokes draw_other(const struct job *job, size_t image, struct lume_rng *rng,
                                      struct lume_strokes_room *room)
{
    (void)job, (void)image;
    return draw_style(lume_synth_choose_other(rng), rng, room);
}

static void render(const struct job *job, size_t image, struct easel *easel)
{
    const struct lume_ink_augment *augment = job->augment;
    struct lume_rng rng = lume_rng_make(job->seed, image);
    struct lume_strokes_room drawn = room_of(&easel->drawn), changed = room_of(&easel->changed);
    struct lume_strokes strokes = job->draw(job, image, &rng, &drawn);
    float nib = LUME_INK_NIB;
    if (augment) {
        nib = lume_rng_range(&rng, augment->nib_least, augment->nib_most);
        lume_ink_augment_strokes(augment, &strokes, &rng, &changed);
        strokes = lume_strokes_room_view(&changed);
    }
    lume_image_from_ink(&strokes, nib, job->set->pixels + image * LUME_IMAGE_SIZE);
}

static void render_piece(void *context, size_t phase, size_t piece, size_t worker)
{
    (void)phase;
    const struct job *job = context;
    const size_t n = job->n_images, end = n * (piece + 1) / job->n_pieces;
    for (size_t i = n * piece / job->n_pieces; i < end; i++) {
        render(job, job->first_image + i, &job->easels[worker]);
    }
}

static enum lume_status render_some(struct job *job, size_t first, size_t n, struct lume_pool *pool,
                                    struct lume_error *error)
{
    job->first_image = first;
    job->n_images = n;
    job->n_pieces = n < LUME_POOL_MAX_PIECES ? n : LUME_POOL_MAX_PIECES;
    job->easels = memory_allocate(lume_pool_size(pool), sizeof *job->easels);
    if (!job->easels) {
        return memory_exhausted(error, NULL);
    }
    lume_pool_run(pool, job->n_pieces, render_piece, NULL, job);
    memory_free(job->easels);
    return LUME_OK;
}

/* Render all images of the set; when that fails, finish it. */
static enum lume_status render_all(struct job *job, struct lume_pool *pool,
                                   struct lume_error *error)
{
    enum lume_status status = render_some(job, 0, job->set->n, pool, error);
    if (status != LUME_OK) {
        lume_dataset_finish(job->set);
    }
    return status;
}

static enum lume_status complain(const struct lume_ink_item *item, const char *name,
                                 const char *what, struct lume_error *error)
{
    const size_t size = strlen(name) + 32;
    char *place = memory_allocate(size, 1);
    if (!place) {
        return memory_exhausted(error, name);
    }
    snprintf(place, size, "%s:%zu", name, item->line);
    enum lume_status status = lume_error_set(error, LUME_ERROR_DATA, place, "%s", what);
    memory_free(place);
    return status;
}

/* Make sure that every drawing can be learnt from. */
static enum lume_status check_items(const struct lume_ink_set *set, const char *name,
                                    size_t n_classes, struct lume_error *error)
{
    for (size_t i = 0; i < set->n; i++) {
        const struct lume_ink_item *item = &set->items[i];
        char what[80], got[16] = "none";
        if (item->label < 0 || (size_t)item->label >= n_classes) {
            if (item->label >= 0) {
                snprintf(got, sizeof got, "%d", item->label);
            }
            snprintf(what, sizeof what, "label, expected a whole number from 0 to %zu, got %s",
                     n_classes - 1, got);
            return complain(item, name, what, error);
        }
        if (lume_strokes_count_points(&item->strokes) == 0) {
            return complain(item, name, "strokes, expected ink, got a blank page", error);
        }
    }
    return LUME_OK;
}

enum lume_status lume_dataset_from_ink(const struct lume_ink_set *set, const char *name,
                                       size_t n_classes, const struct lume_ink_augment *augment,
                                       size_t copies, uint64_t seed, struct lume_pool *pool,
                                       struct lume_dataset *out, struct lume_error *error)
{
    assert(set->n > 0 && copies > 0 && n_classes >= 1 && n_classes <= 256);
    struct lume_dataset made;
    struct job job = {&made, draw_item, .ink = set, .augment = augment, .seed = seed};
    size_t n;
    if (!memory_multiply(set->n, copies, &n)) {
        n = SIZE_MAX; /* refused below */
    }
    enum lume_status status = check_items(set, name, n_classes, error);
    if (status == LUME_OK) {
        status = dataset_create(n, LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, &made, error);
    }
    if (status != LUME_OK) {
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        made.labels[i] = (uint8_t)set->items[i % set->n].label;
    }
    made.n_classes = n_classes;
    made.checksum = set->checksum;
    status = render_all(&job, pool, error);
    if (status == LUME_OK) {
        *out = made;
    }
    return status;
}

/* As many of each digit in random order. */
static void shuffle_labels(struct lume_dataset *set, uint64_t seed)
{
    struct lume_rng rng = lume_rng_make(seed, set->n); /* streams below are the images' */
    for (size_t i = 0; i < set->n; i++) {
        const size_t chosen = lume_rng_below(&rng, (uint32_t)(i + 1));
        set->labels[i] = set->labels[chosen];
        set->labels[chosen] = (uint8_t)(i % N_DIGITS);
    }
    set->n_classes = N_DIGITS;
}

enum lume_status dataset_synthesize_begin(size_t n, uint64_t seed, struct lume_dataset *out,
                                          struct lume_error *error)
{
    assert(n > 0);
    struct lume_dataset made;
    enum lume_status status = dataset_create(n, LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, &made, error);
    if (status == LUME_OK) {
        shuffle_labels(&made, seed);
        *out = made;
    }
    return status;
}

enum lume_status dataset_synthesize_some(struct lume_dataset *set, size_t first, size_t n,
                                         const struct lume_ink_augment *augment, uint64_t seed,
                                         struct lume_pool *pool, struct lume_error *error)
{
    struct job job = {set, draw_digit, .augment = augment, .seed = seed};
    enum lume_status status = render_some(&job, first, n, pool, error);
    if (status == LUME_OK && first + n == set->n) {
        dataset_sum(set);
    }
    return status;
}

enum lume_status lume_dataset_synthesize(size_t n, const struct lume_ink_augment *augment,
                                         uint64_t seed, struct lume_pool *pool,
                                         struct lume_dataset *out, struct lume_error *error)
{
    struct lume_dataset made;
    enum lume_status status = dataset_synthesize_begin(n, seed, &made, error);
    if (status != LUME_OK) {
        return status;
    }
    status = dataset_synthesize_some(&made, 0, n, augment, seed, pool, error);
    if (status == LUME_OK) {
        *out = made;
    } else {
        lume_dataset_finish(&made);
    }
    return status;
}

enum lume_status lume_dataset_synthesize_others(size_t n, const struct lume_ink_augment *augment,
                                                uint64_t seed, struct lume_pool *pool,
                                                struct lume_dataset *out, struct lume_error *error)
{
    assert(n > 0);
    struct lume_dataset made;
    struct job job = {&made, draw_other, .augment = augment, .seed = seed};
    enum lume_status status = dataset_create(n, LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, &made, error);
    if (status != LUME_OK) {
        return status;
    }
    status = render_all(&job, pool, error);
    if (status == LUME_OK) {
        dataset_sum(&made);
        *out = made;
    }
    return status;
}
