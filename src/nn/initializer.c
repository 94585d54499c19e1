/* SPDX-License-Identifier: MIT */
#include <lume/network.h>

#include <math.h>
#include <string.h>

static float draw_zeros(struct lume_rng *rng, size_t n_in, size_t n_out)
{
    (void)rng, (void)n_in, (void)n_out;
    return 0;
}

static float draw_uniform(struct lume_rng *rng, size_t n_in, size_t n_out)
{
    (void)n_in, (void)n_out;
    return lume_rng_range(rng, -0.05f, 0.05f);
}

static float draw_normal(struct lume_rng *rng, size_t n_in, size_t n_out)
{
    (void)n_in, (void)n_out;
    return 0.05f * lume_rng_normal(rng);
}

static float draw_lecun(struct lume_rng *rng, size_t n_in, size_t n_out)
{
    (void)n_out;
    return sqrtf(1 / (float)n_in) * lume_rng_normal(rng);
}

static float draw_glorot(struct lume_rng *rng, size_t n_in, size_t n_out)
{
    float limit = sqrtf(6 / (float)(n_in + n_out));
    return lume_rng_range(rng, -limit, limit);
}

static float draw_he(struct lume_rng *rng, size_t n_in, size_t n_out)
{
    (void)n_out;
    return sqrtf(2 / (float)n_in) * lume_rng_normal(rng);
}

static float draw_large(struct lume_rng *rng, size_t n_in, size_t n_out)
{
    (void)n_in, (void)n_out;
    return lume_rng_normal(rng);
}

static const struct lume_initializer initializers[] = {
    {"zeros", "0: all units of a layer stay alike, a pitfall to show", draw_zeros},
    {"uniform", "uniform from -0.05 to 0.05", draw_uniform},
    {"normal", "normal, deviation 0.05", draw_normal},
    {"lecun", "normal, deviation sqrt(1 / n_in) (LeCun 1998)", draw_lecun},
    {"glorot", "uniform up to sqrt(6 / (n_in + n_out)) (Glorot and Bengio 2010)", draw_glorot},
    {"he", "normal, deviation sqrt(2 / n_in), for relu and its kin (He 2015)", draw_he},
    {"large", "normal, deviation 1: signals and gradients explode, a pitfall to show", draw_large},
};

enum { N_INITIALIZERS = sizeof initializers / sizeof initializers[0] };

const struct lume_initializer *lume_initializer_at(size_t index)
{
    return index < N_INITIALIZERS ? &initializers[index] : NULL;
}

const struct lume_initializer *lume_initializer_find(const char *name)
{
    for (size_t i = 0; i < N_INITIALIZERS; i++) {
        if (strcmp(initializers[i].name, name) == 0) {
            return &initializers[i];
        }
    }
    return NULL;
}
