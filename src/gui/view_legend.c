/* SPDX-License-Identifier: MIT */
#include "gui/view_legend.h"

#include "gui/view_network.h"

#include <stdio.h>

/* The legend under way: items from left to right, in rows. */
struct flow {
    const struct view *view;
    struct paint *paint; /* NULL: nothing is painted */
    const struct paint_rect *rect;
    struct paint_text_style style;
    float x, y; /* of the next item, from the rectangle's corner; y is the middle of its row */
};

static float row_height(const struct view *view)
{
    return 1.6f * view->sizes->small;
}

/* Make room for an item; returns its left end. */
static float flow_place(struct flow *flow, float width)
{
    if (flow->x > 0 && flow->x + width > flow->rect->width) {
        flow->x = 0;
        flow->y += row_height(flow->view);
    }
    const float x = flow->x;
    flow->x += width + 3 * flow->view->sizes->grid;
    return flow->rect->x + x;
}

/* A sample of `sample` pixels, then text. Returns where the sample begins. */
static float flow_item(struct flow *flow, float sample, const char *text)
{
    const float gap = sample > 0 ? flow->view->sizes->grid : 0;
    const float x = flow_place(flow, sample + gap + view_measure(flow->view, &flow->style, text));
    if (flow->paint) {
        view_label(flow->view, flow->paint, x + sample + gap, flow->rect->y + flow->y, &flow->style,
                   text);
    }
    return x;
}

static void add_line(struct flow *flow, bool negative, const char *text)
{
    const struct theme_sizes *sizes = flow->view->sizes;
    const float length = 3 * sizes->dash_on + 2 * sizes->dash_off;
    const float x = flow_item(flow, length, text), y = flow->rect->y + flow->y;
    const struct paint_stroke stroke = view_network_line(flow->view, negative ? -0.6f : 0.6f);
    if (flow->paint) {
        paint_line(flow->paint, (struct paint_point){x, y}, (struct paint_point){x + length, y},
                   &stroke);
    }
}

/* Two words with a sample between them; returns where that begins. */
static float add_scale(struct flow *flow, const char *low, const char *high, float sample)
{
    const float gap = flow->view->sizes->grid;
    const float low_width = view_measure(flow->view, &flow->style, low);
    const float x = flow_place(flow, low_width + 2 * gap + sample +
                                         view_measure(flow->view, &flow->style, high));
    const float y = flow->rect->y + flow->y;
    if (flow->paint) {
        view_label(flow->view, flow->paint, x, y, &flow->style, low);
        view_label(flow->view, flow->paint, x + low_width + 2 * gap + sample, y, &flow->style,
                   high);
    }
    return x + low_width + gap;
}

static void add_strengths(struct flow *flow)
{
    enum { STEPS = 4 };
    const struct theme_sizes *sizes = flow->view->sizes;
    const float piece = 2 * sizes->dash_on;
    const float x = add_scale(flow, text_get(flow->view->language, "weak"),
                              text_get(flow->view->language, "strong"), STEPS * piece);
    const float y = flow->rect->y + flow->y;
    for (int i = 0; flow->paint && i < STEPS; i++) {
        const float share = (float)i / (STEPS - 1);
        const struct paint_stroke stroke = view_network_line(flow->view, 0.1f + 0.9f * share);
        paint_line(flow->paint, (struct paint_point){x + piece * (float)i, y},
                   (struct paint_point){x + piece * (float)(i + 1), y}, &stroke);
    }
}

static void add_activations(struct flow *flow)
{
    enum { STEPS = 5 };
    const struct theme *theme = flow->view->theme;
    const float radius = 0.45f * flow->view->sizes->small;
    const float piece = 2.5f * radius;
    const char *const name = text_get(flow->view->language, "activation");
    char low[64];
    snprintf(low, sizeof low, "%s 0", name);
    const float x = add_scale(flow, low, "1", STEPS * piece);
    for (int i = 0; flow->paint && i < STEPS; i++) {
        const struct paint_point middle = {x + piece * ((float)i + 0.5f), flow->rect->y + flow->y};
        paint_disc(flow->paint, middle, radius, theme_neuron(theme, (float)i / (STEPS - 1)));
        paint_ring(flow->paint, middle, radius, flow->view->sizes->line, theme->quiet);
    }
}

float view_legend(const struct view *view, bool show_weights, const struct paint_rect *rect,
                  struct paint *paint)
{
    const struct text_language *language = view->language;
    struct flow flow = {
        .view = view,
        .paint = paint,
        .rect = rect,
        .style = view_style(view->sizes->small, view->theme->quiet, PAINT_LEFT),
        .y = 0.5f * row_height(view),
    };
    if (paint) {
        paint_begin_group(paint, "legend");
    }
    add_line(&flow, false, text_get(language, "positive"));
    add_line(&flow, true, text_get(language, "negative"));
    add_strengths(&flow);
    add_activations(&flow);
    flow_item(&flow, 0,
              show_weights ? text_get(language, "weights: what the network has learned")
                           : text_get(language, "activation × weight: why it fired now"));
    if (paint) {
        paint_end_group(paint);
    }
    return flow.y + 0.5f * row_height(view);
}
