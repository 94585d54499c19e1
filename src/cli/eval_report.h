/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_EVAL_REPORT_H
#define LUME_CLI_EVAL_REPORT_H

#include "cli/tally.h"

#include <lume/metrics.h>

#include <stdbool.h>

/* What `lume eval` has found out. */
struct eval_report {
    const struct lume_metrics *metrics; /* of images with something on them */
    const struct tally *tally;
    double speed; /* images a second */
    bool of_ink;
};

/* Print it to standard output: text, or one JSON object. */
void eval_report_print(const struct eval_report *report, bool json);

#endif
