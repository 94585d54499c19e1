/* SPDX-License-Identifier: MIT */
#ifndef LUME_COURSE_RECIPE_H
#define LUME_COURSE_RECIPE_H

/*
 * What a training is told, as plain values: equal recipes, data and models to start from give equal
 * models, to the bit, whoever drives the trainer.
 */

#include "course/scaling.h"

#include <lume/model.h>
#include <lume/network.h>
#include <lume/trainer.h>

/* Of `validation`: a twelfth of what there is. */
#define RECIPE_VALIDATION_SHARE UINT64_MAX

/* What somebody asked for: what follows from the rest is not put in its place, and that it comes to
 * nothing is a fault. */
enum recipe_given {
    RECIPE_HIDDEN = 1,
    RECIPE_LOSS = 2,
    RECIPE_OPTIMIZER = 4,
    RECIPE_LEARNING_RATE = 8,
    RECIPE_MOMENTUM = 16,
    RECIPE_DROPOUT = 32,
    RECIPE_PATIENCE = 64,
    RECIPE_METHOD = 128, /* loss and optimizer, even if a model to start from had others */
};

struct recipe {
    size_t n_generated, n_generated_test; /* digits of the generator */
    uint64_t validation;                  /* images or drawings; RECIPE_VALIDATION_SHARE */
    uint64_t train_size;                  /* as many of those that are left; 0: all */
    size_t n_classes;

    size_t hidden[LUME_MAX_LAYERS - 1]; /* widths */
    size_t n_hidden;
    /* None: what is usual; one: of all hidden layers; or one for each of them, or for all layers.
     */
    const struct lume_activation *activations[LUME_MAX_LAYERS];
    size_t n_activations;
    const struct lume_initializer *initializer;
    const struct scaling *scaling;

    struct lume_trainer_config training; /* its seed is that of everything; its pool NULL */
    unsigned given;                      /* enum recipe_given, as bits */
};

/* Why a recipe contradicts itself; each driver says it in its own words. */
enum recipe_fault {
    RECIPE_SOUND,
    RECIPE_FEW_CLASSES,      /* for generated digits, which are of ten */
    RECIPE_RULE_HIDDEN,      /* hidden layers beside a learning rule, which trains one layer */
    RECIPE_RULE_ACTIVATION,  /* another activation than the rule is made for */
    RECIPE_NO_MOMENTUM,      /* in this optimizer */
    RECIPE_NO_HIDDEN,        /* units that dropout could silence */
    RECIPE_NO_VALIDATION,    /* for patience to watch */
    RECIPE_MANY_ACTIVATIONS, /* or too few for the layers */
};

/* The ranges of augmentation where somebody wants it and says no more. */
extern const struct lume_augment recipe_usual_augment;

/* Fill in what is done when nothing is said: 784-16-16-10. */
void recipe_defaults(struct recipe *recipe);

/* Bring it together: what the optimizer asks for, what a model to start from says (NULL: there is
 * none). Afterwards every field holds what training will use. */
enum recipe_fault recipe_resolve(struct recipe *recipe, const struct lume_model *start);

/* Write the layers; `out` has room for LUME_MAX_LAYERS. RECIPE_SOUND or RECIPE_MANY_ACTIVATIONS. */
enum recipe_fault recipe_layers(const struct recipe *recipe, struct lume_layer_config *out,
                                size_t *n_layers);

#endif
