/* SPDX-License-Identifier: MIT */
#include <lume/recognizer.h>

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static enum lume_status check(const struct lume_network *network, const struct lume_dataset *digits,
                              struct lume_error *error)
{
    const struct lume_layer *last = &network->layers[network->n_layers - 1];
    if (network->n_outputs != 2 || strcmp(last->activation->name, "softmax") != 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "network, expected 2 softmax outputs, got %zu of %s",
                              network->n_outputs, last->activation->name);
    }
    if (digits->n == 0 || digits->rows * digits->columns != network->n_inputs) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "images, expected 1 or more of %zu pixels, got %zu of %zu",
                              network->n_inputs, digits->n, digits->rows * digits->columns);
    }
    return LUME_OK;
}

static int compare(const void *a, const void *b)
{
    lume_real x = *(const lume_real *)a, y = *(const lume_real *)b;
    return (x > y) - (x < y);
}

enum lume_status lume_unlike_calibrate(struct lume_network *network,
                                       const struct lume_dataset *digits, double share,
                                       struct lume_error *error)
{
    enum lume_status status = check(network, digits, error);
    if (status != LUME_OK) {
        return status;
    }
    struct lume_workspace *workspace;
    status = lume_workspace_create(network, NULL, &workspace, error);
    if (status != LUME_OK) {
        return status;
    }
    lume_real *leads = memory_allocate(digits->n, sizeof *leads);
    if (!leads) {
        lume_workspace_destroy(workspace);
        return memory_exhausted(error, NULL);
    }
    const struct lume_layer *last = &network->layers[network->n_layers - 1];
    for (size_t i = 0; i < digits->n; i++) {
        lume_network_forward(network, workspace, lume_dataset_image(digits, i));
        const lume_real *z = lume_workspace_sums(workspace, network->n_layers - 1);
        leads[i] = z[1] - z[0]; /* above 0: output 1 is above 1/2 */
    }
    qsort(leads, digits->n, sizeof *leads, compare);
    size_t n_flagged = (size_t)(share * (double)digits->n);
    lume_real half = leads[digits->n - 1 - n_flagged] / 2;
    network->parameters[last->biases] += half;
    network->parameters[last->biases + 1] -= half;
    memory_free(leads);
    lume_workspace_destroy(workspace);
    return LUME_OK;
}
