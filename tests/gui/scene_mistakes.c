/* SPDX-License-Identifier: MIT */

/* What the Mistakes scene says is what was counted, and what is seen is what is clicked. */

#include "mistakes_shot.h"

static const struct look at_1280 = {"normal", 1280, 720, 0};

/* What is written in an area, at these places: nearest to a point. */
static const char *written_at(const char *area, float x, float y)
{
    const char *nearest = "";
    float least = INFINITY;
    for (size_t i = 0; i < recorder.n_texts; i++) {
        const struct paint_rect box = box_of(&recorder.texts[i]);
        const float dx = box.x + 0.5f * box.width - x, dy = box.y + 0.5f * box.height - y;
        if (strcmp(recorder.texts[i].area, area) == 0 && dx * dx + dy * dy < least) {
            least = dx * dx + dy * dy;
            nearest = least < 9 ? recorder.texts[i].text : "";
        }
    }
    return nearest;
}

static struct paint_point middle_of(const struct scene_mistakes_layout *layout, size_t truth,
                                    size_t answer)
{
    const struct view_confusion confusion = {&mistakes[0], 10};
    const struct paint_rect cell = view_confusion_cell(&confusion, &layout->matrix, truth, answer);
    return (struct paint_point){cell.x + 0.5f * cell.width, cell.y + 0.5f * cell.height};
}

/* Where sums and shares stand: found by their heading and the row. */
static const struct written *find_in(const char *area, const char *wanted)
{
    for (size_t i = 0; i < recorder.n_texts; i++) {
        if (strcmp(recorder.texts[i].area, area) == 0 &&
            strcmp(recorder.texts[i].text, wanted) == 0) {
            return &recorder.texts[i];
        }
    }
    fail_msg("\"%s\" is not written", wanted);
    return NULL;
}

static float middle_x(const char *wanted)
{
    const struct written *text = find_in("confusion", wanted);
    return text->x + 0.5f * text->width;
}

/* Digits of a share as they are to be printed, in tenths of a percent, by whole numbers alone. */
static void print_share(size_t part, size_t of, char out[32])
{
    const size_t tenths = (2000 * part + of) / (2 * of);
    snprintf(out, 32, "%zu.%zu", tenths / 10, tenths % 10);
}

/* Every number of the matrix, by a count of the test's own. */
static void test_numbers_add_up(void **state)
{
    (void)state;
    const struct view view = view_as(&at_1280, text_language_find("en"));
    const struct scene_mistakes scene = usual();
    const struct scene_mistakes_layout layout = lay_out(&view, &scene, &at_1280);
    size_t counts[10][10] = {{0}}, n_right = 0;
    for (size_t i = 0; i < mistakes[0].metrics.n; i++) {
        counts[samples.set.labels[i]][mistakes[0].outcomes[i].answer]++;
        n_right += samples.set.labels[i] == mistakes[0].outcomes[i].answer;
    }
    paint_scene(&view, &scene, &at_1280);
    const float totals = middle_x("10000"), shares = middle_x("%");
    const float sums_y = box_of(find_in("confusion", "10000")).y + 6;
    const struct paint_rect precision = box_of(find_in("confusion", "precision, %"));
    for (size_t t = 0; t < 10; t++) {
        size_t row = 0, column = 0;
        char text[32];
        for (size_t a = 0; a < 10; a++) {
            const struct paint_point at = middle_of(&layout, t, a);
            snprintf(text, sizeof text, "%zu", counts[t][a]);
            assert_string_equal(written_at("confusion", at.x, at.y), counts[t][a] ? text : "");
            row += counts[t][a];
            column += counts[a][t];
        }
        const struct paint_point end = middle_of(&layout, t, t);
        snprintf(text, sizeof text, "%zu", row);
        assert_string_equal(written_at("confusion", totals, end.y), text);
        print_share(counts[t][t], row, text);
        assert_string_equal(written_at("confusion", shares, end.y), text);
        snprintf(text, sizeof text, "%zu", column);
        assert_string_equal(written_at("confusion", end.x, sums_y), text);
        print_share(counts[t][t], column, text);
        assert_string_equal(written_at("confusion", end.x, precision.y + 0.5f * precision.height),
                            text);
    }
    char accuracy[64];
    snprintf(accuracy, sizeof accuracy, "%zu.%02zu\u00a0%%", n_right / 100, n_right % 100);
    find_in("heading", accuracy);
}

/* The worst three in words, as a search of the test's own finds them. */
static void test_the_worst_in_words(void **state)
{
    (void)state;
    const struct view view = view_as(&at_1280, text_language_find("en"));
    const struct scene_mistakes scene = usual();
    bool told[100] = {false};
    paint_scene(&view, &scene, &at_1280);
    for (int k = 0; k < 3; k++) {
        size_t worst = 1;
        for (size_t i = 0; i < 100; i++) {
            const bool larger =
                mistakes[0].metrics.confusion[i] > mistakes[0].metrics.confusion[worst] ||
                told[worst] || worst / 10 == worst % 10;
            worst = i / 10 != i % 10 && !told[i] && larger ? i : worst;
        }
        char text[64];
        told[worst] = true;
        snprintf(text, sizeof text, "%zu taken for %zu, %u times", worst / 10, worst % 10,
                 mistakes[0].metrics.confusion[worst]);
        find_in("ranks", text);
    }
}

/* Each cell and each line of the worst opens that cell; pictures are those of the list. */
static void test_spots(void **state)
{
    (void)state;
    const struct view view = view_as(&at_1280, text_language_find("en"));
    struct scene_mistakes scene = usual();
    open_cell(&scene, 3, 5);
    scene.among = true;
    scene.chosen = 2;
    const struct scene_mistakes_layout layout = lay_out(&view, &scene, &at_1280);
    size_t n_cells = 0, n_pictures = 0;
    const uint32_t *images;
    const size_t n = scene_mistakes_list(&scene, &images);
    for (size_t i = 0; i < layout.ui.n; i++) {
        const struct ui_item *item = &layout.ui.items[i];
        if (strcmp(item->action->name, "cell") == 0 && is_inside(&item->rect, &layout.matrix)) {
            const struct paint_point at =
                middle_of(&layout, (size_t)item->argument / 10, (size_t)item->argument % 10);
            assert_true(fabsf(at.x - item->rect.x - 0.5f * item->rect.width) < 1);
            assert_true(fabsf(at.y - item->rect.y - 0.5f * item->rect.height) < 1);
            n_cells++;
        }
        if (strcmp(item->action->name, "picture") == 0) {
            assert_int_equal(item->argument, images[n_pictures]);
            assert_int_equal(item->on, n_pictures == 2);
            n_pictures++;
        }
    }
    assert_int_equal(n_cells, 100);
    assert_int_equal(n_pictures, n < layout.page ? n : layout.page);
}

/* The second page begins where the first one ends. */
static void test_pages(void **state)
{
    (void)state;
    const struct view view = view_as(&at_1280, text_language_find("en"));
    struct scene_mistakes scene = usual();
    const struct scene_mistakes_layout first = lay_out(&view, &scene, &at_1280);
    assert_true(first.page >= 4);
    scene.chosen = first.page + 1; /* not the first of them */
    const struct scene_mistakes_layout second = lay_out(&view, &scene, &at_1280);
    for (size_t i = 0; i < second.ui.n; i++) {
        if (strcmp(second.ui.items[i].action->name, "picture") == 0) {
            assert_int_equal(second.ui.items[i].argument, mistakes[0].wrong[first.page]);
            return;
        }
    }
    fail();
}

/* Of two models, the four counts as they were counted, in words. */
static void test_both_models(void **state)
{
    (void)state;
    const struct view view = view_as(&at_1280, text_language_find("en"));
    struct scene_mistakes scene = usual();
    size_t n[4] = {0};
    for (size_t i = 0; i < mistakes[0].metrics.n; i++) {
        const bool a = mistakes[0].outcomes[i].answer == samples.set.labels[i];
        const bool b = mistakes[1].outcomes[i].answer == samples.set.labels[i];
        n[a ? (b ? 0 : 1) : (b ? 2 : 3)]++;
    }
    show_beside(&scene, drawings);
    paint_scene(&view, &scene, &at_1280);
    static const char *const texts[] = {"both right: ", "only A: ", "only B: ", "neither: "};
    for (size_t i = 0; i < 4; i++) {
        char number[TEXT_NUMBER_SIZE], text[128];
        snprintf(text, sizeof text, "%s%s", texts[i], text_count(view.language, n[i], number));
        find_in("versus", text);
    }
    scene.versus.sides[1].snapshot = NULL;
    paint_scene(&view, &scene, &at_1280);
    find_in("versus", "there is one model only");
}

/* A network that says 75 %, or 100 %, and is right in a half of them. */
static void test_calibration_in_words(void **state)
{
    (void)state;
    const struct view view = view_as(&at_1280, text_language_find("en"));
    struct scene_mistakes scene = usual();
    struct mistakes sure = {
        .metrics = {.n = 8, .n_classes = 10, .accuracy = 0.5, .calibration_error = 0.375},
        .confidence = 0.875,
        .bins = {[7] = {4, 2, 3.0}, [9] = {4, 2, 4.0}},
    };
    sure.metrics.confusion = mistakes[0].metrics.confusion;
    sure.cells = mistakes[0].cells;
    scene.mistakes = &sure;
    scene.calibration = true;
    paint_scene(&view, &scene, &at_1280);
    find_in("calibration", "calibration error 37.5\u00a0%");
    find_in("calibration", "it is 87.5\u00a0% sure on average, and 50.0\u00a0% right: too sure");
}

static void test_describe(void **state)
{
    (void)state;
    const struct view view = view_as(&at_1280, text_language_find("en"));
    struct scene_mistakes scene = usual();
    char text[SCENE_MISTAKES_TEXT];
    scene_mistakes_describe(&view, &scene, text);
    assert_non_null(strstr(text, "is right on 9"));
    assert_non_null(strstr(text, "most often it takes "));
    scene.mistakes = &none;
    assert_string_equal(scene_mistakes_describe(&view, &scene, text),
                        "the mistakes are not counted yet");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_add_up), cmocka_unit_test(test_the_worst_in_words),
        cmocka_unit_test(test_spots),          cmocka_unit_test(test_pages),
        cmocka_unit_test(test_both_models),    cmocka_unit_test(test_calibration_in_words),
        cmocka_unit_test(test_describe),
    };
    return cmocka_run_group_tests_name("scene mistakes", tests, begin_mistakes, end_mistakes);
}
