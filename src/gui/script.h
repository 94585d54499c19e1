/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_SCRIPT_H
#define LUME_GUI_SCRIPT_H

/*
 * Input that is played: a file of JSON lines, each an event at a time.
 *
 *   {"at":0.5,"event":"down","x":100,"y":200}                 "pointer":2, "button":"eraser"
 *   {"at":0.6,"event":"move","x":110,"y":205}                 "pointer"
 *   {"at":0.7,"event":"up","x":110,"y":205}                   as "down"
 *   {"at":0.7,"event":"cancel"}                               "pointer"; none: all of them
 *   {"at":1,"event":"wheel","notches":-1}                     where the pointer is
 *   {"at":1,"event":"key","key":"Ctrl+Z"}                     "repeat":true; one of action.h
 *   {"at":1,"event":"do","action":"sample-of","argument":3}   one of action.h; "argument"
 *   {"at":2,"event":"resize","width":800,"height":500}
 *   {"at":2,"event":"drop","path":"digit.png"}                relative to the working directory
 *   {"at":3,"event":"close"}
 *
 * Keys on the right may be left out (an action is done then as its key does it); those of other
 * events, unknown ones and those that come twice are refused. Times are seconds from the start, 0
 * or more and never falling; places are window coordinates. Empty lines are left out.
 */

#include "gui/input.h"

#include <lume/status.h>

/* A file that is dropped is two steps: its path, and NULL for the end. */
struct script_step {
    double at;
    struct input input; /* time 0; width and height as in the window; density 1 */
    const char *action; /* "do": name in the registry; else NULL, and `input` counts */
    int argument;       /* or ACTION_NO_ARGUMENT */
};

enum {
    SCRIPT_MAX_STEPS = 1000000,
    SCRIPT_MAX_SIZE = 1 << 28, /* bytes */
    SCRIPT_MAX_PATH = 4095,
};

struct script {
    size_t n;
    struct script_step *steps;
    char *texts; /* what paths point into */
};

/* Read a script from memory. `name` is what messages call it, with the line: "NAME:LINE".
 * LUME_ERROR_DATA (also: no event at all), LUME_ERROR_MEMORY (also: beyond the limits above). */
LUME_MUST_USE enum lume_status script_parse(const char *bytes, size_t size, const char *name,
                                            struct script *out, struct lume_error *error);

/* From a regular file, or standard input for "-"; also LUME_ERROR_IO. */
LUME_MUST_USE enum lume_status script_load(const char *path, struct script *out,
                                           struct lume_error *error);

void script_finish(struct script *script);

#endif
