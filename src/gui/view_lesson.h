/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_VIEW_LESSON_H
#define LUME_GUI_VIEW_LESSON_H

/*
 * A lesson as a room reads it: where it is, the step's formula with numbers, and all outputs.
 */

#include "gui/teach_page.h"
#include "gui/view.h"

/* --- where it is --- */

/* The title, "step 5 of 12", and below them a line with a piece for each step: those that are
 * behind are full, the one that is looked at has the winner's colour. */
void view_lesson_rail(const struct view *view, const struct teach *teach, const char *title,
                      const struct paint_rect *rect, struct paint *paint);
float view_lesson_rail_height(const struct view *view);

/* The piece of a step. */
struct paint_rect view_lesson_piece(const struct view *view, const struct teach *teach,
                                    const struct paint_rect *rect, size_t index);

/* --- the page --- */

/* On the left the idea and its formula, on the right the numbers, below each other by their signs;
 * all as large as there is room. */
void view_lesson_page(const struct view *view, const struct teach_page *page,
                      const struct paint_rect *rect, struct paint *paint);

/* --- the outputs --- */

/* A row for each output: p, y and p - y, as far as the lesson has come; at its end p before and
 * after. The rows are those of view_network's outputs where `rect` is as high as they are; the
 * headings stand above. */
void view_lesson_outputs(const struct view *view, const struct teach *teach,
                         const struct paint_rect *rect, struct paint *paint);
float view_lesson_outputs_width(const struct view *view);

/* The row of an output. */
struct paint_rect view_lesson_output(const struct teach *teach, const struct paint_rect *rect,
                                     size_t index);

#endif
