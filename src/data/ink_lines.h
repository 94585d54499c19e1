/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_INK_LINES_H
#define LUME_DATA_INK_LINES_H

/*
 * The lines of a text in memory, plain or gzip. A gzip file is inflated as its lines are asked for:
 * no more than the longest line and a piece is held at a time.
 */

#include "data/gzip.h"

struct ink_lines {
    const char *name;
    const uint8_t *text; /* what there is of it, [size] */
    size_t size, at;     /* at: where the next line begins */
    bool ended;          /* nothing follows */
    size_t n;            /* lines until now */
    size_t total;        /* bytes of the text until now */
    uint32_t checksum;   /* and their CRC-32 */
    bool packed;
    struct gzip gzip;
    uint8_t *window; /* [capacity], holds `text` where it is inflated */
    size_t capacity;
};

/* Begin to read; ink_lines_finish ends it. `bytes` is borrowed. LUME_ERROR_DATA, LUME_ERROR_MEMORY
 * (also where the text is longer than LUME_INK_MAX_SIZE). */
LUME_MUST_USE enum lume_status ink_lines_init(struct ink_lines *lines, const uint8_t *bytes,
                                              size_t size, const char *name,
                                              struct lume_error *error);

/* Point at the next line, without its "\n", until the next call; NULL at the end of the file, when
 * everything was found in order. LUME_ERROR_DATA, LUME_ERROR_MEMORY (also where a line is longer
 * than LUME_INK_MAX_LINE, or the text longer than LUME_INK_MAX_SIZE). */
LUME_MUST_USE enum lume_status ink_lines_next(struct ink_lines *lines, const char **line,
                                              size_t *size, struct lume_error *error);

/* After a line that makes no sense: look at the rest of a gzip file, and where it is damaged, say
 * that instead. Lines cannot be read any more. */
void ink_lines_explain(struct ink_lines *lines, struct lume_error *error);

void ink_lines_finish(struct ink_lines *lines);

#endif
