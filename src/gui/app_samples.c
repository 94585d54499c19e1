/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "gui/app_state.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* --- loading --- */

static void run_load(struct job *job)
{
    struct app_load_job *load = (struct app_load_job *)job;
    load->loaded = samples_load(load->app->data, &load->samples, &load->why, NULL) == LUME_OK;
}

static void load_done(struct job *job)
{
    struct app_load_job *load = (struct app_load_job *)job;
    struct app *app = load->app;
    const int wanted = load->wanted;
    load->busy = false;
    load->wanted = APP_NONE_WANTED;
    if (!load->loaded) {
        app_notify(app, "out of memory", NULL);
        return;
    }
    load->loaded = false;
    app_samples_replace(app, &load->samples, load->samples.generated ? "generated" : "mnist", NULL);
    if (wanted != APP_NONE_WANTED) {
        app_dismiss(app);
        app_samples_show(app, wanted);
    }
}

/* --- showing --- */

void app_samples_lay(struct app *app, size_t index)
{
    const struct samples *samples = &app->samples;
    if (index >= samples->set.n) {
        return;
    }
    struct app_sample sample = {
        .label = samples_label(samples, index),
        .source = app->samples_source,
        .index = index,
        .n = samples->set.n,
        .name = app_copy(app->samples_name),
    };
    memcpy(sample.image, samples->set.pixels + index * sizeof sample.image, sizeof sample.image);
    app_paper_lay(app, &sample);
    if (samples->generated && !app->generated_told) {
        app->generated_told = true;
        if (app->load.why.message[0]) {
            app_notify(app, "MNIST cannot be read, so test digits are generated: {1}",
                       app->load.why.message);
        } else {
            app_notify(app, "MNIST is not here, so test digits are generated", NULL);
        }
    }
}

void app_samples_show(struct app *app, int label)
{
    char digit[TEXT_NUMBER_SIZE];
    size_t index;
    if (app->load.busy) {
        app->load.wanted = label;
        app_notify(app, "working…", NULL);
    } else if (samples_choose(&app->samples, label, &app->rng, &index)) {
        app_samples_lay(app, index);
    } else if (label >= 0) {
        app_notify(app, "there is no {1} among them",
                   text_count(app->settings.language, (uint64_t)label, digit));
    }
}

void app_samples_replace(struct app *app, struct samples *samples, const char *source, char *name)
{
    assert(!app->count.busy);
    samples_finish(&app->samples);
    memory_free(app->samples_name);
    app->samples = *samples;
    *samples = (struct samples){0};
    app->samples_source = source;
    app->samples_name = name;
    for (size_t i = 0; i < APP_SLOTS; i++) {
        mistakes_finish(&app->slots[i].mistakes); /* they tell of images that are gone */
        app_count_again(app, &app->slots[i], true);
    }
    app_spoil(app, APP_STALE_ALL);
}

const char *app_sample_text(const struct app *app, char *out, size_t size)
{
    const struct app_sample *sample = &app->sample;
    const struct text_language *language = app->settings.language;
    char index[TEXT_NUMBER_SIZE], n[TEXT_NUMBER_SIZE];
    text_count(language, sample->index + 1, index);
    text_count(language, sample->n, n);
    const char *const of[] = {index, n, NULL};
    const char *const named[] = {sample->name, index, n, NULL};
    if (!sample->shown) {
        return NULL;
    }
    if (strcmp(sample->source, "mnist") == 0) {
        return text_fill(language, "test digit {1} of {2}", of, out, size);
    }
    if (strcmp(sample->source, "generated") == 0) {
        return text_fill(language, "generated digit {1}", of, out, size);
    }
    if (!sample->name) {
        return NULL;
    }
    return text_fill(language, sample->n > 0 ? "{1}: image {2} of {3}" : "{1}", named, out, size);
}

/* --- counting --- */

static void run_count(struct job *job)
{
    struct app_count_job *count = (struct app_count_job *)job;
    struct samples *samples = &count->app->samples;
    if (samples->ready.n == 0 || count->prepared != count->normalizer) {
        count->prepared = count->normalizer;
        if (samples_prepare(samples, count->normalizer, NULL) != LUME_OK) {
            return;
        }
    }
    if (mistakes_count(&samples->ready, count->counted, &count->unwanted, &count->mistakes, NULL) !=
        LUME_OK) {
        count->mistakes = (struct mistakes){0};
    }
}

/* Parameters as they were before anything was changed by hand. */
static void copy_learned(const struct experiment *experiment, struct lume_network *out)
{
    const struct lume_network *network = experiment_model(experiment)->network;
    memcpy(out->parameters, network->parameters, network->n_reals * sizeof *out->parameters);
    for (size_t l = 0; l < network->n_layers; l++) {
        for (size_t i = 0; i < network->layers[l].n_out; i++) {
            out->parameters[network->layers[l].biases + i] =
                experiment_learned_bias(experiment, (struct view_neuron){(int)l, (int)i});
        }
    }
}

/* The one that is shown, else one that is shown beside it; NULL: nothing has to be counted. */
static struct app_network *choose_stale(struct app *app)
{
    struct app_network *chosen = NULL;
    for (size_t i = 0; i < APP_SLOTS; i++) {
        struct app_network *network = &app->slots[i];
        const bool stale = network->experiment && (network->learned_stale || network->stale);
        const bool shown = network == app->network;
        if (stale && (shown || (!chosen && app_mistakes_compares(app)))) {
            chosen = network;
        }
    }
    return chosen;
}

static void start_count(struct app *app)
{
    struct app_count_job *count = &app->count;
    struct app_network *of = choose_stale(app);
    if (count->busy || atomic_load(&count->unwanted) || !of || !app->samples.labelled ||
        app->samples.set.n == 0) {
        return;
    }
    const struct lume_network *network = experiment_network(of->experiment);
    count->of_learned = of->learned_stale;
    if (count->of_learned) {
        copy_learned(of->experiment, of->counted);
        of->learned_stale = false;
    } else {
        memcpy(of->counted->parameters, network->parameters,
               network->n_reals * sizeof *network->parameters);
        of->stale = false;
    }
    count->counted = of->counted;
    of->counted = NULL;
    count->serial = of->serial;
    count->normalizer = experiment_model(of->experiment)->normalizer;
    count->busy = true;
    jobs_submit(app->jobs, &count->job);
}

/* Give the copy back to the network it is of; NULL: that is gone. */
static struct app_network *give_back(struct app *app)
{
    struct app_count_job *count = &app->count;
    struct app_network *of = NULL;
    for (size_t i = 0; i < APP_SLOTS; i++) {
        of = app->slots[i].serial == count->serial ? &app->slots[i] : of;
    }
    if (of) {
        of->counted = count->counted;
    } else {
        lume_network_destroy(count->counted);
    }
    count->counted = NULL;
    return of;
}

/* Take what came of it over. */
static void take_count(struct app_count_job *count, struct app_network *of)
{
    struct mistakes *found = &count->mistakes;
    const double accuracy = found->metrics.n > 0 ? found->metrics.accuracy : NAN;
    if (count->of_learned) {
        of->learned = accuracy;
    }
    if (!count->of_learned || !experiment_changed(of->experiment)) {
        of->current = accuracy;
        of->stale = of->stale && !count->of_learned;
        mistakes_finish(&of->mistakes);
        of->mistakes = *found;
        *found = (struct mistakes){0};
    }
}

static void count_done(struct job *job)
{
    struct app_count_job *count = (struct app_count_job *)job;
    struct app *app = count->app;
    struct app_network *of = give_back(app);
    count->busy = false;
    if (of && atomic_load(&count->unwanted)) { /* perhaps it was not ended */
        of->stale = true;
        of->learned_stale = of->learned_stale || count->of_learned;
    } else if (of) {
        take_count(count, of);
        app_spoil(app, APP_STALE_ALL);
    }
    mistakes_finish(&count->mistakes);
    start_count(app);
}

void app_count_interrupt(struct app *app)
{
    atomic_store(&app->count.unwanted, true);
}

void app_count_resume(struct app *app)
{
    atomic_store(&app->count.unwanted, false);
    start_count(app);
}

void app_count_again(struct app *app, struct app_network *network, bool learned)
{
    network->stale = true;
    if (learned) {
        network->learned_stale = true;
        network->learned = network->current = NAN;
    }
    start_count(app);
}

void app_count_live(struct app *app, struct app_network *network)
{
    network->live = true;
    app->count_due.set = !app->count_due.running;
}

void app_count_due(struct app *app)
{
    for (size_t i = 0; i < APP_SLOTS; i++) {
        struct app_network *network = &app->slots[i];
        network->stale = network->stale || network->live;
        network->learned_stale = network->learned_stale || network->live;
        network->live = false;
    }
    start_count(app);
}

void app_samples_start(struct app *app)
{
    app->load = (struct app_load_job){.job = {.run = run_load, .done = load_done},
                                      .app = app,
                                      .busy = true,
                                      .wanted = APP_NONE_WANTED};
    app->count = (struct app_count_job){.job = {.run = run_count, .done = count_done}, .app = app};
    jobs_submit(app->jobs, &app->load.job);
}
