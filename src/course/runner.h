/* SPDX-License-Identifier: MIT */
#ifndef LUME_COURSE_RUNNER_H
#define LUME_COURSE_RUNNER_H

/*
 * A training that is watched: it can be played, paused, stepped, begun anew and taken back, and
 * tells what a picture of it needs. No thread and no clock of its own: orders go in, slices of work
 * are done, reports come out. In the window a thread does that (gui/worker.h), in tests and where
 * there is no thread the caller.
 *
 * However it is sliced, paused or looked at, after N epochs the parameters have the same bits as
 * `lume train` gives with the same recipe. A runner is used by one thread at a time.
 */

#include "course/course.h"
#include "course/curve.h"
#include "nn/health.h"

#include <lume/dataset.h>

#include <stdatomic.h>

enum runner_state {
    RUNNER_LOADING, /* data is read, sets are made: `loaded` tells how far */
    RUNNER_PAUSED,  /* ready, or between batches */
    RUNNER_RUNNING,
    RUNNER_ENDED,    /* progress.state says why; LUME_TRAINING there: it was stopped. The best
                      * epoch's parameters are shown, as `lume train` keeps them */
    RUNNER_DIVERGED, /* the loss left the finite numbers; the best epoch's parameters are shown, or
                      * the first ones */
    RUNNER_FAILED,   /* `error` says why; another set-up may go better */
};

/* Where the images come from. */
enum runner_source { RUNNER_MNIST, RUNNER_GENERATED };

/* A moment that can be gone back to. */
struct runner_moment {
    double epoch; /* as struct curve_point */
    uint64_t batches;
};

enum { RUNNER_MAX_MOMENTS = 256, RUNNER_LIVE = -1 };

/* What it tells: a copy, its own memory. */
struct runner_report {
    enum runner_state state;
    uint64_t run; /* counts runs: another one began with set-up, reset or new seed */
    /* Of the run, resolved; its learning rate is the current one (of the moment that is shown). */
    struct recipe recipe;
    enum runner_source source;
    struct lume_error why; /* why it is generated instead of MNIST; "": MNIST is not there */
    double loaded;         /* 0 to 1 */
    size_t n_train, n_validation, n_test; /* images */
    /* Of the moment that is shown. Before there is a loss of the trainer's own it is that of the
     * first point of the curve; only the best validation is NaN while best_epoch is 0. `batch` is
     * 0 behind the last epoch. */
    struct lume_trainer_progress progress;
    struct curve curve;
    /* Of the moment that is shown: after the last step, or one gone back to. NULL before the first
     * run is ready. Owned by the report. */
    struct lume_model *model;
    uint64_t changes; /* counts changes of the model's parameters, so that nobody compares them */
    struct health_layer health[LUME_MAX_LAYERS]; /* of the last step; before the first all 0 */
    bool has_health;
    size_t n_moments; /* oldest first */
    struct runner_moment moments[RUNNER_MAX_MOMENTS];
    int shown;               /* moment, or RUNNER_LIVE */
    struct lume_error error; /* RUNNER_FAILED, RUNNER_DIVERGED */
};

/* What can be asked. */
enum runner_ask {
    /* A recipe: sets, first weights, paused. Keeps data it has. How many digits are generated is
     * the runner's to say, not the recipe's. */
    RUNNER_SET_UP,
    /* Go on; after RUNNER_STOP as if it had not been; while a moment is shown from there, and
     * moments and curve after it are forgotten. While it loads: once it is ready. Where training
     * has ended by itself there is nothing to go on with. */
    RUNNER_PLAY,
    RUNNER_PAUSE,         /* after the batch in hand */
    RUNNER_BATCH,         /* as RUNNER_PLAY, but one batch, then pause */
    RUNNER_EPOCH,         /* as RUNNER_PLAY, but to the end of the epoch, then pause */
    RUNNER_STOP,          /* end it: the best epoch's parameters are those of the model */
    RUNNER_RESET,         /* the same first weights, paused; curve and moments are forgotten, the
                           * learning rate stays as it is now */
    RUNNER_NEW_SEED,      /* another seed (in `seed`), paused */
    RUNNER_LEARNING_RATE, /* in `number`: from the next batch on */
    RUNNER_LOOK,          /* at a moment (in `moment`; RUNNER_LIVE: at the last step); pauses */
};

struct runner_order {
    enum runner_ask ask;
    struct recipe recipe;
    uint64_t seed;
    float number;
    int moment;
};

struct runner_config {
    const char *folder;     /* of MNIST; NULL: none; borrowed */
    struct lume_pool *pool; /* borrowed; NULL: the caller alone */
    size_t n_generated;     /* digits where MNIST is not there; as many as a sixth more to test */
    size_t history_bytes;   /* bound of the memory that moments take */
    atomic_bool *unwanted;  /* set by another thread to end a long piece of work soon; or NULL */
};

struct runner;

/* LUME_ERROR_MEMORY. Nothing is loaded yet. */
LUME_MUST_USE enum lume_status runner_create(const struct runner_config *config,
                                             struct runner **out, struct lume_error *error);
void runner_destroy(struct runner *runner);

/* Take an order in; those that mean nothing now are harmless. Cheap, except RUNNER_RESET,
 * RUNNER_LOOK and RUNNER_STOP (a copy of the parameters). Failures show in the report. */
void runner_obey(struct runner *runner, const struct runner_order *order);

/* Do a piece of the work: while it loads a part of that, else up to n_batches and never past the
 * end of an epoch. Returns whether there is more to do now. Keeps moments and points of the curve
 * as it goes. While `unwanted` is set training ends after a fiftieth of an epoch at most, and does
 * not go on; a batch of many images is dropped, as if it had not begun. */
bool runner_work(struct runner *runner, size_t n_batches);

/* Tell what it is doing, without a report. */
enum runner_state runner_doing(const struct runner *runner);

/* Make room for reports; they grow with the networks. LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status runner_report_create(struct runner_report **out,
                                                    struct lume_error *error);
void runner_report_destroy(struct runner_report *report);

/* Fill it in. LUME_ERROR_MEMORY (a larger network): the report is then as before. Cost: a quarter
 * of a step and a forward pass of 256 images for the health, and a copy of the parameters. */
LUME_MUST_USE enum lume_status runner_tell(struct runner *runner, struct runner_report *report,
                                           struct lume_error *error);

#endif
