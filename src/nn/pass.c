/* SPDX-License-Identifier: MIT */
#include "nn/pass.h"

#include "base/memory.h"

#include <string.h>

enum { SMALL_LAYER = 4096 }; /* weights that are not worth dividing: all are block 0's */

static lume_real *rows_of(lume_real *block, size_t first, const struct lume_layer *layer)
{
    return block + first * layer->stride;
}

static lume_real slope_of(const struct lume_network *network, const struct lume_layer *layer)
{
    return layer->activation->has_slope ? network->parameters[layer->slope] : (lume_real)0;
}

static bool allocate_layer(struct pass_layer *room, const struct lume_layer *layer,
                           size_t stride_before, size_t capacity, enum pass_kind kind, bool hidden)
{
    size_t n;
    if (!memory_multiply(capacity, layer->stride, &n)) {
        return false;
    }
    room->z = memory_allocate(n, sizeof *room->z);
    room->a = memory_allocate(n, sizeof *room->a);
    room->out = room->a;
    bool ok = room->z && room->a;
    if (kind != PASS_FORWARD) {
        room->delta = memory_allocate(n, sizeof *room->delta);
        ok = ok && room->delta;
        if (stride_before) {
            room->transposed =
                memory_allocate(layer->n_out * stride_before, sizeof *room->transposed);
            ok = ok && room->transposed;
        }
        if (layer->activation->has_slope) {
            room->slopes = memory_allocate(capacity, sizeof *room->slopes);
            ok = ok && room->slopes;
        }
    }
    if (kind == PASS_DROPOUT && hidden) {
        room->keep = memory_allocate(n, sizeof *room->keep);
        lume_real *thinned = memory_allocate(n, sizeof *room->out);
        room->out = thinned ? thinned : room->out;
        ok = ok && room->keep && thinned;
    }
    return ok;
}

enum lume_status pass_init(struct pass *pass, const struct lume_network *network,
                           const struct lume_kernels *kernels, size_t capacity, enum pass_kind kind,
                           struct lume_error *error)
{
    struct pass made = {.capacity = capacity, .n_layers = network->n_layers, .kernels = kernels};
    made.layers = memory_allocate(network->n_layers, sizeof *made.layers);
    size_t widest = 0;
    bool ok = made.layers;
    for (size_t l = 0; ok && l < network->n_layers; l++) {
        const struct lume_layer *layer = &network->layers[l];
        size_t before = l ? network->layers[l - 1].stride : 0;
        made.layers[l].activation = kernels_activation(kernels, layer->activation);
        ok = allocate_layer(&made.layers[l], layer, before, capacity, kind,
                            l + 1 < network->n_layers);
        widest = layer->stride > widest ? layer->stride : widest;
    }
    for (size_t half = 0; ok && half < SPARSE_HALVES; half++) {
        made.sums[half] =
            memory_allocate(capacity * network->layers[0].stride, sizeof *made.sums[half]);
        ok = made.sums[half];
    }
    made.zeros = ok ? memory_allocate(widest, sizeof *made.zeros) : NULL;
    if (!made.zeros) {
        pass_finish(&made);
        return memory_exhausted(error, NULL);
    }
    pass_scale_input(&made, network);
    *pass = made;
    return LUME_OK;
}

void pass_scale_input(struct pass *pass, const struct lume_network *network)
{
    for (int v = 0; v < 256; v++) {
        pass->values[v] = network->input_scale * (lume_real)v;
    }
}

void pass_finish(struct pass *pass)
{
    if (!pass) {
        return;
    }
    for (size_t l = 0; pass->layers && l < pass->n_layers; l++) {
        struct pass_layer *layer = &pass->layers[l];
        if (layer->out != layer->a) {
            memory_free(layer->out);
        }
        memory_free(layer->z);
        memory_free(layer->a);
        memory_free(layer->delta);
        memory_free(layer->keep);
        memory_free(layer->slopes);
        memory_free(layer->transposed);
    }
    for (size_t half = 0; half < SPARSE_HALVES; half++) {
        memory_free(pass->sums[half]);
    }
    memory_free(pass->layers);
    memory_free(pass->zeros);
    memset(pass, 0, sizeof *pass);
}

const lume_real *pass_first_biases(const struct lume_network *network, lume_real *room)
{
    const struct lume_layer *layer = &network->layers[0];
    const lume_real *biases = network->parameters + layer->biases;
    if (network->input_offset == 0) {
        return biases;
    }
    memset(room, 0, layer->stride * sizeof *room);
    for (size_t k = 0; k < layer->n_in; k++) {
        const lume_real *row = network->parameters + layer->weights + k * layer->stride;
        for (size_t j = 0; j < layer->stride; j++) {
            room[j] += row[j];
        }
    }
    for (size_t j = 0; j < layer->stride; j++) {
        room[j] = biases[j] + network->input_offset * room[j];
    }
    return room;
}

void pass_sums(struct pass *pass, const struct lume_network *network,
               const struct sparse_batch *batch, size_t first, size_t first_half, size_t last_half)
{
    const struct lume_layer *layer = &network->layers[0];
    lume_real *const sums[SPARSE_HALVES] = {rows_of(pass->sums[0], first, layer),
                                            rows_of(pass->sums[1], first, layer)};
    pass->kernels->sparse_sums(batch, first_half, last_half, network->parameters + layer->weights,
                               layer->stride, sums);
}

/* z of the first layer from its halves. */
static void add_halves(const struct pass *pass, const struct lume_layer *layer, size_t first,
                       size_t n, const lume_real *biases, lume_real *restrict z)
{
    const lume_real *upper = rows_of(pass->sums[0], first, layer);
    const lume_real *lower = rows_of(pass->sums[1], first, layer);
    for (size_t i = 0; i < n * layer->stride; i += layer->stride) {
        for (size_t j = 0; j < layer->stride; j++) {
            z[i + j] = biases[j] + upper[i + j] + lower[i + j];
        }
    }
}

void pass_forward(struct pass *pass, const struct lume_network *network,
                  const struct sparse_batch *batch, size_t first, const lume_real *first_biases)
{
    for (size_t l = 0; l < network->n_layers; l++) {
        const struct lume_layer *layer = &network->layers[l];
        struct pass_layer *room = &pass->layers[l];
        const lume_real *weights = network->parameters + layer->weights;
        lume_real *z = rows_of(room->z, first, layer), *a = rows_of(room->a, first, layer);
        if (l == 0) {
            add_halves(pass, layer, first, batch->n, first_biases, z);
        } else {
            const struct lume_layer *before = &network->layers[l - 1];
            pass->kernels->dense_forward(rows_of(pass->layers[l - 1].out, first, before),
                                         before->stride, batch->n, layer->n_in, weights,
                                         network->parameters + layer->biases, layer->stride, z);
        }
        room->activation->forward(z, a, batch->n, layer->n_out, layer->stride,
                                  slope_of(network, layer));
        if (room->keep) {
            const lume_real *keep = rows_of(room->keep, first, layer);
            lume_real *out = rows_of(room->out, first, layer);
            for (size_t i = 0; i < batch->n * layer->stride; i++) {
                out[i] = a[i] * keep[i];
            }
        }
    }
}

/* Deltas of the output layer, before its activation's derivative unless that is in them already. */
static bool output_deltas(const struct pass *pass, const struct lume_network *network,
                          const struct sparse_batch *batch, size_t first,
                          const struct pass_goal *goal, lume_real *losses, uint8_t *correct)
{
    const struct lume_layer *layer = &network->layers[network->n_layers - 1];
    const struct pass_layer *room = &pass->layers[network->n_layers - 1];
    bool fused = lume_loss_is_fused(goal->loss, layer->activation);
    bool rule = goal->optimizer->delta;
    for (size_t i = 0; i < batch->n; i++) {
        size_t place = first + i, label = goal->labels[batch->indices[i]], n = layer->n_out;
        const lume_real *z = rows_of(room->z, place, layer), *a = rows_of(room->a, place, layer);
        lume_real *delta = rows_of(room->delta, place, layer);
        losses[place] = goal->loss->value(fused, z, a, n, label);
        correct[place] = lume_argmax(a, n) == label;
        if (rule) {
            for (size_t j = 0; j < n; j++) {
                delta[j] = goal->optimizer->delta(z[j], a[j], j == label);
            }
        } else {
            goal->loss->gradient(fused, z, a, n, label, delta);
        }
        for (size_t j = 0; j < n; j++) {
            delta[j] /= (lume_real)goal->batch_size;
        }
    }
    return fused || rule;
}

/* dL/dslope of each image: sum over units of dL/da da/dslope. */
static void slope_gradients(const struct lume_layer *layer, const lume_real *z,
                            const lume_real *delta, size_t n, lume_real *slopes)
{
    for (size_t i = 0; i < n; i++) {
        lume_real sum = 0;
        for (size_t j = 0; j < layer->n_out; j++) {
            size_t k = i * layer->stride + j;
            sum += delta[k] * layer->activation->slope_derivative(z[k]);
        }
        slopes[i] = sum;
    }
}

void pass_backward(struct pass *pass, const struct lume_network *network,
                   const struct sparse_batch *batch, size_t first, const struct pass_goal *goal,
                   lume_real *losses, uint8_t *correct)
{
    bool complete = output_deltas(pass, network, batch, first, goal, losses, correct);
    for (size_t l = network->n_layers; l-- > 0;) {
        const struct lume_layer *layer = &network->layers[l];
        struct pass_layer *room = &pass->layers[l];
        const lume_real *z = rows_of(room->z, first, layer);
        lume_real *delta = rows_of(room->delta, first, layer);
        if (room->keep) {
            const lume_real *keep = rows_of(room->keep, first, layer);
            for (size_t i = 0; i < batch->n * layer->stride; i++) {
                delta[i] *= keep[i];
            }
        }
        if (room->slopes && !complete) {
            slope_gradients(layer, z, delta, batch->n, room->slopes + first);
        }
        if (!complete) {
            room->activation->backward(z, rows_of(room->a, first, layer), delta, batch->n,
                                       layer->n_out, layer->stride, slope_of(network, layer));
        }
        if (l > 0) {
            const struct lume_layer *before = &network->layers[l - 1];
            pass->kernels->dense_forward(delta, layer->stride, batch->n, layer->n_out,
                                         room->transposed, pass->zeros, before->stride,
                                         rows_of(pass->layers[l - 1].delta, first, before));
        }
        complete = false;
    }
}

void pass_rows(const struct lume_network *network, const struct sparse_set *set, size_t layer,
               size_t first_block, size_t last_block, size_t *first_row, size_t *last_row)
{
    const struct lume_layer *shape = &network->layers[layer];
    if (layer == 0) {
        *first_row = set->bounds[first_block];
        *last_row = set->bounds[last_block];
    } else if (shape->n_in * shape->stride <= SMALL_LAYER) {
        *first_row = 0;
        *last_row = first_block == 0 ? shape->n_in : 0;
    } else {
        *first_row = shape->n_in * first_block / PASS_BLOCKS;
        *last_row = shape->n_in * last_block / PASS_BLOCKS;
    }
}

static lume_real sum_slopes(const lume_real *slopes, size_t n)
{
    lume_real sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += slopes[i];
    }
    return sum;
}

/* What the input offset adds to rows of the first layer's gradient: the same to each. */
static void add_offset(const struct lume_network *network, const lume_real *delta, size_t n,
                       size_t first_row, size_t last_row, lume_real *gradient)
{
    size_t stride = network->layers[0].stride;
    for (size_t j = 0; j < stride; j++) {
        lume_real sum = 0;
        for (size_t i = 0; i < n; i++) {
            sum += delta[i * stride + j];
        }
        sum *= network->input_offset;
        for (size_t k = first_row; k < last_row; k++) {
            gradient[k * stride + j] += sum;
        }
    }
}

void pass_gradient(const struct pass *pass, const struct lume_network *network,
                   const struct sparse_batch *batch, size_t first_block, size_t last_block,
                   lume_real *gradient)
{
    for (size_t l = 0; l < network->n_layers; l++) {
        const struct lume_layer *layer = &network->layers[l];
        const struct pass_layer *room = &pass->layers[l];
        lume_real *weights = gradient + layer->weights;
        size_t first, last;
        pass_rows(network, batch->set, l, first_block, last_block, &first, &last);
        if (l == 0) {
            pass->kernels->sparse_gradient(batch, first_block, last_block, room->delta,
                                           layer->stride, weights);
            if (network->input_offset != 0) {
                add_offset(network, room->delta, batch->n, first, last, weights);
            }
        } else {
            pass->kernels->dense_gradient(pass->layers[l - 1].out, network->layers[l - 1].stride,
                                          batch->n, first, last, room->delta, layer->stride,
                                          weights);
        }
        if (first_block == 0) {
            /* as if the layer had one more input, always 1 */
            const lume_real one = 1;
            pass->kernels->dense_gradient(&one, 0, batch->n, 0, 1, room->delta, layer->stride,
                                          gradient + layer->biases);
            if (room->slopes) {
                gradient[layer->slope] = sum_slopes(room->slopes, batch->n);
            }
        }
    }
}

void pass_transpose(struct pass *pass, const struct lume_network *network,
                    const struct sparse_set *set, size_t first_block, size_t last_block)
{
    for (size_t l = 1; l < network->n_layers; l++) {
        const struct lume_layer *layer = &network->layers[l];
        size_t first, last, width = network->layers[l - 1].stride;
        pass_rows(network, set, l, first_block, last_block, &first, &last);
        for (size_t k = first; k < last; k++) {
            const lume_real *row = network->parameters + layer->weights + k * layer->stride;
            for (size_t j = 0; j < layer->n_out; j++) {
                pass->layers[l].transposed[j * width + k] = row[j];
            }
        }
    }
}
