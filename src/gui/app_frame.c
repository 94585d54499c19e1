/* SPDX-License-Identifier: MIT */
#include "gui/app_state.h"
#include "gui/view_help.h"
#include "gui/view_notice.h"

#include <math.h>
#include <string.h>

enum { LEAST_WIDTH = 640, LEAST_HEIGHT = 400 };

static const double frame_seconds = 1.0 / 60, longest_step = 0.1;
static const double notice_seconds = 6, keep_seconds = 1, count_seconds = 0.25;

/* --- what is shown, and where --- */

struct view app_view(const struct app *app)
{
    return (struct view){
        .theme = app->settings.theme,
        .sizes = theme_sizes_find(app->settings.projector ? "projector" : "normal"),
        .language = app->settings.language,
        .font = app->font,
    };
}

struct view app_view_over(const struct app *app, struct theme_sizes *sizes)
{
    struct view view = app_view(app);
    *sizes = scene_sizes(view.sizes, app_width(app), app_height(app));
    view.sizes = sizes;
    return view;
}

float app_width(const struct app *app)
{
    return (float)app->size.width / app->size.scale;
}

float app_height(const struct app *app)
{
    return (float)app->size.height / app->size.scale;
}

void app_lay_out(struct app *app)
{
    if (app->laid_out) {
        return;
    }
    app->sample_text[0] = 0;
    app_sample_text(app, app->sample_text, sizeof app->sample_text);
    app_draw_refresh(app);
    app->ui.n = app->help_ui.n = 0;
    app->paper = (struct paint_rect){0};
    app->shown->lay_out(app);
    if (app->help) {
        struct theme_sizes sizes;
        const struct view over = app_view_over(app, &sizes);
        view_help_layout(&over, app->shown->name, app_width(app), app_height(app), &app->help_ui);
    }
    app->laid_out = true;
}

/* --- the size --- */

/* Smaller than the least size everything shrinks. */
static struct app_size wanted_size(const struct app *app)
{
    struct app_size size = {
        .width = app->wanted_width,
        .height = app->wanted_height,
        .density = app->wanted_density,
        .scale = app->wanted_density * app->settings.scale,
    };
    size.scale = fminf(size.scale, (float)size.width / LEAST_WIDTH);
    size.scale = fminf(size.scale, (float)size.height / LEAST_HEIGHT);
    return size;
}

static bool same_size(const struct app_size *a, const struct app_size *b)
{
    return a->width == b->width && a->height == b->height && a->density == b->density &&
           a->scale == b->scale;
}

/* Where there is no memory for a larger picture the old one stays. */
static void follow_size(struct app *app)
{
    const struct app_size wanted = wanted_size(app);
    struct paint_raster *raster = NULL;
    if (same_size(&wanted, &app->size) || same_size(&wanted, &app->refused)) {
        return;
    }
    if (app->raster && paint_raster_create(wanted.width, wanted.height, wanted.scale, app->font,
                                           &raster, NULL) != LUME_OK) {
        app->refused = wanted;
        app_notify(app, "out of memory", NULL);
        return;
    }
    paint_raster_destroy(app->raster);
    app->raster = raster;
    app->size = wanted;
    app->refused = (struct app_size){0};
    app_spoil(app, APP_STALE_ALL);
}

/* --- what the network says --- */

void app_update(struct app *app)
{
    follow_size(app);
    if (app->recognize) {
        app->recognize = false;
        app_recognize(app);
        if (app_must_ease(app)) { /* and what the network sees is shown at once */
            app->easing = true;
            app_spoil(app, APP_STALE_OUTCOME);
        }
    }
}

/* --- time --- */

/* Returns how many seconds have gone by since the last frame. */
static double step_clock(struct app *app, double now)
{
    const double elapsed = app->started && now > app->now ? now - app->now : 0;
    app->started = true;
    app->now = isfinite(now) ? now : app->now;
    app->clock += isfinite(elapsed) ? elapsed : 0;
    return elapsed;
}

/* Whether its moment has come. */
static bool timer_rings(const struct app *app, struct app_timer *timer, double seconds)
{
    if (timer->set) {
        *timer = (struct app_timer){.running = true, .at = app->clock + seconds};
    }
    const bool rings = timer->running && app->clock >= timer->at;
    timer->running = timer->running && !rings;
    return rings;
}

static void watch_timers(struct app *app)
{
    app_keep_follow(app);
    if (timer_rings(app, &app->notice_ends, notice_seconds)) {
        app_dismiss(app);
    }
    if (timer_rings(app, &app->keep_due, keep_seconds)) {
        app_keep_start(app);
    }
    if (timer_rings(app, &app->count_due, count_seconds)) {
        app_count_due(app);
    }
}

static double until(const struct app *app, const struct app_timer *timer)
{
    return timer->set ? 0 : timer->running ? timer->at - app->clock : INFINITY;
}

/* While it trains the Train scene moves whenever a report comes, and not between: the processor is
 * training's. */
static bool is_held(const struct app *app)
{
    return app->train.held_back && app->shown == &app_scene_train;
}

/* What was at rest begins with one frame's time, however long it was. */
static void animate(struct app *app, double elapsed, bool at_rest)
{
    app->unmoved = (at_rest ? 0 : app->unmoved) + elapsed;
    if (is_held(app)) {
        return;
    }
    const double seconds = fmin(app->unmoved, at_rest ? frame_seconds : longest_step);
    app->unmoved = 0;
    if (app->easing) {
        app->easing = app_ease(app, seconds);
        app_spoil(app, APP_STALE_OUTCOME);
    }
    app->animating = app->shown->animate && app->shown->animate(app, seconds);
}

/* --- painting --- */

/* A track shows what is under the pointer. */
static bool follows(const struct app *app, const struct ui_pointer *pointer)
{
    return pointer->hovered != UI_NOTHING && !app->help &&
           app->ui.items[pointer->hovered].kind == UI_TRACK &&
           (pointer->x != app->pointer.x || pointer->y != app->pointer.y);
}

static void point(struct app *app)
{
    const struct ui_pointer pointer = app_pointer(app);
    if (pointer.hovered != app->pointer.hovered || pointer.pressed != app->pointer.pressed ||
        follows(app, &pointer)) {
        app->stale = APP_STALE_ALL;
    }
    app->pointer = pointer;
}

/* From and to, in logical pixels. */
struct part {
    float x0, y0, x1, y1;
};

static struct part ink_part(const struct app *app)
{
    const struct paint_rect *paper = &app->paper, *ink = &app->stale_ink;
    const float reach = app->settings.nib / APP_SIDE * paper->width + 2 / app->size.scale + 1;
    return (struct part){
        fmaxf(paper->x + ink->x * paper->width - reach, paper->x - 1),
        fmaxf(paper->y + ink->y * paper->height - reach, paper->y - 1),
        fminf(paper->x + (ink->x + ink->width) * paper->width + reach, paper->x + paper->width + 1),
        fminf(paper->y + (ink->y + ink->height) * paper->height + reach,
              paper->y + paper->height + 1),
    };
}

/* Beside the ink; returns how many parts. */
static size_t outcome_parts(const struct app *app, struct part parts[APP_MAX_PARTS])
{
    struct paint_rect rects[APP_MAX_PARTS] = {{0, 0, app_width(app), app_height(app)}};
    const size_t n = app->shown->outcome ? app->shown->outcome(app, rects) : 1;
    for (size_t i = 0; i < n; i++) {
        const struct paint_rect *rect = &rects[i];
        parts[i] = (struct part){rect->x, rect->y, rect->x + rect->width, rect->y + rect->height};
    }
    return n;
}

/* What is to be painted anew, in parts that may overlap; returns how many. Far apart as they are,
 * all that lies between them is left alone. */
static size_t stale_parts(const struct app *app, struct part parts[1 + APP_MAX_PARTS])
{
    size_t n = 0;
    if (app->stale == APP_STALE_ALL) {
        parts[n++] = (struct part){0, 0, app_width(app), app_height(app)};
        return n;
    }
    if (app->stale_ink.width >= 0 && app->paper.height > 0) {
        parts[n++] = ink_part(app);
    }
    if (app->stale == APP_STALE_OUTCOME) {
        n += outcome_parts(app, parts + n);
    }
    return n;
}

static size_t pixel_of(float logical, float scale, size_t most, bool upwards)
{
    const float pixels = upwards ? ceilf(logical * scale) : floorf(logical * scale);
    return pixels > 0 ? pixels < (float)most ? (size_t)pixels : most : 0;
}

/* Make what has changed include a part. */
static void include(struct app_frame *out, size_t x0, size_t y0, size_t x1, size_t y1)
{
    if (out->width > 0) {
        x1 = x1 > out->x + out->width ? x1 : out->x + out->width;
        y1 = y1 > out->y + out->height ? y1 : out->y + out->height;
        x0 = x0 < out->x ? x0 : out->x;
        y0 = y0 < out->y ? y0 : out->y;
    }
    out->x = x0;
    out->y = y0;
    out->width = x1 - x0;
    out->height = y1 - y0;
}

static void paint_part(struct app *app, const struct part *part, struct app_frame *out)
{
    const struct app_size *size = &app->size;
    const size_t x0 = pixel_of(part->x0, size->scale, size->width, false);
    const size_t y0 = pixel_of(part->y0, size->scale, size->height, false);
    const size_t x1 = pixel_of(part->x1, size->scale, size->width, true);
    const size_t y1 = pixel_of(part->y1, size->scale, size->height, true);
    if (x0 >= x1 || y0 >= y1) {
        return;
    }
    struct theme_sizes sizes;
    const struct view view = app_view(app), over = app_view_over(app, &sizes);
    const float width = app_width(app), height = app_height(app);
    const struct paint_rect dirty = {
        (float)x0 / size->scale,
        (float)y0 / size->scale,
        (float)(x1 - x0) / size->scale,
        (float)(y1 - y0) / size->scale,
    };
    struct paint *paint = paint_raster_paint(app->raster);
    paint_raster_begin(app->raster, app->stale == APP_STALE_ALL ? NULL : &dirty, view.theme->stage);
    app->shown->paint(app, &view, false, app->help ? NULL : &app->pointer, paint);
    if (app->help) {
        view_help_paint(&over, app->shown->name, width, height, &app->pointer, paint);
    }
    if (app->notice[0]) {
        view_notice_paint(&over, app->notice, width, height, paint);
    }
    include(out, x0, y0, x1, y1);
}

/* Paint what is stale. */
static void paint_stale(struct app *app, struct app_frame *out)
{
    struct part parts[1 + APP_MAX_PARTS];
    const size_t n = stale_parts(app, parts);
    for (size_t i = 0; i < n; i++) {
        paint_part(app, &parts[i], out);
    }
    app->stale = APP_FRESH;
    app->stale_ink.width = -1;
}

static void paint(struct app *app, struct app_frame *out)
{
    if (!app->raster && paint_raster_create(app->size.width, app->size.height, app->size.scale,
                                            app->font, &app->raster, NULL) == LUME_OK) {
        app->stale = APP_STALE_ALL;
    }
    if (!app->raster) {
        return;
    }
    if (app->stale != APP_FRESH) {
        paint_stale(app, out);
    }
    out->pixels = paint_raster_pixels(app->raster);
    if (app->exposed) {
        out->x = out->y = 0;
        out->width = out->pixels.width;
        out->height = out->pixels.height;
    }
    app->exposed = false;
}

/* --- a frame --- */

void app_frame(struct app *app, double now, struct app_frame *out)
{
    const bool at_rest = !app->easing && !app->animating;
    const double elapsed = step_clock(app, now);
    jobs_poll(app->jobs);
    app_open_adopt(app);
    watch_timers(app);
    app_scenes_update(app);
    app_update(app);
    animate(app, elapsed, at_rest);
    app_lay_out(app);
    app_draw_refresh(app);
    *out = (struct app_frame){.wait = INFINITY};
    if (app->visible) {
        point(app);
        paint(app, out);
    }
    app_tell(app);
    out->wait = fmin(until(app, &app->notice_ends), until(app, &app->keep_due));
    out->wait = fmin(out->wait, fmin(until(app, &app->count_due), app_tell_wait(app)));
    out->wait = fmin(out->wait, app_train_wait(app));
    if (app->visible && (app->easing || app->animating) && !is_held(app)) {
        out->wait = fmin(out->wait, frame_seconds);
    }
}
