/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "base/memory.h"
#include "cli/answer.h"
#include "cli/command.h"
#include "cli/paths.h"
#include "cli/set.h"
#include "cli/text.h"
#include "png/png_read.h"

#include <lume/idx.h>
#include <lume/image.h>
#include <lume/model.h>
#include <lume/recognizer.h>

#include <stdio.h>
#include <string.h>

struct predict_options {
    struct options_given given;
    const char *model, *ink;
    uint64_t index; /* all_images or one */
    bool activations, show, json;
};

static const uint64_t all_images = UINT64_MAX;

enum { MAX_LABELS = 256 };

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
    {"ink", .metavar = "FILE", .kind = &option_text, FIELD(ink),
     .help = "ink file whose drawings are recognised after the FILEs"},
    {"index", .metavar = "N|all", .kind = &kind_index, .least = 0, .most = UINT32_MAX, FIELD(index),
     .initial = "0 of an IDX file, all of an ink file",
     .help = "which image or drawing of a file, or all of them"},
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
    bool has_index;   /* --index was given */
    bool of_one_file; /* there is room for more about its image, if it is one */
};

/* Images of a file, from first to end - 1. */
struct choice {
    size_t first, end;
};

static void print(const struct prediction *p, const struct answer_subject *subject,
                  const struct choice *choice, const struct lume_answer *answer)
{
    const struct answer_style style = {
        .json = p->options->json,
        .show = p->options->show,
        .outputs =
            p->of_one_file && choice->end - choice->first == 1 && p->options->index != all_images,
        .activations = p->options->activations,
    };
    answer_print(&style, &p->model, p->recognizer, subject, answer);
}

/* Choose among the n images of a file; `all`: when --index says nothing. */
static enum lume_status choose(const struct prediction *p, const char *path, size_t n, bool all,
                               struct choice *out, struct lume_error *error)
{
    uint64_t index = p->options->index;
    if (p->has_index ? index == all_images : all) {
        *out = (struct choice){0, n};
        return LUME_OK;
    }
    if (index >= n) {
        return lume_error_set(error, LUME_ERROR_USAGE, path, "has no image %llu, expected 0 to %zu",
                              (unsigned long long)index, n - 1);
    }
    *out = (struct choice){(size_t)index, (size_t)index + 1};
    return LUME_OK;
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

static enum lume_status predict_png(const struct prediction *p, const char *path,
                                    const uint8_t *bytes, size_t size, struct lume_error *error)
{
    struct png_grey grey;
    struct choice choice = {0, 0};
    enum lume_status status = choose(p, path, 1, false, &choice, error);
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
    lume_image_prepare(&picture, image);
    png_grey_finish(&grey);
    struct lume_answer answer;
    lume_recognize(p->recognizer, image, &answer);
    print(p, &(struct answer_subject){.path = path}, &choice, &answer);
    return LUME_OK;
}

static enum lume_status predict_idx(const struct prediction *p, const char *path,
                                    const uint8_t *bytes, size_t size, struct lume_error *error)
{
    struct lume_idx idx;
    struct choice choice = {0, 0};
    enum lume_status status = lume_idx_parse(bytes, size, path, 3, &idx, error);
    if (status != LUME_OK) {
        return status;
    }
    status = check_size(p, path, idx.dims[1], idx.dims[2], error);
    if (status == LUME_OK) {
        status = choose(p, path, idx.dims[0], false, &choice, error);
    }
    for (size_t i = choice.first; status == LUME_OK && i < choice.end && !ferror(stdout); i++) {
        const struct answer_subject subject = {
            .path = path, .index = i, .of_several = idx.dims[0] > 1};
        struct lume_answer answer;
        lume_recognize(p->recognizer, idx.bytes + i * idx.dims[1] * idx.dims[2], &answer);
        print(p, &subject, &choice, &answer);
    }
    lume_idx_finish(&idx);
    return status;
}

/* Labels are not looked at: they may be those of letters. */
static enum lume_status predict_ink(const struct prediction *p, const char *path,
                                    struct lume_error *error)
{
    struct lume_ink_set set;
    struct choice choice = {0, 0};
    enum lume_status status = check_size(p, path, LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, error);
    if (status == LUME_OK) {
        status = set_load_ink(path, MAX_LABELS, &set, error);
    }
    if (status != LUME_OK) {
        return status;
    }
    status = choose(p, path, set.n, true, &choice, error);
    for (size_t i = choice.first; status == LUME_OK && i < choice.end && !ferror(stdout); i++) {
        const struct lume_ink_item *item = &set.items[i];
        const struct answer_subject subject = {
            .path = path,
            .index = i,
            .of_several = set.n > 1,
            .item = item,
            .writer = item->writer < 0 ? NULL : set.writers[item->writer],
        };
        struct lume_answer answer;
        lume_recognize_ink(p->recognizer, &item->strokes, &answer);
        print(p, &subject, &choice, &answer);
    }
    lume_ink_set_finish(&set);
    return status;
}

/* A file that is no IDX file may be one for another option. */
static enum lume_status hint_at_ink(const char *path, const uint8_t *bytes, size_t size,
                                    struct lume_error *error)
{
    struct lume_ink_set set;
    if (lume_ink_set_parse(bytes, size, path, MAX_LABELS, &set, NULL) != LUME_OK) {
        return LUME_ERROR_DATA;
    }
    lume_ink_set_finish(&set);
    return lume_error_set(error, LUME_ERROR_DATA, path,
                          "expected a PNG picture or an IDX file, got an ink file: use --ink");
}

static enum lume_status predict_file(const struct prediction *p, const char *path,
                                     struct lume_error *error)
{
    uint8_t *bytes;
    size_t size;
    enum lume_status status = file_read(path, LUME_IDX_MAX_SIZE, &bytes, &size, error);
    if (status != LUME_OK) {
        return status;
    }
    if (png_recognise(bytes, size)) {
        status = predict_png(p, path, bytes, size, error);
    } else {
        status = predict_idx(p, path, bytes, size, error);
        if (status == LUME_ERROR_DATA) {
            status = hint_at_ink(path, bytes, size, error);
        }
    }
    memory_free(bytes);
    return status;
}

/* A file that fails does not keep the others from being read; the last failure counts. */
static enum lume_status predict_files(const struct prediction *p, char **paths, size_t n,
                                      struct lume_error *error)
{
    enum lume_status status = LUME_OK;
    const char *ink = p->options->ink;
    for (size_t i = 0; i < n + (ink != NULL) && !ferror(stdout); i++) {
        struct lume_error reason;
        enum lume_status result =
            i < n ? predict_file(p, paths[i], &reason) : predict_ink(p, ink, &reason);
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
    size_t n_files = n_operands + (p.options->ink != NULL);
    if (n_files == 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "missing operand, expected \"lume predict FILE...\" or --ink");
    }
    enum lume_status status = paths_load_model(p.options->model, &p.model, error);
    if (status == LUME_OK) {
        status = lume_recognizer_create(&p.model, &p.recognizer, error);
    }
    if (status == LUME_OK) {
        p.has_index = options_given(&command_predict, values, "index");
        p.of_one_file = n_files == 1;
        status = predict_files(&p, operands, n_operands, error);
    }
    lume_recognizer_destroy(p.recognizer);
    lume_model_finish(&p.model);
    return status;
}

const struct command command_predict = {
    .name = "predict",
    .operands = "[FILE...]",
    .summary = "Recognise the digits in PNG pictures, IDX files and ink files.",
    .details =
        "A picture may have any size, dark ink on light paper or the reverse: it is prepared "
        "as the digits of MNIST were. Images of an IDX file are taken as they are; drawings of "
        "an ink file are drawn with a pen as wide as MNIST's. \"-\" is standard input.\n"
        "An answer that is nearly tied is called not sure, and what looks like no digit is "
        "called so, by models that can tell.",
    .max_operands = SIZE_MAX,
    .options = table,
    .rules = rules,
    .values_size = sizeof(struct predict_options),
    .run = run,
};
