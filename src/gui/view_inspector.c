/* SPDX-License-Identifier: MIT */
#include "gui/view_inspector.h"

#include "gui/view_inspector_parts.h"

static struct inspector look_into(const struct view *view, const struct view_inspector *inspected)
{
    const struct snapshot *snapshot = inspected->snapshot;
    const struct lume_network *network = snapshot->model->network;
    const size_t l = (size_t)inspected->neuron.layer, unit = (size_t)inspected->neuron.unit;
    const struct lume_layer *layer = &network->layers[l];
    const struct lume_activation *activation = layer->activation;
    const float z = snapshot->layers[l].z[unit], a = snapshot->layers[l].a[unit];
    const float slope = activation->has_slope ? (float)network->parameters[layer->slope] : 0;
    const float bias = network->parameters[layer->biases + unit];
    return (struct inspector){
        .view = view,
        .snapshot = snapshot,
        .experiment = &inspected->experiment,
        .controls = !inspected->hide_controls,
        .layer = layer,
        .index = l,
        .unit = unit,
        .z = (double)z,
        .a = (double)a,
        .bias = (double)bias,
        .learned =
            (double)(inspected->experiment.changed ? inspected->experiment.learned_bias : bias),
        .free = (double)(activation->joins_outputs ? a : activation->value(z, slope)),
    };
}

void view_inspector_name(const struct inspector *inspector, char out[INSPECTOR_TEXT])
{
    const struct text_language *language = inspector->view->language;
    char unit[TEXT_NUMBER_SIZE], layer[TEXT_NUMBER_SIZE], where[INSPECTOR_TEXT];
    text_count(language, inspector->unit, unit);
    text_count(language, inspector->index + 1, layer);
    const char *const of_output[] = {unit, NULL}, *const of_layer[] = {layer, NULL};
    if (inspector->index + 1 == inspector->snapshot->n_layers) {
        text_fill(language, "output {1}", of_output, out, INSPECTOR_TEXT);
        return;
    }
    text_fill(language, "hidden layer {1}", of_layer, where, sizeof where);
    const char *const names[] = {where, unit, NULL};
    text_fill(language, "{1}, neuron {2}", names, out, INSPECTOR_TEXT);
}

struct paint_text_style view_inspector_title(const struct view *view)
{
    return view_bold(view->sizes->body + 2, view->theme->text, PAINT_LEFT);
}

const char *view_inspector_clamp_caption(const struct text_language *language, int value)
{
    static const char *const captions[INSPECTOR_N_CLAMPS] = {N_("Clamp to 0"), N_("Clamp to 1")};
    return text_get(language, captions[value]);
}

struct paint_rect view_inspector_heading(const struct inspector *inspector,
                                         const struct paint_rect *rect, const char *text,
                                         struct paint *paint)
{
    const struct view *view = inspector->view;
    const struct paint_text_style style =
        view_style(view->sizes->small, view->theme->quiet, PAINT_LEFT);
    const float height = view_paragraph(view, paint, rect, &style, text) + 0.5f * view->sizes->grid;
    return (struct paint_rect){rect->x, rect->y + height, rect->width, rect->height - height};
}

void view_inspector_layout(const struct view *view, const struct view_inspector *inspected,
                           const struct paint_rect *rect, struct ui *ui)
{
    const struct inspector inspector = look_into(view, inspected);
    const struct view_experiment *experiment = &inspected->experiment;
    const struct text_language *language = view->language;
    struct inspector_layout layout;
    view_inspector_lay_out(&inspector, rect, &layout);
    if (layout.slider.height > 0) {
        const float change = (float)(inspector.bias - inspector.learned);
        struct ui_item *slider =
            ui_add(ui, UI_SLIDER, "bias", layout.slider, text_get(language, "bias"));
        slider->value = 0.5f + 0.5f * change / VIEW_BIAS_RANGE;
        slider->value = slider->value > 0 ? slider->value < 1 ? slider->value : 1 : 0;
        slider->mark = 0.5f;
    }
    for (int i = 0; i < INSPECTOR_N_CLAMPS; i++) {
        if (layout.clamps[i].height > 0) {
            struct ui_item *toggle = ui_add(ui, UI_TOGGLE, "clamp", layout.clamps[i],
                                            view_inspector_clamp_caption(language, i));
            toggle->argument = i;
            toggle->on = experiment->clamped && experiment->clamp == (float)i;
        }
    }
    if (layout.restore.height > 0) {
        struct ui_item *restore = ui_add(ui, UI_BUTTON, "restore", layout.restore,
                                         text_get(language, action_find("restore")->caption));
        restore->disabled = !experiment->changed;
    }
}

void view_inspector_paint(const struct view *view, const struct view_inspector *inspected,
                          const struct paint_rect *rect, struct paint *paint)
{
    const struct inspector inspector = look_into(view, inspected);
    const struct paint_text_style title = view_inspector_title(view);
    struct inspector_layout layout;
    char name[INSPECTOR_TEXT];
    view_inspector_lay_out(&inspector, rect, &layout);
    view_inspector_name(&inspector, name);
    paint_begin_group(paint, "inspector");
    paint_fill(paint, *rect, view->sizes->radius, view->theme->panel);
    paint_outline(paint, *rect, view->sizes->radius, view->sizes->line, view->theme->line);
    paint_push_clip(paint, *rect);
    view_label(view, paint, layout.title.x, layout.title.y + 0.5f * layout.title.height, &title,
               name);
    view_inspector_accuracy(&inspector, &layout.accuracy, paint);
    (inspector.index == 0 ? view_inspector_maps : view_inspector_terms)(&inspector, &layout.source,
                                                                        paint);
    view_inspector_sum(&inspector, &layout, paint);
    view_inspector_curve(&inspector, &layout.curve, paint);
    paint_pop_clip(paint);
    paint_end_group(paint);
}
