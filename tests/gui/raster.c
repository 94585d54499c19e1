/* SPDX-License-Identifier: MIT */

/* What pixels become: against 16 x 16 samples of each, and by what must never happen. */

#include "canvas.h"

#include "gui/raster.h"

#include <lume/rng.h>

enum { SIDE = 40, SAMPLES = 16, BLACK = 0x000000, N_RANDOM = 60 };

static const uint32_t white = 0xffffffff;

/* --- coverage --- */

/* A shape: its numbers, how it is painted and whether a place is inside. */
struct shape {
    double x0, y0, x1, y1, width, radius;
};

static double distance_to_line(const struct shape *s, double x, double y, double *along)
{
    const double dx = s->x1 - s->x0, dy = s->y1 - s->y0, length = hypot(dx, dy);
    *along = ((x - s->x0) * dx + (y - s->y0) * dy) / length;
    return fabs((x - s->x0) * dy - (y - s->y0) * dx) / length;
}

static bool in_straight(const struct shape *s, double x, double y)
{
    double along, across = distance_to_line(s, x, y, &along);
    return across <= s->width / 2 && along >= 0 && along <= hypot(s->x1 - s->x0, s->y1 - s->y0);
}

static bool in_round(const struct shape *s, double x, double y)
{
    return in_straight(s, x, y) || hypot(x - s->x0, y - s->y0) <= s->width / 2 ||
           hypot(x - s->x1, y - s->y1) <= s->width / 2;
}

static bool in_dashes(const struct shape *s, double x, double y)
{
    double along;
    distance_to_line(s, x, y, &along);
    return in_straight(s, x, y) && fmod(along + 1, 7) <= 4;
}

static bool in_disc(const struct shape *s, double x, double y)
{
    return hypot(x - s->x0, y - s->y0) <= s->radius;
}

static bool in_ring(const struct shape *s, double x, double y)
{
    return fabs(hypot(x - s->x0, y - s->y0) - s->radius) <= s->width / 2;
}

static double left(const struct shape *s)
{
    return fmin(s->x0, s->x1);
}

static double top(const struct shape *s)
{
    return fmin(s->y0, s->y1);
}

/* Inside of the rectangle, `by` further in, with round corners. */
static bool in_rounded(const struct shape *s, double x, double y, double by)
{
    const double half_x = fabs(s->x1 - s->x0) / 2 - by, half_y = fabs(s->y1 - s->y0) / 2 - by;
    const double radius = fmax(fmin(s->radius, fmin(half_x + by, half_y + by)) - by, 0);
    const double qx = fabs(x - (s->x0 + s->x1) / 2) - (half_x - radius);
    const double qy = fabs(y - (s->y0 + s->y1) / 2) - (half_y - radius);
    if (half_x <= 0 || half_y <= 0) {
        return false;
    }
    return hypot(fmax(qx, 0), fmax(qy, 0)) + fmin(fmax(qx, qy), 0) <= radius;
}

static bool in_rect(const struct shape *s, double x, double y)
{
    return x >= left(s) && x < fmax(s->x0, s->x1) && y >= top(s) && y < fmax(s->y0, s->y1);
}

static bool in_fill(const struct shape *s, double x, double y)
{
    return in_rounded(s, x, y, 0);
}

static bool in_outline(const struct shape *s, double x, double y)
{
    return in_rounded(s, x, y, 0) && !in_rounded(s, x, y, s->width);
}

static struct paint_point from(const struct shape *s)
{
    return (struct paint_point){(float)s->x0, (float)s->y0};
}

static struct paint_point to(const struct shape *s)
{
    return (struct paint_point){(float)s->x1, (float)s->y1};
}

static struct paint_rect rect(const struct shape *s)
{
    return (struct paint_rect){(float)left(s), (float)top(s), (float)fabs(s->x1 - s->x0),
                               (float)fabs(s->y1 - s->y0)};
}

static void paint_straight(struct paint *paint, const struct shape *s)
{
    paint_line(paint, from(s), to(s), &(struct paint_stroke){white, (float)s->width, 0, 0, 0, 0});
}

static void paint_round(struct paint *paint, const struct shape *s)
{
    paint_line(paint, from(s), to(s), &(struct paint_stroke){white, (float)s->width, 0, 0, 0, 1});
}

static void paint_dashes(struct paint *paint, const struct shape *s)
{
    paint_line(paint, from(s), to(s), &(struct paint_stroke){white, (float)s->width, 4, 3, 1, 0});
}

static void paint_as_disc(struct paint *paint, const struct shape *s)
{
    paint_disc(paint, from(s), (float)s->radius, white);
}

static void paint_as_ring(struct paint *paint, const struct shape *s)
{
    paint_ring(paint, from(s), (float)s->radius, (float)s->width, white);
}

static void paint_rect(struct paint *paint, const struct shape *s)
{
    paint_fill(paint, rect(s), 0, white);
}

static void paint_rounded(struct paint *paint, const struct shape *s)
{
    paint_fill(paint, rect(s), (float)s->radius, white);
}

static void paint_as_outline(struct paint *paint, const struct shape *s)
{
    paint_outline(paint, rect(s), (float)s->radius, (float)s->width, white);
}

/* Samples of a pixel have an error of their own: up to 1/16 where an edge is upright. */
static const struct {
    const char *name;
    void (*paint)(struct paint *paint, const struct shape *s);
    bool (*inside)(const struct shape *s, double x, double y);
    double limit, total; /* of a pixel, and of all */
} kinds[] = {
    {"straight line", paint_straight, in_straight, 0.16, 0.03},
    {"round line", paint_round, in_round, 0.16, 0.03},
    {"dashed line", paint_dashes, in_dashes, 0.3, 0.08},
    {"disc", paint_as_disc, in_disc, 0.13, 0.03},
    {"ring", paint_as_ring, in_ring, 0.13, 0.03},
    {"rectangle", paint_rect, in_rect, 0.13, 0.02},
    {"rounded rectangle", paint_rounded, in_fill, 0.13, 0.02},
    {"outline", paint_as_outline, in_outline, 0.2, 0.05},
};

static double sampled(size_t kind, const struct shape *s, size_t x, size_t y)
{
    int n = 0;
    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
        n += kinds[kind].inside(s, (double)x + (i % SAMPLES + 0.5) / SAMPLES,
                                (double)y + ((double)(i / SAMPLES) + 0.5) / SAMPLES);
    }
    return (double)n / (SAMPLES * SAMPLES);
}

static double draw(struct lume_rng *rng, float low, float high)
{
    return floor((double)lume_rng_range(rng, low, high) * 256) / 256;
}

static void check_shape(const struct canvas *canvas, size_t kind, const struct shape *s)
{
    double sum = 0, expected_sum = 0;
    paint_raster_begin(canvas->raster, NULL, BLACK);
    kinds[kind].paint(canvas->paint, s);
    for (size_t y = 0; y < SIDE; y++) {
        for (size_t x = 0; x < SIDE; x++) {
            const double got = (double)(canvas_at(canvas, x, y) & 255) / 255;
            const double expected = sampled(kind, s, x, y);
            if (!(fabs(got - expected) <= kinds[kind].limit)) {
                fail_msg("%s (%g, %g, %g, %g, width %g, radius %g), pixel %zu, %zu: %g, expected "
                         "%g",
                         kinds[kind].name, s->x0, s->y0, s->x1, s->y1, s->width, s->radius, x, y,
                         got, expected);
            }
            sum += got;
            expected_sum += expected;
        }
    }
    if (!(fabs(sum - expected_sum) <= kinds[kind].total * expected_sum + 0.5)) {
        fail_msg("%s (%g, %g, %g, %g, width %g, radius %g): area %g, expected %g", kinds[kind].name,
                 s->x0, s->y0, s->x1, s->y1, s->width, s->radius, sum, expected_sum);
    }
}

static void test_coverage(void **state)
{
    (void)state;
    struct canvas canvas = canvas_create(SIDE, SIDE, 1);
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
        struct lume_rng rng = lume_rng_make(kind, 0);
        for (int i = 0; i < N_RANDOM; i++) {
            struct shape s = {draw(&rng, 3, 18),  draw(&rng, 3, 18), draw(&rng, 22, 37),
                              draw(&rng, 22, 37), draw(&rng, 1, 5),  draw(&rng, 4, 8)};
            if (lume_rng_below(&rng, 2) == 0) {
                const double x = s.x0;
                s.x0 = s.x1;
                s.x1 = x;
            }
            check_shape(&canvas, kind, &s);
        }
    }
    canvas_destroy(&canvas);
}

static void test_thin_lines(void **state)
{
    (void)state;
    struct canvas canvas = canvas_create(SIDE, SIDE, 1);
    for (float width = 0.05f; width < 1.5f; width += 0.05f) {
        double sum = 0;
        paint_raster_begin(canvas.raster, NULL, BLACK);
        paint_line(canvas.paint, (struct paint_point){5, 20.3f}, (struct paint_point){35, 20.3f},
                   &(struct paint_stroke){white, width, 0, 0, 0, false});
        for (size_t i = 0; i < SIDE * SIDE; i++) {
            sum += (double)(canvas_at(&canvas, i % SIDE, i / SIDE) & 255) / 255;
        }
        CHECK_NEAR(sum, 30 * (double)width, 0.2);
    }
    canvas_destroy(&canvas);
}

static void test_rectangles_are_exact(void **state)
{
    (void)state;
    struct canvas canvas = canvas_create(SIDE, SIDE, 2);
    paint_raster_begin(canvas.raster, NULL, BLACK);
    paint_fill(canvas.paint, (struct paint_rect){2, 3, 4.25f, 5}, 0, white);
    assert_int_equal(canvas_at(&canvas, 3, 6), 0xff000000);
    assert_int_equal(canvas_at(&canvas, 4, 5), 0xff000000);
    assert_int_equal(canvas_at(&canvas, 4, 6), white);
    assert_int_equal(canvas_at(&canvas, 11, 15), white);
    assert_int_equal(canvas_at(&canvas, 12, 15), 0xff808080);
    assert_int_equal(canvas_at(&canvas, 11, 16), 0xff000000);
    paint_fill(canvas.paint, (struct paint_rect){10, 10, 0.05f, 0.05f}, 0, white);
    assert_in_range(canvas_at(&canvas, 20, 20) & 255, 2, 4); /* a hundredth of a pixel */
    canvas_destroy(&canvas);
}

/* --- blending --- */

static void test_blending_rounds(void **state)
{
    (void)state;
    for (uint32_t alpha = 0; alpha < 256; alpha++) {
        for (uint32_t value = 0; value < 256; value += 5) {
            uint32_t pixels[256], filled[256], alphas[256];
            for (uint32_t i = 0; i < 256; i++) {
                filled[i] = pixels[i] = 0xff000000 | i << 16 | i << 8 | i;
                alphas[i] = alpha * 0x01010101u;
            }
            const uint32_t color = 0xff000000 | value << 16 | value << 8 | value;
            raster_blend(pixels, alphas, 256, color & 0x00ffffff);
            raster_fill(filled, 256, color & 0x00ffffff, alpha);
            assert_memory_equal(pixels, filled, sizeof pixels);
            for (uint32_t i = 0; i < 256; i++) {
                const double exact = (i * (255.0 - alpha) + value * (double)alpha) / 255;
                const uint32_t expected = (uint32_t)floor(exact + 0.5);
                if (pixels[i] != (0xff000000 | expected * 0x010101)) {
                    fail_msg("%u over %u with %u: %08x", (unsigned)value, (unsigned)i,
                             (unsigned)alpha, (unsigned)pixels[i]);
                }
            }
        }
    }
}

static void test_later_is_above(void **state)
{
    (void)state;
    struct canvas canvas = canvas_create(SIDE, SIDE, 1);
    paint_disc(canvas.paint, (struct paint_point){20, 20}, 10, 0xffff0000);
    paint_fill(canvas.paint, (struct paint_rect){20, 0, 20, 40}, 4, 0xff00ff00);
    paint_line(canvas.paint, (struct paint_point){0, 20}, (struct paint_point){40, 20},
               &(struct paint_stroke){0xff0000ff, 3, 0, 0, 0, false});
    assert_int_equal(canvas_at(&canvas, 15, 15), 0xffff0000);
    assert_int_equal(canvas_at(&canvas, 25, 15), 0xff00ff00);
    assert_int_equal(canvas_at(&canvas, 15, 20), 0xff0000ff);
    assert_int_equal(canvas_at(&canvas, 25, 20), 0xff0000ff);
    canvas_destroy(&canvas);
}

/* A line that goes to and fro is no darker than one. */
static void test_polyline_is_painted_once(void **state)
{
    (void)state;
    struct canvas a = canvas_create(SIDE, SIDE, 1), b = canvas_create(SIDE, SIDE, 1);
    const struct paint_stroke stroke = {0x60ffffff, 6, 0, 0, 0, true};
    const struct paint_point there[] = {{8, 9.5f}, {30, 28}, {8, 9.5f}, {30, 28}};
    paint_polyline(a.paint, there, 4, &stroke);
    paint_line(b.paint, there[0], there[1], &stroke);
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        const int once = (int)(canvas_at(&b, i % SIDE, i / SIDE) & 255);
        const int got = (int)(canvas_at(&a, i % SIDE, i / SIDE) & 255);
        assert_in_range(got - once + 1, 0, 2); /* coverage is rounded before alpha */
    }
    assert_int_equal(canvas_at(&a, 19, 18), 0xff606060);
    /* nothing is left of it for the next */
    paint_raster_begin(a.raster, NULL, BLACK);
    paint_polyline(a.paint, (const struct paint_point[]){{2, 36}, {5, 36}, {8, 36}}, 3, &stroke);
    assert_int_equal(canvas_at(&a, 19, 18), 0xff000000);
    assert_int_equal(canvas_at(&a, 5, 36), 0xff606060);
    canvas_destroy(&a);
    canvas_destroy(&b);
}

/* No pixel of a ring or an outline is painted twice, however small its hole. */
static void test_rings_are_painted_once(void **state)
{
    (void)state;
    struct canvas canvas = canvas_create(SIDE, SIDE, 1);
    struct lume_rng rng = lume_rng_make(9, 0);
    for (int i = 0; i < 2000; i++) {
        const float x = lume_rng_range(&rng, 5, 30), y = lume_rng_range(&rng, 5, 30);
        const float radius = lume_rng_range(&rng, 1, 12), width = lume_rng_range(&rng, 0.5f, 6);
        paint_raster_begin(canvas.raster, NULL, BLACK);
        if (i % 2) {
            paint_ring(canvas.paint, (struct paint_point){x, y}, radius, width, 0x80ffffff);
        } else {
            paint_outline(canvas.paint, (struct paint_rect){x, y, 2 * radius, radius},
                          i % 4 ? radius : 0, width, 0x80ffffff);
        }
        for (size_t k = 0; k < SIDE * SIDE; k++) {
            assert_in_range(canvas_at(&canvas, k % SIDE, k / SIDE), 0xff000000, 0xff808080);
        }
    }
    canvas_destroy(&canvas);
}

static void test_dashes_go_around_corners(void **state)
{
    (void)state;
    struct canvas canvas = canvas_create(SIDE, SIDE, 1);
    /* 12 long to the corner: dashes at 0 to 4, 8 to 12 and 16 to 20 */
    paint_polyline(canvas.paint, (const struct paint_point[]){{4, 10}, {16, 10}, {16, 30}}, 3,
                   &(struct paint_stroke){white, 2, 4, 4, 0, false});
    assert_int_equal(canvas_at(&canvas, 6, 9), white);
    assert_int_equal(canvas_at(&canvas, 10, 9), 0xff000000);
    assert_int_equal(canvas_at(&canvas, 14, 9), white);
    assert_int_equal(canvas_at(&canvas, 15, 12), 0xff000000);
    assert_int_equal(canvas_at(&canvas, 15, 16), white);
    assert_int_equal(canvas_at(&canvas, 15, 20), 0xff000000);
    canvas_destroy(&canvas);
}

/* --- pictures --- */

static void test_images(void **state)
{
    (void)state;
    static const uint8_t grey[] = {0, 255, 128, 64, 32, 16};
    static const uint32_t colors[] = {0x00ffffff, 0xff123456};
    struct canvas canvas = canvas_create(SIDE, SIDE, 1);
    const struct paint_image image = {3, 2, grey, 0xff000000, white, NULL};
    paint_image(canvas.paint, (struct paint_rect){4, 5, 15, 10}, &image);
    for (size_t y = 0; y < 10; y++) {
        for (size_t x = 0; x < 15; x++) {
            const uint32_t expected = 0xff000000 | grey[y / 5 * 3 + x / 5] * 0x010101u;
            assert_int_equal(canvas_at(&canvas, x + 4, y + 5), expected);
        }
    }
    assert_int_equal(canvas_at(&canvas, 19, 9), 0xff000000);
    assert_int_equal(canvas_at(&canvas, 8, 15), 0xff000000);
    /* squares that are no whole pixels, and smaller than one */
    paint_image(canvas.paint, (struct paint_rect){20, 20, 4, 2}, &image);
    assert_int_equal(canvas_at(&canvas, 20, 20), 0xff000000);
    assert_int_equal(canvas_at(&canvas, 21, 20), white);
    assert_int_equal(canvas_at(&canvas, 23, 20), 0xff808080);
    paint_image(canvas.paint, (struct paint_rect){30, 30, 1, 1}, &image);
    assert_int_equal(canvas_at(&canvas, 30, 30), 0xff202020);
    paint_image(canvas.paint, (struct paint_rect){4, 5, 2, 1},
                &(struct paint_image){2, 1, NULL, 0, 0, colors});
    assert_int_equal(canvas_at(&canvas, 4, 5), 0xff000000);
    assert_int_equal(canvas_at(&canvas, 5, 5), 0xff123456);
    canvas_destroy(&canvas);
}

/* --- numbers of all kinds --- */

static void test_any_numbers(void **state)
{
    (void)state;
    static const float numbers[] = {0,     -1, 1,     7.3f,     1e-30f,    -1e9f, 1e30f,
                                    3e38f, 40, 1e-3f, INFINITY, -INFINITY, NAN,   16384};
    struct canvas canvas = canvas_create(SIDE, SIDE, 1.5f);
    struct lume_rng rng = lume_rng_make(1, 2);
    for (int i = 0; i < 40000; i++) {
        float n[8];
        for (int k = 0; k < 8; k++) {
            n[k] = numbers[lume_rng_below(&rng, sizeof numbers / sizeof *numbers)];
        }
        const struct paint_rect r = {n[0], n[1], n[2], n[3]};
        const struct paint_stroke stroke = {white, n[4], n[5], n[6], n[7], i % 2};
        const struct paint_point points[] = {{n[0], n[1]}, {n[2], n[3]}, {n[5], n[6]}};
        paint_push_clip(canvas.paint, i % 3 ? (struct paint_rect){-1e9f, -1e9f, 3e9f, 3e9f} : r);
        paint_line(canvas.paint, points[0], points[1], &stroke);
        paint_polyline(canvas.paint, points, 1 + (size_t)i % 3, &stroke);
        paint_disc(canvas.paint, points[0], n[4], 0x80ff0000);
        paint_ring(canvas.paint, points[0], n[4], n[5], white);
        paint_fill(canvas.paint, r, n[4], 0x8000ff00);
        paint_outline(canvas.paint, r, n[4], n[5], white);
        paint_image(canvas.paint, r,
                    &(struct paint_image){1, 1, (const uint8_t *)"a", 0, white, NULL});
        const struct paint_text_style style = {
            .color = white,
            .font = {n[4], i % 2 ? FONT_BOLD : FONT_REGULAR, i % 3 == 0},
            .anchor = i % 3 ? PAINT_MIDDLE : PAINT_RIGHT,
            .max_width = n[5]};
        paint_text(canvas.paint, points[1], &style, "Aé");
        paint_pop_clip(canvas.paint);
    }
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        assert_int_equal(canvas_at(&canvas, i % SIDE, i / SIDE) >> 24, 255);
    }
    paint_raster_begin(canvas.raster, NULL, BLACK);
    const struct paint_point nan = {NAN, 3};
    paint_disc(canvas.paint, nan, 10, white);
    paint_disc(canvas.paint, (struct paint_point){5, 5}, -3, white);
    paint_line(canvas.paint, nan, (struct paint_point){9, 9},
               &(struct paint_stroke){white, 3, 0, 0, 0, true});
    paint_line(canvas.paint, (struct paint_point){9, 9}, (struct paint_point){9, 9},
               &(struct paint_stroke){white, 3, 0, 0, 0, false});
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        assert_int_equal(canvas_at(&canvas, i % SIDE, i / SIDE), 0xff000000);
    }
    canvas_destroy(&canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_thin_lines),
        cmocka_unit_test(test_rectangles_are_exact),
        cmocka_unit_test(test_blending_rounds),
        cmocka_unit_test(test_later_is_above),
        cmocka_unit_test(test_polyline_is_painted_once),
        cmocka_unit_test(test_rings_are_painted_once),
        cmocka_unit_test(test_dashes_go_around_corners),
        cmocka_unit_test(test_images),
        cmocka_unit_test(test_any_numbers),
    };
    return cmocka_run_group_tests_name("gui raster", tests, NULL, NULL);
}
