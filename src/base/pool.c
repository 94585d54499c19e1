/* SPDX-License-Identifier: MIT */
#ifdef __linux__
#define _GNU_SOURCE /* sched_getaffinity */
#endif

#include <lume/pool.h>

#include "base/memory.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#define relax() _mm_pause() /* leaves a core's other thread more room */
#else
#define relax() ((void)0)
#endif

enum {
    CACHE_LINE = 64,
    DEFAULT_MAX = 4,
    SPINS = 1000, /* some ten microseconds: about what falling asleep and waking up cost */
    YIELDS = 20,  /* then: where threads share a processor the one we wait for may run now */
};

/* A number that only grows, round by round, and that threads wait on: first awake, then
 * asleep. */
struct gate {
    alignas(CACHE_LINE) atomic_uint round;
    alignas(CACHE_LINE) atomic_uint n_sleepers;
    pthread_mutex_t mutex;
    pthread_cond_t moved;
};

/* start: the caller opens a run. meet: the last to arrive at a barrier lets the others go on; the
 * end of a run is one more barrier. */
struct lume_pool {
    struct gate start, meet;
    alignas(CACHE_LINE) atomic_uint n_arrived;
    alignas(CACHE_LINE) size_t n_threads; /* the caller included; constant once all are started */
    int spins;
    bool stopping;
    lume_pool_function *function;
    void *context;
    struct worker {
        struct lume_pool *pool;
        size_t index;
        pthread_t thread;
    } workers[LUME_POOL_MAX]; /* the first is the caller, unused */
};

static bool gate_init(struct gate *gate)
{
    atomic_init(&gate->round, 0);
    atomic_init(&gate->n_sleepers, 0);
    if (pthread_mutex_init(&gate->mutex, NULL) != 0) {
        return false;
    }
    if (pthread_cond_init(&gate->moved, NULL) != 0) {
        pthread_mutex_destroy(&gate->mutex);
        return false;
    }
    return true;
}

static void gate_finish(struct gate *gate)
{
    pthread_cond_destroy(&gate->moved);
    pthread_mutex_destroy(&gate->mutex);
}

/* Begin the next round. Both sides write one of (round, n_sleepers) and then read the other, in
 * one total order: either the sleeper sees the new round or we see the sleeper. Whom we see is
 * inside pthread_cond_wait once we hold the mutex. */
static void gate_open(struct gate *gate)
{
    atomic_fetch_add(&gate->round, 1);
    if (atomic_load(&gate->n_sleepers) > 0) {
        pthread_mutex_lock(&gate->mutex);
        pthread_cond_broadcast(&gate->moved);
        pthread_mutex_unlock(&gate->mutex);
    }
}

/* Wait until the round is no longer `round`. */
static void gate_wait(struct gate *gate, unsigned round, int spins)
{
    for (int i = 0; i < spins + YIELDS; i++) {
        if (atomic_load_explicit(&gate->round, memory_order_acquire) != round) {
            return;
        }
        if (i < spins) {
            relax();
        } else {
            sched_yield();
        }
    }
    pthread_mutex_lock(&gate->mutex);
    atomic_fetch_add(&gate->n_sleepers, 1);
    while (atomic_load(&gate->round) == round) {
        pthread_cond_wait(&gate->moved, &gate->mutex);
    }
    atomic_fetch_sub(&gate->n_sleepers, 1);
    pthread_mutex_unlock(&gate->mutex);
}

/* The round is read before arriving: it cannot move on without us. */
void lume_pool_barrier(struct lume_pool *pool)
{
    if (!pool || pool->n_threads == 1) {
        return;
    }
    unsigned round = atomic_load_explicit(&pool->meet.round, memory_order_relaxed);
    unsigned before = atomic_fetch_add_explicit(&pool->n_arrived, 1, memory_order_acq_rel);
    if (before + 1 == pool->n_threads) {
        atomic_store_explicit(&pool->n_arrived, 0, memory_order_relaxed);
        gate_open(&pool->meet);
    } else {
        gate_wait(&pool->meet, round, pool->spins);
    }
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct lume_pool *pool = worker->pool;
    for (unsigned round = 0;; round++) {
        gate_wait(&pool->start, round, pool->spins);
        if (pool->stopping) {
            return NULL;
        }
        pool->function(pool->context, worker->index, pool->n_threads);
        lume_pool_barrier(pool);
    }
}

void lume_pool_run(struct lume_pool *pool, lume_pool_function *function, void *context)
{
    if (!pool || pool->n_threads == 1) {
        function(context, 0, 1);
        return;
    }
    pool->function = function;
    pool->context = context;
    gate_open(&pool->start);
    function(context, 0, pool->n_threads);
    lume_pool_barrier(pool);
}

/* Processors that this process may use. */
static size_t count_processors(void)
{
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        return (size_t)CPU_COUNT(&set);
    }
#endif
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (size_t)n : 1;
}

/* Start workers until there are n_threads or the system refuses. Signals are left to the threads of
 * the program. */
static void start_workers(struct lume_pool *pool, size_t n_threads)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    size_t n = 1;
    for (; n < n_threads; n++) {
        struct worker *worker = &pool->workers[n];
        *worker = (struct worker){.pool = pool, .index = n};
        if (pthread_create(&worker->thread, NULL, work, worker) != 0) {
            break;
        }
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pool->n_threads = n;
}

enum lume_status lume_pool_create(size_t n_threads, struct lume_pool **out,
                                  struct lume_error *error)
{
    assert(n_threads <= LUME_POOL_MAX);
    size_t n_processors = count_processors();
    if (n_threads == 0) {
        n_threads = n_processors < DEFAULT_MAX ? n_processors : DEFAULT_MAX;
    }
    struct lume_pool *pool = memory_allocate(1, sizeof *pool);
    if (!pool) {
        return memory_exhausted(error, NULL);
    }
    if (!gate_init(&pool->start)) {
        goto fail_start;
    }
    if (!gate_init(&pool->meet)) {
        goto fail_meet;
    }
    atomic_init(&pool->n_arrived, 0);
    /* With more threads than processors, whoever spins keeps another from working: yield. */
    pool->spins = n_threads <= n_processors ? SPINS : 0;
    start_workers(pool, n_threads);
    *out = pool;
    return LUME_OK;
fail_meet:
    gate_finish(&pool->start);
fail_start:
    memory_free(pool);
    return memory_exhausted(error, NULL);
}

void lume_pool_destroy(struct lume_pool *pool)
{
    if (!pool) {
        return;
    }
    pool->stopping = true;
    gate_open(&pool->start);
    for (size_t i = 1; i < pool->n_threads; i++) {
        pthread_join(pool->workers[i].thread, NULL);
    }
    gate_finish(&pool->meet);
    gate_finish(&pool->start);
    memory_free(pool);
}

size_t lume_pool_size(const struct lume_pool *pool)
{
    return pool ? pool->n_threads : 1;
}
