/* SPDX-License-Identifier: MIT */

/* A training that is watched gives what `lume train` gives, whatever is asked of it on the way. */

#include "running.h"

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

/* A course from its beginning over n batches, and ends of epochs. */
static void drive(struct course *course, uint64_t n)
{
    struct lume_trainer_progress progress;
    for (uint64_t i = 0; i < n; i++) {
        lume_trainer_progress(course->trainer, &progress);
        assert_int_equal(progress.state, LUME_TRAINING);
        CHECK_OK(lume_trainer_step(course->trainer, 1, &error), error);
        CHECK_OK(lume_trainer_end_epoch(course->trainer, &error), error);
    }
}

static struct course *make_course(struct recipe recipe)
{
    struct course_sources sources = {0};
    struct course_sets *sets;
    struct course *course;
    recipe.n_generated = N_GENERATED;
    assert_int_equal(recipe_resolve(&recipe, NULL), RECIPE_SOUND);
    CHECK_OK(course_sets_make(&sources, &recipe, NULL, &sets, &error), error);
    CHECK_OK(course_create(&recipe, sets, NULL, NULL, &course, &error), error);
    course_sets_drop(sets);
    return course;
}

/* Each moment shows what was then; from the last step all is as before. */
static void test_look(void **state)
{
    (void)state;
    const struct recipe recipe = recipe_of(&variants[1], 3);
    struct stage stage = begin(&recipe);
    ask(stage.runner, RUNNER_PLAY);
    for (size_t i = 0; i < 6; i++) {
        runner_work(stage.runner, 7);
    }
    tell(&stage);
    struct lume_network *live;
    CHECK_OK(lume_network_copy(stage.report->model->network, &live, &error), error);
    const struct runner_report now = *stage.report;
    assert_int_equal(now.state, RUNNER_RUNNING);
    assert_true(now.n_moments >= 6 && now.has_health);
    for (size_t i = 0; i < now.n_moments; i++) {
        const uint64_t changes = stage.report->changes;
        struct course *course = make_course(recipe);
        drive(course, now.moments[i].batches);
        look(stage.runner, (int)i);
        assert_false(runner_work(stage.runner, 1));
        tell(&stage);
        assert_int_equal(stage.report->state, RUNNER_PAUSED);
        assert_int_equal(stage.report->shown, i);
        assert_int_equal(stage.report->has_health, i > 0);
        assert_int_equal(stage.report->n_moments, now.n_moments);
        assert_int_equal(stage.report->curve.n, now.curve.n);
        assert_true(stage.report->changes > changes);
        check_parameters(stage.report, course->model.network);
        course_destroy(course);
    }
    look(stage.runner, (int)now.n_moments); /* there is none */
    look(stage.runner, RUNNER_LIVE);
    tell(&stage);
    assert_int_equal(stage.report->shown, RUNNER_LIVE);
    check_parameters(stage.report, live);
    assert_memory_equal(stage.report->health, now.health, sizeof now.health);
    assert_int_equal(stage.report->progress.n_images, now.progress.n_images);
    lume_network_destroy(live);
    end(&stage);
}

/* From a moment on, another way: what came after it is forgotten. */
static void test_go_on(void **state)
{
    (void)state;
    const struct recipe recipe = recipe_of(&variants[0], 4);
    struct stage stage = begin(&recipe);
    struct course *course = make_course(recipe);
    ask(stage.runner, RUNNER_PLAY);
    settle(stage.runner, 4);
    tell(&stage);
    assert_int_equal(stage.report->state, RUNNER_ENDED);
    const size_t moment = 3;
    const struct runner_moment when = stage.report->moments[moment];
    assert_in_range(when.batches, 2, 5);
    look(stage.runner, (int)moment);
    order_rate(&stage, 0.5f);
    ask(stage.runner, RUNNER_BATCH);
    settle(stage.runner, MANY);
    tell(&stage);
    assert_int_equal(stage.report->state, RUNNER_PAUSED);
    assert_int_equal(stage.report->shown, RUNNER_LIVE);
    assert_true(stage.report->n_moments <= moment + 2);
    assert_true(stage.report->curve.points[stage.report->curve.n - 1].batches <= when.batches + 1);
    assert_true(stage.report->recipe.training.learning_rate == 0.5f);
    drive(course, when.batches);
    CHECK_OK(lume_trainer_set_learning_rate(course->trainer, 0.5f, &error), error);
    drive(course, 1);
    check_parameters(stage.report, course->model.network);
    ask(stage.runner, RUNNER_PLAY);
    settle(stage.runner, 3);
    tell(&stage);
    drive(course, 4 * stage.report->progress.n_batches - when.batches - 1);
    course_keep_best(course);
    check_same(stage.report, course);
    course_destroy(course);
    end(&stage);
}

/* One batch and one epoch are that, and no more. */
static void test_steps(void **state)
{
    (void)state;
    const struct recipe recipe = recipe_of(&variants[0], 1);
    struct stage stage = begin(&recipe);
    const struct lume_trainer_progress *progress = &stage.report->progress;
    assert_int_equal(progress->batch + progress->epoch, 0);
    assert_false(stage.report->has_health);
    for (size_t i = 1; i < 4; i++) {
        ask(stage.runner, RUNNER_BATCH);
        settle(stage.runner, MANY);
        tell(&stage);
        assert_int_equal(progress->batch, i);
        assert_true(stage.report->has_health);
    }
    for (size_t i = 1; i < 3; i++) {
        ask(stage.runner, RUNNER_EPOCH);
        settle(stage.runner, 2);
        tell(&stage);
        assert_int_equal(progress->batch, 0);
        assert_int_equal(progress->epoch, i);
        assert_true(stage.report->curve.points[stage.report->curve.n - 1].ends);
        assert_true(stage.report->model->epochs == i);
    }
    ask(stage.runner, RUNNER_PLAY);
    assert_true(runner_work(stage.runner, MANY)); /* not past the end of the epoch */
    tell(&stage);
    assert_int_equal(progress->epoch, 3);
    ask(stage.runner, RUNNER_PAUSE);
    assert_false(runner_work(stage.runner, MANY));
    end(&stage);
}

/* The learning rate that it has by then stays. */
static void test_reset_with_rate(void **state)
{
    (void)state;
    struct recipe recipe = recipe_of(&variants[0], 6);
    struct stage stage = begin(&recipe);
    ask(stage.runner, RUNNER_EPOCH);
    settle(stage.runner, 4);
    order_rate(&stage, 0.03f);
    ask(stage.runner, RUNNER_RESET);
    look(stage.runner, 0);
    tell(&stage);
    assert_true(stage.report->recipe.training.learning_rate == 0.03f);
    recipe = stage.report->recipe;
    struct course *course = train(&recipe);
    ask(stage.runner, RUNNER_PLAY);
    settle(stage.runner, 4);
    tell(&stage);
    check_same(stage.report, course);
    course_destroy(course);
    end(&stage);
}

/* Another seed is another run; what is not in order changes nothing. */
static void test_new_seed(void **state)
{
    (void)state;
    struct recipe recipe = recipe_of(&variants[2], 1);
    struct stage stage = begin(&recipe);
    const uint64_t run = stage.report->run;
    order_rate(&stage, 0.02f);
    order_rate(&stage, -1);
    order_rate(&stage, NAN);
    order_rate(&stage, INFINITY);
    runner_obey(stage.runner, &(struct runner_order){.ask = RUNNER_NEW_SEED, .seed = 9});
    ask(stage.runner, RUNNER_PLAY); /* once it is ready */
    settle(stage.runner, 3);
    tell(&stage);
    assert_true(stage.report->run > run);
    recipe.training.seed = 9;
    recipe.training.learning_rate = 0.02f;
    recipe.given |= RECIPE_LEARNING_RATE;
    struct course *course = train(&recipe);
    check_same(stage.report, course);
    course_destroy(course);
    end(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bits),       cmocka_unit_test(test_look),
        cmocka_unit_test(test_go_on),           cmocka_unit_test(test_steps),
        cmocka_unit_test(test_reset_with_rate), cmocka_unit_test(test_new_seed),
    };
    return cmocka_run_group_tests_name("runner", tests, NULL, NULL);
}
