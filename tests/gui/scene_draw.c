/* SPDX-License-Identifier: MIT */

/* What the Draw scene tells, and what it keeps to itself. */

#include "printed.h"
#include "shot.h"

#include "gui/color.h"
#include "gui/paint_svg.h"

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

static void check_sum(const struct shot *shot)
{
    const struct view_neuron neuron = shot->scene.selected;
    paint_shot(shot);
    const struct printed printed = printed_check(shot->scene.snapshot, neuron.layer, neuron.unit);
    assert_true(neuron.layer == 0 ? printed.n_listed == 0 : printed.n_listed >= 8);
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

/* --- what is not told --- */

/* The scene as an SVG file. */
static struct buffer svg_of(const struct shot *shot)
{
    const struct view view = view_of(shot);
    char told[SCENE_DRAW_TEXT];
    struct paint_svg *svg;
    struct buffer out = {0};
    CHECK_OK(paint_svg_create(shot->width, shot->height, "lume",
                              scene_draw_describe(&view, &shot->scene, told), shot->language, font,
                              &svg, &error),
             error);
    scene_draw_paint(&view, &shot->scene, shot->width, shot->height, NULL, paint_svg_paint(svg));
    CHECK_OK(paint_svg_finish(svg, &out, &error), error);
    paint_svg_destroy(svg);
    return out;
}

/* Make the last layers, and what follows from them, something else. */
static void falsify(struct snapshot *snapshot, size_t n_layers)
{
    for (size_t l = snapshot->n_layers - n_layers; l < snapshot->n_layers; l++) {
        const struct snapshot_layer *layer = &snapshot->layers[l];
        for (size_t i = 0; i < layer->n; i++) {
            layer->a[i] = 1 - layer->a[i];
            layer->z[i] = -layer->z[i];
        }
    }
    snapshot->answer = (struct lume_answer){
        .digit = 4, .second = 9, .probability = 0.5, .margin = 0.3, .verdict = LUME_VERDICT_DIGIT};
}

/* Not a byte of the picture comes from what is not revealed, whatever is selected. */
static void test_nothing_leaks(void **state)
{
    (void)state;
    for (size_t concealed = 0; concealed < 5; concealed++) {
        for (int select = -1; select < 3; select++) {
            struct snapshot *snapshot = recognize(&model, &ink);
            struct shot shot = shot_of(snapshot);
            shot.scene.concealed = concealed;
            shot.scene.hide_answer = concealed == 0;
            shot.scene.selected = (struct view_neuron){select, 7};
            struct buffer before = svg_of(&shot);
            falsify(snapshot, concealed == 0 ? 1 : concealed < 3 ? concealed : 3);
            shot.scene.true_label = 2;
            struct buffer after = svg_of(&shot);
            assert_int_equal(before.size, after.size);
            assert_memory_equal(before.bytes, after.bytes, before.size);
            buffer_finish(&after);
            shot.scene.hide_answer = false;
            shot.scene.concealed = 0;
            after = svg_of(&shot); /* it is there to be told */
            assert_true(before.size != after.size);
            buffer_finish(&after);
            buffer_finish(&before);
            snapshot_destroy(snapshot);
        }
    }
}

static void test_hidden(void **state)
{
    (void)state;
    static const size_t lines[] = {416, 256, 0, 0}, discs[] = {42, 32, 16, 0};
    struct snapshot *snapshot = recognize(&model, &ink);
    struct shot shot = shot_of(snapshot);
    for (size_t concealed = 0; concealed < 4; concealed++) {
        shot.scene.concealed = concealed;
        paint_shot(&shot);
        assert_int_equal(recorder.n_lines, lines[concealed]);
        assert_int_equal(recorder.n_discs, discs[concealed]);
        size_t n_percents = 0;
        for (size_t i = 0; i < recorder.n_texts; i++) {
            n_percents += strchr(recorder.texts[i].text, '%') != NULL;
        }
        assert_int_equal(n_percents, concealed ? 0 : 11);
        assert_true((find_text("which") != NULL) == (concealed > 0));
        assert_true((find_text("right") != NULL) == (concealed == 0));
    }
    snapshot->answer.verdict = LUME_VERDICT_EMPTY; /* a vote on what? */
    paint_shot(&shot);
    assert_null(find_text("which"));
    snapshot_destroy(snapshot);
}

/* --- on the way --- */

/* Bars move, numbers do not. */
static void test_eased(void **state)
{
    (void)state;
    struct snapshot *snapshot = recognize(&model, &ink), *eased = recognize(&model, &ink);
    struct shot shot = shot_of(snapshot);
    paint_shot(&shot);
    const struct recorder still = recorder;
    for (size_t i = 0; i < 10; i++) {
        eased->layers[2].a[i] *= 0.5f;
    }
    for (size_t i = 0; i < 16; i++) {
        eased->layers[0].a[i] *= 0.25f;
    }
    shot.scene.eased = eased;
    paint_shot(&shot);
    assert_int_equal(recorder.n_texts, still.n_texts);
    for (size_t i = 0; i < recorder.n_texts; i++) {
        assert_string_equal(recorder.texts[i].text, still.texts[i].text);
    }
    assert_int_equal(recorder.n_clips, 10);
    for (size_t i = 0; i < 10; i++) {
        CHECK_NEAR(recorder.clips[i].width, 0.5f * still.clips[i].width, 1e-3);
    }
    assert_true(still.clips[7].width > 40);
    assert_true(color_alpha(recorder.lines[255].color) < color_alpha(still.lines[255].color));
    snapshot_destroy(snapshot);
    snapshot_destroy(eased);
}

/* A sample has its text on the paper, and no word of ink. */
static void test_sample(void **state)
{
    (void)state;
    static const char *const from = "test digit 1,234 of 10,000";
    struct snapshot *snapshot = recognize(&model, &ink);
    struct shot shot = shot_of(snapshot);
    paint_shot(&shot);
    assert_non_null(find_text("centred and scaled"));
    shot.scene.sample = snapshot->image;
    shot.scene.sample_text = from;
    shot.scene.ink = (struct lume_strokes){0};
    paint_shot(&shot);
    assert_null(find_text("centred and scaled"));
    assert_null(find_text("draw here"));
    const struct written *text = find_text(from);
    assert_non_null(text);
    assert_string_equal(text->area, "paper");
    snapshot_destroy(snapshot);
}

/* The text of a sample keeps clear of the ink. */
static void test_text_of_sample(void **state)
{
    (void)state;
    struct snapshot *snapshot = recognize(&model, &ink);
    struct shot shot = shot_of(snapshot);
    uint8_t sample[LUME_IMAGE_SIZE] = {0};
    float y[3];
    shot.scene.sample = sample;
    shot.scene.sample_text = "test digit 7";
    for (int i = 0; i < 3; i++) { /* no ink there, at the lower edge, and at the upper one */
        memset(sample, 0, sizeof sample);
        sample[i == 1 ? LUME_IMAGE_SIZE - 50 : 50] = i > 0 ? 200 : 0;
        paint_shot(&shot);
        y[i] = find_text("test digit 7")->y;
    }
    assert_true(y[1] < y[0] - 100);
    assert_true(y[2] == y[0]);
    snapshot_destroy(snapshot);
}

static void test_eraser(void **state)
{
    (void)state;
    struct snapshot *snapshot = recognize(&model, &ink);
    struct shot shot = shot_of(snapshot);
    for (int erasing = 0; erasing < 2; erasing++) {
        shot.scene.erasing = erasing;
        paint_shot(&shot);
        size_t n = 0;
        for (size_t i = 0; i < recorder.n_texts; i++) {
            n += strcmp(recorder.texts[i].text, "Eraser") == 0;
        }
        assert_int_equal(n, 1 + erasing); /* its button, and on the paper */
    }
    snapshot_destroy(snapshot);
}

/* A neuron that was changed by hand has a knob, but not where it is concealed. */
static void test_changed(void **state)
{
    (void)state;
    struct snapshot *snapshot = recognize(&model, &ink);
    struct shot shot = shot_of(snapshot);
    snapshot->layers[1].changed[4] = true;
    paint_shot(&shot);
    assert_true(recorder.n_discs > 16 + 16 + 10);
    shot.scene.concealed = 2;
    paint_shot(&shot);
    assert_int_equal(recorder.n_discs, 16);
    snapshot_destroy(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_lines),     cmocka_unit_test(test_sums_add_up),
        cmocka_unit_test(test_answers),       cmocka_unit_test(test_empty_page),
        cmocka_unit_test(test_shapes),        cmocka_unit_test(test_hidden),
        cmocka_unit_test(test_nothing_leaks), cmocka_unit_test(test_eased),
        cmocka_unit_test(test_sample),        cmocka_unit_test(test_eraser),
        cmocka_unit_test(test_changed),       cmocka_unit_test(test_text_of_sample),
    };
    return cmocka_run_group_tests_name("scene_draw", tests, set_up, tear_down);
}
