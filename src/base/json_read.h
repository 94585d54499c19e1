/* SPDX-License-Identifier: MIT */
#ifndef LUME_BASE_JSON_READ_H
#define LUME_BASE_JSON_READ_H

/*
 * A walk through JSON text that json_check has found good, without a tree: for texts with millions
 * of numbers, which depend on no locale here. Since the text is good, steps cannot fail; taking one
 * that does not fit the kind of value is a mistake of the programmer.
 */

#include <stdbool.h>
#include <stddef.h>

enum json_kind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
};

/* Before a value, an element or a member. */
struct json_reader {
    const char *at, *end;
};

/* Tell what the value is that comes next, and step over white space before it. */
enum json_kind json_read_kind(struct json_reader *reader);

/* Step into an array or an object. */
void json_read_enter(struct json_reader *reader);

/* Step to the next element or member, also to the first; false, and the reader has stepped out,
 * where there is none. */
bool json_read_next(struct json_reader *reader);

/* Read a string, unescaped, into size > 0 bytes with a 0 byte at its end, and step over it. Returns
 * how long it is; what does not fit is left out. */
size_t json_read_string(struct json_reader *reader, char *out, size_t size);

/* Read the key of a member as json_read_string does, and step to its value. */
size_t json_read_key(struct json_reader *reader, char *out, size_t size);

/* Read a number and step over it; false where it overflows. */
bool json_read_number(struct json_reader *reader, double *value);

/* Step over a value, whatever it is. */
void json_read_skip(struct json_reader *reader);

enum { JSON_DESCRIPTION_SIZE = 64 };

/* Say what comes next, for messages: "a string", "[…" is "an array", 3.5 as it is written. */
const char *json_read_describe(const struct json_reader *reader, char text[JSON_DESCRIPTION_SIZE]);

enum { JSON_QUOTE_SIZE = 84 };

/* The same, but a string in its quotes; of a long one only how it begins. */
const char *json_read_quote(const struct json_reader *reader, char text[JSON_QUOTE_SIZE]);

#endif
