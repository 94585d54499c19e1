/* SPDX-License-Identifier: MIT */
#include "base/json_read.h"

#include "base/number.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Room for text, of which only what fits is kept. */
struct room {
    char *out;
    size_t size, length;
};

static void skip_space(struct json_reader *reader)
{
    const char *c = reader->at;
    while (c < reader->end && (*c == ' ' || *c == '\t' || *c == '\n' || *c == '\r')) {
        c++;
    }
    reader->at = c;
}

enum json_kind json_read_kind(struct json_reader *reader)
{
    skip_space(reader);
    switch (*reader->at) {
    case '{':
        return JSON_OBJECT;
    case '[':
        return JSON_ARRAY;
    case '"':
        return JSON_STRING;
    case 'n':
        return JSON_NULL;
    case 'f':
        return JSON_FALSE;
    case 't':
        return JSON_TRUE;
    default:
        return JSON_NUMBER;
    }
}

void json_read_enter(struct json_reader *reader)
{
    skip_space(reader);
    assert(*reader->at == '[' || *reader->at == '{');
    reader->at++;
}

bool json_read_next(struct json_reader *reader)
{
    skip_space(reader);
    if (*reader->at == ']' || *reader->at == '}') {
        reader->at++;
        return false;
    }
    reader->at += *reader->at == ',';
    return true;
}

static void put(struct room *room, unsigned byte)
{
    if (room->length + 1 < room->size) {
        room->out[room->length] = (char)byte;
    }
    room->length++;
}

static void put_utf8(struct room *room, uint32_t code)
{
    if (code < 0x80) {
        put(room, code);
        return;
    }
    const int n = code < 0x800 ? 1 : (code < 0x10000 ? 2 : 3); /* bytes that follow the first */
    put(room, (0xf00u >> (n + 1) & 0xff) | code >> (6 * n));
    for (int i = n - 1; i >= 0; i--) {
        put(room, 0x80 | (code >> (6 * i) & 0x3f));
    }
}

static uint32_t hex4(const char *c)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        const unsigned digit = (unsigned char)c[i];
        value = value * 16 + (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
    }
    return value;
}

/* What the escape at c stands for, c behind the backslash; returns what follows it. */
static const char *read_escape(const char *c, struct room *room)
{
    static const char names[] = "bfnrt", bytes[] = "\b\f\n\r\t";
    if (*c != 'u') {
        const char *name = strchr(names, *c);
        put(room, (unsigned char)(name ? bytes[name - names] : *c));
        return c + 1;
    }
    uint32_t code = hex4(c + 1);
    c += 5;
    if (code >= 0xd800 && code <= 0xdbff) { /* two halves, \uD83D\uDE00 */
        code = 0x10000 + ((code - 0xd800) << 10) + (hex4(c + 2) - 0xdc00);
        c += 6;
    }
    put_utf8(room, code);
    return c;
}

size_t json_read_string(struct json_reader *reader, char *out, size_t size)
{
    struct room room = {out, size, 0};
    skip_space(reader);
    assert(*reader->at == '"' && size > 0);
    const char *c = reader->at + 1;
    while (*c != '"') {
        if (*c == '\\') {
            c = read_escape(c + 1, &room);
        } else {
            put(&room, (unsigned char)*c++);
        }
    }
    reader->at = c + 1;
    out[room.length < size ? room.length : size - 1] = 0;
    return room.length;
}

size_t json_read_key(struct json_reader *reader, char *out, size_t size)
{
    size_t length = json_read_string(reader, out, size);
    skip_space(reader);
    assert(*reader->at == ':');
    reader->at++;
    return length;
}

/* Behind a number or a word. */
static const char *word_end(const struct json_reader *reader)
{
    const char *c = reader->at;
    while (c < reader->end && ((*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') || *c == '.' ||
                               *c == '-' || *c == '+' || *c == 'E')) {
        c++;
    }
    return c;
}

bool json_read_number(struct json_reader *reader, double *value)
{
    skip_space(reader);
    const char *from = reader->at;
    reader->at = word_end(reader);
    assert(reader->at > from);
    return number_parse_span(from, (size_t)(reader->at - from), value);
}

/* Behind a string. */
static const char *string_end(const char *c)
{
    for (c++; *c != '"'; c++) {
        c += *c == '\\';
    }
    return c + 1;
}

void json_read_skip(struct json_reader *reader)
{
    size_t depth = 0;
    do {
        skip_space(reader);
        const char c = *reader->at;
        if (c == '"') {
            reader->at = string_end(reader->at);
        } else if (strchr("{[]},:", c)) {
            depth += c == '{' || c == '[';
            depth -= c == '}' || c == ']';
            reader->at++;
        } else {
            reader->at = word_end(reader);
        }
    } while (depth > 0);
}

const char *json_read_describe(const struct json_reader *reader, char text[JSON_DESCRIPTION_SIZE])
{
    static const char *const names[] = {
        [JSON_STRING] = "a string", [JSON_ARRAY] = "an array", [JSON_OBJECT] = "an object"};
    struct json_reader copy = *reader;
    const enum json_kind kind = json_read_kind(&copy);
    if (kind >= JSON_STRING) {
        return names[kind];
    }
    snprintf(text, JSON_DESCRIPTION_SIZE, "%.*s", (int)(word_end(&copy) - copy.at), copy.at);
    return text;
}

const char *json_read_quote(const struct json_reader *reader, char text[JSON_QUOTE_SIZE])
{
    enum { ROOM = JSON_QUOTE_SIZE - 2 };
    struct json_reader copy = *reader;
    if (json_read_kind(&copy) != JSON_STRING) {
        return json_read_describe(reader, text);
    }
    const size_t length = json_read_string(&copy, text + 1, ROOM);
    char *end = text + 1 + (length < ROOM ? length : ROOM - 2);
    while (length >= ROOM && ((unsigned char)*end & 0xc0) == 0x80) { /* within a character */
        end--;
    }
    end[0] = text[0] = '"';
    end[1] = 0;
    return text;
}
