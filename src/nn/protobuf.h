/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_PROTOBUF_H
#define LUME_NN_PROTOBUF_H

/*
 * Messages of Protocol Buffers, written at the end of a buffer.
 * Source: Google, "Protocol Buffers: Encoding".
 */

#include "base/buffer.h"

#include <stddef.h>
#include <stdint.h>

/* Add a field that is an integer; -1 takes ten bytes, as the format wants it. */
void protobuf_int(struct buffer *out, unsigned field, int64_t value);

void protobuf_float(struct buffer *out, unsigned field, float value);

void protobuf_text(struct buffer *out, unsigned field, const char *text);

/* Begin a field that is a message, or bytes; what is added until protobuf_close is its content. */
size_t protobuf_open(struct buffer *out, unsigned field);

/* End it; `begin` is what protobuf_open returned. Moves the content by the size of its length. */
void protobuf_close(struct buffer *out, size_t begin);

#endif
