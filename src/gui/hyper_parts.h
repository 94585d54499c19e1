/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_HYPER_PARTS_H
#define LUME_GUI_HYPER_PARTS_H

/* What the files of hyper.h share. */

#include "gui/hyper.h"

#define HYPER_NO_SUCH_THING "\u2014" /* such as momentum, in an optimizer that has none */

extern const struct hyper hyper_hidden, hyper_activation, hyper_init, hyper_optimizer,
    hyper_learning_rate, hyper_batch_size, hyper_momentum, hyper_schedule, hyper_epochs, hyper_l1,
    hyper_l2, hyper_dropout, hyper_clip_norm, hyper_augment, hyper_patience, hyper_train_size;

/* It is trained by a learning rule: there are no hidden layers then. */
bool hyper_is_rule(const struct recipe *recipe);
bool hyper_has_hidden(const struct recipe *recipe);
bool hyper_has_momentum(const struct recipe *recipe);

/* Of a hidden layer that gradients go through. */
bool hyper_suits_hidden(const struct lume_activation *activation);

/* After any change: make it a recipe that recipe_resolve takes. What has no place now keeps its
 * value for later. */
void hyper_settle(struct recipe *recipe);

/* An optimizer comes with its own learning rate; with a learning rule the hidden layers go, and
 * after it they come back. */
void hyper_change_optimizer(struct recipe *recipe, const struct lume_optimizer *optimizer);

/* Copy a text, or what there is room for. */
void hyper_put(char *out, size_t size, const char *text);

#endif
