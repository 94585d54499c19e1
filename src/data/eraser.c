/* SPDX-License-Identifier: MIT */
#include "data/eraser.h"

#include <math.h>

/* A part of a line from its start (0) to its end (1), or beyond; empty unless from <= to. */
struct part {
    double from, to;
};

static const struct part nothing = {INFINITY, -INFINITY}, all = {-INFINITY, INFINITY};

static struct part both(struct part a, struct part b)
{
    return (struct part){fmax(a.from, b.from), fmin(a.to, b.to)};
}

/* The shortest part that holds both: all of their union where that is one part. */
static struct part hull(struct part a, struct part b)
{
    if (!(a.from <= a.to)) {
        return b;
    }
    return b.from <= b.to ? (struct part){fmin(a.from, b.from), fmax(a.to, b.to)} : a;
}

/* Where low <= start + t step <= high. */
static struct part between(double start, double step, double low, double high)
{
    if (step == 0) {
        return start >= low && start <= high ? all : nothing;
    }
    double a = (low - start) / step, b = (high - start) / step;
    return (struct part){fmin(a, b), fmax(a, b)};
}

/* A line from (x, y), in steps of (dx, dy). */
struct line {
    double x, y, dx, dy;
};

static struct part inside_disc(const struct line *line, double x, double y, double radius)
{
    double square = line->dx * line->dx + line->dy * line->dy;
    double rx = x - line->x, ry = y - line->y;
    if (square == 0) {
        return rx * rx + ry * ry <= radius * radius ? all : nothing;
    }
    double along = (rx * line->dx + ry * line->dy) / square;
    double across = rx * line->dy - ry * line->dx;
    double rest = radius * radius - across * across / square;
    if (rest < 0) {
        return nothing;
    }
    double half = sqrt(rest / square);
    return (struct part){along - half, along + half};
}

/* The strip between the discs at both ends. */
static struct part inside_strip(const struct line *line, const struct eraser *eraser, double radius)
{
    double ux = eraser->bx - eraser->ax, uy = eraser->by - eraser->ay;
    double length = sqrt(ux * ux + uy * uy);
    if (length == 0) {
        return nothing;
    }
    ux /= length;
    uy /= length;
    double x = line->x - eraser->ax, y = line->y - eraser->ay;
    struct part along = between(x * ux + y * uy, line->dx * ux + line->dy * uy, 0, length);
    struct part across = between(x * uy - y * ux, line->dx * uy - line->dy * ux, -radius, radius);
    return both(along, across);
}

/* The rubbed area is convex, so a line has one part inside. */
static struct part inside(const struct line *line, const struct eraser *eraser, double radius)
{
    struct part part = inside_disc(line, eraser->ax, eraser->ay, radius);
    part = hull(part, inside_disc(line, eraser->bx, eraser->by, radius));
    part = hull(part, inside_strip(line, eraser, radius));
    return both(part, (struct part){0, 1});
}

static bool apart(double a, double b, double c, double d, double radius)
{
    return fmax(a, b) < fmin(c, d) - radius || fmin(a, b) > fmax(c, d) + radius;
}

/* The part that the rubber removes from the line between two points, from <= to; or nothing. */
static struct part removed(const struct eraser *eraser, const struct lume_ink_point *a,
                           const struct lume_ink_point *b)
{
    if (apart(a->x, b->x, eraser->ax, eraser->bx, eraser->radius) ||
        apart(a->y, b->y, eraser->ay, eraser->by, eraser->radius)) {
        return nothing;
    }
    struct line line = {a->x, a->y, b->x - a->x, b->y - a->y};
    double size = fabs(a->x) + fabs(a->y) + fabs(b->x) + fabs(b->y);
    double depth = 0x1p-30 * eraser->radius + 0x1p-48 * size;
    if (depth >= eraser->radius) {
        return nothing;
    }
    struct part deep = inside(&line, eraser, eraser->radius - depth);
    return deep.from <= deep.to ? inside(&line, eraser, eraser->radius) : nothing;
}

bool eraser_touches(const struct eraser *eraser, const struct lume_ink_point *points, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t next = n == 1 ? i : i + 1; /* a dot is a line to itself */
        struct part part = next < n ? removed(eraser, &points[i], &points[next]) : nothing;
        if (part.from <= part.to) {
            return true;
        }
    }
    return false;
}

/* The stroke that is being written: it begins where the last one of the room ends. */
static size_t begin_of(const struct lume_strokes_room *room)
{
    return room->n_strokes ? room->ends[room->n_strokes - 1] : 0;
}

static void put(struct lume_strokes_room *room, struct lume_ink_point point)
{
    size_t n = room->n_points;
    if (n > begin_of(room) && room->points[n - 1].x == point.x &&
        room->points[n - 1].y == point.y) {
        return;
    }
    room->points[room->n_points++] = point;
}

/* What is left of a line is not a dot. */
static void end_stroke(struct lume_strokes_room *room)
{
    size_t begin = begin_of(room);
    if (room->n_points > begin + 1) {
        room->ends[room->n_strokes++] = (uint32_t)room->n_points;
    } else {
        room->n_points = begin;
    }
}

static struct lume_ink_point point_at(const struct lume_ink_point *a,
                                      const struct lume_ink_point *b, double t)
{
    return (struct lume_ink_point){a->x + t * (b->x - a->x), a->y + t * (b->y - a->y),
                                   a->time + t * (b->time - a->time)};
}

void eraser_cut(const struct eraser *eraser, const struct lume_ink_point *points, size_t n,
                struct lume_strokes_room *left)
{
    for (size_t i = 0; i + 1 < n; i++) {
        const struct lume_ink_point *a = &points[i], *b = a + 1;
        struct part part = removed(eraser, a, b);
        if (!(part.from <= part.to)) {
            put(left, *a);
            put(left, *b);
            continue;
        }
        if (part.from > 0) {
            put(left, *a);
            put(left, point_at(a, b, part.from));
        }
        end_stroke(left);
        if (part.to < 1) {
            put(left, point_at(a, b, part.to));
            put(left, *b);
        }
    }
    end_stroke(left);
}
