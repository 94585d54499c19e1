/* SPDX-License-Identifier: MIT */
#include "gui/view_inspector_parts.h"

static float smaller(float a, float b)
{
    return a < b ? a : b;
}

static float larger(float a, float b)
{
    return a > b ? a : b;
}

/* --- columns --- */

/* The curve gives way to the sum, which is to stand in one line, but not too far. */
static float curve_width(const struct inspector *inspector, float width)
{
    const struct theme_sizes *sizes = inspector->view->sizes;
    const float large = width - view_inspector_sum_width(inspector, sizes->heading, 1);
    const float usual = width - view_inspector_sum_width(inspector, sizes->body, 1);
    const float wanted = large > 15 * sizes->small ? large : usual;
    return larger(smaller(0.4f * width, wanted), 8.5f * sizes->small);
}

static void lay_columns(const struct inspector *inspector, const struct paint_rect *rect,
                        struct inspector_layout *out, struct paint_rect *sum)
{
    const struct theme_sizes *sizes = inspector->view->sizes;
    const float gap = sizes->grid * (rect->width < 80 * sizes->small ? 3 : 4);
    out->source = out->curve = *sum = *rect;
    out->source.width = inspector->index == 0 ? view_inspector_maps_width(inspector, rect->height)
                                              : 0.4f * rect->width;
    const float rest = rect->width - out->source.width - 2 * gap;
    out->curve.width = curve_width(inspector, rest);
    out->curve.x = rect->x + rect->width - out->curve.width;
    sum->x = rect->x + out->source.width + gap;
    sum->width = rest - out->curve.width;
}

/* --- rows of the sum's column --- */

/* Rows under way. */
struct stack {
    const struct inspector *inspector;
    struct inspector_layout *out;
    float width, buttons; /* of the column, and of the toggles beside each other */
    bool beside;          /* the toggles stand beside the activation */
    float heights[INSPECTOR_N_ROWS];
};

static void choose_text(struct stack *stack, float size)
{
    const struct inspector *inspector = stack->inspector;
    int lines = 1;
    while (lines < 3 && view_inspector_sum_width(inspector, size, lines) > stack->width) {
        lines++;
    }
    stack->out->text = size;
    stack->out->lines = lines;
    stack->heights[ROW_SUM] = (float)lines * view_line_height(size);
    stack->heights[ROW_ACTIVATION] = view_line_height(size);
    stack->beside = view_inspector_activation_width(inspector, size) +
                        2 * inspector->view->sizes->grid + stack->buttons <=
                    stack->width;
    if (stack->buttons > 0) {
        const float button = ui_button_height(inspector->view);
        stack->heights[stack->beside ? ROW_ACTIVATION : ROW_CLAMP] = button;
        stack->heights[stack->beside ? ROW_CLAMP : ROW_ACTIVATION] *= !stack->beside;
    }
}

/* The gap above a row. */
static float gap_above(const struct stack *stack, int row)
{
    const bool loose = row == ROW_BIAS || row == ROW_CLAMP;
    return loose && stack->heights[row] > 0 ? 0.5f * stack->inspector->view->sizes->grid : 0;
}

static float height_of(const struct stack *stack)
{
    float sum = 0;
    for (int row = 0; row < INSPECTOR_N_ROWS; row++) {
        sum += stack->heights[row] + gap_above(stack, row);
    }
    return sum;
}

/* Leave out what matters least until the rest fits. */
static void drop_rows(struct stack *stack, float height)
{
    enum { SMALLER_TEXT = INSPECTOR_N_ROWS };
    static const int order[] = {ROW_ACTIVATION_HEADING, ROW_SUM_HEADING, SMALLER_TEXT, ROW_CLAMP,
                                ROW_BIAS};
    const struct theme_sizes *sizes = stack->inspector->view->sizes;
    for (size_t i = 0; i < sizeof order / sizeof *order && height_of(stack) > height; i++) {
        if (order[i] == SMALLER_TEXT) {
            choose_text(stack, sizes->body);
        } else if (order[i] == ROW_CLAMP) {
            stack->buttons = 0;
            stack->heights[ROW_CLAMP] = 0;
            stack->heights[ROW_ACTIVATION] = view_line_height(stack->out->text);
        } else {
            stack->heights[order[i]] = 0;
        }
    }
}

static void place_toggles(const struct stack *stack)
{
    const struct view *view = stack->inspector->view;
    const struct paint_rect *row = &stack->out->rows[stack->beside ? ROW_ACTIVATION : ROW_CLAMP];
    const float height = ui_button_height(view);
    float x = stack->beside ? row->x + row->width - stack->buttons : row->x;
    for (int i = 0; i < INSPECTOR_N_CLAMPS; i++) {
        const char *caption = view_inspector_clamp_caption(view->language, i);
        stack->out->clamps[i] = (struct paint_rect){x, row->y + 0.5f * (row->height - height),
                                                    ui_button_width(view, caption), height};
        x += stack->out->clamps[i].width + view->sizes->grid;
    }
}

/* "bias", the slider, and what is told of it as far as there is room. */
static void place_slider(const struct stack *stack)
{
    const struct view *view = stack->inspector->view;
    const float grid = view->sizes->grid, small = view->sizes->small;
    const struct paint_text_style style = view_style(small, 0, PAINT_LEFT);
    const float label = view_measure(view, &style, text_get(view->language, "bias")) + grid;
    const float all = view_inspector_caption_width(stack->inspector, true);
    const float some = view_inspector_caption_width(stack->inspector, false);
    const float width = stack->width > all + 18 * small    ? all
                        : stack->width > some + 12 * small ? some
                                                           : 0;
    struct inspector_layout *out = stack->out;
    out->slider = out->caption = out->rows[ROW_BIAS];
    out->slider.x += label;
    out->slider.width -= label + (width > 0 ? width + 2 * grid : 0);
    out->caption.x += out->caption.width - width;
    out->caption.width = width;
}

static float toggles_width(const struct view *view)
{
    float width = view->sizes->grid;
    for (int i = 0; i < INSPECTOR_N_CLAMPS; i++) {
        width += ui_button_width(view, view_inspector_clamp_caption(view->language, i));
    }
    return width;
}

static void lay_rows(const struct inspector *inspector, const struct paint_rect *rect,
                     struct inspector_layout *out)
{
    const struct view *view = inspector->view;
    const struct theme_sizes *sizes = view->sizes;
    const float heading = view_line_height(sizes->small) + 0.5f * sizes->grid;
    struct stack stack = {.inspector = inspector, .out = out, .width = rect->width};
    stack.buttons =
        inspector->controls && inspector->experiment->can_clamp ? toggles_width(view) : 0;
    choose_text(&stack, sizes->heading);
    if (out->lines > 1) {
        choose_text(&stack, sizes->body);
    }
    stack.heights[ROW_SUM_HEADING] = stack.heights[ROW_ACTIVATION_HEADING] = heading;
    stack.heights[ROW_BIAS] = inspector->controls ? 0.75f * sizes->target : 0;
    drop_rows(&stack, rect->height);
    /* What is left is put between the rows, as far as it looks well. */
    const float spare = smaller((rect->height - height_of(&stack)) / 3, 1.5f * sizes->grid);
    float y = rect->y;
    for (int row = 0; row < INSPECTOR_N_ROWS; row++) {
        const bool begins = row == ROW_ACTIVATION_HEADING || row == ROW_BIAS || row == ROW_CLAMP;
        y += gap_above(&stack, row) + (begins && spare > 0 ? spare : 0);
        out->rows[row] = (struct paint_rect){rect->x, y, rect->width, stack.heights[row]};
        y += stack.heights[row];
    }
    if (stack.buttons > 0) {
        place_toggles(&stack);
    }
    if (out->rows[ROW_BIAS].height > 0) {
        place_slider(&stack);
    }
}

/* --- the row of the title --- */

static void lay_title(const struct inspector *inspector, struct inspector_layout *out)
{
    const struct view *view = inspector->view;
    const struct paint_text_style style = view_inspector_title(view);
    const float gap = 2 * view->sizes->grid, height = out->title.height + view->sizes->grid;
    char name[INSPECTOR_TEXT];
    view_inspector_name(inspector, name);
    out->accuracy = out->title;
    out->accuracy.x += view_measure(view, &style, name) + gap;
    if (inspector->controls) {
        out->restore.width =
            ui_button_width(view, text_get(view->language, action_find("restore")->caption));
        out->restore.height = height;
        out->restore.x = out->title.x + out->title.width - out->restore.width;
        out->restore.y = out->title.y + 0.5f * (out->title.height - height);
    }
    const float right =
        out->restore.height > 0 ? out->restore.x - gap : out->title.x + out->title.width;
    out->accuracy.width = right - out->accuracy.x;
}

void view_inspector_lay_out(const struct inspector *inspector, const struct paint_rect *rect,
                            struct inspector_layout *out)
{
    const struct theme_sizes *sizes = inspector->view->sizes;
    const float padding = 2 * sizes->grid;
    *out = (struct inspector_layout){0};
    struct paint_rect at = {rect->x + padding, rect->y + padding, rect->width - 2 * padding,
                            rect->height - 2 * padding};
    out->title = at;
    out->title.height = view_line_height(view_inspector_title(inspector->view).font.size);
    at.y += out->title.height + 0.5f * sizes->grid;
    at.height -= out->title.height + 0.5f * sizes->grid;
    struct paint_rect sum;
    lay_title(inspector, out);
    lay_columns(inspector, &at, out, &sum);
    lay_rows(inspector, &sum, out);
}
