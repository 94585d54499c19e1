/* SPDX-License-Identifier: MIT */

/* What SDL tells of a window becomes what the app understands. No window is needed for it. */

#include "platform_sdl_app.h"

static struct platform platform;

static int begin(void **state)
{
    (void)state;
    platform = (struct platform){.size = {1280, 800, 2}, .wake_event = SDL_USEREVENT + 7};
    app = (struct app){.wait = INFINITY};
    return 0;
}

static void send(SDL_Event event)
{
    platform_translate(&platform, &app, &event);
}

/* Compare the kinds of all that was told, and forget it. */
static void check_told(size_t n, const enum input_kind *kinds)
{
    assert_int_equal(app.n_inputs, n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(app.told[i].kind, kinds[i]);
    }
    app.n_inputs = 0;
}
#define CHECK_TOLD(...)                                                            \
    check_told(sizeof((enum input_kind[]){__VA_ARGS__}) / sizeof(enum input_kind), \
               (enum input_kind[]){__VA_ARGS__})

static void check_place(size_t index, double x, double y)
{
    assert_float_equal(app.told[index].x, x, 1e-3);
    assert_float_equal(app.told[index].y, y, 1e-3);
}

static int start(void **state)
{
    (void)state;
    setenv("SDL_VIDEODRIVER", "dummy", 1); /* it knows the devices */
    return SDL_VideoInit(NULL);
}

static int finish(void **state)
{
    (void)state;
    SDL_VideoQuit();
    SDL_Quit();
    return 0;
}

/* --- the mouse --- */

static void send_button(uint32_t type, uint8_t button, uint32_t which)
{
    send((SDL_Event){.button = {.type = type, .which = which, .button = button, .x = 10, .y = 20}});
}

static void send_move(uint32_t buttons, uint32_t which, int x, int y)
{
    send((SDL_Event){
        .motion = {.type = SDL_MOUSEMOTION, .which = which, .state = buttons, .x = x, .y = y}});
}

static void test_mouse(void **state)
{
    (void)state;
    send_move(0, 0, 3, 4);
    send_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 0);
    send_move(SDL_BUTTON_LMASK, 0, -5, 500);
    send_button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, 0);
    check_place(0, 6, 8); /* device pixels */
    check_place(1, 20, 40);
    check_place(2, -10, 1000);
    assert_int_equal(app.told[1].button, INPUT_PEN);
    assert_int_equal(app.told[1].pointer, INPUT_MOUSE);
    CHECK_TOLD(INPUT_MOVE, INPUT_DOWN, INPUT_MOVE, INPUT_UP);

    send_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_RIGHT, 0);
    send_button(SDL_MOUSEBUTTONUP, SDL_BUTTON_RIGHT, 0);
    assert_int_equal(app.told[0].button, INPUT_ERASER);
    assert_int_equal(app.told[1].button, INPUT_ERASER);
    CHECK_TOLD(INPUT_DOWN, INPUT_UP);

    send_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_MIDDLE, 0);
    send_button(SDL_MOUSEBUTTONUP, SDL_BUTTON_MIDDLE, 0);
    send_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_X1, 0);
    send_button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, 0); /* which was not pressed here */
    assert_int_equal(app.n_inputs, 0);
}

static void test_lost_releases(void **state)
{
    (void)state;
    send_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 0);
    send_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 0);
    CHECK_TOLD(INPUT_DOWN, INPUT_UP, INPUT_DOWN);

    send_move(0, 0, 7, 8);
    check_place(1, 14, 16);
    CHECK_TOLD(INPUT_MOVE, INPUT_UP);
    send_button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, 0);
    assert_int_equal(app.n_inputs, 0);

    send_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 0);
    send_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_RIGHT, 0);
    send_move(SDL_BUTTON_RMASK, 0, 7, 8);
    assert_int_equal(app.told[3].button, INPUT_PEN);
    CHECK_TOLD(INPUT_DOWN, INPUT_DOWN, INPUT_MOVE, INPUT_UP);
}

static void test_wheel(void **state)
{
    (void)state;
    send((SDL_Event){.wheel = {.type = SDL_MOUSEWHEEL, .y = 1, .preciseY = 1.5f}});
    send((SDL_Event){.wheel = {.type = SDL_MOUSEWHEEL,
                               .y = 1,
                               .preciseY = 1.5f,
                               .direction = SDL_MOUSEWHEEL_FLIPPED}});
    assert_float_equal(app.told[0].y, 1.5, 0);
    assert_float_equal(app.told[1].y, -1.5, 0);
    CHECK_TOLD(INPUT_WHEEL, INPUT_WHEEL);
}

/* --- fingers --- */

static void send_finger(uint32_t type, SDL_TouchID touch, SDL_FingerID finger, float x, float y)
{
    send((SDL_Event){
        .tfinger = {.type = type, .touchId = touch, .fingerId = finger, .x = x, .y = y}});
}

static void test_fingers(void **state)
{
    (void)state;
    for (SDL_FingerID finger = 0; finger < 10; finger++) {
        send_finger(SDL_FINGERDOWN, 5, finger, 0.25f, 0.5f);
    }
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(app.told[i].kind, INPUT_DOWN);
        assert_true(app.told[i].pointer != INPUT_MOUSE && app.told[i].pointer != INPUT_ALL);
        check_place(i, 320, 400);
        for (size_t k = 0; k < i; k++) {
            assert_true(app.told[i].pointer != app.told[k].pointer);
        }
    }
    const uint64_t third = app.told[3].pointer;
    app.n_inputs = 0;
    send_finger(SDL_FINGERMOTION, 5, 3, 1, 1);
    send_finger(SDL_FINGERUP, 5, 3, 1, 1);
    assert_true(app.told[0].pointer == third && app.told[1].pointer == third);
    CHECK_TOLD(INPUT_MOVE, INPUT_UP);
}

/* One stroke stays one, whoever tells of it twice. */
static void test_synthetic(void **state)
{
    (void)state;
    send_finger(SDL_FINGERDOWN, SDL_MOUSE_TOUCHID, 1, 0, 0);
    send_finger(SDL_FINGERUP, SDL_MOUSE_TOUCHID, 1, 0, 0);
    send_move(0, SDL_TOUCH_MOUSEID, 1, 1);
    send_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, SDL_TOUCH_MOUSEID);
    send_button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, SDL_TOUCH_MOUSEID);
    assert_int_equal(app.n_inputs, 0);
}

/* --- keys --- */

static void send_key(SDL_Keycode code, SDL_Scancode scancode, int modifiers, bool repeat)
{
    send((SDL_Event){.key = {.type = SDL_KEYDOWN,
                             .repeat = repeat,
                             .keysym = {scancode, code, (uint16_t)modifiers, 0}}});
}

static void send_text(const char *text)
{
    SDL_Event event = {.text = {.type = SDL_TEXTINPUT}};
    snprintf(event.text.text, sizeof event.text.text, "%s", text);
    send(event);
}

static const struct {
    SDL_Keycode code;
    SDL_Scancode scancode;
    int modifiers;
    const char *text; /* that it types; NULL: none */
    const char *key;  /* NULL: nothing is told */
} key_cases[] = {
    {SDLK_c, SDL_SCANCODE_C, 0, "c", "C"},
    {SDLK_c, SDL_SCANCODE_C, KMOD_CAPS, "C", "C"},
    {SDLK_c, SDL_SCANCODE_C, KMOD_RSHIFT, "C", "Shift+C"},
    {SDLK_z, SDL_SCANCODE_Z, KMOD_LCTRL, NULL, "Ctrl+Z"},
    {SDLK_z, SDL_SCANCODE_Z, KMOD_RCTRL | KMOD_NUM, "z", "Ctrl+Z"},
    {SDLK_s, SDL_SCANCODE_S, KMOD_LCTRL | KMOD_LSHIFT, NULL, "Ctrl+Shift+S"},
    {SDLK_TAB, SDL_SCANCODE_TAB, KMOD_LCTRL, NULL, "Ctrl+Tab"},
    {SDLK_TAB, SDL_SCANCODE_TAB, KMOD_LCTRL | KMOD_RSHIFT, NULL, "Ctrl+Shift+Tab"},
    {SDLK_F1, SDL_SCANCODE_F1, KMOD_LSHIFT, NULL, "F1"},
    {SDLK_x, SDL_SCANCODE_X, KMOD_LALT, "x", "Alt+X"},
    {SDLK_x, SDL_SCANCODE_X, KMOD_LGUI, "x", NULL},
    {SDLK_SPACE, SDL_SCANCODE_SPACE, 0, " ", "Space"},
    {SDLK_SPACE, SDL_SCANCODE_SPACE, KMOD_LSHIFT, " ", "Space"},
    {SDLK_PAGEDOWN, SDL_SCANCODE_PAGEDOWN, 0, NULL, "Page Down"},
    {SDLK_ESCAPE, SDL_SCANCODE_ESCAPE, 0, NULL, "Esc"},
    {SDLK_LEFT, SDL_SCANCODE_LEFT, KMOD_LCTRL, NULL, "Ctrl+Left"},
    {SDLK_F11, SDL_SCANCODE_F11, 0, NULL, "F11"},
    {SDLK_KP_ENTER, SDL_SCANCODE_KP_ENTER, 0, NULL, "Enter"},
    {SDLK_LSHIFT, SDL_SCANCODE_LSHIFT, KMOD_LSHIFT, NULL, NULL},
    /* Digits and marks, wherever a layout has them: American, French, Brazilian, German */
    {SDLK_7, SDL_SCANCODE_7, 0, "7", "7"},
    {0xe8, SDL_SCANCODE_7, KMOD_LSHIFT, "7", "7"},
    {SDLK_SLASH, SDL_SCANCODE_SLASH, KMOD_LSHIFT, "?", "?"},
    {SDLK_SLASH, SDL_SCANCODE_INTERNATIONAL1, KMOD_LSHIFT, "?", "?"},
    {SDLK_LEFTBRACKET, SDL_SCANCODE_RIGHTBRACKET, 0, "[", "["},
    {SDLK_8, SDL_SCANCODE_8, KMOD_RALT, "[", "["},
    {SDLK_8, SDL_SCANCODE_8, KMOD_LCTRL | KMOD_RALT, "[", "["}, /* Windows */
    {SDLK_8, SDL_SCANCODE_8, KMOD_MODE, "[", "["},
    {SDLK_e, SDL_SCANCODE_E, KMOD_RALT, "\xe2\x82\xac", NULL},
    {SDLK_COMMA, SDL_SCANCODE_COMMA, 0, ",", ","},
    /* Larger and smaller */
    {SDLK_EQUALS, SDL_SCANCODE_EQUALS, KMOD_LCTRL, NULL, "Ctrl++"},
    {SDLK_EQUALS, SDL_SCANCODE_EQUALS, KMOD_LCTRL | KMOD_LSHIFT, "+", "Ctrl++"},
    {SDLK_PLUS, SDL_SCANCODE_RIGHTBRACKET, KMOD_LCTRL, "+", "Ctrl++"},
    {SDLK_KP_PLUS, SDL_SCANCODE_KP_PLUS, KMOD_LCTRL | KMOD_NUM, "+", "Ctrl++"},
    {SDLK_KP_MINUS, SDL_SCANCODE_KP_MINUS, KMOD_RCTRL, "-", "Ctrl+-"},
    {SDLK_MINUS, SDL_SCANCODE_MINUS, KMOD_LCTRL, "-", "Ctrl+-"},
    /* The keypad */
    {SDLK_KP_7, SDL_SCANCODE_KP_7, KMOD_NUM, "7", "7"},
    {SDLK_KP_9, SDL_SCANCODE_KP_9, 0, NULL, "Page Up"},
    {SDLK_KP_4, SDL_SCANCODE_KP_4, 0, NULL, "Left"},
    {SDLK_KP_5, SDL_SCANCODE_KP_5, 0, NULL, NULL},
    {SDLK_KP_PLUS, SDL_SCANCODE_KP_PLUS, 0, "+", "+"},
    /* Letters of another script, where a Latin layout has W */
    {0x446, SDL_SCANCODE_W, 0, "\xd1\x86", "W"},
    {0x446, SDL_SCANCODE_W, KMOD_LCTRL, NULL, "Ctrl+W"},
    {0x446, SDL_SCANCODE_W, KMOD_LSHIFT, "\xd0\xa6", "Shift+W"},
};

static void test_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < SDL_arraysize(key_cases); i++) {
        app.n_inputs = 0;
        send_key(key_cases[i].code, key_cases[i].scancode, key_cases[i].modifiers, i % 2 == 1);
        if (key_cases[i].text) {
            send_text(key_cases[i].text);
        }
        assert_int_equal(app.n_inputs, key_cases[i].key != NULL);
        if (key_cases[i].key) {
            assert_int_equal(app.told[0].kind, INPUT_KEY);
            assert_string_equal(app.told[0].key, key_cases[i].key);
            assert_int_equal(app.told[0].repeat, i % 2 == 1);
        }
    }
}

static void test_released_keys_hold_no_text_back(void **state)
{
    (void)state;
    send_key(SDLK_LCTRL, SDL_SCANCODE_LCTRL, KMOD_LCTRL, false);
    send_text("?");
    assert_int_equal(app.n_inputs, 0);
    send((SDL_Event){.key = {.type = SDL_KEYUP, .keysym = {.sym = SDLK_LCTRL}}});
    send_text("?[");
    assert_string_equal(app.told[1].key, "[");
    CHECK_TOLD(INPUT_KEY, INPUT_KEY);
}

/* --- the window --- */

static void send_window(uint8_t what)
{
    send((SDL_Event){.window = {.type = SDL_WINDOWEVENT, .event = what}});
}

static void test_window(void **state)
{
    (void)state;
    send_window(SDL_WINDOWEVENT_MINIMIZED);
    send_window(SDL_WINDOWEVENT_HIDDEN);
    assert_false(app.told[0].visible);
    CHECK_TOLD(INPUT_SHOWN);
    send_window(SDL_WINDOWEVENT_RESTORED);
    assert_true(app.told[0].visible);
    CHECK_TOLD(INPUT_SHOWN, INPUT_EXPOSE);
    send_window(SDL_WINDOWEVENT_EXPOSED);
    CHECK_TOLD(INPUT_EXPOSE);
    send_window(SDL_WINDOWEVENT_SIZE_CHANGED);
    assert_true(platform.resized);
    CHECK_TOLD(INPUT_EXPOSE);
    send_window(SDL_WINDOWEVENT_CLOSE);
    send((SDL_Event){.type = SDL_QUIT});
    CHECK_TOLD(INPUT_CLOSE);
}

static void test_lost_focus_ends_strokes(void **state)
{
    (void)state;
    send_button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 0);
    send_window(SDL_WINDOWEVENT_LEAVE); /* it is held, so it is followed outside */
    send_window(SDL_WINDOWEVENT_FOCUS_LOST);
    assert_true(app.told[1].pointer == INPUT_ALL);
    CHECK_TOLD(INPUT_DOWN, INPUT_CANCEL);
    send_button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, 0);
    assert_int_equal(app.n_inputs, 0);
    send_window(SDL_WINDOWEVENT_LEAVE);
    check_place(0, -2, -2);
    CHECK_TOLD(INPUT_MOVE);
}

static void test_drops(void **state)
{
    (void)state;
    send((SDL_Event){.drop = {.type = SDL_DROPBEGIN}});
    assert_int_equal(app.n_inputs, 0);
    send((SDL_Event){.drop = {.type = SDL_DROPFILE, .file = SDL_strdup("/a b.png")}});
    assert_string_equal(app.path, "/a b.png");
    send((SDL_Event){.drop = {.type = SDL_DROPTEXT, .file = SDL_strdup("words")}});
    assert_string_equal(app.path, "words");
    send((SDL_Event){.drop = {.type = SDL_DROPCOMPLETE}});
    assert_null(app.told[2].path);
    CHECK_TOLD(INPUT_DROP, INPUT_DROP, INPUT_DROP);
}

static void test_others_tell_nothing(void **state)
{
    (void)state;
    atomic_store(&platform.woken, true);
    for (uint32_t type = SDL_FIRSTEVENT; type < SDL_LASTEVENT; type++) {
        if (type >= SDL_USEREVENT || type == SDL_KEYMAPCHANGED || type == SDL_CLIPBOARDUPDATE) {
            send((SDL_Event){.type = type});
            assert_int_equal(atomic_load(&platform.woken), type < platform.wake_event);
        }
    }
    assert_int_equal(app.n_inputs, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_mouse, begin),
        cmocka_unit_test_setup(test_lost_releases, begin),
        cmocka_unit_test_setup(test_wheel, begin),
        cmocka_unit_test_setup(test_fingers, begin),
        cmocka_unit_test_setup(test_synthetic, begin),
        cmocka_unit_test_setup(test_keys, begin),
        cmocka_unit_test_setup(test_released_keys_hold_no_text_back, begin),
        cmocka_unit_test_setup(test_window, begin),
        cmocka_unit_test_setup(test_lost_focus_ends_strokes, begin),
        cmocka_unit_test_setup(test_drops, begin),
        cmocka_unit_test_setup(test_others_tell_nothing, begin),
    };
    return cmocka_run_group_tests_name("platform-events", tests, start, finish);
}
