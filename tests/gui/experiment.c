/* SPDX-License-Identifier: MIT */

/* Biases that are dragged and neurons that are clamped, against a computation of our own in double
 * that takes the definition by its word: there a clamped neuron gives what it is clamped to. */

#include "check.h"

#include "gui/experiment.h"

#include <lume/image.h>

static struct lume_error error;
static uint8_t image[LUME_IMAGE_SIZE];

enum { MAX_LAYERS = 4, MAX_UNITS = 64 };

/* What is done to a network: the same to the experiment and to the reference. */
struct change {
    struct view_neuron neuron;
    bool clamp; /* else its bias is set */
    float value;
};

struct shape {
    size_t widths[MAX_LAYERS]; /* ended by a 0, outputs last */
    const char *hidden;
    float offset;
};

static const struct shape shapes[] = {
    {{16, 16, 10}, "sigmoid", 0}, {{16, 16, 10}, "prelu", -0.5f}, {{64, 32, 10}, "relu", 0.1f},
    {{10}, "identity", 0},        {{17, 10}, "tanh", 0},
};
enum { N_SHAPES = sizeof shapes / sizeof *shapes };

/* All parameters at random; the same ones each time. */
static struct lume_model make_model(const struct shape *shape)
{
    struct lume_layer_config layers[MAX_LAYERS];
    size_t n = 0;
    for (; shape->widths[n]; n++) {
        const char *name = shape->widths[n + 1] ? shape->hidden : "softmax";
        layers[n] = (struct lume_layer_config){shape->widths[n], lume_activation_find(name)};
    }
    struct lume_model model = {.rows = LUME_IMAGE_SIDE, .columns = LUME_IMAGE_SIDE};
    struct lume_rng rng = lume_rng_make(5, 0);
    CHECK_OK(lume_network_create(LUME_IMAGE_SIZE, layers, n, &model.network, &error), error);
    lume_network_initialize(model.network, lume_initializer_find("he"), &rng);
    model.network->input_offset = shape->offset;
    for (size_t l = 0; l < n; l++) {
        const struct lume_layer *layer = &model.network->layers[l];
        for (size_t j = 0; j < layer->n_out; j++) {
            model.network->parameters[layer->biases + j] = lume_rng_normal(&rng);
        }
        if (layer->activation->has_slope) {
            model.network->parameters[layer->slope] = 0.3f;
        }
    }
    return model;
}

/* --- the reference --- */

static double z[MAX_LAYERS][MAX_UNITS], a[MAX_LAYERS][MAX_UNITS];

static double activate(const struct lume_activation *activation, double sum, double slope)
{
    if (strcmp(activation->name, "sigmoid") == 0) {
        return 1 / (1 + exp(-sum));
    }
    if (strcmp(activation->name, "tanh") == 0) {
        return tanh(sum);
    }
    if (strcmp(activation->name, "relu") == 0) {
        return sum > 0 ? sum : 0;
    }
    return (double)activation->value((float)sum, (float)slope);
}

static double sum_of(const struct lume_network *network, size_t l, size_t j)
{
    const struct lume_layer *layer = &network->layers[l];
    double sum = (double)network->parameters[layer->biases + j];
    for (size_t i = 0; i < layer->n_in; i++) {
        const double in =
            l ? a[l - 1][i]
              : (double)network->input_scale * image[i] + (double)network->input_offset;
        sum += in * (double)network->parameters[layer->weights + i * layer->stride + j];
    }
    return sum;
}

static void join(const double *sums, size_t n, double *out)
{
    double top = sums[0], total = 0;
    for (size_t j = 0; j < n; j++) {
        top = fmax(top, sums[j]);
    }
    for (size_t j = 0; j < n; j++) {
        out[j] = exp(sums[j] - top);
        total += out[j];
    }
    for (size_t j = 0; j < n; j++) {
        out[j] /= total;
    }
}

static void compute(struct lume_network *network, const struct change *changes, size_t n_changes)
{
    for (size_t l = 0; l < network->n_layers; l++) {
        const struct lume_layer *layer = &network->layers[l];
        const double slope =
            layer->activation->has_slope ? (double)network->parameters[layer->slope] : 0;
        for (size_t c = 0; c < n_changes; c++) {
            if ((size_t)changes[c].neuron.layer == l && !changes[c].clamp) {
                network->parameters[layer->biases + (size_t)changes[c].neuron.unit] =
                    changes[c].value;
            }
        }
        for (size_t j = 0; j < layer->n_out; j++) {
            z[l][j] = sum_of(network, l, j);
            a[l][j] =
                layer->activation->joins_outputs ? 0 : activate(layer->activation, z[l][j], slope);
        }
        if (layer->activation->joins_outputs) {
            join(z[l], layer->n_out, a[l]);
        }
        for (size_t c = 0; c < n_changes; c++) {
            if ((size_t)changes[c].neuron.layer == l && changes[c].clamp) {
                a[l][changes[c].neuron.unit] = (double)changes[c].value;
            }
        }
    }
}

/* --- the experiment --- */

static struct experiment *experiment;
static struct snapshot *shown;

static void begin(struct lume_model model)
{
    CHECK_OK(experiment_create(&model, &experiment, &error), error);
    assert_null(model.network);
    CHECK_OK(snapshot_create(experiment_model(experiment), &shown, &error), error);
}

static void end(void)
{
    snapshot_destroy(shown);
    experiment_destroy(experiment);
}

static void apply(const struct change *changes, size_t n)
{
    for (size_t c = 0; c < n; c++) {
        (changes[c].clamp ? experiment_set_clamp
                          : experiment_set_bias)(experiment, changes[c].neuron, changes[c].value);
    }
    assert_int_equal(experiment_changed(experiment), n > 0);
}

static void check_against_reference(const struct shape *shape, const struct change *changes,
                                    size_t n)
{
    struct lume_model model = make_model(shape);
    compute(model.network, changes, n);
    experiment_recognize(experiment, image, shown);
    for (size_t l = 0; l < shown->n_layers; l++) {
        for (size_t j = 0; j < shown->layers[l].n; j++) {
            CHECK_NEAR(shown->layers[l].z[j], z[l][j], 2e-5 * (1 + fabs(z[l][j])));
            CHECK_NEAR(shown->layers[l].a[j], a[l][j], 2e-5 * (1 + fabs(a[l][j])));
        }
    }
    lume_model_finish(&model);
}

/* The bits of a recognition, compared with those of a recogniser of the model. */
static void check_same_bits(const struct lume_model *model)
{
    struct lume_recognizer *recognizer;
    struct snapshot *expected;
    struct lume_answer answer;
    CHECK_OK(lume_recognizer_create(model, &recognizer, &error), error);
    CHECK_OK(snapshot_create(model, &expected, &error), error);
    lume_recognize(recognizer, image, &answer);
    snapshot_take(expected, recognizer, &answer);
    experiment_recognize(experiment, image, shown);
    for (size_t l = 0; l < shown->n_layers; l++) {
        const size_t size = shown->layers[l].n * sizeof(float);
        assert_memory_equal(shown->layers[l].z, expected->layers[l].z, size);
        assert_memory_equal(shown->layers[l].a, expected->layers[l].a, size);
    }
    assert_memory_equal(shown->image, expected->image, sizeof image);
    assert_int_equal(shown->answer.digit, answer.digit);
    assert_int_equal(shown->answer.verdict, answer.verdict);
    assert_memory_equal(&shown->answer.probability, &answer.probability, sizeof(double));
    assert_memory_equal(&shown->answer.unlike, &answer.unlike, sizeof(double));
    snapshot_destroy(expected);
    lume_recognizer_destroy(recognizer);
}

static void test_nothing_changed(void **state)
{
    (void)state;
    for (size_t s = 0; s < N_SHAPES; s++) {
        struct lume_model model = make_model(&shapes[s]);
        begin(make_model(&shapes[s]));
        assert_false(experiment_changed(experiment));
        check_same_bits(&model);
        check_against_reference(&shapes[s], NULL, 0);
        assert_memory_equal(experiment_network(experiment)->parameters, model.network->parameters,
                            model.network->n_reals * sizeof(lume_real));
        end();
        lume_model_finish(&model);
    }
}

/* Two clamped neurons in different layers, two in one, biases before, at and after them. */
static void test_clamps_and_biases(void **state)
{
    (void)state;
    static const struct change changes[] = {
        {{0, 3}, true, 1},     {{1, 5}, true, 0},      {{0, 9}, true, 1},
        {{0, 4}, false, 2.5f}, {{1, 5}, false, -1.5f}, {{2, 7}, false, 0.75f},
    };
    const struct lume_activation *activation;
    for (size_t i = 0; (activation = lume_activation_at(i)); i++) {
        if (activation->joins_outputs || !activation->has_gradient) {
            continue; /* not in a hidden layer */
        }
        const struct shape shape = {{16, 12, 10}, activation->name, -0.2f};
        for (size_t n = 1; n <= sizeof changes / sizeof *changes; n++) {
            begin(make_model(&shape));
            apply(changes, n);
            check_against_reference(&shape, changes, n);
            assert_true(shown->layers[0].a[3] == 1);
            assert_true(n < 2 || shown->layers[1].a[5] == 0);
            end();
        }
    }
}

/* What accuracy is counted of gives what is shown. */
static void test_the_network_that_answers(void **state)
{
    (void)state;
    for (size_t s = 0; s < N_SHAPES; s++) {
        struct lume_workspace *workspace;
        begin(make_model(&shapes[s]));
        const struct lume_network *network = experiment_network(experiment);
        CHECK_OK(lume_workspace_create(network, NULL, &workspace, &error), error);
        experiment_set_bias(experiment, (struct view_neuron){0, 1}, 3);
        experiment_set_clamp(experiment, (struct view_neuron){0, 2}, 1);
        assert_ptr_equal(experiment_network(experiment), network);
        experiment_recognize(experiment, image, shown);
        assert_memory_equal(lume_network_forward(network, workspace, image),
                            shown->layers[shown->n_layers - 1].a, 10 * sizeof(float));
        lume_workspace_destroy(workspace);
        end();
    }
}

/* What is learned since gives the bits of an experiment that begins with it; what is clamped stays
 * so, biases that were changed do not. */
static void test_update(void **state)
{
    (void)state;
    const struct view_neuron clamped = {0, 3}, biased = {0, 1};
    for (size_t s = 0; s < N_SHAPES; s++) {
        struct lume_model model = make_model(&shapes[s]), later = make_model(&shapes[s]);
        const size_t size = later.network->n_reals * sizeof(lume_real);
        struct lume_rng rng = lume_rng_make(9, s);
        lume_network_initialize(later.network, lume_initializer_find("glorot"), &rng);
        for (size_t l = 0; l < later.network->n_layers; l++) {
            const struct lume_layer *layer = &later.network->layers[l];
            for (size_t j = 0; j < layer->n_out; j++) {
                later.network->parameters[layer->biases + j] = lume_rng_normal(&rng);
            }
            if (layer->activation->has_slope) {
                later.network->parameters[layer->slope] = 0.7f;
            }
        }
        begin(model);
        experiment_recognize(experiment, image, shown);
        experiment_update(experiment, later.network->parameters);
        assert_false(experiment_changed(experiment));
        check_same_bits(&later);
        assert_memory_equal(experiment_network(experiment)->parameters, later.network->parameters,
                            size);
        experiment_set_bias(experiment, biased, 5);
        experiment_set_clamp(experiment, clamped, 1);
        const bool can = experiment_can_clamp(experiment, clamped);
        experiment_update(experiment, later.network->parameters);
        assert_true(experiment_changed(experiment) == can);
        assert_true(experiment_bias(experiment, biased) ==
                    experiment_learned_bias(experiment, biased));
        const struct change change = {clamped, true, 1};
        struct snapshot *updated = shown;
        experiment_recognize(experiment, image, updated);
        struct experiment *first = experiment;
        begin(later); /* a fresh one, clamped likewise */
        apply(&change, can);
        experiment_recognize(experiment, image, shown);
        for (size_t l = 0; l < shown->n_layers; l++) {
            assert_memory_equal(shown->layers[l].a, updated->layers[l].a,
                                shown->layers[l].n * sizeof(float));
            assert_memory_equal(shown->layers[l].changed, updated->layers[l].changed,
                                shown->layers[l].n * sizeof(bool));
        }
        end();
        shown = updated;
        experiment = first;
        experiment_restore(experiment);
        assert_false(experiment_changed(experiment));
        end();
    }
}

static void test_one_by_one(void **state)
{
    (void)state;
    const struct view_neuron hidden = {1, 15}, output = {2, 9}, beyond = {1, 16}, none = {-1, 0};
    begin(make_model(&shapes[0]));
    assert_true(experiment_can_clamp(experiment, hidden));
    assert_false(experiment_can_clamp(experiment, output));
    assert_false(experiment_can_clamp(experiment, beyond));
    assert_false(experiment_can_clamp(experiment, none));
    assert_true(isnan(experiment_clamp(experiment, hidden)));
    experiment_set_clamp(experiment, output, 1);
    experiment_set_clamp(experiment, hidden, INFINITY);
    experiment_set_bias(experiment, output, NAN);
    experiment_set_bias(experiment, output, -INFINITY);
    assert_true(isnan(experiment_clamp(experiment, output)));
    assert_false(experiment_changed(experiment));
    experiment_set_clamp(experiment, hidden, 0.5f);
    assert_true(experiment_clamp(experiment, hidden) == 0.5f);
    assert_true(experiment_changed(experiment));
    experiment_set_clamp(experiment, hidden, NAN);
    assert_true(isnan(experiment_clamp(experiment, hidden)));
    assert_false(experiment_changed(experiment));
    const float learned = experiment_bias(experiment, output);
    experiment_set_bias(experiment, output, learned + 1);
    assert_true(experiment_bias(experiment, output) == learned + 1);
    assert_true(experiment_learned_bias(experiment, output) == learned);
    assert_true(experiment_changed(experiment));
    experiment_set_bias(experiment, output, learned);
    assert_false(experiment_changed(experiment));
    end();
}

/* Neurons that were changed by hand, and no others, are told. */
static void test_what_is_told(void **state)
{
    (void)state;
    const struct view_neuron clamped = {1, 15}, biased = {0, 3};
    begin(make_model(&shapes[0]));
    experiment_set_clamp(experiment, clamped, 1);
    experiment_set_bias(experiment, biased, experiment_bias(experiment, biased) + 0.1f);
    experiment_recognize(experiment, image, shown);
    for (size_t l = 0; l < shown->n_layers; l++) {
        for (size_t j = 0; j < shown->layers[l].n; j++) {
            assert_int_equal(shown->layers[l].changed[j],
                             (l == 1 && j == 15) || (l == 0 && j == 3));
        }
    }
    experiment_restore(experiment);
    experiment_recognize(experiment, image, shown);
    assert_false(shown->layers[1].changed[15] || shown->layers[0].changed[3]);
    end();
}

/* However much was changed, and in whatever order. */
static void test_restore(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(3, 0);
    for (size_t s = 0; s < N_SHAPES; s++) {
        struct lume_model model = make_model(&shapes[s]);
        const struct lume_network *network = model.network;
        begin(make_model(&shapes[s]));
        for (int i = 0; i < 200; i++) {
            const uint32_t layer = lume_rng_below(&rng, (uint32_t)network->n_layers);
            const size_t width = network->layers[layer].n_out;
            const struct view_neuron neuron = {(int)layer,
                                               (int)lume_rng_below(&rng, (uint32_t)width)};
            experiment_set_bias(experiment, neuron, lume_rng_range(&rng, -10, 10));
            experiment_set_clamp(experiment, neuron, (float)lume_rng_below(&rng, 2));
        }
        assert_true(experiment_changed(experiment));
        experiment_restore(experiment);
        assert_false(experiment_changed(experiment));
        const size_t size = network->n_reals * sizeof(lume_real);
        assert_memory_equal(experiment_network(experiment)->parameters, network->parameters, size);
        assert_memory_equal(experiment_model(experiment)->network->parameters, network->parameters,
                            size);
        check_same_bits(&model);
        end();
        lume_model_finish(&model);
    }
}

/* The built-in model: ink is as its image; blank paper stays empty; the second network answers as
 * it did. */
static void test_the_built_in_model(void **state)
{
    (void)state;
    static const struct lume_ink_point points[] = {{0.3, 0.2, 0}, {0.7, 0.2, 0}, {0.45, 0.8, 0}};
    static const uint32_t ends[] = {3};
    const struct lume_strokes ink = {points, ends, 1}, blank = {points, ends, 0};
    struct lume_model model, copy;
    struct snapshot *from_ink;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    CHECK_OK(lume_model_load_default(&copy, &error), error);
    begin(model);
    CHECK_OK(snapshot_create(experiment_model(experiment), &from_ink, &error), error);
    assert_true(lume_image_from_ink(&ink, LUME_INK_NIB, image));
    check_same_bits(&copy);
    const double unlike = shown->answer.unlike, sure = shown->answer.probability;
    assert_int_equal(shown->answer.digit, 7);
    experiment_set_bias(experiment, (struct view_neuron){2, 3}, 50);
    experiment_set_clamp(experiment, (struct view_neuron){0, 0}, 1);
    experiment_recognize(experiment, image, shown);
    assert_int_equal(shown->answer.digit, 3);
    assert_true(shown->answer.probability != sure);
    assert_true(shown->answer.unlike == unlike && !isnan(unlike));
    experiment_recognize_ink(experiment, &ink, from_ink);
    assert_memory_equal(from_ink->image, shown->image, sizeof image);
    assert_memory_equal(from_ink->layers[2].a, shown->layers[2].a, 10 * sizeof(float));
    assert_int_equal(from_ink->answer.digit, 3);
    experiment_recognize_ink(experiment, &blank, from_ink);
    assert_int_equal(from_ink->answer.verdict, LUME_VERDICT_EMPTY);
    assert_int_equal(from_ink->answer.digit, -1);
    assert_true(from_ink->layers[0].a[0] == 1);
    snapshot_destroy(from_ink);
    lume_model_finish(&copy);
    end();
    experiment_destroy(NULL);
}

int main(void)
{
    struct lume_rng rng = lume_rng_make(1, 0);
    for (size_t i = 0; i < LUME_IMAGE_SIZE; i++) {
        image[i] = lume_rng_below(&rng, 4) ? 0 : (uint8_t)lume_rng_below(&rng, 256);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_changed),
        cmocka_unit_test(test_clamps_and_biases),
        cmocka_unit_test(test_the_network_that_answers),
        cmocka_unit_test(test_update),
        cmocka_unit_test(test_one_by_one),
        cmocka_unit_test(test_what_is_told),
        cmocka_unit_test(test_restore),
        cmocka_unit_test(test_the_built_in_model),
    };
    return cmocka_run_group_tests_name("gui experiment", tests, NULL, NULL);
}
