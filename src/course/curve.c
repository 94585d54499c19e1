/* SPDX-License-Identifier: MIT */
#include "course/curve.h"

#include "base/number.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* So many go at once, or more. */
enum { LEAST_DROPPED = CURVE_MAX_POINTS / 16 };

/* Whether a point inside an epoch, or the end of one, may go: never the first, last and best. */
static bool may_go(const struct curve *curve, size_t i, bool ends)
{
    const struct curve_point *point = &curve->points[i];
    const bool best = ends && point->epoch == (double)curve->best_epoch;
    return i > 0 && i + 1 < curve->n && point->ends == ends && !best;
}

/* Whether the end of an epoch may go that is no multiple of `stride`. */
static bool off_stride(const struct curve *curve, size_t i, uint64_t stride)
{
    return may_go(curve, i, true) && (uint64_t)curve->points[i].epoch % stride != 0;
}

/* So that those inside epochs that stay are evenly spread over all epochs, and at most half of n.
 */
static void drop_inside(struct curve *curve, size_t n)
{
    const double space = 2 * curve->points[curve->n - 1].epoch / (double)n;
    double next = space;
    size_t kept = 0;
    for (size_t i = 0; i < curve->n; i++) {
        const bool inside = may_go(curve, i, false);
        if (inside && curve->points[i].epoch < next) {
            continue;
        }
        next = inside ? curve->points[i].epoch + space : next;
        curve->points[kept++] = curve->points[i];
    }
    curve->n = kept;
}

static void drop_ends(struct curve *curve, uint64_t stride)
{
    size_t kept = 0;
    for (size_t i = 0; i < curve->n; i++) {
        if (!off_stride(curve, i, stride)) {
            curve->points[kept++] = curve->points[i];
        }
    }
    curve->n = kept;
}

static size_t count_inside(const struct curve *curve)
{
    size_t n = 0;
    for (size_t i = 0; i < curve->n; i++) {
        n += may_go(curve, i, false);
    }
    return n;
}

static size_t count_ends(const struct curve *curve, uint64_t stride)
{
    size_t n = 0;
    for (size_t i = 0; i < curve->n; i++) {
        n += off_stride(curve, i, stride);
    }
    return n;
}

static void thin(struct curve *curve)
{
    const size_t n_inside = count_inside(curve);
    uint64_t stride = 2;
    if (n_inside >= 4 * LEAST_DROPPED) {
        drop_inside(curve, n_inside);
        return;
    }
    while (count_ends(curve, stride) < LEAST_DROPPED) {
        stride *= 2;
    }
    drop_ends(curve, stride);
}

void curve_add(struct curve *curve, const struct curve_point *point)
{
    assert(curve->n == 0 || point->epoch >= curve->points[curve->n - 1].epoch);
    if (curve->n == CURVE_MAX_POINTS) {
        thin(curve);
    }
    curve->points[curve->n++] = *point;
}

void curve_cut(struct curve *curve, double epoch)
{
    while (curve->n > 0 && curve->points[curve->n - 1].epoch > epoch) {
        curve->n--;
    }
    if ((double)curve->best_epoch > epoch) {
        curve->best_epoch = 0;
    }
}

const struct curve_point *curve_at(const struct curve *curve, double epoch)
{
    size_t low = 0, high = curve->n;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (curve->points[middle].epoch < epoch) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (curve->n == 0) {
        return NULL;
    }
    if (low == curve->n ||
        (low > 0 && epoch - curve->points[low - 1].epoch <= curve->points[low].epoch - epoch)) {
        low--;
    }
    return &curve->points[low];
}

static void write_name(const char *name, struct buffer *out)
{
    const bool quoted = strpbrk(name, ",\"\r\n") != NULL;
    buffer_text(out, quoted ? "\"" : "");
    for (const char *c = name; *c; c++) {
        buffer_text(out, *c == '"' ? "\"" : "");
        buffer_append(out, c, 1);
    }
    buffer_text(out, quoted ? "\"" : "");
}

static void write_point(const struct curve_point *point, struct buffer *out)
{
    const float values[] = {point->train_loss, point->train_accuracy, point->validation_loss,
                            point->validation_accuracy};
    char text[NUMBER_SIZE];
    buffer_format(out, ",%s,%llu", number_double(point->epoch, text),
                  (unsigned long long)point->batches);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        buffer_format(out, ",%s", isfinite(values[i]) ? number_float(values[i], text) : "");
    }
    buffer_text(out, "\n");
}

void curve_write_csv(const struct curve *const *curves, const char *const *names, size_t n,
                     struct buffer *out)
{
    buffer_text(out, "run,epoch,batches,train_loss,train_accuracy,validation_loss,"
                     "validation_accuracy\n");
    for (size_t k = 0; k < n; k++) {
        for (size_t i = 0; i < curves[k]->n; i++) {
            write_name(names[k], out);
            write_point(&curves[k]->points[i], out);
        }
    }
}
