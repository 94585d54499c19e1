/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_PLATFORM_SDL_KEYS_H
#define LUME_GUI_PLATFORM_SDL_KEYS_H

/*
 * Keys as action.h names them. A key press is told twice, as a key and as the text it types. Keys
 * with names, letters and everything with Ctrl or Alt count as keys; digits and marks count as
 * text, since where "?" and "[" are, and whether Shift or AltGr types them, depends on the layout.
 */

#include "gui/input.h"

struct SDL_KeyboardEvent;

/* What the text that follows a key press needs to know of it. */
struct platform_keys {
    bool command; /* Ctrl, Alt or the system's key is held: what follows types nothing */
    bool repeat;
};

/* Take in that a key goes down or up; true: it has a name, written to `out`, and counts now. */
bool platform_keys_press(struct platform_keys *keys, const struct SDL_KeyboardEvent *event,
                         char out[INPUT_KEY_SIZE]);

/* Tell whether a character that is typed counts, after its key. */
bool platform_keys_type(const struct platform_keys *keys, char character);

#endif
