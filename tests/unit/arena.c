/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "base/arena.h"

#include <stdalign.h>

enum { N = 2000 };

/* Blocks of all sizes: none moves, overlaps another or holds anything but zeros at first. */
static void test_blocks_stay_apart(void **state)
{
    (void)state;
    struct arena arena = {0};
    static uint8_t *blocks[N];
    for (size_t i = 0; i < N; i++) {
        const size_t size = i % 500 == 499 ? 3000000 : i * i % 4099;
        blocks[i] = arena_take(&arena, size);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % alignof(max_align_t), 0);
        for (size_t k = 0; k < size; k++) {
            assert_int_equal(blocks[i][k], 0);
        }
        memset(blocks[i], (int)(i % 255) + 1, size);
    }
    for (size_t i = 0; i < N; i++) {
        const size_t size = i % 500 == 499 ? 3000000 : i * i % 4099;
        for (size_t k = 0; k < size; k++) {
            assert_int_equal(blocks[i][k], i % 255 + 1);
        }
    }
    arena_finish(&arena);
    assert_null(arena.last);
    arena_finish(&arena);
}

static void test_what_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_null(arena_take(&arena, SIZE_MAX - 20));
    uint8_t *block = arena_take(&arena, 1);
    assert_non_null(block);
    assert_null(arena_take(&arena, SIZE_MAX));
    *block = 7;
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_stay_apart),
        cmocka_unit_test(test_what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
