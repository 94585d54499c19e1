/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "data/eraser.h"

#include <lume/ink.h>
#include <lume/rng.h>

static struct lume_error error;

/* The ink that there is, copied. */
struct snapshot {
    size_t n_points, n_strokes;
    struct lume_ink_point *points;
    uint32_t *ends;
};

static struct snapshot take(const struct lume_ink *ink)
{
    struct lume_strokes strokes = lume_ink_strokes(ink);
    struct snapshot s = {lume_strokes_count_points(&strokes), strokes.n_strokes, NULL, NULL};
    s.points = malloc(s.n_points * sizeof *s.points + 1);
    s.ends = malloc(s.n_strokes * sizeof *s.ends + 1);
    assert_true(s.points && s.ends);
    if (s.n_strokes > 0) {
        memcpy(s.points, strokes.points, s.n_points * sizeof *s.points);
        memcpy(s.ends, strokes.ends, s.n_strokes * sizeof *s.ends);
    }
    return s;
}

static void release(struct snapshot *s)
{
    free(s->points);
    free(s->ends);
}

static bool shows(const struct lume_ink *ink, const struct snapshot *s)
{
    struct lume_strokes strokes = lume_ink_strokes(ink);
    return strokes.n_strokes == s->n_strokes &&
           lume_strokes_count_points(&strokes) == s->n_points &&
           (s->n_strokes == 0 ||
            (memcmp(strokes.ends, s->ends, s->n_strokes * sizeof *s->ends) == 0 &&
             memcmp(strokes.points, s->points, s->n_points * sizeof *s->points) == 0));
}

static void check_shows(const struct lume_ink *ink, const struct snapshot *s)
{
    assert_true(shows(ink, s));
}

static struct lume_ink *create(void)
{
    struct lume_ink *ink;
    CHECK_OK(lume_ink_create(&ink, &error), error);
    return ink;
}

static void add(struct lume_ink *ink, double x, double y)
{
    CHECK_OK(lume_ink_add_point(ink, &(struct lume_ink_point){x, y, 0.5}, &error), error);
}

static void draw_line(struct lume_ink *ink, double y)
{
    lume_ink_begin_stroke(ink);
    add(ink, 0, y);
    add(ink, 10, y);
    lume_ink_end(ink);
}

static void erase(struct lume_ink *ink, double x, double y, double radius)
{
    CHECK_OK(lume_ink_erase(ink, x, y, radius, &error), error);
}

static void check_strokes(const struct lume_ink *ink, size_t n_strokes, const uint32_t *ends)
{
    struct lume_strokes strokes = lume_ink_strokes(ink);
    assert_int_equal(strokes.n_strokes, n_strokes);
    for (size_t i = 0; i < n_strokes; i++) {
        assert_int_equal(strokes.ends[i], ends[i]);
    }
    assert_int_equal(lume_strokes_count_points(&strokes), n_strokes ? ends[n_strokes - 1] : 0);
}

static void test_rooms(void **state)
{
    (void)state;
    struct lume_ink_point points[5];
    uint32_t ends[3] = {2, 2, 4};
    const struct lume_strokes_room room = {points, ends, 5, 3, 4, 3}, empty = {0};
    struct lume_strokes view = lume_strokes_room_view(&room);
    assert_true(view.points == points && view.ends == ends && view.n_strokes == 3);
    assert_int_equal(lume_strokes_count_points(&view), 4);
    view = lume_strokes_room_view(&empty);
    assert_int_equal(lume_strokes_count_points(&view), 0);
}

static void test_strokes(void **state)
{
    (void)state;
    struct lume_ink *ink = create();
    check_strokes(ink, 0, NULL);
    assert_false(lume_ink_undo(ink) || lume_ink_redo(ink));
    lume_ink_begin_stroke(ink);
    lume_ink_begin_stroke(ink);
    check_strokes(ink, 0, NULL);
    add(ink, 1, 2);
    add(ink, 1, 2);
    check_strokes(ink, 1, (uint32_t[]){1}); /* a dot */
    add(ink, 3, 2);
    add(ink, 3, 2);
    lume_ink_end(ink);
    lume_ink_end(ink);
    add(ink, 3, 2); /* begins a stroke of its own */
    check_strokes(ink, 2, (uint32_t[]){2, 3});
    struct lume_strokes strokes = lume_ink_strokes(ink);
    assert_true(strokes.points[1].x == 3 && strokes.points[1].time == 0.5);
    lume_ink_end(ink);
    assert_true(lume_ink_undo(ink));
    check_strokes(ink, 1, (uint32_t[]){2});
    assert_true(lume_ink_redo(ink));
    check_strokes(ink, 2, (uint32_t[]){2, 3});
    assert_false(lume_ink_redo(ink));
    lume_ink_destroy(ink);
    lume_ink_destroy(NULL);
}

static void test_bad_numbers(void **state)
{
    (void)state;
    static const struct lume_ink_point bad[] = {
        {NAN, 0, 0}, {0, NAN, 0}, {INFINITY, 0, 0}, {0, -1e30, 0}, {1000000001, 0, 0}};
    struct lume_ink *ink = create();
    add(ink, 1e9, -1e9);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(lume_ink_add_point(ink, &bad[i], NULL), LUME_ERROR_DATA);
        assert_int_equal(lume_ink_erase(ink, bad[i].x, bad[i].y, 1, NULL), LUME_ERROR_DATA);
    }
    CHECK_FAILS(lume_ink_add_point(ink, &bad[3], &error), LUME_ERROR_DATA, error,
                "place of the pen, expected -1e9 to 1e9, got 0, -1e30");
    add(ink, 2, 2); /* the stroke goes on */
    check_strokes(ink, 1, (uint32_t[]){2});
    static const double radii[] = {0, -1, NAN, INFINITY, 2e9};
    for (size_t i = 0; i < sizeof radii / sizeof *radii; i++) {
        assert_int_equal(lume_ink_erase(ink, 2, 2, radii[i], NULL), LUME_ERROR_DATA);
    }
    CHECK_FAILS(lume_ink_erase(ink, 2, 2, 0, &error), LUME_ERROR_DATA, error,
                "radius of the eraser, expected above 0 to 1e9, got 0");
    check_strokes(ink, 1, (uint32_t[]){2});
    lume_ink_destroy(ink);
}

/* What is left takes the place of the stroke, and a pass is one edit. */
static void test_erasing(void **state)
{
    (void)state;
    struct lume_ink *ink = create();
    draw_line(ink, 0);
    draw_line(ink, 20);
    draw_line(ink, 40);
    struct snapshot whole = take(ink);
    lume_ink_begin_erasing(ink);
    erase(ink, 5, 10, 1); /* nothing there */
    check_shows(ink, &whole);
    erase(ink, 5, 25, 1); /* on its way through the second line */
    check_strokes(ink, 4, (uint32_t[]){2, 4, 6, 8});
    struct lume_strokes strokes = lume_ink_strokes(ink);
    CHECK_NEAR(strokes.points[3].x, 4, 1e-12);
    CHECK_NEAR(strokes.points[4].x, 6, 1e-12);
    erase(ink, 5, 45, 1);
    check_strokes(ink, 5, (uint32_t[]){2, 4, 6, 8, 10});
    erase(ink, 2, 20, 1);
    struct snapshot cut = take(ink);
    lume_ink_end(ink);
    assert_true(lume_ink_undo(ink));
    check_shows(ink, &whole);
    assert_true(lume_ink_redo(ink));
    check_shows(ink, &cut);
    assert_true(lume_ink_undo(ink));
    lume_ink_begin_erasing(ink);
    erase(ink, 500, 500, 1);
    lume_ink_end(ink);
    assert_true(lume_ink_redo(ink)); /* a pass that removes nothing is no edit */
    check_shows(ink, &cut);
    release(&whole);
    release(&cut);
    lume_ink_destroy(ink);
}

static void test_clearing(void **state)
{
    (void)state;
    struct lume_ink *ink = create();
    lume_ink_clear(ink);
    assert_false(lume_ink_undo(ink)); /* no edit */
    draw_line(ink, 0);
    draw_line(ink, 1);
    lume_ink_undo(ink);
    lume_ink_clear(ink);
    check_strokes(ink, 0, NULL);
    assert_false(lume_ink_redo(ink));
    assert_true(lume_ink_undo(ink));
    check_strokes(ink, 1, (uint32_t[]){2});
    assert_true(lume_ink_undo(ink));
    check_strokes(ink, 0, NULL);
    assert_false(lume_ink_undo(ink));
    assert_true(lume_ink_redo(ink) && lume_ink_redo(ink));
    check_strokes(ink, 0, NULL);
    lume_ink_destroy(ink);
}

/* --- against a model that keeps every state --- */

enum { MODEL_STATES = 400 };

struct model {
    struct snapshot states[MODEL_STATES];
    size_t n, now; /* states, the one that shows */
};

static void model_push(struct model *model, const struct lume_ink *ink)
{
    while (model->n > model->now + 1) {
        release(&model->states[--model->n]);
    }
    assert_true(model->n < MODEL_STATES);
    model->states[model->n++] = take(ink);
    model->now = model->n - 1;
}

/* An edit has ended: it is one if anything has changed. */
static void model_end(struct model *model, const struct lume_ink *ink)
{
    if (!shows(ink, &model->states[model->now])) {
        model_push(model, ink);
    }
}

static double somewhere(struct lume_rng *rng)
{
    return (double)lume_rng_range(rng, 0, 10);
}

static void random_stroke(struct lume_ink *ink, struct lume_rng *rng)
{
    const struct lume_ink_point bad = {NAN, 1, 1};
    size_t n = lume_rng_below(rng, 30);
    lume_ink_begin_stroke(ink);
    for (size_t i = 0; i < n; i++) {
        struct snapshot before = take(ink);
        double x = somewhere(rng), y = somewhere(rng);
        add(ink, x, y);
        struct lume_strokes now = lume_ink_strokes(ink);
        size_t n_before = before.n_points;
        assert_int_equal(lume_strokes_count_points(&now), n_before + 1);
        assert_int_equal(now.n_strokes, before.n_strokes + (i == 0));
        assert_true(now.points[n_before].x == x && now.points[n_before].y == y);
        assert_true(n_before == 0 ||
                    memcmp(now.points, before.points, n_before * sizeof *now.points) == 0);
        if (lume_rng_below(rng, 4) == 0) {
            add(ink, x, y);
            assert_int_equal(lume_ink_add_point(ink, &bad, NULL), LUME_ERROR_DATA);
            now = lume_ink_strokes(ink);
            assert_int_equal(lume_strokes_count_points(&now), n_before + 1);
        }
        release(&before);
    }
}

/* Rub on a snapshot: stroke by stroke, in their order. */
static struct snapshot rubbed(const struct snapshot *s, const struct eraser *eraser)
{
    size_t max_points = eraser_max_points(s->n_points), max_strokes = s->n_points + s->n_strokes;
    struct snapshot out = {0, 0, malloc(max_points * sizeof *out.points + 1),
                           malloc(max_strokes * sizeof *out.ends + 1)};
    struct lume_strokes_room room = {out.points, out.ends, max_points, max_strokes, 0, 0};
    assert_true(out.points && out.ends);
    size_t first = 0;
    for (size_t i = 0; i < s->n_strokes; first = s->ends[i++]) {
        size_t n = s->ends[i] - first;
        if (eraser_touches(eraser, s->points + first, n)) {
            eraser_cut(eraser, s->points + first, n, &room);
        } else {
            memcpy(room.points + room.n_points, s->points + first, n * sizeof *room.points);
            room.n_points += n;
            room.ends[room.n_strokes++] = (uint32_t)room.n_points;
        }
    }
    out.n_points = room.n_points;
    out.n_strokes = room.n_strokes;
    return out;
}

static void random_pass(struct lume_ink *ink, struct lume_rng *rng)
{
    size_t n = lume_rng_below(rng, 5);
    double radius = (double)lume_rng_range(rng, 0.05f, 0.8f), last_x = 0, last_y = 0;
    lume_ink_begin_erasing(ink);
    for (size_t i = 0; i < n; i++) {
        struct snapshot before = take(ink);
        double x = somewhere(rng), y = somewhere(rng);
        struct eraser eraser = {i ? last_x : x, i ? last_y : y, x, y, radius};
        struct snapshot expected = rubbed(&before, &eraser);
        erase(ink, x, y, radius);
        check_shows(ink, &expected);
        erase(ink, x, y, radius); /* finds nothing more */
        check_shows(ink, &expected);
        release(&before);
        release(&expected);
        last_x = x;
        last_y = y;
    }
}

static void random_edit(struct lume_ink *ink, struct lume_rng *rng, struct model *model)
{
    uint32_t kind = lume_rng_below(rng, 16);
    if (kind < 5) {
        random_stroke(ink, rng);
    } else if (kind < 9) {
        random_pass(ink, rng);
    } else if (kind == 9) {
        lume_ink_clear(ink);
    } else if (kind < 13) {
        assert_true(lume_ink_can_undo(ink) == (model->now > 0));
        assert_true(lume_ink_undo(ink) == (model->now > 0));
        model->now -= model->now > 0;
        check_shows(ink, &model->states[model->now]);
        return;
    } else {
        bool more = model->now + 1 < model->n;
        assert_true(lume_ink_redo(ink) == more);
        model->now += more;
        check_shows(ink, &model->states[model->now]);
        return;
    }
    if (lume_rng_below(rng, 2)) { /* else what comes next ends it */
        lume_ink_end(ink);
    }
    model_end(model, ink);
}

static void test_random_edits(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct lume_rng rng = lume_rng_make(seed, 0);
        struct lume_ink *ink = create();
        static struct model model;
        model.n = 0;
        model_push(&model, ink);
        for (int step = 0; step < MODEL_STATES - 1; step++) {
            random_edit(ink, &rng, &model);
        }
        while (lume_ink_undo(ink)) {
            check_shows(ink, &model.states[--model.now]);
        }
        assert_int_equal(model.now, 0);
        while (lume_ink_redo(ink)) {
            check_shows(ink, &model.states[++model.now]);
        }
        assert_int_equal(model.now, model.n - 1);
        while (model.n > 0) {
            release(&model.states[--model.n]);
        }
        lume_ink_destroy(ink);
    }
}

/* --- limits --- */

static void test_full_of_points(void **state)
{
    (void)state;
    struct lume_ink *ink = create();
    for (int i = 0; i < LUME_INK_MAX_POINTS; i++) {
        add(ink, i, i % 2);
    }
    struct snapshot full = take(ink);
    CHECK_FAILS(lume_ink_add_point(ink, &(struct lume_ink_point){0, 5, 0}, &error),
                LUME_ERROR_MEMORY, error,
                "points of a drawing, expected at most 100000, got 100001");
    /* a hole in a line adds two points */
    CHECK_FAILS(lume_ink_erase(ink, 1000.5, 0.5, 0.01, &error), LUME_ERROR_MEMORY, error,
                "points of a drawing, expected at most 100000, got 100002");
    check_shows(ink, &full);
    erase(ink, 5000, 0.5, 20);
    assert_true(lume_ink_undo(ink));
    check_shows(ink, &full);
    /* The whole drawing goes into the record each time; the last edit stays undoable. */
    lume_ink_clear(ink);
    lume_ink_undo(ink);
    for (int i = 0; i < 12; i++) {
        struct snapshot before = take(ink);
        lume_ink_begin_erasing(ink);
        erase(ink, 5000 + 1000 * i, 0.5, 20);
        struct snapshot after = take(ink);
        assert_true(after.n_points < before.n_points);
        assert_true(lume_ink_undo(ink));
        check_shows(ink, &before);
        assert_true(lume_ink_redo(ink));
        check_shows(ink, &after);
        release(&before);
        release(&after);
    }
    release(&full);
    lume_ink_destroy(ink);
}

/* A long pass makes and removes many pieces; they are not kept. */
static void test_a_pass_leaves_no_rubbish(void **state)
{
    (void)state;
    enum { N = 30000, RUBS = 60 };
    struct lume_ink *ink = create();
    for (int i = 0; i < N; i++) {
        add(ink, i, 0);
    }
    for (int i = 1; i < RUBS; i++) {
        erase(ink, N / RUBS * i, 50, 0.1);
        erase(ink, N / RUBS * i, -50, 0.1);
        erase(ink, N / RUBS * i, -1e8, 0.1);
    }
    assert_true(lume_ink_strokes(ink).n_strokes == RUBS);
    assert_true(lume_ink_undo(ink));
    check_strokes(ink, 1, (uint32_t[]){N});
    assert_true(lume_ink_undo(ink));
    check_strokes(ink, 0, NULL);
    lume_ink_destroy(ink);
}

static void test_full_of_strokes(void **state)
{
    (void)state;
    struct lume_ink *ink = create();
    for (int i = 0; i < LUME_INK_MAX_STROKES; i++) {
        lume_ink_begin_stroke(ink);
        add(ink, i, 0);
    }
    lume_ink_begin_stroke(ink);
    CHECK_FAILS(lume_ink_add_point(ink, &(struct lume_ink_point){0, 5, 0}, &error),
                LUME_ERROR_MEMORY, error,
                "strokes of a drawing, expected at most 10000, got 10001");
    for (int i = 0; i < LUME_INK_MAX_STROKES; i++) {
        assert_true(lume_ink_undo(ink));
    }
    assert_false(lume_ink_undo(ink));
    check_strokes(ink, 0, NULL);
    lume_ink_destroy(ink);
}

/* Somebody who draws and clears all day: the record stays bounded, and what it holds is right. */
static void test_forgets_the_oldest(void **state)
{
    (void)state;
    enum { N = 2000, ROUNDS = 1000 };
    struct lume_ink *ink = create();
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < N; i++) {
            add(ink, i, round);
        }
        lume_ink_clear(ink);
    }
    int n = 0;
    for (int round = ROUNDS - 1; lume_ink_undo(ink); round--, n++) {
        struct lume_strokes strokes = lume_ink_strokes(ink);
        check_strokes(ink, 1, (uint32_t[]){N});
        assert_true(strokes.points[N - 1].y == round);
        if (!lume_ink_undo(ink)) {
            break;
        }
        check_strokes(ink, 0, NULL);
    }
    assert_true(n >= 2 * LUME_INK_MAX_POINTS / N - 1 && n <= 4 * LUME_INK_MAX_POINTS / N);
    lume_ink_destroy(ink);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rooms),           cmocka_unit_test(test_strokes),
        cmocka_unit_test(test_bad_numbers),     cmocka_unit_test(test_erasing),
        cmocka_unit_test(test_clearing),        cmocka_unit_test(test_random_edits),
        cmocka_unit_test(test_full_of_points),  cmocka_unit_test(test_a_pass_leaves_no_rubbish),
        cmocka_unit_test(test_full_of_strokes), cmocka_unit_test(test_forgets_the_oldest),
    };
    return cmocka_run_group_tests_name("ink", tests, NULL, NULL);
}
