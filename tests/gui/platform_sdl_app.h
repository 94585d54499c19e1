/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_PLATFORM_SDL_APP_H
#define LUME_TESTS_PLATFORM_SDL_APP_H

/* An app that writes down what the platform tells it, for tests of the platform without the rest.
 * Include it in one file of a test. */

#include "check.h"

#include "gui/platform_sdl.h"

#include <SDL.h>

#include <math.h>

enum { TOLD_MAX = 64, SIDE_MAX = 1024 };

/* What it shows, how often, and what it was told; the last inputs of each test. */
struct app {
    uint32_t pixels[SIDE_MAX * SIDE_MAX];
    size_t width, height;
    bool changed, closed;
    size_t n_frames, n_inputs, n_actions;
    size_t close_after; /* frames; 0: when it is told to */
    double wait;
    struct input told[TOLD_MAX];
    char path[TOLD_MAX];
    void (*on_frame)(void); /* called in each; may be NULL */
};

static struct app app;

void app_input(struct app *to, const struct input *input)
{
    if (to->n_inputs < TOLD_MAX) {
        to->told[to->n_inputs] = *input;
    }
    if (input->path) {
        snprintf(to->path, sizeof to->path, "%s", input->path);
    }
    if (input->kind == INPUT_RESIZE) {
        to->width = input->width;
        to->height = input->height;
    }
    to->changed |= input->kind == INPUT_RESIZE || input->kind == INPUT_EXPOSE;
    to->closed |= input->kind == INPUT_CLOSE;
    to->n_inputs++;
}

void app_do(struct app *to, const char *action, int argument)
{
    assert_string_equal(action, "sample-of");
    assert_int_equal(argument, 3);
    to->n_actions++;
}

void app_frame(struct app *to, double now, struct app_frame *out)
{
    (void)now;
    *out = (struct app_frame){
        .pixels = {to->width, to->height, SIDE_MAX, to->pixels},
        .width = to->changed ? to->width : 0,
        .height = to->changed ? to->height : 0,
        .wait = to->wait,
    };
    to->changed = false;
    to->n_frames++;
    if (to->on_frame) {
        to->on_frame();
    }
}

struct app_wishes app_wishes(const struct app *of)
{
    const bool late = of->close_after > 0 && of->n_frames >= of->close_after;
    return (struct app_wishes){.close = of->closed || late};
}

#endif
