/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "nn/model_parts.h"

#include <math.h>

/* Larger networks are left out: they would only exhaust the memory of the fuzzer. */
enum { MAX_REALS = 1 << 20 };

static void check_model(const struct lume_model *model)
{
    const struct lume_network *network = model->network;
    assert(model->rows * model->columns == network->n_inputs);
    assert(isfinite(network->input_scale) && isfinite(network->input_offset));
    for (size_t i = 0; i < network->n_reals; i++) {
        assert(isfinite(network->parameters[i]));
    }
    assert(!(model->test_accuracy < 0) && !(model->test_accuracy > 1));
}

/* Any model must run: outputs may overflow, nothing else may happen. */
static void run(const struct lume_model *model)
{
    struct lume_workspace *workspace;
    uint8_t *image = calloc(2, model->network->n_inputs);
    assert(image);
    if (lume_workspace_create(model->network, NULL, &workspace, NULL) != LUME_OK) {
        abort();
    }
    memset(image, 7, model->network->n_inputs / 2);
    lume_model_forward(model, workspace, image, image + model->network->n_inputs);
    lume_workspace_destroy(workspace);
    free(image);
}

/* What is written is read back, and written again to the same bytes. */
static void check_written(const struct lume_model *model)
{
    struct buffer first, second;
    struct lume_model again;
    if (model_write(model, "x", &first, NULL) != LUME_OK ||
        lume_model_parse(first.bytes, first.size, "x", &again, NULL) != LUME_OK ||
        model_write(&again, "x", &second, NULL) != LUME_OK) {
        abort();
    }
    assert(first.size == second.size && memcmp(first.bytes, second.bytes, first.size) == 0);
    buffer_finish(&first);
    buffer_finish(&second);
    lume_model_finish(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct lume_model model;
    struct lume_error error;
    memset(&error, 0, sizeof error);
    uint8_t *copy = fuzz_copy(bytes, size);
    enum lume_status status = lume_model_parse(copy, size, "x", &model, &error);
    free(copy);
    assert(status == LUME_OK || status == LUME_ERROR_DATA);
    assert((status == LUME_OK) == (error.message[0] == 0));
    if (status == LUME_OK) {
        check_model(&model);
        if (model.network->n_reals < MAX_REALS) {
            run(&model);
            check_written(&model);
        }
        lume_model_finish(&model);
    }
    return 0;
}
