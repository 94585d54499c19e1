/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_TRACE_SUBJECT_H
#define LUME_TESTS_TRACE_SUBJECT_H

/* Small networks of every kind, and one example that is followed through them. */

#include "training.h"

#include "nn/trace.h"

static struct lume_error error;

enum { SIDE = 3, N_INPUTS = SIDE * SIDE, N_OUTPUTS = 3, N_IMAGES = 4 };

/* A network on small images, and how its outputs are judged. */
struct subject {
    const size_t *hidden_widths; /* 0 ends them */
    const char *hidden, *output;
    const struct lume_loss *loss;
    struct lume_network *network;
    struct trace *trace;
    uint8_t pixels[N_IMAGES * N_INPUTS], labels[N_IMAGES];
    /* After a step of the trainer, and of trace_step. */
    struct lume_network *trained, *stepped;
    const lume_real *gradient; /* the trainer's */
    double squares;            /* of the gradient, summed */
};

static inline struct subject subject_of(const size_t *hidden_widths, const char *hidden,
                                        const char *output, const char *loss)
{
    return (struct subject){.hidden_widths = hidden_widths,
                            .hidden = hidden,
                            .output = output,
                            .loss = lume_loss_find(loss)};
}

/* The sum whose activation is 1/2: around it outputs are within 0 and 1, where all losses bend. */
static inline lume_real sum_for_half(const struct lume_activation *activation)
{
    lume_real low = -2, high = 2;
    for (int i = 0; i < 30 && activation->value; i++) {
        const lume_real middle = (low + high) / 2;
        *(activation->value(middle, 0.25f) < 0.5f ? &low : &high) = middle;
    }
    return activation->value ? low : 0;
}

static inline void begin(struct subject *s)
{
    static const uint8_t labels[N_IMAGES] = {1, 0, 2, 1};
    const struct lume_dataset set = {.rows = SIDE, .columns = SIDE, .n_classes = N_OUTPUTS};
    struct lume_rng rng = lume_rng_make(8, 3);
    s->network = training_network(&set, s->hidden_widths, s->hidden, s->output);
    s->network->input_offset = -0.4f;
    for (size_t l = 0; l < s->network->n_layers; l++) {
        const struct lume_layer *layer = &s->network->layers[l];
        const bool last = l + 1 == s->network->n_layers;
        lume_real *biases = s->network->parameters + layer->biases;
        for (size_t j = 0; j < layer->n_out; j++) {
            const lume_real lift = last ? sum_for_half(layer->activation) : 0;
            biases[j] = lift + 0.2f * lume_rng_float(&rng) - 0.1f;
        }
        for (size_t k = 0; k < layer->n_in * layer->stride && last; k++) {
            s->network->parameters[layer->weights + k] *= 0.2f;
        }
    }
    for (size_t i = 0; i < sizeof s->pixels; i++) {
        s->pixels[i] = lume_rng_below(&rng, 3) ? (uint8_t)lume_rng_below(&rng, 256) : 0;
    }
    memcpy(s->labels, labels, sizeof labels);
    CHECK_OK(trace_create(s->network, &s->trace, &error), error);
}

static inline void end(struct subject *s)
{
    trace_destroy(s->trace);
    lume_network_destroy(s->network);
}

static inline void run(const struct subject *s, size_t image)
{
    trace_run(s->trace, s->network, s->pixels + image * N_INPUTS, s->labels[image], s->loss);
}

typedef void weight_function(struct subject *s, struct trace_weight weight);

static inline void for_weights(struct subject *s, weight_function *function)
{
    for (size_t l = 0; l < s->trace->n_layers; l++) {
        for (size_t from = 0; from <= s->trace->layers[l].n_in; from++) {
            for (size_t to = 0; to < s->trace->layers[l].n_out; to++) {
                function(s, (struct trace_weight){l, from, to});
            }
        }
    }
}

static const size_t two[] = {5, 4, 0}, none[] = {0}, four[] = {20, 4, 3, 0}, slim[] = {1, 0};
static const size_t *const shapes[] = {two, none, four, slim};

/* Every shape, hidden activation, output activation and loss. */
static inline void for_subjects(void (*check)(struct subject *s))
{
    const struct lume_activation *hidden, *output;
    const struct lume_loss *loss;
    for (size_t h = 0; (hidden = lume_activation_at(h)); h++) {
        for (size_t o = 0; (output = lume_activation_at(o)); o++) {
            for (size_t l = 0; (loss = lume_loss_at(l)); l++) {
                for (size_t shape = 0; shape < sizeof shapes / sizeof *shapes; shape++) {
                    struct subject s =
                        subject_of(shapes[shape], hidden->name, output->name, loss->name);
                    if (hidden->has_gradient && !hidden->joins_outputs && output->has_gradient) {
                        begin(&s);
                        check(&s);
                        end(&s);
                    }
                }
            }
        }
    }
}

static inline _Noreturn void fail_weight(const struct subject *s, struct trace_weight w,
                                         const char *what, double got, double expected)
{
    fail_msg("%s to %s, %s, layer %zu, weight from %zu to %zu: %s is %.15g, expected %.15g",
             s->hidden, s->output, s->loss->name, w.layer, w.from, w.to, what, got, expected);
    abort();
}

static inline double larger(double a, double b)
{
    return fmax(fabs(a), fabs(b));
}

#endif
