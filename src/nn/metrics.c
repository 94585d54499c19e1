/* SPDX-License-Identifier: MIT */
#include <lume/metrics.h>

#include "base/memory.h"
#include "nn/evaluate.h"

#include <math.h>
#include <string.h>

enum { MAX_CLASSES = 256 }; /* labels are bytes */

enum lume_status metrics_check_set(const struct lume_network *network,
                                   const struct lume_dataset *set, struct lume_error *error)
{
    if (set->rows * set->columns != network->n_inputs) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "images of %zu x %zu pixels, expected %zu inputs, got %zu", set->rows,
                              set->columns, network->n_inputs, set->rows * set->columns);
    }
    if (set->n == 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL, "images, expected 1 or more, got 0");
    }
    if (network->n_outputs > MAX_CLASSES) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                              "outputs, expected at most %d, got %zu", MAX_CLASSES,
                              network->n_outputs);
    }
    for (size_t i = 0; i < set->n; i++) {
        if (set->labels[i] >= network->n_outputs) {
            return lume_error_set(error, LUME_ERROR_USAGE, NULL,
                                  "label of image %zu, expected below %zu outputs, got %d", i,
                                  network->n_outputs, set->labels[i]);
        }
    }
    return LUME_OK;
}

double lume_calibrate(const struct lume_outcome *outcomes, const uint8_t *labels, size_t n,
                      struct lume_calibration_bin *bins, size_t n_bins)
{
    memset(bins, 0, n_bins * sizeof *bins);
    for (size_t i = 0; i < n; i++) {
        const double confidence = (double)outcomes[i].confidence;
        const double place = confidence * (double)n_bins;
        struct lume_calibration_bin *bin = &bins[place >= (double)n_bins ? n_bins - 1
                                                 : place > 0             ? (size_t)place
                                                                         : 0];
        bin->n++;
        bin->n_right += outcomes[i].answer == labels[i];
        bin->confidence += confidence;
    }
    double sum = 0;
    for (size_t b = 0; b < n_bins; b++) {
        sum += fabs((double)bins[b].n_right - bins[b].confidence);
    }
    return n > 0 ? sum / (double)n : 0;
}

static void measure(const struct evaluation *evaluation, const struct lume_dataset *set,
                    struct lume_metrics *metrics)
{
    struct lume_calibration_bin bins[LUME_CALIBRATION_BINS];
    evaluation_means(evaluation, set->labels, &metrics->loss, &metrics->accuracy);
    metrics->calibration_error =
        lume_calibrate(evaluation->outcomes, set->labels, set->n, bins, LUME_CALIBRATION_BINS);
    for (size_t i = 0; i < set->n; i++) {
        const size_t answer = evaluation->outcomes[i].answer;
        metrics->confusion[set->labels[i] * metrics->n_classes + answer]++;
    }
}

enum lume_status lume_evaluate_images(const struct lume_network *network,
                                      const struct lume_dataset *set, const struct lume_loss *loss,
                                      const struct lume_kernels *kernels, struct lume_pool *pool,
                                      struct lume_outcome *outcomes, struct lume_metrics *out,
                                      struct lume_error *error)
{
    struct evaluation evaluation = {0};
    struct lume_metrics metrics = {.n = set->n, .n_classes = network->n_outputs};
    enum lume_status status = metrics_check_set(network, set, error);
    if (status != LUME_OK) {
        return status;
    }
    status = evaluation_init(&evaluation, network, kernels ? kernels : lume_kernels_best(), set->n,
                             false, lume_pool_size(pool), error);
    if (status == LUME_OK) {
        metrics.confusion =
            memory_allocate(metrics.n_classes * metrics.n_classes, sizeof *metrics.confusion);
        status = metrics.confusion ? LUME_OK : memory_exhausted(error, NULL);
    }
    if (status == LUME_OK) {
        const struct evaluation_images images = {NULL, set->pixels, set->labels};
        evaluation_run(&evaluation, network, &images, loss, pool);
        measure(&evaluation, set, &metrics);
        if (outcomes) {
            memcpy(outcomes, evaluation.outcomes, set->n * sizeof *outcomes);
        }
        *out = metrics;
    }
    evaluation_finish(&evaluation);
    return status;
}

enum lume_status lume_evaluate(const struct lume_network *network, const struct lume_dataset *set,
                               const struct lume_loss *loss, const struct lume_kernels *kernels,
                               struct lume_pool *pool, struct lume_metrics *out,
                               struct lume_error *error)
{
    return lume_evaluate_images(network, set, loss, kernels, pool, NULL, out, error);
}

double lume_metrics_precision(const struct lume_metrics *metrics, size_t class_index)
{
    double answered = 0;
    for (size_t truth = 0; truth < metrics->n_classes; truth++) {
        answered += metrics->confusion[truth * metrics->n_classes + class_index];
    }
    double right = metrics->confusion[class_index * metrics->n_classes + class_index];
    return answered > 0 ? right / answered : 0;
}

double lume_metrics_recall(const struct lume_metrics *metrics, size_t class_index)
{
    double are = 0;
    for (size_t answer = 0; answer < metrics->n_classes; answer++) {
        are += metrics->confusion[class_index * metrics->n_classes + answer];
    }
    double right = metrics->confusion[class_index * metrics->n_classes + class_index];
    return are > 0 ? right / are : 0;
}

void lume_metrics_finish(struct lume_metrics *metrics)
{
    if (metrics) {
        memory_free(metrics->confusion);
        memset(metrics, 0, sizeof *metrics);
    }
}
