/* SPDX-License-Identifier: MIT */

/* What a pitfall says is what happens, on the generator's digits, too. */

#include "check.h"

#include "course/course.h"
#include "gui/hyper.h"
#include "gui/pitfall.h"

enum { N_IMAGES = 12000 /* the window makes as many */, SIZE = 512 };

static struct lume_error error;
static struct lume_pool *pool;
static struct course_sets *shared; /* of all images */

/* How a run went. */
struct outcome {
    struct recipe recipe;
    struct lume_trainer_progress progress, first; /* at the end, and after the first epoch */
    double first_norm, last_norm;                 /* of the layers' gradients, after two batches */
    double roughness; /* share of epochs, after the first, in which the training loss rose */
    struct course *course;
};

static struct recipe recipe_of(const struct pitfall *pitfall, size_t run)
{
    struct recipe recipe;
    recipe_defaults(&recipe);
    pitfall->runs[run].apply(&recipe);
    return recipe;
}

static double norm(const struct lume_network *network, const lume_real *gradient, size_t l)
{
    const struct lume_layer *layer = &network->layers[l];
    double sum = 0;
    for (size_t i = 0; i < layer->n_in * layer->stride; i++) {
        const double g = (double)gradient[layer->weights + i];
        sum += g * g;
    }
    return sqrt(sum);
}

static void look_at_gradient(struct outcome *outcome)
{
    const struct lume_network *network = outcome->course->model.network;
    const lume_real *gradient = lume_trainer_gradient(outcome->course->trainer);
    outcome->first_norm = norm(network, gradient, 0);
    outcome->last_norm = norm(network, gradient, network->n_layers - 1);
}

static void train(struct outcome *outcome)
{
    struct lume_trainer *trainer = outcome->course->trainer;
    struct lume_trainer_progress *now = &outcome->progress;
    double before = 0;
    size_t n_rises = 0;
    enum lume_status status = lume_trainer_step(trainer, 2, &error);
    look_at_gradient(outcome);
    for (lume_trainer_progress(trainer, now); status == LUME_OK && now->state == LUME_TRAINING;
         lume_trainer_progress(trainer, now)) {
        status = lume_trainer_step(trainer, SIZE_MAX, &error);
        if (status == LUME_OK) {
            status = lume_trainer_end_epoch(trainer, &error);
        }
        lume_trainer_progress(trainer, now);
        n_rises += now->epoch > 1 && now->train_loss > before;
        before = now->train_loss;
        outcome->first = now->epoch == 1 ? *now : outcome->first;
    }
    outcome->roughness = (double)n_rises / (double)now->epoch;
}

/* Digits take longer to make than to learn. */
static struct course_sets *make_sets(const struct recipe *recipe)
{
    struct course_sources sources = {0};
    struct course_sets *sets;
    if (recipe->train_size == 0 && shared) {
        return course_sets_share(shared);
    }
    CHECK_OK(course_sets_make(&sources, recipe, pool, &sets, &error), error);
    shared = recipe->train_size == 0 ? course_sets_share(sets) : shared;
    return sets;
}

static void run(const char *name, size_t index, struct outcome *outcome)
{
    const struct pitfall *pitfall = pitfall_find(name);
    assert_non_null(pitfall->runs[index].name);
    *outcome = (struct outcome){.recipe = recipe_of(pitfall, index)};
    outcome->recipe.n_generated = N_IMAGES;
    assert_int_equal(recipe_resolve(&outcome->recipe, NULL), RECIPE_SOUND);
    struct course_sets *sets = make_sets(&outcome->recipe);
    CHECK_OK(course_create(&outcome->recipe, sets, NULL, pool, &outcome->course, &error), error);
    course_sets_drop(sets);
    train(outcome);
}

/* All runs of a pitfall; returns how many. */
static size_t run_all(const char *name, struct outcome outcomes[PITFALL_MAX_RUNS])
{
    size_t n = 0;
    for (; pitfall_find(name)->runs[n].name; n++) {
        run(name, n, &outcomes[n]);
        const struct lume_trainer_progress *p = &outcomes[n].progress;
        print_message("# %s, %s: %zu epochs, train %.4f %.4f, validation %.4f %.4f, |g| %.3g %.3g, "
                      "rises %.2f\n",
                      name, pitfall_find(name)->runs[n].name, p->epoch, p->train_loss,
                      p->train_accuracy, p->validation_loss, p->validation_accuracy,
                      outcomes[n].first_norm, outcomes[n].last_norm, outcomes[n].roughness);
    }
    return n;
}

static void finish(struct outcome *outcomes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        course_destroy(outcomes[i].course);
    }
}

static void test_registry(void **state)
{
    (void)state;
    const struct pitfall *pitfall;
    size_t n = 0;
    for (; (pitfall = pitfall_at(n)) != NULL; n++) {
        assert_ptr_equal(pitfall_find(pitfall->name), pitfall);
    }
    assert_true(n >= 6);
    assert_null(pitfall_at(n + 1));
    assert_null(pitfall_find("underfitting"));
}

/* In how many things two runs of a pitfall differ, as the window names them. */
static size_t n_differences(const struct pitfall *pitfall, size_t a, size_t b)
{
    const struct recipe first = recipe_of(pitfall, a), second = recipe_of(pitfall, b);
    char out[SIZE];
    hyper_difference(&first, &second, text_language_find("en"), out, sizeof out);
    size_t n = strcmp(out, "the same again") != 0;
    for (const char *comma = out; n > 0 && (comma = strchr(comma, ',')) != NULL; comma++) {
        n++;
    }
    return n;
}

/* The runs of a pitfall are sound; each differs in one thing from one before it. */
static void test_one_difference(void **state)
{
    (void)state;
    const struct pitfall *pitfall;
    for (size_t i = 0; (pitfall = pitfall_at(i)) != NULL; i++) {
        size_t n = 0;
        for (; pitfall->runs[n].name; n++) {
            struct recipe recipe = recipe_of(pitfall, n), resolved = recipe;
            assert_int_equal(recipe_resolve(&resolved, NULL), RECIPE_SOUND);
            assert_true(resolved.training.learning_rate == recipe.training.learning_rate);
            bool one = n == 0;
            for (size_t k = 0; k < n; k++) {
                one = one || n_differences(pitfall, k, n) == 1;
            }
            assert_true(one);
        }
        assert_true(n >= 2 && n <= PITFALL_MAX_RUNS);
    }
}

static void test_learning_rate(void **state)
{
    (void)state;
    struct outcome runs[PITFALL_MAX_RUNS];
    const size_t n = run_all("learning-rate", runs);
    assert_true(runs[0].progress.train_loss > 0.8 * runs[0].first.train_loss);
    assert_true(runs[0].progress.validation_accuracy < 0.5);
    assert_true(runs[1].progress.validation_accuracy > 0.85);
    assert_true(runs[2].progress.state == LUME_DIVERGED ||
                runs[2].progress.validation_accuracy < 0.15);
    finish(runs, n);
}

static void test_vanishing(void **state)
{
    (void)state;
    struct outcome runs[PITFALL_MAX_RUNS];
    const size_t n = run_all("vanishing", runs);
    assert_true(runs[1].first_norm < 0.01 * runs[1].last_norm);
    assert_true(runs[1].progress.validation_accuracy < 0.15);
    assert_true(runs[0].first_norm > 0.1 * runs[0].last_norm);
    assert_true(runs[0].progress.validation_accuracy > 0.85);
    finish(runs, n);
}

static void test_exploding(void **state)
{
    (void)state;
    struct outcome runs[PITFALL_MAX_RUNS];
    const size_t n = run_all("exploding", runs);
    assert_int_equal(runs[1].progress.state, LUME_DIVERGED);
    assert_int_equal(runs[2].progress.state, LUME_DONE_EPOCHS);
    assert_true(runs[2].first_norm > 100 * runs[0].first_norm);
    assert_true(runs[2].progress.validation_accuracy > 0.4);
    assert_true(runs[0].progress.validation_accuracy > 0.8);
    finish(runs, n);
}

static double gap(const struct outcome *outcome)
{
    return outcome->progress.validation_loss - outcome->progress.train_loss;
}

static void test_overfitting(void **state)
{
    (void)state;
    struct outcome runs[PITFALL_MAX_RUNS];
    const size_t n = run_all("overfitting", runs);
    const struct outcome *heart = &runs[0], *stopped = &runs[3];
    assert_true(heart->progress.train_loss < 0.01);
    assert_true(heart->progress.validation_loss > 1.2 * stopped->progress.best_validation_loss);
    assert_true(gap(&runs[1]) < 0.7 * gap(heart));
    assert_true(gap(&runs[2]) < 0.8 * gap(heart));
    assert_int_equal(stopped->progress.state, LUME_DONE_PATIENCE);
    assert_true(stopped->progress.epoch < heart->progress.epoch / 2);
    finish(runs, n);
}

/* The largest difference between two units' weights in the first layer. */
static double unlikeness(const struct lume_network *network)
{
    const struct lume_layer *layer = &network->layers[0];
    double most = 0;
    for (size_t i = 0; i < layer->n_in; i++) {
        const lume_real *row = network->parameters + layer->weights + i * layer->stride;
        for (size_t j = 1; j < layer->n_out; j++) {
            most = fmax(most, fabs((double)row[j] - (double)row[0]));
        }
    }
    return most;
}

static void test_zeros(void **state)
{
    (void)state;
    struct outcome runs[PITFALL_MAX_RUNS];
    const size_t n = run_all("zeros", runs);
    assert_true(unlikeness(runs[1].course->model.network) == 0);
    assert_true(unlikeness(runs[0].course->model.network) > 0.1);
    assert_true(runs[1].progress.validation_accuracy < 0.6);
    assert_true(runs[0].progress.validation_accuracy > 0.85);
    finish(runs, n);
}

static void test_batch_size(void **state)
{
    (void)state;
    struct outcome runs[PITFALL_MAX_RUNS];
    const size_t n = run_all("batch-size", runs);
    assert_int_equal(runs[0].progress.n_batches, 1);
    assert_true(runs[0].roughness == 0);
    assert_true(runs[0].progress.validation_accuracy < 0.5);
    assert_true(runs[1].progress.validation_accuracy > 0.8);
    assert_true(runs[2].first.validation_accuracy > runs[1].first.validation_accuracy);
    finish(runs, n);
}

static int setup(void **state)
{
    (void)state;
    return lume_pool_create(2, &pool, &error) == LUME_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    course_sets_drop(shared);
    lume_pool_destroy(pool);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registry),      cmocka_unit_test(test_one_difference),
        cmocka_unit_test(test_learning_rate), cmocka_unit_test(test_vanishing),
        cmocka_unit_test(test_exploding),     cmocka_unit_test(test_overfitting),
        cmocka_unit_test(test_zeros),         cmocka_unit_test(test_batch_size),
    };
    return cmocka_run_group_tests_name("pitfall", tests, setup, teardown);
}
