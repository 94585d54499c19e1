/* SPDX-License-Identifier: MIT */
#include "gui/mo.h"

#include <stdbool.h>
#include <string.h>

enum {
    MAGIC_SIZE = 4,
    REVISION_AT = 4,
    COUNT_AT = 8,
    ORIGINALS_AT = 12,
    TRANSLATIONS_AT = 16,
    ENTRY_SIZE = 8, /* of a table: length, offset */
    NEWEST_MAJOR = 1,
};

struct reader {
    const uint8_t *bytes;
    size_t size;
    bool big_endian;
};

/* Read the word at `offset`, which may lie anywhere. */
static bool read_word(const struct reader *reader, uint64_t offset, uint32_t *word)
{
    if (reader->size < sizeof *word || offset > reader->size - sizeof *word) {
        return false;
    }
    const uint8_t *b = reader->bytes + offset;
    *word = reader->big_endian
                ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]
                : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
    return true;
}

/* Read string `i` of a table: NULL unless it lies in the file and a 0 byte ends it there. */
static const char *read_string(const struct reader *reader, uint32_t table, uint32_t i)
{
    const uint64_t entry = table + (uint64_t)i * ENTRY_SIZE;
    uint32_t length, offset;
    if (!read_word(reader, entry, &length) || !read_word(reader, entry + sizeof length, &offset)) {
        return NULL;
    }
    const uint64_t end = (uint64_t)offset + length;
    return end < reader->size && reader->bytes[end] == 0 ? (const char *)reader->bytes + offset
                                                         : NULL;
}

/* Find out the byte order. */
static bool read_magic(struct reader *reader)
{
    static const uint8_t magic[2][MAGIC_SIZE] = {{0xde, 0x12, 0x04, 0x95},
                                                 {0x95, 0x04, 0x12, 0xde}};
    for (int big = 0; big < 2; big++) {
        if (reader->size >= MAGIC_SIZE && memcmp(reader->bytes, magic[big], MAGIC_SIZE) == 0) {
            reader->big_endian = big;
            return true;
        }
    }
    return false;
}

const char *mo_find(const uint8_t *bytes, size_t size, const char *id)
{
    struct reader reader = {.bytes = bytes, .size = size};
    uint32_t revision, count, originals, translations;
    if (!read_magic(&reader) || !read_word(&reader, REVISION_AT, &revision) ||
        revision >> 16 > NEWEST_MAJOR || !read_word(&reader, COUNT_AT, &count) ||
        !read_word(&reader, ORIGINALS_AT, &originals) ||
        !read_word(&reader, TRANSLATIONS_AT, &translations)) {
        return NULL;
    }
    uint32_t low = 0, high = count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const char *original = read_string(&reader, originals, middle);
        if (!original) {
            return NULL;
        }
        const int order = strcmp(id, original);
        if (order == 0) {
            return read_string(&reader, translations, middle);
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}
