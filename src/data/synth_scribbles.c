/* SPDX-License-Identifier: MIT */
#include "data/shape.h"
#include "data/synth.h"

/* A stroke of `n` places anywhere in the box. */
static void wander(struct lume_rng *rng, size_t n, bool sharp, struct lume_strokes_room *out)
{
    const struct shape_hand hand = shape_hand_make(rng);
    struct shape_place places[SHAPE_MAX_KNOTS];
    for (size_t i = 0; i < n; i++) {
        places[i].x = lume_rng_float(rng);
        places[i].y = lume_rng_float(rng);
        places[i].sharp = sharp;
    }
    shape_stroke(places, n, &hand, rng, out);
}

static void draw_curves(const struct lume_synth_style *style, struct lume_rng *rng,
                        struct lume_strokes_room *out)
{
    (void)style;
    out->n_points = out->n_strokes = 0;
    wander(rng, 5 + lume_rng_below(rng, 15), false, out);
}

static void draw_jags(const struct lume_synth_style *style, struct lume_rng *rng,
                      struct lume_strokes_room *out)
{
    (void)style;
    out->n_points = out->n_strokes = 0;
    wander(rng, 5 + lume_rng_below(rng, 15), true, out);
}

#define SCRIBBLE(name, weight, draw, doc)                      \
    {                                                          \
        name, doc, LUME_SYNTH_SCRIBBLE, -1, weight, draw, NULL \
    }

static const struct lume_synth_style styles[] = {
    SCRIBBLE("curves", 1, draw_curves, "one long curve to anywhere"),
    SCRIBBLE("jags", 1, draw_jags, "straight lines from anywhere to anywhere"),
};

const struct synth_table synth_scribbles = {styles, sizeof styles / sizeof styles[0]};
