/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_CLOCK_H
#define LUME_CLI_CLOCK_H

#include <time.h>

/* Seconds of a clock that nobody sets. */
static inline double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#endif
