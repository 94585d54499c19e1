/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "data/gzip.h"

enum { ROOM = 1 << 18, HEADER_SIZE = 10, TRAILER_SIZE = 8 };

/* Inflate at most ROOM bytes; the first byte of the input chooses how many at a time. */
static enum lume_status inflate_all(const uint8_t *bytes, size_t size, size_t step, uint8_t *out,
                                    size_t *n)
{
    struct gzip gzip;
    size_t got = step;
    enum lume_status status = gzip_init(&gzip, bytes, size, "x", NULL);
    assert(status == LUME_OK);
    for (*n = 0; status == LUME_OK && got == step && *n + step <= ROOM; *n += got) {
        status = gzip_read(&gzip, out + *n, step, &got, NULL);
        assert(got <= step);
    }
    gzip_finish(&gzip);
    return status;
}

/* Take the input as bare deflate data: what zlib makes of it must come out of a gzip file too. */
static void check_wrapped(const uint8_t *bytes, size_t size, size_t step, uint8_t *out,
                          uint8_t *expected)
{
    static const uint8_t header[HEADER_SIZE] = {0x1f, 0x8b, 8};
    z_stream stream = {.next_in = bytes, .avail_in = (unsigned)size, .next_out = expected};
    stream.avail_out = ROOM - 1;
    if (inflateInit2(&stream, -15) != Z_OK) {
        abort();
    }
    int result = inflate(&stream, Z_FINISH);
    const size_t n_expected = ROOM - 1 - stream.avail_out, used = size - stream.avail_in;
    inflateEnd(&stream);
    if (stream.avail_out == 0) {
        return;
    }
    uint8_t *file = malloc(HEADER_SIZE + used + TRAILER_SIZE);
    assert(file);
    memcpy(file, header, HEADER_SIZE);
    memcpy(file + HEADER_SIZE, bytes, used);
    const uint32_t sums[] = {(uint32_t)crc32_z(0, expected, n_expected), (uint32_t)n_expected};
    for (size_t i = 0; i < TRAILER_SIZE; i++) {
        file[HEADER_SIZE + used + i] = (uint8_t)(sums[i / 4] >> (8 * (i % 4)));
    }
    size_t n;
    enum lume_status status = inflate_all(file, HEADER_SIZE + used + TRAILER_SIZE, step, out, &n);
    if (result == Z_STREAM_END) {
        assert(status == LUME_OK && n <= n_expected);
        assert(n + step > n_expected || n == n_expected);
        assert(memcmp(out, expected, n) == 0);
    }
    free(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static uint8_t out[ROOM], expected[ROOM];
    static const size_t steps[] = {1, 3, 64, 1000, ROOM};
    size_t n;
    uint8_t *copy = fuzz_copy(bytes, size);
    const size_t step = steps[size > 0 ? bytes[size - 1] % 5 : 0];
    if (inflate_all(copy, size, step, out, &n) == LUME_OK) {
        assert(n <= ROOM);
    }
    check_wrapped(copy, size, step, out, expected);
    free(copy);
    return 0;
}
