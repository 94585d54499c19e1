/* SPDX-License-Identifier: MIT */
#include "gui/platform_sdl_screen.h"

#include <SDL.h>

#include <string.h>

struct screen_kind {
    bool waits;
    bool (*open)(struct platform_screen *screen);
    void (*measure)(const struct platform_screen *screen, int *width, int *height);
    bool (*show)(struct platform_screen *screen, const struct paint_pixels *pixels, SDL_Rect part);
};

/* The part of a picture that has a place on the screen. */
static SDL_Rect fit(SDL_Rect part, int width, int height)
{
    const SDL_Rect all = {0, 0, width, height};
    SDL_Rect common;
    return SDL_IntersectRect(&part, &all, &common) ? common : (SDL_Rect){0, 0, 0, 0};
}

static const uint32_t *pixel_at(const struct paint_pixels *pixels, SDL_Rect part)
{
    return pixels->pixels + (size_t)part.y * pixels->stride + (size_t)part.x;
}

static SDL_Rect whole(const struct paint_pixels *pixels)
{
    return (SDL_Rect){0, 0, (int)pixels->width, (int)pixels->height};
}

/* --- the window's surface --- */

static bool surface_open(struct platform_screen *screen)
{
    return SDL_GetWindowSurface(screen->window) != NULL;
}

static void surface_measure(const struct platform_screen *screen, int *width, int *height)
{
    const SDL_Surface *surface = SDL_GetWindowSurface(screen->window); /* anew after a resize */
    *width = surface ? surface->w : 0;
    *height = surface ? surface->h : 0;
}

/* Rows and parts beyond the surface would end the program by an error of X, so they are cut. */
static bool surface_show(struct platform_screen *screen, const struct paint_pixels *pixels,
                         SDL_Rect part)
{
    SDL_Surface *surface = SDL_GetWindowSurface(screen->window);
    if (!surface) {
        return false;
    }
    part = fit(part, surface->w, surface->h);
    if (part.w == 0) {
        return true;
    }
    const uint32_t format = surface->format->format;
    const uint32_t *source = pixel_at(pixels, part);
    uint8_t *target = (uint8_t *)surface->pixels + (size_t)part.y * (size_t)surface->pitch +
                      (size_t)part.x * surface->format->BytesPerPixel;
    if (format == SDL_PIXELFORMAT_RGB888 || format == SDL_PIXELFORMAT_ARGB8888) {
        for (int y = 0; y < part.h; y++) {
            memcpy(target, source, (size_t)part.w * sizeof *source);
            source += pixels->stride;
            target += surface->pitch;
        }
    } else if (SDL_ConvertPixels(part.w, part.h, SDL_PIXELFORMAT_ARGB8888, source,
                                 (int)(pixels->stride * sizeof *source), format, target,
                                 surface->pitch) != 0) {
        return false;
    }
    return SDL_UpdateWindowSurfaceRects(screen->window, &part, 1) == 0;
}

static const struct screen_kind surface_kind = {false, surface_open, surface_measure, surface_show};

/* --- a texture --- */

static bool texture_open(struct platform_screen *screen)
{
    const char *driver = SDL_GetHint(SDL_HINT_RENDER_DRIVER);
    const uint32_t asked = driver && driver[0] ? 0 : SDL_RENDERER_ACCELERATED;
    screen->renderer = SDL_CreateRenderer(screen->window, -1, asked | SDL_RENDERER_PRESENTVSYNC);
    return screen->renderer != NULL;
}

static void texture_measure(const struct platform_screen *screen, int *width, int *height)
{
    if (SDL_GetRendererOutputSize(screen->renderer, width, height) != 0) {
        *width = *height = 0;
    }
}

static void texture_drop(struct platform_screen *screen)
{
    if (screen->texture) {
        SDL_DestroyTexture(screen->texture);
        screen->texture = NULL;
    }
}

/* Make a texture of the picture's size unless there is one. */
static bool texture_require(struct platform_screen *screen, const struct paint_pixels *pixels)
{
    if (screen->texture &&
        (screen->texture_width != pixels->width || screen->texture_height != pixels->height)) {
        texture_drop(screen);
    }
    if (!screen->texture) {
        screen->texture =
            SDL_CreateTexture(screen->renderer, SDL_PIXELFORMAT_ARGB8888,
                              SDL_TEXTUREACCESS_STREAMING, (int)pixels->width, (int)pixels->height);
        screen->texture_width = pixels->width;
        screen->texture_height = pixels->height;
        screen->stale = true;
    }
    return screen->texture != NULL;
}

static bool texture_show(struct platform_screen *screen, const struct paint_pixels *pixels,
                         SDL_Rect part)
{
    if (!texture_require(screen, pixels)) {
        return false;
    }
    if (screen->stale) {
        part = whole(pixels);
    }
    if (SDL_UpdateTexture(screen->texture, &part, pixel_at(pixels, part),
                          (int)(pixels->stride * sizeof *pixels->pixels)) != 0) {
        return false;
    }
    const SDL_Rect target = whole(pixels); /* never stretched while a resize is under way */
    if (SDL_RenderClear(screen->renderer) != 0 ||
        SDL_RenderCopy(screen->renderer, screen->texture, NULL, &target) != 0) {
        return false;
    }
    SDL_RenderPresent(screen->renderer);
    return true;
}

static const struct screen_kind texture_kind = {true, texture_open, texture_measure, texture_show};

/* --- any of them --- */

static bool open_kind(struct platform_screen *screen, const struct screen_kind *kind)
{
    platform_screen_close(screen);
    screen->kind = kind;
    screen->stale = true;
    return kind->open(screen);
}

static bool surface_is_faster(void)
{
    const char *renderer = SDL_GetHint(SDL_HINT_RENDER_DRIVER);
    const char *display = SDL_GetCurrentVideoDriver();
    return !(renderer && renderer[0]) && display && strcmp(display, "x11") == 0;
}

bool platform_screen_open(struct platform_screen *screen, struct SDL_Window *window)
{
    const bool first = surface_is_faster();
    *screen = (struct platform_screen){.window = window};
    return open_kind(screen, first ? &surface_kind : &texture_kind) ||
           open_kind(screen, first ? &texture_kind : &surface_kind);
}

void platform_screen_close(struct platform_screen *screen)
{
    texture_drop(screen);
    if (screen->renderer) {
        SDL_DestroyRenderer(screen->renderer);
        screen->renderer = NULL;
    }
}

void platform_screen_measure(const struct platform_screen *screen, uint32_t *width,
                             uint32_t *height)
{
    int w = 0, h = 0;
    screen->kind->measure(screen, &w, &h);
    if (w < 1 || h < 1) {
        SDL_GetWindowSize(screen->window, &w, &h);
    }
    *width = (uint32_t)SDL_clamp(w, 1, PAINT_RASTER_MAX_SIDE);
    *height = (uint32_t)SDL_clamp(h, 1, PAINT_RASTER_MAX_SIDE);
}

bool platform_screen_show(struct platform_screen *screen, const struct app_frame *frame)
{
    const struct paint_pixels *pixels = &frame->pixels;
    const SDL_Rect changed = {(int)frame->x, (int)frame->y, (int)frame->width, (int)frame->height};
    const SDL_Rect part = screen->stale ? whole(pixels) : changed;
    bool shown = screen->kind->show(screen, pixels, part);
    if (!shown) {
        shown = platform_screen_open(screen, screen->window) &&
                screen->kind->show(screen, pixels, whole(pixels));
    }
    if (!shown) { /* a texture may be too large for what a surface can still be */
        const struct screen_kind *other =
            screen->kind == &texture_kind ? &surface_kind : &texture_kind;
        shown = open_kind(screen, other) && screen->kind->show(screen, pixels, whole(pixels));
    }
    screen->stale = !shown;
    return shown;
}

void platform_screen_reset(struct platform_screen *screen)
{
    texture_drop(screen);
    screen->stale = true;
}

bool platform_screen_waits(const struct platform_screen *screen)
{
    return screen->kind->waits;
}
