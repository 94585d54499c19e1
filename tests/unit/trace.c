/* SPDX-License-Identifier: MIT */

/*
 * One example followed by hand: against differences of the loss, and that every number shown
 * follows from the others.
 *
 * Differences of second order with a step of 1e-5 are off by about 1e-11 times the third
 * derivative, and by roundings of 1e-16 / h. A gradient below 1e-4 can therefore not be compared to
 * 1e-6 of itself, and counts as 1e-4.
 */

#include "trace_subject.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static const double step = 1e-5, limit = 1e-6, least = 1e-4;

static void compare_estimate(struct subject *s, struct trace_weight weight)
{
    const double gradient = trace_gradient(s->trace, weight);
    struct trace *scratch;
    struct trace_estimate e;
    CHECK_OK(trace_create(s->network, &scratch, &error), error);
    trace_estimate(scratch, s->network, s->pixels, s->labels[0], s->loss, weight, step, &e);
    trace_destroy(scratch);
    assert_true(e.h == step && e.gradient == (e.above - e.below) / (2 * step));
    if (!(fabs(gradient - e.gradient) <= limit * fmax(least, larger(gradient, e.gradient)))) {
        fail_weight(s, weight, "gradient", gradient, e.gradient);
    }
}

static void check_estimates(struct subject *s)
{
    double largest = 0;
    run(s, 0);
    for_weights(s, compare_estimate);
    for (size_t l = 0; l < s->trace->n_layers; l++) {
        for (size_t j = 0; j < s->trace->layers[l].n_out; j++) {
            largest = larger(largest, s->trace->layers[l].delta[j]);
        }
    }
    assert_true(largest > 10 * least);
}

static void test_gradients_are_those_of_differences(void **state)
{
    (void)state;
    for_subjects(check_estimates);
}

/* What is shown beside each other is so to the last bit. */
static void compare_chain(struct subject *s, struct trace_weight w)
{
    const struct trace_layer *layer = &s->trace->layers[w.layer];
    const double gradient = trace_gradient(s->trace, w), input = trace_input_of(s->trace, w);
    if (gradient != input * layer->delta[w.to]) {
        fail_weight(s, w, "gradient", gradient, input * layer->delta[w.to]);
    }
    const lume_real *inputs = s->network->parameters + s->network->layers[w.layer].weights;
    assert_true(trace_value(s->network, w) ==
                (double)inputs[w.from * s->network->layers[w.layer].stride + w.to]);
}

static double sum_into(const struct subject *s, size_t layer, size_t to)
{
    double sum = 0;
    for (size_t from = 0; from <= s->trace->layers[layer].n_in; from++) {
        const struct trace_weight w = {layer, from, to};
        sum += trace_input_of(s->trace, w) * trace_value(s->network, w);
    }
    return sum;
}

static double blame_of(const struct subject *s, size_t layer, size_t from)
{
    double sum = 0;
    for (size_t to = 0; to < s->trace->layers[layer + 1].n_out; to++) {
        sum += trace_value(s->network, (struct trace_weight){layer + 1, from, to}) *
               s->trace->layers[layer + 1].delta[to];
    }
    return sum;
}

static void check_chain(struct subject *s)
{
    run(s, 0);
    for_weights(s, compare_chain);
    for (size_t i = 0; i < N_INPUTS; i++) {
        assert_true(s->trace->inputs[i] == (double)s->network->input_scale * s->pixels[i] +
                                               (double)s->network->input_offset);
    }
    for (size_t l = 0; l < s->trace->n_layers; l++) {
        const struct trace_layer *layer = &s->trace->layers[l];
        const bool last = l + 1 == s->trace->n_layers;
        const struct lume_activation *f = s->network->layers[l].activation;
        const bool fused = last && lume_loss_is_fused(s->loss, f);
        for (size_t j = 0; j < layer->n_out; j++) {
            assert_true(layer->z[j] == sum_into(s, l, j));
            assert_true(last || layer->blame[j] == blame_of(s, l, j));
            assert_true(isnan(layer->blame[j]) == fused);
            assert_true(isnan(layer->slope[j]) == (fused || f->joins_outputs));
            assert_true(isnan(layer->slope[j]) ||
                        layer->delta[j] == layer->blame[j] * layer->slope[j]);
            assert_true(!last || s->trace->target[j] == (j == s->labels[0]));
        }
    }
}

static void test_what_is_shown_adds_up(void **state)
{
    (void)state;
    for_subjects(check_chain);
}

static void test_softmax_with_cross_entropy(void **state)
{
    (void)state;
    struct subject s = subject_of(two, "tanh", "softmax", "cross-entropy");
    begin(&s);
    for (size_t image = 0; image < N_IMAGES; image++) {
        run(&s, image);
        const struct trace_layer *outputs = &s.trace->layers[2];
        double sum = 0;
        for (size_t j = 0; j < N_OUTPUTS; j++) {
            assert_true(outputs->delta[j] == outputs->a[j] - (j == s.labels[image]));
            sum += outputs->a[j];
        }
        CHECK_NEAR(sum, 1, 1e-15);
        CHECK_NEAR(s.trace->loss, -log(outputs->a[s.labels[image]]), 1e-15);
    }
    end(&s);
}

/* As large as digits need it, and as the network itself computes it. */
static void test_forward_is_that_of_the_network(void **state)
{
    (void)state;
    static const size_t widths[] = {16, 16, 0};
    const struct lume_activation *hidden;
    struct lume_dataset set = blobs_make(5, 28, 10, 1);
    for (size_t h = 0; (hidden = lume_activation_at(h)); h++) {
        if (!hidden->has_gradient || hidden->joins_outputs) {
            continue;
        }
        struct lume_network *network = training_network(&set, widths, hidden->name, "softmax");
        network->input_offset = -0.1f;
        struct lume_workspace *workspace;
        struct trace *trace;
        CHECK_OK(lume_workspace_create(network, NULL, &workspace, &error), error);
        CHECK_OK(trace_create(network, &trace, &error), error);
        for (size_t i = 0; i < set.n; i++) {
            lume_network_forward(network, workspace, lume_dataset_image(&set, i));
            trace_run(trace, network, lume_dataset_image(&set, i), set.labels[i],
                      lume_loss_find("cross-entropy"));
            for (size_t l = 0; l < 3; l++) {
                for (size_t j = 0; j < network->layers[l].n_out; j++) {
                    CHECK_NEAR(lume_workspace_sums(workspace, l)[j], trace->layers[l].z[j], 1e-5);
                    CHECK_NEAR(lume_workspace_activations(workspace, l)[j], trace->layers[l].a[j],
                               1e-5);
                }
            }
        }
        trace_destroy(trace);
        lume_workspace_destroy(workspace);
        lume_network_destroy(network);
    }
    blobs_finish(&set);
}

/* Whether the program ends where it is. */
static bool dies(struct subject *s, size_t label, struct trace_weight weight)
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit no_core = {0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        close(STDERR_FILENO);
        trace_run(s->trace, s->network, s->pixels, label, s->loss);
        trace_gradient(s->trace, weight);
        trace_value(s->network, weight);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void test_what_is_out_of_range(void **state)
{
    (void)state;
#ifndef NDEBUG
    struct subject s = subject_of(two, "tanh", "softmax", "cross-entropy");
    begin(&s);
    assert_false(dies(&s, N_OUTPUTS - 1, (struct trace_weight){2, 4, 2}));
    assert_true(dies(&s, N_OUTPUTS, (struct trace_weight){2, 4, 2}));
    assert_true(dies(&s, 0, (struct trace_weight){3, 0, 0}));
    assert_true(dies(&s, 0, (struct trace_weight){2, 5, 0}));
    assert_true(dies(&s, 0, (struct trace_weight){2, 0, 3}));
    end(&s);
#endif
    trace_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gradients_are_those_of_differences),
        cmocka_unit_test(test_what_is_shown_adds_up),
        cmocka_unit_test(test_softmax_with_cross_entropy),
        cmocka_unit_test(test_forward_is_that_of_the_network),
        cmocka_unit_test(test_what_is_out_of_range),
    };
    return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
