/* SPDX-License-Identifier: MIT */
#include "torture.h"

#include "base/memory.h"

#include <limits.h>

static long left = LONG_MAX;

void torture_begin(long n)
{
    left = n;
}

bool torture_end(void)
{
    bool failed = left < 0;
    left = LONG_MAX;
    return failed;
}

static bool allowed(void)
{
    if (left == LONG_MAX) {
        return true;
    }
    left = left > 0 ? left - 1 : -1;
    return left >= 0;
}

/* Names that the linker's --wrap wants. */
void *__wrap_memory_allocate(size_t count, size_t size);
void *__real_memory_allocate(size_t count, size_t size);
void *__wrap_memory_grow(void *block, size_t used, size_t size);
void *__real_memory_grow(void *block, size_t used, size_t size);

void *__wrap_memory_allocate(size_t count, size_t size)
{
    return allowed() ? __real_memory_allocate(count, size) : NULL;
}

void *__wrap_memory_grow(void *block, size_t used, size_t size)
{
    return allowed() ? __real_memory_grow(block, used, size) : NULL;
}
