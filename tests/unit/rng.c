/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/rng.h>

static void test_equal_seeds_give_equal_numbers(void **state)
{
    (void)state;
    struct lume_rng a = lume_rng_make(7, 3), b = lume_rng_make(7, 3);
    struct lume_rng other_seed = lume_rng_make(8, 3), other_stream = lume_rng_make(7, 4);
    int same_seed = 0, same_stream = 0;
    for (int i = 0; i < 1000; i++) {
        uint32_t x = lume_rng_uint32(&a);
        assert_int_equal(x, lume_rng_uint32(&b));
        same_seed += x == lume_rng_uint32(&other_seed);
        same_stream += x == lume_rng_uint32(&other_stream);
    }
    assert_true(same_seed < 5 && same_stream < 5);
}

/* The numbers are part of every trained model: they must never change. */
static void test_numbers_are_fixed(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(1, 0);
    const uint32_t expected[] = {1529192754u, 1782028965u, 883892236u};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(lume_rng_uint32(&rng), expected[i]);
    }
}

static void test_below_is_uniform(void **state)
{
    (void)state;
    enum { SIDES = 7, DRAWS = 70000 };
    struct lume_rng rng = lume_rng_make(1, 1);
    int count[SIDES] = {0};
    for (int i = 0; i < DRAWS; i++) {
        uint32_t x = lume_rng_below(&rng, SIDES);
        assert_true(x < SIDES);
        count[x]++;
    }
    for (int i = 0; i < SIDES; i++) {
        CHECK_NEAR(count[i], DRAWS / SIDES, 5 * sqrt(DRAWS / SIDES));
    }
    assert_int_equal(lume_rng_below(&rng, 1), 0);
}

static void test_moments(void **state)
{
    (void)state;
    enum { DRAWS = 200000 };
    struct lume_rng rng = lume_rng_make(2, 0);
    double mean = 0, square = 0, fourth = 0, uniform = 0;
    for (int i = 0; i < DRAWS; i++) {
        double x = (double)lume_rng_normal(&rng);
        mean += x / DRAWS;
        square += x * x / DRAWS;
        fourth += x * x * x * x / DRAWS;
        float u = lume_rng_float(&rng);
        assert_true(u >= 0 && u < 1);
        uniform += (double)u / DRAWS;
    }
    CHECK_NEAR(mean, 0, 0.01);
    CHECK_NEAR(square, 1, 0.02);
    CHECK_NEAR(fourth, 3, 0.15);
    CHECK_NEAR(uniform, 0.5, 0.005);
}

static void test_shuffle_is_a_permutation(void **state)
{
    (void)state;
    enum { N = 1000 };
    uint32_t order[N];
    int seen[N] = {0}, fixed = 0;
    for (uint32_t i = 0; i < N; i++) {
        order[i] = i;
    }
    struct lume_rng rng = lume_rng_make(3, 0);
    lume_rng_shuffle(&rng, order, N);
    for (uint32_t i = 0; i < N; i++) {
        seen[order[i]]++;
        fixed += order[i] == i;
    }
    for (int i = 0; i < N; i++) {
        assert_int_equal(seen[i], 1);
    }
    assert_true(fixed < 10);
    lume_rng_shuffle(&rng, order, 0);
    lume_rng_shuffle(&rng, order, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_seeds_give_equal_numbers),
        cmocka_unit_test(test_numbers_are_fixed),
        cmocka_unit_test(test_below_is_uniform),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_shuffle_is_a_permutation),
    };
    return cmocka_run_group_tests_name("rng", tests, NULL, NULL);
}
