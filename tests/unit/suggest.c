/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "cli/suggest.h"

static const char *nearest(const char *wanted, const char *const *names)
{
    struct suggestion suggestion = suggest_start(wanted, strlen(wanted));
    for (size_t i = 0; names[i]; i++) {
        suggest_offer(&suggestion, names[i]);
    }
    return suggestion.name ? suggestion.name : "(none)";
}

static void test_near(void **state)
{
    (void)state;
    const char *const names[] = {"train", "eval", "predict", "learning-rate", "epochs", "lr", NULL};
    static const char *const pairs[][2] = {
        {"train", "train"},
        {"trian", "train"},
        {"rain", "train"},
        {"trains", "train"},
        {"trair", "train"},
        {"trian ", "(none)"},
        {"trno", "(none)"},
        {"evaluate", "eval"},
        {"pred", "predict"},
        {"perdcit", "predict"},
        {"prrrict", "predict"},
        {"lerningrate", "learning-rate"},
        {"laerning_rat", "learning-rate"},
        {"rl", "lr"},
        {"l", "lr"},
        {"", "(none)"},
        {"x", "(none)"},
        {"ep", "(none)"},
        {"epo", "epochs"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_string_equal(nearest(pairs[i][0], names), pairs[i][1]);
    }
}

static void test_first_of_equals(void **state)
{
    (void)state;
    const char *const names[] = {"sgd", "sgx", "sg", NULL};
    assert_string_equal(nearest("sgy", names), "sgd");
    assert_string_equal(nearest("sgx", names), "sgx");
}

/* Only `length` characters count; longer words than any name are nobody's neighbours. */
static void test_lengths(void **state)
{
    (void)state;
    struct suggestion part = suggest_start("relu,tanh", 4);
    suggest_offer(&part, "relu");
    assert_int_equal(part.distance, 0);
    char wide[5000];
    memset(wide, 'e', sizeof wide);
    struct suggestion long_word = suggest_start(wide, sizeof wide);
    suggest_offer(&long_word, "eeeeeeee");
    assert_null(long_word.name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_near),
        cmocka_unit_test(test_first_of_equals),
        cmocka_unit_test(test_lengths),
    };
    return cmocka_run_group_tests_name("suggest", tests, NULL, NULL);
}
