/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/idx.h>
#include <lume/ink_image.h>
#include <lume/synth.h>

#include <zlib.h>

static struct lume_error error;

enum { N_ITEMS = 5, COPIES = 4, N_POINTS = 12 };

static const uint64_t seed = 7;
static struct lume_ink_point points[N_ITEMS][N_POINTS];
static const uint32_t ends[] = {N_POINTS / 2, N_POINTS};
static struct lume_ink_item items[N_ITEMS];
static struct lume_ink_set ink = {.n = N_ITEMS, .items = items, .checksum = 0x1234abcd};

/* Zigzags that differ; lines as in a file with a blank one. */
static int make_ink(void **state)
{
    (void)state;
    for (int i = 0; i < N_ITEMS; i++) {
        for (int p = 0; p < N_POINTS; p++) {
            points[i][p] = (struct lume_ink_point){p % (i + 2), p, NAN};
        }
        items[i] = (struct lume_ink_item){.label = 9 - i,
                                          .writer = -1,
                                          .line = 2 * (size_t)i + 1,
                                          .strokes = {points[i], ends, 2}};
    }
    return 0;
}

static struct lume_ink_augment usual(void)
{
    struct lume_ink_augment augment;
    lume_ink_augment_defaults(&augment);
    return augment;
}

static void check_same(const struct lume_dataset *a, const struct lume_dataset *b)
{
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->checksum, b->checksum);
    assert_memory_equal(a->pixels, b->pixels, a->n * LUME_IMAGE_SIZE);
    assert_memory_equal(a->labels, b->labels, a->n);
}

static void check_frame(const struct lume_dataset *set, size_t n, size_t n_classes)
{
    assert_int_equal(set->n, n);
    assert_int_equal(set->n_classes, n_classes);
    assert_int_equal(set->rows, LUME_IMAGE_SIDE);
    assert_int_equal(set->columns, LUME_IMAGE_SIDE);
    assert_int_equal(set->trailing_zeros, 0);
}

static void test_ink_as_it_is(void **state)
{
    (void)state;
    struct lume_dataset set;
    CHECK_OK(lume_dataset_from_ink(&ink, "ink", 12, NULL, COPIES, seed, NULL, &set, &error), error);
    check_frame(&set, N_ITEMS * COPIES, 12);
    assert_int_equal(set.checksum, ink.checksum);
    for (size_t i = 0; i < set.n; i++) {
        uint8_t expected[LUME_IMAGE_SIZE];
        const struct lume_ink_item *item = &items[i % N_ITEMS];
        assert_true(lume_image_from_ink(&item->strokes, LUME_INK_NIB, expected));
        assert_memory_equal(lume_dataset_image(&set, i), expected, sizeof expected);
        assert_int_equal(set.labels[i], item->label);
    }
    lume_dataset_finish(&set);
}

/* What an image of changed strokes must be: its own stream gives the nib, then the change. */
static void expect_changed(const struct lume_ink_augment *augment, const struct lume_strokes *in,
                           struct lume_rng *rng, uint8_t *out)
{
    static struct lume_ink_point room_points[LUME_SYNTH_MAX_POINTS];
    static uint32_t room_ends[LUME_SYNTH_MAX_STROKES];
    struct lume_strokes_room room = {
        room_points, room_ends, LUME_SYNTH_MAX_POINTS, LUME_SYNTH_MAX_STROKES, 0, 0};
    const float nib = lume_rng_range(rng, augment->nib_least, augment->nib_most);
    lume_ink_augment_strokes(augment, in, rng, &room);
    const struct lume_strokes changed = lume_strokes_room_view(&room);
    lume_image_from_ink(&changed, nib, out);
}

static void test_ink_changed(void **state)
{
    (void)state;
    const struct lume_ink_augment augment = usual();
    struct lume_dataset set, other;
    CHECK_OK(lume_dataset_from_ink(&ink, "ink", 10, &augment, COPIES, seed, NULL, &set, &error),
             error);
    check_frame(&set, N_ITEMS * COPIES, 10);
    assert_int_equal(set.checksum, ink.checksum);
    for (size_t i = 0; i < set.n; i++) {
        uint8_t expected[LUME_IMAGE_SIZE];
        struct lume_rng rng = lume_rng_make(seed, i);
        expect_changed(&augment, &items[i % N_ITEMS].strokes, &rng, expected);
        assert_memory_equal(lume_dataset_image(&set, i), expected, sizeof expected);
        assert_int_equal(set.labels[i], items[i % N_ITEMS].label);
        for (size_t k = i % N_ITEMS; k < i; k += N_ITEMS) {
            assert_memory_not_equal(lume_dataset_image(&set, k), expected, sizeof expected);
        }
    }
    CHECK_OK(
        lume_dataset_from_ink(&ink, "ink", 10, &augment, COPIES, seed + 1, NULL, &other, &error),
        error);
    assert_memory_not_equal(set.pixels, other.pixels, set.n * LUME_IMAGE_SIZE);
    lume_dataset_finish(&set);
    lume_dataset_finish(&other);
}

enum { N_WAYS = 3, MANY = 333 };

static void make(size_t way, struct lume_pool *pool, struct lume_dataset *out)
{
    const struct lume_ink_augment augment = usual();
    enum lume_status status =
        way == 0   ? lume_dataset_from_ink(&ink, "ink", 10, &augment, MANY, 1, pool, out, &error)
        : way == 1 ? lume_dataset_synthesize(MANY, &augment, 1, pool, out, &error)
                   : lume_dataset_synthesize_others(MANY, &augment, 1, pool, out, &error);
    CHECK_OK(status, error);
}

static void test_same_bits_on_any_threads(void **state)
{
    (void)state;
    static const size_t n_threads[] = {1, 2, 3, 8};
    for (size_t way = 0; way < N_WAYS; way++) {
        struct lume_dataset alone;
        make(way, NULL, &alone);
        for (size_t t = 0; t < sizeof n_threads / sizeof *n_threads; t++) {
            struct lume_pool *pool;
            struct lume_dataset set;
            CHECK_OK(lume_pool_create(n_threads[t], &pool, &error), error);
            make(way, pool, &set);
            check_same(&set, &alone);
            lume_dataset_finish(&set);
            lume_pool_destroy(pool);
        }
        lume_dataset_finish(&alone);
    }
}

static uint32_t sum_of(const struct lume_dataset *set)
{
    const uLong sum = crc32_z(0, set->pixels, set->n * LUME_IMAGE_SIZE);
    return (uint32_t)crc32_z(sum, set->labels, set->n);
}

static void test_digits(void **state)
{
    (void)state;
    enum { N = 123 };
    const struct lume_ink_augment augment = usual();
    struct lume_ink_point room_points[LUME_SYNTH_MAX_POINTS];
    uint32_t room_ends[LUME_SYNTH_MAX_STROKES];
    for (int changed = 0; changed < 2; changed++) {
        struct lume_dataset set;
        size_t counts[10] = {0}, n_in_place = 0;
        CHECK_OK(lume_dataset_synthesize(N, changed ? &augment : NULL, seed, NULL, &set, &error),
                 error);
        check_frame(&set, N, 10);
        assert_int_equal(set.checksum, sum_of(&set));
        for (size_t i = 0; i < N; i++) {
            uint8_t expected[LUME_IMAGE_SIZE];
            struct lume_rng rng = lume_rng_make(seed, i);
            struct lume_strokes_room room = {
                room_points, room_ends, LUME_SYNTH_MAX_POINTS, LUME_SYNTH_MAX_STROKES, 0, 0};
            const struct lume_synth_style *style = lume_synth_choose_digit(set.labels[i], &rng);
            style->draw(style, &rng, &room);
            const struct lume_strokes strokes = lume_strokes_room_view(&room);
            if (changed) {
                expect_changed(&augment, &strokes, &rng, expected);
            } else {
                lume_image_from_ink(&strokes, LUME_INK_NIB, expected);
            }
            assert_memory_equal(lume_dataset_image(&set, i), expected, sizeof expected);
            counts[set.labels[i]]++;
            n_in_place += set.labels[i] == i % 10;
        }
        for (size_t d = 0; d < 10; d++) {
            assert_int_equal(counts[d], d < N % 10 ? 13 : 12);
        }
        assert_true(n_in_place < N / 3); /* 12 are to be expected */
        lume_dataset_finish(&set);
    }
}

static void test_others(void **state)
{
    (void)state;
    enum { N = 50 };
    struct lume_dataset set, digits;
    CHECK_OK(lume_dataset_synthesize_others(N, NULL, seed, NULL, &set, &error), error);
    check_frame(&set, N, 1);
    assert_int_equal(set.checksum, sum_of(&set));
    CHECK_OK(lume_dataset_synthesize(N, NULL, seed, NULL, &digits, &error), error);
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(set.labels[i], 0);
        assert_memory_not_equal(lume_dataset_image(&set, i), lume_dataset_image(&digits, i),
                                LUME_IMAGE_SIZE);
    }
    lume_dataset_finish(&digits);
    lume_dataset_finish(&set);
}

static void test_one_image(void **state)
{
    (void)state;
    struct lume_pool *pool;
    struct lume_dataset set;
    CHECK_OK(lume_pool_create(3, &pool, &error), error);
    CHECK_OK(lume_dataset_synthesize(1, NULL, seed, pool, &set, &error), error);
    check_frame(&set, 1, 10);
    assert_int_equal(set.labels[0], 0);
    lume_dataset_finish(&set);
    lume_pool_destroy(pool);
}

static void test_drawings_that_teach_nothing(void **state)
{
    (void)state;
    struct lume_dataset set = {.n = 42};
    items[3].label = LUME_INK_NO_LABEL;
    CHECK_FAILS(lume_dataset_from_ink(&ink, "a\nb", 10, NULL, 1, seed, NULL, &set, &error),
                LUME_ERROR_DATA, error,
                "a\\x0ab:7: label, expected a whole number from 0 to 9, got none");
    items[3].label = 9;
    CHECK_FAILS(lume_dataset_from_ink(&ink, "ink", 9, NULL, 1, seed, NULL, &set, &error),
                LUME_ERROR_DATA, error, "ink:1: label, expected a whole number from 0 to 8, got 9");
    items[4].strokes.n_strokes = 0;
    const char *const blank = "ink:9: strokes, expected ink, got a blank page";
    CHECK_FAILS(lume_dataset_from_ink(&ink, "ink", 10, NULL, 1, seed, NULL, &set, &error),
                LUME_ERROR_DATA, error, blank);
    static const uint32_t none[] = {0, 0}; /* strokes that have no points */
    items[4].strokes = (struct lume_strokes){points[4], none, 2};
    CHECK_FAILS(lume_dataset_from_ink(&ink, "ink", 10, NULL, 1, seed, NULL, &set, &error),
                LUME_ERROR_DATA, error, blank);
    assert_int_equal(set.n, 42);
}

/* More than LUME_IDX_MAX_SIZE is refused before anything is allocated. */
static void test_limits(void **state)
{
    (void)state;
    const size_t most = LUME_IDX_MAX_SIZE / LUME_IMAGE_SIZE;
    struct lume_dataset set = {.n = 42};
    char message[LUME_ERROR_SIZE];
    snprintf(message, sizeof message, "%zu images of 28x28, expected at most %zu", most + 1, most);
    CHECK_FAILS(lume_dataset_synthesize(most + 1, NULL, seed, NULL, &set, &error),
                LUME_ERROR_MEMORY, error, message);
    CHECK_FAILS(lume_dataset_synthesize_others(most + 1, NULL, seed, NULL, &set, &error),
                LUME_ERROR_MEMORY, error, message);
    snprintf(message, sizeof message, "%zu images of 28x28, expected at most %zu", SIZE_MAX, most);
    CHECK_FAILS(
        lume_dataset_from_ink(&ink, "ink", 10, NULL, SIZE_MAX / 2, seed, NULL, &set, &error),
        LUME_ERROR_MEMORY, error, message);
    assert_int_equal(set.n, 42);
}

int main(void)
{
#define WITH_INK(test) cmocka_unit_test_setup(test, make_ink)
    const struct CMUnitTest tests[] = {
        WITH_INK(test_ink_as_it_is),
        WITH_INK(test_ink_changed),
        WITH_INK(test_same_bits_on_any_threads),
        cmocka_unit_test(test_digits),
        cmocka_unit_test(test_others),
        cmocka_unit_test(test_one_image),
        WITH_INK(test_drawings_that_teach_nothing),
        WITH_INK(test_limits),
    };
    return cmocka_run_group_tests_name("render", tests, NULL, NULL);
}
