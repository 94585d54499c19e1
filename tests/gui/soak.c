/* SPDX-License-Identifier: MIT */

/*
 * A long time at the window: drawing, erasing, taking back, clearing, samples, neurons. Each round
 * ends with all edits taken back and forgotten; then there are as many blocks of memory as there
 * were after the first ones, beside one for each stroke that is left: the oldest edits cannot be
 * taken back.
 *
 *   gui-soak [FRAMES]
 */

#include "../fault/wrap_memory.h"
#include "app_driver.h"

#include <sys/resource.h>

#ifdef CHECK_SANITIZED
enum { SPARE = 1 << 20 }; /* KiB: it keeps what was freed */
#else
enum { SPARE = 1 << 10 };
#endif

enum { FRAMES = 8000, LONG = 100000, ROUNDS = 8, WARM_UP = 2 };
enum { WIDTH = 160, HEIGHT = 100, MOVES = 8 };

static size_t n_frames = FRAMES;
static struct lume_rng rng;

/* The largest memory of the process so far, in KiB. */
static long peak(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* The pen wanders over the paper, as often as a fast one is asked. */
static void draw(size_t frame)
{
    static float angle, x, y;
    struct paint_point at = driver_paper(x, y);
    if (frame % 25 == 0) {
        x = lume_rng_range(&rng, 0.2f, 0.8f);
        y = lume_rng_range(&rng, 0.2f, 0.8f);
        driver_up(INPUT_MOUSE, at.x, at.y);
        at = driver_paper(x, y);
        driver_down(INPUT_MOUSE, at.x, at.y);
    }
    for (int i = 0; i < MOVES; i++) {
        angle += lume_rng_range(&rng, -0.4f, 0.5f);
        x = fminf(fmaxf(x + 0.01f * cosf(angle), 0), 1);
        y = fminf(fmaxf(y + 0.01f * sinf(angle), 0), 1);
        at = driver_paper(x, y);
        driver_move(INPUT_MOUSE, at.x, at.y);
    }
}

/* What happens beside drawing: every so many frames, beginning with one of them. */
static const struct {
    size_t every, first;
    const char *action;
    int argument;
} plan[] = {
    {200, 110, "eraser", -1}, {200, 140, "eraser", -1},    {90, 80, "undo", -1},
    {90, 85, "redo", -1},     {300, 299, "clear", -1},     {700, 400, "sample", -1},
    {700, 430, "clear", -1},  {500, 100, "neighbour", 1},  {500, 350, "back", -1},
    {400, 50, "lines", -1},   {1100, 500, "sample-of", 3}, {900, 210, "theme", -1},
    {800, 20, "reveal", -1},  {800, 60, "back", -1},       {1300, 700, "language", -1},
    {600, 30, "help", -1},    {600, 34, "back", -1},
};

static void play(size_t frame)
{
    draw(frame);
    for (size_t i = 0; i < sizeof plan / sizeof *plan; i++) {
        if (frame % plan[i].every == plan[i].first) {
            app_do(driver.app, plan[i].action, plan[i].argument);
        }
    }
    if (frame % 500 == 90) {
        CHECK_OK(app_select(driver.app, (int)(frame / 500 % 3), (int)(frame / 500 % 10), &error),
                 error);
    }
    driver_frame(0.016);
    assert_true(driver.frame.pixels.width == WIDTH && driver.frame.pixels.height == HEIGHT);
}

/* Take all edits back, and forget them by another one. Returns how many blocks there are beside
 * those of strokes. */
static ptrdiff_t forget(size_t n_edits)
{
    const struct paint_point middle = driver_paper(0.5f, 0.5f);
    driver_up(INPUT_MOUSE, middle.x, middle.y);
    for (size_t i = 0; i < n_edits; i++) {
        app_do(driver.app, "undo", -1);
    }
    driver_down(INPUT_MOUSE, middle.x, middle.y);
    driver_up(INPUT_MOUSE, middle.x, middle.y);
    CHECK_OK(app_select(driver.app, -1, 0, &error), error);
    driver_settle();
    driver_frame(10); /* notices go */
    return memory.n_blocks - (ptrdiff_t)lume_ink_strokes(driver.app->ink).n_strokes;
}

static void test_soak(void **state)
{
    (void)state;
    const size_t n = n_frames / ROUNDS;
    ptrdiff_t n_blocks = 0;
    long kilobytes = 0;
    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < n; i++) {
            play(round * n + i);
        }
        const ptrdiff_t now = forget(n);
        if (round < WARM_UP) {
            n_blocks = now;
            kilobytes = peak();
        } else if (now > n_blocks) {
            fail_msg("%td blocks after %zu frames, %td after %zu", now, (round + 1) * n, n_blocks,
                     WARM_UP * n);
        }
    }
    if (n_frames >= LONG && peak() > kilobytes + SPARE) {
        fail_msg("%ld KiB, %ld before", peak(), kilobytes);
    }
    print_message("# %zu frames, %td blocks, %ld KiB\n", n_frames, n_blocks, peak());
}

static int set_up(void **state)
{
    (void)state;
    struct lume_model model;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    struct app_config config = driver_config(&model);
    config.width = WIDTH;
    config.height = HEIGHT;
    rng = lume_rng_make(1, 0);
    driver_begin(&config);
    driver_frame(0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    driver_end();
    assert_int_equal(memory.n_blocks, 0);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_soak, set_up, tear_down)};
    n_frames = argc > 1 ? strtoull(argv[1], NULL, 10) : FRAMES;
    return cmocka_run_group_tests_name("gui soak", tests, NULL, NULL);
}
