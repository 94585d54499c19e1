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

static void test_the_way(void **state)
{
    (void)state;
    uint8_t before[EASE_IMAGE];
    assert_true(lume_image_from_ink(&seven, LUME_INK_NIB, expected));
    memset(seen, 0, sizeof seen);
    ease_image(&seven, 1, seen, 0, before);
    double last_ink = 0;
    for (int i = 1; i <= 400; i++) {
        assert_true(ease_image(&seven, 1, seen, (float)i / 400, out));
        assert_in_range(difference(out, before), 0, 60); /* no jumps */
        double ink = 0;
        for (size_t k = 0; k < EASE_IMAGE; k++) {
            ink += out[k];
        }
        if (i * 3 <= 2 * 400) {
            assert_true(ink >= last_ink * 0.995); /* it grows … */
        } else {
            assert_true(ink < last_ink); /* … and fades */
        }
        last_ink = ink;
        memcpy(before, out, sizeof out);
    }
    ease_image(&seven, 1, seen, 2 / 3.0f, out);
    assert_memory_equal(out, expected, sizeof out);
    ease_image(&seven, 1, seen, 5 / 6.0f, out);
    for (size_t i = 0; i < EASE_IMAGE; i++) {
        assert_in_range(out[i], expected[i] / 2, (expected[i] + 1) / 2);
    }
}

/* Where the strokes end is where the network gets them, whatever was drawn and wherever. */
static void test_strokes_end_where_the_network_has_them(void **state)
{
    (void)state;
    static struct lume_ink_point points[LUME_SYNTH_MAX_POINTS];
    static uint32_t ends[LUME_SYNTH_MAX_STROKES];
    struct lume_rng rng = lume_rng_make(6, 0);
    size_t n_fit = 0;
    for (int i = 0; i < 500; i++) {
        struct lume_strokes_room room = {
            points, ends, LUME_SYNTH_MAX_POINTS, LUME_SYNTH_MAX_STROKES, 0, 0};
        const struct lume_synth_style *style =
            i % 2 ? lume_synth_choose_digit(i % 10, &rng) : lume_synth_choose_other(&rng);
        style->draw(style, &rng, &room);
        const struct lume_strokes ink = lume_strokes_room_view(&room);
        const bool any = lume_image_from_ink(&ink, LUME_INK_NIB, expected);
        n_fit += !ease_image(&ink, 1.7f, seen, nextafterf(2 / 3.0f, 0), out);
        assert_true(any);
        assert_memory_equal(out, expected, sizeof out);
    }
    assert_in_range(n_fit, 0, 50);
}

/* Drawings that lie where the network wants them, but for so much. */
static bool has_way(double scale, double right)
{
    const double reach = (LUME_IMAGE_BOX / 2.0 - (double)LUME_INK_NIB) / 28 * scale;
    const double middle = 14.5 / 28, x = middle + right / 28;
    const struct lume_ink_point cross[] = {{x - reach, middle, 0},
                                           {x + reach, middle, 0},
                                           {x, middle - reach, 0},
                                           {x, middle + reach, 0}};
    const struct lume_strokes ink = {cross, (const uint32_t[]){2, 4}, 2};
    return ease_image(&ink, LUME_INK_NIB, seen, 0.5f, out);
}

static void test_no_way_to_go(void **state)
{
    (void)state;
    assert_false(has_way(1, 0));
    assert_false(has_way(1, 0.9));
    assert_true(has_way(1, 1.1));
    assert_true(has_way(1, -1.1));
    assert_false(has_way(1.1, 0));
    assert_true(has_way(1.2, 0));
    assert_true(has_way(0.8, 0));
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
        cmocka_unit_test(test_the_way),
        cmocka_unit_test(test_strokes_end_where_the_network_has_them),
        cmocka_unit_test(test_no_way_to_go),
    };
    return cmocka_run_group_tests_name("gui ease", tests, NULL, NULL);
}
