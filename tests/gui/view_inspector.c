/* SPDX-License-Identifier: MIT */

/* The inside of neurons, learned and played with, by a backend that writes down what is painted. */

#include "places.h"
#include "printed.h"
#include "with_font.h"

#include "gui/experiment.h"
#include "gui/view_inspector.h"

#include <lume/image.h>
#include <lume/ink_image.h>

static struct lume_error error;

static const struct lume_ink_point seven[] = {{0.3, 0.2, 0}, {0.7, 0.2, 0}, {0.45, 0.8, 0}};
static const uint32_t seven_ends[] = {3};
static const struct lume_strokes ink = {seven, seven_ends, 1};

/* Panels as the scene has them, in windows of 1280 x 720 and smaller. */
static const struct panel {
    const char *sizes;
    struct paint_rect rect;
    bool large; /* all widgets have room */
} panels[] = {
    {"normal", {24, 464, 1232, 232}, true},
    {"projector", {24, 448, 1232, 248}, true},
    {"normal", {16, 316, 768, 168}, true},
    {"normal", {16, 216, 608, 168}, false},
};
enum { N_PANELS = sizeof panels / sizeof *panels };

/* A model that is played with, and what it shows. */
struct play {
    struct experiment *experiment;
    struct snapshot *snapshot;
};

static struct play play_default(void)
{
    struct lume_model model;
    struct play play;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    CHECK_OK(experiment_create(&model, &play.experiment, &error), error);
    CHECK_OK(snapshot_create(experiment_model(play.experiment), &play.snapshot, &error), error);
    return play;
}

static void end_play(struct play *play)
{
    snapshot_destroy(play->snapshot);
    experiment_destroy(play->experiment);
}

/* What the scene would show. */
static struct view_inspector look(struct play *play, struct view_neuron neuron)
{
    const float clamp = experiment_clamp(play->experiment, neuron);
    experiment_recognize_ink(play->experiment, &ink, play->snapshot);
    return (struct view_inspector){
        .snapshot = play->snapshot,
        .neuron = neuron,
        .experiment =
            {
                .changed = experiment_changed(play->experiment),
                .learned_bias = experiment_learned_bias(play->experiment, neuron),
                .can_clamp = experiment_can_clamp(play->experiment, neuron),
                .clamped = !isnan(clamp),
                .clamp = clamp,
                .n = 10000,
                .accuracy = 0.9763,
                .learned = 0.9772,
            },
    };
}

/* --- what is painted --- */

static struct ui ui;

static struct view view_of(const struct panel *panel, const char *language)
{
    return (struct view){theme_find("dark"), theme_sizes_find(panel->sizes),
                         text_language_find(language), font};
}

static void paint(const struct view *view, const struct view_inspector *inspector,
                  const struct panel *panel)
{
    memset(&ui, 0, sizeof ui);
    start_recorder(font);
    view_inspector_paint(view, inspector, &panel->rect, &recorder.paint);
    view_inspector_layout(view, inspector, &panel->rect, &ui);
    assert_int_equal(recorder.paint.depth, 0);
}

static const struct ui_item *find_item(const char *action, int argument)
{
    for (size_t i = 0; i < ui.n; i++) {
        if (strcmp(ui.items[i].action->name, action) == 0 && ui.items[i].argument == argument) {
            return &ui.items[i];
        }
    }
    return NULL;
}

/* Nothing is cut, leaves the panel, or lies on something else. */
static void check_places(const struct panel *panel)
{
    assert_true(recorder.n_texts > 8);
    check_texts(&panel->rect);
    check_widgets(&ui, &panel->rect);
    for (size_t i = 0; i < recorder.n_texts; i++) {
        const struct paint_rect box = box_of(&recorder.texts[i]);
        for (size_t k = 0; k < ui.n; k++) {
            if (overlap(&box, &ui.items[k].rect)) {
                fail_msg("\"%s\" lies on the widget \"%s\"", recorder.texts[i].text,
                         ui.items[k].caption);
            }
        }
    }
}

/* --- tests --- */

static void check_everywhere(struct play *play, struct view_neuron neuron)
{
    struct view_inspector inspector = look(play, neuron);
    for (size_t p = 0; p < N_PANELS; p++) {
        for (size_t l = 0; text_language_at(l); l++) {
            const struct view view = view_of(&panels[p], text_language_at(l)->name);
            for (int hidden = 0; hidden < 2; hidden++) {
                inspector.hide_controls = hidden;
                paint(&view, &inspector, &panels[p]);
                check_places(&panels[p]);
                assert_true(!hidden || ui.n == 0);
                assert_true(hidden || find_item("bias", 0));
                assert_true(hidden || find_item("restore", 0));
                const bool toggles = !hidden && inspector.experiment.can_clamp && panels[p].large;
                assert_true(!toggles || (find_item("clamp", 0) && find_item("clamp", 1)));
                assert_true(inspector.experiment.can_clamp || !find_item("clamp", 0));
            }
        }
    }
}

static void test_everything_fits(void **state)
{
    (void)state;
    static const struct view_neuron neurons[] = {{0, 3}, {1, 15}, {2, 4}};
    struct play play = play_default();
    for (size_t i = 0; i < sizeof neurons / sizeof *neurons; i++) {
        const struct view_neuron neuron = neurons[i];
        check_everywhere(&play, neuron);
        experiment_set_bias(play.experiment, neuron,
                            experiment_bias(play.experiment, neuron) - VIEW_BIAS_RANGE);
        check_everywhere(&play, neuron);
        if (experiment_can_clamp(play.experiment, neuron)) {
            experiment_set_clamp(play.experiment, neuron, (float)(i % 2));
            check_everywhere(&play, neuron);
        }
    }
    end_play(&play);
}

static void test_widgets(void **state)
{
    (void)state;
    struct play play = play_default();
    const struct view_neuron neuron = {0, 3};
    const struct view view = view_of(&panels[0], "en");
    const float learned = experiment_bias(play.experiment, neuron);
    struct view_inspector inspector = look(&play, neuron);
    paint(&view, &inspector, &panels[0]);
    assert_int_equal(ui.n, 4);
    assert_true(find_item("restore", 0)->disabled);
    assert_false(find_item("clamp", 0)->on || find_item("clamp", 1)->on);
    CHECK_NEAR(find_item("bias", 0)->value, 0.5, 1e-6);
    CHECK_NEAR(find_item("bias", 0)->mark, 0.5, 1e-6);
    assert_non_null(find_beginning("drag to change the bias"));
    assert_null(find_beginning("as learned"));
    inspector.experiment = (struct view_experiment){0};
    paint(&view, &inspector, &panels[0]);
    assert_null(find_beginning("as learned"));
    CHECK_NEAR(find_item("bias", 0)->value, 0.5, 1e-6);

    experiment_set_bias(play.experiment, neuron, learned + 0.5f * VIEW_BIAS_RANGE);
    inspector = look(&play, neuron);
    paint(&view, &inspector, &panels[0]);
    assert_false(find_item("restore", 0)->disabled);
    CHECK_NEAR(find_item("bias", 0)->value, 0.75, 1e-6);
    assert_non_null(find_beginning("as learned: −2.33"));

    experiment_set_bias(play.experiment, neuron, learned + 100);
    experiment_set_clamp(play.experiment, neuron, 1);
    inspector = look(&play, neuron);
    paint(&view, &inspector, &panels[0]);
    CHECK_NEAR(find_item("bias", 0)->value, 1, 0);
    assert_true(find_item("clamp", 1)->on && !find_item("clamp", 0)->on);

    experiment_set_bias(play.experiment, neuron, learned - 100);
    inspector = look(&play, neuron);
    paint(&view, &inspector, &panels[0]);
    CHECK_NEAR(find_item("bias", 0)->value, 0, 0);
    end_play(&play);
}

/* Where there is no room for a sentence above the chart, a word is. */
static void test_small_chart(void **state)
{
    (void)state;
    struct play play = play_default();
    const struct view_inspector inspector = look(&play, (struct view_neuron){2, 4});
    for (size_t p = 0; p < N_PANELS; p += N_PANELS - 1) {
        const struct view view = view_of(&panels[p], "en");
        paint(&view, &inspector, &panels[p]);
        assert_non_null(find_beginning("softmax"));
        assert_true((strstr(find_beginning("softmax")->text, "compares") != NULL) == (p == 0));
        assert_null(find_beginning("compares"));
    }
    end_play(&play);
}

/* A clamped neuron does not tell that its function gave what it is clamped to. */
static void test_clamped(void **state)
{
    (void)state;
    struct play play = play_default();
    const struct view_neuron neuron = {0, 3};
    const struct view view = view_of(&panels[0], "en");
    struct view_inspector inspector = look(&play, neuron);
    char function[TEXT], number[TEXT_NUMBER_SIZE];
    text_number(view.language, (double)inspector.snapshot->layers[0].a[3], 3, number);
    paint(&view, &inspector, &panels[0]);
    snprintf(function, sizeof function, "a = σ(z) = %s", number);
    assert_non_null(find_beginning(function));
    for (int value = 0; value < 2; value++) {
        experiment_set_clamp(play.experiment, neuron, (float)value);
        inspector = look(&play, neuron);
        paint(&view, &inspector, &panels[0]);
        assert_non_null(find_beginning(value ? "clamped to 1" : "clamped to 0"));
        assert_non_null(find_beginning(value ? "a = 1.000" : "a = 0.000"));
        assert_null(find_beginning("a = σ(z)"));
        snprintf(function, sizeof function, "σ(z) = %s", number); /* struck out */
        assert_non_null(find_beginning(function));
        assert_int_equal(find_beginning(function)->style.color, view.theme->quiet);
    }
    end_play(&play);
}

static void test_accuracy(void **state)
{
    (void)state;
    struct play play = play_default();
    const struct view_neuron neuron = {1, 2};
    const struct view view = view_of(&panels[0], "pt-BR");
    struct view_inspector inspector = look(&play, neuron);
    paint(&view, &inspector, &panels[0]);
    assert_non_null(find_beginning("97,6\u00a0%"));
    assert_non_null(find_beginning("de acurácia em 10.000 dígitos de teste"));
    assert_null(find_beginning("antes"));
    inspector.hide_controls = true;
    paint(&view, &inspector, &panels[0]);
    assert_null(find_beginning("97,6"));

    inspector.experiment.changed = true;
    inspector.experiment.generated = true;
    paint(&view, &inspector, &panels[0]);
    assert_non_null(find_beginning("97,6"));
    assert_non_null(find_beginning("de acurácia em 10.000 dígitos gerados"));
    assert_non_null(find_beginning("antes: 97,7\u00a0%"));
    inspector.experiment.accuracy = inspector.experiment.learned = (double)NAN;
    paint(&view, &inspector, &panels[0]);
    assert_null(find_beginning("97,"));
    assert_non_null(find_beginning("…"));
    assert_non_null(find_beginning("antes: …"));
    inspector.experiment.n = 0;
    paint(&view, &inspector, &panels[0]);
    assert_null(find_beginning("…"));
    assert_null(find_beginning("antes"));
    end_play(&play);
}

/* --- sums --- */

static void check_sum(struct play *play, struct view_neuron neuron, const struct panel *panel)
{
    const struct view view = view_of(panel, "en");
    struct view_inspector inspector = look(play, neuron);
    paint(&view, &inspector, panel);
    const struct printed printed = printed_check(play->snapshot, neuron.layer, neuron.unit);
    CHECK_NEAR((double)printed.bias / 100, experiment_bias(play->experiment, neuron), 0.00501);
}

/* What is printed adds up, also where neurons before are clamped and biases dragged. */
static void test_sums_add_up(void **state)
{
    (void)state;
    struct play play = play_default();
    for (int changed = 0; changed < 2; changed++) {
        for (int l = 0; l < (int)play.snapshot->n_layers; l++) {
            for (int unit = 0; unit < (int)play.snapshot->layers[l].n; unit++) {
                for (size_t p = 0; p < N_PANELS; p++) {
                    check_sum(&play, (struct view_neuron){l, unit}, &panels[p]);
                }
            }
        }
        for (int unit = 0; unit < 16; unit += 3) {
            const struct view_neuron first = {0, unit}, second = {1, unit}, out = {2, unit % 10};
            experiment_set_clamp(play.experiment, first, (float)(unit % 2));
            experiment_set_clamp(play.experiment, second, (float)(unit % 2));
            experiment_set_bias(play.experiment, first, 3.14159f - (float)unit);
            experiment_set_bias(play.experiment, out, (float)unit - 7.126f);
        }
    }
    end_play(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_fits), cmocka_unit_test(test_widgets),
        cmocka_unit_test(test_clamped),         cmocka_unit_test(test_accuracy),
        cmocka_unit_test(test_sums_add_up),     cmocka_unit_test(test_small_chart),
    };
    return cmocka_run_group_tests_name("view_inspector", tests, make_font, drop_font);
}
