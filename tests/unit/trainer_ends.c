/* SPDX-License-Identifier: MIT */

/* When training ends: out of patience, good enough, or lost; and which parameters are left then. */

#include "training.h"

static struct lume_error error;

enum { SIDE = 12, N_CLASSES = 5 };

/* Labels of which some are wrong: the validation gets worse again after a while. */
static struct lume_dataset doubtful_set(size_t n, uint64_t seed)
{
    struct lume_dataset set = blobs_make(n, SIDE, N_CLASSES, seed);
    struct lume_rng rng = lume_rng_make(seed, 1);
    for (size_t i = 0; i < n; i++) {
        if (lume_rng_below(&rng, 4) == 0) {
            set.labels[i] = (uint8_t)lume_rng_below(&rng, N_CLASSES);
        }
    }
    return set;
}

enum { PATIENCE = 6, MOST_EPOCHS = 300 };

static void test_patience_restores_the_best(void **state)
{
    (void)state;
    struct lume_dataset train = doubtful_set(100, 1), validation = doubtful_set(20, 2);
    struct lume_trainer_config config = training_config("adam");
    config.learning_rate = 0.005f;
    config.epochs = MOST_EPOCHS;
    config.patience = PATIENCE;
    struct lume_network *network = training_network_for(&config, &train);
    struct lume_trainer *trainer = training_begin(&config, network, &train, &validation);
    lume_real *start = draw_copy(network->parameters, network->n_reals), *best = NULL;
    lume_trainer_restore_best(trainer); /* none yet: stays */
    check_bits(network->parameters, start, network->n_reals, "parameters", "start");
    double loss = INFINITY, accuracy = -1;
    size_t best_epoch = 0, n_equal = 0;
    struct lume_trainer_progress p;
    do {
        CHECK_OK(training_epoch(trainer, SIZE_MAX, &error), error);
        lume_trainer_progress(trainer, &p);
        const bool better = p.validation_accuracy > accuracy ||
                            (p.validation_accuracy == accuracy && p.validation_loss < loss);
        n_equal += p.validation_accuracy == accuracy;
        if (better) {
            loss = p.validation_loss;
            accuracy = p.validation_accuracy;
            best_epoch = p.epoch;
            free(best);
            best = draw_copy(network->parameters, network->n_reals);
        }
        assert_int_equal(p.best_epoch, best_epoch);
        assert_true(p.best_validation_loss == loss && p.best_validation_accuracy == accuracy);
        assert_true((p.state == LUME_TRAINING) == (p.epoch - best_epoch < PATIENCE));
    } while (p.state == LUME_TRAINING);
    assert_int_equal(p.state, LUME_DONE_PATIENCE);
    assert_true(best_epoch > 2 && n_equal > 2 && p.epoch == best_epoch + PATIENCE);
    assert_memory_not_equal(network->parameters, best, network->n_reals * sizeof *best);
    lume_trainer_restore_best(trainer);
    check_bits(network->parameters, best, network->n_reals, "parameters", "the best epoch");
    struct lume_metrics metrics;
    CHECK_OK(lume_evaluate(network, &validation, config.loss, NULL, NULL, &metrics, &error), error);
    assert_true(metrics.loss == loss && metrics.accuracy == accuracy);
    lume_metrics_finish(&metrics);
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    free(start);
    free(best);
    blobs_finish(&train);
    blobs_finish(&validation);
}

/* Without a validation set there is no better or worse: all epochs are done, the last one stays. */
static void test_patience_needs_a_validation_set(void **state)
{
    (void)state;
    struct lume_dataset set = doubtful_set(60, 1);
    struct lume_trainer_config config = training_config("adam");
    config.patience = 1;
    struct lume_network *network = training_network_for(&config, &set);
    struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
    const struct lume_trainer_progress p = training_run(trainer);
    assert_true(p.state == LUME_DONE_EPOCHS && p.epoch == 10 && p.best_epoch == 10);
    assert_true(isnan(p.best_validation_loss) && isnan(p.validation_accuracy));
    lume_real *last = draw_copy(network->parameters, network->n_reals);
    lume_trainer_restore_best(trainer);
    check_bits(network->parameters, last, network->n_reals, "parameters", "the last epoch");
    free(last);
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    blobs_finish(&set);
}

/* The loss of the validation set if there is one, though that of training never is so low. */
static void test_minimum_loss_stops(void **state)
{
    (void)state;
    struct lume_dataset plain = blobs_make(100, SIDE, N_CLASSES, 1);
    struct lume_dataset doubtful = doubtful_set(100, 2);
    for (int validated = 0; validated < 2; validated++) {
        struct lume_trainer_config config = training_config("adam");
        config.epochs = MOST_EPOCHS;
        config.min_loss = 0.5f;
        struct lume_network *network = training_network_for(&config, &plain);
        struct lume_trainer *trainer = training_begin(
            &config, network, validated ? &doubtful : &plain, validated ? &plain : NULL);
        struct lume_trainer_progress p;
        double before, loss = INFINITY;
        do {
            before = loss;
            CHECK_OK(training_epoch(trainer, SIZE_MAX, &error), error);
            lume_trainer_progress(trainer, &p);
            loss = validated ? p.validation_loss : p.train_loss;
        } while (p.state == LUME_TRAINING);
        assert_int_equal(p.state, LUME_DONE_MIN_LOSS);
        assert_true(p.epoch > 1 && loss < 0.5 && before >= 0.5);
        assert_true(!validated || p.train_loss > 0.5);
        lume_trainer_destroy(trainer);
        lume_network_destroy(network);
    }
    blobs_finish(&plain);
    blobs_finish(&doubtful);
}

/* In the middle of an epoch: there is no best yet, or none without a validation set. */
static void test_restoring_in_between(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(100, SIDE, N_CLASSES, 1);
    for (int validated = 0; validated < 2; validated++) {
        struct lume_trainer_config config = training_config("adam");
        struct lume_network *network = training_network_for(&config, &set);
        struct lume_trainer *trainer =
            training_begin(&config, network, &set, validated ? &set : NULL);
        if (!validated) {
            CHECK_OK(training_epoch(trainer, SIZE_MAX, &error), error);
        }
        CHECK_OK(lume_trainer_step(trainer, 2, &error), error);
        lume_real *now = draw_copy(network->parameters, network->n_reals);
        lume_trainer_restore_best(trainer);
        check_bits(network->parameters, now, network->n_reals, "parameters", "the last step");
        free(now);
        lume_trainer_destroy(trainer);
        lume_network_destroy(network);
    }
    blobs_finish(&set);
}

/* A sensible rate in the first half, if that of the configuration is 10^6. */
static double lost_from_half_on(double progress)
{
    return progress < 0.5 ? 1e-9 : 1;
}

static const struct lume_schedule lost = {"lost", "1e-9, then 1", lost_from_half_on};

/* A rate of 10^6 from epoch `good` + 1 on of 2 `good`: said at the end of that epoch at the latest,
 * and the parameters are the last good ones. */
static void check_divergence(struct lume_trainer_config config, struct lume_network *network,
                             const struct lume_dataset *set, size_t good, const char *whom)
{
    config.learning_rate = 1e6f;
    config.epochs = good ? 2 * good : 4;
    config.schedule = good ? &lost : config.schedule;
    struct lume_trainer *trainer = training_begin(&config, network, set, NULL);
    for (size_t epoch = 0; epoch < good; epoch++) {
        CHECK_OK(training_epoch(trainer, SIZE_MAX, &error), error);
    }
    lume_real *before = draw_copy(network->parameters, network->n_reals);
    if (training_epoch(trainer, SIZE_MAX, &error) != LUME_ERROR_DIVERGED) {
        fail_msg("%s, %s, %s does not diverge", whom, config.optimizer->name, config.loss->name);
    }
    char message[100];
    snprintf(message, sizeof message, "training diverged in epoch %zu: try a smaller learning rate",
             good + 1);
    assert_string_equal(error.message, message);
    check_bits(network->parameters, before, network->n_reals, "parameters", "before");
    struct lume_trainer_progress p;
    lume_trainer_progress(trainer, &p);
    assert_true(p.state == LUME_DIVERGED && p.epoch == good);
    CHECK_OK(lume_trainer_step(trainer, 1, &error), error); /* nothing more happens */
    CHECK_OK(lume_trainer_end_epoch(trainer, &error), error);
    check_bits(network->parameters, before, network->n_reals, "parameters", "before");
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    free(before);
}

/* Where outputs flatten out the loss stays finite, and the parameters tell. */
static void test_divergence_is_named(void **state)
{
    (void)state;
    static const char *const ends[][2] = {{"softmax", "cross-entropy"},
                                          {"sigmoid", "binary-cross-entropy"},
                                          {"identity", "mse"},
                                          {"softmax", "mse"},
                                          {"sigmoid", "cross-entropy"}};
    enum { N_ENDS = sizeof ends / sizeof *ends };
    static const char *const inner[] = {"sigmoid", "tanh", "relu", "gelu"};
    struct lume_dataset set = blobs_make(320, SIDE, N_CLASSES, 1);
    const struct lume_optimizer *optimizer;
    for (size_t o = 0; (optimizer = lume_optimizer_at(o)); o++) {
        for (size_t k = 0; k < 4 * N_ENDS && !optimizer->delta; k++) {
            const char *const *end = ends[k % N_ENDS];
            struct lume_trainer_config config = training_config(optimizer->name);
            config.loss = lume_loss_find(end[1]);
            for (size_t good = 0; good < (k % N_ENDS ? 1 : 4); good += 2) {
                check_divergence(config,
                                 training_network(&set, training_hidden, inner[k / N_ENDS], end[0]),
                                 &set, good, inner[k / N_ENDS]);
            }
        }
    }
    struct lume_trainer_config config = training_config("adaline");
    struct lume_network *network = training_network_for(&config, &set);
    check_divergence(config, network, &set, 0, "one layer");
    blobs_finish(&set);
}

/* Parameters that are no sensible numbers end training even where the loss does not show them. */
static void test_lost_parameters(void **state)
{
    (void)state;
    static const float values[] = {1e6f, -1e6f, INFINITY, -INFINITY, NAN, 900, -900};
    struct lume_dataset set = blobs_make(100, SIDE, N_CLASSES, 1);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct lume_trainer_config config = training_config("adam");
        struct lume_network *network = training_network_for(&config, &set);
        struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
        lume_real *start = draw_copy(network->parameters, network->n_reals);
        CHECK_OK(lume_trainer_step(trainer, SIZE_MAX, &error), error);
        network->parameters[17] = (lume_real)values[i];
        const bool good = fabs((double)values[i]) < 1e3;
        assert_int_equal(lume_trainer_end_epoch(trainer, &error),
                         good ? LUME_OK : LUME_ERROR_DIVERGED);
        if (!good) {
            check_bits(network->parameters, start, network->n_reals, "parameters", "the start");
        }
        free(start);
        lume_trainer_destroy(trainer);
        lume_network_destroy(network);
    }
    blobs_finish(&set);
}

/* A loss that is beyond repair is noticed in the batch that has it. */
static void test_lost_at_once(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(100, SIDE, N_CLASSES, 1);
    struct lume_trainer_config config = training_config("sgd");
    config.loss = lume_loss_find("mse");
    config.learning_rate = 1e-9f;
    struct lume_network *network = training_network(&set, training_none, NULL, "identity");
    network->parameters[network->layers[0].biases] = 1000;
    struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
    assert_int_equal(lume_trainer_step(trainer, SIZE_MAX, &error), LUME_ERROR_DIVERGED);
    struct lume_trainer_progress p;
    lume_trainer_progress(trainer, &p);
    assert_int_equal(p.batch, 1);
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    blobs_finish(&set);
}

/* With a validation set the best parameters come back, not the latest. */
static void test_divergence_keeps_the_best(void **state)
{
    (void)state;
    struct lume_dataset train = doubtful_set(100, 1), validation = doubtful_set(100, 2);
    struct lume_trainer_config config = training_config("adam");
    config.schedule = &lost;
    config.learning_rate = 2e7f;
    config.epochs = 100;
    struct lume_network *network = training_network_for(&config, &train);
    struct lume_trainer *trainer = training_begin(&config, network, &train, &validation);
    struct lume_trainer_progress p;
    lume_real *best = NULL;
    enum lume_status status;
    while ((status = training_epoch(trainer, SIZE_MAX, &error)) == LUME_OK) {
        lume_trainer_progress(trainer, &p);
        if (p.best_epoch == p.epoch) {
            free(best);
            best = draw_copy(network->parameters, network->n_reals);
        }
    }
    assert_int_equal(status, LUME_ERROR_DIVERGED);
    assert_true(p.epoch == 50 && p.best_epoch < 50);
    check_bits(network->parameters, best, network->n_reals, "parameters", "the best epoch");
    free(best);
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    blobs_finish(&train);
    blobs_finish(&validation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patience_restores_the_best),
        cmocka_unit_test(test_patience_needs_a_validation_set),
        cmocka_unit_test(test_minimum_loss_stops),
        cmocka_unit_test(test_divergence_is_named),
        cmocka_unit_test(test_restoring_in_between),
        cmocka_unit_test(test_lost_parameters),
        cmocka_unit_test(test_lost_at_once),
        cmocka_unit_test(test_divergence_keeps_the_best),
    };
    return cmocka_run_group_tests_name("trainer_ends", tests, NULL, NULL);
}
