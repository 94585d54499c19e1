/* SPDX-License-Identifier: MIT */

/* Files that the app opens and writes: what is dropped, pictures, settings. */

#include "app_driver.h"
#include "folder.h"

#include "gui/settings.h"
#include "png/png_write.h"

#include <lume/idx.h>

#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- what is dropped --- */

static void save_model(const char *path, size_t side, size_t width)
{
    const struct lume_layer_config layers[] = {{width, lume_activation_find("relu")},
                                               {10, lume_activation_find("softmax")}};
    struct lume_model model = {.rows = side, .columns = side};
    struct lume_rng rng = lume_rng_make(1, 2);
    CHECK_OK(lume_network_create(side * side, layers, 2, &model.network, &error), error);
    lume_network_initialize(model.network, lume_initializer_find("glorot"), &rng);
    CHECK_OK(lume_model_save(&model, path, &error), error);
    lume_model_finish(&model);
}

static void save_images(const char *path, size_t n, size_t side)
{
    uint8_t bytes[4 * 32 * 32] = {0};
    for (size_t i = 0; i < n; i++) {
        memset(bytes + i * side * side + 3 * side, 100 + (int)i, 2 * side);
    }
    const struct lume_idx idx = {
        .n_dims = 3, .dims = {n, side, side}, .size = n * side * side, .bytes = bytes};
    CHECK_OK(lume_idx_save(&idx, path, &error), error);
}

/* A thick 1. */
static void save_png(const char *path)
{
    uint32_t pixels[50 * 40];
    struct buffer png = {0};
    for (size_t i = 0; i < 50 * 40; i++) {
        const bool ink = i % 40 >= 17 && i % 40 < 23 && i / 40 >= 8 && i / 40 < 42;
        pixels[i] = ink ? 0xff000000 : 0xffffffff;
    }
    CHECK_OK(png_encode(pixels, 40, 50, 40, &png, &error), error);
    folder_put(path, png.bytes, png.size);
    buffer_finish(&png);
}

static void test_a_model_is_opened(void **state)
{
    (void)state;
    save_model("wide.safetensors", 28, 70);
    driver_start();
    driver_settle();
    DRIVER_DRAW(driver_three);
    CHECK_OK(app_select(driver.app, 1, 3, &error), error);
    driver_key("Page Up");
    driver_frame(0.1);
    driver_clear();
    driver_drop("wide.safetensors");
    driver_settle();
    assert_true(driver_told("\"model\":\"wide.safetensors\"", "\"sizes\":[784,70,10]"));
    assert_true(driver_told("\"notice\"", "model opened: wide.safetensors"));
    assert_true(driver_told("\"event\":\"accuracy\"", "\"n\":10000"));
    assert_true(driver_told("\"select\"", "\"layer\":null"));
    assert_true(driver_told("\"reveal\"", "\"layers\":1")); /* the outputs are not */
    assert_int_equal(app_snapshot(driver.app)->layers[0].n, 70);
    assert_true(driver.app->network->learned < 0.5); /* it has learned nothing */
    driver_check_picture("another model");
    driver_end();
}

static void test_a_picture_is_opened(void **state)
{
    (void)state;
    save_png("one.png");
    driver_start();
    driver_drop("./one.png");
    driver_settle();
    assert_true(driver_told("\"guess\"", "\"digit\":1"));
    assert_true(driver_told("\"sample\"", "\"label\":null,\"source\":\"file\""));
    assert_string_equal(driver.app->sample_text, "one.png");
    driver_end();
}

static void test_images_are_opened(void **state)
{
    (void)state;
    save_images("some-idx3", 4, 28);
    driver_start();
    driver_drop("some-idx3");
    driver_settle();
    assert_true(driver_told("\"sample\"", "\"index\":0,\"label\":null,\"source\":\"file\""));
    assert_string_equal(driver.app->sample_text, "some-idx3: image 1 of 4");
    assert_int_equal(driver.app->sample.image[3 * 28], 100);
    bool seen[4] = {false};
    for (int i = 0; i < 60; i++) {
        driver_key("N");
        seen[driver.app->sample.index] = true;
    }
    assert_true(seen[0] && seen[1] && seen[2] && seen[3]);
    driver_key("3"); /* nobody knows what they are */
    driver_frame(0.1);
    assert_true(driver_told("\"notice\"", "there is no 3 among them"));
    CHECK_OK(app_select(driver.app, 0, 0, &error), error);
    driver_frame(0.1);
    assert_int_equal(driver.app->draw.scene.experiment.n, 0);
    driver_end();
}

/* The same line as on the command line, and nothing else changes. */
static void test_bad_files_are_told_of(void **state)
{
    (void)state;
    static const char *const reasons[][2] = {
        {"missing", "missing: "},
        {"folder", "folder: "},
        {"empty", "empty: "},
        {"text", "text: "},
        {"cut.png", "cut.png: "},
        {"cut.safetensors", "cut.safetensors: "},
        {"large-idx3", "large-idx3: "},
        {"small.safetensors", "the window takes models for 28 × 28 pixels"},
    };
    assert_int_equal(mkdir("folder", 0700), 0);
    folder_put("empty", "", 0);
    folder_put("text", "once upon a time, in a file", 27);
    folder_put("cut.png", "\x89PNG\r\n\x1a\n\0\0\0", 11);
    folder_put("cut.safetensors", "\x10\0\0\0\0\0\0\0{\"a\"", 12);
    save_images("large-idx3", 2, 32);
    save_model("small.safetensors", 8, 4);
    driver_start();
    driver_settle();
    DRIVER_DRAW(driver_three);
    driver_settle();
    const struct lume_model *model = app_snapshot(driver.app)->model;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        driver_clear();
        driver_drop(reasons[i][0]);
        driver_settle();
        if (!driver_told("\"notice\"", reasons[i][1])) {
            fail_msg("%s: %s", reasons[i][0], driver.told);
        }
        assert_null(strstr(driver.told, "guess"));
        assert_ptr_equal(app_snapshot(driver.app)->model, model);
        assert_int_equal(app_snapshot(driver.app)->answer.digit, 3);
        driver_check_picture(reasons[i][0]);
    }
    driver_end();
}

static void test_one_file_at_a_time(void **state)
{
    (void)state;
    save_png("one.png");
    save_images("some-idx3", 4, 28);
    driver_start();
    driver_settle();
    driver_input((struct input){.kind = INPUT_DROP, .path = "one.png"});
    for (int i = 0; i < 1000; i++) {
        driver_input((struct input){.kind = INPUT_DROP, .path = "some-idx3"});
    }
    driver_input((struct input){.kind = INPUT_DROP});
    driver_settle();
    assert_true(driver_told("\"notice\"", "one file at a time, please"));
    assert_string_equal(driver.app->sample.name, "one.png");
    driver_drop("some-idx3"); /* one after the other, the last one counts */
    driver_drop("missing");
    driver_drop("one.png");
    driver_settle();
    assert_string_equal(driver.app->sample.name, "one.png");
    assert_int_equal(driver.app->samples.set.n, 4);
    driver_drop("one.png"); /* forgotten */
    driver_drop("missing");
    driver_end();
}

/* --- MNIST --- */

static void check_notice(const char *language, const char *data, const char *expected)
{
    struct lume_model model;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    struct app_config config = driver_config(&model);
    config.settings.language = text_language_find(language);
    config.data = data;
    driver_begin(&config);
    driver_key("5");
    driver_settle();
    assert_true(driver_told("\"notice\"", expected));
    assert_true(driver_told("\"sample\"", "\"label\":5,\"source\":\"generated\""));
    driver_end();
}

/* Where it is damaged, it is told how; where it is not there, only that. */
static void test_damaged_mnist(void **state)
{
    (void)state;
    check_notice("en", ".", "\"MNIST is not here, so test digits are generated\"");
    save_images("t10k-images-idx3-ubyte", 4, 28);
    folder_put("t10k-labels-idx1-ubyte", "\0\0\010\001\0\0\0\004\005", 9);
    check_notice("en", ".",
                 "\"MNIST cannot be read, so test digits are generated: "
                 "./t10k-labels-idx1-ubyte: ");
    check_notice("pt-BR", ".",
                 "\"não foi possível ler o MNIST, por isso os dígitos de teste são gerados: "
                 "./t10k-labels-idx1-ubyte: ");
    check_notice("pt-BR", "elsewhere",
                 "\"o MNIST não está aqui, por isso os dígitos de teste são gerados\"");
}

/* A name that elsewhere stands for standard input, on which it would wait for ever. */
static void test_a_dash_is_a_name(void **state)
{
    (void)state;
    int ends[2];
    const int input = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(write(ends[1], "text", 4), 4);
    close(ends[1]);
    driver_start();
    driver_drop("-");
    driver_settle();
    assert_true(driver_told("\"notice\"", "this file cannot be opened: ./-: cannot open: "));
    driver_end();
    dup2(input, STDIN_FILENO);
    close(input);
    close(ends[0]);
}

/* What is counted on a large network gives way at once to a file, and to the end. */
static void test_counting_gives_way(void **state)
{
    (void)state;
    struct lume_model model;
    save_png("one.png");
    save_model("large.safetensors", 28, 20000);
    CHECK_OK(lume_model_load("large.safetensors", &model, &error), error);
    const struct app_config config = driver_config(&model);
    driver_begin(&config);
    while (!driver.app->count.busy) {
        driver_frame(0.01);
    }
    driver_drop("one.png");
    while (!driver.app->sample.shown) {
        driver_frame(0.01);
    }
    assert_true(isnan(driver.app->network->learned) && isnan(driver.app->network->current));
    assert_true(driver.app->count.busy); /* once more */
    driver_end();
}

/* --- pictures --- */

static void check_png(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_true(info.st_size > 10000);
}

static void test_pictures_are_saved(void **state)
{
    (void)state;
    char expected[64];
    driver_start();
    folder_put("lume-2.png", "mine", 4);
    for (int i = 1; i <= 3; i += 2) {
        driver_key("Ctrl+S");
        driver_settle();
        snprintf(expected, sizeof expected, "picture saved: lume-%d.png", i);
        assert_true(driver_told("\"notice\"", expected));
        snprintf(expected, sizeof expected, "lume-%d.png", i);
        check_png(expected);
    }
    folder_check("lume-2.png", "mine", 4);
    driver_key("Ctrl+Shift+S");
    driver_settle();
    assert_true(driver_told("\"notice\"", "picture saved: lume-1.svg"));
    driver_end();
}

/* What the worker did not come to is done at the end. */
static void test_a_picture_is_saved_at_the_end(void **state)
{
    (void)state;
    driver_start();
    driver_key("Ctrl+S"); /* behind the test digits */
    driver_end();
    check_png("lume-1.png");
    assert_int_equal(folder_count("."), 1);
}

static void test_pictures_have_a_folder(void **state)
{
    (void)state;
    struct lume_model model;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    struct app_config config = driver_config(&model);
    config.pictures = "here";
    driver_begin(&config);
    driver_key("Ctrl+S");
    driver_settle();
    assert_true(driver_told("\"notice\"", "the picture is not saved: here: "));
    assert_int_equal(mkdir("here", 0700), 0);
    driver_key("Ctrl+S");
    driver_settle();
    check_png("here/lume-1.png");
    driver_end();
}

/* Without notice, pointer and animations: equal whatever else goes on. */
static void test_pictures_are_alike(void **state)
{
    (void)state;
    driver_start();
    DRIVER_DRAW(driver_three);
    driver_settle();
    CHECK_OK(app_save_picture(driver.app, "a.svg", &error), error);
    driver_click("eraser", ACTION_NO_ARGUMENT);
    driver_key("E");
    driver_key("Ctrl+Z");
    DRIVER_DRAW(driver_three);
    driver_frame(0.01); /* on its way */
    assert_true(driver.app->easing || driver.app->draw.centring);
    driver_key("T");
    driver_key("T"); /* a notice */
    CHECK_OK(app_save_picture(driver.app, "b.svg", &error), error);
    FILE *file = fopen("a.svg", "rb");
    static char text[1 << 20];
    const size_t size = fread(text, 1, sizeof text, file);
    fclose(file);
    folder_check("b.svg", text, size);
    CHECK_FAILS(app_save_picture(driver.app, "a.gif", &error), LUME_ERROR_USAGE, error,
                "a.gif: its name tells no format, expected one that ends in .png or .svg");
    assert_int_equal(app_save_picture(driver.app, "no/a.png", &error), LUME_ERROR_IO);
    driver_end();
}

/* --- settings --- */

static void begin_with_settings(struct settings_file *file, bool light)
{
    struct lume_model model;
    struct settings settings;
    struct lume_error notice;
    settings_load(file, "settings.json", &settings, &notice);
    CHECK_OK(lume_model_load_default(&model, &error), error);
    struct app_config config = driver_config(&model);
    config.kept = config.settings = settings;
    config.notice = notice.message;
    config.settings_file = file;
    config.settings.language = text_language_find("pt-BR"); /* the system's */
    if (light) {                                            /* an option */
        config.settings.theme = theme_find("light");
    }
    driver_begin(&config);
}

static void check_settings(const char *theme, bool projector)
{
    struct settings_file file;
    struct settings settings;
    struct lume_error notice;
    settings_load(&file, "settings.json", &settings, &notice);
    assert_string_equal(notice.message, "");
    assert_string_equal(settings.theme->name, theme);
    assert_int_equal(settings.projector, projector);
    assert_null(settings.language);
    settings_finish(&file);
}

static void test_settings_are_remembered(void **state)
{
    (void)state;
    struct settings_file file;
    begin_with_settings(&file, true);
    driver_frame(0);
    driver_frame(5);
    assert_int_equal(folder_count("."), 0); /* nothing was chosen */
    driver_key("P");
    driver_frame(0.01);
    assert_true(driver.frame.wait <= 1);
    driver_frame(0.5);
    assert_int_equal(folder_count("."), 0); /* perhaps there is more */
    driver_frame(0.6);
    jobs_settle(driver.app->jobs);
    check_settings("dark", true); /* what an option said is not remembered */
    driver_key("T");
    driver_end(); /* at once */
    settings_finish(&file);
    check_settings("dark", true);
    begin_with_settings(&file, false);
    assert_true(driver.app->settings.projector);
    driver_key("T");
    driver_key("P");
    driver_resize(1000, 600, 1.25f);
    driver_end();
    settings_finish(&file);
    check_settings("light", false);
    begin_with_settings(&file, false);
    assert_int_equal(driver.app->settings.width, 800);
    assert_int_equal(driver.app->settings.height, 480);
    driver_key("F11");
    driver_resize(1920, 1080, 1); /* of the full screen */
    driver_end();
    settings_finish(&file);
    begin_with_settings(&file, false);
    assert_int_equal(driver.app->settings.width, 800);
    driver_end();
    settings_finish(&file);
}

static void test_settings_that_fail(void **state)
{
    (void)state;
    struct settings_file file;
    folder_put("settings.json", "{\"nib\": 99}", 11);
    begin_with_settings(&file, false);
    driver_frame(0);
    assert_true(
        driver_told("\"notice\"", "as preferências não estão como esperado: settings.json"));
    assert_int_equal(remove("settings.json"), 0);
    assert_int_equal(mkdir("settings.json", 0700), 0);
    for (int i = 0; i < 3; i++) {
        driver_clear();
        driver_key("]");
        driver_frame(0.01);
        driver_frame(1.1);
        driver_settle();
        assert_int_equal(driver_told("\"notice\"", "as preferências não foram salvas"), i == 0);
    }
    driver_end();
    settings_finish(&file);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_enter, folder_leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_a_model_is_opened),
        IN_FOLDER(test_a_picture_is_opened),
        IN_FOLDER(test_images_are_opened),
        IN_FOLDER(test_bad_files_are_told_of),
        IN_FOLDER(test_one_file_at_a_time),
        IN_FOLDER(test_pictures_are_saved),
        IN_FOLDER(test_a_picture_is_saved_at_the_end),
        IN_FOLDER(test_a_dash_is_a_name),
        IN_FOLDER(test_damaged_mnist),
        IN_FOLDER(test_counting_gives_way),
        IN_FOLDER(test_pictures_have_a_folder),
        IN_FOLDER(test_pictures_are_alike),
        IN_FOLDER(test_settings_are_remembered),
        IN_FOLDER(test_settings_that_fail),
    };
    return cmocka_run_group_tests_name("gui-app-files", tests, NULL, NULL);
}
