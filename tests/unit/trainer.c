/* SPDX-License-Identifier: MIT */

/* What the trainer counts, refuses, and does in a step. What it learns: trainer_learning.c;
 * the same bits always: trainer_bits.c. */

#include "training.h"

#include <pthread.h>

static struct lume_error error;

enum { SIDE = 10, N_CLASSES = 4 };

static struct lume_trainer_config defaults(void)
{
    struct lume_trainer_config config;
    lume_trainer_defaults(&config);
    config.epochs = 3;
    return config;
}

/* Plain steps along the gradient, images in order. */
static struct lume_trainer_config plain(void)
{
    struct lume_trainer_config config = defaults();
    config.optimizer = lume_optimizer_find("sgd");
    config.schedule = lume_schedule_find("constant");
    config.learning_rate = 0.5f;
    config.l2 = 0;
    config.shuffle = false;
    return config;
}

static void test_defaults(void **state)
{
    (void)state;
    struct lume_trainer_config config;
    memset(&config, 255, sizeof config);
    lume_trainer_defaults(&config);
    struct lume_dataset set = blobs_make(8, SIDE, N_CLASSES, 1);
    struct lume_network *network = training_network(&set, training_hidden, "sigmoid", "softmax");
    lume_trainer_destroy(training_begin(&config, network, &set, NULL));
    assert_true(lume_loss_is_fused(config.loss, lume_activation_find("softmax")));
    assert_true(config.learning_rate == config.optimizer->default_learning_rate);
    assert_true(config.shuffle && !config.kernels && !config.pool);
    assert_string_equal(config.normalizer->name, "none");
    assert_true(config.l1 == 0 && config.dropout == 0 && config.clip_norm == 0);
    assert_true(config.patience == 0 && config.min_loss == 0);
    assert_false(lume_augment_enabled(&config.augment));
    lume_network_destroy(network);
    blobs_finish(&set);
}

static void refuse(const struct lume_trainer_config *config, const struct lume_dataset *train,
                   const struct lume_dataset *validation, struct lume_network *network,
                   const char *message)
{
    struct lume_trainer *trainer = (void *)&error;
    CHECK_FAILS(lume_trainer_create(config, network, train, validation, &trainer, &error),
                LUME_ERROR_USAGE, error, message);
    assert_ptr_equal(trainer, &error);
}

static void test_numbers_out_of_range(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(8, SIDE, N_CLASSES, 1);
    struct lume_network *network = training_network(&set, training_hidden, "sigmoid", "softmax");
    struct lume_trainer_config c = defaults();
    const float bad = -0.001f;
    const struct {
        float *number;
        float low, high; /* both out of range */
        const char *message;
    } numbers[] = {
        {&c.learning_rate, 0, INFINITY, "learning rate, expected a finite number above 0"},
        {&c.learning_rate, bad, NAN, "learning rate, expected a finite number above 0"},
        {&c.momentum, bad, 1, "momentum, expected 0 to below 1"},
        {&c.l1, bad, INFINITY, "l1, expected 0 or more"},
        {&c.l2, bad, NAN, "l2, expected 0 or more"},
        {&c.dropout, bad, 1, "dropout, expected 0 to below 1"},
        {&c.clip_norm, bad, INFINITY, "clip norm, expected 0 or more"},
        {&c.augment.shift, bad, 8.1f, "shift, expected 0 to 8 pixels"},
        {&c.augment.rotate, bad, 45.1f, "rotation, expected 0 to 45 degrees"},
        {&c.augment.scale, bad, 0.51f, "scale, expected 0 to 0.5"},
        {&c.augment.shear, bad, 0.51f, "shear, expected 0 to 0.5"},
        {&c.min_loss, bad, NAN, "minimum loss, expected 0 or more"},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const float usual = *numbers[i].number;
        *numbers[i].number = numbers[i].low;
        refuse(&c, &set, NULL, network, numbers[i].message);
        *numbers[i].number = numbers[i].high;
        refuse(&c, &set, NULL, network, numbers[i].message);
        *numbers[i].number = usual;
    }
    c.epochs = 0;
    refuse(&c, &set, NULL, network, "epochs, expected 1 to 1000000");
    c.epochs = 1000001;
    refuse(&c, &set, NULL, network, "epochs, expected 1 to 1000000");
    lume_network_destroy(network);
    blobs_finish(&set);
}

static void test_what_does_not_fit(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(8, SIDE, N_CLASSES, 1);
    struct lume_dataset other = blobs_make(8, SIDE + 1, N_CLASSES, 1);
    struct lume_network *network = training_network(&set, training_hidden, "sigmoid", "softmax");
    struct lume_network *step = training_network(&set, training_none, NULL, "step");
    struct lume_trainer_config config = defaults();
    const char *size = "images of 11 x 11 pixels, expected 100 inputs, got 121";
    refuse(&config, &other, NULL, network, size);
    refuse(&config, &set, &other, network, size);
    refuse(&config, &set, NULL, step,
           "activation step has no gradient, expected a learning rule such as perceptron, got "
           "adam");
    config.optimizer = lume_optimizer_find("perceptron");
    refuse(&config, &set, NULL, network,
           "perceptron, expected a network of one layer, got 2 layers");
    lume_trainer_destroy(training_begin(&config, step, &set, NULL));
    config.optimizer = lume_optimizer_find("adaline");
    refuse(&config, &set, NULL, network, "adaline, expected a network of one layer, got 2 layers");
    config = defaults();
    set.labels[5] = N_CLASSES;
    refuse(&config, &set, NULL, network, "label of image 5, expected below 4 outputs, got 4");
    set.n = 0;
    refuse(&config, &set, NULL, network, "images, expected 1 or more, got 0");
    lume_network_destroy(network);
    lume_network_destroy(step);
    blobs_finish(&set);
    blobs_finish(&other);
}

static struct lume_trainer_progress progress_of(const struct lume_trainer *trainer)
{
    struct lume_trainer_progress progress;
    lume_trainer_progress(trainer, &progress);
    return progress;
}

/* Batches of one size: how many, and what is counted on the way. */
static void check_counts(size_t n, size_t batch_size, size_t n_batches)
{
    struct lume_dataset set = blobs_make(n, SIDE, N_CLASSES, n);
    struct lume_network *network = training_network(&set, training_hidden, "sigmoid", "softmax");
    struct lume_trainer_config config = defaults();
    config.batch_size = batch_size;
    config.epochs = 2;
    struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
    struct lume_trainer_progress p = progress_of(trainer);
    assert_int_equal(p.n_batches, n_batches);
    assert_true(isnan(p.train_loss) && isnan(p.train_accuracy) && isnan(p.validation_loss));
    for (size_t epoch = 0; epoch < 2; epoch++) {
        for (size_t batch = 0; batch < n_batches; batch++) {
            CHECK_OK(lume_trainer_end_epoch(trainer, &error), error); /* not yet: does nothing */
            p = progress_of(trainer);
            assert_true(p.state == LUME_TRAINING && p.epoch == epoch && p.batch == batch);
            CHECK_OK(lume_trainer_step(trainer, 0, &error), error);
            assert_int_equal(progress_of(trainer).batch, batch);
            CHECK_OK(lume_trainer_step(trainer, 1, &error), error);
        }
        CHECK_OK(lume_trainer_step(trainer, 1, &error), error); /* the epoch must be ended first */
        p = progress_of(trainer);
        assert_int_equal(p.batch, n_batches);
        assert_int_equal(p.n_images, (epoch + 1) * n);
        CHECK_OK(lume_trainer_end_epoch(trainer, &error), error);
    }
    p = progress_of(trainer);
    assert_true(p.state == LUME_DONE_EPOCHS && p.epoch == 2 && p.best_epoch == 2);
    CHECK_OK(lume_trainer_step(trainer, 1, &error), error);
    CHECK_OK(lume_trainer_end_epoch(trainer, &error), error);
    assert_int_equal(progress_of(trainer).n_images, 2 * n);
    assert_int_equal(progress_of(trainer).epoch, 2);
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    blobs_finish(&set);
}

static void test_counts(void **state)
{
    (void)state;
    check_counts(50, 1, 50);
    check_counts(50, 10, 5);
    check_counts(50, 16, 4);
    check_counts(50, 49, 2);
    check_counts(50, 50, 1);
    check_counts(50, 51, 1);
    check_counts(50, SIZE_MAX, 1);
    check_counts(50, 0, 1);
    check_counts(1, 64, 1);
    lume_trainer_destroy(NULL);
}

/* Loss and accuracy of an epoch of one step: what the network was before it. */
static void test_figures_are_those_before_the_step(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(100, SIDE, N_CLASSES, 1);
    struct lume_network *network = training_network(&set, training_hidden, "sigmoid", "softmax");
    struct lume_trainer_config config = plain();
    config.batch_size = 0;
    struct lume_trainer *trainer = training_begin(&config, network, &set, &set);
    for (size_t epoch = 0; epoch < 3; epoch++) {
        struct lume_metrics before, after;
        CHECK_OK(lume_evaluate(network, &set, config.loss, NULL, NULL, &before, &error), error);
        CHECK_OK(training_epoch(trainer, 1, &error), error);
        CHECK_OK(lume_evaluate(network, &set, config.loss, NULL, NULL, &after, &error), error);
        const struct lume_trainer_progress p = progress_of(trainer);
        assert_true(p.train_loss == before.loss && p.train_accuracy == before.accuracy);
        assert_true(p.validation_loss == after.loss && p.validation_accuracy == after.accuracy);
        lume_metrics_finish(&before);
        lume_metrics_finish(&after);
    }
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    blobs_finish(&set);
}

/* In the middle of an epoch: of the images so far. */
static void test_figures_are_those_of_the_images_so_far(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(100, SIDE, N_CLASSES, 1);
    struct lume_network *network = training_network(&set, training_hidden, "sigmoid", "softmax");
    struct lume_trainer_config config = plain();
    config.batch_size = 30;
    config.learning_rate = 1e-30f; /* nothing moves */
    struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
    for (size_t batch = 1; batch <= 4; batch++) {
        struct lume_dataset so_far = set;
        struct lume_metrics metrics;
        so_far.n = batch < 4 ? batch * 30 : 100;
        CHECK_OK(lume_evaluate(network, &so_far, config.loss, NULL, NULL, &metrics, &error), error);
        CHECK_OK(lume_trainer_step(trainer, 1, &error), error);
        CHECK_NEAR(progress_of(trainer).train_loss, metrics.loss, 1e-12);
        CHECK_NEAR(progress_of(trainer).train_accuracy, metrics.accuracy, 1e-12);
        lume_metrics_finish(&metrics);
    }
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    blobs_finish(&set);
}

/* An epoch of batches in order is as many sets, each trained on as a whole; the last one short. */
static void test_batches_in_order(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(50, SIDE, N_CLASSES, 1);
    struct lume_network *whole = training_network(&set, training_hidden, "sigmoid", "softmax");
    struct lume_network *parts = training_network(&set, training_hidden, "sigmoid", "softmax");
    struct lume_trainer_config config = plain();
    config.epochs = 1;
    config.batch_size = 16;
    training_do(&config, whole, &set, NULL);
    for (size_t first = 0; first < 50; first += 16) {
        struct lume_dataset part = set;
        part.n = first + 16 < 50 ? 16 : 50 - first;
        part.pixels += first * SIDE * SIDE;
        part.labels += first;
        config.batch_size = 0;
        training_do(&config, parts, &part, NULL);
    }
    check_bits(whole->parameters, parts->parameters, whole->n_reals, "parameters", "batches");
    lume_network_destroy(whole);
    lume_network_destroy(parts);
    blobs_finish(&set);
}

/* Each epoch has all images in an order of its own, or always from first to last. */
static void test_order_of_images(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(50, SIDE, N_CLASSES, 1);
    for (int shuffle = 0; shuffle < 2; shuffle++) {
        struct lume_network *network =
            training_network(&set, training_hidden, "sigmoid", "softmax");
        struct lume_trainer_config config = defaults();
        config.shuffle = shuffle;
        struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
        uint32_t before[50] = {0};
        for (size_t epoch = 0; epoch < 3; epoch++) {
            size_t seen[50] = {0}, n_in_place = 0;
            CHECK_OK(training_epoch(trainer, SIZE_MAX, &error), error);
            for (size_t i = 0; i < 50; i++) {
                seen[trainer->order[i]]++;
                n_in_place += trainer->order[i] == i;
            }
            for (size_t i = 0; i < 50; i++) {
                assert_int_equal(seen[i], 1);
            }
            assert_true(shuffle ? n_in_place < 25 : n_in_place == 50);
            assert_true(!shuffle || memcmp(before, trainer->order, sizeof before) != 0);
            memcpy(before, trainer->order, sizeof before);
        }
        lume_trainer_destroy(trainer);
        lume_network_destroy(network);
    }
    blobs_finish(&set);
}

static void test_learning_rate_follows_the_schedule(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(50, SIDE, N_CLASSES, 1);
    struct lume_trainer_config config = defaults();
    config.batch_size = 16;
    config.learning_rate = 0.01f;
    for (size_t s = 0; (config.schedule = lume_schedule_at(s)); s++) {
        struct lume_network *network =
            training_network(&set, training_hidden, "sigmoid", "softmax");
        struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
        for (size_t step = 0; step < 12; step++) {
            CHECK_OK(lume_trainer_step(trainer, 1, &error), error);
            assert_true(progress_of(trainer).learning_rate ==
                        0.01f * (float)config.schedule->factor((double)step / 12));
            CHECK_OK(lume_trainer_end_epoch(trainer, &error), error);
        }
        assert_int_equal(progress_of(trainer).state, LUME_DONE_EPOCHS);
        lume_trainer_destroy(trainer);
        lume_network_destroy(network);
    }
    blobs_finish(&set);
}

/* How far one step of size 1 goes, and along what. */
static double step_of(const struct lume_dataset *set, float clip_norm, lume_real *moved)
{
    struct lume_network *network = training_network(set, training_hidden, "sigmoid", "softmax");
    struct lume_network *start = training_network(set, training_hidden, "sigmoid", "softmax");
    struct lume_trainer_config config = plain();
    config.learning_rate = 1;
    config.batch_size = 0;
    config.epochs = 1;
    config.clip_norm = clip_norm;
    training_do(&config, network, set, NULL);
    double sum = 0;
    for (size_t i = 0; i < network->n_reals; i++) {
        moved[i] = network->parameters[i] - start->parameters[i];
        sum += (double)moved[i] * (double)moved[i];
    }
    lume_network_destroy(network);
    lume_network_destroy(start);
    return sqrt(sum);
}

static void test_clipping_shortens_the_gradient(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(40, SIDE, N_CLASSES, 1);
    static lume_real free_step[4096], clipped[4096];
    const double norm = step_of(&set, 0, free_step);
    assert_true(norm > 0.05);
    CHECK_NEAR(step_of(&set, (float)(2 * norm), clipped), norm, 1e-9);
    CHECK_NEAR(step_of(&set, (float)(norm / 4), clipped), norm / 4, 1e-5 * norm);
    for (size_t i = 0; i < 1000; i++) {
        CHECK_NEAR(clipped[i], free_step[i] / 4, 1e-6);
    }
    blobs_finish(&set);
}

/* Masks of hidden units are 0 or make up for those that are silenced; new for each image. */
static void test_dropout_masks(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(400, SIDE, N_CLASSES, 1);
    static const size_t widths[] = {20, 16, 0};
    struct lume_network *network = training_network(&set, widths, "sigmoid", "softmax");
    struct lume_trainer_config config = defaults();
    config.dropout = 0.25f;
    config.batch_size = 0;
    struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
    CHECK_OK(lume_trainer_step(trainer, 1, &error), error);
    assert_null(trainer->pass.layers[2].keep);
    for (size_t l = 0; l < 2; l++) {
        const size_t stride = network->layers[l].stride, n = 400 * widths[l];
        const lume_real *keep = trainer->pass.layers[l].keep;
        size_t n_dropped = 0;
        for (size_t i = 0; i < 400 * stride; i++) {
            const bool padding = i % stride >= widths[l];
            assert_true(keep[i] == 0 || (!padding && keep[i] == (lume_real)(1 / 0.75)));
            n_dropped += !padding && keep[i] == 0;
        }
        CHECK_NEAR((double)n_dropped / (double)n, 0.25, 5 * sqrt(0.25 * 0.75 / (double)n));
        assert_memory_not_equal(keep, keep + stride, stride * sizeof *keep);
    }
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
    blobs_finish(&set);
}

/* A thread that uses each copy of a network that is handed to it. */
struct watcher {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct lume_network *copy;
    bool over;
    const struct lume_dataset *set;
    size_t n_used, n_wrong;
};

static void use(struct watcher *w, struct lume_network *copy)
{
    struct lume_workspace *workspace;
    w->n_wrong += lume_workspace_create(copy, NULL, &workspace, NULL) != LUME_OK;
    for (size_t i = 0; i < w->set->n; i++) {
        const lume_real *a = lume_network_forward(copy, workspace, lume_dataset_image(w->set, i));
        double sum = 0;
        for (size_t j = 0; j < copy->n_outputs; j++) {
            sum += (double)a[j];
        }
        w->n_wrong += fabs(sum - 1) < 1e-5 ? 0 : 1;
    }
    w->n_used++;
    lume_workspace_destroy(workspace);
    lume_network_destroy(copy);
}

static void *watch(void *argument)
{
    struct watcher *w = argument;
    for (;;) {
        pthread_mutex_lock(&w->mutex);
        while (!w->copy && !w->over) {
            pthread_cond_wait(&w->changed, &w->mutex);
        }
        struct lume_network *copy = w->copy;
        w->copy = NULL;
        pthread_mutex_unlock(&w->mutex);
        if (!copy) {
            return NULL;
        }
        use(w, copy);
    }
}

static void test_predict_while_training(void **state)
{
    (void)state;
    struct lume_dataset set = blobs_make(200, SIDE, N_CLASSES, 1);
    struct lume_network *network = training_network(&set, training_hidden, "sigmoid", "softmax");
    struct lume_trainer_config config = defaults();
    config.epochs = 40;
    CHECK_OK(lume_pool_create(2, &config.pool, &error), error);
    struct lume_trainer *trainer = training_begin(&config, network, &set, NULL);
    struct watcher w = {
        .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER, .set = &set};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, watch, &w), 0);
    while (progress_of(trainer).state == LUME_TRAINING) {
        CHECK_OK(lume_trainer_step(trainer, 1, &error), error);
        CHECK_OK(lume_trainer_end_epoch(trainer, &error), error);
        struct lume_network *copy;
        CHECK_OK(lume_network_copy(network, &copy, &error), error);
        pthread_mutex_lock(&w.mutex);
        struct lume_network *unused = w.copy;
        w.copy = copy;
        pthread_cond_signal(&w.changed);
        pthread_mutex_unlock(&w.mutex);
        lume_network_destroy(unused);
    }
    pthread_mutex_lock(&w.mutex);
    w.over = true;
    pthread_cond_signal(&w.changed);
    pthread_mutex_unlock(&w.mutex);
    pthread_join(thread, NULL);
    assert_true(w.n_used > 0 && w.n_wrong == 0);
    lume_trainer_destroy(trainer);
    lume_pool_destroy(config.pool);
    lume_network_destroy(network);
    blobs_finish(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_numbers_out_of_range),
        cmocka_unit_test(test_what_does_not_fit),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_figures_are_those_before_the_step),
        cmocka_unit_test(test_figures_are_those_of_the_images_so_far),
        cmocka_unit_test(test_batches_in_order),
        cmocka_unit_test(test_order_of_images),
        cmocka_unit_test(test_learning_rate_follows_the_schedule),
        cmocka_unit_test(test_clipping_shortens_the_gradient),
        cmocka_unit_test(test_dropout_masks),
        cmocka_unit_test(test_predict_while_training),
    };
    return cmocka_run_group_tests_name("trainer", tests, NULL, NULL);
}
