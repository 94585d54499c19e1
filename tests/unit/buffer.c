/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "base/buffer.h"

static void test_bytes_arrive_in_order(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    buffer_append(&buffer, "ab", 2);
    buffer_append(&buffer, NULL, 0);
    buffer_text(&buffer, "cd");
    buffer_format(&buffer, "%zu-%s", (size_t)17, "x");
    buffer_uint(&buffer, 0x1122334455667788u, 8);
    buffer_uint(&buffer, 0x1122334455667788u, 3);
    buffer_float(&buffer, -2.5f);
    const char expected[] = "abcd17-x"
                            "\x88\x77\x66\x55\x44\x33\x22\x11"
                            "\x88\x77\x66"
                            "\x00\x00\x20\xc0";
    assert_false(buffer.failed);
    assert_int_equal(buffer.size, sizeof expected - 1);
    assert_memory_equal(buffer.bytes, expected, sizeof expected - 1);
    buffer_finish(&buffer);
    assert_null(buffer.bytes);
    buffer_finish(&buffer);
}

static void test_it_grows(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    for (uint32_t i = 0; i < 10000; i++) {
        buffer_uint(&buffer, i, 4);
    }
    assert_int_equal(buffer.size, 40000);
    for (uint32_t i = 0; i < 10000; i++) {
        const uint8_t *at = buffer.bytes + 4 * (size_t)i;
        assert_int_equal(at[0] | at[1] << 8 | at[2] << 16, i);
    }
    uint8_t *room = buffer_extend(&buffer, 100000);
    assert_non_null(room);
    for (size_t i = 0; i < 100000; i++) {
        assert_int_equal(room[i], 0);
    }
    buffer_finish(&buffer);
}

static void test_failure_sticks(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    buffer_text(&buffer, "abc");
    assert_null(buffer_extend(&buffer, SIZE_MAX));
    assert_true(buffer.failed);
    buffer_text(&buffer, "def");
    buffer_format(&buffer, "%d", 1);
    buffer_uint(&buffer, 1, 4);
    assert_int_equal(buffer.size, 3);
    assert_memory_equal(buffer.bytes, "abc", 3);
    buffer_finish(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_arrive_in_order),
        cmocka_unit_test(test_it_grows),
        cmocka_unit_test(test_failure_sticks),
    };
    return cmocka_run_group_tests_name("buffer", tests, NULL, NULL);
}
