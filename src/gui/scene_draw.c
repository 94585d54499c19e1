/* SPDX-License-Identifier: MIT */
#include "gui/scene_draw.h"

#include "gui/view_answer.h"
#include "gui/view_inspector.h"
#include "gui/view_legend.h"
#include "gui/view_network.h"
#include "gui/view_paper.h"

#include <lume/image.h>

#include <stdio.h>

static const float usual_width = 1280, usual_height = 720;

static struct view_network network_of(const struct scene_draw *scene)
{
    return (struct view_network){
        .snapshot = scene->snapshot,
        .show_weights = scene->show_weights,
        .selected = scene->selected,
    };
}

/* Sizes grow with the picture, in quarters, so that it looks the same on a wall; in one that is
 * smaller than usual a preset shrinks, down to the first, which no size is below. */
static struct theme_sizes fit_sizes(const struct theme_sizes *preset, float width, float height)
{
    const struct theme_sizes *least = theme_sizes_at(0);
    const float share =
        width / usual_width < height / usual_height ? width / usual_width : height / usual_height;
    const float factor = (float)(int)(4 * share) / 4;
    struct theme_sizes fitted = *preset;
    const struct {
        float *size;
        float least;
    } fields[] = {
        {&fitted.small, least->small},
        {&fitted.body, least->body},
        {&fitted.heading, least->heading},
        {&fitted.digit, least->digit},
        {&fitted.grid, least->grid},
        {&fitted.radius, least->radius},
        {&fitted.line, least->line},
        {&fitted.wire_thinnest, least->wire_thinnest},
        {&fitted.wire_thickest, least->wire_thickest},
        {&fitted.dash_on, least->dash_on},
        {&fitted.dash_off, least->dash_off},
        {&fitted.target, least->target},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const float size = factor * *fields[i].size;
        *fields[i].size = size > fields[i].least ? size : fields[i].least;
    }
    return fitted;
}

static float whole(float x)
{
    return (float)(int)(x + 0.5f);
}

/* Columns of paper, network, bars and answer share the width. */
static void lay_columns(const struct paint_rect *rect, float gap, struct scene_draw_layout *out)
{
    const float width = rect->width - 3 * gap;
    struct paint_rect *const columns[] = {&out->paper, &out->network, &out->bars, &out->answer};
    static const float shares[] = {0.26f, 0.455f, 0.155f, 0.13f};
    float x = rect->x;
    for (int i = 0; i < 4; i++) {
        *columns[i] =
            (struct paint_rect){whole(x), rect->y, whole(shares[i] * width), rect->height};
        x += shares[i] * width + gap;
    }
    out->bars.x -= 0.5f * gap; /* they belong to the outputs */
}

/* Lay out for sizes that are fitted already. */
static void lay_out(const struct view *view, const struct scene_draw *scene, float width,
                    float height, struct scene_draw_layout *out)
{
    const float grid = view->sizes->grid;
    const float margin = width < 0.8f * usual_width ? 2 * grid : 3 * grid;
    struct paint_rect rest = {margin, margin, width - 2 * margin, height - 2 * margin};
    *out = (struct scene_draw_layout){0};
    if (scene->selected.layer >= 0) {
        const float least = 10 * view->sizes->small + 6 * grid, usual = 0.345f * rest.height;
        out->inspector = rest;
        out->inspector.height = whole(usual > least ? usual : least);
        out->inspector.y = rest.y + rest.height - out->inspector.height;
        rest.height -= out->inspector.height + 2 * grid;
    }
    out->legend = rest;
    out->legend.height = view_legend(view, scene->show_weights, &rest, NULL);
    out->legend.y = rest.y + rest.height - out->legend.height;
    rest.height -= out->legend.height + grid;
    lay_columns(&rest, margin, out);
    const struct view_network network = network_of(scene);
    const float captions = view_network_captions(view, &network, out->network.width);
    out->bars.y += captions;
    out->bars.height -= captions;
    out->answer.y = out->bars.y;
    out->answer.height = out->bars.height;
    const float side = out->paper.width < out->bars.height ? out->paper.width : out->bars.height;
    out->paper.y = whole(out->bars.y + 0.5f * (out->bars.height - side));
    out->paper.width = out->paper.height = side;
}

void scene_draw_layout(const struct view *view, const struct scene_draw *scene, float width,
                       float height, struct scene_draw_layout *out)
{
    const struct theme_sizes sizes = fit_sizes(view->sizes, width, height);
    struct view fitted = *view;
    fitted.sizes = &sizes;
    lay_out(&fitted, scene, width, height, out);
}

void scene_draw_paint(const struct view *view, const struct scene_draw *scene, float width,
                      float height, const struct ui_pointer *pointer, struct paint *paint)
{
    (void)pointer;
    const struct view_network network = network_of(scene);
    const struct view_inspector inspector = {.snapshot = scene->snapshot,
                                             .neuron = scene->selected};
    const struct view_paper paper = {scene->ink, scene->nib / LUME_IMAGE_SIDE};
    const struct theme_sizes sizes = fit_sizes(view->sizes, width, height);
    struct view fitted = *view;
    struct scene_draw_layout layout;
    fitted.sizes = &sizes;
    lay_out(&fitted, scene, width, height, &layout);
    view_paper_paint(&fitted, &paper, &layout.paper, paint);
    view_network_paint(&fitted, &network, &layout.network, paint);
    view_answer_bars(&fitted, scene->snapshot, &layout.bars, paint);
    view_answer_paint(&fitted, scene->snapshot, scene->true_label, &layout.answer, paint);
    view_legend(&fitted, scene->show_weights, &layout.legend, paint);
    if (layout.inspector.height > 0) {
        view_inspector_paint(&fitted, &inspector, &layout.inspector, paint);
    }
}

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
