/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_GZIP_H
#define LUME_DATA_GZIP_H

/*
 * Gzip files in memory (RFC 1952), inflated piece by piece into the caller's blocks: what comes out
 * is never more than was asked for. Headers and checksums are read here, zlib inflates the rest, so
 * that each kind of damage has its own message. Members that follow one another are one file.
 */

#include <lume/status.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZLIB_CONST
#include <zlib.h>

struct gzip {
    const uint8_t *bytes; /* borrowed, [size] */
    size_t size, at;      /* at: first byte that is not yet read */
    const char *name;     /* for messages */
    z_stream stream;
    bool inside;           /* a member has begun and not ended */
    uint32_t crc, n_bytes; /* of the member so far */
    bool trailing_zeros;   /* set at the end, where the file is padded */
};

/* No gzip file gives more bytes than this for one of its own: at best two bits stand for 258. */
enum { GZIP_RATIO_MAX = 1032 };

/* Tell whether the bytes start as a gzip file does. */
bool gzip_recognise(const uint8_t *bytes, size_t size);

/* Begin to read; gzip_finish ends it. LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status gzip_init(struct gzip *gzip, const uint8_t *bytes, size_t size,
                                         const char *name, struct lume_error *error);

/* Inflate the next n bytes. *got is less only at the end of the file, when everything was found in
 * order. Also after a failure up to n bytes at `out` may be written. LUME_ERROR_DATA. */
LUME_MUST_USE enum lume_status gzip_read(struct gzip *gzip, uint8_t *out, size_t n, size_t *got,
                                         struct lume_error *error);

void gzip_finish(struct gzip *gzip);

/* Compress, without name and time: equal bytes and zlib give equal files. *out is
 * released with memory_free. LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status gzip_compress(const uint8_t *bytes, size_t size, const char *name,
                                             uint8_t **out, size_t *out_size,
                                             struct lume_error *error);

/* Replace a file as file_replace does, compressed where `path` ends in ".gz". LUME_ERROR_IO,
 * LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status gzip_save(const char *path, const uint8_t *bytes, size_t size,
                                         struct lume_error *error);

#endif
