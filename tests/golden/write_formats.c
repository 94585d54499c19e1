/* SPDX-License-Identifier: MIT */

/*
 * Write models, their exports, random images and what lume makes of them into a folder, for
 * check_formats.py: for each activation NAME.safetensors, NAME.npz, NAME.csv, NAME.onnx,
 * NAME.images (bytes), NAME.outputs (floats) and, of models with a second network, NAME.unlike (its
 * outputs); the same for the built-in model.
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

/* Images as the networks see them: exports do not normalise. */
static uint8_t *make_images(size_t n_inputs)
{
    uint8_t *images = calloc(N_IMAGES, n_inputs);
    struct lume_rng rng = lume_rng_make(2, 0);
    for (size_t i = 0; i < N_IMAGES * n_inputs; i++) {
        images[i] = (uint8_t)(lume_rng_below(&rng, 2) ? lume_rng_below(&rng, 256) : 0);
    }
    return images;
}

static void write_outputs(const struct lume_network *network, const uint8_t *images,
                          const char *folder, const char *name, const char *suffix)
{
    size_t n = network->n_outputs;
    float *outputs = calloc(N_IMAGES * n, sizeof *outputs);
    struct lume_workspace *workspace;
    struct lume_error error;
    check(lume_workspace_create(network, NULL, &workspace, &error), &error);
    for (size_t i = 0; i < N_IMAGES; i++) {
        const float *answer =
            lume_network_forward(network, workspace, images + i * network->n_inputs);
        for (size_t k = 0; k < n; k++) {
            outputs[i * n + k] = answer[k];
        }
    }
    write_block(folder, name, suffix, outputs, N_IMAGES * n * sizeof *outputs);
    lume_workspace_destroy(workspace);
    free(outputs);
}

static void write_answers(const struct lume_model *model, const char *folder, const char *name)
{
    uint8_t *images = make_images(model->network->n_inputs);
    write_block(folder, name, "images", images, N_IMAGES * model->network->n_inputs);
    write_outputs(model->network, images, folder, name, "outputs");
    if (model->unlike) {
        write_outputs(model->unlike, images, folder, name, "unlike");
    }
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

static struct lume_network *make_network(const struct lume_layer_config *layers, size_t n_layers,
                                         uint64_t seed)
{
    struct lume_network *network;
    struct lume_error error;
    check(lume_network_create(N_INPUTS, layers, n_layers, &network, &error), &error);
    network->input_scale = 0.02f;
    network->input_offset = -1.3f;
    struct lume_rng rng = lume_rng_make(seed, 0);
    lume_network_initialize(network, lume_initializer_find("glorot"), &rng);
    for (size_t i = 0; i < n_layers; i++) {
        const struct lume_layer *layer = &network->layers[i];
        for (size_t k = 0; k < layer->n_out; k++) {
            network->parameters[layer->biases + k] = lume_rng_range(&rng, -1, 1);
        }
        if (layer->activation->has_slope) {
            network->parameters[layer->slope] = lume_rng_range(&rng, 0, 1);
        }
    }
    return network;
}

/* Two layers of one activation; one where it cannot be hidden. With a second network of it where it
 * can. */
static void write_activation(const struct lume_activation *activation, const char *folder)
{
    const struct lume_layer_config layers[] = {{7, activation}, {5, activation}};
    const struct lume_layer_config unlike[] = {{3, activation},
                                               {2, lume_activation_find("softmax")}};
    bool is_hidden = activation->has_gradient && !activation->joins_outputs;
    struct lume_model model = {.rows = ROWS, .columns = COLUMNS, .loss = "mse", .epochs = 3};
    model.network = make_network(layers, is_hidden ? 2 : 1, 1);
    if (is_hidden) {
        model.unlike = make_network(unlike, 2, 3);
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
