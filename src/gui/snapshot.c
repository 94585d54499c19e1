/* SPDX-License-Identifier: MIT */
#include "gui/snapshot.h"

#include "base/memory.h"

#include <string.h>

enum lume_status snapshot_create(const struct lume_model *model, struct snapshot **out,
                                 struct lume_error *error)
{
    const struct lume_network *network = model->network;
    struct snapshot *snapshot = memory_allocate(1, sizeof *snapshot);
    if (!snapshot) {
        return memory_exhausted(error, NULL);
    }
    size_t n_reals = 0;
    for (size_t l = 0; l < network->n_layers; l++) {
        n_reals += 2 * network->layers[l].n_out;
    }
    snapshot->model = model;
    snapshot->n_layers = network->n_layers;
    snapshot->image = memory_allocate(network->n_inputs, 1);
    snapshot->layers = memory_allocate(network->n_layers, sizeof *snapshot->layers);
    snapshot->reals = memory_allocate(n_reals, sizeof *snapshot->reals);
    snapshot->flags = memory_allocate(n_reals / 2, sizeof *snapshot->flags);
    if (!snapshot->image || !snapshot->layers || !snapshot->reals || !snapshot->flags) {
        snapshot_destroy(snapshot);
        return memory_exhausted(error, NULL);
    }
    float *room = snapshot->reals;
    bool *flags = snapshot->flags;
    for (size_t l = 0; l < network->n_layers; l++) {
        const size_t n = network->layers[l].n_out;
        snapshot->layers[l] =
            (struct snapshot_layer){.n = n, .z = room, .a = room + n, .changed = flags};
        room += 2 * n;
        flags += n;
    }
    snapshot->answer = (struct lume_answer){.digit = -1, .second = -1};
    *out = snapshot;
    return LUME_OK;
}

void snapshot_destroy(struct snapshot *snapshot)
{
    if (snapshot) {
        memory_free(snapshot->image);
        memory_free(snapshot->layers);
        memory_free(snapshot->reals);
        memory_free(snapshot->flags);
        memory_free(snapshot);
    }
}

void snapshot_take(struct snapshot *snapshot, const struct lume_recognizer *recognizer,
                   const struct lume_answer *answer)
{
    const struct lume_workspace *workspace = lume_recognizer_workspace(recognizer);
    memcpy(snapshot->image, lume_recognizer_image(recognizer), snapshot->model->network->n_inputs);
    for (size_t l = 0; l < snapshot->n_layers; l++) {
        const struct snapshot_layer *layer = &snapshot->layers[l];
        memcpy(layer->z, lume_workspace_sums(workspace, l), layer->n * sizeof *layer->z);
        memcpy(layer->a, lume_workspace_activations(workspace, l), layer->n * sizeof *layer->a);
    }
    snapshot->answer = *answer;
}
