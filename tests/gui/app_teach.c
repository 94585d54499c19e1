/* SPDX-License-Identifier: MIT */

/* The Teach scene in the app: keys, clicks, and what the other scenes then show. */

#include "app_driver.h"

#include "gui/app_teach.h"

#include <math.h>

static const struct lume_network *network(void)
{
    return experiment_model(driver.app->network->experiment)->network;
}

static struct lume_network *keep(void)
{
    struct lume_network *kept;
    CHECK_OK(lume_network_copy(network(), &kept, &error), error);
    return kept;
}

static bool is_as(const struct lume_network *kept)
{
    return memcmp(network()->parameters, kept->parameters,
                  kept->n_reals * sizeof *kept->parameters) == 0;
}

static const struct teach *lesson(void)
{
    driver_frame(0);
    return driver.app->teach.scene.teach;
}

static enum teach_kind step(void)
{
    return teach_step(lesson()).kind;
}

static double probability(size_t digit)
{
    const struct snapshot *snapshot = driver_snapshot();
    return (double)snapshot->layers[snapshot->n_layers - 1].a[digit];
}

/* With a three on the paper. */
static void start(void)
{
    driver_start();
    driver_settle();
    DRIVER_DRAW(driver_three);
    app_show(driver.app, "teach");
    driver_settle();
}

static void press_often(const char *key, int times)
{
    for (int i = 0; i < times; i++) {
        driver_key(key);
    }
}

/* --- by keys --- */

static void test_a_lesson_by_keys(void **state)
{
    (void)state;
    start();
    struct lume_network *kept = keep();
    assert_int_equal(step(), TEACH_PICTURE);
    press_often("Space", 4);
    assert_int_equal(step(), TEACH_ANSWER);
    assert_int_equal(teach_label(lesson()), TEACH_NO_LABEL);
    driver_key("8");
    assert_int_equal(teach_label(lesson()), 8);
    press_often("Page Down", 6);
    assert_int_equal(step(), TEACH_UPDATE);
    assert_true(is_as(kept));
    const double before = probability(8);
    driver_key("Enter");
    assert_int_equal(step(), TEACH_OUTCOME);
    assert_false(is_as(kept));
    assert_true(probability(8) > before);
    driver_key("Page Up");
    assert_true(is_as(kept));
    CHECK_NEAR(probability(8), before, 0);
    press_often("Space", 2); /* the update, and again from the start */
    assert_int_equal(step(), TEACH_FORWARD);
    driver_key("End");
    assert_int_equal(teach_count_updates(lesson()), 2);
    press_often("Ctrl+Z", 2);
    assert_true(is_as(kept));
    CHECK_NEAR(probability(8), before, 0);
    lume_network_destroy(kept);
    driver_end();
}

/* What the network says is offered. */
static void test_the_answer_is_taken_as_label(void **state)
{
    (void)state;
    start();
    const int digit = driver_snapshot()->answer.digit;
    press_often("Space", 5);
    assert_int_equal(step(), TEACH_LOSS);
    assert_int_equal(teach_label(lesson()), digit);
    assert_int_equal(driver.app->ink_label, digit);
    driver_end();
}

static void test_undo_without_update_takes_the_stroke_back(void **state)
{
    (void)state;
    start();
    driver_key("Ctrl+Z");
    assert_int_equal(lume_ink_strokes(driver.app->ink).n_strokes, 0);
    assert_null(lesson());
    assert_int_equal(driver.app->teach.scene.state, SCENE_TEACH_EMPTY);
    press_often("Space", 20);
    driver_key("3");
    assert_null(lesson());
    driver_key("Ctrl+Y");
    assert_non_null(lesson());
    driver_end();
}

/* An eraser takes the drawing away, and undo brings the same one back. */
static void test_the_page_follows_an_eraser(void **state)
{
    (void)state;
    start();
    driver_key("E");
    struct paint_point at = driver_paper(0, 0);
    driver_down(INPUT_MOUSE, at.x, at.y);
    for (int i = 0; i < 40; i++) { /* and it stays down */
        at = driver_paper(i % 4 < 2, 0.025f * (float)i);
        driver_move(INPUT_MOUSE, at.x, at.y);
    }
    driver_move(INPUT_MOUSE, NAN, NAN); /* looks at what is there before it is recognised */
    driver_frame(0.1);
    assert_int_equal(driver_snapshot()->answer.verdict, LUME_VERDICT_EMPTY);
    assert_int_equal(driver.app->teach.scene.state, SCENE_TEACH_EMPTY);
    driver_check_picture("erased");
    driver_up(INPUT_MOUSE, at.x, at.y);
    driver_frame(0.1);
    driver_key("Ctrl+Z");
    driver_frame(0.1);
    assert_int_equal(driver.app->teach.scene.state, SCENE_TEACH_GOES_ON);
    driver_check_picture("brought back");
    driver_end();
}

static void test_rate_and_weight(void **state)
{
    (void)state;
    start();
    driver_key("8");
    const double rate = teach_rate(lesson());
    driver_key(".");
    assert_true(teach_rate(lesson()) > rate);
    press_often("-", 2);
    assert_true(teach_rate(lesson()) < rate);
    struct trace_weight weight = teach_weight(lesson());
    assert_int_equal(weight.layer, 2);
    assert_int_equal(weight.to, 8);
    driver_key("Ctrl+Up");
    driver_key(weight.from > 0 ? "Up" : "Down");
    assert_int_equal(teach_weight(lesson()).to, 7);
    assert_int_not_equal(teach_weight(lesson()).from, weight.from);
    press_often("Left", 5);
    assert_int_equal(teach_weight(lesson()).layer, 0);
    press_often("Down", 1000); /* to the bias, passing pixels without ink */
    assert_int_equal(teach_weight(lesson()).from, 784);
    driver_key("Up");
    assert_true(trace_input_of(teach_trace(lesson()), teach_weight(lesson())) != 0);
    press_often("Right", 5);
    assert_int_equal(teach_weight(lesson()).layer, 2);
    driver_end();
}

/* --- by mouse --- */

static void click_at(float x, float y)
{
    const float scale = driver.app->size.scale;
    driver_down(INPUT_MOUSE, scale * x, scale * y);
    driver_up(INPUT_MOUSE, scale * x, scale * y);
}

static void test_a_lesson_by_mouse(void **state)
{
    (void)state;
    start();
    struct lume_network *kept = keep();
    driver_click("teach-label", 8);
    assert_int_equal(teach_label(lesson()), 8);
    driver_click("teach-go", SCENE_TEACH_FIRST_STEP + 9);
    assert_int_equal(step(), TEACH_GRADIENT);
    driver_click("teach-back", ACTION_NO_ARGUMENT);
    driver_click("teach-rate", 1);
    assert_int_equal(step(), TEACH_HIDDEN_DELTAS);
    driver_click("teach-next", ACTION_NO_ARGUMENT);
    const struct view view = app_view(driver.app);
    const struct paint_rect *at = &driver.app->teach.layout.network;
    bool found = false;
    for (float x = at->x; x < at->x + at->width && !found; x += 4) {
        for (float y = at->y; y < at->y + at->height && !found; y += 2) {
            const struct scene_teach_hit hit =
                scene_teach_at(&view, &driver.app->teach.scene, app_width(driver.app),
                               app_height(driver.app), &driver.app->teach.layout, x, y);
            if (hit.neuron.layer == 0 && hit.neuron.unit == 5) {
                click_at(x, y);
                found = true;
            }
        }
    }
    assert_true(found);
    assert_int_equal(teach_weight(lesson()).layer, 0);
    assert_int_equal(teach_weight(lesson()).to, 5);
    driver_click("teach-go", SCENE_TEACH_FIRST_STEP + 11);
    assert_false(is_as(kept));
    driver_click("teach-undo", ACTION_NO_ARGUMENT);
    assert_true(is_as(kept));
    lume_network_destroy(kept);
    driver_end();
}

/* --- beside other scenes --- */

static void test_draw_shows_what_was_learned(void **state)
{
    (void)state;
    start();
    driver_key("8");
    for (int i = 0; i < 20; i++) {
        driver_key("End");
        driver_key("Space");
    }
    app_show(driver.app, "draw");
    driver_settle();
    assert_int_equal(driver_snapshot()->answer.digit, 8);
    assert_int_equal(driver.app->ink_label, 8);
    driver_end();
}

static void test_samples_bring_their_label(void **state)
{
    (void)state;
    start();
    driver_key("N");
    driver_frame(0);
    assert_true(driver.app->sample.shown);
    assert_int_equal(teach_label(lesson()), driver.app->sample.label);
    assert_int_equal(teach_count_open(lesson()), teach_count_steps(lesson()));
    driver_key("End");
    DRIVER_DRAW(driver_seven); /* another example, which nobody knows */
    assert_int_equal(teach_label(lesson()), TEACH_NO_LABEL);
    assert_int_equal(step(), TEACH_PICTURE);
    assert_true(teach_can_undo(lesson()));
    driver_end();
}

static void test_clamped_neurons_are_released(void **state)
{
    (void)state;
    start();
    app_show(driver.app, "draw");
    CHECK_OK(app_select(driver.app, 0, 3, &error), error);
    app_do(driver.app, "clamp", 1);
    app_show(driver.app, "teach");
    driver_frame(0);
    assert_false(experiment_changed(driver.app->network->experiment));
    assert_string_equal(driver.app->notice, "clamped neurons are released");
    driver_end();
}

/* A network that is being trained would not hold still. */
static void test_training_is_paused(void **state)
{
    (void)state;
    start();
    app_show(driver.app, "train");
    driver_settle();
    driver_key("Space");
    for (int i = 0; i < 1000 && !app_train_is_running(driver.app); i++) {
        driver_frame(0.05);
    }
    assert_true(app_train_is_running(driver.app));
    app_show(driver.app, "teach");
    for (int i = 0; i < 1000 && app_train_is_running(driver.app); i++) {
        driver_frame(0.001);
    }
    assert_false(app_train_is_running(driver.app));
    assert_string_equal(driver.app->notice, "training is paused");
    driver_key("8");
    driver_key("End");
    struct lume_network *kept = keep();
    for (int i = 0; i < 10; i++) {
        driver_frame(0.05);
    }
    assert_true(is_as(kept));
    assert_int_equal(step(), TEACH_OUTCOME);
    lume_network_destroy(kept);
    driver_end();
}

/* --- other networks --- */

static void begin_with(const char *hidden, const char *output)
{
    const struct lume_layer_config layers[] = {{12, lume_activation_find(hidden)},
                                               {10, lume_activation_find(output)}};
    struct lume_model model = {.rows = 28, .columns = 28};
    struct lume_rng rng = lume_rng_make(1, 2);
    CHECK_OK(lume_network_create(784, layers, 2, &model.network, &error), error);
    lume_network_initialize(model.network, lume_initializer_find("glorot"), &rng);
    const struct app_config config = driver_config(&model);
    driver_begin(&config);
    DRIVER_DRAW(driver_three);
    app_show(driver.app, "teach");
    driver_settle();
}

static void test_other_networks(void **state)
{
    (void)state;
    begin_with("relu", "softmax");
    assert_int_equal(teach_count_steps(lesson()), 10);
    driver_key("3");
    driver_key("End");
    assert_int_equal(step(), TEACH_OUTCOME);
    driver_end();
    begin_with("sigmoid", "sigmoid");
    assert_null(lesson());
    assert_int_equal(driver.app->teach.scene.state, SCENE_TEACH_CANNOT);
    press_often("Space", 12);
    driver_key("End");
    driver_key("3");
    driver_end();
}

/* A step that is much too long leaves numbers that are none, and can be undone. */
static void test_divergence_is_named(void **state)
{
    (void)state;
    begin_with("relu", "softmax");
    struct lume_network *kept = keep();
    driver_key("3");
    press_often(".", 10);
    for (int i = 0; i < 30 && teach_is_sound(lesson()); i++) {
        driver_key(i % 2 ? "5" : "3");
        driver_key("End");
    }
    driver_settle();
    assert_null(strstr(driver.told, "nan"));
    while (teach_can_undo(lesson())) {
        driver_key("Ctrl+Z");
    }
    assert_true(is_as(kept));
    lume_network_destroy(kept);
    driver_end();
}

/* --- what is told, and by name --- */

static void test_it_is_told(void **state)
{
    (void)state;
    start();
    assert_true(driver_told("\"event\":\"state\",\"scene\":\"teach\"", "\"step\":\"picture\""));
    driver_clear();
    CHECK_FAILS(app_teach(driver.app, "loss", &error), LUME_ERROR_USAGE, error,
                "--step: loss needs to know the true label, expected --label");
    CHECK_FAILS(app_teach(driver.app, "forward-4", &error), LUME_ERROR_USAGE, error,
                "--step: no step, expected one such as loss or forward-2, got \"forward-4\"");
    driver_key("3");
    CHECK_OK(app_teach(driver.app, "hidden-deltas-2", &error), error);
    driver_settle();
    assert_true(driver_told("\"step\":\"hidden-deltas\",\"layer\":1,\"index\":7,\"steps\":12",
                            "\"label\":3,\"loss\":"));
    driver_key("C");
    driver_settle();
    assert_true(driver_told("\"event\":\"state\",\"scene\":\"teach\"", "\"step\":null"));
    CHECK_FAILS(app_teach(driver.app, "loss", &error), LUME_ERROR_USAGE, error,
                "--step: there is no lesson: no drawing, or a network that cannot be followed");
    app_show(driver.app, "draw");
    CHECK_FAILS(app_teach(driver.app, "loss", &error), LUME_ERROR_USAGE, error,
                "--step: needs --scene teach");
    driver_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_lesson_by_keys),
        cmocka_unit_test(test_the_answer_is_taken_as_label),
        cmocka_unit_test(test_undo_without_update_takes_the_stroke_back),
        cmocka_unit_test(test_the_page_follows_an_eraser),
        cmocka_unit_test(test_rate_and_weight),
        cmocka_unit_test(test_a_lesson_by_mouse),
        cmocka_unit_test(test_draw_shows_what_was_learned),
        cmocka_unit_test(test_samples_bring_their_label),
        cmocka_unit_test(test_clamped_neurons_are_released),
        cmocka_unit_test(test_training_is_paused),
        cmocka_unit_test(test_other_networks),
        cmocka_unit_test(test_divergence_is_named),
        cmocka_unit_test(test_it_is_told),
    };
    return cmocka_run_group_tests_name("app teach", tests, NULL, NULL);
}
