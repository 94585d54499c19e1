/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_FIGURES_H
#define LUME_GUI_FIGURES_H

/*
 * Numbers in formulas: how many digits they have, and whether what stands on the left of an equals
 * sign, worked out from the digits that are printed there, gives those that are printed on the
 * right. Where it does not, for factors are rounded too, the sign is "≈".
 *
 * Each number is the true one to its last digit. Factors have two digits more than their product,
 * so that "≈" is rare.
 */

#include "gui/text.h"

/* Significant digits of a result, and of what it is worked out from. */
enum { FIGURES_RESULT = 3, FIGURES_FACTOR = 5, FIGURES_MAX_DECIMALS = 15 };

/* A number with as many decimals as it is printed with. */
struct figure {
    double value; /* what is printed, read back */
    int decimals;
};

/* Round to so many decimals (0 to FIGURES_MAX_DECIMALS). */
struct figure figures_fixed(double x, int decimals);

/* Round to so many significant digits, at most 12 decimals; 0 has as many as a
 * number just below 1. */
struct figure figures_significant(double x, int digits);

/* "=" where `x`, worked out from printed numbers, is printed as `result` is, else "≈". */
const char *figures_sign(double x, const struct figure *result);

/* Write it; returns out. `factor`: what is negative stands in parentheses. */
const char *figures_write(const struct text_language *language, struct figure figure,
                          char out[TEXT_NUMBER_SIZE]);
const char *figures_factor(const struct text_language *language, struct figure figure,
                           char out[TEXT_NUMBER_SIZE]);

/* "₁₂" */
const char *figures_subscript(size_t number, char out[TEXT_NUMBER_SIZE]);

/* "2.6 · 10⁻⁹"; 0: "0". */
const char *figures_power(const struct text_language *language, double x,
                          char out[TEXT_NUMBER_SIZE]);

#endif
