/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "base/elementary.h"

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

/* Largest error in units of the last place of the float result, over [low, high]. */
static double worst_ulp(float (*ours)(float), double (*exact)(double), double low, double high)
{
    const int n = 200000;
    double worst = 0;
    for (int i = 0; i <= n; i++) {
        float x = (float)(low + (high - low) * i / n);
        double y = exact((double)x);
        double ulp = ldexp(1, ilogb(y == 0 ? 1 : y) - 23);
        double error = fabs((double)ours(x) - y) / ulp;
        worst = error > worst ? error : worst;
    }
    return worst;
}

static void test_errors_are_as_documented(void **state)
{
    (void)state;
    assert_true(worst_ulp(float_exp, exp, -87, 88) < 1.5);
    assert_true(worst_ulp(float_log, log, 1e-6, 4) < 1);
    assert_true(worst_ulp(float_log, log, 1e-30, 1e30) < 1);
    assert_true(worst_ulp(float_sigmoid, sigmoid, -80, 80) < 2.5);
    assert_true(worst_ulp(float_tanh, tanh, -12, 12) < 2);
    assert_true(worst_ulp(float_atan, atan, -50, 50) < 3);
    assert_true(worst_ulp(float_atan, atan, -3, 3) < 3);
    assert_true(worst_ulp(float_erf, erf, -5, 5) < 3);
    assert_true(worst_ulp(float_sin, sin, -0.785398, 0.785398) < 1);
    assert_true(worst_ulp(float_cos, cos, -0.785398, 0.785398) < 1);
}

static void test_extremes(void **state)
{
    (void)state;
    assert_true(float_exp(0) == 1.0f);
    assert_true(float_exp(-INFINITY) > 0 && isnormal(float_exp(-INFINITY)));
    assert_true(isfinite(float_exp(INFINITY)));
    assert_true(isnan(float_exp(NAN)));
    assert_true(float_sigmoid(INFINITY) == 1.0f && float_sigmoid(1e4f) == 1.0f);
    assert_true(float_sigmoid(-1e4f) >= 0 && float_sigmoid(-1e4f) < 1e-30f);
    assert_true(isnan(float_sigmoid(NAN)));
    assert_true(float_tanh(INFINITY) == 1.0f && float_tanh(-INFINITY) == -1.0f);
    CHECK_NEAR(float_atan(1e30f), 1.5707963267948966, 1e-7);
    assert_true(float_sin(0) == 0.0f && float_cos(0) == 1.0f);
    assert_true(float_erf(30) == 1.0f && float_erf(-30) == -1.0f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_errors_are_as_documented),
        cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests_name("elementary", tests, NULL, NULL);
}
