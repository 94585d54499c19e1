/* SPDX-License-Identifier: MIT */
#include "cli/answer.h"

#include "base/number.h"
#include "cli/text.h"
#include "cli/writer.h"

#include <stdio.h>

/* All that is known of an image. */
struct page {
    const struct answer_style *style;
    const struct lume_model *model;
    const struct lume_recognizer *recognizer;
    const struct answer_subject *subject;
    const struct lume_answer *answer;
    const struct lume_workspace *workspace;
    const float *outputs;
};

static void write_layers(struct json_writer *writer, const struct page *page)
{
    writer_key(writer, "layers");
    writer_list(writer);
    for (size_t l = 0; l < page->model->network->n_layers; l++) {
        size_t n = page->model->network->layers[l].n_out;
        writer_object(writer);
        writer_key(writer, "z");
        writer_floats(writer, lume_workspace_sums(page->workspace, l), n);
        writer_key(writer, "a");
        writer_floats(writer, lume_workspace_activations(page->workspace, l), n);
        writer_object_end(writer);
    }
    writer_list_end(writer);
}

/* A class, or null where there is none. */
static void write_class(struct json_writer *writer, const char *key, int value)
{
    writer_key(writer, key);
    if (value < 0) {
        writer_text(writer, NULL);
    } else {
        writer_count(writer, (uint64_t)value);
    }
}

static void write_value(struct json_writer *writer, const char *key, double value)
{
    writer_key(writer, key);
    writer_float(writer, (float)value);
}

static void print_json(const struct page *page)
{
    const struct answer_subject *subject = page->subject;
    const struct lume_answer *answer = page->answer;
    struct json_writer writer = writer_start(stdout);
    writer_object(&writer);
    writer_key(&writer, "file");
    writer_text(&writer, subject->path);
    writer_key(&writer, "index");
    writer_count(&writer, subject->index);
    if (subject->item) {
        writer_key(&writer, "line");
        writer_count(&writer, subject->item->line);
        write_class(&writer, "label", subject->item->label);
        writer_key(&writer, "writer");
        writer_text(&writer, subject->writer);
    }
    writer_key(&writer, "verdict");
    writer_text(&writer, lume_verdict_name(answer->verdict));
    write_class(&writer, "digit", answer->digit);
    write_value(&writer, "probability", answer->probability);
    write_class(&writer, "second", answer->second);
    write_value(&writer, "margin", answer->margin);
    write_value(&writer, "unlike", answer->unlike);
    writer_key(&writer, "probabilities");
    if (answer->verdict == LUME_VERDICT_EMPTY) {
        writer_text(&writer, NULL); /* the outputs for blank paper mean nothing */
    } else {
        writer_floats(&writer, page->outputs, page->model->network->n_outputs);
    }
    if (page->style->activations) {
        write_layers(&writer, page);
    }
    writer_object_end(&writer);
    writer_finish(&writer);
}

/* Two letters a pixel, since letters are twice as high as wide; blank rows above and below are left
 * out. */
static void print_picture(const struct page *page)
{
    static const char ramp[] = " .:-=+*#%@";
    const uint8_t *seen = lume_recognizer_image(page->recognizer);
    size_t rows = page->model->rows, columns = page->model->columns;
    size_t first = rows, last = 0;
    for (size_t i = 0; i < rows * columns; i++) {
        if (seen[i] > 0) {
            first = i / columns < first ? i / columns : first;
            last = i / columns + 1;
        }
    }
    for (size_t y = first; y < last; y++) {
        for (size_t x = 0; x < columns; x++) {
            char c = ramp[(size_t)seen[y * columns + x] * (sizeof ramp - 2) / 255];
            putchar(c);
            putchar(c);
        }
        putchar('\n');
    }
}

static void print_bars(const struct page *page)
{
    enum { BAR = 40 };
    for (size_t i = 0; i < page->model->network->n_outputs; i++) {
        char text[NUMBER_SIZE];
        double output = (double)page->outputs[i], share = output > 0 ? output : 0;
        int width = (int)((share < 1 ? share : 1) * BAR + 0.5);
        printf("%5zu  %6s %%%s%.*s\n", i, number_fixed(100 * output, 2, text), width ? "  " : "",
               width, "########################################");
    }
}

static void print_layers(const struct page *page)
{
    for (size_t l = 0; l < page->model->network->n_layers; l++) {
        const struct lume_layer *layer = &page->model->network->layers[l];
        const float *z = lume_workspace_sums(page->workspace, l);
        const float *a = lume_workspace_activations(page->workspace, l);
        printf("layer %zu, %s\n", l + 1, layer->activation->name);
        for (size_t j = 0; j < layer->n_out; j++) {
            char z_text[NUMBER_SIZE], a_text[NUMBER_SIZE];
            printf("%5zu  z %9s  a %9s\n", j, number_fixed((double)z[j], 4, z_text),
                   number_fixed((double)a[j], 4, a_text));
        }
    }
}

/* "7 (98.21 %)" */
static void print_class(const struct page *page, int value)
{
    printf("%d", value);
    text_print_number(" (", 100 * (double)page->outputs[value], 2, " %)");
}

static void print_verdict(const struct page *page)
{
    const struct lume_answer *answer = page->answer;
    switch (answer->verdict) {
    case LUME_VERDICT_EMPTY:
        fputs("nothing is drawn", stdout);
        break;
    case LUME_VERDICT_DIGIT:
        print_class(page, answer->digit);
        break;
    case LUME_VERDICT_UNSURE:
        fputs("not sure: ", stdout);
        print_class(page, answer->digit);
        if (answer->second >= 0) {
            fputs(" or ", stdout);
            print_class(page, answer->second);
        }
        break;
    case LUME_VERDICT_NOT_A_DIGIT:
        fputs("this does not look like a digit", stdout);
        text_print_number(" (unlike ", 100 * answer->unlike, 2, " %)");
        break;
    }
    putchar('\n');
}

static void print_text(const struct page *page)
{
    text_print(stdout, page->subject->path);
    if (page->subject->of_several) {
        printf("[%zu]", page->subject->index);
    }
    fputs(": ", stdout);
    print_verdict(page);
    if (page->style->show) {
        print_picture(page);
    }
    if (page->style->outputs && page->answer->verdict != LUME_VERDICT_EMPTY) {
        print_bars(page);
    }
    if (page->style->activations) {
        print_layers(page);
    }
}

void answer_print(const struct answer_style *style, const struct lume_model *model,
                  const struct lume_recognizer *recognizer, const struct answer_subject *subject,
                  const struct lume_answer *answer)
{
    const struct lume_workspace *workspace = lume_recognizer_workspace(recognizer);
    const struct page page = {
        .style = style,
        .model = model,
        .recognizer = recognizer,
        .subject = subject,
        .answer = answer,
        .workspace = workspace,
        .outputs = lume_workspace_activations(workspace, model->network->n_layers - 1),
    };
    (style->json ? print_json : print_text)(&page);
}
