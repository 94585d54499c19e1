/* SPDX-License-Identifier: MIT */

/* A training beside the window where memory fails, and where it must not grow. */

#include "worker_run.h"

#include "../fault/wrap_memory.h"

#ifdef CHECK_SANITIZED
enum { MANY = 300 };
#else
enum { MANY = 10000 };
#endif

enum { FEW = 60 };

static void arm(size_t fail_at, bool for_ever)
{
    memory.n_calls = memory.n_failed = 0;
    memory.for_ever = for_ever;
    memory.fail_at = fail_at;
}

/* A short life, whatever fails; what is reported says so. Returns whether it went as ordered. */
static bool live(size_t fail_at, bool for_ever)
{
    const struct worker_config config = {.n_generated = FEW, .threads = 1, .in_caller = true};
    struct recipe recipe = small_recipe();
    struct worker *worker = NULL;
    recipe.training.batch_size = 16;
    arm(fail_at, for_ever);
    const enum lume_status status = worker_create(&config, &worker, &error);
    if (status != LUME_OK) {
        assert_int_equal(status, LUME_ERROR_MEMORY);
        assert_true(memory.n_failed > 0);
        return false;
    }
    set_up(worker, &recipe);
    settle(worker);
    recipe.n_hidden = 1;
    recipe.hidden[0] = 40;
    set_up(worker, &recipe);
    ask(worker, RUNNER_PLAY);
    const struct runner_report *report = settle(worker);
    assert_non_null(report);
    const bool ended = report->state == RUNNER_ENDED && report->model;
    if (!ended) {
        assert_int_equal(report->state, RUNNER_FAILED);
        assert_true(memory.n_failed > 0 && report->error.message[0] != '\0');
    }
    worker_destroy(worker);
    return ended;
}

static void test_failed_allocations(void **state)
{
    (void)state;
    const ptrdiff_t before = memory.n_blocks;
    assert_true(live(0, false));
    const size_t n_calls = memory.n_calls;
    assert_true(n_calls > 20);
    for (size_t i = 1; i <= n_calls; i++) {
        live(i, false);
        live(i, true);
        assert_int_equal(memory.n_blocks, before);
    }
    assert_true(live(n_calls + 1000, false));
    arm(0, false);
}

static void test_many_lives(void **state)
{
    (void)state;
    const struct recipe recipe = small_recipe();
    const ptrdiff_t before = memory.n_blocks;
    worker_destroy(start(false, FEW, 2)); /* a sanitizer begins a thread of its own */
    const size_t n_threads = count_threads();
    for (int i = 0; i < MANY; i++) {
        struct worker *worker = start(false, FEW, 2);
        if (i % 4 > 0) {
            set_up(worker, &recipe);
            ask(worker, RUNNER_PLAY);
        }
        if (i % 4 > 1) {
            worker_report(worker);
        }
        if (i % 100 == 3) {
            settle(worker);
        }
        worker_destroy(worker);
        assert_int_equal(memory.n_blocks, before);
    }
    assert_int_equal(count_threads(), n_threads);
}

/* Runs that follow each other take no more than the first ones. */
static void test_many_runs(void **state)
{
    (void)state;
    const struct recipe recipe = small_recipe();
    struct worker *worker = start(true, FEW, 1);
    ptrdiff_t warm = 0;
    for (int i = 0; i < MANY / 10; i++) {
        set_up(worker, &recipe);
        ask(worker, RUNNER_PLAY);
        const struct runner_report *report = settle(worker);
        assert_int_equal(report->state, RUNNER_ENDED);
        ask(worker, RUNNER_RESET);
        ask(worker, RUNNER_PLAY);
        settle(worker);
        warm = i == 2 ? memory.n_blocks : warm;
        assert_true(i <= 2 || memory.n_blocks == warm);
    }
    worker_destroy(worker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_failed_allocations),
        cmocka_unit_test(test_many_lives),
        cmocka_unit_test(test_many_runs),
    };
    return cmocka_run_group_tests_name("gui worker limits", tests, NULL, NULL);
}
