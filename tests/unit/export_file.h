/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_EXPORT_FILE_H
#define LUME_TESTS_EXPORT_FILE_H

/* Exported files, in memory. */

#include "check.h"
#include "folder.h"
#include "model_zoo.h"

/* Write a model in a format, into "out", and read the file; a 0 stands behind it. */
static inline struct zoo_file export_file(const struct lume_model *model, const char *format)
{
    struct lume_error error;
    CHECK_OK(lume_export_format_find(format)->write(model, "out", &error), error);
    FILE *stream = fopen("out", "rb");
    assert_non_null(stream);
    assert_int_equal(fseek(stream, 0, SEEK_END), 0);
    struct zoo_file file = {.size = (size_t)ftell(stream)};
    rewind(stream);
    file.bytes = malloc(file.size + 1);
    assert_non_null(file.bytes);
    assert_int_equal(fread(file.bytes, 1, file.size, stream), file.size);
    file.bytes[file.size] = 0;
    fclose(stream);
    return file;
}

static inline uint32_t export_get(const uint8_t *bytes, size_t n)
{
    uint32_t value = 0;
    for (size_t i = n; i > 0; i--) {
        value = value << 8 | bytes[i - 1];
    }
    return value;
}

static inline float export_get_float(const uint8_t *bytes)
{
    uint32_t bits = export_get(bytes, 4);
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

#endif
