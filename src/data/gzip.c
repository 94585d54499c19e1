/* SPDX-License-Identifier: MIT */
#include "data/gzip.h"

#include "base/file.h"
#include "base/memory.h"

#include <assert.h>
#include <string.h>

enum {
    ID_1 = 0x1f,
    ID_2 = 0x8b,
    METHOD_DEFLATE = 8,
    FLAG_HEADER_CRC = 0x02,
    FLAG_EXTRA = 0x04,
    FLAG_NAME = 0x08,
    FLAG_COMMENT = 0x10,
    FLAGS_RESERVED = 0xe0,
    HEADER_SIZE = 10, /* without optional fields */
    TRAILER_SIZE = 8,
    LEVEL = 6, /* 9 takes ten times as long to save 2 % of images, 8 % of ink */
    OS_UNKNOWN = 255,
    RAW_WINDOW = -15,    /* deflate without a header of zlib's */
    OUT_CHUNK = 1 << 17, /* inflated and summed up while it is in the cache */
    CALL_MAX = 1 << 30,  /* zlib counts in unsigned int */
};

static void *zlib_allocate(void *opaque, unsigned count, unsigned size)
{
    (void)opaque;
    return memory_allocate(count, size);
}

static void zlib_free(void *opaque, void *block)
{
    (void)opaque;
    memory_free(block);
}

static uint32_t little_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static void put_little_endian(uint8_t *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
}

static unsigned at_most(size_t a, size_t b)
{
    return (unsigned)(a < b ? a : b);
}

bool gzip_recognise(const uint8_t *bytes, size_t size)
{
    return size >= 2 && bytes[0] == ID_1 && bytes[1] == ID_2;
}

enum lume_status gzip_init(struct gzip *gzip, const uint8_t *bytes, size_t size, const char *name,
                           struct lume_error *error)
{
    *gzip = (struct gzip){
        .bytes = bytes,
        .size = size,
        .name = name,
        .stream = {.zalloc = zlib_allocate, .zfree = zlib_free},
    };
    if (inflateInit2(&gzip->stream, RAW_WINDOW) != Z_OK) {
        return memory_exhausted(error, name);
    }
    return LUME_OK;
}

void gzip_finish(struct gzip *gzip)
{
    if (gzip) {
        inflateEnd(&gzip->stream);
    }
}

/* Step over a text that a 0 byte ends; false where the file ends first. */
static bool skip_text(const struct gzip *gzip, size_t *at)
{
    const uint8_t *end = memchr(gzip->bytes + *at, 0, gzip->size - *at);
    if (!end) {
        return false;
    }
    *at = (size_t)(end - gzip->bytes) + 1;
    return true;
}

static bool skip(const struct gzip *gzip, size_t n, size_t *at)
{
    if (gzip->size - *at < n) {
        return false;
    }
    *at += n;
    return true;
}

static bool skip_optional_fields(const struct gzip *gzip, unsigned flags, size_t *at)
{
    if (flags & FLAG_EXTRA) {
        const uint8_t *length = gzip->bytes + *at;
        if (!skip(gzip, 2, at) || !skip(gzip, length[0] | (size_t)length[1] << 8, at)) {
            return false;
        }
    }
    return (!(flags & FLAG_NAME) || skip_text(gzip, at)) &&
           (!(flags & FLAG_COMMENT) || skip_text(gzip, at));
}

/* Read the header of a member, of which the two identifying bytes have been seen. */
static enum lume_status begin_member(struct gzip *gzip, struct lume_error *error)
{
    const uint8_t *header = gzip->bytes + gzip->at;
    const size_t left = gzip->size - gzip->at;
    size_t end = gzip->at;
    if (left > 2 && header[2] != METHOD_DEFLATE) {
        return lume_error_set(error, LUME_ERROR_DATA, gzip->name,
                              "gzip method, expected 8 (deflate), got %u", header[2]);
    }
    if (left > 3 && (header[3] & FLAGS_RESERVED)) {
        return lume_error_set(error, LUME_ERROR_DATA, gzip->name,
                              "gzip flags, expected 0x00 to 0x1f, got 0x%02x", header[3]);
    }
    if (!skip(gzip, HEADER_SIZE, &end) || !skip_optional_fields(gzip, header[3], &end)) {
        goto cut;
    }
    if (header[3] & FLAG_HEADER_CRC) {
        const uint8_t *sum = gzip->bytes + end;
        uint32_t got = (uint32_t)crc32_z(0, header, (size_t)(sum - header)) & 0xffff;
        if (!skip(gzip, 2, &end)) {
            goto cut;
        }
        uint32_t expected = sum[0] | (uint32_t)sum[1] << 8;
        if (got != expected) {
            return lume_error_set(error, LUME_ERROR_DATA, gzip->name,
                                  "damaged: checksum of the gzip header, expected %04x, got %04x",
                                  expected, got);
        }
    }
    inflateReset(&gzip->stream);
    gzip->at = end;
    gzip->inside = true;
    gzip->crc = 0;
    gzip->n_bytes = 0;
    return LUME_OK;
cut:
    return lume_error_set(error, LUME_ERROR_DATA, gzip->name,
                          "cut: the file ends in the gzip header, after %zu bytes", gzip->size);
}

static enum lume_status end_member(struct gzip *gzip, struct lume_error *error)
{
    const uint8_t *trailer = gzip->bytes + gzip->at;
    if (gzip->size - gzip->at < TRAILER_SIZE) {
        return lume_error_set(error, LUME_ERROR_DATA, gzip->name,
                              "cut: the file ends in the gzip trailer, expected %d bytes, got %zu",
                              TRAILER_SIZE, gzip->size - gzip->at);
    }
    uint32_t crc = little_endian(trailer), n_bytes = little_endian(trailer + 4);
    if (crc != gzip->crc) {
        return lume_error_set(error, LUME_ERROR_DATA, gzip->name,
                              "damaged: gzip checksum, expected %08x, got %08x", crc, gzip->crc);
    }
    if (n_bytes != gzip->n_bytes) {
        return lume_error_set(error, LUME_ERROR_DATA, gzip->name,
                              "damaged: gzip size, expected %u bytes, got %u", n_bytes,
                              gzip->n_bytes);
    }
    gzip->at += TRAILER_SIZE;
    gzip->inside = false;
    return LUME_OK;
}

/* What follows a member: nothing, zeros or another member. */
static enum lume_status next_member(struct gzip *gzip, bool *end, struct lume_error *error)
{
    const size_t left = gzip->size - gzip->at;
    const uint8_t *rest = gzip->bytes + gzip->at;
    if (gzip_recognise(rest, left)) {
        *end = false;
        return begin_member(gzip, error);
    }
    for (size_t i = 0; i < left; i++) {
        if (rest[i] != 0) {
            return lume_error_set(error, LUME_ERROR_DATA, gzip->name,
                                  "garbage behind the gzip data, expected the end, got %zu bytes",
                                  left);
        }
    }
    gzip->trailing_zeros = left > 0;
    *end = true;
    return LUME_OK;
}

/* Inflate up to n bytes, but not beyond the end of the member. */
static enum lume_status inflate_some(struct gzip *gzip, uint8_t *out, size_t n, size_t *got,
                                     struct lume_error *error)
{
    z_stream *stream = &gzip->stream;
    const unsigned in_size = at_most(gzip->size - gzip->at, CALL_MAX);
    const unsigned out_size = at_most(n, OUT_CHUNK);
    stream->next_in = gzip->bytes + gzip->at;
    stream->avail_in = in_size;
    stream->next_out = out;
    stream->avail_out = out_size;
    int result = inflate(stream, Z_NO_FLUSH);
    const unsigned produced = out_size - stream->avail_out;
    gzip->at += in_size - stream->avail_in;
    gzip->crc = (uint32_t)crc32_z(gzip->crc, out, produced);
    gzip->n_bytes += produced;
    *got += produced;
    switch (result) {
    case Z_OK:
        return LUME_OK;
    case Z_STREAM_END:
        return end_member(gzip, error);
    case Z_MEM_ERROR:
        return memory_exhausted(error, gzip->name);
    case Z_BUF_ERROR:
        return lume_error_set(error, LUME_ERROR_DATA, gzip->name,
                              "cut: the file ends in the gzip data, after %zu bytes", gzip->size);
    default:
        return lume_error_set(error, LUME_ERROR_DATA, gzip->name,
                              "damaged: gzip data at byte %zu: %s", gzip->at,
                              stream->msg ? stream->msg : "not deflate");
    }
}

enum lume_status gzip_read(struct gzip *gzip, uint8_t *out, size_t n, size_t *got,
                           struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    bool end = false;
    *got = 0;
    while (status == LUME_OK && *got < n && !end) {
        if (gzip->inside) {
            status = inflate_some(gzip, out + *got, n - *got, got, error);
        } else {
            status = next_member(gzip, &end, error);
        }
    }
    return status;
}

/* Compress into `out`, which deflateBound has found large enough; returns how much came. */
static size_t deflate_all(z_stream *stream, const uint8_t *bytes, size_t size, uint8_t *out,
                          size_t room)
{
    size_t used = 0;
    int result = Z_OK;
    while (result == Z_OK) {
        const unsigned in_size = at_most(size, CALL_MAX), out_size = at_most(room - used, CALL_MAX);
        stream->next_in = bytes;
        stream->avail_in = in_size;
        stream->next_out = out + used;
        stream->avail_out = out_size;
        result = deflate(stream, in_size == size ? Z_FINISH : Z_NO_FLUSH);
        bytes += in_size - stream->avail_in;
        size -= in_size - stream->avail_in;
        used += out_size - stream->avail_out;
    }
    assert(result == Z_STREAM_END);
    return used;
}

enum lume_status gzip_compress(const uint8_t *bytes, size_t size, const char *name, uint8_t **out,
                               size_t *out_size, struct lume_error *error)
{
    z_stream stream = {.zalloc = zlib_allocate, .zfree = zlib_free};
    const int memory_level = 9;
    if (deflateInit2(&stream, LEVEL, Z_DEFLATED, RAW_WINDOW, memory_level, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        return memory_exhausted(error, name);
    }
    size_t room = deflateBound(&stream, (uLong)size);
    uint8_t *file = memory_allocate(HEADER_SIZE + room + TRAILER_SIZE, 1);
    if (!file) {
        deflateEnd(&stream);
        return memory_exhausted(error, name);
    }
    const uint8_t header[HEADER_SIZE] = {ID_1, ID_2, METHOD_DEFLATE, [9] = OS_UNKNOWN};
    memcpy(file, header, HEADER_SIZE);
    size_t used = HEADER_SIZE + deflate_all(&stream, bytes, size, file + HEADER_SIZE, room);
    deflateEnd(&stream);
    put_little_endian(file + used, (uint32_t)crc32_z(0, bytes, size));
    put_little_endian(file + used + 4, (uint32_t)(size & UINT32_MAX));
    *out = file;
    *out_size = used + TRAILER_SIZE;
    return LUME_OK;
}

enum lume_status gzip_save(const char *path, const uint8_t *bytes, size_t size,
                           struct lume_error *error)
{
    const size_t length = strlen(path);
    if (length < 3 || strcmp(path + length - 3, ".gz") != 0) {
        return file_replace(path, bytes, size, error);
    }
    uint8_t *file;
    size_t file_size;
    enum lume_status status = gzip_compress(bytes, size, path, &file, &file_size, error);
    if (status == LUME_OK) {
        status = file_replace(path, file, file_size, error);
        memory_free(file);
    }
    return status;
}
