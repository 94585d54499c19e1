/* SPDX-License-Identifier: MIT */
#include "cli/epoch_log.h"

#include "base/file.h"
#include "base/number.h"
#include "cli/text.h"
#include "cli/writer.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { N_NUMBERS = 6 };

struct record {
    uint64_t epoch;
    double numbers[N_NUMBERS];
};

static const char *const number_names[N_NUMBERS] = {
    "train_seconds",   "train_loss",          "train_accuracy",
    "validation_loss", "validation_accuracy", "learning_rate",
};

struct epoch_log_format {
    const char *suffix;
    void (*start)(FILE *file);
    void (*write)(FILE *file, const struct record *record);
};

/* The learning rate is a float and reads as one: 0.1, not 0.10000000149011612. */
static const char *number_text(const struct record *record, size_t i, char text[NUMBER_SIZE])
{
    return i == N_NUMBERS - 1 ? number_float((float)record->numbers[i], text)
                              : number_double(record->numbers[i], text);
}

static void start_csv(FILE *file)
{
    fputs("epoch", file);
    for (size_t i = 0; i < N_NUMBERS; i++) {
        fprintf(file, ",%s", number_names[i]);
    }
    fputc('\n', file);
}

static void write_csv(FILE *file, const struct record *record)
{
    char text[NUMBER_SIZE];
    fprintf(file, "%" PRIu64, record->epoch);
    for (size_t i = 0; i < N_NUMBERS; i++) {
        fprintf(file, ",%s", isfinite(record->numbers[i]) ? number_text(record, i, text) : "");
    }
    fputc('\n', file);
}

static void start_jsonl(FILE *file)
{
    (void)file;
}

static void write_jsonl(FILE *file, const struct record *record)
{
    struct json_writer writer = writer_start(file);
    writer_object(&writer);
    writer_key(&writer, "epoch");
    writer_count(&writer, record->epoch);
    for (size_t i = 0; i < N_NUMBERS; i++) {
        char text[NUMBER_SIZE];
        writer_key(&writer, number_names[i]);
        writer_number(&writer, number_text(record, i, text));
    }
    writer_object_end(&writer);
    writer_finish(&writer);
}

static const struct epoch_log_format formats[] = {
    {".csv", start_csv, write_csv},
    {".jsonl", start_jsonl, write_jsonl},
};

enum lume_status epoch_log_choose(const char *path, const struct epoch_log_format **out,
                                  struct lume_error *error)
{
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        size_t n = strlen(formats[i].suffix);
        if (length > n && strcmp(path + length - n, formats[i].suffix) == 0) {
            *out = &formats[i];
            return LUME_OK;
        }
    }
    return lume_error_set(error, LUME_ERROR_USAGE, "--log",
                          "unknown kind of log, expected a name that ends in .csv or .jsonl, "
                          "got \"%.256s\"",
                          path);
}

enum lume_status epoch_log_open(struct epoch_log *log, const char *path, struct lume_error *error)
{
    const struct epoch_log_format *format = NULL;
    enum lume_status status = epoch_log_choose(path, &format, error);
    if (status != LUME_OK) {
        return status;
    }
    status = file_check_writable(path, error);
    if (status != LUME_OK) {
        return status;
    }
    FILE *file = fopen(path, "w");
    if (!file) {
        return lume_error_set(error, LUME_ERROR_IO, path, "cannot open for writing: %s",
                              strerror(errno));
    }
    *log = (struct epoch_log){path, format, file};
    format->start(file);
    return LUME_OK;
}

static void give_up(struct epoch_log *log)
{
    struct lume_error error;
    lume_error_set(&error, LUME_ERROR_IO, log->path, "cannot write: %s; the log ends here",
                   strerror(errno));
    text_warn(error.message);
}

void epoch_log_write(struct epoch_log *log, const struct lume_trainer_progress *progress,
                     double train_seconds)
{
    if (!log->file) {
        return;
    }
    const struct record record = {
        progress->epoch,
        {train_seconds, progress->train_loss, progress->train_accuracy, progress->validation_loss,
         progress->validation_accuracy, (double)progress->learning_rate},
    };
    log->format->write(log->file, &record);
    if (fflush(log->file) != 0 || ferror(log->file)) {
        give_up(log);
        fclose(log->file);
        log->file = NULL;
    }
}

void epoch_log_close(struct epoch_log *log)
{
    if (log->file && fclose(log->file) != 0) {
        give_up(log);
    }
    log->file = NULL;
}
