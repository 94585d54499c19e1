/* SPDX-License-Identifier: MIT */
#include <lume/recognizer.h>

#include "base/memory.h"

#include <assert.h>
#include <math.h>

struct lume_recognizer {
    const struct lume_model *model;
    struct lume_workspace *workspace, *unlike; /* unlike: NULL where the model cannot tell */
    uint8_t *seen;                             /* [n_inputs]: the image as the networks saw it */
};

const char *lume_verdict_name(enum lume_verdict verdict)
{
    static const char *const names[LUME_N_VERDICTS] = {
        [LUME_VERDICT_EMPTY] = "empty",
        [LUME_VERDICT_DIGIT] = "digit",
        [LUME_VERDICT_UNSURE] = "unsure",
        [LUME_VERDICT_NOT_A_DIGIT] = "not-a-digit",
    };
    assert((int)verdict < LUME_N_VERDICTS);
    return names[verdict];
}

enum lume_status lume_recognizer_create(const struct lume_model *model,
                                        struct lume_recognizer **out, struct lume_error *error)
{
    struct lume_recognizer *recognizer = memory_allocate(1, sizeof *recognizer);
    if (!recognizer) {
        return memory_exhausted(error, NULL);
    }
    recognizer->model = model;
    recognizer->seen = memory_allocate(model->network->n_inputs, 1);
    enum lume_status status = recognizer->seen ? LUME_OK : memory_exhausted(error, NULL);
    if (status == LUME_OK) {
        status = lume_workspace_create(model->network, NULL, &recognizer->workspace, error);
    }
    if (status == LUME_OK && model->unlike) {
        status = lume_workspace_create(model->unlike, NULL, &recognizer->unlike, error);
    }
    if (status != LUME_OK) {
        lume_recognizer_destroy(recognizer);
        return status;
    }
    *out = recognizer;
    return LUME_OK;
}

void lume_recognizer_destroy(struct lume_recognizer *recognizer)
{
    if (recognizer) {
        lume_workspace_destroy(recognizer->workspace);
        lume_workspace_destroy(recognizer->unlike);
        memory_free(recognizer->seen);
        memory_free(recognizer);
    }
}

static bool is_blank(const uint8_t *image, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (image[i]) {
            return false;
        }
    }
    return true;
}

/* Name the two largest outputs; the first of equals comes first. */
static void rank(const lume_real *outputs, size_t n, struct lume_answer *out)
{
    size_t first = lume_argmax(outputs, n), second = first == 0;
    for (size_t i = 0; i < n; i++) {
        second = i != first && outputs[i] > outputs[second] ? i : second;
    }
    out->digit = (int)first;
    out->second = n > 1 ? (int)second : -1;
    out->probability = (double)outputs[first];
    out->margin = out->probability - (n > 1 ? (double)outputs[second] : 0);
}

void lume_recognize(struct lume_recognizer *recognizer, const uint8_t *image,
                    struct lume_answer *out)
{
    const struct lume_model *model = recognizer->model;
    lume_normalize(model->normalizer, image, model->rows, model->columns, recognizer->seen);
    const lume_real *outputs =
        lume_network_forward(model->network, recognizer->workspace, recognizer->seen);
    struct lume_answer answer = {.digit = -1, .second = -1, .unlike = (double)NAN};
    if (is_blank(image, model->network->n_inputs)) {
        answer.verdict = LUME_VERDICT_EMPTY;
        answer.unlike = model->unlike ? 0 : (double)NAN;
        *out = answer;
        return;
    }
    rank(outputs, model->network->n_outputs, &answer);
    if (model->unlike) {
        answer.unlike =
            (double)lume_network_forward(model->unlike, recognizer->unlike, recognizer->seen)[1];
    }
    answer.verdict = answer.unlike > LUME_UNLIKE_LIMIT       ? LUME_VERDICT_NOT_A_DIGIT
                     : !(answer.margin >= LUME_MARGIN_LIMIT) ? LUME_VERDICT_UNSURE
                                                             : LUME_VERDICT_DIGIT;
    *out = answer;
}

void lume_recognize_ink(struct lume_recognizer *recognizer, const struct lume_strokes *strokes,
                        struct lume_answer *out)
{
    assert(recognizer->model->rows == LUME_IMAGE_SIDE &&
           recognizer->model->columns == LUME_IMAGE_SIDE);
    uint8_t image[LUME_IMAGE_SIZE];
    lume_image_from_ink(strokes, LUME_INK_NIB, image);
    lume_recognize(recognizer, image, out);
}

const uint8_t *lume_recognizer_image(const struct lume_recognizer *recognizer)
{
    return recognizer->seen;
}

const struct lume_workspace *lume_recognizer_workspace(const struct lume_recognizer *recognizer)
{
    return recognizer->workspace;
}
