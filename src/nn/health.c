/* SPDX-License-Identifier: MIT */
#include "nn/health.h"

#include "base/memory.h"
#include "nn/pass.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { CHUNK = 64 }; /* images at once */

/* What is counted in a layer while images go by. */
struct layer_room {
    bool counts;    /* the activation has an f'(z) */
    double limit;   /* below, |f'(z)| is saturated */
    size_t n_pairs; /* of unit and image that are */
    uint8_t *alive; /* [n_out] whether its f'(z) was other than 0 */
};

struct health {
    size_t n_layers;
    struct layer_room *layers;
    uint8_t *alive; /* what the layers' point into */
    struct pass pass;
    struct sparse_set images;
    uint32_t *order; /* 0, 1, 2 … */
    lume_real *first_biases;
};

static bool has_derivative(const struct lume_activation *activation)
{
    return activation->has_gradient && !activation->joins_outputs;
}

static enum lume_status allocate(struct health *health, const struct lume_network *network,
                                 const struct lume_dataset *images, struct lume_error *error)
{
    size_t n_units = 0;
    for (size_t l = 0; l < network->n_layers; l++) {
        n_units += network->layers[l].n_out;
    }
    health->layers = memory_allocate(network->n_layers, sizeof *health->layers);
    health->alive = memory_allocate(n_units, sizeof *health->alive);
    health->order = memory_allocate(images->n, sizeof *health->order);
    health->first_biases = memory_allocate(network->layers[0].stride, sizeof *health->first_biases);
    if (!health->layers || !health->alive || !health->order || !health->first_biases) {
        return memory_exhausted(error, NULL);
    }
    enum lume_status status =
        pass_init(&health->pass, network, lume_kernels_best(), CHUNK, PASS_FORWARD, error);
    if (status == LUME_OK) {
        status = sparse_pack(images->pixels, images->n, network->n_inputs, &health->images, error);
    }
    return status;
}

enum lume_status health_create(const struct lume_network *network,
                               const struct lume_dataset *images, struct health **out,
                               struct lume_error *error)
{
    assert(images->n > 0 && images->rows * images->columns == network->n_inputs);
    struct health *health = memory_allocate(1, sizeof *health);
    if (!health) {
        return memory_exhausted(error, NULL);
    }
    enum lume_status status = allocate(health, network, images, error);
    if (status != LUME_OK) {
        health_destroy(health);
        return status;
    }
    health->n_layers = network->n_layers;
    uint8_t *alive = health->alive;
    for (size_t l = 0; l < network->n_layers; l++) {
        health->layers[l].counts = has_derivative(network->layers[l].activation);
        health->layers[l].alive = alive;
        alive += network->layers[l].n_out;
    }
    for (size_t i = 0; i < images->n; i++) {
        health->order[i] = (uint32_t)i;
    }
    *out = health;
    return LUME_OK;
}

void health_destroy(struct health *health)
{
    if (health) {
        sparse_finish(&health->images);
        pass_finish(&health->pass);
        memory_free(health->first_biases);
        memory_free(health->order);
        memory_free(health->alive);
        memory_free(health->layers);
        memory_free(health);
    }
}

static lume_real slope_of(const struct lume_network *network, const struct lume_layer *layer)
{
    return layer->activation->has_slope ? network->parameters[layer->slope] : (lume_real)0;
}

/* |f'(z)| */
static double steepness(const struct lume_activation *activation, lume_real z, lume_real a,
                        lume_real slope)
{
    return fabs((double)activation->derivative(z, a, slope));
}

/* The largest |f'(z)|, tried between -REACH and REACH, where activations have theirs or come within
 * a thousandth. */
static double steepest(const struct lume_activation *activation, lume_real slope)
{
    enum { REACH = 8, STEPS = 8 };
    double largest = 0;
    for (int i = -REACH * STEPS; i <= REACH * STEPS; i++) {
        const lume_real z = (lume_real)i / STEPS;
        const double here = steepness(activation, z, activation->value(z, slope), slope);
        largest = here > largest ? here : largest;
    }
    return largest;
}

/* Euclidean, of reals[n] less those of `from`; n is a multiple of LUME_LANES. A sum a lane, so that
 * they need not wait for each other. */
static double norm_between(const lume_real *reals, const lume_real *from, size_t n)
{
    double sums[LUME_LANES] = {0}, sum = 0;
    for (size_t i = 0; i < n; i += LUME_LANES) {
        for (size_t j = 0; j < LUME_LANES; j++) {
            const double x = (double)reals[i + j] - (double)from[i + j];
            sums[j] += x * x;
        }
    }
    for (size_t j = 0; j < LUME_LANES; j++) {
        sum += sums[j];
    }
    return sqrt(sum);
}

static double norm(const lume_real *reals, size_t n)
{
    double sums[LUME_LANES] = {0}, sum = 0;
    for (size_t i = 0; i < n; i += LUME_LANES) {
        for (size_t j = 0; j < LUME_LANES; j++) {
            sums[j] += (double)reals[i + j] * (double)reals[i + j];
        }
    }
    for (size_t j = 0; j < LUME_LANES; j++) {
        sum += sums[j];
    }
    return sqrt(sum);
}

/* Weights and biases stand one behind the other, and padding is 0. */
static void measure_norms(const struct lume_network *network, const lume_real *before,
                          const lume_real *gradient, struct health_layer *out)
{
    for (size_t l = 0; l < network->n_layers; l++) {
        const struct lume_layer *layer = &network->layers[l];
        const size_t n = layer->biases + layer->stride - layer->weights;
        const lume_real *now = network->parameters + layer->weights;
        const double moved = norm_between(now, before + layer->weights, n);
        out[l].gradient_norm = norm(gradient + layer->weights, n);
        out[l].weight_norm = norm(now, n);
        out[l].update_ratio = out[l].weight_norm == 0 ? 0 : moved / out[l].weight_norm;
    }
}

static void begin_layer(struct layer_room *room, const struct lume_network *network,
                        const struct lume_layer *layer)
{
    room->limit = steepest(layer->activation, slope_of(network, layer)) / 20;
    room->n_pairs = 0;
    memset(room->alive, 0, layer->n_out * sizeof *room->alive);
}

/* Count the images that were run last. */
static void count_in_layer(const struct health *health, const struct lume_network *network,
                           size_t index, size_t n_images)
{
    struct layer_room *room = &health->layers[index];
    const struct lume_layer *layer = &network->layers[index];
    const lume_real slope = slope_of(network, layer);
    for (size_t i = 0; i < n_images; i++) {
        const lume_real *z = health->pass.layers[index].z + i * layer->stride;
        const lume_real *a = health->pass.layers[index].a + i * layer->stride;
        for (size_t j = 0; j < layer->n_out; j++) {
            const double here = steepness(layer->activation, z[j], a[j], slope);
            room->n_pairs += here < room->limit;
            room->alive[j] = room->alive[j] || here > 0;
        }
    }
}

static void end_layer(const struct layer_room *room, size_t n_units, size_t n_images,
                      struct health_layer *out)
{
    size_t n_dead = 0;
    for (size_t j = 0; j < n_units; j++) {
        n_dead += !room->alive[j];
    }
    out->saturated = (double)room->n_pairs / ((double)n_units * (double)n_images);
    out->dead = (double)n_dead / (double)n_units;
}

/* Run the images from `first` on, as many as there is room for; how many they are. */
static size_t run_some(struct health *health, const struct lume_network *network, size_t first)
{
    const size_t left = health->images.n_images - first, n = left < CHUNK ? left : CHUNK;
    const struct sparse_batch batch = {&health->images, health->order + first, n,
                                       health->pass.values};
    pass_sums(&health->pass, network, &batch, 0, 0, SPARSE_HALVES);
    pass_forward(&health->pass, network, &batch, 0,
                 pass_first_biases(network, health->first_biases));
    return n;
}

static void measure_shares(struct health *health, const struct lume_network *network,
                           struct health_layer *out)
{
    const size_t n_images = health->images.n_images;
    for (size_t l = 0; l < network->n_layers; l++) {
        out[l].saturated = out[l].dead = (double)NAN;
        if (health->layers[l].counts) {
            begin_layer(&health->layers[l], network, &network->layers[l]);
        }
    }
    pass_scale_input(&health->pass, network);
    for (size_t i = 0; i < n_images; i += CHUNK) {
        const size_t n = run_some(health, network, i);
        for (size_t l = 0; l < network->n_layers; l++) {
            if (health->layers[l].counts) {
                count_in_layer(health, network, l, n);
            }
        }
    }
    for (size_t l = 0; l < network->n_layers; l++) {
        if (health->layers[l].counts) {
            end_layer(&health->layers[l], network->layers[l].n_out, n_images, &out[l]);
        }
    }
}

void health_measure(struct health *health, const struct lume_network *network,
                    const lume_real *before, const lume_real *gradient, struct health_layer *out)
{
    assert(network->n_layers == health->n_layers);
    measure_norms(network, before, gradient, out);
    measure_shares(health, network, out);
}
