/* SPDX-License-Identifier: MIT */

/* The Draw scene, by a backend that writes down what is painted. */

#include "recorder.h"

#include "gui/color.h"
#include "gui/scene_draw.h"

#include <lume/image.h>
#include <lume/ink_image.h>

static struct lume_model model;
static struct font *font;
static struct lume_error error;

/* A picture of the test: what is shown, how, and how large. */
struct shot {
    struct scene_draw scene;
    const char *language, *sizes;
    float width, height;
};

static struct view view_of(const struct shot *shot)
{
    return (struct view){theme_find("dark"), theme_sizes_find(shot->sizes),
                         text_language_find(shot->language), font};
}

static void paint_shot(const struct shot *shot)
{
    const struct view view = view_of(shot);
    memset(&recorder, 0, sizeof recorder);
    recorder.paint = (struct paint){&backend, font, 0};
    scene_draw_paint(&view, &shot->scene, shot->width, shot->height, NULL, &recorder.paint);
    assert_int_equal(recorder.paint.depth, 0);
}

static const struct written *find_text(const char *wanted)
{
    for (size_t i = 0; i < recorder.n_texts; i++) {
        if (strcmp(recorder.texts[i].text, wanted) == 0) {
            return &recorder.texts[i];
        }
    }
    return NULL;
}

/* --- what is recognised --- */

static const struct lume_ink_point seven[] = {{0.3, 0.2, 0}, {0.7, 0.2, 0}, {0.45, 0.8, 0}};
static const uint32_t seven_ends[] = {3};
static const struct lume_strokes ink = {seven, seven_ends, 1};

static struct snapshot *recognize(const struct lume_model *of, const struct lume_strokes *strokes)
{
    struct lume_recognizer *recognizer;
    struct snapshot *snapshot;
    struct lume_answer answer;
    CHECK_OK(lume_recognizer_create(of, &recognizer, &error), error);
    CHECK_OK(snapshot_create(of, &snapshot, &error), error);
    lume_recognize_ink(recognizer, strokes, &answer);
    snapshot_take(snapshot, recognizer, &answer);
    lume_recognizer_destroy(recognizer);
    return snapshot;
}

static struct shot shot_of(const struct snapshot *snapshot)
{
    return (struct shot){
        .scene = {.snapshot = snapshot,
                  .ink = ink,
                  .nib = LUME_INK_NIB,
                  .true_label = 7,
                  .selected = {-1, 0}},
        .language = "en",
        .sizes = "normal",
        .width = 1280,
        .height = 720,
    };
}

/* A model of these layers with random weights. */
static struct lume_model make_model(const size_t *widths, size_t n, const char *hidden)
{
    struct lume_layer_config layers[16];
    struct lume_model made = {.rows = LUME_IMAGE_SIDE, .columns = LUME_IMAGE_SIDE};
    struct lume_rng rng = lume_rng_make(1, 2);
    for (size_t i = 0; i < n; i++) {
        layers[i].width = widths[i];
        layers[i].activation = lume_activation_find(i + 1 < n ? hidden : "softmax");
    }
    CHECK_OK(lume_network_create(LUME_IMAGE_SIZE, layers, n, &made.network, &error), error);
    lume_network_initialize(made.network, lume_initializer_find("glorot"), &rng);
    return made;
}

static int set_up(void **state)
{
    (void)state;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    CHECK_OK(font_create(&font, &error), error);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    font_destroy(font);
    lume_model_finish(&model);
    return 0;
}

/* --- tests --- */

static void test_all_lines(void **state)
{
    (void)state;
    struct snapshot *snapshot = recognize(&model, &ink);
    struct shot shot = shot_of(snapshot);
    const struct theme *theme = theme_find("dark");
    for (int weights = 0; weights < 2; weights++) {
        shot.scene.show_weights = weights;
        paint_shot(&shot);
        assert_int_equal(recorder.n_lines, 16 * 16 + 16 * 10);
        assert_int_equal(recorder.n_discs, 16 + 16 + 10);
        size_t n_dashed = 0;
        for (size_t i = 0; i < recorder.n_lines; i++) {
            const struct line *line = &recorder.lines[i];
            const uint32_t sign = line->dashed ? theme->negative : theme->positive;
            assert_int_equal(line->color & 0xffffff, sign & 0xffffff);
            n_dashed += line->dashed;
            if (i > 0 && i != 256) {
                assert_true(color_alpha(line->color) + 1 >= color_alpha(line[-1].color));
            }
        }
        assert_in_range(n_dashed, 100, 316);
        assert_true(color_alpha(recorder.lines[255].color) >= (weights ? 255 : 100));
    }
    snapshot_destroy(snapshot);
}

static void check_texts(const struct shot *shot, float least)
{
    paint_shot(shot);
    assert_true(recorder.n_texts > 20);
    for (size_t i = 0; i < recorder.n_texts; i++) {
        const struct written *text = &recorder.texts[i];
        if (text->cut || text->x < 0 || text->x + text->width > shot->width ||
            text->y > shot->height || text->y - text->style.font.size < -1 ||
            text->style.font.size < least) {
            fail_msg("\"%s\" at %d, %d of %d x %d, %s, %s%s", text->text, (int)text->x,
                     (int)text->y, (int)shot->width, (int)shot->height, shot->language, shot->sizes,
                     text->cut ? ", cut" : "");
        }
    }
}

/* Every text fits, in every language, and can be read from the last row. */
static void test_texts_fit(void **state)
{
    (void)state;
    static const struct {
        const char *sizes;
        float width, height, least;
    } cases[] = {
        {"normal", 1280, 720, 12},  {"normal", 800, 500, 9},      {"normal", 640, 400, 5},
        {"normal", 1920, 1080, 18}, {"projector", 1280, 720, 20}, {"projector", 1920, 1080, 30},
        {"normal", 3840, 2160, 36},
    };
    static const struct view_neuron neurons[] = {{-1, 0}, {0, 3}, {1, 15}, {2, 4}};
    const struct lume_strokes none = {0};
    struct snapshot *snapshots[] = {recognize(&model, &ink), recognize(&model, &none)};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        for (size_t l = 0; text_language_at(l); l++) {
            for (size_t k = 0; k < 8; k++) {
                struct shot shot = shot_of(snapshots[k / 4]);
                shot.scene.selected = neurons[k % 4];
                shot.scene.ink = k / 4 ? none : ink;
                shot.scene.show_weights = k == 0;
                shot.language = text_language_at(l)->name;
                shot.sizes = cases[c].sizes;
                shot.width = cases[c].width;
                shot.height = cases[c].height;
                check_texts(&shot, cases[c].least);
            }
        }
    }
    snapshot_destroy(snapshots[0]);
    snapshot_destroy(snapshots[1]);
}

/* The number of a text, in hundredths; its minus sign is three bytes. */
static long read_number(const char *from)
{
    const bool negative = strncmp(from, "−", 3) == 0;
    const char *digits = from + (negative ? 3 : 0);
    const char *point = strchr(digits, '.');
    assert_non_null(point);
    const long value = 100 * strtol(digits, NULL, 10) + strtol(point + 1, NULL, 10);
    return negative ? -value : value;
}

/* The sum in the inspector, which may be written in three lines. */
static void join_sum(char out[4 * TEXT])
{
    size_t i = 0;
    while (i < recorder.n_texts && strncmp(recorder.texts[i].text, "z = Σ", 6) != 0) {
        i++;
    }
    assert_true(i < recorder.n_texts);
    snprintf(out, 4 * TEXT, "%s", recorder.texts[i].text);
    for (int more = 1; !strstr(out, "b = ") || more == 2; more++) {
        const size_t used = strlen(out);
        snprintf(out + used, 4 * TEXT - used, " %s", recorder.texts[i + (size_t)more].text);
    }
}

/* The terms that are listed, which are right-aligned numbers, in hundredths. */
static long add_listed(size_t *n)
{
    long sum = 0;
    *n = 0;
    for (size_t i = 0; i < recorder.n_texts; i++) {
        const struct written *text = &recorder.texts[i];
        if (text->in_inspector && text->style.anchor == PAINT_RIGHT && strchr(text->text, '.')) {
            sum += read_number(text->text);
            ++*n;
        }
    }
    return sum;
}

static void check_sum(const struct shot *shot)
{
    const struct view_neuron neuron = shot->scene.selected;
    char sum[4 * TEXT];
    size_t n_listed;
    paint_shot(shot);
    join_sum(sum);
    const char *terms = strstr(sum, "b = ") + 4, *sign = strchr(terms, ' ') + 1,
               *bias = strchr(sign, ' ') + 1, *z = strstr(bias, "= ") + 2;
    const long total = read_number(z), side = strncmp(sign, "−", 3) == 0 ? -1 : 1;
    assert_int_equal(read_number(terms) + side * read_number(bias), total);
    CHECK_NEAR((double)total / 100, shot->scene.snapshot->layers[neuron.layer].z[neuron.unit],
               0.00501);
    const long listed = add_listed(&n_listed);
    assert_true(neuron.layer == 0 ? n_listed == 0 : n_listed >= 8);
    if (neuron.layer > 0 && listed != total) {
        fail_msg("layer %d, neuron %d: the terms make %ld hundredths, z is %ld", neuron.layer,
                 neuron.unit, listed, total);
    }
}

/* What the inspector prints adds up, for every neuron and however many terms have room. */
static void test_sums_add_up(void **state)
{
    (void)state;
    struct snapshot *snapshot = recognize(&model, &ink);
    for (int size = 0; size < 2; size++) {
        for (int l = 0; l < (int)snapshot->n_layers; l++) {
            for (int unit = 0; unit < (int)snapshot->layers[l].n; unit++) {
                struct shot shot = shot_of(snapshot);
                shot.scene.selected = (struct view_neuron){l, unit};
                shot.sizes = size ? "projector" : "normal";
                check_sum(&shot);
            }
        }
    }
    snapshot_destroy(snapshot);
}

static void test_answers(void **state)
{
    (void)state;
    struct snapshot *snapshot = recognize(&model, &ink);
    struct shot shot = shot_of(snapshot);
    const struct view view = view_of(&shot);
    char told[SCENE_DRAW_TEXT];
    paint_shot(&shot);
    assert_int_equal(snapshot->answer.digit, 7);
    assert_non_null(find_text("right"));
    assert_non_null(strstr(scene_draw_describe(&view, &shot.scene, told), "answers 7 with "));
    shot.scene.true_label = 1;
    paint_shot(&shot);
    assert_non_null(find_text("wrong"));
    assert_non_null(find_text("true label: 1"));
    snapshot->answer.second = 1;
    snapshot->answer.probability = 0.55;
    snapshot->answer.margin = 0.1;
    snapshot->answer.verdict = LUME_VERDICT_UNSURE;
    paint_shot(&shot);
    assert_non_null(find_text("not sure"));
    assert_non_null(find_text("7 or 1?"));
    assert_null(find_text("wrong"));
    assert_non_null(strstr(scene_draw_describe(&view, &shot.scene, told), "not sure: 7 or 1?"));
    snapshot->answer.verdict = LUME_VERDICT_NOT_A_DIGIT;
    paint_shot(&shot);
    assert_non_null(find_text("?"));
    assert_non_null(strstr(scene_draw_describe(&view, &shot.scene, told), "not look like"));
    snapshot_destroy(snapshot);
}

/* An empty page gets no answer, whatever the outputs are. */
static void test_empty_page(void **state)
{
    (void)state;
    const struct lume_strokes none = {0};
    struct snapshot *snapshot = recognize(&model, &none);
    struct shot shot = shot_of(snapshot);
    shot.scene.ink = none;
    paint_shot(&shot);
    assert_non_null(find_text("draw here"));
    for (size_t i = 0; i < recorder.n_texts; i++) {
        assert_null(strchr(recorder.texts[i].text, '%'));
        assert_int_not_equal(recorder.texts[i].style.color, theme_find("dark")->winner);
    }
    snapshot_destroy(snapshot);
}

/* Networks of other shapes: at most 64 units of a layer, and it says so. */
static void test_shapes(void **state)
{
    (void)state;
    static const struct {
        size_t widths[12], n;
        const char *hidden;
        size_t n_discs, n_lines;
        const char *text;
    } cases[] = {
        {{10}, 1, "sigmoid", 10, 0, "10 neurons"},
        {{64, 32, 10}, 3, "relu", 106, 64 * 32 + 32 * 10, "64 neurons"},
        {{300, 100, 47}, 3, "tanh", 64 + 64 + 47, 64 * 64 + 64 * 47, NULL},
        {{8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 2}, 12, "sigmoid", 90, 10 * 64 + 16, NULL},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct lume_model made = make_model(cases[c].widths, cases[c].n, cases[c].hidden);
        struct snapshot *snapshot = recognize(&made, &ink);
        struct shot shot = shot_of(snapshot);
        for (int l = -1; l < (int)cases[c].n; l++) {
            shot.scene.selected.layer = l;
            shot.scene.selected.unit = l < 0 ? 0 : (int)cases[c].widths[l] - 1;
            paint_shot(&shot);
            assert_int_equal(recorder.n_discs, cases[c].n_discs);
            assert_int_equal(recorder.n_lines, cases[c].n_lines);
            assert_true(!cases[c].text || find_text(cases[c].text));
        }
        snapshot_destroy(snapshot);
        lume_model_finish(&made);
    }
}

static bool overlap(const struct paint_rect *a, const struct paint_rect *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

static void test_layout(void **state)
{
    (void)state;
    static const float sizes[][2] = {
        {640, 400}, {800, 500}, {1280, 720}, {1024, 768}, {3840, 1600}};
    struct snapshot *snapshot = recognize(&model, &ink);
    for (size_t i = 0; i < 4 * sizeof sizes / sizeof *sizes; i++) {
        struct shot shot = shot_of(snapshot);
        shot.sizes = i % 2 ? "projector" : "normal";
        shot.scene.selected.layer = i / 2 % 2 ? 1 : -1;
        const struct view view = view_of(&shot);
        const float width = sizes[i / 4][0], height = sizes[i / 4][1];
        struct scene_draw_layout layout;
        scene_draw_layout(&view, &shot.scene, width, height, &layout);
        assert_true((layout.inspector.height > 0) == (shot.scene.selected.layer >= 0));
        assert_true(layout.paper.width == layout.paper.height && layout.paper.width > 80);
        const struct paint_rect *rects[] = {&layout.paper,  &layout.network, &layout.bars,
                                            &layout.answer, &layout.legend,  &layout.inspector};
        for (size_t a = 0; a < 6; a++) {
            assert_true(rects[a]->x >= 0 && rects[a]->x + rects[a]->width <= width);
            assert_true(rects[a]->y >= 0 && rects[a]->y + rects[a]->height <= height);
            for (size_t b = 0; b < a; b++) {
                assert_false(rects[a]->height > 0 && overlap(rects[a], rects[b]));
            }
        }
    }
    snapshot_destroy(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_lines),   cmocka_unit_test(test_texts_fit),
        cmocka_unit_test(test_sums_add_up), cmocka_unit_test(test_answers),
        cmocka_unit_test(test_empty_page),  cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_layout),
    };
    return cmocka_run_group_tests_name("scene_draw", tests, set_up, tear_down);
}
