/* SPDX-License-Identifier: MIT */
#include "blobs.h"
#include "check.h"

#include <lume/recognizer.h>

enum { SIDE = 6, N_IMAGES = 1000 };

static struct lume_network *make_network(size_t n_outputs, const char *output)
{
    const struct lume_layer_config layers[] = {{5, lume_activation_find("sigmoid")},
                                               {n_outputs, lume_activation_find(output)}};
    struct lume_network *network;
    struct lume_error error;
    CHECK_OK(lume_network_create(SIDE * SIDE, layers, 2, &network, &error), error);
    struct lume_rng rng = lume_rng_make(1, 0);
    lume_network_initialize(network, lume_initializer_find("normal"), &rng);
    return network;
}

static size_t count_flagged(const struct lume_network *network, const struct lume_dataset *set,
                            lume_real *scores)
{
    struct lume_workspace *workspace;
    struct lume_error error;
    size_t n = 0;
    CHECK_OK(lume_workspace_create(network, NULL, &workspace, &error), error);
    for (size_t i = 0; i < set->n; i++) {
        scores[i] = lume_network_forward(network, workspace, lume_dataset_image(set, i))[1];
        n += (double)scores[i] > LUME_UNLIKE_LIMIT + 1e-6;
    }
    lume_workspace_destroy(workspace);
    return n;
}

/* So many digits are beyond the limit, whatever the network said before, and the order stays. */
static void test_the_share_is_kept(void **state)
{
    (void)state;
    static const double shares[] = {0, 0.025, 0.5, 0.9};
    struct lume_dataset set = blobs_make(N_IMAGES, SIDE, 2, 1);
    struct lume_network *network = make_network(2, "softmax");
    static lume_real before[N_IMAGES], after[N_IMAGES];
    struct lume_error error;
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        count_flagged(network, &set, before);
        CHECK_OK(lume_unlike_calibrate(network, &set, shares[i], &error), error);
        CHECK_NEAR(count_flagged(network, &set, after), shares[i] * N_IMAGES, 1);
        for (size_t k = 1; k < N_IMAGES; k++) {
            bool order = before[k] < before[k - 1], kept = after[k] < after[k - 1];
            assert_true(order == kept || fabsf(before[k] - before[k - 1]) < 1e-5f);
        }
    }
    lume_network_destroy(network);
    blobs_finish(&set);
}

static void test_what_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(5, SIDE, 2, 1), other = blobs_make(5, SIDE + 1, 2, 1);
    struct lume_network *network = make_network(2, "softmax"), *three = make_network(3, "softmax"),
                        *sigmoid = make_network(2, "sigmoid");
    struct lume_error error;
    CHECK_FAILS(lume_unlike_calibrate(three, &set, 0.1, &error), LUME_ERROR_USAGE, error,
                "network, expected 2 softmax outputs, got 3 of softmax");
    CHECK_FAILS(lume_unlike_calibrate(sigmoid, &set, 0.1, &error), LUME_ERROR_USAGE, error,
                "network, expected 2 softmax outputs, got 2 of sigmoid");
    CHECK_FAILS(lume_unlike_calibrate(network, &other, 0.1, &error), LUME_ERROR_USAGE, error,
                "images, expected 1 or more of 36 pixels, got 5 of 49");
    size_t n = set.n;
    set.n = 0;
    CHECK_FAILS(lume_unlike_calibrate(network, &set, 0.1, &error), LUME_ERROR_USAGE, error,
                "images, expected 1 or more of 36 pixels, got 0 of 36");
    set.n = n;
    struct lume_network *const networks[] = {network, three, sigmoid};
    for (size_t i = 0; i < 3; i++) {
        lume_network_destroy(networks[i]);
    }
    blobs_finish(&set);
    blobs_finish(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_share_is_kept),
        cmocka_unit_test(test_what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests_name("unlike", tests, NULL, NULL);
}
