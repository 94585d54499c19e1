/* SPDX-License-Identifier: MIT */

/* Prints how long frames of the whole window take, in milliseconds, from an input to the finished
 * picture. Others that use the processor only add to it. */

#include "app_driver.h"

#include <time.h>

enum { N_FRAMES = 301, WARM_UP = 20 };

/* Of the clock, or of this thread's own work, which others that use the processor do not add to. */
static double milliseconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A pointer event at a place of the paper. */
static void point(void (*event)(uint64_t pointer, float x, float y), double x, double y)
{
    const struct paint_point at = driver_paper((float)x, (float)y);
    event(INPUT_MOUSE, at.x, at.y);
}

/* --- what comes before a frame --- */

/* The pen goes round, so that each frame shows another answer. */
static void draw(int number)
{
    const double t = 0.11 * number;
    if (number % 100 == 0) {
        app_do(driver.app, "clear", -1);
        point(driver_down, 0.5 + 0.3 * sin(t), 0.5 + 0.35 * cos(2 * t));
    }
    point(driver_move, 0.5 + 0.3 * sin(t), 0.5 + 0.35 * cos(2 * t));
}

/* The pen goes to and fro over a line that is there: all that changes is ink. */
static void retrace(int number)
{
    point(driver_move, 0.4 + 0.2 * (0.5 + 0.5 * sin(0.3 * number)), 0.5);
}

/* A long scribble that fills a disc, or stays on one spot; what follows goes on with it. */
static int scribbled;

static void scribble(int number)
{
    (void)number;
    const double t = 0.05 * ++scribbled, radius = 0.42 * scribbled / 5400;
    point(driver_move, 0.5 + radius * sin(t), 0.5 + radius * cos(t));
}

static void dwell(int number)
{
    (void)number;
    const double t = 0.07 * ++scribbled;
    point(driver_move, 0.5 + 0.003 * sin(t), 0.5 + 0.003 * sin(1.618 * t));
}

static void hover(int number)
{
    const struct paint_rect *network = &driver.app->draw.layout.network;
    driver_move(INPUT_MOUSE, network->x + (float)(number % 50) / 50 * network->width,
                network->y + network->height / 2);
}

static void drag_bias(int number)
{
    app_do(driver.app, number % 40 < 20 ? "bias-higher" : "bias-lower", -1);
}

/* The keyboard walks through the confusion matrix, one way and back. */
static void walk(int number)
{
    app_do(driver.app, "beside", number % 40 < 20 ? number % 2 : 2 + number % 2);
}

static void turn_pages(int number)
{
    app_do(driver.app, number % 40 < 20 ? "next-page" : "previous-page", -1);
}

static void nothing(int number)
{
    (void)number;
}

/* --- measuring --- */

static double median(double *times)
{
    qsort(times, N_FRAMES, sizeof *times, ascending);
    return times[N_FRAMES / 2];
}

static void measure(const char *what, void (*before)(int number))
{
    static double times[N_FRAMES], own[N_FRAMES];
    size_t n_painted = 0;
    double share = 0;
    for (int i = -WARM_UP; i < N_FRAMES; i++) {
        const struct app_frame *frame = &driver.frame;
        const double start = milliseconds(CLOCK_MONOTONIC);
        const double own_start = milliseconds(CLOCK_THREAD_CPUTIME_ID);
        before(i + WARM_UP);
        driver_frame(0.016);
        if (i >= 0) {
            times[i] = milliseconds(CLOCK_MONOTONIC) - start;
            own[i] = milliseconds(CLOCK_THREAD_CPUTIME_ID) - own_start;
            n_painted += frame->width > 0;
            share += (double)(frame->width * frame->height) /
                     (double)(frame->pixels.width * frame->pixels.height);
        }
    }
    const double of_clock = median(times), of_thread = median(own);
    printf("  %-44s median %7.3f (own %7.3f)  worst of 20 %7.3f ms  painted %3.0f %% of %zu\n",
           what, of_clock, of_thread, times[N_FRAMES * 19 / 20],
           n_painted ? 100 * share / (double)n_painted : 0, n_painted);
}

/* A stroke to go over, at rest. */
static void lay_line(void)
{
    app_do(driver.app, "clear", -1);
    point(driver_down, 0.35, 0.5);
    point(driver_move, 0.65, 0.5);
    driver_settle();
}

static void lay_scribble(void (*move)(int number), int n)
{
    app_do(driver.app, "clear", -1);
    scribbled = 0;
    point(driver_down, 0.5, 0.5);
    while (scribbled < n) {
        move(0);
    }
    driver_settle();
}

static void look_into(int layer, int unit)
{
    CHECK_OK(app_select(driver.app, layer, unit, &error), error);
    driver_settle();
}

static void measure_all(uint32_t width, uint32_t height)
{
    printf("%u x %u\n", width, height);
    driver_resize(width, height, 1);
    look_into(-1, 0);
    measure("drawing, the network changes", draw);
    point(driver_up, 0.5, 0.5);
    look_into(0, 3);
    measure("the same, inside of a neuron of layer 1", draw);
    measure("its bias changes", drag_bias);
    point(driver_up, 0.5, 0.5);
    look_into(2, 4);
    measure("drawing, inside of an output", draw);
    point(driver_up, 0.5, 0.5);
    look_into(-1, 0);
    app_do(driver.app, "restore", -1);
    lay_line();
    measure("drawing over a line, ink alone changes", retrace);
    point(driver_up, 0.5, 0.5);
    lay_scribble(scribble, 5000);
    measure("drawing on with 5,000 points", scribble);
    point(driver_up, 0.5, 0.5);
    lay_scribble(dwell, 1800);
    measure("drawing on with 1,800 points on one spot", dwell);
    point(driver_up, 0.5, 0.5);
    driver_settle();
    measure("the pointer moves over the network", hover);
    driver_settle();
    measure("nothing changes", nothing);
    app_show(driver.app, "mistakes");
    driver_settle();
    measure("mistakes, from cell to cell", walk);
    measure("mistakes, from page to page", turn_pages);
    app_show(driver.app, "draw");
}

int main(void)
{
    const double start = milliseconds(CLOCK_MONOTONIC);
    driver_start();
    driver_frame(0);
    printf("from nothing to the first picture %.1f ms\n", milliseconds(CLOCK_MONOTONIC) - start);
    driver_settle();
    measure_all(1280, 720);
    measure_all(1920, 1080);
    measure_all(3840, 2160);
    driver_end();
    return 0;
}
