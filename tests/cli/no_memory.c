/* SPDX-License-Identifier: MIT */

/*
 * The program with memory that runs out: LUME_FAIL_AT=N fails the Nth allocation, N+ that and all
 * later ones. At the end it says how many there were, and of blocks that nobody released, on the
 * descriptor that LUME_FAIL_TO names.
 */

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The linker puts these in the place of memory_allocate and so on (--wrap). */
void *__real_memory_allocate(size_t count, size_t size);
void *__real_memory_grow(void *block, size_t used, size_t size);
void __real_memory_free(void *block);
void *__wrap_memory_allocate(size_t count, size_t size);
void *__wrap_memory_grow(void *block, size_t used, size_t size);
void __wrap_memory_free(void *block);

static long n_calls, n_blocks;

static void report(void)
{
    const char *to = getenv("LUME_FAIL_TO");
    char line[64];
    int n = snprintf(line, sizeof line, "%ld calls, %ld left\n", n_calls, n_blocks);
    if (to && write(atoi(to), line, (size_t)n) != n) {
        _exit(99);
    }
}

static bool fails(void)
{
    const char *text = getenv("LUME_FAIL_AT");
    long at = text ? atol(text) : 0;
    if (n_calls++ == 0) {
        atexit(report);
    }
    return at > 0 && (strchr(text, '+') ? n_calls >= at : n_calls == at);
}

void *__wrap_memory_allocate(size_t count, size_t size)
{
    void *block = fails() ? NULL : __real_memory_allocate(count, size);
    n_blocks += block != NULL;
    return block;
}

void *__wrap_memory_grow(void *block, size_t used, size_t size)
{
    void *larger = fails() ? NULL : __real_memory_grow(block, used, size);
    n_blocks += larger && !block;
    return larger;
}

void __wrap_memory_free(void *block)
{
    n_blocks -= block != NULL;
    __real_memory_free(block);
}
