/* SPDX-License-Identifier: MIT */
#ifndef LUME_BASE_CLOCK_H
#define LUME_BASE_CLOCK_H

#include <time.h>

/* Seconds of a clock that nobody sets: for programs, as the library knows no time. */
static inline double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#endif
