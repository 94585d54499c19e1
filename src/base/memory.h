/* SPDX-License-Identifier: MIT */
#ifndef LUME_BASE_MEMORY_H
#define LUME_BASE_MEMORY_H

/*
 * The one place that allocates: sizes are multiplied here, with a check, and the tests fail each
 * call in turn by wrapping these functions. Blocks are released with memory_free.
 */

#include <lume/status.h>

#include <stdbool.h>
#include <stddef.h>

/* Multiply; false when the product does not fit, *product is untouched then. */
bool memory_multiply(size_t a, size_t b, size_t *product);

/* Zeroed room for count elements of `size` bytes, 64-byte aligned so that vector loops may load
 * whole cache lines; NULL when memory is exhausted or the product wraps. 0 bytes give 1. */
void *memory_allocate(size_t count, size_t size);

/* Room for at least `size` bytes with the content of `block` (which is released; may be NULL), of
 * which `used` bytes count; NULL, and `block` stays valid, when memory is exhausted. */
void *memory_grow(void *block, size_t used, size_t size);

void memory_free(void *block);

/* Report that memory is exhausted: `return memory_exhausted(error, path)`. */
enum lume_status memory_exhausted(struct lume_error *error, const char *what);

#endif
