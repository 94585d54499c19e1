/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "png/png_read.h"

#include <lume/image.h>

#include <stdbool.h>
#include <zlib.h>

/* Pictures between these numbers of pixels would only make the fuzzer slow. */
enum { LARGE = 1 << 20, TOO_LARGE = 64000000, WIDTH_AT = 16, HEIGHT_AT = 20, HEADER_END = 24 };

static uint32_t big_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void check_frame(const struct lume_picture *picture)
{
    uint8_t once[LUME_IMAGE_SIZE], twice[LUME_IMAGE_SIZE];
    bool any = lume_image_prepare(picture, once);
    bool inked = false;
    for (size_t i = 0; i < LUME_IMAGE_SIZE; i++) {
        inked = inked || once[i];
    }
    assert(any == inked);
    if (any) {
        const struct lume_picture frame = {LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, once};
        assert(lume_image_prepare(&frame, twice));
        assert(memcmp(once, twice, sizeof once) == 0);
    }
}

/* The bytes as a picture without a format: the first is the width, less 1. */
static void check_raw(const uint8_t *bytes, size_t size)
{
    if (size < 2) {
        return;
    }
    size_t width = (size_t)bytes[0] + 1, height = (size - 1) / width;
    if (height > 0) {
        uint8_t *copy = fuzz_copy(bytes + 1, width * height);
        check_frame(&(struct lume_picture){width, height, width, copy});
        free(copy);
    }
}

/* Make the check sum of each chunk right, or nothing behind it would ever be reached. */
static void mend_sums(uint8_t *bytes, size_t size)
{
    size_t at = 8;
    while (at + 12 <= size && big_endian(bytes + at) <= size - at - 12) {
        size_t length = big_endian(bytes + at);
        uint32_t sum = (uint32_t)crc32(0, bytes + at + 4, (uInt)(length + 4));
        for (int i = 0; i < 4; i++) {
            bytes[at + 8 + length + (size_t)i] = (uint8_t)(sum >> (24 - 8 * i));
        }
        at += length + 12;
    }
}

static void check_png(const uint8_t *bytes, size_t size)
{
    struct png_grey grey;
    struct lume_error error = {{0}};
    enum lume_status status = png_read(bytes, size, "x", &grey, &error);
    fuzz_check_message(status, &error);
    if (status == LUME_OK) {
        assert(png_recognise(bytes, size));
        assert(grey.width > 0 && grey.height > 0);
        check_frame(&(struct lume_picture){grey.width, grey.height, grey.width, grey.pixels});
        png_grey_finish(&grey);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    check_raw(bytes, size);
    uint64_t n = 0;
    if (size >= HEADER_END) {
        n = (uint64_t)big_endian(bytes + WIDTH_AT) * big_endian(bytes + HEIGHT_AT);
    }
    if (n <= LARGE || n > TOO_LARGE) {
        uint8_t *copy = fuzz_copy(bytes, size);
        check_png(copy, size);
        mend_sums(copy, size);
        check_png(copy, size);
        free(copy);
    }
    return 0;
}
