/* SPDX-License-Identifier: MIT */
#include "gui/sums.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

static const double largest = 1e14; /* steps, that are counted exactly */

/* The term whose rest is the largest (sign 1) or smallest (-1); it is the last to be asked again.
 */
static size_t take(double *rests, size_t n, double sign)
{
    size_t best = 0;
    for (size_t i = 1; i < n; i++) {
        best = sign * rests[i] > sign * rests[best] ? i : best;
    }
    rests[best] -= sign;
    return best;
}

double sums_round_to(int digits, const double *terms, size_t n, double total, double *rounded)
{
    double rests[SUMS_MAX_TERMS], steps = 1;
    assert(n >= 1 && n <= SUMS_MAX_TERMS && digits >= 0 && digits <= SUMS_MAX_DIGITS);
    for (int i = 0; i < digits; i++) {
        steps *= 10;
    }
    const double most = largest / steps;
    bool fits = fabs(total) < most;
    for (size_t i = 0; i < n; i++) {
        fits = fits && fabs(terms[i]) < most;
    }
    if (!fits) {
        memmove(rounded, terms, n * sizeof *terms);
        return total;
    }
    const double whole = floor(steps * total + 0.5);
    double missing = whole;
    for (size_t i = 0; i < n; i++) {
        const double down = floor(steps * terms[i]);
        rests[i] = steps * terms[i] - down;
        rounded[i] = down;
        missing -= down;
    }
    /* Terms that do not sum to the total at all: the rest goes to the first. */
    const double limit = 2 * SUMS_MAX_TERMS;
    if (fabs(missing) > limit) {
        rounded[0] += missing;
        missing = 0;
    }
    for (; missing > 0; missing--) {
        rounded[take(rests, n, 1)]++;
    }
    for (; missing < 0; missing++) {
        rounded[take(rests, n, -1)]--;
    }
    for (size_t i = 0; i < n; i++) {
        rounded[i] /= steps;
    }
    return whole / steps;
}

double sums_round(const double *terms, size_t n, double total, double *rounded)
{
    return sums_round_to(SUMS_DIGITS, terms, n, total, rounded);
}
