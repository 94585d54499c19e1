/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/optimizer.h>

static const double pi = 3.14159265358979323846;

static double factor(const char *name, double progress)
{
    return lume_schedule_find(name)->factor(progress);
}

static void test_registry(void **state)
{
    (void)state;
    CHECK_REGISTRY(schedule);
}

static void test_constant_and_step(void **state)
{
    (void)state;
    static const double places[] = {0, 0.49999, 0.5, 0.74999, 0.75, 1};
    static const double steps[] = {1, 1, 0.1, 0.1, 0.01, 0.01};
    for (size_t i = 0; i < 6; i++) {
        assert_true(factor("constant", places[i]) == 1);
        assert_true(factor("step", places[i]) == steps[i]);
    }
}

static void test_cosine_is_that_of_libm(void **state)
{
    (void)state;
    for (int i = 0; i <= 100000; i++) {
        const double t = i / 100000.0;
        CHECK_NEAR(factor("cosine", t), (1 + cos(pi * t)) / 2, 1e-12);
    }
    assert_true(factor("cosine", 0) == 1);
    CHECK_NEAR(factor("cosine", 0.5), 0.5, 1e-15);
}

static void test_one_cycle_rises_and_falls(void **state)
{
    (void)state;
    for (int i = 0; i <= 10000; i++) {
        const double t = i / 10000.0;
        const double rise = 1 + (0.04 - 1) * (1 + cos(pi * t / 0.3)) / 2;
        const double fall = 4e-6 + (1 - 4e-6) * (1 + cos(pi * (t - 0.3) / 0.7)) / 2;
        CHECK_NEAR(factor("one-cycle", t), t < 0.3 ? rise : fall, 1e-12);
    }
    CHECK_NEAR(factor("one-cycle", 0), 0.04, 1e-12);
    CHECK_NEAR(factor("one-cycle", 0.3), 1, 1e-12);
    CHECK_NEAR(factor("one-cycle", 1), 4e-6, 1e-12);
}

static void test_all_are_factors(void **state)
{
    (void)state;
    const struct lume_schedule *schedule;
    for (size_t k = 0; (schedule = lume_schedule_at(k)); k++) {
        for (int i = 0; i <= 10000; i++) {
            const double f = schedule->factor(i / 10000.0);
            assert_true(f >= 0 && f <= 1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registry),
        cmocka_unit_test(test_constant_and_step),
        cmocka_unit_test(test_cosine_is_that_of_libm),
        cmocka_unit_test(test_one_cycle_rises_and_falls),
        cmocka_unit_test(test_all_are_factors),
    };
    return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
