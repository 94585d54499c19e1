/* SPDX-License-Identifier: MIT */
#include "blobs.h"
#include "check.h"
#include "draw.h"

#include "nn/evaluate.h"

#include <lume/network.h>

static struct lume_error error;

static const struct lume_activation *find(const char *name)
{
    const struct lume_activation *activation = lume_activation_find(name);
    assert_non_null(activation);
    return activation;
}

static struct lume_network *create(size_t n_inputs, const struct lume_layer_config *layers,
                                   size_t n_layers)
{
    struct lume_network *network;
    CHECK_OK(lume_network_create(n_inputs, layers, n_layers, &network, &error), error);
    return network;
}

/* Wide, narrow, with a slope, outputs that join; all parameters random but for padding. */
static struct lume_network *create_random(size_t n_inputs, size_t n_outputs)
{
    const struct lume_layer_config layers[] = {
        {37, find("prelu")}, {16, find("tanh")}, {3, find("gelu")}, {n_outputs, find("softmax")}};
    struct lume_network *network = create(n_inputs, layers, 4);
    struct lume_rng rng = lume_rng_make(8, 9);
    lume_network_initialize(network, lume_initializer_find("he"), &rng);
    for (size_t l = 0; l < network->n_layers; l++) {
        for (size_t j = 0; j < network->layers[l].n_out; j++) {
            network->parameters[network->layers[l].biases + j] = lume_rng_range(&rng, -1, 1);
        }
    }
    network->input_offset = (lume_real)-0.4;
    return network;
}

static void test_the_usual_shape(void **state)
{
    (void)state;
    const struct lume_layer_config layers[] = {
        {16, find("sigmoid")}, {16, find("sigmoid")}, {10, find("softmax")}};
    struct lume_network *network = create(784, layers, 3);
    assert_int_equal(network->n_inputs, 784);
    assert_int_equal(network->n_outputs, 10);
    assert_int_equal(network->n_layers, 3);
    assert_int_equal(network->n_parameters, 13002);
    assert_int_equal(network->n_reals, (784 + 1 + 16 + 1 + 16 + 1) * 16);
    assert_true(network->input_scale == (lume_real)1 / 255 && network->input_offset == 0);
    const size_t rows[] = {0, 785, 785 + 17};
    for (size_t l = 0; l < 3; l++) {
        const struct lume_layer *layer = &network->layers[l];
        assert_int_equal(layer->n_in, l ? 16 : 784);
        assert_int_equal(layer->n_out, layers[l].width);
        assert_int_equal(layer->stride, 16);
        assert_ptr_equal(layer->activation, layers[l].activation);
        assert_int_equal(layer->weights, rows[l] * 16);
        assert_int_equal(layer->biases, (rows[l] + layer->n_in) * 16);
    }
    for (size_t i = 0; i < network->n_reals; i++) {
        assert_true(network->parameters[i] == 0);
    }
    lume_network_destroy(network);
}

static void test_wide_layers_and_slopes(void **state)
{
    (void)state;
    const struct lume_layer_config layers[] = {
        {17, find("prelu")}, {300, find("relu")}, {1, find("prelu")}};
    struct lume_network *network = create(9, layers, 3);
    assert_int_equal(network->n_parameters, 9 * 17 + 17 + 1 + 17 * 300 + 300 + 300 + 1 + 1);
    const size_t strides[] = {32, 304, 16};
    size_t end = 0;
    for (size_t l = 0; l < 3; l++) {
        const struct lume_layer *layer = &network->layers[l];
        assert_int_equal(layer->stride, strides[l]);
        assert_int_equal(layer->weights, end);
        assert_int_equal(layer->biases, end + layer->n_in * strides[l]);
        end = layer->biases + strides[l];
        if (layer->activation->has_slope) {
            assert_int_equal(layer->slope, end);
            assert_true(network->parameters[layer->slope] == (lume_real)0.25);
            end += LUME_LANES;
        }
        assert_int_equal((uintptr_t)(network->parameters + layer->weights) % 64, 0);
        assert_int_equal((uintptr_t)(network->parameters + layer->biases) % 64, 0);
    }
    assert_int_equal(network->n_reals, end);
    lume_network_destroy(network);
    lume_network_destroy(NULL);
}

static void refuse(size_t n_inputs, const struct lume_layer_config *layers, size_t n_layers,
                   const char *message)
{
    struct lume_network *network = (void *)&error;
    CHECK_FAILS(lume_network_create(n_inputs, layers, n_layers, &network, &error), LUME_ERROR_USAGE,
                error, message);
    assert_ptr_equal(network, &error);
    assert_int_equal(lume_network_create(n_inputs, layers, n_layers, &network, NULL),
                     LUME_ERROR_USAGE);
}

static void test_limits(void **state)
{
    (void)state;
    const struct lume_activation *relu = find("relu"), *softmax = find("softmax");
    struct lume_layer_config many[LUME_MAX_LAYERS + 1];
    for (size_t i = 0; i <= LUME_MAX_LAYERS; i++) {
        many[i] = (struct lume_layer_config){1, relu};
    }
    refuse(0, many, 1, "inputs, expected 1 to 65536, got 0");
    refuse(65537, many, 1, "inputs, expected 1 to 65536, got 65537");
    refuse(9, many, 0, "layers, expected 1 to 64, got 0");
    refuse(9, many, LUME_MAX_LAYERS + 1, "layers, expected 1 to 64, got 65");
    refuse(9, (struct lume_layer_config[]){{3, relu}, {0, relu}}, 2,
           "width of layer 1, expected 1 to 65536, got 0");
    refuse(9, (struct lume_layer_config[]){{65537, relu}}, 1,
           "width of layer 0, expected 1 to 65536, got 65537");
    refuse(9, (struct lume_layer_config[]){{3, softmax}, {3, relu}}, 2,
           "activation of layer 0, expected softmax in the last layer only");
    refuse(9, (struct lume_layer_config[]){{3, relu}, {3, find("step")}}, 2,
           "activation of layer 1, expected one with a gradient in a network of 2 layers, got "
           "step");
    refuse(65536, (struct lume_layer_config[]){{1025, relu}}, 1,
           "layer 0, expected at most 67108864 weights, got 67174400");
    /* each layer would be small enough, 8192 * 8192 is the limit */
    refuse(8192, (struct lume_layer_config[]){{8192, relu}, {1, relu}}, 2,
           "parameters, expected at most 67108864, got 67125249");
    lume_network_destroy(create(65536, many, LUME_MAX_LAYERS));
    lume_network_destroy(create(4, (struct lume_layer_config[]){{65536, relu}}, 1));
    lume_network_destroy(create(9, (struct lume_layer_config[]){{3, find("step")}}, 1));
}

static void test_copies_are_equal_and_apart(void **state)
{
    (void)state;
    struct lume_network *network = create_random(20, 5), *copy;
    network->input_scale = 2;
    CHECK_OK(lume_network_copy(network, &copy, &error), error);
    assert_int_equal(copy->n_parameters, network->n_parameters);
    assert_int_equal(copy->n_outputs, 5);
    assert_true(copy->input_scale == 2 && copy->input_offset == network->input_offset);
    check_bits(copy->parameters, network->parameters, network->n_reals, "parameters", "a copy");
    memset(network->parameters, 0, network->n_reals * sizeof *network->parameters);
    memset(network->layers, 0, network->n_layers * sizeof *network->layers);
    lume_network_destroy(network);
    network = create_random(20, 5);
    check_bits(copy->parameters, network->parameters, network->n_reals, "parameters", "a copy");
    assert_memory_equal(copy->layers, network->layers, network->n_layers * sizeof *copy->layers);
    lume_network_destroy(network);
    lume_network_destroy(copy);
}

/* Row by row, in double, without knowing of ink or lanes. */
static void forward_plainly(const struct lume_network *network, const uint8_t *image, double *a)
{
    double x[1024];
    for (size_t i = 0; i < network->n_inputs; i++) {
        x[i] = (double)network->input_scale * image[i] + (double)network->input_offset;
    }
    for (size_t l = 0; l < network->n_layers; l++) {
        const struct lume_layer *layer = &network->layers[l];
        const lume_real *w = network->parameters + layer->weights;
        double sum = 0;
        for (size_t j = 0; j < layer->n_out; j++) {
            double z = (double)network->parameters[layer->biases + j];
            for (size_t i = 0; i < layer->n_in; i++) {
                z += x[i] * (double)w[i * layer->stride + j];
            }
            a[j] = layer->activation->value
                       ? (double)layer->activation->value((lume_real)z, (lume_real)0.25)
                       : exp(z);
            sum += a[j];
        }
        for (size_t j = 0; j < layer->n_out; j++) {
            x[j] = a[j] = layer->activation->value ? a[j] : a[j] / sum;
        }
    }
}

static void test_forward_is_the_formula(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(30, 14, 10, 1);
    struct lume_network *network = create_random(196, 10);
    struct lume_workspace *workspace;
    CHECK_OK(lume_workspace_create(network, NULL, &workspace, &error), error);
    for (size_t i = 0; i < set.n; i++) {
        const lume_real *outputs = lume_network_forward(network, workspace, set.pixels + i * 196);
        double expected[64], sum = 0;
        forward_plainly(network, set.pixels + i * 196, expected);
        for (size_t j = 0; j < 10; j++) {
            CHECK_NEAR(outputs[j], expected[j], 2e-5);
            sum += (double)outputs[j];
        }
        CHECK_NEAR(sum, 1, 1e-6);
        assert_ptr_equal(outputs, lume_workspace_activations(workspace, 3));
    }
    lume_workspace_destroy(workspace);
    lume_workspace_destroy(NULL);
    lume_network_destroy(network);
    blobs_finish(&set);
}

static void check_same_as_batch(const struct lume_network *network, const struct lume_dataset *set,
                                const struct sparse_set *packed, struct pass *pass, size_t first,
                                size_t n, const struct lume_kernels *kernels)
{
    struct lume_workspace *workspace;
    CHECK_OK(lume_workspace_create(network, kernels, &workspace, &error), error);
    uint32_t indices[100];
    lume_real biases[64];
    for (size_t i = 0; i < n; i++) {
        indices[i] = (uint32_t)(first + i);
    }
    const struct sparse_batch batch = {packed, indices, n, pass->values};
    pass_sums(pass, network, &batch, 0, 0, SPARSE_HALVES);
    pass_forward(pass, network, &batch, 0, pass_first_biases(network, biases));
    for (size_t i = 0; i < n; i++) {
        lume_network_forward(network, workspace, set->pixels + (first + i) * network->n_inputs);
        for (size_t l = 0; l < network->n_layers; l++) {
            const struct lume_layer *layer = &network->layers[l];
            check_bits(lume_workspace_sums(workspace, l), pass->layers[l].z + i * layer->stride,
                       layer->n_out, "sums", lume_kernels_name(kernels));
            check_bits(lume_workspace_activations(workspace, l),
                       pass->layers[l].a + i * layer->stride, layer->n_out, "activations",
                       lume_kernels_name(kernels));
        }
    }
    lume_workspace_destroy(workspace);
}

/* One at a time or many at once, blocks of pixels cut as the set wants or not: the same bits. */
static void test_one_image_as_in_a_batch(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(100, 14, 10, 2);
    memset(set.pixels, 0, 196);
    memset(set.pixels + 196, 255, 196);
    struct lume_network *network = create_random(196, 10);
    struct sparse_set packed;
    CHECK_OK(sparse_pack(set.pixels, set.n, 196, &packed, &error), error);
    const struct lume_kernels *kernels;
    for (size_t k = 0; (kernels = lume_kernels_at(k)); k++) {
        struct pass pass;
        CHECK_OK(pass_init(&pass, network, kernels, 100, PASS_FORWARD, &error), error);
        for (size_t n = 1; n <= 100; n += n < 10 ? 1 : 30) {
            check_same_as_batch(network, &set, &packed, &pass, n % 3 ? 0 : 100 - n, n, kernels);
        }
        pass_finish(&pass);
    }
    sparse_finish(&packed);
    lume_network_destroy(network);
    blobs_finish(&set);
}

/* A workspace takes any network of its shape, whatever that makes of its input. */
static void test_a_workspace_follows_the_network(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(1, 14, 10, 3);
    struct lume_network *network = create_random(196, 10), *other = create_random(196, 10);
    other->input_scale = (lume_real)0.01;
    other->input_offset = (lume_real)0.5;
    struct lume_workspace *first, *second;
    CHECK_OK(lume_workspace_create(network, NULL, &first, &error), error);
    CHECK_OK(lume_workspace_create(other, NULL, &second, &error), error);
    for (int i = 0; i < 2; i++) {
        const struct lume_network *now = i ? network : other;
        lume_network_forward(now, first, set.pixels);
        check_bits(lume_network_forward(now, first, set.pixels),
                   lume_network_forward(now, second, set.pixels), 10, "outputs", "a workspace");
    }
    lume_workspace_destroy(first);
    lume_workspace_destroy(second);
    lume_network_destroy(network);
    lume_network_destroy(other);
    blobs_finish(&set);
}

/* Whatever the logits: shares of 1. */
static void test_extreme_logits(void **state)
{
    (void)state;
    const struct lume_layer_config layer = {10, find("softmax")};
    static const float biases[] = {0, 1e4f, -1e4f, 1e30f, -1e30f, 88, -104, 3.4e38f};
    struct lume_network *network = create(4, &layer, 1);
    struct lume_workspace *workspace;
    CHECK_OK(lume_workspace_create(network, NULL, &workspace, &error), error);
    const uint8_t image[4] = {0, 9, 0, 255};
    for (size_t i = 0; i < 8; i++) {
        for (size_t spread = 0; spread < 3; spread++) {
            for (size_t j = 0; j < 10; j++) { /* all alike, one against the others, in turn */
                const bool up = spread == 0 || (spread == 1 ? j == 3 : j % 2 == 0);
                network->parameters[network->layers[0].biases + j] =
                    (lume_real)(up ? biases[i] : -biases[i] / 2);
            }
            const lume_real *outputs = lume_network_forward(network, workspace, image);
            double sum = 0;
            for (size_t j = 0; j < 10; j++) {
                assert_true(outputs[j] >= 0 && outputs[j] <= 1);
                sum += (double)outputs[j];
            }
            CHECK_NEAR(sum, 1, 1e-6);
        }
    }
    lume_workspace_destroy(workspace);
    lume_network_destroy(network);
}

static void test_argmax(void **state)
{
    (void)state;
    const lume_real values[] = {-3, 2, 7, 7, (lume_real)-1e30};
    assert_int_equal(lume_argmax(values, 1), 0);
    assert_int_equal(lume_argmax(values, 2), 1);
    assert_int_equal(lume_argmax(values, 5), 2);
    assert_int_equal(lume_argmax(values + 3, 2), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_usual_shape),
        cmocka_unit_test(test_wide_layers_and_slopes),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_copies_are_equal_and_apart),
        cmocka_unit_test(test_forward_is_the_formula),
        cmocka_unit_test(test_one_image_as_in_a_batch),
        cmocka_unit_test(test_a_workspace_follows_the_network),
        cmocka_unit_test(test_extreme_logits),
        cmocka_unit_test(test_argmax),
    };
    return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}
