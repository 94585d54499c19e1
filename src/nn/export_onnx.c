/* SPDX-License-Identifier: MIT */
#include "nn/export.h"
#include "nn/model_parts.h"
#include "nn/protobuf.h"

#include <stdio.h>
#include <string.h>

/*
 * ONNX: a graph from "image" [N, n_inputs], float pixels from 0 to 255, to "outputs"
 * [N, n_outputs]. Layer N has the values layers.N.sums and, unless it is the last,
 * layers.N.activations; a second network has the same beginning with unlike.N, and its own output,
 * "unlike" [N, 2].
 *
 * Source: ONNX, "Open Neural Network Exchange Intermediate Representation" and onnx.proto.
 */

enum { ONNX_IR_VERSION = 7, ONNX_OPSET = 13 }; /* of ONNX 1.8, 2020: all operators are there */

/* Numbers of the fields that are written, by message. */
enum {
    MODEL_IR_VERSION = 1,
    MODEL_PRODUCER = 2,
    MODEL_DOC = 6,
    MODEL_GRAPH = 7,
    MODEL_OPSET = 8,
    MODEL_METADATA = 14,
    OPSET_VERSION = 2,
    ENTRY_KEY = 1,
    ENTRY_VALUE = 2,
    GRAPH_NODE = 1,
    GRAPH_NAME = 2,
    GRAPH_INITIALIZER = 5,
    GRAPH_INPUT = 11,
    GRAPH_OUTPUT = 12,
    NODE_INPUT = 1,
    NODE_OUTPUT = 2,
    NODE_NAME = 3,
    NODE_OPERATOR = 4,
    NODE_ATTRIBUTE = 5,
    ATTRIBUTE_NAME = 1,
    ATTRIBUTE_FLOAT = 2,
    ATTRIBUTE_INT = 3,
    ATTRIBUTE_TYPE = 20,
    ATTRIBUTE_IS_FLOAT = 1,
    ATTRIBUTE_IS_INT = 2,
    TENSOR_DIM = 1,
    TENSOR_TYPE = 2,
    TENSOR_NAME = 8,
    TENSOR_BYTES = 9,
    TYPE_IS_FLOAT = 1,
    VALUE_NAME = 1,
    VALUE_TYPE = 2,
    TYPE_TENSOR = 1,
    TYPE_ELEMENT = 1,
    TYPE_SHAPE = 2,
    SHAPE_DIM = 1,
    DIM_SIZE = 1,
    DIM_NAME = 2,
};

enum { NAME_SIZE = 40, MAX_STEPS = 5 };

/* A number that a node is told; no name: none. */
struct attribute {
    const char *name;
    bool is_float;
    double value;
};

/* One operator on one or two values: "z", the layer's weighted sums; "it", what the step before
 * made; "slope", the layer's; or one of the constants. */
struct step {
    const char *operator;
    const char *inputs[2];
    struct attribute attribute;
};

/* What an activation is made of. To add one: a line here; without it, models that have it are not
 * exported. */
struct recipe {
    const char *activation;
    struct step steps[MAX_STEPS];
};

static const struct recipe recipes[] = {
    {"identity", {{"Identity", {"z"}, {0}}}},
    {"step",
     {{"GreaterOrEqual", {"z", "zero"}, {0}}, {"Cast", {"it"}, {"to", false, TYPE_IS_FLOAT}}}},
    {"sigmoid", {{"Sigmoid", {"z"}, {0}}}},
    {"tanh", {{"Tanh", {"z"}, {0}}}},
    {"arctan", {{"Atan", {"z"}, {0}}}},
    {"relu", {{"Relu", {"z"}, {0}}}},
    {"leaky-relu", {{"LeakyRelu", {"z"}, {"alpha", true, 0.01}}}},
    {"prelu", {{"PRelu", {"z", "slope"}, {0}}}},
    {"elu", {{"Elu", {"z"}, {"alpha", true, 1}}}},
    {"softplus", {{"Softplus", {"z"}, {0}}}},
    {"gelu",
     {{"Mul", {"z", "half_root"}, {0}},
      {"Erf", {"it"}, {0}},
      {"Add", {"it", "one"}, {0}},
      {"Mul", {"z", "it"}, {0}},
      {"Mul", {"it", "half"}, {0}}}},
    {"silu", {{"Sigmoid", {"z"}, {0}}, {"Mul", {"z", "it"}, {0}}}},
    {"softmax", {{"Softmax", {"z"}, {"axis", false, -1}}}},
};

static const struct constant {
    const char *name;
    float value;
} constants[] = {
    {"zero", 0}, {"half", 0.5f}, {"one", 1}, {"half_root", 0.70710678f}, /* of 2 */
};

enum { N_CONSTANTS = sizeof constants / sizeof *constants };

/* What the graph calls the outputs of the networks. */
static const char *const outputs[MODEL_N_NETWORKS] = {
    [MODEL_DIGITS] = "outputs",
    [MODEL_UNLIKE] = "unlike",
};

/* A graph in the making. */
struct graph {
    const struct lume_model *model;
    const struct lume_network *network; /* the one whose nodes are being added */
    const char *prefix;                 /* and what their names begin with */
    struct buffer *out;
    bool used[N_CONSTANTS];
};

static void append_attribute(struct buffer *out, const struct attribute *attribute)
{
    size_t begin = protobuf_open(out, NODE_ATTRIBUTE);
    protobuf_text(out, ATTRIBUTE_NAME, attribute->name);
    if (attribute->is_float) {
        protobuf_float(out, ATTRIBUTE_FLOAT, (float)attribute->value);
    } else {
        protobuf_int(out, ATTRIBUTE_INT, (int64_t)attribute->value);
    }
    protobuf_int(out, ATTRIBUTE_TYPE, attribute->is_float ? ATTRIBUTE_IS_FLOAT : ATTRIBUTE_IS_INT);
    protobuf_close(out, begin);
}

/* Add a node; it is named as its output is. NULL ends the inputs. */
static void append_node(struct buffer *out, const char *operator, const char * const inputs[3],
                        const char *output, const struct attribute *attribute)
{
    size_t begin = protobuf_open(out, GRAPH_NODE);
    for (size_t i = 0; i < 3 && inputs[i]; i++) {
        protobuf_text(out, NODE_INPUT, inputs[i]);
    }
    protobuf_text(out, NODE_OUTPUT, output);
    protobuf_text(out, NODE_NAME, output);
    protobuf_text(out, NODE_OPERATOR, operator);
    if (attribute->name) {
        append_attribute(out, attribute);
    }
    protobuf_close(out, begin);
}

/* Find the name in the graph of what a step calls `input`. */
static const char *resolve(struct graph *graph, const char *input, size_t layer, const char *it,
                           char name[NAME_SIZE])
{
    if (!input) {
        return NULL;
    }
    if (strcmp(input, "it") == 0) {
        return it;
    }
    for (size_t i = 0; i < N_CONSTANTS; i++) {
        if (strcmp(input, constants[i].name) == 0) {
            graph->used[i] = true;
            return constants[i].name;
        }
    }
    snprintf(name, NAME_SIZE, "%s.%zu.%s", graph->prefix, layer,
             strcmp(input, "z") == 0 ? "sums" : input);
    return name;
}

/* NULL where there is none. */
static const struct recipe *find_recipe(const struct lume_activation *activation)
{
    for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++) {
        if (strcmp(recipes[i].activation, activation->name) == 0) {
            return &recipes[i];
        }
    }
    return NULL;
}

static void append_activation(struct graph *graph, size_t layer, const char *output)
{
    const struct recipe *recipe = find_recipe(graph->network->layers[layer].activation);
    char it[NAME_SIZE] = "", made[NAME_SIZE];
    for (size_t i = 0; i < MAX_STEPS && recipe->steps[i].operator; i++) {
        const struct step *step = &recipe->steps[i];
        bool is_last = i + 1 == MAX_STEPS || !recipe->steps[i + 1].operator;
        char names[2][NAME_SIZE];
        const char *inputs[3] = {resolve(graph, step->inputs[0], layer, it, names[0]),
                                 resolve(graph, step->inputs[1], layer, it, names[1]), NULL};
        snprintf(made, sizeof made, "%s.%zu.step%zu", graph->prefix, layer, i);
        append_node(graph->out, step->operator, inputs, is_last ? output : made, &step->attribute);
        memcpy(it, made, sizeof it);
    }
}

/* Add a network, from "inputs" to its own output. */
static void append_layers(struct graph *graph, const char *last)
{
    static const struct attribute transposed = {"transB", false, 1};
    char from[NAME_SIZE] = "inputs";
    for (size_t i = 0; i < graph->network->n_layers; i++) {
        char weight[NAME_SIZE], bias[NAME_SIZE], sums[NAME_SIZE], output[NAME_SIZE];
        snprintf(weight, sizeof weight, "%s.%zu.weight", graph->prefix, i);
        snprintf(bias, sizeof bias, "%s.%zu.bias", graph->prefix, i);
        snprintf(sums, sizeof sums, "%s.%zu.sums", graph->prefix, i);
        snprintf(output, sizeof output, "%s.%zu.activations", graph->prefix, i);
        append_node(graph->out, "Gemm", (const char *const[3]){from, weight, bias}, sums,
                    &transposed);
        append_activation(graph, i, i + 1 < graph->network->n_layers ? output : last);
        memcpy(from, output, sizeof from);
    }
}

static void append_nodes(struct graph *graph)
{
    static const struct attribute none;
    append_node(graph->out, "Mul", (const char *const[3]){"image", "input_scale"}, "scaled", &none);
    append_node(graph->out, "Add", (const char *const[3]){"scaled", "input_offset"}, "inputs",
                &none);
    for (size_t which = 0; which < MODEL_N_NETWORKS; which++) {
        graph->network = model_network(graph->model, which);
        graph->prefix = model_namings[which].prefix;
        if (graph->network) {
            append_layers(graph, outputs[which]);
        }
    }
}

static void append_constant(struct buffer *out, const char *name, float value)
{
    size_t begin = protobuf_open(out, GRAPH_INITIALIZER);
    protobuf_int(out, TENSOR_TYPE, TYPE_IS_FLOAT);
    protobuf_text(out, TENSOR_NAME, name);
    size_t bytes = protobuf_open(out, TENSOR_BYTES);
    buffer_float(out, value);
    protobuf_close(out, bytes);
    protobuf_close(out, begin);
}

static void append_initializers(const struct graph *graph)
{
    const struct lume_network *network = graph->model->network;
    struct buffer *out = graph->out;
    append_constant(out, "input_scale", (float)network->input_scale);
    append_constant(out, "input_offset", (float)network->input_offset);
    for (size_t i = 0; i < N_CONSTANTS; i++) {
        if (graph->used[i]) {
            append_constant(out, constants[i].name, constants[i].value);
        }
    }
    struct model_tensor tensor;
    for (size_t i = 0; model_tensor_at(graph->model, i, &tensor); i++) {
        size_t begin = protobuf_open(out, GRAPH_INITIALIZER);
        for (size_t d = 0; d < tensor.n_dims; d++) {
            protobuf_int(out, TENSOR_DIM, (int64_t)tensor.dims[d]);
        }
        protobuf_int(out, TENSOR_TYPE, TYPE_IS_FLOAT);
        protobuf_text(out, TENSOR_NAME, tensor.name);
        size_t bytes = protobuf_open(out, TENSOR_BYTES);
        model_tensor_append(&tensor, out);
        protobuf_close(out, bytes);
        protobuf_close(out, begin);
    }
}

/* Declare a value [N, width] of floats. */
static void append_value(struct buffer *out, unsigned field, const char *name, size_t width)
{
    size_t value = protobuf_open(out, field);
    protobuf_text(out, VALUE_NAME, name);
    size_t type = protobuf_open(out, VALUE_TYPE);
    size_t tensor = protobuf_open(out, TYPE_TENSOR);
    protobuf_int(out, TYPE_ELEMENT, TYPE_IS_FLOAT);
    size_t shape = protobuf_open(out, TYPE_SHAPE);
    size_t dim = protobuf_open(out, SHAPE_DIM);
    protobuf_text(out, DIM_NAME, "N");
    protobuf_close(out, dim);
    dim = protobuf_open(out, SHAPE_DIM);
    protobuf_int(out, DIM_SIZE, (int64_t)width);
    protobuf_close(out, dim);
    protobuf_close(out, shape);
    protobuf_close(out, tensor);
    protobuf_close(out, type);
    protobuf_close(out, value);
}

static void append_metadata(void *context, const char *key, const char *value)
{
    size_t begin = protobuf_open(context, MODEL_METADATA);
    protobuf_text(context, ENTRY_KEY, key);
    protobuf_text(context, ENTRY_VALUE, value);
    protobuf_close(context, begin);
}

static void append_doc(const struct lume_model *model, struct buffer *out)
{
    size_t begin = protobuf_open(out, MODEL_DOC);
    buffer_format(out,
                  "A network of lume. Input \"image\": [N, %zu], the pixels of %zu rows of %zu, "
                  "from 0 (paper) to 255 (ink). Output \"outputs\": [N, %zu].",
                  model->network->n_inputs, model->rows, model->columns, model->network->n_outputs);
    if (model->unlike) {
        buffer_text(out, " Output \"unlike\": [N, 2], shares of a digit and of what is none.");
    }
    if (model->normalizer && model->normalizer->find_map) {
        buffer_text(out,
                    " The network was trained on normalised images: normalise each image first, "
                    "this graph does not. Normalizer: ");
        buffer_text(out, model->normalizer->name);
        buffer_text(out, ".");
    }
    protobuf_close(out, begin);
}

static void build(const struct lume_model *model, struct buffer *out)
{
    struct graph graph = {.model = model, .out = out};
    protobuf_int(out, MODEL_IR_VERSION, ONNX_IR_VERSION);
    protobuf_text(out, MODEL_PRODUCER, "lume");
    append_doc(model, out);
    size_t begin = protobuf_open(out, MODEL_GRAPH);
    append_nodes(&graph);
    protobuf_text(out, GRAPH_NAME, "lume");
    append_initializers(&graph);
    append_value(out, GRAPH_INPUT, "image", model->network->n_inputs);
    for (size_t which = 0; which < MODEL_N_NETWORKS; which++) {
        if (model_network(model, which)) {
            append_value(out, GRAPH_OUTPUT, outputs[which], model_network(model, which)->n_outputs);
        }
    }
    protobuf_close(out, begin);
    size_t opset = protobuf_open(out, MODEL_OPSET);
    protobuf_int(out, OPSET_VERSION, ONNX_OPSET);
    protobuf_close(out, opset);
    model_each_metadata(model, append_metadata, out);
}

static enum lume_status check_activations(const struct lume_network *network, const char *note,
                                          const char *path, struct lume_error *error)
{
    for (size_t i = 0; network && i < network->n_layers; i++) {
        const struct lume_activation *activation = network->layers[i].activation;
        if (!find_recipe(activation)) {
            return lume_error_set(error, LUME_ERROR_USAGE, path,
                                  "%sactivation of layer %zu, expected one that ONNX has, got %s",
                                  note, i, activation->name);
        }
    }
    return LUME_OK;
}

static enum lume_status write_onnx(const struct lume_model *model, const char *path,
                                   struct lume_error *error)
{
    for (size_t which = 0; which < MODEL_N_NETWORKS; which++) {
        enum lume_status status =
            check_activations(model_network(model, which), model_namings[which].note, path, error);
        if (status != LUME_OK) {
            return status;
        }
    }
    return export_write(model, path, build, error);
}

const struct lume_export_format export_onnx = {
    .name = "onnx",
    .doc = "ONNX graph, opset 13: pixels 0 to 255 in, outputs out",
    .write = write_onnx,
};
