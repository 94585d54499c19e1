/* SPDX-License-Identifier: MIT */

/* One image at a time: the public workspace is a pass with room for one. */

#include "nn/pass.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

struct lume_workspace {
    struct pass pass;
    struct sparse_set image;
    lume_real *first_biases;
};

enum lume_status lume_workspace_create(const struct lume_network *network,
                                       const struct lume_kernels *kernels,
                                       struct lume_workspace **out, struct lume_error *error)
{
    struct lume_workspace *workspace = memory_allocate(1, sizeof *workspace);
    if (!workspace) {
        return memory_exhausted(error, NULL);
    }
    kernels = kernels ? kernels : lume_kernels_best();
    enum lume_status status = pass_init(&workspace->pass, network, kernels, 1, PASS_FORWARD, error);
    if (status == LUME_OK) {
        status = sparse_room(1, network->n_inputs, NULL, &workspace->image, error);
    }
    if (status == LUME_OK) {
        workspace->first_biases =
            memory_allocate(network->layers[0].stride, sizeof *workspace->first_biases);
        status = workspace->first_biases ? LUME_OK : memory_exhausted(error, NULL);
    }
    if (status != LUME_OK) {
        lume_workspace_destroy(workspace);
        return status;
    }
    *out = workspace;
    return LUME_OK;
}

void lume_workspace_destroy(struct lume_workspace *workspace)
{
    if (workspace) {
        pass_finish(&workspace->pass);
        sparse_finish(&workspace->image);
        memory_free(workspace->first_biases);
        memory_free(workspace);
    }
}

const lume_real *lume_network_forward(const struct lume_network *network,
                                      struct lume_workspace *workspace, const uint8_t *image)
{
    assert(network->n_layers == workspace->pass.n_layers);
    assert(network->n_inputs == workspace->image.n_pixels);
    if (workspace->pass.values[1] != network->input_scale) {
        pass_scale_input(&workspace->pass, network);
    }
    const uint32_t index = 0;
    const struct sparse_batch batch = {&workspace->image, &index, 1, workspace->pass.values};
    sparse_put(&workspace->image, 0, image);
    pass_sums(&workspace->pass, network, &batch, 0, 0, SPARSE_HALVES);
    pass_forward(&workspace->pass, network, &batch, 0,
                 pass_first_biases(network, workspace->first_biases));
    return workspace->pass.layers[network->n_layers - 1].a;
}

const lume_real *lume_workspace_sums(const struct lume_workspace *workspace, size_t layer)
{
    assert(layer < workspace->pass.n_layers);
    return workspace->pass.layers[layer].z;
}

const lume_real *lume_workspace_activations(const struct lume_workspace *workspace, size_t layer)
{
    assert(layer < workspace->pass.n_layers);
    return workspace->pass.layers[layer].a;
}
