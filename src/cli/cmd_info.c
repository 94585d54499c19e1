/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "base/memory.h"
#include "base/number.h"
#include "cli/command.h"
#include "cli/paths.h"
#include "cli/text.h"
#include "cli/writer.h"
#include "nn/model_parts.h"

#include <lume/idx.h>
#include <lume/model.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

struct info_options {
    struct options_given given;
    bool json;
};

static const struct command_option table[] = {
    {"json", .kind = &option_flag, .offset = offsetof(struct info_options, json),
     .help = "print one JSON object"},
    {.name = NULL},
};

enum { N_VALUES = 256 };

/* How often each byte stands in an array. */
static void count_values(const struct lume_idx *idx, uint64_t counts[N_VALUES])
{
    for (size_t i = 0; i < N_VALUES; i++) {
        counts[i] = 0;
    }
    for (size_t i = 0; i < idx->size; i++) {
        counts[idx->bytes[i]]++;
    }
}

static double mean_value(const struct lume_idx *idx, const uint64_t counts[N_VALUES])
{
    uint64_t sum = 0;
    for (size_t i = 0; i < N_VALUES; i++) {
        sum += i * counts[i];
    }
    return (double)sum / (double)idx->size;
}

static void print_idx_text(const struct lume_idx *idx, const uint64_t counts[N_VALUES])
{
    char text[NUMBER_SIZE];
    if (idx->n_dims == 3) {
        printf("IDX images\nimages    %zu of %zux%zu\n", idx->dims[0], idx->dims[1], idx->dims[2]);
        printf("pixels    mean %s", number_fixed(mean_value(idx, counts), 2, text));
        printf(", %s %% paper\n",
               number_fixed(100 * (double)counts[0] / (double)idx->size, 2, text));
        return;
    }
    printf("IDX labels\nlabels    %zu\n", idx->dims[0]);
    for (size_t i = 0; i < N_VALUES; i++) {
        if (counts[i] > 0) {
            printf("%5zu  %9" PRIu64 "\n", i, counts[i]);
        }
    }
}

static void print_idx_json(const struct lume_idx *idx, const uint64_t counts[N_VALUES])
{
    struct json_writer writer = writer_start(stdout);
    writer_object(&writer);
    writer_key(&writer, "type");
    writer_text(&writer, idx->n_dims == 3 ? "images" : "labels");
    writer_key(&writer, "dimensions");
    writer_list(&writer);
    for (size_t i = 0; i < idx->n_dims; i++) {
        writer_count(&writer, idx->dims[i]);
    }
    writer_list_end(&writer);
    if (idx->n_dims == 3) {
        writer_key(&writer, "mean");
        writer_double(&writer, mean_value(idx, counts));
        writer_key(&writer, "paper");
        writer_double(&writer, (double)counts[0] / (double)idx->size);
    } else {
        size_t n = N_VALUES;
        while (n > 1 && counts[n - 1] == 0) {
            n--;
        }
        writer_key(&writer, "labels");
        writer_list(&writer);
        for (size_t i = 0; i < n; i++) {
            writer_count(&writer, counts[i]);
        }
        writer_list_end(&writer);
    }
    writer_object_end(&writer);
    writer_finish(&writer);
}

/* Smallest and largest weight of a layer; padding is left out. */
static void weight_range(const struct lume_network *network, size_t index, float *low, float *high)
{
    const struct lume_layer *layer = &network->layers[index];
    const float *weights = network->parameters + layer->weights;
    *low = *high = weights[0];
    for (size_t i = 0; i < layer->n_in; i++) {
        for (size_t j = 0; j < layer->n_out; j++) {
            float w = weights[i * layer->stride + j];
            *low = w < *low ? w : *low;
            *high = w > *high ? w : *high;
        }
    }
}

static size_t count_parameters(const struct lume_layer *layer)
{
    return (layer->n_in + 1) * layer->n_out + (layer->activation->has_slope ? 1 : 0);
}

/* `note` stands before what is of another network than the first. */
static void print_layer_text(const struct lume_network *network, size_t index, const char *note)
{
    const struct lume_layer *layer = &network->layers[index];
    char low_text[NUMBER_SIZE], high_text[NUMBER_SIZE];
    float low, high;
    weight_range(network, index, &low, &high);
    printf("%slayer %zu   %zu to %zu, %s, %zu parameters, weights %s to %s\n", note, index + 1,
           layer->n_in, layer->n_out, layer->activation->name, count_parameters(layer),
           number_fixed((double)low, 4, low_text), number_fixed((double)high, 4, high_text));
}

static void print_network_text(const struct lume_network *network, const char *head,
                               const char *note)
{
    fputs(head, stdout);
    text_sizes(network);
    printf(", %zu parameters\n", network->n_parameters);
    for (size_t i = 0; i < network->n_layers; i++) {
        print_layer_text(network, i, note);
    }
}

static void print_accuracy(const char *name, double accuracy)
{
    char text[NUMBER_SIZE];
    if (isfinite(accuracy)) {
        printf("%s %s %%\n", name, number_fixed(100 * accuracy, 2, text));
    }
}

static void print_model_text(const struct lume_model *model)
{
    const struct lume_network *network = model->network;
    char scale[NUMBER_SIZE], offset[NUMBER_SIZE];
    puts("lume model");
    print_network_text(network, "sizes     ", "");
    if (model->unlike) {
        print_network_text(model->unlike, "unlike    ", "unlike ");
    }
    printf("images    %zux%zu, x = %s v + %s, normalizer %s\n", model->rows, model->columns,
           number_float(network->input_scale, scale), number_float(network->input_offset, offset),
           model->normalizer->name);
    if (model->loss[0]) {
        printf("loss      ");
        text_print(stdout, model->loss);
        putchar('\n');
    }
    if (model->optimizer[0]) {
        printf("optimizer ");
        text_print(stdout, model->optimizer);
        putchar('\n');
    }
    printf("seed      %" PRIu64 "\n", model->seed);
    if (model->epochs > 0) {
        printf("epochs    %" PRIu64 "\n", model->epochs);
    }
    print_accuracy("validated", model->validation_accuracy);
    print_accuracy("tested   ", model->test_accuracy);
    if (model->data_checksum) {
        printf("data      crc32:%08" PRIx32 "\n", model->data_checksum);
    }
}

static void write_layer(struct json_writer *writer, const struct lume_network *network,
                        size_t index)
{
    const struct lume_layer *layer = &network->layers[index];
    float low, high;
    weight_range(network, index, &low, &high);
    writer_object(writer);
    writer_key(writer, "inputs");
    writer_count(writer, layer->n_in);
    writer_key(writer, "outputs");
    writer_count(writer, layer->n_out);
    writer_key(writer, "activation");
    writer_text(writer, layer->activation->name);
    writer_key(writer, "parameters");
    writer_count(writer, count_parameters(layer));
    writer_key(writer, "weight_min");
    writer_float(writer, low);
    writer_key(writer, "weight_max");
    writer_float(writer, high);
    writer_object_end(writer);
}

static void write_layers(struct json_writer *writer, const char *key,
                         const struct lume_network *network)
{
    writer_key(writer, key);
    if (!network) {
        writer_text(writer, NULL);
        return;
    }
    writer_list(writer);
    for (size_t i = 0; i < network->n_layers; i++) {
        write_layer(writer, network, i);
    }
    writer_list_end(writer);
}

static void write_known(struct json_writer *writer, const char *key, const char *text)
{
    writer_key(writer, key);
    writer_text(writer, text[0] ? text : NULL);
}

static void print_model_json(const struct lume_model *model)
{
    const struct lume_network *network = model->network;
    char checksum[32];
    snprintf(checksum, sizeof checksum, "crc32:%08" PRIx32, model->data_checksum);
    struct json_writer writer = writer_start(stdout);
    writer_object(&writer);
    writer_key(&writer, "type");
    writer_text(&writer, "model");
    writer_key(&writer, "parameters");
    writer_count(&writer, network->n_parameters);
    writer_key(&writer, "image");
    writer_list(&writer);
    writer_count(&writer, model->rows);
    writer_count(&writer, model->columns);
    writer_list_end(&writer);
    write_layers(&writer, "layers", network);
    write_layers(&writer, "unlike", model->unlike);
    writer_key(&writer, "normalizer");
    writer_text(&writer, model->normalizer->name);
    writer_key(&writer, "input_scale");
    writer_float(&writer, network->input_scale);
    writer_key(&writer, "input_offset");
    writer_float(&writer, network->input_offset);
    write_known(&writer, "loss", model->loss);
    write_known(&writer, "optimizer", model->optimizer);
    writer_key(&writer, "seed");
    writer_count(&writer, model->seed);
    writer_key(&writer, "epochs");
    writer_count(&writer, model->epochs);
    writer_key(&writer, "validation_accuracy");
    writer_double(&writer, model->validation_accuracy);
    writer_key(&writer, "test_accuracy");
    writer_double(&writer, model->test_accuracy);
    write_known(&writer, "data_checksum", model->data_checksum ? checksum : "");
    writer_object_end(&writer);
    writer_finish(&writer);
}

static void print_model(const struct lume_model *model, bool json)
{
    (json ? print_model_json : print_model_text)(model);
}

static enum lume_status print_file(const char *path, const uint8_t *bytes, size_t size, bool json,
                                   struct lume_error *error)
{
    enum lume_status status;
    if (model_recognise(bytes, size)) {
        struct lume_model model;
        status = lume_model_parse(bytes, size, path, &model, error);
        if (status == LUME_OK) {
            print_model(&model, json);
            lume_model_finish(&model);
        }
        return status;
    }
    struct lume_idx idx;
    status = lume_idx_parse(bytes, size, path, 0, &idx, error);
    if (status == LUME_OK) {
        uint64_t counts[N_VALUES];
        count_values(&idx, counts);
        (json ? print_idx_json : print_idx_text)(&idx, counts);
        lume_idx_finish(&idx);
    }
    return status;
}

static enum lume_status run(void *values, char **operands, size_t n_operands,
                            struct lume_error *error)
{
    const struct info_options *options = values;
    enum lume_status status;
    if (n_operands == 0) {
        struct lume_model model;
        status = lume_model_load_default(&model, error);
        if (status == LUME_OK) {
            print_model(&model, options->json);
            lume_model_finish(&model);
        }
        return status;
    }
    uint8_t *bytes;
    size_t size;
    status = file_read(operands[0], LUME_IDX_MAX_SIZE, &bytes, &size, error);
    if (status == LUME_OK) {
        status = print_file(operands[0], bytes, size, options->json, error);
        memory_free(bytes);
    }
    return status;
}

const struct command command_info = {
    .name = "info",
    .operands = "[FILE]",
    .summary = "Tell what an IDX or model file holds.",
    .details = "Without FILE: the model that is built in. \"-\" is standard input.",
    .max_operands = 1,
    .options = table,
    .values_size = sizeof(struct info_options),
    .run = run,
};
