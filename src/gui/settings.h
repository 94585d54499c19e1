/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SETTINGS_H
#define LUME_GUI_SETTINGS_H

/*
 * What the window remembers from one day to the next, in "$XDG_CONFIG_HOME/lume/settings.json" (see
 * base/path.h): one JSON object, a key for each field of struct settings. The window works without
 * it.
 */

#include "base/buffer.h"
#include "gui/text.h"
#include "gui/theme.h"

#include <lume/status.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct settings {
    const struct text_language *language; /* NULL: the system's */
    const struct theme *theme;
    bool projector;         /* thick lines and large text */
    float scale;            /* of everything, beside what the display asks for; 0.5 to 4 */
    float nib;              /* radius, in pixels of 28 x 28; 0.5 to 4 */
    uint32_t width, height; /* of the window, in logical pixels; 320 and 200 to 16,384 */
};

/* A file of settings and what stands in it. A zeroed one has no path: nothing is ever written. */
struct settings_file {
    char *path;           /* owned; NULL: there is no place for one */
    struct buffer stored; /* what settings_save would write for what was read or saved last */
};

void settings_defaults(struct settings *out);

/*
 * Read settings. Where the file is not there, or HOME is not set, all of them are the defaults.
 * What is wrong in it is left at its default and told of; keys that are not known are left alone.
 *
 * file    released with settings_finish
 * path    NULL: the user's own
 * notice  not NULL: what was wrong first, "" when nothing was
 */
void settings_load(struct settings_file *file, const char *path, struct settings *out,
                   struct lume_error *notice);

/*
 * Replace the file if these settings differ from what was read or saved last, and make its folder.
 * Numbers are brought into their range. Keys that are not known are lost.
 * LUME_ERROR_IO, LUME_ERROR_MEMORY: the file is as it was, the next call tries again.
 */
LUME_MUST_USE enum lume_status settings_save(struct settings_file *file,
                                             const struct settings *settings,
                                             struct lume_error *error);

void settings_finish(struct settings_file *file);

#endif
