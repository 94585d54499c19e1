/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "data/gzip.h"
#include "data/ink_set_write.h"

#include <lume/ink_set.h>

#include <math.h>

enum { N_CLASSES = 10, DECIMALS = 9, MAX_SIZE = 1 << 20 };

static void check_strokes(const struct lume_strokes *strokes)
{
    uint32_t end = 0;
    assert(strokes->n_strokes <= LUME_INK_MAX_STROKES);
    for (size_t i = 0; i < strokes->n_strokes; i++) {
        assert(strokes->ends[i] >= end);
        end = strokes->ends[i];
    }
    assert(end <= LUME_INK_MAX_POINTS);
    for (size_t i = 0; i < end; i++) {
        const struct lume_ink_point *point = &strokes->points[i];
        assert(fabs(point->x) <= LUME_INK_MAX_COORDINATE);
        assert(fabs(point->y) <= LUME_INK_MAX_COORDINATE);
        assert(!isinf(point->time));
    }
}

static void check_set(const struct lume_ink_set *set)
{
    size_t line = 0;
    assert(set->n >= 1);
    for (size_t i = 0; i < set->n; i++) {
        const struct lume_ink_item *item = &set->items[i];
        assert(item->label >= LUME_INK_NO_LABEL && item->label < N_CLASSES);
        assert(item->writer >= LUME_INK_NO_WRITER && item->writer < (int)set->n_writers);
        assert(item->line > line);
        line = item->line;
        check_strokes(&item->strokes);
    }
    for (size_t i = 0; i < set->n_writers; i++) {
        assert(strlen(set->writers[i]) <= LUME_INK_MAX_WRITER_SIZE);
        assert(i == 0 || strcmp(set->writers[i], set->writers[i - 1]) != 0);
    }
}

static enum lume_status parse(const uint8_t *bytes, size_t size, struct lume_ink_set *out)
{
    struct lume_error error = {""};
    uint8_t *copy = fuzz_copy(bytes, size);
    enum lume_status status = lume_ink_set_parse(copy, size, "x", N_CLASSES, out, &error);
    free(copy);
    assert(status == LUME_OK || status == LUME_ERROR_DATA || status == LUME_ERROR_MEMORY);
    fuzz_check_message(status, &error);
    if (status == LUME_OK) {
        check_set(out);
    }
    return status;
}

/* What is written is read back, and written again to the same bytes. */
static void check_written(const struct lume_ink_set *set)
{
    struct buffer first = {0}, second = {0};
    struct lume_ink_set again;
    ink_set_write(set, DECIMALS, &first);
    if (parse(first.bytes, first.size, &again) != LUME_OK) {
        abort();
    }
    assert(again.n == set->n && again.n_writers == set->n_writers);
    ink_set_write(&again, DECIMALS, &second);
    assert(first.size == second.size && memcmp(first.bytes, second.bytes, first.size) == 0);
    lume_ink_set_finish(&again);
    buffer_finish(&first);
    buffer_finish(&second);
}

/* Plain text and the same in gzip give the same. */
static void check_packed(const uint8_t *bytes, size_t size, enum lume_status expected)
{
    uint8_t *file;
    size_t file_size;
    struct lume_ink_set set;
    if (gzip_compress(bytes, size, "x", &file, &file_size, NULL) != LUME_OK) {
        abort();
    }
    enum lume_status status = parse(file, file_size, &set);
    assert(status == expected);
    if (status == LUME_OK) {
        lume_ink_set_finish(&set);
    }
    memory_free(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct lume_ink_set set;
    enum lume_status status = parse(bytes, size, &set);
    if (!gzip_recognise(bytes, size) && size < MAX_SIZE) {
        check_packed(bytes, size, status);
    }
    if (status == LUME_OK) {
        check_written(&set);
        lume_ink_set_finish(&set);
    }
    return 0;
}
