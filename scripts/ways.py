# SPDX-License-Identifier: MIT
"""Tells in which of the common ways somebody wrote a digit, from the strokes and the digit meant.

This is geometry with rules of thumb, seen to be right for about nineteen digits in twenty, and good
enough to count by; sloppy digits lie between two ways. Lengths are shares of the drawing's longer
side, from its upper left corner; y grows downwards.
"""
import math

GRID = 28  # cells along the longer side, where enclosed areas are looked for


def way(label, strokes):
    """The name of a way to write the digit, one of WAYS[label]."""
    strokes = [stroke for stroke in strokes if stroke]
    return RULES[label](scaled(strokes)) if strokes else WAYS[label][0]


def scaled(strokes):
    xs = [point[0] for stroke in strokes for point in stroke]
    ys = [point[1] for stroke in strokes for point in stroke]
    left, top = min(xs), min(ys)
    side = max(max(xs) - left, max(ys) - top) or 1
    return [dense([((x - left) / side, (y - top) / side) for x, y, *_ in stroke])
            for stroke in strokes]


def dense(stroke, step=0.02):
    """The stroke with points at most a step apart."""
    points = stroke[:1]
    for (x0, y0), (x1, y1) in zip(stroke, stroke[1:]):
        n = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / step))
        points += [(x0 + (x1 - x0) * i / n, y0 + (y1 - y0) * i / n) for i in range(1, n + 1)]
    return points


def box(points):
    xs, ys = zip(*points)
    return min(xs), min(ys), max(xs), max(ys)


def joined(strokes):
    return [point for stroke in strokes for point in stroke]


def crossings(stroke):
    """Where a stroke crosses itself."""
    found = []
    stroke = stroke[::2] + stroke[-1:]
    pieces = list(zip(stroke, stroke[1:]))
    for i, (a, b) in enumerate(pieces):
        for c, d in pieces[i + 3:]:
            if max(a[0], b[0]) >= min(c[0], d[0]) and max(c[0], d[0]) >= min(a[0], b[0]) and (
                    side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0):
                found.append(a)
    return found


def side(a, b, point):
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])


def encloses(strokes):
    """Whether ink of about the width that networks see closes an area."""
    free = {(x, y) for x in range(-2, GRID + 3) for y in range(-2, GRID + 3)}
    for x, y in joined(strokes):
        column, row = round(x * GRID), round(y * GRID)
        free -= {(column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    reached = [(-2, -2)]
    free.discard(reached[0])
    for x, y in reached:
        around = {(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)} & free
        free -= around
        reached += around
    return len(free) > 2


def zero(strokes):
    """Slashed: there is ink in the middle of the oval."""
    points = joined(strokes)
    left, top, right, bottom = box(points)
    width, height = right - left or 1, bottom - top or 1
    inside = [1 for x, y in points
              if math.hypot((x - left) / width - 0.5, (y - top) / height - 0.5) < 0.12]
    return "slashed" if len(inside) > 4 else "plain"


def one(strokes):
    """A foot is wide ink at the bottom; a flag is a way up to the top that the pen begins with."""
    points = joined(strokes)
    _, top, _, bottom = box(points)
    low = sorted(x for x, y in points if y >= bottom - 0.12 * (bottom - top))
    if low[-1] - low[0] > 0.25 and all(b - a < 0.1 for a, b in zip(low, low[1:])):
        return "foot"
    flags = [stroke[0][1] - min(y for _, y in stroke) for stroke in strokes]
    return "flag" if max(flags) > 0.08 else "plain"


def two(strokes):
    """Looped: the pen crosses its way in the lower half."""
    _, top, _, bottom = box(joined(strokes))
    low = [y for stroke in strokes for _, y in crossings(stroke) if y > (top + bottom) / 2]
    return "looped" if low else "plain"


def three(strokes):
    """Notched: between the bows the pen comes back to the left."""
    points = joined(strokes)
    _, top, _, bottom = box(points)
    deepest, furthest = 0, -math.inf
    for x, y in points:
        if 0.1 < (y - top) / (bottom - top or 1) < 0.75:
            furthest = max(furthest, x)
            deepest = max(deepest, furthest - x)
    return "notched" if deepest > 0.12 else "smooth"


def four(strokes):
    return "closed" if encloses(strokes) else "open"


def five(strokes):
    return "bar apart" if len(strokes) > 1 else "one stroke"


def six(strokes):
    return "closed" if encloses(strokes) else "open"


def seven(strokes):
    """Crossed: a later stroke is around the middle, or the pen crosses its way there."""
    _, top, _, bottom = box(joined(strokes))

    def in_the_middle(y):
        return 0.3 < (y - top) / (bottom - top or 1) < 0.9

    for stroke in strokes[1:]:
        left, high, right, low = box(stroke)
        if in_the_middle((high + low) / 2) and right - left > 0.7 * (low - high):
            return "crossed"
    crossed = any(in_the_middle(y) for stroke in strokes for _, y in crossings(stroke))
    return "crossed" if crossed else "plain"


def eight(strokes):
    return "two circles" if len(strokes) > 1 else "one stroke"


def nine(strokes):
    """Hooked: the end runs along the bottom, or up again."""
    end = max(strokes, key=lambda stroke: stroke[-1][1])[-13:]
    dx, dy = end[-1][0] - end[0][0], end[-1][1] - end[0][1]
    return "hooked" if abs(dx) > dy else "straight"


RULES = [zero, one, two, three, four, five, six, seven, eight, nine]
WAYS = [("plain", "slashed"), ("plain", "flag", "foot"), ("plain", "looped"),
        ("notched", "smooth"), ("closed", "open"), ("one stroke", "bar apart"), ("closed", "open"),
        ("plain", "crossed"), ("one stroke", "two circles"), ("straight", "hooked")]
