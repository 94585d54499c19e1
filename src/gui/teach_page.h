/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_TEACH_PAGE_H
#define LUME_GUI_TEACH_PAGE_H

/*
 * A step of a lesson as it is written: one idea, its formula, and the same with the numbers of this
 * example. All numbers are true to the last digit printed; where they are worked out from others
 * that stand there, an equals sign says that these digits do give it (figures.h), and sums add up
 * (sums.h).
 */

#include "gui/teach.h"
#include "gui/text.h"

enum { TEACH_TEXT = 256, TEACH_LINE = 192, TEACH_MAX_LINES = 8, TEACH_MAX_FORMULAS = 2 };

enum teach_look {
    TEACH_PLAIN,
    TEACH_RESULT, /* what all of it is about */
    TEACH_QUIET   /* words */
};

/* A line: what stands on the left of the sign, and the rest; lines without left go on. */
struct teach_line {
    enum teach_look look;
    char left[TEACH_LINE], right[TEACH_LINE];
};

struct teach_page {
    char title[TEACH_TEXT], idea[TEACH_TEXT], note[TEACH_TEXT]; /* note: which weight it is */
    size_t n_formulas, n_lines;
    char formulas[TEACH_MAX_FORMULAS][TEACH_LINE];
    struct teach_line lines[TEACH_MAX_LINES];
};

/* Write the page of the step that a lesson is at. */
void teach_page_write(const struct teach *teach, const struct text_language *language,
                      struct teach_page *out);

/* The probabilities as they are printed, before or after the update: they add up to 1, and so the
 * deltas p - y to 0, and that of the true label is the nearest to it.
 *
 * p  [n_outputs]
 * Returns how many decimals they have: 4, or more where the true output's delta is small. */
int teach_page_outputs(const struct teach *teach, bool after, double *p);

#endif
