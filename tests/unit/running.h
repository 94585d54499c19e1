/* SPDX-License-Identifier: MIT */
#ifndef LUME_TESTS_RUNNING_H
#define LUME_TESTS_RUNNING_H

/* What tests of the runner begin with: recipes, what `lume train` makes of them, orders, and a look
 * at reports. */

#include "check.h"
#include "train_loop.h"

#include "course/runner.h"

#include <lume/idx.h>
#include <lume/ink_image.h>

static struct lume_error error;

enum { N_GENERATED = 360, MANY = 1000000 };

static const struct runner_config config = {.n_generated = N_GENERATED, .history_bytes = 1 << 24};

/* What differs from the defaults. */
struct variant {
    const char *name;
    void (*say)(struct recipe *recipe);
};

static inline void say_little(struct recipe *recipe)
{
    (void)recipe;
}

static inline void say_much(struct recipe *recipe)
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

static inline void say_full(struct recipe *recipe)
{
    recipe->training.batch_size = 0;
    recipe->validation = 0;
}

static inline void say_patience(struct recipe *recipe)
{
    recipe->training.patience = 1;
    recipe->training.learning_rate = 0.2f;
    recipe->given = RECIPE_LEARNING_RATE;
}

static const struct variant variants[] = {
    {"little", say_little}, {"much", say_much}, {"full", say_full}, {"patience", say_patience}};

enum { N_VARIANTS = sizeof variants / sizeof *variants };

static inline struct recipe recipe_of(const struct variant *variant, uint64_t seed)
{
    struct recipe recipe;
    recipe_defaults(&recipe);
    recipe.training.seed = seed;
    recipe.training.epochs = 4;
    variant->say(&recipe);
    return recipe;
}

static inline struct course *train(const struct recipe *recipe)
{
    return train_in_loop(recipe, N_GENERATED);
}

static inline void ask(struct runner *runner, enum runner_ask what)
{
    runner_obey(runner, &(struct runner_order){.ask = what});
}

static inline void look(struct runner *runner, int moment)
{
    runner_obey(runner, &(struct runner_order){.ask = RUNNER_LOOK, .moment = moment});
}

static inline void set_up(struct runner *runner, const struct recipe *recipe)
{
    runner_obey(runner, &(struct runner_order){.ask = RUNNER_SET_UP, .recipe = *recipe});
}

static inline void settle(struct runner *runner, size_t slice)
{
    for (size_t i = 0; runner_work(runner, slice); i++) {
        assert_true(i < MANY);
    }
}

static inline bool finite_or_absent(float value, bool absent)
{
    return absent ? isnan(value) : isfinite(value);
}

static inline void check_curve(const struct runner_report *report)
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
static inline void check_report(struct runner *runner, struct runner_report *report)
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

static inline void check_parameters(const struct runner_report *report,
                                    const struct lume_network *network)
{
    assert_int_equal(report->model->network->n_reals, network->n_reals);
    assert_memory_equal(report->model->network->parameters, network->parameters,
                        network->n_reals * sizeof *network->parameters);
}

static inline void check_same(const struct runner_report *report, const struct course *course)
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

/* A runner and a report, set up and ready. */
struct stage {
    struct runner *runner;
    struct runner_report *report;
};

static inline struct stage begin_with(const struct runner_config *with, const struct recipe *recipe)
{
    struct stage stage;
    CHECK_OK(runner_create(with, &stage.runner, &error), error);
    CHECK_OK(runner_report_create(&stage.report, &error), error);
    check_report(stage.runner, stage.report);
    assert_null(stage.report->model);
    set_up(stage.runner, recipe);
    settle(stage.runner, 1);
    check_report(stage.runner, stage.report);
    return stage;
}

static inline struct stage begin(const struct recipe *recipe)
{
    struct stage stage = begin_with(&config, recipe);
    assert_int_equal(stage.report->state, RUNNER_PAUSED);
    return stage;
}

static inline void end(struct stage *stage)
{
    runner_destroy(stage->runner);
    runner_report_destroy(stage->report);
}

static inline void tell(struct stage *stage)
{
    check_report(stage->runner, stage->report);
}

static inline void order_rate(struct stage *stage, float rate)
{
    runner_obey(stage->runner, &(struct runner_order){.ask = RUNNER_LEARNING_RATE, .number = rate});
}

/* Files of MNIST's names, with so few images. */
static inline void write_part(const char *images_path, const char *labels_path, size_t n)
{
    struct lume_dataset set;
    CHECK_OK(lume_dataset_synthesize(n, NULL, 5, NULL, &set, &error), error);
    const struct lume_idx images = {
        .n_dims = 3, .dims = {n, 28, 28}, .size = n * 28 * 28, .bytes = set.pixels};
    const struct lume_idx labels = {.n_dims = 1, .dims = {n, 1, 1}, .size = n, .bytes = set.labels};
    CHECK_OK(lume_idx_save(&images, images_path, &error), error);
    CHECK_OK(lume_idx_save(&labels, labels_path, &error), error);
    lume_dataset_finish(&set);
}

#endif
