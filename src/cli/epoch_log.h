/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_EPOCH_LOG_H
#define LUME_CLI_EPOCH_LOG_H

/*
 * `lume train --log`: one record an epoch, as CSV or JSON lines, which the file's name decides.
 */

#include <lume/status.h>
#include <lume/trainer.h>

#include <stdbool.h>
#include <stdio.h>

struct epoch_log_format;

struct epoch_log {
    const char *path;
    const struct epoch_log_format *format;
    FILE *file;
};

/* Tell the format by the name; LUME_ERROR_USAGE for one that ends in neither .csv nor .jsonl. */
LUME_MUST_USE enum lume_status epoch_log_choose(const char *path,
                                                const struct epoch_log_format **out,
                                                struct lume_error *error);

/* Start an empty file. LUME_ERROR_IO, and what cannot be replaced is left alone. */
LUME_MUST_USE enum lume_status epoch_log_open(struct epoch_log *log, const char *path,
                                              struct lume_error *error);

/* Write the epoch that has just ended, and flush. The first failure warns and closes the file:
 * training is worth more than its log. Nothing happens on a log that is not open. */
void epoch_log_write(struct epoch_log *log, const struct lume_trainer_progress *progress,
                     double train_seconds);

/* Close; warns when that fails. */
void epoch_log_close(struct epoch_log *log);

#endif
