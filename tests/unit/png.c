/* SPDX-License-Identifier: MIT */
#include "png_file.h"

#include "png/png_read.h"
#include "png/png_write.h"

#include <lume/rng.h>

static struct png_file file;
static struct lume_error error;

/* Decode from a block of just the size, so that a sanitizer sees a byte too far. */
static enum lume_status decode(const uint8_t *bytes, size_t size, struct png_grey *grey)
{
    uint8_t *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    memset(&error, 0, sizeof error);
    enum lume_status status = png_read(copy, size, "a.png", grey, &error);
    free(copy);
    assert_int_equal(error.message[0] == 0, status == LUME_OK);
    return status;
}

static struct png_grey make_and_read(const struct png_source *source)
{
    struct png_grey grey;
    png_file_make(source, &file);
    CHECK_OK(decode(file.bytes, file.size, &grey), error);
    assert_int_equal(grey.width, source->width);
    assert_int_equal(grey.height, source->height);
    return grey;
}

/* Sample `i` of a packed row, scaled to 0 to 1. */
static double sample(const uint8_t *row, size_t i, int depth)
{
    if (depth == 16) {
        return (row[2 * i] * 256 + row[2 * i + 1]) / 65535.0;
    }
    size_t per_byte = 8 / (size_t)depth;
    unsigned shift = (unsigned)(8 - depth) - (unsigned)(i % per_byte) * (unsigned)depth;
    unsigned most = (1u << depth) - 1, byte = row[i / per_byte];
    return (byte >> shift & most) / (double)most;
}

static double luminance(double r, double g, double b)
{
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/* What a pixel of the source looks like on white, 0 to 1. */
static double expected_grey(const struct png_source *source, const uint8_t *row, size_t x)
{
    double s[4];
    size_t n = source->color_type == PNG_COLOR_TYPE_GRAY || source->palette ? 1
               : source->color_type == PNG_COLOR_TYPE_GRAY_ALPHA            ? 2
               : source->color_type == PNG_COLOR_TYPE_RGB                   ? 3
                                                                            : 4;
    for (size_t i = 0; i < n; i++) {
        s[i] = sample(row, x * n + i, source->depth);
    }
    double alpha = n == 2 ? s[1] : n == 4 ? s[3] : 1;
    double grey = n <= 2 ? s[0] : luminance(s[0], s[1], s[2]);
    if (source->palette) {
        size_t index = (size_t)(s[0] * ((1 << source->depth) - 1) + 0.5);
        png_color c = source->palette[index];
        grey = luminance(c.red / 255.0, c.green / 255.0, c.blue / 255.0);
        alpha = source->palette_alpha ? source->palette_alpha[index] / 255.0 : 1;
    }
    return grey * alpha + 1 - alpha;
}

static void test_all_formats(void **state)
{
    (void)state;
    static const struct {
        int color_type, depth, channels;
    } formats[] = {
        {PNG_COLOR_TYPE_GRAY, 1, 1},        {PNG_COLOR_TYPE_GRAY, 2, 1},
        {PNG_COLOR_TYPE_GRAY, 4, 1},        {PNG_COLOR_TYPE_GRAY, 8, 1},
        {PNG_COLOR_TYPE_GRAY, 16, 1},       {PNG_COLOR_TYPE_RGB, 8, 3},
        {PNG_COLOR_TYPE_RGB, 16, 3},        {PNG_COLOR_TYPE_PALETTE, 1, 1},
        {PNG_COLOR_TYPE_PALETTE, 2, 1},     {PNG_COLOR_TYPE_PALETTE, 4, 1},
        {PNG_COLOR_TYPE_PALETTE, 8, 1},     {PNG_COLOR_TYPE_GRAY_ALPHA, 8, 2},
        {PNG_COLOR_TYPE_GRAY_ALPHA, 16, 2}, {PNG_COLOR_TYPE_RGB_ALPHA, 8, 4},
        {PNG_COLOR_TYPE_RGB_ALPHA, 16, 4},
    };
    enum { WIDTH = 19, HEIGHT = 13 };
    struct lume_rng rng = lume_rng_make(1, 0);
    png_color palette[256];
    png_byte alpha[256], rows[WIDTH * HEIGHT * 8];
    for (size_t i = 0; i < 256; i++) {
        palette[i].red = (png_byte)lume_rng_below(&rng, 256);
        palette[i].green = (png_byte)lume_rng_below(&rng, 256);
        palette[i].blue = (png_byte)lume_rng_below(&rng, 256);
        alpha[i] = (png_byte)lume_rng_below(&rng, 256);
    }
    for (size_t i = 0; i < sizeof rows; i++) {
        rows[i] = (png_byte)lume_rng_below(&rng, 256);
    }
    for (size_t i = 0; i < 2 * sizeof formats / sizeof *formats; i++) {
        struct png_source source = {
            .width = WIDTH, .height = HEIGHT, .rows = rows, .interlaced = i % 2};
        source.color_type = formats[i / 2].color_type;
        source.depth = formats[i / 2].depth;
        size_t stride = (size_t)(WIDTH * formats[i / 2].channels * source.depth + 7) / 8;
        if (source.color_type == PNG_COLOR_TYPE_PALETTE) {
            source.palette = palette;
            source.n_palette = 1 << source.depth;
            source.palette_alpha = i % 2 ? alpha : NULL;
        }
        struct png_grey grey = make_and_read(&source);
        for (size_t at = 0; at < WIDTH * HEIGHT; at++) {
            double expected = expected_grey(&source, rows + at / WIDTH * stride, at % WIDTH);
            CHECK_NEAR(grey.pixels[at], 255 * expected, 1.5);
        }
        png_grey_finish(&grey);
        assert_null(grey.pixels);
    }
}

static void test_transparent_colour(void **state)
{
    (void)state;
    static const png_byte row[] = {0, 100, 200, 255};
    static const png_byte on_white[] = {0, 255, 200, 255};
    const png_color_16 hundred = {.gray = 100};
    struct png_grey grey = make_and_read(&(struct png_source){
        .width = 4, .height = 1, .depth = 8, .rows = row, .transparent = &hundred});
    assert_memory_equal(grey.pixels, on_white, 4);
    png_grey_finish(&grey);
}

/* Drawings whose shape is in the alpha channel. */
static void test_drawings_on_nothing(void **state)
{
    (void)state;
    static const struct {
        png_byte rows[8], expected[4];
    } cases[] = {
        {{0, 0, 0, 255, 0, 128, 0, 0}, {255, 0, 127, 255}},       /* black: on white */
        {{255, 0, 255, 255, 255, 128, 255, 0}, {0, 255, 128, 0}}, /* white: on black */
        {{0, 0, 255, 255, 255, 128, 0, 0}, {0, 255, 128, 0}},     /* hidden black counts not */
        {{200, 0, 210, 255, 200, 255, 200, 0}, {0, 210, 200, 0}}, /* nearly one grey */
        {{0, 0, 255, 255, 0, 255, 255, 255}, {255, 255, 0, 255}}, /* white paper with a hole */
        {{255, 255, 255, 255, 255, 255, 255, 255}, {255, 255, 255, 255}}, /* nothing is clear */
        {{90, 0, 255, 0, 0, 0, 0, 0}, {255, 255, 255, 255}},              /* all is */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct png_grey grey =
            make_and_read(&(struct png_source){.width = 4,
                                               .height = 1,
                                               .depth = 8,
                                               .rows = cases[i].rows,
                                               .color_type = PNG_COLOR_TYPE_GRAY_ALPHA});
        assert_memory_equal(grey.pixels, cases[i].expected, 4);
        png_grey_finish(&grey);
    }
}

static void make_small(bool interlaced)
{
    static png_byte rows[9 * 7 * 3];
    for (size_t i = 0; i < sizeof rows; i++) {
        rows[i] = (png_byte)(i * 37);
    }
    png_file_make(&(struct png_source){.width = 9,
                                       .height = 7,
                                       .depth = 8,
                                       .rows = rows,
                                       .color_type = PNG_COLOR_TYPE_RGB,
                                       .interlaced = interlaced,
                                       .with_gamma = true,
                                       .with_text = true},
                  &file);
}

static void test_gamma_and_text_change_nothing(void **state)
{
    (void)state;
    static png_byte rows[9 * 7 * 3];
    struct png_source source = {
        .width = 9, .height = 7, .depth = 8, .rows = rows, .color_type = PNG_COLOR_TYPE_RGB};
    for (size_t i = 0; i < sizeof rows; i++) {
        rows[i] = (png_byte)(i * 37);
    }
    struct png_grey bare = make_and_read(&source);
    source.with_gamma = source.with_text = true;
    struct png_grey dressed = make_and_read(&source);
    assert_memory_equal(bare.pixels, dressed.pixels, 9 * 7);
    png_grey_finish(&bare);
    png_grey_finish(&dressed);
}

static void test_cut_anywhere(void **state)
{
    (void)state;
    for (int interlaced = 0; interlaced < 2; interlaced++) {
        make_small(interlaced);
        for (size_t size = 0; size < file.size; size++) {
            struct png_grey grey = {.width = 77};
            assert_int_equal(decode(file.bytes, size, &grey), LUME_ERROR_DATA);
            assert_non_null(strstr(error.message, "a.png: "));
            assert_int_equal(grey.width, 77);
        }
        struct png_grey grey;
        CHECK_OK(decode(file.bytes, file.size, &grey), error);
        png_grey_finish(&grey);
    }
}

/* Each byte stands under a check sum, or is needed to find the next. */
static void test_any_wrong_bit(void **state)
{
    (void)state;
    for (int interlaced = 0; interlaced < 2; interlaced++) {
        make_small(interlaced);
        for (size_t bit = 0; bit < 8 * file.size; bit++) {
            struct png_grey grey;
            file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
            assert_true(decode(file.bytes, file.size, &grey) != LUME_OK);
            file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
}

static void put_size(png_uint_32 width, png_uint_32 height)
{
    png_save_uint_32(file.bytes + 16, width);
    png_save_uint_32(file.bytes + 20, height);
    uint32_t crc = 0xffffffffu;
    for (size_t i = 12; i < 29; i++) {
        crc ^= file.bytes[i];
        for (int k = 0; k < 8; k++) {
            crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
        }
    }
    png_save_uint_32(file.bytes + 29, ~crc);
}

static void test_sizes(void **state)
{
    (void)state;
    static const struct {
        png_uint_32 width, height;
        enum lume_status status;
    } cases[] = {
        {9, 7, LUME_OK},
        {0, 7, LUME_ERROR_DATA},
        {9, 8, LUME_ERROR_DATA}, /* a row is missing */
        {16384, 7, LUME_ERROR_DATA},
        {16385, 7, LUME_ERROR_MEMORY},
        {9, 16385, LUME_ERROR_MEMORY},
        {8000, 8001, LUME_ERROR_MEMORY},
        {16384, 16384, LUME_ERROR_MEMORY},
        {0x7fffffff, 0x7fffffff, LUME_ERROR_MEMORY},
        {0x80000000u, 7, LUME_ERROR_DATA},
    };
    make_small(false);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct png_grey grey = {0};
        put_size(cases[i].width, cases[i].height);
        assert_int_equal(decode(file.bytes, file.size, &grey), cases[i].status);
        png_grey_finish(&grey);
    }
}

static void test_recognise(void **state)
{
    (void)state;
    make_small(false);
    assert_true(png_recognise(file.bytes, file.size));
    assert_true(png_recognise(file.bytes, 8));
    assert_false(png_recognise(file.bytes, 7));
    assert_false(png_recognise(NULL, 0));
    assert_false(png_recognise("not a PNG file", 14));
    struct png_grey grey;
    assert_int_equal(decode((const uint8_t *)"not a PNG file", 14, &grey), LUME_ERROR_DATA);
    png_grey_finish(NULL);
}

/* What is written is read back, by libpng's own reader, to the bit and without the alpha. */
static void test_write(void **state)
{
    (void)state;
    enum { WIDTH = 61, HEIGHT = 17, STRIDE = 64 };
    static uint32_t pixels[HEIGHT * STRIDE];
    static uint8_t read[HEIGHT * WIDTH * 3];
    struct lume_rng rng = lume_rng_make(7, 7);
    for (size_t i = 0; i < HEIGHT * STRIDE; i++) {
        pixels[i] = lume_rng_uint32(&rng);
    }
    struct buffer written = {0};
    CHECK_OK(png_encode(pixels, WIDTH, HEIGHT, STRIDE, &written, &error), error);
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_true(png_image_begin_read_from_memory(&image, written.bytes, written.size));
    assert_int_equal(image.format, PNG_FORMAT_RGB);
    assert_true(image.width == WIDTH && image.height == HEIGHT);
    assert_true(png_image_finish_read(&image, NULL, read, 0, NULL));
    for (size_t y = 0; y < HEIGHT; y++) {
        for (size_t x = 0; x < WIDTH; x++) {
            const uint8_t *at = read + 3 * (y * WIDTH + x);
            assert_int_equal((unsigned)at[0] << 16 | (unsigned)at[1] << 8 | at[2],
                             pixels[y * STRIDE + x] & 0xffffff);
        }
    }
    buffer_finish(&written);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_formats),
        cmocka_unit_test(test_transparent_colour),
        cmocka_unit_test(test_drawings_on_nothing),
        cmocka_unit_test(test_gamma_and_text_change_nothing),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_any_wrong_bit),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_recognise),
        cmocka_unit_test(test_write),
    };
    return cmocka_run_group_tests_name("png", tests, NULL, NULL);
}
