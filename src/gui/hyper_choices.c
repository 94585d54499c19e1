/* SPDX-License-Identifier: MIT */
#include "gui/hyper_parts.h"

#include <lume/optimizer.h>

#include <stdio.h>
#include <string.h>

/* --- entries of registries --- */

/* Go on by so many entries; the first where the current one is none. */
static const void *neighbour(const void *(*at)(size_t index), const void *current, int steps)
{
    size_t i = 0;
    while (at(i) && at(i) != current) {
        i++;
    }
    i = at(i) ? i : 0;
    for (; steps > 0 && at(i + 1); steps--) {
        i++;
    }
    for (; steps < 0 && i > 0; steps++) {
        i--;
    }
    return at(i);
}

static const void *initializer_at(size_t index)
{
    return lume_initializer_at(index);
}

static bool step_init(struct recipe *recipe, int steps)
{
    const void *before = recipe->initializer;
    recipe->initializer = neighbour(initializer_at, before, steps);
    return recipe->initializer != before;
}

static void print_init(const struct recipe *recipe, const struct text_language *language, char *out,
                       size_t size)
{
    (void)language;
    hyper_put(out, size, recipe->initializer->name);
}

static void copy_init(const struct recipe *from, struct recipe *to)
{
    to->initializer = from->initializer;
}

const struct hyper hyper_init = {
    .name = "init",
    .caption = N_("initial weights"),
    .step = step_init,
    .print = print_init,
    .copy = copy_init,
};

static const void *schedule_at(size_t index)
{
    return lume_schedule_at(index);
}

static bool step_schedule(struct recipe *recipe, int steps)
{
    const void *before = recipe->training.schedule;
    recipe->training.schedule = neighbour(schedule_at, before, steps);
    return recipe->training.schedule != before;
}

static void print_schedule(const struct recipe *recipe, const struct text_language *language,
                           char *out, size_t size)
{
    (void)language;
    hyper_put(out, size, recipe->training.schedule->name);
}

static void copy_schedule(const struct recipe *from, struct recipe *to)
{
    to->training.schedule = from->training.schedule;
}

const struct hyper hyper_schedule = {
    .name = "schedule",
    .caption = N_("schedule"),
    .step = step_schedule,
    .print = print_schedule,
    .copy = copy_schedule,
};

static const void *optimizer_at(size_t index)
{
    return lume_optimizer_at(index);
}

static bool step_optimizer(struct recipe *recipe, int steps)
{
    const struct lume_optimizer *before = recipe->training.optimizer;
    const struct lume_optimizer *after = neighbour(optimizer_at, before, steps);
    if (after != before) {
        hyper_change_optimizer(recipe, after);
    }
    return after != before;
}

static void print_optimizer(const struct recipe *recipe, const struct text_language *language,
                            char *out, size_t size)
{
    (void)language;
    hyper_put(out, size, recipe->training.optimizer->name);
}

static void copy_optimizer(const struct recipe *from, struct recipe *to)
{
    if (from->training.optimizer != to->training.optimizer) {
        hyper_change_optimizer(to, from->training.optimizer);
    }
}

const struct hyper hyper_optimizer = {
    .name = "optimizer",
    .caption = N_("optimizer"),
    .step = step_optimizer,
    .print = print_optimizer,
    .copy = copy_optimizer,
};

/* Those that suit hidden layers. */
static const void *activation_at(size_t index)
{
    const struct lume_activation *activation;
    for (size_t i = 0; (activation = lume_activation_at(i)) != NULL; i++) {
        if (hyper_suits_hidden(activation) && index-- == 0) {
            return activation;
        }
    }
    return NULL;
}

static const struct lume_activation *first_activation(const struct recipe *recipe)
{
    struct lume_layer_config layers[LUME_MAX_LAYERS];
    size_t n_layers;
    return recipe_layers(recipe, layers, &n_layers) == RECIPE_SOUND ? layers[0].activation : NULL;
}

static bool step_activation(struct recipe *recipe, int steps)
{
    if (!hyper_has_hidden(recipe)) {
        return false;
    }
    const struct lume_activation *before = first_activation(recipe);
    const struct lume_activation *after = neighbour(activation_at, before, steps);
    if (after == before) {
        return false;
    }
    recipe->activations[0] = after;
    recipe->n_activations = 1;
    return true;
}

/* That of the hidden layers, or all of theirs where they differ. */
static void print_activation(const struct recipe *recipe, const struct text_language *language,
                             char *out, size_t size)
{
    struct lume_layer_config layers[LUME_MAX_LAYERS];
    const char *names[LUME_MAX_LAYERS + 1] = {NULL};
    size_t n_layers, n = 0;
    if (hyper_is_rule(recipe)) {
        hyper_put(out, size, recipe->training.optimizer->rule_activation);
    } else if (!hyper_has_hidden(recipe) ||
               recipe_layers(recipe, layers, &n_layers) != RECIPE_SOUND) {
        hyper_put(out, size, HYPER_NO_SUCH_THING);
    } else {
        bool differ = false;
        for (; n < recipe->n_hidden; n++) {
            names[n] = layers[n].activation->name;
            differ = differ || layers[n].activation != layers[0].activation;
        }
        names[differ ? n : 1] = NULL;
        text_join(language, names, ", ", out, size);
    }
}

static void copy_activation(const struct recipe *from, struct recipe *to)
{
    memcpy(to->activations, from->activations, sizeof to->activations);
    to->n_activations = from->n_activations;
    hyper_settle(to);
}

const struct hyper hyper_activation = {
    .name = "activation",
    .caption = N_("activation"),
    .step = step_activation,
    .print = print_activation,
    .copy = copy_activation,
};

/* --- hidden layers --- */

enum { MOST_USUAL = 5 };

/* From small to large; ended by width 0. */
static const size_t shapes[][MOST_USUAL + 1] = {
    {0},
    {8},
    {16},
    {32},
    {64},
    {16, 16},
    {32, 32},
    {64, 64},
    {16, 16, 16},
    {32, 32, 32},
    {16, 16, 16, 16, 16},
};

enum { N_SHAPES = sizeof shapes / sizeof *shapes };

static size_t depth(const size_t shape[MOST_USUAL + 1])
{
    size_t n = 0;
    while (shape[n] > 0) {
        n++;
    }
    return n;
}

/* Less than 0 where a usual shape comes before that of the recipe: it has fewer layers, or as many
 * and the first that differs is narrower. */
static int compare(const size_t shape[MOST_USUAL + 1], const struct recipe *recipe)
{
    const size_t n = depth(shape);
    if (n != recipe->n_hidden) {
        return n < recipe->n_hidden ? -1 : 1;
    }
    for (size_t i = 0; i < n; i++) {
        if (shape[i] != recipe->hidden[i]) {
            return shape[i] < recipe->hidden[i] ? -1 : 1;
        }
    }
    return 0;
}

static bool step_hidden(struct recipe *recipe, int steps)
{
    if (hyper_is_rule(recipe) || steps == 0) {
        return false;
    }
    int below = 0, up_to = 0;
    for (size_t i = 0; i < N_SHAPES; i++) {
        below += compare(shapes[i], recipe) < 0;
        up_to += compare(shapes[i], recipe) <= 0;
    }
    int index = steps > 0 ? up_to - 1 + (steps < N_SHAPES ? steps : N_SHAPES)
                          : below + (steps > -N_SHAPES ? steps : -N_SHAPES);
    index = index < 0 ? 0 : index >= N_SHAPES ? N_SHAPES - 1 : index;
    const int further = compare(shapes[index], recipe);
    if (steps > 0 ? further <= 0 : further >= 0) {
        return false;
    }
    memset(recipe->hidden, 0, sizeof recipe->hidden);
    recipe->n_hidden = depth(shapes[index]);
    memcpy(recipe->hidden, shapes[index], recipe->n_hidden * sizeof *recipe->hidden);
    recipe->given |= RECIPE_HIDDEN;
    hyper_settle(recipe);
    return true;
}

/* "16-16", and "5 × 16" where they are many. */
static void print_hidden(const struct recipe *recipe, const struct text_language *language,
                         char *out, size_t size)
{
    const size_t n = recipe->n_hidden;
    bool alike = n > 2;
    for (size_t i = 1; i < n; i++) {
        alike = alike && recipe->hidden[i] == recipe->hidden[0];
    }
    hyper_put(out, size, n > 0 ? "" : text_get(language, N_("none")));
    if (alike) {
        snprintf(out, size, "%zu \u00d7 %zu", n, recipe->hidden[0]);
    }
    size_t used = 0;
    for (size_t i = 0; !alike && i < n && used < size; i++) {
        used +=
            (size_t)snprintf(out + used, size - used, "%s%zu", i > 0 ? "-" : "", recipe->hidden[i]);
    }
}

static void copy_hidden(const struct recipe *from, struct recipe *to)
{
    memcpy(to->hidden, from->hidden, sizeof to->hidden);
    to->n_hidden = from->n_hidden;
    to->given |= RECIPE_HIDDEN;
    hyper_settle(to);
}

const struct hyper hyper_hidden = {
    .name = "hidden",
    .caption = N_("hidden layers"),
    .step = step_hidden,
    .print = print_hidden,
    .copy = copy_hidden,
};

/* --- augmentation --- */

static bool is_augmented(const struct recipe *recipe)
{
    return lume_augment_enabled(&recipe->training.augment);
}

static bool step_augment(struct recipe *recipe, int steps)
{
    static const struct lume_augment none = {0};
    if (steps == 0 || is_augmented(recipe) == (steps > 0)) {
        return false;
    }
    recipe->training.augment = steps > 0 ? recipe_usual_augment : none;
    return true;
}

static void print_augment(const struct recipe *recipe, const struct text_language *language,
                          char *out, size_t size)
{
    hyper_put(out, size, text_get(language, is_augmented(recipe) ? N_("on") : N_("off")));
}

static void copy_augment(const struct recipe *from, struct recipe *to)
{
    to->training.augment = from->training.augment;
}

const struct hyper hyper_augment = {
    .name = "augment",
    .caption = N_("augmentation"),
    .step = step_augment,
    .print = print_augment,
    .copy = copy_augment,
};
