/* SPDX-License-Identifier: MIT */
#include "gui/experiment.h"

#include "base/memory.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Neurons are numbered through, layer by layer. */
struct experiment {
    struct lume_model model;            /* as it is shown; its weights stay as learned */
    struct lume_model acting;           /* the same, but for its network: a copy, which is owned */
    struct lume_recognizer *recognizer; /* of `acting` */
    lume_real *learned;                 /* biases */
    lume_real *clamps;                  /* NaN: free; of output neurons always */
};

/* --- neurons --- */

static size_t count_neurons(const struct lume_network *network)
{
    size_t n = 0;
    for (size_t l = 0; l < network->n_layers; l++) {
        n += network->layers[l].n_out;
    }
    return n;
}

static size_t first_of(const struct lume_network *network, size_t layer)
{
    size_t first = 0;
    for (size_t l = 0; l < layer; l++) {
        first += network->layers[l].n_out;
    }
    return first;
}

static bool exists(const struct lume_network *network, struct view_neuron neuron)
{
    return neuron.layer >= 0 && (size_t)neuron.layer < network->n_layers && neuron.unit >= 0 &&
           (size_t)neuron.unit < network->layers[neuron.layer].n_out;
}

static size_t number_of(const struct experiment *experiment, struct view_neuron neuron)
{
    assert(exists(experiment->model.network, neuron));
    return first_of(experiment->model.network, (size_t)neuron.layer) + (size_t)neuron.unit;
}

static lume_real *bias_of(const struct experiment *experiment, struct view_neuron neuron)
{
    const struct lume_network *network = experiment->model.network;
    assert(exists(network, neuron));
    return network->parameters + network->layers[neuron.layer].biases + neuron.unit;
}

/* --- the network that answers --- */

/* Weights and biases of a layer, given what the neurons before it are clamped to. */
static void fold_layer(struct experiment *experiment, size_t l, const lume_real *clamps)
{
    const struct lume_layer *layer = &experiment->model.network->layers[l];
    const lume_real *from = experiment->model.network->parameters;
    lume_real *to = experiment->acting.network->parameters;
    for (size_t i = 0; i < layer->n_in; i++) {
        const size_t row = layer->weights + i * layer->stride;
        const size_t size = layer->stride * sizeof *to;
        if (isnan(clamps[i])) {
            memcpy(to + row, from + row, size);
        } else {
            memset(to + row, 0, size);
        }
    }
    for (size_t j = 0; j < layer->n_out; j++) {
        double bias = (double)from[layer->biases + j];
        for (size_t i = 0; i < layer->n_in; i++) {
            if (!isnan(clamps[i])) {
                bias += (double)clamps[i] * (double)from[layer->weights + i * layer->stride + j];
            }
        }
        to[layer->biases + j] = (lume_real)bias;
    }
}

/* After any change. The first layer's weights are the same in both. */
static void fold(struct experiment *experiment)
{
    const struct lume_network *network = experiment->model.network;
    const struct lume_layer *first = &network->layers[0];
    memcpy(experiment->acting.network->parameters + first->biases,
           network->parameters + first->biases, first->stride * sizeof *network->parameters);
    const lume_real *clamps = experiment->clamps;
    for (size_t l = 1; l < network->n_layers; l++) {
        fold_layer(experiment, l, clamps);
        clamps += network->layers[l].n_in;
    }
}

/* --- life --- */

/* Keep the biases as they are. */
static void note_learned(struct experiment *experiment)
{
    const struct lume_network *network = experiment->model.network;
    lume_real *learned = experiment->learned;
    for (size_t l = 0; l < network->n_layers; l++) {
        const struct lume_layer *layer = &network->layers[l];
        memcpy(learned, network->parameters + layer->biases, layer->n_out * sizeof *learned);
        learned += layer->n_out;
    }
}

/* Make what the experiment owns besides the model. */
static enum lume_status make_parts(struct experiment *experiment, struct lume_error *error)
{
    const struct lume_network *network = experiment->model.network;
    const size_t n = count_neurons(network);
    experiment->learned = memory_allocate(n, sizeof *experiment->learned);
    experiment->clamps = memory_allocate(n, sizeof *experiment->clamps);
    if (!experiment->learned || !experiment->clamps) {
        return memory_exhausted(error, NULL);
    }
    note_learned(experiment);
    for (size_t i = 0; i < n; i++) {
        experiment->clamps[i] = (lume_real)NAN;
    }
    experiment->acting = experiment->model;
    experiment->acting.network = NULL;
    enum lume_status status = lume_network_copy(network, &experiment->acting.network, error);
    if (status == LUME_OK) {
        status = lume_recognizer_create(&experiment->acting, &experiment->recognizer, error);
    }
    return status;
}

static void release_parts(struct experiment *experiment)
{
    lume_recognizer_destroy(experiment->recognizer);
    lume_network_destroy(experiment->acting.network);
    memory_free(experiment->learned);
    memory_free(experiment->clamps);
    memory_free(experiment);
}

enum lume_status experiment_create(struct lume_model *model, struct experiment **out,
                                   struct lume_error *error)
{
    struct experiment *experiment = memory_allocate(1, sizeof *experiment);
    if (!experiment) {
        return memory_exhausted(error, NULL);
    }
    experiment->model = *model;
    enum lume_status status = make_parts(experiment, error);
    if (status != LUME_OK) {
        release_parts(experiment);
        return status;
    }
    *model = (struct lume_model){0};
    *out = experiment;
    return LUME_OK;
}

void experiment_destroy(struct experiment *experiment)
{
    if (experiment) {
        lume_model_finish(&experiment->model);
        release_parts(experiment);
    }
}

const struct lume_model *experiment_model(const struct experiment *experiment)
{
    return &experiment->model;
}

const struct lume_network *experiment_network(const struct experiment *experiment)
{
    return experiment->acting.network;
}

void experiment_update(struct experiment *experiment, const lume_real *parameters)
{
    const struct lume_network *network = experiment->model.network;
    const size_t size = network->n_reals * sizeof *parameters;
    memcpy(network->parameters, parameters, size);
    memcpy(experiment->acting.network->parameters, parameters, size);
    note_learned(experiment);
    fold(experiment);
}

/* --- recognising --- */

static void take(const struct experiment *experiment, const struct lume_answer *answer,
                 struct snapshot *out)
{
    assert(out->model == &experiment->model);
    snapshot_take(out, experiment->recognizer, answer);
    const struct lume_network *network = experiment->model.network;
    const lume_real *clamps = experiment->clamps, *learned = experiment->learned;
    for (size_t l = 0; l < out->n_layers; l++) {
        const struct snapshot_layer *layer = &out->layers[l];
        const lume_real *biases = network->parameters + network->layers[l].biases;
        for (size_t j = 0; j < layer->n; j++) {
            layer->a[j] = isnan(clamps[j]) ? layer->a[j] : clamps[j];
            layer->changed[j] = !isnan(clamps[j]) || biases[j] != learned[j];
        }
        clamps += layer->n;
        learned += layer->n;
    }
}

void experiment_recognize(struct experiment *experiment, const uint8_t *image, struct snapshot *out)
{
    struct lume_answer answer;
    lume_recognize(experiment->recognizer, image, &answer);
    take(experiment, &answer, out);
}

void experiment_recognize_ink(struct experiment *experiment, const struct lume_strokes *ink,
                              struct snapshot *out)
{
    struct lume_answer answer;
    lume_recognize_ink(experiment->recognizer, ink, &answer);
    take(experiment, &answer, out);
}

/* --- what can be changed --- */

float experiment_learned_bias(const struct experiment *experiment, struct view_neuron neuron)
{
    return experiment->learned[number_of(experiment, neuron)];
}

float experiment_bias(const struct experiment *experiment, struct view_neuron neuron)
{
    return *bias_of(experiment, neuron);
}

void experiment_set_bias(struct experiment *experiment, struct view_neuron neuron, float bias)
{
    lume_real *place = bias_of(experiment, neuron);
    if (isfinite(bias) && *place != bias) {
        *place = bias;
        fold(experiment);
    }
}

bool experiment_can_clamp(const struct experiment *experiment, struct view_neuron neuron)
{
    const struct lume_network *network = experiment->model.network;
    return exists(network, neuron) && (size_t)neuron.layer + 1 < network->n_layers;
}

float experiment_clamp(const struct experiment *experiment, struct view_neuron neuron)
{
    return experiment->clamps[number_of(experiment, neuron)];
}

void experiment_set_clamp(struct experiment *experiment, struct view_neuron neuron, float value)
{
    if (experiment_can_clamp(experiment, neuron) && !isinf(value)) {
        experiment->clamps[number_of(experiment, neuron)] = value;
        fold(experiment);
    }
}

bool experiment_changed(const struct experiment *experiment)
{
    const struct lume_network *network = experiment->model.network;
    const lume_real *learned = experiment->learned, *clamps = experiment->clamps;
    for (size_t l = 0; l < network->n_layers; l++) {
        const lume_real *biases = network->parameters + network->layers[l].biases;
        const size_t n = network->layers[l].n_out;
        for (size_t j = 0; j < n; j++) {
            if (biases[j] != learned[j] || !isnan(clamps[j])) {
                return true;
            }
        }
        learned += n;
        clamps += n;
    }
    return false;
}

void experiment_restore(struct experiment *experiment)
{
    const struct lume_network *network = experiment->model.network;
    size_t k = 0;
    for (size_t l = 0; l < network->n_layers; l++) {
        lume_real *biases = network->parameters + network->layers[l].biases;
        for (size_t j = 0; j < network->layers[l].n_out; j++, k++) {
            biases[j] = experiment->learned[k];
            experiment->clamps[k] = (lume_real)NAN;
        }
    }
    fold(experiment);
}
