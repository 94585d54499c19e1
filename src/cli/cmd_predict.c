/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "base/memory.h"
#include "base/number.h"
#include "cli/command.h"
#include "cli/paths.h"
#include "cli/text.h"
#include "cli/writer.h"
#include "png/png_read.h"

#include <lume/idx.h>
#include <lume/image.h>
#include <lume/model.h>
#include <lume/recognizer.h>

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct predict_options {
    struct options_given given;
    const char *model;
    uint64_t index; /* ALL_IMAGES or one */
    bool activations, show, json;
};

static const uint64_t all_images = UINT64_MAX;

static enum lume_status set_index(const struct command_option *option, const char *what,
                                  const char *value, void *field, struct lume_error *error)
{
    if (strcmp(value, "all") == 0) {
        *(uint64_t *)field = all_images;
        return LUME_OK;
    }
    return option_count.set(option, what, value, field, error);
}

static void show_index(const struct command_option *option, const void *field, char *out,
                       size_t size)
{
    option_count.show(option, field, out, size);
}

static const struct option_kind kind_index = {set_index, show_index};

#define FIELD(field) .offset = offsetof(struct predict_options, field)

static const struct command_option table[] = {
    {"model", .metavar = "FILE", .kind = &option_text, FIELD(model),
     .initial = "the one that is built in", .help = "the model that answers"},
    {"index", .metavar = "N|all", .kind = &kind_index, .least = 0, .most = UINT32_MAX, FIELD(index),
     .help = "which image of an IDX file, or all of them"},
    {"activations", .kind = &option_flag, FIELD(activations),
     .help = "print each layer's weighted sums z and activations a as well"},
    {"show", .kind = &option_flag, FIELD(show), .help = "draw what the network sees, in letters"},
    {"json", .kind = &option_flag, FIELD(json), .help = "print a JSON object a line, one an image"},
    {.name = NULL},
};

static const struct option_rule rules[] = {
    {"show", RULE_EXCLUDES, "json"},
    {NULL, RULE_NEEDS, NULL},
};

/* One run of the command. */
struct prediction {
    const struct predict_options *options;
    struct lume_model model;
    struct lume_recognizer *recognizer;
    bool alone; /* one image in all: there is room for more about it */
};

/* An image and where it comes from. */
struct subject {
    const char *path;
    size_t index;
    bool of_several; /* the index tells something */
    const uint8_t *pixels;
};

static void write_layers(struct json_writer *writer, const struct prediction *p)
{
    writer_key(writer, "layers");
    writer_list(writer);
    for (size_t l = 0; l < p->model.network->n_layers; l++) {
        size_t n = p->model.network->layers[l].n_out;
        writer_object(writer);
        writer_key(writer, "z");
        writer_floats(writer, lume_workspace_sums(lume_recognizer_workspace(p->recognizer), l), n);
        writer_key(writer, "a");
        writer_floats(writer,
                      lume_workspace_activations(lume_recognizer_workspace(p->recognizer), l), n);
        writer_object_end(writer);
    }
    writer_list_end(writer);
}

static void print_json(const struct prediction *p, const struct subject *subject,
                       const float *outputs)
{
    size_t n = p->model.network->n_outputs, digit = lume_argmax(outputs, n);
    struct json_writer writer = writer_start(stdout);
    writer_object(&writer);
    writer_key(&writer, "file");
    writer_text(&writer, subject->path);
    writer_key(&writer, "index");
    writer_count(&writer, subject->index);
    writer_key(&writer, "digit");
    writer_count(&writer, digit);
    writer_key(&writer, "probability");
    writer_float(&writer, outputs[digit]);
    writer_key(&writer, "probabilities");
    writer_floats(&writer, outputs, n);
    if (p->options->activations) {
        write_layers(&writer, p);
    }
    writer_object_end(&writer);
    writer_finish(&writer);
}

/* Two letters a pixel, since letters are twice as high as wide; blank rows above and below are left
 * out. */
static void print_picture(const struct prediction *p)
{
    static const char ramp[] = " .:-=+*#%@";
    const uint8_t *seen = lume_recognizer_image(p->recognizer);
    size_t rows = p->model.rows, columns = p->model.columns;
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

static void print_bars(const float *outputs, size_t n)
{
    enum { BAR = 40 };
    for (size_t i = 0; i < n; i++) {
        char text[NUMBER_SIZE];
        double share = outputs[i] > 0 ? (double)outputs[i] : 0;
        int width = (int)((share < 1 ? share : 1) * BAR + 0.5);
        printf("%5zu  %6s %%%s%.*s\n", i, number_fixed(100 * (double)outputs[i], 2, text),
               width ? "  " : "", width, "########################################");
    }
}

static void print_layers(const struct prediction *p)
{
    for (size_t l = 0; l < p->model.network->n_layers; l++) {
        const struct lume_layer *layer = &p->model.network->layers[l];
        const float *z = lume_workspace_sums(lume_recognizer_workspace(p->recognizer), l);
        const float *a = lume_workspace_activations(lume_recognizer_workspace(p->recognizer), l);
        printf("layer %zu, %s\n", l + 1, layer->activation->name);
        for (size_t j = 0; j < layer->n_out; j++) {
            char z_text[NUMBER_SIZE], a_text[NUMBER_SIZE];
            printf("%5zu  z %9s  a %9s\n", j, number_fixed((double)z[j], 4, z_text),
                   number_fixed((double)a[j], 4, a_text));
        }
    }
}

static void print_text(const struct prediction *p, const struct subject *subject,
                       const float *outputs)
{
    size_t n = p->model.network->n_outputs, digit = lume_argmax(outputs, n);
    char text[NUMBER_SIZE];
    text_print(stdout, subject->path);
    if (subject->of_several) {
        printf("[%zu]", subject->index);
    }
    printf(": %zu (%s %%)\n", digit, number_fixed(100 * (double)outputs[digit], 2, text));
    if (p->options->show) {
        print_picture(p);
    }
    if (p->alone) {
        print_bars(outputs, n);
    }
    if (p->options->activations) {
        print_layers(p);
    }
}

static void predict_image(const struct prediction *p, const struct subject *subject)
{
    struct lume_answer answer;
    lume_recognize(p->recognizer, subject->pixels, &answer);
    const float *outputs = lume_workspace_activations(lume_recognizer_workspace(p->recognizer),
                                                      p->model.network->n_layers - 1);
    (p->options->json ? print_json : print_text)(p, subject, outputs);
}

/* Compare the size of images with what the model takes. */
static enum lume_status check_size(const struct prediction *p, const char *path, size_t rows,
                                   size_t columns, struct lume_error *error)
{
    if (rows == p->model.rows && columns == p->model.columns) {
        return LUME_OK;
    }
    return lume_error_set(error, LUME_ERROR_DATA, path,
                          "does not fit the model, expected %zux%zu, got %zux%zu", p->model.rows,
                          p->model.columns, rows, columns);
}

static enum lume_status check_index(const struct prediction *p, const char *path, size_t n,
                                    struct lume_error *error)
{
    uint64_t index = p->options->index;
    if (index == all_images || index < n) {
        return LUME_OK;
    }
    return lume_error_set(error, LUME_ERROR_USAGE, path, "has no image %llu, expected 0 to %zu",
                          (unsigned long long)index, n - 1);
}

static enum lume_status predict_png(const struct prediction *p, const char *path,
                                    const uint8_t *bytes, size_t size, struct lume_error *error)
{
    struct png_grey grey;
    enum lume_status status = check_index(p, path, 1, error);
    if (status == LUME_OK) {
        status = check_size(p, path, LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, error);
    }
    if (status == LUME_OK) {
        status = png_read(bytes, size, path, &grey, error);
    }
    if (status != LUME_OK) {
        return status;
    }
    uint8_t image[LUME_IMAGE_SIZE];
    const struct lume_picture picture = {grey.width, grey.height, grey.width, grey.pixels};
    bool inked = lume_image_prepare(&picture, image);
    png_grey_finish(&grey);
    if (!inked) {
        struct lume_error warning;
        lume_error_set(&warning, LUME_OK, path, "nothing is drawn on it");
        text_warn(warning.message);
    }
    const struct subject subject = {.path = path, .pixels = image};
    predict_image(p, &subject);
    return LUME_OK;
}

static enum lume_status predict_idx(const struct prediction *p, const char *path,
                                    const uint8_t *bytes, size_t size, struct lume_error *error)
{
    struct lume_idx idx;
    enum lume_status status = lume_idx_parse(bytes, size, path, 3, &idx, error);
    if (status != LUME_OK) {
        return status;
    }
    status = check_size(p, path, idx.dims[1], idx.dims[2], error);
    if (status == LUME_OK) {
        status = check_index(p, path, idx.dims[0], error);
    }
    if (status == LUME_OK) {
        bool all = p->options->index == all_images;
        size_t first = all ? 0 : (size_t)p->options->index;
        size_t end = all ? idx.dims[0] : first + 1;
        for (size_t i = first; i < end && !ferror(stdout); i++) {
            const struct subject subject = {path, i, idx.dims[0] > 1,
                                            idx.bytes + i * idx.dims[1] * idx.dims[2]};
            predict_image(p, &subject);
        }
    }
    lume_idx_finish(&idx);
    return status;
}

static enum lume_status predict_file(const struct prediction *p, const char *path,
                                     struct lume_error *error)
{
    uint8_t *bytes;
    size_t size;
    enum lume_status status = file_read(path, LUME_IDX_MAX_SIZE, &bytes, &size, error);
    if (status == LUME_OK) {
        status =
            (png_recognise(bytes, size) ? predict_png : predict_idx)(p, path, bytes, size, error);
        memory_free(bytes);
    }
    return status;
}

/* A file that fails does not keep the others from being read; the last failure counts. */
static enum lume_status predict_files(const struct prediction *p, char **paths, size_t n,
                                      struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    for (size_t i = 0; i < n && !ferror(stdout); i++) {
        struct lume_error reason;
        enum lume_status result = predict_file(p, paths[i], &reason);
        if (result != LUME_OK) {
            if (status != LUME_OK) {
                text_complain(error->message);
            }
            status = result;
            *error = reason;
        }
    }
    return status;
}

static enum lume_status run(void *values, char **operands, size_t n_operands,
                            struct lume_error *error)
{
    struct prediction p = {.options = values};
    enum lume_status status = paths_load_model(p.options->model, &p.model, error);
    if (status == LUME_OK) {
        status = lume_recognizer_create(&p.model, &p.recognizer, error);
    }
    if (status == LUME_OK) {
        p.alone = n_operands == 1 && p.options->index != all_images;
        status = predict_files(&p, operands, n_operands, error);
    }
    lume_recognizer_destroy(p.recognizer);
    lume_model_finish(&p.model);
    return status;
}

const struct command command_predict = {
    .name = "predict",
    .operands = "FILE...",
    .summary = "Recognise the digits in PNG pictures or IDX files.",
    .details =
        "A picture may have any size, dark ink on light paper or the reverse: it is prepared "
        "as the digits of MNIST were. Images of an IDX file are taken as they are. \"-\" is "
        "standard input.",
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .options = table,
    .rules = rules,
    .values_size = sizeof(struct predict_options),
    .run = run,
};
