/* SPDX-License-Identifier: MIT */
#include "nn/safetensors.h"

#include "base/json.h"
#include "base/memory.h"
#include "data/looks.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 3, SHOWN_SIZE = 96 };

static const char METADATA[] = "__metadata__";

/* Show a value of the header in a few characters. */
static const char *show(const cJSON *json, char text[SHOWN_SIZE])
{
    if (cJSON_IsString(json)) {
        snprintf(text, SHOWN_SIZE, "\"%.80s\"", json->valuestring);
        return text;
    }
    if (cJSON_IsNumber(json) && fabs(json->valuedouble) < 0x1p53 &&
        json->valuedouble == floor(json->valuedouble)) {
        snprintf(text, SHOWN_SIZE, "%lld", (long long)json->valuedouble);
        return text;
    }
    return !json                  ? "nothing"
           : cJSON_IsNumber(json) ? "a number that is not"
           : cJSON_IsArray(json)  ? "an array"
           : cJSON_IsObject(json) ? "an object"
           : cJSON_IsBool(json)   ? "a truth value"
                                  : "null";
}

/* Read a whole number from 0 to 2^53, which a double holds exactly. */
static bool to_size(const cJSON *json, size_t *value)
{
    if (!cJSON_IsNumber(json) || !(json->valuedouble >= 0) || json->valuedouble > 0x1p53 ||
        json->valuedouble > (double)(SIZE_MAX / 2) ||
        json->valuedouble != floor(json->valuedouble)) {
        return false;
    }
    *value = (size_t)json->valuedouble;
    return true;
}

static enum lume_status read_metadata(struct safetensors *file, struct lume_error *error)
{
    char got[SHOWN_SIZE];
    const cJSON *metadata = cJSON_GetObjectItemCaseSensitive(file->header, METADATA);
    if (metadata && !cJSON_IsObject(metadata)) {
        return lume_error_set(error, LUME_ERROR_DATA, file->name, "%s, expected an object, got %s",
                              METADATA, show(metadata, got));
    }
    const cJSON *item;
    cJSON_ArrayForEach(item, metadata)
    {
        if (!cJSON_IsString(item)) {
            return lume_error_set(error, LUME_ERROR_DATA, file->name,
                                  "metadata \"%.80s\", expected a string, got %s", item->string,
                                  show(item, got));
        }
    }
    file->metadata = metadata;
    return LUME_OK;
}

static enum lume_status bad_length(const uint8_t *bytes, size_t size, uint64_t length,
                                   const char *name, struct lume_error *error)
{
    size_t rest = size - SAFETENSORS_LENGTH;
    bool is_cut = rest > 0 && bytes[SAFETENSORS_LENGTH] == '{';
    const char *what = is_cut ? NULL : looks_like(bytes, size);
    return lume_error_set(
        error, LUME_ERROR_DATA, name, "header length, expected at most %zu, got %llu%s%s",
        rest < SAFETENSORS_MAX_HEADER ? rest : (size_t)SAFETENSORS_MAX_HEADER,
        (unsigned long long)length, what ? ": it looks like " : "", what ? what : "");
}

enum lume_status safetensors_open(const void *bytes, size_t size, const char *name,
                                  struct safetensors *out, struct lume_error *error)
{
    const uint8_t *at = bytes;
    if (size < SAFETENSORS_LENGTH) {
        return lume_error_set(error, LUME_ERROR_DATA, name,
                              "file size, expected at least %d bytes, got %zu%s",
                              SAFETENSORS_LENGTH, size, size ? "" : " (an empty file)");
    }
    uint64_t length = 0;
    for (int i = SAFETENSORS_LENGTH - 1; i >= 0; i--) {
        length = length << 8 | at[i];
    }
    size_t rest = size - SAFETENSORS_LENGTH;
    if (length > SAFETENSORS_MAX_HEADER || length > rest) {
        return bad_length(at, size, length, name, error);
    }
    struct safetensors file = {
        .name = name,
        .data = at + SAFETENSORS_LENGTH + length,
        .data_size = rest - (size_t)length,
    };
    enum lume_status status = json_parse((const char *)at + SAFETENSORS_LENGTH, (size_t)length,
                                         MAX_DEPTH, name, SAFETENSORS_LENGTH, &file.header, error);
    if (status != LUME_OK) {
        return status;
    }
    if (!cJSON_IsObject(file.header)) {
        char got[SHOWN_SIZE];
        status = lume_error_set(error, LUME_ERROR_DATA, name, "header, expected an object, got %s",
                                show(file.header, got));
    } else {
        status = read_metadata(&file, error);
    }
    if (status != LUME_OK) {
        safetensors_finish(&file);
        return status;
    }
    *out = file;
    return LUME_OK;
}

static enum lume_status read_shape(const char *name, const cJSON *shape,
                                   struct safetensors_tensor *tensor, struct lume_error *error)
{
    char got[SHOWN_SIZE];
    if (!cJSON_IsArray(shape)) {
        return lume_error_set(error, LUME_ERROR_DATA, name,
                              "%.80s: shape, expected an array, got %s", tensor->name,
                              show(shape, got));
    }
    tensor->dims[0] = tensor->dims[1] = 1;
    const cJSON *dim;
    cJSON_ArrayForEach(dim, shape)
    {
        if (tensor->n_dims == SAFETENSORS_MAX_DIMS) {
            return lume_error_set(error, LUME_ERROR_DATA, name,
                                  "%.80s: shape, expected at most %d dimensions, got %d",
                                  tensor->name, SAFETENSORS_MAX_DIMS, cJSON_GetArraySize(shape));
        }
        if (!to_size(dim, &tensor->dims[tensor->n_dims++])) {
            return lume_error_set(error, LUME_ERROR_DATA, name,
                                  "%.80s: shape, expected whole numbers from 0 to 2^53, got %s",
                                  tensor->name, show(dim, got));
        }
    }
    return LUME_OK;
}

/* The range must be as long as the shape says. */
static enum lume_status read_range(const char *name, const cJSON *offsets,
                                   struct safetensors_tensor *tensor, struct lume_error *error)
{
    if (!cJSON_IsArray(offsets) || cJSON_GetArraySize(offsets) != 2 ||
        !to_size(cJSON_GetArrayItem(offsets, 0), &tensor->begin) ||
        !to_size(cJSON_GetArrayItem(offsets, 1), &tensor->end) || tensor->begin > tensor->end) {
        return lume_error_set(error, LUME_ERROR_DATA, name,
                              "%.80s: data_offsets, expected [begin, end], got something else",
                              tensor->name);
    }
    size_t size = tensor->end - tensor->begin, wanted;
    if (!memory_multiply(tensor->dims[0], tensor->dims[1], &wanted) ||
        !memory_multiply(wanted, sizeof(float), &wanted)) {
        return lume_error_set(error, LUME_ERROR_DATA, name,
                              "%.80s: shape, expected %zu bytes, got more than there can be",
                              tensor->name, size);
    }
    if (size != wanted) {
        return lume_error_set(error, LUME_ERROR_DATA, name,
                              "%.80s: data_offsets, expected %zu bytes as the shape says, got %zu",
                              tensor->name, wanted, size);
    }
    return LUME_OK;
}

static enum lume_status read_tensor(const char *name, const cJSON *json,
                                    struct safetensors_tensor *tensor, struct lume_error *error)
{
    char got[SHOWN_SIZE];
    tensor->name = json->string;
    const cJSON *dtype = cJSON_GetObjectItemCaseSensitive(json, "dtype");
    if (!cJSON_IsString(dtype) || strcmp(dtype->valuestring, "F32") != 0) {
        return lume_error_set(error, LUME_ERROR_DATA, name,
                              "%.80s: dtype, expected \"F32\", got %s", tensor->name,
                              show(dtype, got));
    }
    enum lume_status status =
        read_shape(name, cJSON_GetObjectItemCaseSensitive(json, "shape"), tensor, error);
    if (status != LUME_OK) {
        return status;
    }
    status =
        read_range(name, cJSON_GetObjectItemCaseSensitive(json, "data_offsets"), tensor, error);
    if (status == LUME_OK && cJSON_GetArraySize(json) != 3) {
        return lume_error_set(error, LUME_ERROR_DATA, name,
                              "%.80s, expected dtype, shape and data_offsets, got %d keys",
                              tensor->name, cJSON_GetArraySize(json));
    }
    return status;
}

static int compare_ranges(const void *a, const void *b)
{
    const struct safetensors_tensor *x = a, *y = b;
    if (x->begin != y->begin) {
        return x->begin < y->begin ? -1 : 1;
    }
    return x->end < y->end ? -1 : x->end > y->end;
}

static enum lume_status check_ranges(struct safetensors *file, struct lume_error *error)
{
    size_t end = 0;
    qsort(file->tensors, file->n_tensors, sizeof *file->tensors, compare_ranges);
    for (size_t i = 0; i < file->n_tensors; i++) {
        const struct safetensors_tensor *tensor = &file->tensors[i];
        if (tensor->begin != end) {
            return lume_error_set(error, LUME_ERROR_DATA, file->name,
                                  "%.80s: data_offsets, expected to begin at %zu, got %zu (%s)",
                                  tensor->name, end, tensor->begin,
                                  tensor->begin < end ? "an overlap" : "a gap");
        }
        end = tensor->end;
    }
    if (end != file->data_size) {
        return lume_error_set(error, LUME_ERROR_DATA, file->name,
                              "tensors, expected %zu bytes behind the header, got %zu (%s)", end,
                              file->data_size,
                              end < file->data_size ? "something follows" : "cut short");
    }
    return LUME_OK;
}

enum lume_status safetensors_read_tensors(struct safetensors *file, struct lume_error *error)
{
    size_t n = (size_t)cJSON_GetArraySize(file->header);
    file->tensors = memory_allocate(n, sizeof *file->tensors);
    if (!file->tensors) {
        return memory_exhausted(error, file->name);
    }
    const cJSON *item;
    cJSON_ArrayForEach(item, file->header)
    {
        if (strcmp(item->string, METADATA) == 0) {
            continue;
        }
        enum lume_status status =
            read_tensor(file->name, item, &file->tensors[file->n_tensors++], error);
        if (status != LUME_OK) {
            return status;
        }
    }
    enum lume_status status = check_ranges(file, error);
    for (size_t i = 0; status == LUME_OK && i < file->n_tensors; i++) {
        file->tensors[i].bytes = file->data + file->tensors[i].begin;
    }
    return status;
}

const char *safetensors_metadata(const struct safetensors *file, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(file->metadata, key);
    return item ? item->valuestring : NULL;
}

const struct safetensors_tensor *safetensors_find(const struct safetensors *file, const char *name)
{
    for (size_t i = 0; i < file->n_tensors; i++) {
        if (strcmp(file->tensors[i].name, name) == 0) {
            return &file->tensors[i];
        }
    }
    return NULL;
}

void safetensors_finish(struct safetensors *file)
{
    if (!file) {
        return;
    }
    cJSON_Delete(file->header);
    memory_free(file->tensors);
    *file = (struct safetensors){0};
}
