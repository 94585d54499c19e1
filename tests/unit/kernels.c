/* SPDX-License-Identifier: MIT */

/* The four loops over rows, of every table that this processor can run: against plain loops that
 * make their sums in the order that kernels.h states, to the bit, and in double, so that a common
 * mistake is seen too. Activations and optimisers: activation.c, optimizer.c. */

#include "check.h"
#include "draw.h"

#include "nn/kernels.h"

#include <lume/network.h>

static struct lume_error error;

static const size_t strides[] = {16, 32, 48, 272};
enum { N_STRIDES = sizeof strides / sizeof *strides };

static size_t padded(size_t n)
{
    return (n + LUME_LANES - 1) / LUME_LANES * LUME_LANES;
}

/* Each number within some roundings of the sum of its terms' magnitudes. */
static void check_near(const lume_real *got, const double *expected, const double *magnitude,
                       size_t n, const char *what)
{
    for (size_t i = 0; i < n; i++) {
        if (!(fabs((double)got[i] - expected[i]) <= 4e-6 * magnitude[i])) {
            fail_msg("%s: number %zu of %zu is %.9g, expected %.9g", what, i, n, (double)got[i],
                     expected[i]);
        }
    }
}

/* Packed images, and a batch of them in random order, some twice. */
struct sparse_case {
    size_t n_images, n_pixels, stride;
    uint8_t *pixels;
    struct sparse_set set;
    uint32_t *indices;
    lume_real values[256];
    struct sparse_batch batch;
};

static void begin_sparse(struct sparse_case *c, struct lume_rng *rng, size_t n_pixels,
                         size_t stride, size_t n)
{
    memset(c, 0, sizeof *c);
    c->n_images = 2 * DRAW_KINDS;
    c->n_pixels = n_pixels;
    c->stride = stride;
    c->pixels = malloc(c->n_images * n_pixels);
    c->indices = malloc((n + 1) * sizeof *c->indices);
    assert_true(c->pixels && c->indices);
    for (size_t k = 0; k < c->n_images; k++) {
        draw_image(rng, k, c->pixels + k * n_pixels, n_pixels);
    }
    CHECK_OK(sparse_pack(c->pixels, c->n_images, n_pixels, &c->set, &error), error);
    for (size_t i = 0; i < n; i++) {
        c->indices[i] = lume_rng_below(rng, (uint32_t)c->n_images);
    }
    for (int v = 1; v < 256; v++) {
        c->values[v] = (lume_real)lume_rng_range(rng, -1, 1);
    }
    c->batch = (struct sparse_batch){&c->set, c->indices, n, c->values};
}

static void end_sparse(struct sparse_case *c)
{
    sparse_finish(&c->set);
    free(c->pixels);
    free(c->indices);
}

static uint8_t pixel_of(const struct sparse_case *c, size_t i, size_t pixel)
{
    return c->pixels[c->indices[i] * c->n_pixels + pixel];
}

/* What each half of the pixels adds up to, in double. */
static void reference_sums(const struct sparse_case *c, size_t half, const lume_real *w,
                           double *sums, double *magnitude)
{
    const size_t first = half * SPARSE_BLOCKS / SPARSE_HALVES;
    const size_t last = first + SPARSE_BLOCKS / SPARSE_HALVES;
    for (size_t i = 0; i < c->batch.n; i++) {
        double *row = sums + i * c->stride, *row_magnitude = magnitude + i * c->stride;
        for (size_t p = c->set.bounds[first]; p < c->set.bounds[last]; p++) {
            const double x = (double)c->values[pixel_of(c, i, p)];
            for (size_t j = 0; x != 0 && j < c->stride; j++) {
                row[j] += x * (double)w[p * c->stride + j];
                row_magnitude[j] += fabs(x * (double)w[p * c->stride + j]);
            }
        }
    }
}

/* Both halves at once or one after the other: the same bits, and the other half is not touched. */
static void check_sparse_sums(const struct sparse_case *c, struct lume_rng *rng)
{
    const size_t n = c->batch.n * c->stride;
    lume_real *w = draw_reals(rng, c->n_pixels * c->stride, -1, 1), *blocks[3 * SPARSE_HALVES];
    for (size_t k = 0; k < 3 * SPARSE_HALVES; k++) {
        blocks[k] = draw_reals(rng, n, 7, 8);
    }
    lume_real **expected = blocks, **both = blocks + SPARSE_HALVES, **one = both + SPARSE_HALVES;
    kernels_scalar.sparse_sums(&c->batch, 0, SPARSE_HALVES, w, c->stride, expected);
    for (size_t half = 0; half < SPARSE_HALVES; half++) {
        double *exact = calloc(n + 1, sizeof *exact), *magnitude = calloc(n + 1, sizeof *magnitude);
        assert_true(exact && magnitude);
        reference_sums(c, half, w, exact, magnitude);
        check_near(expected[half], exact, magnitude, n, "sparse_sums");
        free(exact);
        free(magnitude);
    }
    const struct lume_kernels *kernels;
    for (size_t k = 0; (kernels = lume_kernels_at(k)); k++) {
        kernels->sparse_sums(&c->batch, 0, SPARSE_HALVES, w, c->stride, both);
        for (size_t half = 0; half < SPARSE_HALVES; half++) {
            check_bits(both[half], expected[half], n, "sparse_sums, both", kernels->name);
            lume_real *alone[SPARSE_HALVES] = {NULL};
            alone[half] = one[half];
            memset(one[half], 255, n * sizeof *one[half]);
            kernels->sparse_sums(&c->batch, half, half + 1, w, c->stride, alone);
            check_bits(one[half], expected[half], n, "sparse_sums, one", kernels->name);
        }
    }
    for (size_t k = 0; k < 3 * SPARSE_HALVES; k++) {
        free(blocks[k]);
    }
    free(w);
}

/* The images in order, pixel by pixel. */
static void reference_gradient(const struct sparse_case *c, size_t first_block, size_t last_block,
                               const lume_real *delta, lume_real *gradient)
{
    for (size_t i = 0; i < c->batch.n; i++) {
        for (size_t p = c->set.bounds[first_block]; p < c->set.bounds[last_block]; p++) {
            const uint8_t byte = pixel_of(c, i, p);
            for (size_t j = 0; byte && j < c->stride; j++) {
                gradient[p * c->stride + j] += c->values[byte] * delta[i * c->stride + j];
            }
        }
    }
}

/* Rows that belong to other blocks hold -0 before: even adding 0 to them would show. */
static void check_blocks(const struct sparse_case *c, size_t first_block, size_t last_block,
                         const lume_real *delta, const lume_real *start)
{
    const size_t n = c->n_pixels * c->stride;
    lume_real *before = draw_copy(start, n);
    for (size_t i = 0; i < n; i++) {
        const size_t pixel = i / c->stride;
        const bool ours = pixel >= c->set.bounds[first_block] && pixel < c->set.bounds[last_block];
        before[i] = ours ? before[i] : (lume_real)-0.0;
    }
    lume_real *expected = draw_copy(before, n);
    reference_gradient(c, first_block, last_block, delta, expected);
    const struct lume_kernels *kernels;
    for (size_t k = 0; (kernels = lume_kernels_at(k)); k++) {
        lume_real *gradient = draw_copy(before, n);
        kernels->sparse_gradient(&c->batch, first_block, last_block, delta, c->stride, gradient);
        check_bits(gradient, expected, n, "sparse_gradient", kernels->name);
        free(gradient);
    }
    free(before);
    free(expected);
}

static void check_sparse_gradient(const struct sparse_case *c, struct lume_rng *rng, size_t step)
{
    lume_real *delta = draw_reals(rng, c->batch.n * c->stride, -1, 1);
    lume_real *start = draw_reals(rng, c->n_pixels * c->stride, -1, 1);
    for (size_t first = 0; first < SPARSE_BLOCKS; first += step) {
        for (size_t last = first + step; last <= SPARSE_BLOCKS; last += step) {
            check_blocks(c, first, last, delta, start);
        }
    }
    free(delta);
    free(start);
}

/* Whoever takes which blocks in which order: the same gradient. */
static void check_sum_of_blocks(const struct sparse_case *c, struct lume_rng *rng)
{
    const size_t n = c->n_pixels * c->stride;
    lume_real *delta = draw_reals(rng, c->batch.n * c->stride, -1, 1);
    const struct lume_kernels *kernels;
    for (size_t k = 0; (kernels = lume_kernels_at(k)); k++) {
        lume_real *whole = draw_reals(rng, n, 0, 0), *parts = draw_reals(rng, n, 0, 0);
        kernels->sparse_gradient(&c->batch, 0, SPARSE_BLOCKS, delta, c->stride, whole);
        for (size_t block = SPARSE_BLOCKS; block-- > 0;) {
            kernels->sparse_gradient(&c->batch, block, block + 1, delta, c->stride, parts);
        }
        check_bits(parts, whole, n, "sum of blocks", kernels->name);
        free(whole);
        free(parts);
    }
    free(delta);
}

static void check_sparse(size_t n_pixels, size_t stride, size_t n, size_t block_step)
{
    struct lume_rng rng = lume_rng_make(n_pixels, stride);
    struct sparse_case c;
    begin_sparse(&c, &rng, n_pixels, stride, n);
    check_sparse_sums(&c, &rng);
    check_sparse_gradient(&c, &rng, block_step);
    check_sum_of_blocks(&c, &rng);
    end_sparse(&c);
}

static void test_sparse_sizes(void **state)
{
    (void)state;
    for (size_t n_pixels = 1; n_pixels <= 257; n_pixels++) {
        check_sparse(n_pixels, LUME_LANES, n_pixels % 23, SPARSE_BLOCKS / 2);
    }
}

static void test_sparse_strides_and_blocks(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 2, 7, 16, 100, 257, 784};
    for (size_t s = 0; s < N_STRIDES; s++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            check_sparse(sizes[i], strides[s], 2 * DRAW_KINDS, strides[s] > 48 ? 2 : 1);
        }
        check_sparse(4096, strides[s], DRAW_KINDS, 4);
    }
    check_sparse(65536, LUME_LANES, DRAW_KINDS, 1);
}

/* A pixel in each block and 256 pixels or more between: bridges at and across all bounds. */
static void test_gaps_at_block_bounds(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(1, 1);
    struct sparse_case c;
    const size_t n_pixels = 8192;
    begin_sparse(&c, &rng, n_pixels, LUME_LANES, 3 * SPARSE_BLOCKS);
    sparse_finish(&c.set);
    CHECK_OK(sparse_room(c.n_images, n_pixels, NULL, &c.set, &error), error);
    for (size_t k = 0; k < c.n_images; k++) {
        uint8_t *image = c.pixels + k * n_pixels;
        memset(image, 0, n_pixels);
        for (size_t block = k % 3; block <= SPARSE_BLOCKS; block += 1 + k % 4) {
            const size_t bound = c.set.bounds[block];
            image[bound < n_pixels ? bound : n_pixels - 1] = (uint8_t)(k + 1);
            if (k % 2 && bound > 0) {
                image[bound - 1 - k % 5] = (uint8_t)(k + 101);
            }
        }
        sparse_put(&c.set, k, image);
    }
    check_sparse_sums(&c, &rng);
    check_sparse_gradient(&c, &rng, 1);
    check_sum_of_blocks(&c, &rng);
    end_sparse(&c);
}

static void check_dense_forward(size_t n, size_t n_in, size_t stride, struct lume_rng *rng)
{
    const size_t x_stride = padded(n_in), size = n * stride;
    lume_real *x = draw_reals(rng, n * x_stride, -1, 1), *w = draw_reals(rng, n_in * stride, -1, 1);
    lume_real *b = draw_reals(rng, stride, -1, 1);
    lume_real *expected = draw_reals(rng, size, 7, 8), *z = draw_reals(rng, size, 7, 8);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < stride; j++) {
            lume_real sum = b[j];
            double exact = (double)b[j];
            for (size_t k = 0; k < n_in; k++) {
                sum += x[i * x_stride + k] * w[k * stride + j];
                exact += (double)x[i * x_stride + k] * (double)w[k * stride + j];
            }
            expected[i * stride + j] = sum;
            CHECK_NEAR(sum, exact, 1e-6 * (double)(n_in + 1));
        }
    }
    const struct lume_kernels *kernels;
    for (size_t k = 0; (kernels = lume_kernels_at(k)); k++) {
        memset(z, 255, size * sizeof *z);
        kernels->dense_forward(x, x_stride, n, n_in, w, b, stride, z);
        check_bits(z, expected, size, "dense_forward", kernels->name);
    }
    free(x);
    free(w);
    free(b);
    free(expected);
    free(z);
}

/* Rows outside first..last stay as they were. */
static void check_dense_gradient(size_t n, size_t n_in, size_t stride, struct lume_rng *rng)
{
    const size_t x_stride = padded(n_in), size = n_in * stride;
    const size_t first = lume_rng_below(rng, (uint32_t)n_in + 1);
    const size_t last = first + lume_rng_below(rng, (uint32_t)(n_in - first) + 1);
    lume_real *x = draw_reals(rng, n * x_stride, -1, 1);
    lume_real *delta = draw_reals(rng, n * stride, -1, 1);
    lume_real *before = draw_reals(rng, size, 7, 8), *expected = draw_copy(before, size);
    for (size_t k = first; k < last; k++) {
        for (size_t j = 0; j < stride; j++) {
            lume_real sum = 0;
            double exact = 0;
            for (size_t i = 0; i < n; i++) {
                sum += x[i * x_stride + k] * delta[i * stride + j];
                exact += (double)x[i * x_stride + k] * (double)delta[i * stride + j];
            }
            expected[k * stride + j] = sum;
            CHECK_NEAR(sum, exact, 1e-6 * (double)(n + 1));
        }
    }
    const struct lume_kernels *kernels;
    for (size_t k = 0; (kernels = lume_kernels_at(k)); k++) {
        lume_real *gradient = draw_copy(before, size);
        kernels->dense_gradient(x, x_stride, n, first, last, delta, stride, gradient);
        check_bits(gradient, expected, size, "dense_gradient", kernels->name);
        free(gradient);
    }
    free(x);
    free(delta);
    free(before);
    free(expected);
}

static void check_dense(size_t n, size_t n_in, size_t stride)
{
    struct lume_rng rng = lume_rng_make(n, n_in * 1000 + stride);
    check_dense_forward(n, n_in, stride, &rng);
    check_dense_gradient(n, n_in, stride, &rng);
}

static void test_dense_sizes(void **state)
{
    (void)state;
    for (size_t n_in = 1; n_in <= 257; n_in++) {
        check_dense(n_in % 11, n_in, strides[n_in % 3]);
        check_dense(5 + n_in % 4, n_in, LUME_LANES);
    }
    for (size_t n = 0; n <= 70; n++) {
        check_dense(n, 1 + n * 7 % 40, strides[n % N_STRIDES]);
        check_dense(n, 16, LUME_LANES);
    }
}

/* Sums of biases are made so: one row of ones, without a stride of its own. */
static void test_dense_gradient_of_ones(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(3, 3);
    const lume_real one = 1;
    for (size_t n = 0; n <= 70; n++) {
        const size_t stride = strides[n % N_STRIDES];
        lume_real *delta = draw_reals(&rng, n * stride, -1, 1);
        lume_real *expected = draw_reals(&rng, stride, 0, 0);
        lume_real *sums = draw_reals(&rng, stride, 7, 8);
        for (size_t i = 0; i < n * stride; i++) {
            expected[i % stride] += delta[i];
        }
        const struct lume_kernels *kernels;
        for (size_t k = 0; (kernels = lume_kernels_at(k)); k++) {
            kernels->dense_gradient(&one, 0, n, 0, 1, delta, stride, sums);
            check_bits(sums, expected, stride, "sum of rows", kernels->name);
        }
        free(delta);
        free(expected);
        free(sums);
    }
}

static void test_list(void **state)
{
    (void)state;
    size_t n = 0;
    const struct lume_kernels *kernels;
    assert_ptr_equal(lume_kernels_at(0), &kernels_scalar);
    for (; (kernels = lume_kernels_at(n)); n++) {
        assert_ptr_equal(lume_kernels_find(lume_kernels_name(kernels)), kernels);
    }
    assert_ptr_equal(lume_kernels_best(), lume_kernels_at(n - 1));
    assert_null(lume_kernels_at(n + 1));
    assert_null(lume_kernels_find("sse9"));
    assert_null(lume_kernels_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_sparse_sizes),
        cmocka_unit_test(test_sparse_strides_and_blocks),
        cmocka_unit_test(test_gaps_at_block_bounds),
        cmocka_unit_test(test_dense_sizes),
        cmocka_unit_test(test_dense_gradient_of_ones),
    };
    return cmocka_run_group_tests_name("kernels", tests, NULL, NULL);
}
