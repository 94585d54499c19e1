/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_PLAY_H
#define LUME_GUI_PLAY_H

/*
 * Playing a script: what is due is handed on to the app, by the window beside what people do, and
 * by pictures in a time of their own.
 */

#include "gui/app.h"
#include "gui/script.h"

/* Zero but for the script: at the start. */
struct play {
    const struct script *script; /* NULL: nothing is played */
    size_t next;                 /* step */
};

/* Hand on all steps that are due, until the app wants to end.
 *
 * seconds  since the start
 * now      the same moment as app_frame is told it
 * density  device pixels a unit of the window's coordinates
 * Returns in how many seconds the next one is due; infinite: there is none. */
double play_due(struct play *play, struct app *app, double seconds, double now, float density);

#endif
