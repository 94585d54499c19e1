/* SPDX-License-Identifier: MIT */

/*
 * Saves and loads files for scripts that break the system below it (syscalls.py, kill.py):
 *
 *     save_load save SUBJECT FILE VARIANT   VARIANT: 0 or 1, two different contents
 *     save_load load SUBJECT FILE
 *     save_load loop SUBJECT FILE           save both in turn, for ever
 *     save_load list                        the subjects
 *
 * The exit code is minus the status. A further format is one entry in `subjects`.
 */

#include "keep_settings.h"

#include <lume/idx.h>
#include <lume/ink_set.h>
#include <lume/model.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIZE = 60000, USAGE = 100 };

static enum lume_status save_idx(const char *path, int variant, struct lume_error *error)
{
    static uint8_t bytes[SIZE];
    for (size_t i = 0; i < SIZE; i++) {
        bytes[i] = (uint8_t)(variant ? i * i / 7 : i);
    }
    const struct lume_idx idx = {.n_dims = 1, .dims = {SIZE, 1, 1}, .size = SIZE, .bytes = bytes};
    return lume_idx_save(&idx, path, error);
}

static enum lume_status load_idx(const char *path, struct lume_error *error)
{
    struct lume_idx idx;
    enum lume_status status = lume_idx_load(path, 0, &idx, error);
    if (status == LUME_OK) {
        lume_idx_finish(&idx);
    }
    return status;
}

static enum lume_status save_ink(const char *path, int variant, struct lume_error *error)
{
    static struct lume_ink_point points[SIZE / 10];
    static const uint32_t end = sizeof points / sizeof *points;
    for (size_t i = 0; i < end; i++) {
        points[i].x = (double)(i * i % 1009);
        points[i].y = variant;
    }
    const struct lume_ink_item item = {
        .label = 7, .writer = LUME_INK_NO_WRITER, .strokes = {points, &end, 1}};
    const struct lume_ink_set set = {.n = 1, .items = &item};
    return lume_ink_set_save(&set, 3, path, error);
}

static enum lume_status load_ink(const char *path, struct lume_error *error)
{
    struct lume_ink_set set;
    enum lume_status status = lume_ink_set_load(path, 10, &set, error);
    if (status == LUME_OK) {
        lume_ink_set_finish(&set);
    }
    return status;
}

static enum lume_status save_model(const char *path, int variant, struct lume_error *error)
{
    struct lume_model model;
    enum lume_status status = lume_model_load_default(&model, error);
    if (status == LUME_OK) {
        model.network->parameters[0] = (lume_real)variant;
        status = lume_model_save(&model, path, error);
        lume_model_finish(&model);
    }
    return status;
}

static enum lume_status load_model(const char *path, struct lume_error *error)
{
    struct lume_model model;
    enum lume_status status = lume_model_load(path, &model, error);
    if (status == LUME_OK) {
        lume_model_finish(&model);
    }
    return status;
}

#ifdef HAVE_GUI
static enum lume_status load_settings(const char *path, struct lume_error *error)
{
    return keep_settings_load(path, LUME_ERROR_IO, error);
}
#endif

static const struct subject {
    const char *name;
    enum lume_status (*save)(const char *path, int variant, struct lume_error *error);
    enum lume_status (*load)(const char *path, struct lume_error *error);
} subjects[] = {
    {"idx", save_idx, load_idx},
    {"ink", save_ink, load_ink},
    {"model", save_model, load_model},
#ifdef HAVE_GUI
    {"settings", keep_settings_save, load_settings},
#endif
};

static const size_t n_subjects = sizeof subjects / sizeof *subjects;

static const struct subject *find(const char *name)
{
    for (size_t i = 0; i < n_subjects; i++) {
        if (strcmp(subjects[i].name, name) == 0) {
            return &subjects[i];
        }
    }
    fprintf(stderr, "no subject %s\n", name);
    exit(USAGE);
}

/* A system call that a trace shows: what matters lies between two of them. */
static void mark(const char *path)
{
    (void)!access(path, F_OK);
}

int main(int argc, char **argv)
{
    struct lume_error error = {{0}};
    enum lume_status status = LUME_OK;
    if (argc == 2 && strcmp(argv[1], "list") == 0) {
        for (size_t i = 0; i < n_subjects; i++) {
            puts(subjects[i].name);
        }
        return 0;
    }
    if (argc < 4) {
        return USAGE;
    }
    const struct subject *subject = find(argv[2]);
    mark("/begin-of-test");
    if (strcmp(argv[1], "save") == 0 && argc == 5) {
        status = subject->save(argv[3], atoi(argv[4]), &error);
    } else if (strcmp(argv[1], "load") == 0) {
        status = subject->load(argv[3], &error);
    } else if (strcmp(argv[1], "loop") == 0) {
        for (int variant = 0; status == LUME_OK; variant ^= 1) {
            status = subject->save(argv[3], variant, &error);
        }
    } else {
        status = -USAGE;
    }
    mark("/end-of-test");
    if (status != LUME_OK) {
        fprintf(stderr, "%s\n", error.message);
    }
    return -status;
}
