/* SPDX-License-Identifier: MIT */
#include "blobs.h"
#include "check.h"
#include "draw.h"

#include <lume/metrics.h>

static struct lume_error error;

static struct lume_network *create(size_t n_inputs, size_t n_outputs, const char *output)
{
    const struct lume_layer_config layer = {n_outputs, lume_activation_find(output)};
    struct lume_network *network;
    CHECK_OK(lume_network_create(n_inputs, &layer, 1, &network, &error), error);
    return network;
}

/* Three pixels are the three outputs, times 1/255. */
static struct lume_network *create_mirror(void)
{
    struct lume_network *network = create(3, 3, "identity");
    for (size_t j = 0; j < 3; j++) {
        network->parameters[network->layers[0].weights + j * LUME_LANES + j] = 1;
    }
    return network;
}

enum { N = 8 };

/* Of class 0 three images, answered 0, 0, 1; of class 1 four, answered 1, 1, 0, 2; of class 2 one,
 * answered 0. The largest output is what is answered. */
static const uint8_t labels[N] = {0, 0, 0, 1, 1, 1, 1, 2};
static const uint8_t images[N][3] = {{255, 0, 0},  {204, 9, 9},   {0, 153, 8},   {0, 255, 0},
                                     {1, 204, 30}, {102, 51, 51}, {10, 20, 255}, {150, 5, 6}};
static const uint32_t confusion[9] = {2, 1, 0, 1, 2, 1, 1, 0, 0};

static struct lume_dataset small_set(void)
{
    return (struct lume_dataset){.n = N,
                                 .rows = 1,
                                 .columns = 3,
                                 .n_classes = 3,
                                 .pixels = (uint8_t *)(uintptr_t)images,
                                 .labels = (uint8_t *)(uintptr_t)labels};
}

static void test_counted_by_hand(void **state)
{
    (void)state;
    struct lume_network *network = create_mirror();
    const struct lume_dataset set = small_set();
    struct lume_metrics m;
    CHECK_OK(lume_evaluate(network, &set, lume_loss_find("mse"), NULL, NULL, &m, &error), error);
    assert_int_equal(m.n, N);
    assert_int_equal(m.n_classes, 3);
    assert_memory_equal(m.confusion, confusion, sizeof confusion);
    assert_true(m.accuracy == 0.5);
    static const double precisions[] = {2.0 / 4, 2.0 / 3, 0}, recalls[] = {2.0 / 3, 2.0 / 4, 0};
    for (size_t c = 0; c < 3; c++) {
        CHECK_NEAR(lume_metrics_precision(&m, c), precisions[c], 1e-15);
        CHECK_NEAR(lume_metrics_recall(&m, c), recalls[c], 1e-15);
    }
    double loss = 0;
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j < 3; j++) {
            loss += pow(images[i][j] / 255.0 - (labels[i] == j), 2) / 3 / N;
        }
    }
    CHECK_NEAR(m.loss, loss, 1e-7);
    lume_metrics_finish(&m);
    assert_null(m.confusion);
    lume_metrics_finish(&m);
    lume_metrics_finish(NULL);
    lume_network_destroy(network);
}

/* In the last of the 15 bins are three images of 1, of which one is wrong; two of 0.8, both right,
 * in another; and alone, wrong, 150/255, 0.6 and 0.4. */
static void test_calibration_by_hand(void **state)
{
    (void)state;
    struct lume_network *network = create_mirror();
    const struct lume_dataset set = small_set();
    struct lume_metrics m;
    CHECK_OK(lume_evaluate(network, &set, lume_loss_find("mse"), NULL, NULL, &m, &error), error);
    const double expected = (fabs(2 - 3.0) + fabs(2 - 1.6) + 150.0 / 255 + 0.6 + 0.4) / N;
    CHECK_NEAR(m.calibration_error, expected, 1e-7);
    lume_metrics_finish(&m);
    lume_network_destroy(network);
}

/* What came of each image, in an order of its own for each label. */
static void test_outcomes_by_hand(void **state)
{
    (void)state;
    struct lume_network *network = create_mirror();
    const struct lume_dataset set = small_set();
    struct lume_outcome outcomes[N];
    struct lume_metrics m, without;
    const struct lume_loss *loss = lume_loss_find("mse");
    static const uint8_t answers[N] = {0, 0, 1, 1, 1, 0, 2, 0};
    CHECK_OK(lume_evaluate_images(network, &set, loss, NULL, NULL, outcomes, &m, &error), error);
    CHECK_OK(lume_evaluate(network, &set, loss, NULL, NULL, &without, &error), error);
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(outcomes[i].answer, answers[i]);
        CHECK_NEAR((double)outcomes[i].confidence, images[i][answers[i]] / 255.0, 1e-7);
        CHECK_NEAR((double)outcomes[i].truth, images[i][labels[i]] / 255.0, 1e-7);
    }
    assert_true(m.accuracy == without.accuracy && m.loss == without.loss);
    assert_true(m.calibration_error == without.calibration_error);
    assert_memory_equal(m.confusion, without.confusion, sizeof confusion);
    lume_metrics_finish(&m);
    lume_metrics_finish(&without);
    lume_network_destroy(network);
}

static void test_bins_by_hand(void **state)
{
    (void)state;
    static const struct lume_outcome some[] = {
        {(lume_real)0.25, 0, 1},
        {(lume_real)0.5, 0, 2},
        {(lume_real)0.75, 0, 3},
        {(lume_real)0.875, 0, 4},
        {1, 0, 5},
        {(lume_real)1.5, 0, 6},
        {(lume_real)-0.5, 0, 7},
    };
    static const uint8_t truth[] = {1, 2, 0, 4, 5, 0, 0};
    struct lume_calibration_bin bins[4];
    const double e = lume_calibrate(some, truth, 7, bins, 4);
    static const struct lume_calibration_bin expected[4] = {
        {1, 0, -0.5}, {1, 1, 0.25}, {1, 1, 0.5}, {4, 2, 0.75 + 0.875 + 1 + 1.5}};
    for (size_t b = 0; b < 4; b++) {
        assert_int_equal(bins[b].n, expected[b].n);
        assert_int_equal(bins[b].n_right, expected[b].n_right);
        CHECK_NEAR(bins[b].confidence, expected[b].confidence, 1e-12);
    }
    CHECK_NEAR(e, (0.5 + 0.75 + 0.5 + 2.125) / 7, 1e-12);
    assert_true(lume_calibrate(some, truth, 0, bins, 4) == 0);
    assert_int_equal(bins[3].n, 0);
}

/* In one bin what is too sure and what is not sure enough make up for each other. */
static void test_bins_average(void **state)
{
    (void)state;
    struct lume_network *network = create_mirror();
    static const uint8_t sure[4][3] = {{190, 0, 0}, {190, 0, 0}, {190, 0, 0}, {190, 0, 0}};
    static const uint8_t truth[4] = {0, 0, 0, 1};
    const struct lume_dataset set = {.n = 4,
                                     .rows = 1,
                                     .columns = 3,
                                     .n_classes = 3,
                                     .pixels = (uint8_t *)(uintptr_t)sure,
                                     .labels = (uint8_t *)(uintptr_t)truth};
    struct lume_metrics m;
    CHECK_OK(lume_evaluate(network, &set, lume_loss_find("mse"), NULL, NULL, &m, &error), error);
    CHECK_NEAR(m.calibration_error, 0.75 - 190.0 / 255, 1e-7);
    assert_true(lume_metrics_recall(&m, 2) == 0 && lume_metrics_precision(&m, 2) == 0);
    lume_metrics_finish(&m);
    lume_network_destroy(network);
}

/* Outputs that are no shares fall into the outer bins. */
static void test_outputs_beyond_bins(void **state)
{
    (void)state;
    struct lume_network *network = create_mirror();
    const struct lume_dataset set = small_set();
    struct lume_metrics m;
    static const float biases[] = {-3, 5, 1e20f, -1e20f};
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 3; j++) {
            network->parameters[network->layers[0].biases + j] = (lume_real)biases[i];
        }
        CHECK_OK(lume_evaluate(network, &set, lume_loss_find("mse"), NULL, NULL, &m, &error),
                 error);
        assert_true(isfinite(m.calibration_error) && m.calibration_error >= 0);
        lume_metrics_finish(&m);
    }
    lume_network_destroy(network);
}

static void check_equal(const struct lume_metrics *a, const struct lume_metrics *b)
{
    assert_int_equal(a->n, b->n);
    assert_memory_equal(&a->accuracy, &b->accuracy, sizeof a->accuracy);
    assert_memory_equal(&a->loss, &b->loss, sizeof a->loss);
    assert_memory_equal(&a->calibration_error, &b->calibration_error, sizeof a->loss);
    assert_memory_equal(a->confusion, b->confusion,
                        a->n_classes * a->n_classes * sizeof *a->confusion);
}

/* One image at a time. */
static void check_by_one(const struct lume_network *network, const struct lume_dataset *set,
                         const struct lume_loss *loss, const struct lume_metrics *m)
{
    struct lume_workspace *workspace;
    CHECK_OK(lume_workspace_create(network, NULL, &workspace, &error), error);
    double sum = 0;
    size_t n_right = 0;
    for (size_t i = 0; i < set->n; i++) {
        const lume_real *a = lume_network_forward(network, workspace, lume_dataset_image(set, i));
        const lume_real *z = lume_workspace_sums(workspace, network->n_layers - 1);
        sum += (double)loss->value(true, z, a, network->n_outputs, set->labels[i]);
        n_right += lume_argmax(a, network->n_outputs) == set->labels[i];
    }
    assert_true(m->loss == sum / (double)set->n);
    assert_true(m->accuracy == (double)n_right / (double)set->n);
    lume_workspace_destroy(workspace);
}

static void test_threads_and_kernels_change_nothing(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 63, 64, 65, 1000, 1500}, threads[] = {1, 2, 3, 8};
    struct lume_network *network = create(144, 10, "softmax");
    struct lume_rng rng = lume_rng_make(1, 1);
    lume_network_initialize(network, lume_initializer_find("he"), &rng);
    network->input_offset = (lume_real)-0.1;
    const struct lume_loss *loss = lume_loss_find("cross-entropy");
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct lume_dataset set = blobs_make(sizes[s], 12, 10, s);
        struct lume_metrics expected, m;
        CHECK_OK(lume_evaluate(network, &set, loss, NULL, NULL, &expected, &error), error);
        check_by_one(network, &set, loss, &expected);
        for (size_t t = 0; t < 4; t++) {
            struct lume_pool *pool;
            CHECK_OK(lume_pool_create(threads[t], &pool, &error), error);
            const struct lume_kernels *kernels;
            for (size_t k = 0; (kernels = lume_kernels_at(k)); k++) {
                CHECK_OK(lume_evaluate(network, &set, loss, kernels, pool, &m, &error), error);
                check_equal(&m, &expected);
                lume_metrics_finish(&m);
            }
            lume_pool_destroy(pool);
        }
        lume_metrics_finish(&expected);
        blobs_finish(&set);
    }
    lume_network_destroy(network);
}

static void refuse(const struct lume_network *network, const struct lume_dataset *set,
                   const char *message)
{
    struct lume_metrics m;
    CHECK_FAILS(lume_evaluate(network, set, lume_loss_find("mse"), NULL, NULL, &m, &error),
                LUME_ERROR_USAGE, error, message);
}

static void test_sets_that_do_not_fit(void **state)
{
    (void)state;
    struct lume_network *network = create_mirror(), *wide = create(3, 257, "softmax");
    struct lume_dataset set = small_set();
    set.columns = 4;
    refuse(network, &set, "images of 1 x 4 pixels, expected 3 inputs, got 4");
    set = small_set();
    refuse(wide, &set, "outputs, expected at most 256, got 257");
    uint8_t bad[N] = {0, 1, 2, 0, 1, 2, 0, 3};
    set.labels = bad;
    refuse(network, &set, "label of image 7, expected below 3 outputs, got 3");
    set = small_set();
    set.n = 0;
    refuse(network, &set, "images, expected 1 or more, got 0");
    lume_network_destroy(network);
    lume_network_destroy(wide);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counted_by_hand),
        cmocka_unit_test(test_calibration_by_hand),
        cmocka_unit_test(test_outcomes_by_hand),
        cmocka_unit_test(test_bins_by_hand),
        cmocka_unit_test(test_bins_average),
        cmocka_unit_test(test_outputs_beyond_bins),
        cmocka_unit_test(test_threads_and_kernels_change_nothing),
        cmocka_unit_test(test_sets_that_do_not_fit),
    };
    return cmocka_run_group_tests_name("metrics", tests, NULL, NULL);
}
