/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_TEXT_H
#define LUME_CLI_TEXT_H

/*
 * Text for people: escaped, wrapped, and what goes to standard output and error.
 */

#include <lume/network.h>
#include <lume/status.h>

#include <stddef.h>
#include <stdio.h>

enum { TEXT_WIDTH = 80 };

/* Bytes of the UTF-8 character that `text` begins with; 0: it is none. Not for "". */
size_t text_utf8_length(const char *text);

/* Print text with control bytes as \xHH. */
void text_print(FILE *file, const char *text);

/* Print words to `width` columns, the first line from column `column` on, the others after `indent`
 * spaces; a newline in the text is one, and the end as well. */
void text_wrap(FILE *file, const char *text, size_t column, size_t indent, size_t width);

/* Print `before`, a number with `digits` behind the point, `after`, to standard output. */
void text_print_number(const char *before, double value, int digits, const char *after);

/* Print "784-16-16-10" to standard output. */
void text_sizes(const struct lume_network *network);

/* Print `lume: MESSAGE` to standard error. */
void text_complain(const char *message);

/* The same as `lume: warning: MESSAGE`. */
void text_warn(const char *message);

/* Send what was printed on its way. A reader who has left (`| head`) is no failure: what is printed
 * from then on goes nowhere. Other failures are LUME_ERROR_IO, and text_flush tells of them too. */
enum lume_status text_flush_early(struct lume_error *error);

/* Send text to standard output as far as that takes it within so many milliseconds (negative:
 * however long it takes), and return how much; SIZE_MAX: it failed, and text_flush tells of it. */
size_t text_send(const char *text, size_t size, int patience);

/* Find out at the end whether all that was printed to standard output arrived.
 * @return LUME_ERROR_IO */
LUME_MUST_USE enum lume_status text_flush(struct lume_error *error);

/* Tell whether standard output was open for writing when the program started.
 * @return LUME_ERROR_IO */
LUME_MUST_USE enum lume_status text_check_output(struct lume_error *error);

/* Give standard input, output and error a descriptor each if they are closed, one that fails when
 * it is used: a file that is opened later must not take their place. */
void text_guard_streams(void);

#endif
