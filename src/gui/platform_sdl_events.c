/* SPDX-License-Identifier: MIT */
#include "gui/platform_sdl.h"

#include <SDL.h>

#include <string.h>

double platform_clock(void)
{
    return (double)SDL_GetPerformanceCounter() / (double)SDL_GetPerformanceFrequency();
}

static struct input input_of(enum input_kind kind)
{
    return (struct input){.kind = kind, .time = platform_clock()};
}

static struct input pointer_input(const struct platform *platform, enum input_kind kind, int x,
                                  int y)
{
    struct input input = input_of(kind);
    input.pointer = INPUT_MOUSE;
    input.x = (float)x * platform->size.density;
    input.y = (float)y * platform->size.density;
    return input;
}

void platform_measure(struct platform *platform, struct app *app)
{
    struct input input = input_of(INPUT_RESIZE);
    int width = 0, height = 0;
    SDL_GetWindowSize(platform->window, &width, &height);
    platform_screen_measure(&platform->screen, &input.width, &input.height);
    input.density = width > 0 ? (float)input.width / (float)width : 1;
    const struct platform_size size = {input.width, input.height, input.density};
    const struct platform_size old = platform->size;
    platform->size = size;
    platform->resized = false;
    if (app && (size.width != old.width || size.height != old.height ||
                size.density > old.density || size.density < old.density)) {
        app_input(app, &input);
    }
}

/* --- pointers --- */

static uint32_t bit_of(uint8_t button)
{
    return UINT32_C(1) << (button - 1); /* as SDL has it in the state of moves */
}

static void hold(struct platform *platform, uint32_t held)
{
    if ((held == 0) != (platform->held == 0)) {
        SDL_CaptureMouse(held != 0 ? SDL_TRUE : SDL_FALSE); /* may be refused: moves end outside */
    }
    platform->held = held;
}

static bool find_button(uint8_t number, enum input_button *out)
{
    *out = number == SDL_BUTTON_RIGHT ? INPUT_ERASER : INPUT_PEN;
    return number == SDL_BUTTON_LEFT || number == SDL_BUTTON_RIGHT;
}

static void release(struct platform *platform, struct app *app, uint8_t number, int x, int y)
{
    struct input input = pointer_input(platform, INPUT_UP, x, y);
    if (find_button(number, &input.button) && (platform->held & bit_of(number))) {
        hold(platform, platform->held & ~bit_of(number));
        app_input(app, &input);
    }
}

static void press(struct platform *platform, struct app *app, uint8_t number, int x, int y)
{
    struct input input = pointer_input(platform, INPUT_DOWN, x, y);
    if (find_button(number, &input.button)) {
        release(platform, app, number, x, y); /* its release was lost */
        hold(platform, platform->held | bit_of(number));
        app_input(app, &input);
    }
}

/* A button that was released where nobody told of it is so by the next move. */
static void move(struct platform *platform, struct app *app, const SDL_MouseMotionEvent *event)
{
    const struct input input = pointer_input(platform, INPUT_MOVE, event->x, event->y);
    app_input(app, &input);
    for (uint8_t number = SDL_BUTTON_LEFT; number <= SDL_BUTTON_RIGHT; number++) {
        if (platform->held & ~event->state & bit_of(number)) {
            release(platform, app, number, event->x, event->y);
        }
    }
}

static void turn(struct app *app, const SDL_MouseWheelEvent *event)
{
    struct input input = input_of(INPUT_WHEEL);
    input.y = event->direction == SDL_MOUSEWHEEL_FLIPPED ? -event->preciseY : event->preciseY;
    app_input(app, &input);
}

/* Any number but INPUT_MOUSE and INPUT_ALL, the same for all that a finger does. */
static uint64_t pointer_of(const SDL_TouchFingerEvent *event)
{
    const uint64_t number = ((uint64_t)event->touchId << 32) ^ (uint64_t)event->fingerId;
    const uint64_t spread = number * UINT64_C(0x9e3779b97f4a7c15) ^ (number >> 29);
    return spread % (INPUT_ALL - 1) + 1;
}

/* The pads of laptops tell of fingers, too: those are no places in the window. */
static bool touches_screen(SDL_TouchID touch)
{
    if (touch == SDL_MOUSE_TOUCHID) {
        return false;
    }
    const SDL_TouchDeviceType type = SDL_GetTouchDeviceType(touch);
    return type != SDL_TOUCH_DEVICE_INDIRECT_ABSOLUTE && type != SDL_TOUCH_DEVICE_INDIRECT_RELATIVE;
}

static void touch(const struct platform *platform, struct app *app,
                  const SDL_TouchFingerEvent *event)
{
    if (touches_screen(event->touchId)) {
        struct input input = input_of(event->type == SDL_FINGERDOWN ? INPUT_DOWN
                                      : event->type == SDL_FINGERUP ? INPUT_UP
                                                                    : INPUT_MOVE);
        input.pointer = pointer_of(event);
        input.x = event->x * (float)platform->size.width;
        input.y = event->y * (float)platform->size.height;
        app_input(app, &input);
    }
}

/* --- keys --- */

static void press_key(struct platform *platform, struct app *app, const SDL_KeyboardEvent *event)
{
    struct input input = input_of(INPUT_KEY);
    if (platform_keys_press(&platform->keys, event, input.key)) {
        input.repeat = platform->keys.repeat;
        app_input(app, &input);
    }
}

static void type_text(struct platform *platform, struct app *app, const char *text)
{
    for (; *text; text++) {
        struct input input = input_of(INPUT_KEY);
        if (platform_keys_type(&platform->keys, *text)) {
            input.key[0] = *text;
            input.repeat = platform->keys.repeat;
            app_input(app, &input);
        }
    }
}

/* --- the window --- */

static void tell(struct app *app, enum input_kind kind)
{
    const struct input input = input_of(kind);
    app_input(app, &input);
}

static void show(struct platform *platform, struct app *app, bool visible)
{
    struct input input = input_of(INPUT_SHOWN);
    input.visible = visible;
    if (platform->hidden == visible) {
        platform->hidden = !visible;
        app_input(app, &input);
    }
    if (visible) {
        tell(app, INPUT_EXPOSE);
    }
}

static void cancel(struct platform *platform, struct app *app)
{
    struct input input = input_of(INPUT_CANCEL);
    input.pointer = INPUT_ALL;
    hold(platform, 0);
    app_input(app, &input);
}

static void leave(const struct platform *platform, struct app *app)
{
    const struct input input = pointer_input(platform, INPUT_MOVE, -1, -1);
    if (!platform->held) {
        app_input(app, &input);
    }
}

static void change_window(struct platform *platform, struct app *app, uint8_t what)
{
    switch (what) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
    case SDL_WINDOWEVENT_DISPLAY_CHANGED:
        platform->resized = true;
        tell(app, INPUT_EXPOSE);
        break;
    case SDL_WINDOWEVENT_EXPOSED:
        tell(app, INPUT_EXPOSE);
        break;
    case SDL_WINDOWEVENT_MINIMIZED:
    case SDL_WINDOWEVENT_HIDDEN:
        show(platform, app, false);
        break;
    case SDL_WINDOWEVENT_RESTORED:
    case SDL_WINDOWEVENT_MAXIMIZED:
    case SDL_WINDOWEVENT_SHOWN:
        show(platform, app, true);
        break;
    case SDL_WINDOWEVENT_FOCUS_LOST:
        cancel(platform, app);
        break;
    case SDL_WINDOWEVENT_LEAVE:
        leave(platform, app);
        break;
    default: /* SDL_WINDOWEVENT_CLOSE: SDL_QUIT follows */
        break;
    }
}

/* A path, or NULL after the last. Text is taken for one: whatever it is gets an answer. */
static void drop(struct app *app, const SDL_DropEvent *event)
{
    struct input input = input_of(INPUT_DROP);
    input.path = event->file;
    if (event->file || event->type == SDL_DROPCOMPLETE) {
        app_input(app, &input);
    }
    SDL_free(event->file);
}

static void translate_pointer(struct platform *platform, struct app *app, const SDL_Event *event)
{
    switch (event->type) {
    case SDL_MOUSEMOTION:
        if (event->motion.which != SDL_TOUCH_MOUSEID) {
            move(platform, app, &event->motion);
        }
        break;
    case SDL_MOUSEBUTTONDOWN:
        if (event->button.which != SDL_TOUCH_MOUSEID) {
            press(platform, app, event->button.button, event->button.x, event->button.y);
        }
        break;
    case SDL_MOUSEBUTTONUP:
        if (event->button.which != SDL_TOUCH_MOUSEID) {
            release(platform, app, event->button.button, event->button.x, event->button.y);
        }
        break;
    case SDL_MOUSEWHEEL:
        turn(app, &event->wheel);
        break;
    default:
        touch(platform, app, &event->tfinger);
        break;
    }
}

void platform_translate(struct platform *platform, struct app *app, const union SDL_Event *event)
{
    switch (event->type) {
    case SDL_MOUSEMOTION:
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
    case SDL_MOUSEWHEEL:
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
        translate_pointer(platform, app, event);
        break;
    case SDL_KEYDOWN:
    case SDL_KEYUP:
        press_key(platform, app, &event->key);
        break;
    case SDL_TEXTINPUT:
        type_text(platform, app, event->text.text);
        break;
    case SDL_WINDOWEVENT:
        change_window(platform, app, event->window.event);
        break;
    case SDL_DROPFILE:
    case SDL_DROPTEXT:
    case SDL_DROPBEGIN:
    case SDL_DROPCOMPLETE:
        drop(app, &event->drop);
        break;
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET:
        platform_screen_reset(&platform->screen);
        tell(app, INPUT_EXPOSE);
        break;
    case SDL_QUIT:
        tell(app, INPUT_CLOSE);
        break;
    default:
        if (event->type == platform->wake_event) {
            atomic_store(&platform->woken, false);
        }
        break;
    }
}
