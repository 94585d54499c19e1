/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_PLATFORM_H
#define LUME_GUI_PLATFORM_H

/*
 * The window itself, by SDL. Nothing else knows SDL.
 *
 * Started once, in the main thread, before any other thread (SDL's start changes the process's
 * locale for a moment). SDL_Quit is never registered with atexit: when the display goes, Xlib calls
 * exit(1), and that must not come back here.
 */

#include "gui/app.h"
#include "gui/script.h"

struct platform;

struct platform_config {
    const char *title;
    uint32_t width, height; /* of the window, in its own coordinates */
    bool fullscreen;
};

/* Open a window. The drivers "offscreen" and "dummy" count as no display unless SDL_VIDEODRIVER
 * asks for them. LUME_ERROR_DISPLAY: with a hint; LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status platform_open(const struct platform_config *config,
                                             struct platform **out, struct lume_error *error);

/* Where the picture goes. */
struct platform_size {
    uint32_t width, height; /* device pixels */
    float density;          /* of these to a unit of the window's coordinates */
};
struct platform_size platform_size(const struct platform *platform);

/* Tell the window, from any thread, that there is something to do. At most one such event waits. */
void platform_wake(void *platform);

/* Hand on events and show pictures until the app wants to end, a signal came (`stopped` says so;
 * may be NULL), or the window is gone. Sleeps whenever nothing is to be done.
 *
 * script  played beside the real events, from the first picture on; NULL: none
 * LUME_ERROR_DISPLAY: no renderer, not even the software one. */
LUME_MUST_USE enum lume_status platform_run(struct platform *platform, struct app *app,
                                            const struct script *script, bool (*stopped)(void),
                                            struct lume_error *error);

void platform_close(struct platform *platform);

#endif
