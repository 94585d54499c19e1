/* SPDX-License-Identifier: MIT */
#include "gui/color.h"
#include "gui/view_network_parts.h"

#include <math.h>

static const float steps_back = 0.12f;

/* --- lines --- */

bool view_network_goes_back(const struct view_back *back, size_t l)
{
    return (back->blame && l == back->first + 1) || (back->gradients && l == back->weight.layer);
}

double view_network_backwards(const struct view_back *back, const struct lume_network *network,
                              size_t l, size_t i, size_t j)
{
    const struct trace_weight weight = {l, i, j};
    return back->gradients ? trace_gradient(back->trace, weight)
                           : trace_value(network, weight) * back->trace->layers[l].delta[j];
}

float view_network_back_presence(const struct view_back *back, size_t l, size_t i, size_t j)
{
    if (back->gradients) {
        return l == back->weight.layer && j == back->weight.to ? 0.8f : steps_back;
    }
    return back->blame && l == back->first + 1 && i == back->focus ? 1 : steps_back;
}

/* --- neurons --- */

/* A sign that is seen from afar: two strokes, or one. */
static void paint_sign(const struct plan *plan, struct paint_point middle, float radius,
                       bool negative, uint32_t color, struct paint *paint)
{
    const float half = 0.5f * radius;
    const struct paint_stroke stroke = {.color = color,
                                        .width = fmaxf(0.26f * radius, plan->view->sizes->line)};
    paint_line(paint, (struct paint_point){middle.x - half, middle.y},
               (struct paint_point){middle.x + half, middle.y}, &stroke);
    if (!negative) {
        paint_line(paint, (struct paint_point){middle.x, middle.y - half},
                   (struct paint_point){middle.x, middle.y + half}, &stroke);
    }
}

/* Against the largest of the layer. What is too small to have a colour has no sign either. */
void view_network_deltas(const struct plan *plan, size_t l, float radius, struct paint *paint)
{
    const struct theme *theme = plan->view->theme;
    const double *delta = plan->network->back->trace->layers[l].delta;
    const size_t n = view_network_shown(&plan->shown->layers[l]);
    const float line = fminf(1.5f * plan->view->sizes->line, 0.3f * radius);
    const double least = 0.02;
    double largest = 0;
    for (size_t i = 0; i < n; i++) {
        largest = fmax(largest, fabs(delta[i]));
    }
    for (size_t i = 0; i < n; i++) {
        const struct paint_point middle = view_network_place(plan, l, i);
        const double share = largest > 0 ? fabs(delta[i]) / largest : 0;
        const uint32_t strongest = delta[i] < 0 ? theme->negative : theme->positive;
        const uint32_t fill =
            color_mix(theme->stage, strongest, (uint32_t)(255 * sqrt(share) + 0.5));
        paint_disc(paint, middle, radius, fill);
        paint_ring(paint, middle, radius, line, share >= least ? strongest : theme->quiet);
        if (share >= least) {
            paint_sign(plan, middle, radius, delta[i] < 0, theme_on(theme, fill), paint);
        }
    }
}

/* --- the weight --- */

static struct paint_point start_of(const struct plan *plan, struct trace_weight weight)
{
    if (weight.layer > 0) {
        const size_t n = view_network_shown(&plan->shown->layers[weight.layer - 1]);
        return view_network_place(plan, weight.layer - 1, weight.from < n ? weight.from : n - 1);
    }
    const struct lume_model *model = plan->network->snapshot->model;
    const float side = plan->image.width / (float)model->columns;
    return (struct paint_point){
        plan->image.x + side * ((float)(weight.from % model->columns) + 0.5f),
        plan->image.y + side * ((float)(weight.from / model->columns) + 0.5f),
    };
}

/* In the colour of the winner, for it is what all looks at; a bias has a ring alone. */
void view_network_weight(const struct plan *plan, struct paint *paint)
{
    const struct trace_weight weight = plan->network->back->weight;
    const struct view *view = plan->view;
    const struct paint_stroke stroke = {.color = view->theme->winner,
                                        .width = 1.4f * view->sizes->wire_thickest};
    const bool is_bias = weight.from == plan->network->back->trace->layers[weight.layer].n_in;
    if (is_bias || weight.to >= view_network_shown(&plan->shown->layers[weight.layer])) {
        return;
    }
    const struct paint_point from = start_of(plan, weight);
    paint_line(paint, from, view_network_place(plan, weight.layer, weight.to), &stroke);
    if (weight.layer == 0) {
        paint_disc(paint, from, 1.4f * stroke.width, stroke.color);
    }
}
