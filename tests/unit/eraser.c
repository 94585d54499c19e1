/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "data/eraser.h"

#include <lume/rng.h>

enum { MAX = 12 };

/* What is left of a stroke: in blocks of the promised size, so that a sanitizer sees more. */
struct rest {
    struct lume_strokes_room room;
    size_t max_points, max_strokes;
};

static struct rest cut(const struct eraser *eraser, const struct lume_ink_point *points, size_t n)
{
    struct rest rest = {.max_points = eraser_max_points(n), .max_strokes = eraser_max_strokes(n)};
    rest.room.points = malloc(rest.max_points * sizeof *rest.room.points);
    rest.room.ends = malloc(rest.max_strokes * sizeof *rest.room.ends);
    assert_true(rest.room.points && rest.room.ends);
    rest.room.max_points = rest.max_points;
    rest.room.max_strokes = rest.max_strokes;
    eraser_cut(eraser, points, n, &rest.room);
    return rest;
}

static void release(struct rest *rest)
{
    free(rest->room.points);
    free(rest->room.ends);
}

static void check_point(const struct lume_ink_point *point, double x, double y, double time)
{
    CHECK_NEAR(point->x, x, 1e-12);
    CHECK_NEAR(point->y, y, 1e-12);
    CHECK_NEAR(point->time, time, 1e-12);
}

static void test_cuts_on_the_circle(void **state)
{
    (void)state;
    const struct lume_ink_point line[] = {{0, 3, 0}, {10, 3, 1}};
    const struct eraser spot = {5, 0, 5, 0, 5};
    assert_true(eraser_touches(&spot, line, 2));
    struct rest rest = cut(&spot, line, 2);
    assert_int_equal(rest.room.n_strokes, 2);
    assert_int_equal(rest.room.n_points, 4);
    assert_int_equal(rest.room.ends[0], 2);
    assert_int_equal(rest.room.ends[1], 4);
    check_point(&rest.room.points[0], 0, 3, 0);
    check_point(&rest.room.points[1], 1, 3, 0.1);
    check_point(&rest.room.points[2], 9, 3, 0.9);
    check_point(&rest.room.points[3], 10, 3, 1);
    release(&rest);
}

/* Between its places the rubber leaves no gap. */
static void test_sweeps(void **state)
{
    (void)state;
    const struct lume_ink_point line[] = {{0, 0, NAN}, {20, 0, NAN}, {40, 0, NAN}};
    const struct eraser along = {5, 3, 35, 3, 5}, across = {20, -90, 20, 90, 2};
    struct rest rest = cut(&along, line, 3);
    assert_int_equal(rest.room.n_strokes, 2);
    assert_int_equal(rest.room.n_points, 4);
    CHECK_NEAR(rest.room.points[1].x, 1, 1e-12);
    CHECK_NEAR(rest.room.points[2].x, 39, 1e-12);
    assert_true(isnan(rest.room.points[1].time));
    release(&rest);
    rest = cut(&across, line, 3);
    assert_int_equal(rest.room.n_points, 4);
    CHECK_NEAR(rest.room.points[1].x, 18, 1e-12);
    CHECK_NEAR(rest.room.points[2].x, 22, 1e-12);
    release(&rest);
}

static void test_dots(void **state)
{
    (void)state;
    const struct lume_ink_point dot = {3, 4, NAN};
    assert_true(eraser_touches(&(struct eraser){0, 0, 0, 0, 5.01}, &dot, 1));
    assert_false(eraser_touches(&(struct eraser){0, 0, 0, 0, 4.99}, &dot, 1));
    assert_true(eraser_touches(&(struct eraser){-9, 0, 9, 0, 4.01}, &dot, 1));
    assert_false(eraser_touches(&(struct eraser){-9, 0, 2, 0, 4.01}, &dot, 1));
    struct rest rest = cut(&(struct eraser){0, 0, 0, 0, 6}, &dot, 1);
    assert_int_equal(rest.room.n_strokes, 0);
    assert_int_equal(rest.room.n_points, 0);
    release(&rest);
}

static double to_line(double ax, double ay, double bx, double by, double x, double y)
{
    double dx = bx - ax, dy = by - ay, square = dx * dx + dy * dy;
    double t = square > 0 ? fmin(fmax(((x - ax) * dx + (y - ay) * dy) / square, 0), 1) : 0;
    return hypot(x - ax - t * dx, y - ay - t * dy);
}

static double to_stroke(const struct lume_ink_point *points, size_t n, double x, double y)
{
    double least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        const struct lume_ink_point *a = &points[i], *b = &points[i + 1 < n ? i + 1 : i];
        least = fmin(least, to_line(a->x, a->y, b->x, b->y, x, y));
    }
    return least;
}

static double to_rest(const struct lume_strokes_room *room, double x, double y)
{
    double least = INFINITY;
    size_t first = 0;
    for (size_t s = 0; s < room->n_strokes; first = room->ends[s++]) {
        least = fmin(least, to_stroke(room->points + first, room->ends[s] - first, x, y));
    }
    return least;
}

/* Of places along the stroke exactly those outside of the rubbed area are left; what is left was
 * there, each stroke of it is a line, and the same rubber finds nothing more. Returns how much was
 * removed. */
static int check_cut(const struct eraser *e, const struct lume_ink_point *points, size_t n,
                     double slack)
{
    struct rest rest = cut(e, points, n);
    int n_removed = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        for (double t = 0; t <= 1; t += 0.125) {
            double x = points[i].x + t * (points[i + 1].x - points[i].x);
            double y = points[i].y + t * (points[i + 1].y - points[i].y);
            double d = to_line(e->ax, e->ay, e->bx, e->by, x, y), left = to_rest(&rest.room, x, y);
            if (d > e->radius + slack) {
                assert_true(left <= slack);
            } else if (d < e->radius - slack) {
                assert_true(left >= e->radius - d - slack);
                n_removed++;
            }
        }
    }
    size_t first = 0;
    for (size_t s = 0; s < rest.room.n_strokes; first = rest.room.ends[s++]) {
        assert_true(rest.room.ends[s] >= first + 2);
        assert_false(eraser_touches(e, rest.room.points + first, rest.room.ends[s] - first));
        for (size_t i = first; i < rest.room.ends[s]; i++) {
            const struct lume_ink_point *p = &rest.room.points[i];
            assert_true(to_stroke(points, n, p->x, p->y) <= slack);
            assert_true(i == first || p->x != p[-1].x || p->y != p[-1].y);
        }
    }
    assert_int_equal(rest.room.n_points, first);
    assert_true(rest.room.n_points <= rest.max_points);
    assert_true(rest.room.n_strokes <= rest.max_strokes);
    assert_true(n_removed == 0 || eraser_touches(e, points, n));
    release(&rest);
    return n_removed;
}

/* In a square of 10, far away from 0 now and then: there places are coarse. */
static double place(struct lume_rng *rng, bool whole, double offset)
{
    double x = (double)lume_rng_range(rng, 0, 10);
    return offset + (whole ? floor(x) : x);
}

/* Whole numbers too: tangents, ends on the outline, lines along the rubber's way. */
static void test_random_strokes(void **state)
{
    (void)state;
    static const double scales[] = {1, 1e-9, 1e3, 9e7};
    struct lume_rng rng = lume_rng_make(1, 0);
    int n_removed = 0;
    for (int round = 0; round < 40000; round++) {
        struct lume_ink_point points[MAX];
        double scale = scales[round % 4];
        bool whole = round % 8 < 4;
        double offset = round % 16 == 0 ? 1e8 : 0;
        size_t n = 2 + lume_rng_below(&rng, MAX - 1);
        for (size_t i = 0; i < n; i++) {
            points[i] = (struct lume_ink_point){scale * place(&rng, whole, offset),
                                                scale * place(&rng, whole, offset), NAN};
            bool same = i > 0 && points[i].x == points[i - 1].x && points[i].y == points[i - 1].y;
            points[i].x += same ? scale : 0;
        }
        struct eraser e = {
            scale * place(&rng, whole, offset), scale * place(&rng, whole, offset),
            scale * place(&rng, whole, offset), scale * place(&rng, whole, offset),
            scale * (whole ? 1 + lume_rng_below(&rng, 3) : (double)lume_rng_range(&rng, 0.01f, 4))};
        if (round % 3 == 0) {
            e.bx = e.ax;
            e.by = e.ay;
        }
        n_removed += check_cut(&e, points, n, scale * (1e-6 + offset * 1e-13));
    }
    assert_true(n_removed > 100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cuts_on_the_circle),
        cmocka_unit_test(test_sweeps),
        cmocka_unit_test(test_dots),
        cmocka_unit_test(test_random_strokes),
    };
    return cmocka_run_group_tests_name("eraser", tests, NULL, NULL);
}
