/* SPDX-License-Identifier: MIT */
#include "gui/color.h"
#include "gui/view_network_parts.h"

#include <math.h>
#include <stdio.h>

enum { LEVELS = 256 };

/* The lines between two layers, or out of the picture, that are drawn. */
struct wires {
    size_t n_from, n_to;
    float strength[VIEW_MAX_UNITS * VIEW_MAX_UNITS]; /* [n_from][n_to], -1 to 1 */
    uint16_t order[VIEW_MAX_UNITS * VIEW_MAX_UNITS]; /* weak ones first */
};

static const float faintest = 1e-3f; /* what shows the sign of a line alone */

/* The power of 3/4. */
static float seen_of(float strength)
{
    const float size = fabsf(strength);
    return sqrtf(size * sqrtf(size));
}

static uint8_t level_of(float strength)
{
    return (uint8_t)(seen_of(strength) * (LEVELS - 1) + 0.5f);
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

/* What comes back through the lines, against the strongest of them. */
static void measure_back(const struct plan *plan, size_t l, struct wires *wires)
{
    const struct view_back *back = plan->network->back;
    const struct lume_network *network = plan->shown->model->network;
    double largest = 0;
    wires->n_from = view_network_shown(&plan->shown->layers[l - 1]);
    wires->n_to = view_network_shown(&plan->shown->layers[l]);
    const size_t n = wires->n_from * wires->n_to;
    for (size_t k = 0; k < n; k++) {
        const double value =
            view_network_backwards(back, network, l, k / wires->n_to, k % wires->n_to);
        largest = fmax(largest, fabs(value));
    }
    for (size_t k = 0; k < n; k++) {
        const double value =
            view_network_backwards(back, network, l, k / wires->n_to, k % wires->n_to);
        wires->strength[k] = largest > 0 ? (float)(value / largest) : 0;
    }
    sort_wires(wires);
}

/* Into layer l, 1 or above. What comes through is measured against the largest weight, times the
 * largest activation where that is above 1: so lines pale when less comes through. */
static void measure_wires(const struct plan *plan, size_t l, struct wires *wires)
{
    const struct snapshot *snapshot = plan->shown;
    const struct lume_network *network = snapshot->model->network;
    const struct lume_layer *layer = &network->layers[l];
    const struct snapshot_layer *before = &snapshot->layers[l - 1];
    float largest_weight = 0, largest_activation = 1;
    wires->n_from = view_network_shown(before);
    wires->n_to = view_network_shown(&snapshot->layers[l]);
    for (size_t i = 0; i < wires->n_from; i++) {
        const float *weights = network->parameters + layer->weights + i * layer->stride;
        largest_activation = fmaxf(largest_activation, fabsf(before->a[i]));
        for (size_t j = 0; j < wires->n_to; j++) {
            largest_weight = fmaxf(largest_weight, fabsf(weights[j]));
        }
    }
    for (size_t i = 0; i < wires->n_from; i++) {
        const float *weights = network->parameters + layer->weights + i * layer->stride;
        const float a = plan->network->show_weights ? 1
                        : view_network_sleeps(plan->network->snapshot)
                            ? faintest
                            : before->a[i] / largest_activation;
        for (size_t j = 0; j < wires->n_to; j++) {
            wires->strength[i * wires->n_to + j] =
                largest_weight > 0 ? a * (weights[j] / largest_weight) : 0;
        }
    }
    sort_wires(wires);
}

/* Lines of large layers are thinner and paler, so that they do not make one area. */
static float thinness(const struct wires *wires)
{
    const float usual = 16 * 16, n = (float)(wires->n_from * wires->n_to);
    return n > usual ? fmaxf(sqrtf(usual / n), 0.5f) : 1;
}

/* So are weights where neurons are close together: most of them are strong enough to be seen. */
static float closeness(const struct plan *plan, const struct wires *wires)
{
    const float widest = 0.2f, least = 0.35f; /* of the distance of neurons; of a line's width */
    const size_t n = wires->n_from > wires->n_to ? wires->n_from : wires->n_to;
    const float distance = plan->neurons.height / (float)n;
    const float share = widest * distance / plan->view->sizes->wire_thickest;
    return plan->network->show_weights ? fmaxf(fminf(share, 1), least) : 1;
}

/* How much of a line from unit i into unit j of layer l is seen. */
static float presence(const struct plan *plan, size_t l, size_t i, size_t j)
{
    const struct view_neuron selected = plan->selected;
    if (plan->network->back) {
        return view_network_back_presence(plan->network->back, l, i, j);
    }
    const bool leads_there = selected.layer == (int)l && selected.unit == (int)j;
    return selected.layer < 0 || leads_there ? 1 : 0.15f;
}

struct paint_stroke view_network_line(const struct view *view, float strength)
{
    const struct theme *theme = view->theme;
    const struct theme_sizes *sizes = view->sizes;
    const float seen = seen_of(strength);
    const bool negative = strength < 0;
    return (struct paint_stroke){
        .color = color_fade(negative ? theme->negative : theme->positive, 0.06f + 0.94f * seen),
        .width = sizes->wire_thinnest + seen * (sizes->wire_thickest - sizes->wire_thinnest),
        .dash_on = negative ? sizes->dash_on : 0,
        .dash_off = negative ? sizes->dash_off : 0,
    };
}

void view_network_wires(const struct plan *plan, size_t l, struct paint *paint)
{
    struct wires wires;
    char name[32];
    snprintf(name, sizeof name, "lines-%zu", l + 1);
    paint_begin_group(paint, name);
    const bool back = plan->network->back && view_network_goes_back(plan->network->back, l);
    (back ? measure_back : measure_wires)(plan, l, &wires);
    const float thin = thinness(&wires), close = closeness(plan, &wires);
    for (size_t k = 0; k < wires.n_from * wires.n_to; k++) {
        const size_t at = wires.order[k], i = at / wires.n_to, j = at % wires.n_to;
        struct paint_stroke stroke = view_network_line(plan->view, wires.strength[at]);
        const float stays = close + (1 - close) * seen_of(wires.strength[at]); /* strong ones do */
        stroke.color = color_fade(stroke.color, thin * stays * presence(plan, l, i, j));
        stroke.width *= fminf(thin, close);
        paint_line(paint, view_network_place(plan, l - 1, i), view_network_place(plan, l, j),
                   &stroke);
    }
    paint_end_group(paint);
}

void view_network_inlets(const struct plan *plan, struct paint *paint)
{
    const size_t n = view_network_shown(&plan->network->snapshot->layers[0]);
    const struct view_neuron selected = plan->selected;
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
                   view_network_place(plan, 0, j), &stroke);
    }
    paint_end_group(paint);
}
