/* SPDX-License-Identifier: MIT */

#include "check.h"

#include "gui/ease.h"

#include <lume/ink_image.h>
#include <lume/synth.h>

static struct lume_error error;

/* --- activations --- */

static struct lume_model model;
static struct snapshot *target, *eased;

static int make_snapshots(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(2, 0);
    CHECK_OK(lume_model_load_default(&model, &error), error);
    CHECK_OK(snapshot_create(&model, &target, &error), error);
    CHECK_OK(snapshot_create(&model, &eased, &error), error);
    for (size_t l = 0; l < target->n_layers; l++) {
        for (size_t j = 0; j < target->layers[l].n; j++) {
            target->layers[l].z[j] = lume_rng_range(&rng, -20, 20);
            target->layers[l].a[j] = lume_rng_range(&rng, 0.1f, 1);
        }
    }
    return 0;
}

static int destroy_snapshots(void **state)
{
    (void)state;
    snapshot_destroy(target);
    snapshot_destroy(eased);
    lume_model_finish(&model);
    return 0;
}

/* Fail unless so much of the way is left everywhere; it began at 0. */
static void check_left(double left)
{
    for (size_t l = 0; l < target->n_layers; l++) {
        const struct snapshot_layer *to = &target->layers[l], *now = &eased->layers[l];
        for (size_t j = 0; j < to->n; j++) {
            CHECK_NEAR(to->z[j] - now->z[j], left * (double)to->z[j], 1e-4);
            CHECK_NEAR(to->a[j] - now->a[j], left * (double)to->a[j], 1e-5);
        }
    }
}

static void reset(void)
{
    for (size_t l = 0; l < eased->n_layers; l++) {
        const size_t size = eased->layers[l].n * sizeof(float);
        memset(eased->layers[l].z, 0, size);
        memset(eased->layers[l].a, 0, size);
    }
}

static void test_a_fiftieth_in_80_ms(void **state)
{
    (void)state;
    const int n_steps[] = {1, 2, 5, 16, 160};
    for (size_t i = 0; i < sizeof n_steps / sizeof *n_steps; i++) {
        reset();
        for (int step = 0; step < n_steps[i]; step++) {
            assert_true(ease_snapshot(target, 0.08 / n_steps[i], eased));
        }
        check_left(1 / 50.0);
    }
}

static void test_strange_times(void **state)
{
    (void)state;
    assert_true(ease_snapshot(target, 0, eased));
    check_left(1);
    assert_true(ease_snapshot(target, -5, eased));
    assert_true(ease_snapshot(target, (double)NAN, eased));
    check_left(1);
    assert_true(ease_snapshot(target, 8 * 3600, eased));
    check_left(pow(50, -0.1 / 0.08));
}

static void test_it_arrives(void **state)
{
    (void)state;
    target->layers[0].z[0] = 3e8f;
    target->layers[0].z[1] = -1e30f;
    target->layers[0].z[2] = 1e-30f;
    for (double step = 0.0005; step < 0.1; step *= 2) {
        size_t n = 0;
        reset();
        while (ease_snapshot(target, step, eased)) {
            n++;
            assert_true((double)n * step < 0.3);
        }
        for (size_t l = 0; l < target->n_layers; l++) {
            const size_t size = target->layers[l].n * sizeof(float);
            assert_memory_equal(eased->layers[l].z, target->layers[l].z, size);
            assert_memory_equal(eased->layers[l].a, target->layers[l].a, size);
        }
        assert_false(ease_snapshot(target, step, eased));
    }
}

static void test_close_is_there(void **state)
{
    (void)state;
    while (ease_snapshot(target, 0.01, eased)) {
    }
    const float a = target->layers[1].a[3];
    eased->layers[1].a[3] = a - 0.0009f;
    assert_false(ease_snapshot(target, 0.0001, eased));
    assert_true(eased->layers[1].a[3] == a);
    eased->layers[1].a[3] = a - 0.0011f;
    assert_true(ease_snapshot(target, 0.0001, eased));
    assert_true(eased->layers[1].a[3] < a && eased->layers[1].a[3] > a - 0.0011f);
}

static void test_numbers_that_are_not_finite(void **state)
{
    (void)state;
    const float strange[] = {NAN, INFINITY, -INFINITY};
    while (ease_snapshot(target, 0.01, eased)) {
    }
    for (size_t i = 0; i < 3; i++) {
        const float good = target->layers[0].z[i];
        target->layers[0].z[i] = strange[i];
        assert_false(ease_snapshot(target, 0.01, eased));
        assert_memory_equal(&eased->layers[0].z[i], &strange[i], sizeof(float));
        target->layers[0].z[i] = good;
        assert_false(ease_snapshot(target, 0.01, eased));
        assert_true(eased->layers[0].z[i] == good);
    }
}

static void test_the_rest_at_once(void **state)
{
    (void)state;
    target->image[5] = 77;
    target->answer = (struct lume_answer){.verdict = LUME_VERDICT_UNSURE, .digit = 4, .second = 9};
    ease_snapshot(target, 0, eased);
    assert_memory_equal(eased->image, target->image, LUME_IMAGE_SIZE);
    assert_int_equal(eased->answer.digit, 4);
    assert_int_equal(eased->answer.verdict, LUME_VERDICT_UNSURE);
    assert_ptr_equal(eased->model, &model);
}

/* --- the drawing --- */

/* A seven in the upper left of the paper. */
static const struct lume_ink_point seven_points[] = {{0.1, 0.1, 0}, {0.3, 0.1, 0}, {0.2, 0.4, 0}};
static const uint32_t seven_ends[] = {3};
static const struct lume_strokes seven = {seven_points, seven_ends, 1};

static uint8_t seen[EASE_IMAGE], out[EASE_IMAGE], expected[EASE_IMAGE];

static void paint_paper(const struct lume_strokes *ink, float nib)
{
    const struct lume_canvas canvas = {28, 28, 28, expected};
    const struct lume_affine paper = {.xx = 28, .x0 = -0.5, .yy = 28, .y0 = -0.5};
    memset(expected, 0, sizeof expected);
    lume_ink_paint(ink, &paper, nib, &canvas);
}

static int difference(const uint8_t *a, const uint8_t *b)
{
    int most = 0;
    for (size_t i = 0; i < EASE_IMAGE; i++) {
        const int d = abs(a[i] - b[i]);
        most = d > most ? d : most;
    }
    return most;
}

static void test_both_ends(void **state)
{
    (void)state;
    memset(seen, 200, sizeof seen);
    const float outside[] = {0, -1, NAN};
    for (size_t i = 0; i < 3; i++) {
        memset(out, 3, sizeof out);
        assert_true(ease_image(&seven, 2.5f, seen, outside[i], out));
        paint_paper(&seven, 2.5f);
        assert_memory_equal(out, expected, sizeof out);
    }
    assert_true(ease_image(&seven, 2.5f, seen, 1, out));
    assert_memory_equal(out, seen, sizeof out);
    assert_true(ease_image(&seven, 2.5f, seen, 7, out));
    assert_memory_equal(out, seen, sizeof out);
}

static double sum(const uint8_t *image)
{
    double ink = 0;
    for (size_t i = 0; i < EASE_IMAGE; i++) {
        ink += image[i];
    }
    return ink;
}

/* Share of the ink that lies elsewhere in another image. */
static double distance(const uint8_t *image, const uint8_t *other)
{
    double apart = 0;
    for (size_t i = 0; i < EASE_IMAGE; i++) {
        apart += abs(image[i] - other[i]);
    }
    return apart / (sum(image) + sum(other));
}

static void test_no_jumps(void **state)
{
    (void)state;
    const char *const normalizers[] = {"none", "deskew", "moments"};
    for (size_t n = 0; n < 3; n++) {
        uint8_t before[EASE_IMAGE], image[EASE_IMAGE];
        lume_image_from_ink(&seven, LUME_INK_NIB, image);
        lume_normalize(lume_normalizer_find(normalizers[n]), image, 28, 28, seen);
        ease_image(&seven, 1, seen, 0, before);
        const double whole = distance(before, seen);
        double last = whole;
        assert_true(whole > 0.8);
        for (int i = 1; i <= 400; i++) {
            assert_true(ease_image(&seven, 1, seen, (float)i / 400, out));
            assert_in_range(difference(out, before), 0, 60);
            const double left = distance(out, seen);
            assert_true(left < last + 0.03); /* places are whole pixels in `seen` */
            last = left;
            memcpy(before, out, sizeof out);
        }
        assert_true(last == 0);
    }
}

/* Draw something that is not too small to have a slant. */
static struct lume_strokes write_next(int i, struct lume_rng *rng)
{
    static struct lume_ink_point points[LUME_SYNTH_MAX_POINTS];
    static uint32_t ends[LUME_SYNTH_MAX_STROKES];
    struct lume_strokes_room room = {points, ends, LUME_SYNTH_MAX_POINTS, LUME_SYNTH_MAX_STROKES,
                                     0,      0};
    const struct lume_synth_style *style =
        i % 2 ? lume_synth_choose_digit(i % 10, rng) : lume_synth_choose_other(rng);
    style->draw(style, rng, &room);
    return lume_strokes_room_view(&room);
}

/* Without a normaliser: to the byte, whatever was drawn and wherever. */
static void test_strokes_end_where_their_image_has_them(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(6, 0);
    size_t n_fit = 0;
    for (int i = 0; i < 500; i++) {
        const struct lume_strokes ink = write_next(i, &rng);
        assert_true(lume_image_from_ink(&ink, LUME_INK_NIB, seen));
        n_fit += !ease_image(&ink, 1.7f, seen, 0.8f, out);
        assert_memory_equal(out, seen, sizeof out);
    }
    assert_in_range(n_fit, 0, 50);
}

/* With one: nearly, so that there is little to fade. */
static void test_strokes_end_where_they_are_normalized_to(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(7, 0);
    double straightened = 0, image_only = 0;
    for (int i = 0; i < 500; i++) {
        uint8_t image[EASE_IMAGE];
        const struct lume_strokes ink = write_next(i, &rng);
        lume_image_from_ink(&ink, LUME_INK_NIB, image);
        lume_normalize(lume_normalizer_find("moments"), image, 28, 28, seen);
        ease_image(&ink, 1.7f, seen, 0.8f, out);
        straightened += distance(out, seen) / 500;
        image_only += distance(image, seen) / 500;
        assert_true(distance(out, seen) < 0.3);
    }
    assert_true(straightened < 0.12 && image_only > 0.4);
}

/* What has no extent to measure is where its image has it. */
static void test_strange_pictures(void **state)
{
    (void)state;
    lume_image_from_ink(&seven, LUME_INK_NIB, expected);
    for (size_t i = 0; i < 4; i++) { /* blank, a pixel, a row, a column */
        const size_t n = i > 1 ? 20 : i, step = i == 3 ? 28 : 1;
        memset(seen, 0, sizeof seen);
        for (size_t k = 0; k < n; k++) {
            seen[60 + k * step] = 255;
        }
        assert_true(ease_image(&seven, 1, seen, 0.8f, out));
        assert_memory_equal(out, expected, sizeof out);
    }
}

/* Drawings that lie where the network wants them, but for so much. */
static bool has_way(double scale, double right, double down)
{
    const double reach = (LUME_IMAGE_BOX / 2.0 - (double)LUME_INK_NIB) / 28 * scale;
    const double x = (14.5 + right) / 28, y = (14.5 + down) / 28;
    const struct lume_ink_point cross[] = {
        {x - reach, y, 0}, {x + reach, y, 0}, {x, y - reach, 0}, {x, y + reach, 0}};
    const struct lume_strokes ink = {cross, (const uint32_t[]){2, 4}, 2};
    lume_image_from_ink(&ink, LUME_INK_NIB, seen);
    return ease_image(&ink, LUME_INK_NIB, seen, 0.5f, out);
}

static void test_no_way_to_go(void **state)
{
    (void)state;
    assert_false(has_way(1, 0, 0));
    assert_false(has_way(1, 0.9, -0.9));
    assert_true(has_way(1, 1.1, 0));
    assert_true(has_way(1, -1.1, 0));
    assert_true(has_way(1, 0, 1.1));
    assert_false(has_way(1.1, 0, 0));
    assert_true(has_way(1.2, 0, 0));
    assert_true(has_way(0.8, 0, 0));
    for (int corner = 0; corner < 4; corner++) { /* one that lies where it will */
        assert_true(has_way(0.86, corner & 1 ? 1.25 : -1.25, corner & 2 ? 1.25 : -1.25));
    }
    const struct lume_strokes blank = {seven_points, seven_ends, 0};
    memset(out, 9, sizeof out);
    memset(expected, 0, sizeof expected);
    assert_false(ease_image(&blank, 1, seen, 0.3f, out));
    assert_memory_equal(out, expected, sizeof out);
    const struct lume_ink_point dot = {0.9, 0.1, 0};
    assert_true(
        ease_image(&(struct lume_strokes){&dot, (const uint32_t[]){1}, 1}, 1, seen, 0.3f, out));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_snapshots, destroy_snapshots)
    const struct CMUnitTest tests[] = {
        TEST(test_a_fiftieth_in_80_ms),
        TEST(test_strange_times),
        TEST(test_it_arrives),
        TEST(test_close_is_there),
        TEST(test_numbers_that_are_not_finite),
        TEST(test_the_rest_at_once),
        cmocka_unit_test(test_both_ends),
        cmocka_unit_test(test_no_jumps),
        cmocka_unit_test(test_strokes_end_where_their_image_has_them),
        cmocka_unit_test(test_strokes_end_where_they_are_normalized_to),
        cmocka_unit_test(test_strange_pictures),
        cmocka_unit_test(test_no_way_to_go),
    };
    return cmocka_run_group_tests_name("gui ease", tests, NULL, NULL);
}
