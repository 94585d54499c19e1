/* SPDX-License-Identifier: MIT */
#include "course/curve.h"

#include "base/number.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Points between the ends of epochs, all the same, are not thinned below so many: else ends go. */
enum { LEAST_BETWEEN = CURVE_MAX_POINTS / 8 };

static bool between(const struct curve_point *point)
{
    return !point->ends;
}

static bool plain_end(const struct curve *curve, const struct curve_point *point)
{
    return point->ends && point->epoch != (double)curve->best_epoch;
}

/* Whether a point may go now: never the first and the last. */
static bool may_go(const struct curve *curve, size_t i, bool ends)
{
    const struct curve_point *point = &curve->points[i];
    return i > 0 && i + 1 < curve->n && (ends ? plain_end(curve, point) : between(point));
}

static size_t count(const struct curve *curve, bool ends)
{
    size_t n = 0;
    for (size_t i = 0; i < curve->n; i++) {
        n += may_go(curve, i, ends);
    }
    return n;
}

/* Of the first n points that may go every second one does, the first of them too. */
static void drop(struct curve *curve, bool ends, size_t n)
{
    size_t kept = 0, met = 0;
    for (size_t i = 0; i < curve->n; i++) {
        const bool goes = met < n && may_go(curve, i, ends);
        met += goes;
        if (!goes || met % 2 == 0) {
            curve->points[kept++] = curve->points[i];
        }
    }
    curve->n = kept;
}

static void thin(struct curve *curve)
{
    const size_t n_between = count(curve, false);
    if (n_between >= LEAST_BETWEEN) {
        drop(curve, false, n_between / 2);
    } else {
        drop(curve, true, count(curve, true));
    }
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
