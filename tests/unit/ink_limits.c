/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "data/gzip.h"

#include <lume/ink_set.h>

/* Small gzip files that become very large: each limit of a file is kept, and named. They are made
 * of one member many times. */

static struct lume_error error;

/* A file of `n` members that hold `text` `n_texts` times each. */
static struct buffer make_bomb(const char *text, size_t n_texts, size_t n)
{
    struct buffer plain = {0}, file = {0};
    uint8_t *member;
    size_t size;
    for (size_t i = 0; i < n_texts; i++) {
        buffer_text(&plain, text);
    }
    CHECK_OK(gzip_compress(plain.bytes, plain.size, "x", &member, &size, &error), error);
    for (size_t i = 0; i < n; i++) {
        buffer_append(&file, member, size);
    }
    assert_false(plain.failed || file.failed);
    memory_free(member);
    buffer_finish(&plain);
    return file;
}

static void check_bomb(struct buffer *file, const char *message)
{
    struct lume_ink_set set;
    assert_true(file->size < 8 << 20);
    CHECK_FAILS(lume_ink_set_parse(file->bytes, file->size, "x", 10, &set, &error),
                LUME_ERROR_MEMORY, error, message);
    buffer_finish(file);
}

static void test_long_texts(void **state)
{
    (void)state;
    struct buffer file = make_bomb("         \n", 1000000, 108);
    check_bomb(&file, "x: size of the text, expected at most 1073741824 bytes, got more");
    char *plain = calloc(LUME_INK_MAX_SIZE + 1, 1); /* pages that are never touched */
    assert_non_null(plain);
    struct lume_ink_set set;
    CHECK_FAILS(lume_ink_set_parse(plain, LUME_INK_MAX_SIZE + 1, "x", 10, &set, &error),
                LUME_ERROR_MEMORY, error,
                "x: size of the text, expected at most 1073741824 bytes, got more");
    free(plain);
}

/* What does not make sense is named even if too much follows it. */
static void test_long_texts_behind_a_bad_line(void **state)
{
    (void)state;
    struct lume_ink_set set;
    struct buffer file = make_bomb("{}       \n", 1000000, 108);
    CHECK_FAILS(lume_ink_set_parse(file.bytes, file.size, "x", 10, &set, &error), LUME_ERROR_DATA,
                error, "x:1: strokes, expected an array, got none");
    buffer_finish(&file);
}

static void test_many_drawings(void **state)
{
    (void)state;
    struct buffer file =
        make_bomb("{\"strokes\":[]}\n", 1 << 16, (LUME_INK_MAX_DRAWINGS >> 16) + 1);
    check_bomb(&file, "x:4194305: drawings of the file, expected at most 4194304, got more");
}

static void test_many_strokes(void **state)
{
    (void)state;
    struct buffer line = {0};
    buffer_text(&line, "{\"strokes\":[[]");
    for (int i = 1; i < LUME_INK_MAX_STROKES; i++) {
        buffer_text(&line, ",[]");
    }
    buffer_append(&line, "]}\n", 4);
    struct buffer file = make_bomb((const char *)line.bytes, 1, 4000);
    check_bomb(&file,
               "x:3356: points and strokes of the file, expected at most 33554432, got more");
    buffer_finish(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_texts),
        cmocka_unit_test(test_long_texts_behind_a_bad_line),
        cmocka_unit_test(test_many_drawings),
        cmocka_unit_test(test_many_strokes),
    };
    return cmocka_run_group_tests_name("ink_limits", tests, NULL, NULL);
}
