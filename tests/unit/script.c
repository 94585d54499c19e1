/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include "gui/action.h"
#include "gui/script.h"

static struct lume_error error;

/* Parse from a block of exactly `size` bytes, so that a sanitizer sees one byte too far. */
static enum lume_status parse(const char *text, size_t size, struct script *out)
{
    char *exact = malloc(size ? size : 1);
    assert_non_null(exact);
    memcpy(exact, text, size);
    enum lume_status status = script_parse(exact, size, "s", out, &error);
    free(exact);
    return status;
}

static const char all_events[] =
    "{\"at\":0,\"event\":\"down\",\"x\":100,\"y\":-2.5}\n"
    "\n"
    "{\"event\":\"down\",\"button\":\"eraser\",\"pointer\":2,\"y\":1e9,\"x\":-1e9,\"at\":0.5}\n"
    " \t\r\n"
    "  { \"at\" : 0.5 , \"event\" : \"move\" , \"x\" : 0 , \"y\" : 1 }  \r\n"
    "{\"at\":0.5,\"event\":\"up\",\"x\":3,\"y\":4,\"button\":\"pen\",\"pointer\":0}\n"
    "{\"at\":0.6,\"event\":\"cancel\"}\n"
    "{\"at\":0.6,\"event\":\"cancel\",\"pointer\":1000000000}\n"
    "{\"at\":1,\"event\":\"wheel\",\"notches\":-1.5}\n"
    "{\"at\":1,\"event\":\"key\",\"key\":\"Ctrl+Z\",\"repeat\":true}\n"
    "{\"at\":1,\"\\u0065vent\":\"key\",\"key\":\"\\u003f\",\"repeat\":false}\n"
    "{\"at\":1,\"event\":\"do\",\"action\":\"sample-of\",\"argument\":3}\n"
    "{\"at\":1,\"event\":\"do\",\"action\":\"clear\"}\n"
    "{\"at\":1,\"event\":\"do\",\"action\":\"clamp\",\"argument\":0}\n"
    "{\"at\":2,\"event\":\"resize\",\"width\":16384,\"height\":1}\n"
    "{\"at\":2,\"event\":\"drop\",\"path\":\"d\\u00edgito \\\"3\\\".png\"}\n"
    "{\"at\":2,\"event\":\"drop\",\"path\":\"b\"}\n"
    "{\"at\":1000000,\"event\":\"close\"}";

enum { NONE = ACTION_NO_ARGUMENT };

/* In the order of all_events. */
static const struct script_step all_steps[] = {
    {0, {.kind = INPUT_DOWN, .x = 100, .y = -2.5f}, NULL, NONE},
    {0.5,
     {.kind = INPUT_DOWN, .button = INPUT_ERASER, .pointer = 2, .x = -1e9f, .y = 1e9f},
     NULL,
     NONE},
    {0.5, {.kind = INPUT_MOVE, .y = 1}, NULL, NONE},
    {0.5, {.kind = INPUT_UP, .x = 3, .y = 4}, NULL, NONE},
    {0.6, {.kind = INPUT_CANCEL, .pointer = INPUT_ALL}, NULL, NONE},
    {0.6, {.kind = INPUT_CANCEL, .pointer = 1000000000}, NULL, NONE},
    {1, {.kind = INPUT_WHEEL, .y = -1.5f}, NULL, NONE},
    {1, {.kind = INPUT_KEY, .key = "Ctrl+Z", .repeat = true}, NULL, NONE},
    {1, {.kind = INPUT_KEY, .key = "?"}, NULL, NONE},
    {1, {.kind = INPUT_KEY}, "sample-of", 3},
    {1, {.kind = INPUT_KEY}, "clear", NONE},
    {1, {.kind = INPUT_KEY}, "clamp", 0},
    {2, {.kind = INPUT_RESIZE, .width = 16384, .height = 1}, NULL, NONE},
    {2, {.kind = INPUT_DROP, .path = "d\xc3\xadgito \"3\".png"}, NULL, NONE},
    {2, {.kind = INPUT_DROP}, NULL, NONE},
    {2, {.kind = INPUT_DROP, .path = "b"}, NULL, NONE},
    {2, {.kind = INPUT_DROP}, NULL, NONE},
    {1000000, {.kind = INPUT_CLOSE}, NULL, NONE},
};
enum { N_STEPS = sizeof all_steps / sizeof *all_steps };

static void check_texts(const char *a, const char *b)
{
    assert_int_equal(a != NULL, b != NULL);
    if (a) {
        assert_string_equal(a, b);
    }
}

static void check_step(const struct script_step *step, const struct script_step *expected)
{
    const struct input *a = &step->input, *b = &expected->input;
    assert_true(step->at == expected->at && a->x == b->x && a->y == b->y);
    assert_true(a->pointer == b->pointer && a->kind == b->kind && a->button == b->button);
    assert_true(a->repeat == b->repeat && a->width == b->width && a->height == b->height);
    assert_true(a->time == 0 && a->density == 1 && !a->visible);
    assert_string_equal(a->key, b->key);
    check_texts(a->path, b->path);
    check_texts(step->action, expected->action);
    assert_int_equal(step->argument, expected->argument);
}

static void check_all(struct script *script)
{
    assert_int_equal(script->n, N_STEPS);
    for (size_t i = 0; i < N_STEPS; i++) {
        check_step(&script->steps[i], &all_steps[i]);
    }
    script_finish(script);
    assert_int_equal(script->n, 0);
    script_finish(script);
}

static void test_all_events(void **state)
{
    (void)state;
    struct script script;
    CHECK_OK(parse(all_events, sizeof all_events - 1, &script), error);
    check_all(&script);
    script_finish(NULL);
}

/* The file may end between lines and behind one, and nowhere else. */
static void test_cut_files(void **state)
{
    (void)state;
    for (size_t size = 1; size < sizeof all_events - 1; size++) {
        struct script script = {.n = 42};
        size_t end = size;
        while (strchr(" \t\r", all_events[end - 1])) {
            end--;
        }
        const bool whole = all_events[end - 1] == '}' || all_events[end - 1] == '\n';
        enum lume_status status = parse(all_events, size, &script);
        if (status != (whole ? LUME_OK : LUME_ERROR_DATA)) {
            fail_msg("cut at %zu: %s (%s)", size, lume_status_text(status), error.message);
        }
        assert_true((script.n == 42) == !whole);
        if (whole) {
            script_finish(&script);
        }
    }
}

#define EVENTS                                                                                     \
    "\"down\", \"move\", \"up\", \"cancel\", \"wheel\", \"key\", \"do\", \"resize\", \"drop\" or " \
    "\"close\""
#define DOWN "\"event\":\"down\",\"x\":1,\"y\":1"
#define KEY_RANGE "key, expected a key of the help page such as \"C\" or \"Ctrl+Z\", got "
#define ACTION_RANGE "action, expected the name of an action such as \"clear\", got "
#define PATH_RANGE "path, expected a path, a string of 1 to 4095 bytes, got "

/* A line, and the message behind FILE:LINE. */
static const struct {
    const char *line, *message;
} bad_lines[] = {
    {"hello", "JSON at byte 0, expected a value, got 'h'"},
    {"{\"at\":1,}", "JSON at byte 8, expected '\"', got '}'"},
    {"{\"at\":1} {}", "JSON at byte 9, expected the end, got '{'"},
    {"{\"at\":NaN}", "JSON at byte 6, expected a value, got 'N'"},
    {"{\"a\":[[[[1]]]]}", "JSON at byte 8, expected less nesting, got '['"},
    {"{\"a\":\"\xff\"}", "JSON at byte 6, expected UTF-8, got byte 0xff"},
    {"\xef\xbb\xbf{}", "JSON at byte 0, expected a value, got byte 0xef"},
    {"[]", "line, expected an object, got an array"},
    {"3.5", "line, expected an object, got 3.5"},
    {"\"down\"", "line, expected an object, got \"down\""},

    {"{}", "event, expected " EVENTS ", got none"},
    {"{\"at\":1}", "event, expected " EVENTS ", got none"},
    {"{\"at\":1,\"event\":\"tap\"}", "event, expected " EVENTS ", got \"tap\""},
    {"{\"at\":1,\"event\":\"Down\"}", "event, expected " EVENTS ", got \"Down\""},
    {"{\"at\":1,\"event\":\"\"}", "event, expected " EVENTS ", got \"\""},
    {"{\"at\":1,\"event\":\"\\n\"}", "event, expected " EVENTS ", got \"\\x0a\""},
    {"{\"at\":1,\"event\":null}", "event, expected " EVENTS ", got null"},
    {"{\"at\":1,\"event\":[\"down\"]}", "event, expected " EVENTS ", got an array"},
    {"{\"at\":1,\"event\":\"close\",\"event\":\"close\"}", "event, expected once, got twice"},
    {"{\"at\":1,\"at\":1,\"event\":\"close\"}", "at, expected once, got twice"},

    {"{\"event\":\"close\"}", "at, expected seconds from 0.25 to 1000000, got none"},
    {"{\"at\":0.2,\"event\":\"close\"}", "at, expected seconds from 0.25 to 1000000, got 0.2"},
    {"{\"at\":-1,\"event\":\"close\"}", "at, expected seconds from 0.25 to 1000000, got -1"},
    {"{\"at\":1000001,\"event\":\"close\"}",
     "at, expected seconds from 0.25 to 1000000, got 1000001"},
    {"{\"at\":1e400,\"event\":\"close\"}", "at, expected seconds from 0.25 to 1000000, got 1e400"},
    {"{\"at\":\"1\",\"event\":\"close\"}", "at, expected seconds from 0.25 to 1000000, got \"1\""},
    {"{\"at\":null,\"event\":\"close\"}", "at, expected seconds from 0.25 to 1000000, got null"},

    {"{\"at\":1,\"event\":\"close\",\"x\":1}", "key, expected \"at\" or \"event\", got \"x\""},
    {"{\"at\":1,\"event\":\"close\",\"\":1}", "key, expected \"at\" or \"event\", got \"\""},
    {"{\"at\":1," DOWN ",\"key\":\"C\"}",
     "key, expected \"at\", \"event\", \"x\", \"y\", \"pointer\" or \"button\", got \"key\""},
    {"{\"at\":1,\"event\":\"move\",\"x\":1,\"y\":1,\"button\":\"pen\"}",
     "key, expected \"at\", \"event\", \"x\", \"y\" or \"pointer\", got \"button\""},
    {"{\"at\":1," DOWN ",\"pointer \":1}",
     "key, expected \"at\", \"event\", \"x\", \"y\", \"pointer\" or \"button\", got \"pointer \""},
    {"{\"at\":1,\"event\":\"wheel\",\"x\":1,\"notches\":1}",
     "key, expected \"at\", \"event\" or \"notches\", got \"x\""},
    {"{\"at\":1,\"event\":\"close\",\"an-unknown-key-that-is-longer-than-any\":1}",
     "key, expected \"at\" or \"event\", got \"an-unknown-key-that-is-longer-than-any\""},

    {"{\"at\":1,\"event\":\"down\",\"y\":1}", "x, expected a number from -1000000000 to "
                                              "1000000000, got none"},
    {"{\"at\":1,\"event\":\"up\",\"x\":1}", "y, expected a number from -1000000000 to 1000000000, "
                                            "got none"},
    {"{\"at\":1,\"event\":\"move\",\"x\":1,\"y\":-1000000001}",
     "y, expected a number from -1000000000 to 1000000000, got -1000000001"},
    {"{\"at\":1,\"event\":\"move\",\"x\":\"1\",\"y\":1}",
     "x, expected a number from -1000000000 to 1000000000, got \"1\""},
    {"{\"at\":1,\"event\":\"move\",\"x\":[1,2],\"y\":1}",
     "x, expected a number from -1000000000 to 1000000000, got an array"},
    {"{\"at\":1," DOWN ",\"x\":2}", "x, expected once, got twice"},
    {"{\"at\":1," DOWN ",\"pointer\":-1}",
     "pointer, expected a whole number from 0 to 1000000000, got -1"},
    {"{\"at\":1," DOWN ",\"pointer\":1.5}",
     "pointer, expected a whole number from 0 to 1000000000, got 1.5"},
    {"{\"at\":1," DOWN ",\"pointer\":18446744073709551615}",
     "pointer, expected a whole number from 0 to 1000000000, got 18446744073709551615"},
    {"{\"at\":1," DOWN ",\"button\":\"left\"}",
     "button, expected \"pen\" or \"eraser\", got \"left\""},
    {"{\"at\":1," DOWN ",\"button\":1}", "button, expected \"pen\" or \"eraser\", got 1"},
    {"{\"at\":1,\"event\":\"wheel\"}", "notches, expected a number from -1000 to 1000, got none"},
    {"{\"at\":1,\"event\":\"wheel\",\"notches\":1001}",
     "notches, expected a number from -1000 to 1000, got 1001"},

    {"{\"at\":1,\"event\":\"key\"}", KEY_RANGE "none"},
    {"{\"at\":1,\"event\":\"key\",\"key\":\"c\"}", KEY_RANGE "\"c\""},
    {"{\"at\":1,\"event\":\"key\",\"key\":\"Z+Ctrl\"}", KEY_RANGE "\"Z+Ctrl\""},
    {"{\"at\":1,\"event\":\"key\",\"key\":\"\"}", KEY_RANGE "\"\""},
    {"{\"at\":1,\"event\":\"key\",\"key\":\"CCCCCCCCCCCCCCCCCCCCCCCC\"}",
     KEY_RANGE "\"CCCCCCCCCCCCCCCCCCCCCCCC\""},
    {"{\"at\":1,\"event\":\"key\",\"key\":67}", KEY_RANGE "67"},
    {"{\"at\":1,\"event\":\"key\",\"key\":\"C\",\"repeat\":1}",
     "repeat, expected true or false, got 1"},
    {"{\"at\":1,\"event\":\"key\",\"key\":\"C\",\"repeat\":{}}",
     "repeat, expected true or false, got an object"},
    {"{\"at\":1,\"event\":\"do\"}", ACTION_RANGE "none"},
    {"{\"at\":1,\"event\":\"do\",\"action\":\"Clear\"}", ACTION_RANGE "\"Clear\""},
    {"{\"at\":1,\"event\":\"do\",\"action\":true}", ACTION_RANGE "true"},
    {"{\"at\":1,\"event\":\"do\",\"action\":\"clearclearclearclearclearclearclear\"}",
     ACTION_RANGE "\"clearclearclearclearclearclearclear\""},
    {"{\"at\":1,\"event\":\"do\",\"action\":\"clear\",\"argument\":1001}",
     "argument, expected a whole number from -1000 to 1000, got 1001"},
    {"{\"at\":1,\"event\":\"do\",\"action\":\"clear\",\"argument\":0.5}",
     "argument, expected a whole number from -1000 to 1000, got 0.5"},

    {"{\"at\":1,\"event\":\"resize\",\"width\":800}",
     "height, expected a whole number from 1 to 16384, got none"},
    {"{\"at\":1,\"event\":\"resize\",\"width\":0,\"height\":1}",
     "width, expected a whole number from 1 to 16384, got 0"},
    {"{\"at\":1,\"event\":\"resize\",\"width\":1,\"height\":16385}",
     "height, expected a whole number from 1 to 16384, got 16385"},
    {"{\"at\":1,\"event\":\"resize\",\"width\":1.5,\"height\":1}",
     "width, expected a whole number from 1 to 16384, got 1.5"},
    {"{\"at\":1,\"event\":\"drop\"}", PATH_RANGE "none"},
    {"{\"at\":1,\"event\":\"drop\",\"path\":\"\"}", PATH_RANGE "\"\""},
    {"{\"at\":1,\"event\":\"drop\",\"path\":null}", PATH_RANGE "null"},
    {"{\"at\":1,\"event\":\"drop\",\"path\":[\"a\"]}", PATH_RANGE "an array"},
    {"{\"at\":1,\"event\":\"drop\",\"path\":\"a\\u0000\"}",
     "JSON at byte 38, expected another character than 0, got '\"'"},
};

static void check_bad(const char *text, size_t size, enum lume_status status, const char *message)
{
    struct script script = {.n = 42};
    CHECK_FAILS(parse(text, size, &script), status, error, message);
    assert_int_equal(script.n, 42);
    assert_int_equal(script_parse(text, size, "s", &script, NULL), status);
}

/* Each after lines that are good, the drop of a file among them, and before one. */
static void test_bad_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_lines / sizeof *bad_lines; i++) {
        char text[512], message[512];
        const int size = snprintf(text, sizeof text,
                                  "{\"at\":0.25,\"event\":\"drop\",\"path\":\"a\"}\n\n%s\n"
                                  "{\"at\":9,\"event\":\"close\"}\n",
                                  bad_lines[i].line);
        snprintf(message, sizeof message, "s:3: %s", bad_lines[i].message);
        check_bad(text, (size_t)size, LUME_ERROR_DATA, message);
    }
    check_bad("{\"a\":\"\0\"}", 9, LUME_ERROR_DATA,
              "s:1: JSON at byte 6, expected no control byte, got byte 0x00");
    check_bad("\0", 1, LUME_ERROR_DATA, "s:1: JSON at byte 0, expected a value, got byte 0x00");
    check_bad("", 0, LUME_ERROR_DATA, "s: no event, expected at least one, got 0 blank lines");
    check_bad("\n \r\n\t", 5, LUME_ERROR_DATA,
              "s: no event, expected at least one, got 3 blank lines");
}

/* The longest path does, one byte more does not. */
static void test_paths(void **state)
{
    (void)state;
    char text[SCRIPT_MAX_PATH + 64], message[256];
    for (int more = 0; more < 2; more++) {
        struct script script;
        const int start = snprintf(text, sizeof text, "{\"at\":1,\"event\":\"drop\",\"path\":\"");
        const size_t size = (size_t)start + SCRIPT_MAX_PATH + (size_t)more;
        memset(text + start, 'p', SCRIPT_MAX_PATH + 1);
        memcpy(text + size, "\"}", 2);
        if (more) {
            snprintf(message, sizeof message, "s:1: " PATH_RANGE "\"%.80s\"", text + start);
            check_bad(text, size + 2, LUME_ERROR_DATA, message);
        } else {
            CHECK_OK(parse(text, size + 2, &script), error);
            assert_int_equal(strlen(script.steps[0].input.path), SCRIPT_MAX_PATH);
            script_finish(&script);
        }
    }
}

static void test_limits(void **state)
{
    (void)state;
    static const char line[] = "{\"at\":1,\"event\":\"close\"}\n";
    const size_t length = sizeof line - 1;
    char *text = malloc((SCRIPT_MAX_STEPS + 1) * length);
    assert_non_null(text);
    for (size_t i = 0; i <= SCRIPT_MAX_STEPS; i++) {
        memcpy(text + i * length, line, length);
    }
    struct script script = {.n = 42};
    CHECK_FAILS(script_parse(text, (SCRIPT_MAX_STEPS + 1) * length, "s", &script, &error),
                LUME_ERROR_MEMORY, error,
                "s:1000001: events of the script, expected at most 1000000, got more");
    CHECK_FAILS(script_parse(text, (size_t)SCRIPT_MAX_SIZE + 1, "s", &script, &error),
                LUME_ERROR_MEMORY, error,
                "s: size, expected at most 268435456 bytes, got 268435457");
    assert_int_equal(script.n, 42);
    CHECK_OK(script_parse(text, SCRIPT_MAX_STEPS * length, "s", &script, &error), error);
    assert_int_equal(script.n, SCRIPT_MAX_STEPS);
    script_finish(&script);
    free(text);
}

static void test_files(void **state)
{
    (void)state;
    struct script script;
    int saved;
    folder_put("s", all_events, sizeof all_events - 1);
    CHECK_OK(script_load("s", &script, &error), error);
    check_all(&script);
    pid_t child = folder_input(all_events, sizeof all_events - 1, 0, &saved);
    CHECK_OK(script_load("-", &script, &error), error);
    folder_input_end(child, saved);
    check_all(&script);
    child = folder_input("{}", 2, 0, &saved);
    CHECK_FAILS(script_load("-", &script, &error), LUME_ERROR_DATA, error,
                "standard input:1: event, expected " EVENTS ", got none");
    folder_input_end(child, saved);
    CHECK_FAILS(script_load(".", &script, &error), LUME_ERROR_IO, error,
                ".: expected a regular file, got a directory");
    CHECK_FAILS(script_load("nowhere", &script, &error), LUME_ERROR_IO, error,
                "nowhere: cannot open: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_events),
        cmocka_unit_test(test_cut_files),
        cmocka_unit_test(test_bad_lines),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_limits),
        cmocka_unit_test_setup_teardown(test_files, folder_enter, folder_leave),
    };
    return cmocka_run_group_tests_name("script", tests, NULL, NULL);
}
