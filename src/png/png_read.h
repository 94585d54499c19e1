/* SPDX-License-Identifier: MIT */
#ifndef LUME_PNG_READ_H
#define LUME_PNG_READ_H

/*
 * PNG pictures as grey, by libpng with limits set. A library of its own, so that the core needs
 * zlib alone.
 */

#include <lume/status.h>

#include <stddef.h>
#include <stdint.h>

enum { PNG_MAX_SIDE = 16384 };

struct png_grey {
    size_t width, height;
    /* [height][width], 0 black to 255 white. Transparency shows white paper; black, where a drawing
     * of one light grey on nothing would vanish otherwise. */
    uint8_t *pixels;
};

/* Tell whether the bytes start as a PNG file does. */
int png_recognise(const void *bytes, size_t size);

/* Decode from memory: any colour type, depth and interlacing; at most PNG_MAX_SIDE a side and
 * 64 million pixels, more is LUME_ERROR_MEMORY. Gamma and profiles are ignored. LUME_ERROR_DATA for
 * files that are broken or cut anywhere (CRC errors included), LUME_ERROR_MEMORY.
 * png_grey_finish releases. Peak memory: two bytes a pixel where there is transparency, else one.
 */
LUME_MUST_USE enum lume_status png_read(const void *bytes, size_t size, const char *name,
                                        struct png_grey *out, struct lume_error *error);

void png_grey_finish(struct png_grey *grey);

#endif
