/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_SHAPE_H
#define LUME_DATA_SHAPE_H

/*
 * How a template becomes the strokes of somebody's pen.
 *
 * A template is a list of knots: places that the pen goes through on a smooth curve (a centripetal
 * Catmull-Rom spline), in hundredths of the box, y down. A writer (struct shape_hand) has a slant,
 * proportions, a rotation, a bend of the whole, a sloppiness and a tremor; every drawing moves
 * every knot as far as the knot is free to, neighbours partly together.
 */

#include <lume/synth.h>

/* What is special about a knot. */
enum shape_mark {
    SHARP = 1,  /* the pen turns here; now and then somebody is in a hurry and it does not */
    LIFT = 2,   /* the pen goes up here: the last knot of a stroke that is not the last */
    MAY = 4,    /* left out by every other drawing: hooks, tails, overlaps */
    SECOND = 8, /* (dx, dy) follow the second of the drawing's two chances, not the first */
};

/* Where the pen goes: (x, y) plus a chance times (dx, dy), so that knots that belong together move
 * together (a flag is short or long, a loop small or large), plus a stray step times `free`. A
 * chance is from -2 to 2, mostly from -1 to 1; a stray step is up to 1.3 in each direction, mostly
 * less than 0.5, and half of it goes on into the next knot's. */
struct shape_knot {
    int8_t x, y;
    uint8_t free;
    uint8_t marks;
    int8_t dx, dy;
};

struct shape {
    const struct shape_knot *knots;
    size_t n_knots;
};

enum { SHAPE_MAX_KNOTS = 64 }; /* of a stroke */

/* A knot; marks, dx and dy may be left out. */
#define TO(...) TO_KNOT(__VA_ARGS__, 0, 0, 0, 0)
#define TO_KNOT(x, y, free, marks, dx, dy, ...) \
    {                                           \
        x, y, free, marks, dx, dy               \
    }

/* A `struct shape *` of knots. */
#define SHAPE(...)                                                                       \
    &(const struct shape)                                                                \
    {                                                                                    \
        (const struct shape_knot[]){__VA_ARGS__},                                        \
            sizeof((const struct shape_knot[]){__VA_ARGS__}) / sizeof(struct shape_knot) \
    }

/* How somebody writes on one occasion. */
struct shape_hand {
    float xx, xy, yx, yy; /* slant, proportions and rotation about the middle of the box */
    float warp[6];        /* bend: of x by u^2, u v, v^2, of y likewise; u, v from the middle */
    float x0, y0;         /* where the middle of the box goes */
    float sloppiness;     /* scales how free knots are; 1: as the template says */
    float hurry;          /* how often corners are rounded; 0 to 1 */
    float spacing;        /* of points, at most */
    float tremor;         /* of points, at most */
};

/* Draw a hand as people have them; its box is the whole box. */
struct shape_hand shape_hand_make(struct lume_rng *rng);

/* Give a hand a smaller box, `size` times as large in both directions, with its middle at (x, y).
 * Points stay as dense. */
void shape_hand_place(struct shape_hand *hand, float x, float y, float size);

/* A place of the pen, in the drawing's own coordinates. */
struct shape_place {
    float x, y;
    bool sharp;
};

/* Where a hand puts (x, y) of its box, which is from 0 to 1; not sharp. */
struct shape_place shape_place_at(const struct shape_hand *hand, float x, float y);

/* Write a template, after what `out` holds. */
void shape_write(const struct shape *shape, const struct shape_hand *hand, struct lume_rng *rng,
                 struct lume_strokes_room *out);

/* Draw one stroke after what `out` holds, the curve through n places; one place is a dot, none is
 * nothing. */
void shape_stroke(const struct shape_place *places, size_t n, const struct shape_hand *hand,
                  struct lume_rng *rng, struct lume_strokes_room *out);

/* The `draw` of styles that are a template: style->shape is a struct shape. */
void shape_draw(const struct lume_synth_style *style, struct lume_rng *rng,
                struct lume_strokes_room *out);

/* A number from -1 to 1, most likely 0 (the density is a triangle). */
float shape_chance(struct lume_rng *rng);

#endif
