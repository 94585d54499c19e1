/* SPDX-License-Identifier: MIT */

/*
 * What the window shows in the middle of a lesson, compared to the byte with the pictures in
 * golden/, or by their sums. `gui-app-pictures FOLDER OTHER` writes the first into one folder, and
 * the others into another, with their sums: look at each before it becomes the new one.
 */

#include "app_driver.h"
#include "golden.h"

#include <lume/trainer.h>

/* --- what is done before the picture --- */

static void draw_three(void)
{
    DRIVER_DRAW(driver_three);
    driver_input((struct input){.kind = INPUT_MOVE, .x = NAN, .y = NAN});
}

static void look_into(int layer, int unit)
{
    draw_three();
    CHECK_OK(app_select(driver.app, layer, unit, &error), error);
}

static void look_into_layer_1(void)
{
    look_into(0, 3);
}

static void look_into_output(void)
{
    look_into(2, 3);
}

static void open_help(void)
{
    draw_three();
    app_do(driver.app, "help", -1);
}

/* The picture first, then the first layer. */
static void reveal(void)
{
    draw_three();
    app_do(driver.app, "reveal", -1);
    app_do(driver.app, "reveal", -1);
}

static void vote(void)
{
    draw_three();
    app_do(driver.app, "vote", -1);
}

static void lay_sample(void)
{
    app_do(driver.app, "sample-of", 5);
}

static void change_bias(void)
{
    look_into(0, 3);
    for (int i = 0; i < 12; i++) {
        app_do(driver.app, "bias-higher", -1);
    }
}

static void clamp(void)
{
    look_into(1, 2);
    app_do(driver.app, "clamp", -1);
    app_do(driver.app, "clamp", -1);
}

static void hide_controls(void)
{
    draw_three();
    app_do(driver.app, "controls", -1);
}

static void drop_nothing(void)
{
    draw_three();
    driver_drop("/nonexistent/digit.png");
}

/* --- mistakes, on generated digits --- */

static void show_mistakes(void)
{
    app_show(driver.app, "mistakes");
    driver_settle();
}

/* Without the tabs, which are the same in all scenes. */
static void show_bare_mistakes(void)
{
    app_do(driver.app, "controls", -1);
    show_mistakes();
}

static void open_cell(void)
{
    show_bare_mistakes();
    app_do(driver.app, "worst", 0);
}

static void look_among_pictures(void)
{
    open_cell();
    app_do(driver.app, "enter", -1);
    app_do(driver.app, "beside", 1);
}

static void calibrate(void)
{
    show_bare_mistakes();
    app_do(driver.app, "calibration", -1);
}

/* A digit that the built-in model is right about, and the other one is not. */
static void lay_what_it_forgot(void)
{
    const struct mistakes *knows = &driver.app->slots[APP_SLOT_OPENED].mistakes,
                          *forgot = &driver.app->slots[APP_SLOT_OTHER].mistakes;
    size_t i = 0;
    while (forgot->outcomes[forgot->wrong[i]].answer == knows->outcomes[forgot->wrong[i]].answer) {
        i++;
    }
    app_samples_lay(driver.app, forgot->wrong[i]);
    app_dismiss(driver.app); /* that it is generated is said below */
}

/* Beside the built-in model one that has forgotten some of it. */
static void compare(void)
{
    struct lume_model other = {0};
    CHECK_OK(lume_model_load_default(&other, &error), error);
    for (size_t i = 0; i < other.network->n_reals; i += 5) {
        other.network->parameters[i] *= (lume_real)0.5;
    }
    CHECK_OK(app_network_put(driver.app, APP_SLOT_OTHER, &other, NULL, &error), error);
    show_bare_mistakes();
    app_do(driver.app, "versus", -1);
    driver_settle();
    lay_what_it_forgot();
}

/* --- a network of another shape, trained here: the same bits everywhere --- */

static void train(const struct lume_dataset *set, struct lume_model *model)
{
    const struct lume_layer_config layers[] = {{64, lume_activation_find("relu")},
                                               {32, lume_activation_find("tanh")},
                                               {10, lume_activation_find("softmax")}};
    struct lume_trainer_config config;
    struct lume_trainer *trainer;
    struct lume_trainer_progress progress = {.state = LUME_TRAINING};
    struct lume_rng rng = lume_rng_make(1, 1);
    *model = (struct lume_model){.rows = LUME_IMAGE_SIDE, .columns = LUME_IMAGE_SIDE};
    CHECK_OK(lume_network_create(LUME_IMAGE_SIZE, layers, 3, &model->network, &error), error);
    lume_network_initialize(model->network, lume_initializer_find("glorot"), &rng);
    lume_trainer_defaults(&config);
    config.epochs = 3;
    CHECK_OK(lume_trainer_create(&config, model->network, set, NULL, &trainer, &error), error);
    while (progress.state == LUME_TRAINING) {
        CHECK_OK(lume_trainer_step(trainer, SIZE_MAX, &error), error);
        CHECK_OK(lume_trainer_end_epoch(trainer, &error), error);
        lume_trainer_progress(trainer, &progress);
    }
    lume_trainer_destroy(trainer);
}

static void make_model(struct lume_model *model)
{
    struct lume_dataset set;
    CHECK_OK(lume_dataset_synthesize(3000, NULL, 1, NULL, &set, &error), error);
    train(&set, model);
    lume_dataset_finish(&set);
}

/* --- the pictures --- */

static const struct picture {
    const char *name, *language, *theme;
    bool projector, own_model;
    uint32_t width, height;
    void (*prepare)(void);
    uint32_t sum; /* of a picture that is too large to be kept; 0: it is kept */
} pictures[] = {
    {"app-help", "en", "dark", false, false, 800, 500, open_help, 0},
    {"app-help-pt", "pt-BR", "light", true, false, 1280, 720, open_help, 0xe24d356d},
    {"app-reveal", "en", "dark", false, false, 800, 500, reveal, 0},
    {"app-vote", "pt-BR", "dark", false, false, 800, 500, vote, 0},
    {"app-sample", "en", "light", false, false, 800, 500, lay_sample, 0},
    {"app-bias", "en", "dark", false, false, 800, 500, change_bias, 0},
    {"app-clamp", "pt-BR", "light", true, false, 1280, 720, clamp, 0x70c0b755},
    {"app-controls", "en", "dark", true, false, 1280, 720, hide_controls, 0xe547551a},
    {"app-notice", "en", "dark", false, false, 800, 500, drop_nothing, 0},
    {"app-shape", "en", "dark", false, true, 800, 500, look_into_layer_1, 0},
    {"app-three-1280", "en", "dark", false, false, 1280, 720, draw_three, 0x58580478},
    {"app-projector-1280", "pt-BR", "light", true, false, 1280, 720, look_into_output, 0x6de963d2},
    {"mistakes", "en", "dark", false, false, 800, 500, show_mistakes, 0},
    {"mistakes-cell", "pt-BR", "light", false, false, 800, 500, open_cell, 0},
    {"mistakes-small", "en", "light", false, false, 640, 400, show_bare_mistakes, 0},
    {"mistakes-picture", "pt-BR", "dark", true, false, 1280, 720, look_among_pictures, 0x2bdb9204},
    {"mistakes-1280", "en", "dark", false, false, 1280, 720, show_bare_mistakes, 0x5bf5ef97},
    {"mistakes-4k", "pt-BR", "light", false, false, 3840, 2160, open_cell, 0xf8739f82},
    {"calibration", "pt-BR", "dark", false, false, 800, 500, calibrate, 0},
    {"calibration-large", "en", "light", true, false, 1280, 720, calibrate, 0xfd86953e},
    {"beside", "en", "dark", false, false, 800, 500, compare, 0},
    {"beside-large", "pt-BR", "light", true, false, 1280, 720, compare, 0xf84289c7},
    {"app-three-4k", "en", "dark", false, false, 3840, 2160, draw_three, 0x78403752},
};

static void show(const struct picture *picture)
{
    struct lume_model model;
    if (picture->own_model) {
        make_model(&model);
    } else {
        CHECK_OK(lume_model_load_default(&model, &error), error);
    }
    struct app_config config = driver_config(&model);
    config.width = picture->width;
    config.height = picture->height;
    config.settings.language = text_language_find(picture->language);
    config.settings.theme = theme_find(picture->theme);
    config.settings.projector = picture->projector;
    driver_begin(&config);
    driver_settle();
    picture->prepare();
    driver_settle();
    assert_int_equal(driver.frame.pixels.width, picture->width);
    assert_int_equal(driver.frame.pixels.height, picture->height);
}

static void test_pictures(void **state)
{
    (void)state;
    const bool has_font = golden_has_font();
    for (size_t i = 0; has_font && i < sizeof pictures / sizeof *pictures; i++) {
        show(&pictures[i]);
        if (pictures[i].sum == 0) {
            golden_check(pictures[i].name, &driver.frame.pixels);
        } else if (golden_sum(&driver.frame.pixels) != pictures[i].sum) {
            fail_msg("%s: sum 0x%08x, expected 0x%08x", pictures[i].name,
                     (unsigned)golden_sum(&driver.frame.pixels), (unsigned)pictures[i].sum);
        }
        driver_end();
    }
}

static const char *write_to, *others_to;

static void write_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        show(&pictures[i]);
        golden_write(pictures[i].sum ? others_to : write_to, pictures[i].name,
                     &driver.frame.pixels);
        if (pictures[i].sum) {
            printf("# %s: 0x%08x\n", pictures[i].name, (unsigned)golden_sum(&driver.frame.pixels));
        }
        driver_end();
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pictures)};
    const struct CMUnitTest writing[] = {cmocka_unit_test(write_all)};
    if (argc > 2) {
        write_to = argv[1];
        others_to = argv[2];
    }
    return write_to ? cmocka_run_group_tests_name("app pictures", writing, NULL, NULL)
                    : cmocka_run_group_tests_name("app pictures", tests, NULL, NULL);
}
