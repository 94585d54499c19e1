/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include "gui/settings.h"

#include <lume/ink_image.h>

#include <locale.h>

static struct lume_error notice;

static void check_equal(const struct settings *a, const struct settings *b)
{
    assert_ptr_equal(a->language, b->language);
    assert_ptr_equal(a->theme, b->theme);
    assert_int_equal(a->projector, b->projector);
    assert_true(a->scale == b->scale && a->nib == b->nib);
    assert_int_equal(a->width, b->width);
    assert_int_equal(a->height, b->height);
}

/* Load a file of this text; the notice, "" where all is well, is kept. */
static struct settings load(const char *text)
{
    struct settings_file file;
    struct settings settings;
    folder_put("s", text, strlen(text));
    settings_load(&file, "s", &settings, &notice);
    settings_finish(&file);
    return settings;
}

static struct settings defaults(void)
{
    struct settings settings;
    settings_defaults(&settings);
    return settings;
}

static struct settings others(void)
{
    return (struct settings){.language = text_language_find("pt-BR"),
                             .theme = theme_find("light"),
                             .projector = true,
                             .scale = 1.1f,
                             .nib = 0.7f,
                             .width = 1920,
                             .height = 1080};
}

static const char others_text[] = "{\n"
                                  "    \"language\": \"pt-BR\",\n"
                                  "    \"theme\": \"light\",\n"
                                  "    \"projector\": true,\n"
                                  "    \"scale\": 1.1,\n"
                                  "    \"nib\": 0.7,\n"
                                  "    \"width\": 1920,\n"
                                  "    \"height\": 1080\n"
                                  "}\n";

static void test_saved_and_loaded(void **state)
{
    (void)state;
    setlocale(LC_ALL, "pt_BR.UTF-8"); /* where it is there: 1.1 is 1,1 to the C library */
    struct settings_file file;
    struct settings settings, again = others();
    const struct settings expected = others(), usual = defaults();
    settings_load(&file, "folder/s", &settings, &notice);
    assert_string_equal(notice.message, "");
    check_equal(&settings, &usual);
    CHECK_OK(settings_save(&file, &again, &notice), notice);
    folder_check("folder/s", others_text, sizeof others_text - 1);
    settings_finish(&file);
    settings_finish(&file);
    settings_finish(NULL);
    settings_load(&file, "folder/s", &settings, &notice);
    assert_string_equal(notice.message, "");
    check_equal(&settings, &expected);
    settings_finish(&file);
    setlocale(LC_ALL, "C");
}

/* The file is touched only where something has changed. */
static void test_written_when_changed(void **state)
{
    (void)state;
    struct settings_file file;
    struct settings settings;
    settings_load(&file, "s", &settings, &notice);
    CHECK_OK(settings_save(&file, &settings, &notice), notice);
    assert_int_equal(folder_count("."), 0);
    settings.projector = true;
    CHECK_OK(settings_save(&file, &settings, &notice), notice);
    assert_int_equal(folder_count("."), 1);
    assert_int_equal(remove("s"), 0);
    CHECK_OK(settings_save(&file, &settings, &notice), notice);
    assert_int_equal(folder_count("."), 0);
    settings.projector = false;
    CHECK_OK(settings_save(&file, &settings, &notice), notice);
    assert_int_equal(folder_count("."), 1);
    settings_finish(&file);

    /* what is wrong or unknown stays in the file until something changes */
    static const char odd[] = "{\"new\": [1], \"scale\": 99}";
    folder_put("s", odd, sizeof odd - 1);
    settings_load(&file, "s", &settings, &notice);
    CHECK_OK(settings_save(&file, &settings, &notice), notice);
    folder_check("s", odd, sizeof odd - 1);
    settings_finish(&file);
}

static void check_notice(const char *text, const char *expected)
{
    const struct settings settings = load(text), usual = defaults();
    assert_string_equal(notice.message, expected);
    check_equal(&settings, &usual);
}

static void test_wrong_files(void **state)
{
    (void)state;
    check_notice("{}", "");
    check_notice("{\"language\": null, \"new\": {\"scale\": 2}, \"scale \": 3}", "");
    check_notice("", "s: JSON at byte 0, expected a value, got the end");
    check_notice("{\"scale\": 2", "s: JSON at byte 11, expected ',' or '}', got the end");
    check_notice("\xef\xbb\xbf{}", "s: JSON at byte 0, expected a value, got byte 0xef");
    check_notice("[{\"scale\": 2}]", "s: settings, expected an object, got an array");
    check_notice("2", "s: settings, expected an object, got 2");
    check_notice("\"\\n\"", "s: settings, expected an object, got \"\\x0a\"");
    check_notice("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]",
                 "s: JSON at byte 16, expected less nesting, got '['");
    char large[70000];
    memset(large, ' ', sizeof large);
    large[sizeof large - 1] = 0;
    check_notice(large, "s: size, expected at most 65536 bytes, got 69999");
}

/* "\"en\" or \"pt-BR\"", and so on. */
static const char *languages(void)
{
    static char out[100];
    const struct text_language *language;
    out[0] = 0;
    for (size_t i = 0; (language = text_language_at(i)) != NULL; i++) {
        const size_t used = strlen(out);
        snprintf(out + used, sizeof out - used, "%s\"%s\"", i > 0 ? " or " : "", language->name);
    }
    return out;
}

static void test_wrong_values(void **state)
{
    (void)state;
    static const struct {
        const char *value, *expected;
    } cases[] = {
        {"\"language\": \"fr\"", "language, expected LIST or null, got \"fr\""},
        {"\"language\": \"\"", "language, expected LIST or null, got \"\""},
        {"\"language\": 1", "language, expected LIST or null, got 1"},
        {"\"theme\": \"blue\"", "theme, expected \"dark\" or \"light\", got \"blue\""},
        {"\"theme\": null", "theme, expected \"dark\" or \"light\", got null"},
        {"\"projector\": 1", "projector, expected true or false, got 1"},
        {"\"projector\": null", "projector, expected true or false, got null"},
        {"\"projector\": \"true\"", "projector, expected true or false, got \"true\""},
        {"\"scale\": \"2\"", "scale, expected a number from 0.5 to 4, got \"2\""},
        {"\"scale\": 0.4999", "scale, expected a number from 0.5 to 4, got 0.4999"},
        {"\"scale\": 1e999", "scale, expected a number from 0.5 to 4, got 1e999"},
        {"\"nib\": -1", "nib, expected a number from 0.5 to 4, got -1"},
        {"\"nib\": [1]", "nib, expected a number from 0.5 to 4, got an array"},
        {"\"width\": 319", "width, expected a whole number from 320 to 16384, got 319"},
        {"\"width\": 800.5", "width, expected a whole number from 320 to 16384, got 800.5"},
        {"\"width\": 1e30", "width, expected a whole number from 320 to 16384, got 1e30"},
        {"\"height\": {}", "height, expected a whole number from 200 to 16384, got an object"},
        {"\"height\": 16385", "height, expected a whole number from 200 to 16384, got 16385"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[200], expected[200];
        snprintf(text, sizeof text, "{%s}", cases[i].value);
        const char *list = strstr(cases[i].expected, "LIST");
        if (list) {
            snprintf(expected, sizeof expected, "s: language, expected %s%s", languages(),
                     list + 4);
        } else {
            snprintf(expected, sizeof expected, "s: %s", cases[i].expected);
        }
        check_notice(text, expected);
    }
    /* the rest counts, the first is told of, and of two the last counts */
    const struct settings settings =
        load("{\"nib\":0,\"scale\":2,\"width\":0,\"height\":600,\"height\":700}");
    assert_string_equal(notice.message, "s: nib, expected a number from 0.5 to 4, got 0");
    assert_true(settings.scale == 2 && settings.nib == LUME_INK_NIB);
    assert_int_equal(settings.width, defaults().width);
    assert_int_equal(settings.height, 700);
}

/* Each value in its place, each end of each range, and nothing beyond is ever written. */
static void test_ranges(void **state)
{
    (void)state;
    const struct theme *theme = theme_find("light");
    struct settings least = {
        .theme = theme, .scale = 0.5f, .nib = 0.5f, .width = 320, .height = 200};
    struct settings most = {.theme = theme, .scale = 4, .nib = 4, .width = 16384, .height = 16384};
    const struct {
        struct settings given, *expected;
    } cases[] = {
        {least, &least},
        {most, &most},
        {{.theme = theme, .scale = -1, .nib = NAN, .width = 0, .height = 1}, &least},
        {{.theme = theme, .scale = INFINITY, .nib = 5, .width = UINT32_MAX, .height = 16385},
         &most},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct settings_file file;
        struct settings settings;
        settings_load(&file, "s", &settings, &notice);
        CHECK_OK(settings_save(&file, &cases[i].given, &notice), notice);
        settings_finish(&file);
        settings_load(&file, "s", &settings, &notice);
        assert_string_equal(notice.message, "");
        check_equal(&settings, cases[i].expected);
        settings_finish(&file);
    }
}

/* Cut anywhere, the file gives no value that does not stand in it. */
static void test_cut_files(void **state)
{
    (void)state;
    const struct settings usual = defaults();
    for (size_t size = 0; size + 2 < sizeof others_text; size++) {
        char text[sizeof others_text];
        snprintf(text, sizeof text, "%.*s", (int)size, others_text);
        const struct settings settings = load(text);
        assert_true(notice.message[0] != 0);
        check_equal(&settings, &usual);
    }
}

static void test_places(void **state)
{
    const char *home = *state;
    struct settings_file file;
    struct settings settings;
    const struct settings changed = others();
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("HOME");
    settings_load(&file, NULL, &settings, &notice); /* nowhere: nothing is said, nothing written */
    assert_string_equal(notice.message, "");
    CHECK_OK(settings_save(&file, &changed, &notice), notice);
    settings_finish(&file);
    assert_int_equal(folder_count("."), 0);

    setenv("HOME", home, 1);
    settings_load(&file, NULL, &settings, &notice);
    CHECK_OK(settings_save(&file, &changed, &notice), notice);
    settings_finish(&file);
    folder_check(".config/lume/settings.json", others_text, sizeof others_text - 1);

    setenv("HOME", "/proc/nowhere", 1);
    settings_load(&file, NULL, &settings, &notice);
    assert_string_equal(notice.message, "");
    CHECK_FAILS(settings_save(&file, &changed, &notice), LUME_ERROR_IO, notice,
                "/proc/nowhere: cannot make this folder: No such file or directory");
    settings_finish(&file);

    folder_put("plain", "", 0);
    settings_load(&file, "plain/lume/s", &settings, &notice); /* a file where a folder should be */
    assert_string_equal(notice.message, "");
    assert_int_equal(settings_save(&file, &changed, &notice), LUME_ERROR_IO);
    settings_finish(&file);

    settings_load(&file, ".", &settings, &notice);
    assert_string_equal(notice.message, ".: expected a regular file, got a directory");
    assert_int_equal(settings_save(&file, &changed, &notice), LUME_ERROR_IO);
    settings_finish(&file);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_enter, folder_leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_saved_and_loaded), IN_FOLDER(test_written_when_changed),
        IN_FOLDER(test_wrong_files),      IN_FOLDER(test_wrong_values),
        IN_FOLDER(test_ranges),           IN_FOLDER(test_cut_files),
        IN_FOLDER(test_places),
    };
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
