/* SPDX-License-Identifier: MIT */

/* Scenes and the ways between them, widgets of any scene, and the two models. */

#include "app_driver.h"

#include "gui/app_scene.h"

/* --- the registry --- */

static size_t count_scenes(void)
{
    size_t n = 0;
    while (app_scene_at(n)) {
        n++;
    }
    return n;
}

static void check_actions(const struct app_scene *scene)
{
    for (const struct app_action *own = scene->actions; own && own->name; own++) {
        const struct action *action = action_find(own->name);
        assert_non_null(action);
        assert_true(action->scenes[0] && action_counts(action, scene->name));
        assert_ptr_equal(app_action_find(own->name), own); /* nobody else does it */
    }
}

static void test_registry(void **state)
{
    (void)state;
    const struct app_scene *scene;
    const struct action *action;
    for (size_t i = 0; (scene = app_scene_at(i)) != NULL; i++) {
        assert_string_equal(app_scene_name(i), scene->name);
        assert_true(scene->title && scene->lay_out && scene->paint && scene->describe);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(scene->name, app_scene_name(k));
        }
        check_actions(scene);
    }
    assert_string_equal(app_scene_name(0), "draw");
    assert_null(app_scene_name(count_scenes()));
    for (size_t i = 0; (action = action_at(i)) != NULL; i++) {
        assert_non_null(app_action_find(action->name));
    }
}

/* --- from one to another --- */

static void check_shown(size_t number)
{
    char expected[64];
    const char *name = app_scene_name(number);
    snprintf(expected, sizeof expected, "\"scene\":\"%s\"", name);
    driver_frame(0.016);
    assert_string_equal(driver.app->shown->name, name);
    assert_true(number == 0 || driver_told("\"event\":\"scene\"", expected));
    driver_check_picture(name);
}

static void test_keys(void **state)
{
    (void)state;
    const size_t n = count_scenes();
    char key[] = "F1";
    driver_start();
    driver_settle();
    for (size_t i = n; i-- > 0;) {
        driver_clear();
        key[1] = (char)('1' + i);
        driver_key(key);
        check_shown(i);
    }
    for (size_t i = 1; i <= n; i++) {
        driver_clear();
        driver_key("Ctrl+Tab");
        check_shown(i % n);
    }
    driver_clear();
    driver_key("Ctrl+Shift+Tab");
    check_shown(n - 1);
    app_do(driver.app, "scene", (int)n); /* there is none */
    app_do(driver.app, "scene", -1);
    app_show(driver.app, "nonesuch");
    check_shown(n - 1);
    for (size_t i = 0; i < n; i++) {
        driver_clear();
        app_show(driver.app, app_scene_name(i));
        check_shown(i);
    }
    driver_end();
}

/* The same in each scene, gone with the other controls. */
static void test_tabs(void **state)
{
    (void)state;
    const size_t n = count_scenes();
    struct paint_rect first[SCENE_MAX_TABS];
    driver_start();
    driver_settle();
    for (size_t i = 0; n > 1 && i < n; i++) {
        driver_click("scene", (int)i);
        check_shown(i);
        for (size_t k = 0; k < n; k++) {
            const struct ui_item *tab = &driver.app->ui.items[k];
            assert_string_equal(tab->action->name, "scene");
            assert_int_equal(tab->argument, k);
            assert_true(tab->on == (k == i));
            first[k] = i == 0 ? tab->rect : first[k];
            assert_memory_equal(&tab->rect, &first[k], sizeof tab->rect);
        }
        driver_key("H");
        driver_frame(0.016);
        for (size_t k = 0; k < driver.app->ui.n; k++) {
            assert_string_not_equal(driver.app->ui.items[k].action->name, "scene");
        }
        driver_key("H");
    }
    driver_end();
}

/* What is not of the scene that is shown does nothing, by key or by script. */
static void test_actions_of_others(void **state)
{
    (void)state;
    const struct app_scene *scene;
    driver_start();
    DRIVER_DRAW(driver_three);
    for (size_t i = 0; (scene = app_scene_at(i)) != NULL; i++) {
        app_show(driver.app, scene->name);
        const bool may = strcmp(scene->name, "draw") == 0;
        app_do(driver.app, "vote", ACTION_NO_ARGUMENT);
        app_do(driver.app, "neighbour", 3);
        assert_true(driver.app->draw.hide_answer == may);
        assert_true((driver.app->draw.selected.layer >= 0) == may);
        driver.app->draw.hide_answer = false;
        driver.app->draw.selected.layer = -1;
    }
    driver_end();
}

/* What is held is let go, and the way of the drawing is not shown later. */
static void test_a_stroke_ends(void **state)
{
    (void)state;
    driver_start();
    const struct paint_point at = driver_paper(0.5f, 0.5f);
    driver_down(INPUT_MOUSE, at.x, at.y);
    driver_move(INPUT_MOUSE, at.x, at.y + 60);
    assert_int_equal(driver.app->hold.grip, APP_GRIP_PEN);
    app_scene_step(driver.app, 1);
    assert_true(count_scenes() == 1 || driver.app->hold.grip == APP_GRIP_NONE);
    driver_move(INPUT_MOUSE, at.x, at.y + 90);
    driver_frame(0.016);
    driver_check_picture("another scene");
    app_show(driver.app, "draw");
    driver_frame(0.016);
    driver_check_picture("back");
    driver_end();
}

/* --- widgets --- */

/* Put one into the scene, until it is laid out anew. */
static struct paint_point add_widget(enum ui_kind kind, const char *action, float value)
{
    struct app *app = driver.app;
    app_lay_out(app);
    const struct paint_rect *answer = &app->draw.layout.answer;
    const struct paint_rect rect = {answer->x, answer->y, answer->width, 60};
    struct ui_item *item = ui_add(&app->ui, kind, action, rect, "");
    item->value = value;
    item->argument = 1; /* there may be one already */
    return (struct paint_point){rect.x + 0.25f * rect.width, rect.y + 30};
}

static bool is_painted(float x, float y)
{
    driver_move(INPUT_MOUSE, x, y);
    driver_frame(0.016);
    return driver.frame.width > 0;
}

/* Over a track every place of the pointer is another picture; over a spot it is the same one. */
static void test_what_follows_the_pointer(void **state)
{
    (void)state;
    driver_start();
    driver_settle();
    const struct paint_point spot = add_widget(UI_SPOT, "clear", 0);
    assert_true(is_painted(spot.x, spot.y));
    assert_false(is_painted(spot.x + 3, spot.y));
    assert_true(driver.app->pointer.x == spot.x + 3 && driver.app->pointer.y == spot.y);
    driver.app->ui.n--;
    assert_true(is_painted(spot.x, spot.y));
    const struct paint_point track = add_widget(UI_TRACK, "bias", 0);
    assert_true(is_painted(track.x, track.y));
    assert_true(is_painted(track.x + 3, track.y));
    assert_false(is_painted(track.x + 3, track.y));
    assert_true(is_painted(track.x + 3, track.y - 2));
    driver_input((struct input){.kind = INPUT_MOVE, .x = NAN, .y = NAN});
    driver_frame(0.016);
    assert_true(isnan(driver.app->pointer.x) && isnan(driver.app->pointer.y));
    driver_end();
}

/* A track acts while it is dragged, a spot when it is let go over it. */
static void test_spots_and_tracks_act(void **state)
{
    (void)state;
    const struct view_neuron neuron = {0, 3};
    driver_start();
    DRIVER_DRAW(driver_three);
    CHECK_OK(app_select(driver.app, neuron.layer, neuron.unit, &error), error);
    const struct experiment *experiment = driver.app->network->experiment;
    const float learned = experiment_learned_bias(experiment, neuron);
    const struct paint_point track = add_widget(UI_TRACK, "bias", 0.5f);
    driver_down(INPUT_MOUSE, track.x, track.y);
    CHECK_NEAR(experiment_bias(experiment, neuron), learned - 0.5f * VIEW_BIAS_RANGE, 1e-3);
    driver_up(INPUT_MOUSE, track.x, track.y);
    CHECK_NEAR(experiment_bias(experiment, neuron), learned - 0.5f * VIEW_BIAS_RANGE, 1e-3);
    struct paint_point spot = add_widget(UI_SPOT, "clear", 0);
    driver_down(INPUT_MOUSE, spot.x, spot.y);
    spot = add_widget(UI_SPOT, "clear", 0); /* in the next picture, too */
    driver_up(INPUT_MOUSE, spot.x, spot.y);
    assert_int_equal(lume_ink_strokes(driver.app->ink).n_strokes, 0);
    driver_end();
}

/* --- models --- */

static void load(struct lume_model *model)
{
    CHECK_OK(lume_model_load_default(model, &error), error);
}

/* Of one hidden layer, all weights alike but for the seed. */
static struct lume_model make_small(size_t width, uint64_t seed)
{
    const struct lume_layer_config layers[] = {{width, lume_activation_find("relu")},
                                               {10, lume_activation_find("softmax")}};
    struct lume_model model = {.rows = LUME_IMAGE_SIDE, .columns = LUME_IMAGE_SIDE};
    struct lume_rng rng = lume_rng_make(seed, 0);
    CHECK_OK(lume_network_create(LUME_IMAGE_SIZE, layers, 2, &model.network, &error), error);
    lume_network_initialize(model.network, lume_initializer_find("he"), &rng);
    return model;
}

static void change(struct lume_model *model, uint64_t seed)
{
    struct lume_rng rng = lume_rng_make(seed, 0);
    lume_network_initialize(model->network, lume_initializer_find("he"), &rng);
}

/* What a slot says of the drawing is what its model says. */
static void check_slot(enum app_slot slot, const struct lume_model *model)
{
    const struct lume_strokes ink = lume_ink_strokes(driver.app->ink);
    const struct snapshot *snapshot = driver.app->slots[slot].snapshot;
    struct lume_recognizer *recognizer;
    struct snapshot *expected;
    struct lume_answer answer;
    app_update(driver.app);
    CHECK_OK(lume_recognizer_create(model, &recognizer, &error), error);
    CHECK_OK(snapshot_create(model, &expected, &error), error);
    lume_recognize_ink(recognizer, &ink, &answer);
    snapshot_take(expected, recognizer, &answer);
    assert_int_equal(snapshot->n_layers, expected->n_layers);
    for (size_t l = 0; l < expected->n_layers; l++) {
        const size_t size = expected->layers[l].n * sizeof(float);
        assert_memory_equal(snapshot->layers[l].z, expected->layers[l].z, size);
        assert_memory_equal(snapshot->layers[l].a, expected->layers[l].a, size);
    }
    assert_int_equal(snapshot->answer.digit, answer.digit);
    snapshot_destroy(expected);
    lume_recognizer_destroy(recognizer);
}

static void test_there_is_no_other(void **state)
{
    (void)state;
    driver_start();
    driver_settle();
    assert_true(driver_told("\"event\":\"model\"", "\"slot\":\"opened\""));
    driver_key("M");
    driver_frame(0.016);
    assert_true(driver_told("\"notice\"", "there is no other model yet"));
    assert_int_equal(app_network_shown(driver.app), APP_SLOT_OPENED);
    driver_end();
}

static void test_a_model_beside(void **state)
{
    (void)state;
    struct lume_model model, other = make_small(6, 1);
    struct lume_model same = make_small(6, 1), first;
    load(&model);
    load(&first);
    struct app_config config = driver_config(&model);
    config.beside = &other;
    config.beside_path = "folder/other.safetensors";
    driver_begin(&config);
    assert_true(!model.network && !other.network); /* taken over */
    DRIVER_DRAW(driver_three);
    CHECK_OK(app_select(driver.app, 0, 12, &error), error);
    driver_settle();
    check_slot(APP_SLOT_OPENED, &first);
    check_slot(APP_SLOT_OTHER, &same);
    const double learned = driver.app->network->learned;
    driver_clear();
    driver_key("M");
    driver_settle();
    assert_true(
        driver_told("\"event\":\"model\"",
                    "\"folder/other.safetensors\",\"sizes\":[784,6,10],\"slot\":\"other\""));
    assert_true(driver_told("\"notice\"", "model: other.safetensors"));
    assert_true(driver_told("\"event\":\"guess\"", "\"probabilities\""));
    assert_int_equal(driver.app->draw.selected.layer, -1); /* it has no such neuron */
    assert_int_equal(app_snapshot(driver.app)->layers[0].n, 6);
    assert_true(driver.app->network->learned < learned - 0.3);
    driver_check_picture("the other model");
    driver_key("M");
    driver_settle();
    assert_true(driver_told("\"notice\"", "model: built-in"));
    assert_true(driver.app->network->learned == learned); /* as it was counted before */
    check_slot(APP_SLOT_OPENED, &first);
    driver_end();
    lume_model_finish(&first);
    lume_model_finish(&same);
}

/* A model that is trained comes in again and again. */
static void test_a_model_that_is_trained(void **state)
{
    (void)state;
    struct lume_model model = make_small(12, 1), wide = make_small(20, 2);
    driver_start();
    DRIVER_DRAW(driver_three);
    CHECK_OK(app_network_take(driver.app, &model, &error), error);
    assert_int_equal(app_network_shown(driver.app), APP_SLOT_OPENED);
    check_slot(APP_SLOT_OTHER, &model);
    app_network_show(driver.app, APP_SLOT_OTHER);
    CHECK_OK(app_select(driver.app, 0, 7, &error), error);
    driver_key("K");
    driver_settle();
    const struct experiment *before = driver.app->network->experiment;
    change(&model, 5);
    CHECK_OK(app_network_take(driver.app, &model, &error), error);
    assert_ptr_equal(driver.app->network->experiment, before);
    assert_int_equal(driver.app->draw.selected.unit, 7);
    assert_true(experiment_changed(before)); /* still clamped */
    app_restore(driver.app);
    check_slot(APP_SLOT_OTHER, &model);
    driver_frame(0.016);
    driver_check_picture("trained");
    CHECK_OK(app_network_take(driver.app, &wide, &error), error); /* another shape */
    assert_int_equal(driver.app->draw.selected.layer, -1);
    assert_int_equal(app_network_shown(driver.app), APP_SLOT_OTHER);
    check_slot(APP_SLOT_OTHER, &wide);
    driver_settle();
    driver_check_picture("of another shape");
    lume_model_finish(&wide);
    wide = (struct lume_model){.rows = 8, .columns = 98};
    wide.network = model.network;
    CHECK_FAILS(app_network_take(driver.app, &wide, &error), LUME_ERROR_DATA, error,
                "cannot be drawn for, expected a model for 28x28 pixels, got 8x98");
    assert_int_equal(app_snapshot(driver.app)->layers[0].n, 20);
    driver_end();
    lume_model_finish(&model);
}

/* It is counted at most 4 times a second, and at last as it has become. */
static void test_counting_keeps_pace(void **state)
{
    (void)state;
    struct lume_model model = make_small(4, 1), last;
    double accuracy = NAN;
    int n_counted = 0;
    driver_start();
    driver_settle();
    CHECK_OK(app_network_take(driver.app, &model, &error), error);
    app_network_show(driver.app, APP_SLOT_OTHER);
    driver_settle();
    for (uint64_t i = 0; i < 60; i++) {
        change(&model, 100 + i);
        CHECK_OK(app_network_take(driver.app, &model, &error), error);
        driver_frame(1.0 / 30);
        jobs_settle(driver.app->jobs);
        n_counted += driver.app->network->learned != accuracy;
        accuracy = driver.app->network->learned;
    }
    assert_in_range(n_counted, 6, 9); /* in two seconds; one was counted before */
    driver_frame(0.3);
    driver_frame(0.3);
    driver_settle();
    accuracy = driver.app->network->learned;
    assert_true(driver.app->network->current == accuracy);
    assert_false(app_experiment(driver.app).counting);
    last = model; /* made anew it is counted the same */
    CHECK_OK(lume_network_copy(model.network, &last.network, &error), error);
    CHECK_OK(app_network_put(driver.app, APP_SLOT_OPENED, &last, NULL, &error), error);
    app_network_show(driver.app, APP_SLOT_OPENED);
    driver_settle();
    assert_true(driver.app->network->learned == accuracy);
    driver_end();
    lume_model_finish(&model);
}

/* One that goes while it is counted takes its copy with it. */
static void test_it_goes_while_it_is_counted(void **state)
{
    (void)state;
    driver_start();
    driver_settle();
    for (uint64_t i = 0; i < 20; i++) {
        struct lume_model model = make_small((size_t)(16 + 8 * (i % 3)), i);
        CHECK_OK(app_network_take(driver.app, &model, &error), error);
        app_network_show(driver.app, APP_SLOT_OTHER);
        driver_frame(0.016);
        lume_model_finish(&model);
    }
    driver_settle();
    assert_true(driver.app->network->learned > 0);
    driver_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registry),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_tabs),
        cmocka_unit_test(test_actions_of_others),
        cmocka_unit_test(test_a_stroke_ends),
        cmocka_unit_test(test_what_follows_the_pointer),
        cmocka_unit_test(test_spots_and_tracks_act),
        cmocka_unit_test(test_there_is_no_other),
        cmocka_unit_test(test_a_model_beside),
        cmocka_unit_test(test_a_model_that_is_trained),
        cmocka_unit_test(test_counting_keeps_pace),
        cmocka_unit_test(test_it_goes_while_it_is_counted),
    };
    return cmocka_run_group_tests_name("gui-app-scenes", tests, NULL, NULL);
}
