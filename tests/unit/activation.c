/* SPDX-License-Identifier: MIT */

/* Activations, of every table that this processor can run: the same bits in all, and in the
 * first what the formula gives in double, where it is listed here. */

#include "check.h"
#include "draw.h"

#include "nn/kernels.h"

#include <lume/network.h>

static const lume_real slopes[] = {(lume_real)0.25, 0, (lume_real)-1.5, 3};
enum { N_SLOPES = sizeof slopes / sizeof *slopes };

static double identity(double z, double slope)
{
    (void)slope;
    return z;
}

static double step(double z, double slope)
{
    (void)slope;
    return z >= 0;
}

static double sigmoid(double z, double slope)
{
    (void)slope;
    return 1 / (1 + exp(-z));
}

static double tangent(double z, double slope)
{
    (void)slope;
    return tanh(z);
}

static double arctan(double z, double slope)
{
    (void)slope;
    return atan(z);
}

static double relu(double z, double slope)
{
    (void)slope;
    return fmax(z, 0);
}

static double leaky_relu(double z, double slope)
{
    (void)slope;
    return z < 0 ? 0.01 * z : z;
}

static double prelu(double z, double slope)
{
    return z < 0 ? slope * z : z;
}

static double elu(double z, double slope)
{
    (void)slope;
    return z < 0 ? expm1(z) : z;
}

static double softplus(double z, double slope)
{
    (void)slope;
    return fmax(z, 0) + log1p(exp(-fabs(z)));
}

static double gelu(double z, double slope)
{
    (void)slope;
    return z * 0.5 * erfc(-z / sqrt(2));
}

static double silu(double z, double slope)
{
    (void)slope;
    return z / (1 + exp(-z));
}

static const struct formula {
    const char *name;
    double (*value)(double z, double slope);
} formulas[] = {
    {"identity", identity},     {"step", step},     {"sigmoid", sigmoid},
    {"tanh", tangent},          {"arctan", arctan}, {"relu", relu},
    {"leaky-relu", leaky_relu}, {"prelu", prelu},   {"elu", elu},
    {"softplus", softplus},     {"gelu", gelu},     {"silu", silu},
};

enum { N_FORMULAS = sizeof formulas / sizeof *formulas };

/* The first ones special, the others random, of all magnitudes. */
static lume_real *draw_sums(struct lume_rng *rng, size_t n)
{
    static const float special[] = {0.0f,   -0.0f,    1.0f,      -1.0f,    0.5f,     -0.5f, 88.0f,
                                    -88.0f, 104.0f,   -104.0f,   1e4f,     -1e4f,    1e30f, -1e30f,
                                    1e-30f, -1e-30f,  1e-4f,     -1e-4f,   9.0f,     -9.0f, 16.7f,
                                    -16.7f, 1.4e-45f, -1.4e-45f, 1.2e-38f, -1.2e-38f};
    static const double ranges[] = {0.01, 1, 4, 10, 100, 1e4};
    const size_t n_special = sizeof special / sizeof *special;
    lume_real *z = draw_reals(rng, n, -1, 1);
    for (size_t i = 0; i < n; i++) {
        z[i] = i < n_special ? (lume_real)special[i] : z[i] * (lume_real)ranges[i % 6];
    }
    return z;
}

/* n images of n_out units, the others padding. */
static void check_activation(const struct activation_kernel *scalar, size_t index, size_t n,
                             size_t stride, size_t n_out, lume_real slope)
{
    struct lume_rng rng = lume_rng_make(stride, n);
    const char *name = scalar->activation->name;
    const size_t size = n * stride;
    lume_real *z = draw_sums(&rng, size), *a = draw_reals(&rng, size, 7, 8);
    lume_real *g = draw_reals(&rng, size, -1, 1), *delta = draw_copy(g, size);
    scalar->forward(z, a, n, n_out, stride, slope);
    scalar->backward(z, a, delta, n, n_out, stride, slope);
    for (size_t i = 0; i < size && scalar->activation->value; i++) {
        const lume_real value = scalar->activation->value(z[i], slope);
        const lume_real derivative = g[i] * scalar->activation->derivative(z[i], a[i], slope);
        check_bits(&a[i], &value, 1, "value", name);
        check_bits(&delta[i], &derivative, 1, "derivative", name);
    }
    const struct lume_kernels *kernels;
    for (size_t k = 0; (kernels = lume_kernels_at(k)); k++) {
        const struct activation_kernel *kernel = &kernels->activations[index];
        assert_ptr_equal(kernels_activation(kernels, scalar->activation), kernel);
        lume_real *other_a = draw_reals(&rng, size, 7, 8), *other_delta = draw_copy(g, size);
        kernel->forward(z, other_a, n, n_out, stride, slope);
        kernel->backward(z, other_a, other_delta, n, n_out, stride, slope);
        check_bits(other_a, a, size, name, kernels->name);
        check_bits(other_delta, delta, size, name, kernels->name);
        free(other_a);
        free(other_delta);
    }
    free(z);
    free(a);
    free(g);
    free(delta);
}

static void test_activations_agree(void **state)
{
    (void)state;
    const struct activation_kernel *list = kernels_scalar.activations;
    for (size_t i = 0; list[i].activation; i++) {
        assert_ptr_equal(list[i].activation, lume_activation_at(i));
        for (size_t s = 0; s < (list[i].activation->has_slope ? N_SLOPES : 1); s++) {
            for (size_t stride = LUME_LANES; stride <= 272; stride += LUME_LANES) {
                check_activation(&list[i], i, stride % 7, stride, stride - stride % 5, slopes[s]);
                check_activation(&list[i], i, 1, stride, stride - 15, slopes[s]);
            }
            check_activation(&list[i], i, 256, LUME_LANES, 10, slopes[s]);
        }
    }
}

/* Within some roundings of the formula, or of 1: what is near 0 may be less exact. */
static void check_value(const struct formula *formula, const struct lume_activation *activation,
                        lume_real z, lume_real slope)
{
    const double exact = formula->value((double)z, (double)slope);
    const double got = (double)activation->value(z, slope);
    if (!(fabs(got - exact) <= 5e-7 * fmax(1, fabs(exact)))) {
        fail_msg("%s of %.9g is %.9g, expected %.9g", activation->name, (double)z, got, exact);
    }
}

/* The derivative, against differences of the formula. */
static void check_derivative(const struct formula *formula,
                             const struct lume_activation *activation, lume_real z, lume_real slope)
{
    const double h = 1e-5 * fmax(1, fabs((double)z)), s = (double)slope;
    if (fabs((double)z) <= h) {
        return; /* may have a kink */
    }
    const double after = formula->value((double)z + h, s),
                 before = formula->value((double)z - h, s);
    const double exact = (after - before) / (2 * h);
    const double got = (double)activation->derivative(z, activation->value(z, slope), slope);
    if (!(fabs(got - exact) <= 1e-5)) {
        fail_msg("derivative of %s at %.9g is %.9g, expected %.9g", activation->name, (double)z,
                 got, exact);
    }
}

static void test_activations_are_their_formulas(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(5, 5);
    const size_t n = 20000;
    lume_real *z = draw_sums(&rng, n);
    for (size_t k = 0; k < N_FORMULAS; k++) {
        const struct lume_activation *activation = lume_activation_find(formulas[k].name);
        assert_non_null(activation);
        for (size_t i = 0; i < n; i++) {
            const lume_real slope = slopes[i % N_SLOPES];
            check_value(&formulas[k], activation, z[i], slope);
            if (activation->has_gradient && fabs((double)z[i]) < 1e5) {
                check_derivative(&formulas[k], activation, z[i], slope);
            }
            if (activation->has_slope) {
                assert_true(activation->slope_derivative(z[i]) == (z[i] < 0 ? z[i] : 0));
            }
        }
    }
    free(z);
}

/* What a layer that was driven to infinity answers: a limit where there is one. */
static void test_infinite_sums(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double below, above;
    } limits[] = {
        {"identity", -(double)INFINITY, (double)INFINITY},
        {"step", 0, 1},
        {"sigmoid", 0, 1},
        {"tanh", -1, 1},
        {"arctan", -1.57079633, 1.57079633},
        {"relu", 0, (double)INFINITY},
        {"elu", -1, (double)INFINITY},
        {"softplus", 0, (double)INFINITY},
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        const struct lume_activation *activation = lume_activation_find(limits[i].name);
        const double below = (double)activation->value((lume_real)-INFINITY, 0);
        const double above = (double)activation->value((lume_real)INFINITY, 0);
        assert_true(below == limits[i].below || fabs(below - limits[i].below) < 1e-6);
        assert_true(above == limits[i].above || fabs(above - limits[i].above) < 1e-6);
    }
}

static void check_shares(const lume_real *z, size_t n_out, size_t stride)
{
    lume_real a[32];
    double exact[32], sum = 0, total = 0, top = (double)z[lume_argmax(z, n_out)];
    kernels_activation(&kernels_scalar, lume_activation_find("softmax"))
        ->forward(z, a, 1, n_out, stride, 0);
    for (size_t j = 0; j < n_out; j++) {
        exact[j] = exp((double)z[j] - top);
        sum += exact[j];
    }
    for (size_t j = 0; j < n_out; j++) {
        CHECK_NEAR(a[j], exact[j] / sum, 5e-7);
        assert_true(a[j] == 0 || isnormal(a[j]));
        total += (double)a[j];
    }
    CHECK_NEAR(total, 1, 1e-6);
}

static void test_softmax(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(6, 6);
    static const double ranges[] = {0, 1e-6, 1, 10, 90, 200, 1e4, 1e30};
    for (size_t i = 0; i < 400; i++) {
        const double range = ranges[i % 8];
        const size_t n_out = 1 + i % 32, stride = n_out > 16 ? 32 : 16;
        lume_real *z = draw_reals(&rng, stride, -range, range);
        check_shares(z, n_out, stride);
        for (size_t j = 0; i % 3 == 0 && j < stride; j++) {
            z[j] = j % 2 ? (lume_real)range : (lume_real)-range;
        }
        check_shares(z, n_out, stride);
        for (size_t j = 0; j < stride; j++) {
            z[j] = (lume_real)range; /* all alike: equal shares */
        }
        check_shares(z, n_out, stride);
        free(z);
    }
}

static void test_registry(void **state)
{
    (void)state;
    CHECK_REGISTRY(activation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registry),
        cmocka_unit_test(test_activations_agree),
        cmocka_unit_test(test_activations_are_their_formulas),
        cmocka_unit_test(test_infinite_sums),
        cmocka_unit_test(test_softmax),
    };
    return cmocka_run_group_tests_name("activation", tests, NULL, NULL);
}
