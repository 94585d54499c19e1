/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/ink_image.h>
#include <lume/synth.h>

enum { SIZE = LUME_IMAGE_SIZE, N_POINTS = 60, ROUNDS = 2000 };

/* Three strokes: an arc, a bar, a dot. */
static struct lume_ink_point points[N_POINTS];
static const uint32_t ends[] = {35, 59, 60};
static const struct lume_strokes digit = {points, ends, 3};

static int make_digit(void **state)
{
    (void)state;
    for (int i = 0; i < 35; i++) {
        points[i] = (struct lume_ink_point){300 + 80 * cos(i * 0.15), 200 + 100 * sin(i * 0.15), i};
    }
    for (int i = 35; i < 59; i++) {
        points[i] = (struct lume_ink_point){335 - 5.0 * (i - 35), 115 + 9.0 * (i - 35), i};
    }
    points[59] = (struct lume_ink_point){400, 100, 60};
    return 0;
}

struct room {
    struct lume_ink_point points[LUME_SYNTH_MAX_POINTS];
    uint32_t ends[LUME_SYNTH_MAX_STROKES];
    struct lume_strokes_room room;
};

static void make_room(struct room *room, size_t max_points, size_t max_strokes)
{
    room->room = (struct lume_strokes_room){.points = room->points,
                                            .ends = room->ends,
                                            .max_points = max_points,
                                            .max_strokes = max_strokes};
}

static void augment(const struct lume_ink_augment *augment, const struct lume_strokes *in,
                    struct lume_rng *rng, struct room *out)
{
    make_room(out, LUME_SYNTH_MAX_POINTS, LUME_SYNTH_MAX_STROKES);
    lume_ink_augment_strokes(augment, in, rng, &out->room);
}

static void check_sound(const struct lume_strokes_room *room)
{
    assert_true(room->n_points <= room->max_points && room->n_strokes <= room->max_strokes);
    uint32_t begin = 0;
    for (size_t i = 0; i < room->n_strokes; i++) {
        assert_true(room->ends[i] > begin);
        begin = room->ends[i];
    }
    assert_int_equal(begin, room->n_points);
    for (size_t i = 0; i < room->n_points; i++) {
        assert_true(fabs(room->points[i].x) < 1.5 && fabs(room->points[i].y) < 1.5);
    }
}

static void test_nothing_is_the_same_picture(void **state)
{
    (void)state;
    const struct lume_ink_augment none = {.nib_least = 1, .nib_most = 1};
    struct lume_rng rng = lume_rng_make(1, 0);
    uint8_t before[SIZE], after[SIZE];
    assert_true(lume_image_from_ink(&digit, 1, before));
    for (int round = 0; round < 50; round++) {
        struct room out;
        augment(&none, &digit, &rng, &out);
        assert_int_equal(out.room.n_points, N_POINTS);
        assert_int_equal(out.room.n_strokes, 3);
        struct lume_strokes view = lume_strokes_room_view(&out.room);
        assert_true(lume_image_from_ink(&view, 1, after));
        for (size_t i = 0; i < SIZE; i++) {
            CHECK_NEAR(after[i], before[i], 3);
        }
    }
}

/* What a single range changes is what it says, and reaches nearly as far as it may. */
static void test_ranges_are_used_to_their_ends(void **state)
{
    (void)state;
    static const uint32_t end = 2;
    const struct lume_ink_point bar[] = {{0, -1, NAN}, {0, 1, NAN}};
    const struct lume_strokes upright = {bar, &end, 1};
    const struct lume_ink_augment turn = {.rotate = 20}, shear = {.shear = 0.4f},
                                  stretch = {.stretch = 0.3f};
    struct lume_rng rng = lume_rng_make(2, 0);
    double angle[2] = {9, -9}, slant[2] = {9, -9}, length[2] = {9, -9};
    for (int round = 0; round < ROUNDS; round++) {
        struct room out;
        const struct lume_ink_point *p = out.points;
        augment(&turn, &upright, &rng, &out);
        CHECK_NEAR(hypot(p[1].x - p[0].x, p[1].y - p[0].y), 1, 1e-6);
        double value = atan2(p[0].x - p[1].x, p[1].y - p[0].y) * 180 / acos(-1);
        angle[0] = fmin(angle[0], value), angle[1] = fmax(angle[1], value);
        augment(&shear, &upright, &rng, &out);
        CHECK_NEAR(p[1].y - p[0].y, 1, 1e-6);
        value = p[1].x - p[0].x;
        slant[0] = fmin(slant[0], value), slant[1] = fmax(slant[1], value);
        augment(&stretch, &upright, &rng, &out);
        CHECK_NEAR(p[1].x, 0, 1e-6);
        value = p[1].y - p[0].y;
        length[0] = fmin(length[0], value), length[1] = fmax(length[1], value);
    }
    CHECK_NEAR(angle[0], -19.9, 0.11);
    CHECK_NEAR(angle[1], 19.9, 0.11);
    CHECK_NEAR(slant[0], -0.398, 0.0021);
    CHECK_NEAR(slant[1], 0.398, 0.0021);
    CHECK_NEAR(length[0], 0.7015, 0.0016);
    CHECK_NEAR(length[1], 1.2985, 0.0016);
}

static void test_bends_stay_within_their_amplitude(void **state)
{
    (void)state;
    const struct lume_ink_augment bend = {.bend = 0.1f};
    struct lume_rng rng = lume_rng_make(3, 0);
    double most = 0;
    struct room plain;
    augment(&(struct lume_ink_augment){0}, &digit, &rng, &plain);
    for (int round = 0; round < ROUNDS; round++) {
        struct room out;
        augment(&bend, &digit, &rng, &out);
        assert_int_equal(out.room.n_points, N_POINTS);
        for (size_t i = 0; i < N_POINTS; i++) {
            most = fmax(most, fabs(out.points[i].x - plain.points[i].x));
            most = fmax(most, fabs(out.points[i].y - plain.points[i].y));
        }
    }
    assert_true(most > 0.15 && most <= 0.2); /* two waves */
}

/* Ends are cut and overshot, strokes moved, joined and broken, points left out. */
static void test_every_kind_of_change_happens(void **state)
{
    (void)state;
    const struct lume_ink_augment end = {.ends = 0.2f}, gap = {.gaps = 0.1f}, join = {.joins = 1},
                                  hurry = {.speed = 1};
    struct lume_rng rng = lume_rng_make(4, 0);
    size_t shorter = 0, longer = 0, joined = 0, broken = 0;
    struct room plain, out;
    augment(&(struct lume_ink_augment){0}, &digit, &rng, &plain);
    for (int round = 0; round < ROUNDS; round++) {
        augment(&end, &digit, &rng, &out);
        check_sound(&out.room);
        shorter += out.room.n_points < N_POINTS;
        longer += out.room.n_points > N_POINTS;
        assert_true(out.room.n_points >= N_POINTS * 6 / 10 && out.room.n_points <= N_POINTS + 4);
        augment(&gap, &digit, &rng, &out);
        double x = out.points[0].x - plain.points[0].x, y = out.points[0].y - plain.points[0].y;
        assert_true(fabs(x) <= 0.1 && fabs(y) <= 0.1 && (x != 0 || y != 0));
        CHECK_NEAR(out.points[34].x - plain.points[34].x, x, 1e-6);
        assert_true(fabs(out.points[35].x - plain.points[35].x - x) > 1e-9);
        augment(&join, &digit, &rng, &out);
        check_sound(&out.room);
        joined += out.room.n_strokes < 3;
        broken += out.room.n_strokes > 3;
        augment(&hurry, &digit, &rng, &out);
        check_sound(&out.room);
        assert_true(out.room.n_points < N_POINTS);
        assert_true(out.points[0].x == plain.points[0].x);
    }
    assert_true(shorter > ROUNDS / 4 && longer > ROUNDS / 10);
    assert_true(joined > ROUNDS / 10 && broken > ROUNDS / 20);
}

static void test_any_drawing_fits_any_room(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    static struct lume_ink_point many[MANY];
    static uint32_t many_ends[MANY];
    struct lume_ink_augment all;
    lume_ink_augment_defaults(&all);
    all.joins = all.speed = 0.5f;
    struct lume_rng rng = lume_rng_make(5, 0);
    for (int round = 0; round < 500; round++) {
        size_t n_strokes = 1 + lume_rng_below(&rng, round % 5 ? 5 : 200);
        uint32_t n = 0, most = round % 7 ? 30 : MANY / (uint32_t)n_strokes;
        for (size_t i = 0; i < n_strokes; i++) {
            many_ends[i] = n += lume_rng_below(&rng, most);
        }
        double scale = round % 3 ? 1 : LUME_INK_MAX_COORDINATE;
        for (size_t i = 0; i < n; i++) {
            many[i] = (struct lume_ink_point){scale * (double)lume_rng_range(&rng, -1, 1),
                                              scale * (double)lume_rng_range(&rng, -1, 1), NAN};
        }
        const struct lume_strokes in = {many, many_ends, n_strokes};
        struct room out;
        make_room(&out, round % 2 ? LUME_SYNTH_MAX_POINTS : 1 + lume_rng_below(&rng, 100),
                  round % 4 ? LUME_SYNTH_MAX_STROKES : 1 + lume_rng_below(&rng, 5));
        lume_ink_augment_strokes(&all, &in, &rng, &out.room);
        check_sound(&out.room);
        assert_int_equal(out.room.n_points > 0, n > 0);
    }
}

/* A drawing of more points than there is room for is thinned, to its end. */
static void test_long_drawings_are_thinned(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    static struct lume_ink_point many[MANY];
    static const uint32_t end = MANY;
    for (int i = 0; i < MANY; i++) {
        many[i] = (struct lume_ink_point){i, i % 2, NAN};
    }
    struct lume_rng rng = lume_rng_make(6, 0);
    struct room out;
    augment(&(struct lume_ink_augment){0}, &(struct lume_strokes){many, &end, 1}, &rng, &out);
    assert_in_range(out.room.n_points, LUME_SYNTH_MAX_POINTS / 3, LUME_SYNTH_MAX_POINTS);
    CHECK_NEAR(out.points[0].x, -0.5, 1e-6);
    CHECK_NEAR(out.points[out.room.n_points - 1].x, 0.5, 1e-6);
}

/* A recipe must give the same model ever after. */
static void test_bits_are_fixed(void **state)
{
    (void)state;
    struct lume_ink_augment all;
    lume_ink_augment_defaults(&all);
    struct lume_rng rng = lume_rng_make(7, 0);
    uint64_t hash = 14695981039346656037u;
    struct room out;
    for (int round = 0; round < ROUNDS; round++) {
        augment(&all, &digit, &rng, &out);
        for (size_t i = 0; i < out.room.n_points; i++) {
            const double at[] = {out.points[i].x, out.points[i].y};
            for (size_t k = 0; k < 2; k++) {
                hash = (hash ^ (uint64_t)(int64_t)(at[k] * 0x1p30)) * 1099511628211u;
            }
        }
        hash ^= out.room.n_strokes;
    }
    assert_true(hash == 0x48e8467bd9013183u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_the_same_picture),
        cmocka_unit_test(test_ranges_are_used_to_their_ends),
        cmocka_unit_test(test_bends_stay_within_their_amplitude),
        cmocka_unit_test(test_every_kind_of_change_happens),
        cmocka_unit_test(test_any_drawing_fits_any_room),
        cmocka_unit_test(test_long_drawings_are_thinned),
        cmocka_unit_test(test_bits_are_fixed),
    };
    return cmocka_run_group_tests_name("ink_augment", tests, make_digit, NULL);
}
