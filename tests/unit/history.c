/* SPDX-License-Identifier: MIT */

/* Moments in bounded memory: which of them stay. */

#include "training.h"

#include "course/history.h"

enum { N_LAYERS = 2, MEGABYTE = 1 << 20 };

static struct lume_dataset set;
static struct lume_network *network;
static struct lume_trainer *trainer;

static int begin(void **state)
{
    (void)state;
    struct lume_trainer_config config = training_config("adam");
    set = blobs_make(40, 8, 4, 1);
    network = training_network(&set, training_hidden, "sigmoid", "softmax");
    trainer = training_begin(&config, network, &set, NULL);
    return 0;
}

static int end(void **state)
{
    (void)state;
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    blobs_finish(&set);
    return 0;
}

static size_t bytes_of(size_t n)
{
    return n * (checkpoint_bytes(trainer) + N_LAYERS * sizeof(struct health_layer));
}

static struct history *make(size_t bytes)
{
    struct history *history = calloc(1, sizeof *history);
    assert_non_null(history);
    history_begin(history, trainer, N_LAYERS, bytes);
    return history;
}

static void add(struct history *history, uint64_t batches)
{
    const struct runner_moment when = {(double)batches / 100, batches};
    struct history_moment *moment = history_add(history, &when, trainer, N_LAYERS);
    assert_non_null(moment);
    moment->health[N_LAYERS - 1].weight_norm = (double)batches;
    checkpoint_take(moment->checkpoint, trainer);
}

/* What a training of 100 batches an epoch keeps. */
static void add_all(struct history *history, uint64_t n_batches)
{
    for (uint64_t batches = 0; batches <= n_batches; batches++) {
        if ((batches & (batches - 1)) == 0 || batches % 100 == 0) {
            add(history, batches);
            assert_in_range(history->n, 1, history->capacity);
            assert_int_equal(history->moments[0].when.batches, 0);
            assert_int_equal(history->moments[history->n - 1].when.batches, batches);
        }
    }
}

static void release(struct history *history)
{
    history_finish(history);
    free(history);
}

static void test_capacity(void **state)
{
    (void)state;
    static const struct {
        size_t bytes, expected; /* in moments */
    } cases[] = {{0, 2}, {1, 2}, {2, 2}, {3, 3}, {17, 17}, {1000, RUNNER_MAX_MOMENTS}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct history *history = make(bytes_of(cases[i].bytes));
        assert_int_equal(history->capacity, cases[i].expected);
        release(history);
    }
    struct history *history = make(bytes_of(5) - 1);
    assert_int_equal(history->capacity, 4);
    release(history);
}

/* Each has what it was given, in order of time. */
static void check_order(const struct history *history)
{
    for (size_t i = 0; i < history->n; i++) {
        const struct history_moment *moment = &history->moments[i];
        assert_true(moment->health[N_LAYERS - 1].weight_norm == (double)moment->when.batches);
        assert_true(i == 0 || moment->when.batches > moment[-1].when.batches);
    }
}

/* A long training: distances grow with the time, and nowhere is there a hole. */
static void test_spans_all(void **state)
{
    (void)state;
    static const size_t capacities[] = {2, 3, 4, 9, 40, 256};
    for (size_t k = 0; k < sizeof capacities / sizeof *capacities; k++) {
        struct history *history = make(bytes_of(capacities[k]));
        const uint64_t last = 200000;
        add_all(history, last);
        check_order(history);
        assert_int_equal(history->n, capacities[k]);
        for (size_t i = 0; i + 1 < history->n && capacities[k] >= 9; i++) {
            const double before = (double)history->moments[i].when.batches + 16;
            const double after = (double)history->moments[i + 1].when.batches + 16;
            assert_true(after / before <= (capacities[k] == 9 ? 6 : 2));
        }
        release(history);
    }
}

/* As long as there is room nothing goes. */
static void test_keeps_all(void **state)
{
    (void)state;
    struct history *history = make(MEGABYTE * 64);
    add_all(history, 20000);
    check_order(history);
    assert_int_equal(history->n, 1 + 200 + 15); /* 0; epochs; powers of two up to 16384 */
    release(history);
}

/* Rooms are used again. */
static void test_cut(void **state)
{
    (void)state;
    struct history *history = make(bytes_of(20));
    add_all(history, 8);
    const struct checkpoint *checkpoint = history->moments[3].checkpoint;
    assert_int_equal(history->n, 5);
    history_cut(history, 3);
    assert_int_equal(history->n, 3);
    assert_int_equal(history->n_spare, 2);
    add(history, 3);
    assert_ptr_equal(history->moments[3].checkpoint, checkpoint);
    check_order(history);
    history_cut(history, 0);
    add_all(history, 8);
    check_order(history);
    release(history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_capacity),
        cmocka_unit_test(test_spans_all),
        cmocka_unit_test(test_keeps_all),
        cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests_name("history", tests, begin, end);
}
