/* SPDX-License-Identifier: MIT */
#ifdef __linux__
#define _GNU_SOURCE /* sched_getaffinity */
#endif

#include <lume/pool.h>

#include "base/memory.h"
#include "base/thread.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
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
    SPINS = 2000, /* some ten microseconds: about what falling asleep and waking up cost */
    YIELDS = 50,  /* then: where threads share a processor the one we wait for may run now */
};

/*
 * `work` says all that threads agree on: the number of the current phase in the upper half; in the
 * lower, as bits, which of its pieces nobody has taken yet, and whether the run is over. A thread
 * takes a piece by clearing its bit, which fails if the phase has moved on meanwhile: a late thread
 * can do no harm. The rest of the run's description is read only by those who hold a piece, so it
 * cannot change under them. Who finishes the last piece calls `next` and opens the next phase.
 */
struct lume_pool {
    alignas(CACHE_LINE) _Atomic uint64_t work;
    alignas(CACHE_LINE) atomic_size_t n_done;
    alignas(CACHE_LINE) atomic_uint n_sleepers;
    pthread_mutex_t mutex;
    pthread_cond_t moved;
    size_t n_threads; /* the caller included; constant once all are started */
    int spins;
    atomic_bool stopping;

    alignas(CACHE_LINE) lume_pool_piece *piece;
    lume_pool_next *next;
    void *context;
    size_t n_pieces, phase;

    struct worker {
        struct lume_pool *pool;
        size_t index;
        pthread_t thread;
    } workers[LUME_POOL_MAX]; /* the first is the caller, unused */
};

static const uint64_t run_is_over = (uint64_t)1 << LUME_POOL_MAX_PIECES;

static uint64_t pieces_of(uint64_t work)
{
    return work & (run_is_over - 1);
}

static uint64_t all_pieces(size_t n)
{
    return ((uint64_t)1 << n) - 1;
}

static uint64_t phase_of(uint64_t work)
{
    return work >> 32;
}

/* Let everybody see new work. Both sides write one of (work, n_sleepers) and then read the other,
 * in one total order: either the sleeper sees the work or we see the sleeper. Whom we see is inside
 * pthread_cond_wait once we hold the mutex. */
static void publish(struct lume_pool *pool, uint64_t work)
{
    atomic_store(&pool->work, work);
    if (atomic_load(&pool->n_sleepers) > 0) {
        pthread_mutex_lock(&pool->mutex);
        pthread_cond_broadcast(&pool->moved);
        pthread_mutex_unlock(&pool->mutex);
    }
}

/* Wait until the phase is no longer that of `work`. */
static void wait_for_phase(struct lume_pool *pool, uint64_t work)
{
    uint64_t phase = phase_of(work);
    for (int i = 0; i < pool->spins + YIELDS; i++) {
        if (phase_of(atomic_load_explicit(&pool->work, memory_order_acquire)) != phase) {
            return;
        }
        if (i < pool->spins) {
            relax();
        } else {
            sched_yield();
        }
    }
    pthread_mutex_lock(&pool->mutex);
    atomic_fetch_add(&pool->n_sleepers, 1);
    while (phase_of(atomic_load(&pool->work)) == phase) {
        pthread_cond_wait(&pool->moved, &pool->mutex);
    }
    atomic_fetch_sub(&pool->n_sleepers, 1);
    pthread_mutex_unlock(&pool->mutex);
}

/* The piece that a worker begins with, of those that are left: its own share comes first. */
static size_t choose(uint64_t left, size_t worker)
{
    size_t piece = worker % LUME_POOL_MAX_PIECES;
    while (!(left >> piece & 1)) {
        piece = (piece + 1) % LUME_POOL_MAX_PIECES;
    }
    return piece;
}

/* All pieces of the phase are done: prepare the next and take its piece for this worker, if it has
 * one; or end the run. Returns the piece, or LUME_POOL_MAX_PIECES. */
static size_t advance(struct lume_pool *pool, uint64_t work, size_t worker)
{
    bool more = pool->next && pool->next(pool->context, pool->phase);
    pool->phase++;
    atomic_store_explicit(&pool->n_done, 0, memory_order_relaxed);
    uint64_t next_phase = (phase_of(work) + 1) << 32;
    if (!more) {
        publish(pool, next_phase | run_is_over);
        return LUME_POOL_MAX_PIECES;
    }
    uint64_t left = all_pieces(pool->n_pieces);
    size_t piece = choose(left, worker);
    publish(pool, next_phase | (left & ~((uint64_t)1 << piece)));
    return piece;
}

/* Do pieces as long as there are any that nobody has taken. */
static void work_along(struct lume_pool *pool, size_t worker)
{
    uint64_t work = atomic_load_explicit(&pool->work, memory_order_acquire);
    while (pieces_of(work) != 0) {
        size_t piece = choose(pieces_of(work), worker);
        if (!atomic_compare_exchange_weak_explicit(&pool->work, &work,
                                                   work & ~((uint64_t)1 << piece),
                                                   memory_order_acq_rel, memory_order_acquire)) {
            continue;
        }
        while (piece < LUME_POOL_MAX_PIECES) {
            size_t n_pieces = pool->n_pieces;
            pool->piece(pool->context, pool->phase, piece, worker);
            size_t done = atomic_fetch_add_explicit(&pool->n_done, 1, memory_order_acq_rel) + 1;
            piece = done == n_pieces ? advance(pool, work, worker) : LUME_POOL_MAX_PIECES;
            work = piece < LUME_POOL_MAX_PIECES ? work + ((uint64_t)1 << 32) : work;
        }
        work = atomic_load_explicit(&pool->work, memory_order_acquire);
    }
}

static void *run_worker(void *argument)
{
    struct worker *worker = argument;
    struct lume_pool *pool = worker->pool;
    for (;;) {
        uint64_t seen = atomic_load_explicit(&pool->work, memory_order_acquire);
        if (atomic_load(&pool->stopping)) {
            break;
        }
        if (pieces_of(seen) == 0) {
            wait_for_phase(pool, seen);
        }
        work_along(pool, worker->index);
    }
    return NULL;
}

static void run_alone(size_t n_pieces, lume_pool_piece *piece, lume_pool_next *next, void *context)
{
    size_t phase = 0;
    do {
        for (size_t i = 0; i < n_pieces; i++) {
            piece(context, phase, i, 0);
        }
    } while (next && next(context, phase++));
}

void lume_pool_run(struct lume_pool *pool, size_t n_pieces, lume_pool_piece *piece,
                   lume_pool_next *next, void *context)
{
    assert(n_pieces >= 1 && n_pieces <= LUME_POOL_MAX_PIECES);
    if (!pool || pool->n_threads == 1 || (n_pieces == 1 && !next)) {
        run_alone(n_pieces, piece, next, context);
        return;
    }
    pool->piece = piece;
    pool->next = next;
    pool->context = context;
    pool->n_pieces = n_pieces;
    pool->phase = 0;
    uint64_t work = atomic_load(&pool->work);
    publish(pool, (phase_of(work) + 1) << 32 | all_pieces(n_pieces));
    for (;;) {
        work_along(pool, 0);
        work = atomic_load_explicit(&pool->work, memory_order_acquire);
        if (work & run_is_over) {
            break;
        }
        if (pieces_of(work) == 0) {
            wait_for_phase(pool, work);
        }
    }
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

/* Start workers until there are n_threads or the system refuses. */
static void start_workers(struct lume_pool *pool, size_t n_threads)
{
    size_t n = 1;
    for (; n < n_threads; n++) {
        struct worker *worker = &pool->workers[n];
        *worker = (struct worker){.pool = pool, .index = n};
        if (!thread_start(&worker->thread, run_worker, worker)) {
            break;
        }
    }
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
    if (pthread_mutex_init(&pool->mutex, NULL) != 0) {
        goto fail_mutex;
    }
    if (pthread_cond_init(&pool->moved, NULL) != 0) {
        goto fail_cond;
    }
    /* With more threads than processors, whoever spins keeps another from working: yield. */
    pool->spins = n_threads <= n_processors ? SPINS : 0;
    start_workers(pool, n_threads);
    *out = pool;
    return LUME_OK;

fail_cond:
    pthread_mutex_destroy(&pool->mutex);
fail_mutex:
    memory_free(pool);
    return memory_exhausted(error, NULL);
}

void lume_pool_destroy(struct lume_pool *pool)
{
    if (!pool) {
        return;
    }
    atomic_store(&pool->stopping, true);
    publish(pool, (phase_of(atomic_load(&pool->work)) + 1) << 32 | run_is_over);
    for (size_t i = 1; i < pool->n_threads; i++) {
        pthread_join(pool->workers[i].thread, NULL);
    }
    pthread_cond_destroy(&pool->moved);
    pthread_mutex_destroy(&pool->mutex);
    memory_free(pool);
}

size_t lume_pool_size(const struct lume_pool *pool)
{
    return pool ? pool->n_threads : 1;
}
