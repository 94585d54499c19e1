/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SUMS_H
#define LUME_GUI_SUMS_H

/*
 * Sums that add up as they are printed.
 */

#include <stddef.h>

enum { SUMS_MAX_TERMS = 64, SUMS_DIGITS = 2, SUMS_MAX_DIGITS = 12 };

/*
 * Round terms to two decimals so that they add up to `total` rounded, as people who check it with
 * pencil and paper expect. Each term goes down to a whole hundredth, and what is then missing goes
 * to those that lost most: none is off by a hundredth or more (largest remainders, as seats are
 * given to parties), as long as the terms do sum to the total.
 *
 * terms    [n], n from 1 to SUMS_MAX_TERMS
 * rounded  [n]; hundredths that print as such. Terms that are not finite, or where the sum is
 * beyond 10^12, stay as they are. Returns the total, rounded.
 */
double sums_round(const double *terms, size_t n, double total, double *rounded);

/* The same to `digits` decimals, 0 to SUMS_MAX_DIGITS, as far as 10^14 of them are exact. */
double sums_round_to(int digits, const double *terms, size_t n, double total, double *rounded);

#endif
