/* SPDX-License-Identifier: MIT */

/*
 * Write models, their exports, random images and what lume makes of them into a folder, for
 * check_formats.py: for each activation NAME.safetensors, NAME.npz, NAME.csv, NAME.onnx,
 * NAME.images (bytes) and NAME.outputs (floats); and the same for the built-in model.
 */

#include <lume/model.h>

#include <stdio.h>
#include <stdlib.h>

enum { N_IMAGES = 8, ROWS = 3, COLUMNS = 4, N_INPUTS = ROWS * COLUMNS };

static void check(enum lume_status status, const struct lume_error *error)
{
    if (status != LUME_OK) {
        fprintf(stderr, "%s\n", error->message);
        exit(1);
    }
}

static void write_block(const char *folder, const char *name, const char *suffix, const void *bytes,
                        size_t size)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.%s", folder, name, suffix);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

static void write_answers(const struct lume_model *model, const char *folder, const char *name)
{
    size_t n_inputs = model->network->n_inputs, n_outputs = model->network->n_outputs;
    uint8_t *images = calloc(N_IMAGES + 1, n_inputs), *scratch = images + N_IMAGES * n_inputs;
    float *outputs = calloc(N_IMAGES * n_outputs, sizeof *outputs);
    struct lume_workspace *workspace;
    struct lume_error error;
    check(lume_workspace_create(model->network, NULL, &workspace, &error), &error);
    struct lume_rng rng = lume_rng_make(2, 0);
    for (size_t i = 0; i < N_IMAGES; i++) {
        uint8_t *image = images + i * n_inputs;
        for (size_t k = 0; k < n_inputs; k++) {
            image[k] = (uint8_t)(lume_rng_below(&rng, 2) ? lume_rng_below(&rng, 256) : 0);
        }
        const float *answer = lume_model_forward(model, workspace, image, scratch);
        for (size_t k = 0; k < n_outputs; k++) {
            outputs[i * n_outputs + k] = answer[k];
        }
    }
    write_block(folder, name, "images", images, N_IMAGES * n_inputs);
    write_block(folder, name, "outputs", outputs, N_IMAGES * n_outputs * sizeof *outputs);
    lume_workspace_destroy(workspace);
    free(outputs);
    free(images);
}

static void write_model(const struct lume_model *model, const char *folder, const char *name)
{
    char path[4096];
    struct lume_error error;
    const struct lume_export_format *format;
    snprintf(path, sizeof path, "%s/%s.safetensors", folder, name);
    check(lume_model_save(model, path, &error), &error);
    for (size_t i = 0; (format = lume_export_format_at(i)) != NULL; i++) {
        snprintf(path, sizeof path, "%s/%s.%s", folder, name, format->name);
        enum lume_status status = format->write(model, path, &error);
        if (status != LUME_ERROR_USAGE) { /* an activation the format does not have */
            check(status, &error);
        }
    }
    write_answers(model, folder, name);
}

/* Two layers of one activation; one where it cannot be hidden. */
static void write_activation(const struct lume_activation *activation, const char *folder)
{
    const struct lume_layer_config layers[] = {{7, activation}, {5, activation}};
    size_t n_layers = activation->has_gradient && !activation->joins_outputs ? 2 : 1;
    struct lume_model model = {.rows = ROWS, .columns = COLUMNS, .loss = "mse", .epochs = 3};
    struct lume_error error;
    check(lume_network_create(N_INPUTS, layers, n_layers, &model.network, &error), &error);
    struct lume_network *network = model.network;
    network->input_scale = 0.02f;
    network->input_offset = -1.3f;
    struct lume_rng rng = lume_rng_make(1, 0);
    lume_network_initialize(network, lume_initializer_find("glorot"), &rng);
    for (size_t i = 0; i < n_layers; i++) {
        for (size_t k = 0; k < network->layers[i].n_out; k++) {
            network->parameters[network->layers[i].biases + k] = lume_rng_range(&rng, -1, 1);
        }
        if (activation->has_slope) {
            network->parameters[network->layers[i].slope] = lume_rng_range(&rng, 0, 1);
        }
    }
    write_model(&model, folder, activation->name);
    lume_model_finish(&model);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: write_formats FOLDER\n", stderr);
        return 2;
    }
    const struct lume_activation *activation;
    for (size_t i = 0; (activation = lume_activation_at(i)) != NULL; i++) {
        write_activation(activation, argv[1]);
    }
    struct lume_model model;
    struct lume_error error;
    check(lume_model_load_default(&model, &error), &error);
    write_model(&model, argv[1], "built-in");
    lume_model_finish(&model);
    return 0;
}
