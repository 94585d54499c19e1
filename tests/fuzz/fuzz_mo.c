/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "gui/mo.h"

enum { ID_SIZE = 32 };

/* What is found lies in the file and ends there. */
static void check_find(const uint8_t *bytes, size_t size, const char *id)
{
    const char *found = mo_find(bytes, size, id);
    if (found) {
        const uint8_t *start = (const uint8_t *)found;
        assert(start >= bytes && start < bytes + size);
        assert(memchr(start, 0, size - (size_t)(start - bytes)));
    }
}

/* Texts that the seeds have or lack, and whatever the file ends with. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const ids[] = {"", "Clear", "Undo", "bias", "layer", "zz", "\xff"};
    char last[ID_SIZE + 1] = {0};
    uint8_t *copy = fuzz_copy(bytes, size);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        check_find(copy, size, ids[i]);
    }
    const size_t n = size < ID_SIZE ? size : ID_SIZE;
    memcpy(last, copy + size - n, n);
    check_find(copy, size, last);
    free(copy);
    return 0;
}
