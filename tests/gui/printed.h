/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_PRINTED_H
#define LUME_TESTS_PRINTED_H

/* The sum of a neuron as the inspector prints it, in hundredths: what people could add up. */

#include "recorder.h"

#include "gui/snapshot.h"

struct printed {
    long terms, bias, z;
    long listed; /* the terms that are written one by one, added up */
    size_t n_listed;
};

/* The number that a text begins with; its minus sign is three bytes. */
static inline long printed_number(const char *from)
{
    const bool negative = strncmp(from, "−", 3) == 0;
    const char *digits = from + (negative ? 3 : 0);
    const char *point = strchr(digits, '.');
    assert_non_null(point);
    const long value = 100 * strtol(digits, NULL, 10) + strtol(point + 1, NULL, 10);
    return negative ? -value : value;
}

/* "z = Σ wᵢaᵢ + b = 4.67 − 3.93 = 0.74" from its one to three lines. */
static inline void printed_join(char out[4 * TEXT])
{
    const struct written *text = find_beginning("z = Σ"), *end = recorder.texts + recorder.n_texts;
    assert_non_null(text);
    size_t used = (size_t)snprintf(out, 4 * TEXT, "%s", text->text);
    while (++text < end && strncmp(text->text, "= ", 2) == 0) {
        used += (size_t)snprintf(out + used, 4 * TEXT - used, " %s", text->text);
    }
}

/* What is printed now. Fails unless the terms and the bias make z. */
static inline struct printed printed_sum(void)
{
    char sum[4 * TEXT];
    struct printed printed = {0};
    printed_join(sum);
    const char *terms = strstr(sum, "b = ") + 4, *sign = strchr(terms, ' ') + 1,
               *bias = strchr(sign, ' ') + 1, *z = strstr(bias, "= ") + 2;
    printed.terms = printed_number(terms);
    printed.bias = strncmp(sign, "−", 3) == 0 ? -printed_number(bias) : printed_number(bias);
    printed.z = printed_number(z);
    assert_int_equal(printed.terms + printed.bias, printed.z);
    for (size_t i = 0; i < recorder.n_texts; i++) {
        const struct written *text = &recorder.texts[i];
        if (text->in_inspector && text->style.anchor == PAINT_RIGHT && strchr(text->text, '.')) {
            printed.listed += printed_number(text->text);
            printed.n_listed++;
        }
    }
    return printed;
}

/* Fail unless it is the sum of this neuron, whose terms are listed where they are not pixels. */
static inline struct printed printed_check(const struct snapshot *snapshot, int layer, int unit)
{
    const struct printed printed = printed_sum();
    CHECK_NEAR((double)printed.z / 100, snapshot->layers[layer].z[unit], 0.00501);
    if (printed.listed != (layer == 0 ? 0 : printed.z)) {
        fail_msg("layer %d, neuron %d: the terms make %ld hundredths, z is %ld", layer, unit,
                 printed.listed, printed.z);
    }
    return printed;
}

#endif
