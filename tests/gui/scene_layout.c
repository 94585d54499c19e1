/* SPDX-License-Identifier: MIT */

/* Where everything of the Draw scene is: nothing overflows, overlaps, or is hit where it is not
 * seen. */

#include "shot.h"

#include "gui/view_network.h"

/* --- every picture that is tried --- */

struct look {
    const char *sizes;
    float width, height;
    float least; /* no text is smaller */
};

static const struct look looks[] = {
    {"normal", 640, 400, 7},      {"normal", 800, 500, 9},       {"normal", 1024, 768, 10},
    {"normal", 1280, 720, 12},    {"normal", 1920, 1080, 18},    {"normal", 3840, 1600, 24},
    {"normal", 3840, 2160, 36},   {"projector", 640, 400, 7},    {"projector", 800, 500, 9},
    {"projector", 1280, 720, 20}, {"projector", 1920, 1080, 30}, {"normal", 640, 1000, 7},
    {"normal", 960, 1080, 9},     {"projector", 960, 1080, 9},
};

enum { N_LOOKS = sizeof looks / sizeof *looks, N_STATES = 12 };

static struct snapshot *drawn, *empty;

/* Their captions are those of the language, whether there is such a scene or not. */
static const struct scene_tabs tabs_en = {4, {"Draw", "Train", "Teach", "Mistakes"}, 0},
                               tabs_pt = {4, {"Desenhar", "Treinar", "Ensinar", "Erros"}, 2};

/* What is shown: the inspector of each layer or none, what is drawn, which controls, … */
static struct shot make_shot(const struct look *look, const char *language, int state, bool tabs)
{
    static const struct view_neuron neurons[] = {{-1, 0}, {0, 3}, {1, 15}, {2, 4}};
    const bool is_empty = state / 4 == 1;
    struct shot shot = shot_of(is_empty ? empty : drawn);
    shot.scene.selected = neurons[state % 4];
    shot.scene.hide_controls = state / 4 == 2;
    shot.scene.show_weights = state % 2;
    shot.scene.erasing = state % 3 == 0;
    shot.scene.can_undo = state % 3 == 1;
    shot.scene.concealed = state == 8 || state == 9 ? 1 : 0;
    shot.scene.ink = is_empty || state == 10 ? (struct lume_strokes){0} : ink;
    if (state == 10) {
        shot.scene.sample = drawn->image;
        shot.scene.sample_text = "dígito de teste 10.000 de 10.000";
    }
    if (tabs && !shot.scene.hide_controls) {
        shot.scene.tabs = strcmp(language, "en") == 0 ? tabs_en : tabs_pt;
    }
    shot.language = language;
    shot.sizes = look->sizes;
    shot.width = look->width;
    shot.height = look->height;
    return shot;
}

static struct scene_draw_layout lay_out(const struct shot *shot)
{
    const struct view view = view_of(shot);
    struct scene_draw_layout layout;
    scene_draw_layout(&view, &shot->scene, shot->width, shot->height, &layout);
    return layout;
}

static void for_each(void (*check)(const struct shot *shot, const struct look *look))
{
    for (size_t k = 0; k < N_LOOKS; k++) {
        for (size_t l = 0; text_language_at(l); l++) {
            for (int state = 0; state < 2 * N_STATES; state++) {
                const struct shot shot = make_shot(&looks[k], text_language_at(l)->name,
                                                   state % N_STATES, state >= N_STATES);
                check(&shot, &looks[k]);
            }
        }
    }
}

static void refuse(const struct shot *shot, const char *what, const char *text)
{
    fail_msg("%s: \"%s\" in %d x %d, %s, %s, layer %d%s", what, text, (int)shot->width,
             (int)shot->height, shot->language, shot->sizes, shot->scene.selected.layer,
             shot->scene.hide_controls ? ", no controls" : "");
}

static bool overlap(const struct paint_rect *a, const struct paint_rect *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

static bool is_inside(const struct paint_rect *a, const struct paint_rect *b)
{
    const float e = 0.01f;
    return a->x >= b->x - e && a->x + a->width <= b->x + b->width + e && a->y >= b->y - e &&
           a->y + a->height <= b->y + b->height + e;
}

/* --- texts --- */

/* From the tops of its capitals to the baseline. */
static struct paint_rect box_of(const struct written *text)
{
    const float capital = font_heights(font, &text->style.font).capital;
    return (struct paint_rect){text->x, text->y - capital, text->width, capital};
}

/* Where a text may be, by its group. */
static struct paint_rect area_of(const struct scene_draw_layout *layout, const char *name)
{
    const struct paint_rect *paper = &layout->paper, *network = &layout->network;
    const float gap = network->x - paper->x - paper->width;
    const struct {
        const char *name;
        struct paint_rect rect;
    } areas[] = {
        {"paper", *paper},
        {"network", {network->x - gap, network->y, network->width + 2 * gap, network->height}},
        {"bars", layout->bars},
        {"answer", layout->answer},
        {"legend", layout->legend},
        {"inspector", layout->inspector},
    };
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        if (strcmp(areas[i].name, name) == 0) {
            return areas[i].rect;
        }
    }
    fail_msg("no area %s", name);
    return (struct paint_rect){0};
}

static bool is_in_a_widget(const struct scene_draw_layout *layout, const struct paint_rect *box)
{
    bool inside = is_inside(box, &layout->nib);
    for (size_t i = 0; !inside && i < layout->ui.n; i++) {
        inside = is_inside(box, &layout->ui.items[i].rect);
    }
    return inside;
}

static void check_texts(const struct shot *shot, const struct look *look)
{
    const struct scene_draw_layout layout = lay_out(shot);
    paint_shot(shot);
    assert_true(recorder.n_texts > 12);
    for (size_t i = 0; i < recorder.n_texts; i++) {
        const struct written *text = &recorder.texts[i];
        const struct paint_rect box = box_of(text);
        if (text->cut) {
            refuse(shot, "cut", text->text);
        }
        if (text->style.font.size < look->least) {
            refuse(shot, "too small", text->text);
        }
        const bool is_control = strcmp(text->area, "controls") == 0;
        const struct paint_rect area = is_control ? box : area_of(&layout, text->area);
        if (is_control ? !is_in_a_widget(&layout, &box) : !is_inside(&box, &area)) {
            refuse(shot, text->area, text->text);
        }
        for (size_t k = 0; k < i; k++) {
            const struct paint_rect other = box_of(&recorder.texts[k]);
            if (overlap(&box, &other)) {
                refuse(shot, recorder.texts[k].text, text->text);
            }
        }
    }
}

static void test_texts(void **state)
{
    (void)state;
    for_each(check_texts);
}

/* --- places --- */

static void check_areas(const struct shot *shot, const struct look *look)
{
    (void)look;
    const struct scene_draw_layout layout = lay_out(shot);
    const struct paint_rect window = {0, 0, shot->width, shot->height};
    const struct paint_rect *const rects[] = {&layout.paper,  &layout.network, &layout.bars,
                                              &layout.answer, &layout.legend,  &layout.inspector};
    const bool revealed = shot->scene.concealed == 0 || shot->scene.selected.layer < 2;
    assert_true((layout.inspector.height > 0) == (shot->scene.selected.layer >= 0 && revealed));
    assert_true(layout.paper.width == layout.paper.height);
    for (size_t a = 0; a < sizeof rects / sizeof *rects; a++) {
        assert_true(rects[a]->height == 0 || is_inside(rects[a], &window));
        for (size_t b = 0; b < a; b++) {
            assert_false(rects[a]->height > 0 && overlap(rects[a], rects[b]));
        }
        for (size_t i = 0; i < layout.ui.n; i++) {
            const struct paint_rect *item = &layout.ui.items[i].rect;
            if (rects[a] == &layout.inspector && is_inside(item, rects[a])) {
                continue; /* its own */
            }
            if (rects[a]->height > 0 && overlap(item, rects[a])) {
                refuse(shot, "overlaps", layout.ui.items[i].action->name);
            }
        }
    }
}

static void test_areas(void **state)
{
    (void)state;
    for_each(check_areas);
}

/* It is what people draw on: a third of the width where nothing else is below it, a little less
 * high where tabs are above. */
static void check_paper(const struct shot *shot, const struct look *look)
{
    (void)look;
    const struct scene_draw_layout layout = lay_out(shot);
    const float side = layout.paper.width;
    struct shot bare = *shot;
    const float above = shot->scene.tabs.n > 0 ? layout.ui.items[0].rect.height * 1.4f : 0;
    bare.scene.hide_controls = true;
    bare.scene.tabs.n = 0;
    assert_true(side >= (layout.inspector.height > 0 ? 0.2f : 0.3f) * shot->width ||
                side + above >= (layout.inspector.height > 0 ? 0.35f : 0.7f) * shot->height);
    const struct scene_draw_layout without = lay_out(&bare);
    const bool legend_is_back = without.legend.height > 0 && layout.legend.height == 0;
    assert_true(without.paper.width >= side || legend_is_back);
}

static void test_paper(void **state)
{
    (void)state;
    for_each(check_paper);
}

/* --- tabs --- */

/* They are in the corner, whatever the scene shows, and nothing is above them or beside them there;
 * what is left is below. */
static void check_tabs(const struct shot *shot, const struct look *look)
{
    (void)look;
    const struct scene_draw_layout layout = lay_out(shot);
    const struct theme_sizes sizes = scene_sizes(view_of(shot).sizes, shot->width, shot->height);
    const size_t n = shot->scene.tabs.n;
    struct view view = view_of(shot);
    struct ui ui = {0};
    view.sizes = &sizes;
    const struct paint_rect rect =
        scene_tabs_rect(&view, &shot->scene.tabs, shot->width, shot->height);
    const struct paint_rect rest =
        scene_tabs_layout(&view, &shot->scene.tabs, shot->width, shot->height, &ui);
    const float margin = scene_margin(&view, shot->width);
    assert_true(rest.x == margin && rest.width == shot->width - 2 * margin);
    assert_true(rest.y + rest.height == shot->height - margin);
    assert_int_equal(ui.n, n);
    assert_true((rect.width > 0) == (n > 0) && rest.y >= rect.y + (n > 0 ? rect.height : 0));
    for (size_t i = 0; i < n; i++) {
        const struct ui_item *tab = &ui.items[i], *shown = &layout.ui.items[i];
        assert_memory_equal(&tab->rect, &shown->rect, sizeof tab->rect);
        assert_string_equal(tab->action->name, "scene");
        assert_int_equal(tab->argument, i);
        assert_true(tab->kind == UI_TOGGLE && tab->on == (i == shot->scene.tabs.current));
        assert_true(is_inside(&tab->rect, &rect) && tab->rect.x >= margin);
        assert_true(tab->rect.height >= sizes.target);
    }
    assert_true(n == 0 || ui.items[0].rect.x == margin);
}

static void test_tabs(void **state)
{
    (void)state;
    for_each(check_tabs);
}

/* At the usual size they are as wide as the paper, and the network is beside them. */
static void test_tabs_above_the_paper(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_LOOKS; k++) {
        const struct shot shot = make_shot(&looks[k], "pt-BR", 0, true);
        if (shot.width == 1280) {
            const struct scene_draw_layout layout = lay_out(&shot);
            const struct ui_item *first = &layout.ui.items[0], *last = &layout.ui.items[3];
            CHECK_NEAR(last->rect.x + last->rect.width - first->rect.x, layout.paper.width, 2);
            assert_true(layout.network.y == first->rect.y);
        }
    }
}

/* --- controls --- */

static const struct ui_item *find_item(const struct scene_draw_layout *layout, const char *action,
                                       int argument)
{
    for (size_t i = 0; i < layout->ui.n; i++) {
        const struct ui_item *item = &layout->ui.items[i];
        if (strcmp(item->action->name, action) == 0 && item->argument == argument) {
            return item;
        }
    }
    return NULL;
}

static void check_controls(const struct shot *shot, const struct look *look)
{
    (void)look;
    const struct view view = view_of(shot);
    const struct theme_sizes sizes = scene_sizes(view.sizes, shot->width, shot->height);
    const struct paint_rect window = {0, 0, shot->width, shot->height};
    const struct scene_draw_layout layout = lay_out(shot);
    if (shot->scene.hide_controls) {
        assert_int_equal(layout.ui.n, 0);
        return;
    }
    static const char *const wanted[] = {"clear",   "undo",    "sample", "eraser",
                                         "thinner", "thicker", "lines",  "help"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_non_null(find_item(&layout, wanted[i], 0));
    }
    for (size_t i = 0; i < layout.ui.n; i++) {
        const struct ui_item *item = &layout.ui.items[i];
        assert_true(is_inside(&item->rect, &window));
        for (size_t k = 0; k < i; k++) {
            assert_false(overlap(&item->rect, &layout.ui.items[k].rect));
        }
        if (!is_inside(&item->rect, &layout.inspector)) {
            assert_true(item->rect.height >= sizes.target);
            assert_true(item->rect.width >= 0.9f * sizes.target);
        }
    }
    assert_true(find_item(&layout, "undo", 0)->disabled == !shot->scene.can_undo);
    assert_true(find_item(&layout, "eraser", 0)->on == shot->scene.erasing);
    assert_true(find_item(&layout, "lines", 0)->on == !shot->scene.show_weights);
    assert_true(find_item(&layout, "lines", 1)->on == shot->scene.show_weights);
}

static void test_controls(void **state)
{
    (void)state;
    for_each(check_controls);
}

/* --- what the pointer hits --- */

static struct scene_hit hit(const struct shot *shot, const struct scene_draw_layout *layout,
                            float x, float y)
{
    const struct view view = view_of(shot);
    return scene_draw_hit(&view, &shot->scene, shot->width, shot->height, layout, x, y);
}

static void check_neurons(const struct shot *shot, const struct scene_draw_layout *layout)
{
    static const int widths[] = {16, 16, 10};
    paint_shot(shot);
    size_t at = 0;
    for (int l = 0; l < 3; l++) {
        const bool revealed = l < 3 - (int)shot->scene.concealed;
        for (int unit = 0; revealed && unit < widths[l]; unit++) {
            const struct paint_point middle = recorder.discs[at++];
            for (int shift = -1; shift <= 1; shift += 2) {
                const struct scene_hit found =
                    hit(shot, layout, middle.x + 3 * (float)shift, middle.y + 2 * (float)shift);
                assert_int_equal(found.place, SCENE_NEURON);
                assert_int_equal(found.neuron.layer, l);
                assert_int_equal(found.neuron.unit, unit);
            }
        }
    }
    assert_int_equal(recorder.n_discs, at);
}

static void check_hits(const struct shot *shot, const struct look *look)
{
    (void)look;
    const struct scene_draw_layout layout = lay_out(shot);
    const struct paint_rect *paper = &layout.paper;
    check_neurons(shot, &layout);
    for (size_t i = 0; i < layout.ui.n; i++) {
        const struct ui_item *item = &layout.ui.items[i];
        for (int corner = 0; corner < 5; corner++) {
            const float sx = corner == 4 ? 0.5f : corner % 2 ? 0.99f : 0.01f;
            const float sy = corner == 4 ? 0.5f : corner / 2 ? 0.99f : 0.01f;
            const struct scene_hit found = hit(shot, &layout, item->rect.x + sx * item->rect.width,
                                               item->rect.y + sy * item->rect.height);
            assert_int_equal(found.place, item->disabled ? SCENE_NOTHING : SCENE_WIDGET);
            assert_int_equal(found.widget, item->disabled ? UI_NOTHING : (int)i);
        }
    }
    for (int i = 0; i < 16; i++) {
        const float sx = (0.01f + (float)(i % 4)) / 3.1f, sy = (0.01f + (float)(i / 4)) / 3.1f;
        const struct scene_hit found =
            hit(shot, &layout, paper->x + sx * paper->width, paper->y + sy * paper->height);
        assert_int_equal(found.place, SCENE_PAPER);
    }
    const float nowhere[][2] = {{1, 1},
                                {shot->width - 1, 1},
                                {NAN, 5},
                                {5, NAN},
                                {-INFINITY, 9},
                                {INFINITY, INFINITY},
                                {shot->width + 99, 99}};
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
        assert_int_equal(hit(shot, &layout, nowhere[i][0], nowhere[i][1]).place, SCENE_NOTHING);
    }
}

static void test_hits(void **state)
{
    (void)state;
    for_each(check_hits);
}

/* What is concealed is not hit either. */
static void test_concealed(void **state)
{
    (void)state;
    struct shot shot = shot_of(drawn);
    paint_shot(&shot);
    const struct paint_point output = recorder.discs[41];
    const struct scene_draw_layout layout = lay_out(&shot);
    assert_int_equal(hit(&shot, &layout, output.x, output.y).place, SCENE_NEURON);
    shot.scene.hide_answer = true;
    assert_int_equal(hit(&shot, &layout, output.x, output.y).place, SCENE_NOTHING);
}

/* Far too small windows are no reason to fail. */
static void test_tiny(void **state)
{
    (void)state;
    static const float sizes[][2] = {{1, 1}, {320, 200}, {60, 3000}, {3000, 60}, {200, 200}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int k = 0; k < N_STATES; k++) {
            const struct look look = {"projector", sizes[i][0], sizes[i][1], 0};
            const struct shot shot = make_shot(&look, "pt-BR", k, k % 2);
            paint_shot(&shot);
            const struct scene_draw_layout layout = lay_out(&shot);
            assert_true(layout.paper.width >= 0);
            hit(&shot, &layout, 0.5f * shot.width, 0.5f * shot.height);
        }
    }
}

static int begin(void **state)
{
    const struct lume_strokes none = {0};
    set_up(state);
    drawn = recognize(&model, &ink);
    empty = recognize(&model, &none);
    return 0;
}

static int end(void **state)
{
    snapshot_destroy(drawn);
    snapshot_destroy(empty);
    return tear_down(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_areas),
        cmocka_unit_test(test_paper),
        cmocka_unit_test(test_tabs),
        cmocka_unit_test(test_tabs_above_the_paper),
        cmocka_unit_test(test_controls),
        cmocka_unit_test(test_hits),
        cmocka_unit_test(test_concealed),
        cmocka_unit_test(test_tiny),
    };
    return cmocka_run_group_tests_name("scene_layout", tests, begin, end);
}
