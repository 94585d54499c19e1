/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_ACTION_H
#define LUME_GUI_ACTION_H

/*
 * What a person can do in the window: one list for the keys, the buttons, the help page, scripted
 * input and the tests.
 */

#include "gui/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { ACTION_MAX_KEYS = 10, ACTION_MAX_SCENES = 4, ACTION_NO_ARGUMENT = -1 };

/* Something to do: an entry of the registry. All but `name` and `keys` is text to translate. */
struct action {
    const char *name; /* "clear" */

    /* "Ctrl+Z": the modifiers Ctrl, Alt and Shift in this order, then what the key types (letters
     * as capitals, and Shift only with these and Tab) or its name. NULL after the last; none: only
     * the pointer does it. */
    const char *keys[ACTION_MAX_KEYS + 1];
    bool numbered; /* its argument is which of the keys it is, from 0; else all do the same */

    const char *shown[ACTION_MAX_KEYS + 1]; /* what the help page shows instead of `keys`: as many,
                                             * or what the pointer does; none: the keys */
    const char *caption;                    /* of its button; NULL: it has none */
    const char *group; /* heading on the help page; those of a group follow each other */
    const char *help;  /* one line of the help page */

    /* Where it counts, by name, NULL after the last; none: everywhere. The first is its home, whose
     * help page begins with its group. */
    const char *scenes[ACTION_MAX_SCENES + 1];
};

/* List them in the order of the help page; NULL after the last. */
const struct action *action_at(size_t index);

/* Find one by name; NULL when there is none. */
const struct action *action_find(const char *name);

/* Whether it counts in a scene; NULL: in any. */
bool action_counts(const struct action *action, const char *scene);

/* Find the one that a key does in a scene (NULL: in any): the scene's own comes before one that
 * counts everywhere. NULL when it does nothing. */
const struct action *action_for_key(const char *key, const char *scene);

/* What a key gives on with its action: its number, or ACTION_NO_ARGUMENT where keys have none. A
 * click on a line of the help page gives on the same as a key. */
int action_argument(const struct action *action, const char *key);

/* List what the help page shows of how it is done, to be translated; NULL after the last. */
const char *const *action_shown(const struct action *action);

#endif
