/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "gui/app_state.h"

#include <math.h>
#include <string.h>

/* How far beside the paper a pen that left it still draws, as a share of the paper. */
static const double beyond = 0.05;

static double near_paper(double v)
{
    v = v > -beyond ? v : -beyond;
    return v < 1 + beyond ? v : 1 + beyond;
}

/* --- what is on it --- */

/* It is something now that nobody said what it is, and a sample that is waited for is no longer. */
static void change_ink(struct app *app, enum app_stale stale)
{
    if (app->ink_label != SAMPLES_NO_LABEL) { /* it is told beside the answer */
        app->ink_label = SAMPLES_NO_LABEL;
        app_spoil(app, APP_STALE_OUTCOME);
    }
    app->load.wanted = APP_NONE_WANTED;
    app->recognize = true;
    app_spoil(app, stale);
}

/* Take the sample away. */
static void free_paper(struct app *app)
{
    if (app->sample.shown) {
        app->sample.shown = app->sample.cleared = false;
        change_ink(app, APP_STALE_ALL);
    }
}

void app_paper_lay(struct app *app, const struct app_sample *sample)
{
    const bool cleared = app->sample.cleared || lume_ink_strokes(app->ink).n_strokes > 0;
    lume_ink_clear(app->ink);
    memory_free(app->sample.name);
    app->sample = *sample;
    app->sample.shown = true;
    app->sample.cleared = cleared;
    change_ink(app, APP_STALE_ALL);
}

void app_paper_clear(struct app *app)
{
    free_paper(app);
    lume_ink_clear(app->ink);
    change_ink(app, APP_STALE_ALL);
}

void app_paper_undo(struct app *app)
{
    const bool back = !app->sample.shown || app->sample.cleared;
    free_paper(app);
    if (back && lume_ink_undo(app->ink)) {
        change_ink(app, APP_STALE_ALL);
    }
}

void app_paper_redo(struct app *app)
{
    if (lume_ink_redo(app->ink)) {
        free_paper(app);
        change_ink(app, APP_STALE_ALL);
    }
}

bool app_paper_can_undo(const struct app *app)
{
    return app->sample.shown || lume_ink_can_undo(app->ink);
}

/* --- pen and eraser --- */

static void complain(struct app *app, enum lume_status status)
{
    if (status == LUME_ERROR_MEMORY) {
        app_notify(app, "the paper is full", NULL);
    }
}

static void spoil_around(struct app *app, double x, double y)
{
    struct paint_rect *box = &app->stale_ink;
    const float left = (float)x, top = (float)y;
    const float right = fmaxf(left, box->x + box->width), low = fmaxf(top, box->y + box->height);
    box->x = fminf(left, box->x);
    box->y = fminf(top, box->y);
    box->width = right - box->x;
    box->height = low - box->y;
}

/* A new point bends the line from the one before the last on. */
static void spoil_end(struct app *app)
{
    const struct lume_strokes ink = lume_ink_strokes(app->ink);
    const size_t s = ink.n_strokes - 1, from = s > 0 ? ink.ends[s - 1] : 0, end = ink.ends[s];
    for (size_t i = end - from > 3 ? end - 3 : from; i < end; i++) {
        if (app->stale_ink.width < 0) {
            app->stale_ink =
                (struct paint_rect){(float)ink.points[i].x, (float)ink.points[i].y, 0, 0};
        }
        spoil_around(app, ink.points[i].x, ink.points[i].y);
    }
}

void app_paper_draw(struct app *app, double x, double y, double time)
{
    const struct lume_ink_point point = {near_paper(x), near_paper(y), time};
    const size_t before = lume_ink_strokes(app->ink).n_strokes;
    free_paper(app);
    const enum lume_status status = lume_ink_add_point(app->ink, &point, NULL);
    if (status != LUME_OK) {
        complain(app, status);
    } else if (lume_ink_strokes(app->ink).n_strokes > before) { /* can be undone now */
        change_ink(app, APP_STALE_ALL);
    } else {
        spoil_end(app);
        change_ink(app, APP_STALE_INK);
    }
}

void app_paper_erase(struct app *app, double x, double y)
{
    const double radius = 1.2 * 2 * (double)app->settings.nib / APP_SIDE;
    free_paper(app);
    complain(app, lume_ink_erase(app->ink, near_paper(x), near_paper(y), radius, NULL));
    app->stale_ink = (struct paint_rect){0, 0, 1, 1};
    change_ink(app, lume_ink_strokes(app->ink).n_strokes > 0 ? APP_STALE_INK : APP_STALE_ALL);
}

void app_paper_end(struct app *app)
{
    lume_ink_end(app->ink);
    if (lume_ink_strokes(app->ink).n_strokes > 0 && !app->sample.shown) {
        app_draw_centre(app);
    }
}

enum lume_status app_draw_ink(struct app *app, const struct lume_strokes *ink, int label,
                              struct lume_error *error)
{
    size_t first = 0;
    enum lume_status status = LUME_OK;
    free_paper(app);
    const size_t before = lume_ink_strokes(app->ink).n_strokes;
    for (size_t s = 0; status == LUME_OK && s < ink->n_strokes; first = ink->ends[s++]) {
        lume_ink_begin_stroke(app->ink);
        for (size_t i = first; status == LUME_OK && i < ink->ends[s]; i++) {
            status = lume_ink_add_point(app->ink, &ink->points[i], error);
        }
    }
    lume_ink_end(app->ink);
    while (status != LUME_OK && lume_ink_strokes(app->ink).n_strokes > before) {
        lume_ink_undo(app->ink);
    }
    change_ink(app, APP_STALE_ALL);
    app->ink_label = status == LUME_OK ? label : SAMPLES_NO_LABEL;
    return status;
}
