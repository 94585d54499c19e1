/* SPDX-License-Identifier: MIT */
#include "data/shape.h"
#include "data/synth.h"

#define LETTER(name, weight, doc, ...)                                           \
    {                                                                            \
        name, doc, LUME_SYNTH_LETTER, -1, weight, shape_draw, SHAPE(__VA_ARGS__) \
    }

static const struct lume_synth_style styles[] = {
    LETTER("A", 1, "two sides from the top, then the bar", TO(50, 0, 4), TO(18, 100, 5, LIFT),
           TO(50, 0, 4), TO(82, 100, 5, LIFT), TO(28, 62, 5), TO(74, 62, 5)),
    LETTER("E", 1, "back and foot, then two bars", TO(78, 3, 5), TO(22, 2, 4, SHARP),
           TO(21, 98, 4, SHARP), TO(80, 97, 5, LIFT), TO(22, 48, 4), TO(68, 48, 5)),
};

const struct synth_table synth_letters = {styles, sizeof styles / sizeof styles[0]};
