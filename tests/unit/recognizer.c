/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <lume/image.h>
#include <lume/recognizer.h>
#include <lume/synth.h>

static const uint8_t ink[4] = {0, 255, 0, 0};

/* A network on 2 x 2 pixels that puts out these biases, whatever it sees. */
static struct lume_network *constant(const char *activation, const lume_real *outputs, size_t n)
{
    const struct lume_layer_config layer = {n, lume_activation_find(activation)};
    struct lume_network *network;
    struct lume_error error;
    CHECK_OK(lume_network_create(4, &layer, 1, &network, &error), error);
    memcpy(network->parameters + network->layers[0].biases, outputs, n * sizeof *outputs);
    return network;
}

/* Recognise an image by a model that is released afterwards. */
static struct lume_answer recognize(struct lume_model *model, const uint8_t *image)
{
    struct lume_recognizer *recognizer;
    struct lume_answer answer;
    struct lume_error error;
    CHECK_OK(lume_recognizer_create(model, &recognizer, &error), error);
    memset(&answer, 0x5a, sizeof answer);
    lume_recognize(recognizer, image, &answer);
    lume_recognizer_destroy(recognizer);
    lume_model_finish(model);
    return answer;
}

static void test_verdicts_have_names(void **state)
{
    (void)state;
    assert_string_equal(lume_verdict_name(LUME_VERDICT_EMPTY), "empty");
    assert_string_equal(lume_verdict_name(LUME_VERDICT_DIGIT), "digit");
    assert_string_equal(lume_verdict_name(LUME_VERDICT_UNSURE), "unsure");
    assert_string_equal(lume_verdict_name(LUME_VERDICT_NOT_A_DIGIT), "not-a-digit");
}

static void test_the_two_largest_outputs(void **state)
{
    (void)state;
    static const struct {
        lume_real outputs[4];
        int digit, second;
        double probability, margin;
        enum lume_verdict verdict;
    } cases[] = {
        {{0.75f, 0.25f, 0, 0}, 0, 1, 0.75, 0.5, LUME_VERDICT_DIGIT},
        {{0, 0.125f, 0.25f, 0.625f}, 3, 2, 0.625, 0.375, LUME_VERDICT_DIGIT},
        {{0.25f, 0.125f, 0.5f, 0.125f}, 2, 0, 0.5, 0.25, LUME_VERDICT_UNSURE},
        {{0.25f, 0.25f, 0.25f, 0.25f}, 0, 1, 0.25, 0, LUME_VERDICT_UNSURE},
        {{0, 0.5f, 0.5f, 0}, 1, 2, 0.5, 0, LUME_VERDICT_UNSURE},
        {{0.5f, 0, 0, 0.80001f}, 3, 0, 0.80001, 0.30001, LUME_VERDICT_DIGIT},
        {{0.5f, 0, 0, 0.79999f}, 3, 0, 0.79999, 0.29999, LUME_VERDICT_UNSURE},
        {{-3, -2, -4, -2.5f}, 1, 3, -2, 0.5, LUME_VERDICT_DIGIT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lume_model model = {
            .network = constant("identity", cases[i].outputs, 4), .rows = 2, .columns = 2};
        struct lume_answer answer = recognize(&model, ink);
        assert_int_equal(answer.digit, cases[i].digit);
        assert_int_equal(answer.second, cases[i].second);
        CHECK_NEAR(answer.probability, cases[i].probability, 1e-7);
        CHECK_NEAR(answer.margin, cases[i].margin, 1e-7);
        assert_int_equal(answer.verdict, cases[i].verdict);
        assert_true(isnan(answer.unlike));
    }
}

static void test_one_output_has_no_second(void **state)
{
    (void)state;
    const lume_real high = 0.75f, low = 0.25f;
    struct lume_model model = {.network = constant("identity", &high, 1), .rows = 2, .columns = 2};
    struct lume_answer answer = recognize(&model, ink);
    assert_int_equal(answer.digit, 0);
    assert_int_equal(answer.second, -1);
    assert_true(answer.probability == 0.75 && answer.margin == 0.75);
    assert_int_equal(answer.verdict, LUME_VERDICT_DIGIT);
    model = (struct lume_model){.network = constant("identity", &low, 1), .rows = 2, .columns = 2};
    answer = recognize(&model, ink);
    assert_int_equal(answer.verdict, LUME_VERDICT_UNSURE);
}

static void test_what_is_unlike_digits_is_none(void **state)
{
    (void)state;
    static const struct {
        lume_real outputs[2], logits[2];
        double unlike;
        enum lume_verdict verdict;
    } cases[] = {
        {{1, 0}, {0, 0}, 0.5, LUME_VERDICT_DIGIT},
        {{1, 0}, {0, 0.01f}, 0.5025, LUME_VERDICT_NOT_A_DIGIT},
        {{1, 0}, {0, -0.01f}, 0.4975, LUME_VERDICT_DIGIT},
        {{0.5f, 0.5f}, {3, 0}, 0.047426, LUME_VERDICT_UNSURE},
        {{0.5f, 0.5f}, {0, 3}, 0.952574, LUME_VERDICT_NOT_A_DIGIT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lume_model model = {.network = constant("identity", cases[i].outputs, 2),
                                   .unlike = constant("softmax", cases[i].logits, 2),
                                   .rows = 2,
                                   .columns = 2};
        struct lume_answer answer = recognize(&model, ink);
        CHECK_NEAR(answer.unlike, cases[i].unlike, 1e-5);
        assert_int_equal(answer.verdict, cases[i].verdict);
        assert_int_equal(answer.digit, 0);
        assert_int_equal(answer.second, 1);
    }
}

static void test_blank_paper_is_empty(void **state)
{
    (void)state;
    static const uint8_t blank[4], faint[4] = {0, 0, 0, 1};
    const lume_real outputs[] = {0.125f, 0.875f}, logits[] = {0, 9};
    for (int can_tell = 0; can_tell < 2; can_tell++) {
        struct lume_model model = {
            .network = constant("identity", outputs, 2), .rows = 2, .columns = 2};
        model.unlike = can_tell ? constant("softmax", logits, 2) : NULL;
        struct lume_recognizer *recognizer;
        struct lume_answer answer;
        struct lume_error error;
        CHECK_OK(lume_recognizer_create(&model, &recognizer, &error), error);
        lume_recognize(recognizer, faint, &answer);
        assert_int_equal(answer.verdict, can_tell ? LUME_VERDICT_NOT_A_DIGIT : LUME_VERDICT_DIGIT);
        lume_recognize(recognizer, blank, &answer);
        assert_int_equal(answer.verdict, LUME_VERDICT_EMPTY);
        assert_int_equal(answer.digit, -1);
        assert_int_equal(answer.second, -1);
        assert_true(answer.probability == 0 && answer.margin == 0);
        assert_true(can_tell ? answer.unlike == 0 : isnan(answer.unlike));
        assert_memory_equal(lume_workspace_activations(lume_recognizer_workspace(recognizer), 0),
                            outputs, sizeof outputs);
        lume_recognizer_destroy(recognizer);
        lume_model_finish(&model);
    }
    lume_recognizer_destroy(NULL);
}

/* Finite weights may still overflow: then nothing can be said. */
static void test_no_numbers_are_no_answer(void **state)
{
    (void)state;
    const struct lume_layer_config layers[] = {{2, lume_activation_find("relu")},
                                               {2, lume_activation_find("identity")}};
    struct lume_model model = {.rows = 2, .columns = 2};
    struct lume_error error;
    CHECK_OK(lume_network_create(4, layers, 2, &model.network, &error), error);
    const struct lume_layer *layer = model.network->layers;
    model.network->input_scale = 1;
    for (size_t j = 0; j < 2; j++) {
        model.network->parameters[layer[0].weights + layer[0].stride + j] = 3e38f;
        model.network->parameters[layer[1].weights + j] = 1;
        model.network->parameters[layer[1].weights + layer[1].stride + j] = -1;
    }
    struct lume_answer answer = recognize(&model, ink);
    assert_true(isnan(answer.probability));
    assert_int_equal(answer.verdict, LUME_VERDICT_UNSURE);
    assert_true(answer.digit == 0 && answer.second == 1);
}

/* Draw a slanted stroke. */
static void draw(uint8_t image[LUME_IMAGE_SIZE])
{
    memset(image, 0, LUME_IMAGE_SIZE);
    for (size_t row = 4; row < 24; row++) {
        for (size_t column = 0; column < 3; column++) {
            image[row * LUME_IMAGE_SIDE + 20 - row / 2 + column] = 200;
        }
    }
}

/* Both networks see the image as the model wants it. */
static void test_images_are_normalized_as_the_model_says(void **state)
{
    (void)state;
    uint8_t image[LUME_IMAGE_SIZE], normal[LUME_IMAGE_SIZE];
    draw(image);
    struct lume_model model;
    struct lume_workspace *workspace, *unlike;
    struct lume_error error;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    const struct lume_layer_config layers[] = {{5, lume_activation_find("tanh")},
                                               {2, lume_activation_find("softmax")}};
    lume_network_destroy(model.unlike);
    CHECK_OK(lume_network_create(LUME_IMAGE_SIZE, layers, 2, &model.unlike, &error), error);
    struct lume_rng rng = lume_rng_make(5, 0);
    lume_network_initialize(model.unlike, lume_initializer_find("glorot"), &rng);
    CHECK_OK(lume_workspace_create(model.network, NULL, &workspace, &error), error);
    CHECK_OK(lume_workspace_create(model.unlike, NULL, &unlike, &error), error);
    for (size_t i = 0; (model.normalizer = lume_normalizer_at(i)); i++) {
        struct lume_recognizer *recognizer;
        struct lume_answer answer;
        CHECK_OK(lume_recognizer_create(&model, &recognizer, &error), error);
        lume_normalize(model.normalizer, image, LUME_IMAGE_SIDE, LUME_IMAGE_SIDE, normal);
        assert_int_equal(memcmp(image, normal, sizeof image) == 0, i == 0);
        lume_recognize(recognizer, image, &answer);
        assert_memory_equal(lume_recognizer_image(recognizer), normal, sizeof normal);
        const lume_real *outputs = lume_network_forward(model.network, workspace, normal);
        assert_memory_equal(lume_workspace_activations(lume_recognizer_workspace(recognizer),
                                                       model.network->n_layers - 1),
                            outputs, 10 * sizeof *outputs);
        assert_int_equal(answer.digit, lume_argmax(outputs, 10));
        assert_true(answer.probability == (double)outputs[answer.digit]);
        assert_true(answer.unlike == (double)lume_network_forward(model.unlike, unlike, normal)[1]);
        lume_recognizer_destroy(recognizer);
    }
    lume_workspace_destroy(workspace);
    lume_workspace_destroy(unlike);
    lume_model_finish(&model);
}

static void test_strokes_are_drawn_with_the_usual_nib(void **state)
{
    (void)state;
    static const struct lume_ink_point points[] = {
        {.x = 100, .y = 10}, {.x = 160, .y = 200}, {.x = 90, .y = 180}};
    static const uint32_t ends[] = {2, 3};
    const struct lume_strokes strokes = {points, ends, 2}, none = {points, ends, 0};
    uint8_t image[LUME_IMAGE_SIZE];
    struct lume_model model;
    struct lume_recognizer *recognizer;
    struct lume_answer answer, same;
    struct lume_error error;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    CHECK_OK(lume_recognizer_create(&model, &recognizer, &error), error);
    memset(&answer, 0, sizeof answer);
    memset(&same, 0, sizeof same);
    lume_recognize_ink(recognizer, &strokes, &answer);
    assert_true(lume_image_from_ink(&strokes, LUME_INK_NIB, image));
    lume_recognize(recognizer, image, &same);
    assert_int_not_equal(answer.verdict, LUME_VERDICT_EMPTY);
    assert_true(answer.digit >= 0 && answer.digit == same.digit);
    assert_true(answer.probability == same.probability && answer.margin == same.margin);
    lume_recognize_ink(recognizer, &none, &answer);
    assert_int_equal(answer.verdict, LUME_VERDICT_EMPTY);
    lume_recognizer_destroy(recognizer);
    lume_model_finish(&model);
}

/* Wherever and however large somebody draws, the answer is the same. */
static void test_place_and_size_do_not_matter(void **state)
{
    (void)state;
    static const double moves[][3] = {{3, 0, 0}, {1, 500, -20}, {0.01, 7, 7}, {640, 1e4, -1e5}};
    struct lume_ink_point points[LUME_SYNTH_MAX_POINTS];
    uint32_t ends[LUME_SYNTH_MAX_STROKES];
    struct lume_strokes_room room = {points, ends, LUME_SYNTH_MAX_POINTS, LUME_SYNTH_MAX_STROKES,
                                     0,      0};
    struct lume_model model;
    struct lume_recognizer *recognizer;
    struct lume_error error;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    CHECK_OK(lume_recognizer_create(&model, &recognizer, &error), error);
    struct lume_rng rng = lume_rng_make(1, 0);
    for (int round = 0; round < 400; round++) {
        const struct lume_synth_style *style = lume_synth_choose_digit(round % 10, &rng);
        struct lume_answer here, there;
        style->draw(style, &rng, &room);
        struct lume_strokes strokes = lume_strokes_room_view(&room);
        lume_recognize_ink(recognizer, &strokes, &here);
        const double *move = moves[round % 4];
        for (size_t i = 0; i < room.n_points; i++) {
            points[i].x = points[i].x * move[0] + move[1];
            points[i].y = points[i].y * move[0] + move[2];
        }
        lume_recognize_ink(recognizer, &strokes, &there);
        assert_int_equal(there.digit, here.digit);
        assert_int_equal(there.verdict, here.verdict);
        CHECK_NEAR(there.probability, here.probability, 0.01);
        CHECK_NEAR(there.unlike, here.unlike, 0.01);
    }
    lume_recognizer_destroy(recognizer);
    lume_model_finish(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdicts_have_names),
        cmocka_unit_test(test_the_two_largest_outputs),
        cmocka_unit_test(test_one_output_has_no_second),
        cmocka_unit_test(test_what_is_unlike_digits_is_none),
        cmocka_unit_test(test_blank_paper_is_empty),
        cmocka_unit_test(test_no_numbers_are_no_answer),
        cmocka_unit_test(test_images_are_normalized_as_the_model_says),
        cmocka_unit_test(test_strokes_are_drawn_with_the_usual_nib),
        cmocka_unit_test(test_place_and_size_do_not_matter),
    };
    return cmocka_run_group_tests_name("recognizer", tests, NULL, NULL);
}
