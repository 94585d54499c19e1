/* SPDX-License-Identifier: MIT */

/* Every allocation fails, once and from then on for ever: nothing is lost and nothing crashes, and
 * a picture is only without the glyphs there was no memory for. */

#include "../fault/wrap_memory.h"
#include "check.h"
#include "scene.h"

#include "base/memory.h"
#include "gui/paint_raster.h"
#include "gui/paint_svg.h"

static enum lume_status paint_pixels(struct font *font, struct lume_error *error)
{
    struct paint_raster *raster;
    enum lume_status status = paint_raster_create(640, 400, 1, font, &raster, error);
    if (status == LUME_OK) {
        const struct theme *theme = theme_at(0);
        const size_t n_failed = memory.n_failed;
        for (int i = 0; i < 2; i++) {
            const size_t n_calls = memory.n_calls;
            paint_raster_begin(raster, NULL, theme->stage);
            scene_all(paint_raster_paint(raster), theme);
            /* painting again needs no memory, unless it failed before */
            assert_true(i == 0 || memory.n_failed > n_failed || memory.n_calls == n_calls);
        }
        memory.n_failed = n_failed; /* a picture never fails */
        paint_raster_destroy(raster);
    }
    return status;
}

static enum lume_status paint_file(struct font *font, struct lume_error *error)
{
    struct paint_svg *svg;
    struct buffer out = {0};
    enum lume_status status =
        paint_svg_create(640, 400, "Title", "Description", "en", font, &svg, error);
    if (status == LUME_OK) {
        scene_all(paint_svg_paint(svg), theme_at(0));
        status = paint_svg_finish(svg, &out, error);
        paint_svg_destroy(svg);
    }
    buffer_finish(&out);
    return status;
}

static enum lume_status paint_all(struct lume_error *error)
{
    struct font *font;
    enum lume_status status = font_create(&font, error);
    if (status == LUME_OK) {
        status = paint_pixels(font, error);
        if (status == LUME_OK) {
            status = paint_file(font, error);
        }
        font_destroy(font);
    }
    return status;
}

/* Returns whether any allocation was asked to fail. */
static bool run_once(size_t fail_at, bool for_ever)
{
    struct lume_error error = {{0}};
    const ptrdiff_t n_blocks = memory.n_blocks;
    memory.n_calls = memory.n_failed = 0;
    memory.fail_at = fail_at;
    memory.for_ever = for_ever;
    enum lume_status status = paint_all(&error);
    memory.fail_at = 0;
    if (memory.n_failed > 0) {
        assert_int_equal(status, LUME_ERROR_MEMORY);
    }
    assert_true((error.message[0] != 0) == (status != LUME_OK));
    assert_int_equal(memory.n_blocks, n_blocks);
    return memory.n_calls >= fail_at;
}

static void test_every_allocation(void **state)
{
    (void)state;
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        size_t fail_at = 1;
        while (run_once(fail_at, for_ever)) {
            fail_at++;
        }
        assert_true(fail_at > 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_allocation)};
    return cmocka_run_group_tests_name("gui memory", tests, NULL, NULL);
}
