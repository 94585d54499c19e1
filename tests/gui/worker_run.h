/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_WORKER_RUN_H
#define LUME_TESTS_WORKER_RUN_H

/* A worker to give orders to, and the training of `lume train` to compare it with. */

#include "check.h"
#include "train_loop.h"

#include "base/clock.h"
#include "gui/worker.h"

#include <dirent.h>
#include <stdatomic.h>
#include <time.h>

enum { N_GENERATED = 600, EPOCHS = 3 };

static struct lume_error error;
static atomic_int n_wakes;

static inline void count_wake(void *context)
{
    assert_ptr_equal(context, &n_wakes);
    atomic_fetch_add(&n_wakes, 1);
}

static inline struct worker *start(bool in_caller, size_t n_generated, size_t threads)
{
    const struct worker_config config = {.n_generated = n_generated,
                                         .threads = threads,
                                         .in_caller = in_caller,
                                         .wake = count_wake,
                                         .wake_context = &n_wakes};
    struct worker *worker;
    atomic_store(&n_wakes, 0);
    CHECK_OK(worker_create(&config, &worker, &error), error);
    return worker;
}

static inline struct recipe small_recipe(void)
{
    struct recipe recipe;
    recipe_defaults(&recipe);
    recipe.training.epochs = EPOCHS;
    recipe.training.seed = 3;
    return recipe;
}

static inline void ask(struct worker *worker, enum runner_ask what)
{
    worker_order(worker, &(struct runner_order){.ask = what, .seed = 4, .number = 0.005f});
}

static inline void set_up(struct worker *worker, const struct recipe *recipe)
{
    worker_order(worker, &(struct runner_order){.ask = RUNNER_SET_UP, .recipe = *recipe});
}

static inline const struct runner_report *settle(struct worker *worker)
{
    worker_settle(worker);
    return worker_report(worker);
}

static inline void nap(double seconds)
{
    nanosleep(&(struct timespec){.tv_sec = (time_t)seconds,
                                 .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)},
              NULL);
}

static inline void check_same_bits(const struct lume_model *got, const struct lume_model *expected)
{
    assert_int_equal(got->network->n_reals, expected->network->n_reals);
    assert_memory_equal(got->network->parameters, expected->network->parameters,
                        got->network->n_reals * sizeof *got->network->parameters);
}

/* How many threads this process has; 0 where the system does not tell. */
static inline size_t count_threads(void)
{
    DIR *tasks = opendir("/proc/self/task");
    size_t n = 0;
    for (const struct dirent *entry; tasks && (entry = readdir(tasks)) != NULL;) {
        n += entry->d_name[0] != '.';
    }
    if (tasks) {
        closedir(tasks);
    }
    return n;
}

#endif
