/* SPDX-License-Identifier: MIT */
#include "gui/mistakes.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* --- testing --- */

/* How many images a network answers in some hundredths of a second, a few at least. */
static size_t choose_piece(const struct lume_network *network)
{
    const size_t products = (size_t)1 << 28, least = 16;
    const size_t n = products / network->n_reals;
    return n > least ? n : least;
}

/* Answer some images; those whose labels the network has no output for are asked as if they were
 * of class 0. */
static enum lume_status test_piece(const struct lume_network *network,
                                   const struct lume_dataset *piece, uint8_t *room,
                                   struct lume_outcome *out, struct lume_error *error)
{
    struct lume_dataset set = *piece; /* a view */
    struct lume_metrics metrics;
    set.owned = NULL;
    set.labels = room;
    for (size_t i = 0; i < set.n; i++) {
        room[i] = piece->labels[i] < network->n_outputs ? piece->labels[i] : 0;
    }
    const enum lume_status status = lume_evaluate_images(network, &set, lume_loss_find("mse"), NULL,
                                                         NULL, out, &metrics, error);
    if (status != LUME_OK) {
        return status;
    }
    lume_metrics_finish(&metrics);
    for (size_t i = 0; i < set.n; i++) {
        out[i].truth = piece->labels[i] < network->n_outputs ? out[i].truth : 0;
    }
    return LUME_OK;
}

/* Test piece by piece. *ended: it is unwanted meanwhile. */
static enum lume_status test_all(const struct lume_network *network, const struct lume_dataset *set,
                                 const atomic_bool *unwanted, struct lume_outcome *out, bool *ended,
                                 struct lume_error *error)
{
    const size_t most = choose_piece(network);
    uint8_t *room = memory_allocate(most < set->n ? most : set->n, 1);
    enum lume_status status = room ? LUME_OK : memory_exhausted(error, NULL);
    size_t at = 0;
    while (status == LUME_OK && at < set->n && !(unwanted && atomic_load(unwanted))) {
        struct lume_dataset piece = *set;
        piece.n = set->n - at < most ? set->n - at : most;
        piece.pixels += at * set->rows * set->columns;
        piece.labels += at;
        status = test_piece(network, &piece, room, out + at, error);
        at += piece.n;
    }
    memory_free(room);
    *ended = status == LUME_OK && at < set->n;
    return status;
}

/* --- what came of it --- */

/* What images are sorted by. */
struct key {
    uint32_t cell, image;
    lume_real confidence;
};

/* Cell by cell, the most confident first, then as they come; what is no number comes last. */
static int compare_keys(const void *left, const void *right)
{
    const struct key *a = left, *b = right;
    if (a->cell != b->cell) {
        return a->cell < b->cell ? -1 : 1;
    }
    const lume_real p = a->confidence == a->confidence ? a->confidence : (lume_real)-1e30;
    const lume_real q = b->confidence == b->confidence ? b->confidence : (lume_real)-1e30;
    if (p != q) {
        return p > q ? -1 : 1;
    }
    return a->image < b->image ? -1 : a->image > b->image;
}

static struct key key_of(const struct mistakes *mistakes, uint32_t image)
{
    const struct lume_outcome *outcome = &mistakes->outcomes[image];
    const size_t cell = mistakes->labels[image] * mistakes->metrics.n_classes + outcome->answer;
    return (struct key){(uint32_t)cell, image, outcome->confidence};
}

static void sort_cells(struct mistakes *mistakes, struct key *keys)
{
    const size_t n = mistakes->metrics.n,
                 n_cells = mistakes->metrics.n_classes * mistakes->metrics.n_classes;
    for (size_t i = 0; i < n; i++) {
        keys[i] = key_of(mistakes, (uint32_t)i);
        mistakes->metrics.confusion[keys[i].cell]++;
    }
    qsort(keys, n, sizeof *keys, compare_keys);
    for (size_t i = 0; i < n; i++) {
        mistakes->images[i] = keys[i].image;
    }
    for (size_t cell = 0; cell < n_cells; cell++) {
        mistakes->cells[cell + 1] = mistakes->cells[cell] + mistakes->metrics.confusion[cell];
    }
}

static void sort_wrong(struct mistakes *mistakes, struct key *keys)
{
    for (size_t i = 0; i < mistakes->metrics.n; i++) {
        if (mistakes->outcomes[i].answer != mistakes->labels[i]) {
            struct key *key = &keys[mistakes->n_wrong++];
            *key = key_of(mistakes, (uint32_t)i);
            key->cell = 0;
        }
    }
    qsort(keys, mistakes->n_wrong, sizeof *keys, compare_keys);
    for (size_t i = 0; i < mistakes->n_wrong; i++) {
        mistakes->wrong[i] = keys[i].image;
    }
}

static void measure(struct mistakes *mistakes)
{
    struct lume_metrics *metrics = &mistakes->metrics;
    double confidence = 0;
    metrics->accuracy = (double)(metrics->n - mistakes->n_wrong) / (double)metrics->n;
    metrics->calibration_error = lume_calibrate(mistakes->outcomes, mistakes->labels, metrics->n,
                                                mistakes->bins, MISTAKES_BINS);
    for (size_t b = 0; b < MISTAKES_BINS; b++) {
        confidence += mistakes->bins[b].confidence;
    }
    mistakes->confidence = confidence / (double)metrics->n;
}

static size_t count_classes(const struct lume_network *network, const struct lume_dataset *set)
{
    size_t n = network->n_outputs;
    for (size_t i = 0; i < set->n; i++) {
        n = set->labels[i] >= n ? set->labels[i] + 1u : n;
    }
    return n;
}

static enum lume_status allocate(const struct lume_dataset *set, size_t n_classes,
                                 struct mistakes *out, struct lume_error *error)
{
    const size_t n_cells = n_classes * n_classes;
    struct mistakes made = {.metrics = {.n = set->n, .n_classes = n_classes}};
    made.metrics.confusion = memory_allocate(n_cells, sizeof *made.metrics.confusion);
    made.labels = memory_allocate(set->n, 1);
    made.outcomes = memory_allocate(set->n, sizeof *made.outcomes);
    made.images = memory_allocate(set->n, sizeof *made.images);
    made.cells = memory_allocate(n_cells + 1, sizeof *made.cells);
    made.wrong = memory_allocate(set->n, sizeof *made.wrong);
    if (!made.metrics.confusion || !made.labels || !made.outcomes || !made.images || !made.cells ||
        !made.wrong) {
        mistakes_finish(&made);
        return memory_exhausted(error, NULL);
    }
    memcpy(made.labels, set->labels, set->n);
    *out = made;
    return LUME_OK;
}

enum lume_status mistakes_count(const struct lume_dataset *set, const struct lume_network *network,
                                const atomic_bool *unwanted, struct mistakes *out,
                                struct lume_error *error)
{
    struct mistakes made;
    bool ended = false;
    if (set->n == 0) {
        return lume_error_set(error, LUME_ERROR_USAGE, NULL, "images, expected 1 or more, got 0");
    }
    enum lume_status status = allocate(set, count_classes(network, set), &made, error);
    if (status != LUME_OK) {
        return status;
    }
    status = test_all(network, set, unwanted, made.outcomes, &ended, error);
    if (status == LUME_OK && !ended) {
        struct key *keys = memory_allocate(set->n, sizeof *keys);
        status = keys ? LUME_OK : memory_exhausted(error, NULL);
        if (keys) {
            sort_cells(&made, keys);
            sort_wrong(&made, keys);
            measure(&made);
            memory_free(keys);
        }
    }
    if (status != LUME_OK || ended) {
        mistakes_finish(&made);
    }
    if (status == LUME_OK) {
        *out = made;
    }
    return status;
}

void mistakes_finish(struct mistakes *mistakes)
{
    if (mistakes) {
        lume_metrics_finish(&mistakes->metrics);
        memory_free(mistakes->labels);
        memory_free(mistakes->outcomes);
        memory_free(mistakes->images);
        memory_free(mistakes->cells);
        memory_free(mistakes->wrong);
        memset(mistakes, 0, sizeof *mistakes);
    }
}

/* --- looking at it --- */

size_t mistakes_of_cell(const struct mistakes *mistakes, size_t truth, size_t answer,
                        const uint32_t **images)
{
    const size_t n_classes = mistakes->metrics.n_classes, cell = truth * n_classes + answer;
    assert(truth < n_classes && answer < n_classes);
    *images = mistakes->images + mistakes->cells[cell];
    return mistakes->metrics.confusion[cell];
}

size_t mistakes_row(const struct mistakes *mistakes, size_t truth)
{
    const size_t n_classes = mistakes->metrics.n_classes;
    return mistakes->cells[(truth + 1) * n_classes] - mistakes->cells[truth * n_classes];
}

size_t mistakes_column(const struct mistakes *mistakes, size_t answer)
{
    const struct lume_metrics *metrics = &mistakes->metrics;
    size_t n = 0;
    for (size_t truth = 0; truth < metrics->n_classes; truth++) {
        n += metrics->confusion[truth * metrics->n_classes + answer];
    }
    return n;
}

size_t mistakes_rank(const struct mistakes *mistakes, struct mistakes_cell *out, size_t most)
{
    const struct lume_metrics *metrics = &mistakes->metrics;
    const size_t n_cells = metrics->n_classes * metrics->n_classes;
    size_t n = 0;
    for (size_t cell = 0; cell < n_cells; cell++) {
        const struct mistakes_cell found = {(uint32_t)(cell / metrics->n_classes),
                                            (uint32_t)(cell % metrics->n_classes),
                                            metrics->confusion[cell]};
        if (found.truth == found.answer || found.n == 0) {
            continue;
        }
        size_t place = n;
        while (place > 0 && out[place - 1].n < found.n) {
            place--;
        }
        n += n < most;
        for (size_t i = n; i > place + 1; i--) {
            out[i - 1] = out[i - 2];
        }
        if (place < n) {
            out[place] = found;
        }
    }
    return n;
}

struct mistakes_pair mistakes_compare(const struct mistakes *first, const struct mistakes *second)
{
    struct mistakes_pair pair = {0};
    assert(first->metrics.n == second->metrics.n);
    for (size_t i = 0; i < first->metrics.n; i++) {
        const bool a = first->outcomes[i].answer == first->labels[i];
        const bool b = second->outcomes[i].answer == second->labels[i];
        pair.both += a && b;
        pair.first += a && !b;
        pair.second += !a && b;
        pair.neither += !a && !b;
    }
    return pair;
}
