/* SPDX-License-Identifier: MIT */

/* The loop of the window, on SDL's driver for none. */

#include "platform_sdl_app.h"

#include <pthread.h>

static struct platform *platform;
static struct lume_error error;

static int begin(void **state)
{
    (void)state;
    const struct platform_config config = {"lume", 640, 400, false};
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    CHECK_OK(platform_open(&config, &platform, &error), error);
    const struct platform_size size = platform_size(platform);
    app = (struct app){.width = size.width, .height = size.height, .wait = INFINITY};
    app.changed = true;
    return 0;
}

static int end(void **state)
{
    (void)state;
    platform_close(platform);
    platform = NULL;
    return 0;
}

static double run(const struct script *script, bool (*stopped)(void))
{
    const double start = platform_clock();
    CHECK_OK(platform_run(platform, &app, script, stopped, &error), error);
    return platform_clock() - start;
}

static void test_no_display(void **state)
{
    (void)state;
    const struct platform_config config = {"lume", 640, 400, false};
    struct platform *none = NULL;
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    unsetenv("SDL_VIDEODRIVER");
    CHECK_FAILS(platform_open(&config, &none, &error), LUME_ERROR_DISPLAY, error,
                "no display to open a window on, expected a desktop session or \"ssh -X\" "
                "(\"lume draw --screenshot OUT.png\" needs none)");
    assert_null(none);
    setenv("WAYLAND_DISPLAY", "/nowhere/wayland-7", 1);
    CHECK_FAILS(platform_open(&config, &none, &error), LUME_ERROR_DISPLAY, error,
                "/nowhere/wayland-7: no display to open a window on, expected a desktop session "
                "or \"ssh -X\" (\"lume draw --screenshot OUT.png\" needs none)");
    unsetenv("WAYLAND_DISPLAY");
    setenv("SDL_VIDEODRIVER", "nothing", 1);
    CHECK_FAILS(platform_open(&config, &none, &error), LUME_ERROR_DISPLAY, error,
                "SDL_VIDEODRIVER: no display, expected x11, wayland or nothing, got \"nothing\"");
}

static void test_size(void **state)
{
    (void)state;
    const struct platform_size size = platform_size(platform);
    assert_int_equal(size.width, 640);
    assert_int_equal(size.height, 400);
    assert_float_equal(size.density, 1, 0);
}

/* What is on the "screen" is what the app has painted. */
static void test_pixels(void **state)
{
    (void)state;
    app.pixels[SIDE_MAX * 399 + 639] = 0xff123456;
    app.close_after = 1;
    run(NULL, NULL);
    const SDL_Surface *surface = SDL_GetWindowSurface(platform->window);
    const uint32_t *row =
        (const uint32_t *)((const uint8_t *)surface->pixels + (size_t)399 * (size_t)surface->pitch);
    assert_int_equal(row[639] & 0xffffff, 0x123456);
}

/* A picture that is larger than the window for a moment is cut. */
static void test_larger_picture(void **state)
{
    (void)state;
    app.width = app.height = SIDE_MAX;
    app.pixels[SIDE_MAX * 398 + 640] = app.pixels[SIDE_MAX * 400] = 0xffffffff;
    app.close_after = 1;
    run(NULL, NULL);
    const SDL_Surface *surface = SDL_GetWindowSurface(platform->window);
    const uint32_t *row =
        (const uint32_t *)((const uint8_t *)surface->pixels + (size_t)399 * (size_t)surface->pitch);
    assert_int_equal(row[0] & 0xffffff, 0);
}

static void test_many_events_are_one_picture(void **state)
{
    (void)state;
    SDL_FlushEvents(SDL_FIRSTEVENT, SDL_LASTEVENT);
    for (int i = 0; i < 60000; i++) {
        SDL_Event event = {.motion = {.type = SDL_MOUSEMOTION, .x = i % 640, .y = i % 400}};
        assert_int_equal(SDL_PushEvent(&event), 1);
    }
    app.close_after = 1;
    run(NULL, NULL);
    assert_int_equal(app.n_frames, 1);
    assert_true(app.n_inputs >= 60000);
}

static int calls;

static bool stop_fifth(void)
{
    return ++calls >= 5;
}

/* Nothing to do: no pictures, and a look at the signals four times a second. */
static void test_idle(void **state)
{
    (void)state;
    SDL_FlushEvents(SDL_FIRSTEVENT, SDL_LASTEVENT);
    app.changed = false;
    calls = 0;
    const double seconds = run(NULL, stop_fifth);
    assert_true(seconds > 0.4 && seconds < 10);
    assert_int_equal(calls, 5);
    assert_true(app.n_frames <= 2); /* the second by what SDL tells of a window that is shown */
}

static void change(void)
{
    app.changed = true;
}

/* Back to back, pictures come no faster than the display shows them. */
static void test_pace(void **state)
{
    (void)state;
    app.wait = 0;
    app.close_after = 30;
    app.on_frame = change;
    const double seconds = run(NULL, NULL);
    assert_true(seconds > 29 / 121.0);
    assert_int_equal(app.n_frames, 30);
}

static void *wake_often(void *context)
{
    for (int i = 0; i < 10000; i++) {
        platform_wake(context);
    }
    return NULL;
}

static void test_wakes(void **state)
{
    (void)state;
    pthread_t threads[2];
    SDL_Event events[8];
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, wake_often, platform), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    SDL_PumpEvents();
    assert_int_equal(SDL_PeepEvents(events, 8, SDL_PEEKEVENT, SDL_USEREVENT, SDL_LASTEVENT), 1);
    app.close_after = 2;
    pthread_create(&threads[0], NULL, wake_often, platform);
    assert_true(run(NULL, NULL) < 60); /* it would sleep for ever */
    pthread_join(threads[0], NULL);
}

static void test_script(void **state)
{
    (void)state;
    struct script_step steps[] = {
        {.at = 0, .input = {.kind = INPUT_DOWN, .x = 3, .y = 4}},
        {.at = 0.05, .action = "sample-of", .argument = 3},
        {.at = 0.1, .input = {.kind = INPUT_RESIZE, .width = 500, .height = 350}},
        {.at = 0.2, .input = {.kind = INPUT_CLOSE}},
    };
    const struct script script = {.n = sizeof steps / sizeof *steps, .steps = steps};
    const double seconds = run(&script, NULL);
    assert_true(seconds >= 0.2 && seconds < 20);
    assert_int_equal(app.n_actions, 1);
    const struct platform_size size = platform_size(platform);
    assert_int_equal(size.width, 500);
    assert_int_equal(size.height, 350);
    assert_int_equal(app.width, 500);
    const SDL_Surface *surface = SDL_GetWindowSurface(platform->window);
    assert_int_equal(surface->w, 500);
    assert_int_equal(surface->h, 350);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_display),
        cmocka_unit_test_setup_teardown(test_size, begin, end),
        cmocka_unit_test_setup_teardown(test_pixels, begin, end),
        cmocka_unit_test_setup_teardown(test_larger_picture, begin, end),
        cmocka_unit_test_setup_teardown(test_many_events_are_one_picture, begin, end),
        cmocka_unit_test_setup_teardown(test_idle, begin, end),
        cmocka_unit_test_setup_teardown(test_pace, begin, end),
        cmocka_unit_test_setup_teardown(test_wakes, begin, end),
        cmocka_unit_test_setup_teardown(test_script, begin, end),
    };
    return cmocka_run_group_tests_name("platform", tests, NULL, NULL);
}
