/* SPDX-License-Identifier: MIT */
#include "gui/script.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/json.h"
#include "base/json_read.h"
#include "base/memory.h"
#include "base/number.h"
#include "gui/action.h"

#include <stdio.h>
#include <string.h>

enum {
    DEPTH_MAX = 4, /* of JSON: more than events need, so that what is wrong is called by its name */
    WORD_SIZE = 32,
    LIST_SIZE = 256,
    MAX_SIDE = 16384,
};

enum key_index {
    AT,
    EVENT,
    X,
    Y,
    POINTER,
    BUTTON,
    NOTCHES,
    KEY,
    REPEAT,
    ACTION,
    ARGUMENT,
    WIDTH,
    HEIGHT,
    PATH,
    N_KEYS,
};
#define BIT(key) (1u << (key))

/* What a line can be: the keys that it must have beside "at" and "event", and those that it may. */
static const struct event {
    const char *name;
    enum input_kind kind;
    unsigned needed, allowed;
} events[] = {
    {"down", INPUT_DOWN, BIT(X) | BIT(Y), BIT(POINTER) | BIT(BUTTON)},
    {"move", INPUT_MOVE, BIT(X) | BIT(Y), BIT(POINTER)},
    {"up", INPUT_UP, BIT(X) | BIT(Y), BIT(POINTER) | BIT(BUTTON)},
    {"cancel", INPUT_CANCEL, 0, BIT(POINTER)},
    {"wheel", INPUT_WHEEL, BIT(NOTCHES), 0},
    {"key", INPUT_KEY, BIT(KEY), BIT(REPEAT)},
    {"do", INPUT_KEY, BIT(ACTION), BIT(ARGUMENT)},
    {"resize", INPUT_RESIZE, BIT(WIDTH) | BIT(HEIGHT), 0},
    {"drop", INPUT_DROP, BIT(PATH), 0},
    {"close", INPUT_CLOSE, 0, 0},
};
enum { N_EVENTS = sizeof events / sizeof *events };

struct parser {
    char *place; /* NAME:LINE */
    size_t place_size;
    struct buffer steps, texts;
    size_t n_steps;
    double time; /* of the line before */
    struct lume_error *error;
    /* of the line that is read */
    const struct event *event;
    double values[N_KEYS]; /* of what is no text */
    char key[INPUT_KEY_SIZE];
    const struct action *action;
};

/* --- values --- */

struct key;

/* Read the value that comes next, whatever it is; false where it does not do. */
typedef bool value_reader(struct parser *p, const struct key *key, struct json_reader *json);
static value_reader read_number, read_whole, read_flag, read_button, read_key, read_action,
    read_path;

static const struct key {
    const char *name;
    value_reader *read;
    const char *expected;
    double least, most; /* of numbers */
} keys[N_KEYS] = {
    [AT] = {"at", read_number, "seconds", 0, 1e6},
    [EVENT] = {"event", NULL, NULL, 0, 0},
    [X] = {"x", read_number, "a number", -1e9, 1e9},
    [Y] = {"y", read_number, "a number", -1e9, 1e9},
    [POINTER] = {"pointer", read_whole, "a whole number", INPUT_MOUSE, 1e9},
    [BUTTON] = {"button", read_button, "\"pen\" or \"eraser\"", 0, 0},
    [NOTCHES] = {"notches", read_number, "a number", -1000, 1000},
    [KEY] = {"key", read_key, "a key of the help page such as \"C\" or \"Ctrl+Z\"", 0, 0},
    [REPEAT] = {"repeat", read_flag, "true or false", 0, 0},
    [ACTION] = {"action", read_action, "the name of an action such as \"clear\"", 0, 0},
    [ARGUMENT] = {"argument", read_whole, "a whole number", -1000, 1000},
    [WIDTH] = {"width", read_whole, "a whole number", 1, MAX_SIDE},
    [HEIGHT] = {"height", read_whole, "a whole number", 1, MAX_SIDE},
    [PATH] = {"path", read_path, "a path, a string of 1 to 4095 bytes", 0, 0},
};

/* Times do not fall. */
static double least_of(const struct parser *p, const struct key *key)
{
    return key == &keys[AT] ? p->time : key->least;
}

static bool read_number(struct parser *p, const struct key *key, struct json_reader *json)
{
    double *value = &p->values[key - keys];
    return json_read_kind(json) == JSON_NUMBER && json_read_number(json, value) &&
           *value >= least_of(p, key) && *value <= key->most;
}

static bool read_whole(struct parser *p, const struct key *key, struct json_reader *json)
{
    const double *value = &p->values[key - keys];
    return read_number(p, key, json) && *value == (double)(int64_t)*value;
}

static bool read_flag(struct parser *p, const struct key *key, struct json_reader *json)
{
    const enum json_kind kind = json_read_kind(json);
    p->values[key - keys] = kind == JSON_TRUE;
    json_read_skip(json);
    return kind == JSON_TRUE || kind == JSON_FALSE;
}

/* False where it is no string, or does not fit. */
static bool read_text(struct json_reader *json, char *out, size_t size)
{
    return json_read_kind(json) == JSON_STRING && json_read_string(json, out, size) < size;
}

static bool read_button(struct parser *p, const struct key *key, struct json_reader *json)
{
    char text[WORD_SIZE];
    const bool good = read_text(json, text, sizeof text);
    const bool eraser = good && strcmp(text, "eraser") == 0;
    p->values[key - keys] = eraser ? INPUT_ERASER : INPUT_PEN;
    return good && (eraser || strcmp(text, "pen") == 0);
}

static bool read_key(struct parser *p, const struct key *key, struct json_reader *json)
{
    (void)key;
    return read_text(json, p->key, sizeof p->key) && action_for_key(p->key, NULL);
}

static bool read_action(struct parser *p, const struct key *key, struct json_reader *json)
{
    (void)key;
    char text[WORD_SIZE];
    p->action = read_text(json, text, sizeof text) ? action_find(text) : NULL;
    return p->action;
}

/* Steps find their paths when all are read, since `texts` moves while it grows. */
static bool read_path(struct parser *p, const struct key *key, struct json_reader *json)
{
    (void)key;
    char path[SCRIPT_MAX_PATH + 1];
    const bool good = read_text(json, path, sizeof path) && path[0];
    if (good) {
        buffer_append(&p->texts, path, strlen(path) + 1);
    }
    return good;
}

/* --- a line --- */

static enum lume_status unexpected(const struct parser *p, const char *what, const char *expected,
                                   const struct json_reader *got)
{
    char text[JSON_QUOTE_SIZE];
    return lume_error_set(p->error, LUME_ERROR_DATA, p->place, "%s, expected %s, got %s", what,
                          expected, got ? json_read_quote(got, text) : "none");
}

/* Say what a value should be; got NULL: there is none. */
static enum lume_status bad_value(const struct parser *p, enum key_index index,
                                  const struct json_reader *got)
{
    const struct key *key = &keys[index];
    char expected[LIST_SIZE], least[NUMBER_SIZE], most[NUMBER_SIZE];
    snprintf(expected, sizeof expected, "%s", key->expected);
    if (key->most > key->least) {
        snprintf(expected, sizeof expected, "%s from %s to %s", key->expected,
                 number_double(least_of(p, key), least), number_double(key->most, most));
    }
    return unexpected(p, key->name, expected, got);
}

/* Add a name to a list: "x", "y" or "z". */
static void add_name(char list[LIST_SIZE], const char *name, bool is_last)
{
    const size_t used = strlen(list);
    snprintf(list + used, LIST_SIZE - used, "%s\"%s\"", used == 0 ? "" : (is_last ? " or " : ", "),
             name);
}

static enum lume_status bad_event(const struct parser *p, const struct json_reader *got)
{
    char list[LIST_SIZE] = "";
    for (size_t i = 0; i < N_EVENTS; i++) {
        add_name(list, events[i].name, i + 1 == N_EVENTS);
    }
    return unexpected(p, "event", list, got);
}

static unsigned keys_of(const struct event *event)
{
    return BIT(AT) | BIT(EVENT) | event->needed | event->allowed;
}

/* json: before the key that the event has not. */
static enum lume_status bad_key(const struct parser *p, const struct json_reader *json)
{
    char list[LIST_SIZE] = "";
    const unsigned all = keys_of(p->event);
    for (size_t i = 0; i < N_KEYS; i++) {
        if (all & BIT(i)) {
            add_name(list, keys[i].name, all >> i == 1);
        }
    }
    return unexpected(p, "key", list, json);
}

/* Find out what a line is, before its keys are read. */
static enum lume_status find_event(struct parser *p, struct json_reader json)
{
    char text[WORD_SIZE];
    while (json_read_next(&json)) {
        json_read_key(&json, text, sizeof text);
        if (strcmp(text, keys[EVENT].name) != 0) {
            json_read_skip(&json);
            continue;
        }
        const struct json_reader value = json;
        const bool good = read_text(&json, text, sizeof text);
        for (size_t i = 0; i < N_EVENTS && good; i++) {
            if (strcmp(text, events[i].name) == 0) {
                p->event = &events[i];
                return LUME_OK;
            }
        }
        return bad_event(p, &value);
    }
    return bad_event(p, NULL);
}

static enum lume_status parse_member(struct parser *p, struct json_reader *json, unsigned *seen)
{
    char name[WORD_SIZE];
    size_t i = 0;
    json_read_kind(json); /* steps over white space */
    const struct json_reader before = *json;
    json_read_key(json, name, sizeof name); /* a longer one is none of these either */
    while (i < N_KEYS && strcmp(name, keys[i].name) != 0) {
        i++;
    }
    if (i == N_KEYS || !(keys_of(p->event) & BIT(i))) {
        return bad_key(p, &before);
    }
    if (*seen & BIT(i)) {
        return lume_error_set(p->error, LUME_ERROR_DATA, p->place, "%s, expected once, got twice",
                              name);
    }
    *seen |= BIT(i);
    const struct json_reader value = *json;
    if (i == EVENT) {
        json_read_skip(json);
    } else if (!keys[i].read(p, &keys[i], json)) {
        return bad_value(p, (enum key_index)i, &value);
    }
    return LUME_OK;
}

static enum lume_status parse_members(struct parser *p, struct json_reader json)
{
    unsigned seen = 0;
    while (json_read_next(&json)) {
        enum lume_status status = parse_member(p, &json, &seen);
        if (status != LUME_OK) {
            return status;
        }
    }
    const unsigned missing = (BIT(AT) | p->event->needed) & ~seen;
    for (size_t i = 0; i < N_KEYS; i++) {
        if (missing & BIT(i)) {
            return bad_value(p, (enum key_index)i, NULL);
        }
    }
    if (p->event->kind == INPUT_CANCEL && !(seen & BIT(POINTER))) {
        p->values[POINTER] = -1; /* all */
    }
    if (!(seen & BIT(ARGUMENT))) {
        p->values[ARGUMENT] = ACTION_NO_ARGUMENT;
    }
    return LUME_OK;
}

/* --- the file --- */

/* A file that is dropped has a path, which is known later, and is the last one. */
static enum lume_status add_step(struct parser *p)
{
    const double *values = p->values;
    const enum input_kind kind = p->event->kind;
    struct script_step step = {
        .at = values[AT],
        .input = {.kind = kind,
                  .pointer = values[POINTER] < 0 ? INPUT_ALL : (uint64_t)values[POINTER],
                  .button = (enum input_button)values[BUTTON],
                  .x = (float)values[X],
                  .y = (float)values[kind == INPUT_WHEEL ? NOTCHES : Y],
                  .repeat = values[REPEAT] != 0,
                  .width = (uint32_t)values[WIDTH],
                  .height = (uint32_t)values[HEIGHT],
                  .density = 1},
        .action = p->action ? p->action->name : NULL,
        .argument = (int)values[ARGUMENT],
    };
    const size_t n = kind == INPUT_DROP ? 2 : 1;
    memcpy(step.input.key, p->key, sizeof p->key);
    if (p->n_steps + n > SCRIPT_MAX_STEPS) {
        return lume_error_set(p->error, LUME_ERROR_MEMORY, p->place,
                              "events of the script, expected at most %d, got more",
                              SCRIPT_MAX_STEPS);
    }
    for (size_t i = 0; i < n; i++) {
        buffer_append(&p->steps, &step, sizeof step);
    }
    p->n_steps += n;
    p->time = step.at;
    return p->steps.failed || p->texts.failed ? memory_exhausted(p->error, p->place) : LUME_OK;
}

static bool is_blank(const char *text, size_t size)
{
    size_t i = 0;
    while (i < size && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r')) {
        i++;
    }
    return i == size;
}

static enum lume_status parse_line(struct parser *p, const char *text, size_t size)
{
    struct json_reader json = {text, text + size};
    enum lume_status status = json_require(text, size, DEPTH_MAX, p->place, 0, p->error);
    if (status != LUME_OK) {
        return status;
    }
    if (json_read_kind(&json) != JSON_OBJECT) {
        return unexpected(p, "line", "an object", &json);
    }
    json_read_enter(&json);
    memset(p->values, 0, sizeof p->values);
    memset(p->key, 0, sizeof p->key);
    p->action = NULL;
    status = find_event(p, json);
    if (status == LUME_OK) {
        status = parse_members(p, json);
    }
    return status == LUME_OK ? add_step(p) : status;
}

static enum lume_status parse_lines(struct parser *p, const char *text, size_t size,
                                    const char *name)
{
    size_t line = 0;
    for (size_t at = 0, length; at < size; at += length + 1) {
        const char *end = memchr(text + at, '\n', size - at);
        length = end ? (size_t)(end - (text + at)) : size - at;
        snprintf(p->place, p->place_size, "%s:%zu", name, ++line);
        if (!is_blank(text + at, length)) {
            enum lume_status status = parse_line(p, text + at, length);
            if (status != LUME_OK) {
                return status;
            }
        }
    }
    if (p->n_steps == 0) {
        return lume_error_set(p->error, LUME_ERROR_DATA, name,
                              "no event, expected at least one, got %zu blank lines", line);
    }
    return LUME_OK;
}

/* Paths stand in the order of the steps that drop them; the second step of each is the end. */
static void point_at_paths(const struct script *script)
{
    const char *path = script->texts;
    for (size_t i = 0; i < script->n; i++) {
        if (script->steps[i].input.kind == INPUT_DROP) {
            script->steps[i++].input.path = path;
            path += strlen(path) + 1;
        }
    }
}

enum lume_status script_parse(const char *bytes, size_t size, const char *name, struct script *out,
                              struct lume_error *error)
{
    struct parser p = {.place_size = strlen(name) + 32, .error = error};
    enum lume_status status;
    if (size > SCRIPT_MAX_SIZE) {
        return lume_error_set(error, LUME_ERROR_MEMORY, name,
                              "size, expected at most %d bytes, got %zu", SCRIPT_MAX_SIZE, size);
    }
    p.place = memory_allocate(p.place_size, 1);
    status = p.place ? parse_lines(&p, bytes, size, name) : memory_exhausted(error, name);
    memory_free(p.place);
    if (status != LUME_OK) {
        buffer_finish(&p.steps);
        buffer_finish(&p.texts);
        return status;
    }
    *out = (struct script){p.n_steps, (void *)p.steps.bytes, (char *)p.texts.bytes};
    point_at_paths(out);
    return LUME_OK;
}

enum lume_status script_load(const char *path, struct script *out, struct lume_error *error)
{
    uint8_t *bytes;
    size_t size;
    enum lume_status status = file_read(path, SCRIPT_MAX_SIZE, &bytes, &size, error);
    if (status == LUME_OK) {
        const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
        status = script_parse((const char *)bytes, size, name, out, error);
        memory_free(bytes);
    }
    return status;
}

void script_finish(struct script *script)
{
    if (script) {
        memory_free(script->steps);
        memory_free(script->texts);
        *script = (struct script){0};
    }
}
