/* SPDX-License-Identifier: MIT */

/* The help page: all that can be done, in every language and size. */

#include "places.h"
#include "with_font.h"

#include "gui/scene_draw.h"
#include "gui/view_help.h"

static const struct window {
    const char *sizes;
    float width, height, least; /* size of the smallest text */
} windows[] = {
    {"normal", 1280, 720, 14},  {"projector", 1280, 720, 20},  {"normal", 800, 500, 12},
    {"normal", 640, 400, 9.5f}, {"projector", 640, 400, 9.5f}, {"normal", 500, 900, 8.5f},
    {"normal", 3840, 1600, 26}, {"projector", 1920, 1080, 20},
};
enum { N_WINDOWS = sizeof windows / sizeof *windows };

static struct ui ui;

static const char *const scenes[] = {"draw", "train", "teach", "mistakes"};
enum { N_SCENES = sizeof scenes / sizeof *scenes };

static void paint(const struct window *window, const struct text_language *language,
                  const char *scene)
{
    const struct theme_sizes sizes =
        scene_sizes(theme_sizes_find(window->sizes), window->width, window->height);
    const struct view view = {theme_find("light"), &sizes, language, font};
    memset(&ui, 0, sizeof ui);
    start_recorder(font);
    view_help_layout(&view, scene, window->width, window->height, &ui);
    view_help_paint(&view, scene, window->width, window->height, NULL, &recorder.paint);
    assert_int_equal(recorder.paint.depth, 0);
}

/* Lines are not crowded, and what is done stands clear of its keys. */
static void check_lines(void)
{
    for (size_t i = 0; i < recorder.n_texts; i++) {
        const struct written *text = &recorder.texts[i];
        for (size_t k = 0; k < i; k++) {
            const struct written *other = &recorder.texts[k];
            const float size = fminf(text->style.font.size, other->style.font.size);
            const bool beside = other->x < text->x + text->width + 0.6f * size &&
                                text->x < other->x + other->width + 0.6f * size;
            if (beside && fabsf(other->y - text->y) < 1.3f * size) {
                fail_msg("\"%s\" is near \"%s\"", text->text, other->text);
            }
        }
    }
}

static void check_page(const struct window *window, const struct text_language *language,
                       const char *scene)
{
    const struct paint_rect page = {0, 0, window->width, window->height};
    const float share = strcmp(scene, "train") == 0 ? 0.7f : 1; /* it has the most keys */
    paint(window, language, scene);
    check_texts(&page);
    check_widgets(&ui, &page);
    check_lines();
    for (size_t k = 0; k < recorder.n_texts; k++) {
        if (recorder.texts[k].style.font.size < share * window->least) {
            fail_msg("\"%s\" has size %d in a window of %d, %s", recorder.texts[k].text,
                     (int)recorder.texts[k].style.font.size, (int)window->width, scene);
        }
    }
}

static void test_everything_fits(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_WINDOWS; i++) {
        for (size_t l = 0; text_language_at(l); l++) {
            for (size_t s = 0; s < N_SCENES; s++) {
                check_page(&windows[i], text_language_at(l), scenes[s]);
            }
        }
    }
}

static const struct ui_item *find_item(const struct action *action, int argument)
{
    for (size_t i = 0; i < ui.n; i++) {
        if (ui.items[i].kind == UI_ROW && ui.items[i].action == action &&
            ui.items[i].argument == argument) {
            return &ui.items[i];
        }
    }
    return NULL;
}

/* A click does what a key does; what has no key is told only. */
static void check_rows(const struct action *action)
{
    if (!action->keys[0]) {
        assert_true(find_item(action, ACTION_NO_ARGUMENT)->disabled);
    }
    for (size_t k = 0; action->keys[k]; k++) {
        const struct ui_item *item = find_item(action, action_argument(action, action->keys[k]));
        if (!item || item->disabled) {
            fail_msg("%s cannot be clicked", action->name);
        }
    }
}

/* Whether some text lies in a widget. */
static bool is_told_in(const struct ui_item *item, const char *wanted)
{
    for (size_t i = 0; i < recorder.n_texts; i++) {
        const struct paint_rect box = box_of(&recorder.texts[i]);
        if (is_inside(&box, &item->rect) && strcmp(recorder.texts[i].text, wanted) == 0) {
            return true;
        }
    }
    return false;
}

static void check_told(const struct action *action, const struct text_language *language)
{
    assert_non_null(find_text(text_get(language, action->help)));
    assert_non_null(find_text(text_get(language, action->group)));
    for (int k = 0; action_shown(action)[k]; k++) {
        const struct ui_item *item = find_item(action, action->numbered ? k : ACTION_NO_ARGUMENT);
        if (!is_told_in(item, text_get(language, action_shown(action)[k]))) {
            fail_msg("%s: no \"%s\"", action->name, action_shown(action)[k]);
        }
        assert_true(action->numbered || is_told_in(item, text_get(language, action->help)));
    }
}

/* All that counts in a scene, and nothing else. */
static void check_scene(const struct text_language *language, const char *scene)
{
    const struct action *action;
    paint(&windows[0], language, scene);
    for (size_t i = 0; (action = action_at(i)) != NULL; i++) {
        if (action_counts(action, scene)) {
            check_rows(action);
            check_told(action, language);
        } else {
            const int argument =
                action->keys[0] ? action_argument(action, action->keys[0]) : ACTION_NO_ARGUMENT;
            assert_null(find_item(action, argument));
        }
    }
    assert_non_null(find_text("lume"));
    assert_non_null(find_text(text_get(language, "draw a digit and watch the network light up")));
    const struct ui_item *last = &ui.items[ui.n - 1];
    assert_int_equal(last->kind, UI_BUTTON);
    assert_string_equal(last->action->name, "back");
}

static void test_all_actions(void **state)
{
    (void)state;
    for (size_t l = 0; text_language_at(l); l++) {
        for (size_t s = 0; s < N_SCENES; s++) {
            check_scene(text_language_at(l), scenes[s]);
        }
    }
}

/* A page begins with what is at home in its scene. */
static void test_order(void **state)
{
    (void)state;
    for (size_t s = 0; s < N_SCENES; s++) {
        bool at_home = true;
        size_t n_home = 0;
        paint(&windows[0], text_language_at(0), scenes[s]);
        const char *group = NULL;
        for (size_t i = 0; i + 1 < ui.n; i++) {
            const struct action *action = ui.items[i].action;
            if (group && strcmp(group, action->group) == 0) {
                continue; /* its first one decides */
            }
            group = action->group;
            const bool home = action->scenes[0] && strcmp(action->scenes[0], scenes[s]) == 0;
            assert_true(at_home || !home);
            at_home = home;
            n_home += home;
        }
        const struct action *action;
        bool any = false;
        for (size_t i = 0; (action = action_at(i)) != NULL; i++) {
            any = any || (action->scenes[0] && strcmp(action->scenes[0], scenes[s]) == 0);
        }
        assert_true((n_home > 0) == any);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_fits),
        cmocka_unit_test(test_all_actions),
        cmocka_unit_test(test_order),
    };
    return cmocka_run_group_tests_name("view_help", tests, make_font, drop_font);
}
