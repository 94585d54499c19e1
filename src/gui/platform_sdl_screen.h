/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_PLATFORM_SDL_SCREEN_H
#define LUME_GUI_PLATFORM_SDL_SCREEN_H

/*
 * How pictures get into the window: by its surface, or by a texture of an accelerated renderer. On
 * X11 the surface is shared memory and always the faster one for pictures that a processor has
 * painted. Measured without a GPU at 1280 x 720: 0.15 ms a whole picture and 15 ms to set up, next
 * to 0.45 ms with SDL's software renderer, and 5.8 ms and 370 ms with OpenGL.
 */

#include "gui/app.h"

struct SDL_Window;
struct SDL_Renderer;
struct SDL_Texture;
struct screen_kind;

struct platform_screen {
    struct SDL_Window *window; /* borrowed */
    const struct screen_kind *kind;
    struct SDL_Renderer *renderer;
    struct SDL_Texture *texture;
    size_t texture_width, texture_height;
    bool stale; /* what was shown is lost: all of the picture goes there again */
};

/* Set up the best way that works here; false: none does. SDL_RENDER_DRIVER asks for a renderer. */
bool platform_screen_open(struct platform_screen *screen, struct SDL_Window *window);

void platform_screen_close(struct platform_screen *screen);

/* Tell the size of a picture that fits, in device pixels; 1 or more. */
void platform_screen_measure(const struct platform_screen *screen, uint32_t *width,
                             uint32_t *height);

/* Show what has changed. What was lost meanwhile is set up again, another way if need be; false:
 * nothing could be shown. */
bool platform_screen_show(struct platform_screen *screen, const struct app_frame *frame);

/* The renderer has lost its textures. */
void platform_screen_reset(struct platform_screen *screen);

/* Tell whether showing waits for the display by itself. */
bool platform_screen_waits(const struct platform_screen *screen);

#endif
