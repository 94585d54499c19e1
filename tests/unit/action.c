/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "gui/action.h"

/* Ctrl, Alt and Shift in this order, and something after them. */
static bool is_well_spelt(const char *key)
{
    static const char *const modifiers[] = {"Ctrl+", "Alt+", "Shift+"};
    for (size_t i = 0; i < sizeof modifiers / sizeof *modifiers; i++) {
        const size_t n = strlen(modifiers[i]);
        key += strncmp(key, modifiers[i], n) == 0 ? n : 0;
    }
    return *key && !(key[1] == 0 && key[0] >= 'a' && key[0] <= 'z') &&
           strncmp(key, "Ctrl+", 5) != 0;
}

/* In no scene a key does two things of it, or two that count everywhere. */
static void check_key(const struct action *action, const char *key)
{
    const char *const nowhere[] = {"nonesuch", NULL};
    const char *const *scenes = action->scenes[0] ? action->scenes : nowhere;
    for (size_t i = 0; scenes[i]; i++) {
        assert_ptr_equal(action_for_key(key, scenes[i]), action);
    }
}

static void test_registry(void **state)
{
    (void)state;
    const struct action *action;
    size_t n = 0;
    for (; (action = action_at(n)) != NULL; n++) {
        assert_ptr_equal(action_find(action->name), action);
        assert_true(strlen(action->help) > 0 && strlen(action->group) > 0);
        assert_true(action_shown(action)[0]); /* the help page has something to say */
        for (size_t k = 0; action->keys[k]; k++) {
            assert_true(is_well_spelt(action->keys[k]));
            check_key(action, action->keys[k]);
        }
    }
    assert_true(n > 1);
    assert_null(action_at(n + 1));
    assert_null(action_find("nonesuch"));
    assert_null(action_for_key("F12", NULL));
    assert_null(action_for_key("", NULL));
    assert_null(action_for_key("Z", NULL));
}

/* Each heading comes once. */
static void test_groups_follow_each_other(void **state)
{
    (void)state;
    const struct action *action, *before;
    for (size_t i = 1; (action = action_at(i)) != NULL; i++) {
        const bool opens = strcmp(action->group, action_at(i - 1)->group) != 0;
        for (size_t k = 0; opens && k < i; k++) {
            before = action_at(k);
            assert_string_not_equal(before->group, action->group);
        }
    }
}

static size_t count(const char *const *texts)
{
    size_t n = 0;
    while (texts[n]) {
        n++;
    }
    return n;
}

static void test_keys_are_shown(void **state)
{
    (void)state;
    const struct action *action;
    for (size_t i = 0; (action = action_at(i)) != NULL; i++) {
        const size_t n = count(action->keys), n_shown = count(action_shown(action));
        assert_true(n == 0 ? n_shown == 1 : n_shown == n);
        assert_true(n > 1 || !action->numbered);
    }
    assert_string_equal(action_shown(action_find("clear"))[0], "C");
    assert_string_equal(action_shown(action_find("reveal"))[1], "Page Down");
    assert_string_equal(action_shown(action_find("erase"))[0], "Right button");
    assert_string_equal(action_shown(action_find("larger"))[0], "Ctrl +");
}

static void test_arguments(void **state)
{
    (void)state;
    assert_int_equal(action_argument(action_find("sample-of"), "0"), 0);
    assert_int_equal(action_argument(action_find("sample-of"), "9"), 9);
    assert_int_equal(action_argument(action_find("sample-of"), "N"), ACTION_NO_ARGUMENT);
    assert_int_equal(action_argument(action_find("neighbour"), "Down"), 3);
    assert_int_equal(action_argument(action_find("clear"), "C"), ACTION_NO_ARGUMENT);
    assert_int_equal(action_argument(action_find("reveal"), "Page Down"), ACTION_NO_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registry),
        cmocka_unit_test(test_groups_follow_each_other),
        cmocka_unit_test(test_keys_are_shown),
        cmocka_unit_test(test_arguments),
    };
    return cmocka_run_group_tests_name("action", tests, NULL, NULL);
}
