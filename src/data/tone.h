/* SPDX-License-Identifier: MIT */
#ifndef LUME_DATA_TONE_H
#define LUME_DATA_TONE_H

/*
 * Which greys of a picture are paper and which are ink.
 */

#include <lume/image.h>

struct tone {
    bool dark_ink;    /* on light paper */
    bool clean;       /* the paper is plain black or white */
    uint8_t ink[256]; /* of each grey: 0 paper to 255 ink, never falling from paper to ink */
};

/* Measure a picture: paper is the median of its border, ink the side of it on which the strongest
 * greys are, and noise is what most of the border stays below. A picture and its negative have the
 * same ink. False when there is none. */
bool tone_measure(const struct lume_picture *picture, struct tone *tone);

#endif
