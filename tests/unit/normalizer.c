/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/image.h>
#include <lume/normalizer.h>

enum { SIDE = LUME_IMAGE_SIDE, SIZE = LUME_IMAGE_SIZE };

struct shape {
    double ink, x, y, covariance, variance_x, variance_y;
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
        s.variance_x += image[i] * x * x / s.ink;
        s.variance_y += image[i] * y * y / s.ink;
    }
    return s;
}

static void deskew(const uint8_t *in, size_t rows, size_t columns, uint8_t *out)
{
    lume_normalize(lume_normalizer_find("deskew"), in, rows, columns, out);
}

static void moments(const uint8_t *in, size_t rows, size_t columns, uint8_t *out)
{
    lume_normalize(lume_normalizer_find("moments"), in, rows, columns, out);
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
        deskew(in, SIDE, SIDE, out);
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
    deskew(in, SIDE, SIDE, once);
    deskew(once, SIDE, SIDE, twice);
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
            deskew(in, sizes[i][0], sizes[i][1], out);
            assert_memory_equal(in, out, n);
        }
    }
    draw_stroke(in, 0, 13.5, 13.5);
    deskew(in, SIDE, SIDE, out);
    assert_memory_equal(in, out, SIZE);
}

static void test_a_dot_moves_to_the_middle(void **state)
{
    (void)state;
    for (size_t at = 0; at < 27 * 27; at += 13) {
        uint8_t in[27 * 27] = {0}, out[27 * 27], expected[27 * 27] = {0};
        in[at] = 200;
        expected[13 * 27 + 13] = 200;
        deskew(in, 27, 27, out);
        assert_memory_equal(out, expected, sizeof out);
    }
}

/* Nearly level lines ask for a shear without bounds. */
static void test_extreme_slants_keep_the_covariance_small(void **state)
{
    (void)state;
    uint8_t in[SIZE] = {0}, out[SIZE];
    in[5 * SIDE] = in[6 * SIDE + 27] = 255;
    deskew(in, SIDE, SIDE, out);
    struct shape after = measure(out, SIDE, SIDE);
    CHECK_NEAR(after.covariance, 0, 0.05);
    CHECK_NEAR(after.ink, 510, 8);

    memset(in, 255, SIDE);
    memset(in + SIDE, 0, sizeof in - SIDE);
    in[2 * SIDE - 1] = 1;
    deskew(in, SIDE, SIDE, out);
    assert_true(measure(out, SIDE, SIDE).ink > 28 * 255 / 2);
}

/* A soft bar of width x height, slanted, about (x, y). */
static void draw_bar(uint8_t *image, double width, double height, double slope, double x, double y)
{
    for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
            double across = fabs(column - x + slope * (row - y)) - width / 2;
            double along = fabs(row - y) - height / 2;
            double inside = fmin(1, fmax(0, 0.5 - across)) * fmin(1, fmax(0, 0.5 - along));
            image[row * SIDE + column] = (uint8_t)(255 * inside);
        }
    }
}

/* The spread is 0.164 of the frame's height and 0.128 of its width, the smaller one times what the
 * ratio asks for, wherever, however large and slanted the ink is. */
static void test_moments_give_one_spread(void **state)
{
    (void)state;
    static const double sizes[][2] = {{8, 12}, {12, 8}, {10, 10}, {9, 18}, {18, 16}, {16, 22}};
    uint8_t in[SIZE], out[SIZE];
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int slant = -1; slant <= 1; slant++) {
            draw_bar(in, sizes[i][0], sizes[i][1], slant * 0.2, 14 + slant, 13);
            struct shape before = measure(in, SIDE, SIDE);
            double x =
                before.variance_x - before.covariance * before.covariance / before.variance_y;
            double ratio = sqrt(x / before.variance_y);
            bool tall = ratio < 1;
            ratio = tall ? ratio : 1 / ratio;
            double narrow = sqrt(sin(acos(-1) / 2 * ratio));
            moments(in, SIDE, SIDE, out);
            struct shape after = measure(out, SIDE, SIDE);
            CHECK_NEAR(sqrt(after.variance_x), 0.128 * SIDE * (tall ? narrow : 1), 0.1);
            CHECK_NEAR(sqrt(after.variance_y), 0.164 * SIDE * (tall ? 1 : narrow), 0.1);
            CHECK_NEAR(after.covariance / after.variance_y, 0, 0.02);
            CHECK_NEAR(after.x, 13.5, 0.05);
            CHECK_NEAR(after.y, 13.5, 0.05);
        }
    }
}

/* A dot grows to twice its width and height, a full frame shrinks to no less than half. */
static void test_moments_scale_by_two_at_most(void **state)
{
    (void)state;
    uint8_t in[SIZE], out[SIZE];
    draw_bar(in, 3, 3, 0, 5, 20);
    double dot = measure(in, SIDE, SIDE).ink;
    moments(in, SIDE, SIDE, out);
    CHECK_NEAR(measure(out, SIDE, SIDE).ink / dot, 4, 0.1);
    memset(in, 255, SIZE);
    moments(in, SIDE, SIDE, out);
    assert_in_range((uintmax_t)measure(out, SIDE, SIDE).ink, 255 * SIZE / 4, 255 * SIZE);
}

/* Sizes and contents of all kinds, to be watched by sanitizers; blank stays blank. */
static void test_any_image_is_taken(void **state)
{
    (void)state;
    static const size_t sizes[][2] = {{28, 28}, {1, 1}, {1, 90}, {90, 1}, {100, 70}, {3, 2}};
    static uint8_t in[8000], out[8000];
    struct lume_rng rng = lume_rng_make(3, 0);
    const struct lume_normalizer *normalizer;
    for (size_t k = 0; (normalizer = lume_normalizer_at(k)); k++) {
        assert_ptr_equal(lume_normalizer_find(normalizer->name), normalizer);
        assert_true(normalizer->doc[0] != 0);
        for (size_t round = 0; round < 600; round++) {
            const size_t *size = sizes[round % 6];
            size_t n = size[0] * size[1];
            uint32_t rare = 1 + lume_rng_below(&rng, 200);
            memset(in, 0, n);
            for (size_t i = 0; i < n; i++) {
                in[i] = lume_rng_below(&rng, rare) == 0 ? (uint8_t)lume_rng_below(&rng, 256) : 0;
            }
            bool inked = measure(in, size[0], size[1]).ink > 0;
            memset(out, 1, n);
            lume_normalize(normalizer, in, size[0], size[1], out);
            assert_true(inked || memcmp(in, out, n) == 0);
            memset(in, 0, n);
            lume_normalize(normalizer, in, size[0], size[1], out);
            assert_memory_equal(in, out, n);
        }
    }
    assert_null(lume_normalizer_find("Moments"));
}

/* What a model was trained on must look the same to it ever after. */
static uint64_t hash_of(void (*normalize)(const uint8_t *, size_t, size_t, uint8_t *))
{
    uint8_t in[SIZE], out[SIZE];
    uint64_t hash = 14695981039346656037u;
    for (int round = -50; round < 50; round++) {
        if (round % 2) {
            draw_bar(in, 12 + round / 8.0, 17, round / 64.0, 14, 13);
        } else {
            draw_stroke(in, round / 64.0, 13.5 + round / 16.0, 12.25);
        }
        normalize(in, SIDE, SIDE, out);
        for (size_t i = 0; i < SIZE; i++) {
            hash = (hash ^ out[i]) * 1099511628211u;
        }
    }
    return hash;
}

static void test_bytes_are_fixed(void **state)
{
    (void)state;
    assert_true(hash_of(deskew) == 0x5a23174a26efa40eu);
    assert_true(hash_of(moments) == 0xc235e2222bb25be4u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slanted_strokes_stand_up),
        cmocka_unit_test(test_twice_is_once),
        cmocka_unit_test(test_blank_full_and_centred_stay),
        cmocka_unit_test(test_a_dot_moves_to_the_middle),
        cmocka_unit_test(test_extreme_slants_keep_the_covariance_small),
        cmocka_unit_test(test_moments_give_one_spread),
        cmocka_unit_test(test_moments_scale_by_two_at_most),
        cmocka_unit_test(test_any_image_is_taken),
        cmocka_unit_test(test_bytes_are_fixed),
    };
    return cmocka_run_group_tests_name("deskew", tests, NULL, NULL);
}
