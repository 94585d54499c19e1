/* SPDX-License-Identifier: MIT */
#include <lume/model.h>

#include "base/file.h"
#include "base/memory.h"
#include "nn/model_default.h"
#include "nn/model_parts.h"
#include "nn/safetensors.h"

#include <string.h>

#define FILE_LIMIT                                         \
    (SAFETENSORS_LENGTH + (size_t)SAFETENSORS_MAX_HEADER + \
     MODEL_N_NETWORKS * (size_t)LUME_MAX_PARAMETERS * 4)

bool model_recognise(const void *bytes, size_t size)
{
    return size > SAFETENSORS_LENGTH && ((const uint8_t *)bytes)[SAFETENSORS_LENGTH] == '{';
}

enum lume_status lume_model_load(const char *path, struct lume_model *out, struct lume_error *error)
{
    uint8_t *bytes;
    size_t size;
    enum lume_status status = file_read(path, FILE_LIMIT, &bytes, &size, error);
    if (status != LUME_OK) {
        return status;
    }
    status = lume_model_parse(bytes, size, path, out, error);
    memory_free(bytes);
    return status;
}

enum lume_status lume_model_load_default(struct lume_model *out, struct lume_error *error)
{
    return lume_model_parse(model_default_bytes, model_default_size, "built-in model", out, error);
}

void lume_model_finish(struct lume_model *model)
{
    if (!model) {
        return;
    }
    lume_network_destroy(model->network);
    lume_network_destroy(model->unlike);
    *model = (struct lume_model){0};
}
