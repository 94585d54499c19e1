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

/* Where the ink of one soft dot is. */
struct spot {
    double ink, x, y;
};

static struct spot find_spot(const uint8_t *image)
{
    struct spot spot = {0, 0, 0};
    for (size_t i = 0; i < LUME_IMAGE_SIZE; i++) {
        spot.ink += image[i];
        spot.x += image[i] * (double)(i % 28);
        spot.y += image[i] * (double)(i / 28);
    }
    spot.x /= spot.ink;
    spot.y /= spot.ink;
    return spot;
}

static void put_spot(uint8_t *image, int x, int y)
{
    memset(image, 0, LUME_IMAGE_SIZE);
    for (int i = -2; i <= 2; i++) {
        for (int k = -2; k <= 2; k++) {
            image[(y + i) * 28 + x + k] = 200;
        }
    }
}

/* Draw many warps of a dot at (x, y) and give the least and the largest of where it went. */
static void find_reach(struct lume_augment augment, int x, int y, struct spot *least,
                       struct spot *most)
{
    uint8_t in[LUME_IMAGE_SIZE], out[LUME_IMAGE_SIZE];
    struct lume_rng rng = lume_rng_make(9, 0);
    put_spot(in, x, y);
    *least = (struct spot){1e9, 1e9, 1e9};
    *most = (struct spot){0, 0, 0};
    for (int i = 0; i < 2000; i++) {
        lume_augment_image(&augment, &rng, in, 28, 28, out);
        struct spot spot = find_spot(out);
        least->ink = fmin(least->ink, spot.ink);
        least->x = fmin(least->x, spot.x);
        least->y = fmin(least->y, spot.y);
        most->ink = fmax(most->ink, spot.ink);
        most->x = fmax(most->x, spot.x);
        most->y = fmax(most->y, spot.y);
    }
}

/* Each range alone does what it says, and reaches its ends; the dot is off the middle, 13.5. */
static void test_shift(void **state)
{
    (void)state;
    struct spot least, most;
    find_reach((struct lume_augment){.shift = 3}, 12, 15, &least, &most);
    CHECK_NEAR(least.x, 9, 0.05);
    CHECK_NEAR(most.x, 15, 0.05);
    CHECK_NEAR(least.y, 12, 0.05);
    CHECK_NEAR(most.y, 18, 0.05);
    CHECK_NEAR(least.ink, most.ink, 100);
}

static void test_rotate(void **state)
{
    (void)state;
    struct spot least, most;
    find_reach((struct lume_augment){.rotate = 30}, 21, 13, &least, &most);
    /* (7.5, -0.5) from the middle */
    const double c = cos(3.14159265358979 / 6), s = 0.5;
    CHECK_NEAR(least.y, 13.5 - 7.5 * s - 0.5 * c, 0.1);
    CHECK_NEAR(most.y, 13.5 + 7.5 * s - 0.5 * c, 0.1);
    CHECK_NEAR(least.x, 13.5 + 7.5 * c - 0.5 * s, 0.1);
    CHECK_NEAR(most.x, 13.5 + hypot(7.5, 0.5), 0.1);
    CHECK_NEAR(most.ink / least.ink, 1, 0.03);
}

static void test_scale(void **state)
{
    (void)state;
    struct spot least, most;
    find_reach((struct lume_augment){.scale = 0.25f}, 18, 9, &least, &most);
    CHECK_NEAR(least.x, 13.5 + 4.5 * 0.75, 0.1);
    CHECK_NEAR(most.x, 13.5 + 4.5 * 1.25, 0.1);
    CHECK_NEAR(least.y, 13.5 - 4.5 * 1.25, 0.1);
    CHECK_NEAR(most.y, 13.5 - 4.5 * 0.75, 0.1);
    CHECK_NEAR(most.ink / (25 * 200), 1.25 * 1.25, 0.08);
    CHECK_NEAR(least.ink / (25 * 200), 0.75 * 0.75, 0.08);
}

static void test_shear(void **state)
{
    (void)state;
    struct spot least, most;
    find_reach((struct lume_augment){.shear = 0.5f}, 13, 21, &least, &most);
    CHECK_NEAR(least.x, 13 - 7.5 / 2, 0.1);
    CHECK_NEAR(most.x, 13 + 7.5 / 2, 0.1);
    CHECK_NEAR(least.y, 21, 0.05);
    CHECK_NEAR(most.y, 21, 0.05);
}

/* These bytes are part of every model that was trained with augmentation. */
static void test_bytes_are_fixed(void **state)
{
    (void)state;
    uint8_t in[LUME_IMAGE_SIZE], out[LUME_IMAGE_SIZE];
    struct lume_rng rng = lume_rng_make(1, 2);
    uint64_t hash = 14695981039346656037u;
    for (uint64_t round = 0; round < 100; round++) {
        fill(in, 28, 28, round % 8, round);
        lume_augment_image(&all, &rng, in, 28, 28, out);
        for (size_t i = 0; i < sizeof out; i++) {
            hash = (hash ^ out[i]) * 1099511628211u;
        }
    }
    assert_true(hash == 0x2c87e55f8e446bb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enabled),
        cmocka_unit_test(test_no_ranges_copy),
        cmocka_unit_test(test_equal_seeds_give_equal_images),
        cmocka_unit_test(test_shift),
        cmocka_unit_test(test_rotate),
        cmocka_unit_test(test_scale),
        cmocka_unit_test(test_shear),
        cmocka_unit_test(test_bytes_are_fixed),
    };
    return cmocka_run_group_tests_name("augment", tests, NULL, NULL);
}
