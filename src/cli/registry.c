/* SPDX-License-Identifier: MIT */
#include "cli/registry.h"

#include "cli/preset.h"
#include "cli/suggest.h"
#include "course/scaling.h"

#include <lume/activation.h>
#include <lume/kernels.h>
#include <lume/loss.h>
#include <lume/model.h>
#include <lume/network.h>
#include <lume/normalizer.h>
#include <lume/optimizer.h>
#include <lume/synth.h>

#include <stdio.h>
#include <string.h>

enum { MAX_NAMES = 24 }; /* that a sentence can hold */

/* Wrap a list of structs with `name` and `doc`, found by `list`(index). */
#define REGISTRY(variable, heading, single, type, list, more)                                    \
    static const void *variable##_at(size_t index)                                               \
    {                                                                                            \
        return list(index);                                                                      \
    }                                                                                            \
    static const char *variable##_name(const void *entry)                                        \
    {                                                                                            \
        return ((const struct type *)entry)->name;                                               \
    }                                                                                            \
    static const char *variable##_doc(const void *entry)                                         \
    {                                                                                            \
        return ((const struct type *)entry)->doc;                                                \
    }                                                                                            \
    const struct registry registry_##variable = {heading,         single,         variable##_at, \
                                                 variable##_name, variable##_doc, more}

static const char *const *preset_options(const void *entry)
{
    return ((const struct preset *)entry)->options;
}

REGISTRY(activations, "activations", "activation", lume_activation, lume_activation_at, NULL);
REGISTRY(losses, "losses", "loss", lume_loss, lume_loss_at, NULL);
REGISTRY(initializers, "initializers", "initializer", lume_initializer, lume_initializer_at, NULL);
REGISTRY(optimizers, "optimizers", "optimizer", lume_optimizer, lume_optimizer_at, NULL);
REGISTRY(schedules, "schedules", "schedule", lume_schedule, lume_schedule_at, NULL);
REGISTRY(scalings, "scalings", "scaling", scaling, scaling_at, NULL);
REGISTRY(normalizers, "normalizers", "normalizer", lume_normalizer, lume_normalizer_at, NULL);
REGISTRY(presets, "presets", "preset", preset, preset_at, preset_options);
REGISTRY(styles, "styles", "style", lume_synth_style, lume_synth_style_at, NULL);
REGISTRY(formats, "formats", "format", lume_export_format, lume_export_format_at, NULL);

static const void *kernels_at(size_t index)
{
    return lume_kernels_at(index);
}

static const char *kernels_name(const void *entry)
{
    return lume_kernels_name(entry);
}

static const char *kernels_doc(const void *entry)
{
    return entry == lume_kernels_best() ? "this processor runs it, and it is the fastest here"
                                        : "this processor runs it";
}

const struct registry registry_kernels = {
    "cpus", "instruction set on this processor", kernels_at, kernels_name, kernels_doc, NULL};

const struct registry *registry_at(size_t index)
{
    static const struct registry *const all[] = {
        &registry_activations, &registry_losses,   &registry_initializers, &registry_optimizers,
        &registry_schedules,   &registry_scalings, &registry_normalizers,  &registry_kernels,
        &registry_presets,     &registry_formats,  &registry_styles,
    };
    return index < sizeof all / sizeof *all ? all[index] : NULL;
}

const void *registry_find(const struct registry *registry, const char *name, size_t length)
{
    const void *entry;
    for (size_t i = 0; (entry = registry->at(i)) != NULL; i++) {
        const char *candidate = registry->name(entry);
        if (strlen(candidate) == length && memcmp(candidate, name, length) == 0) {
            return entry;
        }
    }
    return NULL;
}

void registry_names(const struct registry *registry, char *out, size_t size)
{
    const void *entry;
    size_t used = 0, n_names = 0;
    out[0] = 0;
    while (registry->at(n_names)) {
        n_names++;
    }
    if (n_names > MAX_NAMES) {
        snprintf(out, size, "one of %zu names (lume help %s)", n_names, registry->topic);
        return;
    }
    for (size_t i = 0; (entry = registry->at(i)) != NULL && used < size; i++) {
        const char *gap = i == 0 ? "" : registry->at(i + 1) ? ", " : " or ";
        int n = snprintf(out + used, size - used, "%s%s", gap, registry->name(entry));
        used += n < 0 ? 0 : (size_t)n;
    }
}

enum lume_status registry_unknown(const struct registry *registry, const char *what,
                                  const char *name, size_t length, struct lume_error *error)
{
    const void *entry;
    struct suggestion near = suggest_start(name, length);
    for (size_t i = 0; (entry = registry->at(i)) != NULL; i++) {
        suggest_offer(&near, registry->name(entry));
    }
    int shown = length < 256 ? (int)length : 256;
    if (near.name) {
        return lume_error_set(error, LUME_ERROR_USAGE, what,
                              "unknown %s \"%.*s\" (did you mean \"%s\"?)", registry->singular,
                              shown, name, near.name);
    }
    char names[LUME_ERROR_SIZE / 2];
    registry_names(registry, names, sizeof names);
    return lume_error_set(error, LUME_ERROR_USAGE, what, "unknown %s, expected %s, got \"%.*s\"",
                          registry->singular, names, shown, name);
}
