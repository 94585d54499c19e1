/* SPDX-License-Identifier: MIT */

/* Jobs where the system refuses threads: one runs whenever it is polled. */

#include "check.h"

#include "base/thread.h"
#include "gui/jobs.h"

/* The linker puts this in the place of thread_start (--wrap). */
bool __wrap_thread_start(pthread_t *thread, void *(*run)(void *argument), void *argument);
bool __wrap_thread_start(pthread_t *thread, void *(*run)(void *argument), void *argument)
{
    (void)thread, (void)run, (void)argument;
    return false;
}

static struct jobs *jobs;
static int n_runs, n_dones, n_wakes, n_again;

static void run(struct job *job)
{
    (void)job;
    n_runs++;
}

static void done(struct job *job)
{
    assert_int_equal(++n_dones, n_runs);
    if (n_again-- > 0) {
        jobs_submit(jobs, job);
    }
}

static void wake(void *context)
{
    (void)context;
    n_wakes++;
}

static int setup(void **state)
{
    (void)state;
    struct lume_error error;
    n_runs = n_dones = n_wakes = n_again = 0;
    CHECK_OK(jobs_create(wake, NULL, &jobs, &error), error);
    return 0;
}

/* As a window that takes several wakes for one. */
static void test_one_a_poll(void **state)
{
    (void)state;
    struct job three[3];
    assert_false(jobs_poll(jobs));
    for (int i = 0; i < 3; i++) {
        three[i] = (struct job){run, done, NULL};
        jobs_submit(jobs, &three[i]);
    }
    assert_int_equal(n_runs, 0);
    for (int i = 1; i <= 3; i++) {
        assert_true(jobs_busy(jobs));
        assert_true(n_wakes > 0);
        n_wakes = 0;
        assert_true(jobs_poll(jobs));
        assert_int_equal(n_dones, i);
    }
    assert_int_equal(n_wakes, 0);
    assert_false(jobs_busy(jobs));
    assert_false(jobs_poll(jobs));
    jobs_destroy(jobs);
}

static void test_settle(void **state)
{
    (void)state;
    struct job job = {run, done, NULL};
    n_again = 4;
    jobs_submit(jobs, &job);
    jobs_settle(jobs);
    assert_int_equal(n_dones, 5);
    assert_false(jobs_busy(jobs));
    jobs_destroy(jobs);
}

static void test_destroy_forgets(void **state)
{
    (void)state;
    struct job job = {run, done, NULL};
    jobs_submit(jobs, &job);
    jobs_destroy(jobs);
    assert_int_equal(n_runs, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_one_a_poll, setup),
        cmocka_unit_test_setup(test_settle, setup),
        cmocka_unit_test_setup(test_destroy_forgets, setup),
    };
    return cmocka_run_group_tests_name("gui jobs alone", tests, NULL, NULL);
}
