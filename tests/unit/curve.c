/* SPDX-License-Identifier: MIT */

/* A curve spans its whole training, however long that is, in bounded memory. */

#include "check.h"

#include "course/curve.h"

enum { BATCHES = 1000 };

/* After so many batches of BATCHES an epoch; an epoch ends where they are whole. */
static void add(struct curve *curve, uint64_t batches)
{
    const bool ends = batches % BATCHES == 0;
    const struct curve_point point = {
        .epoch = (double)batches / BATCHES,
        .batches = batches,
        .train_loss = 1.5f,
        .train_accuracy = 0.25f,
        .validation_loss = ends ? 2 : NAN,
        .validation_accuracy = ends ? 0.125f : NAN,
        .ends = ends,
    };
    curve_add(curve, &point);
}

static size_t count_ends(const struct curve *curve, double from, double to)
{
    size_t n = 0;
    for (size_t i = 0; i < curve->n; i++) {
        const struct curve_point *point = &curve->points[i];
        n += point->ends && point->epoch >= from && point->epoch <= to;
    }
    return n;
}

/* How few points one of ten equal parts of the training has. */
static size_t count_least(const struct curve *curve)
{
    const double last = curve->points[curve->n - 1].epoch;
    size_t n[10] = {0}, least = CURVE_MAX_POINTS;
    for (size_t i = 0; i + 1 < curve->n; i++) {
        n[(size_t)(10 * curve->points[i].epoch / last)]++;
    }
    for (size_t i = 0; i < sizeof n / sizeof *n; i++) {
        least = n[i] < least ? n[i] : least;
    }
    return least;
}

static void check(const struct curve *curve, uint64_t last)
{
    assert_in_range(curve->n, 1, CURVE_MAX_POINTS);
    assert_int_equal(curve->points[0].batches, 0);
    assert_int_equal(curve->points[curve->n - 1].batches, last);
    for (size_t i = 1; i < curve->n; i++) {
        assert_true(curve->points[i].batches > curve->points[i - 1].batches);
    }
    if (curve->best_epoch > 0) {
        assert_true(curve_at(curve, (double)curve->best_epoch)->epoch == (double)curve->best_epoch);
    }
}

/* While points between can go no end of an epoch does; those that stay are evenly spread. */
static void test_thins_between_first(void **state)
{
    (void)state;
    struct curve *curve = calloc(1, sizeof *curve);
    assert_non_null(curve);
    for (uint64_t batches = 0; batches <= 200 * BATCHES; batches += BATCHES / 50) {
        add(curve, batches);
        check(curve, batches);
        const uint64_t epoch = batches / BATCHES;
        assert_int_equal(count_ends(curve, 0, 1e9), epoch + 1);
        assert_true(epoch < 10 || count_least(curve) > 25);
    }
    assert_in_range(curve->n, CURVE_MAX_POINTS / 2, CURVE_MAX_POINTS);
    free(curve);
}

/* Later ends go, but not the best; none of the parts of the training is forgotten. */
static void test_thins_ends_later(void **state)
{
    (void)state;
    struct curve *curve = calloc(1, sizeof *curve);
    assert_non_null(curve);
    for (uint64_t batches = 0; batches <= 20000 * BATCHES; batches += BATCHES / 2) {
        if (batches % (777 * BATCHES) == 0) {
            curve->best_epoch = batches / BATCHES;
        }
        add(curve, batches);
        check(curve, batches);
    }
    for (int quarter = 0; quarter < 4; quarter++) {
        assert_true(count_ends(curve, 5000 * quarter, 5000 * (quarter + 1)) >= 50);
    }
    free(curve);
}

static void test_cut(void **state)
{
    (void)state;
    struct curve *curve = calloc(1, sizeof *curve);
    assert_non_null(curve);
    for (uint64_t batches = 0; batches <= 5 * BATCHES; batches += BATCHES / 4) {
        add(curve, batches);
    }
    curve->best_epoch = 3;
    curve_cut(curve, 3.25);
    check(curve, 13 * BATCHES / 4);
    assert_int_equal(curve->best_epoch, 3);
    curve_cut(curve, 2.9);
    check(curve, 11 * BATCHES / 4);
    assert_int_equal(curve->best_epoch, 0);
    curve_cut(curve, 0);
    assert_int_equal(curve->n, 1);
    free(curve);
}

static void test_at(void **state)
{
    (void)state;
    struct curve *curve = calloc(1, sizeof *curve);
    assert_non_null(curve);
    assert_null(curve_at(curve, 1));
    for (uint64_t batches = 0; batches <= 2 * BATCHES; batches += BATCHES / 2) {
        add(curve, batches);
    }
    static const struct {
        double asked, found;
    } cases[] = {{-5, 0},    {0.2, 0}, {0.25, 0}, {0.26, 0.5}, {0.5, 0.5},
                 {1.7, 1.5}, {1.8, 2}, {2, 2},    {99, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(curve_at(curve, cases[i].asked)->epoch == cases[i].found);
    }
    free(curve);
}

static void test_csv(void **state)
{
    (void)state;
    struct curve *curves[2] = {calloc(1, sizeof *curves[0]), calloc(1, sizeof *curves[1])};
    static const char *const names[] = {"small", "L2 0 \"and\" 1, both"};
    struct buffer out = {0};
    assert_true(curves[0] && curves[1]);
    add(curves[0], 0);
    add(curves[0], 250);
    add(curves[1], 1000);
    curve_write_csv((const struct curve *const *)curves, names, 2, &out);
    buffer_extend(&out, 1);
    assert_false(out.failed);
    assert_string_equal((const char *)out.bytes,
                        "run,epoch,batches,train_loss,train_accuracy,validation_loss,"
                        "validation_accuracy\n"
                        "small,0,0,1.5,0.25,2,0.125\n"
                        "small,0.25,250,1.5,0.25,,\n"
                        "\"L2 0 \"\"and\"\" 1, both\",1,1000,1.5,0.25,2,0.125\n");
    buffer_finish(&out);
    free(curves[0]);
    free(curves[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_thins_between_first),
        cmocka_unit_test(test_thins_ends_later),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_at),
        cmocka_unit_test(test_csv),
    };
    return cmocka_run_group_tests_name("curve", tests, NULL, NULL);
}
