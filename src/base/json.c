/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_NUMBER = 63 }; /* bytes; cJSON refuses longer ones */

struct cursor {
    const unsigned char *text;
    size_t size, at;
    const char *expected; /* what the first failure wanted */
};

static bool fail(struct cursor *c, const char *expected)
{
    if (!c->expected) {
        c->expected = expected;
    }
    return false;
}

/* The byte at the cursor; -1 at the end. */
static int peek(const struct cursor *c)
{
    return c->at < c->size ? c->text[c->at] : -1;
}

static bool take(struct cursor *c, int byte)
{
    if (peek(c) != byte) {
        return false;
    }
    c->at++;
    return true;
}

static void skip_space(struct cursor *c)
{
    while (peek(c) == ' ' || peek(c) == '\t' || peek(c) == '\n' || peek(c) == '\r') {
        c->at++;
    }
}

static bool take_hex4(struct cursor *c, unsigned *value)
{
    *value = 0;
    for (int i = 0; i < 4; i++) {
        int byte = peek(c);
        int lower = byte | 0x20;
        if (byte >= '0' && byte <= '9') {
            *value = *value * 16 + (unsigned)(byte - '0');
        } else if (lower >= 'a' && lower <= 'f') {
            *value = *value * 16 + (unsigned)(lower - 'a' + 10);
        } else {
            return fail(c, "four hexadecimal digits");
        }
        c->at++;
    }
    return true;
}

/* What follows a backslash. */
static bool take_escape(struct cursor *c)
{
    int byte = peek(c);
    if (byte > 0 && byte != 'u' && strchr("\"\\/bfnrt", byte)) {
        c->at++;
        return true;
    }
    unsigned unit, low;
    if (!take(c, 'u')) {
        return fail(c, "an escape of JSON");
    }
    if (!take_hex4(c, &unit)) {
        return false;
    }
    if (unit == 0) {
        return fail(c, "another character than 0");
    }
    if (unit >= 0xdc00 && unit <= 0xdfff) {
        return fail(c, "the first half of a surrogate pair");
    }
    if (unit < 0xd800 || unit > 0xdbff) {
        return true;
    }
    if (!take(c, '\\') || !take(c, 'u') || !take_hex4(c, &low) || low < 0xdc00 || low > 0xdfff) {
        return fail(c, "the second half of a surrogate pair");
    }
    return true;
}

/* One character of two to four bytes; the shortest form only, no surrogates, at most U+10FFFF. */
static bool take_utf8(struct cursor *c)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    int first = peek(c);
    size_t n = first >= 0xf0 ? 3 : (first >= 0xe0 ? 2 : 1);
    uint32_t code = (uint32_t)first & (0x3fu >> n);
    bool good = first >= 0xc2 && first <= 0xf4 && c->size - c->at > n;
    for (size_t i = 1; good && i <= n; i++) {
        good = (c->text[c->at + i] & 0xc0) == 0x80;
        code = code << 6 | (c->text[c->at + i] & 0x3fu);
    }
    if (!good || code < least[n] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        return fail(c, "UTF-8");
    }
    c->at += n + 1;
    return true;
}

static bool take_string(struct cursor *c)
{
    if (!take(c, '"')) {
        return fail(c, "'\"'");
    }
    while (!take(c, '"')) {
        int byte = peek(c);
        if (byte < 0x20) {
            return fail(c, byte < 0 ? "'\"'" : "no control byte");
        }
        if (byte < 0x80) {
            c->at++;
            if (byte == '\\' && !take_escape(c)) {
                return false;
            }
        } else if (!take_utf8(c)) {
            return false;
        }
    }
    return true;
}

static bool take_digits(struct cursor *c)
{
    size_t start = c->at;
    while (peek(c) >= '0' && peek(c) <= '9') {
        c->at++;
    }
    return c->at > start || fail(c, "a digit");
}

static bool take_number(struct cursor *c)
{
    size_t start = c->at;
    take(c, '-');
    if (!take(c, '0') && !take_digits(c)) {
        return false;
    }
    if (take(c, '.') && !take_digits(c)) {
        return false;
    }
    if (take(c, 'e') || take(c, 'E')) {
        if (!take(c, '-')) {
            take(c, '+');
        }
        if (!take_digits(c)) {
            return false;
        }
    }
    return c->at - start <= LONGEST_NUMBER || fail(c, "a shorter number");
}

static bool take_word(struct cursor *c, const char *word)
{
    size_t n = strlen(word);
    if (c->size - c->at < n || memcmp(c->text + c->at, word, n) != 0) {
        return fail(c, "a value");
    }
    c->at += n;
    return true;
}

static bool take_value(struct cursor *c, int depth);

/* The members of an object or the elements of an array, up to and with the closing bracket. */
static bool take_members(struct cursor *c, bool object, int depth)
{
    int close = object ? '}' : ']';
    c->at++;
    skip_space(c);
    if (take(c, close)) {
        return true;
    }
    do {
        skip_space(c);
        if (object) {
            if (!take_string(c)) {
                return false;
            }
            skip_space(c);
            if (!take(c, ':')) {
                return fail(c, "':'");
            }
        }
        if (!take_value(c, depth)) {
            return false;
        }
    } while (take(c, ','));
    return take(c, close) || fail(c, object ? "',' or '}'" : "',' or ']'");
}

/* A value with the white space around it, arrays and objects at most `depth` deep. */
static bool take_value(struct cursor *c, int depth)
{
    skip_space(c);
    bool good;
    int byte = peek(c);
    if (byte == '{' || byte == '[') {
        if (depth == 0) {
            return fail(c, "less nesting");
        }
        good = take_members(c, byte == '{', depth - 1);
    } else if (byte == '"') {
        good = take_string(c);
    } else if (byte == '-' || (byte >= '0' && byte <= '9')) {
        good = take_number(c);
    } else {
        good = take_word(c, byte == 't' ? "true" : (byte == 'f' ? "false" : "null"));
    }
    if (good) {
        skip_space(c);
    }
    return good;
}

const char *json_check(const char *text, size_t size, int max_depth, size_t *where)
{
    struct cursor c = {.text = (const unsigned char *)text, .size = size};
    if (take_value(&c, max_depth) && c.at < size) {
        fail(&c, "the end");
    }
    *where = c.at;
    return c.expected;
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

/* Find a key that some object has twice, here or below; NULL where there is none. The depth of
 * `json` is bounded already. */
static enum lume_status find_duplicate(const cJSON *json, const char **key)
{
    size_t n = 0, i = 0;
    const cJSON *child;
    cJSON_ArrayForEach(child, json)
    {
        n++;
        if (child->child) {
            enum lume_status status = find_duplicate(child, key);
            if (status != LUME_OK || *key) {
                return status;
            }
        }
    }
    if (!cJSON_IsObject(json) || n < 2) {
        return LUME_OK;
    }
    const cJSON **children = memory_allocate(n, sizeof *children);
    if (!children) {
        return LUME_ERROR_MEMORY;
    }
    cJSON_ArrayForEach(child, json)
    {
        children[i++] = child;
    }
    qsort(children, n, sizeof *children, compare_keys);
    for (i = 1; i < n && !*key; i++) {
        if (compare_keys(&children[i - 1], &children[i]) == 0) {
            *key = children[i]->string;
        }
    }
    memory_free(children);
    return LUME_OK;
}

enum lume_status json_require(const char *text, size_t size, int max_depth, const char *name,
                              size_t offset, struct lume_error *error)
{
    size_t where;
    const char *expected = json_check(text, size, max_depth, &where);
    if (!expected) {
        return LUME_OK;
    }
    if (where >= size) {
        return lume_error_set(error, LUME_ERROR_DATA, name,
                              "JSON at byte %zu, expected %s, got the end", offset + where,
                              expected);
    }
    unsigned char byte = (unsigned char)text[where];
    char got[16];
    if (byte > 0x20 && byte < 0x7f) {
        snprintf(got, sizeof got, "'%c'", byte);
    } else {
        snprintf(got, sizeof got, "byte 0x%02x", byte);
    }
    return lume_error_set(error, LUME_ERROR_DATA, name, "JSON at byte %zu, expected %s, got %s",
                          offset + where, expected, got);
}

enum lume_status json_parse(const char *text, size_t size, int max_depth, const char *name,
                            size_t offset, cJSON **out, struct lume_error *error)
{
    enum lume_status status = json_require(text, size, max_depth, name, offset, error);
    if (status != LUME_OK) {
        return status;
    }
    cJSON *json = cJSON_ParseWithLength(text, size);
    if (!json) {
        return memory_exhausted(error, name);
    }
    const char *key = NULL;
    status = find_duplicate(json, &key);
    if (status != LUME_OK) {
        memory_exhausted(error, name);
        goto fail;
    }
    if (key) {
        status = lume_error_set(error, LUME_ERROR_DATA, name,
                                "JSON, expected each key once, got \"%.80s\" twice", key);
        goto fail;
    }
    *out = json;
    return LUME_OK;

fail:
    cJSON_Delete(json);
    return status;
}

void json_append_string(struct buffer *buffer, const char *text)
{
    struct cursor c = {.text = (const unsigned char *)text, .size = strlen(text)};
    buffer_text(buffer, "\"");
    while (c.at < c.size) {
        const size_t from = c.at;
        const int byte = peek(&c);
        if (byte >= 0x80 && !take_utf8(&c)) {
            buffer_text(buffer, "\\ufffd");
            c.at++;
        } else if (byte < 0x20) {
            buffer_format(buffer, "\\u%04x", (unsigned)byte);
            c.at++;
        } else {
            c.at += byte < 0x80;
            buffer_text(buffer, byte == '"' || byte == '\\' ? "\\" : "");
            buffer_append(buffer, text + from, c.at - from);
        }
    }
    buffer_text(buffer, "\"");
}
