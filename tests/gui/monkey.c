/* SPDX-License-Identifier: MIT */

/*
 * A monkey at the window: random input of every kind, a frame now and then, and after each frame
 * what must hold however it came about.
 *
 *   gui-monkey [EVENTS [SEED [TRACE]]]     TRACE: events from this number on are printed
 */

#include "app_driver.h"
#include "drops.h"

#include <lume/rng.h>

#include <float.h>
#include <limits.h>

enum { MAX_KEYS = 512, N_FINGERS = 10, MAX_SCREEN = 4096 * 2400 };

static struct {
    size_t n_events, trace;
    uint64_t seed;
    size_t event; /* the one that happens */
    struct lume_rng rng;
    const char *keys[MAX_KEYS];
    size_t n_keys, n_actions;
    uint32_t width, height; /* of the picture, as was told last */
    float density;
    bool visible;
    struct lume_model trained;
    float x, y; /* where a pointer was last */
    /* What a screen shows that takes over the changed parts of each frame. */
    size_t screen_width, screen_height;
    uint32_t screen[MAX_SCREEN];
} monkey;

#define CHECK(condition)                                                                  \
    do {                                                                                  \
        if (!(condition)) {                                                               \
            fail_msg("seed %llu, event %zu: not so: %s", (unsigned long long)monkey.seed, \
                     monkey.event, #condition);                                           \
        }                                                                                 \
    } while (0)

static uint32_t below(uint32_t n)
{
    return lume_rng_below(&monkey.rng, n);
}

static bool one_in(uint32_t n)
{
    return below(n) == 0;
}

#define ONE_OF(array) ((array)[below((uint32_t)(sizeof(array) / sizeof *(array)))])

/* --- what must hold --- */

/* Take over what has changed, as the window's texture does; then the screen shows the picture. */
static void check_screen(void)
{
    const struct app_frame *frame = &driver.frame;
    const struct paint_pixels *pixels = &frame->pixels;
    const bool resized =
        pixels->width != monkey.screen_width || pixels->height != monkey.screen_height;
    CHECK(pixels->stride >= pixels->width && pixels->width * pixels->height <= MAX_SCREEN);
    if (resized) {
        CHECK(frame->width == pixels->width && frame->height == pixels->height);
        monkey.screen_width = pixels->width;
        monkey.screen_height = pixels->height;
    }
    for (size_t y = frame->y; y < frame->y + frame->height && frame->width > 0; y++) {
        memcpy(&monkey.screen[y * pixels->width + frame->x],
               &pixels->pixels[y * pixels->stride + frame->x], sizeof(uint32_t) * frame->width);
    }
    for (size_t y = 0; y < pixels->height; y++) {
        CHECK(memcmp(&monkey.screen[y * pixels->width], &pixels->pixels[y * pixels->stride],
                     sizeof(uint32_t) * pixels->width) == 0);
    }
}

static bool has_accent(const char *text)
{
    for (; (text = strchr(text, 0xc3)) != NULL; text++) {
        if ((unsigned char)text[1] >= 0xa0) {
            return true;
        }
    }
    return false;
}

/* Where there is a translation it is shown; where the language is English nothing is Portuguese. */
static void check_notice(void)
{
    const struct text_language *language = driver.app->settings.language;
    const char *notice = driver.app->notice;
    CHECK(strcmp(text_get(language, notice), notice) == 0);
    CHECK(language->catalogue || !has_accent(notice));
}

static void look(double seconds)
{
    const struct app_frame *frame = &driver.frame;
    driver_frame(seconds);
    CHECK(frame->wait >= 0);
    if (monkey.visible) {
        CHECK(frame->pixels.width > 0 && frame->pixels.height > 0);
        CHECK(frame->x + frame->width <= frame->pixels.width);
        CHECK(frame->y + frame->height <= frame->pixels.height);
        CHECK((frame->width > 0) == (frame->height > 0));
        check_screen();
    } else {
        CHECK(frame->width == 0);
    }
    check_notice();
}

/* A picture that grew out of many changes is the same as one that is painted at once. */
static void check_picture(void)
{
    char when[64];
    if (monkey.visible && monkey.width <= 2000 && monkey.height <= 2000) {
        snprintf(when, sizeof when, "seed %llu, event %zu", (unsigned long long)monkey.seed,
                 monkey.event);
        driver_check_picture(when);
        check_screen();
    }
}

/* --- what a monkey does --- */

static float any_coordinate(uint32_t size)
{
    static const float odd[] = {NAN,   INFINITY, -INFINITY, 1e9f,  -1e9f, FLT_MAX,
                                -1.0f, -0.0f,    1e-40f,    -0.5f, 16384, FLT_MIN};
    return one_in(12) ? ONE_OF(odd) : lume_rng_range(&monkey.rng, -2, (float)size + 2);
}

/* Beside the last place, on something that can be hit, or anywhere. */
static void choose_place(struct input *input)
{
    const uint32_t way = below(8);
    const struct ui *ui = &driver.app->ui;
    const float scale = driver.app->size.scale;
    if (way < 4) {
        input->x = monkey.x + lume_rng_range(&monkey.rng, -12, 12);
        input->y = monkey.y + lume_rng_range(&monkey.rng, -12, 12);
    } else if (way < 7) {
        const struct paint_rect *rect = &driver.app->paper;
        if (ui->n > 0 && one_in(2)) {
            rect = &ui->items[below((uint32_t)ui->n)].rect;
        } else if (one_in(2)) {
            rect = &driver.app->draw.layout.network;
        }
        input->x = scale * lume_rng_range(&monkey.rng, rect->x - 1, rect->x + rect->width + 1);
        input->y = scale * lume_rng_range(&monkey.rng, rect->y - 1, rect->y + rect->height + 1);
    } else {
        input->x = any_coordinate(monkey.width);
        input->y = any_coordinate(monkey.height);
    }
    if (isfinite(input->x) && isfinite(input->y) && fabsf(input->x) < 1e5f &&
        fabsf(input->y) < 1e5f) {
        monkey.x = input->x;
        monkey.y = input->y;
    }
}

static void point(enum input_kind kind)
{
    struct input input = {.kind = kind, .button = one_in(5) ? INPUT_ERASER : INPUT_PEN};
    input.pointer = one_in(3) ? 1 + below(N_FINGERS) : INPUT_MOUSE;
    if (kind == INPUT_CANCEL && one_in(2)) {
        input.pointer = INPUT_ALL;
    }
    choose_place(&input);
    driver_input(input);
}

static void put_down(void)
{
    point(INPUT_DOWN);
}

static void move(void)
{
    point(INPUT_MOVE);
}

static void lift(void)
{
    point(INPUT_UP);
}

static void lose(void)
{
    point(INPUT_CANCEL);
}

/* A line on the paper as a person draws it, with frames that show nothing else. */
static void stroke(void)
{
    float x = lume_rng_float(&monkey.rng), y = lume_rng_float(&monkey.rng);
    struct paint_point at = driver_paper(x, y);
    driver_down(INPUT_MOUSE, at.x, at.y);
    look(0.016);
    for (uint32_t n = below(30); n > 0; n--) {
        x += lume_rng_range(&monkey.rng, -0.04f, 0.05f);
        y += lume_rng_range(&monkey.rng, -0.04f, 0.05f);
        at = driver_paper(x, y);
        driver_move(INPUT_MOUSE, at.x, at.y);
        if (one_in(6)) {
            look(0.016);
        }
    }
    if (one_in(4)) {
        look(0.016);
        check_picture();
    }
    if (!one_in(8)) {
        driver_up(INPUT_MOUSE, at.x, at.y);
    }
}

static void wheel(void)
{
    static const float notches[] = {1, -1, 0.25f, -3, 1e9f, NAN, 0};
    struct input input = {.kind = INPUT_WHEEL, .x = monkey.x, .y = ONE_OF(notches)};
    driver_input(input);
}

static bool saves(const char *name)
{
    return strncmp(name, "save", 4) == 0;
}

static void press(void)
{
    static const char *const unknown[] = {
        "",    "Ctrl+",  "+",   "Ctrl+Alt+Shift+F35",      "\xc3\xa9", "Shift",
        "F12", "Ctrl+C", "Alt", "abcdefghijklmnopqrstuvw", "Home",     "\x1b[31m"};
    const char *key = one_in(10) ? ONE_OF(unknown) : monkey.keys[below((uint32_t)monkey.n_keys)];
    const struct action *action = action_for_key(key, driver.app->shown->name);
    if (action && saves(action->name) && !one_in(200)) {
        return;
    }
    struct input input = {.kind = INPUT_KEY, .repeat = one_in(6)};
    snprintf(input.key, sizeof input.key, "%s", key);
    driver_input(input);
}

static void act(void)
{
    static const int arguments[] = {-1, 0, 1, 3, 7, 9, 10, 255, INT_MIN, INT_MAX};
    const struct action *action = action_at(below((uint32_t)monkey.n_actions));
    if (!saves(action->name) || one_in(200)) {
        app_do(driver.app, action->name, ONE_OF(arguments));
    }
}

static void resize(void)
{
    static const uint32_t sizes[][2] = {{640, 400}, {640, 400}, {640, 400},  {640, 400}, {320, 200},
                                        {500, 700}, {800, 500}, {1280, 720}, {1, 1},     {2, 300},
                                        {300, 1},   {37, 41},   {16384, 2},  {1, 16384}};
    static const float densities[] = {1, 1, 1, 1, 1.5f, 2, 0.75f};
    const uint32_t *size = ONE_OF(sizes);
    monkey.width = one_in(150) ? 3840 : size[0];
    monkey.height = monkey.width == 3840 ? 2160 : size[1];
    monkey.density = ONE_OF(densities);
    driver_resize(monkey.width, monkey.height, monkey.density);
}

static void expose(void)
{
    struct input input = {.kind = INPUT_EXPOSE};
    driver_input(input);
}

static void hide(void)
{
    struct input input = {.kind = INPUT_SHOWN, .visible = one_in(4) ? !monkey.visible : true};
    monkey.visible = input.visible;
    driver_input(input);
}

static void drop(void)
{
    struct input input = {.kind = INPUT_DROP};
    for (uint32_t n = one_in(40) ? 300 : below(4); n > 0; n--) {
        input.path = ONE_OF(drops);
        driver_input(input);
    }
    input.path = NULL;
    if (!one_in(8)) {
        driver_input(input);
    }
}

static void draw_ink(void)
{
    struct lume_ink_point points[40];
    const uint32_t ends[] = {below(5), 5 + below(10), 15 + below(25)};
    for (size_t i = 0; i < ends[2]; i++) {
        points[i] = (struct lume_ink_point){(double)lume_rng_range(&monkey.rng, -0.1f, 1.1f),
                                            (double)lume_rng_range(&monkey.rng, -0.1f, 1.1f), NAN};
    }
    const struct lume_strokes ink = {points, ends, below(4)};
    CHECK(app_draw_ink(driver.app, &ink, (int)below(11) - 1, &error) == LUME_OK);
}

static void select_neuron(void)
{
    static const int numbers[] = {-1, 0, 1, 2, 3, 9, 15, 16, 1000, INT_MIN, INT_MAX};
    const int layer = ONE_OF(numbers), unit = ONE_OF(numbers);
    const enum lume_status status = app_select(driver.app, layer, unit, &error);
    CHECK(status == LUME_OK || status == LUME_ERROR_USAGE);
}

/* What is trained comes in: other weights of the same shape, or another shape. */
static void train(void)
{
    struct lume_model *model = &monkey.trained;
    if (!model->network || one_in(8)) {
        const size_t width = 4 + below(3);
        const struct lume_layer_config layers[] = {{width, lume_activation_find("relu")},
                                                   {10, lume_activation_find("softmax")}};
        lume_network_destroy(model->network);
        *model = (struct lume_model){.rows = LUME_IMAGE_SIDE, .columns = LUME_IMAGE_SIDE};
        CHECK(lume_network_create(LUME_IMAGE_SIZE, layers, 2, &model->network, &error) == LUME_OK);
    }
    lume_network_initialize(model->network, lume_initializer_find("he"), &monkey.rng);
    CHECK(app_network_take(driver.app, model, &error) == LUME_OK);
}

static void change_scene(void)
{
    static const char *const keys[] = {"F1", "F2", "F3", "F4", "Ctrl+Tab", "Ctrl+Shift+Tab", "M"};
    driver_key(ONE_OF(keys));
}

static void settle(void)
{
    app_settle(driver.app);
}

static void close_window(void)
{
    struct input input = {.kind = INPUT_CLOSE};
    driver_input(input);
    CHECK(app_wishes(driver.app).close);
}

static void save(void)
{
    const char *path = one_in(2) ? "saved.png" : "saved.svg";
    CHECK(app_save_picture(driver.app, path, &error) == LUME_OK);
}

static void show(void)
{
    static const double seconds[] = {0, 0, 0.004, 0.016, 0.016, 0.016, 0.1, 2, 30000, -1, -1e9};
    double step = ONE_OF(seconds);
    look(step);
    if (one_in(4)) {
        check_picture();
    }
    if (step < -2) {
        driver.now = 0;
    }
}

/* How often each thing happens. */
static const struct habit {
    const char *name;
    uint32_t weight;
    void (*act)(void);
} habits[] = {
    {"down", 1000, put_down}, {"move", 3000, move},
    {"up", 1000, lift},       {"cancel", 60, lose},
    {"stroke", 150, stroke},  {"wheel", 150, wheel},
    {"key", 900, press},      {"do", 300, act},
    {"resize", 30, resize},   {"expose", 30, expose},
    {"shown", 60, hide},      {"drop", 15, drop},
    {"ink", 60, draw_ink},    {"select", 100, select_neuron},
    {"settle", 20, settle},   {"close", 5, close_window},
    {"save", 1, save},        {"frame", 400, show},
    {"train", 60, train},     {"scene", 30, change_scene},
};

static const struct habit *choose_habit(void)
{
    uint32_t total = 0;
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++) {
        total += habits[i].weight;
    }
    uint32_t at = below(total);
    const struct habit *habit = habits;
    for (; at >= habit->weight; habit++) {
        at -= habit->weight;
    }
    return habit;
}

/* --- where it plays --- */

static void list_keys(void)
{
    const struct action *action;
    for (size_t i = 0; (action = action_at(i)) != NULL; i++) {
        for (size_t k = 0; action->keys[k]; k++) {
            assert_true(monkey.n_keys < MAX_KEYS);
            monkey.keys[monkey.n_keys++] = action->keys[k];
        }
        monkey.n_actions++;
    }
}

static void begin(struct settings_file *file)
{
    struct lume_model model;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    struct app_config config = driver_config(&model);
    config.width = monkey.width = 640;
    config.height = monkey.height = 400;
    config.seed = monkey.seed;
    config.pictures = "pictures";
    config.settings_file = file;
    settings_load(file, "settings.json", &config.kept, &error);
    monkey.density = config.density;
    monkey.visible = true;
    monkey.rng = lume_rng_make(monkey.seed, 0);
    driver_begin(&config);
    look(0);
}

static void test_monkey(void **state)
{
    (void)state;
    struct settings_file file = {0};
    drops_make();
    assert_int_equal(mkdir("pictures", 0700), 0);
    list_keys();
    begin(&file);
    for (monkey.event = 0; monkey.event < monkey.n_events; monkey.event++) {
        const struct habit *habit = choose_habit();
        if (monkey.event >= monkey.trace) {
            fprintf(stderr, "%zu %s\n", monkey.event, habit->name);
        }
        habit->act();
    }
    check_picture();
    driver_end();
    lume_model_finish(&monkey.trained);
    settings_finish(&file);
}

static uint64_t argument(int argc, char **argv, int i, uint64_t usual)
{
    return i < argc ? strtoull(argv[i], NULL, 10) : usual;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_monkey, folder_enter, folder_leave)};
    monkey.n_events = argument(argc, argv, 1, 20000);
    monkey.seed = argument(argc, argv, 2, 1);
    monkey.trace = argument(argc, argv, 3, SIZE_MAX);
    return cmocka_run_group_tests_name("gui monkey", tests, NULL, NULL);
}
