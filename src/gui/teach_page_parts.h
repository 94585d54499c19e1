/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_TEACH_PAGE_PARTS_H
#define LUME_GUI_TEACH_PAGE_PARTS_H

/*
 * What the pages of a lesson are put together from.
 */

#include "gui/figures.h"
#include "gui/teach_page.h"

/* A page under way. */
struct writer {
    const struct teach *teach;
    const struct text_language *language;
    const struct trace *trace;
    size_t layer; /* of the step */
    struct teach_page *page;
    double p[TEACH_MAX_OUTPUTS]; /* for the taking */
};

/* A number, and a number among factors, as text: room that lives as long as the line. */
struct number {
    char text[TEXT_NUMBER_SIZE];
};
struct number teach_page_number(const struct writer *writer, struct figure figure);
struct number teach_page_factor(const struct writer *writer, struct figure figure);
struct number teach_page_subscript(size_t number);

/* Parts of a page, all translated; a text may have {1} and {2}. */
void teach_page_title(struct writer *writer, const char *id, const char *first);
void teach_page_idea(struct writer *writer, const char *id, const char *first, const char *second);
void teach_page_formula(struct writer *writer, const char *format, ...) LUME_PRINTF(2, 3);
void teach_page_add(struct writer *writer, enum teach_look look, const char *left,
                    const char *format, ...) LUME_PRINTF(4, 5);
void teach_page_words(struct writer *writer, const char *id, const char *first, const char *second);
void teach_page_note(struct writer *writer, const char *id, const char *first, const char *second);

/* The loss as it is printed. */
struct figure teach_page_loss(double loss);

/* How formulas call the activation function of a layer: "σ". */
const char *teach_page_function(const struct writer *writer, size_t layer);

/* The pages of the way back, and of what is learned. */
void teach_page_output_deltas(struct writer *writer);
void teach_page_hidden_deltas(struct writer *writer);
void teach_page_gradient(struct writer *writer);
void teach_page_update(struct writer *writer);
void teach_page_outcome(struct writer *writer);

#endif
