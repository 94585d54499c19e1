/* SPDX-License-Identifier: MIT */
#include <lume/model.h>

#include "base/file.h"
#include "base/memory.h"
#include "nn/model_default.h"
#include "nn/safetensors.h"

#include <lume/image.h>

#include <string.h>

#define FILE_LIMIT \
    (SAFETENSORS_LENGTH + (size_t)SAFETENSORS_MAX_HEADER + (size_t)LUME_MAX_PARAMETERS * 4)

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

const lume_real *lume_model_forward(const struct lume_model *model,
                                    struct lume_workspace *workspace, const uint8_t *image,
                                    uint8_t *scratch)
{
    lume_normalize(model->normalizer, image, model->rows, model->columns, scratch);
    return lume_network_forward(model->network, workspace, scratch);
}

void lume_model_finish(struct lume_model *model)
{
    if (!model) {
        return;
    }
    lume_network_destroy(model->network);
    *model = (struct lume_model){0};
}
