/* SPDX-License-Identifier: MIT */

/* Where everything of the Train scene is, in every state, size and language: nothing overflows or
 * overlaps, and the curve's track means the moment under it. */

#include "places.h"
#include "shot.h"

#include "gui/scene_train.h"
#include "gui/view_health.h"

#include <math.h>

static const struct look {
    const char *sizes;
    float width, height;
    float least; /* no text is smaller */
} looks[] = {
    {"normal", 640, 400, 6},       {"normal", 800, 500, 7},     {"normal", 1024, 768, 8},
    {"normal", 1280, 720, 8},      {"normal", 1920, 1080, 12},  {"normal", 3840, 2160, 24},
    {"projector", 640, 400, 6},    {"projector", 800, 500, 7},  {"projector", 1280, 720, 12},
    {"projector", 1920, 1080, 18}, {"projector", 960, 1080, 8}, {"normal", 640, 1000, 6},
};

enum {
    N_LOOKS = sizeof looks / sizeof *looks,
    N_STATES = 10,
    PER_EPOCH = 8,
    EPOCHS = 12,
    WIDE = 5, /* hidden layers of the deep network */
};

static struct snapshot *drawn, *empty, *deep_drawn;
static struct lume_model deep;
static struct curve curves[2];
static struct runner_report report;

static void make_curve(struct curve *out, double slowness)
{
    for (int i = 0; i <= PER_EPOCH * EPOCHS; i++) {
        const double epoch = (double)i / PER_EPOCH, loss = 2.3 / (1 + epoch / slowness);
        const bool ends = i % PER_EPOCH == 0;
        out->points[out->n++] = (struct curve_point){
            .epoch = epoch,
            .batches = (uint64_t)(430 * epoch),
            .train_loss = (float)loss,
            .train_accuracy = (float)(1 - 0.39 * loss),
            .validation_loss = ends ? (float)loss + 0.01f * (float)epoch : NAN,
            .validation_accuracy = ends ? (float)(1 - 0.4 * loss) : NAN,
            .ends = ends,
        };
    }
    out->best_epoch = 7;
}

/* What is trained, and what of it is seen. */
static void make_report(int state)
{
    memset(&report, 0, sizeof report);
    recipe_defaults(&report.recipe);
    assert_int_equal(recipe_resolve(&report.recipe, NULL), RECIPE_SOUND);
    report.state = state == 0   ? RUNNER_LOADING
                   : state == 4 ? RUNNER_DIVERGED
                   : state == 5 ? RUNNER_ENDED
                   : state == 6 ? RUNNER_PAUSED
                                : RUNNER_RUNNING;
    report.loaded = 0.4;
    report.model = state == 0 ? NULL : state == 7 ? &deep : &model;
    report.n_train = state == 8 ? 11000 : 55000;
    report.source = state == 8 ? RUNNER_GENERATED : RUNNER_MNIST;
    report.shown = state == 6 ? 3 : RUNNER_LIVE;
    report.progress = (struct lume_trainer_progress){
        .state = state == 5 ? LUME_DONE_PATIENCE : LUME_TRAINING,
        .epoch = 12,
        .batch = 428,
        .n_batches = 430,
        .best_epoch = 7,
        .best_validation_accuracy = 0.97,
    };
    report.curve = curves[0];
    report.n_moments = EPOCHS;
    for (size_t i = 0; i < report.n_moments; i++) {
        report.moments[i].epoch = (double)i;
    }
    report.has_health = state > 1;
    for (size_t l = 0; l < LUME_MAX_LAYERS; l++) {
        report.health[l] = (struct health_layer){
            .gradient_norm = state == 7 ? 1e-9 : 0.03,
            .update_ratio = 3.4e-4,
            .saturated = 0.98,
            .dead = l == 1 ? 0.42 : 0,
        };
    }
    if (state == 7) {
        report.health[WIDE].gradient_norm = 0.3;
    }
}

static struct scene_train make_scene(int state, const struct text_language *language)
{
    make_report(state);
    struct scene_train scene = {
        .report = &report,
        .chart = {.n = 1,
                  .runs = {{.curve = &report.curve}},
                  .shown = state == 6 ? 3 : (double)NAN,
                  .pointed = (double)NAN,
                  .log_loss = state == 2},
        .snapshot = state == 7   ? deep_drawn
                    : state == 3 ? empty
                                 : drawn,
        .paper = {.ink = ink, .nib = LUME_INK_NIB / LUME_IMAGE_SIDE},
        .true_label = 7,
        .chosen = state == 9 ? 15 : 4,
        .speed = 4,
        .show_pitfalls = state == 4,
        .hide_controls = state == 3,
        .tabs = {4, {N_("Draw"), N_("Train"), N_("Teach"), N_("Mistakes")}, 1},
    };
    if (state == 4) {
        scene.pitfall = pitfall_find("overfitting");
        for (int i = 0; i < 4; i++) {
            scene.chart.runs[i] = (struct view_chart_run){
                .curve = &curves[i % 2],
                .name = text_get(language, scene.pitfall->runs[i].name),
                .look = i,
                .diverged = i == 3,
            };
        }
        scene.chart.n = 4;
    }
    if (state == 3) {
        scene.paper.ink.n_strokes = 0;
        scene.tabs.n = 0;
    }
    for (size_t i = 0; hyper_at(i); i++) {
        hyper_at(i)->print(&report.recipe, language, scene.values[i], SCENE_TRAIN_VALUE);
    }
    return scene;
}

static struct view make_view(const struct look *look, const struct text_language *language)
{
    return (struct view){theme_find("dark"), theme_sizes_find(look->sizes), language, font};
}

static void for_each(void (*check)(const struct scene_train *scene, const struct view *view,
                                   const struct look *look))
{
    for (size_t k = 0; k < N_LOOKS; k++) {
        for (size_t l = 0; text_language_at(l); l++) {
            for (int state = 0; state < N_STATES; state++) {
                const struct view view = make_view(&looks[k], text_language_at(l));
                const struct scene_train scene = make_scene(state, view.language);
                check(&scene, &view, &looks[k]);
            }
        }
    }
}

/* --- parts --- */

static struct scene_train_layout layout;

static void check_parts(const struct scene_train *scene, const struct view *view,
                        const struct look *look)
{
    scene_train_layout(view, scene, look->width, look->height, &layout);
    const struct {
        const char *name;
        const struct paint_rect *rect;
    } parts[] = {
        {"status", &layout.status},   {"caption", &layout.caption},   {"legend", &layout.legend},
        {"loss", &layout.loss},       {"accuracy", &layout.accuracy}, {"paper", &layout.paper},
        {"answer", &layout.answer},   {"network", &layout.network},   {"bars", &layout.bars},
        {"weights", &layout.weights}, {"health", &layout.health},
    };
    const struct paint_rect page = {0, 0, look->width + 0.5f, look->height + 0.5f};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].rect->height > 0 && !is_inside(parts[i].rect, &page)) {
            fail_msg("%s leaves %d x %d, %s", parts[i].name, (int)look->width, (int)look->height,
                     look->sizes);
        }
        for (size_t k = 0; parts[i].rect->height > 0 && k < i; k++) {
            if (parts[k].rect->height > 0 && overlap(parts[i].rect, parts[k].rect)) {
                fail_msg("%s lies on %s in %d x %d, %s, %s", parts[i].name, parts[k].name,
                         (int)look->width, (int)look->height, look->sizes, view->language->name);
            }
        }
    }
    if (layout.loss.height < 60 || layout.paper.height < 40 || layout.network.width < 100) {
        fail_msg("little is left of %d x %d, %s, %s: %d, %d, %d", (int)look->width,
                 (int)look->height, look->sizes, view->language->name, (int)layout.loss.height,
                 (int)layout.paper.height, (int)layout.network.width);
    }
    assert_int_equal(layout.ui.n > 2, !scene->hide_controls);
}

static void test_parts(void **state)
{
    (void)state;
    for_each(check_parts);
}

/* The line of a setting has its buttons in it; nothing else overlaps. */
static void check_controls(const struct scene_train *scene, const struct view *view,
                           const struct look *look)
{
    const struct paint_rect page = {0, 0, look->width, look->height};
    bool chosen = scene->hide_controls || scene->show_pitfalls;
    scene_train_layout(view, scene, look->width, look->height, &layout);
    for (size_t i = 0; i < layout.ui.n; i++) {
        const struct ui_item *item = &layout.ui.items[i];
        if (!is_inside(&item->rect, &page)) {
            fail_msg("%s leaves %d x %d, %s", item->action->name, (int)look->width,
                     (int)look->height, look->sizes);
        }
        chosen = chosen || (item->kind == UI_STEPPER && item->on);
        for (size_t k = 0; k < i; k++) {
            const struct ui_item *other = &layout.ui.items[k];
            if (other->kind != UI_STEPPER && overlap(&item->rect, &other->rect)) {
                fail_msg("%s:%d lies on %s:%d in %d x %d, %s", item->action->name, item->argument,
                         other->action->name, other->argument, (int)look->width, (int)look->height,
                         look->sizes);
            }
        }
    }
    assert_true(chosen);
    for (size_t i = 0; i < layout.ui.n; i++) {
        assert_false(layout.health.height > 0 && overlap(&layout.ui.items[i].rect, &layout.health));
        assert_false(layout.weights.height > 0 &&
                     overlap(&layout.ui.items[i].rect, &layout.weights));
    }
}

static void test_controls(void **state)
{
    (void)state;
    for_each(check_controls);
}

/* --- pages of settings --- */

static const struct ui_item *find_setting(int argument)
{
    for (size_t i = 0; i < layout.ui.n; i++) {
        const struct ui_item *item = &layout.ui.items[i];
        if (strcmp(item->action->name, "train-setting") == 0 && item->argument == argument) {
            return item;
        }
    }
    return NULL;
}

/* Whichever is chosen, the pointer comes to any other by at most one page, and what turns
 * pages stays where it is. */
static void check_pages(const struct scene_train *scene, const struct view *view,
                        const struct look *look)
{
    struct scene_train other = *scene;
    int first = 0;
    if (scene->hide_controls || scene->show_pitfalls) {
        return;
    }
    for (int i = 0; hyper_at((size_t)i); i++) {
        other.chosen = (size_t)i;
        scene_train_layout(view, &other, look->width, look->height, &layout);
        assert_non_null(find_setting(SCENE_TRAIN_SETTING + i));
        if (find_setting(SCENE_TRAIN_PAGE + i)) {
            first = i;
        }
        const struct ui_item *page = find_setting(SCENE_TRAIN_PAGE + first);
        const struct ui_item *before = find_setting(SCENE_TRAIN_SETTING + first);
        assert_non_null(before);
        assert_true(page ? page->on : find_setting(SCENE_TRAIN_SETTING) != NULL);
        const float y = page ? page->rect.y : 0;
        other.chosen = 0;
        scene_train_layout(view, &other, look->width, look->height, &layout);
        page = find_setting(SCENE_TRAIN_PAGE + first);
        assert_true(page ? page->rect.y == y : y == 0);
    }
}

static void test_pages(void **state)
{
    (void)state;
    for_each(check_pages);
}

/* --- texts --- */

static void check_words(const struct scene_train *scene, const struct view *view,
                        const struct look *look)
{
    const struct paint_rect page = {0, 0, look->width, look->height};
    start_recorder(font);
    scene_train_paint(view, scene, look->width, look->height, NULL, &recorder.paint);
    assert_int_equal(recorder.paint.depth, 0);
    for (size_t i = 0; i < recorder.n_texts; i++) {
        const struct written *text = &recorder.texts[i];
        const struct paint_rect box = box_of(text);
        const bool small = text->style.font.size < look->least;
        if (!is_inside(&box, &page) || small || strstr(text->text, "nan")) {
            fail_msg("\"%s\" of size %d is not right in %d x %d, %s, %s", text->text,
                     (int)text->style.font.size, (int)look->width, (int)look->height, look->sizes,
                     view->language->name);
        }
    }
}

static void test_texts(void **state)
{
    (void)state;
    for_each(check_words);
}

static const struct written *find_start(const char *wanted)
{
    for (size_t i = 0; i < recorder.n_texts; i++) {
        if (strncmp(recorder.texts[i].text, wanted, strlen(wanted)) == 0) {
            return &recorder.texts[i];
        }
    }
    return NULL;
}

static size_t count_texts(const char *wanted)
{
    size_t n = 0;
    for (size_t i = 0; i < recorder.n_texts; i++) {
        n += strcmp(recorder.texts[i].text, wanted) == 0;
    }
    return n;
}

/* On a projector they are below the pitfalls, and what is wrong is told of each layer. */
static void test_gauges(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_LOOKS; k++) {
        const bool usual = looks[k].width * 9 == looks[k].height * 16;
        for (size_t l = 0; usual && text_language_at(l); l++) {
            const struct view view = make_view(&looks[k], text_language_at(l));
            struct scene_train scene = make_scene(7, view.language);
            scene.show_pitfalls = true;
            start_recorder(font);
            scene_train_paint(&view, &scene, looks[k].width, looks[k].height, NULL,
                              &recorder.paint);
            const char *word = view_health_name(view.language, VIEW_VANISHING);
            assert_non_null(find_start(text_get(view.language, "gradient")));
            assert_true(count_texts(word) == 1 + WIDE || strcmp(looks[k].sizes, "normal") == 0);
            scene_train_layout(&view, &scene, looks[k].width, looks[k].height, &layout);
            assert_true(layout.health.height > 0);
            scene = make_scene(1, view.language);
            scene.show_pitfalls = true;
            scene_train_layout(&view, &scene, looks[k].width, looks[k].height, &layout);
            assert_true(layout.weights.height > 0);
        }
    }
}

/* Neurons lie close together here: lines leave room for each other, and strong ones stand out. */
static void test_lines(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_LOOKS; k++) {
        const struct view view = make_view(&looks[k], text_language_find("en"));
        const struct scene_train scene = make_scene(1, view.language);
        float widest = 0, thinnest = 1e9f;
        scene_train_layout(&view, &scene, looks[k].width, looks[k].height, &layout);
        start_recorder(font);
        scene_train_paint(&view, &scene, looks[k].width, looks[k].height, NULL, &recorder.paint);
        for (size_t i = 0; i < recorder.n_lines; i++) {
            widest = fmaxf(widest, recorder.lines[i].width);
            thinnest = fminf(thinnest, recorder.lines[i].width);
        }
        const float distance = layout.network.height / 16;
        const bool tiny = looks[k].width <= 800; /* where lines are hardly seen otherwise */
        assert_true(recorder.n_lines > 0);
        assert_true(widest <= (tiny ? 0.5f : 0.2f) * distance);
        assert_true(widest > 2 * thinnest);
    }
}

/* What the room is told in words. */
static void test_status(void **state)
{
    (void)state;
    static const struct {
        int state;
        const char *words, *other;
    } told[] = {
        {0, "loading the images: 40", "draw here"},
        {1, "epoch 13 of ", "55,000 digits of MNIST"},
        {4, "diverged", "early stopping"},
        {5, "stopped early; epoch 7 was best", "55,000 digits of MNIST"},
        {6, "back after 3.00 epochs", "3"},
        {7, "epoch 13 of ", "vanishing"},
        {8, "epoch 13 of ", "no MNIST here: 11,000 generated digits"},
    };
    const struct look *look = &looks[3];
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const struct view view = make_view(look, text_language_find("en"));
        struct scene_train scene = make_scene(told[i].state, view.language);
        scene.paper.ink.n_strokes = told[i].state == 0 ? 0 : scene.paper.ink.n_strokes;
        start_recorder(font);
        scene_train_paint(&view, &scene, look->width, look->height, NULL, &recorder.paint);
        assert_non_null(find_start(told[i].words));
        assert_non_null(find_start(told[i].other));
    }
    const struct view view = make_view(look, text_language_find("en"));
    const struct scene_train scene = make_scene(1, view.language);
    char text[SCENE_TRAIN_TEXT];
    assert_string_equal(scene_train_describe(&view, &scene, text),
                        "training: epoch 13 of 100, batch 428 of 430; at best 97.0\u00a0% of the "
                        "validation digits are right");
}

/* --- the track --- */

static void test_track(void **state)
{
    (void)state;
    const struct scene_train scene = make_scene(1, text_language_find("en"));
    const struct chart_axis time = view_chart_time(&scene.chart);
    for (int i = 0; i < EPOCHS; i++) {
        const float share = chart_axis_share(&time, (double)i);
        assert_int_equal(scene_train_moment(&scene, share), i);
        assert_int_equal(scene_train_moment(&scene, share + 0.01f), i);
    }
    assert_int_equal(scene_train_moment(&scene, chart_axis_share(&time, EPOCHS)), RUNNER_LIVE);
    assert_int_equal(scene_train_moment(&scene, 1), RUNNER_LIVE);
    report.n_moments = 0;
    assert_int_equal(scene_train_moment(&scene, 0.2f), RUNNER_LIVE);
}

/* The pointer over a curve brings its values. */
static void test_pointer(void **state)
{
    (void)state;
    const struct look *look = &looks[3];
    const struct view view = make_view(look, text_language_find("en"));
    const struct scene_train scene = make_scene(1, view.language);
    scene_train_layout(&view, &scene, look->width, look->height, &layout);
    for (size_t i = 0; i < layout.ui.n; i++) {
        const struct ui_item *item = &layout.ui.items[i];
        if (item->kind == UI_TRACK) {
            const struct chart_axis time = view_chart_time(&scene.chart);
            const float share = chart_axis_share(&time, 4);
            const struct ui_pointer pointer = {
                (int)i, UI_NOTHING, item->rect.x + share * item->rect.width, item->rect.y + 9};
            start_recorder(font);
            scene_train_paint(&view, &scene, look->width, look->height, &pointer, &recorder.paint);
            assert_non_null(find_start("0.460"));
            assert_non_null(find_start("0.500"));
            assert_non_null(find_start("81.6"));
        }
    }
}

static int begin(void **state)
{
    static const size_t widths[] = {16, 16, 16, 16, 16, 10};
    const struct lume_strokes none = {0};
    set_up(state);
    deep = make_model(widths, WIDE + 1, "sigmoid");
    drawn = recognize(&model, &ink);
    empty = recognize(&model, &none);
    deep_drawn = recognize(&deep, &ink);
    make_curve(&curves[0], 1);
    make_curve(&curves[1], 5);
    return 0;
}

static int end(void **state)
{
    snapshot_destroy(drawn);
    snapshot_destroy(empty);
    snapshot_destroy(deep_drawn);
    lume_model_finish(&deep);
    return tear_down(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),   cmocka_unit_test(test_controls),
        cmocka_unit_test(test_pages),   cmocka_unit_test(test_texts),
        cmocka_unit_test(test_status),  cmocka_unit_test(test_gauges),
        cmocka_unit_test(test_lines),   cmocka_unit_test(test_track),
        cmocka_unit_test(test_pointer),
    };
    return cmocka_run_group_tests_name("scene_train", tests, begin, end);
}
