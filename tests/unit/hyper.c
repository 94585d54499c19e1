/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "cli/train_options.h"
#include "gui/hyper.h"

#include <lume/optimizer.h>
#include <lume/rng.h>

enum { SIZE = 512, MOST_VALUES = 100, FEW_IMAGES = 24, FEW_PIXELS = 4, N_HYPERS = 16 };

static struct lume_error error;
static const struct text_language *english, *brazilian;

static int setup(void **state)
{
    (void)state;
    english = text_language_find("en");
    brazilian = text_language_find("pt-BR");
    return 0;
}

static const char *printed(const char *name, const struct recipe *recipe)
{
    static char out[SIZE];
    hyper_find(name)->print(recipe, english, out, sizeof out);
    return out;
}

static void check_printed(const char *name, const struct recipe *recipe, const char *expected)
{
    assert_string_equal(printed(name, recipe), expected);
}

static bool step(const char *name, struct recipe *recipe, int steps)
{
    return hyper_find(name)->step(recipe, steps);
}

static void choose_optimizer(struct recipe *recipe, const char *name)
{
    step("optimizer", recipe, -MOST_VALUES);
    while (strcmp(recipe->training.optimizer->name, name) != 0) {
        assert_true(step("optimizer", recipe, 1));
    }
}

/* A recipe as it is begins a training: on a few images of a few pixels. */
static void check_sound(const struct recipe *recipe)
{
    static const uint8_t pixels[FEW_IMAGES * FEW_PIXELS] = {1, 2, 3}, labels[FEW_IMAGES] = {0};
    const struct lume_dataset set = {.n = FEW_IMAGES,
                                     .rows = 2,
                                     .columns = 2,
                                     .pixels = (uint8_t *)pixels,
                                     .labels = (uint8_t *)labels};
    struct recipe resolved = *recipe;
    struct lume_layer_config layers[LUME_MAX_LAYERS];
    struct lume_network *network;
    struct lume_trainer *trainer;
    size_t n_layers;
    assert_int_equal(recipe_resolve(&resolved, NULL), RECIPE_SOUND);
    assert_int_equal(recipe_layers(&resolved, layers, &n_layers), RECIPE_SOUND);
    CHECK_OK(lume_network_create(FEW_PIXELS, layers, n_layers, &network, &error), error);
    CHECK_OK(lume_trainer_create(&resolved.training, network, &set, &set, &trainer, &error), error);
    lume_trainer_destroy(trainer);
    lume_network_destroy(network);
}

static void test_registry(void **state)
{
    (void)state;
    const struct hyper *hyper;
    size_t n = 0;
    for (; (hyper = hyper_at(n)) != NULL; n++) {
        assert_ptr_equal(hyper_find(hyper->name), hyper);
        size_t i = 0;
        while (train_option_table[i].name && strcmp(train_option_table[i].name, hyper->name) != 0) {
            i++;
        }
        assert_non_null(train_option_table[i].name); /* the command line has it, too */
        assert_true((hyper->position != NULL) == (hyper->place != NULL));
    }
    assert_true(n == N_HYPERS);
    assert_null(hyper_at(n + 1));
    assert_null(hyper_find("loss"));
}

/* Each step shows, and only a step does; all the way up and down again. */
static void check_walk(const struct hyper *hyper, const struct recipe *start)
{
    struct recipe recipe = *start;
    char before[SIZE], after[SIZE];
    hyper->step(&recipe, -MOST_VALUES);
    assert_false(hyper->step(&recipe, -1));
    assert_false(hyper->step(&recipe, 0));
    hyper->print(&recipe, english, before, sizeof before);
    int n = 0;
    while (hyper->step(&recipe, 1)) {
        hyper->print(&recipe, english, after, sizeof after);
        assert_string_not_equal(before, after);
        strcpy(before, after);
        assert_true(++n < MOST_VALUES);
    }
    hyper->print(&recipe, english, after, sizeof after);
    assert_string_equal(before, after);
    assert_int_equal(hyper->step(&recipe, -n), n > 0);
    assert_false(hyper->step(&recipe, -1));
    assert_int_equal(hyper->step(&recipe, MOST_VALUES), n > 0);
    hyper->print(&recipe, english, before, sizeof before);
    assert_string_equal(before, after);
}

/* All steps of one from here: training can begin wherever they lead. */
static void check_neighbours(const struct hyper *hyper, const struct recipe *start)
{
    for (int steps = -1; steps <= 1; steps++) {
        struct recipe recipe = *start;
        hyper->step(&recipe, steps);
        check_sound(&recipe);
    }
}

static void check_from(const struct recipe *start)
{
    const struct hyper *first, *second;
    for (size_t i = 0; (first = hyper_at(i)) != NULL; i++) {
        struct recipe recipe = *start;
        check_walk(first, &recipe);
        first->step(&recipe, -MOST_VALUES);
        do {
            for (size_t k = 0; (second = hyper_at(k)) != NULL; k++) {
                check_neighbours(second, &recipe);
            }
        } while (first->step(&recipe, 1));
    }
}

static void test_all_neighbours_are_sound(void **state)
{
    (void)state;
    const struct lume_optimizer *optimizer;
    for (size_t i = 0; (optimizer = lume_optimizer_at(i)) != NULL; i++) {
        struct recipe recipe;
        recipe_defaults(&recipe);
        choose_optimizer(&recipe, optimizer->name);
        assert_true(recipe.training.learning_rate == optimizer->default_learning_rate);
        check_from(&recipe);
        assert_int_equal(recipe_resolve(&recipe, NULL), RECIPE_SOUND); /* as a report tells it */
        check_from(&recipe);
    }
}

/* A long way through all of it; `n` steps from what the random numbers say. */
static void wander(struct lume_rng *rng, struct recipe *recipe, int n)
{
    for (int i = 0; i < n; i++) {
        const uint32_t which = lume_rng_uint32(rng) % N_HYPERS;
        assert_non_null(hyper_at(which));
        hyper_at(which)->step(recipe, (int)(lume_rng_uint32(rng) % 7) - 3);
        if (lume_rng_uint32(rng) % 8 == 0) {
            assert_int_equal(recipe_resolve(recipe, NULL), RECIPE_SOUND);
        }
    }
}

/* Wherever one went, training can begin; copied value by value, it is the same training. */
static void test_copy(void **state)
{
    (void)state;
    struct lume_rng rng = lume_rng_make(1, 2);
    struct recipe from, to;
    recipe_defaults(&from);
    recipe_defaults(&to);
    for (int i = 0; i < 3000; i++) {
        char out[SIZE];
        wander(&rng, &from, 20);
        wander(&rng, &to, 20);
        check_sound(&from);
        for (size_t k = 0; hyper_at(k); k++) {
            hyper_at(k)->copy(&from, &to);
            check_sound(&to);
        }
        assert_string_equal(hyper_difference(&from, &to, english, out, sizeof out),
                            "the same again");
    }
}

static void test_unusual_values(void **state)
{
    (void)state;
    struct recipe recipe, start;
    recipe_defaults(&start);
    start.training.learning_rate = 0.003f;
    start.training.batch_size = 3000;
    start.training.l2 = 7;
    start.n_hidden = 1;
    start.hidden[0] = 20;
    recipe = start;
    assert_true(step("learning-rate", &recipe, 1));
    check_printed("learning-rate", &recipe, "0.005");
    assert_true(step("learning-rate", &recipe, -1)); /* floats are equal to themselves */
    check_printed("learning-rate", &recipe, "0.002");
    recipe = start;
    assert_true(step("learning-rate", &recipe, -2));
    check_printed("learning-rate", &recipe, "0.001");
    assert_true(step("batch-size", &recipe, 1));
    check_printed("batch-size", &recipe, "full");
    assert_int_equal(recipe.training.batch_size, 0);
    assert_true(step("batch-size", &recipe, -1));
    check_printed("batch-size", &recipe, "1,024");
    assert_false(step("l2", &recipe, 1)); /* it is beyond the last */
    check_printed("l2", &recipe, "7");
    assert_true(step("l2", &recipe, -1));
    check_printed("l2", &recipe, "0.1");
    assert_false(step("train-size", &recipe, 1));
    check_printed("train-size", &recipe, "all");
    assert_true(step("train-size", &recipe, -1));
    check_printed("train-size", &recipe, "10,000");
    assert_true(step("hidden", &recipe, 1));
    check_printed("hidden", &recipe, "32");
    recipe = start;
    assert_true(step("hidden", &recipe, -1));
    check_printed("hidden", &recipe, "16");
    assert_true(step("hidden", &recipe, -MOST_VALUES));
    check_printed("hidden", &recipe, "none");
    check_printed("activation", &recipe, "—");
    check_printed("dropout", &recipe, "—");
    assert_true(step("hidden", &recipe, MOST_VALUES));
    check_printed("hidden", &recipe, "5 × 16");
}

static void test_many_activations(void **state)
{
    (void)state;
    struct recipe recipe;
    recipe_defaults(&recipe);
    check_printed("activation", &recipe, "sigmoid");
    recipe.activations[0] = lume_activation_find("relu");
    recipe.activations[1] = lume_activation_find("tanh");
    recipe.n_activations = 2;
    check_printed("activation", &recipe, "relu, tanh");
    assert_true(step("hidden", &recipe, 3)); /* of three layers */
    check_printed("activation", &recipe, "relu");
}

/* A learning rule has no hidden layers; the ones before it come back. */
static void test_rules(void **state)
{
    (void)state;
    struct recipe recipe;
    recipe_defaults(&recipe);
    assert_true(step("hidden", &recipe, 1));
    assert_true(step("activation", &recipe, 1));
    assert_true(step("dropout", &recipe, 2));
    const struct recipe before = recipe;
    char out[SIZE];
    choose_optimizer(&recipe, "perceptron");
    check_printed("hidden", &recipe, "none");
    check_printed("activation", &recipe, "step");
    check_printed("dropout", &recipe, "—");
    check_printed("learning-rate", &recipe, "0.1");
    assert_false(step("hidden", &recipe, 1));
    assert_false(step("activation", &recipe, 1));
    assert_false(step("momentum", &recipe, 1));
    choose_optimizer(&recipe, "adam");
    assert_string_equal(hyper_difference(&before, &recipe, english, out, sizeof out),
                        "the same again");
    assert_string_equal(recipe.training.loss->name, "cross-entropy");
    choose_optimizer(&recipe, "momentum");
    check_printed("momentum", &recipe, "0.9");
}

static void test_slider(void **state)
{
    (void)state;
    struct recipe recipe;
    const struct hyper *rate = hyper_find("learning-rate");
    recipe_defaults(&recipe);
    assert_true(rate->live);
    CHECK_NEAR(rate->position(&recipe), 3.0 / 8, 1e-6); /* 0.01 from 1e-5 to 1e3 */
    for (int i = 0; i <= 1000; i++) {
        rate->place(&recipe, (float)i / 1000);
        CHECK_NEAR(rate->position(&recipe), i / 1000.0, 0.003);
        assert_true(strlen(printed("learning-rate", &recipe)) <= 8);
    }
    rate->place(&recipe, -1);
    check_printed("learning-rate", &recipe, "0.00001");
    rate->place(&recipe, 2);
    check_printed("learning-rate", &recipe, "1000");
    assert_true(rate->position(&recipe) == 1);
    rate->place(&recipe, 0.39f);
    check_printed("learning-rate", &recipe, "0.013");
    recipe.given |= RECIPE_OPTIMIZER;
    assert_int_equal(recipe_resolve(&recipe, NULL), RECIPE_SOUND);
    check_printed("learning-rate", &recipe, "0.013"); /* it was asked for */
    recipe.training.learning_rate = 1e6f;
    assert_true(rate->position(&recipe) == 1);
}

static void test_difference(void **state)
{
    (void)state;
    struct recipe from, to;
    char out[SIZE];
    recipe_defaults(&from);
    to = from;
    assert_string_equal(hyper_difference(&from, &to, brazilian, out, sizeof out),
                        "o mesmo de novo");
    to.training.seed = 20000;
    assert_string_equal(hyper_difference(&from, &to, english, out, sizeof out), "seed 1 → 20000");
    step("learning-rate", &to, 1);
    step("augment", &to, 1);
    assert_string_equal(hyper_difference(&from, &to, english, out, sizeof out),
                        "learning rate 0.01 → 0.02, augmentation off → on, seed 1 → 20000");
    assert_string_equal(
        hyper_difference(&from, &to, brazilian, out, sizeof out),
        "taxa de aprendizado 0,01 → 0,02, aumento de dados não → sim, semente 1 → 20000");
    to = from;
    choose_optimizer(&to, "nesterov"); /* of which one has momentum alone */
    assert_string_equal(hyper_difference(&from, &to, english, out, sizeof out),
                        "optimizer adam → nesterov, learning rate 0.01 → 0.1");
    assert_string_equal(hyper_difference(&from, &to, english, out, 24), "optimizer adam → nest");
    assert_string_equal(hyper_difference(&from, &to, english, out, 18), "optimizer adam ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registry),
        cmocka_unit_test(test_all_neighbours_are_sound),
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_unusual_values),
        cmocka_unit_test(test_many_activations),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_slider),
        cmocka_unit_test(test_difference),
    };
    return cmocka_run_group_tests_name("hyper", tests, setup, NULL);
}
