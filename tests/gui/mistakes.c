/* SPDX-License-Identifier: MIT */

/* What came of testing a network, against a count of the test's own, one image at a time. */

#include "check.h"

#include "gui/mistakes.h"
#include "gui/samples.h"

#include <lume/image.h>
#include <lume/recognizer.h>

static struct lume_error error;
static struct lume_model model;
static struct samples samples;

enum { N = 1500 };

static void cut(struct samples *of, size_t n)
{
    of->set.n = of->ready.n = n;
}

static int set_up(void **state)
{
    (void)state;
    CHECK_OK(lume_model_load_default(&model, &error), error);
    CHECK_OK(samples_load(NULL, &samples, NULL, &error), error);
    CHECK_OK(samples_prepare(&samples, model.normalizer, &error), error);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    samples_finish(&samples);
    lume_model_finish(&model);
    return 0;
}

/* What a network says of each image, in the plainest way. */
struct plain {
    uint32_t confusion[32][32];
    struct lume_outcome outcomes[SAMPLES_GENERATED];
    size_t n, n_right;
};

static struct plain plain;

static void count_plainly(const struct samples *of, const struct lume_network *network)
{
    struct lume_workspace *workspace;
    CHECK_OK(lume_workspace_create(network, NULL, &workspace, &error), error);
    memset(&plain, 0, sizeof plain);
    plain.n = of->ready.n;
    for (size_t i = 0; i < plain.n; i++) {
        const lume_real *a =
            lume_network_forward(network, workspace, lume_dataset_image(&of->ready, i));
        const size_t answer = lume_argmax(a, network->n_outputs), truth = of->ready.labels[i];
        plain.outcomes[i].answer = (uint8_t)answer;
        plain.outcomes[i].confidence = a[answer];
        plain.outcomes[i].truth = truth < network->n_outputs ? a[truth] : 0;
        plain.confusion[truth][answer]++;
        plain.n_right += answer == truth;
    }
    lume_workspace_destroy(workspace);
}

static void check_outcomes(const struct mistakes *found, const struct samples *of)
{
    assert_int_equal(found->metrics.n, plain.n);
    assert_int_equal(found->n_wrong, plain.n - plain.n_right);
    assert_true(found->metrics.accuracy == (double)plain.n_right / (double)plain.n);
    for (size_t i = 0; i < plain.n; i++) {
        assert_int_equal(found->labels[i], of->set.labels[i]);
        assert_int_equal(found->outcomes[i].answer, plain.outcomes[i].answer);
        assert_true(found->outcomes[i].confidence == plain.outcomes[i].confidence);
        assert_true(found->outcomes[i].truth == plain.outcomes[i].truth);
    }
}

static void check_order(const struct mistakes *found, const uint32_t *images, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const lume_real before = found->outcomes[images[i - 1]].confidence;
        const lume_real here = found->outcomes[images[i]].confidence;
        assert_true(before > here || (before == here && images[i - 1] < images[i]));
    }
}

static void check_cells(const struct mistakes *found)
{
    const size_t n_classes = found->metrics.n_classes;
    bool *seen = calloc(plain.n, 1);
    assert_non_null(seen);
    for (size_t t = 0; t < n_classes; t++) {
        size_t row = 0, column = 0, right = plain.confusion[t][t];
        for (size_t a = 0; a < n_classes; a++) {
            const uint32_t *images;
            const size_t n = mistakes_of_cell(found, t, a, &images);
            assert_int_equal(n, plain.confusion[t][a]);
            check_order(found, images, n);
            for (size_t i = 0; i < n; i++) {
                assert_false(seen[images[i]]);
                seen[images[i]] = true;
                assert_int_equal(found->labels[images[i]], t);
                assert_int_equal(found->outcomes[images[i]].answer, a);
            }
            row += plain.confusion[t][a];
            column += plain.confusion[a][t];
        }
        assert_int_equal(mistakes_row(found, t), row);
        assert_int_equal(mistakes_column(found, t), column);
        assert_true(lume_metrics_recall(&found->metrics, t) ==
                    (row ? (double)right / (double)row : 0));
        assert_true(lume_metrics_precision(&found->metrics, t) ==
                    (column ? (double)right / (double)column : 0));
    }
    for (size_t i = 0; i < plain.n; i++) {
        assert_true(seen[i]);
    }
    free(seen);
}

static void check_wrong(const struct mistakes *found)
{
    check_order(found, found->wrong, found->n_wrong);
    for (size_t i = 0; i < found->n_wrong; i++) {
        const uint32_t image = found->wrong[i];
        assert_true(found->outcomes[image].answer != found->labels[image]);
    }
}

/* Of each bin, by asking of each image whether it belongs there. */
static void check_bins(const struct mistakes *found)
{
    double sum = 0, confidence = 0;
    for (size_t b = 0; b < MISTAKES_BINS; b++) {
        double sure = 0;
        size_t n = 0, right = 0;
        for (size_t i = 0; i < plain.n; i++) {
            const double p = (double)plain.outcomes[i].confidence;
            const bool first = b == 0, last = b + 1 == MISTAKES_BINS;
            if ((first || p * MISTAKES_BINS >= (double)b) &&
                (last || p * MISTAKES_BINS < (double)b + 1)) {
                n++;
                sure += p;
                right += plain.outcomes[i].answer == found->labels[i];
            }
        }
        assert_int_equal(found->bins[b].n, n);
        assert_int_equal(found->bins[b].n_right, right);
        CHECK_NEAR(found->bins[b].confidence, sure, 1e-6);
        sum += n ? fabs((double)right / (double)n - sure / (double)n) * (double)n : 0;
        confidence += sure;
    }
    CHECK_NEAR(found->metrics.calibration_error, sum / (double)plain.n, 1e-9);
    CHECK_NEAR(found->confidence, confidence / (double)plain.n, 1e-9);
}

static void check_all(const struct samples *of, const struct lume_network *network)
{
    struct mistakes found;
    CHECK_OK(mistakes_count(&of->ready, network, NULL, &found, &error), error);
    count_plainly(of, network);
    check_outcomes(&found, of);
    check_cells(&found);
    check_wrong(&found);
    check_bins(&found);
    mistakes_finish(&found);
    assert_null(found.images);
    mistakes_finish(&found);
    mistakes_finish(NULL);
}

static void test_the_built_in_model(void **state)
{
    (void)state;
    check_all(&samples, model.network);
    assert_true(plain.n_right > 9 * plain.n / 10 && plain.n_right < plain.n);
}

static struct lume_network *network_of(size_t n_inputs, size_t n_outputs, const char *output)
{
    const struct lume_layer_config layer = {n_outputs, lume_activation_find(output)};
    struct lume_network *network;
    struct lume_rng rng = lume_rng_make(9, 0);
    CHECK_OK(lume_network_create(n_inputs, &layer, 1, &network, &error), error);
    lume_network_initialize(network, lume_initializer_find("he"), &rng);
    return network;
}

/* Networks with fewer outputs than there are digits, or more; and confidences beyond 0 and 1. */
static void test_other_networks(void **state)
{
    (void)state;
    const struct {
        size_t n_outputs;
        const char *output;
    } networks[] = {
        {1, "softmax"}, {2, "softmax"}, {7, "sigmoid"}, {10, "identity"}, {12, "softmax"}};
    struct samples few = samples; /* a view */
    cut(&few, N);
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
        struct lume_network *network =
            network_of(LUME_IMAGE_SIZE, networks[i].n_outputs, networks[i].output);
        check_all(&few, network);
        lume_network_destroy(network);
    }
    cut(&few, 1);
    check_all(&few, model.network);
}

/* Pieces are smaller where networks are larger. */
static void test_a_large_network(void **state)
{
    (void)state;
    const struct lume_layer_config layers[] = {{4096, lume_activation_find("relu")},
                                               {10, lume_activation_find("softmax")}};
    struct lume_network *network;
    struct lume_rng rng = lume_rng_make(9, 1);
    struct samples few = samples;
    cut(&few, 200);
    CHECK_OK(lume_network_create(LUME_IMAGE_SIZE, layers, 2, &network, &error), error);
    lume_network_initialize(network, lume_initializer_find("he"), &rng);
    check_all(&few, network);
    lume_network_destroy(network);
}

/* What is no number comes last, and breaks nothing. */
static void test_no_numbers(void **state)
{
    (void)state;
    struct lume_network *network = network_of(LUME_IMAGE_SIZE, 10, "identity");
    struct samples few = samples;
    struct mistakes found;
    cut(&few, N);
    network->parameters[network->layers[0].biases + 3] = (lume_real)NAN;
    CHECK_OK(mistakes_count(&few.ready, network, NULL, &found, &error), error);
    assert_int_equal(found.metrics.n, N);
    mistakes_finish(&found);
    lume_network_destroy(network);
}

/* --- the worst --- */

static void test_rank(void **state)
{
    (void)state;
    struct mistakes found;
    struct mistakes_cell cells[100], three[3];
    CHECK_OK(mistakes_count(&samples.ready, model.network, NULL, &found, &error), error);
    const size_t n = mistakes_rank(&found, cells, 100);
    size_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t *images;
        assert_true(cells[i].truth != cells[i].answer && cells[i].n > 0);
        assert_int_equal(cells[i].n,
                         mistakes_of_cell(&found, cells[i].truth, cells[i].answer, &images));
        sum += cells[i].n;
        if (i > 0) {
            const size_t before = 10 * cells[i - 1].truth + cells[i - 1].answer;
            assert_true(
                cells[i - 1].n > cells[i].n ||
                (cells[i - 1].n == cells[i].n && before < 10 * cells[i].truth + cells[i].answer));
        }
    }
    assert_int_equal(sum, found.n_wrong);
    assert_int_equal(mistakes_rank(&found, three, 3), 3);
    assert_memory_equal(three, cells, sizeof three);
    assert_int_equal(mistakes_rank(&found, three, 0), 0);
    mistakes_finish(&found);
}

static void test_compare(void **state)
{
    (void)state;
    struct lume_network *other;
    struct mistakes first, second;
    CHECK_OK(lume_network_copy(model.network, &other, &error), error);
    for (size_t i = 0; i < other->n_reals; i += 5) {
        other->parameters[i] *= (lume_real)0.5;
    }
    CHECK_OK(mistakes_count(&samples.ready, model.network, NULL, &first, &error), error);
    CHECK_OK(mistakes_count(&samples.ready, other, NULL, &second, &error), error);
    const struct mistakes_pair pair = mistakes_compare(&first, &second),
                               back = mistakes_compare(&second, &first);
    const size_t n = first.metrics.n;
    assert_int_equal(pair.both + pair.first, n - first.n_wrong);
    assert_int_equal(pair.both + pair.second, n - second.n_wrong);
    assert_int_equal(pair.both + pair.first + pair.second + pair.neither, n);
    assert_true(pair.first > 0 && pair.second > 0 && pair.both > 0 && pair.neither > 0);
    assert_int_equal(back.first, pair.second);
    assert_int_equal(back.neither, pair.neither);
    mistakes_finish(&first);
    mistakes_finish(&second);
    lume_network_destroy(other);
}

/* --- what cannot be counted --- */

static void test_counting_ends_when_it_is_unwanted(void **state)
{
    (void)state;
    atomic_bool unwanted = true;
    struct mistakes found;
    CHECK_OK(mistakes_count(&samples.ready, model.network, &unwanted, &found, &error), error);
    assert_int_equal(found.metrics.n, 0);
    assert_null(found.outcomes);
    atomic_store(&unwanted, false);
    CHECK_OK(mistakes_count(&samples.ready, model.network, &unwanted, &found, &error), error);
    assert_int_equal(found.metrics.n, SAMPLES_GENERATED);
    mistakes_finish(&found);
}

static void test_what_cannot_be_counted(void **state)
{
    (void)state;
    struct lume_network *other = network_of(100, 10, "softmax");
    struct samples some = samples;
    struct mistakes found = {.n_wrong = 7};
    cut(&some, 0);
    CHECK_FAILS(mistakes_count(&some.ready, model.network, NULL, &found, &error), LUME_ERROR_USAGE,
                error, "images, expected 1 or more, got 0");
    CHECK_FAILS(mistakes_count(&samples.ready, other, NULL, &found, &error), LUME_ERROR_USAGE,
                error, "images of 28 x 28 pixels, expected 100 inputs, got 784");
    assert_int_equal(found.n_wrong, 7);
    lume_network_destroy(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_built_in_model),
        cmocka_unit_test(test_other_networks),
        cmocka_unit_test(test_a_large_network),
        cmocka_unit_test(test_no_numbers),
        cmocka_unit_test(test_rank),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_counting_ends_when_it_is_unwanted),
        cmocka_unit_test(test_what_cannot_be_counted),
    };
    return cmocka_run_group_tests_name("gui mistakes", tests, set_up, tear_down);
}
