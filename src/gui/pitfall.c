/* SPDX-License-Identifier: MIT */
#include "gui/pitfall.h"

#include "gui/text.h"

#include <lume/optimizer.h>

#include <string.h>

/* --- what several share --- */

static void train(struct recipe *recipe, const char *optimizer, float learning_rate, size_t epochs)
{
    recipe->training.optimizer = lume_optimizer_find(optimizer);
    recipe->training.learning_rate = learning_rate;
    recipe->training.schedule = lume_schedule_find("constant");
    recipe->training.epochs = epochs;
    recipe->given |= RECIPE_OPTIMIZER | RECIPE_LEARNING_RATE;
}

static void hide(struct recipe *recipe, size_t n_layers, size_t width, const char *activation)
{
    recipe->n_hidden = n_layers;
    for (size_t i = 0; i < n_layers; i++) {
        recipe->hidden[i] = width;
    }
    recipe->activations[0] = lume_activation_find(activation);
    recipe->n_activations = 1;
    recipe->given |= RECIPE_HIDDEN;
}

enum { DEEP = 5, NARROW = 16, WIDE = 64 };

/* --- learning rate --- */

static void learn_slowly(struct recipe *recipe)
{
    train(recipe, "sgd", 0.001f, 20);
}

static void learn_well(struct recipe *recipe)
{
    train(recipe, "sgd", 0.5f, 20);
}

static void learn_wildly(struct recipe *recipe)
{
    train(recipe, "sgd", 50, 20);
}

/* --- vanishing gradient --- */

static void vanish(struct recipe *recipe)
{
    train(recipe, "sgd", 0.05f, 20);
    hide(recipe, DEEP, NARROW, "sigmoid");
}

static void pass_through(struct recipe *recipe)
{
    train(recipe, "sgd", 0.05f, 20);
    hide(recipe, DEEP, NARROW, "relu");
}

/* --- exploding gradient --- */

static void begin_usual(struct recipe *recipe)
{
    train(recipe, "sgd", 0.2f, 30);
    hide(recipe, DEEP, NARROW, "relu");
}

static void begin_large(struct recipe *recipe)
{
    begin_usual(recipe);
    recipe->initializer = lume_initializer_find("large");
}

static void clip(struct recipe *recipe)
{
    begin_large(recipe);
    recipe->training.clip_norm = 1;
}

/* --- overfitting --- */

static void learn_by_heart(struct recipe *recipe)
{
    train(recipe, "adam", 0.002f, 60);
    hide(recipe, 2, WIDE, "relu");
    recipe->train_size = 500;
    recipe->training.batch_size = 32;
    recipe->training.l2 = 0;
}

static void penalize(struct recipe *recipe)
{
    learn_by_heart(recipe);
    recipe->training.l2 = 0.01f;
}

static void drop_out(struct recipe *recipe)
{
    learn_by_heart(recipe);
    recipe->training.dropout = 0.5f;
    recipe->given |= RECIPE_DROPOUT;
}

static void stop_early(struct recipe *recipe)
{
    learn_by_heart(recipe);
    recipe->training.patience = 5;
    recipe->given |= RECIPE_PATIENCE;
}

/* --- zeros --- */

static void begin_at_random(struct recipe *recipe)
{
    train(recipe, "adam", 0.01f, 20);
}

static void begin_alike(struct recipe *recipe)
{
    begin_at_random(recipe);
    recipe->initializer = lume_initializer_find("zeros");
}

/* --- batch size --- */

static void take(struct recipe *recipe, size_t batch_size)
{
    train(recipe, "sgd", 0.1f, 20);
    recipe->training.batch_size = batch_size;
}

static void take_all(struct recipe *recipe)
{
    take(recipe, 0);
}

static void take_some(struct recipe *recipe)
{
    take(recipe, 64);
}

static void take_one(struct recipe *recipe)
{
    take(recipe, 1);
}

static const struct pitfall pitfalls[] = {
    {
        "learning-rate",
        N_("Learning rate"),
        N_("Too small: the loss hardly falls. Too large: every step jumps across the valley, and "
           "the loss never settles."),
        {
            {N_("too small"), learn_slowly},
            {N_("just right"), learn_well},
            {N_("too large"), learn_wildly},
        },
    },
    {
        "vanishing",
        N_("Vanishing gradient"),
        N_("Five hidden layers: each sigmoid multiplies the gradient by σ′ ≤ 0.25, so that next to "
           "nothing reaches the first layer. ReLU lets it through."),
        {
            {"ReLU", pass_through},
            {"sigmoid", vanish},
        },
    },
    {
        "exploding",
        N_("Exploding gradient"),
        N_("Large initial weights: the gradient grows from layer to layer, and training diverges. "
           "Clipping keeps the steps short; usual weights do not need it."),
        {
            {N_("usual weights"), begin_usual},
            {N_("large weights"), begin_large},
            {N_("large, with clipping"), clip},
        },
    },
    {
        "overfitting",
        N_("Overfitting"),
        N_("With 500 images the training loss falls to 0 while the validation loss rises again: "
           "they are learned by heart. L2 and dropout keep the curves closer together, early "
           "stopping ends soon."),
        {
            {N_("500 images"), learn_by_heart},
            {N_("with L2"), penalize},
            {N_("with dropout"), drop_out},
            {N_("early stopping"), stop_early},
        },
    },
    {
        "zeros",
        N_("All weights zero"),
        N_("Units that start alike get the same gradient and stay alike: all weight pictures are "
           "one picture. Random weights break the symmetry."),
        {
            {N_("random"), begin_at_random},
            {N_("zeros"), begin_alike},
        },
    },
    {
        "batch-size",
        N_("Batch size"),
        N_("Full batch: a smooth curve, but one step an epoch. One by one: many steps, but noisy "
           "ones. Mini-batches are between: many steps, little noise."),
        {
            {N_("full batch"), take_all},
            {N_("mini-batches of 64"), take_some},
            {N_("one by one"), take_one},
        },
    },
};

enum { N_PITFALLS = sizeof pitfalls / sizeof *pitfalls };

const struct pitfall *pitfall_at(size_t index)
{
    return index < N_PITFALLS ? &pitfalls[index] : NULL;
}

const struct pitfall *pitfall_find(const char *name)
{
    for (size_t i = 0; i < N_PITFALLS; i++) {
        if (strcmp(pitfalls[i].name, name) == 0) {
            return &pitfalls[i];
        }
    }
    return NULL;
}
