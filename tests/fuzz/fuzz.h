/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_FUZZ_H
#define LUME_TESTS_FUZZ_H

/*
 * A fuzz target is one file fuzz_NAME.c with this function and a folder corpus/NAME of seeds. With
 * the option `fuzzing` libFuzzer calls it; otherwise replay.c calls it once for each seed, as a
 * test. What must hold is said with `assert`, which stays on here.
 */

#include <lume/status.h>

#undef NDEBUG
#include <assert.h>
#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Returns 0. `bytes` may be read only up to `size`. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Copy to a block of exactly `size` bytes, so that a sanitizer sees one byte too far. */
static inline uint8_t *fuzz_copy(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = calloc(size ? size : 1, 1);
    assert(copy);
    if (size > 0) {
        memcpy(copy, bytes, size);
    }
    return copy;
}

/* There is a message when something failed, and only then, fit for one line of a terminal. */
static inline void fuzz_check_message(enum lume_status status, const struct lume_error *error)
{
    assert((status == LUME_OK) == (error->message[0] == 0));
    for (const char *c = error->message; *c; c++) {
        assert(!iscntrl((unsigned char)*c));
    }
}

#endif
