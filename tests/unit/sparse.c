/* SPDX-License-Identifier: MIT */
#include "check.h"
#include "draw.h"

#include "nn/sparse.h"

static struct lume_error error;

/* Many sizes around the bounds of groups, blocks and gaps. */
static const size_t large_sizes[] = {300, 511, 512, 784, 1023, 2048, 2049, 2300, 4096, 65536};
enum { SMALL = 257, N_SIZES = SMALL + sizeof large_sizes / sizeof *large_sizes };

static size_t size_at(size_t index)
{
    return index < SMALL ? index + 1 : large_sizes[index - SMALL];
}

static uint8_t *draw_images(size_t n_images, size_t n_pixels)
{
    struct lume_rng rng = lume_rng_make(n_pixels, 0);
    uint8_t *pixels = malloc(n_images * n_pixels);
    assert_non_null(pixels);
    for (size_t k = 0; k < n_images; k++) {
        draw_image(&rng, k, pixels + k * n_pixels, n_pixels);
    }
    return pixels;
}

/* Read pairs from..to, which start behind `pixel`, into an image; return the last pixel met. */
static size_t read_pairs(const struct sparse_image *image, size_t from, size_t to, size_t pixel,
                         uint8_t *out, size_t n_pixels)
{
    for (size_t pair = from; pair < to; pair++) {
        pixel += image->pairs[2 * pair];
        assert_true(pixel < n_pixels);
        if (image->pairs[2 * pair + 1]) {
            assert_int_equal(out[pixel], 0);
            out[pixel] = image->pairs[2 * pair + 1];
        }
    }
    return pixel;
}

/* The list, taken as a whole and block by block, stands for these pixels. */
static void check_image(const struct sparse_set *set, size_t index, const uint8_t *pixels)
{
    const struct sparse_image *image = sparse_image(set, index);
    const size_t n = set->n_pixels, n_pairs = image->cuts[SPARSE_BLOCKS].pair;
    uint8_t *whole = calloc(n, 1), *parts = calloc(n, 1);
    assert_true(whole && parts);
    read_pairs(image, 0, n_pairs, image->cuts[0].pixel, whole, n);
    assert_memory_equal(whole, pixels, n);
    for (size_t half = 0; half < SPARSE_HALVES; half++) { /* filled up with nothing */
        const struct sparse_cut *cut = &image->cuts[half * SPARSE_BLOCKS / SPARSE_HALVES];
        const struct sparse_cut *behind = cut + SPARSE_BLOCKS / SPARSE_HALVES;
        size_t pair = behind->pair - behind->bridge;
        for (; (pair - cut->pair) % SPARSE_GROUP; pair++) {
            assert_int_equal(image->pairs[2 * pair] + image->pairs[2 * pair + 1], 0);
        }
        assert_true(half + 1 == SPARSE_HALVES || pair <= behind->pair ||
                    behind->pair == image->cuts[SPARSE_BLOCKS].pair);
    }
    for (size_t block = 0; block < SPARSE_BLOCKS; block++) {
        const struct sparse_cut *cut = &image->cuts[block];
        const size_t end = cut[1].pair - cut[1].bridge;
        assert_true(cut->pair <= end || cut->pair == cut[1].pair);
        for (size_t pair = cut->pair, pixel = cut->pixel; pair < end; pair++) {
            pixel = read_pairs(image, pair, pair + 1, pixel, parts, n);
            assert_in_range(pixel, set->bounds[block], set->bounds[block + 1] - 1);
        }
    }
    assert_memory_equal(parts, pixels, n);
    free(whole);
    free(parts);
}

static void check_bounds(const struct sparse_set *set)
{
    assert_int_equal(set->bounds[0], 0);
    assert_int_equal(set->bounds[SPARSE_BLOCKS], set->n_pixels);
    for (size_t block = 0; block < SPARSE_BLOCKS; block++) {
        assert_true(set->bounds[block] <= set->bounds[block + 1]);
    }
}

static void test_lists_stand_for_their_images(void **state)
{
    (void)state;
    const size_t n_images = 2 * DRAW_KINDS;
    for (size_t i = 0; i < N_SIZES; i++) {
        const size_t n_pixels = size_at(i);
        uint8_t *pixels = draw_images(n_images, n_pixels);
        struct sparse_set set;
        CHECK_OK(sparse_pack(pixels, n_images, n_pixels, &set, &error), error);
        assert_int_equal(set.n_images, n_images);
        assert_int_equal(set.n_pixels, n_pixels);
        check_bounds(&set);
        for (size_t k = 0; k < n_images; k++) {
            check_image(&set, k, pixels + k * n_pixels);
        }
        sparse_finish(&set);
        free(pixels);
    }
}

/* One image's room is filled again and again: nothing may be left of the image before. */
static void test_put_writes_what_pack_does(void **state)
{
    (void)state;
    const size_t n_images = 2 * DRAW_KINDS;
    for (size_t i = 0; i < N_SIZES; i++) {
        const size_t n_pixels = size_at(i);
        uint8_t *pixels = draw_images(n_images, n_pixels);
        struct sparse_set packed, alike, equal;
        CHECK_OK(sparse_pack(pixels, n_images, n_pixels, &packed, &error), error);
        CHECK_OK(sparse_room(2, n_pixels, &packed, &alike, &error), error);
        CHECK_OK(sparse_room(2, n_pixels, NULL, &equal, &error), error);
        assert_memory_equal(alike.bounds, packed.bounds, sizeof packed.bounds);
        check_bounds(&equal);
        for (size_t k = 0; k < n_images; k++) {
            const size_t place = k % 2;
            sparse_put(&alike, place, pixels + k * n_pixels);
            sparse_put(&equal, place, pixels + k * n_pixels);
            const size_t size = (packed.offsets[k + 1] - packed.offsets[k]) * (size_t)SPARSE_UNIT;
            assert_memory_equal(sparse_image(&alike, place), sparse_image(&packed, k), size);
            check_image(&equal, place, pixels + k * n_pixels);
        }
        sparse_finish(&packed);
        sparse_finish(&alike);
        sparse_finish(&equal);
        free(pixels);
    }
}

/* Ink at equal distances, a single image: its room ends where the block does. */
static void test_as_many_bridges_as_can_be(void **state)
{
    (void)state;
    static const size_t sizes[] = {1000, 4096, 65536};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint8_t *pixels = malloc(sizes[i]);
        assert_non_null(pixels);
        for (size_t distance = 1; distance < 300; distance += distance < 100 ? 7 : 1) {
            struct sparse_set set;
            for (size_t k = 0; k < sizes[i]; k++) {
                pixels[k] = (uint8_t)(k % distance == 0 ? 1 + k % 255 : 0);
            }
            CHECK_OK(sparse_pack(pixels, 1, sizes[i], &set, &error), error);
            check_image(&set, 0, pixels);
            sparse_finish(&set);
        }
        free(pixels);
    }
}

/* The bounds divide the work of digits, which is in the middle, about evenly. */
static void test_blocks_share_the_work(void **state)
{
    (void)state;
    const size_t n_images = 500, n_pixels = 784;
    struct lume_rng rng = lume_rng_make(1, 0);
    uint8_t *pixels = malloc(n_images * n_pixels);
    assert_non_null(pixels);
    size_t ink[SPARSE_BLOCKS] = {0}, total = 0;
    struct sparse_set set;
    for (size_t k = 0; k < n_images; k++) {
        draw_image(&rng, 4, pixels + k * n_pixels, n_pixels);
    }
    CHECK_OK(sparse_pack(pixels, n_images, n_pixels, &set, &error), error);
    for (size_t block = 0; block < SPARSE_BLOCKS; block++) {
        for (size_t k = 0; k < n_images; k++) {
            for (size_t i = set.bounds[block]; i < set.bounds[block + 1]; i++) {
                ink[block] += pixels[k * n_pixels + i] != 0;
            }
        }
        total += ink[block];
    }
    for (size_t block = 1; block + 1 < SPARSE_BLOCKS; block++) {
        assert_in_range(ink[block], total / 10, total / 5);
    }
    sparse_finish(&set);
    free(pixels);
}

static void test_no_images(void **state)
{
    (void)state;
    struct sparse_set set;
    CHECK_OK(sparse_pack((const uint8_t *)"", 0, 784, &set, &error), error);
    check_bounds(&set);
    sparse_finish(&set);
    sparse_finish(&set);
    sparse_finish(NULL);
}

static void test_too_many_images(void **state)
{
    (void)state;
    struct sparse_set set;
    CHECK_FAILS(sparse_room((size_t)1 << 32, 784, NULL, &set, &error), LUME_ERROR_MEMORY, error,
                "4294967296 images, expected at most 32 GiB of ink");
    CHECK_FAILS(sparse_room(SIZE_MAX / 2, 784, NULL, &set, &error), LUME_ERROR_MEMORY, error,
                "out of memory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_stand_for_their_images),
        cmocka_unit_test(test_put_writes_what_pack_does),
        cmocka_unit_test(test_as_many_bridges_as_can_be),
        cmocka_unit_test(test_blocks_share_the_work),
        cmocka_unit_test(test_no_images),
        cmocka_unit_test(test_too_many_images),
    };
    return cmocka_run_group_tests_name("sparse", tests, NULL, NULL);
}
