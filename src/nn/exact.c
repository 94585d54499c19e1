/* SPDX-License-Identifier: MIT */
#define LUME_REAL double /* for all that follows, in this file alone */

#include "nn/exact.h"

#include "nn/activation_impl.h"
#include "nn/loss_impl.h"

#include <assert.h>
#include <string.h>

static const struct activation_kernel *find_activation(const char *name)
{
    const struct activation_kernel *kernel = activation_kernels;
    while (kernel->activation && strcmp(kernel->activation->name, name) != 0) {
        kernel++;
    }
    assert(kernel->activation);
    return kernel;
}

static const struct lume_loss *find_loss(const char *name)
{
    size_t i = 0;
    while (i < N_LOSSES && strcmp(losses[i].name, name) != 0) {
        i++;
    }
    assert(i < N_LOSSES);
    return &losses[i];
}

void exact_forward(const char *activation, const double *z, double *a, size_t n, double slope)
{
    find_activation(activation)->forward(z, a, 1, n, n, slope);
}

void exact_backward(const char *activation, const double *z, const double *a, double *delta,
                    size_t n, double slope)
{
    find_activation(activation)->backward(z, a, delta, 1, n, n, slope);
}

double exact_loss(const char *loss, bool fused, const double *z, const double *a, size_t n,
                  size_t label)
{
    return find_loss(loss)->value(fused, z, a, n, label);
}

void exact_loss_gradient(const char *loss, bool fused, const double *z, const double *a, size_t n,
                         size_t label, double *gradient)
{
    find_loss(loss)->gradient(fused, z, a, n, label, gradient);
}
