/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "gui/sums.h"

#include <lume/rng.h>

static double hundredths(double x)
{
    const double n = floor(100 * x + 0.5);
    CHECK_NEAR(100 * x, n, 1e-6);
    return n;
}

static void test_known_sums(void **state)
{
    (void)state;
    /* Rounded one by one they would make 0.99 and 3.01. */
    double rounded[3];
    CHECK_NEAR(sums_round((const double[]){0.333, 0.333, 0.334}, 3, 1, rounded), 1, 0);
    CHECK_NEAR(rounded[0], 0.33, 0);
    CHECK_NEAR(rounded[1], 0.33, 0);
    CHECK_NEAR(rounded[2], 0.34, 0);
    sums_round((const double[]){1.006, 1.006, 0.988}, 3, 3, rounded);
    CHECK_NEAR(rounded[0], 1.01, 0);
    CHECK_NEAR(rounded[1], 1, 0);
    CHECK_NEAR(rounded[2], 0.99, 0);
    CHECK_NEAR(sums_round((const double[]){4.214, -10.004}, 2, -5.79, rounded), -5.79, 0);
    CHECK_NEAR(rounded[0], 4.21, 0);
    CHECK_NEAR(rounded[1], -10, 0);
}

static void test_all_sums_add_up(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(5, 1);
    for (int run = 0; run < 20000; run++) {
        double terms[SUMS_MAX_TERMS], rounded[SUMS_MAX_TERMS], total = 0, sum = 0;
        const size_t n = 1 + lume_rng_below(&rng, SUMS_MAX_TERMS);
        const float scale = run % 3 == 0 ? 0.01f : run % 3 == 1 ? 3 : 1e5f;
        for (size_t i = 0; i < n; i++) {
            terms[i] = (double)(scale * lume_rng_normal(&rng));
            total += terms[i];
        }
        const double printed = sums_round(terms, n, total + 1e-4, rounded);
        CHECK_NEAR(printed, total, 0.0052);
        for (size_t i = 0; i < n; i++) {
            sum += hundredths(rounded[i]);
            CHECK_NEAR(rounded[i], terms[i], 0.01 + 1e-6);
        }
        CHECK_NEAR(sum, hundredths(printed), 0);
    }
}

static void test_terms_that_do_not_sum(void **state)
{
    (void)state;
    double rounded[2];
    CHECK_NEAR(sums_round((const double[]){1, 2}, 2, 50, rounded), 50, 0);
    CHECK_NEAR(rounded[0] + rounded[1], 50, 0);
    sums_round((const double[]){INFINITY, 2.345}, 2, INFINITY, rounded);
    assert_true(isinf(rounded[0]) && rounded[1] == 2.345);
    sums_round((const double[]){1e15, 2.345}, 2, 1e15, rounded);
    assert_true(rounded[0] == 1e15 && rounded[1] == 2.345);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_sums),
        cmocka_unit_test(test_all_sums_add_up),
        cmocka_unit_test(test_terms_that_do_not_sum),
    };
    return cmocka_run_group_tests_name("sums", tests, NULL, NULL);
}
