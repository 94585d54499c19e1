/* SPDX-License-Identifier: MIT */

/* The learning rate is changed while training goes on. */

#include "training.h"

static struct lume_error error;

enum { N_IMAGES = 90, BATCH = 16, N_BATCHES = 6, CHANGE_AT = 8, SIDE = 10, N_CLASSES = 4 };

static const float first_rate = 0.003f, second_rate = 0.0007f;

/* A schedule, at a rate of 1, that multiplies another one with the two rates in turn. */
static const struct lume_schedule *inner;
static size_t n_epochs;

static double in_turn(double progress)
{
    const double steps = (double)N_BATCHES * (double)n_epochs;
    const float rate = progress * steps < CHANGE_AT - 0.5 ? first_rate : second_rate;
    return (double)(rate * (float)inner->factor(progress));
}

static const struct lume_schedule turns = {.name = "turns", .factor = in_turn};

static struct lume_trainer_config config_of(const struct lume_optimizer *optimizer)
{
    struct lume_trainer_config config = training_config(optimizer->name);
    config.learning_rate = first_rate;
    config.batch_size = BATCH;
    config.epochs = n_epochs = 3;
    config.l2 = 0.001f;
    config.dropout = 0.1f;
    return config;
}

/* Trains to the end; `rates` is called before each batch. */
static void train(const struct lume_trainer_config *config, struct lume_network *network,
                  const struct lume_dataset *set,
                  void (*rates)(struct lume_trainer *trainer, size_t batch))
{
    struct lume_trainer *trainer = training_begin(config, network, set, NULL);
    for (size_t batch = 0; batch < N_BATCHES * config->epochs; batch++) {
        rates(trainer, batch);
        CHECK_OK(lume_trainer_step(trainer, 1, &error), error);
        CHECK_OK(lume_trainer_end_epoch(trainer, &error), error);
    }
    struct lume_trainer_progress progress;
    lume_trainer_progress(trainer, &progress);
    assert_int_equal(progress.state, LUME_DONE_EPOCHS);
    lume_trainer_destroy(trainer);
}

static void leave(struct lume_trainer *trainer, size_t batch)
{
    (void)trainer, (void)batch;
}

static void change(struct lume_trainer *trainer, size_t batch)
{
    if (batch == CHANGE_AT) {
        CHECK_OK(lume_trainer_set_learning_rate(trainer, second_rate, &error), error);
    }
}

static void set_again(struct lume_trainer *trainer, size_t batch)
{
    (void)batch;
    CHECK_OK(lume_trainer_set_learning_rate(trainer, first_rate, &error), error);
}

static void set_wrongly(struct lume_trainer *trainer, size_t batch)
{
    static const float wrong[] = {0, -0.5f, NAN, INFINITY, -INFINITY};
    CHECK_FAILS(lume_trainer_set_learning_rate(trainer, wrong[batch % 5], &error), LUME_ERROR_USAGE,
                error, "learning rate, expected a finite number above 0");
}

/* Two ways to train give the same bits, or others. */
static void compare(const struct lume_trainer_config *config,
                    void (*rates)(struct lume_trainer *trainer, size_t batch),
                    const struct lume_trainer_config *other, bool same)
{
    struct lume_dataset set = blobs_make(N_IMAGES, SIDE, N_CLASSES, 1);
    struct lume_network *a = training_network(&set, training_hidden, "prelu", "softmax");
    struct lume_network *b = training_network(&set, training_hidden, "prelu", "softmax");
    train(config, a, &set, rates);
    train(other, b, &set, leave);
    if (same) {
        check_bits(a->parameters, b->parameters, a->n_reals, "parameters", config->optimizer->name);
    } else {
        assert_memory_not_equal(a->parameters, b->parameters, a->n_reals * sizeof(lume_real));
    }
    lume_network_destroy(a);
    lume_network_destroy(b);
    blobs_finish(&set);
}

/* As if it had always been known that the rate would change there. */
static void test_change_in_the_middle(void **state)
{
    (void)state;
    const struct lume_optimizer *optimizer;
    for (size_t o = 0; (optimizer = lume_optimizer_at(o)); o++) {
        for (size_t s = 0; !optimizer->delta && (inner = lume_schedule_at(s)); s++) {
            struct lume_trainer_config config = config_of(optimizer), other = config;
            config.schedule = inner;
            other.schedule = &turns;
            other.learning_rate = 1;
            compare(&config, change, &other, true);
            compare(&config, leave, &other, false);
        }
    }
}

static void test_same_rate_again(void **state)
{
    (void)state;
    const struct lume_trainer_config config = config_of(lume_optimizer_find("adam"));
    compare(&config, set_again, &config, true);
}

static void test_rates_out_of_range(void **state)
{
    (void)state;
    const struct lume_trainer_config config = config_of(lume_optimizer_find("adam"));
    compare(&config, set_wrongly, &config, true);
}

/* It is told from the next batch on. */
static void test_progress_tells_it(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(N_IMAGES, SIDE, N_CLASSES, 1);
    struct lume_network *network = training_network(&set, training_hidden, "sigmoid", "softmax");
    const struct lume_trainer_config config = config_of(lume_optimizer_find("sgd"));
    struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
    struct lume_trainer_progress progress;
    CHECK_OK(lume_trainer_step(trainer, 1, &error), error);
    CHECK_OK(lume_trainer_set_learning_rate(trainer, second_rate, &error), error);
    lume_trainer_progress(trainer, &progress);
    assert_true(progress.learning_rate == first_rate);
    CHECK_OK(lume_trainer_step(trainer, 1, &error), error);
    lume_trainer_progress(trainer, &progress);
    assert_true(progress.learning_rate == second_rate);
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    blobs_finish(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_change_in_the_middle),
        cmocka_unit_test(test_same_rate_again),
        cmocka_unit_test(test_rates_out_of_range),
        cmocka_unit_test(test_progress_tells_it),
    };
    return cmocka_run_group_tests_name("trainer_rate", tests, NULL, NULL);
}
