/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "gui/mo.h"
#include "gui/text.h"

#include <locale.h>

static const struct text_language *english, *brazilian;

static int find_languages(void **state)
{
    (void)state;
    english = text_language_find("en");
    brazilian = text_language_find("pt-BR");
    return english && brazilian ? 0 : -1;
}

static void test_registry(void **state)
{
    (void)state;
    const struct text_language *language, *next = text_language_at(0);
    size_t n = 0;
    for (; (language = text_language_at(n)) != NULL; n++) {
        assert_ptr_equal(text_language_find(language->name), language);
        assert_ptr_equal(next, language);
        next = text_language_next(language);
        assert_true(strlen(language->native_name) > 0);
        assert_true(strlen(language->decimal) == 1 && strlen(language->group) == 1);
        assert_string_not_equal(language->decimal, language->group);
        assert_true((language->catalogue != NULL) == (language->catalogue_size != NULL));
    }
    assert_true(n >= 2);
    assert_ptr_equal(next, text_language_at(0));
    assert_null(text_language_at(n + 1));
    assert_null(text_language_find("pt_BR"));
    assert_null(text_language_find(""));
}

static void test_texts(void **state)
{
    (void)state;
    assert_string_equal(text_get(english, "draw a digit"), "draw a digit");
    assert_string_equal(text_get(brazilian, "draw a digit"), "desenhe um d\u00edgito");
    assert_string_equal(text_get(brazilian, "not sure"), "n\u00e3o tenho certeza");
    assert_string_equal(text_get(brazilian, "this is translated nowhere"),
                        "this is translated nowhere");
    assert_string_equal(text_get(brazilian, ""), "");
    assert_string_equal(text_get(english, ""), "");
}

static void test_catalogues_are_in_utf_8(void **state)
{
    (void)state;
    const struct text_language *language;
    for (size_t i = 0; (language = text_language_at(i)) != NULL; i++) {
        if (language->catalogue) {
            const char *header = mo_find(language->catalogue, *language->catalogue_size, "");
            assert_non_null(header);
            assert_non_null(strstr(header, "charset=UTF-8\n"));
        }
    }
}

static void check_system(const char *all, const char *messages, const char *lang, const char *list,
                         const struct text_language *expected)
{
    const struct {
        const char *name, *value;
    } variables[] = {
        {"LC_ALL", all}, {"LC_MESSAGES", messages}, {"LANG", lang}, {"LANGUAGE", list}};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        if (variables[i].value) {
            setenv(variables[i].name, variables[i].value, 1);
        } else {
            unsetenv(variables[i].name);
        }
    }
    const struct text_language *language = text_language_of_system();
    if (language != expected) {
        fail_msg("LC_ALL=%s LC_MESSAGES=%s LANG=%s LANGUAGE=%s: %s", all, messages, lang, list,
                 language->name);
    }
}

static void test_language_of_the_system(void **state)
{
    (void)state;
    static const char *const portuguese[] = {"pt_BR.UTF-8", "pt_BR",       "pt",    "pt_PT.UTF-8",
                                             "pt_PT@euro",  "pt.UTF-8",    "PT_br", "pt-BR",
                                             "pt_AO",       "pt_BR.utf8@x"};
    static const char *const others[] = {"C",  "POSIX", "C.UTF-8", "xx_XX.bad", "ptx_BR", "en_US",
                                         "en", "p",     "_",       ".",         "@",      ":"};
    for (size_t i = 0; i < sizeof portuguese / sizeof *portuguese; i++) {
        check_system(portuguese[i], NULL, NULL, NULL, brazilian);
        check_system("", "", portuguese[i], "", brazilian);
        check_system(NULL, portuguese[i], "en_US.UTF-8", NULL, brazilian);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        check_system(others[i], "pt_BR.UTF-8", "pt_BR.UTF-8", NULL, english);
        check_system(NULL, NULL, others[i], NULL, english);
    }
    static const char *const languages[] = {"de", "fa", "tr"}; /* as soon as they are there */
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        const struct text_language *language = text_language_find(languages[i]);
        char locale[16];
        snprintf(locale, sizeof locale, "%s_XX.UTF-8", languages[i]);
        check_system(locale, NULL, "pt_BR", NULL, language ? language : english);
    }
    check_system(NULL, NULL, NULL, NULL, english);
    check_system(NULL, NULL, NULL, "pt_BR", brazilian);
    check_system(NULL, NULL, "en_US.UTF-8", "pt_BR:en", brazilian);
    check_system(NULL, NULL, "pt_BR.UTF-8", "en_GB:pt_BR", english);
    check_system(NULL, NULL, "pt_BR.UTF-8", "xx::yy:", brazilian);
    check_system(NULL, NULL, "zz_ZZ.UTF-8", "xx:yy:pt", brazilian);
    check_system("C", NULL, NULL, "pt_BR", english);
    check_system(NULL, NULL, "POSIX", "pt_BR", english);
    check_system(NULL, NULL, "C.UTF-8", "pt_BR", brazilian);
}

static void check_fill(const char *id, const char *const *arguments, size_t size,
                       const char *expected)
{
    char *out = malloc(size); /* of this size, so that a sanitizer sees a byte too far */
    assert_non_null(out);
    assert_ptr_equal(text_fill(english, id, arguments, out, size), out);
    assert_string_equal(out, expected);
    free(out);
}

static void test_fill(void **state)
{
    (void)state;
    const char *const two[] = {"\u2212\u00bd", "{1}", NULL};
    const char *const nine[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", NULL};
    char out[100];
    check_fill("a {2} b {1}{1}", two, 100, "a {1} b \u2212\u00bd\u2212\u00bd");
    check_fill("{9}{5}{1}", nine, 100, "951");
    check_fill("{3} {0} {10} {} {1 { {{1}", two, 100, "{3} {0} {10} {} {1 { {\u2212\u00bd");
    check_fill("{1}", NULL, 100, "{1}");
    check_fill("", two, 1, "");
    check_fill("abc", two, 1, "");
    check_fill("abc", two, 3, "ab");
    check_fill("{1}a", two, 3, ""); /* three bytes do not fit, and nothing follows a cut */
    check_fill("{1}a", two, 4, "\u2212");
    check_fill("{1}a", two, 5, "\u2212");
    check_fill("{1}a", two, 6, "\u2212\u00bd");
    check_fill("{1}a", two, 7, "\u2212\u00bda");
    assert_string_equal(text_fill(brazilian, "hidden layer {1}", nine, out, sizeof out),
                        "camada oculta 1");
    const char *const ids[] = {"Clear", "x", "Undo", NULL};
    assert_string_equal(text_join(brazilian, ids, ", ", out, sizeof out), "Limpar, x, Desfazer");
    assert_string_equal(text_join(brazilian, ids, ", ", out, 10), "Limpar, x");
    assert_string_equal(text_join(brazilian, ids + 3, ", ", out, 10), "");
}

static void check_number(double value, int digits, const char *in_english, const char *in_brazil)
{
    char out[TEXT_NUMBER_SIZE];
    assert_string_equal(text_number(english, value, digits, out), in_english);
    assert_string_equal(text_number(brazilian, value, digits, out), in_brazil);
}

static void check_numbers(void)
{
    char out[TEXT_NUMBER_SIZE];
    check_number(0.58, 2, "0.58", "0,58");
    check_number(-10, 2, "\u221210.00", "\u221210,00");
    check_number(-0.001, 2, "0.00", "0,00");
    check_number(-0.0, 0, "0", "0");
    check_number(1e20, 17, "100000000000000000000.00000000000000000",
                 "100000000000000000000,00000000000000000");
    check_number(-1.25e300, 2, "\u22121.25e300", "\u22121,25e300");
    check_number((double)INFINITY, 2, "\u221e", "\u221e");
    check_number(-(double)INFINITY, 2, "\u2212\u221e", "\u2212\u221e");
    check_number((double)NAN, 2, "\u2014", "\u2014");
    assert_string_equal(text_percent(english, 0.9821, 1, out), "98.2\u00a0%");
    assert_string_equal(text_percent(brazilian, 0.9821, 1, out), "98,2\u00a0%");
    assert_string_equal(text_percent(brazilian, 1, 0, out), "100\u00a0%");
    assert_string_equal(text_percent(english, (double)NAN, 1, out), "\u2014\u00a0%");
    assert_string_equal(text_count(english, 0, out), "0");
    assert_string_equal(text_count(english, 999, out), "999");
    assert_string_equal(text_count(english, 1000, out), "1,000");
    assert_string_equal(text_count(brazilian, 10000, out), "10.000");
    assert_string_equal(text_count(brazilian, 123456, out), "123.456");
    assert_string_equal(text_count(english, UINT64_MAX, out), "18,446,744,073,709,551,615");
}

/* The process's locale changes nothing. */
static void test_numbers(void **state)
{
    (void)state;
    static const char *const locales[] = {"C",           "pt_BR.UTF-8", "de_DE.UTF-8",
                                          "tr_TR.UTF-8", "fa_IR.UTF-8", "ps_AF.UTF-8"};
    size_t n = 0;
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        n += setlocale(LC_ALL, locales[i]) != NULL;
        check_numbers();
        test_language_of_the_system(NULL);
    }
    setlocale(LC_ALL, "C");
    assert_true(n == sizeof locales / sizeof *locales || !getenv("LOCPATH"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registry),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_catalogues_are_in_utf_8),
        cmocka_unit_test(test_language_of_the_system),
        cmocka_unit_test(test_fill),
        cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests_name("text", tests, find_languages, NULL);
}
