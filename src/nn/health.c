/* SPDX-License-Identifier: MIT */
#include "nn/health.h"

#include "base/memory.h"

#include <assert.h>
#include <math.h>
#include <string.h>

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
    struct lume_workspace *workspace;
};

static bool has_derivative(const struct lume_activation *activation)
{
    return activation->has_gradient && !activation->joins_outputs;
}

enum lume_status health_create(const struct lume_network *network, struct health **out,
                               struct lume_error *error)
{
    struct health *health = memory_allocate(1, sizeof *health);
    if (!health) {
        return memory_exhausted(error, NULL);
    }
    size_t n_units = 0;
    for (size_t l = 0; l < network->n_layers; l++) {
        n_units += network->layers[l].n_out;
    }
    health->n_layers = network->n_layers;
    health->layers = memory_allocate(health->n_layers, sizeof *health->layers);
    health->alive = memory_allocate(n_units, sizeof *health->alive);
    enum lume_status status = health->layers && health->alive
                                  ? lume_workspace_create(network, NULL, &health->workspace, error)
                                  : memory_exhausted(error, NULL);
    if (status != LUME_OK) {
        health_destroy(health);
        return status;
    }
    uint8_t *alive = health->alive;
    for (size_t l = 0; l < network->n_layers; l++) {
        health->layers[l].counts = has_derivative(network->layers[l].activation);
        health->layers[l].alive = alive;
        alive += network->layers[l].n_out;
    }
    *out = health;
    return LUME_OK;
}

void health_destroy(struct health *health)
{
    if (health) {
        lume_workspace_destroy(health->workspace);
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

/* Count the image that was run last. */
static void count_in_layer(const struct health *health, const struct lume_network *network,
                           size_t index)
{
    struct layer_room *room = &health->layers[index];
    const struct lume_layer *layer = &network->layers[index];
    const lume_real *z = lume_workspace_sums(health->workspace, index);
    const lume_real *a = lume_workspace_activations(health->workspace, index);
    const lume_real slope = slope_of(network, layer);
    for (size_t j = 0; j < layer->n_out; j++) {
        const double here = steepness(layer->activation, z[j], a[j], slope);
        room->n_pairs += here < room->limit;
        room->alive[j] = room->alive[j] || here > 0;
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

static void measure_shares(struct health *health, const struct lume_network *network,
                           const struct lume_dataset *images, struct health_layer *out)
{
    for (size_t l = 0; l < network->n_layers; l++) {
        out[l].saturated = out[l].dead = (double)NAN;
        if (health->layers[l].counts) {
            begin_layer(&health->layers[l], network, &network->layers[l]);
        }
    }
    for (size_t i = 0; i < images->n; i++) {
        lume_network_forward(network, health->workspace, lume_dataset_image(images, i));
        for (size_t l = 0; l < network->n_layers; l++) {
            if (health->layers[l].counts) {
                count_in_layer(health, network, l);
            }
        }
    }
    for (size_t l = 0; l < network->n_layers; l++) {
        if (health->layers[l].counts) {
            end_layer(&health->layers[l], network->layers[l].n_out, images->n, &out[l]);
        }
    }
}

void health_measure(struct health *health, const struct lume_network *network,
                    const lume_real *before, const lume_real *gradient,
                    const struct lume_dataset *images, struct health_layer *out)
{
    assert(network->n_layers == health->n_layers);
    assert(images->n > 0 && images->rows * images->columns == network->n_inputs);
    measure_norms(network, before, gradient, out);
    measure_shares(health, network, images, out);
}
