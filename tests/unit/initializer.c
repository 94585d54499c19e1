/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/network.h>

enum { N_IN = 50, N_OUT = 30, N_DRAWS = 400000 };

static const struct distribution {
    const char *name;
    double deviation, limit; /* limit 0: none, the distribution is normal */
} distributions[] = {
    {"zeros", 0, 1e-30},
    {"uniform", 0.0288675135, 0.05},
    {"normal", 0.05, 0},
    {"lecun", 0.1414213562, 0},
    {"glorot", 0.1581138830, 0.2738612788},
    {"he", 0.2, 0},
    {"large", 1, 0},
};

static void test_registry(void **state)
{
    (void)state;
    CHECK_REGISTRY(initializer);
}

/* Mean, variance, and the fourth moment that tells uniform (1.8) from normal (3), each within five
 * of its own deviations. */
static void check_moments(const struct distribution *d)
{
    const struct lume_initializer *initializer = lume_initializer_find(d->name);
    assert_non_null(initializer);
    struct lume_rng rng = lume_rng_make(1, 2);
    double sum = 0, squares = 0, fourths = 0, largest = 0;
    for (int i = 0; i < N_DRAWS; i++) {
        const double x = (double)initializer->draw(&rng, N_IN, N_OUT);
        sum += x;
        squares += x * x;
        fourths += x * x * x * x;
        largest = fmax(largest, fabs(x));
    }
    const double variance = d->deviation * d->deviation, n = N_DRAWS;
    CHECK_NEAR(sum / n, 0, 5 * d->deviation / sqrt(n));
    CHECK_NEAR(squares / n, variance, 5 * variance * sqrt(2 / n));
    if (d->limit > 0) {
        assert_true(largest <= d->limit);
        assert_true(d->deviation == 0 || largest > 0.999 * d->limit);
    }
    if (d->deviation > 0) {
        const double kurtosis = d->limit > 0 ? 1.8 : 3;
        CHECK_NEAR(fourths / n / (variance * variance), kurtosis, 5 * sqrt(96 / n));
    }
}

static void test_moments(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof distributions / sizeof *distributions; i++) {
        check_moments(&distributions[i]);
    }
}

static struct lume_network *make_network(void)
{
    const struct lume_layer_config layers[] = {{20, lume_activation_find("prelu")},
                                               {3, lume_activation_find("softmax")}};
    struct lume_network *network;
    struct lume_error error;
    CHECK_OK(lume_network_create(7, layers, 2, &network, &error), error);
    return network;
}

/* Layer by layer and row by row from one generator; the rest is as in a new network. */
static void test_weights_are_drawn_in_order(void **state)
{
    (void)state;
    const struct lume_initializer *initializer;
    for (size_t i = 0; (initializer = lume_initializer_at(i)); i++) {
        struct lume_network *network = make_network(), *expected = make_network();
        struct lume_rng rng = lume_rng_make(3, 4), again = rng;
        for (size_t k = 0; k < network->n_reals; k++) {
            network->parameters[k] = 9;
        }
        lume_network_initialize(network, initializer, &rng);
        for (size_t l = 0; l < 2; l++) {
            const struct lume_layer *layer = &expected->layers[l];
            for (size_t k = 0; k < layer->n_in * layer->n_out; k++) {
                const size_t row = k / layer->n_out, column = k % layer->n_out;
                expected->parameters[layer->weights + row * layer->stride + column] =
                    initializer->draw(&again, layer->n_in, layer->n_out);
            }
        }
        assert_memory_equal(network->parameters, expected->parameters,
                            network->n_reals * sizeof *network->parameters);
        assert_true(network->parameters[network->layers[0].slope] == 0.25f);
        assert_int_equal(lume_rng_uint32(&rng), lume_rng_uint32(&again));
        lume_network_destroy(network);
        lume_network_destroy(expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registry),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_weights_are_drawn_in_order),
    };
    return cmocka_run_group_tests_name("initializer", tests, NULL, NULL);
}
