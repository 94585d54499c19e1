/* SPDX-License-Identifier: MIT */

/* A training that is watched: where its images come from, what it keeps, and what goes wrong. */

#include "folder.h"
#include "running.h"

/* The points inside an epoch add up to its end. */
static void test_curve(void **state)
{
    (void)state;
    struct recipe recipe = recipe_of(&variants[0], 1);
    recipe.training.batch_size = 1;
    struct stage stage = begin(&recipe);
    for (size_t epoch = 0; epoch < 2; epoch++) {
        ask(stage.runner, RUNNER_EPOCH);
        settle(stage.runner, 17);
    }
    tell(&stage);
    const struct curve *curve = &stage.report->curve;
    const size_t n_train = stage.report->n_train;
    assert_int_equal(n_train, N_GENERATED - N_GENERATED / 12);
    assert_in_range(curve->n, 2 * 40, 1 + 2 * 50);
    double sum = 0;
    uint64_t batches = 0;
    for (size_t i = 1; i < curve->n && curve->points[i].epoch < 1; i++) {
        sum += (double)curve->points[i].train_loss * (double)(curve->points[i].batches - batches);
        batches = curve->points[i].batches;
    }
    const struct curve_point *whole = curve_at(curve, 1);
    assert_true(whole->ends && whole->epoch == 1 && whole->batches == n_train);
    const double rest = (double)whole->train_loss * (double)n_train - sum;
    assert_in_range(n_train - batches, 1, 10);
    assert_true(rest > 0 && rest < 4 * (double)(n_train - batches));
    assert_true(curve->points[0].ends && curve->points[0].train_loss > whole->train_loss);
    CHECK_NEAR(curve->points[0].train_accuracy, 0.1, 0.15);
    end(&stage);
}

/* It is named, its numbers stay numbers, and one can go back and do it better. */
static void test_diverge(void **state)
{
    (void)state;
    const struct recipe recipe = recipe_of(&variants[0], 1);
    struct stage stage = begin(&recipe);
    ask(stage.runner, RUNNER_EPOCH);
    settle(stage.runner, 2);
    tell(&stage);
    struct lume_network *good;
    CHECK_OK(lume_network_copy(stage.report->model->network, &good, &error), error);
    const size_t n_moments = stage.report->n_moments;
    order_rate(&stage, 1e30f);
    ask(stage.runner, RUNNER_PLAY);
    settle(stage.runner, 2);
    tell(&stage);
    assert_int_equal(stage.report->state, RUNNER_DIVERGED);
    assert_int_equal(stage.report->progress.state, LUME_DIVERGED);
    assert_string_equal(stage.report->error.message,
                        "training diverged in epoch 2: try a smaller learning rate");
    check_parameters(stage.report, good);
    ask(stage.runner, RUNNER_PLAY);
    assert_false(runner_work(stage.runner, 1));
    look(stage.runner, (int)n_moments - 1);
    tell(&stage);
    assert_int_equal(stage.report->state, RUNNER_PAUSED);
    look(stage.runner, RUNNER_LIVE);
    tell(&stage);
    assert_int_equal(stage.report->state, RUNNER_DIVERGED);
    look(stage.runner, (int)n_moments - 1);
    ask(stage.runner, RUNNER_PLAY);
    settle(stage.runner, 5);
    tell(&stage);
    struct course *course = train(&recipe);
    check_same(stage.report, course);
    assert_string_equal(stage.report->error.message, "");
    course_destroy(course);
    lume_network_destroy(good);
    end(&stage);
}

static void spoil_size(struct recipe *recipe)
{
    recipe->train_size = 331;
}

static void spoil_momentum(struct recipe *recipe)
{
    recipe->given |= RECIPE_MOMENTUM;
}

static void spoil_classes(struct recipe *recipe)
{
    recipe->n_classes = 9;
}

static void spoil_validation(struct recipe *recipe)
{
    recipe->validation = N_GENERATED;
}

static void spoil_rate(struct recipe *recipe)
{
    recipe->training.learning_rate = 0;
}

static void spoil_width(struct recipe *recipe)
{
    recipe->hidden[0] = 0;
}

/* What cannot be is said; another set-up goes better. */
static void test_faults(void **state)
{
    (void)state;
    static const struct {
        void (*spoil)(struct recipe *recipe);
        const char *message;
    } cases[] = {
        {spoil_size, "training images, only 330 are left, got 331"},
        {spoil_momentum, "this optimizer has no momentum"},
        {spoil_classes, "classes, expected 10 or more for digits"},
        {spoil_validation,
         "validation leaves nothing to train on, expected less than 360, got 360"},
        {spoil_rate, "learning rate, expected a finite number above 0"},
        {spoil_width, "width of layer 0, expected 1 to 65536, got 0"},
    };
    const struct recipe recipe = recipe_of(&variants[0], 1);
    struct stage stage = begin(&recipe);
    struct course *course = train(&recipe);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct recipe spoilt = recipe;
        cases[i].spoil(&spoilt);
        set_up(stage.runner, &spoilt);
        settle(stage.runner, 1);
        tell(&stage);
        assert_int_equal(stage.report->state, RUNNER_FAILED);
        assert_string_equal(stage.report->error.message, cases[i].message);
        for (int what = RUNNER_PLAY; what <= RUNNER_LOOK; what++) {
            if (what != RUNNER_NEW_SEED) {
                ask(stage.runner, (enum runner_ask)what);
                assert_false(runner_work(stage.runner, 1));
            }
        }
        set_up(stage.runner, &recipe);
        ask(stage.runner, RUNNER_PLAY);
        settle(stage.runner, 50);
        tell(&stage);
        check_same(stage.report, course);
    }
    course_destroy(course);
    end(&stage);
}

/* Little memory: fewer moments, the first and the newest among them. */
static void test_little_memory(void **state)
{
    (void)state;
    const struct runner_config little = {.n_generated = N_GENERATED, .history_bytes = 1 << 20};
    const struct recipe recipe = recipe_of(&variants[0], 1);
    struct stage stage = begin_with(&little, &recipe);
    struct course *course = train(&recipe);
    ask(stage.runner, RUNNER_PLAY);
    settle(stage.runner, 1);
    tell(&stage);
    assert_in_range(stage.report->n_moments, 3, 4);
    assert_int_equal(stage.report->moments[stage.report->n_moments - 1].batches, 24);
    check_same(stage.report, course);
    course_destroy(course);
    end(&stage);
}

/* Nothing goes on while another thread wants it to end. */
static void test_unwanted(void **state)
{
    (void)state;
    atomic_bool unwanted = false;
    struct runner_config with = config;
    with.unwanted = &unwanted;
    const struct recipe recipe = recipe_of(&variants[0], 1);
    struct stage stage = begin_with(&with, &recipe);
    ask(stage.runner, RUNNER_PLAY);
    runner_work(stage.runner, 2);
    unwanted = true;
    for (size_t i = 0; i < 3; i++) {
        assert_true(runner_work(stage.runner, MANY));
        tell(&stage);
        assert_int_equal(stage.report->progress.batch, 2);
    }
    unwanted = false;
    runner_work(stage.runner, 1);
    tell(&stage);
    assert_int_equal(stage.report->progress.batch, 3);
    end(&stage);
}

static void check_source(const struct runner_config *with, const struct recipe *recipe,
                         enum runner_source source, const char *why)
{
    struct stage stage = begin_with(with, recipe);
    assert_int_equal(stage.report->state, RUNNER_PAUSED);
    assert_int_equal(stage.report->source, source);
    assert_string_equal(stage.report->why.message, why);
    const bool mnist = source == RUNNER_MNIST;
    assert_int_equal(stage.report->n_train + stage.report->n_validation, mnist ? 240 : N_GENERATED);
    assert_int_equal(stage.report->n_test, mnist ? 30 : N_GENERATED / 6);
    assert_int_equal(stage.report->recipe.n_generated, mnist ? 0 : N_GENERATED);
    end(&stage);
}

/* MNIST where it is; the generator, and why, where it is not. Loading gets on. */
static void test_sources(void **state)
{
    (void)state;
    struct runner_config with = config;
    const struct recipe recipe = recipe_of(&variants[0], 1);
    check_source(&with, &recipe, RUNNER_GENERATED, "");
    with.folder = ".";
    check_source(&with, &recipe, RUNNER_GENERATED, "");
    write_part("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", 240);
    check_source(&with, &recipe, RUNNER_GENERATED,
                 ".: no t10k-images-idx3-ubyte or t10k-images-idx3-ubyte.gz in this folder: "
                 "scripts/fetch-mnist gets them");
    write_part("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 30);
    check_source(&with, &recipe, RUNNER_MNIST, "");
    folder_put("t10k-labels-idx1-ubyte", "", 0);
    check_source(&with, &recipe, RUNNER_GENERATED,
                 "./t10k-labels-idx1-ubyte: empty, expected an IDX file");
}

static void test_loaded(void **state)
{
    (void)state;
    const struct recipe recipe = recipe_of(&variants[0], 1);
    struct stage stage;
    double loaded = 0;
    size_t n_seen = 0;
    CHECK_OK(runner_create(&config, &stage.runner, &error), error);
    CHECK_OK(runner_report_create(&stage.report, &error), error);
    set_up(stage.runner, &recipe);
    do {
        tell(&stage);
        assert_true(stage.report->loaded >= loaded && stage.report->loaded <= 1);
        n_seen += stage.report->loaded > loaded;
        loaded = stage.report->loaded;
    } while (runner_work(stage.runner, 1));
    tell(&stage);
    assert_true(stage.report->loaded == 1 && n_seen > 4);
    end(&stage);
}

/* MNIST is read once, and each run has it as it came. */
static void test_runs_of_one_set(void **state)
{
    (void)state;
    struct runner_config with = config;
    struct recipe recipe = recipe_of(&variants[1], 1);
    with.folder = ".";
    write_part("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", 240);
    write_part("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 30);
    struct stage stage = begin_with(&with, &recipe);
    assert_int_equal(remove("train-images-idx3-ubyte.gz"), 0);
    struct lume_network *first[2] = {NULL, NULL};
    for (size_t i = 0; i < 6; i++) {
        recipe.training.seed = i / 2 % 2 + 1;
        recipe.training.dropout = i % 2 ? 0.1f : 0.2f;
        set_up(stage.runner, &recipe);
        ask(stage.runner, RUNNER_PLAY);
        settle(stage.runner, 9);
        tell(&stage);
        assert_int_equal(stage.report->state, RUNNER_ENDED);
        if (i % 2 == 0 && !first[i / 2 % 2]) {
            CHECK_OK(lume_network_copy(stage.report->model->network, &first[i / 2 % 2], &error),
                     error);
        } else if (i % 2 == 0) {
            check_parameters(stage.report, first[i / 2 % 2]);
        }
    }
    lume_network_destroy(first[0]);
    lume_network_destroy(first[1]);
    end(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_curve),
        cmocka_unit_test(test_diverge),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_little_memory),
        cmocka_unit_test(test_unwanted),
        cmocka_unit_test(test_loaded),
        cmocka_unit_test_setup_teardown(test_sources, folder_enter, folder_leave),
        cmocka_unit_test_setup_teardown(test_runs_of_one_set, folder_enter, folder_leave),
    };
    return cmocka_run_group_tests_name("runner_limits", tests, NULL, NULL);
}
