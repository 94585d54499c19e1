/* SPDX-License-Identifier: MIT */
#include "gui/teach_page.h"

#include "gui/sums.h"
#include "gui/teach_page_parts.h"
#include "nn/exact.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { Z_DECIMALS = 4, A_DECIMALS = 3, LEAST_P_DECIMALS = 4, MOST_P_DECIMALS = 8 };

/* --- parts --- */

struct number teach_page_number(const struct writer *writer, struct figure figure)
{
    struct number number;
    figures_write(writer->language, figure, number.text);
    return number;
}

struct number teach_page_factor(const struct writer *writer, struct figure figure)
{
    struct number number;
    figures_factor(writer->language, figure, number.text);
    return number;
}

struct number teach_page_subscript(size_t index)
{
    struct number number;
    figures_subscript(index, number.text);
    return number;
}

void teach_page_title(struct writer *writer, const char *id, const char *first)
{
    const char *const arguments[] = {first, NULL};
    text_fill(writer->language, id, arguments, writer->page->title, TEACH_TEXT);
}

void teach_page_idea(struct writer *writer, const char *id, const char *first, const char *second)
{
    const char *const arguments[] = {first, second, NULL};
    text_fill(writer->language, id, arguments, writer->page->idea, TEACH_TEXT);
}

void teach_page_formula(struct writer *writer, const char *format, ...)
{
    struct teach_page *page = writer->page;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(page->formulas[page->n_formulas++], TEACH_LINE, format, arguments);
    va_end(arguments);
}

void teach_page_add(struct writer *writer, enum teach_look look, const char *left,
                    const char *format, ...)
{
    struct teach_page *page = writer->page;
    struct teach_line *line = &page->lines[page->n_lines++];
    va_list arguments;
    line->look = look;
    snprintf(line->left, sizeof line->left, "%s", left);
    va_start(arguments, format);
    vsnprintf(line->right, sizeof line->right, format, arguments);
    va_end(arguments);
}

void teach_page_words(struct writer *writer, const char *id, const char *first, const char *second)
{
    const char *const arguments[] = {first, second, NULL};
    char text[TEACH_LINE];
    text_fill(writer->language, id, arguments, text, sizeof text);
    teach_page_add(writer, TEACH_QUIET, "", "%s", text);
}

void teach_page_note(struct writer *writer, const char *id, const char *first, const char *second)
{
    const char *const arguments[] = {first, second, NULL};
    text_fill(writer->language, id, arguments, writer->page->note, TEACH_TEXT);
}

const char *teach_page_function(const struct writer *writer, size_t layer)
{
    const char *name = teach_network(writer->teach)->layers[layer].activation->name;
    return strcmp(name, "sigmoid") == 0 ? "σ" : name;
}

static double slope_of(const struct writer *writer, size_t layer)
{
    const struct lume_network *network = teach_network(writer->teach);
    const struct lume_layer *shape = &network->layers[layer];
    return shape->activation->has_slope ? (double)network->parameters[shape->slope] : 0;
}

/* f(z) of a layer. */
static double activate(const struct writer *writer, size_t layer, double z)
{
    double a;
    exact_forward(teach_network(writer->teach)->layers[layer].activation->name, &z, &a, 1,
                  slope_of(writer, layer));
    return a;
}

/* --- the outputs --- */

int teach_page_outputs(const struct teach *teach, bool after, double *p)
{
    const struct trace *trace = teach_trace(teach);
    const size_t last = trace->n_layers - 1, n = trace->layers[last].n_out;
    const size_t target = teach_target(teach);
    const double *a = (after ? teach_after(teach) : trace)->layers[last].a;
    const double missing = fabs(trace->layers[last].delta[target]);
    int decimals = LEAST_P_DECIMALS;
    for (double least = 1e-2; missing < least && decimals < MOST_P_DECIMALS; least /= 10) {
        decimals++;
    }
    double others[TEACH_MAX_OUTPUTS];
    for (size_t j = 0, k = 0; j < n; j++) {
        others[k] = a[j];
        k += j != target;
    }
    p[target] = figures_fixed(a[target], decimals).value;
    sums_round_to(decimals, others, n - 1, 1 - p[target], others);
    for (size_t j = 0, k = 0; j < n; j++) {
        p[j] = j == target ? p[j] : others[k];
        k += j != target;
    }
    return decimals;
}

/* --- the way forward --- */

static void picture(struct writer *writer)
{
    const struct trace *trace = writer->trace;
    char n[TEXT_NUMBER_SIZE], inked[TEXT_NUMBER_SIZE], left[TEACH_LINE];
    size_t count = 0;
    for (size_t i = 0; i < trace->n_inputs; i++) {
        count += teach_image(writer->teach)[i] > 0;
    }
    text_count(writer->language, trace->n_inputs, n);
    text_count(writer->language, count, inked);
    teach_page_title(writer, N_("The example"), NULL);
    teach_page_idea(writer, N_("A picture and its true label: what the network is to learn."), NULL,
                    NULL);
    teach_page_words(writer, N_("{1} inputs, {2} of them with ink"), n, inked);
    if (teach_label(writer->teach) == TEACH_NO_LABEL) {
        teach_page_words(writer, N_("which digit is it?"), NULL, NULL);
        return;
    }
    snprintf(left, sizeof left, "y%s", teach_page_subscript(teach_target(writer->teach)).text);
    teach_page_add(writer, TEACH_RESULT, left, "= 1");
    teach_page_words(writer, N_("all other y are 0"), NULL, NULL);
}

/* z as the inspector adds it up: the bias and z are rounded alone. */
static void write_sum(struct writer *writer, size_t unit, const char *index)
{
    const size_t l = writer->layer;
    const struct trace_weight bias_of = {l, writer->trace->layers[l].n_in, unit};
    const struct figure z = figures_fixed(writer->trace->layers[l].z[unit], Z_DECIMALS);
    const struct figure bias =
        figures_fixed(trace_value(teach_network(writer->teach), bias_of), Z_DECIMALS);
    const struct figure terms = figures_fixed(z.value - bias.value, Z_DECIMALS);
    const struct figure size = {fabs(bias.value), Z_DECIMALS};
    char left[TEACH_LINE];
    snprintf(left, sizeof left, "z%s", index);
    teach_page_add(writer, TEACH_PLAIN, left, "= Σ w%s + b", l == 0 ? "x" : "a");
    teach_page_add(writer, TEACH_PLAIN, "", "= %s %s %s", teach_page_number(writer, terms).text,
                   bias.value < 0 ? "−" : "+", teach_page_number(writer, size).text);
    teach_page_add(writer, TEACH_RESULT, "", "= %s", teach_page_number(writer, z).text);
}

static void write_activation(struct writer *writer, size_t unit, const char *index)
{
    const size_t l = writer->layer;
    const struct figure z = figures_fixed(writer->trace->layers[l].z[unit], Z_DECIMALS);
    const struct figure a = figures_fixed(writer->trace->layers[l].a[unit], A_DECIMALS);
    char left[TEACH_LINE];
    snprintf(left, sizeof left, "a%s", index);
    teach_page_add(writer, TEACH_PLAIN, left, "= %s(%s)", teach_page_function(writer, l),
                   teach_page_number(writer, z).text);
    teach_page_add(writer, TEACH_RESULT, "", "%s %s",
                   figures_sign(activate(writer, l, z.value), &a),
                   teach_page_number(writer, a).text);
}

static void forward(struct writer *writer)
{
    const size_t l = writer->layer, unit = teach_focus(writer->teach, l);
    const struct number index = teach_page_subscript(unit);
    const bool last = l + 1 == writer->trace->n_layers;
    char name[TEXT_NUMBER_SIZE], count[TEXT_NUMBER_SIZE];
    text_count(writer->language, l + 1, name);
    text_count(writer->language, writer->trace->layers[l].n_in, count);
    teach_page_formula(writer, "zⱼ = Σᵢ wᵢⱼ %s + bⱼ", l == 0 ? "xᵢ" : "aᵢ");
    if (last) {
        teach_page_title(writer, N_("Forward: output layer"), NULL);
    } else {
        teach_page_title(writer, N_("Forward: hidden layer {1}"), name);
        teach_page_formula(writer, "aⱼ = %s(zⱼ)", teach_page_function(writer, l));
    }
    teach_page_idea(writer, N_("Each neuron weighs its {1} inputs and adds its bias."), count,
                    NULL);
    write_sum(writer, unit, index.text);
    if (!last) {
        write_activation(writer, unit, index.text);
    }
}

static void answer(struct writer *writer)
{
    const struct trace_layer *outputs = &writer->trace->layers[writer->trace->n_layers - 1];
    const size_t target = teach_target(writer->teach);
    const int decimals = teach_page_outputs(writer->teach, false, writer->p);
    const struct figure p = {writer->p[target], decimals};
    double sum = 0;
    char left[TEACH_LINE];
    for (size_t j = 0; j < outputs->n_out; j++) {
        sum += exp(outputs->z[j]);
    }
    const struct number index = teach_page_subscript(target);
    teach_page_title(writer, N_("The answer"), NULL);
    teach_page_idea(writer, N_("Softmax makes probabilities of the outputs: together they are 1."),
                    NULL, NULL);
    teach_page_formula(writer, "pⱼ = exp(zⱼ) / Σₖ exp(zₖ)");
    snprintf(left, sizeof left, "p%s", index.text);
    teach_page_add(writer, TEACH_PLAIN, left, "= exp(z%s) / Σₖ exp(zₖ)", index.text);
    const struct figure part = figures_significant(exp(outputs->z[target]), decimals + 2);
    const struct figure whole = figures_significant(sum, decimals + 2);
    const double most = 1e6, least = 1e-6; /* what can be read */
    const bool readable = sum < most && sum > least && part.value > least;
    if (readable) {
        teach_page_add(writer, TEACH_PLAIN, "", "= %s / %s", teach_page_number(writer, part).text,
                       teach_page_number(writer, whole).text);
    }
    teach_page_add(writer, TEACH_RESULT, "", "%s %s",
                   readable ? figures_sign(part.value / whole.value, &p) : "=",
                   teach_page_number(writer, p).text);
    if (teach_label(writer->teach) == TEACH_NO_LABEL) {
        teach_page_words(writer, N_("Which digit is it? Type it, or click on its row."), NULL,
                         NULL);
    }
}

struct figure teach_page_loss(double loss)
{
    const struct figure figure = figures_significant(loss, FIGURES_RESULT);
    return figure.decimals < MOST_P_DECIMALS ? figure : figures_fixed(loss, MOST_P_DECIMALS);
}

static void loss(struct writer *writer)
{
    const struct trace_layer *outputs = &writer->trace->layers[writer->trace->n_layers - 1];
    const size_t target = teach_target(writer->teach);
    const struct figure e = teach_page_loss(writer->trace->loss);
    const int digits = figures_significant(outputs->a[target], FIGURES_FACTOR).decimals;
    const int least = e.decimals + FIGURES_FACTOR - FIGURES_RESULT; /* where p is nearly 1 */
    const struct figure p = figures_fixed(outputs->a[target], digits > least ? digits : least);
    teach_page_title(writer, N_("The loss"), NULL);
    teach_page_idea(writer,
                    N_("How surprised the network is by the true label: 0 if it had been certain."),
                    NULL, NULL);
    teach_page_formula(writer, "E = −ln p");
    teach_page_add(writer, TEACH_PLAIN, "E", "= −ln p%s", teach_page_subscript(target).text);
    teach_page_add(writer, TEACH_PLAIN, "", "= −ln %s", teach_page_number(writer, p).text);
    teach_page_add(writer, TEACH_RESULT, "", "%s %s", figures_sign(-log(p.value), &e),
                   teach_page_number(writer, e).text);
}

/* --- all of them --- */

static void diverged(struct writer *writer)
{
    teach_page_title(writer, N_("Diverged"), NULL);
    teach_page_idea(writer, N_("Numbers have grown without bound: there is nothing to follow."),
                    NULL, NULL);
}

void teach_page_write(const struct teach *teach, const struct text_language *language,
                      struct teach_page *out)
{
    static void (*const writers[TEACH_N_KINDS])(struct writer *) = {
        [TEACH_PICTURE] = picture,
        [TEACH_FORWARD] = forward,
        [TEACH_ANSWER] = answer,
        [TEACH_LOSS] = loss,
        [TEACH_OUTPUT_DELTAS] = teach_page_output_deltas,
        [TEACH_HIDDEN_DELTAS] = teach_page_hidden_deltas,
        [TEACH_GRADIENT] = teach_page_gradient,
        [TEACH_UPDATE] = teach_page_update,
        [TEACH_OUTCOME] = teach_page_outcome,
    };
    const struct teach_step step = teach_step(teach);
    struct writer writer = {.teach = teach,
                            .language = language,
                            .trace = teach_trace(teach),
                            .layer = step.layer,
                            .page = out};
    *out = (struct teach_page){0};
    (teach_is_sound(teach) ? writers[step.kind] : diverged)(&writer);
}
