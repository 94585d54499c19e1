/* SPDX-License-Identifier: MIT */
#include "base/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The C library converts exactly but puts the locale's decimal point, of one byte or more, between
 * the digits. So it is only ever given text without a point (0.25 as 25e-2), and what it writes is
 * taken apart into its digits, which are the same in every locale.
 */

enum {
    TEXT_MAX = 1000,      /* longest number that is parsed */
    SHORT_MAX = 15,       /* characters of a number whose digits are an exact double */
    POWER_MAX = 15,       /* of ten in the table */
    EXPONENT_MAX = 99999, /* beyond any double, below any overflow */
    FLOAT_DIGITS = 9,     /* always enough to tell floats apart */
    DOUBLE_DIGITS = 17,   /* and doubles */
    PLAIN_BELOW = 21,     /* decimal exponents of numbers that are written without one */
    PLAIN_FROM = -6,      /* lowest such exponent */
    SCRATCH = NUMBER_SIZE + 64,
};

#define EXACT_BELOW 0x1p51 /* doubles below are multiples of 1/4: a half is one */

static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/* A number as 0.d1d2d3… times 10^(exponent + 1); no digit is 0 unless all are. */
struct decimal {
    bool negative;
    int n_digits;
    int exponent; /* of the first digit */
    char digits[DOUBLE_DIGITS + 1];
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool number_parse_uint64(const char *text, uint64_t *value)
{
    uint64_t sum = 0;
    const char *c = text;
    for (; is_digit(*c); c++) {
        uint64_t digit = (uint64_t)(*c - '0');
        if (sum > (UINT64_MAX - digit) / 10) {
            return false;
        }
        sum = sum * 10 + digit;
    }
    if (c == text || *c) {
        return false;
    }
    *value = sum;
    return true;
}

/* Read [+-]digits up to the end of the text, clamped to EXPONENT_MAX. */
static bool parse_exponent(const char *text, long *exponent)
{
    bool negative = *text == '-';
    text += *text == '-' || *text == '+';
    long sum = 0;
    const char *c = text;
    for (; is_digit(*c); c++) {
        sum = sum * 10 + (*c - '0');
        sum = sum > EXPONENT_MAX ? EXPONENT_MAX : sum;
    }
    *exponent = negative ? -sum : sum;
    return c != text && !*c;
}

/* Numbers of few digits and no exponent, such as most are: the digits and the power of ten are
 * exact doubles, so that one division rounds correctly. */
static bool parse_short(const char *text, size_t size, double *value)
{
    uint64_t digits = 0;
    size_t i = 0, n_digits = 0, n_behind = 0;
    bool point = false;
    if (FLT_EVAL_METHOD != 0 || size > SHORT_MAX) {
        return false;
    }
    const bool negative = size > 0 && text[0] == '-';
    for (i = negative; i < size; i++) {
        if (is_digit(text[i])) {
            digits = digits * 10 + (uint64_t)(text[i] - '0');
            n_digits++;
            n_behind += point;
        } else if (text[i] == '.' && !point) {
            point = true;
        } else {
            return false;
        }
    }
    if (n_digits == 0) {
        return false;
    }
    const double magnitude = (double)digits / powers[n_behind];
    *value = negative ? -magnitude : magnitude;
    return true;
}

/* Any number that can be one; the text ends with a 0 byte. */
static bool parse_long(const char *text, double *value)
{
    char whole[TEXT_MAX + 32];
    size_t used = 0, n_digits = 0;
    long exponent = 0;
    bool point = false;
    if (*text == '-' || *text == '+') {
        whole[used++] = *text++;
    }
    for (; is_digit(*text) || (*text == '.' && !point); text++) {
        if (*text == '.') {
            point = true;
        } else {
            whole[used++] = *text;
            n_digits++;
            exponent -= point;
        }
    }
    if (n_digits == 0) {
        return false;
    }
    if (*text == 'e' || *text == 'E') {
        long written;
        if (!parse_exponent(text + 1, &written)) {
            return false;
        }
        exponent += written;
    } else if (*text) {
        return false;
    }
    snprintf(whole + used, sizeof whole - used, "e%ld", exponent);
    double parsed = strtod(whole, NULL);
    if (!isfinite(parsed)) {
        return false;
    }
    *value = parsed;
    return true;
}

bool number_parse_span(const char *text, size_t size, double *value)
{
    char copy[TEXT_MAX + 1];
    if (parse_short(text, size, value)) {
        return true;
    }
    if (size > TEXT_MAX || memchr(text, 0, size)) {
        return false;
    }
    memcpy(copy, text, size);
    copy[size] = 0;
    return parse_long(copy, value);
}

bool number_parse_double(const char *text, double *value)
{
    return number_parse_span(text, strlen(text), value);
}

/* Round to n_digits significant ones. */
static struct decimal decimal_round(double value, int n_digits)
{
    char text[SCRATCH];
    struct decimal decimal = {.negative = signbit(value) != 0};
    snprintf(text, sizeof text, "%.*e", n_digits - 1, fabs(value));
    const char *c = text;
    for (; *c && *c != 'e'; c++) {
        if (is_digit(*c) && decimal.n_digits < n_digits) {
            decimal.digits[decimal.n_digits++] = *c;
        }
    }
    long exponent = 0;
    if (*c == 'e' && parse_exponent(c + 1, &exponent)) {
        decimal.exponent = (int)exponent;
    }
    return decimal;
}

/* Add one to the last digit. */
static void decimal_increment(struct decimal *decimal)
{
    int i = decimal->n_digits - 1;
    for (; i >= 0 && decimal->digits[i] == '9'; i--) {
        decimal->digits[i] = '0';
    }
    if (i >= 0) {
        decimal->digits[i]++;
    } else {
        decimal->digits[0] = '1';
        decimal->exponent++;
    }
}

static bool decimal_is(const struct decimal *decimal, double value, bool single)
{
    char text[SCRATCH];
    snprintf(text, sizeof text, "%s%.*se%d", decimal->negative ? "-" : "", decimal->n_digits,
             decimal->digits, decimal->exponent - (decimal->n_digits - 1));
    return single ? (double)strtof(text, NULL) == value : strtod(text, NULL) == value;
}

static void decimal_write(const struct decimal *decimal, char text[NUMBER_SIZE])
{
    const char *sign = decimal->negative ? "-" : "", *digits = decimal->digits;
    int n = decimal->n_digits, e = decimal->exponent;
    if (e < PLAIN_FROM || e >= PLAIN_BELOW) {
        snprintf(text, NUMBER_SIZE, "%s%.1s%s%.*se%d", sign, digits, n > 1 ? "." : "", n - 1,
                 digits + 1, e);
    } else if (e < 0) {
        snprintf(text, NUMBER_SIZE, "%s0.%.*s%.*s", sign, -e - 1, "000000", n, digits);
    } else if (n <= e + 1) {
        snprintf(text, NUMBER_SIZE, "%s%.*s%.*s", sign, n, digits, e + 1 - n,
                 "00000000000000000000");
    } else {
        snprintf(text, NUMBER_SIZE, "%s%.*s.%.*s", sign, e + 1, digits, n - e - 1, digits + e + 1);
    }
}

/* At a power of two the gap below is half the gap above: the nearest decimal may then miss where
 * the next one up still reads back. */
static const char *shortest(double value, bool single, char text[NUMBER_SIZE])
{
    if (!isfinite(value)) {
        return strcpy(text, "null");
    }
    int enough = single ? FLOAT_DIGITS : DOUBLE_DIGITS;
    struct decimal decimal;
    for (int n = 1; n <= enough; n++) {
        decimal = decimal_round(value, n);
        if (decimal_is(&decimal, value, single)) {
            break;
        }
        struct decimal next = decimal;
        decimal_increment(&next);
        if (decimal_is(&next, value, single)) {
            decimal = next;
            break;
        }
    }
    decimal_write(&decimal, text);
    return text;
}

const char *number_float(float value, char text[NUMBER_SIZE])
{
    return shortest((double)value, true, text);
}

const char *number_double(double value, char text[NUMBER_SIZE])
{
    return shortest(value, false, text);
}

/* Whole numbers of the last digit that a double holds exactly, such as most are: the product with
 * the power of ten and what is lost of it tell on which side of the half the value lies. */
static bool fixed_short(double value, int digits, char text[NUMBER_SIZE])
{
    if (FLT_EVAL_METHOD != 0 || digits > POWER_MAX) {
        return false;
    }
    const double magnitude = fabs(value), product = magnitude * powers[digits];
    if (!(product < EXACT_BELOW)) {
        return false;
    }
    const double lost = fma(magnitude, powers[digits], -product), whole = floor(product);
    const double above_half = product - whole - 0.5;
    uint64_t n = (uint64_t)whole;
    const bool is_half = above_half == 0 && lost == 0;
    n += above_half > 0 || (above_half == 0 && lost > 0) || (is_half && n % 2 == 1);

    char reversed[NUMBER_SIZE];
    int length = 0, used = 0;
    const bool negative = signbit(value) && n > 0;
    for (; n > 0 || length <= digits; n /= 10) {
        reversed[length++] = (char)('0' + n % 10);
    }
    text[used] = '-';
    used += negative;
    while (length > 0) {
        text[used++] = reversed[--length];
        text[used] = '.';
        used += length == digits && digits > 0;
    }
    text[used] = 0;
    return true;
}

const char *number_fixed(double value, int digits, char text[NUMBER_SIZE])
{
    char printed[SCRATCH];
    if (!isfinite(value) || fabs(value) >= 1e21) {
        return number_double(value, text);
    }
    if (fixed_short(value, digits, text)) {
        return text;
    }
    int n = snprintf(printed, sizeof printed, "%.*f", digits, fabs(value));
    int n_whole = 0;
    while (is_digit(printed[n_whole])) {
        n_whole++;
    }
    bool zero = strspn(printed, "0") == (size_t)n_whole &&
                strspn(printed + n - digits, "0") == (size_t)digits;
    snprintf(text, NUMBER_SIZE, "%s%.*s%s%s", signbit(value) && !zero ? "-" : "", n_whole, printed,
             digits > 0 ? "." : "", printed + n - digits);
    return text;
}
