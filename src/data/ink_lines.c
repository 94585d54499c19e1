/* SPDX-License-Identifier: MIT */
#include "data/ink_lines.h"

#include "base/memory.h"

#include <lume/ink_set.h>

#include <assert.h>
#include <string.h>

enum { WINDOW_MIN = 1 << 18 };

static enum lume_status too_large(const struct ink_lines *lines, struct lume_error *error)
{
    return lume_error_set(error, LUME_ERROR_MEMORY, lines->name,
                          "size of the text, expected at most %zu bytes, got more",
                          LUME_INK_MAX_SIZE);
}

/* Make room behind the rest of the window, of which at least half becomes free. */
static enum lume_status make_room(struct ink_lines *lines, struct lume_error *error)
{
    const size_t rest = lines->size - lines->at;
    if (rest > 0) {
        memmove(lines->window, lines->text + lines->at, rest);
    }
    lines->at = 0;
    lines->size = rest;
    if (!lines->window || rest > lines->capacity / 2) {
        const size_t capacity = lines->window ? lines->capacity * 2 : WINDOW_MIN;
        uint8_t *window = memory_grow(lines->window, rest, capacity);
        if (!window) {
            return memory_exhausted(error, lines->name);
        }
        lines->window = window;
        lines->capacity = capacity;
    }
    lines->text = lines->window;
    return LUME_OK;
}

static enum lume_status inflate_more(struct ink_lines *lines, struct lume_error *error)
{
    size_t got;
    enum lume_status status = make_room(lines, error);
    if (status != LUME_OK) {
        return status;
    }
    const size_t asked = lines->capacity - lines->size;
    uint8_t *out = lines->window + lines->size;
    status = gzip_read(&lines->gzip, out, asked, &got, error);
    if (status != LUME_OK) {
        return status;
    }
    lines->size += got;
    lines->total += got;
    lines->checksum = (uint32_t)crc32_z(lines->checksum, out, got);
    lines->ended = got < asked;
    return lines->total > LUME_INK_MAX_SIZE ? too_large(lines, error) : LUME_OK;
}

enum lume_status ink_lines_init(struct ink_lines *lines, const uint8_t *bytes, size_t size,
                                const char *name, struct lume_error *error)
{
    *lines = (struct ink_lines){.name = name, .packed = gzip_recognise(bytes, size)};
    if (lines->packed) {
        enum lume_status status = gzip_init(&lines->gzip, bytes, size, name, error);
        if (status != LUME_OK) {
            return status;
        }
        status = inflate_more(lines, error);
        if (status != LUME_OK) {
            ink_lines_finish(lines);
        }
        return status;
    }
    if (size > LUME_INK_MAX_SIZE) {
        return too_large(lines, error);
    }
    lines->text = bytes;
    lines->size = lines->total = size;
    lines->checksum = (uint32_t)crc32_z(0, bytes, size);
    lines->ended = true;
    return LUME_OK;
}

enum lume_status ink_lines_next(struct ink_lines *lines, const char **line, size_t *size,
                                struct lume_error *error)
{
    size_t searched = 0;
    const uint8_t *end = NULL;
    for (;;) {
        const size_t rest = lines->size - lines->at;
        if (rest > searched) {
            end = memchr(lines->text + lines->at + searched, '\n', rest - searched);
        }
        searched = end ? (size_t)(end - (lines->text + lines->at)) : rest;
        if (searched > LUME_INK_MAX_LINE) {
            return lume_error_set(error, LUME_ERROR_MEMORY, lines->name,
                                  "line %zu, expected at most %d bytes, got more", lines->n + 1,
                                  LUME_INK_MAX_LINE);
        }
        if (end || lines->ended) {
            break;
        }
        enum lume_status status = inflate_more(lines, error);
        if (status != LUME_OK) {
            return status;
        }
    }
    if (!end && searched == 0) {
        *line = NULL;
        return LUME_OK;
    }
    *line = (const char *)lines->text + lines->at;
    *size = searched;
    lines->at += searched + (end != NULL);
    lines->n++;
    return LUME_OK;
}

void ink_lines_explain(struct ink_lines *lines, struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    struct lume_error damage;
    while (status == LUME_OK && !lines->ended) {
        lines->at = lines->size;
        status = inflate_more(lines, &damage);
    }
    if (status == LUME_ERROR_DATA && error) {
        *error = damage;
    }
}

void ink_lines_finish(struct ink_lines *lines)
{
    if (lines->packed) {
        gzip_finish(&lines->gzip);
    }
    memory_free(lines->window);
}
