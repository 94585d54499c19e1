/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/image.h>

static const struct lume_augment all = {.shift = 2, .rotate = 15, .scale = 0.1f, .shear = 0.1f};

/* A frame of noise in the middle, as wide a margin as asked for. */
static void fill(uint8_t *image, size_t rows, size_t columns, size_t margin, uint64_t seed)
{
    struct lume_rng rng = lume_rng_make(seed, 0);
    memset(image, 0, rows * columns);
    for (size_t y = margin; y + margin < rows; y++) {
        for (size_t x = margin; x + margin < columns; x++) {
            image[y * columns + x] = (uint8_t)lume_rng_below(&rng, 256);
        }
    }
}

static void test_enabled(void **state)
{
    (void)state;
    const struct lume_augment none = {0, 0, 0, 0};
    assert_false(lume_augment_enabled(&none));
    assert_true(lume_augment_enabled(&(struct lume_augment){.shift = 1}));
    assert_true(lume_augment_enabled(&(struct lume_augment){.rotate = 1}));
    assert_true(lume_augment_enabled(&(struct lume_augment){.scale = 0.1f}));
    assert_true(lume_augment_enabled(&(struct lume_augment){.shear = 0.1f}));
}

static void test_no_ranges_copy(void **state)
{
    (void)state;
    const struct lume_augment none = {0, 0, 0, 0};
    static const size_t sizes[][2] = {{28, 28}, {1, 1}, {1, 40}, {40, 1}, {7, 90}, {200, 300}};
    static uint8_t in[60000], out[60000];
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct lume_rng rng = lume_rng_make(1, i);
        fill(in, sizes[i][0], sizes[i][1], 0, i);
        memset(out, 1, sizeof out);
        lume_augment_image(&none, &rng, in, sizes[i][0], sizes[i][1], out);
        assert_memory_equal(in, out, sizes[i][0] * sizes[i][1]);
    }
}

static void test_equal_seeds_give_equal_images(void **state)
{
    (void)state;
    uint8_t in[LUME_IMAGE_SIZE], a[LUME_IMAGE_SIZE], b[LUME_IMAGE_SIZE], c[LUME_IMAGE_SIZE];
    fill(in, 28, 28, 4, 1);
    struct lume_rng first = lume_rng_make(1, 2), again = first;
    lume_augment_image(&all, &first, in, 28, 28, a);
    lume_augment_image(&all, &again, in, 28, 28, b);
    lume_augment_image(&all, &again, in, 28, 28, c);
    assert_memory_equal(a, b, sizeof a);
    assert_memory_not_equal(a, c, sizeof a);
    assert_memory_not_equal(a, in, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enabled),
        cmocka_unit_test(test_no_ranges_copy),
        cmocka_unit_test(test_equal_seeds_give_equal_images),
    };
    return cmocka_run_group_tests_name("augment", tests, NULL, NULL);
}
