/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_PNG_FILE_H
#define LUME_TESTS_PNG_FILE_H

/* PNG files in memory, by libpng's writer. */

#include "check.h"

#include <png.h>
#include <stdbool.h>

struct png_file {
    size_t size;
    uint8_t bytes[1 << 16];
};

/* What is written; zeroed fields mean none. Samples are as the format packs them. */
struct png_source {
    png_uint_32 width, height;
    int color_type, depth;
    bool interlaced;
    const png_color *palette;
    int n_palette;
    const png_byte *palette_alpha; /* [n_palette] */
    const png_color_16 *transparent;
    const png_byte *rows; /* [height][bytes a row] */
    bool with_gamma, with_text;
};

static inline void png_file_append(png_structp png, png_bytep bytes, size_t n)
{
    struct png_file *file = png_get_io_ptr(png);
    assert_true(n <= sizeof file->bytes - file->size);
    memcpy(file->bytes + file->size, bytes, n);
    file->size += n;
}

static inline void png_file_flush(png_structp png)
{
    (void)png;
}

static inline void png_file_fail(png_structp png, png_const_charp message)
{
    (void)png;
    fail_msg("libpng: %s", message);
    abort();
}

static inline void png_file_make(const struct png_source *source, struct png_file *file)
{
    file->size = 0;
    png_structp png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, png_file_fail, png_file_fail);
    png_infop info = png_create_info_struct(png);
    assert_non_null(info);
    png_set_write_fn(png, file, png_file_append, png_file_flush);
    png_set_IHDR(png, info, source->width, source->height, source->depth, source->color_type,
                 source->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (source->palette) {
        png_set_PLTE(png, info, source->palette, source->n_palette);
    }
    if (source->palette_alpha || source->transparent) {
        png_set_tRNS(png, info, source->palette_alpha,
                     source->palette_alpha ? source->n_palette : 0, source->transparent);
    }
    if (source->with_gamma) {
        png_set_gAMA_fixed(png, info, 45455);
    }
    if (source->with_text) {
        png_text text = {.compression = PNG_TEXT_COMPRESSION_NONE, .key = "Title", .text = "four"};
        png_set_text(png, info, &text, 1);
    }
    png_write_info(png, info);
    size_t stride = png_get_rowbytes(png, info);
    int n_passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < n_passes; pass++) {
        for (size_t y = 0; y < source->height; y++) {
            png_write_row(png, source->rows + y * stride);
        }
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
}

#endif
