/* SPDX-License-Identifier: MIT */
#include "gui/view_inspector_parts.h"

#include <math.h>
#include <stdio.h>

/* A number that may not be known yet. */
static const char *tell(const struct text_language *language, double accuracy,
                        char out[TEXT_NUMBER_SIZE])
{
    return isnan(accuracy) ? "…" : text_percent(language, accuracy, 1, out);
}

/* "before: 97.7 %" and "97.6 %", "accuracy on 10,000 test digits". */
struct told {
    char before[INSPECTOR_TEXT], number[TEXT_NUMBER_SIZE], words[INSPECTOR_TEXT];
    struct paint_text_style quiet, strong;
    float before_width, number_width, words_width;
};

static void tell_all(const struct inspector *inspector, struct told *told)
{
    const struct view *view = inspector->view;
    const struct text_language *language = view->language;
    const struct view_experiment *experiment = inspector->experiment;
    char count[TEXT_NUMBER_SIZE], learned[TEXT_NUMBER_SIZE], now[TEXT_NUMBER_SIZE];
    const char *const of[] = {text_count(language, experiment->n, count), NULL};
    const char *const before[] = {tell(language, experiment->learned, learned), NULL};
    *told = (struct told){0};
    if (experiment->changed) {
        text_fill(language, "before: {1}", before, told->before, sizeof told->before);
    }
    snprintf(told->number, sizeof told->number, "%s", tell(language, experiment->accuracy, now));
    text_fill(language,
              experiment->generated ? N_("accuracy on {1} generated digits")
                                    : N_("accuracy on {1} test digits"),
              of, told->words, sizeof told->words);
    told->quiet = view_style(view->sizes->small, view->theme->quiet, PAINT_LEFT);
    told->strong =
        view_bold(view->sizes->body, experiment->counting ? view->theme->quiet : view->theme->text,
                  PAINT_LEFT);
    told->before_width = view_measure(view, &told->quiet, told->before);
    told->number_width = view_measure(view, &told->strong, told->number);
    told->words_width = view_measure(view, &told->quiet, told->words);
}

/* In one line that ends at the right; else in two; else without what was before; else the number
 * alone. */
void view_inspector_accuracy(const struct inspector *inspector, const struct paint_rect *rect,
                             struct paint *paint)
{
    const struct view *view = inspector->view;
    const float grid = view->sizes->grid, right = rect->x + rect->width;
    const float middle = rect->y + 0.5f * rect->height;
    struct told told;
    if (inspector->experiment->n == 0 ||
        (!inspector->controls && !inspector->experiment->changed)) {
        return;
    }
    tell_all(inspector, &told);
    const float now = told.number_width + 0.75f * grid + told.words_width;
    const float before = told.before[0] ? told.before_width + 3 * grid : 0;
    const float step = 0.5f * view_line_height(view->sizes->small);
    if (now + before <= rect->width) {
        const float x = right - now;
        view_label(view, paint, x - before, middle, &told.quiet, told.before);
        view_label(view, paint, x, middle, &told.strong, told.number);
        view_label(view, paint, right - told.words_width, middle, &told.quiet, told.words);
    } else if (told.words_width <= rect->width &&
               told.number_width + before - grid <= rect->width) {
        const float x = right - told.number_width;
        view_label(view, paint, x - before + grid, middle - step, &told.quiet, told.before);
        view_label(view, paint, x, middle - step, &told.strong, told.number);
        view_label(view, paint, right - told.words_width, middle + step, &told.quiet, told.words);
    } else if (told.number_width <= rect->width) {
        view_label(view, paint, right - told.number_width, middle, &told.strong, told.number);
    }
}
