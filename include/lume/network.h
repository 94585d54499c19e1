/* SPDX-License-Identifier: MIT */
#ifndef LUME_NETWORK_H
#define LUME_NETWORK_H

#include "activation.h"
#include "kernels.h"
#include "real.h"
#include "rng.h"
#include "status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Rows of weights are padded to a multiple of this, so that a row is whole vector registers. */
enum { LUME_LANES = 16 };

enum {
    LUME_MAX_LAYERS = 64,
    LUME_MAX_WIDTH = 65536,        /**< inputs or units of one layer */
    LUME_MAX_PARAMETERS = 1 << 26, /**< of a network: 256 MiB */
};

/**
 * One dense layer: z[j] = sum over i of W[i][j] x[i] + b[j], a = f(z).
 *
 * W is [n_in][stride], of which the first n_out columns count; padding is 0 and stays 0.
 * `weights`, `biases` and `slope` are offsets into the network's parameters.
 */
struct lume_layer {
    size_t n_in, n_out;
    size_t stride; /**< n_out rounded up to LUME_LANES */
    const struct lume_activation *activation;
    size_t weights; /**< [n_in][stride] */
    size_t biases;  /**< [stride] */
    size_t slope;   /**< [LUME_LANES], the first counts; where activation->has_slope */
};

/**
 * A multi-layer perceptron. All parameters are one flat block, so that saving, snapshots and
 * optimisers are single loops. Use never writes to it: activations live in a workspace.
 *
 * Inputs are bytes v; the network sees x = input_scale v + input_offset.
 */
struct lume_network {
    size_t n_inputs, n_outputs, n_layers;
    size_t n_parameters; /**< without padding: 13,002 for 784-16-16-10 */
    size_t n_reals;      /**< with padding: length of `parameters` */
    lume_real input_scale, input_offset;
    struct lume_layer *layers;
    lume_real *parameters; /**< 64-byte aligned */
};

/** What lume_network_create is told of one layer. */
struct lume_layer_config {
    size_t width; /**< 1 to LUME_MAX_WIDTH */
    const struct lume_activation *activation;
};

/**
 * Make a network with all parameters 0 (slopes 0.25), input_scale 1/255 and input_offset 0.
 *
 * @param layers  [n_layers], outputs last; softmax only there, step only as the one layer
 * @return LUME_ERROR_USAGE, LUME_ERROR_MEMORY
 */
LUME_API LUME_MUST_USE enum lume_status lume_network_create(size_t n_inputs,
                                                            const struct lume_layer_config *layers,
                                                            size_t n_layers,
                                                            struct lume_network **out,
                                                            struct lume_error *error);

LUME_API void lume_network_destroy(struct lume_network *network);

/** Make a copy; LUME_ERROR_MEMORY. */
LUME_API LUME_MUST_USE enum lume_status lume_network_copy(const struct lume_network *network,
                                                          struct lume_network **out,
                                                          struct lume_error *error);

/** How weights start: an entry of the registry. Biases start at 0. */
struct lume_initializer {
    const char *name;
    const char *doc; /**< distribution in one line, n_in and n_out of the layer in it */
    float (*draw)(struct lume_rng *rng, size_t n_in, size_t n_out);
};

/** List the initialisers: zeros, uniform, normal, lecun, glorot, he, large; NULL after the last. */
LUME_API const struct lume_initializer *lume_initializer_at(size_t index);

/** Find one by name; NULL when there is none. */
LUME_API const struct lume_initializer *lume_initializer_find(const char *name);

/** Draw all weights, layer by layer, row by row; biases become 0, slopes 0.25. */
LUME_API void lume_network_initialize(struct lume_network *network,
                                      const struct lume_initializer *initializer,
                                      struct lume_rng *rng);

/**
 * Room for one forward pass: each layer's weighted sums and activations, kept so that they can be
 * shown. One thread at a time; as many workspaces to a network as there are threads.
 */
struct lume_workspace;

/** @param kernels  NULL: the best. @return LUME_ERROR_MEMORY */
LUME_API LUME_MUST_USE enum lume_status lume_workspace_create(const struct lume_network *network,
                                                              const struct lume_kernels *kernels,
                                                              struct lume_workspace **out,
                                                              struct lume_error *error);

LUME_API void lume_workspace_destroy(struct lume_workspace *workspace);

/**
 * Run the network on one image.
 *
 * @param network  the one the workspace was made for, or one of the same shape
 * @param image  [n_inputs] bytes
 * @return the outputs, [n_outputs]; valid until the next pass
 * Cost: below a microsecond for 784-16-16-10. No allocation.
 */
LUME_API const lume_real *lume_network_forward(const struct lume_network *network,
                                               struct lume_workspace *workspace,
                                               const uint8_t *image);

/** Weighted sums z of a layer (0: first hidden), [n_out], from the last pass. */
LUME_API const lume_real *lume_workspace_sums(const struct lume_workspace *workspace, size_t layer);

/** Activations a of a layer, [n_out], from the last pass. */
LUME_API const lume_real *lume_workspace_activations(const struct lume_workspace *workspace,
                                                     size_t layer);

/** Index of the largest of values[n]; the first of equals. */
LUME_API size_t lume_argmax(const lume_real *values, size_t n);

#ifdef __cplusplus
}
#endif
#endif
