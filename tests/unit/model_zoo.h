/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_MODEL_ZOO_H
#define LUME_TESTS_MODEL_ZOO_H

/* A small model and its file, byte by byte; and what is made of it by changing some of them. */

#include "check.h"

#include <lume/model.h>

#define ZOO_SHAPE "\"sizes\":\"4,3,2\",\"activations\":\"tanh,softmax\","
#define ZOO_UNLIKE "\"unlike_sizes\":\"4,2,2\",\"unlike_activations\":\"prelu,softmax\","
#define ZOO_IMAGE "\"image\":\"2x2\",\"normalizer\":\"deskew\","
#define ZOO_INPUT "\"input_scale\":\"0.003921569\",\"input_offset\":\"-0.5\","
#define ZOO_RECORD                                                                        \
    "\"loss\":\"cross-entropy\",\"optimizer\":\"adam\",\"seed\":\"7\",\"epochs\":\"20\"," \
    "\"validation_accuracy\":\"0.97\",\"test_accuracy\":\"0.965\","                       \
    "\"data_checksum\":\"crc32:0123abcd\""
#define ZOO_TENSORS                                                                     \
    "\"layers.0.weight\":{\"dtype\":\"F32\",\"shape\":[3,4],\"data_offsets\":[0,48]},"  \
    "\"layers.0.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[48,60]},"     \
    "\"layers.1.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[60,84]}," \
    "\"layers.1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[84,92]}"
#define ZOO_UNLIKE_TENSORS                                                                \
    "\"unlike.0.weight\":{\"dtype\":\"F32\",\"shape\":[2,4],\"data_offsets\":[92,124]},"  \
    "\"unlike.0.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[124,132]},"     \
    "\"unlike.0.slope\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[132,136]},"    \
    "\"unlike.1.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[136,152]}," \
    "\"unlike.1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[152,160]}"
#define ZOO_FORMAT "{\"__metadata__\":{\"format\":\"lume\",\"version\":\"1\","

static const char zoo_header[] =
    ZOO_FORMAT ZOO_SHAPE ZOO_IMAGE ZOO_INPUT ZOO_RECORD "}," ZOO_TENSORS "}";

/* The same with a second network. */
static const char zoo_pair_header[] = ZOO_FORMAT ZOO_SHAPE ZOO_UNLIKE ZOO_IMAGE ZOO_INPUT ZOO_RECORD
    "}," ZOO_TENSORS "," ZOO_UNLIKE_TENSORS "}";

enum { ZOO_VALUES = 23, ZOO_PAIR_VALUES = 40 };

/* Value k of the file is k / 8 - 1. */
static inline lume_real zoo_value(size_t k)
{
    return (lume_real)k / 8 - 1;
}

/* A file in a block of exactly its size. */
struct zoo_file {
    uint8_t *bytes;
    size_t size;
};

/* Make a file of a header, padded with spaces to a multiple of eight, and the values. */
static inline struct zoo_file zoo_make(const char *header, size_t n_values)
{
    size_t length = (strlen(header) + 7) / 8 * 8;
    struct zoo_file file = {.size = 8 + length + 4 * n_values};
    file.bytes = malloc(file.size);
    assert_non_null(file.bytes);
    for (size_t i = 0; i < 8; i++) {
        file.bytes[i] = (uint8_t)((uint64_t)length >> (8 * i));
    }
    memset(file.bytes + 8, ' ', length);
    memcpy(file.bytes + 8, header, strlen(header));
    for (size_t k = 0; k < n_values; k++) {
        float value = (float)zoo_value(k);
        uint32_t bits;
        memcpy(&bits, &value, 4);
        for (size_t i = 0; i < 4; i++) {
            file.bytes[8 + length + 4 * k + i] = (uint8_t)(bits >> (8 * i));
        }
    }
    return file;
}

/* The text with each `from` replaced by `to`; there must be one. Released with free. */
static inline char *zoo_replace(const char *text, const char *from, const char *to)
{
    char *out = calloc(1, strlen(text) * (strlen(to) + 1) + 1);
    assert_non_null(out);
    const char *found = strstr(text, from);
    if (!found) {
        fail_msg("no %s in the header", from);
    }
    for (; (found = strstr(text, from)) != NULL; text = found + strlen(from)) {
        strncat(out, text, (size_t)(found - text));
        strcat(out, to);
    }
    return strcat(out, text);
}

/* Parse it under the name x; the error is "" on success. */
static inline enum lume_status zoo_parse(const struct zoo_file *file, struct lume_model *model,
                                         struct lume_error *error)
{
    error->message[0] = 0;
    return lume_model_parse(file->bytes, file->size, "x", model, error);
}

/* Make a network whose tensors are values of the file from `first` on. */
static inline struct lume_network *zoo_network(const struct lume_layer_config *layers,
                                               size_t n_layers, size_t first)
{
    struct lume_network *network;
    struct lume_error error;
    CHECK_OK(lume_network_create(4, layers, n_layers, &network, &error), error);
    network->input_offset = (lume_real)-0.5;
    for (size_t i = 0; i < n_layers; i++) {
        const struct lume_layer *layer = &network->layers[i];
        lume_real *weights = network->parameters + layer->weights;
        for (size_t out = 0; out < layer->n_out; out++) {
            for (size_t in = 0; in < layer->n_in; in++) {
                weights[in * layer->stride + out] = zoo_value(first++);
            }
        }
        for (size_t out = 0; out < layer->n_out; out++) {
            network->parameters[layer->biases + out] = zoo_value(first++);
        }
        if (layer->activation->has_slope) {
            network->parameters[layer->slope] = zoo_value(first++);
        }
    }
    return network;
}

/* The model of the file. */
static inline struct lume_model zoo_model(void)
{
    const struct lume_layer_config layers[] = {{3, lume_activation_find("tanh")},
                                               {2, lume_activation_find("softmax")}};
    return (struct lume_model){.network = zoo_network(layers, 2, 0),
                               .rows = 2,
                               .columns = 2,
                               .normalizer = lume_normalizer_find("deskew"),
                               .loss = "cross-entropy",
                               .optimizer = "adam",
                               .seed = 7,
                               .epochs = 20,
                               .validation_accuracy = 0.97,
                               .test_accuracy = 0.965,
                               .data_checksum = 0x0123abcd};
}

/* The model of the file with two networks. */
static inline struct lume_model zoo_pair(void)
{
    const struct lume_layer_config layers[] = {{2, lume_activation_find("prelu")},
                                               {2, lume_activation_find("softmax")}};
    struct lume_model model = zoo_model();
    model.unlike = zoo_network(layers, 2, ZOO_VALUES);
    return model;
}

#endif
