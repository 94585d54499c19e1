/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_TEACH_H
#define LUME_GUI_TEACH_H

/*
 * A lesson: one training example followed by hand, step by step. It has its own copy of a network
 * with softmax outputs, follows one picture with its true label through it (nn/trace.h), and when
 * it is at its last step that network has made a step of gradient descent on this example.
 *
 * So where the lesson is tells what the parameters are: going back from the last step gives back
 * the bits of before. Beginning anew from there keeps the update; it can then be undone.
 */

#include "nn/trace.h"

#include <stdbool.h>

/* What is looked at, in this order. */
enum teach_kind {
    TEACH_PICTURE,
    TEACH_FORWARD, /* of each layer */
    TEACH_ANSWER,
    TEACH_LOSS,
    TEACH_OUTPUT_DELTAS,
    TEACH_HIDDEN_DELTAS, /* of each hidden layer, from the last one on */
    TEACH_GRADIENT,
    TEACH_UPDATE,
    TEACH_OUTCOME,
    TEACH_N_KINDS
};

struct teach_step {
    enum teach_kind kind;
    size_t layer; /* of those that have one */
};

struct teach; /* opaque */

/* What a kind is called: "output-deltas". */
const char *teach_kind_name(enum teach_kind kind);

/* Find a step by its kind's name, those of layers with a number from 1: "hidden-deltas-2", without
 * one the first of them. False: there is none. */
bool teach_find_step(const struct teach *teach, const char *name, size_t *out);

enum {
    TEACH_NO_LABEL = -1,
    TEACH_MAX_OUTPUTS = 64,
    TEACH_MAX_UPDATES = 32, /* that can be undone */
};

/* Of the weight, by trying. */
#define TEACH_NUDGE 1e-4

/* Whether a network can be followed: 2 to TEACH_MAX_OUTPUTS softmax outputs, and functions that
 * have a slope. */
bool teach_can_follow(const struct lume_network *network);

/* Make a lesson for a network of this shape; it has no example yet. LUME_ERROR_MEMORY. */
LUME_MUST_USE enum lume_status teach_create(const struct lume_network *network, struct teach **out,
                                            struct lume_error *error);
void teach_destroy(struct teach *teach);

/* Begin with an example, at the first step. Updates that were made can be undone as long as the
 * network's parameters are those that the lesson left.
 *
 * network  of the lesson's shape
 * image    [n_inputs], normalised
 * label    of an output, or TEACH_NO_LABEL: then the lesson stops before the loss
 * Cost: some 100 microseconds. */
void teach_begin(struct teach *teach, const struct lume_network *network, const uint8_t *image,
                 int label);

/* Say the true label. After an update the lesson goes back to the loss, with it made. */
void teach_set_label(struct teach *teach, int label);
int teach_label(const struct teach *teach);

/* The label, or where there is none what the network answers. */
size_t teach_target(const struct teach *teach);

/* --- where it is --- */

size_t teach_count_steps(const struct teach *teach);
size_t teach_index(const struct teach *teach);
struct teach_step teach_step_at(const struct teach *teach, size_t index);
struct teach_step teach_step(const struct teach *teach);

/* The number of the first step of a kind. */
size_t teach_first_of(const struct teach *teach, enum teach_kind kind);

/* How many steps can be gone to: without label not all. */
size_t teach_count_open(const struct teach *teach);

/* Go to a step, or as far towards it as possible. Returns whether it has moved; the last step is
 * not reached where there is no memory to undo it. */
bool teach_go(struct teach *teach, size_t index);

/* After the last step comes the second one: the same example, with what was learned. */
bool teach_next(struct teach *teach);
bool teach_back(struct teach *teach);

/* --- the weight that is followed, and the step that is made --- */

struct trace_weight teach_weight(const struct teach *teach);

/* Follow this one; until then it is the one with the largest gradient into the true output. */
void teach_choose(struct teach *teach, struct trace_weight weight);

/* Follow one into this neuron: from the neuron that the weight came from, where it is one of the
 * layer before, else the one with the largest gradient. */
void teach_choose_into(struct teach *teach, size_t layer, size_t unit);

/* Follow one out of a neuron, or of an input (layer 0): to where the weight went, if possible. */
void teach_choose_from(struct teach *teach, size_t layer, size_t from);

/* The neuron of a layer that is looked at: the weight's, the true output, or the one with the
 * largest delta. */
size_t teach_focus(const struct teach *teach, size_t layer);

/* The learning rate: one of a few usual ones. */
double teach_rate(const struct teach *teach);
void teach_step_rate(struct teach *teach, int steps);
bool teach_rate_is_least(const struct teach *teach);
bool teach_rate_is_most(const struct teach *teach);

/* Take the last update back, and go to where it was made; false: there is none. */
bool teach_undo(struct teach *teach);

/* How many were made, and how many of them can be undone. */
size_t teach_count_updates(const struct teach *teach);
bool teach_can_undo(const struct teach *teach);

/* --- numbers --- */

/* As it is at this step: at the last one with the update made. */
const struct lume_network *teach_network(const struct teach *teach);

/* The example before the update, and after it: at the last step. */
const struct trace *teach_trace(const struct teach *teach);
const struct trace *teach_after(const struct teach *teach);
const uint8_t *teach_image(const struct teach *teach);

/* The weight's gradient by trying. */
const struct trace_estimate *teach_estimate(const struct teach *teach);

/* The weight before and after the update. */
double teach_old_value(const struct teach *teach);
double teach_new_value(const struct teach *teach);

/* Whether all numbers are finite. */
bool teach_is_sound(const struct teach *teach);

#endif
