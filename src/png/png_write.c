/* SPDX-License-Identifier: MIT */
#include "png/png_write.h"

#include "base/memory.h"

#include <png.h>
#include <stdbool.h>

/* What libpng's callbacks need. Nothing else changes between setjmp and longjmp. */
struct encoding {
    png_structp png;
    png_infop info;
    struct buffer file;
    uint8_t *row; /* [width][3] */
};

/* Only memory can fail: the picture is one that PNG can hold. */
static void on_error(png_structp png, png_const_charp message)
{
    (void)message;
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png, (void)message;
}

static png_voidp on_allocate(png_structp png, png_alloc_size_t size)
{
    (void)png;
    return memory_allocate(size, 1);
}

static void on_free(png_structp png, png_voidp block)
{
    (void)png;
    memory_free(block);
}

static void on_write(png_structp png, png_bytep bytes, size_t n)
{
    struct encoding *e = png_get_io_ptr(png);
    buffer_append(&e->file, bytes, n);
    if (e->file.failed) {
        png_error(png, "memory");
    }
}

static void on_flush(png_structp png)
{
    (void)png;
}

static bool encode(struct encoding *e, const uint32_t *pixels, size_t width, size_t height,
                   size_t stride)
{
    if (setjmp(png_jmpbuf(e->png))) {
        return false;
    }
    png_set_write_fn(e->png, e, on_write, on_flush);
    png_set_IHDR(e->png, e->info, (png_uint_32)width, (png_uint_32)height, 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(e->png, e->info);
    for (size_t y = 0; y < height; y++) {
        const uint32_t *from = pixels + y * stride;
        for (size_t x = 0; x < width; x++) {
            e->row[3 * x] = (uint8_t)(from[x] >> 16);
            e->row[3 * x + 1] = (uint8_t)(from[x] >> 8);
            e->row[3 * x + 2] = (uint8_t)from[x];
        }
        png_write_row(e->png, e->row);
    }
    png_write_end(e->png, e->info);
    return true;
}

enum lume_status png_encode(const uint32_t *pixels, size_t width, size_t height, size_t stride,
                            struct buffer *out, struct lume_error *error)
{
    struct encoding e = {.row = memory_allocate(width, 3)};
    e.png = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning, NULL,
                                      on_allocate, on_free);
    e.info = e.png ? png_create_info_struct(e.png) : NULL;
    const bool done = e.row && e.info && encode(&e, pixels, width, height, stride);
    png_destroy_write_struct(&e.png, &e.info);
    memory_free(e.row);
    if (!done) {
        buffer_finish(&e.file);
        return memory_exhausted(error, "picture");
    }
    *out = e.file;
    return LUME_OK;
}
