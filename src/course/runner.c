/* SPDX-License-Identifier: MIT */
#include "course/runner.h"

#include "base/memory.h"
#include "course/runner_state.h"

#include <assert.h>
#include <math.h>

enum { N_DIGITS = 10 };

enum lume_status runner_create(const struct runner_config *config, struct runner **out,
                               struct lume_error *error)
{
    struct runner *r = memory_allocate(1, sizeof *r);
    if (!r) {
        return memory_exhausted(error, NULL);
    }
    assert(config->n_generated > 0);
    r->config = *config;
    r->state = RUNNER_PAUSED;
    r->stage = RUNNER_READY;
    r->shown = RUNNER_LIVE;
    recipe_defaults(&r->recipe);
    *out = r;
    return LUME_OK;
}

void runner_destroy(struct runner *r)
{
    if (r) {
        runner_drop_run(r);
        course_sets_drop(r->sets);
        runner_drop_data(r);
        memory_free(r);
    }
}

static const char *const faults[] = {
    [RECIPE_FEW_CLASSES] = "classes, expected 10 or more for digits",
    [RECIPE_RULE_HIDDEN] = "a learning rule trains one layer, got hidden layers",
    [RECIPE_RULE_ACTIVATION] = "a learning rule is made for another activation",
    [RECIPE_NO_MOMENTUM] = "this optimizer has no momentum",
    [RECIPE_NO_HIDDEN] = "dropout silences hidden units, and there are none",
    [RECIPE_NO_VALIDATION] = "patience needs validation images to watch",
    [RECIPE_MANY_ACTIVATIONS] = "activations, expected 1, or one for each layer",
};

static void set_up(struct runner *r, const struct recipe *recipe)
{
    runner_drop_run(r);
    r->run++;
    r->recipe = *recipe;
    r->goal = RUNNER_HOLD;
    r->state = RUNNER_LOADING;
    r->stage = RUNNER_READ;
    r->error.message[0] = '\0';
    enum recipe_fault fault = recipe_resolve(&r->recipe, NULL);
    fault = r->recipe.n_classes < N_DIGITS ? RECIPE_FEW_CLASSES : fault;
    if (fault != RECIPE_SOUND) {
        lume_error_set(&r->error, LUME_ERROR_USAGE, NULL, "%s", faults[fault]);
        runner_fail(r);
    }
}

static bool has_run(const struct runner *r)
{
    return r->course && r->stage == RUNNER_READY;
}

/* The last step is shown again. */
static void show_live(struct runner *r)
{
    struct lume_trainer_progress progress;
    r->shown = RUNNER_LIVE;
    if (r->aside) {
        runner_show(r, &r->live);
        r->aside = false;
    }
    lume_trainer_progress(r->course->trainer, &progress);
    r->state = progress.state == LUME_DIVERGED ? RUNNER_DIVERGED : RUNNER_PAUSED;
    if (r->ended) {
        runner_end(r);
    }
}

static void look(struct runner *r, int moment)
{
    if (!has_run(r) || moment < RUNNER_LIVE || moment >= (int)r->history.n) {
        return;
    }
    r->goal = RUNNER_HOLD;
    if (moment == RUNNER_LIVE) {
        if (r->shown != RUNNER_LIVE || r->state == RUNNER_RUNNING) {
            show_live(r);
        }
        return;
    }
    runner_put_aside(r);
    runner_show(r, &r->history.moments[moment]);
    r->shown = moment;
    r->state = RUNNER_PAUSED;
}

/* What is shown becomes the last step: what came after it is forgotten. */
static void take_up(struct runner *r)
{
    if (r->shown != RUNNER_LIVE) {
        const struct runner_moment when = r->history.moments[r->shown].when;
        history_cut(&r->history, (size_t)r->shown + 1);
        curve_cut(&r->curve, when.epoch);
        r->shown = RUNNER_LIVE;
        r->aside = r->ended = false;
    } else if (r->ended) {
        r->ended = false;
        show_live(r);
    }
}

static void go(struct runner *r, enum runner_goal goal)
{
    struct lume_trainer_progress progress;
    if (r->state == RUNNER_LOADING) {
        r->goal = goal;
    }
    if (!has_run(r) || r->state == RUNNER_DIVERGED) {
        return;
    }
    lume_trainer_progress(r->course->trainer, &progress);
    if (r->shown == RUNNER_LIVE && progress.state != LUME_TRAINING) {
        return;
    }
    take_up(r);
    lume_trainer_progress(r->course->trainer, &progress);
    r->curve.best_epoch = progress.best_epoch;
    if (progress.state == LUME_TRAINING) {
        r->goal = goal;
        r->state = RUNNER_RUNNING;
    } else {
        runner_end(r);
    }
}

static void halt(struct runner *r)
{
    r->goal = RUNNER_HOLD;
    if (r->state == RUNNER_RUNNING) {
        r->state = RUNNER_PAUSED;
    }
}

static void stop(struct runner *r)
{
    r->goal = RUNNER_HOLD;
    if (!has_run(r)) {
        return;
    }
    if (r->shown != RUNNER_LIVE) {
        show_live(r);
    }
    if (r->state == RUNNER_RUNNING || r->state == RUNNER_PAUSED) {
        runner_end(r);
    }
}

static void change_rate(struct runner *r, float rate)
{
    struct lume_error error;
    if (r->course ? lume_trainer_set_learning_rate(r->course->trainer, rate, &error) == LUME_OK
                  : rate > 0 && isfinite(rate)) {
        r->recipe.training.learning_rate = rate;
        r->recipe.given |= RECIPE_LEARNING_RATE;
    }
}

static void reset(struct runner *r)
{
    if (!has_run(r)) {
        halt(r);
        return;
    }
    const float rate = checkpoint_learning_rate(r->course->trainer);
    struct history_moment *first = &r->history.moments[0];
    runner_show(r, first);
    change_rate(r, rate);
    runner_fill_room(r, first);
    history_cut(&r->history, 1);
    curve_cut(&r->curve, 0);
    r->aside = r->ended = false;
    r->shown = RUNNER_LIVE;
    r->goal = RUNNER_HOLD;
    r->state = RUNNER_PAUSED;
    r->error.message[0] = '\0';
    r->run++;
}

static void change_seed(struct runner *r, uint64_t seed)
{
    struct recipe recipe = r->recipe;
    if (has_run(r)) {
        recipe.training.learning_rate = checkpoint_learning_rate(r->course->trainer);
    }
    recipe.training.seed = seed;
    set_up(r, &recipe);
}

void runner_obey(struct runner *r, const struct runner_order *order)
{
    switch (order->ask) {
    case RUNNER_SET_UP:
        set_up(r, &order->recipe);
        break;
    case RUNNER_PLAY:
        go(r, RUNNER_ON);
        break;
    case RUNNER_PAUSE:
        halt(r);
        break;
    case RUNNER_BATCH:
        go(r, RUNNER_ONE_BATCH);
        break;
    case RUNNER_EPOCH:
        go(r, RUNNER_ONE_EPOCH);
        break;
    case RUNNER_STOP:
        stop(r);
        break;
    case RUNNER_RESET:
        reset(r);
        break;
    case RUNNER_NEW_SEED:
        change_seed(r, order->seed);
        break;
    case RUNNER_LEARNING_RATE:
        change_rate(r, order->number);
        break;
    case RUNNER_LOOK:
        look(r, order->moment);
        break;
    }
}

bool runner_work(struct runner *r, size_t n_batches)
{
    if (r->state == RUNNER_LOADING) {
        runner_load(r);
    } else if (r->state == RUNNER_RUNNING) {
        runner_train(r, n_batches);
    }
    return r->state == RUNNER_LOADING || r->state == RUNNER_RUNNING;
}

enum runner_state runner_doing(const struct runner *r)
{
    return r->state;
}
