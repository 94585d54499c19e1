/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_PLACES_H
#define LUME_TESTS_PLACES_H

/* What the recorder has written down, and where it lies. */

#include "recorder.h"

#include "gui/ui.h"

/* From the baseline to the tops of capitals. */
static inline struct paint_rect box_of(const struct written *text)
{
    const struct font_heights heights = font_heights(recorder.paint.font, &text->style.font);
    return (struct paint_rect){text->x, text->y - heights.capital, text->width, heights.capital};
}

static inline bool overlap(const struct paint_rect *a, const struct paint_rect *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

static inline bool is_inside(const struct paint_rect *a, const struct paint_rect *of)
{
    return a->x >= of->x && a->x + a->width <= of->x + of->width && a->y >= of->y &&
           a->y + a->height <= of->y + of->height;
}

/* No text is cut, leaves a rectangle, or lies on another one. */
static inline void check_texts(const struct paint_rect *rect)
{
    for (size_t i = 0; i < recorder.n_texts; i++) {
        const struct written *text = &recorder.texts[i];
        const struct paint_rect box = box_of(text);
        if (text->cut || !is_inside(&box, rect)) {
            fail_msg("\"%s\" does not fit", text->text);
        }
        for (size_t k = 0; k < i; k++) {
            const struct paint_rect other = box_of(&recorder.texts[k]);
            if (overlap(&box, &other)) {
                fail_msg("\"%s\" lies on \"%s\"", text->text, recorder.texts[k].text);
            }
        }
    }
}

/* No widget leaves a rectangle or lies on another one. */
static inline void check_widgets(const struct ui *ui, const struct paint_rect *rect)
{
    for (size_t i = 0; i < ui->n; i++) {
        if (!is_inside(&ui->items[i].rect, rect)) {
            fail_msg("the widget \"%s\" does not fit", ui->items[i].caption);
        }
        for (size_t k = 0; k < i; k++) {
            if (overlap(&ui->items[i].rect, &ui->items[k].rect)) {
                fail_msg("the widget \"%s\" lies on \"%s\"", ui->items[i].caption,
                         ui->items[k].caption);
            }
        }
    }
}

#endif
