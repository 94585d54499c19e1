/* SPDX-License-Identifier: MIT */

/* What a person does with the window, and what it tells of it. */

#include "app_driver.h"

static size_t count_points(void)
{
    const struct lume_strokes ink = lume_ink_strokes(driver.app->ink);
    return lume_strokes_count_points(&ink);
}

static size_t count_strokes(void)
{
    return lume_ink_strokes(driver.app->ink).n_strokes;
}

/* --- the paper --- */

static void test_digits_are_recognised(void **state)
{
    (void)state;
    driver_start();
    driver_frame(0);
    assert_true(driver_told("\"guess\"", "\"digit\":null"));
    DRIVER_DRAW(driver_three);
    driver_frame(0.016);
    assert_true(driver_told("\"guess\"", "\"digit\":3"));
    driver_key("C");
    DRIVER_DRAW(driver_seven);
    driver_settle();
    assert_true(driver_told("\"guess\"", "\"digit\":7"));
    driver_clear();
    driver_key("Ctrl+Z");
    driver_frame(0.016);
    assert_true(driver_told("\"guess\"", "\"digit\":null"));
    driver_key("Ctrl+Z"); /* the clearing */
    driver_frame(0.016);
    assert_true(driver_told("\"guess\"", "\"digit\":3"));
    driver_key("Ctrl+Y");
    driver_key("Ctrl+Y");
    assert_int_equal(driver_snapshot()->answer.digit, 7);
    driver_end();
}

/* What the network gets are the places of the pointer, to the last bit. */
static void test_points_are_as_given(void **state)
{
    (void)state;
    driver_start();
    driver_resize(1600, 900, 1.25f);
    driver_frame(0);
    const struct paint_point at = driver_paper(0.25f, 0.75f);
    driver_down(INPUT_MOUSE, at.x, at.y);
    driver_move(INPUT_MOUSE, at.x + 0.25f, at.y);
    const struct lume_strokes ink = lume_ink_strokes(driver.app->ink);
    assert_int_equal(count_points(), 2);
    CHECK_NEAR(ink.points[0].x, 0.25, 1e-6);
    CHECK_NEAR(ink.points[0].y, 0.75, 1e-6);
    const double width = (double)driver.app->paper.width * (double)driver.app->size.scale;
    CHECK_NEAR(ink.points[1].x - ink.points[0].x, 0.25 / width, 1e-9);
    driver_end();
}

static void test_one_pointer_at_a_time(void **state)
{
    (void)state;
    driver_start();
    const struct paint_point a = driver_paper(0.2f, 0.2f), b = driver_paper(0.8f, 0.8f);
    driver_down(5, a.x, a.y);
    driver_down(6, b.x, b.y);
    driver_move(6, b.x + 9, b.y);
    driver_down(INPUT_MOUSE, b.x, b.y);
    assert_int_equal(count_points(), 1);
    driver_up(6, b.x, b.y);
    driver_move(5, a.x + 9, a.y);
    assert_int_equal(count_points(), 2);
    driver_down(5, b.x, b.y); /* its lifting got lost */
    assert_int_equal(count_strokes(), 2);
    driver_up(5, b.x, b.y);
    driver_move(5, a.x, a.y);
    assert_int_equal(count_points(), 3);
    driver_down(7, a.x, a.y); /* and once more, of a finger that never comes back */
    driver.now += 0.5;
    driver_down(8, b.x, b.y);
    assert_int_equal(count_strokes(), 3);
    driver.now += 1;
    driver_down(8, b.x, b.y);
    assert_int_equal(count_strokes(), 4);
    driver_end();
}

static void test_strokes_end(void **state)
{
    (void)state;
    driver_start();
    const struct paint_point a = driver_paper(0.5f, 0.5f), far = driver_paper(3, -2);
    driver_down(INPUT_MOUSE, a.x, a.y);
    driver_move(INPUT_MOUSE, far.x, far.y); /* held beyond the paper, and drawn at its edge */
    const struct lume_ink_point last = lume_ink_strokes(driver.app->ink).points[1];
    assert_true(last.x > 1 && last.x < 1.1 && last.y < 0 && last.y > -0.1);
    driver_input((struct input){.kind = INPUT_CANCEL, .pointer = INPUT_ALL});
    driver_move(INPUT_MOUSE, a.x, a.y);
    assert_int_equal(count_points(), 2);
    driver_down(3, a.x, a.y);
    driver_input((struct input){.kind = INPUT_CANCEL, .pointer = 4});
    driver_move(3, a.x + 5, a.y);
    driver_input((struct input){.kind = INPUT_CANCEL, .pointer = 3});
    driver_move(3, a.x + 9, a.y);
    assert_int_equal(count_points(), 4);
    assert_int_equal(count_strokes(), 2);
    driver_end();
}

static void press(enum input_kind kind, enum input_button button, struct paint_point at)
{
    driver_input((struct input){.kind = kind, .button = button, .x = at.x, .y = at.y});
}

static void test_erasing(void **state)
{
    (void)state;
    driver_start();
    DRIVER_DRAW(driver_three);
    const size_t before = count_points();
    const struct paint_point at = driver_paper(0.45f, 0.46f);
    press(INPUT_DOWN, INPUT_ERASER, at);
    assert_int_equal(count_strokes(), 2);
    press(INPUT_DOWN, INPUT_PEN, at); /* the other button of the same mouse */
    press(INPUT_UP, INPUT_PEN, at);
    assert_int_equal(count_strokes(), 2);
    press(INPUT_UP, INPUT_ERASER, at);
    driver_key("Ctrl+Z");
    assert_int_equal(count_points(), before);
    driver_key("E");
    driver_frame(0.1);
    assert_true(driver_told("\"tool\"", "\"eraser\":true"));
    press(INPUT_DOWN, INPUT_PEN, at);
    press(INPUT_UP, INPUT_PEN, at);
    assert_int_equal(count_strokes(), 2);
    driver_key("E");
    press(INPUT_DOWN, INPUT_PEN, at);
    press(INPUT_UP, INPUT_PEN, at);
    assert_int_equal(count_strokes(), 3);
    driver_end();
}

static void test_nib(void **state)
{
    (void)state;
    driver_start();
    const float first = driver.app->settings.nib;
    driver_key("]");
    assert_true(driver.app->settings.nib > first);
    driver_key("[");
    CHECK_NEAR(driver.app->settings.nib, first, 1e-6);
    const struct paint_point at = driver_paper(0.5f, 0.5f);
    driver_move(INPUT_MOUSE, at.x, at.y);
    driver_input((struct input){.kind = INPUT_WHEEL, .y = 0.5f});
    CHECK_NEAR(driver.app->settings.nib, first, 1e-6);
    driver_input((struct input){.kind = INPUT_WHEEL, .y = 0.5f});
    assert_true(driver.app->settings.nib > first);
    for (int i = 0; i < 50; i++) {
        driver_key("[");
    }
    CHECK_NEAR(driver.app->settings.nib, 0.5, 1e-6);
    driver_frame(0.1);
    assert_true(driver_told("\"tool\"", "\"nib\":0.5"));
    driver_end();
}

static void test_the_paper_is_full(void **state)
{
    (void)state;
    driver_start();
    const struct paint_point at = driver_paper(0.5f, 0.5f);
    driver_down(INPUT_MOUSE, at.x, at.y);
    for (int i = 0; i < LUME_INK_MAX_POINTS + 10; i++) {
        driver_move(INPUT_MOUSE, at.x + (float)(i % 2), at.y);
    }
    driver_frame(0.016);
    assert_int_equal(count_points(), LUME_INK_MAX_POINTS);
    assert_true(driver_told("\"notice\"", "the paper is full"));
    driver_end();
}

/* --- samples --- */

static void test_samples(void **state)
{
    (void)state;
    driver_start();
    DRIVER_DRAW(driver_three);
    driver_key("5"); /* while they are being generated, or just after */
    driver_settle();
    assert_true(driver.app->sample.shown);
    assert_true(driver_told("\"sample\"", "\"label\":5,\"source\":\"generated\""));
    assert_true(driver_told("\"notice\"", "MNIST is not here"));
    driver_clear();
    driver_frame(7);
    assert_true(driver_told("\"notice\"", "\"text\":null"));
    driver_key("N");
    driver_frame(0.1);
    assert_true(driver_told("\"event\":\"sample\"", "\"source\":\"generated\""));
    assert_false(driver_told("\"notice\"", "MNIST")); /* once */
    driver_key("Ctrl+Z");                             /* what had to go for them */
    assert_false(driver.app->sample.shown);
    assert_int_equal(driver_snapshot()->answer.digit, 3);
    driver_key("1");
    DRIVER_DRAW(driver_seven);
    assert_false(driver.app->sample.shown);
    assert_int_equal(driver_snapshot()->answer.digit, 7);
    driver_key("1");
    driver_key("Ctrl+Y"); /* nothing to bring back */
    assert_true(driver.app->sample.shown);
    driver_key("C");
    driver_clear();
    driver_frame(0.1);
    assert_true(driver_told("\"guess\"", "\"digit\":null"));
    driver_end();
}

static void test_a_drawing_is_not_surprised_by_a_sample(void **state)
{
    (void)state;
    driver_start();
    driver.app->load.busy = true; /* however fast they are made */
    driver_key("5");
    driver_frame(0);
    assert_true(driver_told("\"notice\"", "working…"));
    DRIVER_DRAW(driver_seven);
    driver_settle();
    assert_false(driver.app->sample.shown);
    assert_int_equal(driver_snapshot()->answer.digit, 7);
    driver_end();
}

/* --- how it looks --- */

static void test_looks(void **state)
{
    (void)state;
    driver_start();
    driver_frame(0);
    driver_key("P");
    driver_key("H");
    driver_key("W");
    driver_key("Ctrl++");
    driver_frame(0.1);
    assert_true(driver_told("\"look\"", "\"sizes\":\"projector\",\"scale\":1.1"));
    assert_true(driver_told("\"look\"", "\"controls\":false"));
    assert_true(driver_told("\"mode\"", "\"lines\":\"weights\""));
    assert_true(driver_told("\"notice\"", "null")); /* gone with the next action */
    for (int i = 0; i < 30; i++) {
        driver_key("Ctrl++");
    }
    CHECK_NEAR(driver.app->settings.scale, 4, 1e-6);
    for (int i = 0; i < 60; i++) {
        driver_key("Ctrl+-");
    }
    CHECK_NEAR(driver.app->settings.scale, 0.5, 1e-6);
    driver_key("T");
    driver_frame(0.1);
    assert_true(driver_told("\"notice\"", "light theme"));
    driver_key("L");
    driver_frame(0.1);
    assert_true(driver_told("\"language\"", "pt-BR"));
    assert_true(driver_told("\"notice\"", "idioma: Português (Brasil)"));
    driver_key("F11");
    assert_true(app_wishes(driver.app).fullscreen);
    driver_key("Esc");
    assert_false(app_wishes(driver.app).fullscreen);
    driver_input((struct input){.kind = INPUT_CLOSE});
    assert_true(app_wishes(driver.app).close);
    driver_end();
}

static void test_help(void **state)
{
    (void)state;
    driver_start();
    driver_click("help", ACTION_NO_ARGUMENT);
    driver_frame(0.1);
    assert_true(driver_told("\"help\"", "true"));
    const struct paint_point paper = driver_paper(0.5f, 0.5f);
    assert_false(app_wishes(driver.app).drawing);
    driver_click("theme", ACTION_NO_ARGUMENT);
    assert_string_equal(driver.app->settings.theme->name, "light");
    assert_false(driver.app->help);
    assert_int_equal(count_points(), 0);
    driver_key("?");
    assert_true(driver.app->help);
    driver_click("sample-of", 4);
    driver_settle();
    assert_int_equal(driver.app->sample.label, 4);
    driver_key("?");
    driver_key("Esc");
    assert_false(driver.app->help);
    driver_move(INPUT_MOUSE, paper.x, paper.y);
    assert_true(app_wishes(driver.app).drawing);
    driver_end();
}

/* --- widgets --- */

static void test_buttons_act_when_they_are_let_go(void **state)
{
    (void)state;
    driver_start();
    DRIVER_DRAW(driver_three);
    const struct paint_point at = driver_widget("clear", ACTION_NO_ARGUMENT);
    driver_down(INPUT_MOUSE, at.x, at.y);
    driver_frame(0.1);
    assert_true(driver.app->pointer.pressed >= 0);
    assert_true(count_points() > 0);
    driver_move(INPUT_MOUSE, at.x, at.y + 200);
    driver_up(INPUT_MOUSE, at.x, at.y + 200);
    assert_true(count_points() > 0);
    driver_down(4, at.x, at.y);
    driver_input((struct input){.kind = INPUT_CANCEL, .pointer = INPUT_ALL});
    driver_up(4, at.x, at.y);
    assert_true(count_points() > 0);
    press(INPUT_DOWN, INPUT_ERASER, at);
    press(INPUT_UP, INPUT_ERASER, at);
    assert_true(count_points() > 0);
    driver_click("clear", ACTION_NO_ARGUMENT);
    assert_int_equal(count_points(), 0);
    driver_frame(0.1);
    assert_int_equal(driver.app->pointer.pressed, UI_NOTHING);
    driver_end();
}

/* --- the registry --- */

static void test_every_action_does_something(void **state)
{
    (void)state;
    driver_start();
    const struct action *action;
    for (size_t i = 0; (action = action_at(i)) != NULL; i++) {
        if (!app_action_find(action->name)) {
            fail_msg("nothing does %s", action->name);
        }
        app_show(driver.app, action->scenes[0] ? action->scenes[0] : "draw");
        if (!action->keys[0]) { /* the pointer's: how it is done */
            app_show(driver.app, action->scenes[0] ? action->scenes[0] : "draw");
            app_do(driver.app, action->name, ACTION_NO_ARGUMENT);
            assert_non_null(strstr(driver.app->notice, action_shown(action)[0]));
        }
    }
    app_do(driver.app, "no such action", 1);
    driver_end();
}

static void test_keys_that_are_held(void **state)
{
    (void)state;
    driver_start();
    struct input input = {.kind = INPUT_KEY, .repeat = true, .key = "T"};
    driver_input(input);
    assert_string_equal(driver.app->settings.theme->name, "dark");
    strcpy(input.key, "]");
    const float nib = driver.app->settings.nib;
    driver_input(input);
    assert_true(driver.app->settings.nib > nib);
    memset(input.key, 'x', sizeof input.key); /* not even ended */
    driver_input(input);
    driver_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digits_are_recognised),
        cmocka_unit_test(test_points_are_as_given),
        cmocka_unit_test(test_one_pointer_at_a_time),
        cmocka_unit_test(test_strokes_end),
        cmocka_unit_test(test_erasing),
        cmocka_unit_test(test_nib),
        cmocka_unit_test(test_the_paper_is_full),
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_a_drawing_is_not_surprised_by_a_sample),
        cmocka_unit_test(test_looks),
        cmocka_unit_test(test_help),
        cmocka_unit_test(test_buttons_act_when_they_are_let_go),
        cmocka_unit_test(test_every_action_does_something),
        cmocka_unit_test(test_keys_that_are_held),
    };
    return cmocka_run_group_tests_name("gui-app", tests, NULL, NULL);
}
