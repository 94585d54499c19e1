/* SPDX-License-Identifier: MIT */
#include "data/shape.h"
#include "data/synth.h"

#define SYMBOL(name, weight, doc, ...)                                           \
    {                                                                            \
        name, doc, LUME_SYNTH_SYMBOL, -1, weight, shape_draw, SHAPE(__VA_ARGS__) \
    }

static const struct lume_synth_style styles[] = {
    SYMBOL("plus", 1, "+", TO(50, 8, 4), TO(50, 92, 4, LIFT), TO(8, 50, 4), TO(92, 50, 4)),
    SYMBOL("cross", 1, "a cross, as on a ballot", TO(14, 10, 6), TO(86, 90, 6, LIFT), TO(86, 10, 6),
           TO(14, 90, 6)),
};

const struct synth_table synth_symbols = {styles, sizeof styles / sizeof styles[0]};
