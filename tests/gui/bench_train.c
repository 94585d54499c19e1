/* SPDX-License-Identifier: MIT */

/*
 * How fast training is beside the window, and how soon it obeys.
 *
 *   gui-bench-train [IMAGES [THREADS]]
 *
 * Speed: images a second, at full speed, while a stand-in for the window takes each report and is
 * busy painting, 30 times a second, and in the Train scene itself, at 1280 x 720; compared with the
 * loop of `lume train`. The two take turns, and medians are compared, and the best rounds, so that
 * other work on the machine matters little; by the processor's time (without that of painting) it
 * does not matter.
 *
 * Delay: from an order until it is told of, for the slowest batches that can be chosen.
 */

#include "app_driver.h"
#include "worker_run.h"

#include "gui/hyper.h"

enum { N_IMAGES = 60000, ROUNDS = 7, TRIES = 7 };

static const double round_seconds = 0.6, frame_seconds = 1.0 / 30, display_seconds = 1.0 / 60;

static size_t n_images = N_IMAGES, n_threads;

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, compare);
    return values[n / 2];
}

static struct recipe endless_recipe(void)
{
    struct recipe recipe;
    recipe_defaults(&recipe);
    recipe.training.epochs = 1000000;
    return recipe;
}

/* --- speed --- */

struct loop {
    struct lume_pool *pool;
    struct course *course;
};

static void prepare_loop(struct loop *loop)
{
    struct recipe recipe = endless_recipe();
    struct course_sources sources = {0};
    struct course_sets *sets;
    recipe.n_generated = n_images;
    CHECK_OK(lume_pool_create(n_threads, &loop->pool, &error), error);
    assert_int_equal(recipe_resolve(&recipe, NULL), RECIPE_SOUND);
    CHECK_OK(course_sets_make(&sources, &recipe, loop->pool, &sets, &error), error);
    CHECK_OK(course_create(&recipe, sets, NULL, loop->pool, &loop->course, &error), error);
    course_sets_drop(sets);
}

/* Images a second, by the clock and by the processor's time. */
struct speed {
    double clock, processor;
};

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* As `lume train`: slices of 40 milliseconds. */
static struct speed run_loop(struct loop *loop)
{
    struct lume_trainer *trainer = loop->course->trainer;
    struct lume_trainer_progress now;
    lume_trainer_progress(trainer, &now);
    const uint64_t before = now.n_images;
    const double begun = clock_seconds(), worked = processor_seconds();
    while (clock_seconds() - begun < round_seconds) {
        CHECK_OK(lume_trainer_step(trainer, 1000, &error), error);
        CHECK_OK(lume_trainer_end_epoch(trainer, &error), error);
    }
    lume_trainer_progress(trainer, &now);
    const double n = (double)(now.n_images - before);
    return (struct speed){n / (clock_seconds() - begun), n / (processor_seconds() - worked)};
}

static void finish_loop(struct loop *loop)
{
    course_destroy(loop->course);
    lume_pool_destroy(loop->pool);
}

static double thread_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void be_busy(double seconds)
{
    const double end = thread_seconds() + seconds;
    while (thread_seconds() < end) {
    }
}

/* The window's thread. */
static struct speed run_worker(struct worker *worker, double paint_seconds)
{
    ask(worker, RUNNER_PLAY);
    const struct runner_report *report = worker_report(worker);
    const uint64_t before = report->progress.n_images;
    const double begun = clock_seconds(), worked = processor_seconds(), painted = thread_seconds();
    double seconds;
    do {
        const double frame = clock_seconds();
        report = worker_report(worker);
        be_busy(paint_seconds);
        const double left = frame_seconds - (clock_seconds() - frame);
        nap(left > 0 ? left : 0);
        seconds = clock_seconds() - begun;
    } while (seconds < round_seconds);
    ask(worker, RUNNER_PAUSE);
    report = settle(worker);
    const double n = (double)(report->progress.n_images - before);
    const double others = processor_seconds() - worked - (thread_seconds() - painted);
    return (struct speed){n / seconds, n / others};
}

/* The app's thread, which the display lets paint 60 times a second; adds up what frames take. */
static struct speed run_app(double *frame_sum, size_t *n_frames)
{
    const struct app_train *train = &driver.app->train;
    app_train_ask(driver.app, RUNNER_PLAY);
    const uint64_t before = train->report->progress.n_images;
    const double begun = clock_seconds(), worked = processor_seconds(), painted = thread_seconds();
    double seconds;
    do {
        const double frame = thread_seconds();
        driver.now = clock_seconds();
        app_frame(driver.app, driver.now, &driver.frame);
        *n_frames += driver.frame.width > 0;
        *frame_sum += driver.frame.width > 0 ? thread_seconds() - frame : 0;
        const double wait = fmin(driver.frame.wait, frame_seconds); /* a report may have come */
        nap(fmax(fmax(wait, display_seconds) - (clock_seconds() - driver.now), 0));
        seconds = clock_seconds() - begun;
    } while (seconds < round_seconds);
    app_train_ask(driver.app, RUNNER_PAUSE);
    worker_settle(train->worker);
    const double others = processor_seconds() - worked - (thread_seconds() - painted);
    do { /* the last report */
        driver_frame(1);
    } while (train->report->state == RUNNER_RUNNING);
    const double n = (double)(train->report->progress.n_images - before);
    return (struct speed){n / seconds, n / others};
}

static void begin_app(void)
{
    struct lume_model model;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    struct app_config config = driver_config(&model);
    config.train_in_caller = false;
    config.n_generated = n_images;
    driver_begin(&config);
    driver_frame(0);
    app_show(driver.app, "train");
    driver.app->train.recipe = endless_recipe();
    app_train_begin(driver.app, RUNNER_SET_UP, false);
    driver_frame(0.1);
    worker_settle(driver.app->train.worker);
    driver_frame(0.1);
}

static void measure_app(struct loop *loop)
{
    double window[ROUNDS], plain[ROUNDS], by_clock[ROUNDS], by_processor[ROUNDS], frame_sum = 0;
    size_t n_frames = 0;
    begin_app();
    for (size_t k = 0; k < ROUNDS; k++) {
        const struct speed a = run_loop(loop), b = run_app(&frame_sum, &n_frames);
        plain[k] = a.clock;
        window[k] = b.clock;
        by_clock[k] = b.clock / a.clock;
        by_processor[k] = b.processor / a.processor;
    }
    driver_end();
    const double ratio = median(by_clock, ROUNDS), work = median(by_processor, ROUNDS);
    const double middle = median(window, ROUNDS), loops = median(plain, ROUNDS);
    printf("   Train %17.0f %15.0f %7.2f %6.2f %14.2f\n", middle, loops, ratio,
           window[ROUNDS - 1] / plain[ROUNDS - 1], work);
    printf("         %.1f frames a second, each %.1f ms\n",
           (double)n_frames / (ROUNDS * round_seconds), 1e3 * frame_sum / (double)n_frames);
}

static void measure_speed(void)
{
    static const double paints[] = {0, 0.004, 0.008, 0.016};
    const struct recipe recipe = endless_recipe();
    struct worker *worker = start(false, n_images, n_threads);
    struct loop loop;
    prepare_loop(&loop);
    set_up(worker, &recipe);
    settle(worker);
    printf("threads %zu, %zu images\n", lume_pool_size(loop.pool), n_images);
    printf("paint ms   window images/s   loop images/s   ratio   best   by processor\n");
    for (size_t i = 0; i < sizeof paints / sizeof *paints; i++) {
        double window[ROUNDS], plain[ROUNDS], by_clock[ROUNDS], by_processor[ROUNDS];
        for (size_t k = 0; k < ROUNDS; k++) {
            const struct speed a = run_loop(&loop), b = run_worker(worker, paints[i]);
            plain[k] = a.clock;
            window[k] = b.clock;
            by_clock[k] = b.clock / a.clock;
            by_processor[k] = b.processor / a.processor;
        }
        const double ratio = median(by_clock, ROUNDS), work = median(by_processor, ROUNDS);
        const double middle = median(window, ROUNDS), loops = median(plain, ROUNDS);
        printf("%8.0f %17.0f %15.0f %7.2f %6.2f %14.2f\n", 1e3 * paints[i], middle, loops, ratio,
               window[ROUNDS - 1] / plain[ROUNDS - 1], work);
        fflush(stdout);
    }
    worker_destroy(worker);
    measure_app(&loop);
    finish_loop(&loop);
}

/* --- delay --- */

struct worst {
    const char *hidden;
    size_t batch_size; /* 0: full */
    bool augment, dropout;
};

static const struct worst worsts[] = {
    {"16-16", 64, false, false}, {"64-64", 1024, true, true}, {"16-16", 0, false, false},
    {"5 × 16", 0, false, false}, {"64-64", 0, false, false},  {"64-64", 0, false, true},
    {"64-64", 0, true, true},
};

static struct recipe worst_recipe(const struct worst *worst)
{
    struct recipe recipe = endless_recipe();
    char shown[64];
    const struct hyper *hidden = hyper_find("hidden");
    hidden->step(&recipe, -100);
    do {
        hidden->print(&recipe, text_language_find("en"), shown, sizeof shown);
    } while (strcmp(shown, worst->hidden) != 0 && hidden->step(&recipe, 1));
    recipe.training.batch_size = worst->batch_size;
    hyper_find("augment")->step(&recipe, worst->augment);
    hyper_find("dropout")->step(&recipe, worst->dropout ? 5 : 0);
    return recipe;
}

/* Until it is obeyed, and told of. */
static double obey(struct worker *worker, enum runner_ask what, enum runner_state state)
{
    const double begun = clock_seconds();
    ask(worker, what);
    const struct runner_report *report = settle(worker);
    const double seconds = clock_seconds() - begun;
    assert_int_equal(report->state, state);
    return seconds;
}

static void measure_delay(const struct worst *worst)
{
    const struct recipe recipe = worst_recipe(worst);
    double pause[TRIES], stop[TRIES], reset[TRIES], end[TRIES];
    for (size_t i = 0; i < TRIES; i++) {
        struct worker *worker = start(false, n_images, n_threads);
        set_up(worker, &recipe);
        settle(worker);
        const double odd = 0.05 + 0.013 * (double)i; /* not always at the same moment */
        ask(worker, RUNNER_PLAY);
        nap(odd);
        pause[i] = obey(worker, RUNNER_PAUSE, RUNNER_PAUSED);
        ask(worker, RUNNER_PLAY);
        nap(odd);
        stop[i] = obey(worker, RUNNER_STOP, RUNNER_ENDED);
        ask(worker, RUNNER_PLAY);
        nap(odd);
        reset[i] = obey(worker, RUNNER_RESET, RUNNER_PAUSED);
        ask(worker, RUNNER_PLAY);
        nap(odd);
        const double begun = clock_seconds();
        worker_destroy(worker);
        end[i] = clock_seconds() - begun;
    }
    double *const all[] = {pause, stop, reset, end};
    printf("%-8s %5zu%s%s ", worst->hidden, worst->batch_size, worst->augment ? " augment" : "",
           worst->dropout ? " dropout" : "");
    for (size_t i = 0; i < 4; i++) {
        const double middle = median(all[i], TRIES);
        printf(" %6.1f (%.1f)", 1e3 * middle, 1e3 * all[i][TRIES - 1]);
    }
    printf("\n");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    n_images = argc > 1 ? strtoul(argv[1], NULL, 10) : N_IMAGES;
    n_threads = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    measure_speed();
    printf("milliseconds, median (most)     pause          stop         reset       destroy\n");
    for (size_t i = 0; i < sizeof worsts / sizeof *worsts; i++) {
        measure_delay(&worsts[i]);
    }
    return 0;
}
