/* SPDX-License-Identifier: MIT */
#ifndef LUME_BASE_JSON_H
#define LUME_BASE_JSON_H

/*
 * JSON that comes from outside, and strings that go there.
 *
 * cJSON takes more than JSON is (control bytes in strings, 01, duplicate keys), cannot tell bad
 * text from exhausted memory, and some versions of it read a byte past malformed text. So it is
 * given only text that was checked here.
 */

#include "base/buffer.h"

#include <lume/status.h>

#include <cjson/cJSON.h>
#include <stddef.h>

/* Check that `text` is one JSON value (RFC 8259) and nothing else but white space: UTF-8, arrays
 * and objects at most `max_depth` deep, no 0 byte in strings, not even as \u0000.
 * Return NULL, or what was expected at byte *where. */
const char *json_check(const char *text, size_t size, int max_depth, size_t *where);

/* Check, and report what is wrong.
 *
 * name, offset  what messages call the text, and the byte of it that `text` begins at
 * LUME_ERROR_DATA */
LUME_MUST_USE enum lume_status json_require(const char *text, size_t size, int max_depth,
                                            const char *name, size_t offset,
                                            struct lume_error *error);

/* Check and parse, and refuse objects that have a key twice.
 *
 * name, offset  as for json_require
 * out           released with cJSON_Delete
 * LUME_ERROR_DATA, LUME_ERROR_MEMORY */
LUME_MUST_USE enum lume_status json_parse(const char *text, size_t size, int max_depth,
                                          const char *name, size_t offset, cJSON **out,
                                          struct lume_error *error);

/* Add a string with its quotes, escaped where JSON wants it; a byte that is no UTF-8 becomes
 * U+FFFD. */
void json_append_string(struct buffer *buffer, const char *text);

#endif
