/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_TRACE_H
#define LUME_NN_TRACE_H

/*
 * One training example followed by hand: forward pass, loss, deltas, the gradient of any weight
 * and where it comes from, one step down. Everything is kept and everything is double, so that what
 * is shown adds up to the last digit shown and agrees with a numerical estimate; the trainer, which
 * computes in float, differs from it by rounding only.
 *
 * Notation: x inputs, z[l] = W[l]ᵀ a[l-1] + b[l], a[l] = f(z[l]), a[-1] = x, E the loss,
 * delta[l] = dE/dz[l]. Outputs joined by softmax with cross entropy: delta = p - y. Else
 * delta = dE/da f'(z). Hidden: delta[l] = (W[l+1] delta[l+1]) f'(z[l]).
 */

#include <lume/loss.h>
#include <lume/network.h>

struct trace_layer {
    size_t n_in, n_out;
    double *z, *a; /* [n_out] */
    double *slope; /* [n_out] f'(z); NaN in outputs that a loss treats together with their z, or
                      that softmax joins */
    double *blame; /* [n_out] dE/da: for hidden layers W[l+1] delta[l+1]; NaN in outputs that a loss
                      treats together with their z */
    double *delta; /* [n_out] dE/dz: blame x slope where there is one */
};

struct trace {
    size_t n_inputs, n_layers;
    double *inputs; /* [n_inputs] x */
    struct trace_layer *layers;
    double *target; /* [n_outputs] y: 1 for the label, else 0 */
    double loss;    /* E */
    double *reals;  /* what all of these point into */
};

/* A weight from `from` of the layer before (or an input) to `to` of a layer; its bias where `from`
 * is n_in. */
struct trace_weight {
    size_t layer, from, to;
};

/* Make room for networks of one shape. LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status trace_create(const struct lume_network *network, struct trace **out,
                                            struct lume_error *error);
void trace_destroy(struct trace *trace);

/* Follow one example through. Activations of the network must have a gradient.
 *
 * image  [n_inputs] bytes, as the network wants them (normalised)
 * label  below n_outputs
 * Cost: about 20 microseconds for 784-16-16-10; no allocation. */
void trace_run(struct trace *trace, const struct lume_network *network, const uint8_t *image,
               size_t label, const struct lume_loss *loss);

/* What a weight is multiplied with: an input, an activation, or 1 for a bias. */
double trace_input_of(const struct trace *trace, struct trace_weight weight);

/* dE/dw = trace_input_of x delta. */
double trace_gradient(const struct trace *trace, struct trace_weight weight);

/* The same by trying: E at w + h and at w - h, all else as it is; the estimate is
 * (above - below) / 2h. */
struct trace_estimate {
    double h, above, below, gradient;
};

/* scratch  a trace of the same shape; run it again before its numbers are used
 * h        above 0; 1e-5 gives ten digits of a gradient of about 1 */
void trace_estimate(struct trace *scratch, const struct lume_network *network, const uint8_t *image,
                    size_t label, const struct lume_loss *loss, struct trace_weight weight,
                    double h, struct trace_estimate *out);

/* A weight as it is in the network. */
double trace_value(const struct lume_network *network, struct trace_weight weight);

/* One step of plain gradient descent on this example: w <- w - rate dE/dw for all parameters, each
 * rounded to float once. Slopes of activations stay as they are. */
void trace_step(const struct trace *trace, struct lume_network *network, double rate);

#endif
