/* SPDX-License-Identifier: MIT */
#include "gui/view_network_parts.h"

#include "gui/color.h"

#include <lume/image.h>

#include <math.h>
#include <stdio.h>

enum { NUMBER = 32, TEXT = 128 };

size_t view_network_shown(const struct snapshot_layer *layer)
{
    return layer->n < VIEW_MAX_UNITS ? layer->n : VIEW_MAX_UNITS;
}

size_t view_network_revealed(const struct view_network *network)
{
    const size_t n = network->snapshot->n_layers, least = network->hide_answer;
    const size_t concealed = network->concealed > least ? network->concealed : least;
    return concealed < n ? n - concealed : 0;
}

/* --- the plan --- */

static const float first_step = 0.8f; /* from the picture, where lines tell less */

struct paint_point view_network_place(const struct plan *plan, size_t l, size_t unit)
{
    const size_t n = view_network_shown(&plan->network->snapshot->layers[l]);
    return (struct paint_point){
        plan->image.x + plan->image.width + plan->step * (first_step + (float)l),
        plan->neurons.y + plan->neurons.height * ((float)unit + 0.5f) / (float)n,
    };
}

static float radius_of(const struct plan *plan, size_t l)
{
    const size_t n = view_network_shown(&plan->network->snapshot->layers[l]);
    const float row = plan->neurons.height / (float)n;
    return fminf(fminf(0.38f * row, 0.16f * plan->step), 1.3f * plan->view->sizes->body);
}

static bool is_whole(const struct plan *plan, int l)
{
    return l < 0 || plan->network->snapshot->layers[l].n <= VIEW_MAX_UNITS;
}

/* The layer's name and size, in at most two paragraphs. Layer -1 is the picture. */
static void name_layer(const struct plan *plan, int l, char name[TEXT], char size[TEXT])
{
    const struct text_language *language = plan->view->language;
    const struct snapshot *snapshot = plan->network->snapshot;
    const size_t n = l < 0 ? snapshot->model->network->n_inputs : snapshot->layers[l].n;
    char count[TEXT_NUMBER_SIZE], shown[TEXT_NUMBER_SIZE], index[TEXT_NUMBER_SIZE];
    text_count(language, n, count);
    text_count(language, VIEW_MAX_UNITS, shown);
    text_count(language, (uint64_t)(l + 1), index);
    const char *const counts[] = {count, NULL}, *const parts[] = {shown, count, NULL},
                      *const indices[] = {index, NULL};
    if (l < 0) {
        snprintf(name, TEXT, "%s", text_get(language, "what the network sees"));
        text_fill(language, "{1} inputs", counts, size, TEXT);
        return;
    }
    if ((size_t)l + 1 == snapshot->n_layers) {
        snprintf(name, TEXT, "%s", text_get(language, "output layer"));
    } else {
        text_fill(language, "hidden layer {1}", indices, name, TEXT);
    }
    if (!is_whole(plan, l)) {
        text_fill(language, "{1} of {2} neurons shown", parts, size, TEXT);
    } else {
        text_fill(language, "{1} neurons", counts, size, TEXT);
    }
}

/* Smaller until the text is at most so many lines and no word is cut, down to three quarters. */
static struct paint_text_style shrink(const struct view *view, struct paint_text_style style,
                                      const struct paint_rect *rect, int lines, const char *text)
{
    const float least = 0.75f * style.font.size;
    while (style.font.size > least &&
           (view_widest_word(view, &style, text) > rect->width ||
            view_paragraph(view, NULL, rect, &style, text) >
                ((float)lines + 0.5f) * view_line_height(style.font.size))) {
        style.font.size *= 0.96f;
    }
    return style;
}

/* Write a layer's caption so that it ends at `bottom`; paint NULL: measure only. */
static float caption(const struct plan *plan, int l, float bottom, struct paint *paint)
{
    const struct view *view = plan->view;
    const struct theme *theme = view->theme;
    const float room = 0.87f * plan->step; /* that neighbours leave */
    const float width = l < 0 ? fmaxf(plan->image.width, plan->step) : room;
    const float middle =
        l < 0 ? plan->image.x + 0.5f * plan->image.width : view_network_place(plan, (size_t)l, 0).x;
    struct paint_rect rect = {middle - 0.5f * width, 0, width, 0};
    char name[TEXT], size[TEXT];
    name_layer(plan, l, name, size);
    const struct paint_text_style usual = view_style(view->sizes->small, theme->text, PAINT_MIDDLE);
    const struct paint_text_style strong = shrink(view, usual, &rect, l < 0 ? 3 : 2, name);
    struct paint_text_style quiet = usual;
    quiet.color = theme->quiet;
    if (is_whole(plan, l) && view_measure(view, &quiet, size) > width) {
        size[0] = 0; /* that can be counted */
    }
    quiet = shrink(view, quiet, &rect, 2, size);
    const float height = view_paragraph(view, NULL, &rect, &strong, name) +
                         view_paragraph(view, NULL, &rect, &quiet, size);
    if (paint) {
        rect.y = bottom - height;
        rect.y += view_paragraph(view, paint, &rect, &strong, name);
        view_paragraph(view, paint, &rect, &quiet, size);
    }
    return height;
}

/* How high the captions are, with the gap below them; 0 where they would be too narrow to be read,
 * or leave too little to the neurons. */
static float measure_captions(const struct plan *plan, float height)
{
    float highest = 0;
    if (plan->step <= 4 * plan->view->sizes->small) {
        return 0;
    }
    for (int l = 0; l < (int)plan->network->snapshot->n_layers; l++) {
        highest = fmaxf(highest, caption(plan, l, 0, NULL));
    }
    highest += plan->view->sizes->grid;
    return highest < 0.3f * height ? highest : 0;
}

static struct plan make_plan(const struct view *view, const struct view_network *network,
                             const struct paint_rect *rect)
{
    const float side = LUME_IMAGE_SIDE;
    const size_t n_layers = network->snapshot->n_layers;
    const struct snapshot_layer *outputs = &network->snapshot->layers[n_layers - 1];
    const float labels = (outputs->n > 10 ? 3.4f : 2.7f) * view->sizes->body;
    const float wanted = fminf(0.24f * rect->width, 0.5f * rect->height);
    struct plan plan = {
        .view = view,
        .network = network,
        .shown = network->eased ? network->eased : network->snapshot,
        .revealed = view_network_revealed(network),
        .selected = network->selected,
    };
    if (plan.selected.layer >= (int)plan.revealed) {
        plan.selected.layer = -1;
    }
    plan.image.width = wanted < side ? wanted : side * (float)(int)(wanted / side);
    plan.image.height = plan.image.width;
    plan.image.x = rect->x;
    plan.step = (rect->width - plan.image.width - labels) / (first_step + (float)(n_layers - 1));
    plan.captions = measure_captions(&plan, rect->height);
    plan.neurons = (struct paint_rect){rect->x, rect->y + plan.captions, rect->width,
                                       rect->height - plan.captions};
    plan.image.y = plan.neurons.y + 0.5f * (plan.neurons.height - plan.image.height);
    return plan;
}

/* --- neurons --- */

/* How thick the ring of a neuron is, of which its fill is to be seen. */
static float line_of(const struct plan *plan, float radius)
{
    return fminf(1.5f * plan->view->sizes->line, 0.3f * radius);
}

static bool is_at(struct view_neuron neuron, size_t l, size_t unit)
{
    return neuron.layer == (int)l && neuron.unit == (int)unit;
}

/* The output that is the answer; layer -1: there is none, or it is not revealed. */
static struct view_neuron winner_of(const struct plan *plan)
{
    const struct snapshot *snapshot = plan->network->snapshot;
    const bool found =
        plan->revealed == snapshot->n_layers && snapshot->answer.verdict == LUME_VERDICT_DIGIT;
    return (struct view_neuron){found ? (int)snapshot->n_layers - 1 : -1, snapshot->answer.digit};
}

/* A knob beside a neuron that was changed by hand: what is seen is not what was learned. */
static void paint_mark(const struct plan *plan, struct paint_point middle, float radius,
                       struct paint *paint)
{
    const struct theme *theme = plan->view->theme;
    const float size = fmaxf(0.4f * radius, 4), away = radius + 2;
    const struct paint_point at = {middle.x + away, middle.y - away};
    paint_disc(paint, at, size + plan->view->sizes->line, theme->stage);
    paint_disc(paint, at, size, theme->focus);
}

/* The fill of each is its activation: 0 to 1 as it is; functions that leave this range are measured
 * against the largest of their layer. */
static void paint_layer(const struct plan *plan, size_t l, struct paint *paint)
{
    const struct theme *theme = plan->view->theme;
    const struct snapshot_layer *layer = &plan->shown->layers[l];
    const struct view_neuron winner = winner_of(plan);
    const float radius = radius_of(plan, l), line = line_of(plan, radius);
    const bool asleep = view_network_sleeps(plan->network->snapshot);
    float largest = 1;
    for (size_t i = 0; i < view_network_shown(layer); i++) {
        largest = fmaxf(largest, fabsf(layer->a[i]));
    }
    for (size_t i = 0; i < view_network_shown(layer); i++) {
        const struct paint_point middle = view_network_place(plan, l, i);
        const float a = asleep ? 0 : layer->a[i] / largest;
        paint_disc(paint, middle, radius, theme_neuron(theme, fabsf(a)));
        paint_ring(paint, middle, radius, line, a < 0 ? theme->negative : theme->quiet);
        if (is_at(winner, l, i)) {
            paint_ring(paint, middle, radius + 0.5f * line, 2 * line, theme->winner);
        }
        if (is_at(plan->selected, l, i)) {
            const float width = 2 * fmaxf(line, plan->view->sizes->line);
            paint_ring(paint, middle, radius + 0.5f * (line + width), width, theme->focus);
        }
        if (plan->network->snapshot->layers[l].changed[i]) {
            paint_mark(plan, middle, radius, paint);
        }
    }
}

/* With a ring where the lesson looks. */
static void paint_deltas(const struct plan *plan, size_t l, struct paint *paint)
{
    const float radius = radius_of(plan, l), line = line_of(plan, radius);
    view_network_deltas(plan, l, radius, paint);
    if (plan->selected.layer == (int)l) {
        const float width = 2 * fmaxf(line, plan->view->sizes->line);
        const struct paint_point middle = view_network_place(plan, l, (size_t)plan->selected.unit);
        paint_ring(paint, middle, radius + 0.5f * (line + width), width, plan->view->theme->focus);
    }
}

static void paint_concealed(const struct plan *plan, size_t l, struct paint *paint)
{
    const struct theme *theme = plan->view->theme;
    const float radius = radius_of(plan, l), line = line_of(plan, radius);
    for (size_t i = 0; i < view_network_shown(&plan->shown->layers[l]); i++) {
        paint_ring(paint, view_network_place(plan, l, i), radius, line,
                   color_fade(theme->quiet, 0.4f));
    }
}

static void paint_layers(const struct plan *plan, struct paint *paint)
{
    for (size_t l = 0; l < plan->network->snapshot->n_layers; l++) {
        char name[NUMBER];
        snprintf(name, sizeof name, "layer-%zu", l + 1);
        paint_begin_group(paint, name);
        const struct view_back *back = plan->network->back;
        (back && l >= back->first ? paint_deltas
         : l < plan->revealed     ? paint_layer
                                  : paint_concealed)(plan, l, paint);
        paint_end_group(paint);
    }
}

static void paint_labels(const struct plan *plan, struct paint *paint)
{
    const struct view *view = plan->view;
    const struct snapshot *snapshot = plan->network->snapshot;
    const struct view_neuron winner = winner_of(plan);
    const size_t last = snapshot->n_layers - 1, n = view_network_shown(&snapshot->layers[last]);
    const float row = plan->neurons.height / (float)n;
    const float size = fmaxf(fminf(view->sizes->body + 2, 0.9f * row), 1);
    paint_begin_group(paint, "digits");
    for (size_t i = 0; i < n; i++) {
        const bool steps_back = winner.layer >= 0 && !is_at(winner, last, i);
        const struct paint_point middle = view_network_place(plan, last, i);
        const struct paint_text_style style =
            view_bold(size, steps_back ? view->theme->quiet : view->theme->text, PAINT_RIGHT);
        char text[TEXT_NUMBER_SIZE];
        view_label(view, paint, plan->neurons.x + plan->neurons.width, middle.y, &style,
                   text_count(view->language, i, text));
    }
    paint_end_group(paint);
}

/* Below the picture, where there is room for it. */
static void paint_centred(const struct plan *plan, struct paint *paint)
{
    const struct view *view = plan->view;
    const struct paint_text_style style =
        view_style(view->sizes->small, view->theme->quiet, PAINT_MIDDLE);
    const struct paint_rect *image = &plan->image;
    struct paint_rect rect = *image;
    char side[TEXT_NUMBER_SIZE], sides[2 * TEXT_NUMBER_SIZE + 8], text[TEXT];
    text_count(view->language, LUME_IMAGE_SIDE, side);
    snprintf(sides, sizeof sides, "%s\u00a0×\u00a0%s", side, side);
    text_fill(view->language, "centred and scaled to {1} pixels",
              (const char *const[]){sides, NULL}, text, TEXT);
    rect.y += image->height + view->sizes->grid;
    rect.height = view_paragraph(view, NULL, &rect, &style, text);
    if (view_widest_word(view, &style, text) <= rect.width &&
        rect.height < 3.5f * view_line_height(style.font.size) &&
        rect.y + rect.height <= plan->neurons.y + plan->neurons.height) {
        view_paragraph(view, paint, &rect, &style, text);
    }
}

static void paint_picture(const struct plan *plan, struct paint *paint)
{
    const struct theme *theme = plan->view->theme;
    const struct view_network *network = plan->network;
    const struct snapshot *snapshot = network->snapshot;
    const float line = plan->view->sizes->line;
    const struct paint_rect *at = &plan->image;
    const struct paint_image image = {snapshot->model->columns,
                                      snapshot->model->rows,
                                      network->picture ? network->picture : snapshot->image,
                                      theme->paper,
                                      theme->ink,
                                      NULL};
    paint_begin_group(paint, "picture");
    paint_image(paint, *at, &image);
    paint_outline(paint,
                  (struct paint_rect){at->x - line, at->y - line, at->width + 2 * line,
                                      at->height + 2 * line},
                  0, line, theme->line);
    if (network->centred) {
        paint_centred(plan, paint);
    }
    paint_end_group(paint);
}

float view_network_captions(const struct view *view, const struct view_network *network,
                            const struct paint_rect *rect)
{
    return make_plan(view, network, rect).captions;
}

void view_network_paint(const struct view *view, const struct view_network *network,
                        const struct paint_rect *rect, struct paint *paint)
{
    const struct plan plan = make_plan(view, network, rect);
    const size_t n_layers = network->snapshot->n_layers;
    paint_begin_group(paint, "network");
    for (int l = -1; plan.captions > 0 && l < (int)n_layers; l++) {
        caption(&plan, l, (l < 0 ? plan.image.y : plan.neurons.y) - view->sizes->grid, paint);
    }
    if (plan.revealed > 0) {
        view_network_inlets(&plan, paint);
    }
    for (size_t l = 1; l < plan.revealed; l++) {
        view_network_wires(&plan, l, paint);
    }
    paint_picture(&plan, paint);
    if (network->back && network->back->weighs) {
        view_network_weight(&plan, paint);
    }
    paint_layers(&plan, paint);
    paint_labels(&plan, paint);
    paint_end_group(paint);
}

struct view_neuron view_network_at(const struct view *view, const struct view_network *network,
                                   const struct paint_rect *rect, float x, float y)
{
    const struct plan plan = make_plan(view, network, rect);
    const float wide = fminf(0.5f * plan.step, view->sizes->target);
    for (size_t l = 0; l < plan.revealed; l++) {
        const size_t n = view_network_shown(&network->snapshot->layers[l]);
        const float high = fminf(0.5f * plan.neurons.height / (float)n, view->sizes->target);
        for (size_t i = 0; i < n; i++) {
            const struct paint_point middle = view_network_place(&plan, l, i);
            if (fabsf(x - middle.x) <= wide && fabsf(y - middle.y) <= high) {
                return (struct view_neuron){(int)l, (int)i};
            }
        }
    }
    return (struct view_neuron){-1, 0};
}

/* How far a place is from the middle of a line, measured upwards. */
static float above_line(struct paint_point from, struct paint_point to, float x, float y)
{
    const float share = (x - from.x) / (to.x - from.x);
    return fabsf(y - (from.y + share * (to.y - from.y)));
}

/* The nearest line into layer l, where the place is between it and the one before. */
static bool line_at(const struct plan *plan, size_t l, float x, float y, struct trace_weight *out)
{
    float least = 0.5f * plan->view->sizes->grid;
    bool found = false;
    if (!(x > view_network_place(plan, l - 1, 0).x && x < view_network_place(plan, l, 0).x)) {
        return false;
    }
    for (size_t i = 0; i < view_network_shown(&plan->shown->layers[l - 1]); i++) {
        for (size_t j = 0; j < view_network_shown(&plan->shown->layers[l]); j++) {
            const float distance = above_line(view_network_place(plan, l - 1, i),
                                              view_network_place(plan, l, j), x, y);
            if (distance < least) {
                least = distance;
                *out = (struct trace_weight){l, i, j};
                found = true;
            }
        }
    }
    return found;
}

bool view_network_weight_at(const struct view *view, const struct view_network *network,
                            const struct paint_rect *rect, size_t to, float x, float y,
                            struct trace_weight *out)
{
    const struct plan plan = make_plan(view, network, rect);
    const struct lume_model *model = network->snapshot->model;
    const float column = (x - plan.image.x) / plan.image.width * (float)model->columns;
    const float row = (y - plan.image.y) / plan.image.height * (float)model->rows;
    if (column >= 0 && column < (float)model->columns && row >= 0 && row < (float)model->rows) {
        *out = (struct trace_weight){0, (size_t)row * model->columns + (size_t)column, to};
        return true;
    }
    bool found = false;
    for (size_t l = 1; l < plan.revealed && !found; l++) {
        found = line_at(&plan, l, x, y, out);
    }
    return found;
}
