/* SPDX-License-Identifier: MIT */
#include "gui/teach.h"

#include "base/memory.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double rates[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};

enum { N_RATES = sizeof rates / sizeof *rates, USUAL_RATE = 3 };

struct teach {
    struct lume_network *network;
    struct trace *trace, *after, *scratch;
    const struct lume_loss *loss;
    uint8_t *image;
    int label;
    size_t index;
    bool chosen; /* the weight was, by hand */
    struct trace_weight weight;
    struct trace_estimate estimate;
    double old_value;
    size_t rate;
    size_t n_updates; /* of this example */
    size_t n_kept;
    lume_real *kept[TEACH_MAX_UPDATES]; /* parameters before each; rooms that are used again */
};

/* --- where it is --- */

size_t teach_index(const struct teach *teach)
{
    return teach->index;
}

struct teach_step teach_step(const struct teach *teach)
{
    return teach_step_at(teach, teach->index);
}

size_t teach_count_open(const struct teach *teach)
{
    return teach->label == TEACH_NO_LABEL ? teach_first_of(teach, TEACH_LOSS)
                                          : teach_count_steps(teach);
}

/* --- life --- */

bool teach_can_follow(const struct lume_network *network)
{
    if (network->n_outputs < 2 || network->n_outputs > TEACH_MAX_OUTPUTS) {
        return false;
    }
    for (size_t l = 0; l + 1 < network->n_layers; l++) {
        const struct lume_activation *activation = network->layers[l].activation;
        if (!activation->has_gradient || activation->joins_outputs) {
            return false;
        }
    }
    return network->layers[network->n_layers - 1].activation == lume_activation_find("softmax");
}

enum lume_status teach_create(const struct lume_network *network, struct teach **out,
                              struct lume_error *error)
{
    assert(teach_can_follow(network));
    struct teach *teach = memory_allocate(1, sizeof *teach);
    if (!teach) {
        return memory_exhausted(error, NULL);
    }
    teach->loss = lume_loss_find("cross-entropy");
    teach->label = TEACH_NO_LABEL;
    teach->rate = USUAL_RATE;
    teach->image = memory_allocate(network->n_inputs, 1);
    enum lume_status status = teach->image ? LUME_OK : memory_exhausted(error, NULL);
    struct trace **const traces[] = {&teach->trace, &teach->after, &teach->scratch};
    for (size_t i = 0; i < sizeof traces / sizeof *traces && status == LUME_OK; i++) {
        status = trace_create(network, traces[i], error);
    }
    if (status == LUME_OK) {
        status = lume_network_copy(network, &teach->network, error);
    }
    if (status != LUME_OK) {
        teach_destroy(teach);
        return status;
    }
    *out = teach;
    return LUME_OK;
}

void teach_destroy(struct teach *teach)
{
    if (teach) {
        for (size_t i = 0; i < TEACH_MAX_UPDATES; i++) {
            memory_free(teach->kept[i]);
        }
        lume_network_destroy(teach->network);
        trace_destroy(teach->trace);
        trace_destroy(teach->after);
        trace_destroy(teach->scratch);
        memory_free(teach->image);
        memory_free(teach);
    }
}

/* --- following --- */

static size_t largest_of(const double *values, size_t n)
{
    size_t best = 0;
    for (size_t i = 1; i < n; i++) {
        best = fabs(values[i]) > fabs(values[best]) ? i : best;
    }
    return best;
}

size_t teach_target(const struct teach *teach)
{
    const struct trace_layer *outputs = &teach->trace->layers[teach->trace->n_layers - 1];
    return teach->label != TEACH_NO_LABEL ? (size_t)teach->label
                                          : largest_of(outputs->a, outputs->n_out);
}

static const double *inputs_of(const struct teach *teach, size_t layer)
{
    return layer > 0 ? teach->trace->layers[layer - 1].a : teach->trace->inputs;
}

/* All gradients into a neuron share its delta, so the largest input has the largest of them. */
static struct trace_weight steepest_into(const struct teach *teach, size_t layer, size_t unit)
{
    const double *inputs = inputs_of(teach, layer);
    return (struct trace_weight){layer, largest_of(inputs, teach->trace->layers[layer].n_in), unit};
}

/* What follows from the parameters. */
static void follow(struct teach *teach)
{
    struct trace *trace = teach->trace;
    size_t label = teach_target(teach);
    trace_run(trace, teach->network, teach->image, label, teach->loss);
    if (teach->label == TEACH_NO_LABEL && teach_target(teach) != label) {
        label = teach_target(teach);
        trace_run(trace, teach->network, teach->image, label, teach->loss);
    }
    if (!teach->chosen) {
        teach->weight = steepest_into(teach, trace->n_layers - 1, label);
    }
    trace_estimate(teach->scratch, teach->network, teach->image, label, teach->loss, teach->weight,
                   TEACH_NUDGE, &teach->estimate);
    teach->old_value = trace_value(teach->network, teach->weight);
}

static size_t size_of_parameters(const struct teach *teach)
{
    return teach->network->n_reals * sizeof *teach->network->parameters;
}

/* --- updates --- */

/* Room for the parameters before an update; the oldest is given up where there are too many. */
static bool make_room(struct teach *teach)
{
    if (teach->n_kept == TEACH_MAX_UPDATES) {
        lume_real *oldest = teach->kept[0];
        memmove(teach->kept, teach->kept + 1, (TEACH_MAX_UPDATES - 1) * sizeof *teach->kept);
        teach->kept[--teach->n_kept] = oldest;
    }
    if (!teach->kept[teach->n_kept]) {
        teach->kept[teach->n_kept] =
            memory_allocate(teach->network->n_reals, sizeof *teach->network->parameters);
    }
    return teach->kept[teach->n_kept] != NULL;
}

static bool update(struct teach *teach)
{
    if (!make_room(teach)) {
        return false;
    }
    memcpy(teach->kept[teach->n_kept++], teach->network->parameters, size_of_parameters(teach));
    trace_step(teach->trace, teach->network, rates[teach->rate]);
    trace_run(teach->after, teach->network, teach->image, teach_target(teach), teach->loss);
    teach->n_updates++;
    return true;
}

static void take_back(struct teach *teach)
{
    memcpy(teach->network->parameters, teach->kept[--teach->n_kept], size_of_parameters(teach));
    teach->n_updates -= teach->n_updates > 0;
}

static bool is_last(const struct teach *teach)
{
    return teach->index + 1 == teach_count_steps(teach);
}

bool teach_undo(struct teach *teach)
{
    if (teach->n_kept == 0) {
        return false;
    }
    take_back(teach);
    follow(teach);
    teach->index = teach->label == TEACH_NO_LABEL ? 0 : teach_first_of(teach, TEACH_UPDATE);
    return true;
}

/* --- going --- */

void teach_begin(struct teach *teach, const struct lume_network *network, const uint8_t *image,
                 int label)
{
    assert(network->n_reals == teach->network->n_reals && label < (int)network->n_outputs);
    if (memcmp(teach->network->parameters, network->parameters, size_of_parameters(teach)) != 0) {
        memcpy(teach->network->parameters, network->parameters, size_of_parameters(teach));
        teach->n_kept = 0;
    }
    teach->network->input_scale = network->input_scale;
    teach->network->input_offset = network->input_offset;
    memcpy(teach->image, image, network->n_inputs);
    teach->label = label;
    teach->index = 0;
    teach->n_updates = 0;
    teach->chosen = false;
    follow(teach);
}

void teach_set_label(struct teach *teach, int label)
{
    assert(label < (int)teach->network->n_outputs);
    if (label == teach->label) {
        return;
    }
    const bool updated = is_last(teach);
    teach->label = label;
    teach->chosen = false;
    follow(teach);
    if (updated) {
        teach->index = teach_first_of(teach, TEACH_LOSS);
    }
    if (teach->index >= teach_count_open(teach)) {
        teach->index = teach_count_open(teach) - 1;
    }
}

int teach_label(const struct teach *teach)
{
    return teach->label;
}

bool teach_go(struct teach *teach, size_t index)
{
    const size_t last = teach_count_steps(teach) - 1, from = teach->index;
    const size_t n_open = teach_count_open(teach);
    index = index < n_open ? index : n_open - 1;
    if (index == from) {
        return false;
    }
    if (from == last) {
        take_back(teach);
    }
    if (index == last && !update(teach)) {
        index = last - 1;
    }
    teach->index = index;
    return teach->index != from;
}

bool teach_next(struct teach *teach)
{
    if (!is_last(teach)) {
        return teach_go(teach, teach->index + 1);
    }
    if (!teach_is_sound(teach)) {
        return false;
    }
    follow(teach);
    teach->index = teach_first_of(teach, TEACH_FORWARD);
    return true;
}

bool teach_back(struct teach *teach)
{
    return teach->index > 0 && teach_go(teach, teach->index - 1);
}

/* --- what is chosen --- */

struct trace_weight teach_weight(const struct teach *teach)
{
    return teach->weight;
}

/* Run something on the parameters of before the update. */
static void estimate_anew(struct teach *teach)
{
    const bool updated = is_last(teach);
    if (updated) {
        take_back(teach);
    }
    trace_estimate(teach->scratch, teach->network, teach->image, teach_target(teach), teach->loss,
                   teach->weight, TEACH_NUDGE, &teach->estimate);
    teach->old_value = trace_value(teach->network, teach->weight);
    if (updated) {
        const bool made = update(teach); /* there was room for it */
        assert(made);
        (void)made;
    }
}

void teach_choose(struct teach *teach, struct trace_weight weight)
{
    assert(weight.layer < teach->trace->n_layers);
    const struct trace_layer *layer = &teach->trace->layers[weight.layer];
    if (weight.from <= layer->n_in && weight.to < layer->n_out) {
        teach->weight = weight;
        teach->chosen = true;
        estimate_anew(teach);
    }
}

void teach_choose_into(struct teach *teach, size_t layer, size_t unit)
{
    struct trace_weight weight = steepest_into(teach, layer, unit);
    if (layer == teach->weight.layer) {
        weight.from = teach->weight.from;
    }
    teach_choose(teach, weight);
}

void teach_choose_from(struct teach *teach, size_t layer, size_t from)
{
    teach_choose(teach, (struct trace_weight){layer, from, teach_focus(teach, layer)});
}

size_t teach_focus(const struct teach *teach, size_t layer)
{
    const struct trace_weight weight = teach->weight;
    const struct trace_layer *room = &teach->trace->layers[layer];
    if (layer == weight.layer) {
        return weight.to;
    }
    if (layer + 1 == weight.layer && weight.from < room->n_out) {
        return weight.from;
    }
    return layer + 1 == teach->trace->n_layers ? teach_target(teach)
                                               : largest_of(room->delta, room->n_out);
}

double teach_rate(const struct teach *teach)
{
    return rates[teach->rate];
}

bool teach_rate_is_least(const struct teach *teach)
{
    return teach->rate == 0;
}

bool teach_rate_is_most(const struct teach *teach)
{
    return teach->rate + 1 == N_RATES;
}

void teach_step_rate(struct teach *teach, int steps)
{
    const int wanted = (int)teach->rate + steps;
    teach->rate = (size_t)(wanted < 0 ? 0 : wanted < N_RATES ? wanted : N_RATES - 1);
    if (is_last(teach)) {
        estimate_anew(teach);
    }
}

size_t teach_count_updates(const struct teach *teach)
{
    return teach->n_updates;
}

bool teach_can_undo(const struct teach *teach)
{
    return teach->n_kept > 0;
}

/* --- numbers --- */

const struct lume_network *teach_network(const struct teach *teach)
{
    return teach->network;
}

const struct trace *teach_trace(const struct teach *teach)
{
    return teach->trace;
}

const struct trace *teach_after(const struct teach *teach)
{
    return teach->after;
}

const uint8_t *teach_image(const struct teach *teach)
{
    return teach->image;
}

const struct trace_estimate *teach_estimate(const struct teach *teach)
{
    return &teach->estimate;
}

double teach_old_value(const struct teach *teach)
{
    return teach->old_value;
}

double teach_new_value(const struct teach *teach)
{
    const double step = rates[teach->rate] * trace_gradient(teach->trace, teach->weight);
    return (double)(lume_real)(teach->old_value - step);
}

static bool all_finite(const struct trace *trace)
{
    bool finite = isfinite(trace->loss);
    for (size_t l = 0; l < trace->n_layers; l++) {
        for (size_t j = 0; j < trace->layers[l].n_out; j++) {
            finite = finite && isfinite(trace->layers[l].z[j]) && isfinite(trace->layers[l].a[j]) &&
                     isfinite(trace->layers[l].delta[j]);
        }
    }
    return finite;
}

bool teach_is_sound(const struct teach *teach)
{
    return all_finite(is_last(teach) ? teach->after : teach->trace);
}
