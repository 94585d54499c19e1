/* SPDX-License-Identifier: MIT */
#include "nn/model_parts.h"

#include "base/elementary.h"
#include "base/number.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const struct model_naming model_namings[MODEL_N_NETWORKS] = {
    [MODEL_DIGITS] = {"layers", "sizes", "activations", ""},
    [MODEL_UNLIKE] = {"unlike", "unlike_sizes", "unlike_activations", "unlike: "},
};

const struct lume_network *model_network(const struct lume_model *model, size_t which)
{
    return which == MODEL_DIGITS ? model->network : model->unlike;
}

static void describe(const struct lume_network *network, const char *prefix, size_t index,
                     size_t part, struct model_tensor *out)
{
    static const char *const parts[] = {"weight", "bias", "slope"};
    const struct lume_layer *layer = &network->layers[index];
    bool is_weight = part == 0, is_slope = part == 2;
    *out = (struct model_tensor){
        .network = network,
        .n_dims = is_weight ? 2 : 1,
        .dims = {is_slope ? 1 : layer->n_out, is_weight ? layer->n_in : 1},
        .offset = is_weight ? layer->weights : (is_slope ? layer->slope : layer->biases),
        .row_step = 1,
        .column_step = layer->stride,
    };
    snprintf(out->name, sizeof out->name, "%s.%zu.%s", prefix, index, parts[part]);
}

bool model_tensor_at(const struct lume_model *model, size_t index, struct model_tensor *out)
{
    for (size_t which = 0; which < MODEL_N_NETWORKS; which++) {
        const struct lume_network *network = model_network(model, which);
        for (size_t i = 0; network && i < network->n_layers; i++) {
            size_t n = network->layers[i].activation->has_slope ? 3 : 2;
            if (index < n) {
                describe(network, model_namings[which].prefix, i, index, out);
                return true;
            }
            index -= n;
        }
    }
    return false;
}

size_t model_tensor_place(const struct model_tensor *tensor, size_t row, size_t column)
{
    return tensor->offset + row * tensor->row_step + column * tensor->column_step;
}

void model_tensor_append(const struct model_tensor *tensor, struct buffer *buffer)
{
    uint8_t *out = buffer_extend(buffer, tensor->dims[0] * tensor->dims[1] * sizeof(float));
    if (!out) {
        return;
    }
    for (size_t row = 0; row < tensor->dims[0]; row++) {
        for (size_t column = 0; column < tensor->dims[1]; column++, out += 4) {
            size_t place = model_tensor_place(tensor, row, column);
            uint32_t bits = float_to_bits((float)tensor->network->parameters[place]);
            for (int i = 0; i < 4; i++) {
                out[i] = (uint8_t)(bits >> (8 * i));
            }
        }
    }
}

bool model_name_is_valid(const char *text)
{
    size_t n = strlen(text);
    return n > 0 && n < LUME_MODEL_NAME_SIZE &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

static const char *show_not_finite(lume_real value)
{
    return isnan(value) ? "NaN" : (value < 0 ? "-Inf" : "Inf");
}

enum lume_status model_check_finite(const struct lume_model *model, const char *name,
                                    struct lume_error *error)
{
    const lume_real inputs[] = {model->network->input_scale, model->network->input_offset};
    static const char *const names[] = {"input_scale", "input_offset"};
    for (size_t i = 0; i < 2; i++) {
        if (!isfinite(inputs[i])) {
            return lume_error_set(error, LUME_ERROR_DATA, name,
                                  "%s, expected a finite number, got %s", names[i],
                                  show_not_finite(inputs[i]));
        }
    }
    struct model_tensor tensor;
    for (size_t i = 0; model_tensor_at(model, i, &tensor); i++) {
        for (size_t n = 0; n < tensor.dims[0] * tensor.dims[1]; n++) {
            size_t row = n / tensor.dims[1], column = n % tensor.dims[1];
            size_t place = model_tensor_place(&tensor, row, column);
            lume_real value = tensor.network->parameters[place];
            if (isfinite(value)) {
                continue;
            }
            char second[24] = "";
            if (tensor.n_dims == 2) {
                snprintf(second, sizeof second, "[%zu]", column);
            }
            return lume_error_set(error, LUME_ERROR_DATA, name,
                                  "%s[%zu]%s, expected a finite number, got %s", tensor.name, row,
                                  second, show_not_finite(value));
        }
    }
    return LUME_OK;
}

static void each_shape(const struct lume_network *network, const struct model_naming *naming,
                       model_metadata_function *function, void *context)
{
    char sizes[(LUME_MAX_LAYERS + 1) * 8], activations[LUME_MAX_LAYERS * LUME_MODEL_NAME_SIZE];
    size_t used = (size_t)snprintf(sizes, sizeof sizes, "%zu", network->n_inputs), named = 0;
    for (size_t i = 0; i < network->n_layers; i++) {
        const struct lume_layer *layer = &network->layers[i];
        used += (size_t)snprintf(sizes + used, sizeof sizes - used, ",%zu", layer->n_out);
        named += (size_t)snprintf(activations + named, sizeof activations - named, "%s%s",
                                  i ? "," : "", layer->activation->name);
        assert(used < sizeof sizes && named < sizeof activations);
    }
    function(context, naming->sizes, sizes);
    function(context, naming->activations, activations);
}

static void each_record(const struct lume_model *model, model_metadata_function *function,
                        void *context)
{
    char text[NUMBER_SIZE];
    if (model->loss[0]) {
        assert(model_name_is_valid(model->loss));
        function(context, "loss", model->loss);
    }
    if (model->optimizer[0]) {
        assert(model_name_is_valid(model->optimizer));
        function(context, "optimizer", model->optimizer);
    }
    if (model->seed || model->epochs) {
        snprintf(text, sizeof text, "%" PRIu64, model->seed);
        function(context, "seed", text);
    }
    if (model->epochs) {
        snprintf(text, sizeof text, "%" PRIu64, model->epochs);
        function(context, "epochs", text);
    }
    const double accuracies[] = {model->validation_accuracy, model->test_accuracy};
    static const char *const names[] = {"validation_accuracy", "test_accuracy"};
    for (size_t i = 0; i < 2; i++) {
        if (!isnan(accuracies[i])) {
            assert(accuracies[i] >= 0 && accuracies[i] <= 1);
            function(context, names[i], number_double(accuracies[i], text));
        }
    }
    if (model->data_checksum) {
        snprintf(text, sizeof text, "crc32:%08" PRIx32, model->data_checksum);
        function(context, "data_checksum", text);
    }
}

/* The second network is what model.h says. */
static void check_unlike(const struct lume_model *model)
{
    const struct lume_network *network = model->network, *unlike = model->unlike;
    assert(!unlike || (unlike->n_inputs == network->n_inputs && unlike->n_outputs == 2));
    assert(!unlike || unlike->layers[unlike->n_layers - 1].activation->joins_outputs);
    assert(!unlike || (unlike->input_scale == network->input_scale &&
                       unlike->input_offset == network->input_offset));
    (void)network, (void)unlike;
}

void model_each_metadata(const struct lume_model *model, model_metadata_function *function,
                         void *context)
{
    char text[NUMBER_SIZE];
    assert(model->rows * model->columns == model->network->n_inputs);
    check_unlike(model);
    function(context, "format", "lume");
    snprintf(text, sizeof text, "%d", LUME_MODEL_FORMAT);
    function(context, "version", text);
    for (size_t which = 0; which < MODEL_N_NETWORKS; which++) {
        if (model_network(model, which)) {
            each_shape(model_network(model, which), &model_namings[which], function, context);
        }
    }
    snprintf(text, sizeof text, "%zux%zu", model->rows, model->columns);
    function(context, "image", text);
    function(context, "normalizer", model->normalizer ? model->normalizer->name : "none");
    function(context, "input_scale", number_float((float)model->network->input_scale, text));
    function(context, "input_offset", number_float((float)model->network->input_offset, text));
    each_record(model, function, context);
}
