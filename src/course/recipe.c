/* SPDX-License-Identifier: MIT */
#include "course/recipe.h"

#include <lume/loss.h>
#include <lume/optimizer.h>

enum { N_DIGITS = 10 };

const struct lume_augment recipe_usual_augment = {
    .shift = 0.7f, .rotate = 10, .scale = 0.1f, .shear = 0.1f};

void recipe_defaults(struct recipe *recipe)
{
    *recipe = (struct recipe){
        .validation = RECIPE_VALIDATION_SHARE,
        .n_classes = N_DIGITS,
        .hidden = {16, 16},
        .n_hidden = 2,
        .initializer = lume_initializer_find("glorot"),
        .scaling = scaling_at(0),
    };
    lume_trainer_defaults(&recipe->training);
}

/* Go on as the model was trained, where nothing else is said. */
static void adopt(struct recipe *recipe, const struct lume_model *start)
{
    struct lume_trainer_config *training = &recipe->training;
    training->normalizer = start->normalizer;
    recipe->n_classes = start->network->n_outputs;
    recipe->n_hidden = start->network->n_layers - 1;
    const struct lume_loss *loss = lume_loss_find(start->loss);
    const struct lume_optimizer *optimizer = lume_optimizer_find(start->optimizer);
    if (loss && !(recipe->given & (RECIPE_LOSS | RECIPE_METHOD))) {
        training->loss = loss;
    }
    if (optimizer && !(recipe->given & (RECIPE_OPTIMIZER | RECIPE_METHOD))) {
        training->optimizer = optimizer;
    }
}

/* A learning rule trains one layer with the activation it was made for. */
static enum recipe_fault resolve_rule(struct recipe *recipe)
{
    const struct lume_optimizer *rule = recipe->training.optimizer;
    if (!rule->delta) {
        return RECIPE_SOUND;
    }
    if (recipe->given & RECIPE_HIDDEN && recipe->n_hidden > 0) {
        return RECIPE_RULE_HIDDEN;
    }
    recipe->n_hidden = 0;
    const struct lume_activation *activation = lume_activation_find(rule->rule_activation);
    if (recipe->n_activations > 0 && recipe->activations[0] != activation) {
        return RECIPE_RULE_ACTIVATION;
    }
    recipe->activations[0] = activation;
    recipe->n_activations = recipe->n_activations > 0 ? recipe->n_activations : 1;
    if (!(recipe->given & RECIPE_LOSS)) {
        recipe->training.loss = lume_loss_find("mse");
    }
    return RECIPE_SOUND;
}

enum recipe_fault recipe_layers(const struct recipe *recipe, struct lume_layer_config *out,
                                size_t *n_layers)
{
    const struct lume_loss *loss = recipe->training.loss;
    const size_t n = recipe->n_hidden, n_given = recipe->n_activations;
    if (n_given > 1 && n_given != n && n_given != n + 1) {
        return RECIPE_MANY_ACTIVATIONS;
    }
    for (size_t i = 0; i < n; i++) {
        out[i].width = recipe->hidden[i];
        out[i].activation = n_given == 0   ? lume_activation_find("sigmoid")
                            : n_given == 1 ? recipe->activations[0]
                                           : recipe->activations[i];
    }
    out[n].width = recipe->n_classes;
    out[n].activation = n_given == n + 1
                            ? recipe->activations[n]
                            : lume_activation_find(loss->fused ? loss->fused : "sigmoid");
    *n_layers = n + 1;
    return RECIPE_SOUND;
}

/* What was asked for must be of use. */
static enum recipe_fault check_use(const struct recipe *recipe)
{
    const struct lume_trainer_config *training = &recipe->training;
    if (recipe->given & RECIPE_MOMENTUM && !training->optimizer->has_momentum) {
        return RECIPE_NO_MOMENTUM;
    }
    if (recipe->given & RECIPE_DROPOUT && training->dropout > 0 && recipe->n_hidden == 0) {
        return RECIPE_NO_HIDDEN;
    }
    if (recipe->given & RECIPE_PATIENCE && training->patience > 0 && recipe->validation == 0) {
        return RECIPE_NO_VALIDATION;
    }
    return RECIPE_SOUND;
}

enum recipe_fault recipe_resolve(struct recipe *recipe, const struct lume_model *start)
{
    struct lume_trainer_config *training = &recipe->training;
    const struct lume_optimizer *usual = training->optimizer;
    if (start) {
        adopt(recipe, start);
    }
    if ((recipe->given & RECIPE_OPTIMIZER || training->optimizer != usual) &&
        !(recipe->given & RECIPE_LEARNING_RATE)) {
        training->learning_rate = training->optimizer->default_learning_rate;
    }
    if (recipe->n_generated > 0 && recipe->n_classes < N_DIGITS) {
        return RECIPE_FEW_CLASSES;
    }
    enum recipe_fault fault = start ? RECIPE_SOUND : resolve_rule(recipe);
    if (fault == RECIPE_SOUND) {
        fault = check_use(recipe);
    }
    if (fault == RECIPE_SOUND && !start) {
        struct lume_layer_config layers[LUME_MAX_LAYERS];
        size_t n_layers;
        fault = recipe_layers(recipe, layers, &n_layers);
    }
    return fault;
}
