/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_GOLDEN_H
#define LUME_TESTS_GOLDEN_H

/* Pictures that are compared to the byte with those in golden/. Those with text depend on the font,
 * and are compared where it is the one they were made with. */

#include "check.h"

#include "gui/font_data.h"
#include "gui/paint_raster.h"

#include <png.h>

/* Go on with FNV-1a over some bytes. */
static inline uint32_t golden_add(uint32_t sum, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        sum = (sum ^ bytes[i]) * 16777619u;
    }
    return sum;
}

static const uint32_t golden_start = 2166136261u, golden_font = 0xda0d15c9;

static inline uint32_t golden_sum_of_font(void)
{
    return golden_add(golden_add(golden_start, font_regular_bytes, font_regular_size),
                      font_bold_bytes, font_bold_size);
}

static inline bool golden_has_font(void)
{
    const bool same = golden_sum_of_font() == golden_font;
    if (!same) {
        print_message("# another font: pictures with text are not compared\n");
    }
    return same;
}

/* RGB, three bytes a pixel; free releases. */
static inline uint8_t *golden_bytes(const struct paint_pixels *pixels)
{
    uint8_t *bytes = malloc(3 * pixels->width * pixels->height);
    assert_non_null(bytes);
    for (size_t i = 0; i < pixels->width * pixels->height; i++) {
        const uint32_t color =
            pixels->pixels[i / pixels->width * pixels->stride + i % pixels->width];
        for (int k = 0; k < 3; k++) {
            bytes[3 * i + (size_t)k] = (uint8_t)(color >> (16 - 8 * k));
        }
    }
    return bytes;
}

/* A sum over all pixels, for pictures that are too large to keep. */
static inline uint32_t golden_sum(const struct paint_pixels *pixels)
{
    uint8_t *bytes = golden_bytes(pixels);
    const uint32_t sum = golden_add(golden_start, bytes, 3 * pixels->width * pixels->height);
    free(bytes);
    return sum;
}

static inline void golden_name(char out[512], const char *folder, const char *name)
{
    assert_in_range(snprintf(out, 512, "%s/%s.png", folder, name), 1, 511);
}

static inline void golden_check(const char *name, const struct paint_pixels *got)
{
    const char *folder = getenv("LUME_GOLDEN");
    char path[512];
    assert_non_null(folder);
    golden_name(path, folder, name);
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&image, path)) {
        fail_msg("%s: %s", path, image.message);
    }
    image.format = PNG_FORMAT_RGB;
    uint8_t *expected = malloc(PNG_IMAGE_SIZE(image)), *bytes = golden_bytes(got);
    assert_non_null(expected);
    assert_true(png_image_finish_read(&image, NULL, expected, 0, NULL));
    assert_int_equal(image.width, got->width);
    assert_int_equal(image.height, got->height);
    for (size_t i = 0; i < 3 * got->width * got->height; i++) {
        if (bytes[i] != expected[i]) {
            fail_msg("%s, pixel %zu, %zu, %c: %d, expected %d", name, i / 3 % got->width,
                     i / 3 / got->width, "RGB"[i % 3], bytes[i], expected[i]);
        }
    }
    free(expected);
    free(bytes);
}

static inline void golden_write(const char *folder, const char *name,
                                const struct paint_pixels *pixels)
{
    char path[512];
    golden_name(path, folder, name);
    uint8_t *bytes = golden_bytes(pixels);
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)pixels->width,
                       .height = (png_uint_32)pixels->height,
                       .format = PNG_FORMAT_RGB};
    assert_true(png_image_write_to_file(&image, path, 0, bytes, 0, NULL));
    free(bytes);
}

#endif
