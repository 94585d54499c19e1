/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_WORKER_H
#define LUME_GUI_WORKER_H

/*
 * The driver of a runner (course/runner.h) beside the window: a thread that works in slices of a
 * few milliseconds, takes orders between them and leaves reports. Reports are all that crosses.
 * Where no thread can be made, and in tests that want it so, worker_poll does the slices in the
 * caller's thread; same numbers.
 *
 * All functions are of the window's thread; only `wake` is called in the worker's.
 */

#include "course/runner.h"

struct worker;

struct worker_config {
    const char *folder;          /* of MNIST; NULL: none; copied */
    size_t n_generated;          /* as struct runner_config */
    size_t threads;              /* that train; 0: as `lume train` has it */
    bool in_caller;              /* no thread */
    void (*wake)(void *context); /* a report is there; at most one call until it is taken */
    void *wake_context;
};

/* LUME_ERROR_MEMORY; never fails for want of a thread. Nothing is loaded before the first order. */
LUME_MUST_USE enum lume_status worker_create(const struct worker_config *config,
                                             struct worker **out, struct lume_error *error);

/* Ends after the batch in hand, or the piece of loading, and joins. Large batches are dropped: it
 * takes about 15 ms for 784-16-16-10, and up to 150 ms for the largest networks on a busy machine.
 * NULL is harmless. */
void worker_destroy(struct worker *worker);

/* Never waits. Orders are obeyed in order; of several learning rates the last one counts. */
void worker_order(struct worker *worker, const struct runner_order *order);

/* How fast it shall train at most: batches a second; infinite: as fast as it goes (so at first). */
void worker_set_speed(struct worker *worker, double batches);

/* The newest report; the same one as before where there is no newer one; NULL: none yet. Valid
 * until the next call. Without a thread the work is done in worker_poll.  */
const struct runner_report *worker_report(struct worker *worker);

/* Without a thread: work for about so many seconds; returns whether there is more to do now. With
 * one: nothing. */
bool worker_poll(struct worker *worker, double seconds);

/* Wait until nothing is left to do (it is paused, ended or failed) and all orders are obeyed. For
 * pictures and tests. */
void worker_settle(struct worker *worker);

#endif
