/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_INK_DRAWING_H
#define LUME_DATA_INK_DRAWING_H

/*
 * One line of an ink file.
 */

#include <lume/ink_set.h>

struct ink_drawing {
    int label;
    bool has_writer;
    char writer[LUME_INK_MAX_WRITER_SIZE + 1];
};

/* Read a drawing.
 *
 * offset  byte of the line that `text` begins at, and `place` (FILE:LINE), for messages
 * room    receives the strokes; it holds as many points and strokes as a drawing may have
 * LUME_ERROR_DATA, LUME_ERROR_MEMORY (a limit) */
LUME_MUST_USE enum lume_status ink_drawing_parse(const char *text, size_t size, size_t offset,
                                                 const char *place, size_t n_classes,
                                                 struct lume_strokes_room *room,
                                                 struct ink_drawing *out, struct lume_error *error);

#endif
