/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_FORMULA_H
#define LUME_TESTS_FORMULA_H

/* Formulas as they are printed, worked out from their printed digits: numbers with a point or a
 * comma, + − · / and ², parentheses, and "ln". */

#include "check.h"

struct formula {
    const char *at;
    bool good;    /* there were but numbers so far */
    int decimals; /* of the last number */
};

static double formula_sum(struct formula *formula);

static inline bool formula_take(struct formula *formula, const char *token)
{
    const size_t n = strlen(token);
    while (*formula->at == ' ') {
        formula->at++;
    }
    const bool there = strncmp(formula->at, token, n) == 0;
    formula->at += there ? n : 0;
    return there;
}

static inline double formula_number(struct formula *formula)
{
    double value = 0, place = 1;
    bool point = false;
    formula->good = formula->good && *formula->at >= '0' && *formula->at <= '9';
    formula->decimals = 0;
    for (; (*formula->at >= '0' && *formula->at <= '9') ||
           (!point && (*formula->at == '.' || *formula->at == ','));
         formula->at++) {
        if (*formula->at < '0') {
            point = true;
            continue;
        }
        value = 10 * value + (*formula->at - '0');
        place *= point ? 10 : 1;
        formula->decimals += point;
    }
    return value / place;
}

static inline double formula_factor(struct formula *formula)
{
    double value;
    if (formula_take(formula, "−")) {
        return -formula_factor(formula);
    }
    if (formula_take(formula, "ln ")) {
        return log(formula_factor(formula));
    }
    if (formula_take(formula, "(")) {
        value = formula_sum(formula);
        formula->good = formula_take(formula, ")") && formula->good;
    } else {
        value = formula_number(formula);
    }
    return formula_take(formula, "²") ? value * value : value;
}

static inline double formula_product(struct formula *formula)
{
    double value = formula_factor(formula);
    for (;;) {
        if (formula_take(formula, "·")) {
            value *= formula_factor(formula);
        } else if (formula_take(formula, "/")) {
            value /= formula_factor(formula);
        } else {
            return value;
        }
    }
}

static double formula_sum(struct formula *formula)
{
    double value = formula_product(formula);
    for (;;) {
        if (formula_take(formula, "+")) {
            value += formula_product(formula);
        } else if (formula_take(formula, "−")) {
            value -= formula_product(formula);
        } else {
            return value;
        }
    }
}

/* What a line comes to, sign by sign. `value` is what came before; NaN: nothing that can be worked
 * out. Fails unless what stands right of "=" is what the left gives, rounded to its digits, and
 * what stands right of "≈" is not, but nearly. Returns what the last part gives. */
static inline double formula_check(const char *line, double value, size_t *n_checked)
{
    struct formula formula = {.at = line};
    while (*formula.at) {
        const bool equal = formula_take(&formula, "="), about = formula_take(&formula, "≈");
        if (!equal && !about) {
            formula_take(&formula, "←");
        }
        formula.good = true;
        double next = formula_sum(&formula);
        while (*formula.at == ' ') {
            formula.at++;
        }
        const bool ends = !*formula.at || formula_take(&(struct formula){.at = formula.at}, "=") ||
                          formula_take(&(struct formula){.at = formula.at}, "≈");
        if (!formula.good || !ends) { /* letters */
            next = NAN;
            do {
                formula.at++;
            } while (*formula.at && !formula_take(&(struct formula){.at = formula.at}, "= ") &&
                     !formula_take(&(struct formula){.at = formula.at}, "≈ "));
        } else if (!isnan(value) && (equal || about)) {
            const double unit = pow(10, -formula.decimals), off = fabs(value - next) / unit;
            const double bits = 1e-15 * (fabs(value) + 1) / unit;
            ++*n_checked;
            if (equal ? off > 0.5 + bits : off < 0.5 - bits || off > 2) {
                fail_msg("\"%s\": %.17g and %.17g, %g units apart", line, value, next, off);
            }
        }
        value = next;
    }
    return value;
}

#endif
