/* SPDX-License-Identifier: MIT */
#include "gui/view_network.h"

#include "gui/color.h"

#include <lume/image.h>

#include <stdio.h>

enum { NUMBER = 32, TEXT = 128, LEVELS = 256 };

/* Where everything is. */
struct plan {
    const struct view *view;
    const struct view_network *network;
    struct paint_rect image, neurons; /* neurons: the height that they share */
    float step;                       /* between layers */
    float captions;
};

static size_t count_shown(const struct snapshot_layer *layer)
{
    return layer->n < VIEW_MAX_UNITS ? layer->n : VIEW_MAX_UNITS;
}

static bool is_asleep(const struct snapshot *snapshot)
{
    return snapshot->answer.verdict == LUME_VERDICT_EMPTY;
}

static float larger(float a, float b)
{
    return a > b ? a : b;
}

static float smaller(float a, float b)
{
    return a < b ? a : b;
}

static float size_of(float x)
{
    return x < 0 ? -x : x;
}

/* --- the plan --- */

static struct paint_point place_of(const struct plan *plan, size_t l, size_t unit)
{
    const size_t n = count_shown(&plan->network->snapshot->layers[l]);
    return (struct paint_point){
        plan->image.x + plan->image.width + plan->step * (float)(l + 1),
        plan->neurons.y + plan->neurons.height * ((float)unit + 0.5f) / (float)n,
    };
}

static float radius_of(const struct plan *plan, size_t l)
{
    const size_t n = count_shown(&plan->network->snapshot->layers[l]);
    const float row = plan->neurons.height / (float)n;
    return smaller(smaller(0.38f * row, 0.16f * plan->step), 1.3f * plan->view->sizes->body);
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

/* Write a layer's caption so that it ends at `bottom`; paint NULL: measure only. */
static float caption(const struct plan *plan, int l, float bottom, struct paint *paint)
{
    const struct view *view = plan->view;
    const float width = l < 0 ? larger(plan->image.width, 0.9f * plan->step) : 0.9f * plan->step;
    const float middle =
        l < 0 ? plan->image.x + 0.5f * plan->image.width : place_of(plan, (size_t)l, 0).x;
    const struct paint_text_style strong = view_style(view->sizes->small, view->theme->text,
                                                      PAINT_MIDDLE),
                                  quiet = view_style(view->sizes->small, view->theme->quiet,
                                                     PAINT_MIDDLE);
    struct paint_rect rect = {middle - 0.5f * width, 0, width, 0};
    char name[TEXT], size[TEXT];
    name_layer(plan, l, name, size);
    if (is_whole(plan, l) && view_measure(view, &quiet, size) > width) {
        size[0] = 0; /* that can be counted */
    }
    const float height = view_paragraph(view, NULL, &rect, &strong, name) +
                         view_paragraph(view, NULL, &rect, &quiet, size);
    if (paint) {
        rect.y = bottom - height;
        rect.y += view_paragraph(view, paint, &rect, &strong, name);
        view_paragraph(view, paint, &rect, &quiet, size);
    }
    return height;
}

/* Captions need room to be read. */
static bool has_captions(const struct plan *plan)
{
    return plan->step > 4 * plan->view->sizes->small;
}

static struct plan make_plan(const struct view *view, const struct view_network *network,
                             const struct paint_rect *rect)
{
    const float side = LUME_IMAGE_SIDE;
    const size_t n_layers = network->snapshot->n_layers;
    const struct snapshot_layer *outputs = &network->snapshot->layers[n_layers - 1];
    const float labels = (outputs->n > 10 ? 3.4f : 2.7f) * view->sizes->body;
    const float wanted = smaller(0.24f * rect->width, 0.5f * rect->height);
    struct plan plan = {.view = view, .network = network};
    plan.image.width = wanted < side ? wanted : side * (float)(int)(wanted / side);
    plan.image.height = plan.image.width;
    plan.image.x = rect->x;
    plan.step = (rect->width - plan.image.width - labels) / (float)n_layers;
    for (int l = 0; has_captions(&plan) && l < (int)n_layers; l++) {
        plan.captions = larger(plan.captions, caption(&plan, l, 0, NULL));
    }
    plan.captions += plan.captions > 0 ? view->sizes->grid : 0;
    plan.neurons = (struct paint_rect){rect->x, rect->y + plan.captions, rect->width,
                                       rect->height - plan.captions};
    plan.image.y = plan.neurons.y + 0.5f * (plan.neurons.height - plan.image.height);
    return plan;
}

/* --- lines --- */

/* The lines between two layers, or out of the picture, that are drawn. */
struct wires {
    size_t n_from, n_to;
    float strength[VIEW_MAX_UNITS * VIEW_MAX_UNITS]; /* [n_from][n_to], -1 to 1 */
    uint16_t order[VIEW_MAX_UNITS * VIEW_MAX_UNITS]; /* weak ones first */
};

static const float faintest = 1e-3f; /* what shows the sign of a line alone */

static uint8_t level_of(float strength)
{
    return (uint8_t)(size_of(strength) * (LEVELS - 1) + 0.5f);
}

static void sort_wires(struct wires *wires)
{
    const size_t n = wires->n_from * wires->n_to;
    size_t starts[LEVELS + 1] = {0};
    for (size_t i = 0; i < n; i++) {
        starts[level_of(wires->strength[i]) + 1]++;
    }
    for (size_t level = 0; level < LEVELS; level++) {
        starts[level + 1] += starts[level];
    }
    for (size_t i = 0; i < n; i++) {
        wires->order[starts[level_of(wires->strength[i])]++] = (uint16_t)i;
    }
}

/* Into layer l, 1 or above. What comes through is measured against the largest weight, times the
 * largest activation where that is above 1: so lines pale when less comes through. */
static void measure_wires(const struct plan *plan, size_t l, struct wires *wires)
{
    const struct snapshot *snapshot = plan->network->snapshot;
    const struct lume_network *network = snapshot->model->network;
    const struct lume_layer *layer = &network->layers[l];
    const struct snapshot_layer *before = &snapshot->layers[l - 1];
    float largest_weight = 0, largest_activation = 1;
    wires->n_from = count_shown(before);
    wires->n_to = count_shown(&snapshot->layers[l]);
    for (size_t i = 0; i < wires->n_from; i++) {
        const float *weights = network->parameters + layer->weights + i * layer->stride;
        largest_activation = larger(largest_activation, size_of(before->a[i]));
        for (size_t j = 0; j < wires->n_to; j++) {
            largest_weight = larger(largest_weight, size_of(weights[j]));
        }
    }
    for (size_t i = 0; i < wires->n_from; i++) {
        const float *weights = network->parameters + layer->weights + i * layer->stride;
        const float a = plan->network->show_weights ? 1
                        : is_asleep(snapshot)       ? faintest
                                                    : before->a[i] / largest_activation;
        for (size_t j = 0; j < wires->n_to; j++) {
            wires->strength[i * wires->n_to + j] =
                largest_weight > 0 ? a * (weights[j] / largest_weight) : 0;
        }
    }
    sort_wires(wires);
}

/* How much of a line into unit j of layer l is seen. */
static float presence(const struct plan *plan, size_t l, size_t j)
{
    const struct view_neuron selected = plan->network->selected;
    const bool leads_there = selected.layer == (int)l && selected.unit == (int)j;
    return selected.layer < 0 || leads_there ? 1 : 0.15f;
}

static void paint_wires(const struct plan *plan, size_t l, struct wires *wires, struct paint *paint)
{
    const struct theme *theme = plan->view->theme;
    const struct theme_sizes *sizes = plan->view->sizes;
    char name[NUMBER];
    snprintf(name, sizeof name, "lines-%zu", l + 1);
    paint_begin_group(paint, name);
    measure_wires(plan, l, wires);
    for (size_t k = 0; k < wires->n_from * wires->n_to; k++) {
        const size_t at = wires->order[k], i = at / wires->n_to, j = at % wires->n_to;
        const float strength = wires->strength[at], size = size_of(strength);
        const bool negative = strength < 0;
        const struct paint_stroke stroke = {
            .color = color_fade(negative ? theme->negative : theme->positive,
                                (0.08f + 0.92f * size) * presence(plan, l, j)),
            .width = sizes->wire_thinnest + size * (sizes->wire_thickest - sizes->wire_thinnest),
            .dash_on = negative ? sizes->dash_on : 0,
            .dash_off = negative ? sizes->dash_off : 0,
        };
        paint_line(paint, place_of(plan, l - 1, i), place_of(plan, l, j), &stroke);
    }
    paint_end_group(paint);
}

/* Every pixel leads to every neuron of the first layer: too many lines to draw, so one stands for
 * all of a neuron's. */
static void paint_inlets(const struct plan *plan, struct paint *paint)
{
    const size_t n = count_shown(&plan->network->snapshot->layers[0]);
    const struct view_neuron selected = plan->network->selected;
    paint_begin_group(paint, "lines-1");
    for (size_t j = 0; j < n; j++) {
        const bool leads_there = selected.layer == 0 && selected.unit == (int)j;
        const struct paint_stroke stroke = {
            .color = leads_there ? plan->view->theme->focus : plan->view->theme->line,
            .width = plan->view->sizes->line,
        };
        const float share = ((float)j + 0.5f) / (float)n;
        paint_line(paint,
                   (struct paint_point){plan->image.x + plan->image.width,
                                        plan->image.y + plan->image.height * share},
                   place_of(plan, 0, j), &stroke);
    }
    paint_end_group(paint);
}

/* --- neurons --- */

/* The fill of each is its activation: 0 to 1 as it is; functions that leave this range are measured
 * against the largest of their layer. */
static void paint_layer(const struct plan *plan, size_t l, struct paint *paint)
{
    const struct theme *theme = plan->view->theme;
    const struct snapshot *snapshot = plan->network->snapshot;
    const struct snapshot_layer *layer = &snapshot->layers[l];
    const float line = 1.5f * plan->view->sizes->line, radius = radius_of(plan, l);
    const bool asleep = is_asleep(snapshot);
    float largest = 1;
    char name[NUMBER];
    snprintf(name, sizeof name, "layer-%zu", l + 1);
    paint_begin_group(paint, name);
    for (size_t i = 0; i < count_shown(layer); i++) {
        largest = larger(largest, size_of(layer->a[i]));
    }
    for (size_t i = 0; i < count_shown(layer); i++) {
        const struct paint_point middle = place_of(plan, l, i);
        const float a = asleep ? 0 : layer->a[i] / largest;
        const struct view_neuron selected = plan->network->selected;
        paint_disc(paint, middle, radius, theme_neuron(theme, size_of(a)));
        paint_ring(paint, middle, radius, line, a < 0 ? theme->negative : theme->quiet);
        if (selected.layer == (int)l && selected.unit == (int)i) {
            paint_ring(paint, middle, radius + 1.5f * line, 2 * line, theme->focus);
        }
    }
    paint_end_group(paint);
}

static void paint_labels(const struct plan *plan, struct paint *paint)
{
    const struct view *view = plan->view;
    const struct snapshot *snapshot = plan->network->snapshot;
    const size_t last = snapshot->n_layers - 1, n = count_shown(&snapshot->layers[last]);
    const bool found = snapshot->answer.verdict == LUME_VERDICT_DIGIT;
    const float size = smaller(view->sizes->body + 2, 0.9f * plan->neurons.height / (float)n);
    paint_begin_group(paint, "digits");
    for (size_t i = 0; i < n; i++) {
        const bool winner = found && snapshot->answer.digit == (int)i;
        const struct paint_point middle = place_of(plan, last, i);
        struct paint_text_style style =
            view_bold(size, winner ? view->theme->winner : view->theme->text, PAINT_RIGHT);
        char text[TEXT_NUMBER_SIZE];
        view_label(view, paint, plan->neurons.x + plan->neurons.width, middle.y, &style,
                   text_count(view->language, i, text));
    }
    paint_end_group(paint);
}

static void paint_picture(const struct plan *plan, struct paint *paint)
{
    const struct theme *theme = plan->view->theme;
    const struct snapshot *snapshot = plan->network->snapshot;
    const float line = plan->view->sizes->line;
    const struct paint_rect *at = &plan->image;
    const struct paint_image image = {snapshot->model->columns,
                                      snapshot->model->rows,
                                      snapshot->image,
                                      theme->paper,
                                      theme->ink,
                                      NULL};
    paint_begin_group(paint, "picture");
    paint_image(paint, *at, &image);
    paint_outline(paint,
                  (struct paint_rect){at->x - line, at->y - line, at->width + 2 * line,
                                      at->height + 2 * line},
                  0, line, theme->line);
    paint_end_group(paint);
}

float view_network_captions(const struct view *view, const struct view_network *network,
                            float width)
{
    return make_plan(view, network, &(struct paint_rect){0, 0, width, width}).captions;
}

void view_network_paint(const struct view *view, const struct view_network *network,
                        const struct paint_rect *rect, struct paint *paint)
{
    const struct plan plan = make_plan(view, network, rect);
    const size_t n_layers = network->snapshot->n_layers;
    struct wires wires;
    paint_begin_group(paint, "network");
    for (int l = -1; plan.captions > 0 && l < (int)n_layers; l++) {
        caption(&plan, l, (l < 0 ? plan.image.y : plan.neurons.y) - view->sizes->grid, paint);
    }
    paint_inlets(&plan, paint);
    for (size_t l = 1; l < n_layers; l++) {
        paint_wires(&plan, l, &wires, paint);
    }
    paint_picture(&plan, paint);
    for (size_t l = 0; l < n_layers; l++) {
        paint_layer(&plan, l, paint);
    }
    paint_labels(&plan, paint);
    paint_end_group(paint);
}
