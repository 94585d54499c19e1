/* SPDX-License-Identifier: MIT */
#ifndef LUME_BASE_BUFFER_H
#define LUME_BASE_BUFFER_H

/*
 * Bytes that grow at the end: what files are made in before they are written at once.
 *
 * A failed allocation sticks: `failed` is set, later calls do nothing, and a writer looks once, at
 * the end. A zeroed buffer is an empty one.
 */

#include <lume/status.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
    uint8_t *bytes;
    size_t size, capacity;
    bool failed;
};

/* Add `n` zero bytes and point at them until the next call; NULL when memory is exhausted. */
uint8_t *buffer_extend(struct buffer *buffer, size_t n);

void buffer_append(struct buffer *buffer, const void *bytes, size_t n);

void buffer_text(struct buffer *buffer, const char *text);

/* Add what printf would print; integers and strings only ("%f" would follow the locale). */
void buffer_format(struct buffer *buffer, const char *format, ...) LUME_PRINTF(2, 3);

/* Add the `n` low bytes of a number, lowest first; n <= 8. */
void buffer_uint(struct buffer *buffer, uint64_t value, size_t n);

/* Add the bits of a float as four bytes, lowest first. */
void buffer_float(struct buffer *buffer, float value);

void buffer_finish(struct buffer *buffer);

#endif
