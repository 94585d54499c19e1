/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include "base/memory.h"
#include "data/gzip.h"

#include <lume/idx.h>

static struct lume_error error;

/* Parse from a block of exactly `size` bytes, so that a sanitizer sees one byte too far. */
static enum lume_status parse(const void *bytes, size_t size, unsigned expected_dims,
                              struct lume_idx *out)
{
    void *exact = malloc(size ? size : 1);
    assert_non_null(exact);
    memcpy(exact, bytes, size);
    enum lume_status status = lume_idx_parse(exact, size, "x", expected_dims, out, &error);
    free(exact);
    return status;
}

static void check_bad(const void *bytes, size_t size, unsigned expected_dims,
                      enum lume_status expected, const char *text)
{
    struct lume_idx idx = {.size = 42};
    CHECK_FAILS(parse(bytes, size, expected_dims, &idx), expected, error, text);
    assert_int_equal(idx.size, 42);
    assert_null(idx.bytes);
}

static void check_good(const void *bytes, size_t size, unsigned n_dims, const size_t dims[3],
                       const void *elements)
{
    struct lume_idx idx;
    for (unsigned expected = 0; expected < 2; expected++) {
        CHECK_OK(parse(bytes, size, expected * n_dims, &idx), error);
        assert_int_equal(idx.n_dims, n_dims);
        assert_memory_equal(idx.dims, dims, sizeof idx.dims);
        assert_int_equal(idx.size, dims[0] * dims[1] * dims[2]);
        assert_memory_equal(idx.bytes, elements, idx.size);
        assert_int_equal(idx.trailing_zeros, 0);
        lume_idx_finish(&idx);
        assert_null(idx.bytes);
    }
}

#define BYTES(literal) .bytes = (literal), .size = sizeof(literal) - 1
#define LABELS "\0\0\x08\x01"
#define IMAGES "\0\0\x08\x03"
#define NOT_IDX "x: not an IDX file, expected 00 00 08 01 or 00 00 08 03 at its start, got "
#define OVER "x: IDX array, expected at most 2147483648 bytes, got "

/* What must be said of plain files; of the same bytes in gzip too, unless `gzip_text` differs. */
static const struct {
    const char *bytes;
    size_t size;
    unsigned expected_dims;
    enum lume_status status;
    const char *text, *gzip_text;
} bad[] = {
    {BYTES(""), 0, LUME_ERROR_DATA, "x: empty, expected an IDX file", NULL},
    {BYTES("\0"), 0, LUME_ERROR_DATA, "x: IDX header is cut, expected at least 8 bytes, got 1",
     NULL},
    {BYTES("\0\0"), 0, LUME_ERROR_DATA, "x: IDX header is cut, expected at least 8 bytes, got 2",
     NULL},
    {BYTES("\0\0\x08"), 3, LUME_ERROR_DATA,
     "x: IDX header is cut, expected at least 8 bytes, got 3", NULL},

    {BYTES("\x03\x08\0\0"), 0, LUME_ERROR_DATA,
     "x: IDX magic number in reversed byte order, expected 00 00 08 03, got 03 08 00 00", NULL},
    {BYTES("\x01\x08\0\0\x01\0\0\0\x07"), 1, LUME_ERROR_DATA,
     "x: IDX magic number in reversed byte order, expected 00 00 08 01, got 01 08 00 00", NULL},
    {BYTES("\0\x01\x08\x03"), 0, LUME_ERROR_DATA, NOT_IDX "00 01 08 03", NULL},
    {BYTES("\x01\0\x08\x03"), 0, LUME_ERROR_DATA, NOT_IDX "01 00 08 03", NULL},
    {BYTES("abcdef"), 0, LUME_ERROR_DATA, NOT_IDX "61 62 63 64", NULL},
    {BYTES("    "), 0, LUME_ERROR_DATA, NOT_IDX "20 20 20 20", NULL},

    {BYTES("\x1f\x8b\x08\0\0\0\0\0\0\0"), 0, LUME_ERROR_DATA,
     "x: cut: the file ends in the gzip data, after 10 bytes",
     NOT_IDX "1f 8b 08 00: it looks like gzip inside gzip"},
    {BYTES("PK\x03\x04...."), 0, LUME_ERROR_DATA,
     NOT_IDX "50 4b 03 04: it looks like a zip archive", NULL},
    {BYTES("PK\x05\x06...."), 0, LUME_ERROR_DATA,
     NOT_IDX "50 4b 05 06: it looks like an empty zip archive", NULL},
    {BYTES("\xfd"
           "7zXZ\0\0"),
     0, LUME_ERROR_DATA, NOT_IDX "fd 37 7a 58: it looks like xz", NULL},
    {BYTES("\x28\xb5\x2f\xfd"), 0, LUME_ERROR_DATA, NOT_IDX "28 b5 2f fd: it looks like zstd",
     NULL},
    {BYTES("BZh9"), 0, LUME_ERROR_DATA, NOT_IDX "42 5a 68 39: it looks like bzip2", NULL},
    {BYTES("7z\xbc\xaf\x27\x1c"), 0, LUME_ERROR_DATA,
     NOT_IDX "37 7a bc af: it looks like a 7z archive", NULL},
    {BYTES("\x89PNG\r\n\x1a\n"), 0, LUME_ERROR_DATA,
     NOT_IDX "89 50 4e 47: it looks like a PNG picture", NULL},
    {BYTES("\xff\xd8\xff\xe0"), 0, LUME_ERROR_DATA,
     NOT_IDX "ff d8 ff e0: it looks like a JPEG picture", NULL},
    {BYTES("%PDF-1.4"), 0, LUME_ERROR_DATA, NOT_IDX "25 50 44 46: it looks like a PDF document",
     NULL},
    {BYTES("\x93NUMPY\x01\0"), 0, LUME_ERROR_DATA,
     NOT_IDX "93 4e 55 4d: it looks like a NumPy array", NULL},
    {BYTES("\x89HDF\r\n\x1a\n"), 0, LUME_ERROR_DATA,
     NOT_IDX "89 48 44 46: it looks like an HDF5 file", NULL},
    {BYTES("\xf8\x01\0\0\0\0\0\0{\"__m"), 0, LUME_ERROR_DATA,
     NOT_IDX "f8 01 00 00: it looks like a safetensors model", NULL},
    {BYTES("<!DOCTYPE html>"), 0, LUME_ERROR_DATA,
     NOT_IDX "3c 21 44 4f: it looks like an HTML page", NULL},
    {BYTES("\r\n <HTML>"), 0, LUME_ERROR_DATA, NOT_IDX "0d 0a 20 3c: it looks like an HTML page",
     NULL},
    {BYTES("<?xml version="), 0, LUME_ERROR_DATA,
     NOT_IDX "3c 3f 78 6d: it looks like an XML or HTML page", NULL},

    {BYTES("\0\0\x09\x01\0\0\0\x01."), 0, LUME_ERROR_DATA,
     "x: IDX element type, expected 0x08 (unsigned byte), got 0x09 (signed byte)", NULL},
    {BYTES("\0\0\x0b\x01\0\0\0\x01."), 0, LUME_ERROR_DATA,
     "x: IDX element type, expected 0x08 (unsigned byte), got 0x0b (16-bit integer)", NULL},
    {BYTES("\0\0\x0c\x01\0\0\0\x01."), 0, LUME_ERROR_DATA,
     "x: IDX element type, expected 0x08 (unsigned byte), got 0x0c (32-bit integer)", NULL},
    {BYTES("\0\0\x0d\x03\0\0\0\x01."), 0, LUME_ERROR_DATA,
     "x: IDX element type, expected 0x08 (unsigned byte), got 0x0d (float)", NULL},
    {BYTES("\0\0\x0e\x03\0\0\0\x01."), 0, LUME_ERROR_DATA,
     "x: IDX element type, expected 0x08 (unsigned byte), got 0x0e (double)", NULL},
    {BYTES("\0\0\0\0\0\0\0\0"), 0, LUME_ERROR_DATA,
     "x: IDX element type, expected 0x08 (unsigned byte), got 0x00", NULL},

    {BYTES("\0\0\x08\0"), 0, LUME_ERROR_DATA,
     "x: IDX dimensions, expected 1 (labels) or 3 (images), got 0", NULL},
    {BYTES("\0\0\x08\x02\0\0\0\x01\0\0\0\x01."), 0, LUME_ERROR_DATA,
     "x: IDX dimensions, expected 1 (labels) or 3 (images), got 2", NULL},
    {BYTES("\0\0\x08\x04"), 3, LUME_ERROR_DATA, "x: IDX dimensions, expected 3 (images), got 4",
     NULL},
    {BYTES("\0\0\x08\xff"), 1, LUME_ERROR_DATA, "x: IDX dimensions, expected 1 (labels), got 255",
     NULL},
    {BYTES(LABELS "\0\0\0\x01\x07"), 3, LUME_ERROR_DATA,
     "x: IDX dimensions, expected 3 (images), got 1 (labels): are images and labels swapped?",
     NULL},
    {BYTES(IMAGES "\0\0\0\x01\0\0\0\x01\0\0\0\x01."), 1, LUME_ERROR_DATA,
     "x: IDX dimensions, expected 1 (labels), got 3 (images): are images and labels swapped?",
     NULL},

    {BYTES(LABELS "\0\0\0\0"), 1, LUME_ERROR_DATA, "x: IDX count, expected at least 1, got 0",
     NULL},
    {BYTES(IMAGES "\0\0\0\0\0\0\0\x1c\0\0\0\x1c"), 3, LUME_ERROR_DATA,
     "x: IDX count, expected at least 1, got 0", NULL},
    {BYTES(IMAGES "\0\0\0\x01\0\0\0\0\0\0\0\x1c"), 3, LUME_ERROR_DATA,
     "x: IDX rows, expected at least 1, got 0", NULL},
    {BYTES(IMAGES "\0\0\0\x01\0\0\0\x1c\0\0\0\0"), 3, LUME_ERROR_DATA,
     "x: IDX columns, expected at least 1, got 0", NULL},

    /* products of 2^32, of 2^64, of more, and the first above the limit */
    {BYTES(IMAGES "\0\x01\0\0\0\x01\0\0\0\0\0\x01"), 0, LUME_ERROR_MEMORY, OVER "65536 x 65536 x 1",
     NULL},
    {BYTES(IMAGES "\x40\0\0\0\x40\0\0\0\0\0\0\x10"), 0, LUME_ERROR_MEMORY,
     OVER "1073741824 x 1073741824 x 16", NULL},
    {BYTES(IMAGES "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), 0, LUME_ERROR_MEMORY,
     OVER "4294967295 x 4294967295 x 4294967295", NULL},
    {BYTES(LABELS "\x80\0\0\x01"), 0, LUME_ERROR_MEMORY, OVER "2147483649 x 1 x 1", NULL},
    {BYTES(LABELS "\x80\0\0\0"), 0, LUME_ERROR_DATA,
     "x: IDX data, expected 2147483648 bytes, got 0",
     "x: IDX data, expected 2147483648 bytes, got fewer: the gzip file has only 28"},

    {BYTES(LABELS "\0\0\0\x03"
                  "ab"),
     1, LUME_ERROR_DATA, "x: IDX data, expected 3 bytes, got 2", NULL},
    {BYTES(LABELS "\0\0\0\x03"), 1, LUME_ERROR_DATA, "x: IDX data, expected 3 bytes, got 0", NULL},
    {BYTES(LABELS "\0\0\0\x03"
                  "abcd"),
     1, LUME_ERROR_DATA, "x: IDX data, expected 3 bytes, got 4",
     "x: IDX data, expected 3 bytes, got at least 4"},
    {BYTES(IMAGES "\0\0\0\x01\0\0\0\x02\0\0\0\x03"
                  "abcde"),
     3, LUME_ERROR_DATA, "x: IDX data, expected 6 bytes, got 5", NULL},
    {BYTES(IMAGES "\0\0\0\x01\0\0\0\x02\0\0\0\x03"
                  "abcdefgh"),
     3, LUME_ERROR_DATA, "x: IDX data, expected 6 bytes, got 8",
     "x: IDX data, expected 6 bytes, got at least 7"},
};

static void test_bad_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint8_t *file;
        size_t size;
        check_bad(bad[i].bytes, bad[i].size, bad[i].expected_dims, bad[i].status, bad[i].text);
        CHECK_OK(
            gzip_compress((const uint8_t *)bad[i].bytes, bad[i].size, "x", &file, &size, &error),
            error);
        check_bad(file, size, bad[i].expected_dims, bad[i].status,
                  bad[i].gzip_text ? bad[i].gzip_text : bad[i].text);
        memory_free(file);
    }
}

static const char labels[] = LABELS "\0\0\0\x02\x07\x09";
static const char images[] = IMAGES "\0\0\0\x02\0\0\0\x03\0\0\0\x05"
                                    "the quick brown fox jumps over";
enum { N_LABELS = sizeof labels - 1, N_IMAGES = sizeof images - 1 };

static void test_good_files(void **state)
{
    (void)state;
    const struct {
        const char *bytes;
        size_t size;
        unsigned n_dims;
        size_t dims[3];
    } good[] = {
        {labels, N_LABELS, 1, {2, 1, 1}},
        {images, N_IMAGES, 3, {2, 3, 5}},
        {BYTES(LABELS "\0\0\0\x01\x07"), 1, {1, 1, 1}},
        {BYTES(IMAGES "\0\0\0\x01\0\0\0\x01\0\0\0\x01."), 3, {1, 1, 1}},
        {BYTES(LABELS "\0\0\0\x0c\0\0\0\0\0\0\0\0\0\0\0\0"), 1, {12, 1, 1}},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        uint8_t *file;
        size_t size;
        const char *elements = good[i].bytes + 4 + 4 * good[i].n_dims;
        check_good(good[i].bytes, good[i].size, good[i].n_dims, good[i].dims, elements);
        CHECK_OK(
            gzip_compress((const uint8_t *)good[i].bytes, good[i].size, "x", &file, &size, &error),
            error);
        check_good(file, size, good[i].n_dims, good[i].dims, elements);
        memory_free(file);
    }
}

static void test_cut_everywhere(void **state)
{
    (void)state;
    char text[200];
    for (size_t cut = 0; cut < N_IMAGES; cut++) {
        if (cut == 0) {
            snprintf(text, sizeof text, "x: empty, expected an IDX file");
        } else if (cut < 16) {
            snprintf(text, sizeof text, "x: IDX header is cut, expected %s bytes, got %zu",
                     cut < 4 ? "at least 8" : "16", cut);
        } else {
            snprintf(text, sizeof text, "x: IDX data, expected 30 bytes, got %zu", cut - 16);
        }
        check_bad(images, cut, 3, LUME_ERROR_DATA, text);
    }
    uint8_t *file;
    size_t size;
    struct lume_idx idx;
    CHECK_OK(gzip_compress((const uint8_t *)images, N_IMAGES, "x", &file, &size, &error), error);
    for (size_t cut = 2; cut < size; cut++) {
        assert_int_equal(parse(file, cut, 3, &idx), LUME_ERROR_DATA);
        assert_non_null(strstr(error.message, "x: cut: the file ends in the gzip "));
    }
    memory_free(file);
}

/* Whatever bit turns over: an error, or the very same array. */
static void test_flipped_bits_in_gzip(void **state)
{
    (void)state;
    uint8_t *file;
    size_t size, n_failed = 0;
    CHECK_OK(gzip_compress((const uint8_t *)images, N_IMAGES, "x", &file, &size, &error), error);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        struct lume_idx idx;
        file[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (parse(file, size, 3, &idx) == LUME_OK) {
            assert_int_equal(idx.size, 30);
            assert_memory_equal(idx.bytes, images + 16, 30);
            lume_idx_finish(&idx);
        } else {
            n_failed++;
        }
        file[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    /* time, extra flags, system, text flag and the bits behind the last code are free */
    assert_true(n_failed >= 8 * size - 8 * 6 - 1 - 7);
    memory_free(file);
}

static void test_what_follows_in_gzip(void **state)
{
    (void)state;
    uint8_t *head, *tail, file[400] = {0};
    size_t n_head, n_tail;
    struct lume_idx idx;
    /* two members that make one array together */
    CHECK_OK(gzip_compress((const uint8_t *)images, 20, "x", &head, &n_head, &error), error);
    CHECK_OK(
        gzip_compress((const uint8_t *)images + 20, N_IMAGES - 20, "x", &tail, &n_tail, &error),
        error);
    memcpy(file, head, n_head);
    memcpy(file + n_head, tail, n_tail);
    size_t size = n_head + n_tail;
    check_good(file, size, 3, (size_t[]){2, 3, 5}, images + 16);
    CHECK_OK(parse(file, size + 100, 3, &idx), error);
    assert_int_not_equal(idx.trailing_zeros, 0);
    lume_idx_finish(&idx);
    check_bad(file, n_head, 3, LUME_ERROR_DATA, "x: IDX data, expected 30 bytes, got 4");
    memcpy(file + size, tail, n_tail);
    check_bad(file, size + n_tail, 3, LUME_ERROR_DATA,
              "x: IDX data, expected 30 bytes, got at least 31");
    file[size] = 'x';
    check_bad(file, size + 1, 3, LUME_ERROR_DATA,
              "x: garbage behind the gzip data, expected the end, got 1 bytes");
    memory_free(head);
    memory_free(tail);
}

/* A header that declares little, followed by 100 MB of zeros: no more than declared comes out. */
static void test_bomb(void **state)
{
    (void)state;
    const size_t n = 100u << 20;
    uint8_t *bytes = calloc(n, 1), *file;
    size_t size;
    assert_non_null(bytes);
    memcpy(bytes, LABELS "\0\0\0\x03", 8);
    z_stream stream = {.next_in = bytes, .avail_in = (unsigned)n};
    assert_int_equal(deflateInit2(&stream, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    file = malloc(1 << 20);
    assert_non_null(file);
    stream.next_out = file;
    stream.avail_out = 1 << 20;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size = stream.total_out;
    deflateEnd(&stream);
    free(bytes);
    check_bad(file, size, 1, LUME_ERROR_DATA, "x: IDX data, expected 3 bytes, got at least 8");
    free(file);
}

static void check_loaded(const char *path)
{
    struct lume_idx idx;
    CHECK_OK(lume_idx_load(path, 3, &idx, &error), error);
    assert_int_equal(idx.size, 30);
    assert_memory_equal(idx.bytes, images + 16, 30);
    lume_idx_finish(&idx);
}

static void test_save_and_load(void **state)
{
    (void)state;
    struct lume_idx idx;
    CHECK_OK(parse(images, N_IMAGES, 3, &idx), error);
    CHECK_OK(lume_idx_save(&idx, "plain", &error), error);
    folder_check("plain", images, N_IMAGES);
    CHECK_OK(lume_idx_save(&idx, "packed.gz", &error), error);
    CHECK_OK(lume_idx_save(&idx, "again.gz", &error), error);
    CHECK_OK(lume_idx_save(&idx, ".gz", &error), error);
    check_loaded("plain");
    check_loaded("packed.gz");
    check_loaded(".gz");
    uint8_t *file;
    size_t size;
    CHECK_OK(gzip_compress((const uint8_t *)images, N_IMAGES, "x", &file, &size, &error), error);
    folder_check("packed.gz", file, size);
    folder_check("again.gz", file, size);
    /* content decides, not the name */
    folder_put("plain.gz", images, N_IMAGES);
    folder_put("packed", file, size);
    check_loaded("plain.gz");
    check_loaded("packed");

    for (int slow = 0; slow < 2; slow++) {
        int saved;
        pid_t child = folder_input(images, N_IMAGES, slow, &saved);
        check_loaded("-");
        folder_input_end(child, saved);
        child = folder_input(file, size, slow, &saved);
        check_loaded("-");
        folder_input_end(child, saved);
        child = folder_input(file, size - 1, slow, &saved);
        CHECK_FAILS(lume_idx_load("-", 3, &idx, &error), LUME_ERROR_DATA, error,
                    "standard input: cut: the file ends in the gzip trailer, expected 8 bytes, "
                    "got 7");
        folder_input_end(child, saved);
    }
    memory_free(file);
    CHECK_FAILS(lume_idx_save(&idx, "no/x.gz", &error), LUME_ERROR_IO, error,
                "no: cannot open this folder: No such file or directory");
    lume_idx_finish(&idx);

    CHECK_OK(parse(labels, N_LABELS, 1, &idx), error);
    CHECK_OK(lume_idx_save(&idx, "labels", &error), error);
    folder_check("labels", labels, N_LABELS);
    lume_idx_finish(&idx);
    lume_idx_finish(&idx);
    lume_idx_finish(NULL);
}

static void test_load_refuses(void **state)
{
    (void)state;
    struct lume_idx idx;
    folder_put("cut", images, 20);
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(mkfifo("fifo", 0600), 0);
    alarm(10);
    CHECK_FAILS(lume_idx_load("cut", 3, &idx, &error), LUME_ERROR_DATA, error,
                "cut: IDX data, expected 30 bytes, got 4");
    CHECK_FAILS(lume_idx_load("cut", 1, &idx, NULL), LUME_ERROR_DATA, error, "");
    CHECK_FAILS(lume_idx_load("absent", 3, &idx, &error), LUME_ERROR_IO, error,
                "absent: cannot open: No such file or directory");
    CHECK_FAILS(lume_idx_load("folder", 3, &idx, &error), LUME_ERROR_IO, error,
                "folder: expected a regular file, got a directory");
    CHECK_FAILS(lume_idx_load("fifo", 3, &idx, &error), LUME_ERROR_IO, error,
                "fifo: expected a regular file, got a FIFO");
    CHECK_FAILS(lume_idx_load("/dev/zero", 3, &idx, &error), LUME_ERROR_IO, error,
                "/dev/zero: expected a regular file, got a device");
    alarm(0);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_enter, folder_leave)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_files),
        cmocka_unit_test(test_good_files),
        cmocka_unit_test(test_cut_everywhere),
        cmocka_unit_test(test_flipped_bits_in_gzip),
        cmocka_unit_test(test_what_follows_in_gzip),
        cmocka_unit_test(test_bomb),
        IN_FOLDER(test_save_and_load),
        IN_FOLDER(test_load_refuses),
    };
    return cmocka_run_group_tests_name("idx", tests, NULL, NULL);
}
