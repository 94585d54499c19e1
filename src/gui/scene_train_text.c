/* SPDX-License-Identifier: MIT */
#include "gui/scene_train_parts.h"

#include <math.h>
#include <stdio.h>

/* --- what training does --- */

/* A text with up to four counts in its places. */
static void fill_counts(const struct view *view, const char *text, const uint64_t *counts, size_t n,
                        char out[SCENE_TRAIN_TEXT])
{
    char numbers[4][TEXT_NUMBER_SIZE];
    const char *arguments[5] = {NULL};
    for (size_t i = 0; i < n; i++) {
        arguments[i] = text_count(view->language, counts[i], numbers[i]);
    }
    text_fill(view->language, text, arguments, out, SCENE_TRAIN_TEXT);
}

static void tell_loading(const struct view *view, const struct runner_report *report,
                         char out[SCENE_TRAIN_TEXT])
{
    char percent[TEXT_NUMBER_SIZE];
    text_percent(view->language, report->loaded, 0, percent);
    text_fill(view->language, "loading the images: {1}", (const char *const[]){percent, NULL}, out,
              SCENE_TRAIN_TEXT);
}

static void tell_end(const struct view *view, const struct runner_report *report,
                     char out[SCENE_TRAIN_TEXT])
{
    const struct lume_trainer_progress *progress = &report->progress;
    const uint64_t best[] = {progress->best_epoch}, epochs[] = {progress->epoch};
    switch (progress->state) {
    case LUME_DONE_PATIENCE:
        fill_counts(view, N_("stopped early; epoch {1} was best"), best, 1, out);
        break;
    case LUME_DONE_EPOCHS:
    case LUME_DONE_MIN_LOSS:
        fill_counts(view, N_("finished after {1} epochs"), epochs, 1, out);
        break;
    case LUME_TRAINING:
    case LUME_DIVERGED:
        fill_counts(view, N_("stopped; epoch {1} was best"), best, 1, out);
        break;
    }
}

static void tell_place(const struct view *view, const struct runner_report *report,
                       char out[SCENE_TRAIN_TEXT])
{
    const struct lume_trainer_progress *progress = &report->progress;
    const bool running = report->state == RUNNER_RUNNING;
    const uint64_t counts[] = {progress->epoch + (progress->batch > 0 || running),
                               report->recipe.training.epochs, progress->batch,
                               progress->n_batches};
    if (report->shown != RUNNER_LIVE) {
        char epoch[TEXT_NUMBER_SIZE];
        text_number(view->language, report->moments[report->shown].epoch, 2, epoch);
        text_fill(view->language, "back after {1} epochs", (const char *const[]){epoch, NULL}, out,
                  SCENE_TRAIN_TEXT);
    } else if (running) {
        fill_counts(view, N_("epoch {1} of {2}, batch {3} of {4}"), counts, 4, out);
    } else if (progress->epoch == 0 && progress->batch == 0) {
        snprintf(out, SCENE_TRAIN_TEXT, "%s", text_get(view->language, "ready to train"));
    } else if (progress->batch == 0) {
        fill_counts(view, N_("paused after epoch {1} of {2}"), counts, 2, out);
    } else {
        fill_counts(view, N_("paused in epoch {1}, batch {3} of {4}"), counts, 4, out);
    }
}

static void tell_data(const struct view *view, const struct runner_report *report,
                      char out[SCENE_TRAIN_TEXT])
{
    const uint64_t counts[] = {report->n_train};
    if (report->source == RUNNER_GENERATED) {
        fill_counts(view, N_("no MNIST here: {1} generated digits"), counts, 1, out);
    } else {
        fill_counts(view, N_("{1} digits of MNIST"), counts, 1, out);
    }
}

bool scene_train_status(const struct view *view, const struct scene_train *scene,
                        char first[SCENE_TRAIN_TEXT], char second[SCENE_TRAIN_TEXT])
{
    const struct runner_report *report = scene->report;
    first[0] = second[0] = 0;
    if (!report) {
        return false;
    }
    if (report->model) {
        tell_data(view, report, second);
    }
    switch (report->state) {
    case RUNNER_LOADING:
        tell_loading(view, report, first);
        break;
    case RUNNER_PAUSED:
    case RUNNER_RUNNING:
        tell_place(view, report, first);
        break;
    case RUNNER_ENDED:
        if (report->shown == RUNNER_LIVE) {
            tell_end(view, report, first);
        } else {
            tell_place(view, report, first);
        }
        break;
    case RUNNER_DIVERGED:
        snprintf(first, SCENE_TRAIN_TEXT, "%s",
                 text_get(view->language, "diverged: the loss grew beyond all bounds"));
        break;
    case RUNNER_FAILED:
        text_fill(view->language, "{1}", (const char *const[]){report->error.message, NULL}, first,
                  SCENE_TRAIN_TEXT);
        break;
    }
    return report->state == RUNNER_DIVERGED || report->state == RUNNER_FAILED;
}

/* --- in a sentence --- */

const char *scene_train_describe(const struct view *view, const struct scene_train *scene,
                                 char out[SCENE_TRAIN_TEXT])
{
    char first[SCENE_TRAIN_TEXT], second[SCENE_TRAIN_TEXT], best[TEXT_NUMBER_SIZE];
    const struct runner_report *report = scene->report;
    scene_train_status(view, scene, first, second);
    if (!report || report->progress.best_epoch == 0 ||
        isnan(report->progress.best_validation_accuracy)) {
        const char *const texts[] = {first, NULL};
        return text_fill(view->language, "training: {1}", texts, out, SCENE_TRAIN_TEXT);
    }
    const char *const texts[] = {
        first, text_percent(view->language, report->progress.best_validation_accuracy, 1, best),
        NULL};
    return text_fill(view->language,
                     "training: {1}; at best {2} of the validation digits are right", texts, out,
                     SCENE_TRAIN_TEXT);
}
