/* SPDX-License-Identifier: MIT */
#include "gui/sums.h"
#include "gui/teach_page_parts.h"
#include "nn/exact.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_TERMS = 2 }; /* of a sum that are written out */

/* What is printed of a number that is worked out from others. */
static void add_result(struct writer *writer, double worked_out, struct figure result)
{
    teach_page_add(writer, TEACH_RESULT, "", "%s %s", figures_sign(worked_out, &result),
                   teach_page_number(writer, result).text);
}

static struct figure factor(double x)
{
    return figures_significant(x, FIGURES_FACTOR);
}

/* --- deltas of the outputs --- */

static void write_output_delta(struct writer *writer, size_t j, int decimals)
{
    const struct figure p = {writer->p[j], decimals};
    const double y = writer->trace->target[j];
    char left[TEACH_LINE];
    snprintf(left, sizeof left, "δ%s", teach_page_subscript(j).text);
    teach_page_add(writer, TEACH_PLAIN, left, "= %s − %s", teach_page_number(writer, p).text,
                   y > 0 ? "1" : "0");
    add_result(writer, p.value - y, figures_fixed(p.value - y, decimals));
}

/* The output that is most of all too high. */
static size_t rival_of(const struct writer *writer)
{
    const struct trace_layer *outputs = &writer->trace->layers[writer->trace->n_layers - 1];
    const size_t target = teach_target(writer->teach);
    size_t best = target == 0 && outputs->n_out > 1 ? 1 : 0;
    for (size_t j = 0; j < outputs->n_out; j++) {
        best = j != target && outputs->a[j] > outputs->a[best] ? j : best;
    }
    return best;
}

void teach_page_output_deltas(struct writer *writer)
{
    const size_t target = teach_target(writer->teach);
    const int decimals = teach_page_outputs(writer->teach, false, writer->p);
    teach_page_title(writer, N_("Back: deltas of the outputs"), NULL);
    teach_page_idea(writer,
                    N_("How far each output is from what it should be: + too high, − too low."),
                    NULL, NULL);
    teach_page_formula(writer, "δⱼ = ∂E/∂zⱼ = pⱼ − yⱼ");
    write_output_delta(writer, target, decimals);
    if (rival_of(writer) != target) {
        write_output_delta(writer, rival_of(writer), decimals);
    }
}

/* --- deltas of hidden neurons --- */

/* Contributions to what a neuron is blamed for, the largest first. */
struct blame {
    size_t n, n_shown;
    size_t units[MOST_TERMS];
    double values[MOST_TERMS + 1]; /* then the others together */
    struct figure sum;
};

static double weight_to(const struct writer *writer, size_t from, size_t to)
{
    return trace_value(teach_network(writer->teach),
                       (struct trace_weight){writer->layer + 1, from, to});
}

/* Each term to the nearest, where the others can take what is left over and stay within a unit of
 * the last digit; else as sums.h has it. */
static void round_blame(struct blame *blame, double total)
{
    const int decimals = blame->sum.decimals;
    const bool others = blame->n > blame->n_shown;
    double left = blame->sum.value, unit = 1, rounded[MOST_TERMS + 1];
    for (int i = 0; i < decimals; i++) {
        unit /= 10;
    }
    for (size_t i = 0; i < blame->n_shown; i++) {
        rounded[i] = figures_fixed(blame->values[i], decimals).value;
        left -= rounded[i];
    }
    rounded[blame->n_shown] = figures_fixed(left, decimals).value;
    const double off = fabs(rounded[blame->n_shown] - blame->values[blame->n_shown]);
    if (others ? off < unit : off < unit / 2) {
        memcpy(blame->values, rounded, sizeof rounded);
        return;
    }
    sums_round_to(decimals, blame->values, blame->n_shown + others, total, blame->values);
}

static void find_blame(const struct writer *writer, size_t unit, struct blame *blame)
{
    const struct trace_layer *next = &writer->trace->layers[writer->layer + 1];
    double total = 0, shown = 0;
    *blame = (struct blame){.n = next->n_out};
    for (size_t k = 0; k < next->n_out; k++) {
        const double value = weight_to(writer, unit, k) * next->delta[k];
        size_t at = blame->n_shown;
        total += value;
        while (at > 0 && fabs(blame->values[at - 1]) < fabs(value)) {
            at--;
        }
        if (at == MOST_TERMS) {
            continue;
        }
        blame->n_shown += blame->n_shown < MOST_TERMS;
        for (size_t i = blame->n_shown - 1; i > at; i--) {
            blame->values[i] = blame->values[i - 1];
            blame->units[i] = blame->units[i - 1];
        }
        blame->values[at] = value;
        blame->units[at] = k;
    }
    for (size_t i = 0; i < blame->n_shown; i++) {
        shown += blame->values[i];
    }
    blame->values[blame->n_shown] = total - shown;
    blame->sum = figures_significant(total, FIGURES_RESULT);
    round_blame(blame, total);
}

/* "w₃ δ₃ = 1.23456 · (−0.927182) = −1.1447", for the largest; the others; their sum. */
static void write_blame(struct writer *writer, size_t unit)
{
    const struct trace_layer *next = &writer->trace->layers[writer->layer + 1];
    struct blame blame;
    char left[3 * TEXT_NUMBER_SIZE], count[TEXT_NUMBER_SIZE];
    find_blame(writer, unit, &blame);
    for (size_t i = 0; i < blame.n_shown; i++) {
        const size_t k = blame.units[i];
        const struct figure w = factor(weight_to(writer, unit, k)), delta = factor(next->delta[k]);
        const struct figure product = {blame.values[i], blame.sum.decimals};
        const struct number index = teach_page_subscript(k);
        snprintf(left, sizeof left, "w%s δ%s", index.text, index.text);
        teach_page_add(writer, TEACH_PLAIN, left, "= %s · %s %s %s",
                       teach_page_number(writer, w).text, teach_page_factor(writer, delta).text,
                       figures_sign(w.value * delta.value, &product),
                       teach_page_number(writer, product).text);
    }
    if (blame.n > blame.n_shown) {
        const char *const arguments[] = {
            text_count(writer->language, blame.n - blame.n_shown, count), NULL};
        const struct figure rest = {blame.values[blame.n_shown], blame.sum.decimals};
        text_fill(writer->language, N_("the other {1}"), arguments, left, sizeof left);
        teach_page_add(writer, TEACH_PLAIN, left, "= %s", teach_page_number(writer, rest).text);
    }
    teach_page_add(writer, TEACH_PLAIN, "Σ wδ", "= %s", teach_page_number(writer, blame.sum).text);
}

/* "= a (1 − a)" where the slope is told by a, as far as it is. */
static void write_slope(struct writer *writer, size_t unit)
{
    const struct trace_layer *room = &writer->trace->layers[writer->layer];
    const struct figure slope = figures_significant(room->slope[unit], FIGURES_RESULT);
    const struct figure a = factor(room->a[unit]), z = factor(room->z[unit]);
    const char *name = teach_network(writer->teach)->layers[writer->layer].activation->name;
    const struct number result = teach_page_number(writer, slope);
    if (strcmp(name, "sigmoid") == 0) {
        const struct figure rest = figures_fixed(1 - a.value, a.decimals);
        teach_page_add(writer, TEACH_PLAIN, "σ′(z)", "= a(1 − a) = %s · %s %s %s",
                       teach_page_number(writer, a).text, teach_page_number(writer, rest).text,
                       figures_sign(a.value * rest.value, &slope), result.text);
    } else if (strcmp(name, "tanh") == 0) {
        teach_page_add(writer, TEACH_PLAIN, "tanh′(z)", "= 1 − a² = 1 − %s² %s %s",
                       teach_page_factor(writer, a).text,
                       figures_sign(1 - a.value * a.value, &slope), result.text);
    } else {
        char left[TEACH_LINE];
        snprintf(left, sizeof left, "%s′(%s)", name, teach_page_number(writer, z).text);
        teach_page_add(writer, TEACH_PLAIN, left, "= %s", result.text);
    }
}

void teach_page_hidden_deltas(struct writer *writer)
{
    const size_t l = writer->layer, unit = teach_focus(writer->teach, l);
    const struct trace_layer *room = &writer->trace->layers[l];
    const struct figure blame = factor(room->blame[unit]), slope = factor(room->slope[unit]);
    const char *function = teach_page_function(writer, l);
    char name[TEXT_NUMBER_SIZE], left[TEACH_LINE];
    text_count(writer->language, l + 1, name);
    teach_page_title(writer, N_("Back: deltas of hidden layer {1}"), name);
    teach_page_idea(
        writer, N_("Blame flows back through the same weights, as far as the neuron gives way."),
        NULL, NULL);
    teach_page_formula(writer, "δᵢ = (Σⱼ wᵢⱼ δⱼ) · %s′(zᵢ)", function);
    write_blame(writer, unit);
    write_slope(writer, unit);
    snprintf(left, sizeof left, "δ%s", teach_page_subscript(unit).text);
    const struct figure delta = figures_significant(room->delta[unit], FIGURES_RESULT);
    teach_page_add(writer, TEACH_RESULT, left, "= %s · %s %s %s",
                   teach_page_number(writer, blame).text, teach_page_factor(writer, slope).text,
                   figures_sign(blame.value * slope.value, &delta),
                   teach_page_number(writer, delta).text);
}

/* --- the weight --- */

static void name_neuron(const struct writer *writer, size_t layer, size_t unit,
                        char out[TEACH_LINE])
{
    char index[TEXT_NUMBER_SIZE], name[TEXT_NUMBER_SIZE];
    const char *const of_output[] = {text_count(writer->language, unit, index), NULL};
    const char *const of_hidden[] = {index, text_count(writer->language, layer + 1, name), NULL};
    if (layer + 1 == writer->trace->n_layers) {
        text_fill(writer->language, N_("output {1}"), of_output, out, TEACH_LINE);
    } else {
        text_fill(writer->language, N_("neuron {1} of hidden layer {2}"), of_hidden, out,
                  TEACH_LINE);
    }
}

/* "weight w: neuron 5 of hidden layer 2 → output 3" */
static void write_weight(struct writer *writer)
{
    const struct trace_weight weight = teach_weight(writer->teach);
    char from[TEACH_LINE], to[TEACH_LINE], index[TEXT_NUMBER_SIZE];
    const char *const of_input[] = {text_count(writer->language, weight.from, index), NULL};
    name_neuron(writer, weight.layer, weight.to, to);
    if (weight.from == writer->trace->layers[weight.layer].n_in) {
        teach_page_note(writer, N_("weight w: bias of {1}"), to, NULL);
        return;
    }
    if (weight.layer == 0) {
        text_fill(writer->language, N_("input {1}"), of_input, from, sizeof from);
    } else {
        name_neuron(writer, weight.layer - 1, weight.from, from);
    }
    teach_page_note(writer, N_("weight w: {1} → {2}"), from, to);
}

static void write_chain(struct writer *writer)
{
    const struct trace *trace = writer->trace;
    const struct trace_weight weight = teach_weight(writer->teach);
    const struct trace_layer *room = &trace->layers[weight.layer];
    const struct figure result = figures_significant(trace_gradient(trace, weight), FIGURES_RESULT);
    const struct figure a = factor(trace_input_of(trace, weight));
    const char *input = weight.layer == 0 ? "x" : "a";
    if (weight.layer + 1 == trace->n_layers) {
        const struct figure delta = factor(room->delta[weight.to]);
        teach_page_add(writer, TEACH_PLAIN, "∂E/∂w", "= %s · (p − y)", input);
        teach_page_add(writer, TEACH_RESULT, "", "= %s · %s %s %s",
                       teach_page_number(writer, a).text, teach_page_factor(writer, delta).text,
                       figures_sign(a.value * delta.value, &result),
                       teach_page_number(writer, result).text);
        return;
    }
    const struct figure blame = factor(room->blame[weight.to]);
    const struct figure slope = factor(room->slope[weight.to]);
    teach_page_add(writer, TEACH_PLAIN, "∂E/∂w", "= %s · (Σ wδ) · %s′(z)", input,
                   teach_page_function(writer, weight.layer));
    teach_page_add(writer, TEACH_RESULT, "", "= %s · %s · %s %s %s",
                   teach_page_number(writer, a).text, teach_page_factor(writer, blame).text,
                   teach_page_factor(writer, slope).text,
                   figures_sign(a.value * blame.value * slope.value, &result),
                   teach_page_number(writer, result).text);
}

/* E(w + h) and E(w − h) have so many decimals that their difference has digits enough. */
static void write_estimate(struct writer *writer)
{
    enum { MORE_DECIMALS = 6 };
    const struct trace_estimate *estimate = teach_estimate(writer->teach);
    const double exact = trace_gradient(writer->trace, teach_weight(writer->teach));
    const struct figure result = figures_significant(estimate->gradient, FIGURES_RESULT);
    const int wanted = result.decimals + MORE_DECIMALS;
    const int decimals = wanted < FIGURES_MAX_DECIMALS ? wanted : FIGURES_MAX_DECIMALS;
    const struct figure above = figures_fixed(estimate->above, decimals);
    const struct figure below = figures_fixed(estimate->below, decimals);
    const double size = fmax(fabs(exact), fabs(estimate->gradient));
    char h[TEXT_NUMBER_SIZE], difference[TEXT_NUMBER_SIZE];
    figures_write(writer->language, figures_significant(estimate->h, 1), h);
    figures_power(writer->language, size > 0 ? fabs(exact - estimate->gradient) / size : 0,
                  difference);
    teach_page_words(writer, N_("and by trying, with h = {1}:"), h, NULL);
    teach_page_add(writer, TEACH_PLAIN, "E(w + h)", "= %s", teach_page_number(writer, above).text);
    teach_page_add(writer, TEACH_PLAIN, "E(w − h)", "= %s", teach_page_number(writer, below).text);
    teach_page_add(writer, TEACH_PLAIN, "ΔE / 2h", "%s %s",
                   figures_sign((above.value - below.value) / (2 * estimate->h), &result),
                   teach_page_number(writer, result).text);
    teach_page_words(writer, N_("relative difference {1}"), difference, NULL);
}

void teach_page_gradient(struct writer *writer)
{
    teach_page_title(writer, N_("The gradient of one weight"), NULL);
    teach_page_idea(writer,
                    N_("How the loss changes with this weight: the product of simple factors."),
                    NULL, NULL);
    teach_page_formula(writer, "∂E/∂w = ∂z/∂w · ∂E/∂z = %s · δ",
                       teach_weight(writer->teach).layer == 0 ? "x" : "a");
    write_weight(writer);
    write_chain(writer);
    write_estimate(writer);
}

/* What the weight loses is what rounding leaves between it and what it becomes. It is a float, so
 * there are no more digits than that has. */
static void write_update(struct writer *writer)
{
    const struct teach *teach = writer->teach;
    const double rate = teach_rate(teach);
    const double change = rate * trace_gradient(writer->trace, teach_weight(teach));
    const int least = 4, most = figures_significant(teach_old_value(teach), FLT_DIG + 1).decimals;
    const int wanted = figures_significant(change, FIGURES_RESULT).decimals;
    const int decimals = wanted < least ? least : wanted < most ? wanted : most;
    const struct figure old_value = figures_fixed(teach_old_value(teach), decimals);
    const struct figure new_value = figures_fixed(teach_new_value(teach), decimals);
    const struct figure step = figures_fixed(new_value.value - old_value.value, decimals);
    const struct figure size = {fabs(step.value), decimals};
    const struct figure gradient = factor(trace_gradient(writer->trace, teach_weight(teach)));
    teach_page_add(writer, TEACH_PLAIN, "w", "← %s − %s · %s",
                   teach_page_number(writer, old_value).text,
                   teach_page_number(writer, figures_significant(rate, 1)).text,
                   teach_page_factor(writer, gradient).text);
    teach_page_add(writer, TEACH_PLAIN, "", "%s %s %s %s",
                   figures_sign(-rate * gradient.value, &step),
                   teach_page_number(writer, old_value).text, step.value < 0 ? "−" : "+",
                   teach_page_number(writer, size).text);
    teach_page_add(writer, TEACH_RESULT, "", "= %s", teach_page_number(writer, new_value).text);
}

void teach_page_update(struct writer *writer)
{
    char count[TEXT_NUMBER_SIZE];
    text_count(writer->language, teach_network(writer->teach)->n_parameters - 1, count);
    teach_page_title(writer, N_("The update"), NULL);
    teach_page_idea(writer, N_("A small step downhill: against the gradient, η times as far."),
                    NULL, NULL);
    teach_page_formula(writer, "w ← w − η · ∂E/∂w");
    write_update(writer);
    teach_page_words(writer, N_("and so do the other {1} weights and biases"), count, NULL);
    write_weight(writer);
}

/* --- what came of it --- */

static struct figure loss_of(double loss, const struct writer *writer)
{
    enum { MORE_DECIMALS = 2 }; /* for what has become small */
    const int before = teach_page_loss(writer->trace->loss).decimals;
    const int after = teach_page_loss(teach_after(writer->teach)->loss).decimals;
    const int most = before + MORE_DECIMALS;
    return figures_fixed(loss, before > after ? before : after < most ? after : most);
}

void teach_page_outcome(struct writer *writer)
{
    const struct trace *before = writer->trace, *after = teach_after(writer->teach);
    const size_t target = teach_target(writer->teach);
    double p[TEACH_MAX_OUTPUTS];
    char left[TEACH_LINE];
    const int decimals = teach_page_outputs(writer->teach, false, writer->p);
    const struct figure old_p = {writer->p[target], decimals};
    teach_page_outputs(writer->teach, true, p);
    const struct figure new_p = {p[target], decimals};
    teach_page_title(writer, N_("The new answer"), NULL);
    teach_page_idea(writer,
                    after->loss < before->loss
                        ? N_("The same picture again: the true label has become more probable.")
                        : N_("The step was too long: the loss has grown. Try a smaller η."),
                    NULL, NULL);
    snprintf(left, sizeof left, "p%s", teach_page_subscript(target).text);
    teach_page_add(writer, TEACH_RESULT, left, "%s → %s", teach_page_number(writer, old_p).text,
                   teach_page_number(writer, new_p).text);
    teach_page_add(writer, TEACH_RESULT, "E", "%s → %s",
                   teach_page_number(writer, loss_of(before->loss, writer)).text,
                   teach_page_number(writer, loss_of(after->loss, writer)).text);
}
