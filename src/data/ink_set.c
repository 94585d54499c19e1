/* SPDX-License-Identifier: MIT */
#include <lume/ink_set.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "data/ink_drawing.h"
#include "data/ink_lines.h"
#include "data/looks.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
    BOM_SIZE = 3,
    TABLE_MIN = 64,
    POINT_SIZE = 5,  /* bytes of the shortest point, [0,0] */
    STROKE_SIZE = 2, /* and of the shortest stroke, [] */
};

static const uint8_t bom[BOM_SIZE] = {0xef, 0xbb, 0xbf};

/* What a set owns. */
struct ink_memory {
    struct arena arena; /* strokes and names */
    struct buffer items, names;
};

struct loader {
    struct ink_lines lines;
    size_t n_classes;
    struct ink_memory *memory;
    struct lume_strokes_room room;
    size_t room_size; /* of the longest line it is enough for */
    char *place;      /* FILE:LINE */
    size_t place_size;
    size_t n_items, n_writers, n_points; /* n_points: and strokes */
    uint32_t *table;                     /* [table_size], a power of two: writers by hash, from 1 */
    size_t table_size;
    struct lume_error *error;
};

static size_t at_most(size_t a, size_t b)
{
    return a < b ? a : b;
}

static enum lume_status exhausted(const struct loader *l)
{
    return memory_exhausted(l->error, l->lines.name);
}

static enum lume_status over_limit(const struct loader *l, const char *what, size_t limit)
{
    return lume_error_set(l->error, LUME_ERROR_MEMORY, l->place,
                          "%s of the file, expected at most %zu, got more", what, limit);
}

static const char *writer_name(const struct loader *l, size_t writer)
{
    return ((const char *const *)(const void *)l->memory->names.bytes)[writer];
}

/* Find where a name stands in the table, or would stand (FNV-1a, with its high bits stirred in). */
static uint32_t *find_slot(const struct loader *l, const char *name)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (const char *c = name; *c; c++) {
        hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
    }
    size_t at = (size_t)(hash ^ hash >> 32) & (l->table_size - 1);
    while (l->table[at] && strcmp(writer_name(l, l->table[at] - 1), name) != 0) {
        at = (at + 1) & (l->table_size - 1);
    }
    return &l->table[at];
}

static enum lume_status grow_table(struct loader *l)
{
    const size_t size = l->table_size ? 2 * l->table_size : TABLE_MIN;
    uint32_t *table = memory_allocate(size, sizeof *table);
    if (!table) {
        return exhausted(l);
    }
    memory_free(l->table);
    l->table = table;
    l->table_size = size;
    for (size_t i = 0; i < l->n_writers; i++) {
        *find_slot(l, writer_name(l, i)) = (uint32_t)i + 1;
    }
    return LUME_OK;
}

static enum lume_status add_writer(struct loader *l, const char *name, int *writer)
{
    if (2 * l->n_writers >= l->table_size) {
        enum lume_status status = grow_table(l);
        if (status != LUME_OK) {
            return status;
        }
    }
    uint32_t *slot = find_slot(l, name);
    if (!*slot) {
        const size_t size = strlen(name) + 1;
        char *copy = arena_take(&l->memory->arena, size);
        if (!copy) {
            return exhausted(l);
        }
        memcpy(copy, name, size);
        buffer_append(&l->memory->names, &copy, sizeof copy);
        if (l->memory->names.failed) {
            return exhausted(l);
        }
        *slot = (uint32_t)++l->n_writers;
    }
    *writer = (int)*slot - 1;
    return LUME_OK;
}

/* Copy what the room holds. */
static enum lume_status keep_strokes(struct loader *l, struct lume_strokes *out)
{
    const struct lume_strokes_room *room = &l->room;
    l->n_points += room->n_points + room->n_strokes;
    if (l->n_points > LUME_INK_MAX_SET_POINTS) {
        return over_limit(l, "points and strokes", LUME_INK_MAX_SET_POINTS);
    }
    const size_t points_size = room->n_points * sizeof *room->points;
    const size_t ends_size = room->n_strokes * sizeof *room->ends;
    struct lume_ink_point *points = arena_take(&l->memory->arena, points_size);
    uint32_t *ends = arena_take(&l->memory->arena, ends_size);
    if (!points || !ends) {
        return exhausted(l);
    }
    memcpy(points, room->points, points_size);
    memcpy(ends, room->ends, ends_size);
    *out = (struct lume_strokes){points, ends, room->n_strokes};
    return LUME_OK;
}

/* Make room for all that a line of `size` bytes can hold within the limits. */
static enum lume_status fit_room(struct loader *l, size_t size)
{
    struct lume_strokes_room *room = &l->room;
    if (size <= l->room_size) {
        return LUME_OK;
    }
    memory_free(room->points);
    memory_free(room->ends);
    room->max_points = at_most(2 * size / POINT_SIZE + 1, LUME_INK_MAX_POINTS);
    room->max_strokes = at_most(2 * size / STROKE_SIZE + 1, LUME_INK_MAX_STROKES);
    room->points = memory_allocate(room->max_points, sizeof *room->points);
    room->ends = memory_allocate(room->max_strokes, sizeof *room->ends);
    l->room_size = 2 * size;
    return room->points && room->ends ? LUME_OK : exhausted(l);
}

static enum lume_status add_drawing(struct loader *l, const char *text, size_t size, size_t offset)
{
    struct ink_drawing drawing;
    struct lume_ink_item item = {.writer = LUME_INK_NO_WRITER, .line = l->lines.n};
    snprintf(l->place, l->place_size, "%s:%zu", l->lines.name, l->lines.n);
    enum lume_status status = fit_room(l, size);
    if (status == LUME_OK) {
        status = ink_drawing_parse(text, size, offset, l->place, l->n_classes, &l->room, &drawing,
                                   l->error);
    }
    if (status == LUME_ERROR_DATA) {
        ink_lines_explain(&l->lines, l->error);
    }
    if (status != LUME_OK) {
        return status;
    }
    item.label = drawing.label;
    if (l->n_items == LUME_INK_MAX_DRAWINGS) {
        return over_limit(l, "drawings", LUME_INK_MAX_DRAWINGS);
    }
    status = keep_strokes(l, &item.strokes);
    if (status == LUME_OK && drawing.has_writer) {
        status = add_writer(l, drawing.writer, &item.writer);
    }
    if (status != LUME_OK) {
        return status;
    }
    buffer_append(&l->memory->items, &item, sizeof item);
    if (l->memory->items.failed) {
        return exhausted(l);
    }
    l->n_items++;
    return LUME_OK;
}

static bool is_blank(const char *text, size_t size)
{
    size_t i = 0;
    while (i < size && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r')) {
        i++;
    }
    return i == size;
}

/* Say what a file is that cannot be one of ours. */
static enum lume_status check_start(const struct loader *l)
{
    const struct ink_lines *lines = &l->lines;
    if (lines->size == 0) {
        return lume_error_set(l->error, LUME_ERROR_DATA, lines->name,
                              "empty, expected an ink file");
    }
    const char *what = gzip_recognise(lines->text, lines->size)
                           ? "gzip inside gzip"
                           : looks_like(lines->text, lines->size);
    if (what) {
        return lume_error_set(l->error, LUME_ERROR_DATA, lines->name,
                              "not an ink file, expected JSON lines, got what looks like %s", what);
    }
    return LUME_OK;
}

static enum lume_status read_lines(struct loader *l)
{
    const char *line;
    size_t size;
    enum lume_status status = check_start(l);
    while (status == LUME_OK) {
        status = ink_lines_next(&l->lines, &line, &size, l->error);
        if (status != LUME_OK || !line) {
            break;
        }
        const bool marked = l->lines.n == 1 && size >= BOM_SIZE && memcmp(line, bom, BOM_SIZE) == 0;
        const size_t skipped = marked ? BOM_SIZE : 0;
        if (!is_blank(line + skipped, size - skipped)) {
            status = add_drawing(l, line + skipped, size - skipped, skipped);
        }
    }
    if (status == LUME_OK && l->n_items == 0) {
        status =
            lume_error_set(l->error, LUME_ERROR_DATA, l->lines.name,
                           "no drawing, expected at least one, got %zu blank lines", l->lines.n);
    }
    return status;
}

static void memory_finish(struct ink_memory *memory)
{
    if (memory) {
        arena_finish(&memory->arena);
        buffer_finish(&memory->items);
        buffer_finish(&memory->names);
        memory_free(memory);
    }
}

static bool make_memory(struct loader *l)
{
    l->memory = memory_allocate(1, sizeof *l->memory);
    l->place_size = strlen(l->lines.name) + 32;
    l->place = memory_allocate(l->place_size, 1);
    return l->memory && l->place;
}

enum lume_status lume_ink_set_parse(const void *bytes, size_t size, const char *name,
                                    size_t n_classes, struct lume_ink_set *out,
                                    struct lume_error *error)
{
    assert(n_classes >= 1 && n_classes <= 256);
    struct loader l = {.n_classes = n_classes, .error = error};
    enum lume_status status = ink_lines_init(&l.lines, bytes, size, name, error);
    if (status != LUME_OK) {
        return status;
    }
    status = make_memory(&l) ? read_lines(&l) : exhausted(&l);
    if (status == LUME_OK) {
        *out = (struct lume_ink_set){
            .n = l.n_items,
            .items = (const void *)l.memory->items.bytes,
            .n_writers = l.n_writers,
            .writers = (const void *)l.memory->names.bytes,
            .checksum = l.lines.checksum,
            .trailing_zeros = l.lines.packed && l.lines.gzip.trailing_zeros,
            .owned = l.memory,
        };
        l.memory = NULL;
    }
    memory_finish(l.memory);
    memory_free(l.place);
    memory_free(l.room.points);
    memory_free(l.room.ends);
    memory_free(l.table);
    ink_lines_finish(&l.lines);
    return status;
}

enum lume_status lume_ink_set_load(const char *path, size_t n_classes, struct lume_ink_set *out,
                                   struct lume_error *error)
{
    uint8_t *bytes;
    size_t size;
    enum lume_status status = file_read(path, LUME_INK_MAX_SIZE, &bytes, &size, error);
    if (status == LUME_OK) {
        const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
        status = lume_ink_set_parse(bytes, size, name, n_classes, out, error);
        memory_free(bytes);
    }
    return status;
}

void lume_ink_set_finish(struct lume_ink_set *set)
{
    if (set) {
        memory_finish(set->owned);
        *set = (struct lume_ink_set){0};
    }
}
