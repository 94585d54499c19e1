/* SPDX-License-Identifier: MIT */
#include "base/number.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/paths.h"
#include "cli/set.h"
#include "cli/text.h"
#include "cli/writer.h"

#include <lume/dataset.h>
#include <lume/loss.h>
#include <lume/metrics.h>
#include <lume/model.h>
#include <lume/pool.h>

#include <stdio.h>

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
    const char *model, *data, *images, *labels;
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
    {"json", .kind = &option_flag, FIELD(json), .help = "print one JSON object"},
    {.name = NULL},
};

static const struct option_rule rules[] = {
    {"images", RULE_EXCLUDES, "data"}, {"labels", RULE_EXCLUDES, "data"},
    {"part", RULE_EXCLUDES, "images"}, {"images", RULE_NEEDS, "labels"},
    {"labels", RULE_NEEDS, "images"},  {NULL, RULE_NEEDS, NULL},
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

static uint32_t count_at(const struct lume_metrics *metrics, size_t row, size_t column)
{
    return metrics->confusion[row * metrics->n_classes + column];
}

static void print_classes(const struct lume_metrics *metrics)
{
    puts("\nclass  precision    recall   images");
    for (size_t i = 0; i < metrics->n_classes; i++) {
        char precision[NUMBER_SIZE], recall[NUMBER_SIZE];
        uint64_t n = 0;
        for (size_t j = 0; j < metrics->n_classes; j++) {
            n += count_at(metrics, i, j);
        }
        printf("%5zu  %7s %%  %6s %%  %7llu\n", i,
               number_fixed(100 * lume_metrics_precision(metrics, i), 2, precision),
               number_fixed(100 * lume_metrics_recall(metrics, i), 2, recall),
               (unsigned long long)n);
    }
}

static void print_confusion(const struct lume_metrics *metrics)
{
    int width = snprintf(NULL, 0, "%zu", metrics->n_classes - 1);
    for (size_t i = 0; i < metrics->n_classes * metrics->n_classes; i++) {
        int n = snprintf(NULL, 0, "%u", metrics->confusion[i]);
        width = n > width ? n : width;
    }
    puts("\nconfusion: a row a true class, a column an answer");
    printf("%5s", "");
    for (size_t j = 0; j < metrics->n_classes; j++) {
        printf("  %*zu", width, j);
    }
    putchar('\n');
    for (size_t i = 0; i < metrics->n_classes; i++) {
        printf("%5zu", i);
        for (size_t j = 0; j < metrics->n_classes; j++) {
            printf("  %*u", width, count_at(metrics, i, j));
        }
        putchar('\n');
    }
}

static void print_text(const struct lume_metrics *metrics, double speed)
{
    printf("images             %zu\n", metrics->n);
    text_number("accuracy           ", 100 * metrics->accuracy, 2, " %\n");
    text_number("loss               ", metrics->loss, 4, "\n");
    text_number("calibration error  ", metrics->calibration_error, 4, "\n");
    text_number("speed              ", speed, 0, " images/s\n");
    print_classes(metrics);
    print_confusion(metrics);
}

static void write_classes(struct json_writer *writer, const char *key,
                          const struct lume_metrics *metrics,
                          double (*measure)(const struct lume_metrics *, size_t))
{
    writer_key(writer, key);
    writer_list(writer);
    for (size_t i = 0; i < metrics->n_classes; i++) {
        writer_double(writer, measure(metrics, i));
    }
    writer_list_end(writer);
}

static void print_json(const struct lume_metrics *metrics, double speed)
{
    struct json_writer writer = writer_start(stdout);
    writer_object(&writer);
    writer_key(&writer, "accuracy");
    writer_double(&writer, metrics->accuracy);
    writer_key(&writer, "loss");
    writer_double(&writer, metrics->loss);
    writer_key(&writer, "n");
    writer_count(&writer, metrics->n);
    writer_key(&writer, "calibration_error");
    writer_double(&writer, metrics->calibration_error);
    writer_key(&writer, "images_per_second");
    writer_double(&writer, speed);
    write_classes(&writer, "precision", metrics, lume_metrics_precision);
    write_classes(&writer, "recall", metrics, lume_metrics_recall);
    writer_key(&writer, "confusion");
    writer_list(&writer);
    for (size_t i = 0; i < metrics->n_classes; i++) {
        writer_list(&writer);
        for (size_t j = 0; j < metrics->n_classes; j++) {
            writer_count(&writer, count_at(metrics, i, j));
        }
        writer_list_end(&writer);
    }
    writer_list_end(&writer);
    writer_object_end(&writer);
    writer_finish(&writer);
}

static enum lume_status measure(const struct lume_model *model, struct lume_dataset *set, bool json,
                                struct lume_error *error)
{
    struct lume_pool *pool;
    enum lume_status status = lume_dataset_normalize(set, model->normalizer, error);
    if (status == LUME_OK) {
        status = lume_pool_create(0, &pool, error);
    }
    if (status != LUME_OK) {
        return status;
    }
    struct lume_metrics metrics;
    double begun = clock_seconds();
    status = lume_evaluate(model->network, set, choose_loss(model), NULL, pool, &metrics, error);
    double seconds = clock_seconds() - begun;
    if (status == LUME_OK) {
        double speed = seconds > 0 ? (double)metrics.n / seconds : 0;
        (json ? print_json : print_text)(&metrics, speed);
        lume_metrics_finish(&metrics);
    }
    lume_pool_destroy(pool);
    return status;
}

static enum lume_status run(void *values, char **operands, size_t n_operands,
                            struct lume_error *error)
{
    (void)operands, (void)n_operands;
    const struct eval_options *options = values;
    struct lume_model model;
    enum lume_status status = paths_load_model(options->model, &model, error);
    if (status != LUME_OK) {
        return status;
    }
    const struct set_source source = {options->data, options->images, options->labels};
    const struct part *part = options->part;
    struct set_files files;
    struct lume_dataset set = {0};
    status = set_find(&source, part->part, &files, error);
    if (status == LUME_OK) {
        status = set_load(&files, model.network->n_outputs, &set, error);
        if (status == LUME_OK && (set.rows != model.rows || set.columns != model.columns)) {
            status = lume_error_set(error, LUME_ERROR_DATA, files.images,
                                    "does not fit the model, expected %zux%zu, got %zux%zu",
                                    model.rows, model.columns, set.rows, set.columns);
        }
        set_files_finish(&files);
    }
    if (status == LUME_OK) {
        status = measure(&model, &set, options->json, error);
    }
    lume_dataset_finish(&set);
    lume_model_finish(&model);
    return status;
}

const struct command command_eval = {
    .name = "eval",
    .operands = "",
    .summary = "Measure a model on labelled images.",
    .options = table,
    .rules = rules,
    .values_size = sizeof(struct eval_options),
    .prepare = prepare,
    .run = run,
};
