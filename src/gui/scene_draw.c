/* SPDX-License-Identifier: MIT */
#include "gui/scene_draw.h"

#include "gui/color.h"
#include "gui/scene_draw_parts.h"
#include "gui/view_answer.h"
#include "gui/view_legend.h"
#include "gui/view_paper.h"

#include <lume/image.h>

#include <stdio.h>

static bool is_hidden(const struct scene_draw *scene)
{
    return scene->concealed > 0 || scene->hide_answer;
}

struct view_network scene_draw_network(const struct scene_draw *scene)
{
    return (struct view_network){
        .snapshot = scene->snapshot,
        .eased = scene->eased,
        .picture = scene->picture,
        .centred = !scene->sample && lume_strokes_count_points(&scene->ink) > 0,
        .concealed = scene->concealed,
        .hide_answer = scene->hide_answer,
        .show_weights = scene->show_weights,
        .selected = scene->selected,
    };
}

struct view_inspector scene_draw_inspector(const struct scene_draw *scene)
{
    return (struct view_inspector){
        .snapshot = scene->snapshot,
        .neuron = scene->selected,
        .hide_controls = scene->hide_controls,
        .experiment = scene->experiment,
    };
}

/* --- painting --- */

/* How thick the nib is, between the buttons that change it. */
static void paint_nib(const struct view *view, float nib, const struct paint_rect *rect,
                      struct paint *paint)
{
    enum { LARGEST = 4 }; /* radius, in pixels of 28 x 28 */
    const float share = nib > 0 ? nib < LARGEST ? nib / LARGEST : 1 : 0;
    const struct paint_text_style style =
        view_style(view->sizes->body, view->theme->quiet, PAINT_LEFT);
    const char *const text = text_get(view->language, "Nib");
    const float height = rect->height, width = view_measure(view, &style, text);
    const float gap = view->sizes->grid, middle = rect->y + 0.5f * height;
    const bool told = width + gap + height <= rect->width;
    float x = rect->x + 0.5f * rect->width;
    if (told) {
        const float left = x - 0.5f * (width + gap + height);
        view_label(view, paint, left, middle, &style, text);
        x = left + width + gap + 0.5f * height;
    }
    paint_disc(paint, (struct paint_point){x, middle}, 0.5f * height * share, view->theme->text);
}

static void paint_controls(const struct view *view, const struct scene_draw *scene,
                           const struct scene_draw_layout *layout, const struct ui_pointer *pointer,
                           struct paint *paint)
{
    if (layout->ui.n > 0) {
        paint_begin_group(paint, "controls");
        struct paint_rect ground = layout->nib; /* it reaches under the buttons' corners */
        ground.x -= view->sizes->radius;
        ground.width += 2 * view->sizes->radius;
        paint_fill(paint, ground, 0, color_fade(view->theme->line, 0.45f));
        ui_paint(view, &layout->ui, pointer, paint);
        paint_nib(view, scene->nib, &layout->nib, paint);
        paint_end_group(paint);
    }
}

void scene_draw_paint(const struct view *view, const struct scene_draw *scene, float width,
                      float height, const struct ui_pointer *pointer, struct paint *paint)
{
    const struct view_network network = scene_draw_network(scene);
    const struct view_inspector inspector = scene_draw_inspector(scene);
    const struct view_answer answer = {
        .snapshot = scene->snapshot,
        .eased = scene->eased,
        .true_label = scene->true_label,
        .hidden = is_hidden(scene),
    };
    const struct view_paper paper = {
        .ink = scene->ink,
        .nib = scene->nib / LUME_IMAGE_SIDE,
        .sample = scene->sample,
        .sample_text = scene->sample_text,
        .erasing = scene->erasing,
    };
    const struct theme_sizes sizes = scene_sizes(view->sizes, width, height);
    struct view fitted = *view;
    struct scene_draw_layout layout;
    fitted.sizes = &sizes;
    scene_draw_layout(view, scene, width, height, &layout);
    view_paper_paint(&fitted, &paper, &layout.paper, paint);
    view_network_paint(&fitted, &network, &layout.network, paint);
    view_answer_bars(&fitted, &answer, &layout.bars, paint);
    view_answer_paint(&fitted, &answer, &layout.answer, paint);
    if (layout.legend.height > 0) {
        view_legend(&fitted, scene->show_weights, &layout.legend, paint);
    }
    if (layout.inspector.height > 0) {
        view_inspector_paint(&fitted, &inspector, &layout.inspector, paint);
    }
    paint_controls(&fitted, scene, &layout, pointer, paint);
}

/* --- in words --- */

/* "784-16-16-10", as far as there is room. */
static void name_shape(const struct snapshot *snapshot, char *out, size_t size)
{
    int used = snprintf(out, size, "%zu", snapshot->model->network->n_inputs);
    for (size_t l = 0; l < snapshot->n_layers && (size_t)used < size; l++) {
        used += snprintf(out + used, size - (size_t)used, "-%zu", snapshot->layers[l].n);
    }
}

const char *scene_draw_describe(const struct view *view, const struct scene_draw *scene,
                                char out[SCENE_DRAW_TEXT])
{
    const struct text_language *language = view->language;
    const struct lume_answer *answer = &scene->snapshot->answer;
    char shape[128], digit[TEXT_NUMBER_SIZE], second[TEXT_NUMBER_SIZE], percent[TEXT_NUMBER_SIZE];
    name_shape(scene->snapshot, shape, sizeof shape);
    text_count(language, (uint64_t)(answer->digit < 0 ? 0 : answer->digit), digit);
    text_count(language, (uint64_t)(answer->second < 0 ? 0 : answer->second), second);
    text_percent(language, answer->probability, 1, percent);
    const char *const sure[] = {shape, digit, percent, NULL};
    const char *const unsure[] = {shape, digit, second, NULL};
    const char *const of_shape[] = {shape, NULL};
    if (is_hidden(scene) && answer->verdict != LUME_VERDICT_EMPTY) {
        return text_fill(language, "the network {1}; its answer is hidden", of_shape, out,
                         SCENE_DRAW_TEXT);
    }
    switch (answer->verdict) {
    case LUME_VERDICT_EMPTY:
        return text_fill(language, "the network {1}; nothing is drawn", of_shape, out,
                         SCENE_DRAW_TEXT);
    case LUME_VERDICT_DIGIT:
        return text_fill(language, "the network {1} answers {2} with {3}", sure, out,
                         SCENE_DRAW_TEXT);
    case LUME_VERDICT_UNSURE:
        return text_fill(language, "the network {1} is not sure: {2} or {3}?", unsure, out,
                         SCENE_DRAW_TEXT);
    case LUME_VERDICT_NOT_A_DIGIT:
        break;
    }
    return text_fill(language, "to the network {1} this does not look like a digit", of_shape, out,
                     SCENE_DRAW_TEXT);
}
