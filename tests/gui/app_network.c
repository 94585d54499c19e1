/* SPDX-License-Identifier: MIT */

/* What a person does with the network: look into it, change it, show it to a room. */

#include "app_driver.h"

/* The middle of a neuron in the window. */
static struct paint_point neuron_at(int layer, int unit)
{
    app_lay_out(driver.app);
    const struct app *app = driver.app;
    const struct view view = app_view(app);
    for (float y = 0; y < app_height(app); y += 2) {
        for (float x = app->draw.layout.network.x; x < app_width(app); x += 2) {
            const struct scene_hit hit = scene_draw_hit(&view, &app->draw.scene, app_width(app),
                                                        app_height(app), &app->draw.layout, x, y);
            if (hit.place == SCENE_NEURON && hit.neuron.layer == layer && hit.neuron.unit == unit) {
                return (struct paint_point){app->size.scale * (x + 2), app->size.scale * (y + 2)};
            }
        }
    }
    fail_msg("neuron %d of layer %d is nowhere", unit, layer);
    return (struct paint_point){0, 0};
}

static void click_neuron(int layer, int unit)
{
    const struct paint_point at = neuron_at(layer, unit);
    driver_down(INPUT_MOUSE, at.x, at.y);
    driver_up(INPUT_MOUSE, at.x, at.y);
}

/* --- looking --- */

static void test_neurons_are_looked_at(void **state)
{
    (void)state;
    driver_start();
    click_neuron(0, 3);
    driver_frame(0.1);
    assert_true(driver_told("\"select\"", "\"layer\":\"h1\",\"neuron\":3"));
    click_neuron(2, 9);
    driver_frame(0.1);
    assert_true(driver_told("\"select\"", "\"layer\":\"out\",\"neuron\":9"));
    click_neuron(2, 9);
    assert_int_equal(driver.app->draw.selected.layer, -1);
    driver_key("Down");
    assert_int_equal(driver.app->draw.selected.layer, 0);
    driver_key("Down");
    driver_key("Right");
    assert_int_equal(driver.app->draw.selected.layer, 1);
    assert_int_equal(driver.app->draw.selected.unit, 1);
    driver_key("Up");
    driver_key("Up");
    assert_int_equal(driver.app->draw.selected.unit, 0);
    driver_key("Left");
    driver_key("Left");
    assert_int_equal(driver.app->draw.selected.layer, 0);
    CHECK_FAILS(app_select(driver.app, 3, 0, &error), LUME_ERROR_USAGE, error,
                "no such layer, expected 0 to 2, got 3");
    CHECK_FAILS(app_select(driver.app, 2, 10, &error), LUME_ERROR_USAGE, error,
                "no such neuron, expected 0 to 9, got 10");
    driver_key("Esc");
    assert_int_equal(driver.app->draw.selected.layer, -1);
    driver_end();
}

/* --- changing --- */

static void drag_bias(float share)
{
    struct paint_point at = driver_widget("bias", ACTION_NO_ARGUMENT);
    const float width = driver.app->draw.layout.network.width;
    driver_down(INPUT_MOUSE, at.x, at.y);
    driver_move(INPUT_MOUSE, at.x + share * width, at.y);
    driver_frame(0.016);
    driver_up(INPUT_MOUSE, at.x + share * width, at.y);
}

static void test_a_bias_is_dragged(void **state)
{
    (void)state;
    driver_start();
    driver_settle();
    CHECK_OK(app_select(driver.app, 2, 8, &error), error);
    const double learned = driver.app->network->learned;
    assert_true(learned > 0.9);
    driver_clear();
    drag_bias(0.25f);
    assert_true(driver_told("\"experiment\"", "\"changed\":true"));
    driver_settle();
    assert_true(driver_told("\"accuracy\"", "\"n\":10000"));
    assert_true(driver.app->network->current < learned - 0.05);
    assert_true(driver.app->network->learned == learned);
    driver_clear();
    driver_click("restore", ACTION_NO_ARGUMENT);
    driver_settle();
    assert_true(driver_told("\"experiment\"", "\"changed\":false"));
    assert_true(driver.app->network->current == learned);
    driver_end();
}

static void test_a_bias_is_stepped(void **state)
{
    (void)state;
    driver_start();
    driver_key("."); /* of nothing */
    CHECK_OK(app_select(driver.app, 0, 2, &error), error);
    const struct experiment *experiment = driver.app->network->experiment;
    const struct view_neuron neuron = {0, 2};
    const float bias = experiment_bias(experiment, neuron);
    driver_key(".");
    CHECK_NEAR(experiment_bias(experiment, neuron), bias + 0.1f, 1e-5);
    driver_key(",");
    driver_key(",");
    CHECK_NEAR(experiment_bias(experiment, neuron), bias - 0.1f, 1e-5);
    const struct paint_point at = driver_widget("bias", ACTION_NO_ARGUMENT);
    driver_move(INPUT_MOUSE, at.x, at.y);
    driver_input((struct input){.kind = INPUT_WHEEL, .y = -1});
    CHECK_NEAR(experiment_bias(experiment, neuron), bias - 0.2f, 1e-5);
    for (int i = 0; i < 300; i++) {
        driver_key(".");
    }
    CHECK_NEAR(experiment_bias(experiment, neuron), bias + VIEW_BIAS_RANGE, 1e-4);
    driver_end();
}

static void test_a_neuron_is_clamped(void **state)
{
    (void)state;
    driver_start();
    DRIVER_DRAW(driver_three);
    CHECK_OK(app_select(driver.app, 1, 4, &error), error);
    const struct experiment *experiment = driver.app->network->experiment;
    const struct view_neuron neuron = {1, 4};
    driver_key("K");
    assert_true(experiment_clamp(experiment, neuron) == 0);
    assert_true(driver_snapshot()->layers[1].a[4] == 0);
    driver_key("K");
    assert_true(experiment_clamp(experiment, neuron) == 1);
    driver_key("K");
    assert_true(isnan(experiment_clamp(experiment, neuron)));
    driver_click("clamp", 1);
    assert_true(experiment_clamp(experiment, neuron) == 1);
    driver_frame(0.1);
    assert_true(driver_told("\"experiment\"", "\"clamp\":1"));
    driver_click("clamp", 1);
    assert_true(isnan(experiment_clamp(experiment, neuron)));
    CHECK_OK(app_select(driver.app, 2, 4, &error), error);
    driver_key("K"); /* outputs cannot be */
    assert_false(experiment_changed(experiment));
    driver_end();
}

/* --- in front of a room --- */

static void test_reveal_and_vote_tell_nothing(void **state)
{
    (void)state;
    driver_start();
    driver_settle();
    CHECK_OK(app_select(driver.app, 1, 4, &error), error);
    driver_key("Page Up"); /* the outputs go */
    assert_int_equal(driver.app->draw.selected.layer, 1);
    driver_key("Page Up");
    assert_int_equal(driver.app->draw.selected.layer, -1);
    driver_frame(0.1);
    driver_clear();
    DRIVER_DRAW(driver_three);
    driver_settle();
    assert_null(strstr(driver.told, "\"digit\":3"));
    driver_key("Right"); /* what is concealed is not looked into */
    driver_key("Right");
    assert_int_equal(driver.app->draw.selected.layer, 0);
    driver_key("Page Up");
    driver_key("Page Up"); /* there is no more */
    assert_int_equal(driver.app->draw.concealed, 3);
    for (int i = 0; i < 3; i++) {
        driver_key("Space");
    }
    driver_frame(0.1);
    assert_true(driver_told("\"guess\"", "\"digit\":3"));
    driver_key("Page Down");
    assert_int_equal(driver.app->draw.concealed, 3);
    driver_key("N"); /* a new drawing stays as hidden */
    driver_settle();
    assert_int_equal(driver.app->draw.concealed, 3);
    driver_key("V");
    for (int i = 0; i < 3; i++) {
        driver_key("Space");
    }
    driver_frame(0.1);
    driver_clear();
    driver_key("C");
    DRIVER_DRAW(driver_seven);
    driver_key("Down");
    driver_key("Right");
    driver_key("Right");
    assert_int_equal(driver.app->draw.selected.layer, 1);
    driver_settle();
    assert_null(strstr(driver.told, "\"digit\":7"));
    driver_key("V");
    driver_frame(0.1);
    assert_true(driver_told("\"guess\"", "\"digit\":7"));
    driver_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_neurons_are_looked_at),
        cmocka_unit_test(test_a_bias_is_dragged),
        cmocka_unit_test(test_a_bias_is_stepped),
        cmocka_unit_test(test_a_neuron_is_clamped),
        cmocka_unit_test(test_reveal_and_vote_tell_nothing),
    };
    return cmocka_run_group_tests_name("gui-app-network", tests, NULL, NULL);
}
