/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "nn/model_parts.h"

#include <lume/recognizer.h>

#include <math.h>

/* Larger networks are left out: they would only exhaust the memory of the fuzzer. */
enum { MAX_REALS = 1 << 20 };

static void check_network(const struct lume_network *network)
{
    assert(isfinite(network->input_scale) && isfinite(network->input_offset));
    for (size_t i = 0; i < network->n_reals; i++) {
        assert(isfinite(network->parameters[i]));
    }
}

static void check_model(const struct lume_model *model)
{
    assert(model->rows * model->columns == model->network->n_inputs);
    check_network(model->network);
    if (model->unlike) {
        assert(model->unlike->n_inputs == model->network->n_inputs);
        assert(model->unlike->n_outputs == 2);
        check_network(model->unlike);
    }
    assert(!(model->test_accuracy < 0) && !(model->test_accuracy > 1));
}

/* Any model must run: outputs may overflow, nothing else may happen. */
static void run(const struct lume_model *model)
{
    struct lume_recognizer *recognizer;
    struct lume_answer answer;
    uint8_t *image = calloc(model->network->n_inputs, 1);
    assert(image);
    if (lume_recognizer_create(model, &recognizer, NULL) != LUME_OK) {
        abort();
    }
    lume_recognize(recognizer, image, &answer);
    assert(answer.verdict == LUME_VERDICT_EMPTY);
    memset(image, 7, (model->network->n_inputs + 1) / 2);
    lume_recognize(recognizer, image, &answer);
    assert(answer.verdict != LUME_VERDICT_EMPTY);
    assert(answer.digit >= 0 && (size_t)answer.digit < model->network->n_outputs);
    assert(answer.second != answer.digit);
    assert(!(answer.unlike < 0) && !(answer.unlike > 1));
    lume_recognizer_destroy(recognizer);
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
    fuzz_check_message(status, &error);
    if (status == LUME_OK) {
        check_model(&model);
        if (model.network->n_reals + (model.unlike ? model.unlike->n_reals : 0) < MAX_REALS) {
            run(&model);
            check_written(&model);
        }
        lume_model_finish(&model);
    }
    return 0;
}
