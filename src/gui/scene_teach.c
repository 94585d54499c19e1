/* SPDX-License-Identifier: MIT */
#include "gui/scene_teach.h"

#include "gui/color.h"
#include "gui/figures.h"
#include "gui/scene_teach_parts.h"
#include "gui/view_lesson.h"
#include "gui/view_paper.h"

#include <lume/image.h>

#include <stdio.h>
#include <string.h>

/* --- the network --- */

static struct view_back back_of(const struct teach *teach)
{
    const struct teach_step step = teach_step(teach);
    const struct trace *trace = teach_trace(teach);
    const struct trace_weight weight = teach_weight(teach);
    struct view_back back = {.trace = trace, .weight = weight, .first = trace->n_layers - 1};
    if (step.kind == TEACH_HIDDEN_DELTAS) {
        back.first = step.layer;
        back.blame = true;
    } else if (step.kind == TEACH_GRADIENT || step.kind == TEACH_UPDATE) {
        back.first = weight.layer;
        back.gradients = back.weighs = true;
    }
    back.focus = teach_focus(teach, back.first);
    return back;
}

struct view_network scene_teach_network(const struct scene_teach *scene, struct view_back *back)
{
    struct view_network network = {
        .snapshot = scene->snapshot,
        .eased = scene->eased,
        .selected = {-1, 0},
        .concealed = scene->snapshot->n_layers,
    };
    if (!scene->teach) {
        return network;
    }
    const struct teach_step step = teach_step(scene->teach);
    network.concealed = 0;
    switch (step.kind) {
    case TEACH_PICTURE:
        network.concealed = scene->snapshot->n_layers;
        break;
    case TEACH_FORWARD:
        network.concealed = scene->snapshot->n_layers - 1 - step.layer;
        network.selected =
            (struct view_neuron){(int)step.layer, (int)teach_focus(scene->teach, step.layer)};
        break;
    case TEACH_OUTPUT_DELTAS:
    case TEACH_HIDDEN_DELTAS:
    case TEACH_GRADIENT:
    case TEACH_UPDATE:
        *back = back_of(scene->teach);
        network.back = back;
        network.selected = (struct view_neuron){(int)back->first, (int)back->focus};
        break;
    case TEACH_ANSWER:
    case TEACH_LOSS:
    case TEACH_OUTCOME:
    case TEACH_N_KINDS:
        break;
    }
    return network;
}

/* --- painting --- */

/* What is written where there is no lesson. */
static void write_page(const struct view *view, const struct scene_teach *scene,
                       struct teach_page *page)
{
    if (scene->teach) {
        teach_page_write(scene->teach, view->language, page);
        return;
    }
    static const char *const ideas[] = {
        [SCENE_TEACH_EMPTY] = N_("Draw a digit first, or take a sample."),
        [SCENE_TEACH_NO_MEMORY] = N_("out of memory"),
        [SCENE_TEACH_CANNOT] =
            N_("This lesson needs softmax outputs, and activation functions with a slope."),
    };
    *page = (struct teach_page){0};
    snprintf(page->title, sizeof page->title, "%s",
             text_get(view->language, "Teach it this digit"));
    snprintf(page->idea, sizeof page->idea, "%s", text_get(view->language, ideas[scene->state]));
}

static void paint_title(const struct view *view, const char *title, const struct paint_rect *rect,
                        struct paint *paint)
{
    const struct paint_text_style style =
        view_bold(1.15f * view->sizes->heading, view->theme->text, PAINT_LEFT);
    view_label(view, paint, rect->x, rect->y + 0.5f * rect->height, &style, title);
}

static void paint_label(const struct view *view, const struct scene_teach *scene,
                        const struct paint_rect *rect, struct paint *paint)
{
    const bool known = scene->teach && teach_label(scene->teach) != TEACH_NO_LABEL;
    char digit[TEXT_NUMBER_SIZE], text[TEACH_TEXT];
    const char *const label[] = {
        text_count(view->language, known ? teach_target(scene->teach) : 0, digit), NULL};
    if (!scene->teach) {
        return;
    }
    text_fill(view->language, known ? N_("true label: {1}") : N_("which digit is it?"), label, text,
              sizeof text);
    struct paint_text_style style = view_bold(
        view->sizes->heading, known ? view->theme->text : view->theme->winner, PAINT_MIDDLE);
    const float width = view_measure(view, &style, text);
    style.font.size *= width > rect->width ? rect->width / width : 1;
    view_label(view, paint, rect->x + 0.5f * rect->width, rect->y + 0.58f * rect->height, &style,
               text);
}

static void paint_controls(const struct view *view, const struct scene_teach *scene,
                           const struct scene_teach_layout *layout,
                           const struct ui_pointer *pointer, struct paint *paint)
{
    const struct theme *theme = view->theme;
    char number[TEXT_NUMBER_SIZE], text[TEXT_NUMBER_SIZE + 8];
    if (layout->ui.n == 0) {
        return;
    }
    paint_begin_group(paint, "controls");
    if (layout->rate.height > 0) {
        struct paint_rect ground = layout->rate; /* it reaches under the buttons' corners */
        ground.x -= view->sizes->radius;
        ground.width += 2 * view->sizes->radius;
        const struct paint_text_style style =
            view_bold(view->sizes->body, theme->text, PAINT_MIDDLE);
        figures_write(view->language, figures_significant(teach_rate(scene->teach), 1), number);
        snprintf(text, sizeof text, "η = %s", number);
        paint_fill(paint, ground, 0, color_fade(theme->line, 0.45f));
        view_label(view, paint, layout->rate.x + 0.5f * layout->rate.width,
                   layout->rate.y + 0.5f * layout->rate.height, &style, text);
    }
    ui_paint(view, &layout->ui, pointer, paint);
    paint_end_group(paint);
}

void scene_teach_paint(const struct view *view, const struct scene_teach *scene, float width,
                       float height, const struct ui_pointer *pointer, struct paint *paint)
{
    const struct view_paper paper = {.ink = scene->ink,
                                     .nib = scene->nib / LUME_IMAGE_SIDE,
                                     .sample = scene->sample,
                                     .sample_text = scene->sample_text,
                                     .erasing = scene->erasing};
    const struct theme_sizes sizes = scene_sizes(view->sizes, width, height);
    struct view fitted = *view;
    struct view_back back;
    struct scene_teach_layout layout;
    struct teach_page page;
    fitted.sizes = &sizes;
    const struct view_network network = scene_teach_network(scene, &back);
    scene_teach_layout(view, scene, width, height, &layout);
    write_page(&fitted, scene, &page);
    if (scene->teach) {
        view_lesson_rail(&fitted, scene->teach, page.title, &layout.rail, paint);
    } else {
        paint_title(&fitted, page.title, &layout.rail, paint);
    }
    view_paper_paint(&fitted, &paper, &layout.paper, paint);
    paint_label(&fitted, scene, &layout.label, paint);
    view_network_paint(&fitted, &network, &layout.network, paint);
    if (scene->teach) {
        view_lesson_outputs(&fitted, scene->teach, &layout.outputs, paint);
    }
    view_lesson_page(&fitted, &page, &layout.page, paint);
    paint_controls(&fitted, scene, &layout, pointer, paint);
}

/* --- in words --- */

/* What a line is about: lines without left go on. */
static const char *name_of(const struct teach_page *page, size_t line)
{
    while (line > 0 && !page->lines[line].left[0]) {
        line--;
    }
    return page->lines[line].left;
}

const char *scene_teach_describe(const struct view *view, const struct scene_teach *scene,
                                 char out[SCENE_TEACH_TEXT])
{
    struct teach_page page;
    write_page(view, scene, &page);
    /* with what comes out */
    const char *const parts[] = {page.title, page.idea, NULL};
    text_fill(view->language, "{1}: {2}", parts, out, SCENE_TEACH_TEXT);
    for (size_t i = 0; i < page.n_lines; i++) {
        const struct teach_line *line = &page.lines[i];
        const size_t used = strlen(out);
        if (line->look == TEACH_RESULT) {
            snprintf(out + used, SCENE_TEACH_TEXT - used, " %s %s", name_of(&page, i), line->right);
        }
    }
    return out;
}
