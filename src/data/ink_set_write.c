/* SPDX-License-Identifier: MIT */
#include "data/ink_set_write.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/number.h"
#include "data/gzip.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { TIME_DECIMALS = 6 };

/* Add a number without zeros at its end. */
static void append_number(struct buffer *text, double value, int decimals)
{
    char digits[NUMBER_SIZE];
    number_fixed(value, decimals, digits);
    size_t n = strlen(digits);
    if (strchr(digits, '.') && !strchr(digits, 'e')) {
        while (digits[n - 1] == '0') {
            n--;
        }
        n -= digits[n - 1] == '.';
    }
    buffer_append(text, digits, n);
}

static void append_point(struct buffer *text, const struct lume_ink_point *point, int decimals)
{
    assert(fabs(point->x) <= LUME_INK_MAX_COORDINATE && fabs(point->y) <= LUME_INK_MAX_COORDINATE);
    buffer_append(text, "[", 1);
    append_number(text, point->x, decimals);
    buffer_append(text, ",", 1);
    append_number(text, point->y, decimals);
    if (!isnan(point->time)) {
        buffer_append(text, ",", 1);
        append_number(text, point->time, TIME_DECIMALS);
    }
    buffer_append(text, "]", 1);
}

static void append_strokes(struct buffer *text, const struct lume_strokes *strokes, int decimals)
{
    size_t point = 0;
    buffer_text(text, "[");
    for (size_t stroke = 0; stroke < strokes->n_strokes; stroke++) {
        buffer_text(text, stroke > 0 ? ",[" : "[");
        for (size_t first = point; point < strokes->ends[stroke]; point++) {
            if (point > first) {
                buffer_append(text, ",", 1);
            }
            append_point(text, &strokes->points[point], decimals);
        }
        buffer_text(text, "]");
    }
    buffer_text(text, "]");
}

static void append_item(struct buffer *text, const struct lume_ink_set *set,
                        const struct lume_ink_item *item, int decimals)
{
    buffer_text(text, "{");
    if (item->label != LUME_INK_NO_LABEL) {
        buffer_format(text, "\"label\":%d,", item->label);
    }
    if (item->writer != LUME_INK_NO_WRITER) {
        assert((size_t)item->writer < set->n_writers);
        buffer_text(text, "\"writer\":");
        json_append_string(text, set->writers[item->writer]);
        buffer_text(text, ",");
    }
    buffer_text(text, "\"strokes\":");
    append_strokes(text, &item->strokes, decimals);
    buffer_text(text, "}\n");
}

void ink_set_write(const struct lume_ink_set *set, unsigned decimals, struct buffer *text)
{
    assert(decimals <= 9);
    for (size_t i = 0; i < set->n && text->size <= LUME_INK_MAX_SIZE; i++) {
        append_item(text, set, &set->items[i], (int)decimals);
    }
}

static enum lume_status over_limit(const char *path, const char *what, size_t limit,
                                   struct lume_error *error)
{
    return lume_error_set(error, LUME_ERROR_MEMORY, path, "%s, expected at most %zu, got more",
                          what, limit);
}

/* Refuse what could not be read again. */
static enum lume_status check_counts(const struct lume_ink_set *set, const char *path,
                                     struct lume_error *error)
{
    size_t n_points = 0;
    if (set->n > LUME_INK_MAX_DRAWINGS) {
        return over_limit(path, "drawings", LUME_INK_MAX_DRAWINGS, error);
    }
    for (size_t i = 0; i < set->n; i++) {
        const struct lume_strokes *strokes = &set->items[i].strokes;
        n_points += lume_strokes_count_points(strokes) + strokes->n_strokes;
    }
    if (n_points > LUME_INK_MAX_SET_POINTS) {
        return over_limit(path, "points and strokes", LUME_INK_MAX_SET_POINTS, error);
    }
    return LUME_OK;
}

enum lume_status lume_ink_set_save(const struct lume_ink_set *set, unsigned decimals,
                                   const char *path, struct lume_error *error)
{
    assert(set->n > 0);
    struct buffer text = {0};
    enum lume_status status = check_counts(set, path, error);
    if (status != LUME_OK) {
        return status;
    }
    ink_set_write(set, decimals, &text);
    if (text.failed) {
        status = memory_exhausted(error, path);
    } else if (text.size > LUME_INK_MAX_SIZE) {
        status = over_limit(path, "bytes", LUME_INK_MAX_SIZE, error);
    } else {
        status = gzip_save(path, text.bytes, text.size, error);
    }
    buffer_finish(&text);
    return status;
}
