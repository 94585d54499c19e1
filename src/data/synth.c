/* SPDX-License-Identifier: MIT */
#include "data/synth.h"

#include <assert.h>
#include <string.h>

static const struct synth_table *const tables[] = {&synth_digits, &synth_letters, &synth_symbols,
                                                   &synth_scribbles};

enum { N_TABLES = sizeof tables / sizeof tables[0], N_DIGITS = 10 };

const struct lume_synth_style *lume_synth_style_at(size_t index)
{
    for (size_t t = 0; t < N_TABLES; t++) {
        if (index < tables[t]->n_styles) {
            return &tables[t]->styles[index];
        }
        index -= tables[t]->n_styles;
    }
    return NULL;
}

const struct lume_synth_style *lume_synth_style_find(const char *name)
{
    const struct lume_synth_style *style = NULL;
    for (size_t i = 0; (style = lume_synth_style_at(i)) && strcmp(style->name, name) != 0; i++) {
    }
    return style;
}

const struct lume_synth_style *synth_choose(const struct lume_synth_style *styles, size_t n,
                                            struct lume_rng *rng)
{
    float sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += styles[i].weight;
    }
    float left = sum * lume_rng_float(rng);
    size_t chosen = 0;
    while (chosen + 1 < n && left >= styles[chosen].weight) {
        left -= styles[chosen++].weight;
    }
    return &styles[chosen];
}

const struct lume_synth_style *lume_synth_choose_digit(int label, struct lume_rng *rng)
{
    assert(label >= 0 && label < N_DIGITS);
    const struct lume_synth_style *styles = synth_digits.styles;
    size_t first = 0;
    while (styles[first].label < label) {
        first++;
    }
    size_t end = first;
    while (end < synth_digits.n_styles && styles[end].label == label) {
        end++;
    }
    return synth_choose(styles + first, end - first, rng);
}

const struct lume_synth_style *lume_synth_choose_other(struct lume_rng *rng)
{
    static const struct synth_table *const kinds[4] = {&synth_letters, &synth_letters,
                                                       &synth_symbols, &synth_scribbles};
    const struct synth_table *kind = kinds[lume_rng_below(rng, 4)];
    return synth_choose(kind->styles, kind->n_styles, rng);
}
