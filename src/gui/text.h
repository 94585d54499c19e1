/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_TEXT_H
#define LUME_GUI_TEXT_H

/*
 * What the window says, in the language of its reader. Texts are written in English where they are
 * used, and translated in assets/po/. Nothing here depends on the process's locale, and the
 * language is a value that is passed on: switching it is using another one.
 *
 * Text that is given to text_get, text_fill, app_notify or N_ must be a literal, or nobody finds it
 * to translate; a test reads the sources for them.
 */

#include <stddef.h>
#include <stdint.h>

/* A language: an entry of the registry. */
struct text_language {
    const char *name;        /* "pt-BR", as BCP 47 has it */
    const char *native_name; /* "Português (Brasil)" */
    const char *decimal;     /* what stands before the decimals */
    const char *group;       /* and between thousands */
    const unsigned char *catalogue;
    const size_t *catalogue_size; /* NULL: the texts are in this language */
};

/* List them: en, pt-BR; NULL after the last. */
const struct text_language *text_language_at(size_t index);

/* Find one by name; NULL when there is none. */
const struct text_language *text_language_find(const char *name);

/* The one after `language`; after the last the first. */
const struct text_language *text_language_next(const struct text_language *language);

/* The one that the environment asks for, as gettext does: LC_ALL, else LC_MESSAGES, else LANG names
 * a locale; unless that is C or POSIX, the first that is known of LANGUAGE's list comes before it.
 * Portuguese of any country is pt-BR. English where nothing is asked for, or nothing that is
 * known. */
const struct text_language *text_language_of_system(void);

/* Translate. Where the catalogue lacks the text it stays English. */
const char *text_get(const struct text_language *language, const char *id);

/* Mark a text in a table, which is translated when it is used. */
#define N_(id) id

/* Translate, and put arguments into the places {1} to {9}; a place without argument is left as it
 * is.
 *
 * arguments  at most 9, NULL after the last; may be NULL
 * out        size > 0 bytes; what does not fit is left out, by whole characters
 * Returns out. */
const char *text_fill(const struct text_language *language, const char *id,
                      const char *const *arguments, char *out, size_t size);

/* Translate several texts, NULL after the last, and join them. As text_fill. */
const char *text_join(const struct text_language *language, const char *const *ids,
                      const char *separator, char *out, size_t size);

enum { TEXT_NUMBER_SIZE = 96 };

/* Write a number with `digits` (0 to 17) decimals: "−5.79", in pt-BR "−5,79", with a true minus
 * sign (U+2212), never "−0.00". Infinity is "∞", what is no number "—". Returns out. */
const char *text_number(const struct text_language *language, double value, int digits,
                        char out[TEXT_NUMBER_SIZE]);

/* Write a share (0 to 1) as a percentage: "98.2 %", with a space that does not break (U+00A0). */
const char *text_percent(const struct text_language *language, double share, int digits,
                         char out[TEXT_NUMBER_SIZE]);

/* Write a count: "10,000", in pt-BR "10.000". */
const char *text_count(const struct text_language *language, uint64_t count,
                       char out[TEXT_NUMBER_SIZE]);

#endif
