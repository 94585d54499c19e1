/* SPDX-License-Identifier: MIT */

/*
 * What is drawn when nothing is written: movement, hatching, noise, and more than one character.
 */

#include "base/elementary.h"
#include "data/shape.h"
#include "data/synth.h"

static void clear(struct lume_strokes_room *out)
{
    out->n_points = out->n_strokes = 0;
}

/* A whole number from `least` to `most`. */
static size_t between(struct lume_rng *rng, uint32_t least, uint32_t most)
{
    return least + lume_rng_below(rng, most - least + 1);
}

/* A hand that holds the paper in any direction. */
static struct shape_hand turned_hand(struct lume_rng *rng)
{
    struct shape_hand hand = shape_hand_make(rng);
    const float angle = lume_rng_range(rng, -0.785f, 0.785f);
    const float sine = float_sin(angle), cosine = float_cos(angle);
    const struct shape_hand old = hand;
    hand.xx = cosine * old.xx - sine * old.yx;
    hand.xy = cosine * old.xy - sine * old.yy;
    hand.yx = sine * old.xx + cosine * old.yx;
    hand.yy = sine * old.xy + cosine * old.yy;
    if (lume_rng_below(rng, 2)) {
        const struct shape_hand half = hand;
        hand.xx = -half.yx;
        hand.xy = -half.yy;
        hand.yx = half.xx;
        hand.yy = half.xy;
    }
    shape_hand_place(&hand, 0.5f, 0.5f, 0.8f);
    return hand;
}

/* A straight stroke, nearly. */
static void line(const struct shape_hand *hand, struct shape_place from, struct shape_place to,
                 struct lume_rng *rng, struct lume_strokes_room *out)
{
    const struct shape_place ends[2] = {shape_place_at(hand, from.x, from.y),
                                        shape_place_at(hand, to.x, to.y)};
    shape_stroke(ends, 2, hand, rng, out);
}

/* A place near (x, y). */
static struct shape_place near(float x, float stray_x, float y, float stray_y, struct lume_rng *rng)
{
    struct shape_place place = {.x = x + stray_x * shape_chance(rng)};
    place.y = y + stray_y * shape_chance(rng);
    return place;
}

/* Up and down while going to the right, n times. */
static void zigzag(const struct shape_hand *hand, size_t n, bool sharp, struct lume_rng *rng,
                   struct lume_strokes_room *out)
{
    struct shape_place places[SHAPE_MAX_KNOTS];
    const float stray = lume_rng_range(rng, 0, 0.3f), step = 1 / (float)n;
    for (size_t i = 0; i < n; i++) {
        const float x = step * ((float)i + shape_chance(rng));
        const float y = stray * lume_rng_float(rng);
        places[i] = shape_place_at(hand, x, i % 2 ? y : 1 - y);
        places[i].sharp = sharp;
    }
    shape_stroke(places, n, hand, rng, out);
}

/* n strokes beside each other. */
static void hatch(const struct shape_hand *hand, size_t n, struct lume_rng *rng,
                  struct lume_strokes_room *out)
{
    const float stray = lume_rng_range(rng, 0, 0.3f), step = 1 / (float)n;
    for (size_t i = 0; i < n; i++) {
        const float x = step * ((float)i + 0.5f);
        const struct shape_place from = near(x, 0.4f * step, 0, stray, rng);
        line(hand, from, near(x, 0.4f * step, 1, stray, rng), rng, out);
    }
}

/* n places from anywhere to anywhere. */
static void wander(const struct shape_hand *hand, size_t n, bool sharp, struct lume_rng *rng,
                   struct lume_strokes_room *out)
{
    struct shape_place places[SHAPE_MAX_KNOTS];
    for (size_t i = 0; i < n; i++) {
        const float x = lume_rng_float(rng);
        places[i] = shape_place_at(hand, x, lume_rng_float(rng));
        places[i].sharp = sharp;
    }
    shape_stroke(places, n, hand, rng, out);
}

/* Round and round, from one radius to another while the middle moves to the right. */
static void coil(const struct shape_hand *hand, float start, float end, float way, size_t n_turns,
                 struct lume_rng *rng, struct lume_strokes_room *out)
{
    struct shape_place places[SHAPE_MAX_KNOTS];
    const size_t a_turn = n_turns > 8 ? 4 : 8, n = a_turn * n_turns;
    static const float eighths[8][2] = {
        {1, 0},  {0.70710678f, 0.70710678f},   {0, 1},  {-0.70710678f, 0.70710678f},
        {-1, 0}, {-0.70710678f, -0.70710678f}, {0, -1}, {0.70710678f, -0.70710678f}};
    for (size_t i = 0; i < n; i++) {
        const float share = (float)i / (float)n;
        const float radius = (start + (end - start) * share) * (1 + 0.3f * shape_chance(rng));
        const float *direction = eighths[i * (8 / a_turn) % 8];
        places[i] = shape_place_at(hand, 0.5f + way * (share - 0.5f) + radius * direction[0],
                                   0.5f + radius * direction[1]);
    }
    shape_stroke(places, n, hand, rng, out);
}

static void draw_curves(const struct lume_synth_style *style, struct lume_rng *rng,
                        struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    const struct shape_hand hand = turned_hand(rng);
    wander(&hand, between(rng, 7, 24), false, rng, out);
}

static void draw_jags(const struct lume_synth_style *style, struct lume_rng *rng,
                      struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    const struct shape_hand hand = turned_hand(rng);
    wander(&hand, between(rng, 6, 24), true, rng, out);
}

/* A walk that keeps its direction for a while and comes back to the middle. */
static void draw_walk(const struct lume_synth_style *style, struct lume_rng *rng,
                      struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    const struct shape_hand hand = turned_hand(rng);
    struct shape_place places[SHAPE_MAX_KNOTS];
    const size_t n = between(rng, 14, SHAPE_MAX_KNOTS);
    const float inertia = lume_rng_range(rng, 0.2f, 0.8f);
    float x = lume_rng_float(rng), y = lume_rng_float(rng), right = 0, down = 0;
    for (size_t i = 0; i < n; i++) {
        right = inertia * right + 0.2f * shape_chance(rng) - 0.08f * (x - 0.5f);
        down = inertia * down + 0.2f * shape_chance(rng) - 0.08f * (y - 0.5f);
        x += right;
        y += down;
        x = x < 0 ? -0.5f * x : (x > 1 ? 1.5f - 0.5f * x : x);
        y = y < 0 ? -0.5f * y : (y > 1 ? 1.5f - 0.5f * y : y);
        places[i] = shape_place_at(&hand, x, y);
    }
    shape_stroke(places, n, &hand, rng, out);
}

static void draw_zigzag(const struct lume_synth_style *style, struct lume_rng *rng,
                        struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    const struct shape_hand hand = turned_hand(rng);
    const size_t n = between(rng, 6, 14);
    zigzag(&hand, n, lume_rng_below(rng, 2), rng, out);
}

static void draw_fill(const struct lume_synth_style *style, struct lume_rng *rng,
                      struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    const struct shape_hand hand = turned_hand(rng);
    const size_t n = between(rng, 14, 20);
    zigzag(&hand, n, lume_rng_below(rng, 2), rng, out);
}

static void draw_hatching(const struct lume_synth_style *style, struct lume_rng *rng,
                          struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    const struct shape_hand hand = turned_hand(rng);
    hatch(&hand, between(rng, 3, 14), rng, out);
}

static void draw_grid(const struct lume_synth_style *style, struct lume_rng *rng,
                      struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    struct shape_hand hand = turned_hand(rng);
    hatch(&hand, between(rng, 2, 9), rng, out);
    const struct shape_hand old = hand;
    hand.xx = -old.xy;
    hand.xy = old.xx;
    hand.yx = -old.yy;
    hand.yy = old.yx;
    hatch(&hand, between(rng, 2, 9), rng, out);
}

static void draw_lines(const struct lume_synth_style *style, struct lume_rng *rng,
                       struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    const struct shape_hand hand = turned_hand(rng);
    for (size_t n = between(rng, 3, 12); n > 0; n--) {
        wander(&hand, 2, true, rng, out);
    }
}

static void draw_arcs(const struct lume_synth_style *style, struct lume_rng *rng,
                      struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    const struct shape_hand hand = turned_hand(rng);
    for (size_t n = between(rng, 2, 8); n > 0; n--) {
        const size_t n_places = between(rng, 2, 5);
        wander(&hand, n_places, lume_rng_below(rng, 4) == 0, rng, out);
    }
}

static void draw_coil(const struct lume_synth_style *style, struct lume_rng *rng,
                      struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    const struct shape_hand hand = turned_hand(rng);
    const float start = lume_rng_range(rng, 0.08f, 0.3f), end = lume_rng_range(rng, 0.08f, 0.3f);
    const float way = lume_rng_range(rng, 0.6f, 1);
    coil(&hand, start, end, way, between(rng, 4, 14), rng, out);
}

static void draw_spiral(const struct lume_synth_style *style, struct lume_rng *rng,
                        struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    struct shape_hand hand = turned_hand(rng);
    if (lume_rng_below(rng, 2)) { /* the other way round */
        hand.xx = -hand.xx;
        hand.yx = -hand.yx;
    }
    const float inner = lume_rng_range(rng, 0, 0.12f);
    coil(&hand, inner, 0.55f, 0, between(rng, 3, 6), rng, out);
}

static void draw_blot(const struct lume_synth_style *style, struct lume_rng *rng,
                      struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    const struct shape_hand hand = turned_hand(rng);
    const float radius = lume_rng_range(rng, 0.2f, 0.5f);
    coil(&hand, radius, 0.05f, 0.2f, between(rng, 5, 10), rng, out);
    const size_t n = between(rng, 6, 12);
    wander(&hand, n, lume_rng_below(rng, 2), rng, out);
}

static void draw_dot(const struct lume_synth_style *style, struct lume_rng *rng,
                     struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    const struct shape_hand hand = shape_hand_make(rng);
    wander(&hand, 1, false, rng, out);
}

/* A page full of dots, short dashes or small rings. */
static void draw_noise(const struct lume_synth_style *style, struct lume_rng *rng,
                       struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    struct shape_hand hand = turned_hand(rng);
    const float size = lume_rng_range(rng, 0.01f, 0.2f);
    const size_t n_places = between(rng, 1, 4);
    shape_hand_place(&hand, 0, 0, size);
    for (size_t n = between(rng, 3, LUME_SYNTH_MAX_STROKES - 1); n > 0; n--) {
        hand.x0 = lume_rng_float(rng);
        hand.y0 = lume_rng_float(rng);
        wander(&hand, n_places, false, rng, out);
    }
}

/* The template of a random character. */
static const struct shape *choose(bool digit, struct lume_rng *rng)
{
    if (digit) {
        return lume_synth_choose_digit((int)lume_rng_below(rng, 10), rng)->shape;
    }
    return synth_choose(synth_letters.styles, synth_letters.n_styles, rng)->shape;
}

/* n characters of one hand in a row; those whose bit in `digits` is set are digits. */
static void write_row(size_t n, unsigned digits, struct lume_rng *rng,
                      struct lume_strokes_room *out)
{
    struct shape_hand hand = shape_hand_make(rng);
    const float pitch = lume_rng_range(rng, 0.65f, 0.95f), drop = 0.15f * shape_chance(rng);
    const float size = 1 / (1 + 0.7f * (float)(n - 1));
    shape_hand_place(&hand, 0, 0, size);
    for (size_t i = 0; i < n; i++) {
        const float along = (float)i - 0.5f * (float)(n - 1);
        hand.x0 = 0.5f + size * (pitch * along + 0.06f * shape_chance(rng));
        hand.y0 = 0.5f + size * (drop * along + 0.1f * shape_chance(rng));
        shape_write(choose(digits >> i & 1, rng), &hand, rng, out);
    }
}

static void draw_number(const struct lume_synth_style *style, struct lume_rng *rng,
                        struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    write_row(between(rng, 2, 3), ~0u, rng, out);
}

static void draw_pair(const struct lume_synth_style *style, struct lume_rng *rng,
                      struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    write_row(2, 1 + lume_rng_below(rng, 2), rng, out);
}

static void draw_word(const struct lume_synth_style *style, struct lume_rng *rng,
                      struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    write_row(between(rng, 2, 6), 0, rng, out);
}

/* A digit under a zigzag, a coil or several lines. */
static void draw_crossed_out(const struct lume_synth_style *style, struct lume_rng *rng,
                             struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    const struct shape_hand hand = shape_hand_make(rng), over = turned_hand(rng);
    shape_write(choose(true, rng), &hand, rng, out);
    const uint32_t way = lume_rng_below(rng, 3);
    const size_t n = between(rng, 4, 10);
    if (way == 0) {
        zigzag(&over, n + 2, lume_rng_below(rng, 2), rng, out);
    } else if (way == 1) {
        hatch(&over, n, rng, out);
    } else {
        coil(&over, 0.3f, 0.3f, lume_rng_range(rng, 0.2f, 0.8f), n, rng, out);
    }
}

/* An initial, a run that becomes flat, and perhaps a line below. */
static void draw_signature(const struct lume_synth_style *style, struct lume_rng *rng,
                           struct lume_strokes_room *out)
{
    (void)style;
    clear(out);
    struct shape_hand hand = shape_hand_make(rng);
    shape_hand_place(&hand, 0.1f, 0.4f, 0.33f);
    shape_write(choose(false, rng), &hand, rng, out);
    struct shape_place places[SHAPE_MAX_KNOTS];
    const size_t n = between(rng, 8, 30);
    const float step = lume_rng_range(rng, 1.2f, 2) / (float)n;
    for (size_t i = 0; i < n; i++) {
        const float height = lume_rng_float(rng) * (1 - 0.8f * (float)i / (float)n);
        places[i] = shape_place_at(&hand, 0.9f + step * ((float)i + 1.2f * shape_chance(rng)),
                                   0.75f + (i % 2 ? 0.25f * height : -0.6f * height));
    }
    shape_stroke(places, n, &hand, rng, out);
    if (lume_rng_below(rng, 2)) {
        line(&hand, (struct shape_place){.x = 0.2f, .y = 1.2f},
             (struct shape_place){.x = 2.2f, .y = 1.1f}, rng, out);
    }
}

#define SCRIBBLE(name, weight, draw, doc)                      \
    {                                                          \
        name, doc, LUME_SYNTH_SCRIBBLE, -1, weight, draw, NULL \
    }

static const struct lume_synth_style styles[] = {
    SCRIBBLE("scribble-curves", 2, draw_curves, "one long curve from anywhere to anywhere"),
    SCRIBBLE("scribble-jags", 1, draw_jags, "straight lines in one stroke"),
    SCRIBBLE("scribble-walk", 4, draw_walk, "a pen that strays"),
    SCRIBBLE("scribble-zigzag", 1.5f, draw_zigzag, "up and down in one stroke"),
    SCRIBBLE("scribble-fill", 1, draw_fill, "a dense zigzag that fills a patch"),
    SCRIBBLE("scribble-hatching", 1, draw_hatching, "strokes beside each other"),
    SCRIBBLE("scribble-grid", 1, draw_grid, "strokes across strokes"),
    SCRIBBLE("scribble-lines", 2, draw_lines, "several straight lines"),
    SCRIBBLE("scribble-arcs", 2, draw_arcs, "several short curves"),
    SCRIBBLE("scribble-coil", 1.5f, draw_coil, "loops in a row"),
    SCRIBBLE("scribble-spiral", 0.7f, draw_spiral, "a spiral of several turns"),
    SCRIBBLE("scribble-blot", 0.7f, draw_blot, "much ink in one place"),
    SCRIBBLE("scribble-dot", 0.5f, draw_dot, "a dot"),
    SCRIBBLE("scribble-noise", 2, draw_noise, "a page full of dots or small strokes"),
    SCRIBBLE("scribble-number", 3, draw_number, "two or three digits"),
    SCRIBBLE("scribble-pair", 1, draw_pair, "a digit and a letter"),
    SCRIBBLE("scribble-word", 2, draw_word, "letters in a row"),
    SCRIBBLE("scribble-crossed-out", 1, draw_crossed_out, "a digit that was crossed out"),
    SCRIBBLE("scribble-signature", 1, draw_signature, "an initial and a run"),
};

const struct synth_table synth_scribbles = {styles, sizeof styles / sizeof styles[0]};
