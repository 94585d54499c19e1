/* SPDX-License-Identifier: MIT */

/* Buttons, toggles and sliders: what is hit, and what it looks like. */

#include "canvas.h"

#include "gui/ui.h"

enum { WIDTH = 200, HEIGHT = 80 };

static struct canvas canvas;
static struct view view;

static int set_up(void **state)
{
    (void)state;
    canvas = canvas_create(WIDTH, HEIGHT, 1);
    view = (struct view){theme_find("dark"), theme_sizes_find("normal"), text_language_find("en"),
                         canvas.font};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    canvas_destroy(&canvas);
    return 0;
}

static struct paint_rect rect(float x, float y, float width, float height)
{
    return (struct paint_rect){x, y, width, height};
}

static void test_add(void **state)
{
    (void)state;
    struct ui ui = {0};
    ui.items[0].on = true;
    const struct ui_item *item = ui_add(&ui, UI_TOGGLE, "eraser", rect(1, 2, 3, 4), "Eraser");
    assert_int_equal(ui.n, 1);
    assert_ptr_equal(item, &ui.items[0]);
    assert_string_equal(item->action->name, "eraser");
    assert_string_equal(item->caption, "Eraser");
    assert_false(item->on || item->disabled);
    assert_true(item->mark < 0 && item->rect.width == 3);
}

static void test_hit(void **state)
{
    (void)state;
    struct ui ui = {0};
    assert_int_equal(ui_at(&view, &ui, 5, 5), UI_NOTHING);
    ui_add(&ui, UI_BUTTON, "clear", rect(10, 10, 60, 40), "");
    ui_add(&ui, UI_BUTTON, "undo", rect(75, 10, 60, 40), "");
    ui_add(&ui, UI_ROW, "help", rect(10, 60, 125, 8), "");
    assert_int_equal(ui_at(&view, &ui, 10, 10), 0);
    assert_int_equal(ui_at(&view, &ui, 69, 49), 0);
    assert_int_equal(ui_at(&view, &ui, 9, 10), UI_NOTHING); /* large enough as it is */
    assert_int_equal(ui_at(&view, &ui, 72, 30), UI_NOTHING);
    assert_int_equal(ui_at(&view, &ui, 76, 30), 1);
    /* a low line is hit around it, 32 high, but not where another one is */
    assert_int_equal(ui_at(&view, &ui, 50, 64), 2);
    assert_int_equal(ui_at(&view, &ui, 50, 79), 2);
    assert_int_equal(ui_at(&view, &ui, 50, 81), UI_NOTHING);
    assert_int_equal(ui_at(&view, &ui, 50, 54), 2);
    assert_int_equal(ui_at(&view, &ui, 50, 49), 0);
    /* of two low ones the nearer one */
    ui_add(&ui, UI_ROW, "back", rect(10, 76, 125, 8), "");
    assert_int_equal(ui_at(&view, &ui, 50, 71), 2);
    assert_int_equal(ui_at(&view, &ui, 50, 73), 3);
    /* what is disabled hits nothing, and nothing is hit through it */
    ui.items[0].disabled = true;
    assert_int_equal(ui_at(&view, &ui, 50, 30), UI_NOTHING);
    assert_int_equal(ui_at(&view, &ui, 50, 49), UI_NOTHING);
    assert_int_equal(ui_at(&view, &ui, 50, 64), 2);
    const float odd[] = {NAN, INFINITY, -INFINITY, 3e38f};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        assert_int_equal(ui_at(&view, &ui, odd[i], 30), UI_NOTHING);
        assert_int_equal(ui_at(&view, &ui, 80, odd[i]), UI_NOTHING);
    }
}

static void test_slider(void **state)
{
    (void)state;
    struct ui ui = {0};
    struct ui_item *item = ui_add(&ui, UI_SLIDER, "bias", rect(10, 20, 180, 40), "");
    item->value = 0.25f;
    const float radius = 0.3f * view.sizes->target;
    assert_true(ui_slider_value(&view, item, 10 + radius) == 0);
    assert_true(ui_slider_value(&view, item, 10) == 0);
    assert_true(ui_slider_value(&view, item, -INFINITY) == 0);
    assert_true(ui_slider_value(&view, item, 190) == 1);
    assert_true(ui_slider_value(&view, item, INFINITY) == 1);
    CHECK_NEAR(ui_slider_value(&view, item, 100), 0.5, 1e-6);
    assert_true(ui_slider_value(&view, item, NAN) == 0.25f);
    item->rect.width = 2;
    assert_true(ui_slider_value(&view, item, 11) == 0.25f);
}

/* The knob is painted where its value is read. */
static void test_knob(void **state)
{
    (void)state;
    struct ui ui = {0};
    struct ui_item *item = ui_add(&ui, UI_SLIDER, "bias", rect(10, 20, 180, 40), "");
    for (int i = 0; i <= 8; i++) {
        item->value = (float)i / 8;
        item->mark = i % 2 ? 0.5f : -1;
        paint_raster_begin(canvas.raster, NULL, view.theme->stage);
        ui_paint(&view, &ui, NULL, canvas.paint);
        size_t from = WIDTH, to = 0;
        for (size_t x = 0; x < WIDTH; x++) {
            if (canvas_at(&canvas, x, 40) == view.theme->text) {
                from = x < from ? x : from;
                to = x;
            }
        }
        assert_true(from < to);
        CHECK_NEAR(ui_slider_value(&view, item, 0.5f * (float)(from + to + 1)), item->value, 0.01);
        const bool marked = canvas_at(&canvas, 100, 33) != view.theme->stage;
        assert_true(i == 4 || marked == (i % 2 == 1));
    }
}

/* What a picture of one item is made of. */
static uint64_t look(const struct ui *ui, const struct ui_pointer *pointer)
{
    uint64_t sum = 0;
    paint_raster_begin(canvas.raster, NULL, view.theme->stage);
    ui_paint(&view, ui, pointer, canvas.paint);
    for (size_t y = 0; y < HEIGHT; y++) {
        for (size_t x = 0; x < WIDTH; x++) {
            sum = sum * 31 + canvas_at(&canvas, x, y);
        }
    }
    return sum;
}

/* Every state looks different from the others. */
static void test_states(void **state)
{
    (void)state;
    static const enum ui_kind kinds[] = {UI_BUTTON, UI_TOGGLE, UI_SLIDER, UI_ROW, UI_SPOT};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct ui ui = {0};
        struct ui_item *item = ui_add(&ui, kinds[k], "undo", rect(10, 20, 100, 40), "Undo");
        const struct ui_pointer over = {0, UI_NOTHING, NAN, NAN}, down = {0, 0, NAN, NAN},
                                left = {UI_NOTHING, 0, NAN, NAN},
                                elsewhere = {UI_NOTHING, UI_NOTHING, NAN, NAN},
                                other = {0, 7, NAN, NAN};
        const uint64_t usual = look(&ui, NULL);
        assert_true(look(&ui, &elsewhere) == usual);
        assert_true(look(&ui, &over) != usual);
        assert_true(look(&ui, &down) != usual && look(&ui, &down) != look(&ui, &over));
        assert_true(look(&ui, &other) == usual); /* another one is held */
        assert_true((look(&ui, &left) == usual) == (kinds[k] != UI_SLIDER));
        item->on = true;
        assert_true((look(&ui, NULL) != usual) == (kinds[k] <= UI_TOGGLE || kinds[k] == UI_SPOT));
        item->on = false;
        item->disabled = true;
        assert_true((look(&ui, NULL) != usual) == (kinds[k] < UI_ROW));
        assert_true(look(&ui, &over) == look(&ui, NULL));
    }
}

/* Something else shows what they are. */
static void test_spots_and_tracks(void **state)
{
    (void)state;
    struct ui ui = {0};
    const struct ui_pointer over = {0, UI_NOTHING, 40, 30}, down = {0, 0, 40, 30};
    const uint64_t nothing = look(&ui, NULL);
    struct ui_item *item = ui_add(&ui, UI_TRACK, "bias", rect(20, 20, 100, 40), "");
    assert_true(look(&ui, NULL) == nothing && look(&ui, &over) == nothing);
    assert_true(look(&ui, &down) == nothing);
    assert_true(ui_slides(item));
    item->value = 0.3f;
    CHECK_NEAR(ui_slider_value(&view, item, 20), 0, 1e-6); /* its whole width counts */
    CHECK_NEAR(ui_slider_value(&view, item, 45), 0.25, 1e-6);
    CHECK_NEAR(ui_slider_value(&view, item, 120), 1, 1e-6);
    CHECK_NEAR(ui_slider_value(&view, item, 1e9f), 1, 1e-6);
    CHECK_NEAR(ui_slider_value(&view, item, NAN), 0.3, 1e-6);
    item->kind = UI_SPOT;
    assert_false(ui_slides(item));
    assert_true(look(&ui, NULL) == nothing);
    look(&ui, &over);
    assert_true(canvas_at(&canvas, 70, 20) != view.theme->stage); /* around it */
    assert_int_equal(canvas_at(&canvas, 70, 40), view.theme->stage);
    /* what lies over another one is hit */
    ui_add(&ui, UI_SPOT, "clear", rect(40, 24, 40, 32), "");
    assert_int_equal(ui_at(&view, &ui, 60, 40), 1);
    assert_int_equal(ui_at(&view, &ui, 30, 40), 0);
}

static const struct ui_item *find(const struct ui *ui, const char *action, int argument)
{
    for (size_t i = 0; i < ui->n; i++) {
        if (strcmp(ui->items[i].action->name, action) == 0 && ui->items[i].argument == argument) {
            return &ui->items[i];
        }
    }
    fail_msg("no %s:%d", action, argument);
    return NULL;
}

/* The line chooses, "−" and "+" change; all of it is where it is seen. */
static void test_stepper(void **state)
{
    (void)state;
    struct ui_stepper stepper = {.choose = "lines",
                                 .step = "clamp",
                                 .argument = 3,
                                 .caption = "taxa de aprendizado",
                                 .text = "0.001"};
    for (int sizes = 0; sizes < 2; sizes++) {
        const struct paint_rect line = rect(4, 20, 192, 32);
        struct ui ui = {0};
        view.sizes = theme_sizes_at((size_t)sizes);
        ui_add_stepper(&view, &ui, &stepper, line);
        const struct ui_item *row = find(&ui, "lines", 3);
        const struct ui_item *less = find(&ui, "clamp", 6), *more = find(&ui, "clamp", 7);
        assert_int_equal(ui.n, 3);
        assert_int_equal(row->kind, UI_STEPPER);
        assert_string_equal(less->caption, "−");
        assert_string_equal(more->caption, "+");
        CHECK_NEAR(less->rect.x, 100, 1e-4); /* half is the caption's */
        CHECK_NEAR(more->rect.x + more->rect.width, 196, 1e-4);
        assert_true(less->rect.x + less->rect.width + 20 < more->rect.x); /* room for a number */
        const int middle = ui_at(&view, &ui, 0.5f * (less->rect.x + more->rect.x) + 12, 36);
        assert_ptr_equal(&ui.items[middle], row);
        assert_ptr_equal(&ui.items[ui_at(&view, &ui, 20, 36)], row);
        assert_ptr_equal(&ui.items[ui_at(&view, &ui, less->rect.x + 4, 36)], less);
        assert_ptr_equal(&ui.items[ui_at(&view, &ui, more->rect.x + 4, 36)], more);
    }
    view.sizes = theme_sizes_at(0);
}

/* All of its states look different, and what cannot be changed further is disabled. */
static void test_stepper_states(void **state)
{
    (void)state;
    struct ui_stepper stepper = {
        .choose = "lines", .step = "clamp", .caption = "momentum", .text = "0.9", .share = 0.6f};
    uint64_t looks[6];
    for (int i = 0; i < 6; i++) {
        struct ui ui = {0};
        stepper.least = i == 1;
        stepper.most = i == 2;
        stepper.on = i == 3;
        stepper.disabled = i == 4;
        stepper.text = i == 5 ? "0.95" : "0.9";
        ui_add_stepper(&view, &ui, &stepper, rect(4, 20, 192, 32));
        assert_true(find(&ui, "clamp", 0)->disabled == (i == 1 || i == 4));
        assert_true(find(&ui, "clamp", 1)->disabled == (i == 2 || i == 4));
        assert_true(find(&ui, "lines", 0)->disabled == (i == 4));
        looks[i] = look(&ui, NULL);
        for (int k = 0; k < i; k++) {
            assert_true(looks[i] != looks[k]);
        }
        const struct ui_pointer over = {0, UI_NOTHING, 20, 36};
        assert_true((look(&ui, &over) == looks[i]) == (i == 4));
        assert_int_equal(canvas_at(&canvas, 198, 36), view.theme->stage);
        assert_int_equal(canvas_at(&canvas, 2, 36), view.theme->stage);
    }
}

/* A button is as wide as its caption needs, on or off; in one that is narrower it shrinks. */
static void test_captions(void **state)
{
    (void)state;
    assert_true(ui_button_height(&view) >= view.sizes->target);
    assert_true(ui_button_width(&view, "+") >= view.sizes->target);
    assert_true(ui_button_width(&view, "Desfazer") > ui_button_width(&view, "Undo"));
    for (int on = 0; on < 2; on++) {
        for (float width = 24; width < 110; width += 7) {
            struct ui ui = {0};
            ui_add(&ui, UI_TOGGLE, "undo", rect(20, 20, width, 40), "Desfazer")->on = on;
            look(&ui, NULL);
            const uint32_t ground = canvas_at(&canvas, 22, 40);
            for (size_t y = 20; y < 60; y++) {
                assert_int_equal(canvas_at(&canvas, 18, y), view.theme->stage);
                assert_int_equal(canvas_at(&canvas, 21 + (size_t)width, y), view.theme->stage);
            }
            assert_int_not_equal(ground, view.theme->stage);
            assert_int_equal(canvas_at(&canvas, 18 + (size_t)width, 40), ground);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_hit),
        cmocka_unit_test(test_slider),
        cmocka_unit_test(test_knob),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_captions),
        cmocka_unit_test(test_spots_and_tracks),
        cmocka_unit_test(test_stepper),
        cmocka_unit_test(test_stepper_states),
    };
    return cmocka_run_group_tests_name("gui ui", tests, set_up, tear_down);
}
