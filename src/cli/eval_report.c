/* SPDX-License-Identifier: MIT */
#include "cli/eval_report.h"

#include "base/number.h"
#include "cli/text.h"
#include "cli/writer.h"

#include <stdio.h>

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

/* A blank drawing has no answer, so that it is in the tally alone: one that is wrong. */
static double accuracy(const struct eval_report *report)
{
    const struct lume_metrics *metrics = report->metrics;
    size_t n_right = 0;
    for (size_t i = 0; i < metrics->n_classes; i++) {
        n_right += count_at(metrics, i, i);
    }
    return (double)n_right / (double)report->tally->n;
}

static double verdict_share(const struct tally *tally, size_t verdict)
{
    return (double)tally->verdicts[verdict] / (double)tally->n;
}

/* In the order in which they are of interest. */
static const enum lume_verdict verdicts[LUME_N_VERDICTS] = {
    LUME_VERDICT_DIGIT, LUME_VERDICT_UNSURE, LUME_VERDICT_NOT_A_DIGIT, LUME_VERDICT_EMPTY};

static void print_verdicts(const struct tally *tally)
{
    fputs("verdicts           ", stdout);
    for (size_t i = 0; i < LUME_N_VERDICTS; i++) {
        text_print_number(i ? ", " : "", 100 * verdict_share(tally, verdicts[i]), 2, " % ");
        fputs(lume_verdict_name(verdicts[i]), stdout);
    }
    putchar('\n');
}

static double writer_accuracy(const struct tally_writer *writer)
{
    return (double)writer->n_right / (double)writer->n;
}

/* A table, where drawings tell who made them. */
static void print_writers(const struct tally *tally)
{
    if (tally->n_writers == 0 || !tally->writers[0].name) {
        return;
    }
    puts("\naccuracy  drawings  writer");
    for (size_t i = 0; i < tally->n_writers; i++) {
        const struct tally_writer *writer = &tally->writers[i];
        char text[NUMBER_SIZE];
        printf("%6s %%  %8zu  ", number_fixed(100 * writer_accuracy(writer), 2, text), writer->n);
        text_print(stdout, writer->name ? writer->name : "(unknown)");
        putchar('\n');
    }
}

static void print_text(const struct eval_report *report)
{
    const struct lume_metrics *metrics = report->metrics;
    printf("%s%zu\n", report->of_ink ? "drawings           " : "images             ",
           report->tally->n);
    text_print_number("accuracy           ", 100 * accuracy(report), 2, " %\n");
    text_print_number("loss               ", metrics->loss, 4, "\n");
    text_print_number("calibration error  ", metrics->calibration_error, 4, "\n");
    print_verdicts(report->tally);
    text_print_number("speed              ", report->speed, 0, " images/s\n");
    print_classes(metrics);
    print_confusion(metrics);
    print_writers(report->tally);
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

static void write_confusion(struct json_writer *writer, const struct lume_metrics *metrics)
{
    writer_key(writer, "confusion");
    writer_list(writer);
    for (size_t i = 0; i < metrics->n_classes; i++) {
        writer_list(writer);
        for (size_t j = 0; j < metrics->n_classes; j++) {
            writer_count(writer, count_at(metrics, i, j));
        }
        writer_list_end(writer);
    }
    writer_list_end(writer);
}

static void write_verdicts(struct json_writer *writer, const struct tally *tally)
{
    writer_key(writer, "verdicts");
    writer_object(writer);
    for (size_t i = 0; i < LUME_N_VERDICTS; i++) {
        writer_key(writer, lume_verdict_name(verdicts[i]));
        writer_double(writer, verdict_share(tally, verdicts[i]));
    }
    writer_object_end(writer);
}

static void write_writers(struct json_writer *writer, const struct tally *tally)
{
    writer_key(writer, "writers");
    writer_list(writer);
    for (size_t i = 0; i < tally->n_writers; i++) {
        writer_object(writer);
        writer_key(writer, "writer");
        writer_text(writer, tally->writers[i].name);
        writer_key(writer, "n");
        writer_count(writer, tally->writers[i].n);
        writer_key(writer, "accuracy");
        writer_double(writer, writer_accuracy(&tally->writers[i]));
        writer_object_end(writer);
    }
    writer_list_end(writer);
}

static void print_json(const struct eval_report *report)
{
    const struct lume_metrics *metrics = report->metrics;
    struct json_writer writer = writer_start(stdout);
    writer_object(&writer);
    writer_key(&writer, "accuracy");
    writer_double(&writer, accuracy(report));
    writer_key(&writer, "loss");
    writer_double(&writer, metrics->loss);
    writer_key(&writer, "n");
    writer_count(&writer, report->tally->n);
    writer_key(&writer, "calibration_error");
    writer_double(&writer, metrics->calibration_error);
    write_verdicts(&writer, report->tally);
    writer_key(&writer, "images_per_second");
    writer_double(&writer, report->speed);
    write_classes(&writer, "precision", metrics, lume_metrics_precision);
    write_classes(&writer, "recall", metrics, lume_metrics_recall);
    write_confusion(&writer, metrics);
    if (report->of_ink) {
        write_writers(&writer, report->tally);
    }
    writer_object_end(&writer);
    writer_finish(&writer);
}

void eval_report_print(const struct eval_report *report, bool json)
{
    (json ? print_json : print_text)(report);
}
