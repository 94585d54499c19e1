/* SPDX-License-Identifier: MIT */
#include "course/course_sets.h"

#include "base/memory.h"
#include "course/streams.h"
#include "data/dataset.h"

#include <assert.h>
#include <string.h>

/* Sets that become one. */
struct parts {
    struct lume_dataset sets[COURSE_MAX_INK + 2];
    size_t n;
};

/* What lasts while sets are made. */
struct maker {
    const struct recipe *recipe;
    struct lume_pool *pool;
    struct lume_ink_augment augment;
    struct course_sources *sources;
    struct parts learn, validate, held_out;
    struct lume_error *error;
};

enum course_misfit course_sources_check(const struct course_sources *sources,
                                        const struct recipe *recipe, const struct lume_model *start,
                                        struct course_measures *out)
{
    const struct lume_dataset *base = &sources->base, *test = &sources->test;
    const bool drawn = sources->ink.n > 0 || recipe->n_generated > 0;
    out->rows = base->n > 0 ? base->rows : LUME_IMAGE_SIDE;
    out->columns = base->n > 0 ? base->columns : LUME_IMAGE_SIDE;
    out->n = base->n > 0               ? base->n
             : recipe->n_generated > 0 ? recipe->n_generated
                                       : course_ink_count(&sources->ink, COURSE_LEARN);
    out->n_validate =
        recipe->validation == RECIPE_VALIDATION_SHARE ? out->n / 12 : recipe->validation;
    out->n_left = out->n_validate < out->n ? out->n - out->n_validate : 0;
    if (drawn && (out->rows != LUME_IMAGE_SIDE || out->columns != LUME_IMAGE_SIDE)) {
        return COURSE_SIZE_BESIDE;
    }
    if (start && (out->rows != start->rows || out->columns != start->columns)) {
        return COURSE_SIZE_START;
    }
    if (test->n > 0 && (out->rows != test->rows || out->columns != test->columns)) {
        return COURSE_SIZE_TEST;
    }
    if (out->n == 0) {
        return COURSE_NOTHING;
    }
    if (out->n_validate >= out->n) {
        return COURSE_ALL_VALIDATE;
    }
    const bool watched = recipe->given & RECIPE_PATIENCE && recipe->training.patience > 0;
    if (watched && out->n_validate == 0) {
        return COURSE_NONE_VALIDATE;
    }
    return recipe->train_size > out->n_left ? COURSE_FEW_LEFT : COURSE_FITS;
}

void course_sources_finish(struct course_sources *sources)
{
    lume_dataset_finish(&sources->base);
    lume_dataset_finish(&sources->test);
    course_ink_finish(&sources->ink);
}

static enum lume_status generate(const struct maker *m, size_t n, uint64_t stream,
                                 struct lume_dataset *out)
{
    return lume_dataset_synthesize(n, &m->augment, stream_seed(m->recipe->training.seed, stream),
                                   m->pool, out, m->error);
}

/* Generated digits are the base where no images were loaded. */
static enum lume_status generate_sets(struct maker *m, struct course_sets *sets)
{
    const struct recipe *recipe = m->recipe;
    enum lume_status status = LUME_OK;
    if (recipe->n_generated > 0 && sets->base.n > 0) {
        struct lume_dataset *beside = &m->learn.sets[m->learn.n];
        status = generate(m, recipe->n_generated, STREAM_GENERATED, beside);
        m->learn.n += status == LUME_OK;
    } else if (recipe->n_generated > 0) {
        status = generate(m, recipe->n_generated, STREAM_GENERATED, &sets->base);
    }
    if (status == LUME_OK && recipe->n_generated_test > 0 && sets->test.n == 0) {
        status = generate(m, recipe->n_generated_test, STREAM_TEST, &sets->test);
    }
    return status;
}

/* Set images, or where there are none drawings, apart to validate by. */
static void split(struct maker *m, size_t n, struct course_sets *sets)
{
    struct lume_rng rng = lume_rng_make(m->recipe->training.seed, STREAM_SPLIT);
    if (sets->base.n == 0) {
        course_ink_set_apart(&m->sources->ink, n, COURSE_VALIDATE, &rng);
        return;
    }
    sets->train = sets->base;
    sets->train.owned = NULL;
    if (n > 0) {
        lume_dataset_split(&sets->base, n, &rng, &sets->train, &sets->validation);
    }
}

/* Of what is left train on some alone. All of them are taken as they stand. */
static void choose(struct maker *m, size_t n_left, struct course_sets *sets)
{
    const size_t n = (size_t)m->recipe->train_size;
    struct lume_rng rng = lume_rng_make(m->recipe->training.seed, STREAM_CHOICE);
    if (n == 0 || n == n_left) {
        return;
    }
    if (sets->base.n == 0) {
        course_ink_set_apart(&m->sources->ink, n_left - n, COURSE_LEAVE_OUT, &rng);
    } else {
        dataset_choose(&sets->train, n, &rng);
    }
}

/* Render the drawings of one role; those that are measured by come once and as they are. */
static enum lume_status render(struct maker *m, enum course_role role, struct parts *out)
{
    const struct course_ink *ink = &m->sources->ink;
    const bool learn = role == COURSE_LEARN;
    enum lume_status status = LUME_OK;
    for (size_t k = 0; k < ink->n && status == LUME_OK; k++) {
        const struct course_ink_file *file = &ink->files[k];
        struct lume_dataset *made = &out->sets[out->n];
        status = course_ink_render(
            file, role, m->recipe->n_classes, learn ? &m->augment : NULL, learn ? file->weight : 1,
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
        const struct lume_dataset *sets[COURSE_MAX_INK + 2];
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
static enum lume_status assemble(struct maker *m, struct course_sets *sets)
{
    enum lume_status status = render(m, COURSE_HOLD_OUT, &m->held_out);
    if (status == LUME_OK) {
        status = join(&m->held_out, &sets->ink_test, m->error);
    }
    if (status == LUME_OK) {
        status = render(m, COURSE_LEARN, &m->learn);
    }
    if (status == LUME_OK) {
        status = render(m, COURSE_VALIDATE, &m->validate);
    }
    course_ink_finish(&m->sources->ink);
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
static enum lume_status normalize(const struct recipe *recipe, struct course_sets *sets,
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

static enum lume_status make(struct maker *m, struct course_sets *sets)
{
    struct course_measures measures;
    enum course_misfit misfit = course_sources_check(m->sources, m->recipe, NULL, &measures);
    assert(misfit == COURSE_FITS);
    (void)misfit;
    sets->base = m->sources->base;
    sets->test = m->sources->test;
    m->sources->base = m->sources->test = (struct lume_dataset){0};
    enum lume_status status = generate_sets(m, sets);
    if (status == LUME_OK) {
        split(m, (size_t)measures.n_validate, sets);
        choose(m, (size_t)measures.n_left, sets);
        status = assemble(m, sets);
    }
    parts_finish(&m->learn);
    parts_finish(&m->validate);
    parts_finish(&m->held_out);
    return status == LUME_OK ? normalize(m->recipe, sets, m->error) : status;
}

enum lume_status course_sets_make(struct course_sources *sources, const struct recipe *recipe,
                                  struct lume_pool *pool, struct course_sets **out,
                                  struct lume_error *error)
{
    struct maker m = {.recipe = recipe, .pool = pool, .sources = sources, .error = error};
    lume_ink_augment_defaults(&m.augment);
    enum lume_status status;
    struct course_sets *sets = memory_allocate(1, sizeof *sets);
    if (sets) {
        sets->n_users = 1;
        sets->recipe = *recipe;
        status = make(&m, sets);
    } else {
        status = memory_exhausted(error, NULL);
    }
    course_sources_finish(sources);
    if (status == LUME_OK) {
        *out = sets;
    } else {
        course_sets_drop(sets);
    }
    return status;
}

bool course_sets_suits(const struct course_sets *sets, const struct recipe *recipe)
{
    const struct recipe *made = &sets->recipe;
    const struct lume_trainer_config *a = &made->training, *b = &recipe->training;
    const bool mapped = b->normalizer && b->normalizer->find_map;
    return made->n_generated == recipe->n_generated &&
           made->n_generated_test == recipe->n_generated_test &&
           made->validation == recipe->validation && made->train_size == recipe->train_size &&
           made->n_classes == recipe->n_classes && a->seed == b->seed &&
           a->normalizer == b->normalizer &&
           (!mapped || lume_augment_enabled(&a->augment) == lume_augment_enabled(&b->augment));
}

struct course_sets *course_sets_share(struct course_sets *sets)
{
    sets->n_users++;
    return sets;
}

void course_sets_drop(struct course_sets *sets)
{
    if (!sets || --sets->n_users > 0) {
        return;
    }
    lume_dataset_finish(&sets->train);
    lume_dataset_finish(&sets->validation);
    lume_dataset_finish(&sets->test);
    lume_dataset_finish(&sets->ink_test);
    lume_dataset_finish(&sets->base);
    memory_free(sets);
}
