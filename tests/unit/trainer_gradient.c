/* SPDX-License-Identifier: MIT */

/* The gradient that the trainer shows is the one its last step began with. That it is right is
 * checked by gradient.c, and for single examples by trace.c. */

#include "training.h"

static struct lume_error error;

enum { N_IMAGES = 90, SIDE = 10, N_CLASSES = 4 };

static const float rate = 0.03f;

/* What differs from plain steps in batches of 16. */
static const struct variant {
    const char *name, *optimizer, *hidden;
    size_t batch_size, slice, n_threads;
    float l1, l2, clip_norm, dropout, input_offset;
    bool augment;
} variants[] = {
    {.name = "plain"},
    {.name = "one by one", .batch_size = 1},
    {.name = "full batch", .batch_size = N_IMAGES},
    {.name = "several batches", .slice = 4},
    {.name = "two threads", .batch_size = 64, .n_threads = 2},
    {.name = "prelu", .hidden = "prelu"},
    {.name = "offset", .input_offset = -0.4f},
    {.name = "penalties", .l1 = 1e-3f, .l2 = 1e-2f},
    {.name = "clip", .clip_norm = 0.05f},
    {.name = "dropout", .dropout = 0.3f},
    {.name = "augment", .augment = true},
    {.name = "rule", .optimizer = "perceptron"},
    {.name = "all",
     .batch_size = 64,
     .n_threads = 2,
     .hidden = "prelu",
     .l1 = 1e-3f,
     .l2 = 1e-2f,
     .clip_norm = 0.05f,
     .dropout = 0.3f,
     .input_offset = -0.4f,
     .augment = true},
};

struct run {
    const struct variant *variant;
    struct lume_trainer_config config;
    struct lume_dataset set;
    struct lume_network *network;
    struct lume_trainer *trainer;
};

static void begin(struct run *run, const struct variant *v)
{
    struct lume_trainer_config *config = &run->config;
    run->variant = v;
    run->set = blobs_make(N_IMAGES, SIDE, N_CLASSES, 1);
    *config = training_config(v->optimizer ? v->optimizer : "sgd");
    config->learning_rate = rate;
    config->batch_size = v->batch_size ? v->batch_size : 16;
    config->epochs = 3;
    config->l1 = v->l1;
    config->l2 = v->l2;
    config->clip_norm = v->clip_norm;
    config->dropout = v->dropout;
    config->augment.shift = v->augment ? 1 : 0;
    run->network = v->hidden ? training_network(&run->set, training_hidden, v->hidden, "softmax")
                             : training_network_for(config, &run->set);
    run->network->input_offset = v->input_offset;
    if (v->n_threads > 0) {
        CHECK_OK(lume_pool_create(v->n_threads, &config->pool, &error), error);
    }
    run->trainer = training_begin(config, run->network, &run->set, NULL);
}

static void end(struct run *run)
{
    lume_trainer_destroy(run->trainer);
    lume_pool_destroy(run->config.pool);
    lume_network_destroy(run->network);
    blobs_finish(&run->set);
}

static struct lume_trainer_progress progress_of(const struct run *run)
{
    struct lume_trainer_progress progress;
    lume_trainer_progress(run->trainer, &progress);
    return progress;
}

static double norm_of(const lume_real *reals, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += (double)reals[i] * (double)reals[i];
    }
    return sqrt(sum);
}

/* Whether this parameter is a weight: others have no penalty. */
static bool is_weight(const struct lume_network *network, size_t offset)
{
    bool weight = false;
    for (size_t l = 0; l < network->n_layers; l++) {
        weight =
            weight || (offset >= network->layers[l].weights && offset < network->layers[l].biases);
    }
    return weight;
}

/* A step from `before` along the gradient, with what is not in it: to the bit, but for clipping,
 * whose norm is summed in another order. */
static void check_step(const struct run *run, const lume_real *before, const lume_real *gradient)
{
    const struct variant *v = run->variant;
    const size_t n = run->network->n_reals;
    const double norm = norm_of(gradient, n);
    const bool clips = v->clip_norm > 0 && norm > (double)v->clip_norm;
    const float scale = clips ? (float)((double)v->clip_norm / norm) : 1;
    assert_true(norm > 1e-3);
    assert_int_equal(clips, v->clip_norm > 0);
    for (size_t i = 0; i < n; i++) {
        const float p = before[i], sign = p > 0 ? 1 : (p < 0 ? -1 : 0);
        const bool weight = is_weight(run->network, i);
        const float full =
            gradient[i] * scale + (weight ? v->l2 : 0) * p + (weight ? v->l1 : 0) * sign;
        const float expected = p - rate * full;
        const float limit = clips ? 1e-6f * fabsf(rate * full) + 1e-7f * fabsf(p) : 0;
        if (!(fabsf(run->network->parameters[i] - expected) <= limit)) {
            fail_msg("%s: parameter %zu is %.9g, expected %.9g", v->name, i,
                     (double)run->network->parameters[i], (double)expected);
        }
    }
}

/* It is seen after the last batch of a slice alone, whose start is made by single steps. */
static void check_slice(struct run *run)
{
    const size_t n = run->network->n_reals, slice = run->variant->slice ? run->variant->slice : 1;
    struct run twin;
    begin(&twin, run->variant);
    const struct lume_trainer_progress p = progress_of(run);
    for (size_t done = 0; done < p.n_batches * p.epoch + p.batch + slice - 1; done++) {
        CHECK_OK(lume_trainer_step(twin.trainer, 1, &error), error);
        CHECK_OK(lume_trainer_end_epoch(twin.trainer, &error), error);
    }
    CHECK_OK(lume_trainer_step(run->trainer, slice, &error), error);
    const lume_real *gradient = lume_trainer_gradient(run->trainer);
    check_step(run, twin.network->parameters, gradient);
    lume_real *copy = draw_copy(gradient, n);
    assert_ptr_equal(lume_trainer_gradient(run->trainer), gradient);
    check_bits(gradient, copy, n, "gradient seen twice", run->variant->name);
    free(copy);
    end(&twin);
}

static void test_steps_follow_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        struct run run;
        begin(&run, &variants[i]);
        for (size_t k = 0; k < 5 && progress_of(&run).state == LUME_TRAINING; k++) {
            if (progress_of(&run).batch + variants[i].slice <= progress_of(&run).n_batches) {
                check_slice(&run);
            }
            CHECK_OK(lume_trainer_end_epoch(run.trainer, &error), error);
        }
        end(&run);
    }
}

static void test_zeros_before_the_first_batch(void **state)
{
    (void)state;
    struct run run;
    begin(&run, &variants[0]);
    for (int i = 0; i < 2; i++) {
        assert_true(norm_of(lume_trainer_gradient(run.trainer), run.network->n_reals) == 0);
        CHECK_OK(lume_trainer_step(run.trainer, 0, &error), error);
    }
    end(&run);
}

/* An epoch's end leaves the last batch's gradient as it was, though the next order is another. */
static void test_it_outlives_the_epoch(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        struct run before, after;
        begin(&before, &variants[i]);
        begin(&after, &variants[i]);
        for (size_t epoch = 0; epoch < 3; epoch++) {
            CHECK_OK(lume_trainer_step(before.trainer, SIZE_MAX, &error), error);
            CHECK_OK(lume_trainer_step(after.trainer, SIZE_MAX, &error), error);
            const lume_real *gradient = lume_trainer_gradient(before.trainer);
            CHECK_OK(lume_trainer_end_epoch(before.trainer, &error), error);
            CHECK_OK(lume_trainer_end_epoch(after.trainer, &error), error);
            CHECK_OK(lume_trainer_step(after.trainer, 0, &error), error);
            check_bits(lume_trainer_gradient(after.trainer), gradient, after.network->n_reals,
                       "gradient", variants[i].name);
        }
        end(&before);
        end(&after);
    }
}

static void test_looking_changes_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        struct run watched, alone;
        begin(&watched, &variants[i]);
        begin(&alone, &variants[i]);
        while (progress_of(&watched).state == LUME_TRAINING) {
            CHECK_OK(lume_trainer_step(watched.trainer, 1, &error), error);
            lume_trainer_gradient(watched.trainer);
            CHECK_OK(lume_trainer_end_epoch(watched.trainer, &error), error);
        }
        training_run(alone.trainer);
        check_bits(watched.network->parameters, alone.network->parameters, alone.network->n_reals,
                   "parameters", variants[i].name);
        end(&watched);
        end(&alone);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps_follow_it),
        cmocka_unit_test(test_zeros_before_the_first_batch),
        cmocka_unit_test(test_it_outlives_the_epoch),
        cmocka_unit_test(test_looking_changes_nothing),
    };
    return cmocka_run_group_tests_name("trainer_gradient", tests, NULL, NULL);
}
