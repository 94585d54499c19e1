/* SPDX-License-Identifier: MIT */

/* A lesson: its numbers, worked out here a second time, and where it goes. */

#include "check.h"

#include "gui/teach.h"

#include <lume/rng.h>

enum { N_INPUTS = 9, N_HIDDEN = 5, N_OUTPUTS = 4, LABEL = 2 };

static struct lume_error error;
static uint8_t image[N_INPUTS];

static struct lume_network *make_network(const char *hidden, const char *output)
{
    const struct lume_layer_config layers[] = {{N_HIDDEN, lume_activation_find(hidden)},
                                               {N_HIDDEN, lume_activation_find(hidden)},
                                               {N_OUTPUTS, lume_activation_find(output)}};
    struct lume_network *network;
    struct lume_rng rng = lume_rng_make(4, 1);
    CHECK_OK(lume_network_create(N_INPUTS, layers, 3, &network, &error), error);
    lume_network_initialize(network, lume_initializer_find("glorot"), &rng);
    for (size_t i = 0; i < N_INPUTS; i++) {
        image[i] = i % 4 == 0 ? 0 : (uint8_t)lume_rng_below(&rng, 256);
    }
    return network;
}

static struct teach *begin(const struct lume_network *network, int label)
{
    struct teach *teach;
    CHECK_OK(teach_create(network, &teach, &error), error);
    teach_begin(teach, network, image, label);
    return teach;
}

static void end(struct teach *teach, struct lume_network *network)
{
    teach_destroy(teach);
    lume_network_destroy(network);
}

static bool same_bits(const struct lume_network *a, const struct lume_network *b)
{
    return memcmp(a->parameters, b->parameters, a->n_reals * sizeof *a->parameters) == 0;
}

/* --- numbers --- */

/* The same, in plain loops: sigmoid, sigmoid, softmax. */
struct by_hand {
    double a[4][N_INPUTS], delta[3][N_HIDDEN], loss;
    double gradient[3][N_INPUTS + 1][N_HIDDEN];
};

static double weight_of(const struct lume_network *network, size_t l, size_t from, size_t to)
{
    const struct lume_layer *layer = &network->layers[l];
    return (double)
        network->parameters[from < layer->n_in ? layer->weights + from * layer->stride + to
                                               : layer->biases + to];
}

static void go_forward(const struct lume_network *network, struct by_hand *hand)
{
    for (size_t i = 0; i < N_INPUTS; i++) {
        hand->a[0][i] = (double)network->input_scale * image[i];
    }
    for (size_t l = 0; l < 3; l++) {
        const size_t n_in = network->layers[l].n_in, n_out = network->layers[l].n_out;
        double sum = 0;
        for (size_t j = 0; j < n_out; j++) {
            double z = weight_of(network, l, n_in, j);
            for (size_t i = 0; i < n_in; i++) {
                z += weight_of(network, l, i, j) * hand->a[l][i];
            }
            hand->a[l + 1][j] = l < 2 ? 1 / (1 + exp(-z)) : exp(z);
            sum += hand->a[l + 1][j];
        }
        for (size_t j = 0; l == 2 && j < n_out; j++) {
            hand->a[3][j] /= sum;
        }
    }
    hand->loss = -log(hand->a[3][LABEL]);
}

static void go_back(const struct lume_network *network, struct by_hand *hand)
{
    for (size_t j = 0; j < N_OUTPUTS; j++) {
        hand->delta[2][j] = hand->a[3][j] - (j == LABEL);
    }
    for (size_t l = 2; l-- > 0;) {
        for (size_t i = 0; i < N_HIDDEN; i++) {
            double blame = 0;
            for (size_t j = 0; j < network->layers[l + 1].n_out; j++) {
                blame += weight_of(network, l + 1, i, j) * hand->delta[l + 1][j];
            }
            hand->delta[l][i] = blame * hand->a[l + 1][i] * (1 - hand->a[l + 1][i]);
        }
    }
    for (size_t l = 0; l < 3; l++) {
        for (size_t i = 0; i <= network->layers[l].n_in; i++) {
            for (size_t j = 0; j < network->layers[l].n_out; j++) {
                const double input = i < network->layers[l].n_in ? hand->a[l][i] : 1;
                hand->gradient[l][i][j] = input * hand->delta[l][j];
            }
        }
    }
}

static void test_numbers_are_those_of_plain_loops(void **state)
{
    (void)state;
    struct lume_network *network = make_network("sigmoid", "softmax");
    struct teach *teach = begin(network, LABEL);
    const struct trace *trace = teach_trace(teach);
    struct by_hand hand;
    go_forward(network, &hand);
    go_back(network, &hand);
    CHECK_NEAR(trace->loss, hand.loss, 1e-12);
    for (size_t l = 0; l < 3; l++) {
        for (size_t j = 0; j < trace->layers[l].n_out; j++) {
            CHECK_NEAR(trace->layers[l].a[j], hand.a[l + 1][j], 1e-12);
            CHECK_NEAR(trace->layers[l].delta[j], hand.delta[l][j], 1e-12);
        }
    }
    for (size_t l = 0; l < 3; l++) {
        for (size_t i = 0; i <= trace->layers[l].n_in; i++) {
            for (size_t j = 0; j < trace->layers[l].n_out; j++) {
                const double gradient = hand.gradient[l][i][j];
                teach_choose(teach, (struct trace_weight){l, i, j});
                CHECK_NEAR(trace_gradient(trace, teach_weight(teach)), gradient, 1e-12);
                CHECK_NEAR(teach_estimate(teach)->gradient, gradient,
                           1e-6 * fabs(gradient) + 1e-11);
                CHECK_NEAR(teach_old_value(teach), weight_of(network, l, i, j), 0);
                CHECK_NEAR(teach_new_value(teach),
                           weight_of(network, l, i, j) - teach_rate(teach) * gradient, 1e-7);
            }
        }
    }
    end(teach, network);
}

static void test_update_learns(void **state)
{
    (void)state;
    struct lume_network *network = make_network("tanh", "softmax");
    struct teach *teach = begin(network, LABEL);
    assert_true(teach_go(teach, SIZE_MAX));
    const struct lume_network *after = teach_network(teach);
    const struct trace *trace = teach_trace(teach);
    assert_true(teach_after(teach)->loss < trace->loss);
    for (size_t l = 0; l < 3; l++) {
        for (size_t i = 0; i <= trace->layers[l].n_in; i++) {
            for (size_t j = 0; j < trace->layers[l].n_out; j++) {
                const struct trace_weight weight = {l, i, j};
                const double expected = trace_value(network, weight) -
                                        teach_rate(teach) * trace_gradient(trace, weight);
                CHECK_NEAR(trace_value(after, weight), (double)(lume_real)expected, 0);
            }
        }
    }
    const struct trace_weight weight = teach_weight(teach);
    CHECK_NEAR(teach_new_value(teach), trace_value(after, weight), 0);
    CHECK_NEAR(teach_old_value(teach), trace_value(network, weight), 0);
    end(teach, network);
}

/* --- going --- */

static void test_steps(void **state)
{
    (void)state;
    static const char *const names[] = {
        "picture",       "forward",       "forward",       "forward",  "answer", "loss",
        "output-deltas", "hidden-deltas", "hidden-deltas", "gradient", "update", "new-answer"};
    static const size_t layers[] = {0, 0, 1, 2, 0, 0, 0, 1, 0, 0, 0, 0};
    enum { N = sizeof names / sizeof *names };
    struct lume_network *network = make_network("relu", "softmax");
    struct teach *teach = begin(network, LABEL);
    assert_int_equal(teach_count_steps(teach), N);
    assert_int_equal(teach_count_open(teach), N);
    assert_false(teach_back(teach));
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(teach_index(teach), i);
        assert_string_equal(teach_kind_name(teach_step(teach).kind), names[i]);
        assert_int_equal(teach_step(teach).layer, layers[i]);
        assert_true(same_bits(teach_network(teach), network) == (i + 1 < N));
        assert_int_equal(teach_can_undo(teach), i + 1 == N);
        assert_true(teach_next(teach));
    }
    assert_int_equal(teach_index(teach), 1); /* again */
    assert_int_equal(teach_count_updates(teach), 1);
    end(teach, network);
}

static void test_going_back_and_undoing_give_back_the_bits(void **state)
{
    (void)state;
    enum { ROUNDS = TEACH_MAX_UPDATES + 8 };
    struct lume_network *network = make_network("sigmoid", "softmax"), *kept[ROUNDS];
    struct teach *teach = begin(network, LABEL);
    for (int round = 0; round < ROUNDS; round++) {
        CHECK_OK(lume_network_copy(teach_network(teach), &kept[round], &error), error);
        assert_true(teach_go(teach, SIZE_MAX));
        assert_false(same_bits(teach_network(teach), kept[round]));
        assert_true(teach_back(teach));
        assert_true(same_bits(teach_network(teach), kept[round]));
        assert_true(teach_next(teach));
        assert_int_equal(teach_count_updates(teach), round + 1);
        assert_true(teach_next(teach));
    }
    for (int round = ROUNDS; round-- > ROUNDS - TEACH_MAX_UPDATES;) {
        assert_true(teach_undo(teach));
        assert_true(same_bits(teach_network(teach), kept[round]));
        assert_int_equal(teach_step(teach).kind, TEACH_UPDATE);
        assert_int_equal(teach_count_updates(teach), round);
    }
    assert_false(teach_undo(teach));
    for (int round = 0; round < ROUNDS; round++) {
        lume_network_destroy(kept[round]);
    }
    end(teach, network);
}

static void test_another_rate_repeats_the_update(void **state)
{
    (void)state;
    struct lume_network *network = make_network("sigmoid", "softmax");
    struct teach *teach = begin(network, LABEL), *other = begin(network, LABEL);
    teach_go(teach, SIZE_MAX);
    teach_step_rate(teach, 2);
    teach_step_rate(other, 2);
    teach_go(other, SIZE_MAX);
    assert_true(teach_rate(teach) == teach_rate(other));
    assert_true(same_bits(teach_network(teach), teach_network(other)));
    assert_int_equal(teach_count_updates(teach), 1);
    assert_true(teach_undo(teach));
    assert_true(same_bits(teach_network(teach), network));
    teach_step_rate(teach, -100);
    assert_true(teach_rate_is_least(teach) && !teach_rate_is_most(teach));
    teach_step_rate(teach, 100);
    assert_true(teach_rate_is_most(teach) && teach_rate(teach) > 1);
    teach_destroy(other);
    end(teach, network);
}

static void test_without_label_it_stops_before_the_loss(void **state)
{
    (void)state;
    struct lume_network *network = make_network("sigmoid", "softmax");
    struct teach *teach = begin(network, TEACH_NO_LABEL);
    const struct trace_layer *outputs = &teach_trace(teach)->layers[2];
    assert_true(teach_go(teach, SIZE_MAX));
    assert_int_equal(teach_step(teach).kind, TEACH_ANSWER);
    assert_false(teach_next(teach));
    for (size_t j = 0; j < N_OUTPUTS; j++) {
        assert_true(outputs->a[j] <= outputs->a[teach_target(teach)]);
    }
    teach_set_label(teach, 3);
    assert_int_equal(teach_target(teach), 3);
    assert_true(teach_next(teach));
    assert_int_equal(teach_step(teach).kind, TEACH_LOSS);
    CHECK_NEAR(teach_trace(teach)->loss, -log(outputs->a[3]), 1e-12);
    teach_set_label(teach, TEACH_NO_LABEL);
    assert_int_equal(teach_step(teach).kind, TEACH_ANSWER);
    end(teach, network);
}

static void test_another_label_keeps_the_update(void **state)
{
    (void)state;
    struct lume_network *network = make_network("sigmoid", "softmax"), *updated;
    struct teach *teach = begin(network, 0);
    teach_go(teach, SIZE_MAX);
    CHECK_OK(lume_network_copy(teach_network(teach), &updated, &error), error);
    teach_set_label(teach, 1);
    assert_int_equal(teach_step(teach).kind, TEACH_LOSS);
    assert_true(same_bits(teach_network(teach), updated));
    assert_true(teach_undo(teach));
    assert_true(same_bits(teach_network(teach), network));
    lume_network_destroy(updated);
    end(teach, network);
}

/* Updates can be undone with another example, but not in another network. */
static void test_beginning_anew(void **state)
{
    (void)state;
    struct lume_network *network = make_network("sigmoid", "softmax"), *updated;
    struct teach *teach = begin(network, LABEL);
    teach_go(teach, SIZE_MAX);
    CHECK_OK(lume_network_copy(teach_network(teach), &updated, &error), error);
    image[1] ^= 255;
    teach_begin(teach, updated, image, 0);
    assert_int_equal(teach_index(teach), 0);
    assert_int_equal(teach_count_updates(teach), 0);
    assert_true(teach_can_undo(teach));
    assert_true(teach_undo(teach));
    assert_true(same_bits(teach_network(teach), network));
    teach_go(teach, SIZE_MAX);
    updated->parameters[0] += 1;
    teach_begin(teach, updated, image, 0);
    assert_false(teach_can_undo(teach));
    assert_true(same_bits(teach_network(teach), updated));
    lume_network_destroy(updated);
    end(teach, network);
}

/* --- weights --- */

static void test_the_steepest_weight_is_followed(void **state)
{
    (void)state;
    struct lume_network *network = make_network("tanh", "softmax");
    struct teach *teach = begin(network, LABEL);
    const struct trace *trace = teach_trace(teach);
    const struct trace_weight weight = teach_weight(teach);
    assert_int_equal(weight.layer, 2);
    assert_int_equal(weight.to, LABEL);
    for (size_t i = 0; i < N_HIDDEN; i++) {
        assert_true(fabs(trace_gradient(trace, (struct trace_weight){2, i, LABEL})) <=
                    fabs(trace_gradient(trace, weight)));
    }
    assert_int_equal(teach_focus(teach, 2), LABEL);
    assert_int_equal(teach_focus(teach, 1), weight.from);
    end(teach, network);
}

static void test_weights_are_chosen_by_neurons(void **state)
{
    (void)state;
    struct lume_network *network = make_network("sigmoid", "softmax");
    struct teach *teach = begin(network, LABEL);
    teach_choose_into(teach, 1, 3);
    assert_int_equal(teach_weight(teach).layer, 1);
    assert_int_equal(teach_weight(teach).to, 3);
    teach_choose_from(teach, 1, 4);
    assert_int_equal(teach_weight(teach).from, 4);
    assert_int_equal(teach_weight(teach).to, 3);
    teach_choose_into(teach, 1, 2); /* from the same neuron */
    assert_int_equal(teach_weight(teach).from, 4);
    assert_int_equal(teach_weight(teach).to, 2);
    teach_go(teach, SIZE_MAX); /* it may be chosen after the update, too */
    teach_choose(teach, (struct trace_weight){0, N_INPUTS, 1});
    CHECK_NEAR(teach_old_value(teach), weight_of(network, 0, N_INPUTS, 1), 0);
    CHECK_NEAR(teach_new_value(teach), weight_of(teach_network(teach), 0, N_INPUTS, 1), 0);
    teach_choose(teach, (struct trace_weight){0, N_INPUTS + 1, 1}); /* there is none */
    assert_int_equal(teach_weight(teach).from, N_INPUTS);
    end(teach, network);
}

static void test_what_can_be_followed(void **state)
{
    (void)state;
    static const struct {
        const char *hidden, *output;
        bool can;
    } cases[] = {{"relu", "softmax", true},
                 {"gelu", "softmax", true},
                 {"sigmoid", "sigmoid", false},
                 {"sigmoid", "identity", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lume_network *network = make_network(cases[i].hidden, cases[i].output);
        assert_int_equal(teach_can_follow(network), cases[i].can);
        lume_network_destroy(network);
    }
}

static void test_what_diverges_is_told(void **state)
{
    (void)state;
    struct lume_network *network = make_network("relu", "softmax");
    network->parameters[network->layers[0].weights + network->layers[0].stride] = (lume_real)3e38;
    network->parameters[network->layers[1].weights] = (lume_real)3e38;
    network->parameters[network->layers[2].weights] = (lume_real)INFINITY;
    struct teach *teach = begin(network, LABEL);
    assert_false(teach_is_sound(teach));
    end(teach, network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_are_those_of_plain_loops),
        cmocka_unit_test(test_update_learns),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_going_back_and_undoing_give_back_the_bits),
        cmocka_unit_test(test_another_rate_repeats_the_update),
        cmocka_unit_test(test_without_label_it_stops_before_the_loss),
        cmocka_unit_test(test_another_label_keeps_the_update),
        cmocka_unit_test(test_beginning_anew),
        cmocka_unit_test(test_the_steepest_weight_is_followed),
        cmocka_unit_test(test_weights_are_chosen_by_neurons),
        cmocka_unit_test(test_what_can_be_followed),
        cmocka_unit_test(test_what_diverges_is_told),
    };
    return cmocka_run_group_tests_name("teach", tests, NULL, NULL);
}
