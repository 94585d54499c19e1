/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include "base/memory.h"
#include "base/path.h"

static struct lume_error error;

static void check_user(const struct path_base *base, const char *expected)
{
    char *path;
    CHECK_OK(path_user(base, "name", &path, &error), error);
    assert_string_equal(path, expected);
    memory_free(path);
}

static void test_users_folders(void **state)
{
    (void)state;
    char *path = (char *)&error;
    setenv("HOME", "/home/ada", 1);
    unsetenv("XDG_DATA_HOME");
    setenv("XDG_CONFIG_HOME", "/etc/ada/", 1);
    check_user(&path_data, "/home/ada/.local/share/lume/name");
    check_user(&path_config, "/etc/ada/lume/name");
    setenv("XDG_CONFIG_HOME", "relative", 1);
    check_user(&path_config, "/home/ada/.config/lume/name");
    setenv("XDG_CONFIG_HOME", "", 1);
    check_user(&path_config, "/home/ada/.config/lume/name");
    setenv("HOME", "", 1);
    CHECK_FAILS(path_user(&path_config, "name", &path, &error), LUME_ERROR_IO, error,
                "cannot tell where your files are: neither HOME nor XDG_CONFIG_HOME is set");
    unsetenv("HOME");
    CHECK_FAILS(path_user(&path_data, "name", &path, &error), LUME_ERROR_IO, error,
                "cannot tell where your files are: neither HOME nor XDG_DATA_HOME is set");
    assert_ptr_equal(path, &error);
}

static void check_join(const char *directory, const char *name, const char *expected)
{
    char *path;
    CHECK_OK(path_join(directory, name, &path, &error), error);
    assert_string_equal(path, expected);
    memory_free(path);
}

static void test_join(void **state)
{
    (void)state;
    check_join("a", "b", "a/b");
    check_join("a/", "b", "a/b");
    check_join("/", "b", "/b");
    check_join("", "b", "b");
    check_join("", "", "");
}

static void test_parents_are_made(void **state)
{
    struct stat info;
    char path[4200];
    (void)state;
    CHECK_OK(path_make_parents("plain", &error), error);
    assert_int_equal(folder_count("."), 0);
    CHECK_OK(path_make_parents("a/b//c/file", &error), error);
    assert_int_equal(stat("a/b/c", &info), 0);
    assert_int_equal(info.st_mode & 07777, 0700);
    assert_int_equal(folder_count("a/b/c"), 0);
    CHECK_OK(path_make_parents("a/b/c/file", &error), error);
    snprintf(path, sizeof path, "%s/x/file", (const char *)*state);
    CHECK_OK(path_make_parents(path, &error), error);
    assert_int_equal(stat("x", &info), 0);
    folder_put("a/file", "", 0);
    CHECK_FAILS(path_make_parents("a/file/below/x", &error), LUME_ERROR_IO, error,
                "a/file/below: cannot make this folder: Not a directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_users_folders),
        cmocka_unit_test(test_join),
        cmocka_unit_test_setup_teardown(test_parents_are_made, folder_enter, folder_leave),
    };
    return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
