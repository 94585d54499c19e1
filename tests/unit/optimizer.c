/* SPDX-License-Identifier: MIT */

/* Optimisers, of every table that this processor can run: the same bits in all, and in the
 * first what the formula gives in double, where it is listed here. */

#include "check.h"
#include "draw.h"

#include "nn/kernels.h"

/* A parameter with its states, in double. */
struct point {
    double p, s1, s2;
};

/* The steps as their papers (and PyTorch) have them; g has both penalties in it. */
static void plain(const struct lume_update *u, struct point *x, double g)
{
    x->p -= (double)u->learning_rate * g;
}

static void momentum(const struct lume_update *u, struct point *x, double g)
{
    x->s1 = (double)u->momentum * x->s1 + g;
    x->p -= (double)u->learning_rate * x->s1;
}

static void nesterov(const struct lume_update *u, struct point *x, double g)
{
    x->s1 = (double)u->momentum * x->s1 + g;
    x->p -= (double)u->learning_rate * (g + (double)u->momentum * x->s1);
}

static void rmsprop(const struct lume_update *u, struct point *x, double g)
{
    const double beta = (double)u->beta2;
    x->s1 = beta * x->s1 + (1 - beta) * g * g;
    x->p -= (double)u->learning_rate * g / (sqrt(x->s1) + (double)u->epsilon);
}

static void adam(const struct lume_update *u, struct point *x, double g)
{
    const double beta1 = (double)u->beta1, beta2 = (double)u->beta2;
    x->s1 = beta1 * x->s1 + (1 - beta1) * g;
    x->s2 = beta2 * x->s2 + (1 - beta2) * g * g;
    const double root = sqrt(x->s2) * (double)u->correction2 + (double)u->epsilon;
    x->p -= (double)u->learning_rate * x->s1 * (double)u->correction1 / root;
}

static void adamw(const struct lume_update *u, struct point *x, double g)
{
    g -= (double)u->l2 * x->p;
    x->p *= 1 - (double)u->learning_rate * (double)u->l2;
    adam(u, x, g);
}

static const struct {
    const char *name;
    void (*step)(const struct lume_update *u, struct point *x, double g);
} formulas[] = {
    {"sgd", plain}, {"momentum", momentum}, {"nesterov", nesterov}, {"rmsprop", rmsprop},
    {"adam", adam}, {"adamw", adamw},       {"perceptron", plain},  {"adaline", plain},
};

/* The numbers of step t (from 1 on). */
static struct lume_update update_of(const struct lume_optimizer *optimizer, size_t t, bool penalty)
{
    const double b1 = optimizer->beta1, b2 = optimizer->beta2;
    return (struct lume_update){
        .learning_rate = (lume_real)(t % 2 ? 0.1 : 0.03),
        .momentum = (lume_real)0.9,
        .beta1 = (lume_real)b1,
        .beta2 = (lume_real)b2,
        .epsilon = (lume_real)1e-8,
        .correction1 = (lume_real)(1 / (1 - pow(b1, (double)t))),
        .correction2 = (lume_real)sqrt(1 / (1 - pow(b2, (double)t))),
        .gradient_scale = (lume_real)(t % 3 ? 1 : 0.4),
        .l1 = (lume_real)(penalty ? 0.01 : 0),
        .l2 = (lume_real)(penalty ? 0.02 : 0),
    };
}

struct block {
    lume_real *p, *s1, *s2;
};

static struct block begin_block(const lume_real *p, size_t n, size_t n_states)
{
    struct block block = {.p = draw_copy(p, n)};
    block.s1 = n_states > 0 ? calloc(n + 1, sizeof *block.s1) : NULL;
    block.s2 = n_states > 1 ? calloc(n + 1, sizeof *block.s2) : NULL;
    return block;
}

static void end_block(struct block *block)
{
    free(block->p);
    free(block->s1);
    free(block->s2);
}

/* Gradients of step t: of all magnitudes, some 0, and for some parameters always 0. */
static lume_real *draw_gradient(size_t n, size_t t)
{
    static const double ranges[] = {0, 1e-20, 1e-4, 0.1, 1, 50};
    struct lume_rng rng = lume_rng_make(n, t);
    lume_real *g = draw_reals(&rng, n, -1, 1);
    for (size_t i = 0; i < n; i++) {
        g[i] *= (lume_real)(i % 6 && (i + t) % 5 == 0 ? 0 : ranges[i % 6]);
    }
    return g;
}

static lume_real *draw_parameters(size_t n)
{
    struct lume_rng rng = lume_rng_make(n, 0);
    lume_real *p = draw_reals(&rng, n, -1, 1);
    for (size_t i = 0; i < n; i += 7) {
        p[i] = 0;
    }
    return p;
}

enum { N_STEPS = 6 };

static void step_block(const struct optimizer_kernel *kernel, struct block *block, size_t n,
                       bool penalty)
{
    for (size_t t = 1; t <= N_STEPS; t++) {
        const struct lume_update update = update_of(kernel->optimizer, t, penalty);
        lume_real *g = draw_gradient(n, t);
        kernel->update(&update, n, block->p, g, block->s1, block->s2);
        for (size_t i = 0; i < n; i++) {
            assert_true(g[i] == 0);
        }
        free(g);
    }
}

static void check_formula(size_t formula, const struct block *block, const lume_real *start,
                          size_t n, bool penalty)
{
    const struct lume_optimizer *optimizer = lume_optimizer_find(formulas[formula].name);
    struct point *points = calloc(n + 1, sizeof *points);
    assert_non_null(points);
    for (size_t i = 0; i < n; i++) {
        points[i].p = (double)start[i];
    }
    for (size_t t = 1; t <= N_STEPS; t++) {
        const struct lume_update u = update_of(optimizer, t, penalty);
        lume_real *g = draw_gradient(n, t);
        for (size_t i = 0; i < n; i++) {
            const double p = points[i].p, sign = (p > 0) - (p < 0);
            formulas[formula].step(&u, &points[i],
                                   (double)g[i] * (double)u.gradient_scale + (double)u.l1 * sign +
                                       (double)u.l2 * p);
        }
        free(g);
    }
    for (size_t i = 0; i < n; i++) {
        const double got = (double)block->p[i], exact = points[i].p;
        if (!(fabs(got - exact) <= 2e-6 * fmax(1, fabs(exact)))) {
            fail_msg("%s: parameter %zu is %.9g, expected %.9g", optimizer->name, i, got, exact);
        }
    }
    free(points);
}

/* Against the formula of the optimiser's name, if there is one. */
static void check_formulas(const char *name, const struct block *block, const lume_real *start,
                           size_t n, bool penalty)
{
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        assert_non_null(lume_optimizer_find(formulas[i].name));
        if (strcmp(formulas[i].name, name) == 0) {
            check_formula(i, block, start, n, penalty);
        }
    }
}

static void check_optimizer(size_t index, size_t n, bool penalty)
{
    const struct optimizer_kernel *scalar = &kernels_scalar.optimizers[index];
    const struct lume_optimizer *optimizer = scalar->optimizer;
    lume_real *start = draw_parameters(n);
    struct block expected = begin_block(start, n, optimizer->n_states);
    step_block(scalar, &expected, n, penalty);
    check_formulas(optimizer->name, &expected, start, n, penalty);
    const struct lume_kernels *kernels;
    for (size_t k = 0; (kernels = lume_kernels_at(k)); k++) {
        assert_ptr_equal(kernels_optimizer(kernels, optimizer), &kernels->optimizers[index]);
        struct block block = begin_block(start, n, optimizer->n_states);
        step_block(&kernels->optimizers[index], &block, n, penalty);
        check_bits(block.p, expected.p, n, optimizer->name, kernels->name);
        if (block.s1) {
            check_bits(block.s1, expected.s1, n, "first state", kernels->name);
        }
        if (block.s2) {
            check_bits(block.s2, expected.s2, n, "second state", kernels->name);
        }
        end_block(&block);
    }
    end_block(&expected);
    free(start);
}

static void test_optimizers(void **state)
{
    (void)state;
    for (size_t i = 0; kernels_scalar.optimizers[i].optimizer; i++) {
        assert_ptr_equal(kernels_scalar.optimizers[i].optimizer, lume_optimizer_at(i));
        for (size_t n = 0; n <= 70; n++) {
            check_optimizer(i, n, n % 2);
        }
        check_optimizer(i, 272, true);
    }
}

/* States that are left alone reach 0; subnormal numbers on the way would be slow. */
static void test_states_leave_no_dust(void **state)
{
    (void)state;
    for (size_t i = 0; kernels_scalar.optimizers[i].optimizer; i++) {
        const struct optimizer_kernel *kernel = &kernels_scalar.optimizers[i];
        lume_real p = 1, g = 1, s1 = 0, s2 = 0;
        for (size_t t = 1; t < 200000 && kernel->optimizer->n_states > 0; t++) {
            const struct lume_update update = update_of(kernel->optimizer, t, false);
            kernel->update(&update, 1, &p, &g, &s1, &s2);
            assert_true((s1 == 0 || isnormal(s1)) && (s2 == 0 || isnormal(s2)));
        }
        assert_true(s1 == 0 && s2 == 0);
    }
}

static void test_registry(void **state)
{
    (void)state;
    CHECK_REGISTRY(optimizer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registry),
        cmocka_unit_test(test_optimizers),
        cmocka_unit_test(test_states_leave_no_dust),
    };
    return cmocka_run_group_tests_name("optimizer", tests, NULL, NULL);
}
