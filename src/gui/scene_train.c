/* SPDX-License-Identifier: MIT */
#include "gui/scene_train.h"

#include "gui/color.h"
#include "gui/scene_train_parts.h"
#include "gui/view_weights.h"

#include <math.h>

/* --- the views --- */

struct view_network scene_train_network(const struct scene_train *scene)
{
    return (struct view_network){
        .snapshot = scene->snapshot,
        .eased = scene->eased,
        .show_weights = true,
        .selected = {-1, 0},
    };
}

static struct view_health health_of(const struct scene_train *scene)
{
    const struct runner_report *report = scene->report;
    const bool known = report && report->has_health && report->model;
    return (struct view_health){.n = known ? report->model->network->n_layers : 0,
                                .layers = known ? report->health : NULL};
}

int scene_train_moment(const struct scene_train *scene, float value)
{
    const struct runner_report *report = scene->report;
    const struct chart_axis time = view_chart_time(&scene->chart);
    const double epoch = chart_axis_value(&time, value);
    const size_t n = report ? report->n_moments : 0;
    size_t nearest = 0;
    for (size_t i = 1; i < n; i++) {
        const double before = fabs(report->moments[nearest].epoch - epoch);
        nearest = fabs(report->moments[i].epoch - epoch) <= before ? i : nearest;
    }
    if (n == 0) {
        return RUNNER_LIVE;
    }
    const struct curve *curve = &report->curve;
    const double last = curve->n > 0 ? curve->points[curve->n - 1].epoch : 0;
    return fabs(last - epoch) <= fabs(report->moments[nearest].epoch - epoch) ? RUNNER_LIVE
                                                                              : (int)nearest;
}

/* --- painting --- */

/* What is wrong, and where. */
static bool name_ailment(const struct view *view, const struct scene_train *scene,
                         char out[SCENE_TRAIN_TEXT])
{
    const struct view_health health = health_of(scene);
    size_t layer;
    const enum view_ailment worst = view_health_worst(&health, &layer);
    char number[TEXT_NUMBER_SIZE];
    const char *const arguments[] = {view_health_name(view->language, worst),
                                     text_count(view->language, layer + 1, number), NULL};
    if (worst != VIEW_HEALTHY) {
        text_fill(view->language, "{1} (layer {2})", arguments, out, SCENE_TRAIN_TEXT);
    }
    return worst != VIEW_HEALTHY;
}

/* gauges: they are seen, so that what is wrong need not be told. */
static void paint_status(const struct view *view, const struct scene_train *scene,
                         const struct paint_rect *rect, bool gauges, struct paint *paint)
{
    const struct theme *theme = view->theme;
    char first[SCENE_TRAIN_TEXT], second[SCENE_TRAIN_TEXT];
    const bool bad = scene_train_status(view, scene, first, second);
    struct paint_text_style strong = view_bold(view->sizes->heading, theme->text, PAINT_LEFT);
    struct paint_text_style quiet = view_style(view->sizes->small, theme->quiet, PAINT_RIGHT);
    if (!gauges && name_ailment(view, scene, second)) {
        quiet = view_bold(view->sizes->small, theme_small(theme, theme->negative), PAINT_RIGHT);
    }
    const float y = rect->y + 0.5f * rect->height, gap = 2 * view->sizes->grid;
    const float beside = fminf(view_measure(view, &quiet, second), 0.4f * rect->width) + gap;
    strong.color = bad ? theme_small(theme, theme->negative) : theme->text;
    strong.max_width = rect->width;
    float width = view_measure(view, &strong, first);
    if (width > rect->width - beside) { /* a little smaller rather than cut */
        strong.font.size *= fmaxf(0.7f, (rect->width - beside) / width);
        width = fminf(view_measure(view, &strong, first), rect->width);
    }
    const float room = rect->width - width - gap, wanted = view_measure(view, &quiet, second);
    quiet.font.size *= wanted > room ? fmaxf(room / wanted, 0.6f) : 1;
    quiet.max_width = room;
    paint_begin_group(paint, "status");
    view_label(view, paint, rect->x, y, &strong, first);
    if (room >= 0.5f * beside) {
        view_label(view, paint, rect->x + rect->width, y, &quiet, second);
    }
    paint_end_group(paint);
}

static void paint_caption(const struct view *view, const struct scene_train *scene,
                          const struct paint_rect *rect, struct paint *paint)
{
    const struct paint_text_style style =
        view_style(view->sizes->body, view->theme->text, PAINT_LEFT);
    paint_begin_group(paint, "caption");
    view_paragraph(view, paint, rect, &style, text_get(view->language, scene->pitfall->caption));
    paint_end_group(paint);
}

/* The epoch under the pointer; NaN: it is over no plot. */
static double find_pointed(const struct view *view, const struct scene_train *scene,
                           const struct scene_train_layout *layout,
                           const struct ui_pointer *pointer)
{
    const struct ui_item *item = pointer && pointer->hovered >= 0 && pointer->pressed == UI_NOTHING
                                     ? &layout->ui.items[pointer->hovered]
                                     : NULL;
    if (!item || item->kind != UI_TRACK) {
        return (double)NAN;
    }
    const struct chart_axis time = view_chart_time(&scene->chart);
    return chart_axis_value(&time, ui_slider_value(view, item, pointer->x));
}

static void paint_curves(const struct view *view, const struct scene_train *scene,
                         const struct scene_train_layout *layout, const struct ui_pointer *pointer,
                         struct paint *paint)
{
    struct view_chart chart = scene->chart;
    chart.pointed = find_pointed(view, scene, layout, pointer);
    paint_begin_group(paint, "curves");
    view_chart_legend(view, &chart, &layout->legend, paint);
    view_chart_paint(view, &chart, VIEW_CHART_LOSS, &layout->loss, paint);
    if (layout->accuracy.height > 0) {
        view_chart_paint(view, &chart, VIEW_CHART_ACCURACY, &layout->accuracy, paint);
    }
    paint_end_group(paint);
}

static void paint_network(const struct view *view, const struct scene_train *scene,
                          const struct scene_train_layout *layout, struct paint *paint)
{
    const struct view_network network = scene_train_network(scene);
    const struct view_answer answer = {
        .snapshot = scene->snapshot,
        .eased = scene->eased,
        .true_label =
            layout->answer.height > 9 * view->sizes->body ? scene->true_label : VIEW_NO_LABEL,
    };
    view_paper_paint(view, &scene->paper, &layout->paper, paint);
    view_network_paint(view, &network, &layout->network, paint);
    if (layout->bars.height > 0) {
        view_answer_bars(view, &answer, &layout->bars, paint);
    }
    const bool empty = scene->snapshot->answer.verdict == LUME_VERDICT_EMPTY;
    if (layout->answer.height > 0 && !empty) { /* else the paper says what to do */
        view_answer_paint(view, &answer, &layout->answer, paint);
    }
}

void scene_train_paint(const struct view *view, const struct scene_train *scene, float width,
                       float height, const struct ui_pointer *pointer, struct paint *paint)
{
    const struct theme_sizes sizes = scene_sizes(view->sizes, width, height);
    struct view fitted = *view;
    struct scene_train_layout layout;
    fitted.sizes = &sizes;
    scene_train_layout(view, scene, width, height, &layout);
    paint_status(&fitted, scene, &layout.status, layout.health.height > 0, paint);
    if (layout.caption.height > 0) {
        paint_caption(&fitted, scene, &layout.caption, paint);
    }
    paint_network(&fitted, scene, &layout, paint);
    if (layout.health.height > 0) {
        struct view_health health = health_of(scene);
        health.brief = layout.brief;
        view_health_paint(&fitted, &health, &layout.health, paint);
    }
    if (layout.weights.height > 0) {
        view_weights_paint(&fitted, scene->snapshot->model->network, &layout.weights, paint);
    }
    paint_curves(&fitted, scene, &layout, pointer, paint);
    paint_begin_group(paint, "controls");
    ui_paint(&fitted, &layout.ui, pointer, paint);
    paint_end_group(paint);
}
