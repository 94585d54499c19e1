/* SPDX-License-Identifier: MIT */

/* Training in the window, played by a test: the work is done in this thread, so that each time is
 * the same. */

#include "app_driver.h"

#include "gui/app_train.h"
#include "gui/view_health.h"

static const struct app_train *train(void)
{
    return &driver.app->train;
}

static const struct runner_report *report(void)
{
    assert_non_null(train()->report);
    return train()->report;
}

/* In the scene, with its digits made. */
static void start(void)
{
    driver_start();
    driver_key("F2");
    driver_settle();
    assert_string_equal(driver.app->shown->name, "train");
    assert_int_equal(report()->state, RUNNER_PAUSED);
    assert_int_equal(report()->source, RUNNER_GENERATED);
}

static uint64_t batches(void)
{
    const struct curve *curve = &report()->curve;
    return curve->points[curve->n - 1].batches;
}

/* The parameters of the model that is shown in a slot. */
static lume_real *copy_parameters(enum app_slot slot)
{
    const struct app_network *network = &driver.app->slots[slot];
    assert_non_null(network->experiment);
    const struct lume_network *shown = experiment_model(network->experiment)->network;
    lume_real *copy = malloc(shown->n_reals * sizeof *copy);
    assert_non_null(copy);
    memcpy(copy, shown->parameters, shown->n_reals * sizeof *copy);
    return copy;
}

static bool same_parameters(const lume_real *expected)
{
    const struct lume_network *shown = report()->model->network;
    return memcmp(expected, shown->parameters, shown->n_reals * sizeof *expected) == 0;
}

static void set_epochs(size_t epochs)
{
    driver.app->train.recipe.training.epochs = epochs;
    app_train_begin(driver.app, RUNNER_SET_UP, false);
    driver_settle();
}

/* --- play --- */

static void test_batches_and_epochs(void **state)
{
    (void)state;
    start();
    assert_int_equal(report()->progress.epoch, 0);
    driver_key("B");
    driver_settle();
    assert_int_equal(report()->progress.batch, 1);
    assert_int_equal(report()->state, RUNNER_PAUSED);
    driver_click("train-batch", ACTION_NO_ARGUMENT);
    driver_settle();
    assert_int_equal(report()->progress.batch, 2);
    driver_key("G");
    driver_settle();
    assert_int_equal(report()->progress.epoch, 1);
    assert_int_equal(report()->state, RUNNER_PAUSED);
    assert_true(driver_told("\"scene\":\"train\"", "\"training\":\"paused\""));
    assert_true(driver_told("\"epoch\":1,", "\"source\":\"generated\""));
    driver_end();
}

/* The model that is trained is shown everywhere from the first step on, and answers. */
static void test_model_follows(void **state)
{
    (void)state;
    start();
    DRIVER_DRAW(driver_three);
    assert_int_equal(app_network_shown(driver.app), APP_SLOT_OPENED);
    lume_real *first = copy_parameters(APP_SLOT_OTHER);
    assert_true(same_parameters(first));
    driver_key("Space");
    driver_settle();
    assert_int_equal(report()->state, RUNNER_ENDED);
    assert_int_equal(app_network_shown(driver.app), APP_SLOT_OTHER);
    assert_false(same_parameters(first));
    lume_real *last = copy_parameters(APP_SLOT_OTHER);
    assert_true(same_parameters(last));
    assert_int_equal(app_snapshot(driver.app)->answer.digit, 3);
    driver_key("F1");
    driver_settle();
    assert_true(driver.app->draw.scene.snapshot->model->network->n_reals > 0);
    assert_int_equal(app_network_shown(driver.app), APP_SLOT_OTHER);
    free(first);
    free(last);
    driver_end();
}

/* Between frames it trains a little, and a picture comes of it. */
static void test_plays_and_pauses(void **state)
{
    (void)state;
    start();
    driver_key("Space");
    for (int i = 0; i < 1000 && batches() < 3; i++) {
        driver_frame(0.05);
        assert_true(driver.frame.wait < 0.1);
    }
    assert_true(batches() >= 3);
    driver_key("Space");
    driver_frame(0.05);
    driver_frame(0.05);
    assert_true(report()->state == RUNNER_PAUSED || report()->state == RUNNER_ENDED);
    driver_end();
}

static void test_reset_and_seed(void **state)
{
    (void)state;
    start();
    lume_real *first = copy_parameters(APP_SLOT_OTHER);
    driver_key("G");
    driver_settle();
    assert_false(same_parameters(first));
    driver_click("train-reset", ACTION_NO_ARGUMENT);
    driver_settle();
    assert_true(same_parameters(first));
    assert_int_equal(report()->curve.n, 1);
    driver_key("D");
    driver_settle();
    assert_false(same_parameters(first));
    const uint64_t seed = train()->recipe.training.seed;
    driver_key("D");
    driver_settle();
    assert_int_equal(train()->recipe.training.seed, seed + 1);
    free(first);
    driver_end();
}

static void test_stop(void **state)
{
    (void)state;
    start();
    driver_key("G");
    driver_settle();
    driver_key("S");
    driver_settle();
    assert_int_equal(report()->state, RUNNER_ENDED);
    assert_int_equal(report()->progress.best_epoch, 1);
    driver_end();
}

/* --- moments --- */

static void test_moments(void **state)
{
    (void)state;
    start();
    set_epochs(3);
    lume_real *first = copy_parameters(APP_SLOT_OTHER);
    driver_key("Space");
    driver_settle();
    lume_real *last = copy_parameters(APP_SLOT_OTHER);
    assert_true(report()->n_moments > 3);
    driver_key("Home");
    driver_settle();
    assert_int_equal(report()->shown, 0);
    assert_true(same_parameters(first));
    assert_true(train()->scene.chart.shown == report()->moments[0].epoch);
    driver_key("Ctrl+Right");
    driver_settle();
    assert_int_equal(report()->shown, 1);
    driver_key("End");
    driver_settle();
    assert_int_equal(report()->shown, RUNNER_LIVE);
    assert_true(same_parameters(last));
    driver_key("Ctrl+Left");
    driver_settle();
    assert_int_equal(report()->shown, (int)report()->n_moments - 1);
    free(first);
    free(last);
    driver_end();
}

/* Dragging over a curve goes back to what lies there; from there it can go on. */
static void test_drag(void **state)
{
    (void)state;
    start();
    set_epochs(4);
    driver_key("Space");
    driver_settle();
    const struct paint_point middle = driver_widget("train-moment", ACTION_NO_ARGUMENT);
    driver_down(INPUT_MOUSE, middle.x, middle.y);
    driver_frame(0.05);
    driver_move(INPUT_MOUSE, middle.x + 5, middle.y);
    driver_up(INPUT_MOUSE, middle.x + 5, middle.y);
    driver_settle();
    const int shown = report()->shown;
    assert_true(shown >= 0);
    const double epoch = report()->moments[shown].epoch;
    assert_true(epoch > 1 && epoch < 3);
    driver_key("G");
    driver_settle();
    assert_int_equal(report()->shown, RUNNER_LIVE);
    const struct curve *curve = &report()->curve;
    const double end = curve->points[curve->n - 1].epoch;
    assert_true(end >= epoch && end <= epoch + 1);
    driver_end();
}

/* --- settings --- */

static size_t find_hyper(const char *name)
{
    size_t i = 0;
    while (hyper_at(i) != hyper_find(name)) {
        i++;
    }
    return i;
}

/* The learning rate takes effect at once, others begin anew. */
static void test_settings(void **state)
{
    (void)state;
    start();
    driver_key("G");
    driver_settle();
    const uint64_t run = report()->run;
    const float rate = report()->recipe.training.learning_rate;
    assert_int_equal(train()->chosen, find_hyper("learning-rate"));
    driver_key("Right");
    driver_settle();
    assert_true(report()->recipe.training.learning_rate > rate);
    assert_int_equal(report()->run, run);
    assert_int_equal(report()->progress.epoch, 1);
    const int hidden = (int)find_hyper("hidden");
    driver_click("train-setting", 2 * (SCENE_TRAIN_SETTING + hidden) + 1);
    driver_settle();
    assert_int_equal(report()->run, run + 1);
    assert_int_equal(report()->progress.epoch, 0);
    assert_true(strstr(driver.app->notice, "a new run") != NULL);
    const size_t chosen = train()->chosen;
    driver_key("Down");
    assert_int_equal(train()->chosen, chosen + 1);
    driver_click("train-setting", SCENE_TRAIN_SETTING + hidden);
    assert_int_equal(train()->chosen, hidden);
    app_do(driver.app, "train-setting", SCENE_TRAIN_PAGE + 8);
    assert_int_equal(train()->chosen, 8);
    driver_end();
}

static void test_rate_slider(void **state)
{
    (void)state;
    start();
    const struct paint_point knob = driver_widget("train-setting", SCENE_TRAIN_RATE);
    driver_down(INPUT_MOUSE, knob.x + 60, knob.y);
    driver_up(INPUT_MOUSE, knob.x + 60, knob.y);
    driver_settle();
    const float high = report()->recipe.training.learning_rate;
    driver_down(INPUT_MOUSE, knob.x - 60, knob.y);
    driver_up(INPUT_MOUSE, knob.x - 60, knob.y);
    driver_settle();
    assert_true(report()->recipe.training.learning_rate < 0.2f * high);
    driver_end();
}

static void test_speed(void **state)
{
    (void)state;
    start();
    assert_int_equal(train()->speed, SCENE_TRAIN_SPEEDS - 1);
    driver_key("-");
    assert_int_equal(train()->speed, SCENE_TRAIN_SPEEDS - 2);
    driver_click("train-speed", SCENE_TRAIN_FIRST);
    assert_int_equal(train()->speed, 0);
    driver_key("-");
    assert_int_equal(train()->speed, 0);
    driver_key("+");
    assert_int_equal(train()->speed, 1);
    driver_end();
}

/* --- several runs --- */

static void test_compare(void **state)
{
    (void)state;
    start();
    set_epochs(2);
    driver_key("Space");
    driver_settle();
    const struct curve before = report()->curve;
    driver_key("X");
    app_do(driver.app, "train-setting", 2 * (SCENE_TRAIN_SETTING + (int)find_hyper("batch-size")));
    driver_settle();
    assert_int_equal(train()->n_kept, 1);
    assert_int_equal(train()->kept[0].curve.n, before.n);
    driver_key("Space");
    driver_settle();
    const struct view_chart *chart = &train()->scene.chart;
    assert_int_equal(chart->n, 2);
    assert_int_not_equal(chart->runs[0].look, chart->runs[1].look);
    assert_string_equal(chart->runs[0].name, "kept run");
    assert_non_null(strstr(chart->runs[1].name, "batch size 64 → 32"));
    for (int i = 0; i < 6; i++) { /* there are never more than fit */
        driver_key("D");
        driver_settle();
        driver_key("B");
        driver_settle();
    }
    assert_int_equal(train()->scene.chart.n, VIEW_CHART_RUNS);
    driver_key("X");
    driver_key("R");
    driver_settle();
    assert_int_equal(train()->scene.chart.n, 1);
    driver_end();
}

/* One after the other, each named; what diverges says so. */
static void test_pitfall(void **state)
{
    (void)state;
    start();
    driver_key("F");
    driver_click("train-pitfall", 2);
    driver_settle();
    const struct view_chart *chart = &train()->scene.chart;
    const struct pitfall *exploding = pitfall_find("exploding");
    assert_ptr_equal(train()->pitfall, exploding);
    assert_int_equal(chart->n, 3);
    for (size_t i = 0; i < chart->n; i++) {
        assert_string_equal(chart->runs[i].name, exploding->runs[i].name);
        assert_int_equal(chart->runs[i].look, i);
    }
    assert_true(chart->runs[1].diverged && !chart->runs[2].diverged);
    assert_int_equal(report()->state, RUNNER_ENDED);
    driver_key("Enter");
    assert_ptr_equal(train()->pitfall, pitfall_find("overfitting"));
    driver_key("R"); /* somebody goes on alone */
    driver_settle();
    assert_null(train()->pitfall);
    assert_int_equal(train()->scene.chart.n, 1);
    driver_end();
}

/* What is on the screen at its end is what it is about, and named. */
static void test_vanishing(void **state)
{
    (void)state;
    start();
    driver_key("F");
    driver_click("train-pitfall", 1);
    driver_settle();
    assert_string_equal(train()->pitfall->name, "vanishing");
    const struct view_health health = {.n = report()->model->network->n_layers,
                                       .layers = report()->health};
    size_t layer;
    assert_int_equal(view_health_worst(&health, &layer), VIEW_VANISHING);
    assert_int_equal(layer, 0);
    assert_int_equal(view_health_of(&health, health.n - 1), VIEW_HEALTHY);
    driver_end();
}

/* --- what is told, and what is wrong --- */

static void test_log(void **state)
{
    (void)state;
    start();
    driver_key("J");
    driver_settle();
    assert_true(train()->scene.chart.log_loss);
    driver_key("J");
    driver_settle();
    assert_false(train()->scene.chart.log_loss);
    driver_end();
}

/* What is on the screen is what a picture painted anew would be, also while it trains. */
static void test_pictures(void **state)
{
    (void)state;
    start();
    DRIVER_DRAW(driver_seven);
    driver_check_picture("a drawing");
    driver_key("G");
    driver_settle();
    driver_check_picture("an epoch");
    driver_key("Home");
    driver_frame(0.05);
    driver_check_picture("a moment");
    driver_resize(900, 600, 1);
    driver_frame(0.05);
    driver_check_picture("another size");
    driver_end();
}

/* It goes on where it is not seen, and ends with the window. */
static void test_leaves(void **state)
{
    (void)state;
    start();
    driver_key("Space");
    driver_frame(0.05);
    driver_key("F1");
    for (int i = 0; i < 50; i++) {
        driver_frame(0.05);
    }
    assert_true(batches() > 0);
    driver_end();
}

static void test_no_pitfall(void **state)
{
    (void)state;
    driver_start();
    const struct app_training training = {.pitfall = "none such"};
    assert_int_equal(app_train(driver.app, &training, &error), LUME_ERROR_USAGE);
    assert_int_equal(app_save_model(driver.app, "/nonexistent/m", &error), LUME_ERROR_USAGE);
    assert_int_equal(app_save_curves(driver.app, "/nonexistent/c", &error), LUME_ERROR_USAGE);
    driver_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_batches_and_epochs),
        cmocka_unit_test(test_model_follows),
        cmocka_unit_test(test_plays_and_pauses),
        cmocka_unit_test(test_reset_and_seed),
        cmocka_unit_test(test_stop),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_drag),
        cmocka_unit_test(test_settings),
        cmocka_unit_test(test_rate_slider),
        cmocka_unit_test(test_speed),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_pitfall),
        cmocka_unit_test(test_vanishing),
        cmocka_unit_test(test_log),
        cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_leaves),
        cmocka_unit_test(test_no_pitfall),
    };
    return cmocka_run_group_tests_name("app_train", tests, NULL, NULL);
}
