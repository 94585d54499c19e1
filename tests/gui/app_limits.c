/* SPDX-License-Identifier: MIT */

/* What no person does, and what no machine should: the app goes on. */

#include "app_driver.h"

#include "../fault/wrap_memory.h"

/* --- sizes --- */

static void test_sizes(void **state)
{
    (void)state;
    static const struct {
        uint32_t width, height;
        float density;
        uint32_t painted_width, painted_height;
    } sizes[] = {
        {1, 1, 1, 1, 1},
        {0, 0, 1, 1, 1},
        {2, 16384, 1, 2, 16384},
        {UINT32_MAX, 3, 1, 16384, 3},
        {320, 200, 4, 320, 200},
        {700, 500, 0, 700, 500},
        {701, 500, -1, 701, 500},
        {702, 500, NAN, 702, 500},
        {703, 500, INFINITY, 703, 500},
        {704, 500, 1e-30f, 704, 500},
        {1280, 720, 1, 1280, 720},
    };
    driver_start();
    driver_settle();
    CHECK_OK(app_select(driver.app, 0, 3, &error), error);
    for (size_t i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++) {
        const size_t k = i / 2;
        driver.app->help = i % 2;
        driver_resize(sizes[k].width, sizes[k].height, sizes[k].density);
        driver_frame(0.01);
        assert_int_equal(driver.frame.pixels.width, sizes[k].painted_width);
        assert_int_equal(driver.frame.pixels.height, sizes[k].painted_height);
        driver_down(1, 0.5f, 0.5f);
        driver_move(1, 1e9f, -1e9f);
        driver_up(1, 0.5f, 0.5f);
        app_do(driver.app, "projector", 0);
        driver_frame(0.01);
    }
    assert_true(app_width(driver.app) >= 320);
    driver_end();
}

static void test_500_sizes_a_second(void **state)
{
    (void)state;
    driver_start();
    for (uint32_t i = 0; i < 500; i++) {
        driver_resize(400 + i, 300 + i % 100, 1);
    }
    driver_frame(0.01);
    assert_int_equal(driver.frame.pixels.width, 899);
    assert_int_equal(driver.frame.width, 899);
    driver_end();
}

/* --- input --- */

static void test_coordinates(void **state)
{
    (void)state;
    static const float values[] = {NAN, INFINITY, -INFINITY, 1e9f, -1e9f, -1, 0, 1e38f, 150};
    enum { N = sizeof values / sizeof *values };
    driver_start();
    const struct paint_point paper = driver_paper(0.5f, 0.5f);
    for (int i = 0; i < N * N; i++) {
        const float x = values[i % N], y = values[i / N];
        driver_down(INPUT_MOUSE, paper.x, paper.y);
        driver_move(INPUT_MOUSE, x, y);
        driver_up(INPUT_MOUSE, x, y);
        driver_down(2, x, y);
        driver_move(2, y, x);
        driver_up(2, y, x);
        driver_move(INPUT_MOUSE, x, y);
        driver_input((struct input){.kind = INPUT_WHEEL, .x = x, .y = y});
        driver_frame(0.001);
    }
    const struct lume_strokes ink = lume_ink_strokes(driver.app->ink);
    for (size_t i = 0; i < lume_strokes_count_points(&ink); i++) {
        assert_true(ink.points[i].x >= -0.1 && ink.points[i].x <= 1.1);
        assert_true(ink.points[i].y >= -0.1 && ink.points[i].y <= 1.1);
    }
    driver_end();
}

/* Each moment is drawn; the frame comes all the same. */
static void test_70000_events_in_a_frame(void **state)
{
    (void)state;
    driver_start();
    const struct paint_point at = driver_paper(0.2f, 0.5f), to = driver_paper(0.8f, 0.5f);
    driver_down(INPUT_MOUSE, at.x, at.y);
    for (int i = 0; i < 70000; i++) {
        driver_move(INPUT_MOUSE, at.x + (to.x - at.x) * (float)i / 70000, at.y + (float)(i % 7));
    }
    driver_up(INPUT_MOUSE, to.x, at.y);
    driver_frame(0.016);
    const struct lume_strokes ink = lume_ink_strokes(driver.app->ink);
    assert_true(lume_strokes_count_points(&ink) >= 70000);
    assert_true(driver_told("\"guess\"", "\"verdict\""));
    driver_end();
}

static void test_clocks(void **state)
{
    (void)state;
    static const double steps[] = {0, -100, 1e-9, NAN, INFINITY, 28800, -INFINITY, 1e300, 0.01};
    driver_start();
    for (size_t i = 0; i < 3 * sizeof steps / sizeof *steps; i++) {
        DRIVER_DRAW(driver_three);
        app_frame(driver.app, steps[i / 3], &driver.frame);
        assert_true(driver.frame.wait >= 0);
    }
    driver_end();
}

/* A pause is no reason to miss what is told, and an animation begins where it was. */
static void test_pauses(void **state)
{
    (void)state;
    driver_start();
    driver_settle();
    driver_frame(28800);
    driver_key("T");
    driver_frame(3600);
    assert_true(driver.app->notice[0] != 0);
    driver_frame(5.9);
    assert_true(driver.app->notice[0] != 0);
    driver_frame(0.2);
    assert_true(driver.app->notice[0] == 0);
    DRIVER_DRAW(driver_three);
    driver_frame(3600);
    assert_true(driver.app->easing && driver.app->draw.centring);
    for (int i = 0; i < 20; i++) {
        driver_frame(0.016);
    }
    assert_false(driver.app->easing || driver.app->draw.centring);
    driver_end();
}

static void test_nobody_listens(void **state)
{
    (void)state;
    driver_start();
    driver.deaf = true;
    driver_frame(0);
    assert_true(driver.size > 0);
    driver_clear();
    driver_key("T");
    driver_frame(0.1);
    assert_int_equal(driver.size, 0);
    driver_end();
}

/* Who takes little at a time. */
static struct {
    size_t room, size;
    char told[1 << 16];
} slow;

static size_t hear_slowly(void *context, const char *lines, size_t size)
{
    (void)context;
    const size_t taken = size < slow.room ? size : slow.room;
    assert_true(slow.size + taken < sizeof slow.told);
    memcpy(slow.told + slow.size, lines, taken);
    slow.size += taken;
    slow.told[slow.size] = 0;
    return taken;
}

static size_t count_of(const char *text, const char *part)
{
    size_t n = 0;
    for (; (text = strstr(text, part)) != NULL; text++) {
        n++;
    }
    return n;
}

/* Each line arrives whole, what came and went meanwhile does not, and what is left does. */
static void test_somebody_listens_slowly(void **state)
{
    (void)state;
    struct lume_model model;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    struct app_config config = driver_config(&model);
    config.tell = hear_slowly;
    driver_begin(&config);
    for (int i = 0; i < 100; i++) {
        slow.room = i % 20 == 19 ? 100 : 0;
        driver_key("W");
        driver_frame(0.02);
        assert_true(driver.frame.wait > 0 && driver.frame.wait <= 0.1);
    }
    assert_int_equal(slow.size, 500);
    slow.room = sizeof slow.told;
    driver_frame(0.02);
    assert_int_equal(count_of(slow.told, "\"event\":\"mode\""), 2);
    assert_non_null(strstr(slow.told, "\"lines\":\"signal\"}\n"));
    slow.room = 10;
    driver_key("W");
    driver_frame(0.02);
    slow.room = sizeof slow.told;
    driver_end();
    assert_non_null(strstr(slow.told, "\"lines\":\"weights\"}\n"));
    char *line = slow.told;
    for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        size_t where;
        assert_null(json_check(line, (size_t)(end - line), 8, &where));
    }
    assert_string_equal(line, "");
}

/* --- memory --- */

/* Every allocation of the beginning fails once: a message, and nothing is left. */
static void test_no_memory_to_begin(void **state)
{
    (void)state;
    const ptrdiff_t before = memory.n_blocks;
    for (size_t k = 1;; k++) {
        struct lume_model model, beside;
        struct app *app = NULL;
        CHECK_OK(lume_model_load_default(&model, &error), error);
        CHECK_OK(lume_model_load_default(&beside, &error), error);
        struct app_config config = driver_config(&model);
        config.beside = &beside;
        const size_t failed = memory.n_failed;
        memory.fail_at = memory.n_calls + k;
        const enum lume_status status = app_create(&config, &app, &error);
        if (app) {
            app_settle(app); /* the worker's fail, too */
        }
        memory.fail_at = 0;
        app_destroy(app);
        lume_model_finish(&model);
        lume_model_finish(&beside);
        assert_int_equal(memory.n_blocks, before);
        if (memory.n_failed == failed) {
            assert_true(k > 20);
            return;
        }
        assert_true(status == LUME_OK || status == LUME_ERROR_MEMORY);
    }
}

static void fail_from_now_on(bool fails)
{
    memory.for_ever = fails;
    memory.fail_at = fails ? memory.n_calls + 1 : 0;
}

static void test_no_memory_later(void **state)
{
    (void)state;
    driver_start();
    driver_settle();
    fail_from_now_on(true);
    driver_resize(1920, 1080, 1);
    driver_frame(0.01);
    assert_int_equal(driver.frame.pixels.width, 1280); /* the old picture stays */
    assert_string_equal(driver.app->notice, "out of memory");
    DRIVER_DRAW(driver_three);
    assert_string_equal(driver.app->notice, "the paper is full");
    driver_drop("missing");
    assert_string_equal(driver.app->notice, "out of memory");
    driver_key("Ctrl+S");
    driver_settle();
    assert_non_null(strstr(driver.app->notice, "the picture is not saved"));
    driver_key("N");
    assert_true(driver.app->sample.shown);
    driver_key("?");
    driver_frame(0.01);
    driver_key("L");
    driver_frame(0.01);
    fail_from_now_on(false);
    driver_resize(1921, 1080, 1);
    driver_frame(0.01);
    assert_int_equal(driver.frame.pixels.width, 1921);
    driver_check_picture("memory again");
    driver_end();
}

static void test_no_memory_for_a_picture(void **state)
{
    (void)state;
    driver_start();
    driver_settle();
    paint_raster_destroy(driver.app->raster);
    driver.app->raster = NULL;
    fail_from_now_on(true);
    driver_frame(0.01);
    assert_int_equal(driver.frame.pixels.width, 0);
    assert_int_equal(driver.frame.width, 0);
    fail_from_now_on(false);
    driver_frame(0.01);
    assert_int_equal(driver.frame.width, 1280);
    driver_end();
}

/* Frames take none: neither for drawing on nor for telling. */
static void test_frames_take_no_memory(void **state)
{
    (void)state;
    driver_start();
    for (int round = 0; round < 4; round++) {
        DRIVER_DRAW(driver_three);
        driver_settle();
        driver_key("Ctrl+Z");
        driver_frame(0.016);
    }
    const struct paint_point at = driver_paper(0.5f, 0.2f);
    driver_down(INPUT_MOUSE, at.x, at.y);
    driver_settle();
    const size_t before = memory.n_calls;
    for (int i = 0; i < 8; i++) {
        driver_move(INPUT_MOUSE, at.x, at.y + 10 * (float)i);
        driver_frame(0.016);
        assert_true(driver.frame.width > 0);
    }
    assert_int_equal(memory.n_calls, before);
    driver_end();
}

/* Nor does a model that is trained, once it was there; where there is none for it the old one
 * stays.
 */
static void test_trained_models_take_no_memory(void **state)
{
    (void)state;
    struct lume_model model, small;
    const struct lume_layer_config layers[] = {{4, lume_activation_find("relu")},
                                               {10, lume_activation_find("softmax")}};
    CHECK_OK(lume_model_load_default(&model, &error), error);
    lume_network_destroy(model.unlike);
    model.unlike = NULL;
    small = model;
    CHECK_OK(lume_network_create(LUME_IMAGE_SIZE, layers, 2, &small.network, &error), error);
    driver_start();
    DRIVER_DRAW(driver_three);
    CHECK_OK(app_network_take(driver.app, &model, &error), error);
    app_network_show(driver.app, APP_SLOT_OTHER);
    driver_settle();
    size_t before = 0;
    for (int i = 0; i < 12; i++) { /* nothing is counted yet */
        before = i == 4 ? memory.n_calls : before;
        model.network->parameters[i] += 0.1f;
        CHECK_OK(app_network_take(driver.app, &model, &error), error);
        driver_frame(0.016);
        assert_true(driver.frame.width > 0);
    }
    assert_int_equal(memory.n_calls, before);
    fail_from_now_on(true);
    assert_int_equal(app_network_take(driver.app, &small, &error), LUME_ERROR_MEMORY);
    fail_from_now_on(false);
    driver_frame(0.016);
    assert_int_equal(app_snapshot(driver.app)->n_layers, 3);
    driver_check_picture("the old one");
    driver_end();
    lume_network_destroy(small.network);
    lume_model_finish(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_500_sizes_a_second),
        cmocka_unit_test(test_coordinates),
        cmocka_unit_test(test_70000_events_in_a_frame),
        cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_pauses),
        cmocka_unit_test(test_nobody_listens),
        cmocka_unit_test(test_somebody_listens_slowly),
        cmocka_unit_test(test_no_memory_to_begin),
        cmocka_unit_test(test_no_memory_later),
        cmocka_unit_test(test_no_memory_for_a_picture),
        cmocka_unit_test(test_frames_take_no_memory),
        cmocka_unit_test(test_trained_models_take_no_memory),
    };
    return cmocka_run_group_tests_name("gui-app-limits", tests, NULL, NULL);
}
