/* SPDX-License-Identifier: MIT */
#ifndef LUME_PNG_WRITE_H
#define LUME_PNG_WRITE_H

/*
 * Pictures as PNG files, by libpng.
 */

#include "base/buffer.h"

#include <lume/status.h>

#include <stddef.h>
#include <stdint.h>

/* Encode a picture as 8-bit RGB. Equal pictures give equal bytes with one version of zlib, and
 * equal pixels with all.
 *
 * pixels  0x..RRGGBB, [height][stride]; alpha is left out; 1 to PNG_MAX_SIDE (png_read.h) each side
 * out     a zeroed buffer, which the caller finishes; untouched on failure
 * LUME_ERROR_MEMORY. Cost: about 50 nanoseconds a pixel. */
LUME_MUST_USE enum lume_status png_encode(const uint32_t *pixels, size_t width, size_t height,
                                          size_t stride, struct buffer *out,
                                          struct lume_error *error);

#endif
