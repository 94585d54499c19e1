/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "base/number.h"

#include <float.h>
#include <inttypes.h>
#include <locale.h>

#include <lume/rng.h>

static void test_uint64(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        uint64_t value;
    } cases[] = {
        {"0", true, 0},
        {"007", true, 7},
        {"60000", true, 60000},
        {"18446744073709551615", true, UINT64_MAX},
        {"18446744073709551616", false, 0},
        {"99999999999999999999", false, 0},
        {"184467440737095516150", false, 0},
        {"", false, 0},
        {"-1", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"3x", false, 0},
        {"1e3", false, 0},
        {"0x10", false, 0},
        {"1.0", false, 0},
        {"1,000", false, 0},
        {"\xdb\xb1", false, 0}, /* a Persian one */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t value = 42;
        assert_int_equal(number_parse_uint64(cases[i].text, &value), cases[i].ok);
        assert_int_equal(value, cases[i].ok ? cases[i].value : 42);
    }
}

static void check_doubles(void)
{
    static const struct {
        const char *text;
        bool ok;
        double value;
    } cases[] = {
        {"0.1", true, 0.1},
        {"-3", true, -3},
        {"+3", true, 3},
        {"1e-4", true, 1e-4},
        {"1E+4", true, 1e4},
        {".5", true, 0.5},
        {"5.", true, 5},
        {"000.2500", true, 0.25},
        {"0.000000000000000000000000000001e30", true, 1},
        {"9007199254740993", true, 9007199254740992.0},
        {"9007199254740993.00000000000000000000000000001", true, 9007199254740994.0},
        {"1.7976931348623157e308", true, DBL_MAX},
        {"5e-324", true, 0x1p-1074},
        {"1e-400", true, 0},
        {"0e999999999999999999999", true, 0},
        {"1e-999999999999999999999", true, 0},
        {"1e999999999999999999999", false, 0},
        {"1.8e308", false, 0},
        {"", false, 0},
        {".", false, 0},
        {"-", false, 0},
        {"-.", false, 0},
        {"e5", false, 0},
        {"1e", false, 0},
        {"1e+", false, 0},
        {"1e5.5", false, 0},
        {"1e5x", false, 0},
        {"1.2.3", false, 0},
        {"--1", false, 0},
        {"0,1", false, 0},
        {"1\xd9\xab"
         "5",
         false, 0}, /* Persian decimal point */
        {" 1", false, 0},
        {"1 ", false, 0},
        {"nan", false, 0},
        {"inf", false, 0},
        {"-infinity", false, 0},
        {"0x1p3", false, 0},
        {"0x10", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = 42;
        if (number_parse_double(cases[i].text, &value) != cases[i].ok) {
            fail_msg("\"%s\" is%s taken", cases[i].text, cases[i].ok ? " not" : "");
        }
        assert_true(value == (cases[i].ok ? cases[i].value : 42));
    }
}

static void check_fixed(double value, int digits, const char *expected)
{
    char text[NUMBER_SIZE];
    assert_string_equal(number_fixed(value, digits, text), expected);
}

static void check_float(float value, const char *expected)
{
    char text[NUMBER_SIZE];
    assert_string_equal(number_float(value, text), expected);
}

static void check_double(double value, const char *expected)
{
    char text[NUMBER_SIZE];
    assert_string_equal(number_double(value, text), expected);
}

static void check_texts(void)
{
    check_fixed(0.05, 2, "0.05");
    check_fixed(96.125, 2, "96.12"); /* half to even, exactly */
    check_fixed(-1.5, 0, "-2");
    check_fixed(0.999, 2, "1.00");
    check_fixed(-0.001, 2, "0.00");
    check_fixed(-0.0, 0, "0");
    check_fixed(-0.01, 2, "-0.01");
    check_fixed(0, 3, "0.000");
    check_fixed(1234567.5, 1, "1234567.5");
    check_fixed(2251799813685247.75, 0, "2251799813685248"); /* about 2^51 */
    check_fixed(2251799813685248.5, 0, "2251799813685248");
    check_fixed(0x1p51 - 0.5, 0, "2251799813685248");
    check_fixed(5e-324, 15, "0.000000000000000");
    check_fixed(0.1, 17, "0.10000000000000001");
    check_fixed(-999999999999999868928.0, 17, "-999999999999999868928.00000000000000000");
    check_fixed(1e21, 2, "1e21");
    check_fixed(-DBL_MAX, 17, "-1.7976931348623157e308");
    check_fixed((double)NAN, 2, "null");
    check_fixed((double)-INFINITY, 2, "null");

    check_float(0.1f, "0.1");
    check_float(0, "0");
    check_float(-0.0f, "-0");
    check_float(16777216, "16777216");
    check_float(-1.5f, "-1.5");
    check_float(100, "100");
    check_float(0.00001f, "0.00001");
    check_float(1e-6f, "0.000001");
    check_float(1e-7f, "1e-7");
    check_float(1.25e-7f, "1.25e-7");
    check_float(FLT_MAX, "3.4028235e38");
    check_float(0x1p-149f, "1e-45");
    check_float(NAN, "null");
    check_float(INFINITY, "null");

    check_double(0.1, "0.1");
    check_double(1.0 / 3, "0.3333333333333333");
    check_double(123456789012345680000.0, "123456789012345680000");
    check_double(1e21, "1e21");
    check_double(-0.000001234, "-0.000001234");
    check_double(0x1p-44, "5.684341886080802e-14"); /* the nearest of 16 digits misses */
    check_double(0x1p-1074, "5e-324");
    check_double(DBL_MAX, "1.7976931348623157e308");
    check_double(9.5e-7, "9.5e-7");
    check_double((double)NAN, "null");
}

static void test_doubles_and_texts(void **state)
{
    (void)state;
    check_doubles();
    check_texts();
}

static void test_all_bits_read_back(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(5, 0);
    char text[NUMBER_SIZE];
    for (int i = 0; i < 20000; i++) {
        uint32_t low = lume_rng_uint32(&rng), high = lume_rng_uint32(&rng);
        uint64_t bits = (uint64_t)high << 32 | low;
        float single;
        double twice, parsed;
        memcpy(&single, &low, sizeof single);
        memcpy(&twice, &bits, sizeof twice);
        if (isfinite(single)) {
            assert_true(number_parse_double(number_float(single, text), &parsed));
            float back = (float)parsed; /* two roundings, as readers of JSON do */
            assert_memory_equal(&back, &single, sizeof back);
            assert_true(strlen(text) <= 22);
        }
        if (isfinite(twice)) {
            assert_true(number_parse_double(number_double(twice, text), &parsed));
            assert_memory_equal(&parsed, &twice, sizeof parsed);
            assert_true(strlen(text) <= 25);
        }
    }
}

static void test_long_texts(void **state)
{
    (void)state;
    char text[1100];
    double value = 42;
    memset(text, '0', sizeof text);
    memcpy(text, "0.", 2);
    memcpy(text + 990, "1e989", 6);
    assert_true(number_parse_double(text, &value));
    assert_true(value == 1);
    memset(text, '1', sizeof text);
    text[sizeof text - 1] = 0;
    assert_false(number_parse_double(text, &value));
}

/* Few digits are divided by a power of ten, which must not change a bit: 16 characters, a 0 before
 * the point or an exponent behind take the long way. */
static void test_short_and_long_ways_agree(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(7, 0);
    for (int i = 0; i < 200000; i++) {
        char text[64];
        double value, same = 1;
        const uint64_t digits = ((uint64_t)lume_rng_uint32(&rng) << 32 | lume_rng_uint32(&rng)) %
                                (i % 2 ? 100000000000000 : 100000);
        const int n = snprintf(text, sizeof text, "%s%" PRIu64, i % 3 ? "" : "-", digits);
        const int point = n - (int)lume_rng_below(&rng, (uint32_t)n - (i % 3 ? 0 : 1));
        memmove(text + point + 1, text + point, (size_t)(n - point));
        text[point] = '.';
        text[n + 1] = 'x'; /* not looked at */
        assert_true(number_parse_span(text, (size_t)n + 1, &value));
        snprintf(text + n + 1, 4, "e0");
        assert_true(number_parse_double(text, &same));
        assert_memory_equal(&value, &same, sizeof value);
    }
    double value = 42;
    assert_true(number_parse_span("-0", 2, &value) && signbit(value));
    assert_true(number_parse_span("1234", 2, &value) && value == 12);
    assert_false(number_parse_span("1\0", 2, &value));
    assert_false(number_parse_span("", 0, &value));
    assert_false(number_parse_span("-", 1, &value));
    assert_true(value == 12);
}

/* What printf rounds, halves and their neighbours above all, in the locale C. */
static void test_fixed_rounds_exactly(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(7, 1);
    for (int i = 0; i < 300000; i++) {
        char text[NUMBER_SIZE], expected[400];
        const int digits = i % 18;
        const double unit = pow(10, i % 3 ? digits : (int)lume_rng_below(&rng, 12));
        double value = ldexp(lume_rng_uint32(&rng), -(int)lume_rng_below(&rng, 31));
        value = (floor(value) + (i % 2 ? 0.5 : 0)) / unit;
        value = i % 5 == 0 ? nextafter(value, i % 10 ? 0 : INFINITY) : value;
        value = i % 7 ? value : -value;
        snprintf(expected, sizeof expected, "%.*f", digits, value);
        const char *c = expected[0] == '-' && !expected[1 + strspn(expected + 1, "0.")]
                            ? expected + 1 /* -0.00 */
                            : expected;
        assert_string_equal(number_fixed(value, digits, text), c);
    }
}

/* Runs where such a locale is installed. */
static void test_locales(void **state)
{
    (void)state;
    static const char *const names[] = {"C.UTF-8",     "pt_BR.UTF-8", "de_DE.UTF-8",
                                        "tr_TR.UTF-8", "fa_IR.UTF-8", "ps_AF.UTF-8"};
    int n_commas = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!setlocale(LC_ALL, names[i])) {
            continue;
        }
        n_commas += strcmp(localeconv()->decimal_point, ".") != 0;
        check_doubles();
        check_texts();
    }
    setlocale(LC_ALL, "C");
    assert_true(n_commas >= 4 || !getenv("LOCPATH")); /* set where the build made locales */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uint64),
        cmocka_unit_test(test_doubles_and_texts),
        cmocka_unit_test(test_all_bits_read_back),
        cmocka_unit_test(test_long_texts),
        cmocka_unit_test(test_short_and_long_ways_agree),
        cmocka_unit_test(test_fixed_rounds_exactly),
        cmocka_unit_test(test_locales),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
