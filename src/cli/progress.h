/* SPDX-License-Identifier: MIT */
#ifndef LUME_CLI_PROGRESS_H
#define LUME_CLI_PROGRESS_H

/*
 * The live line of a training, on standard error where that is a terminal.
 */

#include <stdbool.h>
#include <stddef.h>

struct progress {
    bool live;    /* else every call does nothing */
    bool unicode; /* block characters can be shown */
    bool drawn;   /* the line is on the screen */
};

/* What the line tells. */
struct progress_state {
    size_t epoch, n_epochs; /* epoch from 1 on */
    double done;            /* of the whole training, 0 to 1 */
    double loss, accuracy;  /* not finite: left out */
    double images_per_second;
    double seconds_left;
};

enum { PROGRESS_WIDTH_MAX = 400, PROGRESS_SIZE = 4 * PROGRESS_WIDTH_MAX };

/* Find out what the terminal can do: none at all, TERM=dumb or NO_COLOR gives no live line, and a
 * locale without UTF-8 gives plain letters. */
struct progress progress_start(bool wanted);

/* Write the line for a terminal of `width` columns (it keeps the last one free) into `out`. */
void progress_format(const struct progress_state *state, size_t width, bool unicode,
                     char out[PROGRESS_SIZE]);

/* Draw it, unless the program is in the background of its terminal. */
void progress_draw(struct progress *progress, const struct progress_state *state);

/* Make room for an ordinary line. */
void progress_clear(struct progress *progress);

#endif
