/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/pool.h>

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <time.h>

static struct lume_error error;

static const size_t sizes[] = {1, 2, 3, 8};

/* Each worker writes a slot of its own; after each barrier all slots must be seen. */
struct rounds {
    struct lume_pool *pool;
    size_t n_rounds;
    size_t slots[LUME_POOL_MAX];
    size_t wrong[LUME_POOL_MAX];
};

static void count_rounds(void *context, size_t worker, size_t n_workers)
{
    struct rounds *rounds = context;
    for (size_t round = 1; round <= rounds->n_rounds; round++) {
        rounds->slots[worker] = round * (worker + 1);
        lume_pool_barrier(rounds->pool);
        for (size_t i = 0; i < n_workers; i++) {
            rounds->wrong[worker] += rounds->slots[i] != round * (i + 1);
        }
        lume_pool_barrier(rounds->pool);
    }
}

static void check_rounds(struct lume_pool *pool, size_t n_rounds)
{
    struct rounds rounds = {.pool = pool, .n_rounds = n_rounds};
    lume_pool_run(pool, count_rounds, &rounds);
    for (size_t i = 0; i < LUME_POOL_MAX; i++) {
        bool works = i < lume_pool_size(pool);
        assert_int_equal(rounds.wrong[i], 0);
        assert_int_equal(rounds.slots[i], works ? n_rounds * (i + 1) : 0);
    }
}

static void test_barriers_order_memory(void **state)
{
    (void)state;
    check_rounds(NULL, 100);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct lume_pool *pool;
        CHECK_OK(lume_pool_create(sizes[i], &pool, &error), error);
        assert_int_equal(lume_pool_size(pool), sizes[i]);
        check_rounds(pool, sizes[i] <= 2 ? 20000 : 2000);
        lume_pool_destroy(pool);
    }
}

/* One slow worker: the others must fall asleep at the barrier and be woken. */
static void dawdle(void *context, size_t worker, size_t n_workers)
{
    struct rounds *rounds = context;
    for (size_t round = 0; round < rounds->n_rounds; round++) {
        if (round % n_workers == worker) {
            struct timespec pause = {.tv_nsec = 2000000};
            nanosleep(&pause, NULL);
            rounds->slots[0]++;
        }
        lume_pool_barrier(rounds->pool);
        rounds->wrong[worker] += rounds->slots[0] != round + 1;
        lume_pool_barrier(rounds->pool);
    }
}

static void test_sleepers_are_woken(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct rounds rounds = {.n_rounds = 30};
        CHECK_OK(lume_pool_create(sizes[i], &rounds.pool, &error), error);
        lume_pool_run(rounds.pool, dawdle, &rounds);
        for (size_t worker = 0; worker < sizes[i]; worker++) {
            assert_int_equal(rounds.wrong[worker], 0);
        }
        lume_pool_destroy(rounds.pool);
    }
}

static void add_one(void *context, size_t worker, size_t n_workers)
{
    size_t *counts = context;
    (void)n_workers;
    counts[worker]++;
}

static void test_many_runs(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t counts[LUME_POOL_MAX] = {0};
        const size_t n_runs = 5000;
        struct lume_pool *pool;
        CHECK_OK(lume_pool_create(sizes[i], &pool, &error), error);
        for (size_t run = 0; run < n_runs; run++) {
            lume_pool_run(pool, add_one, counts);
            for (size_t worker = 0; worker < sizes[i]; worker++) {
                assert_int_equal(counts[worker], run + 1);
            }
            if (run % 1000 == 0) { /* long enough for the workers to fall asleep */
                struct timespec pause = {.tv_nsec = 1000000};
                nanosleep(&pause, NULL);
            }
        }
        lume_pool_destroy(pool);
    }
}

static void test_ten_thousand_starts(void **state)
{
    (void)state;
    size_t counts[LUME_POOL_MAX] = {0};
    for (size_t i = 0; i < 10000; i++) {
        struct lume_pool *pool;
        CHECK_OK(lume_pool_create(2 + i % 2, &pool, &error), error);
        if (i % 3) {
            lume_pool_run(pool, add_one, counts);
        }
        lume_pool_destroy(pool);
    }
    assert_int_equal(counts[0], 6666);
}

static void test_default_size(void **state)
{
    (void)state;
    struct lume_pool *pool;
    CHECK_OK(lume_pool_create(0, &pool, &error), error);
    assert_in_range(lume_pool_size(pool), 1, 4);
    check_rounds(pool, 10);
    lume_pool_destroy(pool);
    lume_pool_destroy(NULL);
    assert_int_equal(lume_pool_size(NULL), 1);
}

static void note_signals(void *context, size_t worker, size_t n_workers)
{
    (void)n_workers;
    sigset_t blocked;
    pthread_sigmask(SIG_BLOCK, NULL, &blocked);
    ((size_t *)context)[worker] = sigismember(&blocked, SIGINT) == 1;
}

static void test_workers_take_no_signals(void **state)
{
    (void)state;
    size_t blocked[LUME_POOL_MAX] = {0};
    struct lume_pool *pool;
    CHECK_OK(lume_pool_create(3, &pool, &error), error);
    lume_pool_run(pool, note_signals, blocked);
    lume_pool_destroy(pool);
    assert_int_equal(blocked[0], 0);
    assert_int_equal(blocked[1] + blocked[2], 2);
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
    check_rounds(pool, 10);
    lume_pool_destroy(pool);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_barriers_order_memory),
        cmocka_unit_test(test_sleepers_are_woken),
        cmocka_unit_test(test_many_runs),
        cmocka_unit_test(test_ten_thousand_starts),
        cmocka_unit_test(test_default_size),
        cmocka_unit_test(test_workers_take_no_signals),
        cmocka_unit_test(test_fewer_threads_where_they_are_refused),
    };
    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
