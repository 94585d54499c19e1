/* SPDX-License-Identifier: MIT */
#ifndef LUME_COURSE_RUNNER_STATE_H
#define LUME_COURSE_RUNNER_STATE_H

/*
 * The runner's inside. runner.c takes orders, runner_read.c gets images, runner_load.c makes a run
 * of them, runner_train.c trains, runner_tell.c fills in reports.
 */

#include "course/history.h"
#include "course/runner.h"
#include "data/dataset.h"

/* What is left to do until a run can be played, in this order. */
enum runner_stage {
    RUNNER_READ,    /* MNIST's files, or write digits */
    RUNNER_COPY,    /* them, because sets are changed while they are made */
    RUNNER_SETS,    /* what is trained on, what is validated by */
    RUNNER_COURSE,  /* first weights, trainer */
    RUNNER_MEASURE, /* the first point of the curve */
    RUNNER_READY,
};

/* How far it is to go. */
enum runner_goal { RUNNER_HOLD, RUNNER_ONE_BATCH, RUNNER_ONE_EPOCH, RUNNER_ON };

enum {
    RUNNER_PROBE = 256,       /* training images that health is measured by */
    RUNNER_LARGE = 1000,      /* images of a batch that takes long */
    RUNNER_PIECE = 1000,      /* images that are measured at once */
    RUNNER_WRITE = 500,       /* digits that are written at once */
    RUNNER_INFLATE = 1 << 20, /* bytes at once */
    RUNNER_FIRST = 10000,     /* training images at most for the first point of the curve */
    RUNNER_POINTS = 50,       /* of the curve, within an epoch at most */
};

struct runner {
    struct runner_config config;
    enum runner_state state;
    enum runner_stage stage;
    enum runner_goal goal; /* while loading: once it is ready */
    uint64_t run, changes;
    struct recipe recipe; /* as ordered, resolved */
    struct lume_error error;

    bool has_source; /* it is known where images come from */
    enum runner_source source;
    struct lume_error why;
    struct runner_files {
        char *images, *labels;
    } files[2];                    /* of LUME_TRAIN and LUME_TEST */
    struct dataset_loader *loader; /* of the one that is being read */
    struct lume_dataset data[2];   /* as they come; n 0: none yet */
    uint64_t seed;                 /* of generated digits */
    size_t n_written[2];           /* of them */
    struct course_sources sources; /* copies, on their way to the sets */
    struct course_sets *sets;

    struct course *course;
    size_t n_layers;
    struct curve curve;
    struct history history;
    struct history_sums sums;
    bool ended; /* at the last step: by itself or by RUNNER_STOP */
    int shown;
    bool aside;                 /* the last step is in `live`, something else in the network */
    struct history_moment live; /* room */

    /* The first point of the curve. */
    size_t n_measured; /* training images, then those of validation */
    double first_loss[2], first_correct[2];

    struct health *health;
    lume_real *before; /* the last step: [n_reals] */
    struct lume_dataset
        probe; /* RUNNER_PROBE training images or fewer, as the network wants them */
    struct health_layer layers[LUME_MAX_LAYERS];
    bool has_step;   /* `before` and the gradient are those of the last step */
    bool has_health; /* `layers` are of what is shown */
};

/* Read or write some images for the recipe; *end: all are there. */
LUME_MUST_USE enum lume_status runner_read(struct runner *runner, bool *end);

/* How much of that is done: 0 to 1. */
double runner_share_read(const struct runner *runner);

/* Release images, and what they are read with. */
void runner_drop_data(struct runner *runner);

/* Do a piece of what makes a run ready. */
void runner_load(struct runner *runner);

/* Release what belongs to a run; data and sets stay. */
void runner_drop_run(struct runner *runner);

/* Train on up to n_batches, not beyond the end of the epoch. */
void runner_train(struct runner *runner, size_t n_batches);

/* Keep this moment in the history, if there is room. False: there is none. */
bool runner_keep_moment(struct runner *runner);

/* Fill a room with what the trainer is now. */
void runner_fill_room(struct runner *runner, struct history_moment *room);

/* Put the last step aside, unless it is, so that the network can show something else. */
void runner_put_aside(struct runner *runner);

/* Show a moment that a room holds. */
void runner_show(struct runner *runner, const struct history_moment *room);

/* Training has ended at the last step: the best epoch is shown. */
void runner_end(struct runner *runner);

/* Measure the health of what is shown, unless it is known or cannot be. */
void runner_measure_health(struct runner *runner);

/* Where the trainer stands, in finite numbers. */
void runner_progress(const struct runner *runner, struct lume_trainer_progress *out);

void runner_fail(struct runner *runner);

#endif
