/* SPDX-License-Identifier: MIT */
#include "mo_file.h"

#include "gui/mo.h"

static const char *const pairs[][2] = {
    {"", "Content-Type: text/plain; charset=UTF-8\n"},
    {"Clear", "Limpar"},
    {"Undo", "Desfazer"},
    {"bias", "vi\u00e9s"},
    {"layer", "camada"},
    {"\u2212", "menos"},
};
enum { N_PAIRS = sizeof pairs / sizeof *pairs, BIAS = 3 };

/* Look up in a copy of exactly this size, so that a sanitizer sees a byte too far. */
static bool finds(const struct mo_file *file, size_t size, const char *id, const char *expected)
{
    uint8_t *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    memcpy(copy, file->bytes, size);
    const char *found = mo_find(copy, size, id);
    if (found) {
        assert_true((const uint8_t *)found >= copy && (const uint8_t *)found < copy + size);
        assert_non_null(memchr(found, 0, size - (size_t)((const uint8_t *)found - copy)));
    }
    const bool good = found && strcmp(found, expected) == 0;
    free(copy);
    return good;
}

static void test_finds_all_of_either_order(void **state)
{
    (void)state;
    for (int big = 0; big < 2; big++) {
        struct mo_file file;
        for (size_t n = 0; n <= N_PAIRS; n++) {
            mo_file_make(&file, big, pairs, n);
            for (size_t i = 0; i < N_PAIRS; i++) {
                assert_int_equal(finds(&file, file.size, pairs[i][0], pairs[i][1]), i < n);
            }
            static const char *const others[] = {" ", "Clea", "Clear ", "A", "bias\1", "\xff"};
            for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
                assert_null(mo_find(file.bytes, file.size, others[i]));
            }
        }
    }
}

/* Of a text with plural forms the singular is the key, and the first form is found. */
static void test_plural_forms(void **state)
{
    (void)state;
    static const char *const plural[][2] = {{"layer_layers", "camada_camadas"}};
    struct mo_file file;
    mo_file_make(&file, false, plural, 1);
    for (size_t i = 0; i < file.size; i++) {
        file.bytes[i] = file.bytes[i] == '_' ? 0 : file.bytes[i];
    }
    assert_true(finds(&file, file.size, "layer", "camada"));
    assert_null(mo_find(file.bytes, file.size, "layers"));
}

static void test_cut_anywhere(void **state)
{
    (void)state;
    struct mo_file file;
    mo_file_make(&file, true, pairs, N_PAIRS);
    for (size_t size = 0; size < file.size; size++) {
        size_t n = 0;
        for (size_t i = 0; i < N_PAIRS; i++) {
            n += finds(&file, size, pairs[i][0], pairs[i][1]);
        }
        assert_true(n < N_PAIRS);
        assert_false(finds(&file, size, pairs[N_PAIRS - 1][0], pairs[N_PAIRS - 1][1]));
    }
}

/* Whatever a flipped bit does, nothing is read that is not there, and no other text is found. */
static void test_flipped_bits(void **state)
{
    (void)state;
    struct mo_file file;
    mo_file_make(&file, false, pairs, N_PAIRS);
    size_t n_missed = 0;
    for (size_t bit = 0; bit < 8 * file.size; bit++) {
        file.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        for (size_t i = 0; i < N_PAIRS; i++) {
            n_missed += !finds(&file, file.size, pairs[i][0], pairs[i][1]);
        }
        file.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_true(n_missed > file.size);
    for (size_t i = 0; i < N_PAIRS; i++) {
        assert_true(finds(&file, file.size, pairs[i][0], pairs[i][1]));
    }
}

static void test_wrong_words(void **state)
{
    (void)state;
    static const uint32_t words[] = {1, 3, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff};
    const size_t original = MO_HEADER + 8 * BIAS, translation = original + 8 * N_PAIRS;
    const size_t places[] = {12, 16, original, original + 4, translation, translation + 4};
    for (int big = 0; big < 2; big++) {
        struct mo_file file;
        mo_file_make(&file, big, pairs, N_PAIRS);
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            const uint32_t good = mo_file_get(&file, places[i]);
            const uint32_t end = (uint32_t)file.size;
            for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
                mo_file_put(&file, places[i], words[k]);
                assert_false(finds(&file, file.size, "bias", pairs[BIAS][1]));
            }
            for (uint32_t near = end - 4; near < end + 4; near++) {
                mo_file_put(&file, places[i], near);
                assert_false(finds(&file, file.size, "bias", pairs[BIAS][1]));
            }
            mo_file_put(&file, places[i], good);
        }
        mo_file_put(&file, 8, 0xffffffff); /* of so many strings the middle one is far away */
        assert_false(finds(&file, file.size, "bias", pairs[BIAS][1]));
        mo_file_put(&file, 8, N_PAIRS);
        assert_true(finds(&file, file.size, "bias", pairs[BIAS][1]));
    }
}

static void test_revisions(void **state)
{
    (void)state;
    struct mo_file file;
    mo_file_make(&file, false, pairs, N_PAIRS);
    static const struct {
        uint32_t revision;
        bool known;
    } cases[] = {{0, true}, {1, true}, {0x10000, true}, {0x10001, true}, {0x20000, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mo_file_put(&file, 4, cases[i].revision);
        assert_int_equal(finds(&file, file.size, "Clear", "Limpar"), cases[i].known);
    }
}

/* A search among strings in the wrong order ends, and finds the right text or none. */
static void test_unsorted(void **state)
{
    (void)state;
    const char *reversed[N_PAIRS][2];
    for (size_t i = 0; i < N_PAIRS; i++) {
        memcpy(reversed[i], pairs[N_PAIRS - 1 - i], sizeof *reversed);
    }
    struct mo_file file;
    mo_file_make(&file, false, (const char *const(*)[2])reversed, N_PAIRS);
    size_t n_found = 0;
    for (size_t i = 0; i < N_PAIRS; i++) {
        const char *found = mo_find(file.bytes, file.size, pairs[i][0]);
        assert_true(!found || strcmp(found, pairs[i][1]) == 0);
        n_found += found != NULL;
    }
    assert_true(n_found < N_PAIRS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_all_of_either_order),
        cmocka_unit_test(test_plural_forms),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_flipped_bits),
        cmocka_unit_test(test_wrong_words),
        cmocka_unit_test(test_revisions),
        cmocka_unit_test(test_unsorted),
    };
    return cmocka_run_group_tests_name("mo", tests, NULL, NULL);
}
