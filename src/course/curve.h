/* SPDX-License-Identifier: MIT */
#ifndef LUME_COURSE_CURVE_H
#define LUME_COURSE_CURVE_H

/*
 * How a training went, point by point: what the plot shows and the CSV file holds.
 *
 * Bounded: when it is full half of the points go that are not the end of an epoch, where they are
 * closest; once few of them are left, ends of epochs but every second, fourth, eighth … one. The
 * first, the last and the best stay. So it always spans the whole training, and evenly.
 */

#include "base/buffer.h"

#include <lume/trainer.h>

enum { CURVE_MAX_POINTS = 1024 };

/* Losses are means an image, accuracies shares from 0 to 1; NaN: not measured there. */
struct curve_point {
    double epoch;     /* that are done, with the part of the current one: 1.25; from 0 on */
    uint64_t batches; /* done since the start */
    /* Of the images since the point before, each as it was answered when it came by; in the first
     * point, and where an epoch ends, of a whole set: see `ends`. */
    float train_loss, train_accuracy;
    float validation_loss, validation_accuracy;
    /* An epoch ends here (or nothing is trained yet): validation is measured, and the train values
     * are the means of the epoch, as `lume train` prints them. */
    bool ends;
};

struct curve {
    size_t n;
    size_t best_epoch; /* as struct lume_trainer_progress; 0: none yet */
    struct curve_point points[CURVE_MAX_POINTS];
};

/* Append one; its epoch is not below the last one's. */
void curve_add(struct curve *curve, const struct curve_point *point);

/* Forget all after a moment: training goes on from there. A best epoch after it is none. */
void curve_cut(struct curve *curve, double epoch);

/* Find the point nearest to an epoch, the earlier of two; NULL: there is none. */
const struct curve_point *curve_at(const struct curve *curve, double epoch);

/* Write the curves of several runs as CSV (RFC 4180, but lines end with a newline alone, as those
 * of a log): run,epoch,batches,train_loss,
 * train_accuracy,validation_loss,validation_accuracy; an empty field is NaN. Numbers as the
 * shortest that read back as the same, with a point. `names` are quoted where they must be. */
void curve_write_csv(const struct curve *const *curves, const char *const *names, size_t n,
                     struct buffer *out);

#endif
