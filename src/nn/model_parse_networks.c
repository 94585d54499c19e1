/* SPDX-License-Identifier: MIT */
#include "nn/model_parse.h"

#include "base/elementary.h"
#include "base/memory.h"
#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Take "layers.N.weight", "layers.N.bias" and "layers.N.slope" apart, or the like of another
 * network. */
static bool layer_of_name(const char *name, size_t *which, size_t *layer)
{
    size_t n = strcspn(name, "."), network = 0;
    while (network < MODEL_N_NETWORKS && (strncmp(name, model_namings[network].prefix, n) != 0 ||
                                          model_namings[network].prefix[n])) {
        network++;
    }
    if (network == MODEL_N_NETWORKS || !name[n]) {
        return false;
    }
    name += n + 1;
    n = strcspn(name, ".");
    char number[8];
    if (n == 0 || n >= sizeof number || (name[0] == '0' && n > 1)) {
        return false;
    }
    memcpy(number, name, n);
    number[n] = 0;
    uint64_t value;
    if (!number_parse_uint64(number, &value)) {
        return false;
    }
    *which = network;
    *layer = (size_t)value;
    name += n;
    return strcmp(name, ".weight") == 0 || strcmp(name, ".bias") == 0 ||
           strcmp(name, ".slope") == 0;
}

static bool count_layers(struct model_parse *p)
{
    p->status = safetensors_read_tensors(&p->file, p->error);
    if (p->status != LUME_OK) {
        return false;
    }
    for (size_t i = 0; i < p->file.n_tensors; i++) {
        const char *name = p->file.tensors[i].name;
        size_t which, layer;
        if (!layer_of_name(name, &which, &layer)) {
            return model_fail(
                p, "tensors, expected layers.N.weight, .bias or .slope, got \"%.80s\"", name);
        }
        if (layer >= LUME_MAX_LAYERS) {
            return model_fail(p, "layers, expected at most %d, got one more at least (%s)",
                              LUME_MAX_LAYERS, name);
        }
        size_t *n = &p->plans[which].n_layers;
        *n = layer + 1 > *n ? layer + 1 : *n;
    }
    return p->plans[MODEL_DIGITS].n_layers > 0 ||
           model_fail(p, "layers, expected 1 to %d, got none", LUME_MAX_LAYERS);
}

static bool missing(struct model_parse *p, const char *tensor)
{
    return model_fail(p, "tensors, expected %s, got none of this name", tensor);
}

static const char *show_shape(const struct safetensors_tensor *tensor, char text[64])
{
    int used = snprintf(text, 64, "[");
    for (size_t i = 0; i < tensor->n_dims; i++) {
        used += snprintf(text + used, 64 - (size_t)used, "%s%zu", i ? ", " : "", tensor->dims[i]);
    }
    snprintf(text + used, 64 - (size_t)used, "]");
    return text;
}

/* The weights' shapes are the network's: each layer takes what the one before gives. */
static bool read_widths(struct model_parse *p, struct model_plan *plan)
{
    size_t n_parameters = 0, width = p->n_inputs; /* 0 before the first network */
    for (size_t i = 0; i < plan->n_layers; i++) {
        char name[MODEL_TENSOR_NAME_SIZE], got[64];
        snprintf(name, sizeof name, "%s.%zu.weight", plan->naming->prefix, i);
        const struct safetensors_tensor *weight = safetensors_find(&p->file, name);
        if (!weight) {
            return missing(p, name);
        }
        show_shape(weight, got);
        size_t n_out = weight->dims[0], n_in = weight->dims[1];
        if (weight->n_dims != 2 || n_out < 1 || n_out > LUME_MAX_WIDTH || n_in < 1 ||
            n_in > LUME_MAX_WIDTH) {
            return model_fail(p, "%s: shape, expected [outputs, inputs] of 1 to %d each, got %s",
                              name, LUME_MAX_WIDTH, got);
        }
        if (i > 0 && n_in != width) {
            return model_fail(p, "%s: inputs, expected %zu as layer %zu puts out, got %zu", name,
                              width, i - 1, n_in);
        }
        if (width > 0 && n_in != width) {
            return model_fail(p, "%s: inputs, expected %zu as layers.0.weight has, got %zu", name,
                              width, n_in);
        }
        n_parameters += (n_in + 1) * n_out;
        if (n_parameters > LUME_MAX_PARAMETERS) {
            return model_fail(p, "%sparameters, expected at most %d, got %zu or more",
                              plan->naming->note, LUME_MAX_PARAMETERS, n_parameters);
        }
        p->n_inputs = i == 0 ? n_in : p->n_inputs;
        plan->layers[i].width = width = n_out;
    }
    return true;
}

/* A list of names; where there is none, sigmoid and for the outputs softmax. */
static bool read_activations(struct model_parse *p, struct model_plan *plan)
{
    const char *key = plan->naming->activations, *list = safetensors_metadata(&p->file, key);
    size_t n_layers = plan->n_layers;
    if (!list && p->own) {
        return model_fail(p, "%s, expected %zu names, got none", key, n_layers);
    }
    for (size_t i = 0; i < n_layers; i++) {
        bool softmax = i + 1 == n_layers && plan->layers[i].width > 1;
        plan->layers[i].activation = lume_activation_find(softmax ? "softmax" : "sigmoid");
    }
    if (!list) {
        return true;
    }
    size_t n_names = 1;
    for (const char *c = list; *c; c++) {
        n_names += *c == ',';
    }
    if (n_names != n_layers) {
        return model_fail(p, "%s, expected %zu names, got %zu", key, n_layers, n_names);
    }
    for (size_t i = 0; i < n_layers; i++) {
        char name[LUME_MODEL_NAME_SIZE];
        size_t n = strcspn(list, ",");
        snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name), list);
        plan->layers[i].activation = n < sizeof name ? lume_activation_find(name) : NULL;
        if (!plan->layers[i].activation) {
            return model_fail(p, "%s, expected known names, got \"%.*s\"", key,
                              (int)(n < 80 ? n : 80), list);
        }
        list += n + 1;
    }
    return true;
}

/* All names are good ones here, so that a slope is all there can be too much. */
static bool check_slopes(struct model_parse *p, const struct model_plan *plan)
{
    for (size_t i = 0; i < plan->n_layers; i++) {
        char name[MODEL_TENSOR_NAME_SIZE];
        const struct lume_activation *activation = plan->layers[i].activation;
        snprintf(name, sizeof name, "%s.%zu.slope", plan->naming->prefix, i);
        if (!activation->has_slope && safetensors_find(&p->file, name)) {
            return model_fail(p, "%s, expected no such tensor for %s, got one", name,
                              activation->name);
        }
    }
    return true;
}

static bool check_sizes(struct model_parse *p, const struct model_plan *plan)
{
    char expected[(LUME_MAX_LAYERS + 1) * 8];
    const char *key = plan->naming->sizes, *sizes = safetensors_metadata(&p->file, key);
    size_t used = (size_t)snprintf(expected, sizeof expected, "%zu", p->n_inputs);
    for (size_t i = 0; i < plan->n_layers; i++) {
        used += (size_t)snprintf(expected + used, sizeof expected - used, ",%zu",
                                 plan->layers[i].width);
    }
    if (sizes && strcmp(sizes, expected) != 0) {
        return model_fail(p, "%s, expected %s as the tensors have, got %.480s", key, expected,
                          sizes);
    }
    return true;
}

/* Two shares: of digits, and of what is none. */
static bool check_unlike(struct model_parse *p, const struct model_plan *plan)
{
    const struct lume_layer_config *last = &plan->layers[plan->n_layers - 1];
    if (last->width != 2) {
        return model_fail(p, "%s.%zu.weight: outputs, expected 2, got %zu", plan->naming->prefix,
                          plan->n_layers - 1, last->width);
    }
    return last->activation->joins_outputs ||
           model_fail(p, "%s, expected softmax last, got %s", plan->naming->activations,
                      last->activation->name);
}

bool model_plan_networks(struct model_parse *p)
{
    if (!count_layers(p)) {
        return false;
    }
    for (size_t which = 0; which < MODEL_N_NETWORKS; which++) {
        const struct model_naming *naming = &model_namings[which];
        struct model_plan *plan = &p->plans[which];
        plan->naming = naming;
        bool is_named = safetensors_metadata(&p->file, naming->sizes) ||
                        safetensors_metadata(&p->file, naming->activations);
        if (plan->n_layers == 0 && !is_named) {
            continue;
        }
        if (plan->n_layers == 0) {
            char name[MODEL_TENSOR_NAME_SIZE];
            snprintf(name, sizeof name, "%s.0.weight", naming->prefix);
            return missing(p, name);
        }
        if (!read_widths(p, plan) || !read_activations(p, plan) || !check_slopes(p, plan) ||
            !check_sizes(p, plan) || (which == MODEL_UNLIKE && !check_unlike(p, plan))) {
            return false;
        }
    }
    return true;
}

static bool read_input(struct model_parse *p, const char *key, lume_real *out)
{
    const char *text = safetensors_metadata(&p->file, key);
    double value;
    if (!text) {
        return true;
    }
    if (!number_parse_double(text, &value) || !isfinite((float)value)) {
        return model_fail(p, "%s, expected a finite number, got %.80s", key, text);
    }
    *out = (lume_real)value;
    return true;
}

/* The rules of networks are stated where networks are made: here their breach is bad data. */
static bool create_network(struct model_parse *p, const struct model_plan *plan,
                           struct lume_network **network)
{
    struct lume_error error;
    enum lume_status status =
        lume_network_create(p->n_inputs, plan->layers, plan->n_layers, network, &error);
    if (status == LUME_ERROR_USAGE) {
        return model_fail(p, "%s%s", plan->naming->note, error.message);
    }
    if (status != LUME_OK) {
        p->status = memory_exhausted(p->error, p->name);
        return false;
    }
    return read_input(p, "input_scale", &(*network)->input_scale) &&
           read_input(p, "input_offset", &(*network)->input_offset);
}

static void read_values(const struct safetensors_tensor *source, const struct model_tensor *tensor,
                        lume_real *parameters)
{
    const uint8_t *at = source->bytes;
    for (size_t row = 0; row < tensor->dims[0]; row++) {
        for (size_t column = 0; column < tensor->dims[1]; column++, at += 4) {
            uint32_t bits = (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
                            (uint32_t)at[3] << 24;
            parameters[model_tensor_place(tensor, row, column)] = float_from_bits(bits);
        }
    }
}

static bool read_parameters(struct model_parse *p)
{
    struct model_tensor tensor;
    for (size_t n = 0; model_tensor_at(&p->model, n, &tensor); n++) {
        const struct safetensors_tensor *source = safetensors_find(&p->file, tensor.name);
        char got[64], expected[64];
        if (!source) {
            return missing(p, tensor.name);
        }
        if (source->n_dims != tensor.n_dims || source->dims[0] != tensor.dims[0] ||
            source->dims[1] != tensor.dims[1]) {
            struct safetensors_tensor wanted = {.n_dims = tensor.n_dims,
                                                .dims = {tensor.dims[0], tensor.dims[1]}};
            return model_fail(p, "%s: shape, expected %s, got %s", tensor.name,
                              show_shape(&wanted, expected), show_shape(source, got));
        }
        read_values(source, &tensor, tensor.network->parameters);
    }
    p->status = model_check_finite(&p->model, p->name, p->error);
    return p->status == LUME_OK;
}

bool model_read_networks(struct model_parse *p)
{
    struct lume_network **const networks[MODEL_N_NETWORKS] = {
        [MODEL_DIGITS] = &p->model.network,
        [MODEL_UNLIKE] = &p->model.unlike,
    };
    for (size_t which = 0; which < MODEL_N_NETWORKS; which++) {
        if (p->plans[which].n_layers > 0 && !create_network(p, &p->plans[which], networks[which])) {
            return false;
        }
    }
    return read_parameters(p);
}
