/* SPDX-License-Identifier: MIT */
#include "gui/hyper_parts.h"

#include <lume/optimizer.h>

#include <stdio.h>

void hyper_put(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
}

bool hyper_is_rule(const struct recipe *recipe)
{
    return recipe->training.optimizer->delta;
}

bool hyper_has_hidden(const struct recipe *recipe)
{
    return recipe->n_hidden > 0;
}

bool hyper_has_momentum(const struct recipe *recipe)
{
    return recipe->training.optimizer->has_momentum;
}

/* Of a hidden layer that gradients go through. */
bool hyper_suits_hidden(const struct lume_activation *activation)
{
    return activation->has_gradient && !activation->joins_outputs;
}

/* One for all hidden layers, unless there is one for each. Without hidden layers it would be that
 * of the outputs: it waits in its place. */
static void settle_activations(struct recipe *recipe)
{
    const struct lume_activation *first = recipe->activations[0];
    const size_t n = recipe->n_activations;
    if (recipe->n_hidden == 0 || !first || !hyper_suits_hidden(first)) {
        recipe->n_activations = 0;
    } else if (n < 2 || (n != recipe->n_hidden && n != recipe->n_hidden + 1)) {
        recipe->n_activations = 1;
    }
}

void hyper_settle(struct recipe *recipe)
{
    if (hyper_is_rule(recipe)) {
        recipe->n_hidden = 0;
    }
    settle_activations(recipe);
    recipe->given &= hyper_has_momentum(recipe) ? ~0u : ~(unsigned)RECIPE_MOMENTUM;
    recipe->given &= hyper_has_hidden(recipe) ? ~0u : ~(unsigned)RECIPE_DROPOUT;
}

/* The hidden layers and the loss that there were before a learning rule did away with them. */
static void leave_rule(struct recipe *recipe)
{
    const size_t most = sizeof recipe->hidden / sizeof *recipe->hidden;
    while (recipe->n_hidden < most && recipe->hidden[recipe->n_hidden] > 0) {
        recipe->n_hidden++;
    }
    if (!(recipe->given & RECIPE_LOSS)) {
        struct recipe usual;
        recipe_defaults(&usual);
        recipe->training.loss = usual.training.loss;
    }
}

void hyper_change_optimizer(struct recipe *recipe, const struct lume_optimizer *optimizer)
{
    const bool was_rule = hyper_is_rule(recipe);
    recipe->training.optimizer = optimizer;
    recipe->training.learning_rate = optimizer->default_learning_rate;
    recipe->given |= RECIPE_OPTIMIZER;
    recipe->given &= ~(unsigned)RECIPE_LEARNING_RATE;
    if (was_rule && !hyper_is_rule(recipe)) {
        leave_rule(recipe);
    }
    hyper_settle(recipe);
}
