/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "base/memory.h"
#include "data/gzip.h"

#include <lume/rng.h>

static struct lume_error error;

/* Inflate all in pieces of `step` bytes from a block of exactly `size` bytes, so that a sanitizer
 * sees one byte too far. */
static enum lume_status inflate_all(const uint8_t *file, size_t size, size_t step, uint8_t *out,
                                    size_t room, size_t *n, bool *zeros)
{
    uint8_t *exact = malloc(size ? size : 1);
    assert_non_null(exact);
    memcpy(exact, file, size);
    struct gzip gzip;
    CHECK_OK(gzip_init(&gzip, exact, size, "x", &error), error);
    size_t got;
    *n = 0;
    enum lume_status status;
    do {
        size_t wanted = step < room - *n ? step : room - *n;
        status = gzip_read(&gzip, out + *n, wanted, &got, &error);
        assert_true(got <= wanted);
        *n += got;
    } while (status == LUME_OK && got == step && *n < room);
    *zeros = gzip.trailing_zeros;
    gzip_finish(&gzip);
    free(exact);
    return status;
}

static void check_content(const uint8_t *file, size_t size, const void *expected, size_t n_expected,
                          bool zeros_expected)
{
    const size_t steps[] = {1, 7, 4096, (size_t)1 << 30};
    uint8_t *out = malloc(n_expected + 10);
    assert_non_null(out);
    for (size_t i = n_expected > 10000 ? 2 : 0; i < sizeof steps / sizeof *steps; i++) {
        size_t n;
        bool zeros;
        CHECK_OK(inflate_all(file, size, steps[i], out, n_expected + 10, &n, &zeros), error);
        assert_int_equal(n, n_expected);
        assert_memory_equal(out, expected, n);
        assert_int_equal(zeros, zeros_expected);
    }
    free(out);
}

static void check_damaged(const uint8_t *file, size_t size, const char *text)
{
    static uint8_t out[100000];
    size_t n;
    bool zeros;
    CHECK_FAILS(inflate_all(file, size, 64, out, sizeof out, &n, &zeros), LUME_ERROR_DATA, error,
                text);
}

/* Compress as zlib does it, with the optional fields of the header. */
static size_t zlib_gzip(const void *bytes, size_t size, gz_header *header, uint8_t *out,
                        size_t room)
{
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    if (header) {
        assert_int_equal(deflateSetHeader(&stream, header), Z_OK);
    }
    stream.next_in = bytes;
    stream.avail_in = (unsigned)size;
    stream.next_out = out;
    stream.avail_out = (unsigned)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t n = stream.total_out;
    deflateEnd(&stream);
    return n;
}

static void test_compress(void **state)
{
    (void)state;
    const size_t sizes[] = {0, 1, 100, 131071, 131072, 131073, 500000};
    struct lume_rng rng = lume_rng_make(1, 0);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int random = 0; random < 2; random++) {
            uint8_t *bytes = calloc(sizes[i] + 1, 1), *file, *again, *back = malloc(sizes[i] + 1);
            size_t size, size_again;
            assert_true(bytes && back);
            for (size_t j = 0; random && j < sizes[i]; j++) {
                bytes[j] = (uint8_t)lume_rng_uint32(&rng);
            }
            CHECK_OK(gzip_compress(bytes, sizes[i], "x", &file, &size, &error), error);
            CHECK_OK(gzip_compress(bytes, sizes[i], "x", &again, &size_again, &error), error);
            assert_int_equal(size, size_again);
            assert_memory_equal(file, again, size);
            assert_memory_equal(file, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
            check_content(file, size, bytes, sizes[i], false);

            z_stream stream = {.next_in = file, .avail_in = (unsigned)size, .next_out = back};
            stream.avail_out = (unsigned)sizes[i] + 1;
            assert_int_equal(inflateInit2(&stream, 31), Z_OK);
            assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
            assert_int_equal(stream.total_out, sizes[i]);
            assert_memory_equal(back, bytes, sizes[i]);
            inflateEnd(&stream);
            memory_free(file);
            memory_free(again);
            free(bytes);
            free(back);
        }
    }
}

enum { FIXED_SIZE = 10, EXTRA_SIZE = 2 + 5, NAME_SIZE = 9, COMMENT_SIZE = 3, CRC_SIZE = 2 };

static const char text[] = "the quick brown fox jumps over the lazy dog, the lazy dog, the fox";

/* A file with every optional field; returns its size. */
static size_t make_full(uint8_t *file, size_t room)
{
    Bytef extra[5] = {0, 1, 0, 2, 0};
    gz_header header = {.time = 1,
                        .os = 3,
                        .extra = extra,
                        .extra_len = sizeof extra,
                        .name = (Bytef *)"name.idx",
                        .comment = (Bytef *)"hi",
                        .hcrc = 1};
    return zlib_gzip(text, sizeof text, &header, file, room);
}

static void test_optional_fields(void **state)
{
    (void)state;
    uint8_t file[300];
    size_t size = make_full(file, sizeof file);
    check_content(file, size, text, sizeof text, false);
    file[FIXED_SIZE + 3] ^= 1;
    check_damaged(file, size, "x: damaged: checksum of the gzip header, expected f56d, got 64fc");
}

static void test_cut_everywhere(void **state)
{
    (void)state;
    uint8_t file[300];
    char expected[200];
    size_t size = make_full(file, sizeof file);
    const size_t header = FIXED_SIZE + EXTRA_SIZE + NAME_SIZE + COMMENT_SIZE + CRC_SIZE;
    for (size_t cut = 2; cut < size; cut++) {
        if (cut < header) {
            snprintf(expected, sizeof expected,
                     "x: cut: the file ends in the gzip header, after %zu bytes", cut);
        } else if (cut < size - 8) {
            snprintf(expected, sizeof expected,
                     "x: cut: the file ends in the gzip data, after %zu bytes", cut);
        } else {
            snprintf(expected, sizeof expected,
                     "x: cut: the file ends in the gzip trailer, expected 8 bytes, got %zu",
                     cut - (size - 8));
        }
        check_damaged(file, cut, expected);
    }
}

static void test_flipped_bits(void **state)
{
    (void)state;
    uint8_t file[300], out[1000];
    size_t size = make_full(file, sizeof file), n_failed = 0;
    for (size_t bit = 0; bit < 8 * size; bit++) {
        size_t n;
        bool zeros;
        file[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (inflate_all(file, size, 13, out, sizeof out, &n, &zeros) == LUME_OK &&
            gzip_recognise(file, size)) { /* bits that pad the last byte of the data */
            assert_int_equal(n, sizeof text);
            assert_memory_equal(out, text, n);
        } else {
            n_failed++;
        }
        file[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_true(n_failed >= 8 * size - 8);
}

static void test_damaged(void **state)
{
    (void)state;
    uint8_t file[300], bad[300];
    size_t size = zlib_gzip(text, sizeof text, NULL, file, sizeof file);
    static const struct {
        size_t at; /* from the end where from_end is set */
        bool from_end;
        uint8_t value;
        const char *message;
    } cases[] = {
        {2, false, 7, "x: gzip method, expected 8 (deflate), got 7"},
        {3, false, 0x20, "x: gzip flags, expected 0x00 to 0x1f, got 0x20"},
        {3, false, 0xe1, "x: gzip flags, expected 0x00 to 0x1f, got 0xe1"},
        {8, true, 0, "x: damaged: gzip checksum, expected 5ef0f300, got 5ef0f3f0"},
        {1, true, 1, "x: damaged: gzip size, expected 16777283 bytes, got 67"},
        {4, true, 66, "x: damaged: gzip size, expected 66 bytes, got 67"},
        {10, false, 7, "x: damaged: gzip data at byte 11: invalid block type"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        memcpy(bad, file, size);
        bad[cases[i].from_end ? size - cases[i].at : cases[i].at] = cases[i].value;
        check_damaged(bad, size, cases[i].message);
    }
    check_damaged((const uint8_t *)"\x1f\x8b\x07", 3,
                  "x: gzip method, expected 8 (deflate), got 7");
    check_damaged((const uint8_t *)"\x1f\x8b\x08\xff", 4,
                  "x: gzip flags, expected 0x00 to 0x1f, got 0xff");
    check_damaged((const uint8_t *)"\x1f\x8b\x08\x08\0\0\0\0\0\0name", 14,
                  "x: cut: the file ends in the gzip header, after 14 bytes");
}

static void test_what_follows(void **state)
{
    (void)state;
    uint8_t one[300], file[1000], twice[2 * sizeof text];
    size_t size = make_full(one, sizeof one);
    memcpy(twice, text, sizeof text);
    memcpy(twice + sizeof text, text, sizeof text);

    memset(file, 0, sizeof file);
    memcpy(file, one, size);
    check_content(file, size + 1, text, sizeof text, true);
    check_content(file, sizeof file, text, sizeof text, true);
    file[size + 5] = 'x';
    check_damaged(file, size + 5 + 1,
                  "x: garbage behind the gzip data, expected the end, got 6 bytes");
    file[size] = 0x1f;
    check_damaged(file, size + 1, "x: garbage behind the gzip data, expected the end, got 1 bytes");

    memcpy(file + size, one, size);
    check_content(file, 2 * size, twice, sizeof twice, false);
    check_damaged(file, 2 * size - 1,
                  "x: cut: the file ends in the gzip trailer, expected 8 bytes, got 7");
    char message[200];
    snprintf(message, sizeof message, "x: cut: the file ends in the gzip header, after %zu bytes",
             size + 2);
    check_damaged(file, size + 2, message);
    size_t empty = zlib_gzip("", 0, NULL, file + size, 100);
    memcpy(file + size + empty, one, size);
    check_content(file, 2 * size + empty, twice, sizeof twice, false);
    check_content(file, 2 * size + empty + 3, twice, sizeof twice, true);
}

/* A megabyte of zeros from a thousand bytes: only what is asked for is written. */
static void test_bomb(void **state)
{
    (void)state;
    uint8_t *zeros = calloc(1 << 20, 1), *file, out[101];
    assert_non_null(zeros);
    size_t size, got;
    CHECK_OK(gzip_compress(zeros, 1 << 20, "x", &file, &size, &error), error);
    assert_true(size < 1100 && size * GZIP_RATIO_MAX > 1 << 20);
    struct gzip gzip;
    CHECK_OK(gzip_init(&gzip, file, size, "x", &error), error);
    memset(out, 0x55, sizeof out);
    CHECK_OK(gzip_read(&gzip, out, 100, &got, &error), error);
    assert_int_equal(got, 100);
    assert_int_equal(out[99], 0);
    assert_int_equal(out[100], 0x55);
    gzip_finish(&gzip);
    gzip_finish(NULL);
    memory_free(file);
    free(zeros);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compress),       cmocka_unit_test(test_optional_fields),
        cmocka_unit_test(test_cut_everywhere), cmocka_unit_test(test_flipped_bits),
        cmocka_unit_test(test_damaged),        cmocka_unit_test(test_what_follows),
        cmocka_unit_test(test_bomb),
    };
    return cmocka_run_group_tests_name("gzip", tests, NULL, NULL);
}
