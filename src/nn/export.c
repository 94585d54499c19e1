/* SPDX-License-Identifier: MIT */
#include "nn/export.h"

#include "base/file.h"
#include "base/memory.h"
#include "nn/model_parts.h"

#include <string.h>

static const struct lume_export_format *const formats[] = {
    &export_npz,
    &export_csv,
    &export_onnx,
};

const struct lume_export_format *lume_export_format_at(size_t index)
{
    return index < sizeof formats / sizeof *formats ? formats[index] : NULL;
}

const struct lume_export_format *lume_export_format_find(const char *name)
{
    const struct lume_export_format *format;
    for (size_t i = 0; (format = lume_export_format_at(i)) != NULL; i++) {
        if (strcmp(format->name, name) == 0) {
            return format;
        }
    }
    return NULL;
}

enum lume_status export_write(const struct lume_model *model, const char *path,
                              export_build_function *build, struct lume_error *error)
{
    enum lume_status status = model_check_finite(model, path, error);
    if (status != LUME_OK) {
        return status;
    }
    struct buffer file = {0};
    build(model, &file);
    status = file.failed ? memory_exhausted(error, path)
                         : file_replace(path, file.bytes, file.size, error);
    buffer_finish(&file);
    return status;
}
