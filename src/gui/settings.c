/* SPDX-License-Identifier: MIT */
#include "gui/settings.h"

#include "base/file.h"
#include "base/json.h"
#include "base/json_read.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/path.h"

#include <lume/ink_image.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    SIZE_LIMIT = 1 << 16, /* bytes of a file */
    DEPTH_LIMIT = 16,
    WORD_SIZE = 80, /* of a key or a name */
    EXPECTED_SIZE = 2 * NUMBER_SIZE,
};

struct setting;

/* How one is read, written and asked for. */
struct kind {
    /* Read the value that comes next, whatever it is; false, and the field is untouched, where it
     * does not do. */
    bool (*read)(const struct setting *setting, struct json_reader *reader, void *field);
    void (*write)(const struct setting *setting, const void *field, struct buffer *out);
    void (*expect)(const struct setting *setting, char out[EXPECTED_SIZE]);
};

/* A registry; an optional choice may be NULL. */
struct choices {
    const void *(*at)(size_t index);
    const char *(*name)(const void *entry);
    bool optional;
};

struct setting {
    const char *key;
    const struct kind *kind;
    size_t offset;
    double least, most;            /* of numbers */
    const struct choices *choices; /* of a pointer to an entry */
};

static double clamp(const struct setting *setting, double value)
{
    value = value >= setting->least ? value : setting->least; /* NaN, too */
    return value <= setting->most ? value : setting->most;
}

/* Read a number within its range. */
static bool read_ranged(const struct setting *setting, struct json_reader *reader, double *value)
{
    return json_read_kind(reader) == JSON_NUMBER && json_read_number(reader, value) &&
           *value >= setting->least && *value <= setting->most;
}

static void expect_ranged(const struct setting *setting, const char *what, char out[EXPECTED_SIZE])
{
    char least[NUMBER_SIZE], most[NUMBER_SIZE];
    snprintf(out, EXPECTED_SIZE, "%s from %.20s to %.20s", what,
             number_double(setting->least, least), number_double(setting->most, most));
}

static bool read_number(const struct setting *setting, struct json_reader *reader, void *field)
{
    double value;
    const bool good = read_ranged(setting, reader, &value);
    if (good) {
        *(float *)field = (float)value;
    }
    return good;
}

static void write_number(const struct setting *setting, const void *field, struct buffer *out)
{
    char text[NUMBER_SIZE];
    buffer_text(out, number_float((float)clamp(setting, (double)*(const float *)field), text));
}

static void expect_number(const struct setting *setting, char out[EXPECTED_SIZE])
{
    expect_ranged(setting, "a number", out);
}

static const struct kind number_kind = {read_number, write_number, expect_number};

static bool read_whole(const struct setting *setting, struct json_reader *reader, void *field)
{
    double value;
    const bool good =
        read_ranged(setting, reader, &value) && value == (double)(uint32_t)value; /* in range */
    if (good) {
        *(uint32_t *)field = (uint32_t)value;
    }
    return good;
}

static void write_whole(const struct setting *setting, const void *field, struct buffer *out)
{
    buffer_format(out, "%" PRIu32, (uint32_t)clamp(setting, *(const uint32_t *)field));
}

static void expect_whole(const struct setting *setting, char out[EXPECTED_SIZE])
{
    expect_ranged(setting, "a whole number", out);
}

static const struct kind whole_kind = {read_whole, write_whole, expect_whole};

static bool read_flag(const struct setting *setting, struct json_reader *reader, void *field)
{
    (void)setting;
    const enum json_kind kind = json_read_kind(reader);
    const bool good = kind == JSON_TRUE || kind == JSON_FALSE;
    if (good) {
        *(bool *)field = kind == JSON_TRUE;
    }
    return good;
}

static void write_flag(const struct setting *setting, const void *field, struct buffer *out)
{
    (void)setting;
    buffer_text(out, *(const bool *)field ? "true" : "false");
}

static void expect_flag(const struct setting *setting, char out[EXPECTED_SIZE])
{
    (void)setting;
    snprintf(out, EXPECTED_SIZE, "true or false");
}

static const struct kind flag_kind = {read_flag, write_flag, expect_flag};

static const void *language_at(size_t index)
{
    return text_language_at(index);
}

static const char *language_name(const void *entry)
{
    return ((const struct text_language *)entry)->name;
}

static const void *theme_entry_at(size_t index)
{
    return theme_at(index);
}

static const char *theme_name(const void *entry)
{
    return ((const struct theme *)entry)->name;
}

static const struct choices languages = {language_at, language_name, true};
static const struct choices themes = {theme_entry_at, theme_name, false};

static bool read_choice(const struct setting *setting, struct json_reader *reader, void *field)
{
    char name[WORD_SIZE];
    const enum json_kind kind = json_read_kind(reader);
    const void *entry = NULL;
    if (kind == JSON_STRING) {
        json_read_string(reader, name, sizeof name);
        for (size_t i = 0; (entry = setting->choices->at(i)) != NULL; i++) {
            if (strcmp(setting->choices->name(entry), name) == 0) {
                break;
            }
        }
    }
    const bool good = entry || (kind == JSON_NULL && setting->choices->optional);
    if (good) {
        memcpy(field, &entry, sizeof entry);
    }
    return good;
}

static void write_choice(const struct setting *setting, const void *field, struct buffer *out)
{
    const void *entry;
    memcpy(&entry, field, sizeof entry);
    if (entry) {
        json_append_string(out, setting->choices->name(entry));
    } else {
        buffer_text(out, "null");
    }
}

static void expect_choice(const struct setting *setting, char out[EXPECTED_SIZE])
{
    const void *entry;
    size_t used = 0;
    for (size_t i = 0; (entry = setting->choices->at(i)) != NULL && used < EXPECTED_SIZE; i++) {
        used += (size_t)snprintf(out + used, EXPECTED_SIZE - used, "%s\"%s\"", i > 0 ? " or " : "",
                                 setting->choices->name(entry));
    }
    if (used < EXPECTED_SIZE && setting->choices->optional) {
        snprintf(out + used, EXPECTED_SIZE - used, " or null");
    }
}

static const struct kind choice_kind = {read_choice, write_choice, expect_choice};

#define FIELD(name) offsetof(struct settings, name)

static const struct setting settings_table[] = {
    {"language", &choice_kind, FIELD(language), 0, 0, &languages},
    {"theme", &choice_kind, FIELD(theme), 0, 0, &themes},
    {"projector", &flag_kind, FIELD(projector), 0, 0, NULL},
    {"scale", &number_kind, FIELD(scale), 0.5, 4, NULL},
    {"nib", &number_kind, FIELD(nib), 0.5, 4, NULL},
    {"width", &whole_kind, FIELD(width), 320, 16384, NULL},
    {"height", &whole_kind, FIELD(height), 200, 16384, NULL},
};
enum { N_SETTINGS = sizeof settings_table / sizeof *settings_table };

void settings_defaults(struct settings *out)
{
    *out = (struct settings){
        .theme = theme_at(0), .scale = 1, .nib = LUME_INK_NIB, .width = 1280, .height = 720};
}

static void write_all(const struct settings *settings, struct buffer *out)
{
    for (size_t i = 0; i < N_SETTINGS; i++) {
        const struct setting *setting = &settings_table[i];
        buffer_format(out, "%s\"%s\": ", i > 0 ? ",\n    " : "{\n    ", setting->key);
        setting->kind->write(setting, (const char *)settings + setting->offset, out);
    }
    buffer_text(out, "\n}\n");
}

/* --- reading --- */

/* Keep what is wrong first. */
static void complain(struct lume_error *notice, const char *path, const char *what,
                     const char *expected, struct json_reader got)
{
    char text[JSON_QUOTE_SIZE];
    if (!notice->message[0]) {
        lume_error_set(notice, LUME_ERROR_DATA, path, "%s, expected %s, got %s", what, expected,
                       json_read_quote(&got, text));
    }
}

/* Read the value after a key and step over it. */
static void read_value(const char *key, struct json_reader *reader, const char *path,
                       struct settings *out, struct lume_error *notice)
{
    for (size_t i = 0; i < N_SETTINGS; i++) {
        const struct setting *setting = &settings_table[i];
        struct json_reader value = *reader;
        if (strcmp(key, setting->key) == 0 &&
            !setting->kind->read(setting, &value, (char *)out + setting->offset)) {
            char expected[EXPECTED_SIZE];
            setting->kind->expect(setting, expected);
            complain(notice, path, key, expected, *reader);
        }
    }
    json_read_skip(reader);
}

static void read_text(const char *text, size_t size, const char *path, struct settings *out,
                      struct lume_error *notice)
{
    if (json_require(text, size, DEPTH_LIMIT, path, 0, notice) != LUME_OK) {
        return;
    }
    struct json_reader reader = {text, text + size};
    if (json_read_kind(&reader) != JSON_OBJECT) {
        complain(notice, path, "settings", "an object", reader);
        return;
    }
    json_read_enter(&reader);
    while (json_read_next(&reader)) {
        char key[WORD_SIZE];
        json_read_key(&reader, key, sizeof key);
        read_value(key, &reader, path, out, notice);
    }
}

static void read_file(const char *path, struct settings *out, struct lume_error *notice)
{
    uint8_t *bytes;
    size_t size;
    if (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
        return;
    }
    if (file_read(path, SIZE_LIMIT, &bytes, &size, notice) == LUME_OK) {
        read_text((const char *)bytes, size, path, out, notice);
        memory_free(bytes);
    }
}

void settings_load(struct settings_file *file, const char *path, struct settings *out,
                   struct lume_error *notice)
{
    enum lume_status status;
    *file = (struct settings_file){0};
    notice->message[0] = 0;
    settings_defaults(out);
    if (path) {
        status = path_join("", path, &file->path, notice);
    } else {
        status = path_user(&path_config, "settings.json", &file->path, notice);
        if (status == LUME_ERROR_IO) { /* there is no place for them, and no need */
            notice->message[0] = 0;
        }
    }
    if (status == LUME_OK) {
        read_file(file->path, out, notice);
    }
    write_all(out, &file->stored);
    if (file->stored.failed && !notice->message[0]) {
        memory_exhausted(notice, file->path);
    }
}

/* --- writing --- */

static bool same(const struct buffer *a, const struct buffer *b)
{
    return !a->failed && a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

enum lume_status settings_save(struct settings_file *file, const struct settings *settings,
                               struct lume_error *error)
{
    struct buffer text = {0};
    enum lume_status status = LUME_OK;
    if (!file->path) {
        return LUME_OK;
    }
    write_all(settings, &text);
    if (text.failed) {
        status = memory_exhausted(error, file->path);
    } else if (!same(&file->stored, &text)) {
        status = path_make_parents(file->path, error);
        if (status == LUME_OK) {
            status = file_replace(file->path, text.bytes, text.size, error);
        }
        if (status == LUME_OK) {
            const struct buffer old = file->stored;
            file->stored = text;
            text = old;
        }
    }
    buffer_finish(&text);
    return status;
}

void settings_finish(struct settings_file *file)
{
    if (file) {
        memory_free(file->path);
        buffer_finish(&file->stored);
        *file = (struct settings_file){0};
    }
}
