/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_INPUT_H
#define LUME_GUI_INPUT_H

/*
 * What happens to the window, as the platform, a script and the tests tell it to the app. Places
 * are device pixels of the picture, from its top left corner; any number is harmless, NaN too.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum input_kind {
    INPUT_DOWN,   /* pointer: x, y, pointer, button */
    INPUT_MOVE,   /* pointer, also where no button is held */
    INPUT_UP,     /* pointer, button */
    INPUT_CANCEL, /* pointer: the system took it away; also all pointers when the window loses the
                   * keyboard (pointer INPUT_ALL) */
    INPUT_WHEEL,  /* y: notches, away from the person is positive; over where the mouse was last */
    INPUT_KEY,    /* key, repeat */
    INPUT_RESIZE, /* width, height, density */
    INPUT_EXPOSE, /* the picture on the screen is lost: all of it is shown again */
    INPUT_SHOWN,  /* visible: the window can be seen or not; until it can nothing is painted */
    INPUT_DROP,   /* path: one of the files that were dropped together; NULL: no more */
    INPUT_CLOSE,
};

enum input_button { INPUT_PEN, INPUT_ERASER }; /* left and right, or the two ends of a pen */

enum { INPUT_KEY_SIZE = 24, INPUT_MOUSE = 0 };
#define INPUT_ALL UINT64_MAX

struct input {
    enum input_kind kind;
    double time;      /* seconds of a clock that nobody sets, the one app_frame is told */
    uint64_t pointer; /* INPUT_MOUSE, or the number of a finger or pen, above 0 */
    enum input_button button;
    float x, y;
    char key[INPUT_KEY_SIZE]; /* as action.h has it: "C", "Ctrl+Z", "?", "Page Down" */
    bool repeat;              /* the key is held */
    bool visible;
    uint32_t width, height; /* of the picture */
    float density;          /* device pixels a unit of the window's own coordinates */
    const char *path;       /* valid during the call */
};

#endif
