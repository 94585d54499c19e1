/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/eval_report.h"
#include "cli/paths.h"
#include "cli/set.h"
#include "cli/tally.h"

#include <lume/dataset.h>
#include <lume/image.h>
#include <lume/ink_image.h>
#include <lume/loss.h>
#include <lume/metrics.h>
#include <lume/model.h>
#include <lume/pool.h>

#include <string.h>

enum { MAX_CLASSES = 256 };

struct part {
    const char *name, *doc;
    enum lume_part part;
};

static const struct part parts[] = {
    {"train", "the images that networks learn from", LUME_TRAIN},
    {"test", "the images they have never seen", LUME_TEST},
};

static const void *part_at(size_t index)
{
    return index < sizeof parts / sizeof *parts ? &parts[index] : NULL;
}

static const char *part_name(const void *entry)
{
    return ((const struct part *)entry)->name;
}

static const char *part_doc(const void *entry)
{
    return ((const struct part *)entry)->doc;
}

static const struct registry registry_parts = {"parts", "part", part_at, part_name, part_doc, NULL};

struct eval_options {
    struct options_given given;
    const char *model, *data, *images, *labels, *ink;
    const void *part;
    bool json;
};

#define FIELD(field) .offset = offsetof(struct eval_options, field)

static const struct command_option table[] = {
    {"model", .metavar = "FILE", .kind = &option_text, FIELD(model),
     .initial = "the one that is built in", .help = "the model to measure"},
    {"data", .metavar = "DIR", .kind = &option_text, FIELD(data),
     .initial = "$LUME_DATA, or lume/mnist of the user's data",
     .help = "folder with the four files of MNIST, or of a set that copies their names"},
    {"part", .metavar = "NAME", .kind = &option_choice, .choices = &registry_parts, FIELD(part),
     .help = "which half of the folder"},
    {"images", .metavar = "FILE", .kind = &option_text, FIELD(images),
     .help = "IDX file of images"},
    {"labels", .metavar = "FILE", .kind = &option_text, FIELD(labels),
     .help = "IDX file of their labels"},
    {"ink", .metavar = "FILE", .kind = &option_text, FIELD(ink),
     .help = "ink file of labelled drawings to measure on instead"},
    {"json", .kind = &option_flag, FIELD(json), .help = "print one JSON object"},
    {.name = NULL},
};

static const struct option_rule rules[] = {
    {"images", RULE_EXCLUDES, "data"}, {"labels", RULE_EXCLUDES, "data"},
    {"part", RULE_EXCLUDES, "images"}, {"images", RULE_NEEDS, "labels"},
    {"labels", RULE_NEEDS, "images"},  {"ink", RULE_EXCLUDES, "data"},
    {"ink", RULE_EXCLUDES, "images"},  {"ink", RULE_EXCLUDES, "labels"},
    {"ink", RULE_EXCLUDES, "part"},    {NULL, RULE_NEEDS, NULL},
};

static void prepare(void *values)
{
    struct eval_options *options = values;
    options->part = &parts[1];
}

/* The loss the model was trained with; where that is unknown, what suits its outputs. */
static const struct lume_loss *choose_loss(const struct lume_model *model)
{
    const struct lume_loss *loss = lume_loss_find(model->loss);
    const struct lume_network *network = model->network;
    bool shares = network->layers[network->n_layers - 1].activation->joins_outputs;
    return loss ? loss : lume_loss_find(shares ? "cross-entropy" : "mse");
}

/* What is measured. */
struct subject {
    struct lume_dataset set;
    struct lume_ink_set ink; /* n > 0: the set is of these drawings, but for the blank ones */
};

static enum lume_status load_images(const struct eval_options *options,
                                    const struct lume_model *model, struct subject *out,
                                    struct lume_error *error)
{
    const struct set_source source = {options->data, options->images, options->labels};
    const struct part *part = options->part;
    struct set_files files;
    enum lume_status status = set_find(&source, part->part, &files, error);
    if (status != LUME_OK) {
        return status;
    }
    struct lume_dataset *set = &out->set;
    status = set_load(&files, model->network->n_outputs, set, error);
    if (status == LUME_OK && (set->rows != model->rows || set->columns != model->columns)) {
        status = lume_error_set(error, LUME_ERROR_DATA, files.images,
                                "does not fit the model, expected %zux%zu, got %zux%zu",
                                model->rows, model->columns, set->rows, set->columns);
    }
    set_files_finish(&files);
    return status;
}

/* Render what is not blank. What has no label is left in: then it is refused, by its line. */
static enum lume_status render(const struct lume_ink_set *ink, const char *name, size_t n_classes,
                               struct lume_pool *pool, struct lume_dataset *out,
                               struct lume_error *error)
{
    struct lume_ink_set inked = *ink;
    struct lume_ink_item *items = memory_allocate(ink->n, sizeof *items);
    if (!items) {
        return memory_exhausted(error, name);
    }
    inked.items = items;
    inked.n = 0;
    for (size_t i = 0; i < ink->n; i++) {
        const struct lume_ink_item *item = &ink->items[i];
        if (item->label < 0 || lume_strokes_count_points(&item->strokes) > 0) {
            items[inked.n++] = *item;
        }
    }
    enum lume_status status =
        inked.n > 0 ? lume_dataset_from_ink(&inked, name, n_classes, NULL, 1, 0, pool, out, error)
                    : lume_error_set(error, LUME_ERROR_DATA, name,
                                     "drawings, expected some ink, got %zu blank pages", ink->n);
    memory_free(items);
    return status;
}

static enum lume_status load_ink(const char *path, const struct lume_model *model,
                                 struct lume_pool *pool, struct subject *out,
                                 struct lume_error *error)
{
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    if (model->rows != LUME_IMAGE_SIDE || model->columns != LUME_IMAGE_SIDE) {
        return lume_error_set(error, LUME_ERROR_DATA, name,
                              "does not fit the model, expected %zux%zu, got %dx%d", model->rows,
                              model->columns, LUME_IMAGE_SIDE, LUME_IMAGE_SIDE);
    }
    enum lume_status status = set_load_ink(path, model->network->n_outputs, &out->ink, error);
    if (status == LUME_OK) {
        status = render(&out->ink, name, model->network->n_outputs, pool, &out->set, error);
    }
    return status;
}

static enum lume_status measure(const struct lume_model *model, struct subject *subject, bool json,
                                struct lume_pool *pool, struct lume_error *error)
{
    struct tally tally;
    struct lume_metrics metrics;
    bool of_ink = subject->ink.n > 0;
    enum lume_status status =
        tally_count(model, &subject->set, of_ink ? &subject->ink : NULL, pool, &tally, error);
    if (status != LUME_OK) {
        return status;
    }
    status = lume_dataset_normalize(&subject->set, model->normalizer, error);
    double begun = clock_seconds();
    if (status == LUME_OK) {
        status = lume_evaluate(model->network, &subject->set, choose_loss(model), NULL, pool,
                               &metrics, error);
    }
    double seconds = clock_seconds() - begun;
    if (status == LUME_OK) {
        const struct eval_report report = {
            .metrics = &metrics,
            .tally = &tally,
            .speed = seconds > 0 ? (double)metrics.n / seconds : 0,
            .of_ink = of_ink,
        };
        eval_report_print(&report, json);
        lume_metrics_finish(&metrics);
    }
    tally_finish(&tally);
    return status;
}

/* Labels are bytes. */
static enum lume_status check_outputs(const char *path, const struct lume_model *model,
                                      struct lume_error *error)
{
    size_t n = model->network->n_outputs;
    return n <= MAX_CLASSES
               ? LUME_OK
               : lume_error_set(error, LUME_ERROR_DATA, path,
                                "outputs, expected at most %d to measure, got %zu", MAX_CLASSES, n);
}

static enum lume_status run(void *values, char **operands, size_t n_operands,
                            struct lume_error *error)
{
    (void)operands, (void)n_operands;
    const struct eval_options *options = values;
    struct lume_model model = {0};
    struct lume_pool *pool = NULL;
    struct subject subject = {{0}, {0}};
    enum lume_status status = paths_load_model(options->model, &model, error);
    if (status == LUME_OK) {
        status = check_outputs(options->model, &model, error);
    }
    if (status == LUME_OK) {
        status = lume_pool_create(0, &pool, error);
    }
    if (status == LUME_OK) {
        status = options->ink ? load_ink(options->ink, &model, pool, &subject, error)
                              : load_images(options, &model, &subject, error);
    }
    if (status == LUME_OK) {
        status = measure(&model, &subject, options->json, pool, error);
    }
    lume_dataset_finish(&subject.set);
    lume_ink_set_finish(&subject.ink);
    lume_pool_destroy(pool);
    lume_model_finish(&model);
    return status;
}

const struct command command_eval = {
    .name = "eval",
    .operands = "",
    .summary = "Measure a model on labelled images or drawings.",
    .options = table,
    .rules = rules,
    .values_size = sizeof(struct eval_options),
    .prepare = prepare,
    .run = run,
};
