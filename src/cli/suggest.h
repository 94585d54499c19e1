/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_SUGGEST_H
#define LUME_CLI_SUGGEST_H

/*
 * "Did you mean": the nearest of several names by edit distance.
 */

#include <stddef.h>

struct suggestion {
    const char *wanted; /* what was typed, `length` characters */
    size_t length;
    const char *name; /* the nearest so far; NULL: none is near enough */
    size_t distance;
};

/* Start a search. */
struct suggestion suggest_start(const char *wanted, size_t length);

/* Offer a name. Near enough is: at most a third of its letters (at least 1) inserted, removed,
 * changed or swapped with a neighbour; or one is the beginning of the other. The first of equals
 * wins. */
void suggest_offer(struct suggestion *suggestion, const char *name);

#endif
