/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/synth.h>

#include <ctype.h>

enum { N_DRAWS = 2000, N_DIGITS = 10 };

static struct lume_ink_point points[LUME_SYNTH_MAX_POINTS];
static uint32_t ends[LUME_SYNTH_MAX_STROKES];

/* Draw into a room that was used before, as callers do. */
static struct lume_strokes_room draw(const struct lume_synth_style *style, struct lume_rng *rng)
{
    struct lume_strokes_room room = {points, ends, LUME_SYNTH_MAX_POINTS, LUME_SYNTH_MAX_STROKES,
                                     7,      3};
    style->draw(style, rng, &room);
    return room;
}

static void test_registry(void **state)
{
    (void)state;
    CHECK_REGISTRY(synth_style);
    size_t n_of_label[N_DIGITS] = {0}, n_of_kind[4] = {0};
    const struct lume_synth_style *style;
    int last = 0;
    for (size_t i = 0; (style = lume_synth_style_at(i)); i++) {
        for (const char *c = style->name; *c; c++) {
            assert_true(isalnum((unsigned char)*c) || *c == '-');
        }
        assert_true(style->weight > 0 && style->weight < 100);
        n_of_kind[style->kind]++;
        if (style->kind == LUME_SYNTH_DIGIT) {
            assert_in_range(style->label, last, N_DIGITS - 1);
            last = style->label;
            n_of_label[last]++;
            assert_int_equal(style->name[0], '0' + style->label);
        } else {
            assert_int_equal(style->label, -1);
            last = N_DIGITS; /* digits come first */
        }
    }
    for (size_t d = 0; d < N_DIGITS; d++) {
        assert_true(n_of_label[d] >= 3);
    }
    for (size_t k = 0; k < 4; k++) {
        assert_true(n_of_kind[k] > 1);
    }
}

/* Distance between neighbours of a stroke, as far as the header allows it. */
static void check_strokes(const struct lume_strokes_room *room, const char *name)
{
    size_t at = 0;
    double time = -1;
    for (size_t s = 0; s < room->n_strokes; s++) {
        if (ends[s] <= at) {
            fail_msg("%s: stroke %zu is empty", name, s);
        }
        for (size_t i = at; i < ends[s]; i++) {
            const struct lume_ink_point *p = &points[i];
            if (!(p->x >= -0.5 && p->x <= 1.5 && p->y >= -0.5 && p->y <= 1.5)) {
                fail_msg("%s: point %zu at %g, %g", name, i, p->x, p->y);
            }
            assert_true(p->time > time);
            time = p->time;
            const double step = i > at ? hypot(p->x - p[-1].x, p->y - p[-1].y) : 0;
            if (!(step <= 0.05)) {
                fail_msg("%s: step of %g before point %zu", name, step, i);
            }
        }
        at = ends[s];
    }
    assert_int_equal(at, room->n_points);
}

static void test_drawings(void **state)
{
    (void)state;
    const struct lume_synth_style *style;
    for (size_t i = 0; (style = lume_synth_style_at(i)); i++) {
        struct lume_rng rng = lume_rng_make(1, i);
        double n_points = 0;
        for (int k = 0; k < N_DRAWS; k++) {
            const struct lume_strokes_room room = draw(style, &rng);
            if (room.n_strokes < 1 || room.n_strokes > LUME_SYNTH_MAX_STROKES ||
                room.n_points < 1 || room.n_points > LUME_SYNTH_MAX_POINTS) {
                fail_msg("%s: %zu points, %zu strokes", style->name, room.n_points, room.n_strokes);
            }
            check_strokes(&room, style->name);
            n_points += (double)room.n_points / N_DRAWS;
        }
        if (style->kind == LUME_SYNTH_DIGIT && !(n_points > 20 && n_points < 110)) {
            fail_msg("%s: %g points", style->name, n_points);
        }
    }
}

/* Digits fill their box: nobody's zero is a dot in a corner. */
static void test_digits_have_the_size_of_the_box(void **state)
{
    (void)state;
    const struct lume_synth_style *style;
    for (size_t i = 0; (style = lume_synth_style_at(i)) && style->label >= 0; i++) {
        struct lume_rng rng = lume_rng_make(2, i);
        double heights = 0, middles = 0;
        for (int k = 0; k < N_DRAWS; k++) {
            const struct lume_strokes_room room = draw(style, &rng);
            double low = INFINITY, high = -INFINITY;
            for (size_t p = 0; p < room.n_points; p++) {
                low = fmin(low, points[p].y);
                high = fmax(high, points[p].y);
                middles += points[p].x / (double)room.n_points / N_DRAWS;
            }
            heights += (high - low) / N_DRAWS;
        }
        CHECK_NEAR(heights, 1, 0.15);
        CHECK_NEAR(middles, 0.5, 0.15);
    }
}

/* What does not fit is left out; the rest is the beginning of the whole drawing. */
static void test_small_rooms(void **state)
{
    (void)state;
    const struct lume_synth_style *style;
    for (size_t i = 0; (style = lume_synth_style_at(i)); i++) {
        for (size_t n = 0; n < 100; n = n < 5 ? n + 1 : n * 2) {
            struct lume_rng rng = lume_rng_make(3, i + 1000 * n);
            const size_t n_strokes = n % 3;
            struct lume_ink_point *few = malloc((n + !n) * sizeof *few);
            uint32_t *few_ends = malloc((n_strokes + !n_strokes) * sizeof *few_ends);
            struct lume_strokes_room room = {few, few_ends, n, n_strokes, 0, 0};
            style->draw(style, &rng, &room);
            assert_true(room.n_points <= n && room.n_strokes <= n_strokes);
            assert_true((room.n_strokes > 0) == (n > 0 && n_strokes > 0));
            assert_int_equal(room.n_strokes ? few_ends[room.n_strokes - 1] : 0, room.n_points);
            free(few);
            free(few_ends);
        }
    }
}

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < n; i++) {
        hash = (hash ^ byte[i]) * 1099511628211u;
    }
    return hash;
}

/* Coordinates and ends, so that padding does not count. */
static uint64_t hash_kind(enum lume_synth_kind kind)
{
    uint64_t hash = 14695981039346656037u;
    const struct lume_synth_style *style;
    for (size_t i = 0; (style = lume_synth_style_at(i)); i++) {
        struct lume_rng rng = lume_rng_make(4, 0);
        for (int k = 0; style->kind == kind && k < 20; k++) {
            const struct lume_strokes_room room = draw(style, &rng);
            for (size_t p = 0; p < room.n_points; p++) {
                const double numbers[] = {points[p].x, points[p].y, points[p].time};
                hash = hash_bytes(hash, numbers, sizeof numbers);
            }
            hash = hash_bytes(hash, ends, room.n_strokes * sizeof *ends);
        }
    }
    return hash;
}

/* These bits are part of every model that was trained with drawings. */
static void test_bits_are_fixed(void **state)
{
    (void)state;
    static const struct {
        enum lume_synth_kind kind;
        uint64_t hash;
    } golden[] = {
        {LUME_SYNTH_DIGIT, 0x7a3e81ebf6457083},
        {LUME_SYNTH_LETTER, 0x5350e293704e4c4f},
        {LUME_SYNTH_SYMBOL, 0x6b1a531317f12450},
        {LUME_SYNTH_SCRIBBLE, 0x5ad0710b193fb444},
    };
    size_t n_wrong = 0;
    for (size_t i = 0; i < 4; i++) {
        const uint64_t hash = hash_kind(golden[i].kind);
        if (hash != golden[i].hash) {
            print_error("kind %zu: 0x%016llx\n", i, (unsigned long long)hash);
            n_wrong++;
        }
    }
    assert_int_equal(n_wrong, 0);
}

/* Count how often each style is chosen and compare with `share` of it; Pearson's sum stays below
 * its mean plus six deviations. */
static void check_shares(const size_t *counts, const double *shares, size_t n, double total)
{
    double sum = 0, n_free = -1;
    for (size_t i = 0; i < n; i++) {
        const double expected = shares[i] * total;
        if (expected > 0) {
            sum += ((double)counts[i] - expected) * ((double)counts[i] - expected) / expected;
            n_free++;
        } else {
            assert_int_equal(counts[i], 0);
        }
    }
    assert_true(sum < n_free + 6 * sqrt(2 * n_free));
}

enum { MAX_STYLES = 512, N_CHOICES = 100000 };

static size_t index_of(const struct lume_synth_style *style)
{
    size_t i = 0;
    while (lume_synth_style_at(i) != style) {
        assert_non_null(lume_synth_style_at(++i));
    }
    assert_true(i < MAX_STYLES);
    return i;
}

static void test_choosing_digits(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(5, 0);
    for (int label = 0; label < N_DIGITS; label++) {
        size_t counts[MAX_STYLES] = {0}, n = 0;
        double shares[MAX_STYLES] = {0}, sum = 0;
        const struct lume_synth_style *style;
        for (; (style = lume_synth_style_at(n)); n++) {
            shares[n] = style->label == label ? (double)style->weight : 0;
            sum += shares[n];
        }
        for (size_t i = 0; i < n; i++) {
            shares[i] /= sum;
        }
        for (int i = 0; i < N_CHOICES / N_DIGITS; i++) {
            counts[index_of(lume_synth_choose_digit(label, &rng))]++;
        }
        check_shares(counts, shares, n, N_CHOICES / N_DIGITS);
    }
}

static void test_choosing_others(void **state)
{
    (void)state;
    static const double kinds[4] = {0, 0.5, 0.25, 0.25};
    struct lume_rng rng = lume_rng_make(6, 0);
    size_t counts[MAX_STYLES] = {0}, n = 0;
    double shares[MAX_STYLES] = {0}, sums[4] = {0};
    const struct lume_synth_style *style;
    for (; (style = lume_synth_style_at(n)); n++) {
        sums[style->kind] += (double)style->weight;
    }
    for (size_t i = 0; i < n; i++) {
        style = lume_synth_style_at(i);
        shares[i] = kinds[style->kind] * (double)style->weight / sums[style->kind];
    }
    for (int i = 0; i < N_CHOICES; i++) {
        counts[index_of(lume_synth_choose_other(&rng))]++;
    }
    check_shares(counts, shares, n, N_CHOICES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registry),
        cmocka_unit_test(test_drawings),
        cmocka_unit_test(test_digits_have_the_size_of_the_box),
        cmocka_unit_test(test_small_rooms),
        cmocka_unit_test(test_bits_are_fixed),
        cmocka_unit_test(test_choosing_digits),
        cmocka_unit_test(test_choosing_others),
    };
    return cmocka_run_group_tests_name("synth", tests, NULL, NULL);
}
