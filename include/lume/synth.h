/* SPDX-License-Identifier: MIT */
#ifndef LUME_SYNTH_H
#define LUME_SYNTH_H

#include "ink.h"
#include "rng.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a drawing of the generator shows. */
enum lume_synth_kind {
    LUME_SYNTH_DIGIT,
    LUME_SYNTH_LETTER,   /**< A to Z and a to z, but for those that are digits to anybody */
    LUME_SYNTH_SYMBOL,   /**< + - = ? # @ …, arrows, faces, shapes */
    LUME_SYNTH_SCRIBBLE, /**< random movement: hatching, loops, zigzag, dots, noise */
};

/**
 * One way to write a character (or to scribble): an entry of the registry.
 *
 * Digits have one for every common way to write them, such as 1 plain, with a flag, with flag and
 * foot; 4 open and closed; 7 plain, crossed, hooked; 9 straight and hooked; 2 looped or not; 0
 * plain and slashed.
 */
struct lume_synth_style {
    const char *name; /**< such as "7-crossed"; a-z, A-Z, 0-9 and '-' */
    const char *doc;  /**< one line */
    enum lume_synth_kind kind;
    int label;    /**< of a digit; -1 else */
    float weight; /**< how common it is in its label, or else its kind; above 0 */
    /** Write it once as somebody would, in place of what `out` holds: in a box of about 0 to 1
     *  (never beyond -0.5 and 1.5), y down, points as dense as those of a pen (at most 0.05 apart),
     *  100 a second. No allocation; the same bits for the same generator's state everywhere.
     *  Cost: about 1 microsecond. */
    void (*draw)(const struct lume_synth_style *style, struct lume_rng *rng,
                 struct lume_strokes_room *out);
    const void *shape; /**< what `draw` needs */
};

enum { LUME_SYNTH_MAX_POINTS = 1024, LUME_SYNTH_MAX_STROKES = 64 }; /**< of a drawing */

/** List the styles, digits first in the order of their labels; NULL after the last. */
LUME_API const struct lume_synth_style *lume_synth_style_at(size_t index);

/** Find one by name; NULL when there is none. */
LUME_API const struct lume_synth_style *lume_synth_style_find(const char *name);

/** Choose one of the styles of a digit by weight. label: 0 to 9 */
LUME_API const struct lume_synth_style *lume_synth_choose_digit(int label, struct lume_rng *rng);

/** Choose something that is no digit: a kind first (letters half of the time), then by weight. */
LUME_API const struct lume_synth_style *lume_synth_choose_other(struct lume_rng *rng);

#ifdef __cplusplus
}
#endif
#endif
