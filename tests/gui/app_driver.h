/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_APP_DRIVER_H
#define LUME_TESTS_APP_DRIVER_H

/* The app without a window: what a person does, a clock of the test's own, and what is told. */

#include "check.h"

#include "base/json.h"
#include "gui/app_state.h"

#include <lume/ink_image.h>

enum { DRIVER_TOLD = 1 << 16 };

static struct {
    struct app *app;
    struct app_frame frame; /* the last one */
    double now;
    char told[DRIVER_TOLD]; /* since it was cleared */
    size_t size;
    bool deaf; /* nobody listens any more */
} driver;

static struct lume_error error;

/* Each line is JSON of its own. */
static inline size_t driver_hear(void *context, const char *lines, size_t size)
{
    assert_ptr_equal(context, &driver);
    assert_int_equal(lines[size - 1], '\n');
    for (const char *line = lines, *end; line < lines + size; line = end + 1) {
        size_t where;
        end = memchr(line, '\n', size - (size_t)(line - lines));
        const char *wanted = json_check(line, (size_t)(end - line), 8, &where);
        if (wanted) {
            fail_msg("told at byte %zu expected %s: %.*s", where, wanted, (int)(end - line), line);
        }
    }
    if (driver.size + size >= sizeof driver.told) {
        driver.size = 0;
    }
    if (size < sizeof driver.told) {
        memcpy(driver.told + driver.size, lines, size);
        driver.size += size;
    }
    driver.told[driver.size] = 0;
    return driver.deaf ? APP_TELL_NO_MORE : size;
}

static inline struct app_config driver_config(struct lume_model *model)
{
    struct app_config config = {
        .model = model,
        .width = 1280,
        .height = 720,
        .density = 1,
        .train_in_caller = true,
        .n_generated = 600,
        .tell = driver_hear,
        .tell_context = &driver,
        .seed = 1,
    };
    settings_defaults(&config.settings);
    config.kept = config.settings;
    config.settings.language = text_language_find("en");
    return config;
}

static inline void driver_begin(const struct app_config *config)
{
    memset(&driver, 0, sizeof driver);
    CHECK_OK(app_create(config, &driver.app, &error), error);
}

/* With the built-in model and all defaults. */
static inline void driver_start(void)
{
    struct lume_model model;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    const struct app_config config = driver_config(&model);
    driver_begin(&config);
}

static inline void driver_end(void)
{
    app_destroy(driver.app);
    driver.app = NULL;
}

/* --- time --- */

static inline void driver_frame(double seconds)
{
    driver.now += seconds;
    app_frame(driver.app, driver.now, &driver.frame);
}

/* Let everything arrive. */
static inline void driver_settle(void)
{
    app_settle(driver.app);
    driver_frame(0);
}

static inline void driver_clear(void)
{
    driver.size = 0;
    driver.told[0] = 0;
}

/* Whether a line holds all of this. */
static inline bool driver_told(const char *first, const char *second)
{
    char *line = driver.told;
    for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = 0;
        const bool found = strstr(line, first) && strstr(line, second);
        *end = '\n';
        if (found) {
            return true;
        }
    }
    return false;
}

/* What the network says now. */
static inline const struct snapshot *driver_snapshot(void)
{
    app_update(driver.app);
    return app_snapshot(driver.app);
}

/* --- input; places in window coordinates --- */

static inline void driver_input(struct input input)
{
    input.time = driver.now;
    app_input(driver.app, &input);
}

static inline void driver_down(uint64_t pointer, float x, float y)
{
    driver_input((struct input){.kind = INPUT_DOWN, .pointer = pointer, .x = x, .y = y});
}

static inline void driver_move(uint64_t pointer, float x, float y)
{
    driver_input((struct input){.kind = INPUT_MOVE, .pointer = pointer, .x = x, .y = y});
}

static inline void driver_up(uint64_t pointer, float x, float y)
{
    driver_input((struct input){.kind = INPUT_UP, .pointer = pointer, .x = x, .y = y});
}

static inline void driver_key(const char *key)
{
    struct input input = {.kind = INPUT_KEY};
    snprintf(input.key, sizeof input.key, "%s", key);
    driver_input(input);
}

static inline void driver_drop(const char *path)
{
    driver_input((struct input){.kind = INPUT_DROP, .path = path});
    driver_input((struct input){.kind = INPUT_DROP});
}

static inline void driver_resize(uint32_t width, uint32_t height, float density)
{
    driver_input(
        (struct input){.kind = INPUT_RESIZE, .width = width, .height = height, .density = density});
}

/* A place of the paper (0 to 1) in the window. */
static inline struct paint_point driver_paper(float x, float y)
{
    app_lay_out(driver.app);
    const struct paint_rect *paper = &driver.app->paper;
    const float scale = driver.app->size.scale;
    return (struct paint_point){scale * (paper->x + x * paper->width),
                                scale * (paper->y + y * paper->height)};
}

/* Draw strokes given in shares of the paper; NAN, NAN lifts the pen. */
static inline void driver_draw(const float (*points)[2], size_t n)
{
    bool drawn = false;
    struct paint_point at = {0, 0};
    for (size_t i = 0; i < n; i++) {
        if (isnan(points[i][0])) {
            driver_up(INPUT_MOUSE, at.x, at.y);
            drawn = false;
            continue;
        }
        at = driver_paper(points[i][0], points[i][1]);
        (drawn ? driver_move : driver_down)(INPUT_MOUSE, at.x, at.y);
        drawn = true;
    }
    driver_up(INPUT_MOUSE, at.x, at.y);
}

static const float driver_three[][2] = {
    {0.3f, 0.2f}, {0.45f, 0.13f}, {0.6f, 0.16f},  {0.68f, 0.28f}, {0.6f, 0.4f}, {0.45f, 0.46f},
    {0.6f, 0.5f}, {0.7f, 0.62f},  {0.66f, 0.78f}, {0.5f, 0.86f},  {0.3f, 0.8f}};
static const float driver_seven[][2] = {{0.3f, 0.2f}, {0.5f, 0.2f}, {0.7f, 0.2f},
                                        {0.6f, 0.4f}, {0.5f, 0.6f}, {0.45f, 0.8f}};

#define DRIVER_DRAW(points) driver_draw(points, sizeof(points) / sizeof *(points))

/* The middle of a widget in the window; ACTION_NO_ARGUMENT: the first one of an action. */
static inline struct paint_point driver_widget(const char *action, int argument)
{
    app_lay_out(driver.app);
    const struct ui *ui = driver.app->help ? &driver.app->help_ui : &driver.app->ui;
    for (size_t i = 0; i < ui->n; i++) {
        const struct ui_item *item = &ui->items[i];
        if (strcmp(item->action->name, action) == 0 &&
            (argument == ACTION_NO_ARGUMENT || item->argument == argument)) {
            const float scale = driver.app->size.scale;
            return (struct paint_point){scale * (item->rect.x + 0.5f * item->rect.width),
                                        scale * (item->rect.y + 0.5f * item->rect.height)};
        }
    }
    fail_msg("there is no widget %s:%d", action, argument);
    return (struct paint_point){0, 0};
}

static inline void driver_click(const char *action, int argument)
{
    const struct paint_point at = driver_widget(action, argument);
    driver_down(INPUT_MOUSE, at.x, at.y);
    driver_up(INPUT_MOUSE, at.x, at.y);
}

/* --- the picture --- */

/* A copy of its pixels, [height][width]; free releases it. */
static inline uint32_t *driver_pixels(void)
{
    const struct paint_pixels picture = paint_raster_pixels(driver.app->raster);
    uint32_t *copy = malloc(picture.width * picture.height * sizeof *copy);
    assert_non_null(copy);
    for (size_t y = 0; y < picture.height; y++) {
        memcpy(copy + y * picture.width, picture.pixels + y * picture.stride,
               picture.width * sizeof *copy);
    }
    return copy;
}

/* Fail unless what is on the screen is what a picture that is painted anew would be. */
static inline void driver_check_picture(const char *when)
{
    const bool easing = driver.app->easing; /* what is nearly there arrives in no time, too */
    driver.app->easing = false;
    do { /* a frame may ask for more */
        jobs_settle(driver.app->jobs);
        driver_frame(0);
    } while (jobs_busy(driver.app->jobs));
    const struct paint_pixels picture = paint_raster_pixels(driver.app->raster);
    uint32_t *before = driver_pixels();
    app_spoil(driver.app, APP_STALE_ALL);
    driver_frame(0);
    driver.app->easing = easing;
    uint32_t *after = driver_pixels();
    for (size_t i = 0; i < picture.width * picture.height; i++) {
        if (before[i] != after[i]) {
            fail_msg("%s: pixel %zu, %zu is %08x, painted anew %08x", when, i % picture.width,
                     i / picture.width, before[i], after[i]);
        }
    }
    free(before);
    free(after);
}

#endif
