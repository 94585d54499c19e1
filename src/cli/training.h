/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_TRAINING_H
#define LUME_CLI_TRAINING_H

/*
 * One run of `lume train`: everything it holds, and what is told of it.
 */

#include "cli/epoch_log.h"
#include "cli/progress.h"
#include "cli/train_files.h"
#include "cli/train_options.h"
#include "course/course.h"

#include <lume/metrics.h>
#include <lume/model.h>
#include <lume/pool.h>
#include <lume/trainer.h>

struct training {
    struct train_options *options;
    char *output; /* owned */

    struct train_files files;
    struct lume_pool *pool;
    struct course *course; /* the one user of its sets */
    struct lume_trainer_progress progress;
    struct lume_metrics test_metrics, ink_metrics; /* n 0: not measured */
    /* Shares that course->model.unlike takes for no digit: of test digits (NaN: there are none),
     * and of new drawings that are none. */
    double digits_flagged, others_flagged;

    struct epoch_log log;
    struct progress live;
    double started;       /* on clock_seconds */
    double begun;         /* the first epoch */
    double epoch_seconds; /* of training alone, in the current epoch */
    size_t slice;         /* batches that take about slice_seconds */
    double train_seconds; /* in all epochs */
};

/* What the command prints; each line only where it is wanted. The first finds out whether anything
 * can be printed: LUME_ERROR_IO. */
LUME_MUST_USE enum lume_status report_start(const struct training *training,
                                            struct lume_error *error);
/* The live line of one of the two networks, trained since `begun` (on clock_seconds). */
void report_live(struct training *training, const struct lume_trainer_progress *now,
                 size_t n_epochs, double begun);
void report_epoch(struct training *training);
void report_end(struct training *training);

/* Images trained on in a second; 0 before there is anything to tell. */
double training_speed(const struct training *training);

#endif
