/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/image.h>

enum { SIDE = LUME_IMAGE_SIDE, SIZE = LUME_IMAGE_SIZE };

struct shape {
    double ink, x, y, covariance, variance_y;
};

static struct shape measure(const uint8_t *image, size_t rows, size_t columns)
{
    struct shape s = {0};
    for (size_t i = 0; i < rows * columns; i++) {
        s.ink += image[i];
        s.x += image[i] * (double)(i % columns);
        s.y += image[i] * (double)(i / columns);
    }
    s.x /= s.ink;
    s.y /= s.ink;
    for (size_t i = 0; i < rows * columns; i++) {
        double x = (double)(i % columns) - s.x, y = (double)(i / columns) - s.y;
        s.covariance += image[i] * x * y / s.ink;
        s.variance_y += image[i] * y * y / s.ink;
    }
    return s;
}

/* A soft slanted stroke, slope pixels to the left for each row down, about (x, y). */
static void draw_stroke(uint8_t *image, double slope, double x, double y)
{
    for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
            double distance = fabs(column - x + slope * (row - y));
            double ink = fabs(row - y) <= 8 ? 255 * (2 - distance) : 0;
            image[row * SIDE + column] = (uint8_t)(ink < 0 ? 0 : ink > 255 ? 255 : ink);
        }
    }
}

static void test_slanted_strokes_stand_up(void **state)
{
    (void)state;
    uint8_t in[SIZE], out[SIZE];
    for (int k = -4; k <= 4; k++) {
        double slope = k * 0.2;
        draw_stroke(in, slope, 14.3, 12.6);
        struct shape before = measure(in, SIDE, SIDE);
        CHECK_NEAR(before.covariance / before.variance_y, -slope, 0.01);
        lume_image_deskew(in, SIDE, SIDE, out);
        struct shape after = measure(out, SIDE, SIDE);
        CHECK_NEAR(after.covariance / after.variance_y, 0, 0.01);
        CHECK_NEAR(after.x, 13.5, 0.02);
        CHECK_NEAR(after.y, 13.5, 0.02);
        CHECK_NEAR(after.ink / before.ink, 1, 0.01);
    }
}

static void test_twice_is_once(void **state)
{
    (void)state;
    uint8_t in[SIZE], once[SIZE], twice[SIZE];
    draw_stroke(in, 0.5, 14, 14);
    lume_image_deskew(in, SIDE, SIDE, once);
    lume_image_deskew(once, SIDE, SIDE, twice);
    for (size_t i = 0; i < SIZE; i++) {
        CHECK_NEAR(twice[i], once[i], 8);
    }
}

static void test_blank_full_and_centred_stay(void **state)
{
    (void)state;
    static const size_t sizes[][2] = {{28, 28}, {1, 1}, {1, 90}, {90, 1}, {100, 70}};
    static uint8_t in[8000], out[8000];
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t n = sizes[i][0] * sizes[i][1];
        for (int grey = 0; grey < 256; grey += 85) {
            memset(in, grey, n);
            memset(out, 1, n);
            lume_image_deskew(in, sizes[i][0], sizes[i][1], out);
            assert_memory_equal(in, out, n);
        }
    }
    draw_stroke(in, 0, 13.5, 13.5);
    lume_image_deskew(in, SIDE, SIDE, out);
    assert_memory_equal(in, out, SIZE);
}

static void test_a_dot_moves_to_the_middle(void **state)
{
    (void)state;
    for (size_t at = 0; at < 27 * 27; at += 13) {
        uint8_t in[27 * 27] = {0}, out[27 * 27], expected[27 * 27] = {0};
        in[at] = 200;
        expected[13 * 27 + 13] = 200;
        lume_image_deskew(in, 27, 27, out);
        assert_memory_equal(out, expected, sizeof out);
    }
}

/* Nearly level lines ask for a shear without bounds. */
static void test_extreme_slants_keep_the_covariance_small(void **state)
{
    (void)state;
    uint8_t in[SIZE] = {0}, out[SIZE];
    in[5 * SIDE] = in[6 * SIDE + 27] = 255;
    lume_image_deskew(in, SIDE, SIDE, out);
    struct shape after = measure(out, SIDE, SIDE);
    CHECK_NEAR(after.covariance, 0, 0.05);
    CHECK_NEAR(after.ink, 510, 8);

    memset(in, 255, SIDE);
    memset(in + SIDE, 0, sizeof in - SIDE);
    in[2 * SIDE - 1] = 1;
    lume_image_deskew(in, SIDE, SIDE, out);
    assert_true(measure(out, SIDE, SIDE).ink > 28 * 255 / 2);
}

/* What a model was trained on must look the same to it ever after. */
static void test_bytes_are_fixed(void **state)
{
    (void)state;
    uint8_t in[SIZE], out[SIZE];
    uint64_t hash = 14695981039346656037u;
    for (int round = -50; round < 50; round++) {
        draw_stroke(in, round / 64.0, 13.5 + round / 16.0, 12.25);
        lume_image_deskew(in, SIDE, SIDE, out);
        for (size_t i = 0; i < SIZE; i++) {
            hash = (hash ^ out[i]) * 1099511628211u;
        }
    }
    assert_true(hash == 0x63ee8a69f0f58383u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slanted_strokes_stand_up),
        cmocka_unit_test(test_twice_is_once),
        cmocka_unit_test(test_blank_full_and_centred_stay),
        cmocka_unit_test(test_a_dot_moves_to_the_middle),
        cmocka_unit_test(test_extreme_slants_keep_the_covariance_small),
        cmocka_unit_test(test_bytes_are_fixed),
    };
    return cmocka_run_group_tests_name("deskew", tests, NULL, NULL);
}
