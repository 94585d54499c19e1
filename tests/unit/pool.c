/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/pool.h>

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <time.h>

static struct lume_error error;

static const size_t sizes[] = {1, 2, 3, 8};

/* In each phase each piece writes a slot of its own; `next` must see them all, and the pieces of
 * the following phase must see what `next` wrote. */
struct phases {
    size_t n_phases, n_pieces, done;
    size_t slots[LUME_POOL_MAX_PIECES];
    size_t told; /* by next: the number of the phase to come */
    size_t wrong[LUME_POOL_MAX_PIECES + 1];
    size_t busy[LUME_POOL_MAX]; /* pieces a worker is in: never above 1 */
    bool dawdle;
};

static void pause_ns(long nanoseconds)
{
    struct timespec pause = {.tv_nsec = nanoseconds};
    nanosleep(&pause, NULL);
}

static void write_slot(void *context, size_t phase, size_t piece, size_t worker)
{
    struct phases *phases = context;
    phases->wrong[piece] += phases->busy[worker]++ != 0;
    phases->wrong[piece] += phases->told != phase;
    phases->wrong[piece] += phases->slots[piece] != phase * (piece + 1);
    phases->slots[piece] = (phase + 1) * (piece + 1);
    if (phases->dawdle && phase % phases->n_pieces == piece) {
        pause_ns(2000000); /* the others must fall asleep and be woken */
    }
    phases->busy[worker]--;
}

static bool check_slots(void *context, size_t phase)
{
    struct phases *phases = context;
    for (size_t i = 0; i < phases->n_pieces; i++) {
        phases->wrong[LUME_POOL_MAX_PIECES] += phases->slots[i] != (phase + 1) * (i + 1);
    }
    phases->done++;
    phases->told = phase + 1;
    return phase + 1 < phases->n_phases;
}

static void check_phases(struct lume_pool *pool, size_t n_phases, size_t n_pieces, bool dawdle)
{
    struct phases phases = {.n_phases = n_phases, .n_pieces = n_pieces, .dawdle = dawdle};
    lume_pool_run(pool, n_pieces, write_slot, check_slots, &phases);
    assert_int_equal(phases.done, n_phases);
    for (size_t i = 0; i <= LUME_POOL_MAX_PIECES; i++) {
        assert_int_equal(phases.wrong[i], 0);
    }
}

static void for_sizes(size_t n_phases, bool dawdle)
{
    static const size_t pieces[] = {1, 2, 3, 8, LUME_POOL_MAX_PIECES};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct lume_pool *pool;
        CHECK_OK(lume_pool_create(sizes[i], &pool, &error), error);
        assert_int_equal(lume_pool_size(pool), sizes[i]);
        for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
            check_phases(pool, sizes[i] <= 2 ? n_phases : 1 + n_phases / 10, pieces[k], dawdle);
        }
        lume_pool_destroy(pool);
    }
}

static void test_phases_order_memory(void **state)
{
    (void)state;
    check_phases(NULL, 100, 8, false);
    for_sizes(10000, false);
}

static void test_sleepers_are_woken(void **state)
{
    (void)state;
    for_sizes(20, true);
}

/* A worker that is long in coming delays nobody: all other pieces are done meanwhile. */
struct late {
    atomic_size_t n_done;
    size_t seen;
};

static void wait_in_first(void *context, size_t phase, size_t piece, size_t worker)
{
    (void)phase, (void)worker;
    struct late *late = context;
    if (piece == 0) {
        for (int i = 0; i < 1000 && atomic_load(&late->n_done) < 7; i++) {
            pause_ns(1000000);
        }
        late->seen = atomic_load(&late->n_done);
    }
    atomic_fetch_add(&late->n_done, 1);
}

static void test_others_take_what_is_left(void **state)
{
    (void)state;
    struct late late = {0};
    struct lume_pool *pool;
    CHECK_OK(lume_pool_create(2, &pool, &error), error);
    lume_pool_run(pool, 8, wait_in_first, NULL, &late);
    assert_int_equal(late.seen, 7);
    assert_int_equal(atomic_load(&late.n_done), 8);
    lume_pool_destroy(pool);
}

static void add_one(void *context, size_t phase, size_t piece, size_t worker)
{
    (void)phase, (void)worker;
    ((size_t *)context)[piece]++;
}

static void test_many_runs(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t counts[LUME_POOL_MAX_PIECES] = {0};
        const size_t n_runs = 5000;
        struct lume_pool *pool;
        CHECK_OK(lume_pool_create(sizes[i], &pool, &error), error);
        for (size_t run = 0; run < n_runs; run++) {
            lume_pool_run(pool, 1 + run % 8, add_one, NULL, counts);
            if (run % 1000 == 0) { /* long enough for the workers to fall asleep */
                pause_ns(1000000);
            }
        }
        for (size_t piece = 0; piece < 8; piece++) {
            assert_int_equal(counts[piece], n_runs * (8 - piece) / 8);
        }
        lume_pool_destroy(pool);
    }
}

static void test_ten_thousand_starts(void **state)
{
    (void)state;
    size_t counts[LUME_POOL_MAX_PIECES] = {0};
    for (size_t i = 0; i < 10000; i++) {
        struct lume_pool *pool;
        CHECK_OK(lume_pool_create(2 + i % 2, &pool, &error), error);
        if (i % 3) {
            lume_pool_run(pool, 3, add_one, NULL, counts);
        }
        lume_pool_destroy(pool);
    }
    assert_int_equal(counts[0], 6666);
    assert_int_equal(counts[2], 6666);
}

static void test_default_size(void **state)
{
    (void)state;
    struct lume_pool *pool;
    CHECK_OK(lume_pool_create(0, &pool, &error), error);
    assert_in_range(lume_pool_size(pool), 1, 4);
    check_phases(pool, 10, 8, false);
    lume_pool_destroy(pool);
    lume_pool_destroy(NULL);
    assert_int_equal(lume_pool_size(NULL), 1);
}

struct masks {
    atomic_size_t n_workers; /* seen in the run, each in one piece */
    int blocked[LUME_POOL_MAX];
};

/* Stay until every worker has a piece. */
static void note_signals(void *context, size_t phase, size_t piece, size_t worker)
{
    (void)phase, (void)piece;
    struct masks *masks = context;
    sigset_t blocked;
    pthread_sigmask(SIG_BLOCK, NULL, &blocked);
    masks->blocked[worker] = sigismember(&blocked, SIGINT);
    atomic_fetch_add(&masks->n_workers, 1);
    while (atomic_load(&masks->n_workers) < 3) {
        pause_ns(100000);
    }
}

static void test_workers_take_no_signals(void **state)
{
    (void)state;
    struct masks masks = {0};
    struct lume_pool *pool;
    CHECK_OK(lume_pool_create(3, &pool, &error), error);
    lume_pool_run(pool, 3, note_signals, NULL, &masks);
    lume_pool_destroy(pool);
    assert_int_equal(masks.blocked[0], 0);
    assert_int_equal(masks.blocked[1], 1);
    assert_int_equal(masks.blocked[2], 1);
}

/* Address space for two or three stacks of threads, not for 63. */
static void test_fewer_threads_where_they_are_refused(void **state)
{
    (void)state;
#ifdef CHECK_SANITIZED
    print_message("# sanitizers need the address space\n");
#else
    struct rlimit old, limit;
    getrlimit(RLIMIT_AS, &old);
    limit = old;
    limit.rlim_cur = 256u << 20;
    setrlimit(RLIMIT_AS, &limit);
    struct lume_pool *pool;
    enum lume_status status = lume_pool_create(64, &pool, &error);
    setrlimit(RLIMIT_AS, &old);
    CHECK_OK(status, error);
    assert_in_range(lume_pool_size(pool), 1, 63);
    check_phases(pool, 10, 8, false);
    lume_pool_destroy(pool);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phases_order_memory),
        cmocka_unit_test(test_sleepers_are_woken),
        cmocka_unit_test(test_others_take_what_is_left),
        cmocka_unit_test(test_many_runs),
        cmocka_unit_test(test_ten_thousand_starts),
        cmocka_unit_test(test_default_size),
        cmocka_unit_test(test_workers_take_no_signals),
        cmocka_unit_test(test_fewer_threads_where_they_are_refused),
    };
    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
