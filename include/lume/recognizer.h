/* SPDX-License-Identifier: MIT */
#ifndef LUME_RECOGNIZER_H
#define LUME_RECOGNIZER_H

#include "ink_image.h"
#include "model.h"
#include "network.h"
#include "status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What can be said of an image. */
enum lume_verdict {
    LUME_VERDICT_EMPTY,       /**< nothing is drawn */
    LUME_VERDICT_DIGIT,       /**< it is `digit` */
    LUME_VERDICT_UNSURE,      /**< perhaps `digit`, perhaps `second` */
    LUME_VERDICT_NOT_A_DIGIT, /**< it looks like none, whatever the outputs say */
};

enum { LUME_N_VERDICTS = LUME_VERDICT_NOT_A_DIGIT + 1 };

/** Name a verdict: empty, digit, unsure, not-a-digit. */
LUME_API const char *lume_verdict_name(enum lume_verdict verdict);

/** Beyond this `unlike` means not a digit; below that margin an answer is unsure. */
#define LUME_UNLIKE_LIMIT 0.5
#define LUME_MARGIN_LIMIT 0.3

/** The answer to one image. */
struct lume_answer {
    enum lume_verdict verdict;
    int digit, second;  /**< the two largest outputs; -1: empty, or there is only one output */
    double probability; /**< the largest output: of shipped models a calibrated probability */
    double margin;      /**< less the second one, if there is one */
    double unlike;      /**< 0 to 1: how much it looks like no digit; NaN: the model cannot tell */
};

/**
 * Room to recognise images with a model: a workspace for each of its networks, and the image as
 * they saw it. One thread at a time; as many recognisers to a model as there are threads.
 */
struct lume_recognizer;

/** @param model  borrowed. @return LUME_ERROR_MEMORY */
LUME_API LUME_MUST_USE enum lume_status lume_recognizer_create(const struct lume_model *model,
                                                               struct lume_recognizer **out,
                                                               struct lume_error *error);

LUME_API void lume_recognizer_destroy(struct lume_recognizer *recognizer);

/**
 * Recognise one image of model->rows x columns: normalise it as the model says, run its networks.
 *
 * An image of 0 alone is empty: its answer has no digit, all its numbers are 0 (but for an `unlike`
 * of NaN), and the outputs are those for blank paper.
 * Cost: about 1 microsecond for 784-16-16-10 and 784-32-2, and what the normaliser takes, about 3;
 * no allocation.
 */
LUME_API void lume_recognize(struct lume_recognizer *recognizer, const uint8_t *image,
                             struct lume_answer *out);

/** Recognise strokes: lume_image_from_ink with the usual nib, then lume_recognize. The model must
 *  take images of 28 x 28. Cost: about 30 microseconds for 200 points; no allocation. */
LUME_API void lume_recognize_ink(struct lume_recognizer *recognizer,
                                 const struct lume_strokes *strokes, struct lume_answer *out);

/** Look at what the networks saw last, [rows][columns], normalised. */
LUME_API const uint8_t *lume_recognizer_image(const struct lume_recognizer *recognizer);

/** Look at the weighted sums and activations of the digits' network, as they were last. */
LUME_API const struct lume_workspace *lume_recognizer_workspace(
    const struct lume_recognizer *recognizer);

/**
 * Set what counts as no digit: change the output biases of a model's second network so that it says
 * so (output 1 above LUME_UNLIKE_LIMIT) of `share` of these digits, and of no more.
 *
 * Trained on as many digits as other drawings it would call more of the digits strange than people
 * put up with. That way the limit stays 1/2, and `unlike` keeps its order.
 *
 * @param network  two outputs, softmax
 * @param digits  images that it was not trained on, normalised as for training; labels do not
 * matter
 * @param share  0 to below 1
 * @return LUME_ERROR_USAGE (another network, sizes that differ), LUME_ERROR_MEMORY
 */
LUME_API LUME_MUST_USE enum lume_status lume_unlike_calibrate(struct lume_network *network,
                                                              const struct lume_dataset *digits,
                                                              double share,
                                                              struct lume_error *error);

#ifdef __cplusplus
}
#endif
#endif
