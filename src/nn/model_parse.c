/* SPDX-License-Identifier: MIT */
#include "base/elementary.h"
#include "base/memory.h"
#include "base/number.h"
#include "nn/model_parts.h"
#include "nn/safetensors.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A file on its way to a model. */
struct parse {
    struct safetensors file;
    const char *name; /* what messages call it */
    struct lume_error *error;
    enum lume_status status;
    bool own; /* written by lume: it must say what its activations are */
    size_t n_inputs, n_layers;
    struct lume_layer_config layers[LUME_MAX_LAYERS];
    struct lume_model model;
};

/* `return fail(p, "image, expected RxC, got %s", text);` Steps return whether all is well. */
#define fail(p, ...) \
    ((p)->status = lume_error_set((p)->error, LUME_ERROR_DATA, (p)->name, __VA_ARGS__), false)

static bool read_version(struct parse *p)
{
    const char *format = safetensors_metadata(&p->file, "format");
    p->own = format && strcmp(format, "lume") == 0;
    if (!p->own) {
        p->file.metadata = NULL; /* words of others, which may mean anything */
        return true;
    }
    const char *text = safetensors_metadata(&p->file, "version");
    uint64_t version;
    if (!text || !number_parse_uint64(text, &version) || version == 0) {
        return fail(p, "version, expected 1 to %d, got %.80s", LUME_MODEL_FORMAT,
                    text ? text : "none");
    }
    if (version > LUME_MODEL_FORMAT) {
        return fail(p, "version, expected at most %d, got %.80s: made by a newer lume",
                    LUME_MODEL_FORMAT, text);
    }
    return true;
}

/* Take "layers.N.weight", "layers.N.bias" and "layers.N.slope" apart. */
static bool layer_of_name(const char *name, size_t *layer)
{
    static const char prefix[] = "layers.";
    char number[8];
    if (strncmp(name, prefix, strlen(prefix)) != 0) {
        return false;
    }
    name += strlen(prefix);
    size_t n = strcspn(name, ".");
    if (n == 0 || n >= sizeof number || (name[0] == '0' && n > 1)) {
        return false;
    }
    memcpy(number, name, n);
    number[n] = 0;
    uint64_t value;
    if (!number_parse_uint64(number, &value)) {
        return false;
    }
    *layer = (size_t)value;
    name += n;
    return strcmp(name, ".weight") == 0 || strcmp(name, ".bias") == 0 ||
           strcmp(name, ".slope") == 0;
}

static bool count_layers(struct parse *p)
{
    p->status = safetensors_read_tensors(&p->file, p->error);
    if (p->status != LUME_OK) {
        return false;
    }
    for (size_t i = 0; i < p->file.n_tensors; i++) {
        const char *name = p->file.tensors[i].name;
        size_t layer;
        if (!layer_of_name(name, &layer)) {
            return fail(p, "tensors, expected layers.N.weight, .bias or .slope, got \"%.80s\"",
                        name);
        }
        if (layer >= LUME_MAX_LAYERS) {
            return fail(p, "layers, expected at most %d, got one more at least (%s)",
                        LUME_MAX_LAYERS, name);
        }
        p->n_layers = layer + 1 > p->n_layers ? layer + 1 : p->n_layers;
    }
    return p->n_layers > 0 || fail(p, "layers, expected 1 to %d, got none", LUME_MAX_LAYERS);
}

static bool missing(struct parse *p, const char *tensor)
{
    return fail(p, "tensors, expected %s, got none of this name", tensor);
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
static bool read_widths(struct parse *p)
{
    size_t n_parameters = 0, width = 0;
    for (size_t i = 0; i < p->n_layers; i++) {
        char name[MODEL_TENSOR_NAME_SIZE], got[64];
        snprintf(name, sizeof name, "layers.%zu.weight", i);
        const struct safetensors_tensor *weight = safetensors_find(&p->file, name);
        if (!weight) {
            return missing(p, name);
        }
        show_shape(weight, got);
        size_t n_out = weight->dims[0], n_in = weight->dims[1];
        if (weight->n_dims != 2 || n_out < 1 || n_out > LUME_MAX_WIDTH || n_in < 1 ||
            n_in > LUME_MAX_WIDTH) {
            return fail(p, "%s: shape, expected [outputs, inputs] of 1 to %d each, got %s", name,
                        LUME_MAX_WIDTH, got);
        }
        if (i > 0 && n_in != width) {
            return fail(p, "%s: inputs, expected %zu as layer %zu puts out, got %zu", name, width,
                        i - 1, n_in);
        }
        n_parameters += (n_in + 1) * n_out;
        if (n_parameters > LUME_MAX_PARAMETERS) {
            return fail(p, "parameters, expected at most %d, got %zu or more", LUME_MAX_PARAMETERS,
                        n_parameters);
        }
        p->n_inputs = i == 0 ? n_in : p->n_inputs;
        p->layers[i].width = width = n_out;
    }
    return true;
}

/* A list of names; where there is none, sigmoid and for the outputs softmax. */
static bool read_activations(struct parse *p)
{
    const char *list = safetensors_metadata(&p->file, "activations");
    if (!list && p->own) {
        return fail(p, "activations, expected %zu names, got none", p->n_layers);
    }
    for (size_t i = 0; i < p->n_layers; i++) {
        bool softmax = i + 1 == p->n_layers && p->layers[i].width > 1;
        p->layers[i].activation = lume_activation_find(softmax ? "softmax" : "sigmoid");
    }
    if (!list) {
        return true;
    }
    size_t n_names = 1;
    for (const char *c = list; *c; c++) {
        n_names += *c == ',';
    }
    if (n_names != p->n_layers) {
        return fail(p, "activations, expected %zu names, got %zu", p->n_layers, n_names);
    }
    for (size_t i = 0; i < p->n_layers; i++) {
        char name[LUME_MODEL_NAME_SIZE];
        size_t n = strcspn(list, ",");
        snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name), list);
        p->layers[i].activation = n < sizeof name ? lume_activation_find(name) : NULL;
        if (!p->layers[i].activation) {
            return fail(p, "activations, expected known names, got \"%.*s\"",
                        (int)(n < 80 ? n : 80), list);
        }
        list += n + 1;
    }
    return true;
}

static bool check_sizes(struct parse *p)
{
    char expected[(LUME_MAX_LAYERS + 1) * 8];
    const char *sizes = safetensors_metadata(&p->file, "sizes");
    size_t used = (size_t)snprintf(expected, sizeof expected, "%zu", p->n_inputs);
    for (size_t i = 0; i < p->n_layers; i++) {
        used +=
            (size_t)snprintf(expected + used, sizeof expected - used, ",%zu", p->layers[i].width);
    }
    if (sizes && strcmp(sizes, expected) != 0) {
        return fail(p, "sizes, expected %s as the tensors have, got %.480s", expected, sizes);
    }
    return true;
}

/* "RxC"; where there is none, a square, or a row where the inputs make no square. */
static bool read_image(struct parse *p)
{
    struct lume_model *model = &p->model;
    const char *image = safetensors_metadata(&p->file, "image");
    if (!image) {
        size_t side = (size_t)lround(sqrt((double)p->n_inputs));
        model->rows = side * side == p->n_inputs ? side : 1;
        model->columns = p->n_inputs / model->rows;
        return true;
    }
    char rows_text[24];
    uint64_t rows, columns;
    size_t n = strcspn(image, "x");
    snprintf(rows_text, sizeof rows_text, "%.*s", (int)(n < 23 ? n : 23), image);
    if (!image[n] || !number_parse_uint64(rows_text, &rows) ||
        !number_parse_uint64(image + n + 1, &columns) || rows < 1 || columns < 1 ||
        rows > p->n_inputs || columns > p->n_inputs || rows * columns != p->n_inputs) {
        return fail(p, "image, expected RxC with R * C = %zu inputs, got %.80s", p->n_inputs,
                    image);
    }
    model->rows = (size_t)rows;
    model->columns = (size_t)columns;
    return true;
}

static bool read_normalizer(struct parse *p)
{
    const char *name = safetensors_metadata(&p->file, "normalizer");
    p->model.normalizer = lume_normalizer_find(name ? name : "none");
    return p->model.normalizer || fail(p, "unknown normalizer \"%.80s\"", name);
}

static bool read_name(struct parse *p, const char *key, char *out)
{
    const char *text = safetensors_metadata(&p->file, key);
    if (!text) {
        return true;
    }
    if (!model_name_is_valid(text)) {
        return fail(p, "%s, expected 1 to %d of a-z, 0-9 and '-', got \"%.80s\"", key,
                    LUME_MODEL_NAME_SIZE - 1, text);
    }
    snprintf(out, LUME_MODEL_NAME_SIZE, "%s", text);
    return true;
}

static bool read_count(struct parse *p, const char *key, uint64_t *out)
{
    const char *text = safetensors_metadata(&p->file, key);
    if (text && !number_parse_uint64(text, out)) {
        return fail(p, "%s, expected a whole number from 0 to 2^64 - 1, got %.80s", key, text);
    }
    return true;
}

static bool read_accuracy(struct parse *p, const char *key, double *out)
{
    const char *text = safetensors_metadata(&p->file, key);
    double value = NAN;
    if (text && (!number_parse_double(text, &value) || value < 0 || value > 1)) {
        return fail(p, "%s, expected a number from 0 to 1, got %.80s", key, text);
    }
    *out = value;
    return true;
}

static bool read_checksum(struct parse *p)
{
    const char *text = safetensors_metadata(&p->file, "data_checksum");
    static const char prefix[] = "crc32:";
    if (!text) {
        return true;
    }
    size_t n = strlen(prefix);
    bool good = strncmp(text, prefix, n) == 0 && strlen(text + n) == 8;
    uint32_t value = 0;
    for (const char *c = text + n; good && *c; c++) {
        const char *digits = "0123456789abcdef", *digit = strchr(digits, *c);
        good = digit != NULL;
        value = value << 4 | (uint32_t)(good ? digit - digits : 0);
    }
    if (!good) {
        return fail(p, "data_checksum, expected crc32: and 8 hexadecimal digits, got %.80s", text);
    }
    p->model.data_checksum = value;
    return true;
}

/* Where the model comes from. */
static bool read_record(struct parse *p)
{
    struct lume_model *model = &p->model;
    return read_name(p, "loss", model->loss) && read_name(p, "optimizer", model->optimizer) &&
           read_count(p, "seed", &model->seed) && read_count(p, "epochs", &model->epochs) &&
           read_accuracy(p, "validation_accuracy", &model->validation_accuracy) &&
           read_accuracy(p, "test_accuracy", &model->test_accuracy) && read_checksum(p);
}

static bool read_input(struct parse *p, const char *key, lume_real *out)
{
    const char *text = safetensors_metadata(&p->file, key);
    double value;
    if (!text) {
        return true;
    }
    if (!number_parse_double(text, &value) || !isfinite((float)value)) {
        return fail(p, "%s, expected a finite number, got %.80s", key, text);
    }
    *out = (lume_real)value;
    return true;
}

/* The rules of networks are stated where networks are made: here their breach is bad data. */
static bool create_network(struct parse *p)
{
    struct lume_error error;
    struct lume_network **network = &p->model.network;
    enum lume_status status =
        lume_network_create(p->n_inputs, p->layers, p->n_layers, network, &error);
    if (status == LUME_ERROR_USAGE) {
        return fail(p, "%s", error.message);
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

/* All names are good ones here, so that a slope is all there can be too much. */
static bool check_slopes(struct parse *p)
{
    for (size_t i = 0; i < p->file.n_tensors; i++) {
        const char *name = p->file.tensors[i].name;
        size_t layer = 0;
        bool is_slope = layer_of_name(name, &layer) && strstr(name, ".slope");
        if (is_slope && !p->layers[layer].activation->has_slope) {
            return fail(p, "%s, expected no such tensor for %s, got one", name,
                        p->layers[layer].activation->name);
        }
    }
    return true;
}

static bool read_parameters(struct parse *p)
{
    struct lume_network *network = p->model.network;
    struct model_tensor tensor;
    for (size_t n = 0; model_tensor_at(network, n, &tensor); n++) {
        const struct safetensors_tensor *source = safetensors_find(&p->file, tensor.name);
        char got[64], expected[64];
        if (!source) {
            return missing(p, tensor.name);
        }
        if (source->n_dims != tensor.n_dims || source->dims[0] != tensor.dims[0] ||
            source->dims[1] != tensor.dims[1]) {
            struct safetensors_tensor wanted = {.n_dims = tensor.n_dims,
                                                .dims = {tensor.dims[0], tensor.dims[1]}};
            return fail(p, "%s: shape, expected %s, got %s", tensor.name,
                        show_shape(&wanted, expected), show_shape(source, got));
        }
        read_values(source, &tensor, network->parameters);
    }
    p->status = model_check_finite(network, p->name, p->error);
    return p->status == LUME_OK;
}

enum lume_status lume_model_parse(const void *bytes, size_t size, const char *name,
                                  struct lume_model *out, struct lume_error *error)
{
    struct parse p = {.name = name, .error = error};
    p.status = safetensors_open(bytes, size, name, &p.file, error);
    if (p.status != LUME_OK) {
        return p.status;
    }
    bool good = read_version(&p) && count_layers(&p) && read_widths(&p) && read_activations(&p) &&
                check_slopes(&p) && check_sizes(&p) && read_image(&p) && read_normalizer(&p) &&
                read_record(&p) && create_network(&p) && read_parameters(&p);
    safetensors_finish(&p.file);
    if (!good) {
        lume_model_finish(&p.model);
        return p.status;
    }
    *out = p.model;
    return LUME_OK;
}
