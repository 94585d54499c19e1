/* SPDX-License-Identifier: MIT */
#include <lume/network.h>

#include "base/memory.h"

#include <string.h>

static const lume_real first_slope = (lume_real)0.25;

static size_t padded(size_t n)
{
    return (n + LUME_LANES - 1) / LUME_LANES * LUME_LANES;
}

static enum lume_status check_layer(size_t n_inputs, const struct lume_layer_config *layer,
                                    size_t index, size_t n_layers, struct lume_error *error)
{
    if (layer->width < 1 || layer->width > LUME_MAX_WIDTH) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "width of layer %zu, expected 1 to %d, got %zu", index,
                              LUME_MAX_WIDTH, layer->width);
    }
    if (layer->activation->joins_outputs && index + 1 < n_layers) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "activation of layer %zu, expected %s in the last layer only", index,
                              layer->activation->name);
    }
    if (!layer->activation->has_gradient && n_layers > 1) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "activation of layer %zu, expected one with a gradient in a network "
                              "of %zu layers, got %s",
                              index, n_layers, layer->activation->name);
    }
    if (n_inputs * layer->width > LUME_MAX_PARAMETERS) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "layer %zu, expected at most %d weights, got %zu", index,
                              LUME_MAX_PARAMETERS, n_inputs * layer->width);
    }
    return LUME_OK;
}

static enum lume_status check_shape(size_t n_inputs, const struct lume_layer_config *layers,
                                    size_t n_layers, struct lume_error *error)
{
    if (n_inputs < 1 || n_inputs > LUME_MAX_WIDTH) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL, "inputs, expected 1 to %d, got %zu",
                              LUME_MAX_WIDTH, n_inputs);
    }
    if (n_layers < 1 || n_layers > LUME_MAX_LAYERS) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL, "layers, expected 1 to %d, got %zu",
                              LUME_MAX_LAYERS, n_layers);
    }
    for (size_t i = 0; i < n_layers; i++) {
        size_t n_in = i ? layers[i - 1].width : n_inputs;
        enum lume_status status = check_layer(n_in, &layers[i], i, n_layers, error);
        if (status != LUME_OK) {
            return status;
        }
    }
    return LUME_OK;
}

/* Say where each layer's parameters stand in the block. */
static void lay_out(struct lume_network *network, const struct lume_layer_config *layers)
{
    size_t n_in = network->n_inputs;
    for (size_t i = 0; i < network->n_layers; i++) {
        struct lume_layer *layer = &network->layers[i];
        *layer = (struct lume_layer){.n_in = n_in,
                                     .n_out = layers[i].width,
                                     .stride = padded(layers[i].width),
                                     .activation = layers[i].activation};
        layer->weights = network->n_reals;
        layer->biases = layer->weights + n_in * layer->stride;
        layer->slope = layer->biases + layer->stride;
        network->n_reals = layer->slope + (layer->activation->has_slope ? LUME_LANES : 0);
        network->n_parameters +=
            n_in * layer->n_out + layer->n_out + (layer->activation->has_slope ? 1 : 0);
        n_in = layer->n_out;
    }
    network->n_outputs = n_in;
}

static void reset_slopes(struct lume_network *network)
{
    for (size_t i = 0; i < network->n_layers; i++) {
        if (network->layers[i].activation->has_slope) {
            network->parameters[network->layers[i].slope] = first_slope;
        }
    }
}

enum lume_status lume_network_create(size_t n_inputs, const struct lume_layer_config *layers,
                                     size_t n_layers, struct lume_network **out,
                                     struct lume_error *error)
{
    enum lume_status status = check_shape(n_inputs, layers, n_layers, error);
    if (status != LUME_OK) {
        return status;
    }
    struct lume_network *network = memory_allocate(1, sizeof *network);
    if (!network) {
        goto fail;
    }
    network->n_inputs = n_inputs;
    network->n_layers = n_layers;
    network->input_scale = (lume_real)1 / 255;
    network->layers = memory_allocate(n_layers, sizeof *network->layers);
    if (!network->layers) {
        goto fail;
    }
    lay_out(network, layers);
    if (network->n_parameters > LUME_MAX_PARAMETERS) {
        size_t n = network->n_parameters;
        lume_network_destroy(network);
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "parameters, expected at most %d, got %zu", LUME_MAX_PARAMETERS, n);
    }
    network->parameters = memory_allocate(network->n_reals, sizeof *network->parameters);
    if (!network->parameters) {
        goto fail;
    }
    reset_slopes(network);
    *out = network;
    return LUME_OK;

fail:
    lume_network_destroy(network);
    return memory_exhausted(error, NULL);
}

void lume_network_destroy(struct lume_network *network)
{
    if (network) {
        memory_free(network->parameters);
        memory_free(network->layers);
        memory_free(network);
    }
}

enum lume_status lume_network_copy(const struct lume_network *network, struct lume_network **out,
                                   struct lume_error *error)
{
    struct lume_network *copy = memory_allocate(1, sizeof *copy);
    if (!copy) {
        goto fail;
    }
    *copy = *network;
    copy->parameters = NULL;
    copy->layers = memory_allocate(network->n_layers, sizeof *copy->layers);
    if (!copy->layers) {
        goto fail;
    }
    copy->parameters = memory_allocate(network->n_reals, sizeof *copy->parameters);
    if (!copy->parameters) {
        goto fail;
    }
    memcpy(copy->layers, network->layers, network->n_layers * sizeof *copy->layers);
    memcpy(copy->parameters, network->parameters, network->n_reals * sizeof *copy->parameters);
    *out = copy;
    return LUME_OK;

fail:
    lume_network_destroy(copy);
    return memory_exhausted(error, NULL);
}

void lume_network_initialize(struct lume_network *network,
                             const struct lume_initializer *initializer, struct lume_rng *rng)
{
    memset(network->parameters, 0, network->n_reals * sizeof *network->parameters);
    reset_slopes(network);
    for (size_t i = 0; i < network->n_layers; i++) {
        const struct lume_layer *layer = &network->layers[i];
        for (size_t k = 0; k < layer->n_in; k++) {
            lume_real *row = network->parameters + layer->weights + k * layer->stride;
            for (size_t j = 0; j < layer->n_out; j++) {
                row[j] = (lume_real)initializer->draw(rng, layer->n_in, layer->n_out);
            }
        }
    }
}

size_t lume_argmax(const lume_real *values, size_t n)
{
    size_t best = 0;
    lume_real top = values[0];
    for (size_t i = 1; i < n; i++) {
        best = values[i] > top ? i : best;
        top = values[i] > top ? values[i] : top;
    }
    return best;
}
