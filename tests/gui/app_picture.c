/* SPDX-License-Identifier: MIT */

/* What the app paints: as little as it can, and the same as if it painted everything. */

#include "app_driver.h"
#include "folder.h"

/* --- nothing to do --- */

static void test_nothing_is_painted_when_nothing_changes(void **state)
{
    (void)state;
    driver_start();
    driver_frame(0);
    assert_int_equal(driver.frame.width, 1280);
    assert_int_equal(driver.frame.height, 720);
    driver_settle();
    driver_frame(0.02);
    assert_int_equal(driver.frame.width, 0);
    assert_true(isinf(driver.frame.wait));
    driver_clear();
    for (int i = 0; i < 100; i++) {
        driver_move(INPUT_MOUSE, 640, (float)(100 + i)); /* over nothing that is pressed */
        driver_frame(0.02);
        assert_int_equal(driver.frame.width, 0);
    }
    assert_int_equal(driver.size, 0);
    assert_non_null(driver.frame.pixels.pixels);
    driver_input((struct input){.kind = INPUT_EXPOSE});
    driver_frame(0.02);
    assert_int_equal(driver.frame.width, 1280);
    driver_end();
}

static void test_nothing_is_painted_unseen(void **state)
{
    (void)state;
    driver_start();
    driver_input((struct input){.kind = INPUT_SHOWN, .visible = false});
    DRIVER_DRAW(driver_three);
    driver_frame(0.1);
    assert_int_equal(driver.frame.width, 0);
    assert_true(driver_told("\"guess\"", "\"digit\":3"));
    driver_input((struct input){.kind = INPUT_SHOWN, .visible = true});
    driver_frame(0.1);
    assert_int_equal(driver.frame.width, 1280);
    driver_end();
}

/* --- a part is as good as all --- */

/* While the answer cannot be seen to change, drawing repaints a small part. */
static void test_ink_repaints_little(void **state)
{
    (void)state;
    driver_start();
    DRIVER_DRAW(driver_three);
    driver_settle();
    struct paint_point at = driver_paper(0.5f, 0.5f);
    driver_down(INPUT_MOUSE, at.x, at.y);
    driver_frame(0);
    driver_settle();
    at = driver_paper(0.52f, 0.5f); /* inside of what is inked: the same picture for the network */
    driver_move(INPUT_MOUSE, at.x, at.y);
    driver_frame(0.016);
    assert_true(driver.frame.width > 0);
    assert_true(driver.frame.width < 1280);
    driver_check_picture("ink");
    driver_end();
}

/* Mostly a hand that draws; now and then something is anywhere. */
static void random_pointer(struct lume_rng *rng)
{
    static double x = 0.5, y = 0.5;
    const uint32_t kind = lume_rng_below(rng, 24);
    x = fmin(fmax(x + (double)lume_rng_range(rng, -0.1f, 0.1f), -0.1), 1.1);
    y = fmin(fmax(y + (double)lume_rng_range(rng, -0.1f, 0.1f), -0.1), 1.1);
    struct paint_point at = driver_paper((float)x, (float)y);
    if (lume_rng_below(rng, 12) == 0) {
        at.x = lume_rng_range(rng, -9, (float)driver.app->size.width + 9);
        at.y = lume_rng_range(rng, -9, (float)driver.app->size.height + 9);
    }
    driver_input((struct input){
        .kind = kind < 2   ? INPUT_DOWN
                : kind < 3 ? INPUT_UP
                           : INPUT_MOVE,
        .pointer = lume_rng_below(rng, 30) == 0,
        .button = lume_rng_below(rng, 12) == 0 ? INPUT_ERASER : INPUT_PEN,
        .x = at.x,
        .y = at.y,
    });
}

static void random_action(struct lume_rng *rng)
{
    size_t n = 0;
    while (action_at(n)) {
        n++;
    }
    const struct action *action = action_at(lume_rng_below(rng, (uint32_t)n));
    if (strncmp(action->name, "save", 4) != 0) { /* files are another test's */
        app_do(driver.app, action->name, (int)lume_rng_below(rng, 12) - 1);
    }
}

static void test_parts_are_as_good_as_all(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(7, 0);
    size_t n_parts = 0;
    driver_start();
    driver_resize(900, 560, 1);
    for (int i = 0; i < 600; i++) {
        char when[32];
        const uint32_t kind = lume_rng_below(&rng, 100);
        for (uint32_t k = lume_rng_below(&rng, 5); k > 0; k--) {
            random_pointer(&rng);
        }
        if (kind < 3) {
            random_action(&rng);
        } else if (kind < 5) {
            driver_input((struct input){.kind = INPUT_CANCEL, .pointer = INPUT_ALL});
        } else if (kind < 7) {
            driver_input((struct input){.kind = INPUT_WHEEL, .y = lume_rng_range(&rng, -2, 2)});
        } else if (kind < 20) { /* where parts are painted most */
            app_show(driver.app, "draw");
        } else if (kind == 20) {
            driver_resize(700 + lume_rng_below(&rng, 300), 450 + lume_rng_below(&rng, 200), 1);
        }
        driver_frame((double)lume_rng_range(&rng, 0, 0.04f));
        n_parts += driver.frame.width > 0 && driver.frame.width < driver.app->size.width;
        snprintf(when, sizeof when, "step %d", i);
        driver_check_picture(when);
    }
    assert_true(n_parts > 150); /* else this tells nothing */
    driver_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_painted_when_nothing_changes),
        cmocka_unit_test(test_nothing_is_painted_unseen),
        cmocka_unit_test(test_ink_repaints_little),
        cmocka_unit_test(test_parts_are_as_good_as_all),
    };
    return cmocka_run_group_tests_name("gui-app-picture", tests, NULL, NULL);
}
