/* SPDX-License-Identifier: MIT */

/* How a network fares, against sums made here and networks made to fare badly. */

#include "training.h"

#include "nn/health.h"

static struct lume_error error;

enum { SIDE = 10, N_CLASSES = 4, N_IMAGES = 60, MOST_LAYERS = 8 };

static void set_biases(struct lume_network *network, size_t layer, size_t first, size_t last,
                       lume_real value)
{
    for (size_t j = first; j < last; j++) {
        network->parameters[network->layers[layer].biases + j] = value;
    }
}

/* After another network, in which all live: nothing is left of that. */
static void measure(const struct lume_network *network, const lume_real *before,
                    const lume_real *gradient, const struct lume_dataset *images,
                    struct health_layer *out)
{
    struct health *health;
    struct lume_network *other;
    CHECK_OK(health_create(network, images, &health, &error), error);
    CHECK_OK(lume_network_copy(network, &other, &error), error);
    memset(other->parameters, 0, other->n_reals * sizeof *other->parameters);
    for (size_t l = 0; l < other->n_layers; l++) {
        set_biases(other, l, 0, other->layers[l].n_out, 1);
    }
    health_measure(health, other, before, gradient, out);
    memset(out, 255, network->n_layers * sizeof *out);
    health_measure(health, network, before, gradient, out);
    lume_network_destroy(other);
    health_destroy(health);
}

/* Where nothing was done to the network. */
static void measure_still(const struct lume_network *network, const struct lume_dataset *images,
                          struct health_layer *out)
{
    measure(network, network->parameters, network->parameters, images, out);
}

/* Over the units of a layer and what they are multiplied with, without padding. */
static double norm_of(const struct lume_layer *layer, const lume_real *reals, const lume_real *from)
{
    double sum = 0;
    for (size_t j = 0; j < layer->n_out; j++) {
        for (size_t k = 0; k <= layer->n_in; k++) {
            const size_t row = k < layer->n_in ? layer->weights + k * layer->stride : layer->biases;
            const double x = (double)reals[row + j] - (from ? (double)from[row + j] : 0);
            sum += x * x;
        }
    }
    return sqrt(sum);
}

/* One step of plain descent: the update is the rate times the gradient. */
static void test_norms(void **state)
{
    (void)state;
    static const size_t widths[] = {20, 5, 0};
    struct lume_dataset set = blobs_make(N_IMAGES, SIDE, N_CLASSES, 1);
    struct lume_network *network = training_network(&set, widths, "prelu", "softmax");
    struct lume_trainer_config config = training_config("sgd");
    struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
    for (size_t batch = 0; batch < 3; batch++) {
        struct health_layer layers[3];
        lume_real *before = draw_copy(network->parameters, network->n_reals);
        CHECK_OK(lume_trainer_step(trainer, 1, &error), error);
        const lume_real *gradient = lume_trainer_gradient(trainer);
        measure(network, before, gradient, &set, layers);
        for (size_t l = 0; l < 3; l++) {
            const struct lume_layer *layer = &network->layers[l];
            const double weight_norm = norm_of(layer, network->parameters, NULL);
            const double moved = norm_of(layer, network->parameters, before);
            assert_true(moved > 1e-4 && weight_norm > 0.1);
            CHECK_NEAR(layers[l].gradient_norm, norm_of(layer, gradient, NULL), 1e-12);
            CHECK_NEAR(layers[l].weight_norm, weight_norm, 1e-12);
            CHECK_NEAR(layers[l].update_ratio, moved / weight_norm, 1e-12);
            CHECK_NEAR(layers[l].update_ratio * weight_norm,
                       (double)config.learning_rate * layers[l].gradient_norm, 1e-5 * moved);
        }
        free(before);
    }
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    blobs_finish(&set);
}

static void test_all_zero(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(N_IMAGES, SIDE, N_CLASSES, 1);
    struct lume_network *network = training_network(&set, training_hidden, "tanh", "sigmoid");
    struct health_layer layers[2];
    lume_real *drawn = draw_copy(network->parameters, network->n_reals);
    memset(network->parameters, 0, network->n_reals * sizeof *network->parameters);
    measure(network, drawn, network->parameters, &set, layers);
    for (size_t l = 0; l < 2; l++) { /* tanh and sigmoid are steepest at 0 */
        assert_true(layers[l].gradient_norm == 0 && layers[l].weight_norm == 0);
        assert_true(layers[l].update_ratio == 0);
        assert_true(layers[l].saturated == 0 && layers[l].dead == 0);
    }
    free(drawn);
    lume_network_destroy(network);
    blobs_finish(&set);
}

/* Shares of the first layer, some of whose units get this bias and no weights. */
static struct health_layer with_biases(const char *hidden, size_t n_units, lume_real bias)
{
    struct lume_dataset set = blobs_make(N_IMAGES, SIDE, N_CLASSES, 1);
    struct lume_network *network = training_network(&set, training_hidden, hidden, "softmax");
    struct health_layer layers[2];
    const struct lume_layer *first = &network->layers[0];
    memset(network->parameters + first->weights, 0,
           first->n_in * first->stride * sizeof *network->parameters);
    set_biases(network, 0, 0, n_units, bias);
    measure_still(network, &set, layers);
    lume_network_destroy(network);
    blobs_finish(&set);
    return layers[0];
}

/* Of 16 units, whose others stand at 0; f' of sigmoid falls to a twentieth at 4.36, of tanh at
 * 2.18, of arctan at 4.36. Both ends count alike. */
static void test_saturated(void **state)
{
    (void)state;
    static const struct {
        const char *hidden;
        lume_real bias;
        double share;
        double dead; /* of those units, in single precision */
    } cases[] = {
        {"sigmoid", 100, 1, 1},  {"sigmoid", -100, 1, 0},  {"sigmoid", 4.3f, 0, 0},
        {"sigmoid", 4.4f, 1, 0}, {"sigmoid", -4.3f, 0, 0}, {"sigmoid", -4.4f, 1, 0},
        {"tanh", 100, 1, 1},     {"tanh", -100, 1, 1},     {"tanh", 2.1f, 0, 0},
        {"tanh", 2.3f, 1, 0},    {"tanh", -2.3f, 1, 0},    {"arctan", 4.3f, 0, 0},
        {"arctan", -4.4f, 1, 0}, {"softplus", -4, 1, 0},   {"softplus", -2, 0, 0},
        {"identity", 100, 0, 0}, {"prelu", -100, 0, 0},    {"leaky-relu", -1, 1, 0},
        {"leaky-relu", 1, 0, 0}, {"relu", 1, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const bool low_at_0 = strncmp(cases[i].hidden, "leaky", 5) == 0; /* the slope of below */
        const bool none_at_0 = strcmp(cases[i].hidden, "relu") == 0;
        for (size_t n = 1; n <= 16; n += 5) {
            const struct health_layer layer = with_biases(cases[i].hidden, n, cases[i].bias);
            const double share = (double)n / 16, rest = low_at_0 || none_at_0 ? 1 - share : 0;
            if (fabs(layer.saturated - cases[i].share * share - rest) > 1e-12 ||
                fabs(layer.dead - cases[i].dead * share - (none_at_0 ? rest : 0)) > 1e-12) {
                fail_msg("%s, %zu units at %g: saturated %g, dead %g", cases[i].hidden, n,
                         (double)cases[i].bias, layer.saturated, layer.dead);
            }
        }
    }
}

/* Three units die by their biases, the others do not, whatever the images are. */
static void test_dead(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(N_IMAGES, SIDE, N_CLASSES, 1);
    struct lume_network *network = training_network(&set, training_hidden, "relu", "relu");
    struct health_layer layers[2];
    set_biases(network, 0, 0, 3, -1000);
    set_biases(network, 0, 3, 16, 1000);
    set_biases(network, 1, 0, 1, -1e6f);
    set_biases(network, 1, 1, N_CLASSES, 1e6f);
    measure_still(network, &set, layers);
    CHECK_NEAR(layers[0].dead, 3.0 / 16, 1e-15);
    CHECK_NEAR(layers[0].saturated, 3.0 / 16, 1e-15);
    CHECK_NEAR(layers[1].dead, 1.0 / N_CLASSES, 1e-15);
    CHECK_NEAR(layers[1].saturated, 1.0 / N_CLASSES, 1e-15);
    lume_network_destroy(network);
    blobs_finish(&set);
}

/* A unit that one image alone reaches is not dead, and saturated for all others. */
static void test_one_image_keeps_alive(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(N_IMAGES, SIDE, N_CLASSES, 1);
    struct lume_network *network = training_network(&set, training_hidden, "relu", "softmax");
    struct health_layer layers[2];
    const struct lume_layer *first = &network->layers[0];
    for (size_t i = 0; i < N_IMAGES; i++) {
        set.pixels[i * SIDE * SIDE] = i == 17 ? 255 : 0;
    }
    memset(network->parameters + first->weights, 0,
           first->n_in * first->stride * sizeof *network->parameters);
    set_biases(network, 0, 0, 16, -1);
    network->parameters[first->weights + 5] = 2; /* from the first pixel to unit 5 */
    measure_still(network, &set, layers);
    CHECK_NEAR(layers[0].dead, 15.0 / 16, 1e-15);
    CHECK_NEAR(layers[0].saturated, 1 - 1.0 / (16 * N_IMAGES), 1e-15);
    lume_network_destroy(network);
    blobs_finish(&set);
}

/* Nothing is said of what has no f'(z), of all others a share. */
static void test_every_activation(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(N_IMAGES, SIDE, N_CLASSES, 1);
    const struct lume_activation *activation;
    for (size_t i = 0; (activation = lume_activation_at(i)); i++) {
        struct lume_network *network =
            training_network(&set, training_none, NULL, activation->name);
        struct health_layer layer;
        const bool has = activation->has_gradient && !activation->joins_outputs;
        measure_still(network, &set, &layer);
        assert_true(isnan(layer.saturated) == !has && isnan(layer.dead) == !has);
        assert_true(!has || (layer.saturated >= 0 && layer.saturated < 1 && layer.dead == 0));
        assert_true(layer.weight_norm > 0 && layer.gradient_norm == layer.weight_norm);
        assert_true(layer.update_ratio == 0);
        lume_network_destroy(network);
    }
    health_destroy(NULL);
    blobs_finish(&set);
}

/* What it is for: behind many sigmoids little of the gradient is left, behind relus it is. */
static void test_vanishing(void **state)
{
    (void)state;
    static const size_t deep[] = {16, 16, 16, 16, 16, 0};
    struct lume_dataset set = blobs_make(N_IMAGES, SIDE, N_CLASSES, 1);
    double shares[2];
    for (size_t i = 0; i < 2; i++) {
        struct lume_network *network =
            training_network(&set, deep, i == 0 ? "sigmoid" : "relu", "softmax");
        struct lume_rng rng = lume_rng_make(1, 0);
        lume_network_initialize(network, lume_initializer_find(i == 0 ? "glorot" : "he"), &rng);
        const struct lume_trainer_config config = training_config("sgd");
        struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
        struct health_layer layers[MOST_LAYERS];
        CHECK_OK(lume_trainer_step(trainer, 1, &error), error);
        measure(network, network->parameters, lume_trainer_gradient(trainer), &set, layers);
        shares[i] = layers[0].gradient_norm / layers[5].gradient_norm;
        lume_trainer_destroy(trainer);
        lume_network_destroy(network);
    }
    assert_true(shares[0] < 0.01 && shares[1] > 0.1);
    blobs_finish(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_norms),
        cmocka_unit_test(test_all_zero),
        cmocka_unit_test(test_saturated),
        cmocka_unit_test(test_dead),
        cmocka_unit_test(test_one_image_keeps_alive),
        cmocka_unit_test(test_every_activation),
        cmocka_unit_test(test_vanishing),
    };
    return cmocka_run_group_tests_name("health", tests, NULL, NULL);
}
