/* SPDX-License-Identifier: MIT */

/* Notices of all lengths, by a backend that writes down what is painted. */

#include "places.h"
#include "with_font.h"

#include "gui/view_notice.h"

static const struct window {
    const char *sizes;
    float width, height;
} windows[] = {
    {"normal", 1280, 720}, {"projector", 1280, 720}, {"normal", 800, 500}, {"normal", 640, 400}};
enum { N_WINDOWS = sizeof windows / sizeof *windows };

static struct paint_rect paint(const struct window *window, const char *text)
{
    const struct view view = {theme_find("dark"), theme_sizes_find(window->sizes),
                              text_language_find("en"), font};
    start_recorder(font);
    view_notice_paint(&view, text, window->width, window->height, &recorder.paint);
    assert_int_equal(recorder.paint.depth, 0);
    return view_notice_rect(&view, text, window->width, window->height);
}

static void check_place(const struct paint_rect *rect, const struct window *window)
{
    const struct paint_rect lower = {0, 0.5f * window->height, window->width,
                                     0.5f * window->height};
    assert_true(is_inside(rect, &lower));
    CHECK_NEAR(rect->x + 0.5f * rect->width, 0.5 * (double)window->width, 0.01);
    for (size_t i = 0; i < recorder.n_texts; i++) {
        const struct paint_rect box = box_of(&recorder.texts[i]);
        assert_true(is_inside(&box, rect));
        assert_false(i > 0 && recorder.texts[i].y <= recorder.texts[i - 1].y);
    }
}

static void test_short_ones(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_WINDOWS; i++) {
        const struct paint_rect rect = paint(&windows[i], "picture saved: lume-1.png");
        check_place(&rect, &windows[i]);
        assert_int_equal(recorder.n_texts, 1);
        assert_string_equal(recorder.texts[0].text, "picture saved: lume-1.png");
        assert_true(rect.width < recorder.texts[0].width + 64);
    }
}

/* Words go on in the next line, in order, and none is lost. */
static void test_lines(void **state)
{
    (void)state;
    static const char text[] = "the settings are not as expected: settings.json: scale, expected "
                               "a number from 0.5 to 4, got \"large\"";
    for (size_t i = 0; i < N_WINDOWS; i++) {
        char joined[sizeof text + 8] = "";
        const struct paint_rect rect = paint(&windows[i], text);
        check_place(&rect, &windows[i]);
        for (size_t k = 0; k < recorder.n_texts; k++) {
            assert_false(recorder.texts[k].cut);
            strcat(joined, k > 0 ? " " : "");
            strcat(joined, recorder.texts[k].text);
        }
        assert_string_equal(joined, text);
        assert_in_range(recorder.n_texts, 1, 3);
    }
}

/* A long path keeps its beginning, whole folders and the file's name. */
static void test_paths(void **state)
{
    (void)state;
    static const char path[] =
        "/home/professora/Documentos/aulas/2026/redes-neurais/semana-07/introdução/exercícios/"
        "modelos-da-turma/rede-treinada.lume:";
    char text[256];
    snprintf(text, sizeof text, "this file cannot be opened: %s version, expected 1, got 2", path);
    for (size_t i = 0; i < N_WINDOWS; i++) {
        const struct paint_rect rect = paint(&windows[i], text);
        check_place(&rect, &windows[i]);
        const struct written *shortened = find_beginning("/home/");
        assert_non_null(shortened);
        assert_false(shortened->cut);
        const char *middle = strstr(shortened->text, "/…/");
        assert_non_null(middle);
        assert_non_null(strstr(middle + strlen("/…"), "/rede-treinada.lume:"));
        assert_memory_equal(shortened->text, path, (size_t)(middle - shortened->text) + 1);
        assert_non_null(strstr(path, middle + strlen("/…")));
        assert_non_null(strstr(recorder.texts[recorder.n_texts - 1].text, "got 2"));
    }
}

/* What is too long even so is cut, between characters. */
static void test_too_long(void **state)
{
    (void)state;
    static const struct window narrow[] = {{"normal", 640, 400}, {"projector", 640, 480}};
    static char text[5000];
    for (size_t i = 0; i < 2; i++) {
        for (size_t word = 2; word < sizeof text; word *= 7) {
            for (size_t k = 0; k + 2 < sizeof text; k += 2) {
                memcpy(text + k, k % word < 2 ? "W " : "\u00c3", 2);
            }
            const struct paint_rect rect = paint(&narrow[i], text);
            check_place(&rect, &narrow[i]);
            assert_in_range(recorder.n_texts, 2, 3);
            assert_true(recorder.texts[recorder.n_texts - 1].cut || word > 1000);
            for (size_t k = 0; k < recorder.n_texts; k++) {
                const char *at = recorder.texts[k].text, *end = at + strlen(at);
                while (at < end) {
                    assert_int_not_equal(font_decode(&at, end), 0xfffd);
                }
            }
        }
    }
    const struct paint_rect empty = paint(&windows[0], "");
    assert_int_equal(recorder.n_texts, 0);
    assert_true(empty.width >= 0 && empty.width < 64);
}

/* It is readable whatever lies under it. */
static void test_contrast(void **state)
{
    (void)state;
    const struct theme *theme;
    for (size_t i = 0; (theme = theme_at(i)) != NULL; i++) {
        assert_true(theme_contrast(theme->text, theme->line) >= 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_ones), cmocka_unit_test(test_lines),
        cmocka_unit_test(test_paths),      cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_contrast),
    };
    return cmocka_run_group_tests_name("view_notice", tests, make_font, drop_font);
}
