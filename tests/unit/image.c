/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/image.h>

#include <stdbool.h>

enum { SIDE = LUME_IMAGE_SIDE, SIZE = LUME_IMAGE_SIZE, CANVAS = 400 };

/* A sheet and where on it a digit is drawn: `scale` pixels for each unit of its 10 x 16 design. */
struct sheet {
    size_t width, height;
    double left, top, scale;
    int paper, ink;
    double blur; /* pixels over which edges fade beyond the usual one */
};

static uint8_t canvas[CANVAS * CANVAS];

static double distance_to(double x, double y, const double a[2], const double b[2])
{
    double dx = b[0] - a[0], dy = b[1] - a[1];
    double t = ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(x - a[0] - t * dx, y - a[1] - t * dy);
}

/* Draw a 4: unlike any of its mirror images and rotations. */
static struct lume_picture draw(const struct sheet *sheet)
{
    static const double strokes[][2][2] = {{{5, 1}, {1, 10}}, {{1, 10}, {9, 9}}, {{7, 5}, {6, 15}}};
    for (size_t i = 0; i < sheet->width * sheet->height; i++) {
        double x = ((double)(i % sheet->width) + 0.5 - sheet->left) / sheet->scale;
        double y = ((double)(i / sheet->width) + 0.5 - sheet->top) / sheet->scale;
        double nearest = 1e9;
        for (size_t k = 0; k < 3; k++) {
            nearest = fmin(nearest, distance_to(x, y, strokes[k][0], strokes[k][1]));
        }
        double share = fmin(fmax((1 - nearest) * sheet->scale / (1 + sheet->blur) + 0.5, 0), 1);
        canvas[i] = (uint8_t)(sheet->paper + share * (sheet->ink - sheet->paper) + 0.5);
    }
    return (struct lume_picture){sheet->width, sheet->height, sheet->width, canvas};
}

static const struct sheet plain = {100, 120, 17, 11, 5, 255, 0, 0};

static void prepare_sheet(const struct sheet *sheet, uint8_t out[SIZE])
{
    struct lume_picture picture = draw(sheet);
    assert_true(lume_image_prepare(&picture, out));
}

static double mean_difference(const uint8_t *a, const uint8_t *b)
{
    double sum = 0;
    for (size_t i = 0; i < SIZE; i++) {
        sum += abs(a[i] - b[i]);
    }
    return sum / SIZE;
}

/* What holds for each image that comes out. */
static void check_frame(const uint8_t *out)
{
    size_t left = SIDE, right = 0, top = SIDE, bottom = 0;
    double ink = 0, x_sum = 0, y_sum = 0;
    int darkest = 0;
    for (size_t i = 0; i < SIZE; i++) {
        size_t x = i % SIDE, y = i / SIDE;
        if (out[i]) {
            left = x < left ? x : left;
            right = x > right ? x : right;
            top = y < top ? y : top;
            bottom = y;
        }
        ink += out[i];
        x_sum += out[i] * (double)x;
        y_sum += out[i] * (double)y;
        darkest = out[i] > darkest ? out[i] : darkest;
    }
    assert_true(darkest >= 254);
    size_t width = right - left + 1, height = bottom - top + 1;
    size_t longer = width > height ? width : height;
    assert_true(longer == 20);
    if (left > 0 && right < SIDE - 1) {
        CHECK_NEAR(x_sum / ink, 14, 0.551);
    }
    if (top > 0 && bottom < SIDE - 1) {
        CHECK_NEAR(y_sum / ink, 14, 0.551);
    }
}

static void test_blank_pictures(void **state)
{
    (void)state;
    static const size_t sizes[][2] = {{1, 1}, {1, 50}, {50, 1}, {28, 28}, {300, 200}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int grey = 0; grey < 256; grey += 51) {
            uint8_t out[SIZE], blank[SIZE] = {0};
            memset(canvas, grey, sizeof canvas);
            memset(out, 1, sizeof out);
            struct lume_picture picture = {sizes[i][0], sizes[i][1], sizes[i][0], canvas};
            assert_false(lume_image_prepare(&picture, out));
            assert_memory_equal(out, blank, SIZE);
        }
    }
}

/* Paper with a little noise and nothing on it. */
static void test_noise_alone_is_blank(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(1, 0);
    for (int i = 0; i < 200 * 200; i++) {
        canvas[i] = (uint8_t)(200 + 3 * lume_rng_normal(&rng));
    }
    uint8_t out[SIZE];
    assert_false(lume_image_prepare(&(struct lume_picture){200, 200, 200, canvas}, out));
}

static void test_output_is_a_frame(void **state)
{
    (void)state;
    uint8_t out[SIZE];
    prepare_sheet(&plain, out);
    check_frame(out);
    /* The right way round: the 4 is open at the top right, its stem stands right of the middle. */
    double upper_left = 0, lower_left = 0, upper_right = 0, lower_right = 0;
    for (size_t i = 0; i < SIZE; i++) {
        bool right = i % SIDE >= 14, low = i / SIDE >= 18;
        *(right ? low ? &lower_right : &upper_right : low ? &lower_left : &upper_left) += out[i];
    }
    assert_true(lower_right > 3 * lower_left);
    assert_true(upper_left > lower_left);
    assert_true(upper_right > lower_right);
}

static void test_a_frame_comes_back_to_the_byte(void **state)
{
    (void)state;
    uint8_t frame[SIZE] = {0}, negative[SIZE], out[SIZE];
    struct lume_rng rng = lume_rng_make(2, 0);
    for (size_t y = 4; y < 24; y++) {
        for (size_t x = 8; x < 21; x++) {
            frame[y * SIDE + x] = (uint8_t)(1 + lume_rng_below(&rng, y < 14 ? 200 : 250));
        }
    }
    frame[10 * SIDE + 10] = 254;
    for (size_t i = 0; i < SIZE; i++) {
        negative[i] = (uint8_t)(255 - frame[i]);
    }
    assert_true(lume_image_prepare(&(struct lume_picture){SIDE, SIDE, SIDE, frame}, out));
    assert_memory_equal(out, frame, SIZE);
    assert_true(lume_image_prepare(&(struct lume_picture){SIDE, SIDE, SIDE, negative}, out));
    assert_memory_equal(out, frame, SIZE);

    /* Moved to the side it is not one any more, and is moved back. */
    uint8_t moved[SIZE] = {0};
    memcpy(moved, frame + 3, SIZE - 3);
    assert_true(lume_image_prepare(&(struct lume_picture){SIDE, SIDE, SIDE, moved}, out));
    for (size_t i = 0; i < SIZE; i++) {
        CHECK_NEAR(out[i], frame[i], 40); /* tones were measured and stretched */
    }
}

/* Any picture, prepared twice, is what it was after the first time; its negative gives the same. */
static void test_twice_is_once_and_negatives_agree(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(3, 0);
    int inked = 0;
    for (int round = 0; round < 5000; round++) {
        size_t width = 1 + lume_rng_below(&rng, 90), height = 1 + lume_rng_below(&rng, 90);
        uint32_t paper = lume_rng_below(&rng, 256), n_blots = lume_rng_below(&rng, 8);
        memset(canvas, (int)paper, width * height);
        for (uint32_t blot = 0; blot < n_blots; blot++) {
            size_t left = lume_rng_below(&rng, (uint32_t)width);
            size_t top = lume_rng_below(&rng, (uint32_t)height);
            size_t wide = 1 + lume_rng_below(&rng, 20), high = 1 + lume_rng_below(&rng, 20);
            for (size_t y = top; y < height && y < top + high; y++) {
                for (size_t x = left; x < width && x < left + wide; x++) {
                    canvas[y * width + x] = (uint8_t)lume_rng_below(&rng, 256);
                }
            }
        }
        struct lume_picture picture = {width, height, width, canvas};
        uint8_t once[SIZE], twice[SIZE], negative[SIZE];
        bool any = lume_image_prepare(&picture, once);
        for (size_t i = 0; i < width * height; i++) {
            canvas[i] = (uint8_t)(255 - canvas[i]);
        }
        assert_int_equal(lume_image_prepare(&picture, negative), any);
        assert_memory_equal(negative, once, SIZE);
        if (any) {
            check_frame(once);
            assert_true(lume_image_prepare(&(struct lume_picture){SIDE, SIDE, SIDE, once}, twice));
            assert_memory_equal(twice, once, SIZE);
            inked++;
        }
    }
    assert_true(inked > 4000);
}

static void test_place_on_the_sheet_does_not_matter(void **state)
{
    (void)state;
    uint8_t expected[SIZE], out[SIZE];
    prepare_sheet(&plain, expected);
    static const double places[][2] = {{2, 2}, {40, 200}, {333, 1}, {345, 315}, {150, 77}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct sheet sheet = plain;
        sheet.width = sheet.height = CANVAS;
        sheet.left = places[i][0];
        sheet.top = places[i][1];
        prepare_sheet(&sheet, out);
        assert_memory_equal(out, expected, SIZE);
    }
}

static void test_size_hardly_matters(void **state)
{
    (void)state;
    uint8_t expected[SIZE], out[SIZE];
    prepare_sheet(&plain, expected);
    static const double scales[] = {1, 1.5, 2, 3, 7.7, 12, 20};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        struct sheet sheet = plain;
        sheet.width = sheet.height = CANVAS;
        sheet.scale = scales[i];
        prepare_sheet(&sheet, out);
        CHECK_NEAR(mean_difference(out, expected), 0, scales[i] < 2 ? 14 : 5);
    }
}

/* A picture whose pixels are all repeated k times gives the same image: exact area averaging. */
static void test_repeated_pixels_change_nothing(void **state)
{
    (void)state;
    uint8_t small[50 * 50] = {0}, expected[SIZE], out[SIZE];
    struct lume_rng rng = lume_rng_make(4, 0);
    for (size_t y = 8; y < 45; y++) {
        for (size_t x = 11; x < 38; x++) {
            small[y * 50 + x] = (uint8_t)lume_rng_below(&rng, 256);
        }
    }
    assert_true(lume_image_prepare(&(struct lume_picture){50, 50, 50, small}, expected));
    for (size_t k = 2; k <= 8; k++) {
        for (size_t i = 0; i < 50 * k * 50 * k; i++) {
            canvas[i] = small[i / (50 * k) / k * 50 + i % (50 * k) / k];
        }
        assert_true(
            lume_image_prepare(&(struct lume_picture){50 * k, 50 * k, 50 * k, canvas}, out));
        for (size_t i = 0; i < SIZE; i++) {
            CHECK_NEAR(out[i], expected[i], 1);
        }
    }
}

/* A blurred edge reaches further, which must not make the digit smaller. */
static void test_blur_hardly_matters(void **state)
{
    (void)state;
    uint8_t expected[SIZE], out[SIZE];
    struct sheet sheet = {300, 300, 60, 40, 12, 255, 0, 0};
    prepare_sheet(&sheet, expected);
    sheet.blur = 12;
    prepare_sheet(&sheet, out);
    CHECK_NEAR(mean_difference(out, expected), 0, 4.5);
}

/* Ink too faint to be seen in the end widens the box, and so must stay. */
static void test_no_ink_vanishes(void **state)
{
    (void)state;
    uint8_t out[SIZE];
    memset(canvas, 255, sizeof canvas);
    for (size_t x = 0; x < 390; x++) {
        for (size_t y = 100; y < 160 && x < 60; y++) {
            canvas[y * CANVAS + x + 3] = 0;
        }
        canvas[130 * CANVAS + x + 3] = x < 60 ? 0 : x % 8 ? 255 : 233;
    }
    assert_true(lume_image_prepare(&(struct lume_picture){CANVAS, CANVAS, CANVAS, canvas}, out));
    check_frame(out);
}

static void test_grey_paper_noise_light_and_dust(void **state)
{
    (void)state;
    uint8_t expected[SIZE], out[SIZE];
    struct sheet sheet = {300, 300, 60, 40, 12, 205, 40, 0};
    prepare_sheet(&sheet, expected);
    struct sheet black_on_white = sheet;
    black_on_white.paper = 255;
    black_on_white.ink = 0;
    prepare_sheet(&black_on_white, out);
    CHECK_NEAR(mean_difference(out, expected), 0, 0.5);

    struct lume_picture picture = draw(&sheet);
    struct lume_rng rng = lume_rng_make(5, 0);
    for (size_t i = 0; i < 300 * 300; i++) {
        double light = 15 * ((double)(i % 300) / 150 - 1);
        double grey = canvas[i] + light + 4 * (double)lume_rng_normal(&rng);
        canvas[i] = (uint8_t)(grey < 0 ? 0 : grey > 255 ? 255 : grey);
    }
    for (size_t y = 0; y < 4; y++) {
        memset(canvas + (250 + y) * 300 + 20, 30, 4);
        memset(canvas + (20 + y) * 300 + 270, 30, 4);
    }
    assert_true(lume_image_prepare(&picture, out));
    CHECK_NEAR(mean_difference(out, expected), 0, 8);
}

static void test_a_fine_pen_is_not_pale(void **state)
{
    (void)state;
    uint8_t out[SIZE];
    memset(canvas, 255, sizeof canvas);
    for (size_t i = 50; i < 350; i++) {
        canvas[i * CANVAS + i / 2] = 0;
    }
    assert_true(lume_image_prepare(&(struct lume_picture){CANVAS, CANVAS, CANVAS, canvas}, out));
    check_frame(out);
}

static void test_stride(void **state)
{
    (void)state;
    uint8_t expected[SIZE], out[SIZE];
    struct lume_picture picture = draw(&plain);
    assert_true(lume_image_prepare(&picture, expected));
    enum { STRIDE = 131 };
    static uint8_t wide[STRIDE * 120];
    memset(wide, 90, sizeof wide);
    for (size_t y = 0; y < plain.height; y++) {
        memcpy(wide + y * STRIDE, canvas + y * plain.width, plain.width);
    }
    picture.stride = STRIDE;
    picture.pixels = wide;
    assert_true(lume_image_prepare(&picture, out));
    assert_memory_equal(out, expected, SIZE);
}

/* Dots, lines and long strips: all that has ink makes a frame. */
static void test_odd_shapes(void **state)
{
    (void)state;
    static const size_t sizes[][2] = {{3, 3}, {28, 28}, {5, 400}, {400, 5}, {1, 400}, {400, 1}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t width = sizes[i][0], height = sizes[i][1], n = width * height;
        struct lume_picture picture = {width, height, width, canvas};
        const size_t dots[] = {0, n / 2, n - 1};
        for (size_t k = 0; k < 3; k++) {
            uint8_t out[SIZE];
            memset(canvas, 255, n);
            canvas[dots[k]] = 0;
            assert_true(lume_image_prepare(&picture, out));
            check_frame(out);
        }
        uint8_t out[SIZE];
        for (size_t k = 0; k < n; k++) {
            canvas[k] = (k % width + k / width) % 2 ? 255 : 0;
        }
        if (lume_image_prepare(&picture, out)) {
            check_frame(out);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blank_pictures),
        cmocka_unit_test(test_noise_alone_is_blank),
        cmocka_unit_test(test_output_is_a_frame),
        cmocka_unit_test(test_a_frame_comes_back_to_the_byte),
        cmocka_unit_test(test_twice_is_once_and_negatives_agree),
        cmocka_unit_test(test_place_on_the_sheet_does_not_matter),
        cmocka_unit_test(test_size_hardly_matters),
        cmocka_unit_test(test_repeated_pixels_change_nothing),
        cmocka_unit_test(test_blur_hardly_matters),
        cmocka_unit_test(test_no_ink_vanishes),
        cmocka_unit_test(test_grey_paper_noise_light_and_dust),
        cmocka_unit_test(test_a_fine_pen_is_not_pale),
        cmocka_unit_test(test_stride),
        cmocka_unit_test(test_odd_shapes),
    };
    return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
