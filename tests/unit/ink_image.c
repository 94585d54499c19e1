/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/ink_image.h>
#include <lume/synth.h>

enum { SIDE = LUME_IMAGE_SIDE, SIZE = LUME_IMAGE_SIZE, ROUNDS = 300 };

/* A digit of the generator. */
struct drawing {
    struct lume_ink_point points[LUME_SYNTH_MAX_POINTS];
    uint32_t ends[LUME_SYNTH_MAX_STROKES];
    struct lume_strokes strokes;
};

static void draw(struct lume_rng *rng, struct drawing *out)
{
    struct lume_strokes_room room = {.points = out->points,
                                     .ends = out->ends,
                                     .max_points = LUME_SYNTH_MAX_POINTS,
                                     .max_strokes = LUME_SYNTH_MAX_STROKES};
    const struct lume_synth_style *style =
        lume_synth_choose_digit((int)lume_rng_below(rng, 10), rng);
    style->draw(style, rng, &room);
    out->strokes = lume_strokes_room_view(&room);
}

static void move(struct drawing *drawing, double scale, double x, double y)
{
    for (size_t i = 0; i < lume_strokes_count_points(&drawing->strokes); i++) {
        drawing->points[i].x = drawing->points[i].x * scale + x;
        drawing->points[i].y = drawing->points[i].y * scale + y;
    }
}

struct extent {
    size_t width, height; /* of what is darker than half */
    double x, y, ink;     /* centre of mass */
};

static struct extent measure(const uint8_t *image)
{
    size_t left = SIDE, right = 0, top = SIDE, bottom = 0;
    struct extent e = {0};
    for (size_t i = 0; i < SIZE; i++) {
        size_t x = i % SIDE, y = i / SIDE;
        e.ink += image[i];
        e.x += image[i] * (double)x;
        e.y += image[i] * (double)y;
        if (image[i] >= 128) {
            left = x < left ? x : left;
            right = x > right ? x : right;
            top = y < top ? y : top;
            bottom = y > bottom ? y : bottom;
        }
    }
    e.x /= e.ink;
    e.y /= e.ink;
    e.width = right + 1 - left;
    e.height = bottom + 1 - top;
    return e;
}

static void test_digits_fill_the_box_of_mnist(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(1, 0);
    for (size_t round = 0; round < ROUNDS; round++) {
        struct drawing drawing;
        uint8_t image[SIZE];
        draw(&rng, &drawing);
        float radius = lume_rng_range(&rng, 0.6f, 2);
        assert_true(lume_image_from_ink(&drawing.strokes, radius, image));
        struct extent e = measure(image);
        assert_in_range(e.width > e.height ? e.width : e.height, 18, 21);
        CHECK_NEAR(e.x, 14, 0.6); /* half, and what sticks out far may leave the frame */
        CHECK_NEAR(e.y, 14, 0.6);
    }
}

/* Also by factors that are no powers of two: what is left of rounding is far below a grey level. */
static void test_place_and_size_make_no_difference(void **state)
{
    (void)state;
    static const double moves[][3] = {{2, 0, 0},    {1, 5, -3},        {0.125, 1000, 1000},
                                      {640, 1, 1},  {1e-6, 0, 0},      {3, -1e5, 7e4},
                                      {1e6, 0, 17}, {0.7, 0.1, 12345}, {1e-300, 0, 0}};
    struct lume_rng rng = lume_rng_make(2, 0);
    for (size_t round = 0; round < ROUNDS; round++) {
        struct drawing drawing;
        uint8_t image[SIZE], moved[SIZE];
        draw(&rng, &drawing);
        lume_image_from_ink(&drawing.strokes, LUME_INK_NIB, image);
        const double *m = moves[round % (sizeof moves / sizeof *moves)];
        move(&drawing, m[0], m[1], m[2]);
        lume_image_from_ink(&drawing.strokes, LUME_INK_NIB, moved);
        for (size_t i = 0; i < SIZE; i++) {
            CHECK_NEAR(moved[i], image[i], 3);
        }
    }
}

static void test_the_pen_keeps_its_width(void **state)
{
    (void)state;
    static const uint32_t end = 2;
    const struct lume_ink_point bar[] = {{3, 1, NAN}, {3, 500, NAN}};
    uint8_t image[SIZE];
    for (float radius = 0.6f; radius < 4; radius += 0.3f) {
        assert_true(lume_image_from_ink(&(struct lume_strokes){bar, &end, 1}, radius, image));
        double across = 0;
        for (size_t x = 0; x < SIDE; x++) {
            across += image[14 * SIDE + x] / 255.0;
        }
        CHECK_NEAR(across, 2 * radius, 0.05);
    }
}

static void test_dots_and_blank_pages(void **state)
{
    (void)state;
    static const struct lume_ink_point dots[] = {{7, 7, NAN}, {7, 7, NAN}, {7, 7, NAN}};
    static const uint32_t ends[] = {0, 1, 1, 3};
    uint8_t image[SIZE], one[SIZE];
    assert_false(lume_image_from_ink(&(struct lume_strokes){0}, 1, image));
    assert_false(lume_image_from_ink(&(struct lume_strokes){dots, ends, 1}, 1, image));
    for (size_t i = 0; i < SIZE; i++) {
        assert_int_equal(image[i], 0);
    }
    assert_true(lume_image_from_ink(&(struct lume_strokes){dots, ends, 2}, 1, one));
    assert_true(lume_image_from_ink(&(struct lume_strokes){dots, ends, 4}, 1, image));
    assert_memory_equal(one, image, SIZE);
    struct extent e = measure(image);
    CHECK_NEAR(e.ink / 255, acos(-1), 0.4);
    CHECK_NEAR(e.x, 14, 0.5);
    CHECK_NEAR(e.y, 14, 0.5);
}

static void test_the_largest_coordinates(void **state)
{
    (void)state;
    const double most = LUME_INK_MAX_COORDINATE;
    static const uint32_t end = 3;
    const struct lume_ink_point huge[] = {{-most, -most, NAN}, {most, 0, NAN}, {-most, most, NAN}};
    const struct lume_ink_point small[] = {{-1, -1, NAN}, {1, 0, NAN}, {-1, 1, NAN}};
    const struct lume_ink_point close[] = {
        {most, most, NAN}, {most - 1e-300, most, NAN}, {most, most, NAN}};
    uint8_t a[SIZE], b[SIZE];
    assert_true(lume_image_from_ink(&(struct lume_strokes){huge, &end, 1}, 1, a));
    assert_true(lume_image_from_ink(&(struct lume_strokes){small, &end, 1}, 1, b));
    assert_memory_equal(a, b, SIZE);
    assert_true(lume_image_from_ink(&(struct lume_strokes){close, &end, 1}, 1, a));
    CHECK_NEAR(measure(a).x, 14, 0.5);
}

/* What a model was trained on must look the same to it ever after. */
static void test_bytes_are_fixed(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(3, 0);
    uint64_t hash = 14695981039346656037u;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct lume_ink_point points[30];
        for (size_t i = 0; i < 30; i++) {
            points[i] = (struct lume_ink_point){(double)lume_rng_float(&rng),
                                                (double)lume_rng_float(&rng), NAN};
        }
        const uint32_t ends[] = {round % 30, 30};
        uint8_t image[SIZE];
        lume_image_from_ink(&(struct lume_strokes){points, ends, 2}, LUME_INK_NIB, image);
        for (size_t i = 0; i < SIZE; i++) {
            hash = (hash ^ image[i]) * 1099511628211u;
        }
    }
    assert_true(hash == 0xe312f451d149de79u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digits_fill_the_box_of_mnist),
        cmocka_unit_test(test_place_and_size_make_no_difference),
        cmocka_unit_test(test_the_pen_keeps_its_width),
        cmocka_unit_test(test_dots_and_blank_pages),
        cmocka_unit_test(test_the_largest_coordinates),
        cmocka_unit_test(test_bytes_are_fixed),
    };
    return cmocka_run_group_tests_name("ink_image", tests, NULL, NULL);
}
