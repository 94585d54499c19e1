/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_EXPERIMENT_H
#define LUME_GUI_EXPERIMENT_H

/*
 * A model with which a lecturer plays: biases are dragged, hidden neurons clamped to 0 or 1, and
 * all of it taken back.
 *
 * A clamped neuron gives c whatever comes in. For those after it that is a constant: in `acting`
 * its outgoing weights are 0 and the next layer's biases are b + c w. Sums differ from those of the
 * definition by rounding only, with every activation.
 */

#include "gui/snapshot.h"
#include "gui/view.h"

#include <lume/recognizer.h>

struct experiment;

/* Take over a model (zeroed in the caller; on failure it stays there). LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status experiment_create(struct lume_model *model, struct experiment **out,
                                                 struct lume_error *error);
void experiment_destroy(struct experiment *experiment);

/* The model as it is shown, biases as dragged; stays where it is until the experiment ends. */
const struct lume_model *experiment_model(const struct experiment *experiment);

/* The network as it answers: clamped neurons folded in. What accuracy is counted of; changes with
 * every change, so another thread needs a copy. */
const struct lume_network *experiment_network(const struct experiment *experiment);

/*
 * Take over what was learned since: parameters of a network of the same shape, [n_reals]. Neurons
 * stay clamped, biases that were changed by hand are taken back. No allocation. Cost: two copies.
 */
void experiment_update(struct experiment *experiment, const lume_real *parameters);

/* Recognise with it. `out` is of experiment_model; a clamped neuron has its own z and the clamped
 * a there. The functions stand for lume_recognize and lume_recognize_ink. No allocation. */
void experiment_recognize(struct experiment *experiment, const uint8_t *image,
                          struct snapshot *out);
void experiment_recognize_ink(struct experiment *experiment, const struct lume_strokes *ink,
                              struct snapshot *out);

/* The bias of a neuron as learned, and as it is. */
float experiment_learned_bias(const struct experiment *experiment, struct view_neuron neuron);
float experiment_bias(const struct experiment *experiment, struct view_neuron neuron);

/* Change it; not finite: nothing happens. */
void experiment_set_bias(struct experiment *experiment, struct view_neuron neuron, float bias);

/* Whether a neuron can be clamped: those of hidden layers. */
bool experiment_can_clamp(const struct experiment *experiment, struct view_neuron neuron);

/* What a neuron is clamped to; NaN: it is free. */
float experiment_clamp(const struct experiment *experiment, struct view_neuron neuron);

/* Clamp a neuron, or free it (NaN); infinite, or one that cannot be clamped: nothing happens. */
void experiment_set_clamp(struct experiment *experiment, struct view_neuron neuron, float value);

/* Whether anything differs from what was learned; undo all of it. */
bool experiment_changed(const struct experiment *experiment);
void experiment_restore(struct experiment *experiment);

#endif
