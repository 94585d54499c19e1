/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_WRITER_H
#define LUME_CLI_WRITER_H

/*
 * JSON as it is written: values in order, commas and quotes by themselves, numbers without the
 * locale. Write errors stay in the FILE, as stdio keeps them.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { JSON_DEPTH = 16 };

struct json_writer {
    FILE *file;
    unsigned depth;
    bool used[JSON_DEPTH]; /* something stands before in this object or list */
    bool after_key;
};

/* Start a document. */
struct json_writer writer_start(FILE *file);

void writer_object(struct json_writer *writer);
void writer_object_end(struct json_writer *writer);
void writer_list(struct json_writer *writer);
void writer_list_end(struct json_writer *writer);

/* Name what comes next; `name` is plain ASCII. */
void writer_key(struct json_writer *writer, const char *name);

/* Text; what is not UTF-8 in it becomes U+FFFD. NULL: null. */
void writer_text(struct json_writer *writer, const char *text);

/* The shortest decimal that reads back as the same number; NaN and infinity become null. */
void writer_double(struct json_writer *writer, double value);
void writer_float(struct json_writer *writer, float value);
void writer_floats(struct json_writer *writer, const float *values, size_t n);

/* A number that is text already, or "null". */
void writer_number(struct json_writer *writer, const char *text);

void writer_count(struct json_writer *writer, uint64_t value);
void writer_bool(struct json_writer *writer, bool value);

/* End the document by a newline. */
void writer_finish(struct json_writer *writer);

#endif
