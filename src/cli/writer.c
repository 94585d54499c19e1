/* SPDX-License-Identifier: MIT */
#include "cli/writer.h"

#include "base/number.h"
#include "cli/text.h"

#include <assert.h>
#include <inttypes.h>

struct json_writer writer_start(FILE *file)
{
    return (struct json_writer){.file = file};
}

static void separate(struct json_writer *writer)
{
    if (writer->after_key) {
        writer->after_key = false;
        return;
    }
    if (writer->used[writer->depth]) {
        fputc(',', writer->file);
    }
    writer->used[writer->depth] = true;
}

static void open_with(struct json_writer *writer, char bracket)
{
    separate(writer);
    fputc(bracket, writer->file);
    writer->depth++;
    assert(writer->depth < JSON_DEPTH);
    writer->used[writer->depth] = false;
}

static void close_with(struct json_writer *writer, char bracket)
{
    assert(writer->depth > 0);
    writer->depth--;
    fputc(bracket, writer->file);
}

void writer_object(struct json_writer *writer)
{
    open_with(writer, '{');
}

void writer_object_end(struct json_writer *writer)
{
    close_with(writer, '}');
}

void writer_list(struct json_writer *writer)
{
    open_with(writer, '[');
}

void writer_list_end(struct json_writer *writer)
{
    close_with(writer, ']');
}

void writer_key(struct json_writer *writer, const char *name)
{
    separate(writer);
    fprintf(writer->file, "\"%s\":", name);
    writer->after_key = true;
}

void writer_text(struct json_writer *writer, const char *text)
{
    separate(writer);
    if (!text) {
        fputs("null", writer->file);
        return;
    }
    fputc('"', writer->file);
    while (*text) {
        unsigned char c = (unsigned char)*text;
        size_t n = text_utf8_length(text);
        if (n == 0) {
            fputs("\\ufffd", writer->file);
            n = 1;
        } else if (c < 0x20 || c == 0x7f) {
            fprintf(writer->file, "\\u%04x", c);
        } else {
            if (c == '"' || c == '\\') {
                fputc('\\', writer->file);
            }
            fwrite(text, 1, n, writer->file);
        }
        text += n;
    }
    fputc('"', writer->file);
}

void writer_number(struct json_writer *writer, const char *text)
{
    separate(writer);
    fputs(text, writer->file);
}

void writer_double(struct json_writer *writer, double value)
{
    char text[NUMBER_SIZE];
    writer_number(writer, number_double(value, text));
}

void writer_float(struct json_writer *writer, float value)
{
    char text[NUMBER_SIZE];
    writer_number(writer, number_float(value, text));
}

void writer_floats(struct json_writer *writer, const float *values, size_t n)
{
    writer_list(writer);
    for (size_t i = 0; i < n; i++) {
        writer_float(writer, values[i]);
    }
    writer_list_end(writer);
}

void writer_count(struct json_writer *writer, uint64_t value)
{
    separate(writer);
    fprintf(writer->file, "%" PRIu64, value);
}

void writer_bool(struct json_writer *writer, bool value)
{
    writer_number(writer, value ? "true" : "false");
}

void writer_finish(struct json_writer *writer)
{
    assert(writer->depth == 0 && !writer->after_key);
    fputc('\n', writer->file);
}
