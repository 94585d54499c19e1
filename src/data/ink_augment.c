/* SPDX-License-Identifier: MIT */
#include <lume/ink_image.h>

#include "base/elementary.h"
#include "data/strokes.h"

#include <assert.h>
#include <math.h>

void lume_ink_augment_defaults(struct lume_ink_augment *augment)
{
    *augment = (struct lume_ink_augment){
        .rotate = 12,
        .shear = 0.3f,
        .stretch = 0.2f,
        .bend = 0.05f,
        .ends = 0.12f,
        .gaps = 0.04f,
        .joins = 0.1f,
        .speed = 0.15f,
        .nib_least = 0.7f,
        .nib_most = 1.8f,
    };
}

struct spot {
    float x, y;
};

/* Where a spot goes: two waves bend the plane, then it is stretched, sheared and turned. */
struct plane {
    struct wave {
        float fx, fy, phase, x, y;
    } waves[2];
    float xx, xy, yx, yy;
};

static float either_way(struct lume_rng *rng, float most)
{
    return lume_rng_range(rng, -most, most);
}

static struct plane plane_make(const struct lume_ink_augment *augment, struct lume_rng *rng)
{
    struct plane plane;
    for (size_t i = 0; i < 2; i++) {
        plane.waves[i].fx = either_way(rng, 1);
        plane.waves[i].fy = either_way(rng, 1);
        plane.waves[i].phase = lume_rng_float(rng);
        plane.waves[i].x = either_way(rng, augment->bend);
        plane.waves[i].y = either_way(rng, augment->bend);
    }
    const float radian = 0.0174532925f;
    float angle = either_way(rng, augment->rotate) * radian;
    float sine = float_sin(angle), cosine = float_cos(angle);
    float shear = either_way(rng, augment->shear);
    float width = 1 + either_way(rng, augment->stretch);
    float height = 1 + either_way(rng, augment->stretch);
    plane.xx = cosine * width;
    plane.xy = (cosine * shear - sine) * height;
    plane.yx = sine * width;
    plane.yy = (sine * shear + cosine) * height;
    return plane;
}

/* A wave of period and height 1, made of parabolas: within 6 % of the sine. */
static float wave(float turns)
{
    const float round = 12582912.0f; /* 1.5 * 2^23: adding it rounds to a whole number */
    float t = turns - ((turns + round) - round);
    return 8 * t * (1 - 2 * fabsf(t));
}

static struct spot place(const struct plane *plane, struct spot at)
{
    struct spot bent = at;
    for (size_t i = 0; i < 2; i++) {
        const struct wave *w = &plane->waves[i];
        float height = wave(w->fx * at.x + w->fy * at.y + w->phase);
        bent.x += w->x * height;
        bent.y += w->y * height;
    }
    return (struct spot){plane->xx * bent.x + plane->xy * bent.y,
                         plane->yx * bent.x + plane->yy * bent.y};
}

/* One drawing on its way. */
struct passage {
    const struct lume_ink_augment *augment;
    struct lume_rng *rng;
    struct plane plane;
    struct strokes_frame frame;
    double scale; /* of the frame to a box of -1/2 to 1/2 */
    size_t every; /* how many points are thinned to one */
    float stride; /* of a fast hand: length from point to point; 0: slow */
    struct lume_strokes_room *out;
};

static struct spot spot_of(const struct passage *p, const struct lume_ink_point *point)
{
    return (struct spot){(float)((point->x - p->frame.x) * p->scale),
                         (float)((point->y - p->frame.y) * p->scale)};
}

static float distance(struct spot a, struct spot b)
{
    float x = b.x - a.x, y = b.y - a.y;
    return sqrtf(x * x + y * y);
}

static void put(const struct passage *p, struct spot spot, struct spot offset)
{
    struct lume_strokes_room *out = p->out;
    if (out->n_points < out->max_points) {
        struct spot at = place(&p->plane, (struct spot){spot.x + offset.x, spot.y + offset.y});
        out->points[out->n_points++] =
            (struct lume_ink_point){(double)at.x, (double)at.y, (double)NAN};
    }
}

/* End a stroke, unless it has no points. */
static void lift(const struct passage *p)
{
    struct lume_strokes_room *out = p->out;
    size_t begin = out->n_strokes ? out->ends[out->n_strokes - 1] : 0;
    if (out->n_points > begin) {
        if (out->n_strokes < out->max_strokes) {
            out->ends[out->n_strokes++] = (uint32_t)out->n_points;
        } else {
            out->n_points = begin; /* no room for another stroke */
        }
    }
}

/* A stroke as it is read: points first to last, both included, and the spots beyond its ends. */
struct stroke {
    const struct lume_ink_point *points;
    size_t first, last;
    bool overshoots[2];
    struct spot beyond[2];
    size_t break_at; /* the pen is lifted behind this point; at `last`: nowhere */
};

/* Where the line from `from` to the end at `end` would have gone on to. */
static struct spot onwards(struct spot from, struct spot end, float length)
{
    float way = distance(from, end);
    float share = way > 0 ? length / way : 0;
    return (struct spot){end.x + (end.x - from.x) * share, end.y + (end.y - from.y) * share};
}

/* Cut off, or go beyond, the ends of a stroke. Always six draws. */
static void change_ends(const struct passage *p, struct stroke *s)
{
    enum { SHORT = 8, BACK = 3 };
    size_t n = s->last - s->first + 1, first = s->first, last = s->last;
    for (size_t side = 0; side < 2; side++) {
        float chance = lume_rng_float(p->rng);
        float share = lume_rng_float(p->rng) * p->augment->ends;
        s->overshoots[side] = false;
        if (n < SHORT) {
            continue;
        }
        size_t cut = (size_t)(share * (float)n);
        if (chance < 0.4f) {
            s->first += side == 0 ? cut : 0;
            s->last -= side == 1 ? cut : 0;
        } else if (chance < 0.65f && share > 0) {
            size_t end = side == 0 ? first : last, back = side == 0 ? first + BACK : last - BACK;
            s->beyond[side] =
                onwards(spot_of(p, &s->points[back]), spot_of(p, &s->points[end]), 0.5f * share);
            s->overshoots[side] = true;
        }
    }
    s->break_at = s->last;
    bool breaks = lume_rng_float(p->rng) < 0.25f * p->augment->joins;
    uint32_t room = s->last - s->first > 2 * SHORT ? (uint32_t)(s->last - s->first - SHORT) : 1;
    size_t at = s->first + SHORT / 2 + lume_rng_below(p->rng, room);
    if (breaks && room > 1) {
        s->break_at = at;
    }
}

static void write_stroke(const struct passage *p, const struct stroke *s, struct spot offset)
{
    struct spot from = s->overshoots[0] ? s->beyond[0] : spot_of(p, &s->points[s->first]);
    if (s->overshoots[0]) {
        put(p, from, offset);
    }
    float way = p->stride; /* so that the first point counts */
    for (size_t i = s->first; i <= s->last; i++) {
        struct spot spot = spot_of(p, &s->points[i]);
        way += distance(from, spot);
        from = spot;
        bool ends = i == s->last || i == s->break_at;
        if (ends || (way >= p->stride && (i - s->first) % p->every == 0)) {
            put(p, spot, offset);
            way = 0;
        }
        if (i == s->break_at && i < s->last) {
            lift(p);
        }
    }
    if (s->overshoots[1]) {
        put(p, s->beyond[1], offset);
    }
}

/* Tell whether somebody may have forgotten to lift the pen before the next stroke. */
static bool joins(const struct passage *p, struct spot end, struct spot begin)
{
    const float near = 0.3f;
    return lume_rng_float(p->rng) < p->augment->joins && distance(end, begin) < near;
}

static void write_strokes(const struct passage *p, const struct lume_strokes *in)
{
    struct spot end = {0, 0};
    size_t begin = 0;
    bool several = in->n_strokes > 1, open = false;
    for (size_t i = 0; i < in->n_strokes; i++) {
        struct stroke s = {.points = in->points, .first = begin, .last = in->ends[i] - 1};
        if (in->ends[i] == begin) {
            continue;
        }
        begin = in->ends[i];
        struct spot offset = {either_way(p->rng, p->augment->gaps),
                              either_way(p->rng, p->augment->gaps)};
        offset = several ? offset : (struct spot){0, 0};
        change_ends(p, &s);
        if (open && !joins(p, end, spot_of(p, &s.points[s.first]))) {
            lift(p);
        }
        write_stroke(p, &s, offset);
        end = spot_of(p, &s.points[s.last]);
        open = true;
    }
    lift(p);
}

void lume_ink_augment_strokes(const struct lume_ink_augment *augment, const struct lume_strokes *in,
                              struct lume_rng *rng, struct lume_strokes_room *out)
{
    assert(augment->rotate >= 0 && augment->rotate <= 45);
    size_t n = lume_strokes_count_points(in);
    out->n_points = out->n_strokes = 0;
    if (n == 0) {
        return;
    }
    struct passage p = {.augment = augment, .rng = rng, .out = out};
    p.frame = strokes_measure(in);
    p.scale = 1 / p.frame.side;
    p.scale = isfinite(p.scale) ? p.scale : 0;
    p.plane = plane_make(augment, rng);
    p.every = 1 + 2 * n / out->max_points;
    float stride = lume_rng_range(rng, 0.06f, 0.14f);
    p.stride = lume_rng_float(rng) < augment->speed ? stride : 0;
    write_strokes(&p, in);
}
