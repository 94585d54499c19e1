/* SPDX-License-Identifier: MIT */
#include "png/png_read.h"

#include "base/memory.h"

#include <png.h>
#include <stdbool.h>
#include <string.h>

enum {
    SIGNATURE = 8,
    MAX_PIXELS = 64000000,
    MAX_CHUNKS = 100, /* text and the like, of which nothing is kept */
    MAX_CHUNK_MEMORY = 1 << 22,
};

/* What libpng's callbacks need. Nothing else changes between setjmp and longjmp. */
struct decoding {
    const uint8_t *bytes;
    size_t size, at;
    png_structp png;
    png_infop info;
    size_t width, height, channels;
    uint8_t *pixels; /* [height][width][channels]: grey, or grey and alpha */
    bool out_of_memory;
    char message[128];
};

static void on_error(png_structp png, png_const_charp message)
{
    struct decoding *d = png_get_error_ptr(png);
    size_t n = strlen(message);
    n = n < sizeof d->message - 1 ? n : sizeof d->message - 1;
    memcpy(d->message, message, n);
    d->message[n] = 0;
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static png_voidp on_allocate(png_structp png, png_alloc_size_t size)
{
    struct decoding *d = png_get_mem_ptr(png);
    void *block = memory_allocate(size, 1);
    d->out_of_memory = d->out_of_memory || !block;
    return block;
}

static void on_free(png_structp png, png_voidp block)
{
    (void)png;
    memory_free(block);
}

static void on_read(png_structp png, png_bytep out, size_t n)
{
    struct decoding *d = png_get_io_ptr(png);
    if (n > d->size - d->at) {
        png_error(png, "the file is cut short");
    }
    memcpy(out, d->bytes + d->at, n);
    d->at += n;
}

/* Read up to the pixels. Colour spaces are left aside: they would change greys a little, and are
 * where decoders have had most of their faults. */
static bool read_header(struct decoding *d)
{
    static const png_byte unused[] = "cHRM\0gAMA\0iCCP\0sBIT\0sRGB\0bKGD\0hIST\0pHYs\0sPLT\0"
                                     "oFFs\0pCAL\0sCAL\0tIME\0tEXt\0zTXt\0iTXt\0eXIf";
    if (setjmp(png_jmpbuf(d->png))) {
        return false;
    }
    png_set_read_fn(d->png, d, on_read);
    png_set_user_limits(d->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_cache_max(d->png, MAX_CHUNKS);
    png_set_chunk_malloc_max(d->png, MAX_CHUNK_MEMORY);
    png_set_crc_action(d->png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_keep_unknown_chunks(d->png, PNG_HANDLE_CHUNK_NEVER, unused, sizeof unused / 5);
    png_read_info(d->png, d->info);
    d->width = png_get_image_width(d->png, d->info);
    d->height = png_get_image_height(d->png, d->info);
    return true;
}

/* Ask for 8-bit grey, with alpha where there is any transparency. */
static bool choose_format(struct decoding *d)
{
    if (setjmp(png_jmpbuf(d->png))) {
        return false;
    }
    png_set_expand(d->png);
    png_set_scale_16(d->png);
    if (png_get_color_type(d->png, d->info) & PNG_COLOR_MASK_COLOR) {
        /* Luminance of ITU-R BT.709, in 1/100000. */
        png_set_rgb_to_gray_fixed(d->png, PNG_ERROR_ACTION_NONE, 21260, 71520);
    }
    png_set_interlace_handling(d->png);
    png_read_update_info(d->png, d->info);
    d->channels = png_get_channels(d->png, d->info);
    if (d->channels > 2 || png_get_rowbytes(d->png, d->info) != d->width * d->channels) {
        png_error(d->png, "unknown pixel format");
    }
    return true;
}

static bool read_pixels(struct decoding *d)
{
    if (setjmp(png_jmpbuf(d->png))) {
        return false;
    }
    bool interlaced = png_get_interlace_type(d->png, d->info) != PNG_INTERLACE_NONE;
    for (int pass = 0; pass < (interlaced ? PNG_INTERLACE_ADAM7_PASSES : 1); pass++) {
        for (size_t y = 0; y < d->height; y++) {
            png_read_row(d->png, d->pixels + y * d->width * d->channels, NULL);
        }
    }
    png_read_end(d->png, NULL);
    return true;
}

/* Tell whether all that can be seen has one light grey, so that the drawing is in the alpha channel
 * alone and would vanish on white paper. */
static bool is_light_on_nothing(const uint8_t *pixels, size_t n)
{
    enum { VISIBLE = 16, ALIKE = 16 };
    int darkest = 255, lightest = 0;
    bool transparent = false;
    for (size_t i = 0; i < n; i++) {
        int grey = pixels[2 * i];
        if (pixels[2 * i + 1] >= VISIBLE) {
            darkest = grey < darkest ? grey : darkest;
            lightest = grey > lightest ? grey : lightest;
        } else {
            transparent = true;
        }
    }
    bool alike = darkest <= lightest && lightest - darkest <= ALIKE;
    return transparent && alike && darkest >= 128;
}

/* Grey and alpha become grey, in place. */
static void put_on_paper(uint8_t *pixels, size_t n)
{
    unsigned paper = is_light_on_nothing(pixels, n) ? 0 : 255;
    for (size_t i = 0; i < n; i++) {
        unsigned grey = pixels[2 * i], alpha = pixels[2 * i + 1];
        pixels[i] = (uint8_t)((grey * alpha + paper * (255 - alpha) + 127) / 255);
    }
}

static enum lume_status failed(const struct decoding *d, const char *name, struct lume_error *error)
{
    return d->out_of_memory ? memory_exhausted(error, name)
                            : lume_error_set(error, LUME_ERROR_DATA, name,
                                             "PNG, expected an intact file, got one in which "
                                             "libpng finds: %s",
                                             d->message);
}

static enum lume_status decode(struct decoding *d, const char *name, struct lume_error *error)
{
    if (!read_header(d)) {
        return failed(d, name, error);
    }
    if (d->width > PNG_MAX_SIDE || d->height > PNG_MAX_SIDE || d->width * d->height > MAX_PIXELS) {
        return lume_error_set(error, LUME_ERROR_MEMORY, name,
                              "PNG, expected at most %d pixels a side and %d in all, got %zu x %zu",
                              PNG_MAX_SIDE, MAX_PIXELS, d->width, d->height);
    }
    if (!choose_format(d)) {
        return failed(d, name, error);
    }
    d->pixels = memory_allocate(d->width * d->height, d->channels);
    if (!d->pixels) {
        return memory_exhausted(error, name);
    }
    if (!read_pixels(d)) {
        return failed(d, name, error);
    }
    if (d->channels == 2) {
        put_on_paper(d->pixels, d->width * d->height);
    }
    return LUME_OK;
}

int png_recognise(const void *bytes, size_t size)
{
    return size >= SIGNATURE && png_sig_cmp(bytes, 0, SIGNATURE) == 0;
}

enum lume_status png_read(const void *bytes, size_t size, const char *name, struct png_grey *out,
                          struct lume_error *error)
{
    struct decoding d = {.bytes = bytes, .size = size};
    enum lume_status status = LUME_OK;
    d.png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, &d, on_error, on_warning, &d,
                                     on_allocate, on_free);
    d.info = d.png ? png_create_info_struct(d.png) : NULL;
    status = d.info ? decode(&d, name, error) : memory_exhausted(error, name);
    png_destroy_read_struct(&d.png, &d.info, NULL);
    if (status != LUME_OK) {
        memory_free(d.pixels);
        return status;
    }
    *out = (struct png_grey){.width = d.width, .height = d.height, .pixels = d.pixels};
    return LUME_OK;
}

void png_grey_finish(struct png_grey *grey)
{
    if (grey) {
        memory_free(grey->pixels);
        *grey = (struct png_grey){0};
    }
}
