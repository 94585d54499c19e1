/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_WRAP_MEMORY_H
#define LUME_TESTS_WRAP_MEMORY_H

/* Allocations that are counted, and fail when a test wants them to. Link with --wrap (meson.build:
 * wrap_arguments); one file of a program includes this. Other threads may allocate too. */

#include <lume/status.h>

#include <stdbool.h>
#include <stddef.h>

static struct {
    _Atomic size_t n_calls, fail_at; /* the calls of this run; the first that fails, 0: none */
    _Atomic bool for_ever;
    _Atomic size_t n_failed;
    _Atomic ptrdiff_t n_blocks; /* alive */
} memory;

static bool fails(void)
{
    const size_t call = ++memory.n_calls, at = memory.fail_at;
    const bool fail = at > 0 && (memory.for_ever ? call >= at : call == at);
    memory.n_failed += fail;
    return fail;
}

/* The linker puts these in the place of memory_allocate and so on (--wrap). */
void *__real_memory_allocate(size_t count, size_t size);
void *__real_memory_grow(void *block, size_t used, size_t size);
void __real_memory_free(void *block);
void *__wrap_memory_allocate(size_t count, size_t size);
void *__wrap_memory_grow(void *block, size_t used, size_t size);
void __wrap_memory_free(void *block);

void *__wrap_memory_allocate(size_t count, size_t size)
{
    void *block = fails() ? NULL : __real_memory_allocate(count, size);
    memory.n_blocks += block != NULL;
    return block;
}

void *__wrap_memory_grow(void *block, size_t used, size_t size)
{
    void *larger = fails() ? NULL : __real_memory_grow(block, used, size);
    memory.n_blocks += larger && !block;
    return larger;
}

void __wrap_memory_free(void *block)
{
    memory.n_blocks -= block != NULL;
    __real_memory_free(block);
}

#endif
