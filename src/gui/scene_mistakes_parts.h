/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SCENE_MISTAKES_PARTS_H
#define LUME_GUI_SCENE_MISTAKES_PARTS_H

/*
 * What the Mistakes scene's layout and its painting share.
 */

#include "gui/scene_mistakes.h"
#include "gui/view_confusion.h"

enum { SCENE_MISTAKES_RANKS = 3 }; /* confusions that are told in words */

/* The matrix as the scene shows it. */
struct view_confusion scene_mistakes_confusion(const struct scene_mistakes *scene);

/* The line of a confusion that is told in words, with an inset on its left; the first line is their
 * title's. */
struct paint_rect scene_mistakes_rank(const struct view *view, const struct paint_rect *ranks,
                                      size_t place);

/* Which part of the pictures a page shows: "7–12". Returns out. */
const char *scene_mistakes_part(const struct view *view, size_t first, size_t end,
                                char out[SCENE_MISTAKES_TEXT]);

#endif
