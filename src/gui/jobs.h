/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_JOBS_H
#define LUME_GUI_JOBS_H

/*
 * Work beside the window: files that are opened, accuracies that are counted. One worker thread
 * takes jobs in the order they were asked for; the window goes on and learns of each that is done.
 * Where no thread can be made jobs run when they are polled, one a call.
 *
 * All functions are of one thread, the one that polls; only `run` and `wake` are the worker's. The
 * worker takes no signals.
 */

#include <lume/status.h>

#include <stdbool.h>

/* The first member of a job's own struct, which belongs to who asked for it and stays where it is
 * from jobs_submit until `done` was called. */
struct job {
    /* Do it, in the worker: touches the job alone, and what nobody writes meanwhile. */
    void (*run)(struct job *job);
    /* In the thread that polls, afterwards. May submit the job again. */
    void (*done)(struct job *job);
    struct job *next; /* of jobs.c */
};

struct jobs;

/* wake  called in the worker whenever a job is ready to be polled (without a worker: whenever there
 *       is one to run); perhaps only after it was polled already; NULL: nobody needs to know
 * LUME_ERROR_MEMORY; never fails for want of a thread. */
LUME_MUST_USE enum lume_status jobs_create(void (*wake)(void *context), void *context,
                                           struct jobs **out, struct lume_error *error);

/* Wait for the job that is running, forget the others (their `done` is never called), join. */
void jobs_destroy(struct jobs *jobs);

/* Have a job done that is not under way already. */
void jobs_submit(struct jobs *jobs, struct job *job);

/* Call `done` for what is ready. Returns whether anything was. */
bool jobs_poll(struct jobs *jobs);

/* Poll until nothing is left to do; not from within `done`. */
void jobs_settle(struct jobs *jobs);

/* Whether anything is waiting, running or ready. */
bool jobs_busy(const struct jobs *jobs);

#endif
