/* SPDX-License-Identifier: MIT */
#ifndef LUME_BASE_ARENA_H
#define LUME_BASE_ARENA_H

/*
 * Many blocks that are released together: they lie side by side, never move and cost no more than
 * their size. A zeroed arena is an empty one.
 */

#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *last;
};

/* Zeroed room for `size` bytes, aligned for any type; NULL when memory is exhausted. */
void *arena_take(struct arena *arena, size_t size);

void arena_finish(struct arena *arena);

#endif
