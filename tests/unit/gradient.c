/* SPDX-License-Identifier: MIT */

/*
 * The gradient against central differences of the loss, for every parameter. The numeric sources
 * are compiled for double here (LUME_REAL), so that differences are exact enough to tell.
 *
 * Differences of fourth order with a step of 1e-3 are off by about 1e-12: h^4 / 30 of the fifth
 * derivative, and roundings of 1e-16 / h. A gradient below 1e-5 can therefore not be compared to
 * 1e-7 of itself, and counts as 1e-5.
 */

#include "check.h"
#include "draw.h"

#include "nn/pass.h"

static struct lume_error error;

static const double step = 1e-3, limit = 1e-7, least = 1e-5;

enum { N_IMAGES = 9, BATCH = 7, MAX_LAYERS = 5, MAX_KINKS = 4096 };

/* What is checked: a network, how its outputs are judged, and which of its parameters. */
struct subject {
    const char *name;
    size_t widths[MAX_LAYERS + 1]; /* inputs first; 0 ends them */
    const struct lume_activation *hidden, *output;
    const struct lume_loss *loss;
    const struct lume_optimizer *optimizer;
    double dropout;
    size_t every; /* only every so many parameters */
};

struct check {
    const struct subject *subject;
    struct lume_network *network;
    uint8_t *pixels, labels[N_IMAGES];
    uint32_t indices[BATCH];
    struct sparse_set set;
    struct sparse_batch batch;
    struct pass pass;
    lume_real *first_biases, *gradient;
    char kinks[MAX_KINKS]; /* on which side of each kink the batch is */
    size_t n_tried, n_checked;
};

/* The sum whose activation is 1/2: around it outputs are within 0 and 1, where all losses bend. */
static double sum_for_half(const struct lume_activation *activation)
{
    double low = -2, high = 2;
    for (int i = 0; i < 60 && activation->value; i++) {
        const double middle = (low + high) / 2;
        *(activation->value(middle, 0.25) < 0.5 ? &low : &high) = middle;
    }
    return activation->value ? low : 0;
}

static void make_network(struct check *c, struct lume_rng *rng)
{
    struct lume_layer_config layers[MAX_LAYERS];
    size_t n = 0;
    for (; c->subject->widths[n + 1]; n++) {
        layers[n] = (struct lume_layer_config){c->subject->widths[n + 1], c->subject->hidden};
    }
    layers[n - 1].activation = c->subject->output;
    CHECK_OK(lume_network_create(c->subject->widths[0], layers, n, &c->network, &error), error);
    c->network->input_offset = -0.4;
    for (size_t l = 0; l < n; l++) {
        const struct lume_layer *layer = &c->network->layers[l];
        const bool last = l + 1 == n;
        const double range = (last ? 0.3 : 1.5) / sqrt((double)layer->n_in),
                     lift = last ? sum_for_half(layer->activation) : 0;
        for (size_t k = 0; k <= layer->n_in; k++) {
            lume_real *row = c->network->parameters + layer->weights + k * layer->stride;
            for (size_t j = 0; j < layer->n_out; j++) {
                row[j] = (double)lume_rng_float(rng) * 2 * range - range;
                row[j] = k == layer->n_in ? lift + row[j] / 4 : row[j];
            }
        }
    }
}

static void begin(struct check *c, const struct subject *subject)
{
    memset(c, 0, sizeof *c);
    c->subject = subject;
    struct lume_rng rng = lume_rng_make(4, 2);
    make_network(c, &rng);
    const size_t n_pixels = c->network->n_inputs;
    c->pixels = malloc(N_IMAGES * n_pixels);
    assert_non_null(c->pixels);
    for (size_t i = 0; i < N_IMAGES * n_pixels; i++) {
        c->pixels[i] = lume_rng_below(&rng, 3) ? (uint8_t)lume_rng_below(&rng, 256) : 0;
    }
    for (size_t i = 0; i < N_IMAGES; i++) {
        c->labels[i] = (uint8_t)(i % c->network->n_outputs);
    }
    for (size_t i = 0; i < BATCH; i++) {
        c->indices[i] = (uint32_t)(i * 4 % N_IMAGES);
    }
    CHECK_OK(sparse_pack(c->pixels, N_IMAGES, n_pixels, &c->set, &error), error);
    const enum pass_kind kind = subject->dropout > 0 ? PASS_DROPOUT : PASS_TRAINING;
    CHECK_OK(pass_init(&c->pass, c->network, &kernels_scalar, BATCH, kind, &error), error);
    for (size_t l = 0; l + 1 < c->network->n_layers && kind == PASS_DROPOUT; l++) {
        for (size_t i = 0; i < BATCH * c->network->layers[l].stride; i++) {
            const bool kept = (double)lume_rng_float(&rng) >= subject->dropout;
            c->pass.layers[l].keep[i] = kept ? 1 / (1 - subject->dropout) : 0;
        }
    }
    c->batch = (struct sparse_batch){&c->set, c->indices, BATCH, c->pass.values};
    c->first_biases = draw_reals(&rng, c->network->layers[0].stride, 0, 0);
    c->gradient = draw_reals(&rng, c->network->n_reals, 0, 0);
}

static void end(struct check *c)
{
    pass_finish(&c->pass);
    sparse_finish(&c->set);
    lume_network_destroy(c->network);
    free(c->pixels);
    free(c->first_biases);
    free(c->gradient);
}

/* Note the side of each kink: sums are at one at 0, outputs where losses keep them from 0 and 1. */
static void note_kinks(const struct check *c, char kinks[MAX_KINKS])
{
    size_t n = 0;
    for (size_t l = 0; l < c->network->n_layers; l++) {
        const struct lume_layer *layer = &c->network->layers[l];
        const bool last = l + 1 == c->network->n_layers;
        assert_true(n + BATCH * layer->stride <= MAX_KINKS);
        for (size_t i = 0; i < BATCH * layer->stride; i++) {
            const double z = c->pass.layers[l].z[i], a = c->pass.layers[l].a[i];
            const int inside = (a > 1e-7) + (a >= 1 - 1e-7);
            kinks[n++] = (char)(2 * (z > 0) + (last ? 4 * inside : 0));
        }
    }
}

/* What a learning rule goes down: Adaline half the square of z - t, others the loss. */
static double value_of(const struct check *c, const lume_real *z, const lume_real *a, size_t label)
{
    const struct lume_layer *layer = &c->network->layers[c->network->n_layers - 1];
    if (!c->subject->optimizer->delta) {
        return c->subject->loss->value(lume_loss_is_fused(c->subject->loss, layer->activation), z,
                                       a, layer->n_out, label);
    }
    double sum = 0;
    for (size_t j = 0; j < layer->n_out; j++) {
        sum += (z[j] - (j == label)) * (z[j] - (j == label)) / 2;
    }
    return sum;
}

static double mean_loss(struct check *c)
{
    const struct lume_layer *layer = &c->network->layers[c->network->n_layers - 1];
    const struct pass_layer *room = &c->pass.layers[c->network->n_layers - 1];
    pass_sums(&c->pass, c->network, &c->batch, 0, 0, SPARSE_HALVES);
    pass_forward(&c->pass, c->network, &c->batch, 0,
                 pass_first_biases(c->network, c->first_biases));
    double sum = 0;
    for (size_t i = 0; i < BATCH; i++) {
        sum += value_of(c, room->z + i * layer->stride, room->a + i * layer->stride,
                        c->labels[c->indices[i]]);
    }
    return sum / BATCH;
}

/* As threads would: images in two parts, blocks in three. */
static void find_gradient(struct check *c)
{
    static const size_t parts[] = {0, 3, BATCH}, blocks[] = {0, 1, 5, PASS_BLOCKS};
    const struct pass_goal goal = {c->subject->loss, c->subject->optimizer, c->labels, BATCH};
    lume_real losses[BATCH];
    uint8_t correct[BATCH];
    const double expected = mean_loss(c);
    note_kinks(c, c->kinks);
    pass_transpose(&c->pass, c->network, &c->set, 0, PASS_BLOCKS);
    for (size_t p = 0; p < 2; p++) {
        const struct sparse_batch part = {&c->set, c->indices + parts[p], parts[p + 1] - parts[p],
                                          c->pass.values};
        pass_backward(&c->pass, c->network, &part, parts[p], &goal, losses, correct);
    }
    for (size_t b = 0; b < 3; b++) {
        pass_gradient(&c->pass, c->network, &c->batch, blocks[b], blocks[b + 1], c->gradient);
    }
    double sum = 0;
    for (size_t i = 0; i < BATCH; i++) {
        sum += losses[i];
    }
    if (!c->subject->optimizer->delta) {
        CHECK_NEAR(sum / BATCH, expected, 1e-12);
    }
}

/* The loss with one parameter moved; false where that crosses a kink. */
static bool moved_loss(struct check *c, lume_real *parameter, double by, double *loss)
{
    char kinks[MAX_KINKS] = {0};
    const lume_real before = *parameter;
    *parameter += by;
    *loss = mean_loss(c);
    note_kinks(c, kinks);
    *parameter = before;
    return memcmp(kinks, c->kinks, sizeof kinks) == 0;
}

static void check_parameter(struct check *c, const char *what, size_t layer, size_t offset)
{
    if (offset % c->subject->every) {
        return;
    }
    lume_real *parameter = c->network->parameters + offset;
    double near[2], far[2];
    c->n_tried++;
    if (moved_loss(c, parameter, -step, &near[0]) && moved_loss(c, parameter, step, &near[1]) &&
        moved_loss(c, parameter, -2 * step, &far[0]) &&
        moved_loss(c, parameter, 2 * step, &far[1])) {
        const double n = (8 * (near[1] - near[0]) - (far[1] - far[0])) / (12 * step);
        const double g = c->gradient[offset];
        c->n_checked++;
        if (!(fabs(g - n) <= limit * fmax(least, fmax(fabs(g), fabs(n))))) {
            fail_msg("%s, %s to %s, %s: %s of layer %zu at %zu: %.12g, by differences %.12g",
                     c->subject->name, c->subject->hidden->name, c->subject->output->name,
                     c->subject->loss->name, what, layer, offset, g, n);
        }
    }
}

/* All parameters of a layer; padding has no gradient. Returns the largest. */
static double check_layer(struct check *c, size_t index)
{
    const struct lume_layer *layer = &c->network->layers[index];
    double largest = 0;
    for (size_t k = 0; k <= layer->n_in; k++) {
        for (size_t j = 0; j < layer->stride; j++) {
            const size_t offset = layer->weights + k * layer->stride + j;
            if (j < layer->n_out) {
                check_parameter(c, k < layer->n_in ? "weight" : "bias", index, offset);
                largest = fmax(largest, fabs(c->gradient[offset]));
            } else {
                assert_true(c->gradient[offset] == 0);
            }
        }
    }
    if (layer->activation->has_slope) {
        check_parameter(c, "slope", index, layer->slope);
        assert_true(index + 1 == c->network->n_layers || c->gradient[layer->slope] != 0);
    }
    return largest;
}

/* Most parameters must be far enough from all kinks, and the gradient not be 0. */
static void check_subject(const struct subject *subject)
{
    struct check c;
    begin(&c, subject);
    find_gradient(&c);
    for (size_t l = 0; l < c.network->n_layers; l++) {
        const double largest = check_layer(&c, l);
        if (largest < 10 * least) {
            fail_msg("%s, %s to %s, %s: the gradient of layer %zu is at most %.3g", subject->name,
                     subject->hidden->name, subject->output->name, subject->loss->name, l, largest);
        }
    }
    if (c.n_checked * 4 < c.n_tried * 3) {
        fail_msg("%s, %s to %s: only %zu of %zu parameters are far from a kink", subject->name,
                 subject->hidden->name, subject->output->name, c.n_checked, c.n_tried);
    }
    end(&c);
}

/* Every hidden and output activation with every loss. */
static void check_all(struct subject subject)
{
    const struct lume_activation *hidden, *output;
    const struct lume_loss *loss;
    subject.optimizer = lume_optimizer_find("sgd");
    for (size_t h = 0; (hidden = lume_activation_at(h)); h++) {
        for (size_t o = 0; (output = lume_activation_at(o)); o++) {
            for (size_t l = 0; (loss = lume_loss_at(l)); l++) {
                subject.hidden = hidden;
                subject.output = output;
                subject.loss = loss;
                if (hidden->has_gradient && !hidden->joins_outputs && output->has_gradient) {
                    check_subject(&subject);
                }
            }
        }
    }
}

static void test_every_activation_and_loss(void **state)
{
    (void)state;
    check_all((struct subject){.name = "9-5-4-3", .widths = {9, 5, 4, 3}, .every = 1});
}

static void test_dropout(void **state)
{
    (void)state;
    check_all(
        (struct subject){.name = "dropout", .widths = {9, 12, 10, 3}, .dropout = 0.3, .every = 7});
}

/* One layer, many, wide ones (whose rows are divided among threads), more than a row of lanes. */
static void test_shapes(void **state)
{
    (void)state;
    struct subject subjects[] = {
        {.name = "one layer", .widths = {9, 3}, .every = 1},
        {.name = "one input", .widths = {1, 5, 2}, .every = 1},
        {.name = "four layers", .widths = {9, 6, 5, 4, 3}, .every = 1},
        {.name = "wide", .widths = {100, 70, 66, 20}, .every = 61},
        {.name = "wider", .widths = {300, 17, 300, 3}, .every = 61},
    };
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        subjects[i].hidden = lume_activation_find("tanh");
        subjects[i].output = lume_activation_find("softmax");
        subjects[i].loss = lume_loss_find("cross-entropy");
        subjects[i].optimizer = lume_optimizer_find("sgd");
        check_subject(&subjects[i]);
    }
}

static void test_adaline_goes_down_its_square(void **state)
{
    (void)state;
    const struct lume_activation *identity = lume_activation_find("identity");
    const struct subject subject = {.name = "adaline",
                                    .widths = {9, 3},
                                    .hidden = identity,
                                    .output = identity,
                                    .loss = lume_loss_find("mse"),
                                    .optimizer = lume_optimizer_find("adaline"),
                                    .every = 1};
    check_subject(&subject);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_activation_and_loss),
        cmocka_unit_test(test_dropout),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_adaline_goes_down_its_square),
    };
    return cmocka_run_group_tests_name("gradient", tests, NULL, NULL);
}
