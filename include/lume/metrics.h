/* SPDX-License-Identifier: MIT */
#ifndef LUME_METRICS_H
#define LUME_METRICS_H

#include "dataset.h"
#include "loss.h"
#include "network.h"
#include "pool.h"
#include "status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { LUME_CALIBRATION_BINS = 15 };

/** How well a network does on a set of labelled images. */
struct lume_metrics {
    size_t n, n_classes;
    double accuracy; /**< share of images whose largest output is the label's, 0 to 1 */
    double loss;     /**< mean over images */
    /** Expected calibration error, 0 to 1: over 15 equal bins of the largest output p, the mean of
     *  |share correct - mean p| weighted by images. Source: M. P. Naeini et al., "Obtaining well
     *  calibrated probabilities using Bayesian binning", 2015. Meaningful for softmax outputs. */
    double calibration_error;
    uint32_t *confusion; /**< [n_classes true][n_classes answered], images */
};

/** What came of one image. */
struct lume_outcome {
    lume_real confidence; /**< the largest output */
    lume_real truth;      /**< the output of the label's class */
    uint8_t answer;       /**< class of the largest output */
};

/**
 * Run a network over a set and count.
 *
 * @param set  images of n_inputs pixels, labels below n_outputs
 * @param kernels,pool  NULL: the best, the caller alone; neither changes the result
 * @param out  lume_metrics_finish releases it
 * @return LUME_ERROR_USAGE (sizes differ), LUME_ERROR_MEMORY
 */
LUME_API LUME_MUST_USE enum lume_status lume_evaluate(
    const struct lume_network *network, const struct lume_dataset *set,
    const struct lume_loss *loss, const struct lume_kernels *kernels, struct lume_pool *pool,
    struct lume_metrics *out, struct lume_error *error);

/** The same, and tell of each image what came of it.
 *
 * @param outcomes  [set->n]; NULL: not wanted */
LUME_API LUME_MUST_USE enum lume_status lume_evaluate_images(
    const struct lume_network *network, const struct lume_dataset *set,
    const struct lume_loss *loss, const struct lume_kernels *kernels, struct lume_pool *pool,
    struct lume_outcome *outcomes, struct lume_metrics *out, struct lume_error *error);

/** Images whose confidence is about the same. */
struct lume_calibration_bin {
    size_t n, n_right;
    double confidence; /**< sum over its images */
};

/**
 * Share images out among equal bins of their confidence, 0 to 1 (what is beyond falls into the
 * outer ones), as calibration_error does.
 *
 * @param labels  [n], as are outcomes
 * @param bins  [n_bins], filled
 * @return the expected calibration error over these bins; 0 for no images
 */
LUME_API double lume_calibrate(const struct lume_outcome *outcomes, const uint8_t *labels, size_t n,
                               struct lume_calibration_bin *bins, size_t n_bins);

/** Of the images answered `class`, the share that are; 0 where none was. */
LUME_API double lume_metrics_precision(const struct lume_metrics *metrics, size_t class_index);

/** Of the images that are `class`, the share answered so; 0 where there is none. */
LUME_API double lume_metrics_recall(const struct lume_metrics *metrics, size_t class_index);

LUME_API void lume_metrics_finish(struct lume_metrics *metrics);

#ifdef __cplusplus
}
#endif
#endif
