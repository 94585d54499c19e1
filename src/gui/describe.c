/* SPDX-License-Identifier: MIT */
#include "gui/describe.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

static const char *word(bool value)
{
    return value ? "true" : "false";
}

/* Whether the picture tells what the network thinks. */
static bool tells_answer(const struct scene_draw *scene)
{
    return scene->concealed == 0 && !scene->hide_answer;
}

static void write_float(struct buffer *out, float value)
{
    char text[NUMBER_SIZE];
    buffer_text(out, number_float(value, text));
}

static void write_text(struct buffer *out, const char *text)
{
    if (text) {
        json_append_string(out, text);
    } else {
        buffer_text(out, "null");
    }
}

/* What numbers of classes and neurons are: negative is none. */
static void write_index(struct buffer *out, int index)
{
    if (index >= 0) {
        buffer_format(out, "%d", index);
    } else {
        buffer_text(out, "null");
    }
}

/* --- layout --- */

static void write_rect(const struct describe_state *state, const struct paint_rect *rect,
                       struct buffer *out)
{
    const int x = (int)ceilf(rect->x * state->scale), y = (int)ceilf(rect->y * state->scale);
    const int right = (int)floorf((rect->x + rect->width) * state->scale);
    const int bottom = (int)floorf((rect->y + rect->height) * state->scale);
    buffer_format(out, "[%d,%d,%d,%d]", x, y, right > x ? right - x : 0,
                  bottom > y ? bottom - y : 0);
}

static bool is_one_of_several(const struct ui *ui, const struct action *action)
{
    size_t n = 0;
    for (size_t i = 0; i < ui->n; i++) {
        n += ui->items[i].action == action;
    }
    return n > 1;
}

static void write_buttons(const struct describe_state *state, struct buffer *out)
{
    const struct ui *ui = state->ui;
    buffer_text(out, "{");
    for (size_t i = 0; i < ui->n; i++) {
        const struct ui_item *item = &ui->items[i];
        buffer_format(out, "%s\"%s", i > 0 ? "," : "", item->action->name);
        if (is_one_of_several(ui, item->action)) {
            buffer_format(out, ":%d", item->argument);
        }
        buffer_text(out, "\":");
        write_rect(state, &item->rect, out);
    }
    buffer_text(out, "}");
}

static void write_scene(const struct describe_state *state, struct buffer *out)
{
    buffer_format(out, "\"scene\":\"%s\"", state->shown);
}

/* Nothing where there is nothing to tell. */
static void write_state(const struct describe_state *state, struct buffer *out)
{
    if (state->members->size > 0) {
        write_scene(state, out);
        buffer_append(out, state->members->bytes, state->members->size);
    }
    out->failed = out->failed || state->members->failed;
}

static void write_layout(const struct describe_state *state, struct buffer *out)
{
    const struct scene_draw_layout *layout = state->layout;
    const struct {
        const char *name;
        const struct paint_rect *rect;
    } parts[] = {{"paper", state->paper},
                 {"network", layout ? &layout->network : NULL},
                 {"answer", layout ? &layout->answer : NULL},
                 {"inspector", layout ? &layout->inspector : NULL}};
    buffer_format(out, "\"size\":[%d,%d]", (int)lrintf(state->width), (int)lrintf(state->height));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        buffer_format(out, ",\"%s\":", parts[i].name);
        if (parts[i].rect && parts[i].rect->height > 0) {
            write_rect(state, parts[i].rect, out);
        } else {
            buffer_text(out, "null");
        }
    }
    buffer_text(out, ",\"buttons\":");
    write_buttons(state, out);
}

/* --- what the network does --- */

static void write_probabilities(const struct snapshot *snapshot, struct buffer *out)
{
    const struct snapshot_layer *outputs = &snapshot->layers[snapshot->n_layers - 1];
    for (size_t i = 0; i < outputs->n; i++) {
        buffer_text(out, i > 0 ? "," : "[");
        write_float(out, outputs->a[i]);
    }
    buffer_text(out, "]");
}

static void write_guess(const struct describe_state *state, struct buffer *out)
{
    const struct snapshot *snapshot = state->scene->snapshot;
    const struct lume_answer *answer = &snapshot->answer;
    if (!tells_answer(state->scene) && answer->verdict != LUME_VERDICT_EMPTY) {
        buffer_text(out, "\"digit\":null,\"probability\":null,\"probabilities\":null,"
                         "\"verdict\":\"hidden\"");
        return;
    }
    buffer_text(out, "\"digit\":");
    write_index(out, answer->digit);
    buffer_text(out, ",\"probability\":");
    write_float(out, (float)answer->probability);
    buffer_text(out, ",\"probabilities\":");
    if (answer->verdict == LUME_VERDICT_EMPTY) {
        buffer_text(out, "null"); /* the outputs for blank paper mean nothing */
    } else {
        write_probabilities(snapshot, out);
    }
    buffer_format(out, ",\"verdict\":\"%s\"", lume_verdict_name(answer->verdict));
}

static void write_select(const struct describe_state *state, struct buffer *out)
{
    const struct view_neuron *neuron = &state->scene->selected;
    buffer_text(out, "\"layer\":");
    if (neuron->layer < 0) {
        buffer_text(out, "null,\"neuron\":null");
    } else if ((size_t)neuron->layer + 1 == state->scene->snapshot->n_layers) {
        buffer_format(out, "\"out\",\"neuron\":%d", neuron->unit);
    } else {
        buffer_format(out, "\"h%d\",\"neuron\":%d", neuron->layer + 1, neuron->unit);
    }
}

static float bias_of(const struct lume_network *network, struct view_neuron neuron)
{
    const struct lume_layer *layer = &network->layers[neuron.layer];
    return network->parameters[layer->biases + (size_t)neuron.unit];
}

static void write_experiment(const struct describe_state *state, struct buffer *out)
{
    const struct scene_draw *scene = state->scene;
    const struct view_experiment *experiment = &scene->experiment;
    const bool any = scene->selected.layer >= 0;
    buffer_format(out, "\"changed\":%s,\"bias\":", word(experiment->changed));
    write_float(out, any ? bias_of(scene->snapshot->model->network, scene->selected) : NAN);
    buffer_text(out, ",\"clamp\":");
    write_float(out, any && experiment->clamped ? experiment->clamp : NAN);
}

/* Nothing before it is counted. */
static void write_accuracy(const struct describe_state *state, struct buffer *out)
{
    const struct view_experiment *experiment = &state->scene->experiment;
    if (experiment->n > 0 && !isnan(experiment->accuracy)) {
        char accuracy[NUMBER_SIZE], learned[NUMBER_SIZE];
        buffer_format(out, "\"accuracy\":%s,\"learned\":%s,\"n\":%zu",
                      number_double(experiment->accuracy, accuracy),
                      number_double(experiment->learned, learned), experiment->n);
    }
}

static void write_model(const struct describe_state *state, struct buffer *out)
{
    const struct lume_network *network = state->scene->snapshot->model->network;
    buffer_text(out, "\"model\":");
    write_text(out, state->model);
    buffer_format(out, ",\"sizes\":[%zu", network->n_inputs);
    for (size_t l = 0; l < network->n_layers; l++) {
        buffer_format(out, ",%zu", network->layers[l].n_out);
    }
    buffer_format(out, "],\"slot\":\"%s\"", state->slot);
}

/* --- what the person has chosen --- */

static void write_mode(const struct describe_state *state, struct buffer *out)
{
    buffer_format(out, "\"lines\":\"%s\"", state->scene->show_weights ? "weights" : "signal");
}

static void write_language(const struct describe_state *state, struct buffer *out)
{
    buffer_format(out, "\"language\":\"%s\"", state->settings->language->name);
}

static void write_look(const struct describe_state *state, struct buffer *out)
{
    const struct settings *settings = state->settings;
    buffer_format(out, "\"theme\":\"%s\",\"sizes\":\"%s\",\"scale\":", settings->theme->name,
                  settings->projector ? "projector" : "normal");
    write_float(out, settings->scale);
    buffer_format(out, ",\"fullscreen\":%s,\"controls\":%s", word(state->fullscreen),
                  word(!state->scene->hide_controls));
}

static void write_tool(const struct describe_state *state, struct buffer *out)
{
    buffer_format(out, "\"eraser\":%s,\"nib\":", word(state->scene->erasing));
    write_float(out, state->settings->nib);
}

static void write_reveal(const struct describe_state *state, struct buffer *out)
{
    const size_t n = state->scene->snapshot->n_layers, concealed = state->scene->concealed;
    buffer_format(out, "\"layers\":%zu,\"answer\":%s", n > concealed ? n - concealed : 0,
                  word(tells_answer(state->scene)));
}

static void write_sample(const struct describe_state *state, struct buffer *out)
{
    buffer_text(out, "\"index\":");
    if (state->sample_source) {
        buffer_format(out, "%zu", state->sample_index);
    } else {
        buffer_text(out, "null");
    }
    buffer_text(out, ",\"label\":");
    write_index(out, tells_answer(state->scene) ? state->scene->true_label : -1);
    buffer_text(out, ",\"source\":");
    write_text(out, state->sample_source);
}

static void write_help(const struct describe_state *state, struct buffer *out)
{
    buffer_format(out, "\"open\":%s", word(state->help));
}

static void write_notice(const struct describe_state *state, struct buffer *out)
{
    buffer_text(out, "\"text\":");
    write_text(out, state->notice[0] ? state->notice : NULL);
}

/* --- all of it --- */

/* What is told, in this order; `write` adds the members after "event", or nothing where there is
 * nothing to tell. */
static const struct event {
    const char *name;
    void (*write)(const struct describe_state *state, struct buffer *out);
} events[] = {
    {"scene", write_scene},       {"layout", write_layout}, {"state", write_state},
    {"guess", write_guess},       {"select", write_select}, {"mode", write_mode},
    {"language", write_language}, {"look", write_look},     {"tool", write_tool},
    {"reveal", write_reveal},     {"sample", write_sample}, {"experiment", write_experiment},
    {"accuracy", write_accuracy}, {"model", write_model},   {"help", write_help},
    {"notice", write_notice},
};
enum { N_EVENTS = sizeof events / sizeof *events };

/* The members of each event: as they were told, and as they are. */
struct describe {
    struct buffer told[N_EVENTS], now[N_EVENTS];
};

enum lume_status describe_create(struct describe **out, struct lume_error *error)
{
    struct describe *describe = memory_allocate(1, sizeof *describe);
    if (!describe) {
        return memory_exhausted(error, NULL);
    }
    *out = describe;
    return LUME_OK;
}

void describe_destroy(struct describe *describe)
{
    if (describe) {
        for (size_t i = 0; i < N_EVENTS; i++) {
            buffer_finish(&describe->told[i]);
            buffer_finish(&describe->now[i]);
        }
        memory_free(describe);
    }
}

static bool is_news(const struct describe *describe, size_t i)
{
    const struct buffer *told = &describe->told[i], *now = &describe->now[i];
    return now->size > 0 &&
           (now->size != told->size || memcmp(now->bytes, told->bytes, now->size) != 0);
}

/* False when memory is exhausted. */
static bool write_all(struct describe *describe, const struct describe_state *state)
{
    bool good = true;
    for (size_t i = 0; i < N_EVENTS; i++) {
        struct buffer *now = &describe->now[i];
        now->size = 0;
        now->failed = false;
        events[i].write(state, now);
        good = good && !now->failed;
    }
    return good;
}

static void append_news(const struct describe *describe, struct buffer *out)
{
    for (size_t i = 0; i < N_EVENTS; i++) {
        if (is_news(describe, i)) {
            buffer_format(out, "{\"event\":\"%s\",", events[i].name);
            buffer_append(out, describe->now[i].bytes, describe->now[i].size);
            buffer_text(out, "}\n");
        }
    }
}

void describe_changes(struct describe *describe, const struct describe_state *state,
                      struct buffer *out)
{
    if (write_all(describe, state)) {
        append_news(describe, out);
    } else {
        out->failed = true;
    }
    for (size_t i = 0; i < N_EVENTS && !out->failed; i++) {
        if (is_news(describe, i)) {
            const struct buffer told = describe->told[i];
            describe->told[i] = describe->now[i];
            describe->now[i] = told;
        }
    }
}
