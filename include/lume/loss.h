/* SPDX-License-Identifier: MIT */
#ifndef LUME_LOSS_H
#define LUME_LOSS_H

#include "activation.h"
#include "real.h"
#include "status.h"

#include <stdbool.h>
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

    /** The activation it is fused with: cross-entropy with softmax, binary-cross-entropy with
     *  sigmoid; NULL where there is none. `fused` below tells whether the outputs have it. */
    const char *fused;

    /** Loss of one image; never NaN for finite z, never negative. */
    lume_real (*value)(bool fused, const lume_real *z, const lume_real *a, size_t n, size_t label);

    /** dL/dz into gradient[n] where fused, else dL/da. */
    void (*gradient)(bool fused, const lume_real *z, const lume_real *a, size_t n, size_t label,
                     lume_real *gradient);
};

/** Tell whether a loss is fused with this activation. */
LUME_API bool lume_loss_is_fused(const struct lume_loss *loss,
                                 const struct lume_activation *activation);

/** List the losses: mse, binary-cross-entropy, cross-entropy; NULL after the last. */
LUME_API const struct lume_loss *lume_loss_at(size_t index);

/** Find one by name; NULL when there is none. */
LUME_API const struct lume_loss *lume_loss_find(const char *name);

#ifdef __cplusplus
}
#endif
#endif
