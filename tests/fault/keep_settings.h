/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_KEEP_SETTINGS_H
#define LUME_TESTS_KEEP_SETTINGS_H

/* The settings of the window, where there is one. */

#ifdef HAVE_GUI

#include "base/path.h"
#include "gui/settings.h"

/* variant: 0 or 1, two different contents */
static inline enum lume_status keep_settings_save(const char *path, int variant,
                                                  struct lume_error *error)
{
    struct settings_file file = {0};
    struct settings settings;
    enum lume_status status = path_join("", path, &file.path, error);
    settings_defaults(&settings);
    settings.projector = variant;
    if (status == LUME_OK) {
        status = settings_save(&file, &settings, error);
    }
    settings_finish(&file);
    return status;
}

/* failure: what a notice stands for */
static inline enum lume_status keep_settings_load(const char *path, enum lume_status failure,
                                                  struct lume_error *error)
{
    struct settings_file file;
    struct settings settings;
    settings_load(&file, path, &settings, error);
    settings_finish(&file);
    return error->message[0] ? failure : LUME_OK;
}

/* Each time another content, in the folder that is the current one. */
static inline enum lume_status keep_settings_save_next(struct lume_error *error)
{
    static int variant;
    variant = !variant;
    return keep_settings_save("settings", variant, error);
}

static inline enum lume_status keep_settings_load_here(struct lume_error *error)
{
    return keep_settings_load("settings", LUME_ERROR_MEMORY, error);
}

#endif
#endif
