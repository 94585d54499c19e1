/* SPDX-License-Identifier: MIT */

/* Jobs with a worker. jobs_alone.c: without one. */

#include "check.h"

#include "gui/jobs.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

static struct lume_error error;
static pthread_t this_thread;

/* A job that notes how it fared; all of them in the order in which they ran and were done. */
struct task {
    struct job job;
    int value, result;
    int n_again; /* how often it is submitted again */
    struct jobs *jobs;
    bool elsewhere, blocked; /* in another thread; without signals */
};

static int order[64];
static size_t n_done;

static void run_task(struct job *job)
{
    struct task *task = (struct task *)job;
    sigset_t mask;
    assert_int_equal(pthread_sigmask(SIG_SETMASK, NULL, &mask), 0);
    task->blocked = sigismember(&mask, SIGINT) && sigismember(&mask, SIGTERM);
    task->elsewhere = !pthread_equal(pthread_self(), this_thread);
    task->result += task->value * task->value;
}

static void note_done(struct job *job)
{
    struct task *task = (struct task *)job;
    assert_true(pthread_equal(pthread_self(), this_thread));
    order[n_done++ % 64] = task->value;
    if (task->n_again-- > 0) {
        jobs_submit(task->jobs, job);
    }
}

static struct jobs *create(void (*wake)(void *context), void *context)
{
    struct jobs *jobs;
    CHECK_OK(jobs_create(wake, context, &jobs, &error), error);
    return jobs;
}

static void nap(long milliseconds)
{
    nanosleep(&(struct timespec){.tv_nsec = milliseconds * 1000000}, NULL);
}

static void test_all_are_done_in_order(void **state)
{
    (void)state;
    struct task tasks[40];
    struct jobs *jobs = create(NULL, NULL);
    assert_false(jobs_busy(jobs));
    assert_false(jobs_poll(jobs));
    jobs_settle(jobs); /* nothing to wait for */
    n_done = 0;
    for (int i = 0; i < 40; i++) {
        tasks[i] = (struct task){.job = {run_task, note_done, NULL}, .value = i};
        jobs_submit(jobs, &tasks[i].job);
        assert_true(jobs_busy(jobs));
    }
    assert_int_equal(n_done, 0); /* not before it is polled */
    jobs_settle(jobs);
    assert_false(jobs_busy(jobs));
    assert_false(jobs_poll(jobs));
    assert_int_equal(n_done, 40);
    for (int i = 0; i < 40; i++) {
        assert_int_equal(order[i], i);
        assert_int_equal(tasks[i].result, i * i);
        assert_true(tasks[i].elsewhere && tasks[i].blocked);
    }
    jobs_destroy(jobs);
    jobs_destroy(NULL);
}

static void test_signals_are_as_before(void **state)
{
    (void)state;
    sigset_t mask;
    jobs_destroy(create(NULL, NULL));
    assert_int_equal(pthread_sigmask(SIG_SETMASK, NULL, &mask), 0);
    assert_false(sigismember(&mask, SIGINT));
}

static void test_submitted_again(void **state)
{
    (void)state;
    struct jobs *jobs = create(NULL, NULL);
    struct task task = {.job = {run_task, note_done, NULL}, .value = 3, .n_again = 9, .jobs = jobs};
    n_done = 0;
    jobs_submit(jobs, &task.job);
    jobs_settle(jobs);
    assert_int_equal(n_done, 10);
    assert_int_equal(task.result, 90);
    jobs_destroy(jobs);
}

/* --- wake --- */

static void count_wake(void *context)
{
    atomic_fetch_add((atomic_int *)context, 1);
}

static void test_a_wake_for_each(void **state)
{
    (void)state;
    atomic_int n_wakes = 0;
    struct task tasks[10];
    struct jobs *jobs = create(count_wake, &n_wakes);
    n_done = 0;
    for (int i = 0; i < 10; i++) {
        tasks[i] = (struct task){.job = {run_task, note_done, NULL}, .value = i};
        jobs_submit(jobs, &tasks[i].job);
    }
    while (atomic_load(&n_wakes) < 10) {
        nap(1);
    }
    assert_int_equal(n_done, 0);
    assert_true(jobs_poll(jobs)); /* all that are ready */
    assert_int_equal(n_done, 10);
    assert_false(jobs_busy(jobs));
    jobs_destroy(jobs);
    assert_int_equal(atomic_load(&n_wakes), 10);
}

/* A wake that waits until the other thread has used `jobs`: only where no lock is held it can. */
struct meeting {
    struct jobs *jobs;
    atomic_bool called, met;
};

static void wait_for_meeting(void *context)
{
    struct meeting *meeting = context;
    atomic_store(&meeting->called, true);
    while (!atomic_load(&meeting->met)) {
        nap(1);
    }
}

static void test_wake_holds_no_lock(void **state)
{
    (void)state;
    struct meeting meeting = {0};
    struct task first = {.job = {run_task, note_done, NULL}, .value = 1}, second = first;
    meeting.jobs = create(wait_for_meeting, &meeting);
    n_done = 0;
    jobs_submit(meeting.jobs, &first.job);
    while (!atomic_load(&meeting.called)) {
        nap(1);
    }
    alarm(10);
    jobs_submit(meeting.jobs, &second.job);
    assert_true(jobs_poll(meeting.jobs));
    alarm(0);
    atomic_store(&meeting.met, true);
    jobs_settle(meeting.jobs);
    assert_int_equal(n_done, 2);
    jobs_destroy(meeting.jobs);
}

/* --- the end --- */

/* Runs until it is allowed to end. */
struct gate {
    struct job job;
    atomic_bool begun, open, ended;
};

static void run_gate(struct job *job)
{
    struct gate *gate = (struct gate *)job;
    atomic_store(&gate->begun, true);
    while (!atomic_load(&gate->open)) {
        nap(1);
    }
    nap(1);
    atomic_store(&gate->ended, true);
}

static void never(struct job *job)
{
    (void)job;
    fail_msg("done, though it was forgotten");
}

static void *open_soon(void *argument)
{
    nap(20);
    atomic_store(&((struct gate *)argument)->open, true);
    return NULL;
}

static void test_destroy_waits_for_the_running_one_only(void **state)
{
    (void)state;
    struct gate gate = {.job = {run_gate, never, NULL}};
    struct task behind = {.job = {run_task, never, NULL}, .value = 2};
    struct jobs *jobs = create(NULL, NULL);
    pthread_t opener;
    n_done = 0;
    jobs_submit(jobs, &gate.job);
    jobs_submit(jobs, &behind.job);
    while (!atomic_load(&gate.begun)) {
        nap(1);
    }
    assert_false(jobs_poll(jobs)); /* running is not ready */
    assert_true(jobs_busy(jobs));
    assert_int_equal(pthread_create(&opener, NULL, open_soon, &gate), 0);
    jobs_destroy(jobs);
    assert_true(atomic_load(&gate.ended));
    assert_int_equal(behind.result, 0);
    assert_int_equal(n_done, 0);
    pthread_join(opener, NULL);
}

static void test_ten_thousand(void **state)
{
    (void)state;
    atomic_int n_wakes = 0;
    for (int i = 0; i < 10000; i++) {
        struct task tasks[3];
        struct jobs *jobs = create(count_wake, &n_wakes);
        n_done = 0;
        for (int k = 0; k < i % 4; k++) {
            tasks[k] = (struct task){.job = {run_task, note_done, NULL}, .value = 2};
            jobs_submit(jobs, &tasks[k].job);
        }
        if (i % 3 == 1) {
            jobs_poll(jobs);
        } else if (i % 3 == 2) {
            jobs_settle(jobs);
            assert_int_equal(n_done, i % 4);
        }
        jobs_destroy(jobs);
        for (int k = 0; k < i % 4; k++) {
            assert_true(tasks[k].result == 0 || tasks[k].result == 4);
        }
    }
    assert_in_range(atomic_load(&n_wakes), 5000, 15000);
}

int main(void)
{
    this_thread = pthread_self();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_are_done_in_order),
        cmocka_unit_test(test_signals_are_as_before),
        cmocka_unit_test(test_submitted_again),
        cmocka_unit_test(test_a_wake_for_each),
        cmocka_unit_test(test_wake_holds_no_lock),
        cmocka_unit_test(test_destroy_waits_for_the_running_one_only),
        cmocka_unit_test(test_ten_thousand),
    };
    return cmocka_run_group_tests_name("gui jobs", tests, NULL, NULL);
}
