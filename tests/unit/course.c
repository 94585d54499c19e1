/* SPDX-License-Identifier: MIT */

/* One trainer, several drivers, the same bytes: `lume train`, and courses that take turns. */

#include "folder.h"

#include "cli/command.h"
#include "course/course.h"

#include <lume/ink_set.h>
#include <lume/synth.h>

static struct lume_error error;

/* What `lume train` is told, and the same as values. */
struct order {
    const char *words; /* of the command line */
    void (*say)(struct recipe *recipe);
    bool ink, start;
};

static void say_little(struct recipe *recipe)
{
    recipe->n_generated = 700;
    recipe->n_generated_test = 0;
}

static void say_much(struct recipe *recipe)
{
    recipe->n_generated = 400;
    recipe->validation = 60;
    recipe->train_size = 211;
    recipe->hidden[0] = 9;
    recipe->hidden[1] = 7;
    recipe->activations[recipe->n_activations++] = lume_activation_find("relu");
    recipe->initializer = lume_initializer_find("he");
    recipe->scaling = scaling_at(1);
    recipe->training.optimizer = lume_optimizer_find("nesterov");
    recipe->training.learning_rate = 0.05f;
    recipe->training.momentum = 0.8f;
    recipe->training.batch_size = 10;
    recipe->training.dropout = 0.1f;
    recipe->training.augment = recipe_usual_augment;
    recipe->training.normalizer = lume_normalizer_find("moments");
    recipe->given = RECIPE_OPTIMIZER | RECIPE_LEARNING_RATE | RECIPE_MOMENTUM | RECIPE_DROPOUT;
}

static void say_rule(struct recipe *recipe)
{
    recipe->n_generated = 300;
    recipe->training.optimizer = lume_optimizer_find("perceptron");
    recipe->given = RECIPE_OPTIMIZER;
}

static void say_nothing(struct recipe *recipe)
{
    (void)recipe;
}

static void say_few(struct recipe *recipe)
{
    recipe->train_size = 17;
}

static const struct order orders[] = {
    {"--synthetic 700", say_little, false, false},
    {"--synthetic 400 --validation 60 --hidden 9,7 --activation relu --init he --augment "
     "--input-scale standard --optimizer nesterov --lr 0.05 --momentum 0.8 --batch-size 10 "
     "--dropout 0.1 --normalizer moments --train-size 211",
     say_much, false, false},
    {"--synthetic 300 --optimizer perceptron", say_rule, false, false},
    {"--ink ink.jsonl:3 --hold-out ana", say_nothing, true, false},
    {"--ink ink.jsonl:3 --hold-out ana --start start", say_nothing, true, true},
    {"--ink ink.jsonl:3 --hold-out ana --train-size 17", say_few, true, false},
};

/* Train as the command line does, into a file. */
static void command(const char *words, const char *output)
{
    char line[512], *argv[64];
    int n = 0;
    snprintf(line, sizeof line, "train --data none --seed 7 --epochs 3 -q --threads 1 %s -o %s",
             words, output);
    for (char *word = strtok(line, " "); word; word = strtok(NULL, " ")) {
        argv[n++] = word;
    }
    argv[n] = NULL;
    void *values = calloc(1, command_train.values_size);
    assert_non_null(values);
    command_train.prepare(values);
    size_t n_operands;
    CHECK_OK(options_parse(&command_train, n, argv, values, &n_operands, &error), error);
    CHECK_OK(command_train.run(values, argv + 1, n_operands, &error), error);
    free(values);
}

/* Drawings of two writers, each its own way. */
static void write_ink(void)
{
    char text[4096], *end = text;
    for (int i = 0; i < 40; i++) {
        end += snprintf(end, sizeof text - (size_t)(end - text),
                        "{\"label\":%d,\"writer\":\"%s\",\"strokes\":[[[0,0],[%d,9],[3,%d]]]}\n",
                        i % 3, i % 4 ? "rui" : "ana", i % 3 * 4, i % 7);
    }
    folder_put("ink.jsonl", text, (size_t)(end - text));
}

static struct course_sets *make_sets(const struct order *order, const struct recipe *recipe)
{
    struct course_sources sources = {0};
    if (order->ink) {
        struct lume_ink_set set;
        CHECK_OK(lume_ink_set_load("ink.jsonl", recipe->n_classes, &set, &error), error);
        CHECK_OK(course_ink_add(&sources.ink, &set, "ink.jsonl", 3, &error), error);
        assert_false(course_ink_hold_out(&sources.ink, "an", 2));
        assert_true(course_ink_hold_out(&sources.ink, "ana", 3));
    }
    struct course_measures measures;
    assert_int_equal(course_sources_check(&sources, recipe, NULL, &measures), COURSE_FITS);
    struct course_sets *sets;
    CHECK_OK(course_sets_make(&sources, recipe, NULL, &sets, &error), error);
    assert_int_equal(sources.ink.n, 0);
    assert_int_equal(sets->validation.n, measures.n_validate);
    return sets;
}

/* Some batches, and a look at what they did; false once it is over. */
static bool drive(struct course *course, size_t n_batches)
{
    struct lume_trainer_progress now;
    lume_trainer_progress(course->trainer, &now);
    if (now.state != LUME_TRAINING) {
        return false;
    }
    CHECK_OK(lume_trainer_step(course->trainer, n_batches, &error), error);
    assert_true(isfinite(lume_trainer_gradient(course->trainer)[0]));
    CHECK_OK(lume_trainer_end_epoch(course->trainer, &error), error);
    return true;
}

static void check_same_bytes(const char *a, const char *b)
{
    FILE *files[2] = {fopen(a, "rb"), fopen(b, "rb")};
    assert_true(files[0] && files[1]);
    int bytes[2];
    size_t n = 0;
    do {
        bytes[0] = getc(files[0]);
        bytes[1] = getc(files[1]);
        assert_int_equal(bytes[0], bytes[1]);
        n++;
    } while (bytes[0] != EOF);
    assert_true(n > 5000);
    fclose(files[0]);
    fclose(files[1]);
}

/* Two courses on one pair of sets take turns, in odd slices and on two threads. */
static void check_order(const struct order *order)
{
    struct lume_model model = {0};
    const struct lume_model *start = order->start ? &model : NULL;
    struct lume_pool *pool;
    struct recipe recipe;
    struct course *courses[2];
    if (order->start) {
        assert_int_equal(rename("first", "start"), 0); /* what the order before made */
        CHECK_OK(lume_model_load("start", &model, &error), error);
    }
    command(order->words, "first");
    recipe_defaults(&recipe);
    recipe.training.seed = 7;
    recipe.training.epochs = 3;
    order->say(&recipe);
    assert_int_equal(recipe_resolve(&recipe, start), RECIPE_SOUND);
    CHECK_OK(lume_pool_create(2, &pool, &error), error);
    struct course_sets *sets = make_sets(order, &recipe);
    for (size_t i = 0; i < 2; i++) {
        CHECK_OK(course_create(&recipe, sets, start, pool, &courses[i], &error), error);
    }
    course_sets_drop(sets);
    lume_model_finish(&model);
    bool more = true;
    for (size_t turn = 1; more; turn++) {
        more = drive(courses[0], turn % 3);
        more |= drive(courses[1], turn % 5 * 2);
        assert_true(turn < 10000);
    }
    for (size_t i = 0; i < 2; i++) {
        course_keep_best(courses[i]);
        CHECK_OK(lume_model_save(&courses[i]->model, "second", &error), error);
        check_same_bytes("first", "second");
        course_destroy(courses[i]);
    }
    lume_pool_destroy(pool);
}

static void test_same_bytes(void **state)
{
    (void)state;
    write_ink();
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        check_order(&orders[i]);
    }
}

/* A recipe with one thing that does not go with the rest. */
static void check_fault(enum recipe_fault expected, void (*spoil)(struct recipe *recipe))
{
    struct recipe recipe;
    recipe_defaults(&recipe);
    assert_int_equal(recipe_resolve(&recipe, NULL), RECIPE_SOUND);
    spoil(&recipe);
    assert_int_equal(recipe_resolve(&recipe, NULL), expected);
}

static void spoil_classes(struct recipe *recipe)
{
    recipe->n_generated = 1;
    recipe->n_classes = 9;
}

static void spoil_hidden(struct recipe *recipe)
{
    recipe->training.optimizer = lume_optimizer_find("adaline");
    recipe->given |= RECIPE_HIDDEN;
}

static void spoil_activation(struct recipe *recipe)
{
    recipe->training.optimizer = lume_optimizer_find("adaline");
    recipe->activations[recipe->n_activations++] = lume_activation_find("step");
}

static void spoil_momentum(struct recipe *recipe)
{
    recipe->given |= RECIPE_MOMENTUM;
}

static void spoil_dropout(struct recipe *recipe)
{
    recipe->n_hidden = 0;
    recipe->training.dropout = 0.5f;
    recipe->given |= RECIPE_DROPOUT;
}

static void spoil_patience(struct recipe *recipe)
{
    recipe->validation = 0;
    recipe->training.patience = 1;
    recipe->given |= RECIPE_PATIENCE;
}

static void spoil_activations(struct recipe *recipe)
{
    recipe->n_activations = 4;
}

static void test_faults(void **state)
{
    (void)state;
    check_fault(RECIPE_FEW_CLASSES, spoil_classes);
    check_fault(RECIPE_RULE_HIDDEN, spoil_hidden);
    check_fault(RECIPE_RULE_ACTIVATION, spoil_activation);
    check_fault(RECIPE_NO_MOMENTUM, spoil_momentum);
    check_fault(RECIPE_NO_HIDDEN, spoil_dropout);
    check_fault(RECIPE_NO_VALIDATION, spoil_patience);
    check_fault(RECIPE_MANY_ACTIVATIONS, spoil_activations);
}

static enum course_misfit misfit(struct lume_dataset base, struct lume_dataset test,
                                 const struct recipe *recipe, const struct lume_model *start)
{
    const struct course_sources sources = {.base = base, .test = test};
    struct course_measures measures;
    return course_sources_check(&sources, recipe, start, &measures);
}

static void test_misfits(void **state)
{
    (void)state;
    struct recipe recipe;
    recipe_defaults(&recipe);
    const struct lume_dataset none = {0}, usual = {.n = 24, .rows = 28, .columns = 28},
                              few = {.n = 11, .rows = 28, .columns = 28},
                              wide = {.n = 24, .rows = 28, .columns = 29};
    const struct lume_model start = {.rows = 28, .columns = 28};
    assert_int_equal(misfit(usual, few, &recipe, &start), COURSE_FITS);
    assert_int_equal(misfit(wide, none, &recipe, NULL), COURSE_FITS);
    assert_int_equal(misfit(none, none, &recipe, NULL), COURSE_NOTHING);
    assert_int_equal(misfit(wide, none, &recipe, &start), COURSE_SIZE_START);
    assert_int_equal(misfit(usual, wide, &recipe, NULL), COURSE_SIZE_TEST);
    recipe.validation = 24;
    assert_int_equal(misfit(usual, few, &recipe, NULL), COURSE_ALL_VALIDATE);
    recipe.validation = RECIPE_VALIDATION_SHARE;
    recipe.training.patience = 1;
    recipe.given = RECIPE_PATIENCE;
    assert_int_equal(misfit(usual, none, &recipe, NULL), COURSE_FITS);
    assert_int_equal(misfit(few, none, &recipe, NULL), COURSE_NONE_VALIDATE);
    recipe.train_size = 22;
    assert_int_equal(misfit(usual, none, &recipe, NULL), COURSE_FITS);
    recipe.train_size = 23;
    assert_int_equal(misfit(usual, none, &recipe, NULL), COURSE_FEW_LEFT);
    recipe.n_generated = 1;
    assert_int_equal(misfit(wide, none, &recipe, NULL), COURSE_SIZE_BESIDE);
}

static struct course_sets *make_size(uint64_t train_size)
{
    struct recipe recipe;
    struct course_sources sources = {0};
    struct course_sets *sets;
    recipe_defaults(&recipe);
    recipe.n_generated = 240;
    recipe.train_size = train_size;
    CHECK_OK(course_sets_make(&sources, &recipe, NULL, &sets, &error), error);
    assert_true(course_sets_suits(sets, &recipe));
    return sets;
}

/* Fewer are the beginning of more, validation is the same; all are all, as they stand. */
static void test_train_size(void **state)
{
    (void)state;
    struct course_sets *all = make_size(0), *more = make_size(100), *fewer = make_size(37),
                       *whole = make_size(220);
    const size_t size = (size_t)LUME_IMAGE_SIDE * LUME_IMAGE_SIDE;
    assert_int_equal(all->train.n, 220);
    assert_int_equal(more->train.n, 100);
    assert_int_equal(fewer->train.n, 37);
    assert_memory_equal(fewer->train.pixels, more->train.pixels, 37 * size);
    assert_memory_equal(fewer->train.labels, more->train.labels, 37);
    assert_memory_not_equal(more->train.pixels, all->train.pixels, 37 * size);
    assert_memory_equal(whole->train.pixels, all->train.pixels, 220 * size);
    assert_memory_equal(more->validation.pixels, all->validation.pixels, 20 * size);
    size_t n_found = 0;
    for (size_t i = 0; i < 100; i++) {
        for (size_t k = 0; k < 220; k++) {
            n_found +=
                memcmp(more->train.pixels + i * size, all->train.pixels + k * size, size) == 0;
        }
    }
    assert_int_equal(n_found, 100); /* none twice, and none of validation */
    course_sets_drop(all);
    course_sets_drop(more);
    course_sets_drop(fewer);
    course_sets_drop(whole);
}

static void vary_seed(struct recipe *recipe)
{
    recipe->training.seed++;
}

static void vary_size(struct recipe *recipe)
{
    recipe->train_size = 3;
}

static void vary_validation(struct recipe *recipe)
{
    recipe->validation = 3;
}

static void vary_normalizer(struct recipe *recipe)
{
    recipe->training.normalizer = lume_normalizer_find("moments");
}

static void vary_network(struct recipe *recipe)
{
    recipe->n_hidden = 1;
    recipe->scaling = scaling_at(1);
    recipe->training.dropout = 0.5f;
}

static void vary_augment(struct recipe *recipe)
{
    recipe->training.augment = recipe_usual_augment;
}

static void test_suits(void **state)
{
    (void)state;
    static const struct {
        void (*vary)(struct recipe *recipe);
        bool suits, suits_normalized;
    } cases[] = {
        {vary_seed, false, false},      {vary_size, false, false},  {vary_validation, false, false},
        {vary_normalizer, false, true}, {vary_network, true, true}, {vary_augment, true, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct course_sets sets = {0};
        struct recipe recipe;
        recipe_defaults(&sets.recipe);
        recipe = sets.recipe;
        cases[i].vary(&recipe);
        assert_int_equal(course_sets_suits(&sets, &recipe), cases[i].suits);
        vary_normalizer(&sets.recipe);
        recipe = sets.recipe;
        cases[i].vary(&recipe);
        assert_int_equal(course_sets_suits(&sets, &recipe), cases[i].suits_normalized);
    }
}

/* The accuracy on test images is in the model once it is known. */
static void test_test(void **state)
{
    (void)state;
    struct recipe recipe;
    struct course_sets *sets;
    struct course *course;
    struct course_sources sources = {0};
    struct lume_metrics metrics;
    recipe_defaults(&recipe);
    recipe.n_generated = 200;
    recipe.n_generated_test = 50;
    CHECK_OK(course_sets_make(&sources, &recipe, NULL, &sets, &error), error);
    CHECK_OK(course_create(&recipe, sets, NULL, NULL, &course, &error), error);
    course_sets_drop(sets);
    assert_true(isnan(course->model.test_accuracy));
    CHECK_OK(course_test(course, &metrics, &error), error);
    assert_int_equal(metrics.n, 50);
    assert_true(course->model.test_accuracy == metrics.accuracy && metrics.accuracy < 1);
    lume_metrics_finish(&metrics);
    course_destroy(course);
    course_destroy(NULL);
    course_sets_drop(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_same_bytes, folder_enter, folder_leave),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_misfits),
        cmocka_unit_test(test_train_size),
        cmocka_unit_test(test_suits),
        cmocka_unit_test(test_test),
    };
    return cmocka_run_group_tests_name("course", tests, NULL, NULL);
}
