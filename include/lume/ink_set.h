/* SPDX-License-Identifier: MIT */
#ifndef LUME_INK_SET_H
#define LUME_INK_SET_H

#include "ink.h"
#include "status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    LUME_INK_NO_LABEL = -1,
    LUME_INK_NO_WRITER = -1,
    LUME_INK_MAX_WRITER_SIZE = 64,      /**< bytes of a writer's name */
    LUME_INK_MAX_LINE = 16 << 20,       /**< bytes of a line */
    LUME_INK_MAX_DRAWINGS = 4 << 20,    /**< of a file */
    LUME_INK_MAX_SET_POINTS = 32 << 20, /**< points and strokes of a file, together */
};

/** Largest ink file, inflated, in bytes. */
#define LUME_INK_MAX_SIZE ((size_t)1 << 30)

/** One drawing of a file. */
struct lume_ink_item {
    int label;   /**< 0 to n_classes - 1, or LUME_INK_NO_LABEL */
    int writer;  /**< index into writers, or LUME_INK_NO_WRITER */
    size_t line; /**< of the file, from 1: for messages */
    struct lume_strokes strokes;
};

/**
 * The drawings of an ink file.
 *
 * File: JSON lines, plain or gzip (content decides), each an object
 * `{"label":3,"writer":"p12","strokes":[[[x,y],[x,y,t],…],…]}`: x to the right, y downwards, in any
 * unit; t in seconds. `label` and `writer` may be absent or null; other keys are ignored, so that
 * files may carry more; blank lines are skipped. `strokes` may be empty: a blank page; so may a
 * stroke, which stays one without points. Names and numbers are as JSON has them, so 3.0 is the
 * label 3. Lines end in "\n" or "\r\n", the last one need not; a byte order mark is skipped. Limits
 * are those of ink.h and above. Errors name the line: `FILE:LINE: WHAT, expected X, got Y`.
 */
struct lume_ink_set {
    size_t n;
    const struct lume_ink_item *items; /**< [n] */
    size_t n_writers;
    const char *const *writers; /**< [n_writers], in the order in which they appear */
    uint32_t checksum;          /**< CRC-32 of the text, inflated */
    unsigned trailing_zeros;    /**< not 0: the gzip file ended in padding, worth a warning */
    void *owned;
};

/**
 * Read drawings from memory.
 *
 * @param n_classes  1 to 256: a label not below it is an error
 * @return LUME_ERROR_DATA (also a file without drawings), LUME_ERROR_MEMORY (also: a limit)
 */
LUME_API LUME_MUST_USE enum lume_status lume_ink_set_parse(const void *bytes, size_t size,
                                                           const char *name, size_t n_classes,
                                                           struct lume_ink_set *out,
                                                           struct lume_error *error);

/** Read drawings from a regular file, or from standard input when `path` is "-"; as
 *  lume_ink_set_parse, and LUME_ERROR_IO. */
LUME_API LUME_MUST_USE enum lume_status lume_ink_set_load(const char *path, size_t n_classes,
                                                          struct lume_ink_set *out,
                                                          struct lume_error *error);

/**
 * Write at least one drawing, atomically, gzip when `path` ends in ".gz": equal sets give equal
 * files. Coordinates are rounded to `decimals` (0 to 9) digits behind the point, times to
 * microseconds. Reading it back gives the same labels, names of writers and strokes.
 * @return LUME_ERROR_IO, LUME_ERROR_MEMORY (also: a limit)
 */
LUME_API LUME_MUST_USE enum lume_status lume_ink_set_save(const struct lume_ink_set *set,
                                                          unsigned decimals, const char *path,
                                                          struct lume_error *error);

/** Release what the set owns and zero it. */
LUME_API void lume_ink_set_finish(struct lume_ink_set *set);

#ifdef __cplusplus
}
#endif
#endif
