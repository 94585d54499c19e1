/* SPDX-License-Identifier: MIT */

/* A training that is watched gives what `lume train` gives, whatever is asked of it on the way. */

#include "check.h"

#include "course/runner.h"

static struct lume_error error;

enum { N_GENERATED = 360, MANY = 1000000 };

static const struct runner_config config = {.n_generated = N_GENERATED, .history_bytes = 1 << 24};

/* What differs from the defaults. */
struct variant {
    const char *name;
    void (*say)(struct recipe *recipe);
};

static void say_little(struct recipe *recipe)
{
    (void)recipe;
}

static void say_much(struct recipe *recipe)
{
    recipe->n_hidden = 1;
    recipe->hidden[0] = 9;
    recipe->training.optimizer = lume_optimizer_find("momentum");
    recipe->training.augment = recipe_usual_augment;
    recipe->training.normalizer = lume_normalizer_find("moments");
    recipe->training.dropout = 0.2f;
    recipe->training.batch_size = 7;
    recipe->train_size = 100;
    recipe->given = RECIPE_OPTIMIZER;
}

static void say_full(struct recipe *recipe)
{
    recipe->training.batch_size = 0;
    recipe->validation = 0;
}

static void say_patience(struct recipe *recipe)
{
    recipe->training.patience = 1;
    recipe->training.learning_rate = 0.2f;
    recipe->given = RECIPE_LEARNING_RATE;
}

static const struct variant variants[] = {
    {"little", say_little}, {"much", say_much}, {"full", say_full}, {"patience", say_patience}};

enum { N_VARIANTS = sizeof variants / sizeof *variants };

static struct recipe recipe_of(const struct variant *variant, uint64_t seed)
{
    struct recipe recipe;
    recipe_defaults(&recipe);
    recipe.training.seed = seed;
    recipe.training.epochs = 4;
    variant->say(&recipe);
    return recipe;
}

/* What `lume train` does. */
static struct course *train(const struct recipe *ordered)
{
    struct recipe recipe = *ordered;
    struct course_sources sources = {0};
    struct course_sets *sets;
    struct course *course;
    struct lume_trainer_progress progress;
    recipe.n_generated = N_GENERATED;
    assert_int_equal(recipe_resolve(&recipe, NULL), RECIPE_SOUND);
    CHECK_OK(course_sets_make(&sources, &recipe, NULL, &sets, &error), error);
    CHECK_OK(course_create(&recipe, sets, NULL, NULL, &course, &error), error);
    course_sets_drop(sets);
    do {
        CHECK_OK(lume_trainer_step(course->trainer, MANY, &error), error);
        CHECK_OK(lume_trainer_end_epoch(course->trainer, &error), error);
        lume_trainer_progress(course->trainer, &progress);
    } while (progress.state == LUME_TRAINING);
    course_keep_best(course);
    return course;
}

static void ask(struct runner *runner, enum runner_ask what)
{
    runner_obey(runner, &(struct runner_order){.ask = what});
}

static void look(struct runner *runner, int moment)
{
    runner_obey(runner, &(struct runner_order){.ask = RUNNER_LOOK, .moment = moment});
}

static void set_up(struct runner *runner, const struct recipe *recipe)
{
    runner_obey(runner, &(struct runner_order){.ask = RUNNER_SET_UP, .recipe = *recipe});
}

static void settle(struct runner *runner, size_t slice)
{
    for (size_t i = 0; runner_work(runner, slice); i++) {
        assert_true(i < MANY);
    }
}

static bool finite_or_absent(float value, bool absent)
{
    return absent ? isnan(value) : isfinite(value);
}

static void check_curve(const struct runner_report *report)
{
    const bool alone = report->n_validation == 0;
    for (size_t i = 0; i < report->curve.n; i++) {
        const struct curve_point *point = &report->curve.points[i];
        assert_true(isfinite(point->train_loss) && isfinite(point->train_accuracy));
        assert_true(finite_or_absent(point->validation_loss, alone || !point->ends));
        assert_true(finite_or_absent(point->validation_accuracy, alone || !point->ends));
        assert_true(i == 0 || point->epoch > point[-1].epoch);
    }
}

/* Its numbers are some, and go together. */
static void check_report(struct runner *runner, struct runner_report *report)
{
    CHECK_OK(runner_tell(runner, report, &error), error);
    if (!report->model || report->state == RUNNER_LOADING || report->state == RUNNER_FAILED) {
        return;
    }
    const struct lume_trainer_progress *progress = &report->progress;
    const struct lume_network *network = report->model->network;
    assert_true(isfinite(progress->train_loss) && isfinite(progress->train_accuracy));
    assert_true(report->n_validation == 0 || isfinite(progress->validation_loss));
    assert_true(report->n_moments >= 1 && report->moments[0].batches == 0);
    for (size_t l = 0; l < network->n_layers; l++) {
        const struct health_layer *health = &report->health[l];
        assert_true(isfinite(health->gradient_norm) && isfinite(health->update_ratio));
        assert_true(isfinite(health->weight_norm));
        assert_int_equal(report->has_health, health->weight_norm > 0);
    }
    for (size_t i = 0; i < network->n_reals; i++) {
        assert_true(isfinite(network->parameters[i]));
    }
    check_curve(report);
}

static void check_parameters(const struct runner_report *report, const struct lume_network *network)
{
    assert_int_equal(report->model->network->n_reals, network->n_reals);
    assert_memory_equal(report->model->network->parameters, network->parameters,
                        network->n_reals * sizeof *network->parameters);
}

static void check_same(const struct runner_report *report, const struct course *course)
{
    struct lume_trainer_progress progress;
    lume_trainer_progress(course->trainer, &progress);
    check_parameters(report, course->model.network);
    assert_int_equal(report->state, RUNNER_ENDED);
    assert_int_equal(report->progress.state, progress.state);
    assert_int_equal(report->progress.epoch, progress.epoch);
    assert_int_equal(report->progress.best_epoch, progress.best_epoch);
    assert_int_equal(report->model->epochs, course->model.epochs);
    assert_int_equal(report->curve.best_epoch, progress.best_epoch);
}

/* One order, or work: whatever comes, and it goes on from there. */
static void disturb(struct runner *runner, struct runner_report *report, struct lume_rng *rng)
{
    switch (lume_rng_below(rng, 8)) {
    case 0:
        ask(runner, RUNNER_PAUSE);
        break;
    case 1:
        ask(runner, RUNNER_BATCH);
        break;
    case 2:
        ask(runner, RUNNER_STOP);
        break;
    case 3:
        look(runner, (int)lume_rng_below(rng, (uint32_t)report->n_moments + 2) - 1);
        break;
    case 4:
        if (lume_rng_below(rng, 20) == 0) {
            ask(runner, RUNNER_RESET);
        }
        break;
    case 5:
        ask(runner, RUNNER_EPOCH);
        break;
    default:
        ask(runner, RUNNER_PLAY);
    }
    if (lume_rng_below(rng, 2) == 0) {
        check_report(runner, report);
    }
    runner_work(runner, lume_rng_below(rng, 9));
}

static void check_variant(const struct variant *variant, uint64_t seed)
{
    const struct recipe recipe = recipe_of(variant, seed);
    struct course *course = train(&recipe);
    struct lume_rng rng = lume_rng_make(seed, 77);
    struct runner *runner;
    struct runner_report *report;
    CHECK_OK(runner_create(&config, &runner, &error), error);
    CHECK_OK(runner_report_create(&report, &error), error);
    set_up(runner, &recipe);
    for (size_t i = 0; i < 60; i++) {
        disturb(runner, report, &rng);
    }
    look(runner, RUNNER_LIVE);
    ask(runner, RUNNER_PLAY);
    settle(runner, 1 + lume_rng_below(&rng, 50));
    check_report(runner, report);
    check_same(report, course);
    ask(runner, RUNNER_RESET);
    check_report(runner, report);
    assert_int_equal(report->state, RUNNER_PAUSED);
    assert_int_equal(report->n_moments, 1);
    assert_int_equal(report->curve.n, 1);
    ask(runner, RUNNER_PLAY);
    settle(runner, MANY);
    check_report(runner, report);
    check_same(report, course);
    runner_destroy(runner);
    runner_report_destroy(report);
    course_destroy(course);
}

static void test_same_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_VARIANTS; i++) {
        for (uint64_t seed = 0; seed < 4; seed++) {
            print_message("# %s %d\n", variants[i].name, (int)seed);
            check_variant(&variants[i], seed);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bits),
    };
    return cmocka_run_group_tests_name("runner", tests, NULL, NULL);
}
