/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_MISTAKES_SHOT_H
#define LUME_TESTS_MISTAKES_SHOT_H

/* The Mistakes scene, by a backend that writes down what is painted. */

#include "shot.h"

#include "gui/samples.h"
#include "gui/scene_mistakes.h"
#include "gui/view_answer.h"
#include "gui/view_confusion.h"

enum { N_MODELS = 3 }; /* the built-in one, a worse one, and one of twelve outputs */

static struct samples samples;
static struct lume_model models[N_MODELS];
static struct mistakes mistakes[N_MODELS], none;
static struct snapshot *drawings[2], *empty[2];

/* --- a picture --- */

struct look {
    const char *sizes;
    float width, height;
    float least; /* no text is smaller */
};

static inline struct scene_mistakes usual(void)
{
    return (struct scene_mistakes){
        .tabs = {4, {"Draw", "Train", "Teach", "Mistakes"}, 3},
        .mistakes = &mistakes[0],
        .labelled = true,
        .source = "10.000 dígitos de teste do MNIST",
        .pixels = samples.set.pixels,
        .model = "digits-of-a-long-name.safetensors",
        .truth = -1,
        .answer = -1,
        .row = -1,
        .column = -1,
    };
}

static inline void open_cell(struct scene_mistakes *scene, int truth, int answer)
{
    scene->truth = scene->row = truth;
    scene->answer = scene->column = answer;
}

static inline void show_beside(struct scene_mistakes *scene, struct snapshot *const *shown)
{
    scene->beside = true;
    scene->versus = (struct view_versus){
        .sides = {{"digits-of-a-long-name.safetensors", shown[0], mistakes[0].metrics.accuracy},
                  {"another-one-of-a-long-name.safetensors", shown[1],
                   mistakes[1].metrics.accuracy}},
        .true_label = shown == empty ? VIEW_NO_LABEL : 7,
        .pair = mistakes_compare(&mistakes[0], &mistakes[1]),
        .n = mistakes[0].metrics.n,
        .source = scene->source,
    };
}

static inline struct view view_as(const struct look *look, const struct text_language *language)
{
    return (struct view){theme_find("dark"), theme_sizes_find(look->sizes), language, font};
}

static inline void paint_scene(const struct view *view, const struct scene_mistakes *scene,
                               const struct look *look)
{
    memset(&recorder, 0, sizeof recorder);
    recorder.paint = (struct paint){&backend, font, 0};
    scene_mistakes_paint(view, scene, look->width, look->height, NULL, &recorder.paint);
    assert_int_equal(recorder.paint.depth, 0);
}

static inline struct scene_mistakes_layout lay_out(const struct view *view,
                                                   const struct scene_mistakes *scene,
                                                   const struct look *look)
{
    struct scene_mistakes_layout layout;
    scene_mistakes_layout(view, scene, look->width, look->height, &layout);
    return layout;
}

static inline bool is_inside(const struct paint_rect *a, const struct paint_rect *b)
{
    const float e = 0.02f;
    return a->x >= b->x - e && a->x + a->width <= b->x + b->width + e && a->y >= b->y - e &&
           a->y + a->height <= b->y + b->height + e;
}

/* From the tops of its capitals to the baseline. */
static inline struct paint_rect box_of(const struct written *text)
{
    const float capital = font_heights(font, &text->style.font).capital;
    return (struct paint_rect){text->x, text->y - capital, text->width, capital};
}

/* --- set-up --- */

static inline void worsen(struct lume_network *network)
{
    for (size_t i = 0; i < network->n_reals; i += 5) {
        network->parameters[i] *= (lume_real)0.5;
    }
}

static int begin_mistakes(void **state)
{
    static const size_t widths[] = {16, 12};
    const struct lume_strokes nothing = {0};
    set_up(state);
    CHECK_OK(samples_load(NULL, &samples, NULL, &error), error);
    CHECK_OK(samples_prepare(&samples, model.normalizer, &error), error);
    CHECK_OK(lume_model_load_default(&models[0], &error), error);
    CHECK_OK(lume_model_load_default(&models[1], &error), error);
    worsen(models[1].network);
    models[2] = make_model(widths, 2, "relu");
    for (size_t i = 0; i < N_MODELS; i++) {
        CHECK_OK(mistakes_count(&samples.ready, models[i].network, NULL, &mistakes[i], &error),
                 error);
    }
    for (size_t i = 0; i < 2; i++) {
        drawings[i] = recognize(&models[i], &ink);
        empty[i] = recognize(&models[i], &nothing);
    }
    return 0;
}

static int end_mistakes(void **state)
{
    for (size_t i = 0; i < 2; i++) {
        snapshot_destroy(drawings[i]);
        snapshot_destroy(empty[i]);
    }
    for (size_t i = 0; i < N_MODELS; i++) {
        mistakes_finish(&mistakes[i]);
        lume_model_finish(&models[i]);
    }
    samples_finish(&samples);
    return tear_down(state);
}

#endif
