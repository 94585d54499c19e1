/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <stdint.h>

enum {
    CHUNK_MIN = 1 << 14,
    CHUNK_MAX = 1 << 20, /* larger blocks have a chunk of their own */
};

struct arena_chunk {
    struct arena_chunk *previous;
    size_t size, used;
    alignas(max_align_t) uint8_t bytes[];
};

static struct arena_chunk *add_chunk(struct arena *arena, size_t least)
{
    size_t size = arena->last ? arena->last->size * 2 : CHUNK_MIN;
    size = size > CHUNK_MAX ? CHUNK_MAX : size;
    size = size < least ? least : size;
    struct arena_chunk *chunk = memory_allocate(1, sizeof *chunk + size);
    if (chunk) {
        chunk->previous = arena->last;
        chunk->size = size;
        arena->last = chunk;
    }
    return chunk;
}

void *arena_take(struct arena *arena, size_t size)
{
    const size_t alignment = alignof(max_align_t);
    if (size > SIZE_MAX / 4) {
        return NULL;
    }
    size = (size + alignment - 1) / alignment * alignment;
    struct arena_chunk *chunk = arena->last;
    if (!chunk || size > chunk->size - chunk->used) {
        chunk = add_chunk(arena, size);
    }
    if (!chunk) {
        return NULL;
    }
    void *block = chunk->bytes + chunk->used;
    chunk->used += size;
    return block;
}

void arena_finish(struct arena *arena)
{
    while (arena->last) {
        struct arena_chunk *chunk = arena->last;
        arena->last = chunk->previous;
        memory_free(chunk);
    }
}
