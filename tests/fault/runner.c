/* SPDX-License-Identifier: MIT */
#include "folder.h"
#include "running.h"
#include "wrap_memory.h"

/*
 * Every allocation of a training that is watched fails, once and from then on for ever. It says so,
 * or does without; once there is memory again another set-up gives what it always gives, and no
 * block is left behind.
 */

/* What somebody does while memory may fail. */
static void play(struct runner *runner, struct runner_report *report, const struct recipe *recipe)
{
    struct lume_error told;
    set_up(runner, recipe);
    ask(runner, RUNNER_EPOCH);
    settle(runner, 3);
    look(runner, 1);
    look(runner, RUNNER_LIVE);
    ask(runner, RUNNER_RESET);
    ask(runner, RUNNER_PLAY);
    settle(runner, 5);
    const uint64_t run = report->run;
    const enum lume_status status = runner_tell(runner, report, &told);
    if (status != LUME_OK) {
        assert_int_equal(status, LUME_ERROR_MEMORY);
        assert_string_equal(told.message, "out of memory");
        assert_int_equal(report->run, run); /* as before */
    } else if (report->state == RUNNER_FAILED) {
        assert_non_null(strstr(report->error.message, "out of memory"));
    } else {
        assert_int_equal(report->state, RUNNER_ENDED);
    }
}

/* Returns whether any allocation has failed. */
static bool run_once(const struct runner_config *with, const struct recipe *recipe,
                     const struct lume_network *expected, size_t fail_at, bool for_ever)
{
    const ptrdiff_t n_blocks = memory.n_blocks;
    struct runner *runner;
    struct runner_report *report;
    CHECK_OK(runner_create(with, &runner, &error), error);
    CHECK_OK(runner_report_create(&report, &error), error);
    memory.n_calls = memory.n_failed = 0;
    memory.for_ever = for_ever;
    memory.fail_at = fail_at;
    play(runner, report, recipe);
    memory.fail_at = 0;
    const bool failed = memory.n_failed > 0;
    play(runner, report, recipe);
    check_report(runner, report);
    check_parameters(report, expected);
    assert_int_equal(report->source, with->folder ? RUNNER_MNIST : RUNNER_GENERATED);
    assert_true(report->n_moments > 6);
    runner_destroy(runner);
    runner_report_destroy(report);
    assert_int_equal(memory.n_blocks, n_blocks);
    return failed;
}

static void fail_all(const struct runner_config *with)
{
    struct recipe recipe = recipe_of(&variants[1], 1);
    recipe.training.epochs = 2;
    struct runner *runner;
    struct runner_report *report;
    CHECK_OK(runner_create(with, &runner, &error), error);
    CHECK_OK(runner_report_create(&report, &error), error);
    play(runner, report, &recipe);
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        size_t n = 1;
        while (run_once(with, &recipe, report->model->network, n, for_ever)) {
            n++;
        }
        assert_in_range(n, 40, 1000);
    }
    runner_destroy(runner);
    runner_report_destroy(report);
}

static void test_generated(void **state)
{
    (void)state;
    fail_all(&config);
}

static void test_mnist(void **state)
{
    (void)state;
    struct runner_config with = config;
    with.folder = ".";
    write_part("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", 200);
    write_part("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 30);
    fail_all(&with);
}

static void test_create(void **state)
{
    (void)state;
    struct runner *runner;
    struct runner_report *report;
    memory.n_calls = 0;
    memory.for_ever = true;
    memory.fail_at = 1;
    assert_int_equal(runner_create(&config, &runner, &error), LUME_ERROR_MEMORY);
    assert_int_equal(runner_report_create(&report, &error), LUME_ERROR_MEMORY);
    memory.fail_at = 0;
    runner_destroy(NULL);
    runner_report_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generated),
        cmocka_unit_test_setup_teardown(test_mnist, folder_enter, folder_leave),
        cmocka_unit_test(test_create),
    };
    return cmocka_run_group_tests_name("fault-runner", tests, NULL, NULL);
}
