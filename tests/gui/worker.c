/* SPDX-License-Identifier: MIT */

/* A training beside the window. worker_alone.c: where there are no threads. */

#include "worker_run.h"

#include <lume/rng.h>

#ifdef CHECK_SANITIZED
enum { MANY = 500 };
#else
enum { MANY = 10000 };
#endif

static const bool both[] = {false, true}; /* in a thread, in the caller */

/* --- the same numbers --- */

static void play(struct worker *worker)
{
    ask(worker, RUNNER_PLAY);
}

static void play_slowly(struct worker *worker)
{
    worker_set_speed(worker, 400);
    ask(worker, RUNNER_PLAY);
}

static void play_by_epochs(struct worker *worker)
{
    for (int i = 0; i < EPOCHS; i++) {
        ask(worker, RUNNER_EPOCH);
        settle(worker);
    }
}

/* All at once, with pauses, and slower and faster. */
static void play_about(struct worker *worker)
{
    struct lume_rng rng = lume_rng_make(5, 0);
    static const enum runner_ask asks[] = {RUNNER_PLAY, RUNNER_PAUSE, RUNNER_BATCH, RUNNER_BATCH,
                                           RUNNER_PAUSE};
    settle(worker);
    for (int i = 0; i < 60; i++) {
        worker_set_speed(worker, lume_rng_uint32(&rng) % 2 ? 300 : (double)INFINITY);
        ask(worker, asks[lume_rng_uint32(&rng) % 5]);
        worker_poll(worker, 0.0005);
        if (lume_rng_uint32(&rng) % 3 == 0) {
            assert_non_null(worker_report(worker));
            nap(0.001);
        }
    }
    worker_set_speed(worker, (double)INFINITY);
    ask(worker, RUNNER_PLAY);
}

static void play_after_detours(struct worker *worker)
{
    ask(worker, RUNNER_PLAY);
    const struct runner_report *report = settle(worker);
    assert_int_equal(report->state, RUNNER_ENDED);
    ask(worker, RUNNER_RESET);
    ask(worker, RUNNER_EPOCH);
    report = settle(worker);
    assert_true(report->n_moments > 1);
    worker_order(worker, &(struct runner_order){.ask = RUNNER_LOOK, .moment = 1});
    report = settle(worker);
    assert_int_equal(report->shown, 1);
    ask(worker, RUNNER_PLAY);
}

static void test_same_bits(void **state)
{
    (void)state;
    void (*const ways[])(struct worker *) = {play, play_slowly, play_by_epochs, play_about,
                                             play_after_detours};
    const struct recipe recipe = small_recipe();
    struct course *course = train_in_loop(&recipe, N_GENERATED);
    for (size_t i = 0; i < 2 * sizeof ways / sizeof *ways; i++) {
        struct worker *worker = start(both[i % 2], N_GENERATED, 1 + i / 2 % 2);
        set_up(worker, &recipe);
        ways[i / 2](worker);
        const struct runner_report *report = settle(worker);
        assert_int_equal(report->state, RUNNER_ENDED);
        assert_int_equal(report->progress.epoch, EPOCHS);
        check_same_bits(report->model, &course->model);
        worker_destroy(worker);
    }
    course_destroy(course);
}

/* --- orders --- */

static void check_orders(struct worker *worker)
{
    const struct recipe recipe = small_recipe();
    assert_null(worker_report(worker));
    ask(worker, RUNNER_PLAY); /* nothing to play */
    settle(worker);
    set_up(worker, &recipe);
    const struct runner_report *report = settle(worker);
    assert_int_equal(report->state, RUNNER_PAUSED);
    assert_int_equal(report->progress.batch, 0);
    assert_non_null(report->model);
    const size_t n_batches = report->progress.n_batches;
    for (size_t i = 1; i < n_batches; i++) {
        ask(worker, RUNNER_BATCH);
        report = settle(worker);
        assert_int_equal(report->state, RUNNER_PAUSED);
        assert_int_equal(report->progress.batch, i);
    }
    ask(worker, RUNNER_LEARNING_RATE);
    ask(worker, RUNNER_EPOCH);
    report = settle(worker);
    assert_int_equal(report->progress.epoch, 1);
    assert_true(report->recipe.training.learning_rate == 0.005f);
    ask(worker, RUNNER_STOP);
    report = settle(worker);
    assert_int_equal(report->state, RUNNER_ENDED);
    const uint64_t before = report->run;
    ask(worker, RUNNER_RESET);
    ask(worker, RUNNER_NEW_SEED);
    report = settle(worker);
    assert_int_equal(report->recipe.training.seed, 4);
    assert_int_equal(report->progress.epoch, 0);
    assert_int_equal(report->run, before + 2);
    assert_ptr_equal(worker_report(worker), report); /* there is no newer one */
}

static void test_orders(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct worker *worker = start(both[i], N_GENERATED, 1);
        check_orders(worker);
        worker_destroy(worker);
    }
}

/* Orders that nobody has read yet: a new set-up makes an end of those before it, of several
 * learning rates the last one counts, and there may be any number. */
static void test_many_orders(void **state)
{
    (void)state;
    struct worker *worker = start(true, N_GENERATED, 1);
    struct recipe recipe = small_recipe();
    for (int i = 0; i < 1000; i++) {
        recipe.training.seed = (uint64_t)i;
        set_up(worker, &recipe);
        ask(worker, RUNNER_BATCH);
        ask(worker, RUNNER_EPOCH);
    }
    for (int i = 1; i <= 1000; i++) {
        worker_order(worker, &(struct runner_order){.ask = RUNNER_LEARNING_RATE,
                                                    .number = 1e-4f * (float)i});
    }
    const struct runner_report *report = settle(worker);
    assert_int_equal(report->run, 1);
    assert_int_equal(report->recipe.training.seed, 999);
    assert_int_equal(report->progress.epoch, 1);
    assert_true(report->recipe.training.learning_rate == 1e-4f * 1000);
    for (int i = 0; i < 1000; i++) {
        ask(worker, i % 2 ? RUNNER_PAUSE : RUNNER_BATCH);
    }
    report = settle(worker);
    assert_int_equal(report->state, RUNNER_PAUSED);
    worker_destroy(worker);
    worker_destroy(NULL);
}

/* --- in time --- */

/* While nobody takes a report there is one wake; afterwards another. */
static void test_wakes(void **state)
{
    (void)state;
    struct worker *worker = start(false, N_GENERATED, 1);
    struct recipe recipe = small_recipe();
    recipe.training.epochs = 1000000;
    set_up(worker, &recipe);
    ask(worker, RUNNER_PLAY);
    nap(0.1);
    assert_int_equal(atomic_load(&n_wakes), 1);
    for (int i = 2; i < 10; i++) {
        const double begun = clock_seconds();
        assert_non_null(worker_report(worker));
        while (atomic_load(&n_wakes) < i && clock_seconds() - begun < 10) {
            nap(0.001);
        }
        nap(0.03);
        assert_int_equal(atomic_load(&n_wakes), i);
    }
    worker_destroy(worker);
}

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void test_rests_when_paused(void **state)
{
    (void)state;
    struct worker *worker = start(false, N_GENERATED, 2);
    const struct recipe recipe = small_recipe();
    set_up(worker, &recipe);
    ask(worker, RUNNER_BATCH);
    settle(worker);
    const int wakes = atomic_load(&n_wakes);
    const double begun = processor_seconds();
    nap(0.3);
    assert_true(processor_seconds() - begun < 0.05);
    assert_int_equal(atomic_load(&n_wakes), wakes);
    worker_destroy(worker);
}

/* No faster than it may, and each batch is told of; orders need not wait for the next. */
static void check_speed(struct worker *worker, double speed)
{
    struct recipe recipe = small_recipe();
    recipe.training.epochs = 1000000;
    set_up(worker, &recipe);
    settle(worker);
    worker_set_speed(worker, speed);
    const double begun = clock_seconds();
    ask(worker, RUNNER_PLAY);
    uint64_t batches = 0;
    while (clock_seconds() - begun < 0.25) {
        worker_poll(worker, 0.001);
        nap(0.002);
        const struct runner_report *report = worker_report(worker);
        const double seconds = clock_seconds() - begun;
        batches =
            (uint64_t)report->progress.epoch * report->progress.n_batches + report->progress.batch;
        assert_true((double)batches <= seconds * speed + fmax(2, 0.05 * speed + 1));
    }
    assert_true(batches > 0);
    worker_set_speed(worker, 1e-3);
    nap(0.02);
    const double ordered = clock_seconds();
    ask(worker, RUNNER_BATCH); /* at once */
    worker_poll(worker, 0.001);
    const struct runner_report *report = settle(worker);
    assert_int_equal(report->state, RUNNER_PAUSED);
    assert_true((uint64_t)report->progress.epoch * report->progress.n_batches +
                    report->progress.batch >
                batches);
    ask(worker, RUNNER_PLAY);
    worker_poll(worker, 0.001);
    ask(worker, RUNNER_PAUSE);
    settle(worker);
    assert_true(clock_seconds() - ordered < 5);
}

static void test_speed(void **state)
{
    (void)state;
    static const double speeds[] = {20, 300, 3000};
    for (size_t i = 0; i < 6; i++) {
        struct worker *worker = start(both[i % 2], N_GENERATED, 1);
        check_speed(worker, speeds[i / 2]);
        worker_destroy(worker);
    }
}

/* --- for long --- */

static void test_quick_orders(void **state)
{
    (void)state;
    static const enum runner_ask asks[] = {RUNNER_PLAY,  RUNNER_PAUSE,    RUNNER_STOP,
                                           RUNNER_RESET, RUNNER_PLAY,     RUNNER_EPOCH,
                                           RUNNER_BATCH, RUNNER_NEW_SEED, RUNNER_LEARNING_RATE};
    struct lume_rng rng = lume_rng_make(6, 0);
    struct worker *worker = start(false, N_GENERATED, 2);
    const struct recipe recipe = small_recipe();
    set_up(worker, &recipe);
    settle(worker);
    for (int i = 0; i < MANY; i++) {
        /* a new seed makes new sets, which takes a while */
        ask(worker, asks[lume_rng_uint32(&rng) % (i % 500 ? 7 : 9)]);
        const struct runner_report *report = worker_report(worker);
        assert_true(report->state != RUNNER_FAILED && report->model);
        if (i % 16 == 0) {
            nap(0.0005);
        }
    }
    set_up(worker, &recipe);
    ask(worker, RUNNER_PLAY);
    const struct runner_report *report = settle(worker);
    struct course *course = train_in_loop(&recipe, N_GENERATED);
    check_same_bits(report->model, &course->model);
    course_destroy(course);
    worker_destroy(worker);
}

/* --- what is reported --- */

/* Reports are taken and the drawing recognised by them while training goes on. */
static void test_recognize_meanwhile(void **state)
{
    (void)state;
    struct worker *worker = start(false, N_GENERATED, 2);
    struct recipe recipe = small_recipe();
    recipe.training.epochs = 1000000;
    set_up(worker, &recipe);
    ask(worker, RUNNER_PLAY);
    static const uint8_t pixels[28 * 28] = {[300] = 255, [328] = 255};
    uint64_t changes = 0;
    int n_new = 0;
    for (int i = 0; i < 20000 && n_new < 30; i++) {
        const struct runner_report *report = worker_report(worker);
        if (report && report->model && report->changes != changes) {
            struct lume_workspace *workspace;
            CHECK_OK(lume_workspace_create(report->model->network, NULL, &workspace, &error),
                     error);
            const lume_real *outputs =
                lume_network_forward(report->model->network, workspace, pixels);
            double sum = 0;
            for (int k = 0; k < 10; k++) {
                sum += (double)outputs[k];
            }
            CHECK_NEAR(sum, 1, 1e-5);
            assert_true(report->changes > changes);
            changes = report->changes;
            n_new++;
            lume_workspace_destroy(workspace);
        }
        nap(0.0005);
    }
    assert_int_equal(n_new, 30);
    worker_destroy(worker);
}

static void test_failure_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct worker *worker = start(both[i], N_GENERATED, 1);
        struct recipe recipe = small_recipe();
        recipe.train_size = 1000000;
        set_up(worker, &recipe);
        ask(worker, RUNNER_PLAY);
        const struct runner_report *report = settle(worker);
        assert_int_equal(report->state, RUNNER_FAILED);
        assert_true(report->error.message[0] != '\0');
        recipe.train_size = 0;
        set_up(worker, &recipe);
        ask(worker, RUNNER_EPOCH);
        report = settle(worker);
        assert_int_equal(report->state, RUNNER_PAUSED);
        assert_int_equal(report->progress.epoch, 1);
        worker_destroy(worker);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bits),         cmocka_unit_test(test_orders),
        cmocka_unit_test(test_many_orders),       cmocka_unit_test(test_wakes),
        cmocka_unit_test(test_rests_when_paused), cmocka_unit_test(test_speed),
        cmocka_unit_test(test_quick_orders),      cmocka_unit_test(test_recognize_meanwhile),
        cmocka_unit_test(test_failure_is_told),
    };
    return cmocka_run_group_tests_name("gui worker", tests, NULL, NULL);
}
