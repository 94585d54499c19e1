/* SPDX-License-Identifier: MIT */

/* Scenes that are moved, mirrored, transposed, clipped or cropped: the same bytes. */

#include "canvas.h"
#include "scene.h"

enum { SIDE = 64, N_SHAPES = 40 };

/* How the points of a scene are moved before they are painted. */
enum change { SAME, SHIFTED, MIRRORED, TRANSPOSED };

static struct paint_point changed(enum change change, struct paint_point p)
{
    switch (change) {
    case SHIFTED:
        return (struct paint_point){p.x + 7, p.y + 3};
    case MIRRORED:
        return (struct paint_point){SIDE - p.x, p.y};
    case TRANSPOSED:
        return (struct paint_point){p.y, p.x};
    default:
        return p;
    }
}

static struct paint_rect changed_rect(enum change change, struct paint_rect r)
{
    const struct paint_point a = changed(change, (struct paint_point){r.x, r.y});
    const struct paint_point b =
        changed(change, (struct paint_point){r.x + r.width, r.y + r.height});
    return (struct paint_rect){fminf(a.x, b.x), fminf(a.y, b.y), fabsf(a.x - b.x),
                               fabsf(a.y - b.y)};
}

static float draw(struct lume_rng *rng, float low, float high)
{
    return floorf(lume_rng_range(rng, low, high) * 64) / 64;
}

static void paint_scene(struct paint *paint, enum change change, bool dashes)
{
    struct lume_rng rng = lume_rng_make(11, 0);
    for (int i = 0; i < N_SHAPES; i++) {
        struct paint_point p[5], q[5];
        for (int k = 0; k < 5; k++) {
            p[k] = (struct paint_point){draw(&rng, 4, SIDE - 12), draw(&rng, 4, SIDE - 12)};
            q[k] = changed(change, p[k]);
        }
        const float size = draw(&rng, 0.5f, 6);
        const uint32_t color = lume_rng_uint32(&rng);
        const struct paint_stroke stroke = {color, size, dashes ? 5.0f : 0, 3, 0, i % 2};
        paint_line(paint, q[0], q[4], &stroke);
        paint_polyline(paint, q, 5, &stroke);
        const struct paint_rect r =
            changed_rect(change, (struct paint_rect){p[2].x, p[2].y, 2 * size + 3, 9});
        paint_disc(paint, q[1], size, color);
        paint_ring(paint, q[2], size + 2, 1.25f, color ^ 0xffff);
        paint_fill(paint, r, i % 3 ? 3 : 0, color);
        paint_outline(paint, r, i % 2 ? 3 : 0, 1.5f, color ^ 0xff);
    }
}

/* Compare pixel (x, y) of the plain scene with the pixel where the change puts it. */
static void check_change(enum change change, bool dashes)
{
    struct canvas plain = canvas_create(SIDE, SIDE, 1), other = canvas_create(SIDE, SIDE, 1);
    paint_scene(plain.paint, SAME, dashes);
    paint_scene(other.paint, change, dashes);
    for (size_t y = 0; y < SIDE - 3; y++) {
        for (size_t x = 0; x < SIDE - 7; x++) {
            const size_t at_x = change == SHIFTED    ? x + 7
                                : change == MIRRORED ? SIDE - 1 - x
                                                     : (change == TRANSPOSED ? y : x);
            const size_t at_y = change == SHIFTED ? y + 3 : (change == TRANSPOSED ? x : y);
            assert_int_equal(canvas_at(&plain, x, y), canvas_at(&other, at_x, at_y));
        }
    }
    canvas_destroy(&plain);
    canvas_destroy(&other);
}

static void test_shifted(void **state)
{
    (void)state;
    check_change(SHIFTED, false);
    check_change(SHIFTED, true);
}

static void test_mirrored(void **state)
{
    (void)state;
    check_change(MIRRORED, false);
    check_change(TRANSPOSED, false);
}

static void test_reversed(void **state)
{
    (void)state;
    struct canvas a = canvas_create(SIDE, SIDE, 1), b = canvas_create(SIDE, SIDE, 1);
    struct lume_rng rng = lume_rng_make(12, 0);
    for (int i = 0; i < N_SHAPES; i++) {
        const struct paint_point p[] = {{draw(&rng, 0, SIDE), draw(&rng, 0, SIDE)},
                                        {draw(&rng, 0, SIDE), draw(&rng, 0, SIDE)},
                                        {draw(&rng, 0, SIDE), draw(&rng, 0, SIDE)}};
        const struct paint_point q[] = {p[2], p[1], p[0]};
        const struct paint_stroke stroke = {
            lume_rng_uint32(&rng), draw(&rng, 0.2f, 7), 0, 0, 0, i % 2};
        paint_polyline(a.paint, p, 3, &stroke);
        paint_polyline(b.paint, q, 3, &stroke);
        paint_line(a.paint, p[0], p[1], &stroke);
        paint_line(b.paint, p[1], p[0], &stroke);
    }
    canvas_compare(&a, &b, SIDE, SIDE, 0, 0);
    canvas_destroy(&a);
    canvas_destroy(&b);
}

/* A picture that begins further right and below shows the part of the larger one. */
static void test_cropped(void **state)
{
    (void)state;
    enum { WIDTH = 640, HEIGHT = 400 };
    struct canvas whole = canvas_create(WIDTH, HEIGHT, 1);
    const struct theme *theme = theme_find("dark");
    paint_raster_begin(whole.raster, NULL, theme->stage);
    scene_all(whole.paint, theme);
    struct lume_rng rng = lume_rng_make(5, 0);
    struct canvas part = canvas_create(WIDTH, HEIGHT, 1);
    for (int i = 0; i < 60; i++) {
        const size_t x = lume_rng_below(&rng, WIDTH - 40), y = lume_rng_below(&rng, HEIGHT - 40);
        const size_t width = 1 + lume_rng_below(&rng, 40), height = 1 + lume_rng_below(&rng, 40);
        const struct paint_rect r = {(float)x, (float)y, (float)width, (float)height};
        /* clipped: all else stays as it was */
        paint_raster_begin(part.raster, NULL, 0x123456);
        paint_push_clip(part.paint, r);
        paint_fill(part.paint, (struct paint_rect){0, 0, WIDTH, HEIGHT}, 0, theme->stage);
        scene_all(part.paint, theme);
        paint_pop_clip(part.paint);
        for (size_t py = 0; py < HEIGHT; py++) {
            for (size_t px = 0; px < WIDTH; px++) {
                const bool in = px >= x && px < x + width && py >= y && py < y + height;
                const uint32_t expected = in ? canvas_at(&whole, px, py) : 0xff123456;
                if (canvas_at(&part, px, py) != expected) {
                    fail_msg("pixel %zu, %zu", px, py);
                }
            }
        }
    }
    /* piece by piece: the whole */
    for (size_t y = 0; y < HEIGHT; y += 37) {
        for (size_t x = 0; x < WIDTH; x += 53) {
            paint_raster_begin(part.raster, &(struct paint_rect){(float)x, (float)y, 53, 37},
                               theme->stage);
            scene_all(part.paint, theme);
        }
    }
    canvas_compare(&whole, &part, WIDTH, HEIGHT, 0, 0);
    canvas_destroy(&whole);
    canvas_destroy(&part);
}

/* Twice the scale is the scene twice as large. */
static void test_scaled(void **state)
{
    (void)state;
    struct canvas a = canvas_create(SIDE, SIDE, 2), b = canvas_create(SIDE, SIDE, 1);
    struct lume_rng rng = lume_rng_make(13, 0);
    for (int i = 0; i < N_SHAPES; i++) {
        const float x = draw(&rng, 0, 30), y = draw(&rng, 0, 30), size = draw(&rng, 0.5f, 4);
        const uint32_t color = lume_rng_uint32(&rng);
        for (int k = 1; k <= 2; k++) {
            const float f = (float)k;
            struct paint *paint = k == 1 ? a.paint : b.paint;
            paint_disc(paint, (struct paint_point){f * x, f * y}, f * size, color);
            paint_line(paint, (struct paint_point){f * x, f * y}, (struct paint_point){f * y, f},
                       &(struct paint_stroke){color, f * size, f * 3, f * 2, f, i % 2});
            paint_fill(paint, (struct paint_rect){f * y, f * x, f * 9, f * 5}, f * 2, color);
            paint_text(
                paint, (struct paint_point){f * x, f * y},
                &(struct paint_text_style){color, {f * 12, FONT_BOLD, true}, PAINT_MIDDLE, f * 30},
                "Até 10,5");
        }
    }
    canvas_compare(&a, &b, SIDE, SIDE, 0, 0);
    canvas_destroy(&a);
    canvas_destroy(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shifted),  cmocka_unit_test(test_mirrored),
        cmocka_unit_test(test_reversed), cmocka_unit_test(test_cropped),
        cmocka_unit_test(test_scaled),
    };
    return cmocka_run_group_tests_name("gui symmetry", tests, NULL, NULL);
}
