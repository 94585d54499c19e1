/* SPDX-License-Identifier: MIT */

/* The Teach scene: where everything is, and what it shows, compared to the byte with pictures in
 * golden/ or by their sums. `gui-scene_teach FOLDER OTHER` writes the first into one folder, and
 * the others into another, with their sums: look at each before it becomes the new one. */

#include "shot.h"

#include "golden.h"

#include "gui/scene_teach.h"
#include "gui/teach_page.h"

#include <lume/dataset.h>

/* --- a lesson --- */

static struct lume_dataset digits;

struct lesson {
    struct teach *teach;
    struct snapshot *snapshot;
    struct scene_teach scene;
};

static struct snapshot *recognize_image(const struct lume_model *of, const uint8_t *image)
{
    struct lume_recognizer *recognizer;
    struct snapshot *snapshot;
    struct lume_answer answer;
    CHECK_OK(lume_recognizer_create(of, &recognizer, &error), error);
    CHECK_OK(snapshot_create(of, &snapshot, &error), error);
    lume_recognize(recognizer, image, &answer);
    snapshot_take(snapshot, recognizer, &answer);
    lume_recognizer_destroy(recognizer);
    return snapshot;
}

static struct lesson begin_lesson(const struct lume_model *of, const uint8_t *image, int label)
{
    struct lesson lesson = {.snapshot = recognize_image(of, image)};
    CHECK_OK(teach_create(of->network, &lesson.teach, &error), error);
    teach_begin(lesson.teach, of->network, lesson.snapshot->image, label);
    lesson.scene = (struct scene_teach){.teach = lesson.teach,
                                        .snapshot = lesson.snapshot,
                                        .sample = image,
                                        .nib = LUME_INK_NIB,
                                        .tabs = {3, {"Draw", "Train", "Teach"}, 2}};
    return lesson;
}

static void end_lesson(struct lesson *lesson)
{
    teach_destroy(lesson->teach);
    snapshot_destroy(lesson->snapshot);
}

/* --- where everything is --- */

struct look {
    const char *sizes;
    float width, height;
    float least; /* no text is smaller */
};

static const struct look looks[] = {
    {"normal", 640, 400, 6},    {"normal", 800, 500, 8},      {"normal", 1024, 768, 11},
    {"normal", 1280, 720, 12},  {"normal", 1920, 1080, 18},   {"normal", 3840, 2160, 36},
    {"projector", 800, 500, 8}, {"projector", 1280, 720, 15}, {"projector", 1920, 1080, 22},
    {"normal", 640, 1000, 6},   {"projector", 960, 1080, 10},
};

static struct view look_at(const struct look *look, const struct text_language *language)
{
    return (struct view){theme_find("dark"), theme_sizes_find(look->sizes), language, font};
}

static void record(const struct lesson *lesson, const struct look *look, const struct view *view)
{
    memset(&recorder, 0, sizeof recorder);
    recorder.paint = (struct paint){&backend, font, 0};
    scene_teach_paint(view, &lesson->scene, look->width, look->height, NULL, &recorder.paint);
    assert_int_equal(recorder.paint.depth, 0);
}

static bool is_inside(const struct paint_rect *a, const struct paint_rect *b)
{
    const float e = 0.01f;
    return a->x >= b->x - e && a->x + a->width <= b->x + b->width + e && a->y >= b->y - e &&
           a->y + a->height <= b->y + b->height + e;
}

static bool overlap(const struct paint_rect *a, const struct paint_rect *b)
{
    const float e = 0.01f;
    return a->x + e < b->x + b->width && b->x + e < a->x + a->width &&
           a->y + e < b->y + b->height && b->y + e < a->y + a->height;
}

static void check_texts(const struct lesson *lesson, const struct look *look,
                        const struct view *view)
{
    const struct paint_rect all = {0, 0, look->width, look->height};
    struct teach_page page;
    record(lesson, look, view);
    for (size_t i = 0; i < recorder.n_texts; i++) {
        const struct written *text = &recorder.texts[i];
        const float capital = font_heights(font, &text->style.font).capital;
        const struct paint_rect box = {text->x, text->y - capital, text->width, capital};
        if (text->cut || text->style.font.size < look->least || !is_inside(&box, &all)) {
            fail_msg("\"%s\" of size %g at %g, %g in %d x %d, %s, %s, step %zu", text->text,
                     (double)text->style.font.size, (double)text->x, (double)text->y,
                     (int)look->width, (int)look->height, look->sizes, view->language->name,
                     teach_index(lesson->teach));
        }
    }
    teach_page_write(lesson->teach, view->language, &page);
    for (size_t i = 0; i < page.n_lines; i++) {
        assert_non_null(find_text(page.lines[i].right));
        assert_true(!page.lines[i].left[0] || find_text(page.lines[i].left));
    }
    assert_non_null(find_text(page.title));
}

static void check_places(const struct lesson *lesson, const struct look *look,
                         const struct view *view)
{
    const struct paint_rect all = {0, 0, look->width, look->height};
    struct scene_teach_layout layout;
    scene_teach_layout(view, &lesson->scene, look->width, look->height, &layout);
    const struct paint_rect *const places[] = {&layout.rail,    &layout.paper,   &layout.label,
                                               &layout.network, &layout.outputs, &layout.page};
    enum { N_PLACES = sizeof places / sizeof *places };
    for (size_t i = 0; i < N_PLACES; i++) {
        assert_true(is_inside(places[i], &all));
        for (size_t k = 0; k < i; k++) {
            assert_false(overlap(places[i], places[k]));
        }
    }
    for (size_t i = 0; i < layout.ui.n; i++) {
        const struct ui_item *item = &layout.ui.items[i];
        assert_true(is_inside(&item->rect, &all));
        for (size_t k = 0; k < i; k++) {
            assert_false(overlap(&item->rect, &layout.ui.items[k].rect));
        }
        for (size_t k = 0; k < N_PLACES && item->kind != UI_SPOT; k++) {
            assert_false(overlap(&item->rect, places[k]));
        }
    }
}

static void for_each_look(const struct lesson *lesson,
                          void (*check)(const struct lesson *lesson, const struct look *look,
                                        const struct view *view))
{
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        for (size_t k = 0; text_language_at(k); k++) {
            const struct view view = look_at(&looks[i], text_language_at(k));
            check(lesson, &looks[i], &view);
        }
    }
}

static void for_each_step(void (*check)(const struct lesson *lesson, const struct look *look,
                                        const struct view *view))
{
    for (size_t i = 0; i < 3; i++) {
        struct lesson lesson = begin_lesson(&model, digits.pixels + i * LUME_IMAGE_SIZE,
                                            i < 2 ? (int)(3 * i) : TEACH_NO_LABEL);
        lesson.scene.hide_controls = i == 1;
        for (size_t step = 0; step < teach_count_open(lesson.teach); step++) {
            teach_go(lesson.teach, step);
            for_each_look(&lesson, check);
        }
        end_lesson(&lesson);
    }
}

static void test_texts(void **state)
{
    (void)state;
    for_each_step(check_texts);
}

static void test_places(void **state)
{
    (void)state;
    for_each_step(check_places);
}

/* --- what is hit --- */

static void test_neurons_and_weights_are_hit(void **state)
{
    (void)state;
    const struct view view = look_at(&looks[3], text_language_find("en"));
    struct lesson lesson = begin_lesson(&model, digits.pixels, 4);
    struct scene_teach_layout layout;
    teach_go(lesson.teach, 9);
    record(&lesson, &looks[3], &view);
    assert_true(recorder.n_discs >= 42);
    scene_teach_layout(&view, &lesson.scene, 1280, 720, &layout);
    const struct paint_point at = recorder.discs[0];
    struct scene_teach_hit hit =
        scene_teach_at(&view, &lesson.scene, 1280, 720, &layout, at.x, at.y);
    assert_int_equal(hit.neuron.layer, 0);
    assert_int_equal(hit.neuron.unit, 0);
    assert_false(hit.has_weight);
    hit = scene_teach_at(&view, &lesson.scene, 1280, 720, &layout, layout.network.x + 1,
                         layout.network.y + layout.network.height / 2 + 20);
    assert_true(hit.neuron.layer < 0 && hit.has_weight);
    assert_int_equal(hit.weight.layer, 0);
    assert_int_equal(hit.weight.from % LUME_IMAGE_SIDE, 0);
    assert_int_equal(hit.weight.to, teach_focus(lesson.teach, 0));
    /* on the way from the third neuron of layer 1 to the tenth of layer 2 */
    const struct paint_point from = recorder.discs[2], to = recorder.discs[16 + 9];
    const float share = 0.41f;
    hit = scene_teach_at(&view, &lesson.scene, 1280, 720, &layout, from.x + share * (to.x - from.x),
                         from.y + share * (to.y - from.y));
    assert_true(hit.neuron.layer < 0 && hit.has_weight);
    assert_int_equal(hit.weight.layer, 1);
    assert_int_equal(hit.weight.from, 2);
    assert_int_equal(hit.weight.to, 9);
    hit = scene_teach_at(&view, &lesson.scene, 1280, 720, &layout, NAN, 1e9f);
    assert_true(hit.neuron.layer < 0 && !hit.has_weight);
    end_lesson(&lesson);
}

/* --- other states --- */

static void test_without_lesson(void **state)
{
    (void)state;
    struct lesson lesson = begin_lesson(&model, digits.pixels, 4);
    lesson.scene.teach = NULL;
    lesson.scene.state = SCENE_TEACH_EMPTY;
    const struct view view = look_at(&looks[3], text_language_find("pt-BR"));
    char text[SCENE_TEACH_TEXT];
    record(&lesson, &looks[3], &view);
    assert_non_null(find_text("Ensine este dígito à rede"));
    assert_non_null(strstr(scene_teach_describe(&view, &lesson.scene, text), "desenhe"));
    lesson.scene.state = SCENE_TEACH_CANNOT;
    record(&lesson, &looks[3], &view);
    assert_non_null(strstr(scene_teach_describe(&view, &lesson.scene, text), "softmax"));
    end_lesson(&lesson);
}

/* With what comes out. */
static void test_it_is_described(void **state)
{
    (void)state;
    const struct view view = look_at(&looks[3], text_language_find("en"));
    struct lesson lesson = begin_lesson(&model, digits.pixels, 4);
    struct teach_page page;
    char text[SCENE_TEACH_TEXT], result[TEACH_LINE + 8];
    teach_go(lesson.teach, 5);
    teach_page_write(lesson.teach, view.language, &page);
    snprintf(result, sizeof result, " E %s", page.lines[page.n_lines - 1].right);
    scene_teach_describe(&view, &lesson.scene, text);
    assert_ptr_equal(strstr(text, "The loss: "), text);
    assert_non_null(strstr(text, result));
    end_lesson(&lesson);
}

/* Where no label is known the network's answer is offered. */
static void test_label_is_asked_for(void **state)
{
    (void)state;
    const struct view view = look_at(&looks[3], text_language_find("en"));
    struct lesson lesson =
        begin_lesson(&model, digits.pixels + 7 * LUME_IMAGE_SIZE, TEACH_NO_LABEL);
    teach_go(lesson.teach, SIZE_MAX);
    record(&lesson, &looks[3], &view);
    assert_non_null(find_text("which digit is it?"));
    assert_non_null(find_text("Which digit is it? Type it, or click on its row."));
    char offer[32];
    snprintf(offer, sizeof offer, "It is %zu", teach_target(lesson.teach));
    assert_non_null(find_text(offer));
    end_lesson(&lesson);
}

/* --- pictures --- */

static const struct picture {
    const char *name;
    enum teach_kind kind;
    const char *language, *theme, *sizes;
    uint32_t width, height;
    uint32_t sum; /* of a picture that is too large to be kept; 0: it is kept */
} pictures[] = {
    {"teach-forward", TEACH_FORWARD, "en", "light", "normal", 1280, 720, 0x7463ac24},
    {"teach-loss", TEACH_LOSS, "pt-BR", "dark", "projector", 1280, 720, 0xf8433135},
    {"teach-output-deltas", TEACH_OUTPUT_DELTAS, "en", "dark", "normal", 800, 500, 0},
    {"teach-hidden-deltas", TEACH_HIDDEN_DELTAS, "en", "dark", "normal", 1280, 720, 0xd0e6bb44},
    {"teach-hidden-deltas-pt", TEACH_HIDDEN_DELTAS, "pt-BR", "light", "projector", 1280, 720,
     0xab4961b5},
    {"teach-gradient", TEACH_GRADIENT, "pt-BR", "light", "normal", 800, 500, 0},
    {"teach-gradient-projector", TEACH_GRADIENT, "en", "dark", "projector", 1280, 720, 0x5875d7a5},
    {"teach-update", TEACH_UPDATE, "pt-BR", "dark", "normal", 1280, 720, 0x46c43e53},
    {"teach-new-answer", TEACH_OUTCOME, "en", "light", "projector", 1280, 720, 0x79138b14},
};

/* A network that has learned is the one that is shown. */
static struct paint_raster *paint_picture(const struct picture *picture, struct paint_pixels *out)
{
    const struct view view = {theme_find(picture->theme), theme_sizes_find(picture->sizes),
                              text_language_find(picture->language), font};
    const float width = (float)picture->width, height = (float)picture->height;
    const uint8_t *image_of_nine = digits.pixels + 7 * LUME_IMAGE_SIZE;
    struct lesson lesson = begin_lesson(&model, image_of_nine, 4);
    struct paint_raster *raster;
    for (size_t i = 0; teach_step(lesson.teach).kind != picture->kind; i++) {
        teach_go(lesson.teach, i);
    }
    struct lume_model shown = model;
    CHECK_OK(lume_network_copy(teach_network(lesson.teach), &shown.network, &error), error);
    snapshot_destroy(lesson.snapshot);
    lesson.snapshot = recognize_image(&shown, image_of_nine);
    lesson.scene.snapshot = lesson.snapshot;
    CHECK_OK(paint_raster_create(picture->width, picture->height, 1, font, &raster, &error), error);
    struct paint *paint = paint_raster_paint(raster);
    paint_fill(paint, (struct paint_rect){0, 0, width, height}, 0, view.theme->stage);
    scene_teach_paint(&view, &lesson.scene, width, height, NULL, paint);
    *out = paint_raster_pixels(raster);
    end_lesson(&lesson);
    lume_network_destroy(shown.network);
    return raster;
}

static void test_pictures(void **state)
{
    (void)state;
    const bool has_font = golden_has_font();
    for (size_t i = 0; has_font && i < sizeof pictures / sizeof *pictures; i++) {
        struct paint_pixels pixels;
        struct paint_raster *raster = paint_picture(&pictures[i], &pixels);
        if (pictures[i].sum == 0) {
            golden_check(pictures[i].name, &pixels);
        } else if (golden_sum(&pixels) != pictures[i].sum) {
            fail_msg("%s: sum 0x%08x, expected 0x%08x", pictures[i].name,
                     (unsigned)golden_sum(&pixels), (unsigned)pictures[i].sum);
        }
        paint_raster_destroy(raster);
    }
}

static const char *write_to, *others_to;

static void write_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        struct paint_pixels pixels;
        struct paint_raster *raster = paint_picture(&pictures[i], &pixels);
        golden_write(pictures[i].sum ? others_to : write_to, pictures[i].name, &pixels);
        printf("# %s: 0x%08x\n", pictures[i].name, (unsigned)golden_sum(&pixels));
        paint_raster_destroy(raster);
    }
}

static int set_up_all(void **state)
{
    CHECK_OK(lume_dataset_synthesize(10, NULL, 3, NULL, &digits, &error), error);
    return set_up(state);
}

static int tear_down_all(void **state)
{
    lume_dataset_finish(&digits);
    return tear_down(state);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_neurons_and_weights_are_hit),
        cmocka_unit_test(test_without_lesson),
        cmocka_unit_test(test_it_is_described),
        cmocka_unit_test(test_label_is_asked_for),
        cmocka_unit_test(test_pictures),
    };
    const struct CMUnitTest writing[] = {cmocka_unit_test(write_all)};
    if (argc > 2) {
        write_to = argv[1];
        others_to = argv[2];
    }
    return write_to ? cmocka_run_group_tests_name("scene teach", writing, set_up_all, tear_down_all)
                    : cmocka_run_group_tests_name("scene teach", tests, set_up_all, tear_down_all);
}
