/* SPDX-License-Identifier: MIT */
#include "gui/platform_sdl.h"

#include "base/memory.h"
#include "gui/play.h"

#include <SDL.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Signals only set a flag, and SDL goes on waiting when one comes: so long it is not looked at. */
#define LONGEST_WAIT 0.25

/* Seconds from a picture to the next. */
#define SHORTEST (1 / 120.0)
#define LONGEST (1 / 60.0)

enum { MIN_WIDTH = 320, MIN_HEIGHT = 200 };

/* --- the display --- */

/* Where a window can be, in the order in which they are tried; and what names the display there,
 * without which SDL is not asked: it would complain on stderr, or run unseen. */
static const struct display {
    const char *driver, *variable;
} displays[] = {
#if defined(__unix__) && !defined(__EMSCRIPTEN__)
    {"x11", "DISPLAY"},
    {"wayland", "WAYLAND_DISPLAY"},
#else
    {NULL, NULL}, /* SDL's own choice */
#endif
};

static const char *variable(const char *name)
{
    const char *value = name ? getenv(name) : NULL;
    return value && value[0] ? value : NULL;
}

/* Wayland's library complains on stderr where it has no folder to look in. */
static bool may_connect(const struct display *display, const char *name)
{
    return strcmp(display->driver, "wayland") != 0 || name[0] == '/' || variable("XDG_RUNTIME_DIR");
}

static bool is_unseen(const char *driver)
{
    return strcmp(driver, "offscreen") == 0 || strcmp(driver, "dummy") == 0;
}

static void set_hints(void)
{
    static const struct {
        const char *name, *value;
    } hints[] = {
        {SDL_HINT_NO_SIGNAL_HANDLERS, "1"},
        {SDL_HINT_TOUCH_MOUSE_EVENTS, "0"},
        {SDL_HINT_MOUSE_TOUCH_EVENTS, "0"},
        {SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0"}, /* of two screens a lecturer uses both */
        {SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0"},
        {SDL_HINT_FRAMEBUFFER_ACCELERATION, "0"}, /* starts OpenGL only to look at it */
        {SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1"},
        {SDL_HINT_APP_NAME, "lume"},
    };
    for (size_t i = 0; i < SDL_arraysize(hints); i++) {
        SDL_SetHint(hints[i].name, hints[i].value);
    }
}

static enum lume_status complain(const char *what, struct lume_error *error)
{
    return lume_error_set(error, LUME_ERROR_DISPLAY, what,
                          "no display to open a window on, expected a desktop session or \"ssh "
                          "-X\" (\"lume draw --screenshot OUT.png\" needs none)");
}

static enum lume_status start_video(struct lume_error *error)
{
    const char *asked = variable("SDL_VIDEODRIVER"), *last = NULL;
    if (asked) {
        return SDL_VideoInit(NULL) == 0
                   ? LUME_OK
                   : lume_error_set(error, LUME_ERROR_DISPLAY, "SDL_VIDEODRIVER",
                                    "no display, expected x11, wayland or nothing, got \"%.256s\"",
                                    asked);
    }
    for (size_t i = 0; i < SDL_arraysize(displays); i++) {
        const char *named = variable(displays[i].variable);
        last = named ? named : last;
        if (displays[i].variable && (!named || !may_connect(&displays[i], named))) {
            continue;
        }
        if (SDL_VideoInit(displays[i].driver) == 0) {
            if (!is_unseen(SDL_GetCurrentVideoDriver())) {
                return LUME_OK;
            }
            SDL_VideoQuit();
        }
    }
    return complain(last, error);
}

/* --- opening and closing --- */

static bool make_window(struct platform *platform, const struct platform_config *config)
{
    uint32_t flags = SDL_WINDOW_HIDDEN | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI;
    SDL_Rect place = {0, 0, (int)config->width, (int)config->height};
    if (config->fullscreen) { /* of this size at once, since there may be no window manager */
        flags |= SDL_WINDOW_FULLSCREEN_DESKTOP;
        SDL_GetDisplayBounds(0, &place);
    }
    platform->window = SDL_CreateWindow(config->title, SDL_WINDOWPOS_UNDEFINED,
                                        SDL_WINDOWPOS_UNDEFINED, place.w, place.h, flags);
    if (!platform->window || !platform_screen_open(&platform->screen, platform->window)) {
        return false;
    }
    SDL_SetWindowMinimumSize(platform->window, MIN_WIDTH, MIN_HEIGHT);
    SDL_DisableScreenSaver(); /* nobody touches it while the lecturer talks */
    platform->fullscreen = config->fullscreen;
    platform->windowed_width = (int)config->width;
    platform->windowed_height = (int)config->height;
    platform->wake_event = SDL_RegisterEvents(1);
    platform_measure(platform, NULL);
    return true;
}

enum lume_status platform_open(const struct platform_config *config, struct platform **out,
                               struct lume_error *error)
{
    struct platform *platform = memory_allocate(1, sizeof *platform);
    if (!platform) {
        return memory_exhausted(error, NULL);
    }
    set_hints();
    enum lume_status status = LUME_OK;
    if (SDL_Init(SDL_INIT_EVENTS) != 0) {
        status = complain(NULL, error);
    } else {
        status = start_video(error);
    }
    if (status == LUME_OK && !make_window(platform, config)) {
        status = lume_error_set(error, LUME_ERROR_DISPLAY, NULL, "cannot open a window: %s",
                                SDL_GetError());
    }
    if (status != LUME_OK) {
        platform_close(platform);
        return status;
    }
    *out = platform;
    return LUME_OK;
}

void platform_close(struct platform *platform)
{
    if (platform) {
        for (size_t i = 0; i < SDL_arraysize(platform->cursors); i++) {
            SDL_FreeCursor(platform->cursors[i]); /* NULL does nothing */
        }
        if (platform->window) {
            platform_screen_close(&platform->screen);
            SDL_DestroyWindow(platform->window);
        }
        SDL_VideoQuit();
        SDL_Quit();
        memory_free(platform);
    }
}

struct platform_size platform_size(const struct platform *platform)
{
    return platform->size;
}

void platform_wake(void *context)
{
    struct platform *platform = context;
    if (!atomic_exchange(&platform->woken, true)) {
        SDL_Event event = {.type = platform->wake_event};
        if (SDL_PushEvent(&event) != 1) { /* the queue is full, so nobody sleeps */
            atomic_store(&platform->woken, false);
        }
    }
}

/* --- the loop --- */

/* What is due when, on platform_clock. */
struct pace {
    double frame;  /* the app's next picture */
    double gate;   /* not before this */
    double script; /* its next step */
    double start;  /* of the script: the first picture */
    bool begun;
};

/* Hand on all that has come so far; a flood that does not end must not keep pictures back. */
static bool take_events(struct platform *platform, struct app *app)
{
    SDL_Event events[64];
    bool any = false;
    int n;
    SDL_PumpEvents();
    while ((n = SDL_PeepEvents(events, SDL_arraysize(events), SDL_GETEVENT, SDL_FIRSTEVENT,
                               SDL_LASTEVENT)) > 0) {
        for (int i = 0; i < n; i++) {
            platform_translate(platform, app, &events[i]);
        }
        any = true;
    }
    if (platform->resized) {
        platform_measure(platform, app);
    }
    return any;
}

/* Play what is due of a script. Where that resizes the picture, the window follows. */
static bool play(struct platform *platform, struct app *app, struct play *play, struct pace *pace)
{
    const size_t before = play->next;
    if (pace->begun) {
        const double now = platform_clock();
        pace->script = now + play_due(play, app, now - pace->start, now, platform->size.density);
    }
    for (size_t i = before; i < play->next; i++) {
        const struct input *input = &play->script->steps[i].input;
        if (!play->script->steps[i].action && input->kind == INPUT_RESIZE) {
            SDL_SetWindowSize(platform->window, (int)input->width, (int)input->height);
            platform->size = (struct platform_size){0, 0, 0}; /* it may have been refused */
            platform->resized = true;
        }
    }
    return play->next != before;
}

/* Seconds from the beginning of a picture to the next: half of a processor's time, but no more than
 * 120 a second, and down to 60 if they take longer. Where showing waits for the display this is
 * only to bound drivers that do not. */
static double interval(const struct platform *platform, double seconds)
{
    return platform_screen_waits(&platform->screen) ? SHORTEST / 2
                                                    : fmin(fmax(2 * seconds, SHORTEST), LONGEST);
}

/* Without a window manager SDL forgets what the window was. */
static void set_fullscreen(struct platform *platform, bool fullscreen)
{
    int width = 0, height = 0;
    if (fullscreen) {
        SDL_GetWindowSize(platform->window, &platform->windowed_width, &platform->windowed_height);
    }
    SDL_SetWindowFullscreen(platform->window, fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
    SDL_GetWindowSize(platform->window, &width, &height);
    if (!fullscreen && (width != platform->windowed_width || height != platform->windowed_height)) {
        SDL_SetWindowSize(platform->window, platform->windowed_width, platform->windowed_height);
    }
    platform->fullscreen = fullscreen;
    platform->resized = true;
}

static void follow_wishes(struct platform *platform, const struct app_wishes *wishes)
{
    if (wishes->fullscreen != platform->fullscreen) {
        set_fullscreen(platform, wishes->fullscreen);
    }
    if (wishes->drawing != platform->pen) {
        platform->pen = wishes->drawing;
        SDL_Cursor **cursor = &platform->cursors[wishes->drawing];
        if (!*cursor) {
            *cursor = SDL_CreateSystemCursor(wishes->drawing ? SDL_SYSTEM_CURSOR_CROSSHAIR
                                                             : SDL_SYSTEM_CURSOR_ARROW);
        }
        SDL_SetCursor(*cursor);
    }
}

/* Bring the picture up to date. False: there never was one, and there cannot be. */
static bool advance(struct platform *platform, struct app *app, struct pace *pace)
{
    struct app_frame frame;
    const double now = platform_clock();
    bool good = true;
    app_frame(app, now, &frame);
    pace->frame = now + frame.wait;
    if (!pace->begun) {
        SDL_ShowWindow(platform->window); /* with something to see */
    }
    if (frame.width > 0 && frame.pixels.width > 0) {
        good = platform_screen_show(&platform->screen, &frame) || pace->begun;
        pace->gate = now + interval(platform, platform_clock() - now);
    }
    if (!pace->begun) {
        pace->begun = true;
        pace->start = pace->script = platform_clock();
    }
    return good;
}

static void sleep_until_due(const struct pace *pace)
{
    const double now = platform_clock();
    double end = fmin(fmin(pace->frame, pace->script), now + LONGEST_WAIT);
    if (pace->gate > now) { /* what comes now is seen in the next picture, however soon it comes */
        SDL_Delay((uint32_t)ceil(1e3 * (pace->gate - now)));
        end = fmax(end, pace->gate);
    }
    const double rest = end - platform_clock();
    if (rest > 0) {
        SDL_WaitEventTimeout(NULL, (int)ceil(1e3 * rest));
    }
}

enum lume_status platform_run(struct platform *platform, struct app *app,
                              const struct script *script, bool (*stopped)(void),
                              struct lume_error *error)
{
    struct pace pace = {.frame = 0};
    struct play played = {.script = script};
    while (!stopped || !stopped()) {
        const bool received = take_events(platform, app);
        if (play(platform, app, &played, &pace) || received || platform_clock() >= pace.frame) {
            if (!advance(platform, app, &pace)) {
                return lume_error_set(error, LUME_ERROR_DISPLAY, NULL, "cannot show a picture: %s",
                                      SDL_GetError());
            }
            const struct app_wishes wishes = app_wishes(app);
            if (wishes.close) {
                break;
            }
            follow_wishes(platform, &wishes);
        }
        sleep_until_due(&pace);
    }
    return LUME_OK;
}
