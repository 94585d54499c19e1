/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "cli/text.h"
#include "cli/writer.h"

/* What was written to the file so far. */
static const char *content(FILE *file)
{
    static char text[4096];
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return text;
}

static FILE *open_file(void)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    return file;
}

static void test_structure(void **state)
{
    (void)state;
    FILE *file = open_file();
    struct json_writer writer = writer_start(file);
    const float numbers[] = {0.1f, -2, INFINITY};
    writer_object(&writer);
    writer_key(&writer, "a");
    writer_list(&writer);
    writer_list_end(&writer);
    writer_key(&writer, "b");
    writer_list(&writer);
    writer_count(&writer, UINT64_MAX);
    writer_object(&writer);
    writer_object_end(&writer);
    writer_bool(&writer, true);
    writer_list_end(&writer);
    writer_key(&writer, "c");
    writer_floats(&writer, numbers, 3);
    writer_key(&writer, "d");
    writer_double(&writer, 0.1);
    writer_key(&writer, "e");
    writer_text(&writer, NULL);
    writer_object_end(&writer);
    writer_finish(&writer);
    assert_string_equal(content(file), "{\"a\":[],\"b\":[18446744073709551615,{},true],"
                                       "\"c\":[0.1,-2,null],\"d\":0.1,\"e\":null}\n");
}

static void test_text(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"", "\"\""},
        {"plain %s", "\"plain %s\""},
        {"\"\\/", "\"\\\"\\\\/\""},
        {"\n\x1b\x7f", "\"\\u000a\\u001b\\u007f\""},
        {"é字😀", "\"é字😀\""},
        {"\xff"
         "a\xc3",
         "\"\\ufffda\\ufffd\""},
        {"\xc0\xaf", "\"\\ufffd\\ufffd\""},
        {"\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\""},
        {"\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\""},
        {"\xe2\x82", "\"\\ufffd\\ufffd\""},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        FILE *file = open_file();
        struct json_writer writer = writer_start(file);
        writer_text(&writer, pairs[i][0]);
        assert_string_equal(content(file), pairs[i][1]);
    }
}

static const char *wrapped(const char *text, size_t column, size_t indent, size_t width)
{
    FILE *file = open_file();
    text_wrap(file, text, column, indent, width);
    return content(file);
}

static void test_wrap(void **state)
{
    (void)state;
    assert_string_equal(wrapped("", 0, 2, 10), "\n");
    assert_string_equal(wrapped("one two three", 0, 0, 20), "one two three\n");
    assert_string_equal(wrapped("one two three", 0, 0, 7), "one two\nthree\n");
    assert_string_equal(wrapped("one two three", 0, 0, 6), "one\ntwo\nthree\n");
    assert_string_equal(wrapped("one two three", 0, 2, 9), "  one two\n  three\n");
    assert_string_equal(wrapped("one two", 3, 5, 9), "  one\n     two\n");
    assert_string_equal(wrapped("extraordinary it", 0, 0, 5), "extraordinary\nit\n");
    assert_string_equal(wrapped("a\nb c", 0, 1, 9), " a\n b c\n");
    assert_string_equal(wrapped("é é é", 0, 0, 3), "é é\né\n");
}

static void test_escaped(void **state)
{
    (void)state;
    FILE *file = open_file();
    text_print(file, "a\nb\x1b[31m\x7f%s\xff é");
    assert_string_equal(content(file), "a\\x0ab\\x1b[31m\\x7f%s\xff é");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_structure),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_wrap),
        cmocka_unit_test(test_escaped),
    };
    return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
