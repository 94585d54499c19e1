/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_SHOT_H
#define LUME_TESTS_SHOT_H

/* The Draw scene, by a backend that writes down what is painted. */

#include "recorder.h"
#include "with_font.h"

#include "gui/scene_draw.h"

#include <lume/image.h>
#include <lume/ink_image.h>

static struct lume_model model;
static struct lume_error error;

/* A picture of the test: what is shown, how, and how large. */
struct shot {
    struct scene_draw scene;
    const char *language, *sizes;
    float width, height;
};

static inline struct view view_of(const struct shot *shot)
{
    return (struct view){theme_find("dark"), theme_sizes_find(shot->sizes),
                         text_language_find(shot->language), font};
}

static inline void paint_shot(const struct shot *shot)
{
    const struct view view = view_of(shot);
    start_recorder(font);
    scene_draw_paint(&view, &shot->scene, shot->width, shot->height, NULL, &recorder.paint);
    assert_int_equal(recorder.paint.depth, 0);
}

/* --- what is recognised --- */

static const struct lume_ink_point seven[] = {{0.3, 0.2, 0}, {0.7, 0.2, 0}, {0.45, 0.8, 0}};
static const uint32_t seven_ends[] = {3};
static const struct lume_strokes ink = {seven, seven_ends, 1};

static inline struct snapshot *recognize(const struct lume_model *of,
                                         const struct lume_strokes *strokes)
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

static inline struct shot shot_of(const struct snapshot *snapshot)
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
static inline struct lume_model make_model(const size_t *widths, size_t n, const char *hidden)
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
    CHECK_OK(lume_model_load_default(&model, &error), error);
    return make_font(state);
}

static int tear_down(void **state)
{
    lume_model_finish(&model);
    return drop_font(state);
}

#endif
