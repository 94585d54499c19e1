/* SPDX-License-Identifier: MIT */
#include "cli/tally.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Images that several threads recognise. */
struct recognition {
    const struct lume_dataset *set;
    struct lume_recognizer **recognizers; /* [n_workers] */
    size_t n_workers;
    struct lume_answer *answers; /* [set->n] */
};

static void recognize_piece(void *context, size_t phase, size_t piece, size_t worker)
{
    (void)phase;
    const struct recognition *job = context;
    for (size_t i = piece; i < job->set->n; i += LUME_POOL_MAX_PIECES) {
        lume_recognize(job->recognizers[worker], lume_dataset_image(job->set, i), &job->answers[i]);
    }
}

static void recognition_finish(struct recognition *job)
{
    for (size_t i = 0; job->recognizers && i < job->n_workers; i++) {
        lume_recognizer_destroy(job->recognizers[i]);
    }
    memory_free(job->recognizers);
    memory_free(job->answers);
}

static enum lume_status recognize(struct recognition *job, const struct lume_model *model,
                                  struct lume_pool *pool, struct lume_error *error)
{
    job->n_workers = lume_pool_size(pool);
    job->recognizers = memory_allocate(job->n_workers, sizeof(struct lume_recognizer *));
    job->answers = memory_allocate(job->set->n, sizeof *job->answers);
    enum lume_status status =
        job->recognizers && job->answers ? LUME_OK : memory_exhausted(error, NULL);
    for (size_t i = 0; status == LUME_OK && i < job->n_workers; i++) {
        status = lume_recognizer_create(model, &job->recognizers[i], error);
    }
    if (status == LUME_OK) {
        lume_pool_run(pool, LUME_POOL_MAX_PIECES, recognize_piece, NULL, job);
    }
    return status;
}

static int compare_writers(const void *a, const void *b)
{
    const struct tally_writer *x = a, *y = b;
    return !x->name || !y->name ? !x->name - !y->name : strcmp(x->name, y->name);
}

/* A writer each, one more for drawings that name nobody; those without drawings go. */
static enum lume_status count_writers(const struct lume_ink_set *ink,
                                      const struct lume_answer *answers, struct tally *tally,
                                      struct lume_error *error)
{
    struct tally_writer *writers = memory_allocate(ink->n_writers + 1, sizeof *writers);
    if (!writers) {
        return memory_exhausted(error, NULL);
    }
    for (size_t i = 0; i < ink->n_writers; i++) {
        writers[i].name = ink->writers[i];
    }
    for (size_t i = 0; i < ink->n; i++) {
        const struct lume_ink_item *item = &ink->items[i];
        bool is_blank = lume_strokes_count_points(&item->strokes) == 0;
        const struct lume_answer *answer = is_blank ? NULL : answers++;
        struct tally_writer *writer =
            &writers[item->writer < 0 ? ink->n_writers : (size_t)item->writer];
        writer->n++;
        writer->n_right += answer && answer->digit == item->label;
        tally->verdicts[LUME_VERDICT_EMPTY] += is_blank;
    }
    tally->n = ink->n;
    tally->writers = writers;
    tally->n_writers = ink->n_writers + (writers[ink->n_writers].n > 0);
    qsort(writers, tally->n_writers, sizeof *writers, compare_writers);
    return LUME_OK;
}

enum lume_status tally_count(const struct lume_model *model, const struct lume_dataset *set,
                             const struct lume_ink_set *ink, struct lume_pool *pool,
                             struct tally *out, struct lume_error *error)
{
    struct recognition job = {.set = set};
    struct tally tally = {.n = set->n};
    enum lume_status status = recognize(&job, model, pool, error);
    if (status == LUME_OK) {
        for (size_t i = 0; i < set->n; i++) {
            tally.verdicts[job.answers[i].verdict]++;
        }
        status = ink ? count_writers(ink, job.answers, &tally, error) : LUME_OK;
    }
    recognition_finish(&job);
    if (status == LUME_OK) {
        *out = tally;
    }
    return status;
}

void tally_finish(struct tally *tally)
{
    memory_free(tally->writers);
    *tally = (struct tally){0};
}
