/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_PLATFORM_SDL_H
#define LUME_GUI_PLATFORM_SDL_H

/* What the files of the platform share. */

#include "gui/platform.h"
#include "gui/platform_sdl_keys.h"
#include "gui/platform_sdl_screen.h"

#include <stdatomic.h>

struct SDL_Cursor;
union SDL_Event;

struct platform {
    struct SDL_Window *window;
    struct platform_screen screen;
    struct platform_size size; /* as the app knows it */
    struct platform_keys keys;
    struct SDL_Cursor *cursors[2]; /* arrow, pen; made when they are needed */
    uint32_t held;                 /* a bit for each button of the mouse */
    uint32_t wake_event;
    atomic_bool woken;                   /* such an event waits */
    bool resized;                        /* the window is to be measured */
    bool hidden, fullscreen, pen;        /* as the app was told; as it wished */
    int windowed_width, windowed_height; /* before full screen */
};

/* Seconds of the clock that the app is told. */
double platform_clock(void);

/* Tell the app of an event, in its own terms. */
void platform_translate(struct platform *platform, struct app *app, const union SDL_Event *event);

/* Measure the window and tell the app when it has another size. */
void platform_measure(struct platform *platform, struct app *app);

#endif
