/* SPDX-License-Identifier: MIT */
#include <lume/optimizer.h>

#include <string.h>

/* cos(pi t) for t from 0 to 1. libm's bits differ between processors, and the learning rate is in
 * every weight. Taylor on the half nearer to a zero or a top: error below 1e-13. */
static double cos_pi(double t)
{
    const double pi = 3.14159265358979323846;
    double sign = 1;
    if (t > 0.5) {
        t = 1 - t;
        sign = -1;
    }
    double x2 = pi * t * (pi * t), term = 1, sum = 1;
    for (int k = 1; k <= 10; k++) {
        term *= -x2 / ((2 * k - 1) * (2 * k));
        sum += term;
    }
    return sign * sum;
}

/* From `from` to `to` along half a wave, as t goes from 0 to 1. */
static double ease(double from, double to, double t)
{
    return to + (from - to) * 0.5 * (1 + cos_pi(t));
}

static double constant_factor(double progress)
{
    (void)progress;
    return 1;
}

static double step_factor(double progress)
{
    return progress < 0.5 ? 1 : (progress < 0.75 ? 0.1 : 0.01);
}

static double cosine_factor(double progress)
{
    return ease(1, 0, progress);
}

static double one_cycle_factor(double progress)
{
    const double top = 0.3;
    return progress < top ? ease(0.04, 1, progress / top)
                          : ease(1, 4e-6, (progress - top) / (1 - top));
}

static const struct lume_schedule schedules[] = {
    {"constant", "1 throughout", constant_factor},
    {"step", "1, after half of training 0.1, after three quarters 0.01", step_factor},
    {"cosine", "(1 + cos(pi t)) / 2, from 1 to 0 (Loshchilov and Hutter 2017)", cosine_factor},
    {"one-cycle", "0.04 to 1 in the first 30 %, then down to 4e-6 (Smith 2018)", one_cycle_factor},
};

enum { N_SCHEDULES = sizeof schedules / sizeof schedules[0] };

const struct lume_schedule *lume_schedule_at(size_t index)
{
    return index < N_SCHEDULES ? &schedules[index] : NULL;
}

const struct lume_schedule *lume_schedule_find(const char *name)
{
    for (size_t i = 0; i < N_SCHEDULES; i++) {
        if (strcmp(schedules[i].name, name) == 0) {
            return &schedules[i];
        }
    }
    return NULL;
}
