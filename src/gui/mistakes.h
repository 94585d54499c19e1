/* SPDX-License-Identifier: MIT */
#ifndef LUME_GUI_MISTAKES_H
#define LUME_GUI_MISTAKES_H

/*
 * What came of testing a network on labelled samples, image by image: how often it is right, which
 * digits it takes for which, and how sure it was.
 */

#include <lume/metrics.h>

#include <stdatomic.h>
#include <stdbool.h>

enum { MISTAKES_BINS = 10 };

struct mistakes {
    /* Of all images; labels that the network has no output for are classes, too, and never right.
     * The loss is not told; the calibration error is that over the bins below. */
    struct lume_metrics metrics;
    uint8_t *labels;               /* [n] */
    struct lume_outcome *outcomes; /* [n]; truth 0 where the network has no such output */
    struct lume_calibration_bin bins[MISTAKES_BINS];
    double confidence; /* mean over images */
    uint32_t *images;  /* [n] cell by cell of the confusion matrix, the most confident first */
    uint32_t *cells;   /* [n_classes * n_classes + 1] where each one begins among them */
    uint32_t *wrong;   /* [n_wrong] those that are answered wrongly, the most confident first */
    size_t n_wrong;
};

/* Test a network on images of its size, as it wants them; labels may be any byte.
 *
 * unwanted  looked at every now and then, for another thread to end it: then there are no images in
 *           *out; NULL: nobody does
 * out       mistakes_finish releases it
 * LUME_ERROR_USAGE (no images, or of another size), LUME_ERROR_MEMORY. Cost: about 10 ms for 10,000
 * and 784-16-16-10. */
LUME_MUST_USE enum lume_status mistakes_count(const struct lume_dataset *set,
                                              const struct lume_network *network,
                                              const atomic_bool *unwanted, struct mistakes *out,
                                              struct lume_error *error);

/* NULL is harmless. */
void mistakes_finish(struct mistakes *mistakes);

/* A cell of the confusion matrix. */
struct mistakes_cell {
    uint32_t truth, answer, n;
};

/* The images of a cell, the most confident first. */
size_t mistakes_of_cell(const struct mistakes *mistakes, size_t truth, size_t answer,
                        const uint32_t **images);

/* How many are of a class; how many are answered so. */
size_t mistakes_row(const struct mistakes *mistakes, size_t truth);
size_t mistakes_column(const struct mistakes *mistakes, size_t answer);

/* Find the confusions of most images, at most `most` of them, the largest first; of equals the one
 * whose row comes first, then column. Returns how many there are. */
size_t mistakes_rank(const struct mistakes *mistakes, struct mistakes_cell *out, size_t most);

/* Of two networks, how many of the same images each answers rightly. */
struct mistakes_pair {
    size_t both, first, second, neither; /* first, second: it alone */
};
struct mistakes_pair mistakes_compare(const struct mistakes *first, const struct mistakes *second);

#endif
