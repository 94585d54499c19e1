/* SPDX-License-Identifier: MIT */
#ifndef LUME_COURSE_SCALING_H
#define LUME_COURSE_SCALING_H

/*
 * How bytes become the network's inputs: x = scale v + offset.
 */

#include <lume/dataset.h>
#include <lume/network.h>

struct scaling {
    const char *name;
    const char *doc; /* one line */
    /* Set input_scale and input_offset for the images to train on. */
    void (*apply)(const struct lume_dataset *set, struct lume_network *network);
};

/* List them: unit, standard; NULL after the last. */
const struct scaling *scaling_at(size_t index);

#endif
