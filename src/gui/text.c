/* SPDX-License-Identifier: MIT */
#include "gui/text.h"

#include "base/number.h"
#include "base/path.h"
#include "gui/mo.h"
#include "gui/text_catalogues.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define MINUS "\u2212"
#define INFINITE "\u221e"
#define NO_NUMBER "\u2014"
#define NO_BREAK_SPACE "\u00a0"

enum { GROUP = 3 /* digits */ };

static const struct text_language english = {
    .name = "en",
    .native_name = "English",
    .decimal = ".",
    .group = ",",
};

static const struct text_language brazilian = {
    .name = "pt-BR",
    .native_name = "Português (Brasil)",
    .decimal = ",",
    .group = ".",
    .catalogue = text_pt_BR_bytes,
    .catalogue_size = &text_pt_BR_size,
};

static const struct text_language *const languages[] = {&english, &brazilian};

const struct text_language *text_language_at(size_t index)
{
    return index < sizeof languages / sizeof *languages ? languages[index] : NULL;
}

const struct text_language *text_language_find(const char *name)
{
    const struct text_language *language;
    for (size_t i = 0; (language = text_language_at(i)) != NULL; i++) {
        if (strcmp(language->name, name) == 0) {
            return language;
        }
    }
    return NULL;
}

const struct text_language *text_language_next(const struct text_language *language)
{
    size_t i = 0;
    while (text_language_at(i) != language) {
        i++;
    }
    const struct text_language *next = text_language_at(i + 1);
    return next ? next : text_language_at(0);
}

/* --- the language of the system --- */

/* In ASCII, and as names of languages have it: pt_BR is pt-BR. */
static char fold(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c == '_' ? '-' : c);
}

/* Tell whether two names are the same up to the first of `ends`. */
static bool same_up_to(const char *a, const char *b, const char *ends)
{
    const size_t n = strcspn(a, ends);
    bool same = n == strcspn(b, ends);
    for (size_t i = 0; same && i < n; i++) {
        same = fold(a[i]) == fold(b[i]);
    }
    return same;
}

/* Find the language of a locale such as "pt_BR.UTF-8@x", which ends at a colon; any country is
 * better than none. */
static const struct text_language *match(const char *locale)
{
    static const char *const ends[] = {".@:", "._-@:"};
    const struct text_language *language;
    for (size_t pass = 0; pass < sizeof ends / sizeof *ends; pass++) {
        for (size_t i = 0; (language = text_language_at(i)) != NULL; i++) {
            if (same_up_to(locale, language->name, ends[pass])) {
                return language;
            }
        }
    }
    return NULL;
}

const struct text_language *text_language_of_system(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *locale = NULL;
    for (size_t i = 0; !locale && i < sizeof variables / sizeof *variables; i++) {
        locale = path_variable(variables[i]);
    }
    const bool plain = locale && (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0);
    const struct text_language *language = NULL;
    const char *list = plain ? NULL : path_variable("LANGUAGE");
    while (list && *list && !language) {
        language = match(list);
        list += strcspn(list, ":");
        list += *list == ':';
    }
    if (!language && locale) {
        language = match(locale);
    }
    return language ? language : &english;
}

/* --- texts --- */

const char *text_get(const struct text_language *language, const char *id)
{
    const char *found = NULL;
    if (language->catalogue) {
        found = mo_find(language->catalogue, *language->catalogue_size, id);
    }
    return found && *found && *id ? found : id;
}

/* A piece of text that grows in room of a fixed size; once something was cut, nothing follows. */
struct piece {
    char *out;
    size_t size, used;
    bool cut;
};

static void append(struct piece *piece, const char *text, size_t n)
{
    const size_t room = piece->cut ? 0 : piece->size - 1 - piece->used;
    if (n > room) {
        n = room;
        while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80) { /* inside a character */
            n--;
        }
        piece->cut = true;
    }
    memcpy(piece->out + piece->used, text, n);
    piece->used += n;
    piece->out[piece->used] = 0;
}

const char *text_fill(const struct text_language *language, const char *id,
                      const char *const *arguments, char *out, size_t size)
{
    struct piece piece = {.out = out, .size = size};
    const char *text = text_get(language, id);
    size_t n_arguments = 0;
    while (arguments && arguments[n_arguments]) {
        n_arguments++;
    }
    append(&piece, "", 0);
    while (*text) {
        const size_t place = text[0] == '{' && text[1] >= '1' && text[1] <= '9' && text[2] == '}'
                                 ? (size_t)(text[1] - '0')
                                 : 0;
        if (place > 0 && place <= n_arguments) {
            append(&piece, arguments[place - 1], strlen(arguments[place - 1]));
            text += 3;
        } else {
            const size_t n = 1 + strcspn(text + 1, "{");
            append(&piece, text, n);
            text += n;
        }
    }
    return out;
}

const char *text_join(const struct text_language *language, const char *const *ids,
                      const char *separator, char *out, size_t size)
{
    struct piece piece = {.out = out, .size = size};
    append(&piece, "", 0);
    for (size_t i = 0; ids[i]; i++) {
        const char *text = text_get(language, ids[i]);
        append(&piece, separator, i > 0 ? strlen(separator) : 0);
        append(&piece, text, strlen(text));
    }
    return out;
}

/* --- numbers --- */

const char *text_number(const struct text_language *language, double value, int digits,
                        char out[TEXT_NUMBER_SIZE])
{
    char text[NUMBER_SIZE];
    struct piece piece = {.out = out, .size = TEXT_NUMBER_SIZE};
    if (isnan(value)) {
        append(&piece, NO_NUMBER, strlen(NO_NUMBER));
        return out;
    }
    if (value < 0 && isinf(value)) {
        append(&piece, MINUS, strlen(MINUS));
    }
    const char *number = isinf(value) ? INFINITE : number_fixed(value, digits, text);
    for (; *number; number++) {
        const char *character = *number == '-' ? MINUS : *number == '.' ? language->decimal : NULL;
        append(&piece, character ? character : number, character ? strlen(character) : 1);
    }
    return out;
}

const char *text_percent(const struct text_language *language, double share, int digits,
                         char out[TEXT_NUMBER_SIZE])
{
    text_number(language, 100 * share, digits, out);
    struct piece piece = {.out = out, .size = TEXT_NUMBER_SIZE, .used = strlen(out)};
    append(&piece, NO_BREAK_SPACE "%", strlen(NO_BREAK_SPACE "%"));
    return out;
}

const char *text_count(const struct text_language *language, uint64_t count,
                       char out[TEXT_NUMBER_SIZE])
{
    char digits[NUMBER_SIZE];
    struct piece piece = {.out = out, .size = TEXT_NUMBER_SIZE};
    const size_t n = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, count);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % GROUP == 0) {
            append(&piece, language->group, strlen(language->group));
        }
        append(&piece, digits + i, 1);
    }
    return out;
}
