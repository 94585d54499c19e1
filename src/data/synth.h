/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_SYNTH_H
#define LUME_DATA_SYNTH_H

/*
 * The tables of the generator's styles, drawn for this program from how people write.
 */

#include <lume/synth.h>

struct synth_table {
    const struct lume_synth_style *styles;
    size_t n_styles;
};

extern const struct synth_table synth_digits; /* in the order of their labels */
extern const struct synth_table synth_letters;
extern const struct synth_table synth_symbols;
extern const struct synth_table synth_scribbles;

/* Choose one of n styles by weight. */
const struct lume_synth_style *synth_choose(const struct lume_synth_style *styles, size_t n,
                                            struct lume_rng *rng);

#endif
