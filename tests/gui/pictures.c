/* SPDX-License-Identifier: MIT */

/*
 * Whole pictures, compared to the byte with those in golden/. `gui-pictures FOLDER` writes them
 * there instead: look at each before it becomes the new one.
 *
 * Pictures with text depend on the font, and are compared where it is the one they were made with.
 */

#include "canvas.h"
#include "scene.h"

#include "gui/font_data.h"

#include <png.h>

static const uint32_t sum_of_golden_font = 0xda0d15c9;

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

/* FNV-1a of the bytes of both fonts. */
static uint32_t sum_of_font(void)
{
    uint32_t sum = 2166136261u;
    for (size_t i = 0; i < font_regular_size; i++) {
        sum = (sum ^ font_regular_bytes[i]) * 16777619u;
    }
    for (size_t i = 0; i < font_bold_size; i++) {
        sum = (sum ^ font_bold_bytes[i]) * 16777619u;
    }
    return sum;
}

static void draw(const struct picture *picture, struct canvas *canvas)
{
    const struct theme *theme = theme_find(picture->theme);
    *canvas = canvas_create((size_t)(picture->width * picture->scale),
                            (size_t)(picture->height * picture->scale), picture->scale);
    paint_raster_begin(canvas->raster, NULL, theme->stage);
    picture->draw(canvas->paint, theme);
}

static void name_file(char name[512], const char *folder, const struct picture *picture)
{
    assert_in_range(snprintf(name, 512, "%s/%s.png", folder, picture->name), 1, 511);
}

static void check_picture(const struct picture *picture)
{
    const char *folder = getenv("LUME_GOLDEN");
    char name[512];
    assert_non_null(folder);
    name_file(name, folder, picture);
    struct canvas canvas;
    draw(picture, &canvas);
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&image, name)) {
        fail_msg("%s: %s", name, image.message);
    }
    image.format = PNG_FORMAT_RGB;
    uint8_t *bytes = malloc(PNG_IMAGE_SIZE(image));
    assert_non_null(bytes);
    assert_true(png_image_finish_read(&image, NULL, bytes, 0, NULL));
    const struct paint_pixels got = paint_raster_pixels(canvas.raster);
    assert_int_equal(image.width, got.width);
    assert_int_equal(image.height, got.height);
    for (size_t i = 0; i < got.width * got.height; i++) {
        const uint32_t expected = 0xff000000 | (uint32_t)bytes[3 * i] << 16 |
                                  (uint32_t)bytes[3 * i + 1] << 8 | bytes[3 * i + 2];
        const size_t x = i % got.width, y = i / got.width;
        if (canvas_at(&canvas, x, y) != expected) {
            fail_msg("%s, pixel %zu, %zu: %08x, expected %08x", picture->name, x, y,
                     (unsigned)canvas_at(&canvas, x, y), (unsigned)expected);
        }
    }
    free(bytes);
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
    if (sum_of_font() != sum_of_golden_font) {
        print_message("# another font: pictures with text are not compared\n");
        return;
    }
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        if (pictures[i].has_text) {
            check_picture(&pictures[i]);
        }
    }
}

static void write_picture(const struct picture *picture, const char *folder)
{
    char name[512];
    struct canvas canvas;
    name_file(name, folder, picture);
    draw(picture, &canvas);
    const struct paint_pixels got = paint_raster_pixels(canvas.raster);
    uint8_t *bytes = malloc(3 * got.width * got.height);
    assert_non_null(bytes);
    for (size_t i = 0; i < got.width * got.height; i++) {
        const uint32_t color = canvas_at(&canvas, i % got.width, i / got.width);
        for (int k = 0; k < 3; k++) {
            bytes[3 * i + (size_t)k] = (uint8_t)(color >> (16 - 8 * k));
        }
    }
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)got.width,
                       .height = (png_uint_32)got.height,
                       .format = PNG_FORMAT_RGB};
    assert_true(png_image_write_to_file(&image, name, 0, bytes, 0, NULL));
    free(bytes);
    canvas_destroy(&canvas);
}

static const char *write_to;

static void write_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        write_picture(&pictures[i], write_to);
    }
    printf("# the font's sum is 0x%08x\n", (unsigned)sum_of_font());
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
