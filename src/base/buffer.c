/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include "base/elementary.h"
#include "base/memory.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_CAPACITY = 4096 };

static bool reserve(struct buffer *buffer, size_t n)
{
    if (n > SIZE_MAX / 4 - buffer->size) {
        return false;
    }
    size_t needed = buffer->size + n;
    if (needed <= buffer->capacity) {
        return true;
    }
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : FIRST_CAPACITY;
    capacity = capacity < needed ? needed : capacity;
    uint8_t *bytes = memory_grow(buffer->bytes, buffer->size, capacity);
    if (!bytes) {
        return false;
    }
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return true;
}

uint8_t *buffer_extend(struct buffer *buffer, size_t n)
{
    if (buffer->failed || !reserve(buffer, n)) {
        buffer->failed = true;
        return NULL;
    }
    uint8_t *room = buffer->bytes + buffer->size;
    buffer->size += n;
    return memset(room, 0, n);
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t n)
{
    uint8_t *room = buffer_extend(buffer, n);
    if (room && n > 0) {
        memcpy(room, bytes, n);
    }
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int n = vsnprintf(NULL, 0, format, arguments);
    assert(n >= 0);
    char *room = (char *)buffer_extend(buffer, (size_t)n + 1);
    if (room) {
        vsnprintf(room, (size_t)n + 1, format, again);
        buffer->size--; /* its 0 byte */
    }
    va_end(again);
    va_end(arguments);
}

void buffer_uint(struct buffer *buffer, uint64_t value, size_t n)
{
    assert(n <= 8);
    uint8_t *room = buffer_extend(buffer, n);
    for (size_t i = 0; room && i < n; i++) {
        room[i] = (uint8_t)(value >> (8 * i));
    }
}

void buffer_float(struct buffer *buffer, float value)
{
    buffer_uint(buffer, float_to_bits(value), 4);
}

void buffer_finish(struct buffer *buffer)
{
    memory_free(buffer->bytes);
    *buffer = (struct buffer){0};
}
