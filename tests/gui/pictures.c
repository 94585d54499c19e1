/* SPDX-License-Identifier: MIT */

/*
 * Whole pictures, compared to the byte with those in golden/. `gui-pictures FOLDER` writes them
 * there instead: look at each before it becomes the new one.
 */

#include "canvas.h"
#include "golden.h"
#include "scene.h"

static void draw_network(struct paint *paint, const struct theme *theme)
{
    scene_network(paint, theme, 240, 150, 1);
}

static const struct picture {
    const char *name, *theme;
    void (*draw)(struct paint *paint, const struct theme *theme);
    float width, height, scale;
    bool has_text;
} pictures[] = {
    {"network-dark", "dark", draw_network, 240, 150, 1, false},
    {"network-light", "light", draw_network, 240, 150, 1, false},
    {"all-dark", "dark", scene_all, 640, 400, 1, true},
    {"all-light", "light", scene_all, 640, 400, 1, true},
    {"all-scaled", "dark", scene_all, 640, 400, 1.5f, true},
};

static void draw(const struct picture *picture, struct canvas *canvas)
{
    const struct theme *theme = theme_find(picture->theme);
    *canvas = canvas_create((size_t)(picture->width * picture->scale),
                            (size_t)(picture->height * picture->scale), picture->scale);
    paint_raster_begin(canvas->raster, NULL, theme->stage);
    picture->draw(canvas->paint, theme);
}

static void check_picture(const struct picture *picture)
{
    struct canvas canvas;
    draw(picture, &canvas);
    const struct paint_pixels got = paint_raster_pixels(canvas.raster);
    golden_check(picture->name, &got);
    canvas_destroy(&canvas);
}

static void test_shapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        if (!pictures[i].has_text) {
            check_picture(&pictures[i]);
        }
    }
}

static void test_text(void **state)
{
    (void)state;
    const bool has_font = golden_has_font();
    for (size_t i = 0; has_font && i < sizeof pictures / sizeof *pictures; i++) {
        if (pictures[i].has_text) {
            check_picture(&pictures[i]);
        }
    }
}

static const char *write_to;

static void write_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        struct canvas canvas;
        draw(&pictures[i], &canvas);
        const struct paint_pixels got = paint_raster_pixels(canvas.raster);
        golden_write(write_to, pictures[i].name, &got);
        canvas_destroy(&canvas);
    }
    printf("# the font's sum is 0x%08x\n", (unsigned)golden_sum_of_font());
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_text),
    };
    const struct CMUnitTest writing[] = {cmocka_unit_test(write_all)};
    if (argc > 1) {
        write_to = argv[1];
        return cmocka_run_group_tests_name("gui pictures", writing, NULL, NULL);
    }
    return cmocka_run_group_tests_name("gui pictures", tests, NULL, NULL);
}
