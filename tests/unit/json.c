/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "base/json.h"

enum { DEPTH = 3 };

/* Check a copy of exactly `size` bytes, so that a byte read too far is seen. */
static const char *check(const char *text, size_t size, size_t *where)
{
    char *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    memcpy(copy, text, size);
    const char *expected = json_check(copy, size, DEPTH, where);
    free(copy);
    return expected;
}

static void test_good_text_is_taken(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{}",
        " [ ] \r\n\t",
        "\"\"",
        "0",
        "-0",
        "-12.50e+03",
        "1E9",
        "true",
        "false",
        "null",
        "[1, 2 ,[3,[]]]",
        "{\"a\" : {\"b\":[1]} , \"c\":null}",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"",
        "\"\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\"",
        "\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"",
        "\"\x7f\"",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t where;
        const char *expected = check(texts[i], strlen(texts[i]), &where);
        if (expected) {
            fail_msg("%s: at %zu, expected %s", texts[i], where, expected);
        }
        assert_int_equal(where, strlen(texts[i]));
        cJSON *json = NULL;
        struct lume_error error;
        CHECK_OK(json_parse(texts[i], strlen(texts[i]), DEPTH, "x", 0, &json, &error), error);
        cJSON_Delete(json);
    }
}

static const struct {
    const char *text, *expected;
    size_t where;
} bad[] = {
    {"", "a value", 0},
    {"  ", "a value", 2},
    {"{", "'\"'", 1},
    {"[", "a value", 1},
    {"{\"a\"", "':'", 4},
    {"{\"a\":", "a value", 5},
    {"{\"a\":1", "',' or '}'", 6},
    {"{\"a\":1,", "'\"'", 7},
    {"{\"a\":1,}", "'\"'", 7},
    {"{\"a\":1]", "',' or '}'", 6},
    {"[1,]", "a value", 3},
    {"[1 2]", "',' or ']'", 3},
    {"{a:1}", "'\"'", 1},
    {"{} {}", "the end", 3},
    {"{}\n,", "the end", 3},
    {"tru", "a value", 0},
    {"nul", "a value", 0},
    {"NaN", "a value", 0},
    {"'a'", "a value", 0},
    {"01", "the end", 1},
    {"+1", "a value", 0},
    {"-", "a digit", 1},
    {"-a", "a digit", 1},
    {".5", "a value", 0},
    {"1.", "a digit", 2},
    {"1.e3", "a digit", 2},
    {"1e", "a digit", 2},
    {"1e+", "a digit", 3},
    {"0x10", "the end", 1},
    {"1,5", "the end", 1},
    {"1111111111222222222233333333334444444444555555555566666666667777", "a shorter number", 64},
    {"\"", "'\"'", 1},
    {"\"a\nb\"", "no control byte", 2},
    {"\"\x1f\"", "no control byte", 1},
    {"\"\\", "an escape of JSON", 2},
    {"\"\\x\"", "an escape of JSON", 2},
    {"\"\\u00e\"", "four hexadecimal digits", 6},
    {"\"\\u", "four hexadecimal digits", 3},
    {"\"\\u0000\"", "another character than 0", 7},
    {"\"\\udc00\"", "the first half of a surrogate pair", 7},
    {"\"\\ud800\"", "the second half of a surrogate pair", 7},
    {"\"\\ud800\\n\"", "the second half of a surrogate pair", 8},
    {"\"\\ud800\\ud800\"", "the second half of a surrogate pair", 13},
    {"\"\x80\"", "UTF-8", 1},
    {"\"\xc2", "UTF-8", 1},
    {"\"\xc2\"", "UTF-8", 1},
    {"\"\xc0\x80\"", "UTF-8", 1},
    {"\"\xe0\x9f\xbf\"", "UTF-8", 1},
    {"\"\xe2\x82\"", "UTF-8", 1},
    {"\"\xed\xa0\x80\"", "UTF-8", 1},
    {"\"\xf0\x8f\xbf\xbf\"", "UTF-8", 1},
    {"\"\xf4\x90\x80\x80\"", "UTF-8", 1},
    {"\"\xff\"", "UTF-8", 1},
    {"[[[[]]]]", "less nesting", 3},
    {"{\"a\":{\"b\":[{}]}}", "less nesting", 11},
    {"\xef\xbb\xbf{}", "a value", 0},
};

static void test_bad_text_is_refused_where_it_is_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        size_t where = 99;
        const char *expected = check(bad[i].text, strlen(bad[i].text), &where);
        if (!expected || strcmp(expected, bad[i].expected) != 0 || where != bad[i].where) {
            fail_msg("%s: at %zu %s, expected at %zu %s", bad[i].text, where,
                     expected ? expected : "nothing", bad[i].where, bad[i].expected);
        }
    }
}

static void test_zero_bytes_are_refused(void **state)
{
    (void)state;
    size_t where;
    assert_string_equal(check("{}\0", 3, &where), "the end");
    assert_int_equal(where, 2);
    assert_string_equal(check("\"a\0b\"", 5, &where), "no control byte");
    assert_string_equal(check("\0", 1, &where), "a value");
}

static void check_message(const char *text, enum lume_status status, const char *message)
{
    struct lume_error error;
    cJSON *json = (cJSON *)&error;
    assert_int_equal(json_parse(text, strlen(text), DEPTH, "f.json", 8, &json, &error), status);
    assert_string_equal(error.message, message);
    assert_ptr_equal(json, &error);
}

static void test_messages(void **state)
{
    (void)state;
    check_message("{\"a\" 1}", LUME_ERROR_DATA, "f.json: JSON at byte 13, expected ':', got '1'");
    check_message("[", LUME_ERROR_DATA, "f.json: JSON at byte 9, expected a value, got the end");
    check_message("[\x01]", LUME_ERROR_DATA,
                  "f.json: JSON at byte 9, expected a value, got byte 0x01");
    check_message("{\"a\":1,\"b\":2,\"a\":3}", LUME_ERROR_DATA,
                  "f.json: JSON, expected each key once, got \"a\" twice");
    check_message("[{\"x\":{\"ab\":1,\"a\\u0062\":2}}]", LUME_ERROR_DATA,
                  "f.json: JSON, expected each key once, got \"ab\" twice");
    check_message("{\"\\n\":1,\"\\n\":2}", LUME_ERROR_DATA,
                  "f.json: JSON, expected each key once, got \"\\x0a\" twice");
}

static void *refuse(size_t size)
{
    (void)size;
    return NULL;
}

/* What is known to be good JSON can fail for one reason only. */
static void test_exhausted_memory_is_told_from_bad_text(void **state)
{
    (void)state;
    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = refuse, .free_fn = free});
    check_message("{\"a\":1}", LUME_ERROR_MEMORY, "f.json: out of memory");
    cJSON_InitHooks(NULL);
}

static void test_strings_come_back(void **state)
{
    (void)state;
    const char *text = "a\"b\\c\n\x01\x1f/\xc3\xa9\x7f";
    struct buffer buffer = {0};
    json_append_string(&buffer, text);
    cJSON *json;
    struct lume_error error;
    CHECK_OK(json_parse((const char *)buffer.bytes, buffer.size, 1, "x", 0, &json, &error), error);
    assert_string_equal(json->valuestring, text);
    cJSON_Delete(json);
    buffer_finish(&buffer);
}

/* What is no UTF-8 (of file names, say) never makes bad JSON. */
static void test_other_bytes_are_replaced(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    size_t where;
    json_append_string(&buffer, "\xff\xc3\xa9\xc3");
    json_append_string(&buffer, "\xed\xa0\x80");
    buffer_append(&buffer, "", 1);
    assert_string_equal((char *)buffer.bytes,
                        "\"\\ufffd\xc3\xa9\\ufffd\"\"\\ufffd\\ufffd\\ufffd\"");
    buffer.size = 0;
    for (int byte = 1; byte < 256; byte++) {
        const char text[] = {(char)byte, 'a', (char)byte, 0};
        json_append_string(&buffer, text);
        assert_null(json_check((const char *)buffer.bytes, buffer.size, 1, &where));
        buffer.size = 0;
    }
    buffer_finish(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_text_is_taken),
        cmocka_unit_test(test_bad_text_is_refused_where_it_is_bad),
        cmocka_unit_test(test_zero_bytes_are_refused),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_exhausted_memory_is_told_from_bad_text),
        cmocka_unit_test(test_strings_come_back),
        cmocka_unit_test(test_other_bytes_are_replaced),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
