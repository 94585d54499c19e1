/* SPDX-License-Identifier: MIT */

/* Train on, go back, train on again: the same bits, as if nothing had been between. */

#include "training.h"

#include "nn/checkpoint.h"

static struct lume_error error;

enum { N_TRAIN = 90, N_VALIDATION = 40, SIDE = 10, N_CLASSES = 4, N_EPOCHS = 5 };

static void say_nothing(struct lume_trainer_config *config)
{
    (void)config;
}

static void say_dropout(struct lume_trainer_config *config)
{
    config->dropout = 0.3f;
    config->schedule = lume_schedule_find("cosine");
}

static void say_augment(struct lume_trainer_config *config)
{
    config->augment = (struct lume_augment){1, 10, 0.1f, 0.1f};
    config->clip_norm = 0.1f;
}

/* Ends some epochs after the best one, which may be before the moment. */
static void say_patience(struct lume_trainer_config *config)
{
    config->patience = 3;
    config->epochs = 50;
    config->learning_rate *= 64;
}

static const struct variant {
    const char *name, *optimizer;
    void (*say)(struct lume_trainer_config *config);
} variants[] = {
    {"plain", "sgd", say_nothing},        {"momentum", "momentum", say_nothing},
    {"adam", "adam", say_nothing},        {"dropout", "adam", say_dropout},
    {"augment", "nesterov", say_augment}, {"patience", "momentum", say_patience},
    {"rule", "perceptron", say_nothing},
};

/* A training with all that it needs. */
struct whole {
    struct lume_dataset train, validation;
    struct lume_network *network;
    struct lume_trainer *trainer;
};

/* In its place: the trainer reads the images again. */
static void begin(const struct variant *variant, struct whole *whole)
{
    struct lume_trainer_config config = training_config(variant->optimizer);
    config.epochs = N_EPOCHS;
    variant->say(&config);
    whole->train = blobs_make(N_TRAIN, SIDE, N_CLASSES, 1);
    whole->validation = blobs_make(N_VALIDATION, SIDE, N_CLASSES, 2);
    whole->network = training_network_for(&config, &whole->train);
    whole->trainer = training_begin(&config, whole->network, &whole->train, &whole->validation);
}

static void end(struct whole *whole)
{
    lume_trainer_destroy(whole->trainer);
    lume_network_destroy(whole->network);
    blobs_finish(&whole->train);
    blobs_finish(&whole->validation);
}

static struct checkpoint *room_for(const struct whole *whole)
{
    struct checkpoint *checkpoint;
    CHECK_OK(checkpoint_create(whole->trainer, &checkpoint, &error), error);
    return checkpoint;
}

/* Up to n batches, over the ends of epochs; how many of them there were. */
static size_t run(struct lume_trainer *trainer, size_t n)
{
    struct lume_trainer_progress progress;
    size_t done = 0;
    lume_trainer_progress(trainer, &progress);
    while (done < n && progress.state == LUME_TRAINING) {
        CHECK_OK(lume_trainer_step(trainer, 1, &error), error);
        CHECK_OK(lume_trainer_end_epoch(trainer, &error), error);
        lume_trainer_progress(trainer, &progress);
        done++;
    }
    return done;
}

/* What can be seen of a training that has ended: its last gradient, parameters and best ones, and
 * how it went there. */
struct end_state {
    struct lume_trainer_progress progress;
    size_t n_batches; /* until then */
    double losses;    /* sum of what was told after each */
    lume_real *gradient, *last, *best;
};

static struct end_state run_to_end(struct whole *whole)
{
    struct end_state state;
    const size_t n = whole->network->n_reals;
    state.losses = 0;
    for (state.n_batches = 0; run(whole->trainer, 1) == 1; state.n_batches++) {
        lume_trainer_progress(whole->trainer, &state.progress);
        state.losses += state.progress.train_loss + state.progress.train_accuracy;
    }
    lume_trainer_progress(whole->trainer, &state.progress);
    state.gradient = draw_copy(lume_trainer_gradient(whole->trainer), n);
    state.last = draw_copy(whole->network->parameters, n);
    lume_trainer_restore_best(whole->trainer);
    state.best = draw_copy(whole->network->parameters, n);
    return state;
}

static void forget(struct end_state *state)
{
    free(state->gradient);
    free(state->last);
    free(state->best);
}

static void check_same(const struct end_state *a, const struct end_state *b, size_t n)
{
    const struct lume_trainer_progress *p = &a->progress, *q = &b->progress;
    assert_int_equal(a->n_batches, b->n_batches);
    if (a->n_batches > 0) { /* what was before the moment has gone */
        assert_memory_equal(a->gradient, b->gradient, n * sizeof *a->gradient);
    }
    assert_memory_equal(a->last, b->last, n * sizeof *a->last);
    assert_memory_equal(a->best, b->best, n * sizeof *a->best);
    assert_true(a->losses == b->losses);
    assert_int_equal(p->state, q->state);
    assert_int_equal(p->epoch, q->epoch);
    assert_int_equal(p->n_images, q->n_images);
    assert_int_equal(p->best_epoch, q->best_epoch);
    assert_true(p->train_loss == q->train_loss && p->train_accuracy == q->train_accuracy);
    assert_true(p->validation_loss == q->validation_loss);
    assert_true(p->best_validation_loss == q->best_validation_loss);
    assert_true(p->learning_rate == q->learning_rate);
}

/* Go back to after n batches, twice, from where another learning rate has led further; false:
 * training was over before. */
static bool check_moment(const struct variant *variant, size_t n, size_t further)
{
    struct whole whole;
    begin(variant, &whole);
    const bool there = run(whole.trainer, n) == n;
    struct end_state straight = run_to_end(&whole);
    end(&whole);
    begin(variant, &whole);
    struct checkpoint *checkpoint = room_for(&whole);
    run(whole.trainer, n);
    const size_t size = whole.network->n_reals * sizeof(lume_real);
    lume_real *parameters = draw_copy(whole.network->parameters, whole.network->n_reals);
    lume_real *best = draw_copy(whole.trainer->best, whole.network->n_reals);
    checkpoint_take(checkpoint, whole.trainer);
    for (size_t k = 0; k < 2; k++) {
        CHECK_OK(lume_trainer_set_learning_rate(whole.trainer, 0.05f, &error), error);
        run(whole.trainer, further);
        lume_trainer_gradient(whole.trainer);
        checkpoint_restore(checkpoint, whole.trainer);
        assert_true(lume_trainer_gradient(whole.trainer)[whole.network->layers[0].biases] == 0);
        assert_memory_equal(parameters, whole.network->parameters, size);
        assert_memory_equal(parameters, checkpoint_parameters(checkpoint), size);
        assert_memory_equal(best, whole.trainer->best, size);
        struct end_state again = run_to_end(&whole);
        check_same(&straight, &again, whole.network->n_reals);
        forget(&again);
    }
    forget(&straight);
    free(parameters);
    free(best);
    checkpoint_destroy(checkpoint);
    end(&whole);
    return there;
}

static void test_same_bits(void **state)
{
    (void)state;
    static const size_t moments[] = {0, 1, 4, 6, 7, 13, 18, 19, 24, 54, 55};
    static const size_t further[] = {1, 3, 11, SIZE_MAX};
    for (size_t v = 0; v < sizeof variants / sizeof *variants; v++) {
        size_t n_there = 0;
        for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
            n_there += check_moment(&variants[v], moments[i], further[(i + i / 4) % 4]);
        }
        assert_true(n_there >= 4);
    }
}

/* Nothing is left of numbers that were none. */
static void test_after_divergence(void **state)
{
    (void)state;
    struct whole whole, other;
    begin(&variants[2], &whole);
    begin(&variants[2], &other);
    struct checkpoint *checkpoint = room_for(&whole);
    const size_t n = whole.network->n_reals;
    enum lume_status status = LUME_OK;
    struct lume_trainer_progress progress;
    run(whole.trainer, 8);
    checkpoint_take(checkpoint, whole.trainer);
    CHECK_OK(lume_trainer_set_learning_rate(whole.trainer, 1e30f, &error), error);
    for (size_t i = 0; i < 100 && status == LUME_OK; i++) {
        status = lume_trainer_step(whole.trainer, 1, &error);
        if (status == LUME_OK) {
            status = lume_trainer_end_epoch(whole.trainer, &error);
        }
    }
    assert_int_equal(status, LUME_ERROR_DIVERGED);
    checkpoint_restore(checkpoint, whole.trainer);
    lume_trainer_progress(whole.trainer, &progress);
    assert_int_equal(progress.state, LUME_TRAINING);
    run(other.trainer, 8);
    struct end_state again = run_to_end(&whole), straight = run_to_end(&other);
    check_same(&straight, &again, n);
    forget(&again);
    forget(&straight);
    checkpoint_destroy(checkpoint);
    checkpoint_destroy(NULL);
    end(&whole);
    end(&other);
}

/* As much as is kept: parameters and best ones, and what the optimiser remembers. */
static void test_bytes(void **state)
{
    (void)state;
    static const size_t n_blocks[] = {2, 3, 4};
    for (size_t v = 0; v < 3; v++) {
        struct whole whole;
        begin(&variants[v], &whole);
        const size_t size = n_blocks[v] * whole.network->n_reals * sizeof(lume_real);
        assert_in_range(checkpoint_bytes(whole.trainer), size, size + 400);
        end(&whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bits),
        cmocka_unit_test(test_after_divergence),
        cmocka_unit_test(test_bytes),
    };
    return cmocka_run_group_tests_name("checkpoint", tests, NULL, NULL);
}
