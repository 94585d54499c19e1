/* SPDX-License-Identifier: MIT */
#include "course/runner_state.h"

#include "nn/trainer.h"

#include <math.h>
#include <string.h>

/* Where the trainer stands. Behind its last epoch there is no current one, whose batches it would
 * tell. */
static struct lume_trainer_progress progress_of(const struct lume_trainer *trainer)
{
    struct lume_trainer_progress progress;
    lume_trainer_progress(trainer, &progress);
    if (progress.state != LUME_TRAINING && progress.state != LUME_DIVERGED) {
        progress.batch = 0;
    }
    return progress;
}

static uint64_t batches_done(const struct lume_trainer_progress *progress)
{
    return (uint64_t)progress->epoch * progress->n_batches + progress->batch;
}

static double epochs_done(const struct lume_trainer_progress *progress)
{
    return (double)progress->epoch + (double)progress->batch / (double)progress->n_batches;
}

static void replace_if_odd(double *value, float other)
{
    if (!isfinite(*value)) {
        *value = (double)other;
    }
}

/* What is not measured yet, or no number, is as it was at the last point of the curve that has it.
 */
void runner_progress(const struct runner *r, struct lume_trainer_progress *out)
{
    *out = progress_of(r->course->trainer);
    const double now = epochs_done(out);
    for (size_t i = r->curve.n; i-- > 0;) {
        const struct curve_point *point = &r->curve.points[i];
        if (point->epoch <= now) {
            replace_if_odd(&out->train_loss, point->train_loss);
            replace_if_odd(&out->train_accuracy, point->train_accuracy);
            replace_if_odd(&out->validation_loss, point->validation_loss);
            replace_if_odd(&out->validation_accuracy, point->validation_accuracy);
        }
    }
}

static struct history_sums sums_of(const struct lume_trainer *trainer)
{
    return (struct history_sums){trainer->loss_sum, (double)trainer->n_correct, trainer->n_seen};
}

void runner_fill_room(struct runner *r, struct history_moment *room)
{
    room->sums = r->sums;
    room->has_health = r->has_health;
    memcpy(room->health, r->layers, r->n_layers * sizeof *room->health);
    checkpoint_take(room->checkpoint, r->course->trainer);
}

bool runner_keep_moment(struct runner *r)
{
    runner_measure_health(r);
    const struct lume_trainer_progress progress = progress_of(r->course->trainer);
    const struct runner_moment when = {epochs_done(&progress), batches_done(&progress)};
    struct history_moment *room = history_add(&r->history, &when, r->course->trainer, r->n_layers);
    if (room) {
        runner_fill_room(r, room);
    }
    return room != NULL;
}

void runner_put_aside(struct runner *r)
{
    if (!r->aside) {
        runner_measure_health(r);
        runner_fill_room(r, &r->live);
        r->aside = true;
    }
}

void runner_show(struct runner *r, const struct history_moment *room)
{
    checkpoint_restore(room->checkpoint, r->course->trainer);
    r->sums = room->sums;
    r->has_health = room->has_health;
    memcpy(r->layers, room->health, r->n_layers * sizeof *room->health);
    r->has_step = false;
    r->changes++;
}

void runner_end(struct runner *r)
{
    runner_put_aside(r);
    course_keep_best(r->course);
    r->ended = true;
    r->changes++;
    r->goal = RUNNER_HOLD;
    r->state = RUNNER_ENDED;
}

void runner_measure_health(struct runner *r)
{
    if (r->has_step && !r->has_health) {
        health_measure(r->health, r->course->model.network, r->before,
                       lume_trainer_gradient(r->course->trainer), r->layers);
        r->has_health = true;
    }
}

static void diverge(struct runner *r)
{
    r->has_step = r->has_health = false;
    memset(r->layers, 0, sizeof r->layers);
    r->changes++;
    r->goal = RUNNER_HOLD;
    r->state = RUNNER_DIVERGED;
}

/* Whether all parameters are numbers: 0 times anything else is none. Rows are whole registers. */
static bool are_finite(const struct lume_network *network)
{
    lume_real sums[LUME_LANES] = {0}, sum = 0;
    for (size_t i = 0; i < network->n_reals; i += LUME_LANES) {
        for (size_t j = 0; j < LUME_LANES; j++) {
            sums[j] += network->parameters[i + j] * 0;
        }
    }
    for (size_t j = 0; j < LUME_LANES; j++) {
        sum += sums[j];
    }
    return sum == 0;
}

/* Train on n batches of the epoch; where it will be looked at the last one is done alone, so that
 * the step is known. A slow batch may be dropped: then nothing has changed. */
static bool step(struct runner *r, size_t n, bool looked_at)
{
    struct lume_trainer *trainer = r->course->trainer;
    const struct lume_network *network = r->course->model.network;
    const size_t alone = looked_at ? 1 : 0;
    const uint64_t n_first = progress_of(trainer).n_images;
    enum lume_status status =
        n > alone ? lume_trainer_step(trainer, n - alone, &r->error) : LUME_OK;
    if (n == 1 && trainer->batch_size > RUNNER_LARGE) {
        runner_measure_health(r);
    }
    const uint64_t n_before = progress_of(trainer).n_images;
    if (status == LUME_OK && looked_at) {
        memcpy(r->before, network->parameters, network->n_reals * sizeof *r->before);
        status = lume_trainer_step(trainer, 1, &r->error);
        if (status == LUME_OK && !are_finite(network)) {
            status = trainer_diverge(trainer, &r->error);
        }
    }
    const uint64_t n_now = progress_of(trainer).n_images;
    r->has_step = looked_at && n_now > n_before;
    r->has_health = r->has_health && n_now == n_first;
    r->changes += n_now > n_first;
    return status == LUME_OK;
}

static size_t at_most(size_t a, uint64_t b)
{
    return b < a ? (size_t)b : a;
}

/* How many batches there are between points of the curve. */
static size_t stride_of(const struct lume_trainer_progress *progress)
{
    return (progress->n_batches + RUNNER_POINTS - 1) / RUNNER_POINTS;
}

/* How many batches to go until there is something to keep. */
static size_t until_stop(const struct lume_trainer_progress *progress)
{
    const size_t stride = stride_of(progress);
    const uint64_t done = batches_done(progress);
    uint64_t power = 1;
    while (power <= done) {
        power *= 2;
    }
    return at_most(
        at_most(progress->n_batches - progress->batch, stride - progress->batch % stride),
        power - done);
}

static void add_point(struct runner *r, const struct lume_trainer_progress *progress)
{
    const struct history_sums now = sums_of(r->course->trainer);
    const double n = (double)(now.n_images - r->sums.n_images);
    const struct curve_point point = {
        .epoch = epochs_done(progress),
        .batches = batches_done(progress),
        .train_loss = (float)((now.loss - r->sums.loss) / n),
        .train_accuracy = (float)((now.n_correct - r->sums.n_correct) / n),
        .validation_loss = NAN,
        .validation_accuracy = NAN,
    };
    curve_add(&r->curve, &point);
    r->sums = now;
}

/* Whether there is a moment to keep after so many batches from here. */
static bool is_moment(const struct lume_trainer_progress *progress, size_t n)
{
    const uint64_t done = batches_done(progress) + n;
    return progress->batch + n == progress->n_batches || (done & (done - 1)) == 0;
}

/* Keep what is to be kept inside an epoch. */
static void keep(struct runner *r, const struct lume_trainer_progress *progress)
{
    if (progress->batch % stride_of(progress) == 0) {
        add_point(r, progress);
    }
    if (is_moment(progress, 0)) {
        runner_keep_moment(r);
    }
}

static void end_epoch(struct runner *r)
{
    struct lume_trainer *trainer = r->course->trainer;
    struct lume_trainer_progress now;
    if (lume_trainer_end_epoch(trainer, &r->error) != LUME_OK) {
        diverge(r);
        return;
    }
    runner_progress(r, &now);
    r->curve.best_epoch = now.best_epoch;
    curve_add(&r->curve, &(struct curve_point){
                             .epoch = (double)now.epoch,
                             .batches = (uint64_t)now.epoch * now.n_batches,
                             .train_loss = (float)now.train_loss,
                             .train_accuracy = (float)now.train_accuracy,
                             .validation_loss = (float)now.validation_loss,
                             .validation_accuracy = (float)now.validation_accuracy,
                             .ends = true,
                         });
    r->sums = (struct history_sums){0};
    runner_keep_moment(r);
    if (now.state != LUME_TRAINING) {
        runner_end(r);
    } else if (r->goal == RUNNER_ONE_EPOCH) {
        r->goal = RUNNER_HOLD;
    }
}

static bool unwanted(const struct runner *r)
{
    return r->config.unwanted && atomic_load(r->config.unwanted);
}

void runner_train(struct runner *r, size_t n_batches)
{
    struct lume_trainer_progress now;
    size_t left = r->goal == RUNNER_ONE_BATCH ? at_most(n_batches, 1) : n_batches;
    bool whole = false;
    while (left > 0 && !whole && !(unwanted(r) && r->has_step)) {
        left = unwanted(r) ? 1 : left; /* that what is told is of the last step */
        now = progress_of(r->course->trainer);
        const size_t n = at_most(left, until_stop(&now));
        if (!step(r, n, n == left || is_moment(&now, n))) {
            diverge(r);
            return;
        }
        left -= n;
        const size_t before = now.batch;
        now = progress_of(r->course->trainer);
        if (now.batch == before) {
            break;
        }
        whole = now.batch == now.n_batches;
        if (whole) {
            end_epoch(r);
        } else {
            keep(r, &now);
        }
        if (r->goal == RUNNER_ONE_BATCH) {
            r->goal = RUNNER_HOLD;
        }
    }
    if (r->goal == RUNNER_HOLD && r->state == RUNNER_RUNNING) {
        r->state = RUNNER_PAUSED;
    }
}
