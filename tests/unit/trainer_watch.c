/* SPDX-License-Identifier: MIT */

/* A trainer that is watched: gradients are kept, batches that nobody wants are dropped, and the
 * numbers are the same. */

#include "training.h"

#include "base/thread.h"

#include <sched.h>
#include <stdatomic.h>
#include <time.h>

static struct lume_error error;

enum { N_IMAGES = 8000, SIDE = 12, N_CLASSES = 4, EPOCHS = 3 };

static const struct variant {
    const char *name, *optimizer, *hidden;
    size_t batch_size, n_threads;
    float clip_norm, dropout;
    bool augment;
} variants[] = {
    {"full batch", "adam", "sigmoid", 0, 1, 0, 0, false},
    {"large batches", "momentum", "relu", 1000, 2, 0, 0, false},
    {"small batches", "adam", "sigmoid", 64, 2, 0, 0, false},
    {"all of it", "nesterov", "prelu", 0, 2, 0.05f, 0.3f, true},
    {"rule", "perceptron", NULL, 0, 2, 0, 0, false},
};

enum { N_VARIANTS = sizeof variants / sizeof *variants };

struct run {
    struct lume_trainer_config config;
    struct lume_dataset set;
    struct lume_network *network;
    struct lume_trainer *trainer;
    struct lume_pool *pool;
    atomic_bool unwanted;
};

static void begin(struct run *run, const struct variant *v, bool watched)
{
    struct lume_trainer_config *config = &run->config;
    run->set = blobs_make(N_IMAGES, SIDE, N_CLASSES, 1);
    CHECK_OK(lume_pool_create(v->n_threads, &run->pool, &error), error);
    *config = training_config(v->optimizer);
    config->batch_size = v->batch_size;
    config->epochs = EPOCHS;
    config->clip_norm = v->clip_norm;
    config->dropout = v->dropout;
    config->augment.shift = v->augment ? 1 : 0;
    config->pool = run->pool;
    run->network = v->hidden ? training_network(&run->set, training_hidden, v->hidden, "softmax")
                             : training_network_for(config, &run->set);
    run->trainer = training_begin(config, run->network, &run->set, NULL);
    atomic_init(&run->unwanted, false);
    if (watched) {
        CHECK_OK(trainer_watch(run->trainer, &run->unwanted, &error), error);
    }
}

static void end(struct run *run)
{
    lume_trainer_destroy(run->trainer);
    lume_network_destroy(run->network);
    blobs_finish(&run->set);
    lume_pool_destroy(run->pool);
}

static struct lume_trainer_progress progress_of(const struct run *run)
{
    struct lume_trainer_progress progress;
    lume_trainer_progress(run->trainer, &progress);
    return progress;
}

static void step(struct run *run, size_t n)
{
    CHECK_OK(lume_trainer_step(run->trainer, n, &error), error);
}

static void check_same(const struct run *a, const struct run *b)
{
    const struct lume_trainer_progress first = progress_of(a), second = progress_of(b);
    assert_memory_equal(a->network->parameters, b->network->parameters,
                        a->network->n_reals * sizeof *a->network->parameters);
    assert_int_equal(first.n_images, second.n_images);
    assert_true(first.train_loss == second.train_loss);
    assert_true(first.train_accuracy == second.train_accuracy);
}

/* The gradient of each step is kept as the trainer that is not watched finds it. */
static void test_gradient_is_kept(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_VARIANTS; i++) {
        struct run plain, watched;
        begin(&plain, &variants[i], false);
        begin(&watched, &variants[i], true);
        for (int k = 0; k < 6; k++) {
            const size_t n = k % 3 == 1 ? 2 : 1;
            step(&plain, n);
            step(&watched, n);
            CHECK_OK(lume_trainer_end_epoch(plain.trainer, &error), error);
            CHECK_OK(lume_trainer_end_epoch(watched.trainer, &error), error);
            check_same(&plain, &watched);
            assert_memory_equal(lume_trainer_gradient(plain.trainer),
                                lume_trainer_gradient(watched.trainer),
                                plain.network->n_reals * sizeof(lume_real));
        }
        end(&plain);
        end(&watched);
    }
}

/* While it is unwanted no large batch is done; afterwards it goes on as if nothing had been. */
static void test_dropped(void **state)
{
    (void)state;
    struct run plain, watched;
    begin(&plain, &variants[0], false);
    begin(&watched, &variants[0], true);
    for (int k = 0; k < EPOCHS; k++) {
        for (int i = 0; i < 3; i++) {
            atomic_store(&watched.unwanted, true);
            step(&watched, 1);
            assert_int_equal(progress_of(&watched).batch, 0);
            assert_true(lume_trainer_gradient(watched.trainer)[0] == 0);
            atomic_store(&watched.unwanted, false);
        }
        step(&plain, 1);
        step(&watched, 1);
        CHECK_OK(lume_trainer_end_epoch(plain.trainer, &error), error);
        CHECK_OK(lume_trainer_end_epoch(watched.trainer, &error), error);
        check_same(&plain, &watched);
    }
    end(&plain);
    end(&watched);
}

/* Who says at some moment of a step that it is unwanted. */
static struct {
    atomic_bool *unwanted;
    atomic_bool is_begun, over;
    atomic_long nanoseconds; /* after it is begun */
} disturber;

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void *disturb(void *argument)
{
    (void)argument;
    while (!atomic_load(&disturber.over)) {
        if (atomic_load(&disturber.is_begun)) {
            const double begun = seconds_now();
            while (1e9 * (seconds_now() - begun) < (double)atomic_load(&disturber.nanoseconds)) {
            }
            atomic_store(disturber.unwanted, true);
            atomic_store(&disturber.is_begun, false);
        }
        sched_yield();
    }
    return NULL;
}

/* One batch that is disturbed after so long; whether it was dropped. */
static bool step_disturbed(struct run *run, double seconds)
{
    const uint64_t before = progress_of(run).n_images;
    atomic_store(&disturber.nanoseconds, (long)(1e9 * seconds));
    atomic_store(&disturber.is_begun, true);
    step(run, 1);
    while (atomic_load(&disturber.is_begun)) {
        sched_yield();
    }
    atomic_store(&run->unwanted, false);
    return progress_of(run).n_images == before;
}

/* At whatever moment a batch is dropped, it is as if it had not begun. */
static void check_disturbed(const struct variant *variant, struct lume_rng *rng)
{
    enum { TRIES = 60 };
    struct run plain, watched;
    size_t n_dropped = 0;
    begin(&plain, variant, false);
    begin(&watched, variant, true);
    disturber.unwanted = &watched.unwanted;
    while (progress_of(&plain).state == LUME_TRAINING) {
        const double begun = seconds_now();
        step(&plain, 1);
        const double usual = seconds_now() - begun;
        bool is_done = false;
        for (int i = 0; i < TRIES && !is_done; i++) {
            const bool is_dropped =
                step_disturbed(&watched, 0.8 * usual * (double)lume_rng_float(rng));
            n_dropped += is_dropped;
            is_done = !is_dropped;
        }
        if (!is_done) {
            step(&watched, 1);
        }
        CHECK_OK(lume_trainer_end_epoch(plain.trainer, &error), error);
        CHECK_OK(lume_trainer_end_epoch(watched.trainer, &error), error);
        check_same(&plain, &watched);
    }
    print_message("# %s: %zu dropped\n", variant->name, n_dropped);
    end(&plain);
    end(&watched);
}

static void test_disturbed(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(9, 0);
    pthread_t thread;
    assert_true(thread_start(&thread, disturb, NULL));
    for (size_t i = 0; i < N_VARIANTS; i++) {
        for (int k = 0; k < 4; k++) {
            check_disturbed(&variants[i], &rng);
        }
    }
    atomic_store(&disturber.over, true);
    pthread_join(thread, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gradient_is_kept),
        cmocka_unit_test(test_dropped),
        cmocka_unit_test(test_disturbed),
    };
    return cmocka_run_group_tests_name("trainer watch", tests, NULL, NULL);
}
