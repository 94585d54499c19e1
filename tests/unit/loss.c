/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "draw.h"

#include <lume/loss.h>

enum { N = 10 };

static const double furthest = 16.118095651; /* -ln 1e-7, where losses hold on to the logarithm */

static double log_of_sum(const lume_real *z)
{
    double top = (double)z[0], sum = 0;
    for (size_t j = 1; j < N; j++) {
        top = fmax(top, (double)z[j]);
    }
    for (size_t j = 0; j < N; j++) {
        sum += exp((double)z[j] - top);
    }
    return top + log(sum);
}

static void softmax(const lume_real *z, lume_real *a)
{
    for (size_t j = 0; j < N; j++) {
        a[j] = (lume_real)exp((double)z[j] - log_of_sum(z));
    }
}

static void sigmoid(const lume_real *z, lume_real *a)
{
    for (size_t j = 0; j < N; j++) {
        a[j] = (lume_real)(1 / (1 + exp(-(double)z[j])));
    }
}

/* Logits from moderate to far beyond what e^z can hold, all equal, and one against the others. */
static void draw_logits(struct lume_rng *rng, size_t i, lume_real *z)
{
    static const double ranges[] = {0, 0.1, 1, 10, 90, 1e3, 1e4, 1e30};
    const double range = ranges[i % 8];
    for (size_t j = 0; j < N; j++) {
        z[j] = (lume_real)(range * (double)lume_rng_range(rng, -1, 1));
        z[j] = i % 5 == 1 ? (lume_real)range : z[j];
        z[j] = i % 5 == 2 ? (lume_real)(j == i % N ? range : -range) : z[j];
    }
}

static void check_relative(double got, double exact)
{
    CHECK_NEAR(got, exact, 2e-6 * fmax(1, fabs(exact)));
}

static void test_registry(void **state)
{
    (void)state;
    CHECK_REGISTRY(loss);
    const struct lume_loss *loss;
    const struct lume_activation *activation;
    for (size_t i = 0; (loss = lume_loss_at(i)); i++) {
        assert_true(!loss->fused || lume_activation_find(loss->fused));
        for (size_t k = 0; (activation = lume_activation_at(k)); k++) {
            assert_true(lume_loss_is_fused(loss, activation) ==
                        (loss->fused && strcmp(loss->fused, activation->name) == 0));
        }
    }
    assert_true(
        lume_loss_is_fused(lume_loss_find("cross-entropy"), lume_activation_find("softmax")));
}

static void test_cross_entropy_of_logits(void **state)
{
    (void)state;
    const struct lume_loss *loss = lume_loss_find("cross-entropy");
    struct lume_rng rng = lume_rng_make(1, 1);
    lume_real z[N], a[N], g[N];
    for (size_t i = 0; i < 4000; i++) {
        const size_t label = i % N;
        draw_logits(&rng, i, z);
        softmax(z, a);
        const double value = (double)loss->value(true, z, a, N, label);
        check_relative(value, log_of_sum(z) - (double)z[label]);
        assert_true(value >= 0);
        loss->gradient(true, z, a, N, label, g);
        for (size_t j = 0; j < N; j++) {
            CHECK_NEAR(g[j], (double)a[j] - (j == label), 1e-7);
        }
        /* of the shares alone it cannot be told how wrong they are */
        CHECK_NEAR(loss->value(false, z, a, N, label),
                   fmin(log_of_sum(z) - (double)z[label], furthest), 2e-6);
    }
}

static void test_binary_cross_entropy_of_logits(void **state)
{
    (void)state;
    const struct lume_loss *loss = lume_loss_find("binary-cross-entropy");
    struct lume_rng rng = lume_rng_make(2, 2);
    lume_real z[N], a[N], g[N];
    for (size_t i = 0; i < 4000; i++) {
        const size_t label = i % N;
        draw_logits(&rng, i, z);
        sigmoid(z, a);
        double exact = 0, shares = 0;
        for (size_t j = 0; j < N; j++) {
            const double wrong = (j == label ? -1 : 1) * (double)z[j];
            const double term = fmax(wrong, 0) + log1p(exp(-fabs(wrong)));
            exact += term / N;
            const double p = fmin(fmax((double)a[j], (double)1e-7f), (double)(1 - 1e-7f));
            shares -= log(j == label ? p : 1 - p) / N;
        }
        const double value = (double)loss->value(true, z, a, N, label);
        check_relative(value, exact);
        assert_true(value >= 0);
        loss->gradient(true, z, a, N, label, g);
        for (size_t j = 0; j < N; j++) {
            CHECK_NEAR(g[j], ((double)a[j] - (j == label)) / N, 1e-7);
        }
        CHECK_NEAR(loss->value(false, z, a, N, label), shares, 2e-5);
    }
}

static void test_mean_square(void **state)
{
    (void)state;
    const struct lume_loss *loss = lume_loss_find("mse");
    const lume_real a[] = {(lume_real)0.5, (lume_real)-1, 2};
    lume_real g[3];
    assert_true(loss->value(false, a, a, 3, 0) == (lume_real)((0.25 + 1 + 4) / 3));
    assert_true(loss->value(false, a, a, 3, 2) == (lume_real)((0.25 + 1 + 1) / 3));
    loss->gradient(false, a, a, 3, 2, g);
    CHECK_NEAR(g[0], 1.0 / 3, 1e-7);
    CHECK_NEAR(g[1], -2.0 / 3, 1e-7);
    CHECK_NEAR(g[2], 2.0 / 3, 1e-7);
}

/* Activations that no logarithm takes: the loss is finite, and its slope there is none. */
static void test_activations_out_of_range(void **state)
{
    (void)state;
    static const float values[] = {-1e30f, -3, -0.0f, 0, 1e-30f, 1, 1 + 1e-6f, 7, 1e30f};
    const struct lume_loss *loss;
    for (size_t i = 0; (loss = lume_loss_at(i)); i++) {
        for (size_t k = 0; k < sizeof values / sizeof *values && loss->fused; k++) {
            const lume_real a[2] = {(lume_real)values[k], (lume_real)0.5};
            lume_real g[2];
            for (size_t label = 0; label < 2; label++) {
                const double value = (double)loss->value(false, a, a, 2, label);
                assert_true(value >= 0 && value < 2 * furthest);
                loss->gradient(false, a, a, 2, label, g);
                assert_true(g[0] == 0 && isfinite(g[1]));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registry),
        cmocka_unit_test(test_cross_entropy_of_logits),
        cmocka_unit_test(test_binary_cross_entropy_of_logits),
        cmocka_unit_test(test_mean_square),
        cmocka_unit_test(test_activations_out_of_range),
    };
    return cmocka_run_group_tests_name("loss", tests, NULL, NULL);
}
