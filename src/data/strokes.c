/* SPDX-License-Identifier: MIT */
#include <lume/ink.h>

size_t lume_strokes_count_points(const struct lume_strokes *strokes)
{
    return strokes->n_strokes ? strokes->ends[strokes->n_strokes - 1] : 0;
}

struct lume_strokes lume_strokes_room_view(const struct lume_strokes_room *room)
{
    return (struct lume_strokes){room->points, room->ends, room->n_strokes};
}
