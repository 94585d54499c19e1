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
    uint8_t *pixels; /* [height][width], 0 black to 255 white; transparency shows white paper */
};

/* Tell whether the bytes start as a PNG file does. */
int png_recognise(const void *bytes, size_t size);

/* Decode from memory: any colour type, depth and interlacing; at most PNG_MAX_SIDE a side and
 * 64 million pixels. LUME_ERROR_DATA, LUME_ERROR_MEMORY. png_grey_finish releases. */
LUME_MUST_USE enum lume_status png_read(const void *bytes, size_t size, const char *name,
                                        struct png_grey *out, struct lume_error *error);

void png_grey_finish(struct png_grey *grey);

#endif
