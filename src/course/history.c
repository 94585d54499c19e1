/* SPDX-License-Identifier: MIT */
#include "course/history.h"

#include "base/memory.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum lume_status history_make_room(const struct lume_trainer *trainer, size_t n_layers,
                                   struct history_moment *out, struct lume_error *error)
{
    struct history_moment room = {0};
    enum lume_status status = checkpoint_create(trainer, &room.checkpoint, error);
    if (status == LUME_OK) {
        room.health = memory_allocate(n_layers, sizeof *room.health);
        status = room.health ? LUME_OK : memory_exhausted(error, NULL);
    }
    if (status != LUME_OK) {
        history_finish_room(&room);
        return status;
    }
    *out = room;
    return LUME_OK;
}

void history_finish_room(struct history_moment *room)
{
    checkpoint_destroy(room->checkpoint);
    memory_free(room->health);
    *room = (struct history_moment){0};
}

void history_finish(struct history *history)
{
    history_cut(history, 0);
    while (history->n_spare > 0) {
        history_finish_room(&history->spare[--history->n_spare]);
    }
}

void history_begin(struct history *history, const struct lume_trainer *trainer, size_t n_layers,
                   size_t bytes)
{
    const size_t each = checkpoint_bytes(trainer) + n_layers * sizeof(struct health_layer);
    const size_t capacity = bytes / each < 2 ? 2 : bytes / each;
    history_finish(history);
    history->capacity = capacity < RUNNER_MAX_MOMENTS ? capacity : RUNNER_MAX_MOMENTS;
}

static void retire(struct history *history, const struct history_moment *moment)
{
    history->spare[history->n_spare++] = *moment;
}

/* Forget the moment between whose neighbours the time grows by the smallest factor; `next` will
 * come behind the last one. */
static void thin(struct history *history, uint64_t next)
{
    const double early = 16; /* batches, below which it is rather the distance */
    size_t victim = 1;
    double least = INFINITY;
    for (size_t i = 1; i < history->n; i++) {
        const struct history_moment *moment = &history->moments[i];
        const uint64_t after = i + 1 < history->n ? moment[1].when.batches : next;
        const double factor = ((double)after + early) / ((double)moment[-1].when.batches + early);
        victim = factor < least ? i : victim;
        least = factor < least ? factor : least;
    }
    retire(history, &history->moments[victim]);
    history->n--;
    memmove(&history->moments[victim], &history->moments[victim + 1],
            (history->n - victim) * sizeof *history->moments);
}

struct history_moment *history_add(struct history *history, const struct runner_moment *when,
                                   const struct lume_trainer *trainer, size_t n_layers)
{
    assert(history->capacity >= 2);
    if (history->n == history->capacity) {
        thin(history, when->batches);
    }
    struct history_moment *moment = &history->moments[history->n];
    struct lume_error error;
    if (history->n_spare > 0) {
        *moment = history->spare[--history->n_spare];
    } else if (history_make_room(trainer, n_layers, moment, &error) != LUME_OK) {
        return NULL;
    }
    moment->when = *when;
    history->n++;
    return moment;
}

void history_cut(struct history *history, size_t n)
{
    assert(n <= history->n);
    while (history->n > n) {
        retire(history, &history->moments[--history->n]);
    }
}
