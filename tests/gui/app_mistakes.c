/* SPDX-License-Identifier: MIT */

/* The Mistakes scene in the window: by keyboard and mouse, while a model changes, and beside
 * another one. Digits are generated. */

#include "app_driver.h"
#include "folder.h"

#include <lume/idx.h>

#include <time.h>

static struct lume_model model;

static const struct app_mistakes *scene_now(void)
{
    app_lay_out(driver.app);
    return &driver.app->mistakes;
}

static const struct mistakes *counted(void)
{
    return &driver.app->network->mistakes;
}

static void begin(void)
{
    driver_start();
    driver_settle();
    app_show(driver.app, "mistakes");
    driver_settle();
}

/* Where a cell is said to be, from its argument. */
static int cell_of(size_t truth, size_t answer)
{
    return (int)(truth * counted()->metrics.n_classes + answer);
}

static void check_open(int truth, int answer)
{
    assert_int_equal(scene_now()->truth, truth);
    assert_int_equal(scene_now()->answer, answer);
}

/* --- what it tells --- */

static void test_it_tells_what_was_counted(void **state)
{
    (void)state;
    char text[128];
    begin();
    struct mistakes expected;
    struct samples samples;
    CHECK_OK(samples_load(NULL, &samples, NULL, &error), error);
    CHECK_OK(samples_prepare(&samples, model.normalizer, &error), error);
    CHECK_OK(mistakes_count(&samples.ready, model.network, NULL, &expected, &error), error);
    snprintf(text, sizeof text, "\"n\":10000,\"wrong\":%zu,", expected.n_wrong);
    assert_true(driver_told("\"scene\":\"mistakes\",\"panel\":\"pictures\"", text));
    assert_memory_equal(counted()->metrics.confusion, expected.metrics.confusion,
                        100 * sizeof *expected.metrics.confusion);
    assert_true(driver.app->network->current == expected.metrics.accuracy);
    mistakes_finish(&expected);
    samples_finish(&samples);
    driver_end();
}

/* --- keyboard --- */

/* From the matrix into a cell, among its pictures, to the paper, and all the way back. */
static void test_by_keyboard(void **state)
{
    (void)state;
    struct mistakes_cell worst;
    const uint32_t *images;
    begin();
    assert_int_equal(mistakes_rank(counted(), &worst, 1), 1);
    driver_key("Left"); /* where to begin */
    assert_int_equal(scene_now()->row, worst.truth);
    assert_int_equal(scene_now()->column, worst.answer);
    check_open(-1, -1);
    driver_key("Right");
    driver_key("Down");
    driver_key("Up");
    driver_key("Left");
    assert_int_equal(scene_now()->row, worst.truth);
    assert_int_equal(scene_now()->column, worst.answer);
    driver_key("Enter");
    check_open((int)worst.truth, (int)worst.answer);
    assert_true(scene_now()->among);
    assert_true(worst.n > 1);
    driver_key("Right");
    assert_int_equal(scene_now()->chosen, 1);
    const size_t n = mistakes_of_cell(counted(), worst.truth, worst.answer, &images);
    const uint32_t image = images[1];
    assert_int_equal(n, worst.n);
    driver_key("Enter");
    assert_string_equal(driver.app->shown->name, "draw");
    assert_true(driver.app->sample.shown && driver.app->sample.index == image);
    assert_int_equal(driver.app->sample.label, worst.truth);
    driver_settle();
    assert_int_equal(app_snapshot(driver.app)->answer.digit, worst.answer);
    app_show(driver.app, "mistakes");
    assert_int_equal(scene_now()->chosen, 1); /* as it was left */
    driver_key("Esc");
    assert_false(scene_now()->among);
    check_open((int)worst.truth, (int)worst.answer);
    driver_key("Esc");
    check_open(-1, -1);
    driver_end();
}

static void test_the_cursor_stays_in_the_matrix(void **state)
{
    (void)state;
    begin();
    static const char *const keys[] = {"Left", "Right", "Up", "Down"};
    for (size_t k = 0; k < 4; k++) {
        for (int i = 0; i < 23; i++) {
            driver_key(keys[k]);
            const struct app_mistakes *scene = scene_now();
            assert_true(scene->row >= 0 && scene->row < 10);
            assert_true(scene->column >= 0 && scene->column < 10);
        }
    }
    driver_end();
}

static void test_pages(void **state)
{
    (void)state;
    begin();
    const size_t page = scene_now()->layout.page, n = counted()->n_wrong;
    const size_t last = (n - 1) / page * page;
    assert_true(page > 1 && n > 2 * page);
    driver_key("Page Up");
    assert_int_equal(scene_now()->chosen, 0);
    driver_key("Page Down");
    assert_int_equal(scene_now()->chosen, page);
    driver_key("Page Up");
    assert_int_equal(scene_now()->chosen, 0);
    for (size_t i = 0; i < n; i++) {
        driver_key("Page Down");
    }
    assert_int_equal(scene_now()->chosen, last);
    driver_key("Enter"); /* among them */
    for (size_t i = 0; i < n; i++) {
        driver_key("Right");
    }
    assert_int_equal(scene_now()->chosen, n - 1);
    for (size_t i = 0; i < n; i++) {
        driver_key("Up");
    }
    assert_true(scene_now()->chosen < scene_now()->layout.columns);
    driver_end();
}

/* --- mouse --- */

static void test_by_mouse(void **state)
{
    (void)state;
    struct mistakes_cell worst[3];
    begin();
    assert_int_equal(mistakes_rank(counted(), worst, 3), 3);
    driver_click("cell", cell_of(4, 4));
    check_open(4, 4);
    driver_click("cell", cell_of(4, 4)); /* once more: closed */
    check_open(-1, -1);
    driver_click("worst", 2);
    check_open((int)worst[2].truth, (int)worst[2].answer);
    driver_click("calibration", ACTION_NO_ARGUMENT);
    assert_true(scene_now()->calibration);
    driver_click("cell", cell_of(7, 7)); /* its pictures are wanted */
    assert_false(scene_now()->calibration);
    check_open(7, 7);
    driver_key("Esc");
    const uint32_t image = counted()->wrong[0];
    driver_click("picture", (int)image);
    assert_string_equal(driver.app->shown->name, "draw");
    assert_int_equal(driver.app->sample.index, image);
    assert_int_equal(driver.app->sample.label, counted()->labels[image]);
    driver_end();
}

static void test_a_cell_is_asked_for(void **state)
{
    (void)state;
    begin();
    CHECK_OK(app_open_cell(driver.app, 9, 4, &error), error);
    check_open(9, 4);
    CHECK_FAILS(app_open_cell(driver.app, 10, 4, &error), LUME_ERROR_USAGE, error,
                "no such cell, expected 0,0 to 9,9, got 10,4");
    CHECK_FAILS(app_open_cell(driver.app, 3, -1, &error), LUME_ERROR_USAGE, error,
                "no such cell, expected 0,0 to 9,9, got 3,-1");
    check_open(9, 4);
    driver_end();
}

/* --- while a model changes --- */

/* Each step is another network, as training gives them. */
static void change(struct lume_network *network, int step)
{
    for (size_t i = (size_t)step % 7; i < network->n_reals; i += 7) {
        network->parameters[i] *= (lume_real)0.98;
    }
}

/* As many times a second as people can follow, and in the end what the last one gets wrong. */
static void test_live(void **state)
{
    (void)state;
    begin();
    struct lume_model trained = {.rows = APP_SIDE, .columns = APP_SIDE};
    trained.normalizer = model.normalizer;
    CHECK_OK(lume_network_copy(model.network, &trained.network, &error), error);
    CHECK_OK(app_network_take(driver.app, &trained, &error), error);
    app_network_show(driver.app, APP_SLOT_OTHER);
    driver_settle();
    int n_counts = 0;
    size_t n_wrong = counted()->n_wrong;
    for (int i = 0; i < 200; i++) { /* 2 seconds */
        change(trained.network, i);
        CHECK_OK(app_network_take(driver.app, &trained, &error), error);
        driver_frame(0.01);
        jobs_settle(driver.app->jobs);
        driver_check_picture("live");
        n_counts += counted()->n_wrong != n_wrong;
        n_wrong = counted()->n_wrong;
    }
    assert_in_range(n_counts, 5, 8);
    driver_frame(1);
    driver_settle();
    struct mistakes expected;
    CHECK_OK(mistakes_count(&driver.app->samples.ready, trained.network, NULL, &expected, &error),
             error);
    assert_int_equal(counted()->n_wrong, expected.n_wrong);
    assert_memory_equal(counted()->metrics.confusion, expected.metrics.confusion,
                        100 * sizeof *expected.metrics.confusion);
    mistakes_finish(&expected);
    lume_model_finish(&trained);
    driver_end();
}

/* A bias that is dragged counts, too; restoring it brings the old counts back. */
static void test_changed_by_hand(void **state)
{
    (void)state;
    begin();
    const size_t before = counted()->n_wrong;
    app_show(driver.app, "draw");
    CHECK_OK(app_select(driver.app, 2, 4, &error), error);
    for (int i = 0; i < 40; i++) {
        app_do(driver.app, "bias-higher", ACTION_NO_ARGUMENT);
    }
    app_show(driver.app, "mistakes");
    driver_settle();
    assert_true(counted()->n_wrong > before);
    app_show(driver.app, "draw");
    app_do(driver.app, "restore", ACTION_NO_ARGUMENT);
    app_show(driver.app, "mistakes");
    driver_settle();
    assert_int_equal(counted()->n_wrong, before);
    driver_end();
}

/* Other images are dropped: what was counted on those before is not shown with them. */
static void test_other_samples(void **state)
{
    (void)state;
    enum { N = 40 };
    static uint8_t pixels[N * LUME_IMAGE_SIZE], labels[N];
    const struct lume_idx images = {.n_dims = 3,
                                    .dims = {N, APP_SIDE, APP_SIDE},
                                    .size = sizeof pixels,
                                    .bytes = pixels},
                          truth = {.n_dims = 1, .dims = {N}, .size = N, .bytes = labels};
    for (size_t i = 0; i < N; i++) {
        labels[i] = (uint8_t)(i % 10);
        memset(pixels + i * LUME_IMAGE_SIZE + 10 * i, 200, 150);
    }
    CHECK_OK(lume_idx_save(&images, "some-images-idx3-ubyte", &error), error);
    CHECK_OK(lume_idx_save(&truth, "some-labels-idx1-ubyte", &error), error);
    begin();
    driver_drop("some-images-idx3-ubyte");
    for (int i = 0; i < 1000 && driver.app->samples.set.n != N; i++) {
        driver_frame(0.01);
        const struct timespec moment = {0, 1000000};
        nanosleep(&moment, NULL);
    }
    assert_int_equal(driver.app->samples.set.n, N);
    assert_true(counted()->metrics.n == 0 || counted()->metrics.n == N);
    driver_settle();
    assert_int_equal(counted()->metrics.n, N);
    assert_true(driver_told("\"scene\":\"mistakes\"", "\"n\":40,"));
    assert_string_equal(scene_now()->source, "40 images of some-images-idx3-ubyte");
    driver_end();
}

/* --- two models --- */

static void test_beside(void **state)
{
    (void)state;
    char text[64];
    begin();
    driver_key("A");
    driver_settle();
    assert_true(scene_now()->beside);
    assert_null(scene_now()->scene.versus.sides[1].snapshot);
    assert_true(driver_told("\"panel\":\"beside\"", ""));
    struct lume_model trained = {.rows = APP_SIDE, .columns = APP_SIDE};
    trained.normalizer = model.normalizer;
    CHECK_OK(lume_network_copy(model.network, &trained.network, &error), error);
    for (int i = 0; i < 30; i++) {
        change(trained.network, i);
    }
    CHECK_OK(app_network_take(driver.app, &trained, &error), error);
    driver_check_picture("another one");
    driver_frame(1);
    driver_settle();
    const struct view_versus *versus = &scene_now()->scene.versus;
    const struct mistakes *second = &driver.app->slots[APP_SLOT_OTHER].mistakes;
    assert_int_equal(versus->n, SAMPLES_GENERATED); /* both are counted */
    assert_int_equal(versus->pair.both + versus->pair.first, versus->n - counted()->n_wrong);
    assert_int_equal(versus->pair.both + versus->pair.second, versus->n - second->n_wrong);
    snprintf(text, sizeof text, "\"both\":%zu,", versus->pair.both);
    assert_true(driver_told(text, "\"only_other\""));
    driver_key("N"); /* a digit for both */
    driver_check_picture("a digit");
    assert_ptr_equal(versus->sides[0].snapshot, driver.app->slots[0].snapshot);
    assert_int_equal(versus->sides[0].snapshot->answer.verdict != LUME_VERDICT_EMPTY, true);
    driver_key("A");
    assert_false(scene_now()->beside);
    lume_model_finish(&trained);
    driver_end();
}

static int set_up(void **state)
{
    (void)state;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    lume_model_finish(&model);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_tells_what_was_counted),
        cmocka_unit_test(test_by_keyboard),
        cmocka_unit_test(test_the_cursor_stays_in_the_matrix),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_by_mouse),
        cmocka_unit_test(test_a_cell_is_asked_for),
        cmocka_unit_test(test_live),
        cmocka_unit_test(test_changed_by_hand),
        cmocka_unit_test_setup_teardown(test_other_samples, folder_enter, folder_leave),
        cmocka_unit_test(test_beside),
    };
    return cmocka_run_group_tests_name("mistakes in the window", tests, set_up, tear_down);
}
