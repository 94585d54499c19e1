/* SPDX-License-Identifier: MIT */
#include "data/ink_drawing.h"

#include "base/json.h"
#include "base/json_read.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    DEPTH_MAX = 32, /* of JSON: more than drawings need, since other keys may hold anything */
    KEY_SIZE = 16,  /* room for the keys that are read */
    PLACE_SIZE = 96,
};

struct parser {
    struct json_reader json;
    const char *place;
    size_t n_classes;
    struct lume_strokes_room *room;
    size_t first; /* point of the stroke */
    struct ink_drawing *drawing;
    struct lume_error *error;
};

/* Report what stands where something else should. */
static enum lume_status unexpected(const struct parser *p, const char *what, const char *expected)
{
    char got[JSON_DESCRIPTION_SIZE];
    return lume_error_set(p->error, LUME_ERROR_DATA, p->place, "%s, expected %s, got %s", what,
                          expected, json_read_describe(&p->json, got));
}

static enum lume_status over_limit(const struct parser *p, const char *what, size_t limit)
{
    return lume_error_set(p->error, LUME_ERROR_MEMORY, p->place,
                          "%s, expected at most %zu, got more", what, limit);
}

/* Name the point that is being read. */
static const char *point_place(const struct parser *p, char text[PLACE_SIZE])
{
    snprintf(text, PLACE_SIZE, "strokes[%zu][%zu]", p->room->n_strokes,
             p->room->n_points - p->first);
    return text;
}

static enum lume_status parse_number(struct parser *p, size_t index, double *value)
{
    const bool is_time = index == 2;
    const struct json_reader before = p->json;
    const char *expected = "a number";
    if (json_read_kind(&p->json) == JSON_NUMBER) {
        if (json_read_number(&p->json, value) &&
            (is_time || fabs(*value) <= LUME_INK_MAX_COORDINATE)) {
            return LUME_OK;
        }
        expected = is_time ? "a number below 1.8e308" : "-1e9 to 1e9";
    }
    char point[PLACE_SIZE], what[PLACE_SIZE + 8];
    snprintf(what, sizeof what, "%s[%zu]", point_place(p, point), index);
    p->json = before;
    return unexpected(p, what, expected);
}

static enum lume_status parse_point(struct parser *p)
{
    char what[PLACE_SIZE];
    double numbers[] = {0, 0, NAN};
    size_t n = 0;
    if (json_read_kind(&p->json) != JSON_ARRAY) {
        return unexpected(p, point_place(p, what), "[x, y] or [x, y, t]");
    }
    json_read_enter(&p->json);
    while (json_read_next(&p->json)) {
        if (n == 3) {
            return lume_error_set(p->error, LUME_ERROR_DATA, p->place,
                                  "%s, expected 2 or 3 numbers, got more", point_place(p, what));
        }
        enum lume_status status = parse_number(p, n, &numbers[n]);
        if (status != LUME_OK) {
            return status;
        }
        n++;
    }
    if (n < 2) {
        return lume_error_set(p->error, LUME_ERROR_DATA, p->place,
                              "%s, expected 2 or 3 numbers, got %zu", point_place(p, what), n);
    }
    if (p->room->n_points == p->room->max_points) {
        return over_limit(p, "points", p->room->max_points);
    }
    p->room->points[p->room->n_points++] =
        (struct lume_ink_point){numbers[0], numbers[1], numbers[2]};
    return LUME_OK;
}

static enum lume_status parse_stroke(struct parser *p)
{
    struct lume_strokes_room *room = p->room;
    if (json_read_kind(&p->json) != JSON_ARRAY) {
        char what[PLACE_SIZE];
        snprintf(what, sizeof what, "strokes[%zu]", room->n_strokes);
        return unexpected(p, what, "an array of points");
    }
    if (room->n_strokes == room->max_strokes) {
        return over_limit(p, "strokes", room->max_strokes);
    }
    p->first = room->n_points;
    json_read_enter(&p->json);
    while (json_read_next(&p->json)) {
        enum lume_status status = parse_point(p);
        if (status != LUME_OK) {
            return status;
        }
    }
    room->ends[room->n_strokes++] = (uint32_t)room->n_points;
    return LUME_OK;
}

static enum lume_status parse_strokes(struct parser *p)
{
    if (json_read_kind(&p->json) != JSON_ARRAY) {
        return unexpected(p, "strokes", "an array");
    }
    json_read_enter(&p->json);
    while (json_read_next(&p->json)) {
        enum lume_status status = parse_stroke(p);
        if (status != LUME_OK) {
            return status;
        }
    }
    return LUME_OK;
}

static enum lume_status parse_label(struct parser *p)
{
    const struct json_reader before = p->json;
    const enum json_kind kind = json_read_kind(&p->json);
    double value;
    if (kind == JSON_NULL) {
        json_read_skip(&p->json);
        return LUME_OK;
    }
    if (kind == JSON_NUMBER && json_read_number(&p->json, &value) && value >= 0 &&
        value < (double)p->n_classes && value == floor(value)) {
        p->drawing->label = (int)value;
        return LUME_OK;
    }
    char expected[PLACE_SIZE];
    snprintf(expected, sizeof expected, "a whole number from 0 to %zu", p->n_classes - 1);
    p->json = before;
    return unexpected(p, "label", expected);
}

static enum lume_status parse_writer(struct parser *p)
{
    const enum json_kind kind = json_read_kind(&p->json);
    if (kind == JSON_NULL) {
        json_read_skip(&p->json);
        return LUME_OK;
    }
    if (kind != JSON_STRING) {
        return unexpected(p, "writer", "a string");
    }
    char *name = p->drawing->writer;
    size_t length = json_read_string(&p->json, name, sizeof p->drawing->writer);
    if (length > LUME_INK_MAX_WRITER_SIZE) {
        return lume_error_set(p->error, LUME_ERROR_DATA, p->place,
                              "writer, expected at most %d bytes, got %zu",
                              LUME_INK_MAX_WRITER_SIZE, length);
    }
    p->drawing->has_writer = true;
    return LUME_OK;
}

static const struct {
    const char *name;
    enum lume_status (*parse)(struct parser *p);
} keys[] = {{"label", parse_label}, {"writer", parse_writer}, {"strokes", parse_strokes}};

enum { N_KEYS = sizeof keys / sizeof *keys, STROKES = N_KEYS - 1 };

static enum lume_status parse_member(struct parser *p, bool seen[N_KEYS])
{
    char key[KEY_SIZE];
    json_read_key(&p->json, key, sizeof key);
    for (size_t i = 0; i < N_KEYS; i++) {
        if (strcmp(key, keys[i].name) == 0) {
            if (seen[i]) {
                return lume_error_set(p->error, LUME_ERROR_DATA, p->place,
                                      "%s, expected once, got twice", key);
            }
            seen[i] = true;
            return keys[i].parse(p);
        }
    }
    json_read_skip(&p->json);
    return LUME_OK;
}

enum lume_status ink_drawing_parse(const char *text, size_t size, size_t offset, const char *place,
                                   size_t n_classes, struct lume_strokes_room *room,
                                   struct ink_drawing *out, struct lume_error *error)
{
    bool seen[N_KEYS] = {false};
    struct ink_drawing drawing = {.label = LUME_INK_NO_LABEL};
    struct parser p = {.json = {text, text + size},
                       .place = place,
                       .n_classes = n_classes,
                       .room = room,
                       .drawing = &drawing,
                       .error = error};
    enum lume_status status = json_require(text, size, DEPTH_MAX, place, offset, error);
    if (status != LUME_OK) {
        return status;
    }
    room->n_points = room->n_strokes = 0;
    if (json_read_kind(&p.json) != JSON_OBJECT) {
        return unexpected(&p, "drawing", "an object");
    }
    json_read_enter(&p.json);
    while (json_read_next(&p.json)) {
        status = parse_member(&p, seen);
        if (status != LUME_OK) {
            return status;
        }
    }
    if (!seen[STROKES]) {
        return lume_error_set(error, LUME_ERROR_DATA, place,
                              "strokes, expected an array, got none");
    }
    *out = drawing;
    return LUME_OK;
}
