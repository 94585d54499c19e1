/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "base/json.h"
#include "base/json_read.h"

/* Read a copy of exactly this size, which json_check finds good. Released with free. */
static struct json_reader open_text(const char *text)
{
    const size_t size = strlen(text);
    size_t where;
    char *copy = malloc(size);
    assert_non_null(copy);
    memcpy(copy, text, size);
    assert_null(json_check(copy, size, 32, &where));
    return (struct json_reader){copy, copy + size};
}

static void test_kinds_are_told_and_described(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum json_kind kind;
        const char *description;
    } values[] = {
        {" \t\r\nnull ", JSON_NULL, "null"},
        {"false", JSON_FALSE, "false"},
        {"true", JSON_TRUE, "true"},
        {"-1.5e+3", JSON_NUMBER, "-1.5e+3"},
        {"0 ", JSON_NUMBER, "0"},
        {"123456789012345678901234567890123456789012345678901234567890.12", JSON_NUMBER,
         "123456789012345678901234567890123456789012345678901234567890.12"},
        {"\"3\"", JSON_STRING, "a string"},
        {"[1]", JSON_ARRAY, "an array"},
        {"{}", JSON_OBJECT, "an object"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char text[JSON_DESCRIPTION_SIZE];
        struct json_reader reader = open_text(values[i].text);
        const char *start = reader.at;
        assert_string_equal(json_read_describe(&reader, text), values[i].description);
        assert_ptr_equal(reader.at, start);
        assert_int_equal(json_read_kind(&reader), values[i].kind);
        json_read_skip(&reader);
        assert_true(reader.at == reader.end || *reader.at == ' ');
        free((void *)(uintptr_t)start);
    }
}

/* Strings are quoted, and cut between characters. */
static void test_values_are_quoted(void **state)
{
    (void)state;
    static const struct {
        const char *json, *text;
    } values[] = {
        {" 3.5 ", "3.5"},
        {"[1]", "an array"},
        {"\"\"", "\"\""},
        {" \"a\\\"\\u00e9\" ", "\"a\"\xc3\xa9\""},
    };
    char text[JSON_QUOTE_SIZE];
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const struct json_reader reader = open_text(values[i].json);
        assert_string_equal(json_read_quote(&reader, text), values[i].text);
        free((void *)(uintptr_t)reader.at);
    }
    for (size_t length = 0; length < 100; length++) { /* letters, then two characters of 3 bytes */
        static const char end[] = "\xe2\x82\xac\xe2\x82\xac\"";
        char json[128] = "\"", expected[128];
        memset(json + 1, 'a', length);
        memcpy(json + 1 + length, end, sizeof end);
        const size_t room = JSON_QUOTE_SIZE - 4, more = length < room ? room - length : 0;
        const size_t kept = length + 6 <= room + 1 ? length + 6
                            : length < room        ? length + more / 3 * 3
                                                   : room;
        snprintf(expected, sizeof expected, "%.*s\"", (int)kept + 1, json);
        const struct json_reader reader = open_text(json);
        assert_string_equal(json_read_quote(&reader, text), expected);
        free((void *)(uintptr_t)reader.at);
    }
}

static void test_strings_are_unescaped(void **state)
{
    (void)state;
    static const struct {
        const char *json, *text;
    } strings[] = {
        {"\"\"", ""},
        {"\"p12\"", "p12"},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
        {"\"\\u0041\\u00e9\\u00E9\\u20aC\\uD83D\\uDE00\\u07ff\\u0800\\uffff\"",
         "A\xc3\xa9\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf"},
        {"\"\\udbff\\udfff\xc3\xa9\"", "\xf4\x8f\xbf\xbf\xc3\xa9"},
    };
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        char text[64];
        const size_t length = strlen(strings[i].text);
        struct json_reader reader = open_text(strings[i].json);
        const char *start = reader.at;
        for (size_t size = 1; size <= length + 1; size++) {
            struct json_reader again = reader;
            memset(text, '~', sizeof text);
            assert_int_equal(json_read_string(&again, text, size), length);
            assert_memory_equal(text, strings[i].text, size - 1);
            assert_int_equal(text[size - 1], 0);
            assert_int_equal(text[size], '~');
            assert_ptr_equal(again.at, reader.end);
        }
        free((void *)(uintptr_t)start);
    }
}

/* All there is, in the order in which it stands. */
static void test_a_text_is_walked_through(void **state)
{
    (void)state;
    char key[8];
    double value;
    struct json_reader reader =
        open_text(" { \"a\" : [ 1 , -2.5 ,[ ], 1e400] , \"\\u0062\":{ } ,"
                  "\"c\":[{\"x\\\"]}\\\\\":[\"}\"]}, null,true ,false, -1E-2],\"long name\":3} ");
    const char *start = reader.at;
    assert_int_equal(json_read_kind(&reader), JSON_OBJECT);
    json_read_enter(&reader);
    assert_true(json_read_next(&reader));
    assert_int_equal(json_read_key(&reader, key, sizeof key), 1);
    assert_string_equal(key, "a");
    json_read_enter(&reader);
    assert_true(json_read_next(&reader));
    assert_true(json_read_number(&reader, &value) && value == 1);
    assert_true(json_read_next(&reader));
    assert_true(json_read_number(&reader, &value) && value == -2.5);
    assert_true(json_read_next(&reader));
    json_read_enter(&reader);
    assert_false(json_read_next(&reader));
    assert_true(json_read_next(&reader));
    assert_false(json_read_number(&reader, &value));
    assert_false(json_read_next(&reader));
    assert_true(json_read_next(&reader));
    assert_int_equal(json_read_key(&reader, key, sizeof key), 1);
    assert_string_equal(key, "b");
    json_read_enter(&reader);
    assert_false(json_read_next(&reader));
    assert_true(json_read_next(&reader));
    json_read_key(&reader, key, sizeof key);
    json_read_skip(&reader);
    assert_true(json_read_next(&reader));
    assert_int_equal(json_read_key(&reader, key, sizeof key), 9);
    assert_string_equal(key, "long na");
    assert_true(json_read_number(&reader, &value) && value == 3);
    assert_false(json_read_next(&reader));
    assert_string_equal(" ", ((char[]){*reader.at, 0}));
    assert_ptr_equal(reader.at + 1, reader.end);
    free((void *)(uintptr_t)start);
}

/* Numbers that end with the text. */
static void test_nothing_is_read_behind_the_end(void **state)
{
    (void)state;
    static const char *const texts[] = {"0", "-12.5E7", "1e-3", "123456789012345678"};
    static const double values[] = {0, -12.5e7, 1e-3, 123456789012345678.0};
    for (size_t i = 0; i < 4; i++) {
        double value;
        struct json_reader reader = open_text(texts[i]);
        const char *start = reader.at;
        assert_true(json_read_number(&reader, &value));
        assert_true(value == values[i]);
        assert_ptr_equal(reader.at, reader.end);
        free((void *)(uintptr_t)start);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds_are_told_and_described),
        cmocka_unit_test(test_values_are_quoted),
        cmocka_unit_test(test_strings_are_unescaped),
        cmocka_unit_test(test_a_text_is_walked_through),
        cmocka_unit_test(test_nothing_is_read_behind_the_end),
    };
    return cmocka_run_group_tests_name("json_read", tests, NULL, NULL);
}
