/* SPDX-License-Identifier: MIT */

/* A training where the system refuses threads: it is done whenever it is polled. */

#include "worker_run.h"

#include "base/thread.h"

/* The linker puts this in the place of thread_start (--wrap). */
bool __wrap_thread_start(pthread_t *thread, void *(*run)(void *argument), void *argument);
bool __wrap_thread_start(pthread_t *thread, void *(*run)(void *argument), void *argument)
{
    (void)thread, (void)run, (void)argument;
    return false;
}

static void test_alone(void **state)
{
    (void)state;
    const struct recipe recipe = small_recipe();
    struct course *course = train_in_loop(&recipe, N_GENERATED);
    struct worker *worker = start(false, N_GENERATED, 4);
    assert_false(worker_poll(worker, 0.001));
    set_up(worker, &recipe);
    ask(worker, RUNNER_PLAY);
    assert_true(atomic_load(&n_wakes) > 0); /* so that it is polled */
    assert_null(worker_report(worker));
    int n_polls = 0;
    while (worker_poll(worker, 0.001)) {
        assert_non_null(worker_report(worker));
        assert_true(++n_polls < 100000);
    }
    assert_true(n_polls > 2);
    const struct runner_report *report = worker_report(worker);
    assert_int_equal(report->state, RUNNER_ENDED);
    check_same_bits(report->model, &course->model);
    ask(worker, RUNNER_RESET);
    ask(worker, RUNNER_PLAY);
    report = settle(worker);
    assert_int_equal(report->state, RUNNER_ENDED);
    check_same_bits(report->model, &course->model);
    course_destroy(course);
    worker_destroy(worker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_alone)};
    return cmocka_run_group_tests_name("gui worker alone", tests, NULL, NULL);
}
