/* SPDX-License-Identifier: MIT */

/*
 * A step by hand: that it is the trainer's, and leads down. Single precision is good for 1e-5 of a
 * layer's largest gradient.
 */

#include "trace_subject.h"

static const double single = 1e-5;

static struct lume_dataset images_of(struct subject *s, size_t n)
{
    return (struct lume_dataset){.n = n,
                                 .rows = SIDE,
                                 .columns = SIDE,
                                 .n_classes = N_OUTPUTS,
                                 .pixels = s->pixels,
                                 .labels = s->labels};
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trainer_does_the_same),
        cmocka_unit_test(test_batch_is_the_mean_of_its_images),
        cmocka_unit_test(test_step_goes_down),
    };
    return cmocka_run_group_tests_name("trace step", tests, NULL, NULL);
}
