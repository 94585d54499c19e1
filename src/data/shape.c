/* SPDX-License-Identifier: MIT */
#include "data/shape.h"

#include "base/elementary.h"

#include <assert.h>

/* No step between points is longer than max_spacing + sqrt(2) max_tremor, which is below 0.05. */
static const float min_spacing = 0.04f, max_spacing = 0.045f, max_tremor = 0.0035f;

static const double seconds_a_point = 0.01, seconds_between_strokes = 0.15;

/* Two steps of the pen. */
struct vector {
    float x, y;
};

/* From 16 bits a number from -1 to 1, its density a triangle. */
static float triangle(uint32_t bits)
{
    return ((float)(bits & 255) + (float)(bits >> 8 & 255)) * (1.0f / 255) - 1;
}

static float clamp(float x, float limit)
{
    return x < -limit ? -limit : (x > limit ? limit : x);
}

float shape_chance(struct lume_rng *rng)
{
    return triangle(lume_rng_uint32(rng) >> 16);
}

struct shape_hand shape_hand_make(struct lume_rng *rng)
{
    const float slant = 0.055f + 0.41f * shape_chance(rng); /* tangent of -20 to 25 degrees */
    const float aspect = 0.95f + 0.35f * shape_chance(rng);
    const float angle = 0.12f * shape_chance(rng);
    const float sine = float_sin(angle), cosine = float_cos(angle);
    struct shape_hand hand = {.x0 = 0.5f, .y0 = 0.5f};
    hand.xx = cosine * aspect;
    hand.xy = -cosine * slant - sine;
    hand.yx = sine * aspect;
    hand.yy = -sine * slant + cosine;
    for (size_t i = 0; i < 6; i++) {
        hand.warp[i] = 0.45f * shape_chance(rng);
    }
    const float care = lume_rng_float(rng);
    hand.sloppiness = 0.7f + 1.6f * care * care;
    hand.hurry = 0.4f * care * lume_rng_float(rng);
    hand.spacing = lume_rng_range(rng, min_spacing, max_spacing);
    const float shake = lume_rng_float(rng);
    hand.tremor = max_tremor * shake * shake;
    return hand;
}

void shape_hand_place(struct shape_hand *hand, float x, float y, float size)
{
    hand->xx *= size;
    hand->xy *= size;
    hand->yx *= size;
    hand->yy *= size;
    hand->x0 = x;
    hand->y0 = y;
}

struct shape_place shape_place_at(const struct shape_hand *hand, float x, float y)
{
    const float u = x - 0.5f, v = y - 0.5f, uu = u * u, uv = u * v, vv = v * v;
    const float *w = hand->warp;
    const float bent_x = u + (w[0] * uu + w[1] * uv + w[2] * vv);
    const float bent_y = v + (w[3] * uu + w[4] * uv + w[5] * vv);
    return (struct shape_place){.x = hand->x0 + hand->xx * bent_x + hand->xy * bent_y,
                                .y = hand->y0 + hand->yx * bent_x + hand->yy * bent_y};
}

void shape_write(const struct shape *shape, const struct shape_hand *hand, struct lume_rng *rng,
                 struct lume_strokes_room *out)
{
    struct shape_place places[SHAPE_MAX_KNOTS];
    float chances[2];
    chances[0] = 2 * shape_chance(rng);
    chances[1] = 2 * shape_chance(rng);
    const uint32_t hurry = (uint32_t)(hand->hurry * 255);
    struct vector stray = {0, 0};
    size_t n = 0;
    for (size_t i = 0; i < shape->n_knots; i++) {
        const struct shape_knot *knot = &shape->knots[i];
        const uint32_t bits = lume_rng_uint32(rng);
        stray.x = clamp(0.5f * stray.x + triangle(bits & 0xffff), 1.3f);
        stray.y = clamp(0.5f * stray.y + triangle(bits >> 16), 1.3f);
        if (!(knot->marks & MAY) || (bits >> 3 & 1)) {
            const float chance = chances[(knot->marks & SECOND) != 0];
            const float reach = hand->sloppiness * (float)knot->free;
            assert(n < SHAPE_MAX_KNOTS);
            places[n] = shape_place_at(
                hand, 0.01f * ((float)knot->x + chance * (float)knot->dx + reach * stray.x),
                0.01f * ((float)knot->y + chance * (float)knot->dy + reach * stray.y));
            places[n++].sharp = (knot->marks & SHARP) && (bits >> 8 & 255) >= hurry;
        }
        if ((knot->marks & LIFT) || i + 1 == shape->n_knots) {
            shape_stroke(places, n, hand, rng, out);
            stray = (struct vector){0, 0};
            n = 0;
        }
    }
}

/* A stroke that is being written. */
struct pen {
    const struct shape_hand *hand;
    struct lume_rng *rng;
    struct lume_strokes_room *out;
    struct vector shake;
    double time;
};

static bool is_full(const struct lume_strokes_room *room)
{
    return room->n_points >= room->max_points || room->n_points >= LUME_SYNTH_MAX_POINTS ||
           room->n_strokes >= room->max_strokes || room->n_strokes >= LUME_SYNTH_MAX_STROKES;
}

static void put(struct pen *pen, float x, float y)
{
    if (is_full(pen->out)) {
        return;
    }
    const uint32_t bits = lume_rng_uint32(pen->rng);
    pen->shake.x += 0.5f * (pen->hand->tremor * triangle(bits & 0xffff) - pen->shake.x);
    pen->shake.y += 0.5f * (pen->hand->tremor * triangle(bits >> 16) - pen->shake.y);
    x = 0.5f + clamp(x - 0.5f + pen->shake.x, 1);
    y = 0.5f + clamp(y - 0.5f + pen->shake.y, 1);
    pen->out->points[pen->out->n_points++] =
        (struct lume_ink_point){(double)x, (double)y, pen->time};
    pen->time += seconds_a_point;
}

static float square(struct vector a)
{
    return a.x * a.x + a.y * a.y;
}

/* Points of the cubic from `from` that leaves by a, and comes to from + b by c; a, c: a third of
 * the velocity. The end is left out. No two points are further apart than the longest of the
 * three legs of its polygon, times three, by their number. */
static void put_cubic(struct pen *pen, const struct shape_place *from, struct vector a,
                      struct vector b, struct vector c)
{
    const struct vector middle = {b.x - a.x - c.x, b.y - a.y - c.y};
    float longest = square(a) > square(c) ? square(a) : square(c);
    longest = square(middle) > longest ? square(middle) : longest;
    const int n = 1 + (int)(3 * sqrtf(longest) / pen->hand->spacing);
    const float step = 1 / (float)n;
    const struct vector cube = {3 * (a.x + c.x) - 2 * b.x, 3 * (a.y + c.y) - 2 * b.y};
    const struct vector flat = {3 * b.x - 6 * a.x - 3 * c.x, 3 * b.y - 6 * a.y - 3 * c.y};
    for (int i = 0; i < n; i++) {
        const float t = (float)i * step;
        put(pen, from->x + t * (3 * a.x + t * (flat.x + t * cube.x)),
            from->y + t * (3 * a.y + t * (flat.y + t * cube.y)));
    }
}

/* A segment's direction over its parameter, the square root of its length (centripetal: no cusps
 * and no loops within a segment). */
struct segment {
    struct vector velocity;
    float duration;
};

static struct segment segment_between(const struct shape_place *a, const struct shape_place *b)
{
    const struct vector way = {b->x - a->x, b->y - a->y};
    const float duration = sqrtf(sqrtf(square(way) + 1e-10f)), inverse = 1 / duration;
    return (struct segment){{way.x * inverse, way.y * inverse}, duration};
}

/* The velocity in the knot between two segments: that of the parabola through the three knots. */
static struct vector velocity_between(const struct segment *a, const struct segment *b)
{
    const float share = b->duration / (a->duration + b->duration);
    return (struct vector){b->velocity.x + share * (a->velocity.x - b->velocity.x),
                           b->velocity.y + share * (a->velocity.y - b->velocity.y)};
}

/* The velocity at the end of a segment whose other end has `other`: so that the curve bends on. */
static struct vector velocity_beyond(const struct segment *segment, struct vector other)
{
    return (struct vector){1.5f * segment->velocity.x - 0.5f * other.x,
                           1.5f * segment->velocity.y - 0.5f * other.y};
}

static void put_segment(struct pen *pen, const struct shape_place *place,
                        const struct segment *segments, bool smooth_start, bool smooth_end)
{
    const struct segment *s = segments;
    struct vector start = s->velocity, end = s->velocity;
    if (smooth_start) {
        start = velocity_between(s - 1, s);
    }
    if (smooth_end) {
        end = velocity_between(s, s + 1);
    }
    if (!smooth_start && !smooth_end) { /* nearly straight */
        const float bow = 0.12f * shape_chance(pen->rng);
        start = (struct vector){s->velocity.x - bow * s->velocity.y,
                                s->velocity.y + bow * s->velocity.x};
        end = (struct vector){s->velocity.x + bow * s->velocity.y,
                              s->velocity.y - bow * s->velocity.x};
    } else if (!smooth_start) {
        start = velocity_beyond(s, end);
    } else if (!smooth_end) {
        end = velocity_beyond(s, start);
    }
    const float third = s->duration * (1.0f / 3);
    put_cubic(pen, place, (struct vector){third * start.x, third * start.y},
              (struct vector){s->duration * s->velocity.x, s->duration * s->velocity.y},
              (struct vector){third * end.x, third * end.y});
}

void shape_stroke(const struct shape_place *places, size_t n, const struct shape_hand *hand,
                  struct lume_rng *rng, struct lume_strokes_room *out)
{
    struct segment segments[SHAPE_MAX_KNOTS];
    assert(n <= SHAPE_MAX_KNOTS);
    if (n == 0 || is_full(out)) {
        return;
    }
    struct pen pen = {.hand = hand, .rng = rng, .out = out};
    if (out->n_points > 0) {
        pen.time = out->points[out->n_points - 1].time + seconds_between_strokes;
    }
    for (size_t i = 0; i + 1 < n; i++) {
        segments[i] = segment_between(&places[i], &places[i + 1]);
    }
    bool smooth = false;
    for (size_t i = 0; i + 1 < n; i++) {
        const bool smooth_end = i + 2 < n && !places[i + 1].sharp;
        put_segment(&pen, &places[i], &segments[i], smooth, smooth_end);
        smooth = smooth_end;
    }
    put(&pen, places[n - 1].x, places[n - 1].y);
    out->ends[out->n_strokes++] = (uint32_t)out->n_points;
}

void shape_draw(const struct lume_synth_style *style, struct lume_rng *rng,
                struct lume_strokes_room *out)
{
    const struct shape_hand hand = shape_hand_make(rng);
    out->n_points = out->n_strokes = 0;
    shape_write(style->shape, &hand, rng, out);
}
