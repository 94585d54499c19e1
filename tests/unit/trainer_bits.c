/* SPDX-License-Identifier: MIT */

/* Same seed, options and data: the same bits, whatever the threads, the kernels, and the slices in
 * which training is done. */

#include "training.h"

static struct lume_error error;

enum { N_TRAIN = 210, N_VALIDATION = 70, SIDE = 14, N_CLASSES = 7 };

static const size_t narrow[] = {16, 16, 0}, many[] = {20, 16, 33, 5, 0}, wide[] = {300, 16, 0};
static const size_t none[] = {0};

/* What differs from the defaults. */
static const struct variant {
    const char *name, *hidden, *output, *loss, *optimizer;
    const size_t *widths;
    size_t batch_size; /* 1000: more than there are */
    float dropout, clip_norm, l1, l2, input_offset;
    bool augment;
    const char *normalizer;
    bool gaps; /* larger images, nine rows of ten without ink */
} variants[] = {
    {.name = "plain", .batch_size = 64},
    {.name = "batch 1", .batch_size = 1},
    {.name = "full batch", .batch_size = 0},
    {.name = "batch of more than there are", .batch_size = 1000},
    {.name = "batch of an odd size", .batch_size = 53},
    {.name = "dropout", .batch_size = 64, .dropout = 0.3f},
    {.name = "augment", .batch_size = 64, .augment = true},
    {.name = "normalize", .batch_size = 50, .augment = true, .normalizer = "moments"},
    {.name = "clip", .batch_size = 64, .clip_norm = 0.05f},
    {.name = "penalties", .batch_size = 64, .l1 = 1e-4f, .l2 = 1e-3f, .optimizer = "momentum"},
    {.name = "standardised", .batch_size = 64, .input_offset = -0.42f},
    {.name = "prelu", .batch_size = 64, .hidden = "prelu", .optimizer = "nesterov"},
    {.name = "many layers", .batch_size = 64, .widths = many, .hidden = "gelu"},
    {.name = "a wide layer", .batch_size = 64, .widths = wide, .hidden = "relu"},
    {.name = "gaps", .batch_size = 64, .gaps = true},
    {.name = "sigmoids", .batch_size = 64, .output = "sigmoid", .loss = "binary-cross-entropy"},
    {.name = "not fused",
     .batch_size = 64,
     .output = "tanh",
     .loss = "mse",
     .optimizer = "rmsprop"},
    {.name = "perceptron",
     .batch_size = 64,
     .widths = none,
     .output = "step",
     .loss = "mse",
     .optimizer = "perceptron"},
    {.name = "all",
     .batch_size = 80,
     .widths = many,
     .hidden = "silu",
     .optimizer = "adamw",
     .dropout = 0.1f,
     .clip_norm = 0.5f,
     .l1 = 1e-5f,
     .l2 = 1e-2f,
     .input_offset = -0.3f,
     .augment = true,
     .normalizer = "deskew"},
};

static const char *or_else(const char *name, const char *usual)
{
    return name ? name : usual;
}

static struct lume_trainer_config config_of(const struct variant *v)
{
    struct lume_trainer_config config;
    lume_trainer_defaults(&config);
    config.loss = lume_loss_find(or_else(v->loss, "cross-entropy"));
    config.optimizer = lume_optimizer_find(or_else(v->optimizer, "adam"));
    config.learning_rate = config.optimizer->default_learning_rate;
    config.batch_size = v->batch_size;
    config.epochs = 2;
    config.dropout = v->dropout;
    config.clip_norm = v->clip_norm;
    config.l1 = v->l1;
    config.l2 = v->l2;
    if (v->augment) {
        config.augment = (struct lume_augment){1, 10, 0.1f, 0.1f};
    }
    if (v->normalizer) {
        config.normalizer = lume_normalizer_find(v->normalizer);
    }
    return config;
}

static struct lume_dataset set_for(const struct variant *v, size_t n, uint64_t seed)
{
    const size_t side = v->gaps ? 40 : SIDE;
    struct lume_dataset set = blobs_make(n, side, N_CLASSES, seed);
    for (size_t k = 0; k < n * side * side && v->gaps; k++) {
        const size_t row = k / side % side, image = k / (side * side);
        set.pixels[k] = row % 10 == image % 10 ? set.pixels[k] : 0;
    }
    return set;
}

/* What a run leaves. */
struct result {
    struct lume_network *network;
    struct lume_trainer_progress progress;
};

static struct result run(const struct variant *v, const struct lume_kernels *kernels,
                         size_t n_threads, size_t slice)
{
    struct lume_dataset train = set_for(v, N_TRAIN, 1), validation = set_for(v, N_VALIDATION, 2);
    struct lume_trainer_config config = config_of(v);
    struct result result = {0};
    result.network = training_network(&train, v->widths ? v->widths : narrow,
                                      or_else(v->hidden, "sigmoid"), or_else(v->output, "softmax"));
    result.network->input_offset = (lume_real)v->input_offset;
    config.kernels = kernels;
    if (n_threads > 0) {
        CHECK_OK(lume_pool_create(n_threads, &config.pool, &error), error);
    }
    struct lume_trainer *trainer = training_begin(&config, result.network, &train, &validation);
    for (size_t epoch = 0; epoch < config.epochs; epoch++) {
        CHECK_OK(training_epoch(trainer, slice, &error), error);
    }
    lume_trainer_progress(trainer, &result.progress);
    lume_trainer_destroy(trainer);
    lume_pool_destroy(config.pool);
    blobs_finish(&train);
    blobs_finish(&validation);
    return result;
}

static void check_progress(const struct lume_trainer_progress *a,
                           const struct lume_trainer_progress *b)
{
    assert_int_equal(a->state, LUME_DONE_EPOCHS);
    assert_int_equal(b->state, LUME_DONE_EPOCHS);
    assert_int_equal(a->n_images, b->n_images);
    assert_int_equal(a->best_epoch, b->best_epoch);
    assert_memory_equal(&a->learning_rate, &b->learning_rate, sizeof a->learning_rate);
    assert_memory_equal(&a->train_loss, &b->train_loss, sizeof a->train_loss);
    assert_memory_equal(&a->train_accuracy, &b->train_accuracy, sizeof a->train_loss);
    assert_memory_equal(&a->validation_loss, &b->validation_loss, sizeof a->train_loss);
    assert_memory_equal(&a->validation_accuracy, &b->validation_accuracy, sizeof a->train_loss);
}

static void check_same(const struct variant *v, const struct result *expected,
                       const struct lume_kernels *kernels, size_t n_threads, size_t slice)
{
    struct result other = run(v, kernels, n_threads, slice);
    char whom[100];
    snprintf(whom, sizeof whom, "%s, %s, %zu threads, slices of %zu", v->name,
             lume_kernels_name(kernels), n_threads, slice);
    check_bits(other.network->parameters, expected->network->parameters, expected->network->n_reals,
               "parameters", whom);
    check_progress(&other.progress, &expected->progress);
    lume_network_destroy(other.network);
}

/* Padding is 0 before and stays so; what was drawn has moved. */
static void check_moved(const struct variant *v, const struct lume_network *network)
{
    struct lume_dataset like = set_for(v, 1, 1);
    struct lume_network *start =
        training_network(&like, v->widths ? v->widths : narrow, or_else(v->hidden, "sigmoid"),
                         or_else(v->output, "softmax"));
    for (size_t l = 0; l < network->n_layers; l++) {
        const struct lume_layer *layer = &network->layers[l];
        bool moved = false;
        for (size_t k = 0; k < (layer->n_in + 1) * layer->stride; k++) {
            const lume_real p = network->parameters[layer->weights + k];
            assert_true(isfinite(p));
            assert_true(k % layer->stride < layer->n_out || p == 0);
            moved = moved || p != start->parameters[layer->weights + k];
        }
        assert_true(moved);
    }
    lume_network_destroy(start);
    blobs_finish(&like);
}

static void test_threads_and_kernels_change_nothing(void **state)
{
    (void)state;
    static const size_t threads[] = {1, 2, 3, 8};
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        struct result expected = run(&variants[i], lume_kernels_at(0), 0, SIZE_MAX);
        check_moved(&variants[i], expected.network);
        const struct lume_kernels *kernels;
        for (size_t k = 0; (kernels = lume_kernels_at(k)); k++) {
            for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
                check_same(&variants[i], &expected, kernels, threads[t], SIZE_MAX);
            }
        }
        lume_network_destroy(expected.network);
    }
}

static void test_slices_change_nothing(void **state)
{
    (void)state;
    static const size_t slices[] = {1, 2, 3, 100};
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        struct result expected = run(&variants[i], lume_kernels_best(), 0, SIZE_MAX);
        for (size_t s = 0; s < sizeof slices / sizeof *slices; s++) {
            check_same(&variants[i], &expected, lume_kernels_best(), s % 2 ? 2 : 0, slices[s]);
        }
        lume_network_destroy(expected.network);
    }
}

/* Every activation with every optimiser that follows gradients, since their loops are compiled for
 * each instruction set apart. */
static void test_every_activation_and_optimizer(void **state)
{
    (void)state;
    const struct lume_activation *activation;
    const struct lume_optimizer *optimizer;
    for (size_t a = 0; (activation = lume_activation_at(a)); a++) {
        for (size_t o = 0; (optimizer = lume_optimizer_at(o)); o++) {
            const struct variant v = {.name = activation->name,
                                      .hidden = activation->name,
                                      .optimizer = optimizer->name,
                                      .batch_size = 64};
            if (!activation->has_gradient || activation->joins_outputs || optimizer->delta) {
                continue;
            }
            struct result expected = run(&v, lume_kernels_at(0), 0, SIZE_MAX);
            const struct lume_kernels *kernels;
            for (size_t k = 1; (kernels = lume_kernels_at(k)); k++) {
                check_same(&v, &expected, kernels, 0, SIZE_MAX);
            }
            lume_network_destroy(expected.network);
        }
    }
}

static void test_seeds_change_something(void **state)
{
    (void)state;
    struct lume_dataset train = blobs_make(N_TRAIN, SIDE, N_CLASSES, 1);
    static const char *const names[] = {"plain", "dropout", "augment"};
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        struct lume_trainer_config config = config_of(&variants[i]);
        size_t k = 0;
        while (k < 3 && strcmp(names[k], variants[i].name) != 0) {
            k++;
        }
        if (k == 3) {
            continue;
        }
        config.shuffle = k == 0; /* the others draw other numbers too */
        struct lume_network *networks[2];
        for (uint64_t seed = 0; seed < 2; seed++) {
            config.seed = seed;
            networks[seed] = training_network(&train, narrow, "sigmoid", "softmax");
            training_do(&config, networks[seed], &train, NULL);
        }
        assert_memory_not_equal(networks[0]->parameters, networks[1]->parameters,
                                networks[0]->n_reals * sizeof(lume_real));
        lume_network_destroy(networks[0]);
        lume_network_destroy(networks[1]);
    }
    blobs_finish(&train);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_and_kernels_change_nothing),
        cmocka_unit_test(test_slices_change_nothing),
        cmocka_unit_test(test_every_activation_and_optimizer),
        cmocka_unit_test(test_seeds_change_something),
    };
    return cmocka_run_group_tests_name("trainer_bits", tests, NULL, NULL);
}
