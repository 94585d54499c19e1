/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_IDX_H
#define LUME_DATA_IDX_H

/*
 * An array that is read from a file piece by piece, by somebody who has other things to do between:
 * inflating MNIST's images takes some tenths of a second. lume_idx_load in pieces.
 */

#include <lume/idx.h>

#include <stdbool.h>

struct idx_reader;

/* Read the file, its header, and make room for the elements. The path is borrowed until the reader
 * is closed. As lume_idx_load. */
LUME_MUST_USE enum lume_status idx_reader_open(const char *path, unsigned expected_dims,
                                               struct idx_reader **out, struct lume_error *error);

/* Read up to n more elements; *end: they are all there, and the file is in order. */
LUME_MUST_USE enum lume_status idx_reader_read(struct idx_reader *reader, size_t n, bool *end,
                                               struct lume_error *error);

/* The array, of which so many elements are there. */
const struct lume_idx *idx_reader_array(const struct idx_reader *reader, size_t *n_there);

/* Take the array over, after the end. */
void idx_reader_take(struct idx_reader *reader, struct lume_idx *out);

/* NULL is harmless. */
void idx_reader_close(struct idx_reader *reader);

#endif
