/* SPDX-License-Identifier: MIT */

/*
 * One example followed by hand: against differences of the loss, against the trainer, and that
 * every number shown follows from the others.
 *
 * Differences of second order with a step of 1e-5 are off by about 1e-11 times the third
 * derivative, and by roundings of 1e-16 / h. A gradient below 1e-4 can therefore not be compared to
 * 1e-6 of itself, and counts as 1e-4. Single precision is good for 1e-5 of a layer's largest.
 */

#include "training.h"

#include "nn/trace.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static struct lume_error error;

static const double step = 1e-5, limit = 1e-6, least = 1e-4, single = 1e-5;

enum { SIDE = 3, N_INPUTS = SIDE * SIDE, N_OUTPUTS = 3, N_IMAGES = 4 };

/* A network on small images, and how its outputs are judged. */
struct subject {
    const size_t *hidden_widths; /* 0 ends them */
    const char *hidden, *output;
    const struct lume_loss *loss;
    struct lume_network *network;
    struct trace *trace;
    uint8_t pixels[N_IMAGES * N_INPUTS], labels[N_IMAGES];
    /* After a step of the trainer, and of trace_step. */
    struct lume_network *trained, *stepped;
    const lume_real *gradient; /* the trainer's */
    double squares;            /* of the gradient, summed */
};

static struct subject subject_of(const size_t *hidden_widths, const char *hidden,
                                 const char *output, const char *loss)
{
    return (struct subject){.hidden_widths = hidden_widths,
                            .hidden = hidden,
                            .output = output,
                            .loss = lume_loss_find(loss)};
}

/* The sum whose activation is 1/2: around it outputs are within 0 and 1, where all losses bend. */
static lume_real sum_for_half(const struct lume_activation *activation)
{
    lume_real low = -2, high = 2;
    for (int i = 0; i < 30 && activation->value; i++) {
        const lume_real middle = (low + high) / 2;
        *(activation->value(middle, 0.25f) < 0.5f ? &low : &high) = middle;
    }
    return activation->value ? low : 0;
}

static void begin(struct subject *s)
{
    static const uint8_t labels[N_IMAGES] = {1, 0, 2, 1};
    const struct lume_dataset set = {.rows = SIDE, .columns = SIDE, .n_classes = N_OUTPUTS};
    struct lume_rng rng = lume_rng_make(8, 3);
    s->network = training_network(&set, s->hidden_widths, s->hidden, s->output);
    s->network->input_offset = -0.4f;
    for (size_t l = 0; l < s->network->n_layers; l++) {
        const struct lume_layer *layer = &s->network->layers[l];
        const bool last = l + 1 == s->network->n_layers;
        lume_real *biases = s->network->parameters + layer->biases;
        for (size_t j = 0; j < layer->n_out; j++) {
            const lume_real lift = last ? sum_for_half(layer->activation) : 0;
            biases[j] = lift + 0.2f * lume_rng_float(&rng) - 0.1f;
        }
        for (size_t k = 0; k < layer->n_in * layer->stride && last; k++) {
            s->network->parameters[layer->weights + k] *= 0.2f;
        }
    }
    for (size_t i = 0; i < sizeof s->pixels; i++) {
        s->pixels[i] = lume_rng_below(&rng, 3) ? (uint8_t)lume_rng_below(&rng, 256) : 0;
    }
    memcpy(s->labels, labels, sizeof labels);
    CHECK_OK(trace_create(s->network, &s->trace, &error), error);
}

static void end(struct subject *s)
{
    trace_destroy(s->trace);
    lume_network_destroy(s->network);
}

static void run(const struct subject *s, size_t image)
{
    trace_run(s->trace, s->network, s->pixels + image * N_INPUTS, s->labels[image], s->loss);
}

static struct lume_dataset images_of(struct subject *s, size_t n)
{
    return (struct lume_dataset){.n = n,
                                 .rows = SIDE,
                                 .columns = SIDE,
                                 .n_classes = N_OUTPUTS,
                                 .pixels = s->pixels,
                                 .labels = s->labels};
}

typedef void weight_function(struct subject *s, struct trace_weight weight);

static void for_weights(struct subject *s, weight_function *function)
{
    for (size_t l = 0; l < s->trace->n_layers; l++) {
        for (size_t from = 0; from <= s->trace->layers[l].n_in; from++) {
            for (size_t to = 0; to < s->trace->layers[l].n_out; to++) {
                function(s, (struct trace_weight){l, from, to});
            }
        }
    }
}

static const size_t two[] = {5, 4, 0}, none[] = {0}, four[] = {20, 4, 3, 0}, slim[] = {1, 0};
static const size_t *const shapes[] = {two, none, four, slim};

/* Every shape, hidden activation, output activation and loss. */
static void for_subjects(void (*check)(struct subject *s))
{
    const struct lume_activation *hidden, *output;
    const struct lume_loss *loss;
    for (size_t h = 0; (hidden = lume_activation_at(h)); h++) {
        for (size_t o = 0; (output = lume_activation_at(o)); o++) {
            for (size_t l = 0; (loss = lume_loss_at(l)); l++) {
                for (size_t shape = 0; shape < sizeof shapes / sizeof *shapes; shape++) {
                    struct subject s =
                        subject_of(shapes[shape], hidden->name, output->name, loss->name);
                    if (hidden->has_gradient && !hidden->joins_outputs && output->has_gradient) {
                        begin(&s);
                        check(&s);
                        end(&s);
                    }
                }
            }
        }
    }
}

static _Noreturn void fail_weight(const struct subject *s, struct trace_weight w, const char *what,
                                  double got, double expected)
{
    fail_msg("%s to %s, %s, layer %zu, weight from %zu to %zu: %s is %.15g, expected %.15g",
             s->hidden, s->output, s->loss->name, w.layer, w.from, w.to, what, got, expected);
    abort();
}

static double larger(double a, double b)
{
    return fmax(fabs(a), fabs(b));
}

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

/* One step of the trainer on some images at once. */
static struct lume_trainer *train(struct subject *s, struct lume_network *network, size_t n,
                                  double rate)
{
    const struct lume_dataset set = images_of(s, n);
    struct lume_trainer_config config = training_config("sgd");
    config.loss = s->loss;
    config.learning_rate = (float)rate;
    config.momentum = 0;
    config.batch_size = n;
    config.epochs = 1;
    struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
    CHECK_OK(lume_trainer_step(trainer, 1, &error), error);
    return trainer;
}

static struct lume_network *copy_of(const struct lume_network *network)
{
    struct lume_network *copy;
    CHECK_OK(lume_network_copy(network, &copy, &error), error);
    return copy;
}

static double largest_gradient(const struct subject *s, size_t layer)
{
    double largest = 0;
    for (size_t from = 0; from <= s->trace->layers[layer].n_in; from++) {
        for (size_t to = 0; to < s->trace->layers[layer].n_out; to++) {
            const struct trace_weight w = {layer, from, to};
            largest = larger(largest, trace_gradient(s->trace, w));
        }
    }
    return largest;
}

static const double step_rate = 0.05;

static void compare_trainer(struct subject *s, struct trace_weight w)
{
    const double gradient = trace_gradient(s->trace, w), value = trace_value(s->trained, w),
                 near = single * largest_gradient(s, w.layer) + 1e-12;
    const struct lume_layer *layer = &s->network->layers[w.layer];
    const size_t offset = layer->weights + w.from * layer->stride + w.to;
    if (!(fabs((double)s->gradient[offset] - gradient) <= near)) {
        fail_weight(s, w, "the trainer's gradient", (double)s->gradient[offset], gradient);
    }
    if (!(fabs(value - trace_value(s->stepped, w)) <= step_rate * near + 1e-7 * fabs(value))) {
        fail_weight(s, w, "the trained value", value, trace_value(s->stepped, w));
    }
}

/* A batch of one; slopes of activations are the trainer's alone. */
static void check_trainer(struct subject *s)
{
    s->stepped = copy_of(s->network);
    s->trained = copy_of(s->network);
    struct lume_trainer *trainer = train(s, s->trained, 1, step_rate);
    s->gradient = lume_trainer_gradient(trainer);
    run(s, 0);
    trace_step(s->trace, s->stepped, step_rate);
    for_weights(s, compare_trainer);
    for (size_t l = 0; l < s->network->n_layers; l++) {
        const struct lume_layer *layer = &s->network->layers[l];
        const lume_real *before = s->network->parameters, *after = s->stepped->parameters;
        assert_true(!layer->activation->has_slope || after[layer->slope] == before[layer->slope]);
        for (size_t j = layer->n_out; j < layer->stride; j++) {
            assert_true(after[layer->biases + j] == 0);
        }
    }
    lume_trainer_destroy(trainer);
    lume_network_destroy(s->stepped);
    lume_network_destroy(s->trained);
}

static void test_trainer_does_the_same(void **state)
{
    (void)state;
    for_subjects(check_trainer);
}

static void compare_mean(struct subject *s, struct trace_weight w)
{
    double sum = 0;
    for (size_t image = 0; image < N_IMAGES; image++) {
        run(s, image);
        sum += trace_gradient(s->trace, w);
    }
    const struct lume_layer *layer = &s->network->layers[w.layer];
    const double got = (double)s->gradient[layer->weights + w.from * layer->stride + w.to];
    if (!(fabs(got - sum / N_IMAGES) <= 1e-6)) {
        fail_weight(s, w, "the batch's gradient", got, sum / N_IMAGES);
    }
}

static void test_batch_is_the_mean_of_its_images(void **state)
{
    (void)state;
    struct subject s = subject_of(two, "tanh", "softmax", "cross-entropy");
    begin(&s);
    struct lume_network *network = copy_of(s.network);
    struct lume_trainer *trainer = train(&s, network, N_IMAGES, 0.1);
    s.gradient = lume_trainer_gradient(trainer);
    for_weights(&s, compare_mean);
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    end(&s);
}

static void add_square(struct subject *s, struct trace_weight w)
{
    const double gradient = trace_gradient(s->trace, w);
    s->squares += gradient * gradient;
}

/* By as much as the gradient promises. */
static void check_step_down(struct subject *s)
{
    const double rate = 1e-3;
    run(s, 0);
    const double before = s->trace->loss;
    s->squares = 0;
    for_weights(s, add_square);
    trace_step(s->trace, s->network, rate);
    run(s, 0);
    const double ratio = (before - s->trace->loss) / (rate * s->squares);
    if (!(ratio > 0.9 && ratio < 1.1)) {
        fail_msg("%s to %s, %s: the step went down %g of what the gradient %g promises", s->hidden,
                 s->output, s->loss->name, ratio, sqrt(s->squares));
    }
}

static void test_step_goes_down(void **state)
{
    (void)state;
    for_subjects(check_step_down);
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
        cmocka_unit_test(test_trainer_does_the_same),
        cmocka_unit_test(test_batch_is_the_mean_of_its_images),
        cmocka_unit_test(test_step_goes_down),
        cmocka_unit_test(test_what_is_out_of_range),
    };
    return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
