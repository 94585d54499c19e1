/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_PASS_H
#define LUME_NN_PASS_H

/*
 * Batches of images through a network and back: forward pass, deltas, gradient.
 *
 * Work is divided so that the bits do not depend on who does it. Forward and backward an image is
 * alone: any thread may take any range of them. The gradient is a sum over images: its rows are
 * divided, into SPARSE_BLOCKS blocks a layer, and each is summed over the images in order.
 *
 * Arrays are [capacity][stride of the layer].
 */

#include "nn/kernels.h"

#include <lume/loss.h>
#include <lume/network.h>

enum { PASS_BLOCKS = SPARSE_BLOCKS };

struct pass_layer {
    const struct activation_kernel *activation;
    lume_real *z, *a;
    lume_real *out;        /* what the next layer sees: a, or a thinned by dropout */
    lume_real *delta;      /* dL/dz, over the batch's size; NULL where only forward is wanted */
    lume_real *keep;       /* [capacity][stride] 0 or 1 / (1 - dropout); NULL without dropout */
    lume_real *slopes;     /* [capacity] dL/dslope of each image; NULL without slope */
    lume_real *transposed; /* W of this layer, [n_out][stride of the layer before]; NULL in the
                              first, and where only forward is wanted */
};

struct pass {
    size_t capacity; /* images */
    size_t n_layers;
    const struct lume_kernels *kernels;
    lume_real values[256];          /* what the network sees of a pixel byte, less that of byte 0 */
    lume_real *zeros;               /* as many as the widest layer's stride */
    lume_real *sums[SPARSE_HALVES]; /* of the first layer, [capacity][stride] each */
    struct pass_layer *layers;
};

enum pass_kind { PASS_FORWARD, PASS_TRAINING, PASS_DROPOUT };

LUME_MUST_USE enum lume_status pass_init(struct pass *pass, const struct lume_network *network,
                                         const struct lume_kernels *kernels, size_t capacity,
                                         enum pass_kind kind, struct lume_error *error);
void pass_finish(struct pass *pass);

/* Fill in pass->values; pass_init has done so for the network it was given. */
void pass_scale_input(struct pass *pass, const struct lume_network *network);

/* The first layer's biases, with what pixels of byte 0 add: the network's own where input_offset
 * is 0, else written into room[stride of the first layer]. */
const lume_real *pass_first_biases(const struct lume_network *network, lume_real *room);

/* Begin with images, batch->indices[0] at place `first` of the pass and so on: the weighted sums of
 * some halves of the pixels. They may be done by different threads, each of which then has only its
 * half of the weights in its cache. */
void pass_sums(struct pass *pass, const struct lume_network *network,
               const struct sparse_batch *batch, size_t first, size_t first_half, size_t last_half);

/* Go on, when both halves are done: z = (b + first half) + second half, and all that follows. */
void pass_forward(struct pass *pass, const struct lume_network *network,
                  const struct sparse_batch *batch, size_t first, const lume_real *first_biases);

/* Where the output deltas come from: a loss, or the rule of an optimiser. */
struct pass_goal {
    const struct lume_loss *loss;
    const struct lume_optimizer *optimizer;
    const uint8_t *labels; /* of the set's images */
    size_t batch_size;     /* images that share the step */
};

/* Deltas of all layers for the same images; each image's loss into losses[], whether it was
 * answered right into correct[], both by place. */
void pass_backward(struct pass *pass, const struct lume_network *network,
                   const struct sparse_batch *batch, size_t first, const struct pass_goal *goal,
                   lume_real *losses, uint8_t *correct);

/* The rows of a layer's weights that blocks from first_block to below last_block hold. */
void pass_rows(const struct lume_network *network, const struct sparse_set *set, size_t layer,
               size_t first_block, size_t last_block, size_t *first_row, size_t *last_row);

/* Gradient of some blocks for the whole batch, places 0 to n - 1, in the layout of the parameters.
 * The first layer's weights must be 0 before; the rest is overwritten. Biases and slopes belong to
 * the first block. */
void pass_gradient(const struct pass *pass, const struct lume_network *network,
                   const struct sparse_batch *batch, size_t first_block, size_t last_block,
                   lume_real *gradient);

/* Transpose the rows of some blocks of all layers, after they have changed. */
void pass_transpose(struct pass *pass, const struct lume_network *network,
                    const struct sparse_set *set, size_t first_block, size_t last_block);

#endif
