/* SPDX-License-Identifier: MIT */
#include "gui/play.h"

#include <math.h>

/* Window coordinates become device pixels. */
static uint32_t scaled(uint32_t side, float density)
{
    const float pixels = (float)side * density;
    return pixels < (float)PAINT_RASTER_MAX_SIDE ? (uint32_t)(pixels + 0.5f)
                                                 : PAINT_RASTER_MAX_SIDE;
}

static void hand_on(const struct script_step *step, struct app *app, double now, float density)
{
    struct input input = step->input;
    if (step->action) {
        app_do(app, step->action, step->argument);
        return;
    }
    input.time = now;
    if (input.kind != INPUT_WHEEL) {
        input.x *= density;
        input.y *= density;
    }
    input.width = scaled(input.width, density);
    input.height = scaled(input.height, density);
    input.density = density;
    app_input(app, &input);
    if (input.kind == INPUT_DROP && input.path) {
        input.path = NULL;
        app_input(app, &input);
    }
}

double play_due(struct play *play, struct app *app, double seconds, double now, float density)
{
    const struct script *script = play->script;
    while (script && play->next < script->n && script->steps[play->next].at <= seconds &&
           !app_wishes(app).close) {
        hand_on(&script->steps[play->next++], app, now, density);
    }
    return script && play->next < script->n ? script->steps[play->next].at - seconds : INFINITY;
}
