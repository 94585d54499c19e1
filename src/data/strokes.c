/* SPDX-License-Identifier: MIT */
#include "data/strokes.h"

#include <assert.h>

size_t lume_strokes_count_points(const struct lume_strokes *strokes)
{
    return strokes->n_strokes ? strokes->ends[strokes->n_strokes - 1] : 0;
}

struct lume_strokes lume_strokes_room_view(const struct lume_strokes_room *room)
{
    return (struct lume_strokes){room->points, room->ends, room->n_strokes};
}

struct strokes_frame strokes_measure(const struct lume_strokes *strokes)
{
    size_t n = lume_strokes_count_points(strokes);
    const struct lume_ink_point *p = strokes->points;
    assert(n > 0);
    double left = p->x, right = left, top = p->y, bottom = top;
    for (size_t i = 1; i < n; i++) {
        left = p[i].x < left ? p[i].x : left;
        right = p[i].x > right ? p[i].x : right;
        top = p[i].y < top ? p[i].y : top;
        bottom = p[i].y > bottom ? p[i].y : bottom;
    }
    double width = right - left, height = bottom - top;
    return (struct strokes_frame){left + 0.5 * width, top + 0.5 * height,
                                  width > height ? width : height};
}
