/* SPDX-License-Identifier: MIT */
#ifndef LUME_BASE_NUMBER_H
#define LUME_BASE_NUMBER_H

/*
 * Numbers as text, whatever the locale. Parsing takes the whole string or fails: no leading space,
 * no trailing rest, no empty string.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NUMBER_SIZE = 64 }; /* room for any number that is written here, with its 0 byte */

/* Decimal digits only; false where there is anything else or the value does not fit. */
bool number_parse_uint64(const char *text, uint64_t *value);

/* A finite decimal number such as 0.1, -3 or 1e-4, of at most 1,000 characters, exactly rounded;
 * false for nan, inf, hex, "0,1" and what overflows. */
bool number_parse_double(const char *text, double *value);

/* The same for `size` bytes that no 0 byte ends; 0 bytes are no part of a number. */
bool number_parse_span(const char *text, size_t size, double *value);

/* With `digits` (0 to 17) behind the point: "0.05"; never "-0.00". From 10^21 on as number_double
 * writes it. Not finite: "null", as JSON wants it. */
const char *number_fixed(double value, int digits, char text[NUMBER_SIZE]);

/* The shortest decimal that reads back as the same float: "0.1", "1e-7", "-0"; not finite: "null".
 */
const char *number_float(float value, char text[NUMBER_SIZE]);

/* The same for a double. */
const char *number_double(double value, char text[NUMBER_SIZE]);

#endif
