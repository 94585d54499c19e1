/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_MO_FILE_H
#define LUME_TESTS_MO_FILE_H

/* Catalogues to break. */

#include "check.h"

enum { MO_HEADER = 28, MO_FILE_SIZE = 4096 };

struct mo_file {
    uint8_t bytes[MO_FILE_SIZE];
    size_t size;
    bool big_endian;
};

static inline void mo_file_put(struct mo_file *file, size_t at, uint32_t word)
{
    for (size_t i = 0; i < 4; i++) {
        file->bytes[at + i] = (uint8_t)(word >> 8 * (file->big_endian ? 3 - i : i));
    }
}

static inline uint32_t mo_file_get(const struct mo_file *file, size_t at)
{
    uint32_t word = 0;
    for (size_t i = 0; i < 4; i++) {
        word |= (uint32_t)file->bytes[at + i] << 8 * (file->big_endian ? 3 - i : i);
    }
    return word;
}

/* Make one of n pairs, in the order given; each as msgfmt would, tables first. */
static inline void mo_file_make(struct mo_file *file, bool big_endian,
                                const char *const (*pairs)[2], size_t n)
{
    memset(file, 0, sizeof *file);
    file->big_endian = big_endian;
    const uint32_t words[] = {0x950412de, 0, (uint32_t)n, MO_HEADER, (uint32_t)(MO_HEADER + 8 * n)};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        mo_file_put(file, 4 * i, words[i]);
    }
    file->size = MO_HEADER + 16 * n;
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < n; i++) {
            const size_t length = strlen(pairs[i][side]), entry = MO_HEADER + 8 * (side * n + i);
            mo_file_put(file, entry, (uint32_t)length);
            mo_file_put(file, entry + 4, (uint32_t)file->size);
            assert_true(file->size + length < sizeof file->bytes);
            memcpy(file->bytes + file->size, pairs[i][side], length);
            file->size += length + 1;
        }
    }
}

#endif
