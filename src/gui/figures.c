/* SPDX-License-Identifier: MIT */
#include "gui/figures.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const int most_decimals = 12; /* that significant digits may lead to */

struct figure figures_fixed(double x, int decimals)
{
    char text[NUMBER_SIZE];
    struct figure figure = {x, decimals};
    if (isfinite(x)) {
        number_parse_double(number_fixed(x, decimals, text), &figure.value);
    }
    return figure;
}

/* The power of ten that the first digit stands for: 0 of 1 to 9.99, -1 of 0.1. */
static int first_digit(double x)
{
    const int most = 300;
    int power = 0;
    double size = fabs(x);
    while (size >= 10 && power < most) {
        size /= 10;
        power++;
    }
    while (size < 1 && power > -most) {
        size *= 10;
        power--;
    }
    return power;
}

struct figure figures_significant(double x, int digits)
{
    const int decimals = x != 0 && isfinite(x) ? digits - 1 - first_digit(x) : digits;
    return figures_fixed(x, decimals < 0 ? 0 : decimals < most_decimals ? decimals : most_decimals);
}

static bool equal(double x, const struct figure *result)
{
    /* What is half a step away, but for the last bits of a double, is rounded either way. */
    double half = 0.5;
    for (int i = 0; i < result->decimals; i++) {
        half /= 10;
    }
    return fabs(x - result->value) <= half + 4e-16 * (fabs(x) + 1);
}

const char *figures_sign(double x, const struct figure *result)
{
    return equal(x, result) ? "=" : "≈";
}

const char *figures_write(const struct text_language *language, struct figure figure,
                          char out[TEXT_NUMBER_SIZE])
{
    return text_number(language, figure.value, figure.decimals, out);
}

const char *figures_factor(const struct text_language *language, struct figure figure,
                           char out[TEXT_NUMBER_SIZE])
{
    char number[TEXT_NUMBER_SIZE];
    figures_write(language, figure, number);
    if (!(figure.value < 0)) {
        memcpy(out, number, strlen(number) + 1);
    } else {
        snprintf(out, TEXT_NUMBER_SIZE, "(%.*s)", TEXT_NUMBER_SIZE - 3, number);
    }
    return out;
}

/* Write a number's digits as others of a list. */
static void translate(const char *digits, const char *const *others, char *out, size_t size)
{
    size_t used = 0;
    out[0] = 0;
    for (; *digits; digits++) {
        const char *other = *digits == '-' ? others[10] : others[*digits - '0'];
        used += (size_t)snprintf(out + used, size - used, "%s", other);
    }
}

const char *figures_subscript(size_t number, char out[TEXT_NUMBER_SIZE])
{
    static const char *const digits[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉", ""};
    char text[NUMBER_SIZE];
    snprintf(text, sizeof text, "%zu", number);
    translate(text, digits, out, TEXT_NUMBER_SIZE);
    return out;
}

const char *figures_power(const struct text_language *language, double x,
                          char out[TEXT_NUMBER_SIZE])
{
    static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁻"};
    char number[TEXT_NUMBER_SIZE], text[NUMBER_SIZE], power[TEXT_NUMBER_SIZE];
    if (x == 0 || !isfinite(x)) {
        return text_number(language, x, 0, out);
    }
    int exponent = first_digit(x);
    double size = x;
    for (int i = 0; i < exponent; i++) {
        size /= 10;
    }
    for (int i = 0; i > exponent; i--) {
        size *= 10;
    }
    if (fabs(figures_fixed(size, 1).value) >= 10) {
        size /= 10;
        exponent++;
    }
    text_number(language, size, 1, number);
    snprintf(text, sizeof text, "%d", exponent);
    translate(text, digits, power, sizeof power);
    snprintf(out, TEXT_NUMBER_SIZE, "%.40s · 10%.40s", number, power);
    return out;
}
