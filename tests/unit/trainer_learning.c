/* SPDX-License-Identifier: MIT */

/* What training comes to: that it learns, stops where it was told to, and notices when it is lost.
 */

#include "training.h"

static struct lume_error error;

enum { SIDE = 12, N_CLASSES = 5, N_PIXELS = SIDE * SIDE };

static void test_every_optimizer_and_schedule_learns(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(300, SIDE, N_CLASSES, 1);
    const struct lume_optimizer *optimizer;
    const struct lume_schedule *schedule;
    for (size_t o = 0; (optimizer = lume_optimizer_at(o)); o++) {
        for (size_t s = 0; (schedule = lume_schedule_at(s)); s++) {
            struct lume_trainer_config config = training_config(optimizer->name);
            config.schedule = schedule;
            config.epochs = 20;
            struct lume_network *network = training_network_for(&config, &set);
            struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
            CHECK_OK(training_epoch(trainer, SIZE_MAX, &error), error);
            struct lume_trainer_progress first;
            lume_trainer_progress(trainer, &first);
            const struct lume_trainer_progress last = training_run(trainer);
            if (!(last.train_loss < 0.7 * first.train_loss && last.train_accuracy > 0.9)) {
                fail_msg("%s, %s: the loss goes from %.4f to %.4f, accuracy %.3f", optimizer->name,
                         schedule->name, first.train_loss, last.train_loss, last.train_accuracy);
            }
            lume_trainer_destroy(trainer);
            lume_network_destroy(network);
        }
    }
    blobs_finish(&set);
}

/* Every activation and loss, outputs of all kinds. */
static void test_every_activation_and_loss_learns(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(300, SIDE, N_CLASSES, 1);
    static const char *const outputs[] = {"softmax", "sigmoid", "softplus"};
    const struct lume_activation *activation;
    const struct lume_loss *loss;
    for (size_t a = 0; (activation = lume_activation_at(a)); a++) {
        for (size_t k = 0; (loss = lume_loss_at(k)); k++) {
            if (!activation->has_gradient || activation->joins_outputs) {
                continue;
            }
            for (size_t o = 0; o < (k == 0 ? 3 : 2); o++) {
                struct lume_trainer_config config = training_config("adam");
                config.loss = loss;
                config.epochs = 30;
                struct lume_network *network =
                    training_network(&set, training_hidden, activation->name, outputs[o]);
                const struct lume_trainer_progress p = training_do(&config, network, &set, NULL);
                if (!(p.train_accuracy > 0.9)) {
                    fail_msg("%s, %s, %s: accuracy %.3f", activation->name, outputs[o], loss->name,
                             p.train_accuracy);
                }
                lume_network_destroy(network);
            }
        }
    }
    blobs_finish(&set);
}

/* Three pixels and a fourth that is always inked: the classes can be told by straight lines. */
static struct lume_dataset separable_set(void)
{
    struct lume_dataset set = blobs_make(90, 2, 3, 1);
    struct lume_rng rng = lume_rng_make(2, 2);
    for (size_t i = 0; i < set.n; i++) {
        for (size_t k = 0; k < 4; k++) {
            set.pixels[4 * i + k] = (uint8_t)lume_rng_below(&rng, 100);
        }
        set.pixels[4 * i + set.labels[i]] = (uint8_t)(180 + lume_rng_below(&rng, 70));
        set.pixels[4 * i + 3] = 255;
    }
    return set;
}

/* Rosenblatt's theorem: after finitely many mistakes there are none, and nothing changes. */
static void test_the_perceptron_converges(void **state)
{
    (void)state;
    struct lume_dataset set = separable_set();
    struct lume_trainer_config config = training_config("perceptron");
    config.batch_size = 1;
    config.epochs = 1000;
    struct lume_network *network = training_network_for(&config, &set);
    struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
    struct lume_trainer_progress p;
    lume_real *before;
    bool changed;
    do {
        before = draw_copy(network->parameters, network->n_reals);
        CHECK_OK(training_epoch(trainer, SIZE_MAX, &error), error);
        changed = memcmp(before, network->parameters, network->n_reals * sizeof *before) != 0;
        free(before);
        lume_trainer_progress(trainer, &p);
    } while (changed && p.state == LUME_TRAINING);
    assert_false(changed);
    assert_true(p.train_accuracy == 1 && p.train_loss == 0);
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    blobs_finish(&set);
}

/* The delta rule goes to the least square, where the mean error times each input is 0. */
static void test_adaline_converges(void **state)
{
    (void)state;
    struct lume_dataset set = separable_set();
    struct lume_trainer_config config = training_config("adaline");
    config.batch_size = 0;
    config.learning_rate = 0.5f;
    config.epochs = 4000;
    struct lume_network *network = training_network_for(&config, &set);
    const struct lume_trainer_progress p = training_do(&config, network, &set, NULL);
    assert_true(p.train_accuracy == 1);
    struct lume_workspace *workspace;
    CHECK_OK(lume_workspace_create(network, NULL, &workspace, &error), error);
    double errors[3][5] = {{0}};
    for (size_t i = 0; i < set.n; i++) {
        const uint8_t *image = lume_dataset_image(&set, i);
        lume_network_forward(network, workspace, image);
        for (size_t j = 0; j < 3; j++) {
            const double off = (double)lume_workspace_sums(workspace, 0)[j] - (j == set.labels[i]);
            for (size_t k = 0; k < 5; k++) {
                errors[j][k] += off * (k < 4 ? image[k] / 255.0 : 1) / (double)set.n;
            }
        }
    }
    for (size_t j = 0; j < 15; j++) {
        CHECK_NEAR(errors[j / 5][j % 5], 0, 1e-4);
    }
    lume_workspace_destroy(workspace);
    lume_network_destroy(network);
    blobs_finish(&set);
}

/* Warping by next to nothing copies: the same bits as without, or as of images that were
 * normalised before. */
static void test_warped_images_keep_their_labels(void **state)
{
    (void)state;
    const struct lume_normalizer *normalizer;
    for (size_t i = 0; (normalizer = lume_normalizer_at(i)); i++) {
        struct lume_dataset set = blobs_make(100, SIDE, N_CLASSES, 1);
        struct lume_trainer_config config = training_config("adam");
        struct lume_network *network = training_network_for(&config, &set);
        struct lume_network *expected = training_network_for(&config, &set);
        config.augment.rotate = 1e-9f;
        config.normalizer = normalizer;
        training_do(&config, network, &set, NULL);
        config.augment.rotate = 0;
        CHECK_OK(lume_dataset_normalize(&set, normalizer, &error), error);
        training_do(&config, expected, &set, NULL);
        check_bits(network->parameters, expected->parameters, network->n_reals, "parameters",
                   normalizer->name);
        lume_network_destroy(network);
        lume_network_destroy(expected);
        blobs_finish(&set);
    }
}

/* With nothing but paper the first weights have no gradient, and the biases learn how often each
 * class is. */
static void test_blank_images(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(60, SIDE, 2, 1);
    memset(set.pixels, 0, set.n * N_PIXELS);
    for (size_t i = 0; i < set.n; i++) {
        set.labels[i] = i % 4 == 0;
    }
    struct lume_trainer_config config = training_config("adam");
    config.epochs = 200;
    struct lume_network *network = training_network_for(&config, &set);
    struct lume_network *start = training_network_for(&config, &set);
    const struct lume_trainer_progress p = training_do(&config, network, &set, &set);
    check_bits(network->parameters, start->parameters, N_PIXELS * network->layers[0].stride,
               "weights", "blank images");
    CHECK_NEAR(p.validation_loss, -0.75 * log(0.75) - 0.25 * log(0.25), 0.02);
    assert_true(p.validation_accuracy == 0.75);
    lume_network_destroy(network);
    lume_network_destroy(start);
    blobs_finish(&set);
}

/* Corners have no ink in any image: their weights feel the penalty alone. Returns how far the
 * largest of them is from 0, over what it was. */
static void check_corner(const struct lume_trainer_config *config, double low, double high)
{
    struct lume_dataset set = blobs_make(64, SIDE, N_CLASSES, 1);
    for (size_t i = 0; i < set.n; i++) {
        memset(set.pixels + i * N_PIXELS, 0, 10);
    }
    struct lume_network *network = training_network(&set, training_none, NULL, "softmax");
    struct lume_network *start = training_network(&set, training_none, NULL, "softmax");
    training_do(config, network, &set, NULL);
    for (size_t pixel = 0; pixel < 10; pixel++) {
        for (size_t j = 0; j < N_CLASSES; j++) {
            const size_t at = network->layers[0].weights + pixel * LUME_LANES + j;
            const double ratio = (double)network->parameters[at] / (double)start->parameters[at];
            if (!(ratio >= low && ratio <= high)) {
                fail_msg("%s: a weight without ink goes from %.9g to %.9g", config->optimizer->name,
                         (double)start->parameters[at], (double)network->parameters[at]);
            }
        }
    }
    lume_network_destroy(network);
    lume_network_destroy(start);
    blobs_finish(&set);
}

static void test_l2_shrinks_weights(void **state)
{
    (void)state;
    const double exact = pow(1 - 0.1 * 0.05, 40); /* 10 epochs of 4 steps */
    struct lume_trainer_config config = training_config("sgd");
    config.learning_rate = 0.1f;
    config.l2 = 0.05f;
    check_corner(&config, exact - 1e-5, exact + 1e-5);
    config.optimizer = lume_optimizer_find("adamw");
    check_corner(&config, exact - 1e-5, exact + 1e-5);
    config.l2 = 0;
    check_corner(&config, 1, 1);
}

/* Steps of rate times l1, to 0 and about it. */
static void test_l1_drives_weights_to_zero(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(64, SIDE, N_CLASSES, 1);
    memset(set.pixels, 0, set.n * N_PIXELS);
    struct lume_network *network = training_network(&set, training_none, NULL, "softmax");
    struct lume_trainer_config config = training_config("sgd");
    config.learning_rate = 0.01f;
    config.l1 = 0.1f;
    config.epochs = 100;
    training_do(&config, network, &set, NULL);
    for (size_t i = 0; i < N_PIXELS * LUME_LANES; i++) {
        assert_true(fabs((double)network->parameters[i]) <= 0.001 + 1e-9);
    }
    lume_network_destroy(network);
    blobs_finish(&set);
}

/* Biases learn the same whatever the penalty, where they are all that learns. */
static void test_biases_have_no_penalty(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(60, SIDE, 2, 1);
    memset(set.pixels, 0, set.n * N_PIXELS);
    memset(set.labels, 0, 50);
    struct lume_network *networks[2];
    for (size_t i = 0; i < 2; i++) {
        struct lume_trainer_config config = training_config("momentum");
        config.l1 = i ? 0.1f : 0;
        config.l2 = i ? 0.1f : 0;
        networks[i] = training_network(&set, training_none, NULL, "softmax");
        training_do(&config, networks[i], &set, NULL);
    }
    const size_t at = networks[0]->layers[0].biases;
    assert_true(networks[0]->parameters[at] > (lume_real)0.1);
    check_bits(networks[1]->parameters + at, networks[0]->parameters + at, LUME_LANES, "biases",
               "a penalty");
    lume_network_destroy(networks[0]);
    lume_network_destroy(networks[1]);
    blobs_finish(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_optimizer_and_schedule_learns),
        cmocka_unit_test(test_every_activation_and_loss_learns),
        cmocka_unit_test(test_the_perceptron_converges),
        cmocka_unit_test(test_adaline_converges),
        cmocka_unit_test(test_warped_images_keep_their_labels),
        cmocka_unit_test(test_blank_images),
        cmocka_unit_test(test_l2_shrinks_weights),
        cmocka_unit_test(test_l1_drives_weights_to_zero),
        cmocka_unit_test(test_biases_have_no_penalty),
    };
    return cmocka_run_group_tests_name("trainer_learning", tests, NULL, NULL);
}
