/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/ink.h>
#include <lume/rng.h>

enum { SIDE = 28, MAX_POINTS = 64, MAX_STROKES = 8 };

static const struct lume_affine identity = {.xx = 1, .yy = 1};

/* A drawing on the unit grid of 1/256, so that rounding places changes nothing. */
struct drawing {
    struct lume_ink_point points[MAX_POINTS];
    uint32_t ends[MAX_STROKES];
    struct lume_strokes strokes;
};

static double random_place(struct lume_rng *rng, double low, double high)
{
    return low + floor((high - low) * 256 * (double)lume_rng_float(rng)) / 256;
}

/* Strokes of 0 to 8 points between low and high, some twice at one place. */
static void draw(struct lume_rng *rng, double low, double high, struct drawing *out)
{
    uint32_t n = 0;
    size_t n_strokes = 1 + lume_rng_below(rng, MAX_STROKES);
    for (size_t s = 0; s < n_strokes; s++) {
        uint32_t end = n + lume_rng_below(rng, MAX_POINTS / MAX_STROKES + 1);
        for (uint32_t first = n; n < end; n++) {
            bool again = n > first && lume_rng_below(rng, 5) == 0;
            out->points[n] = (struct lume_ink_point){random_place(rng, low, high),
                                                     random_place(rng, low, high), NAN};
            out->points[n] = again ? out->points[n - 1] : out->points[n];
        }
        out->ends[s] = n;
    }
    out->strokes = (struct lume_strokes){out->points, out->ends, n_strokes};
}

static void paint(const struct lume_strokes *strokes, const struct lume_affine *map, float radius,
                  size_t width, size_t height, uint8_t *pixels)
{
    struct lume_canvas canvas = {width, height, width, pixels};
    memset(pixels, 0, width * height);
    lume_ink_paint(strokes, map, radius, &canvas);
}

static void paint_line(double ax, double ay, double bx, double by, float radius, size_t side,
                       uint8_t *pixels)
{
    const struct lume_ink_point points[] = {{ax, ay, NAN}, {bx, by, NAN}};
    const uint32_t end = 2;
    paint(&(struct lume_strokes){points, &end, 1}, &identity, radius, side, side, pixels);
}

static double distance(struct lume_ink_point a, struct lume_ink_point b, double x, double y)
{
    double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
    double t = square > 0 ? ((x - a.x) * dx + (y - a.y) * dy) / square : 0;
    t = fmin(fmax(t, 0), 1);
    return hypot(x - a.x - t * dx, y - a.y - t * dy);
}

static double nearest(const struct lume_strokes *strokes, double x, double y)
{
    double least = INFINITY;
    uint32_t first = 0;
    for (size_t s = 0; s < strokes->n_strokes; s++) {
        for (uint32_t i = first; i < strokes->ends[s]; i++) {
            uint32_t before = i > first ? i - 1 : i;
            least = fmin(least, distance(strokes->points[before], strokes->points[i], x, y));
        }
        first = strokes->ends[s];
    }
    return least;
}

static double defined(double radius, double d)
{
    return radius < 0.5 ? 255 * 2 * radius * fmin(fmax(1 - d, 0), 1)
                        : 255 * fmin(fmax(radius + 0.5 - d, 0), 1);
}

/* Canvases of every width around a block, in larger ones whose other pixels must stay. */
static void test_agrees_with_definition(void **state)
{
    (void)state;
    enum { STRIDE = 48, ROWS = 40 };
    static const float radii[] = {0.01f, 0.3f, 0.499f, 0.5f, 0.51f, 1, 1.3f, 3, 50};
    struct lume_rng rng = lume_rng_make(1, 0);
    uint8_t before[STRIDE * ROWS], after[STRIDE * ROWS];
    struct drawing drawing;
    size_t n_grey = 0;
    for (size_t round = 0; round < 500; round++) {
        float radius = radii[round % (sizeof radii / sizeof *radii)];
        size_t width = 1 + lume_rng_below(&rng, 40), height = 1 + lume_rng_below(&rng, 36);
        /* Long lines are cut at rounded places, at most 1/512 pixel off in x and y. */
        bool is_long = round % 2;
        double low = is_long ? -10 : random_place(&rng, -2, 35);
        draw(&rng, low, is_long ? 45 : low + 5, &drawing);
        for (size_t i = 0; i < sizeof before; i++) {
            before[i] = (uint8_t)(lume_rng_below(&rng, 3) == 0 ? lume_rng_below(&rng, 256) : 0);
        }
        memcpy(after, before, sizeof after);
        struct lume_canvas canvas = {width, height, STRIDE, after + 2 * STRIDE + 3};
        lume_ink_paint(&drawing.strokes, &identity, radius, &canvas);
        for (size_t i = 0; i < sizeof after; i++) {
            size_t x = i % STRIDE - 3, y = i / STRIDE - 2;
            double ink = 0;
            if (x < width && y < height) {
                double d = nearest(&drawing.strokes, (double)x, (double)y);
                ink = defined((double)radius, d);
            }
            CHECK_NEAR(after[i], fmax(before[i], ink), is_long ? 1.25 : 0.501);
            n_grey += ink > 0 && ink < 255;
        }
    }
    assert_true(n_grey > 10000);
}

/* The share of a pixel that a wide line covers, from 16 x 16 samples. */
static double covered(struct lume_ink_point a, struct lume_ink_point b, double radius, int x, int y)
{
    enum { FINE = 16 };
    int n = 0;
    for (int i = 0; i < FINE * FINE; i++) {
        double u = x + (i % FINE + 0.5) / FINE - 0.5,
               v = y + ((double)(i / FINE) + 0.5) / FINE - 0.5;
        n += distance(a, b, u, v) < radius;
    }
    return (double)n / (FINE * FINE);
}

static void test_covers_the_area_of_a_line(void **state)
{
    (void)state;
    static const float radii[] = {1, 1.2f, 2, 5};
    uint8_t pixels[SIDE * SIDE];
    for (int step = 0; step < 64; step++) {
        float radius = radii[step % 4];
        double angle = step * 0.0982, sum = 0, dx = cos(angle), dy = sin(angle);
        struct lume_ink_point a = {13.4 - 6 * dx, 13.7 - 6 * dy, 0};
        struct lume_ink_point b = {13.4 + 6 * dx, 13.7 + 6 * dy, 0};
        paint_line(a.x, a.y, b.x, b.y, radius, SIDE, pixels);
        for (int i = 0; i < SIDE * SIDE; i++) {
            int x = i % SIDE, y = i / SIDE;
            bool beside = fabs((x - 13.4) * dx + (y - 13.7) * dy) < 5.25;
            double ink = pixels[i] / 255.0;
            /* 0.02 for what the samples are off */
            double share = covered(a, b, (double)radius, x, y);
            CHECK_NEAR(ink, share, (beside ? 0.05 : 0.1) + 0.02);
            sum += ink;
        }
        double r = (double)radius, area = 12 * 2 * r + 3.14159265 * r * r;
        CHECK_NEAR(sum / area, 1, 0.03);
    }
}

/* A line thinner than a pixel is as dark in all as it is wide. */
static void test_thin_nibs(void **state)
{
    (void)state;
    uint8_t pixels[100 * 100];
    for (int step = 1; step < 10; step++) {
        float radius = 0.05f * (float)step;
        double sum = 0;
        paint_line(20.25, 30, 80, 67.5, radius, 100, pixels);
        for (size_t i = 0; i < sizeof pixels; i++) {
            sum += pixels[i];
        }
        double length = hypot(59.75, 37.5) + 1;
        CHECK_NEAR(sum / (255 * 2 * (double)radius * length), 1, 0.02);
    }
}

static void test_dots_and_nothing(void **state)
{
    (void)state;
    const struct lume_ink_point points[] = {{9, 5, NAN}, {9, 5, NAN}, {9.0001, 5, NAN}};
    static const uint32_t none[] = {0, 0, 0}, one[] = {0, 1, 1}, three[] = {0, 0, 3};
    uint8_t blank[SIDE * SIDE] = {0}, a[SIDE * SIDE], b[SIDE * SIDE];
    paint(&(struct lume_strokes){points, none, 3}, &identity, 2, SIDE, SIDE, a);
    assert_memory_equal(a, blank, sizeof a);
    paint(&(struct lume_strokes){NULL, NULL, 0}, &identity, 2, SIDE, SIDE, a);
    assert_memory_equal(a, blank, sizeof a);
    paint(&(struct lume_strokes){points, one, 3}, &identity, 1, SIDE, SIDE, a);
    assert_int_equal(a[5 * SIDE + 9], 255);
    assert_int_equal(a[5 * SIDE + 10], 128);
    assert_int_equal(a[5 * SIDE + 11], 0);
    assert_int_equal(a[6 * SIDE + 10], 22); /* 1.5 - sqrt 2 */
    paint(&(struct lume_strokes){points, three, 3}, &identity, 1, SIDE, SIDE, b);
    assert_memory_equal(a, b, sizeof a);
    lume_ink_paint(&(struct lume_strokes){points, three, 3}, &identity, 1,
                   &(struct lume_canvas){0, 0, 0, NULL});
}

/* The same drawing with its strokes and their points from last to first. */
static void reverse(const struct lume_strokes *in, struct drawing *out)
{
    uint32_t n = 0;
    for (size_t s = in->n_strokes; s-- > 0;) {
        uint32_t first = s > 0 ? in->ends[s - 1] : 0;
        for (uint32_t i = in->ends[s]; i-- > first;) {
            out->points[n++] = in->points[i];
        }
        out->ends[in->n_strokes - 1 - s] = n;
    }
    out->strokes = (struct lume_strokes){out->points, out->ends, in->n_strokes};
}

/* Reversed, mirrored, transposed and shifted by whole pixels: the same bytes, at other places. Of
 * long lines too, which are cut on their way. */
static void test_symmetries(void **state)
{
    (void)state;
    const struct lume_affine mirror = {.xx = -1, .x0 = SIDE - 1, .yy = 1};
    const struct lume_affine transpose = {.xy = 1, .yx = 1};
    const struct lume_affine shift = {.xx = 1, .x0 = 1003, .yy = 1, .y0 = -2005};
    const struct lume_affine back = {.xx = 1, .x0 = -1003, .yy = 1, .y0 = 2005};
    struct lume_rng rng = lume_rng_make(2, 0);
    struct drawing drawing, other;
    uint8_t plain[SIDE * SIDE], seen[SIDE * SIDE];
    for (int round = 0; round < 400; round++) {
        float radius = lume_rng_range(&rng, 0.2f, 3);
        double far = round % 2 ? 300 : 0;
        draw(&rng, -far, SIDE + far, &drawing);
        paint(&drawing.strokes, &identity, radius, SIDE, SIDE, plain);
        reverse(&drawing.strokes, &other);
        paint(&other.strokes, &identity, radius, SIDE, SIDE, seen);
        assert_memory_equal(plain, seen, sizeof plain);
        paint(&drawing.strokes, &mirror, radius, SIDE, SIDE, seen);
        for (int i = 0; i < SIDE * SIDE; i++) {
            assert_int_equal(plain[i], seen[i / SIDE * SIDE + SIDE - 1 - i % SIDE]);
        }
        paint(&drawing.strokes, &transpose, radius, SIDE, SIDE, seen);
        for (int i = 0; i < SIDE * SIDE; i++) {
            assert_int_equal(plain[i], seen[i % SIDE * SIDE + i / SIDE]);
        }
        for (uint32_t i = 0; i < drawing.ends[drawing.strokes.n_strokes - 1]; i++) {
            drawing.points[i].x += shift.x0;
            drawing.points[i].y += shift.y0;
        }
        paint(&drawing.strokes, &back, radius, SIDE, SIDE, seen);
        assert_memory_equal(plain, seen, sizeof plain);
    }
}

/* What a canvas shows of lines that leave it is a part of what a larger one shows. */
static void test_a_canvas_is_a_window(void **state)
{
    (void)state;
    enum { LARGE = 700 };
    static uint8_t large[LARGE * LARGE], small[SIDE * SIDE];
    struct lume_rng rng = lume_rng_make(3, 0);
    struct drawing drawing;
    size_t n_ink = 0;
    for (int round = 0; round < 60; round++) {
        float radius = lume_rng_range(&rng, 0.2f, 20);
        draw(&rng, -500, LARGE + 500, &drawing);
        paint(&drawing.strokes, &identity, radius, LARGE, LARGE, large);
        for (int window = 0; window < 20; window++) {
            size_t x = lume_rng_below(&rng, LARGE - SIDE), y = lume_rng_below(&rng, LARGE - SIDE);
            const struct lume_affine map = {1, 0, -(double)x, 0, 1, -(double)y};
            paint(&drawing.strokes, &map, radius, SIDE, SIDE, small);
            for (size_t row = 0; row < SIDE; row++) {
                assert_memory_equal(small + row * SIDE, large + (y + row) * LARGE + x, SIDE);
            }
            for (size_t i = 0; i < sizeof small; i++) {
                n_ink += small[i] > 0;
            }
        }
    }
    assert_true(n_ink > 10000);
}

/* However large the drawing, the same bytes: places are rounded. */
static void test_scale_does_not_matter(void **state)
{
    (void)state;
    static const double scales[] = {1e-6, 0.1, 3.7, 12345.678, 3e7};
    struct lume_rng rng = lume_rng_make(4, 0);
    struct drawing drawing, other;
    uint8_t plain[SIDE * SIDE], seen[SIDE * SIDE];
    for (size_t round = 0; round < 100; round++) {
        double scale = scales[round % 5];
        draw(&rng, 2, SIDE - 2, &drawing);
        other = drawing;
        for (uint32_t i = 0; i < drawing.ends[drawing.strokes.n_strokes - 1]; i++) {
            other.points[i].x *= scale;
            other.points[i].y *= scale;
        }
        other.strokes.points = other.points;
        other.strokes.ends = other.ends;
        paint(&drawing.strokes, &identity, 1, SIDE, SIDE, plain);
        paint(&other.strokes, &(struct lume_affine){1 / scale, 0, 0, 0, 1 / scale, 0}, 1, SIDE,
              SIDE, seen);
        assert_memory_equal(plain, seen, sizeof plain);
    }
}

/* A line that comes from very far and goes there costs no more than one across the canvas; these
 * would take hours if it did. */
static void test_far_places(void **state)
{
    (void)state;
    static const double far[] = {1e3, 1e5, 1e7, 1e9};
    uint8_t near[SIDE * SIDE], seen[SIDE * SIDE], blank[SIDE * SIDE] = {0};
    for (int round = 0; round < 4000; round++) {
        double reach = far[round % 4];
        paint_line(-reach, -reach + 3, reach, reach + 3, 1, SIDE, seen);
        paint_line(-64, -61, 64, 67, 1, SIDE, near);
        assert_memory_equal(near, seen, sizeof near);
        paint_line(5, -reach, 5, reach, 0.3f, SIDE, seen);
        paint_line(5, -100, 5, 100, 0.3f, SIDE, near);
        assert_memory_equal(near, seen, sizeof near);
        paint_line(-reach, 29.51, reach, 29.51, 2, SIDE, seen);
        assert_memory_equal(blank, seen, sizeof seen);
        paint_line(reach, 10, reach * 0.9, 12, 2, SIDE, seen);
        assert_memory_equal(blank, seen, sizeof seen);
    }
}

static void test_wild_numbers_are_harmless(void **state)
{
    (void)state;
    static const double wild[] = {0,    1,      -1,     14,       1e9,       -1e9,
                                  1e18, -1e300, 1e-300, INFINITY, -INFINITY, NAN};
    enum { N = sizeof wild / sizeof *wild };
    struct lume_rng rng = lume_rng_make(5, 0);
    struct lume_ink_point points[4];
    uint8_t pixels[SIDE * SIDE];
    const uint32_t end = 4;
    for (int round = 0; round < 20000; round++) {
        for (int i = 0; i < 4; i++) {
            points[i].x = wild[lume_rng_below(&rng, N)];
            points[i].y = wild[lume_rng_below(&rng, N)];
        }
        struct lume_affine map = {wild[lume_rng_below(&rng, N)], wild[lume_rng_below(&rng, N)],
                                  wild[lume_rng_below(&rng, N)], wild[lume_rng_below(&rng, N)],
                                  wild[lume_rng_below(&rng, N)], wild[lume_rng_below(&rng, N)]};
        float radius = round % 3 == 0 ? 1e30f : round % 3 == 1 ? 1e-30f : 1;
        paint(&(struct lume_strokes){points, &end, 1}, &map, radius, SIDE, SIDE, pixels);
    }
    paint_line(5, 5, 1e9, 5, 1e30f, SIDE, pixels);
    for (size_t i = 0; i < sizeof pixels; i++) {
        assert_int_equal(pixels[i], 255);
    }
}

/* These bytes are part of every model that was trained with strokes. */
static void test_bytes_are_fixed(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(6, 0);
    struct drawing drawing;
    uint8_t pixels[SIDE * SIDE];
    uint64_t hash = 14695981039346656037u;
    for (int round = 0; round < 100; round++) {
        draw(&rng, -4, SIDE + 4, &drawing);
        const struct lume_affine map = {0.917, 0.07, 1.3, -0.11, 1.071, -0.71};
        paint(&drawing.strokes, &map, lume_rng_range(&rng, 0.3f, 2), SIDE, SIDE, pixels);
        for (size_t i = 0; i < sizeof pixels; i++) {
            hash = (hash ^ pixels[i]) * 1099511628211u;
        }
    }
    assert_true(hash == 0xac0032105aa782e3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agrees_with_definition),
        cmocka_unit_test(test_covers_the_area_of_a_line),
        cmocka_unit_test(test_thin_nibs),
        cmocka_unit_test(test_dots_and_nothing),
        cmocka_unit_test(test_symmetries),
        cmocka_unit_test(test_a_canvas_is_a_window),
        cmocka_unit_test(test_scale_does_not_matter),
        cmocka_unit_test(test_far_places),
        cmocka_unit_test(test_wild_numbers_are_harmless),
        cmocka_unit_test(test_bytes_are_fixed),
    };
    return cmocka_run_group_tests_name("nib", tests, NULL, NULL);
}
