/* SPDX-License-Identifier: MIT */

/* Where everything of the Mistakes scene is: nothing overflows, overlaps, or is hit where it is not
 * seen. */

#include "mistakes_shot.h"

/* --- every picture that is tried --- */

static const struct look looks[] = {
    {"normal", 640, 400, 6},      {"normal", 800, 500, 8},       {"normal", 1024, 768, 10},
    {"normal", 1280, 720, 12},    {"normal", 1920, 1080, 18},    {"normal", 3840, 1600, 24},
    {"normal", 3840, 2160, 36},   {"projector", 640, 400, 6},    {"projector", 800, 500, 8},
    {"projector", 1280, 720, 13}, {"projector", 1920, 1080, 20}, {"normal", 640, 1000, 9},
    {"normal", 960, 1080, 10},    {"projector", 960, 1080, 9},
};

enum { N_LOOKS = sizeof looks / sizeof *looks };

enum { N_STATES = 13 };

static struct scene_mistakes make(int state)
{
    struct scene_mistakes scene = usual();
    switch (state) {
    case 1:
        open_cell(&scene, 1, 1);
        break;
    case 2:
        open_cell(&scene, 9, 4);
        scene.among = true;
        scene.chosen = 1;
        break;
    case 3:
        scene.calibration = true;
        break;
    case 4:
        scene.hide_controls = true;
        scene.tabs.n = 0;
        break;
    case 5:
        scene.mistakes = &none;
        break;
    case 6:
        scene.mistakes = &none;
        scene.labelled = false;
        break;
    case 7:
        scene.mistakes = &mistakes[2];
        break;
    case 8:
        show_beside(&scene, drawings);
        break;
    case 9:
        show_beside(&scene, empty);
        break;
    case 10:
        show_beside(&scene, drawings);
        scene.versus.sides[1].snapshot = NULL;
        break;
    case 11:
        scene.mistakes = &none;
        scene.calibration = true;
        break;
    case 12:
        scene.mistakes = &mistakes[1];
        scene.chosen = mistakes[1].n_wrong - 1;
        break;
    }
    return scene;
}

static void for_each(void (*check)(const struct view *view, const struct scene_mistakes *scene,
                                   const struct look *look))
{
    for (size_t k = 0; k < N_LOOKS; k++) {
        for (size_t l = 0; text_language_at(l); l++) {
            for (int state = 0; state < N_STATES; state++) {
                const struct view view = view_as(&looks[k], text_language_at(l));
                const struct scene_mistakes scene = make(state);
                check(&view, &scene, &looks[k]);
            }
        }
    }
}

static bool overlap(const struct paint_rect *a, const struct paint_rect *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

/* --- texts --- */

static void refuse(const struct view *view, const struct look *look, const char *what,
                   const char *text)
{
    fail_msg("%s: \"%s\" in %d x %d, %s, %s", what, text, (int)look->width, (int)look->height,
             view->language->name, look->sizes);
}

/* Where a text may be, by its group. */
static bool is_in_place(const struct scene_mistakes_layout *layout, const char *area,
                        const struct paint_rect *box)
{
    const struct {
        const char *name;
        struct paint_rect rect;
    } areas[] = {
        {"heading", layout->heading}, {"confusion", layout->matrix},
        {"ranks", layout->ranks},     {"title", layout->title},
        {"title", layout->pager},     {"gallery", layout->gallery},
        {"versus", layout->versus},   {"calibration", layout->calibration},
    };
    bool inside = false;
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        inside = inside || (strcmp(areas[i].name, area) == 0 && is_inside(box, &areas[i].rect));
    }
    for (size_t i = 0; strcmp(area, "controls") == 0 && i < layout->ui.n; i++) {
        inside = inside || is_inside(box, &layout->ui.items[i].rect);
    }
    return inside;
}

/* Names of models may be cut, nothing else. */
static bool may_be_cut(const struct written *text)
{
    return strstr(text->text, "digits-") || strstr(text->text, "another-");
}

static void check_texts(const struct view *view, const struct scene_mistakes *scene,
                        const struct look *look)
{
    const struct scene_mistakes_layout layout = lay_out(view, scene, look);
    paint_scene(view, scene, look);
    assert_true(recorder.n_texts > 5);
    for (size_t i = 0; i < recorder.n_texts; i++) {
        const struct written *text = &recorder.texts[i];
        const struct paint_rect box = box_of(text);
        if (text->cut && !may_be_cut(text)) {
            refuse(view, look, "cut", text->text);
        }
        if (text->style.font.size < look->least) {
            refuse(view, look, "too small", text->text);
        }
        assert_non_null(text->area);
        if (!is_in_place(&layout, text->area, &box)) {
            refuse(view, look, text->area, text->text);
        }
        for (size_t k = 0; k < i; k++) {
            const struct paint_rect other = box_of(&recorder.texts[k]);
            if (overlap(&box, &other)) {
                refuse(view, look, recorder.texts[k].text, text->text);
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

static void check_areas(const struct view *view, const struct scene_mistakes *scene,
                        const struct look *look)
{
    const struct scene_mistakes_layout layout = lay_out(view, scene, look);
    const struct paint_rect window = {0, 0, look->width, look->height};
    const struct paint_rect *const rects[] = {&layout.heading, &layout.matrix,     &layout.ranks,
                                              &layout.title,   &layout.pager,      &layout.gallery,
                                              &layout.versus,  &layout.calibration};
    for (size_t a = 0; a < sizeof rects / sizeof *rects; a++) {
        assert_true(rects[a]->height == 0 || is_inside(rects[a], &window));
        for (size_t b = 0; b < a; b++) {
            assert_false(rects[a]->height > 0 && overlap(rects[a], rects[b]));
        }
    }
    for (size_t i = 0; i < layout.ui.n; i++) {
        const struct ui_item *item = &layout.ui.items[i];
        assert_true(is_inside(&item->rect, &window));
        for (size_t k = 0; k < i; k++) {
            assert_false(overlap(&item->rect, &layout.ui.items[k].rect));
        }
        const struct paint_point middle = {item->rect.x + 0.5f * item->rect.width,
                                           item->rect.y + 0.5f * item->rect.height};
        assert_int_equal(ui_at(view, &layout.ui, middle.x, middle.y),
                         item->disabled ? UI_NOTHING : (int)i);
    }
}

static void test_areas(void **state)
{
    (void)state;
    for_each(check_areas);
}

/* Far too small windows are no reason to fail. */
static void test_tiny(void **state)
{
    (void)state;
    static const float sizes[][2] = {{1, 1}, {320, 200}, {60, 3000}, {3000, 60}, {200, 200}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int k = 0; k < N_STATES; k++) {
            const struct look look = {"projector", sizes[i][0], sizes[i][1], 0};
            const struct view view = view_as(&look, text_language_find("pt-BR"));
            const struct scene_mistakes scene = make(k);
            paint_scene(&view, &scene, &look);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_areas),
        cmocka_unit_test(test_tiny),
    };
    return cmocka_run_group_tests_name("layout of mistakes", tests, begin_mistakes, end_mistakes);
}
