/* SPDX-License-Identifier: MIT */
#ifndef LUME_COURSE_HISTORY_H
#define LUME_COURSE_HISTORY_H

/*
 * Moments of a training that can be gone back to, oldest first, in bounded memory. When there is no
 * room one goes that is missed the least, never the first and the newest: distances between those
 * that stay grow with the time, so that they are dense early, sparse later, and span all of it.
 */

#include "course/runner.h"
#include "nn/checkpoint.h"

/* Of the current epoch's images that a point of the curve counts already. */
struct history_sums {
    double loss, n_correct;
    uint64_t n_images;
};

struct history_moment {
    struct runner_moment when;
    struct history_sums sums;
    struct checkpoint *checkpoint;
    bool has_health;
    struct health_layer *health; /* [n_layers] */
};

struct history {
    size_t n, capacity;
    struct history_moment moments[RUNNER_MAX_MOMENTS];
    struct history_moment spare[RUNNER_MAX_MOMENTS]; /* rooms to use again */
    size_t n_spare;
};

/* Make room for a moment of trainings like this one. LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status history_make_room(const struct lume_trainer *trainer,
                                                 size_t n_layers, struct history_moment *out,
                                                 struct lume_error *error);
void history_finish_room(struct history_moment *room);

/* Begin anew, for trainings like this one: as many moments as fit into so many bytes, but at least
 * two. */
void history_begin(struct history *history, const struct lume_trainer *trainer, size_t n_layers,
                   size_t bytes);

/* Add a moment, whose time is later than the newest one's, for the caller to fill; NULL: memory is
 * exhausted, and nothing is added. */
struct history_moment *history_add(struct history *history, const struct runner_moment *when,
                                   const struct lume_trainer *trainer, size_t n_layers);

/* Forget all moments but the first n. */
void history_cut(struct history *history, size_t n);

/* Release everything; a zeroed history is an empty one. */
void history_finish(struct history *history);

#endif
