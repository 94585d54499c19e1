/* SPDX-License-Identifier: MIT */
#include "nn/protobuf.h"

#include <string.h>

enum { WIRE_VARINT = 0, WIRE_BYTES = 2, WIRE_FIXED32 = 5, VARINT_SIZE = 10 };

/* Seven bits a byte, lowest first; the top bit says that more follow. */
static size_t encode(uint64_t value, uint8_t bytes[VARINT_SIZE])
{
    size_t n = 0;
    do {
        bytes[n++] = (uint8_t)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
        value >>= 7;
    } while (value);
    return n;
}

static void append_varint(struct buffer *out, uint64_t value)
{
    uint8_t bytes[VARINT_SIZE];
    buffer_append(out, bytes, encode(value, bytes));
}

static void append_tag(struct buffer *out, unsigned field, unsigned wire)
{
    append_varint(out, (uint64_t)field << 3 | wire);
}

void protobuf_int(struct buffer *out, unsigned field, int64_t value)
{
    append_tag(out, field, WIRE_VARINT);
    append_varint(out, (uint64_t)value);
}

void protobuf_float(struct buffer *out, unsigned field, float value)
{
    append_tag(out, field, WIRE_FIXED32);
    buffer_float(out, value);
}

void protobuf_text(struct buffer *out, unsigned field, const char *text)
{
    append_tag(out, field, WIRE_BYTES);
    append_varint(out, strlen(text));
    buffer_text(out, text);
}

size_t protobuf_open(struct buffer *out, unsigned field)
{
    append_tag(out, field, WIRE_BYTES);
    return out->size;
}

void protobuf_close(struct buffer *out, size_t begin)
{
    uint8_t length[VARINT_SIZE];
    size_t size = out->size - begin, n = encode(size, length);
    if (buffer_extend(out, n)) {
        memmove(out->bytes + begin + n, out->bytes + begin, size);
        memcpy(out->bytes + begin, length, n);
    }
}
