/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "nn/model_parts.h"
#include "nn/safetensors.h"

#include <string.h>

/* What model_each_metadata fills: the members of an object. */
struct members {
    struct buffer *buffer;
    size_t n;
};

static void append_member(void *context, const char *key, const char *value)
{
    struct members *members = context;
    if (members->n++ > 0) {
        buffer_text(members->buffer, ",");
    }
    json_append_string(members->buffer, key);
    buffer_text(members->buffer, ":");
    json_append_string(members->buffer, value);
}

static void append_header(const struct lume_model *model, struct buffer *buffer)
{
    buffer_text(buffer, "{\"__metadata__\":{");
    model_each_metadata(model, append_member, &(struct members){.buffer = buffer});
    buffer_text(buffer, "}");
    struct model_tensor tensor;
    size_t begin = 0;
    for (size_t i = 0; model_tensor_at(model, i, &tensor); i++) {
        size_t end = begin + tensor.dims[0] * tensor.dims[1] * sizeof(float);
        buffer_format(buffer, ",\"%s\":{\"dtype\":\"F32\",\"shape\":[%zu", tensor.name,
                      tensor.dims[0]);
        if (tensor.n_dims == 2) {
            buffer_format(buffer, ",%zu", tensor.dims[1]);
        }
        buffer_format(buffer, "],\"data_offsets\":[%zu,%zu]}", begin, end);
        begin = end;
    }
    buffer_text(buffer, "}");
    while (!buffer->failed && buffer->size % SAFETENSORS_ALIGNMENT) {
        buffer_text(buffer, " ");
    }
}

enum lume_status model_write(const struct lume_model *model, const char *name, struct buffer *out,
                             struct lume_error *error)
{
    enum lume_status status = model_check_finite(model, name, error);
    if (status != LUME_OK) {
        return status;
    }
    struct buffer header = {0}, file = {0};
    append_header(model, &header);
    buffer_uint(&file, header.size, SAFETENSORS_LENGTH);
    buffer_append(&file, header.bytes, header.size);
    struct model_tensor tensor;
    for (size_t i = 0; model_tensor_at(model, i, &tensor); i++) {
        model_tensor_append(&tensor, &file);
    }
    bool failed = header.failed || file.failed;
    buffer_finish(&header);
    if (failed) {
        buffer_finish(&file);
        return memory_exhausted(error, name);
    }
    *out = file;
    return LUME_OK;
}

enum lume_status lume_model_save(const struct lume_model *model, const char *path,
                                 struct lume_error *error)
{
    struct buffer file;
    enum lume_status status = model_write(model, path, &file, error);
    if (status != LUME_OK) {
        return status;
    }
    status = file_replace(path, file.bytes, file.size, error);
    buffer_finish(&file);
    return status;
}
