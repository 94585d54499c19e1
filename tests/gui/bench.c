/* SPDX-License-Identifier: MIT */

/* Prints how long painting takes, in milliseconds: the best and the median of many frames. Others
 * that use the processor only add to both. */

#include "canvas.h"
#include "scene.h"

#include "gui/paint_svg.h"

#include <time.h>

enum { N_FRAMES = 201 };

static struct canvas canvas;
static const struct theme *theme;
static float width, height;

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const char *what, void (*frame)(int number))
{
    static double times[N_FRAMES];
    for (int i = 0; i < N_FRAMES; i++) {
        const double start = milliseconds();
        frame(i);
        times[i] = milliseconds() - start;
    }
    qsort(times, N_FRAMES, sizeof *times, ascending);
    printf("%-52s best %7.3f  median %7.3f ms\n", what, times[0], times[N_FRAMES / 2]);
}

static void fill(int number)
{
    (void)number;
    paint_raster_begin(canvas.raster, NULL, theme->stage);
}

static void network(int number)
{
    fill(number);
    scene_network(canvas.paint, theme, width, height, (uint64_t)number % 8);
}

/* As wide as the window's own, in the middle third. */
static void narrow_network(int number)
{
    fill(number);
    scene_network(canvas.paint, theme, width * 0.45f, height, (uint64_t)number % 8);
}

static void dirty(int number)
{
    const struct paint_rect part = {(float)(number % 200), 100, 64, 64};
    paint_raster_begin(canvas.raster, &part, theme->stage);
    scene_network(canvas.paint, theme, width, height, 1);
}

static void texts(int number)
{
    const struct paint_text_style style = {theme->text, {14, FONT_REGULAR, true}, PAINT_LEFT, 0};
    fill(number);
    for (int i = 0; i < 100; i++) {
        paint_text(canvas.paint, (struct paint_point){10, 20 + 6 * (float)i}, &style,
                   "w = 0.58, a = −10.00");
    }
}

/* A long stroke on the paper, with a wide nib. */
static void stroke(int number)
{
    static struct paint_point points[500];
    for (int i = 0; i < 500; i++) {
        const float t = (float)(i + number) * 0.04f;
        points[i] = (struct paint_point){300 + 10 * t * cosf(t), 360 + 10 * t * sinf(t)};
    }
    fill(number);
    paint_polyline(canvas.paint, points, 500,
                   &(struct paint_stroke){theme->ink, 16, 0, 0, 0, true});
}

static void svg(int number)
{
    struct lume_error error;
    struct paint_svg *file;
    struct buffer out;
    (void)number;
    CHECK_OK(paint_svg_create(640, 400, "All", NULL, "en", canvas.font, &file, &error), error);
    scene_all(paint_svg_paint(file), theme);
    CHECK_OK(paint_svg_finish(file, &out, &error), error);
    buffer_finish(&out);
    paint_svg_destroy(file);
}

static void measure_all(size_t w, size_t h)
{
    printf("%zu x %zu\n", w, h);
    canvas = canvas_create(w, h, 1);
    width = (float)w;
    height = (float)h;
    measure("fill", fill);
    measure("network over the whole picture, 416 lines, 42 discs", network);
    measure("network in the middle", narrow_network);
    measure("the part of it in 64 x 64", dirty);
    measure("100 texts of 20 glyphs", texts);
    measure("a stroke of 500 points, 16 wide", stroke);
    measure("all there is, as SVG", svg);
    canvas_destroy(&canvas);
}

int main(void)
{
    theme = theme_find("dark");
    measure_all(1280, 720);
    measure_all(1920, 1080);
    return 0;
}
