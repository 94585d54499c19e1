/* SPDX-License-Identifier: MIT */
#include "course/scaling.h"

#include <math.h>

static void apply_unit(const struct lume_dataset *set, struct lume_network *network)
{
    (void)set;
    network->input_scale = (lume_real)1 / 255;
    network->input_offset = 0;
}

/* Sums of integers: exact whatever the order. A set of one grey alone is only centred. */
static void apply_standard(const struct lume_dataset *set, struct lume_network *network)
{
    size_t n = set->n * set->rows * set->columns;
    uint64_t sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t v = set->pixels[i];
        sum += v;
        squares += v * v;
    }
    double mean = (double)sum / (double)n;
    double variance = (double)squares / (double)n - mean * mean;
    double deviation = variance > 0 ? sqrt(variance) : 255;
    network->input_scale = (lume_real)(1 / deviation);
    network->input_offset = (lume_real)(-mean / deviation);
}

static const struct scaling scalings[] = {
    {"unit", "x = v / 255: paper 0, ink 1", apply_unit},
    {"standard", "x = (v - mean) / deviation of all pixels of the training set", apply_standard},
};

const struct scaling *scaling_at(size_t index)
{
    return index < sizeof scalings / sizeof *scalings ? &scalings[index] : NULL;
}
