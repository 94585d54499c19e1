/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "base/memory.h"
#include "data/gzip.h"

#include <lume/ink_set.h>

/* Ink files that are wrong, and what must be said of them. */

static struct lume_error error;

/* Parse from a block of exactly `size` bytes, so that a sanitizer sees one byte too far. */
static enum lume_status parse(const void *bytes, size_t size, struct lume_ink_set *out)
{
    void *exact = malloc(size ? size : 1);
    assert_non_null(exact);
    memcpy(exact, bytes, size);
    enum lume_status status = lume_ink_set_parse(exact, size, "x", 10, out, &error);
    free(exact);
    return status;
}

static void check_bad(const void *bytes, size_t size, enum lume_status status, const char *text)
{
    struct lume_ink_set set = {.n = 42};
    CHECK_FAILS(parse(bytes, size, &set), status, error, text);
    assert_int_equal(set.n, 42);
    assert_null(set.owned);
    assert_int_equal(lume_ink_set_parse(bytes, size, "x", 10, &set, NULL), status);
}

/* The same, plain and in gzip. */
static void check_bad_twice(const void *bytes, size_t size, enum lume_status status,
                            const char *text)
{
    uint8_t *file;
    size_t file_size;
    check_bad(bytes, size, status, text);
    CHECK_OK(gzip_compress(bytes, size, "x", &file, &file_size, &error), error);
    check_bad(file, file_size, status, text);
    memory_free(file);
}

#define GOOD "{\"strokes\":[[[1,2],[3,4]]]}"
#define STROKES(text) "{\"strokes\":" text "}"
#define POINT(text) "{\"strokes\":[[[9,9]],[[0,0]," text "]]}"
#define WITH(text) "{" text ",\"strokes\":[]}"
#define LABEL_RANGE "label, expected a whole number from 0 to 9, got "
#define RANGE "expected -1e9 to 1e9, got "
#define BYTES_16 "0123456789abcdef"
#define BYTES_64 BYTES_16 BYTES_16 BYTES_16 BYTES_16

/* A line, and the message behind FILE:LINE. */
static const struct {
    const char *line, *message;
} bad_lines[] = {
    {"hello", "JSON at byte 0, expected a value, got 'h'"},
    {"{", "JSON at byte 1, expected '\"', got the end"},
    {"{'strokes':[]}", "JSON at byte 1, expected '\"', got '''"},
    {"{strokes:[]}", "JSON at byte 1, expected '\"', got 's'"},
    {GOOD ",", "JSON at byte 27, expected the end, got ','"},
    {GOOD GOOD, "JSON at byte 27, expected the end, got '{'"},
    {"\"strokes\":[]", "JSON at byte 9, expected the end, got ':'"},
    {STROKES("[[[1,2],]]"), "JSON at byte 19, expected a value, got ']'"},
    {STROKES("[[[NaN,2]]]"), "JSON at byte 14, expected a value, got 'N'"},
    {STROKES("[[[1,Infinity]]]"), "JSON at byte 16, expected a value, got 'I'"},
    {STROKES("[[[1,-Infinity]]]"), "JSON at byte 17, expected a digit, got 'I'"},
    {STROKES("[[[0x10,1]]]"), "JSON at byte 15, expected ',' or ']', got 'x'"},
    {STROKES("[[[01,1]]]"), "JSON at byte 15, expected ',' or ']', got '1'"},
    {STROKES("[[[+1,1]]]"), "JSON at byte 14, expected a value, got '+'"},
    {STROKES("[[[.5,1]]]"), "JSON at byte 14, expected a value, got '.'"},
    {STROKES("[[[0.10000000000000000555111512312578270211815834045410156250000000,1]]]"),
     "JSON at byte 78, expected a shorter number, got ','"},
    {WITH("\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"),
     "JSON at byte 36, expected less nesting, got '['"},
    {WITH("\"writer\":\"\xff\""), "JSON at byte 11, expected UTF-8, got byte 0xff"},
    {WITH("\"writer\":\"a\\u0000\""),
     "JSON at byte 18, expected another character than 0, got '\"'"},
    {WITH("\"writer\":\"a\tb\""), "JSON at byte 12, expected no control byte, got byte 0x09"},
    {"\xef\xbb\xbf" GOOD, "JSON at byte 0, expected a value, got byte 0xef"},

    {"[]", "drawing, expected an object, got an array"},
    {"[" GOOD "]", "drawing, expected an object, got an array"},
    {"null", "drawing, expected an object, got null"},
    {"3.50", "drawing, expected an object, got 3.50"},
    {"\"strokes\"", "drawing, expected an object, got a string"},
    {"{}", "strokes, expected an array, got none"},
    {"{\"label\":3,\"stroke\":[],\"Strokes\":[]}", "strokes, expected an array, got none"},
    {"{\"a\":{\"strokes\":[]}}", "strokes, expected an array, got none"},

    {STROKES("null"), "strokes, expected an array, got null"},
    {STROKES("true"), "strokes, expected an array, got true"},
    {STROKES("{}"), "strokes, expected an array, got an object"},
    {STROKES("\"[]\""), "strokes, expected an array, got a string"},
    {STROKES("[[],3]"), "strokes[1], expected an array of points, got 3"},
    {STROKES("[{\"x\":1}]"), "strokes[0], expected an array of points, got an object"},
    {STROKES("[[1,2],[3,4]]"), "strokes[0][0], expected [x, y] or [x, y, t], got 1"},
    {POINT("null"), "strokes[1][1], expected [x, y] or [x, y, t], got null"},
    {POINT("{\"x\":1,\"y\":2}"), "strokes[1][1], expected [x, y] or [x, y, t], got an object"},
    {POINT("[]"), "strokes[1][1], expected 2 or 3 numbers, got 0"},
    {POINT("[7]"), "strokes[1][1], expected 2 or 3 numbers, got 1"},
    {POINT("[1,2,3,4]"), "strokes[1][1], expected 2 or 3 numbers, got more"},
    {POINT("[1,2,3,4,5,[]]"), "strokes[1][1], expected 2 or 3 numbers, got more"},
    {POINT("[[1,2],[3,4]]"), "strokes[1][1][0], expected a number, got an array"},
    {POINT("[1,\"2\"]"), "strokes[1][1][1], expected a number, got a string"},
    {POINT("[1,null]"), "strokes[1][1][1], expected a number, got null"},
    {POINT("[1,2,null]"), "strokes[1][1][2], expected a number, got null"},
    {POINT("[1,2,{}]"), "strokes[1][1][2], expected a number, got an object"},
    {POINT("[1e30,0]"), "strokes[1][1][0], " RANGE "1e30"},
    {POINT("[0,-1e30]"), "strokes[1][1][1], " RANGE "-1e30"},
    {POINT("[0,1000000000.0000001]"), "strokes[1][1][1], " RANGE "1000000000.0000001"},
    {POINT("[1e400,0]"), "strokes[1][1][0], " RANGE "1e400"},
    {POINT("[0,0,-1e400]"), "strokes[1][1][2], expected a number below 1.8e308, got -1e400"},

    {WITH("\"label\":10"), LABEL_RANGE "10"},
    {WITH("\"label\":-1"), LABEL_RANGE "-1"},
    {WITH("\"label\":3.5"), LABEL_RANGE "3.5"},
    {WITH("\"label\":1e-9"), LABEL_RANGE "1e-9"},
    {WITH("\"label\":1e400"), LABEL_RANGE "1e400"},
    {WITH("\"label\":4294967297"), LABEL_RANGE "4294967297"},
    {WITH("\"label\":true"), LABEL_RANGE "true"},
    {WITH("\"label\":\"3\""), LABEL_RANGE "a string"},
    {WITH("\"label\":[3]"), LABEL_RANGE "an array"},
    {WITH("\"label\":{}"), LABEL_RANGE "an object"},

    {WITH("\"writer\":12"), "writer, expected a string, got 12"},
    {WITH("\"writer\":false"), "writer, expected a string, got false"},
    {WITH("\"writer\":[]"), "writer, expected a string, got an array"},
    {WITH("\"writer\":\"" BYTES_64 "g\""), "writer, expected at most 64 bytes, got 65"},
    {WITH("\"writer\":\"" BYTES_64 BYTES_64 "\""), "writer, expected at most 64 bytes, got 128"},

    {WITH("\"label\":1,\"label\":1"), "label, expected once, got twice"},
    {WITH("\"writer\":null,\"writer\":\"a\""), "writer, expected once, got twice"},
    {WITH("\"strokes\":[]"), "strokes, expected once, got twice"},
    {WITH("\"str\\u006fkes\":[]"), "strokes, expected once, got twice"},
};

static void test_bad_lines_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_lines / sizeof *bad_lines; i++) {
        char file[1024], message[LUME_ERROR_SIZE];
        /* the byte order mark is only wrong behind the start */
        if (bad_lines[i].line[0] != '\xef') {
            snprintf(message, sizeof message, "x:1: %s", bad_lines[i].message);
            check_bad_twice(bad_lines[i].line, strlen(bad_lines[i].line), LUME_ERROR_DATA, message);
        }
        snprintf(file, sizeof file, GOOD "\r\n \t\n%s\n" GOOD "\n", bad_lines[i].line);
        snprintf(message, sizeof message, "x:3: %s", bad_lines[i].message);
        check_bad_twice(file, strlen(file), LUME_ERROR_DATA, message);
    }
}

#define BYTES(literal) (literal), sizeof(literal) - 1
#define NOT_INK "x: not an ink file, expected JSON lines, got what looks like "

static const struct {
    const char *bytes;
    size_t size;
    const char *message;
} bad_files[] = {
    {BYTES(""), "x: empty, expected an ink file"},
    {BYTES("\n"), "x: no drawing, expected at least one, got 1 blank lines"},
    {BYTES(" \r\n\n\t"), "x: no drawing, expected at least one, got 3 blank lines"},
    {BYTES("\xef\xbb\xbf"), "x: no drawing, expected at least one, got 1 blank lines"},
    {BYTES("\xef\xbb\xbf{]"), "x:1: JSON at byte 4, expected '\"', got ']'"},
    {BYTES("\xef\xbb"), "x:1: JSON at byte 0, expected a value, got byte 0xef"},
    {BYTES("\0"), "x:1: JSON at byte 0, expected a value, got byte 0x00"},
    {BYTES(GOOD "\0\n"), "x:1: JSON at byte 27, expected the end, got byte 0x00"},
    {BYTES(GOOD "\n\0"), "x:2: JSON at byte 0, expected a value, got byte 0x00"},
    {BYTES(GOOD "\n{\"strokes\":[[[1,2"), "x:2: JSON at byte 17, expected ',' or ']', got the end"},
    {BYTES("{\n\"strokes\":[]\n}\n"), "x:1: JSON at byte 1, expected '\"', got the end"},
    {BYTES(GOOD "\r" GOOD "\r"), "x:1: JSON at byte 28, expected the end, got '{'"},
    {BYTES("\0\0\x08\x03\0\0\0\x01\0\0\0\x01\0\0\0\x01."), NOT_INK "IDX images"},
    {BYTES("\0\0\x08\x01\0\0\0\x01."), NOT_INK "IDX labels"},
    {BYTES("\x89PNG\r\n\x1a\n"), NOT_INK "a PNG picture"},
    {BYTES("\xf8\x01\0\0\0\0\0\0{\"__m"), NOT_INK "a safetensors model"},
    {BYTES("\n<!DOCTYPE html>"), NOT_INK "an HTML page"},
    {BYTES("PK\x03\x04"), NOT_INK "a zip archive"},
    {BYTES("\xff\xfe{\0"), NOT_INK "UTF-16 text"},
    {BYTES("\xfe\xff\0{"), NOT_INK "UTF-16 text"},
};

static void test_other_files_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_files / sizeof *bad_files; i++) {
        check_bad_twice(bad_files[i].bytes, bad_files[i].size, LUME_ERROR_DATA,
                        bad_files[i].message);
    }
}

/* A line of `n` times the text between two others; released with free. */
static char *repeat(const char *before, const char *text, size_t n, const char *after, size_t *size)
{
    const size_t length = strlen(text), first = strlen(before);
    *size = first + n * length + strlen(after);
    char *out = malloc(*size + 1);
    assert_non_null(out);
    memcpy(out, before, first);
    for (size_t i = 0; i < n; i++) {
        memcpy(out + first + i * length, text, length);
    }
    memcpy(out + first + n * length, after, strlen(after) + 1);
    return out;
}

static void test_limits_are_named(void **state)
{
    (void)state;
    size_t size;
    char *file = repeat("\n{\"strokes\":[[[0,0]", ",[0,0]", LUME_INK_MAX_POINTS, "]]}", &size);
    check_bad_twice(file, size, LUME_ERROR_MEMORY,
                    "x:2: points, expected at most 100000, got more");
    free(file);
    file = repeat("{\"strokes\":[[[0,0]]", ",[[0,0]]", 1000000, "]}", &size);
    check_bad_twice(file, size, LUME_ERROR_MEMORY,
                    "x:1: strokes, expected at most 10000, got more");
    free(file);
    file = repeat("{\"strokes\":[[]", ",[]", LUME_INK_MAX_STROKES, "]}", &size);
    check_bad_twice(file, size, LUME_ERROR_MEMORY,
                    "x:1: strokes, expected at most 10000, got more");
    free(file);

    /* a line of one byte too many; without it the line is found to be what it is */
    file = repeat(GOOD "\n", " ", LUME_INK_MAX_LINE, "2\n", &size);
    check_bad_twice(file, size, LUME_ERROR_MEMORY,
                    "x: line 2, expected at most 16777216 bytes, got more");
    memmove(file + sizeof GOOD, file + sizeof GOOD + 1, size - sizeof GOOD - 1);
    check_bad_twice(file, size - 1, LUME_ERROR_DATA, "x:2: drawing, expected an object, got 2");
    free(file);
}

/* What fits exactly is taken. */
static void test_limits_are_reached(void **state)
{
    (void)state;
    struct lume_ink_set set;
    size_t size;
    char *file = repeat("{\"strokes\":[[[0,0]", ",[0,0]", LUME_INK_MAX_POINTS - 1, "]]}", &size);
    CHECK_OK(parse(file, size, &set), error);
    assert_int_equal(set.items[0].strokes.ends[0], LUME_INK_MAX_POINTS);
    lume_ink_set_finish(&set);
    free(file);
    file = repeat("{\"strokes\":[[]", ",[]", LUME_INK_MAX_STROKES - 1, "]}", &size);
    CHECK_OK(parse(file, size, &set), error);
    assert_int_equal(set.items[0].strokes.n_strokes, LUME_INK_MAX_STROKES);
    lume_ink_set_finish(&set);
    free(file);
    file = repeat(GOOD "\n{\"a\":\"", " ", LUME_INK_MAX_LINE - 21, "\",\"strokes\":[]}", &size);
    assert_int_equal(size, sizeof GOOD + LUME_INK_MAX_LINE);
    CHECK_OK(parse(file, size, &set), error);
    assert_int_equal(set.n, 2);
    lume_ink_set_finish(&set);
    free(file);
}

/* Gzip files that are damaged say so, whatever the damage does to the text. */
static void test_damaged_gzip_is_named(void **state)
{
    (void)state;
    uint8_t *file;
    size_t size;
    struct lume_ink_set set;
    const char text[] = GOOD "\n" WITH("\"label\":3") "\n";
    CHECK_OK(gzip_compress((const uint8_t *)text, sizeof text - 1, "x", &file, &size, &error),
             error);
    check_bad(file, 5, LUME_ERROR_DATA, "x: cut: the file ends in the gzip header, after 5 bytes");
    check_bad(file, 20, LUME_ERROR_DATA, "x: cut: the file ends in the gzip data, after 20 bytes");
    check_bad(file, size - 1, LUME_ERROR_DATA,
              "x: cut: the file ends in the gzip trailer, expected 8 bytes, got 7");
    file[size - 1] ^= 1;
    check_bad(file, size, LUME_ERROR_DATA,
              "x: damaged: gzip size, expected 16777269 bytes, got 53");
    file[size - 1] ^= 1;

    uint8_t *more = malloc(2 * size + 1);
    assert_non_null(more);
    memcpy(more, file, size);
    memcpy(more + size, "garbage", 7);
    check_bad(more, size + 7, LUME_ERROR_DATA,
              "x: garbage behind the gzip data, expected the end, got 7 bytes");
    memset(more + size, 0, 7);
    CHECK_OK(parse(more, size + 7, &set), error);
    assert_int_equal(set.trailing_zeros, 1);
    lume_ink_set_finish(&set);
    memcpy(more + size, file, size); /* two members */
    CHECK_OK(parse(more, 2 * size, &set), error);
    assert_int_equal(set.n, 4);
    assert_int_equal(set.items[3].line, 4);
    assert_int_equal(set.trailing_zeros, 0);
    lume_ink_set_finish(&set);
    free(more);
    memory_free(file);
}

/* Damage is reported rather than the line that it has made senseless, also where it is found only
 * much later: more is inflated than the first time. */
static void test_damage_explains_a_bad_line(void **state)
{
    (void)state;
    enum { MORE = 1000000 };
    uint8_t *file;
    size_t size, n;
    char expected[LUME_ERROR_SIZE];
    char *text = repeat(GOOD "\nnonsense\n", "{}\n", MORE / 3, GOOD, &n);
    CHECK_OK(gzip_compress((const uint8_t *)text, n, "x", &file, &size, &error), error);
    check_bad(file, size, LUME_ERROR_DATA, "x:2: JSON at byte 0, expected a value, got 'n'");
    const uint32_t sum = (uint32_t)crc32_z(0, (const uint8_t *)text, n);
    file[size - 8] ^= 1;
    snprintf(expected, sizeof expected, "x: damaged: gzip checksum, expected %08x, got %08x",
             sum ^ 1, sum);
    check_bad(file, size, LUME_ERROR_DATA, expected);
    snprintf(expected, sizeof expected, "x: cut: the file ends in the gzip data, after %zu bytes",
             size - 20);
    check_bad(file, size - 20, LUME_ERROR_DATA, expected);
    memory_free(file);
    free(text);
}

/* Cut anywhere, a file is refused or what is left of it is a set of whole lines. */
static void test_files_cut_anywhere(void **state)
{
    (void)state;
    const char text[] = GOOD "\n" WITH("\"label\":3,\"writer\":\"\xc3\xa9\"") "\n\n" GOOD;
    const size_t ends[] = {27, sizeof text - 1 - 29, sizeof text - 1};
    size_t n_good = 0;
    for (size_t size = 0; size < sizeof text; size++) {
        struct lume_ink_set set;
        if (parse(text, size, &set) == LUME_OK) {
            assert_int_equal(set.n, (size >= ends[0]) + (size >= ends[1]) + (size >= ends[2]));
            lume_ink_set_finish(&set);
            n_good++;
        } else {
            assert_true(strlen(error.message) > 20);
        }
    }
    assert_int_equal(n_good, 2 + 3 + 1); /* and with the ends of lines */

    uint8_t *file;
    size_t file_size;
    CHECK_OK(gzip_compress((const uint8_t *)text, sizeof text - 1, "x", &file, &file_size, &error),
             error);
    for (size_t size = 0; size < file_size; size++) {
        struct lume_ink_set set;
        assert_int_equal(parse(file, size, &set), LUME_ERROR_DATA);
        assert_true(strlen(error.message) > 20);
    }
    memory_free(file);
}

static void test_any_flipped_bit_is_survived(void **state)
{
    (void)state;
    uint8_t *files[2];
    size_t sizes[2], n_refused = 0, n_bits = 0;
    const char text[] = WITH("\"label\":3,\"writer\":\"p\"") "\n" GOOD "\n" POINT("[0.5,-1e3,2]");
    CHECK_OK(
        gzip_compress((const uint8_t *)text, sizeof text - 1, "x", &files[0], &sizes[0], &error),
        error);
    sizes[1] = sizeof text - 1;
    files[1] = memory_allocate(sizes[1], 1);
    memcpy(files[1], text, sizes[1]);
    for (size_t i = 0; i < 2; i++) {
        for (size_t bit = 0; bit < 8 * sizes[i]; bit++, n_bits++) {
            struct lume_ink_set set;
            files[i][bit / 8] ^= (uint8_t)(1u << bit % 8);
            enum lume_status status = parse(files[i], sizes[i], &set);
            files[i][bit / 8] ^= (uint8_t)(1u << bit % 8);
            if (status == LUME_OK) {
                assert_in_range(set.n, 1, 3);
                lume_ink_set_finish(&set);
            } else {
                assert_int_equal(status, LUME_ERROR_DATA);
                assert_true(strlen(error.message) > 20);
                n_refused++;
            }
        }
        memory_free(files[i]);
    }
    assert_true(n_refused > n_bits / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_lines_are_named),
        cmocka_unit_test(test_other_files_are_named),
        cmocka_unit_test(test_limits_are_named),
        cmocka_unit_test(test_limits_are_reached),
        cmocka_unit_test(test_damaged_gzip_is_named),
        cmocka_unit_test(test_damage_explains_a_bad_line),
        cmocka_unit_test(test_files_cut_anywhere),
        cmocka_unit_test(test_any_flipped_bit_is_survived),
    };
    return cmocka_run_group_tests_name("ink_zoo", tests, NULL, NULL);
}
