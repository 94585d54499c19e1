/* SPDX-License-Identifier: MIT */

/* The body of kernels_<isa>.c, which defines `lanes`, KERNELS_TABLE and KERNELS_NAME first. See
 * kernels.h. */

#include "nn/kernels.h"

#include "nn/activation_impl.h"
#include "nn/optimizer_impl.h"

#include <lume/network.h>

/* Loops over rows of one vector, the usual width of a hidden layer, get a copy of their own. */
#define FOR_STRIDE(stride, call)              \
    if ((stride) == LUME_LANES) {             \
        const size_t row_stride = LUME_LANES; \
        call;                                 \
    } else {                                  \
        const size_t row_stride = (stride);   \
        call;                                 \
    }

#define INLINE static inline __attribute__((always_inline))

enum {
    IMAGES_AHEAD = 12, /* images that are asked for before they are needed */
    BLOCKS_A_HALF = SPARSE_BLOCKS / SPARSE_HALVES,
    IMAGES_A_PASS = 4,
    ROWS_A_PASS = 4,
};

/* Ask for an image that is some images ahead, and at the start for all in between. */
INLINE void prefetch(const struct sparse_batch *batch, size_t i, size_t first_half,
                     size_t last_half)
{
    for (size_t k = i ? i + IMAGES_AHEAD : 0; k <= i + IMAGES_AHEAD && k < batch->n; k++) {
        sparse_prefetch(batch->set, batch->indices[k], first_half, last_half);
    }
}

/* The pairs of an image's blocks, and the pixel they start from. */
struct stretch {
    const uint8_t *pair, *end;
    size_t pixel;
};

INLINE struct stretch some_blocks(const struct sparse_batch *batch, size_t i, size_t first,
                                  size_t last)
{
    const struct sparse_image *image = sparse_image(batch->set, batch->indices[i]);
    const struct sparse_cut *behind = &image->cuts[last];
    return (struct stretch){image->pairs + 2 * (size_t)image->cuts[first].pair,
                            image->pairs + 2 * ((size_t)behind->pair - behind->bridge),
                            image->cuts[first].pixel};
}

INLINE lanes pair_times_row(const lume_real *values, const uint8_t *pair, const lume_real *row)
{
    return lanes_mul(lanes_splat(values[pair[1]]), lanes_load(row));
}

INLINE void sum_image(struct stretch s, const lume_real *values, const lume_real *w, size_t stride,
                      lume_real *sums)
{
    const lume_real *row = w + s.pixel * stride;
    lanes sum0 = lanes_splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    for (const uint8_t *pair = s.pair; pair < s.end; pair += 2 * SPARSE_GROUP) {
        row += pair[0] * stride;
        sum0 = lanes_add(sum0, pair_times_row(values, pair, row));
        row += pair[2] * stride;
        sum1 = lanes_add(sum1, pair_times_row(values, pair + 2, row));
        row += pair[4] * stride;
        sum2 = lanes_add(sum2, pair_times_row(values, pair + 4, row));
        row += pair[6] * stride;
        sum3 = lanes_add(sum3, pair_times_row(values, pair + 6, row));
    }
    lanes_store(sums, lanes_add(lanes_add(sum0, sum1), lanes_add(sum2, sum3)));
}

/* The next stretch is found before this one is worked on: where a loop ends is hard to predict, and
 * what it takes to begin another would be waited for. */
INLINE void sparse_sums_rows(const struct sparse_batch *batch, size_t first_half, size_t last_half,
                             const lume_real *w, size_t stride, lume_real *const *sums)
{
    size_t half = first_half;
    struct stretch next = {0};
    if (batch->n > 0) {
        next = some_blocks(batch, 0, half * BLOCKS_A_HALF, (half + 1) * BLOCKS_A_HALF);
    }
    for (size_t i = 0; i < batch->n;) {
        struct stretch now = next;
        size_t now_i = i, now_half = half;
        half = half + 1 < last_half ? half + 1 : first_half;
        i += half == first_half;
        size_t next_i = i < batch->n ? i : now_i;
        next = some_blocks(batch, next_i, half * BLOCKS_A_HALF, (half + 1) * BLOCKS_A_HALF);
        if (now_half == first_half) {
            prefetch(batch, now_i, first_half, last_half);
        }
        for (size_t j = 0; j < stride; j += LUME_LANES) {
            sum_image(now, batch->values, w + j, stride, sums[now_half] + now_i * stride + j);
        }
    }
}

static void sparse_sums(const struct sparse_batch *batch, size_t first_half, size_t last_half,
                        const lume_real *w, size_t stride, lume_real *const *sums){
    FOR_STRIDE(stride, sparse_sums_rows(batch, first_half, last_half, w, row_stride, sums))}

INLINE void gradient_image(struct stretch s, const lume_real *values, const lume_real *delta,
                           size_t stride, lume_real *gradient)
{
    lume_real *row = gradient + s.pixel * stride;
    lanes d = lanes_load(delta);
    for (const uint8_t *pair = s.pair; pair < s.end; pair += 2) {
        row += pair[0] * stride;
        lanes_store(row, lanes_add(lanes_load(row), lanes_mul(lanes_splat(values[pair[1]]), d)));
    }
}

INLINE void sparse_gradient_rows(const struct sparse_batch *batch, size_t first, size_t last,
                                 const lume_real *delta, size_t stride, lume_real *gradient)
{
    bool shared = last - first < SPARSE_BLOCKS; /* other threads have worked on the images */
    struct stretch next = {0};
    if (batch->n > 0) {
        next = some_blocks(batch, 0, first, last);
    }
    for (size_t i = 0; i < batch->n; i++) {
        struct stretch now = next;
        next = i + 1 < batch->n ? some_blocks(batch, i + 1, first, last) : now;
        if (shared) {
            __builtin_prefetch(delta + (i + IMAGES_AHEAD) * stride);
        }
        for (size_t j = 0; j < stride; j += LUME_LANES) {
            gradient_image(now, batch->values, delta + i * stride + j, stride, gradient + j);
        }
    }
}

static void sparse_gradient(const struct sparse_batch *batch, size_t first_block, size_t last_block,
                            const lume_real *delta, size_t stride, lume_real *gradient){
    FOR_STRIDE(stride,
               sparse_gradient_rows(batch, first_block, last_block, delta, row_stride, gradient))}

/* One vector of outputs of four images. */
INLINE void forward_four(const lume_real *x, size_t x_stride, size_t n_in, const lume_real *w,
                         const lume_real *b, size_t stride, lume_real *z)
{
    lanes sum0 = lanes_load(b), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    for (size_t k = 0; k < n_in; k++) {
        lanes row = lanes_load(w + k * stride);
        sum0 = lanes_add(sum0, lanes_mul(lanes_splat(x[k]), row));
        sum1 = lanes_add(sum1, lanes_mul(lanes_splat(x[x_stride + k]), row));
        sum2 = lanes_add(sum2, lanes_mul(lanes_splat(x[2 * x_stride + k]), row));
        sum3 = lanes_add(sum3, lanes_mul(lanes_splat(x[3 * x_stride + k]), row));
    }
    lanes_store(z, sum0);
    lanes_store(z + stride, sum1);
    lanes_store(z + 2 * stride, sum2);
    lanes_store(z + 3 * stride, sum3);
}

INLINE void forward_one(const lume_real *x, size_t n_in, const lume_real *w, const lume_real *b,
                        size_t stride, lume_real *z)
{
    lanes sum = lanes_load(b);
    for (size_t k = 0; k < n_in; k++) {
        sum = lanes_add(sum, lanes_mul(lanes_splat(x[k]), lanes_load(w + k * stride)));
    }
    lanes_store(z, sum);
}

INLINE void dense_forward_rows(const lume_real *x, size_t x_stride, size_t n, size_t n_in,
                               const lume_real *w, const lume_real *b, size_t stride, lume_real *z)
{
    for (size_t j = 0; j < stride; j += LUME_LANES) {
        size_t i = 0;
        for (; i + IMAGES_A_PASS <= n; i += IMAGES_A_PASS) {
            forward_four(x + i * x_stride, x_stride, n_in, w + j, b + j, stride,
                         z + i * stride + j);
        }
        for (; i < n; i++) {
            forward_one(x + i * x_stride, n_in, w + j, b + j, stride, z + i * stride + j);
        }
    }
}

static void dense_forward(const lume_real *x, size_t x_stride, size_t n, size_t n_in,
                          const lume_real *w, const lume_real *b, size_t stride, lume_real *z){
    FOR_STRIDE(stride, dense_forward_rows(x, x_stride, n, n_in, w, b, row_stride, z))}

/* One vector of four rows of the gradient. */
INLINE void gradient_four(const lume_real *x, size_t x_stride, size_t n, const lume_real *delta,
                          size_t stride, lume_real *gradient)
{
    lanes sum0 = lanes_splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    for (size_t i = 0; i < n; i++) {
        lanes d = lanes_load(delta + i * stride);
        const lume_real *in = x + i * x_stride;
        sum0 = lanes_add(sum0, lanes_mul(lanes_splat(in[0]), d));
        sum1 = lanes_add(sum1, lanes_mul(lanes_splat(in[1]), d));
        sum2 = lanes_add(sum2, lanes_mul(lanes_splat(in[2]), d));
        sum3 = lanes_add(sum3, lanes_mul(lanes_splat(in[3]), d));
    }
    lanes_store(gradient, sum0);
    lanes_store(gradient + stride, sum1);
    lanes_store(gradient + 2 * stride, sum2);
    lanes_store(gradient + 3 * stride, sum3);
}

INLINE void gradient_one(const lume_real *x, size_t x_stride, size_t n, const lume_real *delta,
                         size_t stride, lume_real *gradient)
{
    lanes sum = lanes_splat(0);
    for (size_t i = 0; i < n; i++) {
        sum =
            lanes_add(sum, lanes_mul(lanes_splat(x[i * x_stride]), lanes_load(delta + i * stride)));
    }
    lanes_store(gradient, sum);
}

INLINE void dense_gradient_rows(const lume_real *x, size_t x_stride, size_t n, size_t first,
                                size_t last, const lume_real *delta, size_t stride,
                                lume_real *gradient)
{
    for (size_t j = 0; j < stride; j += LUME_LANES) {
        size_t k = first;
        for (; k + ROWS_A_PASS <= last; k += ROWS_A_PASS) {
            gradient_four(x + k, x_stride, n, delta + j, stride, gradient + k * stride + j);
        }
        for (; k < last; k++) {
            gradient_one(x + k, x_stride, n, delta + j, stride, gradient + k * stride + j);
        }
    }
}

static void dense_gradient(const lume_real *x, size_t x_stride, size_t n, size_t first, size_t last,
                           const lume_real *delta, size_t stride, lume_real *gradient)
{
    FOR_STRIDE(stride,
               dense_gradient_rows(x, x_stride, n, first, last, delta, row_stride, gradient))
}

const struct lume_kernels KERNELS_TABLE = {
    .name = KERNELS_NAME,
    .sparse_sums = sparse_sums,
    .sparse_gradient = sparse_gradient,
    .dense_forward = dense_forward,
    .dense_gradient = dense_gradient,
    .activations = activation_kernels,
    .optimizers = optimizer_kernels,
};
