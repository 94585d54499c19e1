/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "gui/snapshot.h"

#include <lume/image.h>

static void test_a_copy(void **state)
{
    (void)state;
    struct lume_model model;
    struct lume_recognizer *recognizer;
    struct snapshot *snapshot;
    struct lume_answer answer;
    struct lume_error error;
    uint8_t image[LUME_IMAGE_SIZE] = {0};
    CHECK_OK(lume_model_load_default(&model, &error), error);
    CHECK_OK(lume_recognizer_create(&model, &recognizer, &error), error);
    CHECK_OK(snapshot_create(&model, &snapshot, &error), error);
    assert_int_equal(snapshot->answer.verdict, LUME_VERDICT_EMPTY);
    assert_int_equal(snapshot->answer.digit, -1);
    for (size_t y = 4; y < 24; y++) {
        image[y * LUME_IMAGE_SIDE + 13] = image[y * LUME_IMAGE_SIDE + 14] = 255;
    }
    lume_recognize(recognizer, image, &answer);
    snapshot_take(snapshot, recognizer, &answer);
    const struct lume_workspace *workspace = lume_recognizer_workspace(recognizer);
    uint8_t seen[LUME_IMAGE_SIZE];
    memcpy(seen, lume_recognizer_image(recognizer), sizeof seen);
    assert_int_equal(snapshot->n_layers, model.network->n_layers);
    for (size_t l = 0; l < snapshot->n_layers; l++) {
        const size_t n = model.network->layers[l].n_out;
        assert_int_equal(snapshot->layers[l].n, n);
        assert_memory_equal(snapshot->layers[l].z, lume_workspace_sums(workspace, l),
                            n * sizeof(float));
        assert_memory_equal(snapshot->layers[l].a, lume_workspace_activations(workspace, l),
                            n * sizeof(float));
    }
    const float first = snapshot->layers[0].z[0];
    memset(image, 0, sizeof image);
    lume_recognize(recognizer, image, &answer);
    assert_true(lume_workspace_sums(workspace, 0)[0] != first);
    assert_true(snapshot->layers[0].z[0] == first);
    assert_memory_equal(snapshot->image, seen, sizeof seen);
    assert_int_equal(snapshot->answer.verdict, LUME_VERDICT_DIGIT);
    snapshot_destroy(snapshot);
    lume_recognizer_destroy(recognizer);
    lume_model_finish(&model);
    snapshot_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_copy),
    };
    return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
