/* SPDX-License-Identifier: MIT */
#ifndef LUME_LOSS_H
#define LUME_LOSS_H

#include "activation.h"
#include "real.h"
#include "status.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * One loss L(a, t) of an image: an entry of the registry. The target t is 1 for the label, else 0.
 *
 * Both functions take the logits z[n] beside the activations a[n], so that a loss can be fused with
 * the activation it belongs to: the result is then exact where a has been rounded to 0 or 1.
 */
struct lume_loss {
    const char *name;
    const char *doc; /**< formula in one line */

    /** Loss of one image; never NaN for finite z, never negative. */
    lume_real (*value)(const struct lume_activation *activation, const lume_real *z,
                       const lume_real *a, size_t n, size_t label);

    /** dL/da into gradient[n] when `fused` is false for the activation, else dL/dz. */
    void (*gradient)(const struct lume_activation *activation, const lume_real *z,
                     const lume_real *a, size_t n, size_t label, lume_real *gradient);

    /** Name of the activation it is fused with: cross-entropy with softmax, binary-cross-entropy
     *  with sigmoid; NULL where there is none. dL/dz is then a - t, times 1 / n for the latter. */
    const char *fused;
};

/** List the losses: mse, binary-cross-entropy, cross-entropy; NULL after the last. */
LUME_API const struct lume_loss *lume_loss_at(size_t index);

/** Find one by name; NULL when there is none. */
LUME_API const struct lume_loss *lume_loss_find(const char *name);

#ifdef __cplusplus
}
#endif
#endif
