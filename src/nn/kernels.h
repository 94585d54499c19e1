/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_KERNELS_H
#define LUME_NN_KERNELS_H

/*
 * The inner loops. kernels_impl.h holds each once, over sixteen lanes; kernels_<isa>.c compiles it
 * for one instruction set. Every sum is made in the order that its comment states, lane by lane,
 * without fused multiply-add: that is why all tables give the same bits.
 *
 * Shapes: rows of `stride` numbers, a multiple of LUME_LANES, of which the last may be padding.
 */

#include "nn/sparse.h"

#include <lume/activation.h>
#include <lume/kernels.h>
#include <lume/optimizer.h>
#include <lume/real.h>

#include <stddef.h>
#include <stdint.h>

/* a = f(z) and delta *= da/dz over whole batches: [n][stride], of which n_out columns count. */
struct activation_kernel {
    const struct lume_activation *activation;
    void (*forward)(const lume_real *z, lume_real *a, size_t n, size_t n_out, size_t stride,
                    lume_real slope);
    void (*backward)(const lume_real *z, const lume_real *a, lume_real *delta, size_t n,
                     size_t n_out, size_t stride, lume_real slope);
};

/* One step of n parameters p along their gradient g, which becomes 0; s1 and s2 are the
 * optimiser's states, or NULL. */
struct optimizer_kernel {
    const struct lume_optimizer *optimizer;
    void (*update)(const struct lume_update *u, size_t n, lume_real *p, lume_real *g, lume_real *s1,
                   lume_real *s2);
};

/* The images of a batch: indices[n] into a set; values[256] is what a pixel byte stands for. */
struct sparse_batch {
    const struct sparse_set *set;
    const uint32_t *indices;
    size_t n;
    const lume_real *values;
};

struct lume_kernels {
    const char *name;

    /* sums[h][i][j] = sum over ink p of half h of W[p][j] x[i][p], for halves from first_half to
     * below last_half: the half's pair k is added to sum k mod 4, which start at 0; then
     * (0 + 1) + (2 + 3). */
    void (*sparse_sums)(const struct sparse_batch *batch, size_t first_half, size_t last_half,
                        const lume_real *w, size_t stride, lume_real *const *sums);

    /* G[p][j] += x[i][p] delta[i][j] over the images in order, for pixels of the blocks from
     * first_block to below last_block. */
    void (*sparse_gradient)(const struct sparse_batch *batch, size_t first_block, size_t last_block,
                            const lume_real *delta, size_t stride, lume_real *gradient);

    /* z[i][j] = b[j] + sum over k of x[i][k] W[k][j], in the order of k; x is [n][x_stride], of
     * which n_in count. */
    void (*dense_forward)(const lume_real *x, size_t x_stride, size_t n, size_t n_in,
                          const lume_real *w, const lume_real *b, size_t stride, lume_real *z);

    /* G[k][j] = sum over i of x[i][k] delta[i][j], in the order of i, for k from first to below
     * last. */
    void (*dense_gradient)(const lume_real *x, size_t x_stride, size_t n, size_t first, size_t last,
                           const lume_real *delta, size_t stride, lume_real *gradient);

    const struct activation_kernel *activations; /* as lume_activation_at, ends with NULL */
    const struct optimizer_kernel *optimizers;   /* as lume_optimizer_at, ends with NULL */
};

extern const struct lume_kernels kernels_scalar;
extern const struct lume_kernels kernels_avx2;
extern const struct lume_kernels kernels_avx512;
extern const struct lume_kernels kernels_neon;

/* The entry of an activation or optimiser from a registry; never NULL. */
const struct activation_kernel *kernels_activation(const struct lume_kernels *kernels,
                                                   const struct lume_activation *activation);
const struct optimizer_kernel *kernels_optimizer(const struct lume_kernels *kernels,
                                                 const struct lume_optimizer *optimizer);

#endif
