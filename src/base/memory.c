/* SPDX-License-Identifier: MIT */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

bool memory_multiply(size_t a, size_t b, size_t *product)
{
    if (b != 0 && a > SIZE_MAX / b) {
        return false;
    }
    *product = a * b;
    return true;
}

void *memory_allocate(size_t count, size_t size)
{
    size_t bytes;
    if (!memory_multiply(count, size, &bytes) || bytes > SIZE_MAX / 2) {
        return NULL;
    }
    bytes = bytes ? bytes : 1;
    void *block;
    if (posix_memalign(&block, ALIGNMENT, bytes) != 0) {
        return NULL;
    }
    return memset(block, 0, bytes);
}

void *memory_grow(void *block, size_t used, size_t size)
{
    void *larger = memory_allocate(size, 1);
    if (larger && block) {
        memcpy(larger, block, used);
        memory_free(block);
    }
    return larger;
}

void memory_free(void *block)
{
    free(block);
}

enum lume_status memory_exhausted(struct lume_error *error, const char *what)
{
    return lume_error_set(error, LUME_ERROR_MEMORY, what, "out of memory");
}
