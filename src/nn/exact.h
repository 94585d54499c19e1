/* SPDX-License-Identifier: MIT */
#ifndef LUME_NN_EXACT_H
#define LUME_NN_EXACT_H

/*
 * Activations and losses in double, for what is shown digit by digit: the sources of the registries
 * a second time, found by the names that the registries give them.
 */

#include <stdbool.h>
#include <stddef.h>

/* a = f(z) of a layer, [n] each; `slope` as for struct lume_activation. */
void exact_forward(const char *activation, const double *z, double *a, size_t n, double slope);

/* What is dL/da in delta[n] becomes dL/dz. */
void exact_backward(const char *activation, const double *z, const double *a, double *delta,
                    size_t n, double slope);

/* As value and gradient of struct lume_loss. */
double exact_loss(const char *loss, bool fused, const double *z, const double *a, size_t n,
                  size_t label);
void exact_loss_gradient(const char *loss, bool fused, const double *z, const double *a, size_t n,
                         size_t label, double *gradient);

#endif
