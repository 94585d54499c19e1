/* SPDX-License-Identifier: MIT */
#include "cli/suggest.h"

#include <string.h>

enum { LONGEST = 32 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance: insertions, deletions, changes, swaps of neighbours. */
static size_t edit_distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= n_b; j++) {
        last[j] = j;
        before[j] = 0;
    }
    for (size_t i = 1; i <= n_a; i++) {
        row[0] = i;
        for (size_t j = 1; j <= n_b; j++) {
            size_t change = last[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(change, least(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], before[j - 2] + 1);
            }
        }
        size_t *recycled = before;
        before = last;
        last = row;
        row = recycled;
    }
    return last[n_b];
}

struct suggestion suggest_start(const char *wanted, size_t length)
{
    return (struct suggestion){.wanted = wanted, .length = length};
}

void suggest_offer(struct suggestion *suggestion, const char *name)
{
    size_t length = strlen(name);
    if (length > LONGEST || suggestion->length > LONGEST) {
        return;
    }
    size_t limit = length < 6 ? 1 : length / 3;
    size_t distance = edit_distance(suggestion->wanted, suggestion->length, name, length);
    size_t shorter = least(length, suggestion->length);
    if (shorter >= 3 && memcmp(name, suggestion->wanted, shorter) == 0) {
        distance = least(distance, limit);
    }
    if (distance <= limit && (!suggestion->name || distance < suggestion->distance)) {
        suggestion->name = name;
        suggestion->distance = distance;
    }
}
