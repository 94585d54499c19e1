/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_TRAIN_UNLIKE_H
#define LUME_CLI_TRAIN_UNLIKE_H

/*
 * The second network of a model, which tells digits from what is none (--unlike): trained when the
 * first one is done, on its images and as many other drawings of the generator.
 */

#include "cli/training.h"

/* Tell beforehand whether these sets allow it: LUME_ERROR_USAGE. */
LUME_MUST_USE enum lume_status train_unlike_check(const struct course_sets *sets,
                                                  struct lume_error *error);

/* Train it into training->model.unlike, and measure it. The training images are no longer of use
 * afterwards: they are in another order and have no labels. A signal ends it, without a network.
 * As lume_trainer_create, and LUME_ERROR_DIVERGED. */
LUME_MUST_USE enum lume_status train_unlike(struct training *training, struct lume_error *error);

#endif
