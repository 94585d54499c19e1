/* SPDX-License-Identifier: MIT */
#include "nn/trace.h"

#include "base/memory.h"
#include "nn/exact.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { REALS_A_UNIT = 5 }; /* z, a, slope, blame, delta */

/* A weight that is taken to be larger than it is. */
struct nudge {
    struct trace_weight weight;
    double by;
};

/* Share out a block in the order in which arrays ask for it. */
static double *take(double **block, size_t n)
{
    double *taken = *block;
    *block += n;
    return taken;
}

static void share_out(struct trace *trace, const struct lume_network *network)
{
    double *block = trace->reals;
    trace->inputs = take(&block, trace->n_inputs);
    trace->target = take(&block, network->n_outputs);
    for (size_t l = 0; l < trace->n_layers; l++) {
        struct trace_layer *layer = &trace->layers[l];
        layer->n_in = network->layers[l].n_in;
        layer->n_out = network->layers[l].n_out;
        layer->z = take(&block, layer->n_out);
        layer->a = take(&block, layer->n_out);
        layer->slope = take(&block, layer->n_out);
        layer->blame = take(&block, layer->n_out);
        layer->delta = take(&block, layer->n_out);
    }
}

enum lume_status trace_create(const struct lume_network *network, struct trace **out,
                              struct lume_error *error)
{
    size_t n_reals = network->n_inputs + network->n_outputs;
    for (size_t l = 0; l < network->n_layers; l++) {
        n_reals += REALS_A_UNIT * network->layers[l].n_out;
    }
    struct trace *trace = memory_allocate(1, sizeof *trace);
    if (!trace) {
        return memory_exhausted(error, NULL);
    }
    trace->n_inputs = network->n_inputs;
    trace->n_layers = network->n_layers;
    trace->layers = memory_allocate(trace->n_layers, sizeof *trace->layers);
    trace->reals = memory_allocate(n_reals, sizeof *trace->reals);
    if (!trace->layers || !trace->reals) {
        trace_destroy(trace);
        return memory_exhausted(error, NULL);
    }
    share_out(trace, network);
    *out = trace;
    return LUME_OK;
}

void trace_destroy(struct trace *trace)
{
    if (trace) {
        memory_free(trace->layers);
        memory_free(trace->reals);
        memory_free(trace);
    }
}

static size_t place_of(const struct lume_network *network, struct trace_weight weight)
{
    assert(weight.layer < network->n_layers);
    const struct lume_layer *layer = &network->layers[weight.layer];
    assert(weight.from <= layer->n_in && weight.to < layer->n_out);
    size_t row =
        weight.from < layer->n_in ? layer->weights + weight.from * layer->stride : layer->biases;
    return row + weight.to;
}

double trace_value(const struct lume_network *network, struct trace_weight weight)
{
    return (double)network->parameters[place_of(network, weight)];
}

double trace_input_of(const struct trace *trace, struct trace_weight weight)
{
    assert(weight.layer < trace->n_layers);
    assert(weight.from <= trace->layers[weight.layer].n_in);
    if (weight.from == trace->layers[weight.layer].n_in) {
        return 1;
    }
    const double *inputs = weight.layer > 0 ? trace->layers[weight.layer - 1].a : trace->inputs;
    return inputs[weight.from];
}

double trace_gradient(const struct trace *trace, struct trace_weight weight)
{
    assert(weight.layer < trace->n_layers && weight.to < trace->layers[weight.layer].n_out);
    return trace_input_of(trace, weight) * trace->layers[weight.layer].delta[weight.to];
}

static double nudged_value(const struct lume_network *network, struct trace_weight weight,
                           const struct nudge *nudge)
{
    bool here = nudge && nudge->weight.layer == weight.layer && nudge->weight.from == weight.from &&
                nudge->weight.to == weight.to;
    return trace_value(network, weight) + (here ? nudge->by : 0);
}

static double slope_of(const struct lume_network *network, size_t layer)
{
    const struct lume_layer *shape = &network->layers[layer];
    return shape->activation->has_slope ? (double)network->parameters[shape->slope] : 0;
}

static void weighted_sums(struct trace *trace, const struct lume_network *network, size_t layer,
                          const struct nudge *nudge)
{
    const struct trace_layer *room = &trace->layers[layer];
    for (size_t to = 0; to < room->n_out; to++) {
        double sum = 0;
        for (size_t from = 0; from <= room->n_in; from++) {
            const struct trace_weight weight = {layer, from, to};
            sum += trace_input_of(trace, weight) * nudged_value(network, weight, nudge);
        }
        room->z[to] = sum;
    }
}

static bool is_fused(const struct lume_network *network, const struct lume_loss *loss)
{
    return lume_loss_is_fused(loss, network->layers[network->n_layers - 1].activation);
}

static void run_forward(struct trace *trace, const struct lume_network *network,
                        const uint8_t *image, size_t label, const struct lume_loss *loss,
                        const struct nudge *nudge)
{
    const struct trace_layer *outputs = &trace->layers[trace->n_layers - 1];
    assert(network->n_layers == trace->n_layers && network->n_inputs == trace->n_inputs);
    assert(label < outputs->n_out);
    for (size_t i = 0; i < trace->n_inputs; i++) {
        trace->inputs[i] = (double)network->input_scale * image[i] + (double)network->input_offset;
    }
    for (size_t l = 0; l < trace->n_layers; l++) {
        const struct lume_layer *shape = &network->layers[l];
        const struct trace_layer *room = &trace->layers[l];
        assert(room->n_out == shape->n_out && shape->activation->has_gradient);
        weighted_sums(trace, network, l, nudge);
        exact_forward(shape->activation->name, room->z, room->a, room->n_out, slope_of(network, l));
    }
    for (size_t j = 0; j < outputs->n_out; j++) {
        trace->target[j] = j == label;
    }
    trace->loss = exact_loss(loss->name, is_fused(network, loss), outputs->z, outputs->a,
                             outputs->n_out, label);
}

static void fill(double *reals, size_t n, double value)
{
    for (size_t i = 0; i < n; i++) {
        reals[i] = value;
    }
}

/* What the weights of a layer hand back to the one before. */
static void hand_back(struct trace *trace, const struct lume_network *network, size_t layer)
{
    const struct trace_layer *room = &trace->layers[layer];
    for (size_t from = 0; from < room->n_in; from++) {
        double sum = 0;
        for (size_t to = 0; to < room->n_out; to++) {
            sum += trace_value(network, (struct trace_weight){layer, from, to}) * room->delta[to];
        }
        trace->layers[layer - 1].blame[from] = sum;
    }
}

/* From dE/da to dE/dz. */
static void find_deltas(const struct trace_layer *room, const struct lume_activation *activation,
                        double slope)
{
    if (activation->joins_outputs) {
        fill(room->slope, room->n_out, (double)NAN);
        memcpy(room->delta, room->blame, room->n_out * sizeof *room->delta);
        exact_backward(activation->name, room->z, room->a, room->delta, room->n_out, slope);
        return;
    }
    fill(room->slope, room->n_out, 1);
    exact_backward(activation->name, room->z, room->a, room->slope, room->n_out, slope);
    for (size_t j = 0; j < room->n_out; j++) {
        room->delta[j] = room->blame[j] * room->slope[j];
    }
}

void trace_run(struct trace *trace, const struct lume_network *network, const uint8_t *image,
               size_t label, const struct lume_loss *loss)
{
    run_forward(trace, network, image, label, loss, NULL);
    const struct trace_layer *outputs = &trace->layers[trace->n_layers - 1];
    bool fused = is_fused(network, loss);
    exact_loss_gradient(loss->name, fused, outputs->z, outputs->a, outputs->n_out, label,
                        fused ? outputs->delta : outputs->blame);
    if (fused) {
        fill(outputs->slope, outputs->n_out, (double)NAN);
        fill(outputs->blame, outputs->n_out, (double)NAN);
    }
    for (size_t l = trace->n_layers; l-- > 0;) {
        if (l + 1 < trace->n_layers) {
            hand_back(trace, network, l + 1);
        }
        if (l + 1 < trace->n_layers || !fused) {
            find_deltas(&trace->layers[l], network->layers[l].activation, slope_of(network, l));
        }
    }
}

void trace_estimate(struct trace *scratch, const struct lume_network *network, const uint8_t *image,
                    size_t label, const struct lume_loss *loss, struct trace_weight weight,
                    double h, struct trace_estimate *out)
{
    assert(h > 0);
    const struct nudge up = {weight, h}, down = {weight, -h};
    run_forward(scratch, network, image, label, loss, &up);
    out->above = scratch->loss;
    run_forward(scratch, network, image, label, loss, &down);
    out->below = scratch->loss;
    out->h = h;
    out->gradient = (out->above - out->below) / (2 * h);
}

void trace_step(const struct trace *trace, struct lume_network *network, double rate)
{
    assert(network->n_layers == trace->n_layers);
    for (size_t l = 0; l < trace->n_layers; l++) {
        for (size_t from = 0; from <= trace->layers[l].n_in; from++) {
            for (size_t to = 0; to < trace->layers[l].n_out; to++) {
                const struct trace_weight weight = {l, from, to};
                network->parameters[place_of(network, weight)] =
                    (lume_real)(trace_value(network, weight) -
                                rate * trace_gradient(trace, weight));
            }
        }
    }
}
